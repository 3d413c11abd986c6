"""Templates in Parsoid's HTML, which keeps what each was called and given."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from graphtalk.language import Language
from graphtalk.parse.blocks import TextBuilder
from graphtalk.parse.calls import template_name
from graphtalk.parse.rendering import Renderer

__all__ = ["Transclusion", "transclusions"]

NAMED = frozenset({"request", "closing"})  # meanings of templates whose boxes tell less than their names do
# Those that show or say something by themselves. What signs for others or moves a reply is left to what the wiki shows,
# so that the page has the comments that its readers see.
SHOWN = frozenset({"user", "quote", "show", "text", "citation", "diff", "link"})


@dataclass(frozen=True, slots=True)
class Transclusion:
    """What the templates that an element stands for say beyond what it shows.

    Attributes:
        said: Marks for them, without text; or all that they show, where the wiki lacks the template.
        instead: Whether that stands for what the element shows, a link to the missing template.
    """

    said: TextBuilder
    instead: bool


def transclusions(document: Element, language: Language) -> Iterator[tuple[Element, Transclusion]]:
    """Yield the elements whose templates say more than they show: requests, closings, and templates that a wiki lacks.

    Args:
        document: A rendered page; only Parsoid's tells of templates.
        language: What templates mean.

    Source: https://www.mediawiki.org/wiki/Specs/HTML#Template_markup
    """
    for element in document.iterfind(".//*[@data-mw]"):
        if "mw:Transclusion" not in (element.get("typeof") or ""):
            continue
        calls = [(name, values) for name, values in called(element) if name in language.templates]
        meanings = {language.templates[name].meaning for name, _ in calls}
        instead = len(calls) == 1 and "new" in (element.get("class") or "").split() and meanings <= SHOWN
        if instead:
            [(name, values)] = calls
            given = "".join(f"|{key}={value}" for key, value in values.items())
            yield element, Transclusion(Renderer(language, {}).render(f"{{{{{name}{given}}}}}"), instead)
        elif meanings & NAMED:
            yield element, Transclusion(marks_of(calls, language), instead)


def called(element: Element) -> list[tuple[str, dict[str, str]]]:
    """Return the templates that an element stands for, each with its parameters as written."""
    try:
        parts = json.loads(element.get("data-mw") or "")["parts"]
        used = [part["template"] for part in parts if isinstance(part, dict) and "template" in part]
        return [
            (template_name(call["target"]["wt"]), {key: str(value["wt"]) for key, value in call["params"].items()})
            for call in used
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # people can write the attribute, too


def marks_of(calls: list[tuple[str, dict[str, str]]], language: Language) -> TextBuilder:
    """Return marks for templates, without text."""
    out = TextBuilder()
    for name, values in calls:
        if language.templates[name].meaning in NAMED:
            texts = {key: Renderer(language, {}).render(value).text().strip() for key, value in values.items()}
            out.mark("template", 0, name, texts.items())
    return out
