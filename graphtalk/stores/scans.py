"""All nodes of a label, or all edges of a type, as lists of values: what a graph of a whole store is made from.

An edge tells its ends by the store's own marks of them, so that no long id is sent, or looked up, for each. Both stores
answer the same Cypher; the embedded engine gives the rows in half the time by its own SQL, which follows no edge for them
(docs/decisions/0022-whole-stores.md).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from graphtalk.schema import EdgeType, NodeType, Property, Row
from graphtalk.stores import Store
from graphtalk.stores.pages import collected, expressions, timed
from graphtalk.table import Value

__all__ = ["Kind", "by_cypher", "by_sql", "properties_of"]

Kind: TypeAlias = NodeType | EdgeType
FEW = 1  # properties up to which the engine gives all values in one list: two thirds of the time of rows, but twice their memory


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


def by_sql(ask: Callable[[str], list[Row]], kind: Kind, properties: Sequence[Property]) -> Iterable[Sequence[Value]]:
    """Return rows as `Store.scan` does.

    Args:
        ask: Answers a statement of the embedded engine's SQL.
        kind: What to read.
        properties: What to read of it.
    """
    name = kind.label if isinstance(kind, NodeType) else kind.type
    if not ask(f"SELECT FROM schema:types WHERE name = '{name}'"):
        return []  # the engine knows no type before the first of its kind is there
    marks = ["@rid.asString()"] if isinstance(kind, NodeType) else ["@out.asString()", "@in.asString()"]
    values = [*marks, *(f"`{prop.name}`" for prop in properties)]
    if len(properties) > FEW or any(prop.type == "string[]" for prop in properties):
        return [row["found"] for row in ask(f"SELECT [{', '.join(values)}] AS found FROM `{name}`")]  # type: ignore[misc]  # lists, which no statement of the catalogue gives
    [row] = ask(f"SELECT list([{', '.join(values)}]) AS found FROM `{name}`")  # all values one after the other
    one_by_one = iter(row["found"] or ())  # type: ignore[arg-type]  # likewise
    return zip(*[one_by_one] * len(values), strict=True)
