"""Pages that are hard on a parser, built from the recipes in worst_cases.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict, cast

from graphtalk.model import Markup

__all__ = ["HostilePage", "hostile_pages"]

RECIPES = Path(__file__).with_name("worst_cases.toml")
DEEPEST = 40_000  # times that `deepen` is repeated at most


class Units(TypedDict, total=False):
    """Pieces of markup that are repeated in every layout, or pairs of what opens and what closes."""

    markup: Markup
    units: list[str | list[str]]
    hidden: str


class Recipe(TypedDict, total=False):
    """A page that is no plain repetition; worst_cases.toml says what the entries mean."""

    name: str
    markup: Markup
    before: str
    deepen: str
    unit: str
    middle: str
    close: str
    after: str
    count: int
    hidden: str


@dataclass(frozen=True, slots=True)
class HostilePage:
    """A page that is hard on a parser.

    Attributes:
        name: What it is, unique among those of a markup.
        markup: What it is written in.
        text: The page.
        words: The words in it that a reader sees.
    """

    name: str
    markup: Markup
    text: str
    words: frozenset[str]


def hostile_pages(size: int) -> Iterator[HostilePage]:
    """Yield all pages, each about `size` characters long; those that count their units are cut in proportion to 100 kB."""
    data = tomllib.loads(RECIPES.read_text(encoding="utf-8"))
    for kind, layouts in (("unit", data["layouts"]), ("pair", data["pair_layouts"])):
        for entry in cast("list[Units]", data[kind]):
            for unit in entry["units"]:
                names = ("open", "shut") if kind == "pair" else ("unit",)
                pieces = dict(zip(names, [unit] if isinstance(unit, str) else unit, strict=True), gap="a ")
                for layout, form in layouts[entry["markup"]].items():
                    recipe = Recipe(markup=entry["markup"], unit=filled(form, pieces))
                    if "hidden" in entry:
                        recipe["hidden"] = entry["hidden"]
                    yield build_page(f"{unit!r}, {layout}", recipe, size)
    for recipe in cast("list[Recipe]", data["page"]):
        yield build_page(recipe["name"], recipe, size)
        if recipe["markup"] == "wikitext":
            quarter = build_page(recipe["name"], recipe, size // 4)
            yield replace(quarter, name=f"{quarter.name}, four times", text="\n\n".join([quarter.text] * 4))


def filled(layout: str, pieces: Mapping[str, str]) -> str:
    """Return a layout with its pieces in it.

    >>> filled(": {unit*3} word{n}", {"unit": "{|"})
    ': {|{|{| word{n}'
    """
    names = "|".join(pieces)
    return re.sub(rf"\{{({names})(?:\*(\d+))?\}}", lambda found: pieces[found[1]] * int(found[2] or 1), layout)


def build_page(name: str, recipe: Recipe, size: int) -> HostilePage:
    """Return the page that a recipe describes."""
    close = recipe.get("close", "")
    limit = recipe["count"] * size // 100_000 if "count" in recipe else size
    parts: list[str] = []
    length = number = 0
    while length < limit:
        number += 1
        unit = recipe.get("deepen", "") * min(number, DEEPEST) + recipe["unit"].replace("{n}", str(number))
        parts.append(unit)
        length += 1 if "count" in recipe else len(unit) + len(close)
    text = (
        recipe.get("before", "") + "".join(parts) + recipe.get("middle", "") + close * number + recipe.get("after", "")
    )
    shown = frozenset() if "hidden" in recipe else frozenset(re.findall(r"word\d+", text))
    return HostilePage(name, recipe["markup"], text, shown)
