"""How much of the structure of talk pages graphtalk reads right, over whole sets of pages in all markups.

    python tests/structure.py FOLDER... [--floors FILE [--pin]] [--markdown FILE [--semantics FOLDER...]]

FOLDER is a set: `manifest.json`, whose `pages` have `name`, `page`, `gold`, `title`, `wiki`, `locale` and `markup`, and
the files that these name. A file of gold lists the headings and the signed comments of its page in order; `parent` is
the place in the list of what an item answers or stands under. A folder may have small cases as well, or alone:
`timestamps.json`, `signatures.json`, `revision_pairs.json` (see small_cases.py).

With `--floors`, a figure below its floor is named and the exit code is 1. `--pin` raises the floors to today's figures;
they fall only with a reason in the environment variable GRAPHTALK_LOWER_FLOORS. `--markdown` writes the page on
accuracy, with what is said on the pages of the `--semantics` folders, too.
"""

import argparse
import json
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from math import floor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict, cast

import accuracy_text
from scoring import LOWER, Score, score_folder
from small_cases import score_cases

from graphtalk.errors import GraphtalkError
from graphtalk.manifest import parse_manifest

FIGURES = ("F1", "end2end", "headings", "ids", "text")
LOWEST = "lowest F1"  # that any page of a group has
COLUMNS = (*FIGURES, LOWEST)
GROUPINGS = ("markup", "wiki")
CASES = "cases"
RIGHT = "right"  # the figure of small cases
BEGINNING = 40  # letters and digits by which texts are compared: the gold has no more than the beginning of some
DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Shares = Mapping[str, "Share"]
Figures = dict[str, float]
# Set, grouping, group and figure.
Scores = dict[str, dict[str, dict[str, "Group"]]]
Floors = dict[str, dict[str, Figures]]
Signed = tuple[str, str]


class Entry(TypedDict, total=False):
    """A page of a manifest."""

    name: str
    gold: str
    markup: str
    wiki: str


