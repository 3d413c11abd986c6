"""Graphs of any size for the benchmarks: pages with the sample's facts and a made-up discussion, copied under other names."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from benchmarks.pages import make_page
from graphtalk.demo import sample_page
from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.pipeline import to_batch
from graphtalk.schema import GraphBatch, Row
from graphtalk.table import Value

__all__ = ["make_batches"]

MODEL = "Talk:Model"  # title of the page that all others are copies of
DISCUSSED = 3  # times that the model has the sample's sections: 87 comments with all kinds of facts
CHATTER = 63  # comments of the model in which people only talk
PEOPLE = 8  # times the square root of the number of comments there are people, as on one large archive
DAYS = 3650  # pages are spread over so many days
VOCABULARY = 60_000  # made-up words; as in any language, the nth is used about 1/n as often as the first


def make_batches(comments: int, seed: int = 1) -> Iterator[GraphBatch]:
    """Yield pages as graph rows until they have so many comments; the same seed gives the same ones."""
    chance = random.Random(seed)  # noqa: S311 - a lifelike mix, no secret
    model = model_page()
    people = int(PEOPLE * comments**0.5)
    made = 0
    for number in count(1):
        if made >= comments:
            return
        batch = Copy(chance, number, people).batch(model)
        made += len(batch.nodes["Comment"])
        yield batch


def model_page() -> GraphBatch:
    """Return the page that is copied."""
    sample = sample_page().text
    discussed = [sample.replace("\n== ", f"\n== {part} ").replace("== ", f"== {part} ", 1) for part in range(DISCUSSED)]
    text = "\n".join([*discussed, make_page("wikitext", CHATTER)])
    return to_batch(RawPage(text, "wikitext", title=MODEL, site="enwiki"), load_language("en"))


@dataclass(slots=True)
class Copy:
    """A copy of the model: other page, other people, sources of its own beside the common ones, other times and words.

    Attributes:
        chance: Chooses.
        number: Of the page, from 1.
        people: How many there are to choose from; few of them write much.
    """

    chance: random.Random
    number: int
    people: int

    def batch(self, model: GraphBatch) -> GraphBatch:
        """Return the copy."""
        names = self.names(model)
        shift = timedelta(days=self.chance.randrange(DAYS))
        nodes = {label: [self.row(row, names, shift) for row in rows] for label, rows in model.nodes.items()}
        edges = {kind: [self.row(row, names, shift) for row in rows] for kind, rows in model.edges.items()}
        for row in nodes["User"]:
            row["name"] = str(row["id"]).partition(":User:")[2]
        for row in nodes["Article"]:
            row["title"] = str(row["id"]).partition(":")[2]
        for row in nodes["Page"]:
            row["title"] = f"Talk:Place {self.number}"
        for row in nodes["Comment"]:
            row["text"] = f"{row['text']} {self.words()}"
        return GraphBatch(names[model.page], nodes, edges)

    def names(self, model: GraphBatch) -> dict[str, str]:
        """Return what ids are called in the copy."""
        names = {model.page: f"enwiki:Talk:Place {self.number}"}
        users = set()
        for row in model.nodes["User"]:
            while (user := self.person()) in users:
                pass
            users.add(user)
            names[str(row["id"])] = user
        for label in ("Source", "Article"):
            for row in model.nodes[label]:
                if self.chance.random() < 0.5:
                    names[str(row["id"])] = f"{row['id']} {self.number}"
        for edge in model.edges["DISCUSSES"]:
            names[str(edge["_end"])] = f"enwiki:Place {self.number}"
        return names

    def person(self) -> str:
        """Return the id of someone; the lower the number, the more often."""
        return f"enwiki:User:Person {int(self.people * self.chance.random() ** 2)}"

    def row(self, row: Row, names: dict[str, str], shift: timedelta) -> Row:
        """Return a row of the copy."""
        return {key: self.value(value, names, shift) for key, value in row.items()}

    def value(self, value: Value, names: dict[str, str], shift: timedelta) -> Value:
        """Return a value of the copy: ids and what begins with the page's have other names, times are later."""
        if isinstance(value, datetime):
            return value + shift
        if not isinstance(value, str):
            return value
        page, sign, rest = value.partition("#")
        return names.get(value) or (f"{names[page]}{sign}{rest}" if sign and page in names else value)

    def words(self) -> str:
        """Return a sentence of made-up words."""
        ranks = (int(VOCABULARY ** self.chance.random()) for _ in range(5 + int(self.chance.expovariate(1 / 25))))
        return " ".join(map(word, ranks)).capitalize() + "."


def word(rank: int) -> str:
    """Return the made-up word of a rank.

    >>> word(1), word(59_000)
    ('ba', 'gukiga')
    """
    consonants, vowels = "bdfgklmnprst", "aeiou"
    syllables = ""
    while rank:
        rank, rest = divmod(rank - 1, len(consonants) * len(vowels))
        syllables += consonants[rest // len(vowels)] + vowels[rest % len(vowels)]
    return syllables
