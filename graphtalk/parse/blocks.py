"""What the three markups become first: blocks of plain text with marks, one for each paragraph or list item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphtalk.model import Mark, MarkKind

__all__ = ["NOTICE", "OUTDENT", "PARSER_LIMIT", "SUBPAGE", "Block", "TextBuilder", "shift_marks", "strip_block"]

PARSER_LIMIT = "parser-limit"  # target of the mark on text that was too long for the parser
OUTDENT = "outdent"  # target of the mark where the indentation begins anew, by whichever template
SUBPAGE = (("page", "subpage"),)  # fields of the mark on a link to a page below a user's own
NOTICE = "notice"  # target of the mark that stands for a box which a template shows; its text is no one's words


class Block(NamedTuple):
    """A heading, a paragraph or a list item.

    Attributes:
        text: What a reader sees.
        marks: What the markup singles out in `text`.
        markup: The same as written.
        level: 1 plus the number of lists it stands in; None where the markup has lost that.
        heading: 1-6 for a heading, else 0.
        gap: True where a blank line or a paragraph's edge stands before it.
        anchor: A heading's fragment in links, where the markup tells it.
    """

    text: str
    marks: tuple[Mark, ...]
    markup: str
    level: int | None
    heading: int = 0
    gap: bool = False
    anchor: str | None = None


@dataclass(slots=True)
class TextBuilder:
    """Collects text piece by piece and remembers marks by their place in it."""

    parts: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        """Append text."""
        if text:
            self.parts.append(text)
            self.length += len(text)

    def mark(
        self, kind: MarkKind, start: int, target: str | None = None, fields: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Mark everything from `start` to the present end."""
        self.marks.append(Mark(kind, start, self.length, target, tuple(fields)))

    def extend(self, other: "TextBuilder") -> None:
        """Append the text and the marks of another builder."""
        self.marks += shift_marks(other.marks, 0, other.length, self.length)
        self.add(other.text())

    def text(self) -> str:
        """Return the text so far."""
        return "".join(self.parts)


def shift_marks(marks: Iterable[Mark], start: int, end: int, offset: int) -> list[Mark]:
    """Return the marks that touch `[start, end)`, cut to it and moved by `offset - start`.

    >>> shift_marks([Mark("bold", 2, 9)], 4, 8, 0)
    [Mark(kind='bold', start=0, end=4, target=None, fields=())]
    """
    moved = []
    shift = offset - start
    for mark in marks:
        kind, first, last, target, fields = mark
        if first >= start and last <= end:
            moved.append(Mark(kind, first + shift, last + shift, target, fields) if shift else mark)
        elif first < end and last > start:
            moved.append(Mark(kind, max(first, start) + shift, min(last, end) + shift, target, fields))
    return moved


def strip_block(text: str, marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """Return text without white space at its ends, and its marks moved to fit."""
    stripped = text.strip()
    if len(stripped) == len(text):
        return text, tuple(marks)
    start = len(text) - len(text.lstrip())
    end = start + len(stripped)
    if not start and all(mark.end <= end for mark in marks):
        return stripped, tuple(marks)
    return stripped, tuple(shift_marks([clamp(mark, start, end) for mark in marks], start, end, 0))


def clamp(mark: Mark, start: int, end: int) -> Mark:
    """Return an empty mark moved inside `[start, end]`, so that stripping never loses a template."""
    if mark.start != mark.end or start <= mark.start <= end:
        return mark
    place = min(max(mark.start, start), end)
    return mark._replace(start=place, end=place)