class GoldItem(TypedDict, total=False):
    """An item of the gold; or a section or comment of a discussion document that is brought into its form."""

    kind: str
    text: str | None
    author: str | None
    timestamp: str | None
    parent: int | None
    dt_id: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of so many are right."""

    right: int = 0
    of: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.of + other.of)


@dataclass(frozen=True, slots=True)
class Group:
    """What pages of one kind come to: how many they and their signed comments are, and the figures that they have.

    Of small cases, `comments` counts the cases.
    """

    pages: int
    comments: int
    figures: Figures


@dataclass(frozen=True)
class Outline:
    """Headings and comments of a page in order."""

    items: Sequence[GoldItem]

    @cached_property
    def comments(self) -> list[int]:
        """Return the places of the signed comments."""
        return [i for i, item in enumerate(self.items) if item["kind"] == "comment" and item.get("timestamp")]

    @cached_property
    def headings(self) -> list[int]:
        """Return the places of the headings."""
        return [i for i, item in enumerate(self.items) if item["kind"] == "heading"]

    def signed(self, place: int) -> Signed:
        """Return who signed a comment in which minute: what it is known by in gold and document alike."""
        item = self.items[place]
        return author_name(item.get("author") or ""), minute(item.get("timestamp"))

    def answered(self, place: int) -> Signed | None:
        """Return the same of the comment that a comment answers, None where it answers none."""
        parent = self.items[place].get("parent")
        return None if parent is None or self.items[parent]["kind"] == "heading" else self.signed(parent)

    def beginning(self, place: int) -> str:
        """Return the letters and digits at the beginning of a text, case and form aside."""
        text = unicodedata.normalize("NFKC", self.items[place].get("text") or "").casefold()
        return "".join(filter(str.isalnum, text))[:BEGINNING]


def author_name(name: str) -> str:
    """Return a user name in its one form: blanks, a first capital, no marks of direction."""
    clean = " ".join(DIRECTION.sub("", unicodedata.normalize("NFC", name)).replace("_", " ").split())
    return clean[:1].upper() + clean[1:]


def minute(timestamp: str | None) -> str:
    """Return the minute of a timestamp in UTC; empty for none."""
    return datetime.fromisoformat(timestamp).astimezone(UTC).isoformat(timespec="minutes") if timestamp else ""


def outline(document: Mapping[str, object]) -> Outline:
    """Return the headings and comments of a discussion document in the form of the gold."""
    items: list[GoldItem] = []
    places: dict[object, int] = {}
    comments = cast("list[dict[str, str | None]]", document["comments"])
    for section in cast("list[dict[str, str | None]]", document["sections"]):
        if section["level"]:
            places[section["id"]] = len(items)
            items.append({"kind": "heading", "text": section["heading"], "parent": places.get(section["parent"])})
        for comment in comments:
            if comment["section"] == section["id"]:
                above = places.get(comment["parent"] or section["id"])
                places[comment["id"]] = len(items)
                items.append(
                    {
                        "kind": "comment",
                        "text": comment["text"],
                        "author": comment["author"],
                        "timestamp": comment["timestamp"],
                        "parent": above,
                        "dt_id": comment["id"],
                    }
                )
    return Outline(items)


def pairs(gold: Mapping[int, object], found: Mapping[int, object]) -> list[tuple[int, int]]:
    """Return the places of what is known by the same in both, the first with the first."""
    waiting: defaultdict[object, list[int]] = defaultdict(list)
    for place, key in reversed(list(found.items())):
        waiting[key].append(place)
    return [(place, waiting[key].pop()) for place, key in gold.items() if waiting[key]]


def score_page(gold: Outline, found: Outline) -> dict[str, Share]:
    """Return how much of a page's gold was found; shares add up over pages to those of all."""
    same = pairs({i: gold.signed(i) for i in gold.comments}, {i: found.signed(i) for i in found.comments})
    texts = [(gold.beginning(g), found.beginning(f)) for g, f in same if gold.beginning(g)]
    ids = [(gold.items[g].get("dt_id"), found.items[f].get("dt_id")) for g, f in same if gold.items[g].get("dt_id")]
    # Gold without the text of any heading says nothing of headings.
    titles = {i: gold.beginning(i) for i in gold.headings if gold.items[i].get("text")}
    headings = pairs(titles, {i: found.beginning(i) for i in found.headings})
    return {
        "F1": Share(2 * len(same), len(gold.comments) + len(found.comments)),
        "end2end": Share(sum(gold.answered(g) == found.answered(f) for g, f in same), len(gold.comments)),
        "headings": Share(2 * len(headings), len(titles) + len(found.headings)) if titles else Share(),
        "ids": Share(sum(expected == mine for expected, mine in ids), len(ids)),
        "text": Share(sum(same_beginning(*both) for both in texts), len(texts)),
    }


def same_beginning(expected: str, found: str) -> bool:
    """Tell whether one text begins as the other, as far as the shorter goes."""
    return bool(found) and (expected.startswith(found) or found.startswith(expected))


def figures(pages: Sequence[Shares]) -> Figures:
    """Return the figures of pages together, without those of which there is nothing to judge."""
    totals = {name: sum((page[name] for page in pages), Share()) for name in FIGURES}
    single = [page["F1"].right / page["F1"].of for page in pages if page["F1"].of]
    lowest = {LOWEST: min(single)} if single else {}
    return {name: total.right / total.of for name, total in totals.items() if total.of} | lowest


def score_set(folder: Path) -> dict[str, dict[str, Group]]:
    """Return the figures of a set by grouping and group: of all its pages under `all`, of small cases under `cases`.

    Raises:
        ValueError: The folder has neither.
    """
    cases = {kind: Group(0, of, {RIGHT: right / of}) for kind, (right, of) in score_cases(folder).items()}
    pages = score_pages(folder) if (folder / "manifest.json").is_file() else []
    if not pages and not cases:
        raise ValueError(f"{folder}: no set of pages (manifest.json) and no small cases")
    found = {
        grouping: {
            group: Group(len(members), sum(count for count, _ in members), figures([shares for _, shares in members]))
            for group, members in grouped(pages, grouping)
        }
        for grouping in (*GROUPINGS, "all")
    }
    return {**found, CASES: cases}


