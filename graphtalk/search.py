"""Full-text search: which comments and proposals have these words, the best first, the same from every store.

The stores' indexes only say where to look (`Store.seek`); what a hit is and how good it is, is decided here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from graphtalk.errors import UsageError
from graphtalk.schema import Row
from graphtalk.stores import Store
from graphtalk.stores.words import Phrase, spans, words
from graphtalk.table import Table, Value

__all__ = ["KINDS", "Found", "Kind", "Question", "read_question", "search", "snippet"]

Kind = Literal["comments", "proposals"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: Mapping[Kind, str] = {"comments": "Comment", "proposals": "Proposal"}
COLUMNS = ("rank", "kind", "page", "section", "user", "time", "score", "snippet", "link")
PLACES: Mapping[Kind, str] = {
    "comments": """
UNWIND $ids AS wanted
MATCH (said:Comment {id: wanted})-[:IN_SECTION]->(place:Section)-[:ON_PAGE]->(talk:Page)
OPTIONAL MATCH (author:User)-[:WROTE {role: 'author'}]->(said:Comment)
RETURN said.id AS id, talk.title AS page, place.heading AS section, author.name AS user, said.timestamp AS time,
       said.text AS text, coalesce(said.url, said.id) AS link
""",
    "proposals": """
UNWIND $ids AS wanted
MATCH (offer:Proposal {id: wanted})<-[:PROPOSES]-(said:Comment)-[:IN_SECTION]->(place:Section)-[:ON_PAGE]->(talk:Page)
OPTIONAL MATCH (author:User)-[:WROTE {role: 'author'}]->(said:Comment)
RETURN offer.id AS id, talk.title AS page, place.heading AS section, author.name AS user, said.timestamp AS time,
       offer.text AS text, coalesce(said.url, said.id) AS link
