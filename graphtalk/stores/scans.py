"""All nodes of a label, or all edges of a type, as lists of values: what a graph of a whole store is made from.

An edge tells its ends by the store's own marks of them, so that no long id is sent, or looked up, for each. Both stores
answer the same Cypher; the embedded engine gives the rows in half the time by its own SQL, which follows no edge for them
(docs/decisions/0022-whole-stores.md).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from graphtalk.schema import EdgeType, NodeType, Property, Row
from graphtalk.stores import Store
from graphtalk.stores.pages import collected, expressions, timed
from graphtalk.table import Value

__all__ = ["Kind", "by_cypher", "by_sql", "properties_of"]

Kind: TypeAlias = NodeType | EdgeType


def properties_of(kind: Kind, names: Collection[str] | None = None) -> list[Property]:
    """Return the properties of a kind in the schema's order; given names, those alone, with `id` and an edge's key.

    >>> from graphtalk.schema import NODES
    >>> [prop.name for prop in properties_of(NODES["Comment"], ["text"])]
    ['id', 'text']
    """
    declared, kept = (kind.all_properties, "id") if isinstance(kind, NodeType) else (kind.properties, kind.key)
    return [prop for prop in declared if names is None or prop.name in names or prop.name == kept]


def by_cypher(
    store: Store,
    kind: Kind,
    properties: Sequence[Property],
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[list[Value]]:
    """Yield rows as `Store.scan` returns them, by one query."""
    if isinstance(kind, NodeType):
        match, variable, marks = f"MATCH (n:{kind.label})", "n", ["elementId(n)"]
    else:
        match = f"MATCH (s:{kind.start})-[r:{kind.type}]->(e:{kind.end})"
        variable, marks = "r", ["elementId(s)", "elementId(e)"]
    bounds = {name: moment for name, moment in (("since", since), ("until", until)) if moment is not None}
    tests = {"since": "n.timestamp >= datetime($since)", "until": "n.timestamp < datetime($until)"}
    if bounds:
        match += f" WHERE {' AND '.join(tests[name] for name in bounds)}"
    values = ", ".join(filter(None, (*marks, expressions(variable, properties))))
    for row in collected(store, match, values, bounds):
        yield [*row[: len(marks)], *timed(properties, row[len(marks) :])]


def by_sql(ask: Callable[[str], list[Row]], kind: Kind, properties: Sequence[Property]) -> list[list[Value]]:
    """Return rows as `Store.scan` does.

    Args:
        ask: Answers a statement of the embedded engine's SQL.
        kind: What to read.
        properties: What to read of it.
    """
    name = kind.label if isinstance(kind, NodeType) else kind.type
    if not ask(f"SELECT FROM schema:types WHERE name = '{name}'"):
        return []  # the engine knows no type before the first of its kind is there
    if isinstance(kind, EdgeType) and not properties:  # two columns take two thirds of the time of rows
        [ends] = ask(f"SELECT list(@out.asString()) AS starts, list(@in.asString()) AS ends FROM `{name}`")
        return [list(pair) for pair in zip(ends["starts"] or (), ends["ends"] or (), strict=True)]  # type: ignore[arg-type]
    marks = ["@rid.asString()"] if isinstance(kind, NodeType) else ["@out.asString()", "@in.asString()"]
    values = ", ".join([*marks, *(f"`{prop.name}`" for prop in properties)])
    return [row["found"] for row in ask(f"SELECT [{values}] AS found FROM `{name}`")]  # type: ignore[misc]  # lists
