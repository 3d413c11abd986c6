"""Measures that Cypher cannot give: pure functions from a graph to rows, and the rows as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, fields
from typing import TypeAlias, get_args

from graphtalk.analytics.threads import ThreadRow, thread_shapes
from graphtalk.analytics.users import Graph, UserRow, reply_network
from graphtalk.errors import UsageError
from graphtalk.table import Table

__all__ = ["ANALYTICS", "ThreadRow", "UserRow", "analyze", "reply_network", "thread_shapes", "to_table"]

AnyRow: TypeAlias = UserRow | ThreadRow

ANALYTICS: Mapping[str, Callable[[Graph], Sequence[AnyRow]]] = {
    "reply-network": reply_network,
    "thread-shapes": thread_shapes,
}


def analyze(graph: Graph, name: str) -> Table:
    """Return the table of the measure of this name.

    Raises:
        UsageError: The name is not in `ANALYTICS`.
    """
    if name not in ANALYTICS:
        raise UsageError(f"unknown analysis {name!r}; choose one of {', '.join(ANALYTICS)}")
    measure = ANALYTICS[name]
    (kind,) = get_args(measure.__annotations__["return"])  # each returns list[its row class]
    return to_table(measure(graph), kind)


def to_table(rows: Sequence[AnyRow], kind: type[AnyRow]) -> Table:
    """Return rows as a table whose columns are the fields of their class, in order.

    >>> to_table([], UserRow).columns[:3]
    ('user', 'name', 'comments')
    """
    return Table(tuple(field.name for field in fields(kind)), tuple(astuple(row) for row in rows))
