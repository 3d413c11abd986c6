"""Whole pages out of a store, one after the other, so that memory is bounded by the largest page.

Values travel as lists of scalars, all rows of a statement in one list, times as seconds and microseconds. From a Neo4j
server a page comes so in a quarter of the driver's time that maps of properties take, from the embedded store in three
quarters (docs/decisions/0014-between-stores.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from graphtalk.errors import StoreError
from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, NodeType, Property, Row
from graphtalk.stores import Store
from graphtalk.table import Value

__all__ = ["collected", "expressions", "page_ids", "read_batch", "sequence", "timed"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IDS_A_STATEMENT = 5_000


def page_ids(store: Store) -> list[str]:
    """Return the ids of a store's pages in the order of their code points, the same from every store."""
    return sorted(str(row[0]) for row in store.query("MATCH (p:Page) RETURN p.id AS id").rows)


def read_batch(store: Store, page: str) -> GraphBatch:
    """Return what a store holds of a page: what the page owns, and the shared nodes that its edges touch.

    Rows are in order of their ids, without the properties that are null, and all of the same moment.

    Raises:
        StoreError: Somebody writes to a server faster than the page can be read.
    """
    return store.consistently(lambda: page_rows(store, page))


def page_rows(store: Store, page: str) -> GraphBatch:
    """Return the rows of a page, by several queries."""
    batch = GraphBatch(page)
    for node in NODES.values():
        if node.owned:
            match, values = f"MATCH (n:{node.label} {{page: $page}})", expressions("n", node.all_properties)
            batch.nodes[node.label] = node_rows(node, collected(store, match, values, {"page": page}))
    touched: dict[str, set[str]] = {label: set() for label in NODES}
    for edge_type, row in sorted(read_edges(store, page), key=edge_order):
        batch.edges.setdefault(edge_type, []).append(row)
        edge = EDGES[edge_type]
        touched[edge.start].add(str(row["_start"]))
        touched[edge.end].add(str(row["_end"]))
    for node in NODES.values():
        if not node.owned:
            batch.nodes[node.label] = node_rows(node, read_shared(store, node, sorted(touched[node.label])))
    return batch


def read_shared(store: Store, node: NodeType, ids: list[str]) -> Iterator[list[Value]]:
    """Yield the shared nodes with these ids, each as the list of its values."""
    match, values = f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}})", expressions("n", node.all_properties)
    for first in range(0, len(ids), IDS_A_STATEMENT):
        yield from collected(store, match, values, {"ids": ids[first : first + IDS_A_STATEMENT]})


def read_edges(store: Store, page: str) -> Iterator[tuple[str, Row]]:
    """Yield the type and the row of each edge of a page; its owner is that of `statements.owned_edges`."""
    kinds: dict[tuple[str, tuple[Property, ...]], list[EdgeType]] = {}
    for edge in EDGES.values():
        kinds.setdefault((edge_pattern(edge), edge.properties), []).append(edge)
    for (pattern, properties), edges in kinds.items():
        match = pattern.format(types="|".join(edge.type for edge in edges))
        parameters = {"prefix": f"{page}#"} if "$prefix" in match else {"page": page}
        values = ", ".join(filter(None, ("type(r), s.id, e.id", expressions("r", properties))))
        for kind, start, end, *rest in collected(store, match, values, parameters):
            yield str(kind), {"_start": start, "_end": end} | values_by_name(properties, rest)


def edge_pattern(edge: EdgeType) -> str:
    """Return the pattern of a page's edges of a type, with a place for the type and its like: `{types}`.

    >>> edge_pattern(EDGES["WROTE"])
    'MATCH (s:User)-[r:{types}]->(e:Comment {{page: $page}})'
    """
    if NODES[edge.start].owned:
        return f"MATCH (s:{edge.start} {{{{page: $page}}}})-[r:{{types}}]->(e)"
    if NODES[edge.end].owned:
        return f"MATCH (s:{edge.start})-[r:{{types}}]->(e:{edge.end} {{{{page: $page}}}})"
    return f"MATCH (s:{edge.start})-[r:{{types}}]->(e:{edge.end}) WHERE r.{edge.key} STARTS WITH $prefix"


def collected(store: Store, match: str, values: str, parameters: Mapping[str, Value]) -> Iterator[list[Value]]:
    """Yield the values of expressions for each match of a pattern, as a list."""
    [[rows]] = store.query(f"{match} RETURN collect([{values}]) AS rows", parameters).rows
    for row in sequence(rows):
        yield list(sequence(row))


def expressions(variable: str, properties: Iterable[Property]) -> str:
    """Return the expressions for the values of properties, two for a time.

    >>> expressions("n", NODES["Request"].properties[1:3])
    'n.outcome, n.opened.epochSeconds, n.opened.microsecond'
    """
    names = [(f"{variable}.{prop.name}", prop.type) for prop in properties]
    return ", ".join(f"{name}.epochSeconds, {name}.microsecond" if kind == "datetime" else name for name, kind in names)


def node_rows(node: NodeType, rows: Iterable[list[Value]]) -> list[Row]:
    """Return nodes as rows in order of their ids."""
    return sorted((values_by_name(node.all_properties, row) for row in rows), key=lambda row: str(row["id"]))


def edge_order(typed: tuple[str, Row]) -> tuple[str, ...]:
    """Return where an edge stands: by type, then by the ids of its ends, then by its key."""
    edge_type, row = typed
    key = EDGES[edge_type].key
    return edge_type, str(row["_start"]), str(row["_end"]), str(row.get(key)) if key else ""


def values_by_name(properties: Sequence[Property], values: Iterable[Value]) -> Row:
    """Return the values that are not null by the names of their properties, the two of a time as one."""
    pairs = zip(properties, timed(properties, values), strict=True)
    return {prop.name: value for prop, value in pairs if value is not None}


def timed(properties: Iterable[Property], values: Iterable[Value]) -> Iterator[Value]:
    """Yield the values of properties, the two of a time as one."""
    left = iter(values)
    for prop in properties:
        value = next(left)
        if prop.type == "datetime":
            microsecond = next(left)
            if isinstance(value, int) and isinstance(microsecond, int):
                yield EPOCH + timedelta(seconds=value, microseconds=microsecond)
            else:
                yield None
        else:
            yield value


def sequence(value: Value) -> Sequence[Value]:
    """Return a list that a statement returned."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise StoreError(f"the store answered with {value!r} where a list belongs")
    return value