def score_pages(folder: Path) -> list[tuple[Entry, int, Shares]]:
    """Return each page of a set with the number of its comments and how much of its gold was found."""
    manifest = folder / "manifest.json"
    pages: list[tuple[Entry, int, Shares]] = []
    with TemporaryDirectory() as scratch:
        for _ in parse_manifest(manifest, Path(scratch)):
            pass
        for entry in cast("list[Entry]", load(manifest)["pages"]):
            gold = Outline(cast("list[GoldItem]", load(folder / entry["gold"])))
            found = outline(load(Path(scratch) / f"{entry['name']}.json"))
            pages.append((entry, len(gold.comments), score_page(gold, found)))
    return pages


def grouped(pages: Iterable[tuple[Entry, int, Shares]], grouping: str) -> list[tuple[str, list[tuple[int, Shares]]]]:
    """Return the pages of each group, by its name."""
    groups: defaultdict[str, list[tuple[int, Shares]]] = defaultdict(list)
    for entry, count, shares in pages:
        groups[str(entry.get(grouping, "all pages"))].append((count, shares))
    return sorted(groups.items())


def load(path: Path) -> dict[str, object]:
    """Return the content of a JSON file."""
    return cast("dict[str, object]", json.loads(path.read_text(encoding="utf-8")))


def below(scores: Scores, floors: Floors) -> list[str]:
    """Return a line for each figure of these sets that is below its floor, or that has a floor and is not there."""
    lines = []
    for name, floored in floors.items():
        for markup, least in floored.items() if name in scores else ():
            group = (scores[name]["markup"] | scores[name][CASES]).get(markup)
            for figure, bound in least.items():
                value = group.figures.get(figure, 0.0) if group else 0.0
                if value < bound:
                    lines.append(f"{name}, {markup}: {figure} is {value:.4f}, its floor is {bound}")
    return lines


def pin(scores: Scores, floors: Floors, *, reason: str) -> Floors:
    """Return the floors with those of these sets at today's figures, rounded down to three decimals.

    Raises:
        ValueError: A floor would fall and no reason is given.
    """
    if (fallen := below(scores, floors)) and not reason:
        raise ValueError(f"these floors would fall; say why in {LOWER}: {'; '.join(fallen)}")
    pinned = {
        name: {
            markup: {figure: rounded(value) for figure, value in group.figures.items()}
            for markup, group in (groupings["markup"] | groupings[CASES]).items()
        }
        for name, groupings in scores.items()
    }
    return floors | pinned


def table(scores: Scores) -> str:
    """Return the figures as text."""
    lines = [f"{'':<42}{'pages':>6}{'comments':>10}" + "".join(f"{name:>10}" for name in COLUMNS)]
    for name, groupings in scores.items():
        lines.append(name)
        for grouping, groups in groupings.items():
            for label, group in groups.items():
                columns = (RIGHT,) if grouping == CASES else COLUMNS
                cells = "".join(f"{shown(group.figures.get(figure)):>10}" for figure in columns)
                title = label if grouping == "all" else f"{grouping} {label}"
                lines.append(f"  {title:<40}{group.pages:>6}{group.comments:>10}{cells}")
    return "\n".join(lines) + "\n"


def shown(figure: float | None) -> str:
    """Return a figure rounded down to three decimals, a dash for none."""
    return "–" if figure is None else f"{rounded(figure):.3f}"


def rounded(figure: float) -> float:
    """Return a figure rounded down to three decimals."""
    return floor(figure * 1000 + 1e-9) / 1000


