"""A made-up discussion as plain data, before it is written down in any markup: who said what, at which depth."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

__all__ = ["Person", "Piece", "PieceKind", "Remark", "Topic", "make_discussion"]

PieceKind = Literal["text", "bold", "italic", "code", "small", "strike", "link", "ping", "quote", "url", "done"]
LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
FIRST, SECOND, WORDS, COLOURS = (tuple(map(str, LISTS[name])) for name in ("first", "second", "words", "colours"))
MINUTES_BETWEEN = 37  # from one comment to the next on the average
PEOPLE = 6  # times the square root of the number of comments: 171 people wrote 660 comments of an archive, 68 wrote 174
# How often something stands in a comment, as on a large archive of the English village pump (677 comments, 448 characters of
# wikitext each): 2.9 links with those of the signature, 0.6 templates, 0.7 bold stretches, 0.1 addresses, 0.2 headings.
MIX: tuple[tuple[PieceKind, float], ...] = (
    ("link", 0.7), ("ping", 0.25), ("bold", 0.3), ("italic", 0.12), ("url", 0.15), ("code", 0.1), ("quote", 0.06), ("small", 0.04), ("strike", 0.02), ("done", 0.02),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: `target` is the page or address that it leads to, or the user addressed."""

    kind: PieceKind
    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signs.

    Attributes:
        name: User name.
        shown: The link to the user page as it is styled, in HTML.
        talk: The link to the talk page, likewise.
        around: What stands before, between and after the two, in HTML.
    """

    name: str
    shown: str
    talk: str
    around: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment.

    Attributes:
        prefix: List marks, as many as it is indented.
        paragraphs: What it says.
        person: Who signs.
        moment: When.
        unsigned: Whether a template names the person, who did not sign.
    """

    prefix: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    person: Person
    moment: datetime
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading of level 2 or 3 and what is said under it; now and then with a table in it."""

    heading: str
    level: int
    remarks: tuple[Remark, ...]
    table: tuple[tuple[str, ...], ...] = ()


def make_discussion(comments: int, seed: int = 1) -> list[Topic]:
    """Return a discussion of so many comments; the same seed gives the same one."""
    return list(topics(random.Random(seed), comments))  # noqa: S311 - a lifelike mix, no secret


def topics(chance: random.Random, comments: int) -> Iterator[Topic]:
    """Yield topics until there are enough comments."""
    people = [make_person(chance, number) for number in range(int(PEOPLE * comments**0.5) + 1)]
    moment = datetime(2019, 6, 1, 12, 0, tzinfo=UTC)
    while comments:
        count = min(comments, 1 + int(chance.expovariate(1 / 5)))
        comments -= count
        remarks: list[Remark] = []
        for _ in range(count):
            moment += timedelta(minutes=1 + int(chance.expovariate(1 / MINUTES_BETWEEN)))
            remarks.append(make_remark(chance, people, moment, remarks))
        table = tuple((words(chance, 2), words(chance, 3)) for _ in range(4)) if chance.random() < 0.04 else ()
        yield Topic(words(chance, 4).capitalize(), 3 if chance.random() < 0.18 else 2, tuple(remarks), table)


def make_person(chance: random.Random, number: int) -> Person:
    """Return someone with a signature of their own: half plain, half styled."""
    name = f"{chance.choice(FIRST)} {chance.choice(SECOND)}{number or ''}"
    colour, other = chance.choice(COLOURS), chance.choice(COLOURS)
    first, _, last = name.partition(" ")
    return chance.choice(
        [
            *[Person(name, name, "talk", ("", " (", ")"))] * 5,
            Person(name, f'<span style="color:{colour}">{name}</span>', "talk", ("", " ", "")),
            Person(name, f'<span style="color:{colour}; font-weight:bold;">{first}</span>', f'<span style="color:{other}">say</span>', ("— ", " <sup>", "</sup>")),
            Person(name, f'<b style="background:{colour}; color:white">{first}</b>', f'<b style="color:{other}">{last}</b>', ('<span style="font-variant:small-caps">', "", "</span>")),
            Person(name, f'<font color="{colour}">{name}</font>', "<sub>write</sub>", ("<small>", " &bull; ", "</small>")),
            Person(name, name, "talk", ("--", " ☎ (", ")")),
        ]
    )  # fmt: skip


def make_remark(chance: random.Random, people: list[Person], moment: datetime, before: list[Remark]) -> Remark:
    """Return a comment that answers one of those before it in its topic."""
    prefix = ""
    if before:
        answered = before[-1] if chance.random() < 0.6 else chance.choice(before)
        mark = "*" if chance.random() < 0.12 else ":"
        prefix = (answered.prefix + mark)[:12]
    paragraphs = tuple(make_paragraph(chance, people) for _ in range(1 + int(chance.expovariate(1.6))))
    return Remark(prefix, paragraphs, chance.choice(people), moment, chance.random() < 0.03)


def make_paragraph(chance: random.Random, people: list[Person]) -> tuple[Piece, ...]:
    """Return a paragraph of about forty words with the mix of markup of `MIX`."""
    pieces = [Piece("text", words(chance, 2 + int(chance.expovariate(1 / 8))).capitalize() + " ")]
    for kind, often in MIX:
        if chance.random() < often:
            pieces += [
                make_piece(chance, kind, people),
                Piece("text", f" {words(chance, 1 + int(chance.expovariate(1 / 8)))} "),
            ]
    return (*pieces, Piece("text", words(chance, 4 + int(chance.expovariate(1 / 9))) + "."))


def make_piece(chance: random.Random, kind: PieceKind, people: list[Person]) -> Piece:
    """Return a piece of this kind."""
    if kind == "link":
        page = f"{chance.choice(['', '', 'Wikipedia:', 'Help:'])}{words(chance, 2).capitalize()}"
        return Piece(kind, page if chance.random() < 0.5 else words(chance, 2), page)
    if kind == "ping":
        name = chance.choice(people).name
        return Piece(kind, name, name)
    if kind == "url":
        return Piece(
            kind, words(chance, 3), f"https://tracker.example/{chance.choice(WORDS)}/{chance.randrange(300_000)}"
        )
    return Piece(kind, "Done" if kind == "done" else words(chance, 1 + int(chance.expovariate(1 / 4))))


def words(chance: random.Random, count: int) -> str:
    """Return so many words."""
    return " ".join(chance.choices(WORDS, k=count))
