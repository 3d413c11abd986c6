"""Pages that nobody would write: real ones, cut, doubled, swapped, spliced, flipped and stuffed with markup at random."""

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path

from benchmarks.hostile import hostile_pages
from benchmarks.pages import FORMS, make_page, markup_of
from graphtalk.model import Markup, RawPage
from graphtalk.site import site_names

__all__ = ["SUFFIXES", "mutants", "seeds"]

SUFFIXES: dict[str, Markup] = {".wikitext": "wikitext", ".html": "html", ".txt": "plain"}
TOKENS = tuple(map(str, tomllib.loads(Path(__file__).with_name("tokens.toml").read_text(encoding="utf-8"))["tokens"]))
CASES = Path(__file__).parent.parent / "tests" / "cases"
LONGEST = 100_000  # characters of a page
MOST_CHANGES = 8
MOST_REPEATS = 2_000
HOME = 0.7  # share of the pages that are read as what they are, on the wiki that they are of


@dataclass(frozen=True, slots=True)
class Seed:
    """A page to begin with."""

    text: str
    markup: Markup


def seeds() -> list[Seed]:
    """Return pages to begin with: made-up ones, the samples, the sources of the test cases, short hostile ones."""
    found = [Seed(make_page(form, 5 * number, seed=number), markup_of(form)) for form in FORMS for number in (1, 6)]
    files = [file for file in (resources.files("graphtalk") / "samples").iterdir() if file.name.startswith("talk.")]
    found += [Seed(file.read_text(encoding="utf-8"), SUFFIXES[Path(file.name).suffix]) for file in files]
    sources = sorted(CASES.glob("*/source.*"))
    found += [Seed(file.read_text(encoding="utf-8"), SUFFIXES[file.suffix]) for file in sources]
    return found + [Seed(page.text, page.markup) for page in hostile_pages(500)]


def mutants(number: int) -> Iterator[RawPage]:
    """Yield pages without end; the same number gives the same ones."""
    chance = random.Random(number)  # noqa: S311 - no secret
    known, wikis = seeds(), site_names()
    while True:
        seed = chance.choice(known)
        text = seed.text
        for _ in range(chance.randint(1, MOST_CHANGES)):
            text = chance.choice(CHANGES)(chance, text, known)[:LONGEST]
        markup = seed.markup if chance.random() < HOME else chance.choice(list(SUFFIXES.values()))
        wiki = "enwiki" if chance.random() < HOME else chance.choice(wikis)
        yield RawPage(text, markup, title="Talk:Lake", site=wiki)


def cut(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Leave a stretch out."""
    start, end = stretch(chance, text)
    return text[:start] + text[end:]


def keep(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Leave all but a stretch out."""
    start, end = stretch(chance, text)
    return text[start:end]


def repeat(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Say a stretch again and again."""
    start, end = stretch(chance, text)
    return text[:end] + text[start:end] * chance.randint(1, 8) + text[end:]


def swap(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Exchange two stretches that stand side by side."""
    first, middle, last = sorted(chance.randint(0, len(text)) for _ in range(3))
    return text[:first] + text[middle:last] + text[first:middle] + text[last:]


def splice(chance: random.Random, text: str, known: list[Seed]) -> str:
    """Put a stretch of another page in."""
    other = chance.choice(known).text
    start, end = stretch(chance, other)
    place = chance.randint(0, len(text))
    return text[:place] + other[start:end] + text[place:]


def insert(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Put pieces of markup in, here and there."""
    places = sorted(chance.randint(0, len(text)) for _ in range(chance.randint(1, 6)))
    pieces = [text[first:last] for first, last in pairwise([0, *places, len(text)])]
    return "".join(piece + chance.choice(TOKENS) for piece in pieces[:-1]) + pieces[-1]


def stuff(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Put one or two pieces of markup in, many times in one place."""
    token = "".join(chance.choices(TOKENS, k=chance.randint(1, 2)))
    place = chance.randint(0, len(text))
    return text[:place] + token * chance.randint(2, MOST_REPEATS) + text[place:]


def sprinkle(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Put a piece of markup at the beginning or the end of every line."""
    token = chance.choice(TOKENS)
    lines = text.split("\n")
    return "\n".join(token + line for line in lines) if chance.random() < 0.5 else token.join(f"{x}\n" for x in lines)


def flip(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Change bits in the bytes of the text."""
    content = bytearray(text.encode("utf-8", "replace"))
    for _ in range(chance.randint(1, 20)):
        if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return content.decode("utf-8", "replace")


def strange(chance: random.Random, text: str, _known: list[Seed]) -> str:
    """Put any characters in, surrogates and control characters among them."""
    place = chance.randint(0, len(text))
    return text[:place] + "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 5))) + text[place:]


def stretch(chance: random.Random, text: str) -> tuple[int, int]:
    """Return where a stretch of a text begins and ends: a few characters, some lines, or any part of it."""
    start = chance.randint(0, len(text))
    length = min(len(text) - start, int(chance.expovariate(1 / chance.choice([5, 200, 3000]))))
    return start, start + length


CHANGES: tuple[Callable[[random.Random, str, list[Seed]], str], ...] = (
    cut, cut, keep, repeat, swap, splice, insert, insert, insert, stuff, sprinkle, flip, strange,
)  # fmt: skip