def markdown(scores: Scores, annotated: Mapping[str, Mapping[str, Mapping[str, Score]]]) -> str:
    """Return the page on accuracy.

    Args:
        scores: Figures of sets.
        annotated: Scores of what is said on annotated pages, by folder, page and kind of fact.
    """
    parts = [accuracy_text.OPENING, accuracy_text.STRUCTURE]
    parts.append(bullets(accuracy_text.FIGURES))
    for name, groupings in scores.items():
        if not groupings["all"]:
            continue
        parts.append(f"### {name}\n\n{accuracy_text.SETS.get(name, '')}".rstrip() + "\n")
        for grouping in GROUPINGS:
            everything = groupings["all"] if grouping == GROUPINGS[0] else {}
            cells = [
                (label, str(group.pages), str(group.comments), *(shown(group.figures.get(c)) for c in COLUMNS))
                for label, group in (groupings[grouping] | everything).items()
            ]
            parts.append(markdown_table((grouping, "pages", "comments", *COLUMNS), cells))
    cases = [
        (f"{name}, {accuracy_text.CASES[kind]}", str(group.comments), shown(group.figures[RIGHT]))
        for name, groupings in scores.items()
        for kind, group in groupings[CASES].items()
    ]
    if cases:
        parts += [accuracy_text.SMALL_CASES, markdown_table(("", "cases", RIGHT), cases)]
    if annotated:
        parts += [accuracy_text.SEMANTICS, bullets(accuracy_text.KINDS)]
    for name, pages in annotated.items():
        parts.append(accuracy_text.FOLDERS.get(name, f"### {name}\n"))
        everywhere = {kind: pooled(page[kind] for page in pages.values()) for kind in accuracy_text.KINDS}
        named = [*((f"`{page}`", found) for page, found in pages.items()), ("all pages", everywhere)]
        rows = [(page, *(shown(found[kind].f1) for kind in accuracy_text.KINDS)) for page, found in named]
        parts.append(markdown_table(("F1", *accuracy_text.KINDS), rows))
    return "\n".join(parts)


def pooled(scores: Iterable[Score]) -> Score:
    """Return the counts of several scores as one."""
    parts = list(scores)
    return Score(sum(s.right for s in parts), sum(s.found for s in parts), sum(s.expected for s in parts))


def bullets(meanings: Mapping[str, str]) -> str:
    """Return what figures mean as a list."""
    return "".join(f"- **{name}**: {meaning}.\n" for name, meaning in meanings.items())


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, numbers to the right."""
    lines = [head, ("---", *["---:"] * (len(head) - 1)), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a set of pages with its manifest.json")
    parser.add_argument("--floors", type=Path, metavar="FILE", help="JSON of set, markup, figure and least value")
    parser.add_argument("--pin", action="store_true", help="raise the floors in that file to today's figures")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="page to write the figures to")
    parser.add_argument("--semantics", type=Path, metavar="FOLDER", nargs="*", default=[], help="annotated pages")
    given = parser.parse_args()
    if given.pin and not given.floors:
        parser.error("--pin needs --floors FILE")
    return given


def main() -> int:
    """Score sets from the command line; return the exit code."""
    given = options()
    scores: Scores = {folder.resolve().name: score_set(folder) for folder in given.folders}
    sys.stdout.write(table(scores))
    if given.markdown:
        annotated = {folder.resolve().name: score_folder(folder) for folder in given.semantics}
        given.markdown.write_text(markdown(scores, annotated), encoding="utf-8", newline="\n")
    if not given.floors:
        return 0
    floors = cast("Floors", load(given.floors)) if given.floors.exists() else {}
    if given.pin:
        floors = pin(scores, floors, reason=os.environ.get(LOWER, ""))
        given.floors.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8", newline="\n")
    missed = below(scores, floors)
    sys.stdout.write("".join(f"below its floor: {line}\n" for line in missed))
    return int(bool(missed))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (GraphtalkError, ValueError) as fault:
        sys.exit(str(fault))
