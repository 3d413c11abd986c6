"""A revision's wikitext as pieces: its headings and comments, section by section, each with its lines.

A section that did not change is not parsed again: most revisions change one section, and a revert brings old ones back.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from graphtalk.language import Language
from graphtalk.model import Comment, Mark, Page, RawPage, SignatureKind
from graphtalk.parse import parse
from graphtalk.parse.wikitext import inner_lines, opaque_spans, read_heading

__all__ = ["Line", "Piece", "piece_reader", "whole_words"]

KEPT_SECTIONS = 2_000  # sections whose pieces are remembered
NUMBER = re.compile(r"\[\d+\]")


class Line(NamedTuple):
    """A line or paragraph.

    Attributes:
        key: What is compared: the text with single blanks, and what a link leads to in place of the number that it shows,
            which depends on others. A heading's begins with a sign that no text has.
        text: The text.
        struck: How many characters of it are crossed out.
    """

    key: str
    text: str
    struck: int = 0


class Piece(NamedTuple):
    """A heading, or a comment as the parser finds it.

    Attributes:
        heading: True for a heading.
        name: DiscussionTools' name; None where nobody signed, or without a time.
        author: Who signed it.
        signature: How it is signed.
        level: 1 at the top of a section; for a heading, its own.
        parent: 0-based place in the section's pieces of the comment that it answers.
        text: The text.
        lines: The lines that have words, at least one.
    """

    heading: bool
    name: str | None
    author: str | None
    signature: SignatureKind
    level: int
    parent: int | None
    text: str
    lines: tuple[Line, ...]


def piece_reader(title: str, language: Language) -> Callable[[str], list[tuple[Piece, ...]]]:
    """Return a function that gives the pieces of a page's wikitext, one tuple for each section.

    Args:
        title: The page's full title.
        language: Its language.
    """

    @lru_cache(maxsize=KEPT_SECTIONS)
    def read_section(markup: str) -> tuple[Piece, ...]:
        return tuple(page_pieces(parse(RawPage(markup, "wikitext", title=title), language)))

    def read_page(text: str) -> list[tuple[Piece, ...]]:
        return [read_section(markup) for markup in sections(text)]

    return read_page


def sections(text: str) -> list[str]:
    r"""Return a page's wikitext cut before each heading, not inside comments and `<nowiki>`.

    >>> sections("a\n== B ==\nb\n<!--\n== C ==\n-->\n=== D ===")
    ['a\n', '== B ==\nb\n<!--\n== C ==\n-->\n', '=== D ===']
    """
    if "mw-notalk" in text:  # such an element may go on over headings
        return [text]
    inner = inner_lines(text, opaque_spans(text)) if "<" in text else frozenset()
    lines = text.split("\n")
    starts = [
        place
        for place, line in enumerate(lines)
        if place and line.startswith("=") and place not in inner and read_heading(line)[0]
    ]
    edges = [0, *starts, len(lines)]
    parts = ["\n".join(lines[start:end]) for start, end in pairwise(edges)]
    return [part + "\n" for part in parts[:-1]] + parts[-1:]


def page_pieces(page: Page) -> Iterator[Piece]:
    """Yield the headings and comments of a page in its order."""
    members: dict[str, list[Comment]] = {section.id: [] for section in page.sections}
    for comment in page.comments:
        members[comment.section].append(comment)
    places: dict[str, int] = {}
    count = 0
    for section in page.sections:
        if section.level:
            oldest = next((c for c in members[section.id] if c.id == section.oldest_comment), None)
            name = f"h-{oldest.name.removeprefix('c-')}" if oldest else None
            line = Line("\0=" + whole_words(section.heading), section.heading)
            yield Piece(
                heading=True,
                name=name,
                author=None,
                signature="none",
                level=section.level,
                parent=None,
                text=section.heading,
                lines=(line,),
            )
            count += 1
        for comment in members[section.id]:
            places[comment.id] = count
            yield comment_piece(comment, places.get(comment.parent or ""))
            count += 1


def comment_piece(comment: Comment, parent: int | None) -> Piece:
    """Return a comment as a piece."""
    dated = comment.author is not None and comment.timestamp is not None
    return Piece(
        heading=False,
        name=comment.name if dated else None,
        author=comment.author,
        signature=comment.signature,
        level=comment.level,
        parent=parent,
        text=comment.text,
        lines=comment_lines(comment),
    )


def comment_lines(comment: Comment) -> tuple[Line, ...]:
    """Return the lines of a comment that have words; of one that is only a signature, an empty one of its own."""
    strikes = [mark for mark in comment.marks if mark.kind == "strike"]
    numbers = [mark for mark in comment.marks if mark.kind in {"citation", "url"}]
    lines: list[Line] = []
    start = 0
    for text in comment.text.split("\n"):
        end = start + len(text)
        if text.strip():
            struck = sum(max(0, min(end, mark.end) - max(start, mark.start)) for mark in strikes)
            inside = [mark for mark in numbers if start <= mark.start and mark.end <= end]
            key = unnumbered(comment.text, start, end, inside) if inside else text
            lines.append(Line(whole_words(key), text.strip(), min(struck, len(text))))
        start = end + 1
    return tuple(lines) or (Line(f"\0{comment.name}", ""),)


def unnumbered(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """Return a line with what links lead to in place of the numbers that they show."""
    parts, place = [], start
    for mark in marks:
        if mark.start >= place and NUMBER.fullmatch(text, mark.start, mark.end):
            parts += [text[place : mark.start], f"[{mark.target or ''}]"]
            place = mark.end
    return "".join([*parts, text[place:end]])


def whole_words(text: str) -> str:
    """Return a text with single blanks between its words."""
    return " ".join(text.split())
