"""How much goes to a store at a time: bounds on one statement's rows, and on the pages of one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from graphtalk.schema import GraphBatch
from graphtalk.table import Value

__all__ = ["EDGES_A_TRANSACTION", "Weight", "portions", "weigh"]

# Larger statements and transactions gain nothing more, smaller ones pay for each journey to the server and each commit.
ROWS_A_STATEMENT = 10_000
CHARACTERS_A_STATEMENT = 4_000_000
NODES_A_TRANSACTION = 10_000
EDGES_A_TRANSACTION = 20_000
CHARACTERS_A_TRANSACTION = 8_000_000

Item = TypeVar("Item", bound=str | Mapping[str, Value])


@dataclass(frozen=True, slots=True)
class Weight:
    """How much pages weigh: their nodes, their edges, and the characters of the texts in both."""

    nodes: int = 0
    edges: int = 0
    characters: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.nodes + other.nodes, self.edges + other.edges, self.characters + other.characters)

    @property
    def is_full(self) -> bool:
        """Tell whether that is enough for one transaction."""
        return (
            self.nodes >= NODES_A_TRANSACTION
            or self.edges >= EDGES_A_TRANSACTION
            or self.characters >= CHARACTERS_A_TRANSACTION
        )


def weigh(batch: GraphBatch) -> Weight:
    """Return what a page weighs."""
    kinds = (*batch.nodes.values(), *batch.edges.values())
    return Weight(
        nodes=sum(map(len, batch.nodes.values())),
        edges=sum(map(len, batch.edges.values())),
        characters=sum(characters(row) for rows in kinds for row in rows),
    )


def characters(item: str | Mapping[str, Value]) -> int:
    """Return the characters of a text, or of the texts in a row."""
    if isinstance(item, str):
        return len(item)
    return sum(len(value) for value in item.values() if type(value) is str)


def portions(items: list[Item]) -> Iterator[list[Item]]:
    """Yield rows or ids in lists small enough for one statement."""
    portion: list[Item] = []
    weight = 0
    for item in items:
        portion.append(item)
        weight += characters(item)
        if len(portion) >= ROWS_A_STATEMENT or weight >= CHARACTERS_A_STATEMENT:
            yield portion
            portion, weight = [], 0
    if portion:
        yield portion