""",
}
# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.2, with the usual values.
SATURATION, LENGTH_WEIGHT = 1.2, 0.75
MOST_WORDS = 100  # that one search may be for; the stores' indexes refuse some hundreds
WIDTH, BEFORE = 160, 40  # code points of a snippet, and how many of them before the first word found
MARK = "**"  # around the words found


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes:
        wanted: Phrases that a hit has, each of them.
        excluded: Phrases that it has not, none of them.
    """

    wanted: tuple[Phrase, ...]
    excluded: tuple[Phrase, ...]

    def counts(self, text: Sequence[str]) -> list[int] | None:
        """Return how often a text of such words has each wanted phrase; None if it is no hit."""
        if any(phrase.places(text) for phrase in self.excluded):
            return None
        counts = [len(phrase.places(text)) for phrase in self.wanted]
        return counts if all(counts) else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that has what is looked for: its kind and id, how often it has each phrase, its number of words."""

    kind: Kind
    id: str
    counts: Sequence[int]
    length: int

    def score(self, mean: float) -> float:
        """Return BM25 without the weights of rare words, for every hit has all words; `mean` is the hits' mean length."""
        long = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * self.length / mean)
        return sum(count * (SATURATION + 1) / (count + long) for count in self.counts)


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits as a table, and the number of all hits."""

    table: Table
    total: int


def search(
    store: Store, text: str, *, page: str | None = None, kinds: Iterable[Kind] = KINDS, limit: int = 20
) -> Found:
    """Return the comments and proposals that have the words of a text.

    Args:
        store: An open store.
        text: Words, all of which a hit has; `"words in a row"`; `begin*`; `-without`.
        page: Id of the only page to look at; None for all.
        kinds: What to look at.
        limit: At most this many hits, at least 1.

    Returns:
        Hits by score, the best first, then by id. A score says how often the words stand in a text for its length; it
        compares hits of one search.

    Raises:
        UsageError: The text has no word to look for.
        StoreError: The store cannot be searched.
    """
    question = read_question(text)
    hits = [hit for kind in kinds for hit in hits_of(store, question, kind, page)]
    mean = sum(hit.length for hit in hits) / len(hits) if hits else 1.0
    best = sorted(((hit.score(mean), hit) for hit in hits), key=lambda pair: (-pair[0], pair[1].id))[:limit]
    places = {kind: read_places(store, kind, [hit.id for _, hit in best if hit.kind == kind]) for kind in KINDS}
    rows = [
        row(rank, score, hit.kind, places[hit.kind][hit.id], question)
        for rank, (score, hit) in enumerate(best, 1)
        if hit.id in places[hit.kind]
    ]
    return Found(Table(COLUMNS, tuple(rows)), len(hits))


def read_question(text: str) -> Question:
    """Return what a text asks for.

    >>> read_question('seal* "grey seals" -pups').excluded
    (Phrase(words=('pups',), prefix=False),)

    Raises:
        UsageError: It has no word that is not excluded, or too many words.
    """
    wanted: dict[Phrase, None] = {}
    excluded: dict[Phrase, None] = {}
    for minus, quoted, bare in re.findall(r'(-?)"([^"]*)"?|(\S+?)(?=\s|"|$)', re.sub("[“”„«»]", '"', text)):
        part = quoted or bare
        found = tuple(words(part))
        if found:
            chosen = excluded if minus or bare.startswith("-") else wanted
            chosen[Phrase(found, part.endswith("*"))] = None
    if sum(len(phrase.words) for phrase in (*wanted, *excluded)) > MOST_WORDS:
        raise UsageError(f"a search takes at most {MOST_WORDS} words: leave the common ones out")
    if not wanted:
        raise UsageError(f"{text!r} has no word to look for: give a word with letters or digits, without - before it")
    return Question(tuple(wanted), tuple(excluded))


def hits_of(store: Store, question: Question, kind: Kind, page: str | None) -> Iterable[Hit]:
    """Yield the hits of a kind."""
    for found in store.seek(LABELS[kind], question.wanted, page):
        text = words(str(found["text"] or ""))
        counts = question.counts(text)
        if counts:
            yield Hit(kind, str(found["id"]), counts, len(text))


def read_places(store: Store, kind: Kind, ids: list[str]) -> dict[str, Row]:
    """Return where the texts of these ids stand, by id."""
    return {str(place["id"]): place for place in store.query(PLACES[kind], {"ids": list[Value](ids)}).records()}


def row(rank: int, score: float, kind: Kind, place: Row, question: Question) -> tuple[Value, ...]:
    """Return a hit as a row of the answer."""
    shown = snippet(str(place["text"] or ""), question.wanted)
    where = [place[name] for name in ("page", "section", "user", "time")]
    return (rank, kind.removesuffix("s"), *where, round(score, 3), shown, place["link"])


def snippet(text: str, phrases: Iterable[Phrase]) -> str:
    """Return the part of a text that has most of the phrases, on one line, with marks around them.

    >>> snippet("The harbour opened in 1905.", [Phrase(("harbour",)), Phrase(("1905",))])
    'The **harbour** opened in **1905**.'
    """
    places, texts = spans(text), words(text)
    marks = sorted(
        (places[at][0], places[at + len(phrase.words) - 1][1], number)
        for number, phrase in enumerate(phrases)
        for at in phrase.places(texts)
    )
    start, end = window(places, marks, len(text))
    parts, done = ["…" if start else ""], start
    for first, last, _ in marks:
        if done <= first and last <= end:
            parts += [text[done:first], MARK, text[first:last], MARK]
            done = last
    return " ".join("".join([*parts, text[done:end], "…" if end < len(text) else ""]).split())


def window(places: Sequence[tuple[int, int]], marks: Sequence[tuple[int, int, int]], length: int) -> tuple[int, int]:
    """Return from where to where a snippet goes: over whole words, with the most different phrases, the first such place.

    Args:
        places: First and last code point of each word of the text.
        marks: First and last code point of each phrase found, and its number.
        length: Code points of the text.
    """

    def phrases_from(start: int) -> int:
        return len({number for first, last, number in marks if start <= first and last <= start + WIDTH - BEFORE})

    best = max((first for first, _, _ in marks), key=lambda first: (phrases_from(first), -first), default=0)
    start = next((first for first, _ in places if best - BEFORE <= first), 0) if best > BEFORE else 0
    if length <= start + WIDTH:
        return start, length
    end = max((last for _, last in places if last <= start + WIDTH), default=start + WIDTH)
    return start, max([end, *(last for first, last, _ in marks if first == best)])
