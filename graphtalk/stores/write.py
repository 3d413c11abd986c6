"""How a page gets into a store that has it, the same for all stores: read what is there, write only what differs.

`Run` runs one statement inside the store's open transaction; the store commits, or rolls back when this raises.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from graphtalk.errors import SchemaError, StoreError
from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, NodeType, Property, Row
from graphtalk.stores import WriteCounts, statements
from graphtalk.stores.portions import portions
from graphtalk.table import Value

__all__ = [
    "EdgeKey",
    "Graph",
    "Run",
    "add_edges",
    "add_nodes",
    "batch_graph",
    "comment_prefix",
    "edge_values",
    "node_values",
    "read_page",
    "read_touched",
    "send",
    "write_page",
]

Run = Callable[[str, Mapping[str, Value]], list[Row]]
EdgeKey = tuple[str, str, str]  # start id, end id, and the value of the edge type's key, "" where it has none
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by label and id, edges by type and ends; null properties are left out, so that equal graphs are equal."""

    nodes: dict[str, dict[str, Row]] = field(default_factory=lambda: {label: {} for label in NODES})
    edges: dict[str, dict[EdgeKey, Row]] = field(default_factory=lambda: {edge_type: {} for edge_type in EDGES})


@dataclass(frozen=True, slots=True)
class Difference(Generic[Key]):
    """What has to change in a store that holds `old` so that it holds `new`, for one label or edge type."""

    old: Mapping[Key, Row]
    new: Mapping[Key, Row]

    def created(self) -> dict[Key, Row]:
        """Return the rows that the store lacks."""
        return {key: row for key, row in self.new.items() if key not in self.old}

    def updated(self) -> dict[Key, Row]:
        """Return the rows that the store holds with other properties."""
        return {key: row for key, row in self.new.items() if key in self.old and self.old[key] != row}

    def removed(self) -> list[Key]:
        """Return the keys that only the store has."""
        return [key for key in self.old if key not in self.new]


def write_page(run: Run, page: str, new: Graph) -> WriteCounts:
    """Make the store hold of a page exactly what the graph says.

    A shared node that other pages use keeps the properties that this graph leaves null.
    Cost: proportional to the page, not to the store.

    Raises:
        StoreError: The store took fewer rows than were sent.
    """
    old = read_page(run, page)
    new = read_shared(run, old, new)
    nodes = {label: Difference(old.nodes[label], new.nodes[label]) for label in NODES}
    edges = {edge_type: Difference(old.edges[edge_type], new.edges[edge_type]) for edge_type in EDGES}
    remove_rows(run, nodes, edges)
    for label, node_change in nodes.items():
        changed_nodes = (node_change.created() | node_change.updated()).values()
        send(run, statements.upsert_nodes(NODES[label]), label, node_values(NODES[label], changed_nodes))
    for edge_type, edge_change in edges.items():
        edge, changed_edges = EDGES[edge_type], edge_change.created() | edge_change.updated()
        send(run, statements.upsert_edges(edge), edge_type, edge_values(edge, changed_edges))
    return count({**nodes, **edges}, remove_unused(run, edges, new))


def remove_rows(run: Run, nodes: Mapping[str, Difference[str]], edges: Mapping[str, Difference[EdgeKey]]) -> None:
    """Remove the nodes and edges that a page no longer has."""
    gone = {label: set(change.removed()) for label, change in nodes.items()}
    for label, ids in gone.items():
        for some in portions(sorted(ids)):
            run(statements.remove_nodes(NODES[label]), {"ids": some})
    for edge in EDGES.values():
        lost = [key for key in edges[edge.type].removed() if key[0] not in gone[edge.start]]
        rows = [edge_row(edge, key, {}) for key in lost if key[1] not in gone[edge.end]]  # others went with their ends
        for batch_rows in portions(rows):
            run(statements.remove_edges(edge), {"rows": batch_rows})


def count(differences: Mapping[str, Difference[str] | Difference[EdgeKey]], unused: Mapping[str, int]) -> WriteCounts:
    """Return the sizes of the differences, without those that are zero."""
    created = {kind: len(change.created()) for kind, change in differences.items()}
    updated = {kind: len(change.updated()) for kind, change in differences.items()}
    unchanged = {kind: len(change.new) - created[kind] - updated[kind] for kind, change in differences.items()}
    removed = {kind: len(change.removed()) for kind, change in differences.items()} | dict(unused)
    return WriteCounts(
        *({kind: size for kind, size in sizes.items() if size} for sizes in (created, updated, unchanged, removed))
    )


def batch_graph(batch: GraphBatch) -> Graph:
    """Return a batch's rows as a graph, each value in the type that the schema declares.

    Raises:
        SchemaError: The batch does not fit the schema, or holds what no write could remove again: an owned node of
            another page, a shared node without an edge, a keyed edge that rests on another page's comment.
    """
    batch.check()
    graph = Graph()
    for label, rows in batch.nodes.items():
        node = NODES[label]
        graph.nodes[label] = {str(row["id"]): declared_values(node.all_properties, row) for row in rows}
        if node.owned and (strange := [row["id"] for row in rows if row.get("page") != batch.page]):
            raise SchemaError(f"page {batch.page}: {label} {strange[0]} is not marked as owned by the page")
    for edge_type, rows in batch.edges.items():
        edge = EDGES[edge_type]
        for row in rows:
            key = (str(row["_start"]), str(row["_end"]), str(row.get(edge.key)) if edge.key else "")
            if edge.key and not key[2].startswith(comment_prefix(batch.page)):
                raise SchemaError(f"page {batch.page}: {edge_type} rests on {key[2]}, which is not on the page")
            graph.edges[edge_type][key] = declared_values(edge.properties, row)
    used = used_nodes(graph.edges)
    for label, node in NODES.items():
        if not node.owned and (loose := graph.nodes[label].keys() - used[label]):
            raise SchemaError(f"page {batch.page}: no edge touches {label} {min(loose)}, so it could never go again")
    return graph


def comment_prefix(page: str) -> str:
    """Return what the ids of a page's comments begin with."""
    return f"{page}#"


def used_nodes(edges: Mapping[str, Iterable[EdgeKey]]) -> dict[str, set[str]]:
    """Return the ids of the nodes that edges touch, by label."""
    used: dict[str, set[str]] = {label: set() for label in NODES}
    for edge_type, keys in edges.items():
        for start, end, _ in keys:
            used[EDGES[edge_type].start].add(start)
            used[EDGES[edge_type].end].add(end)
    return used


def declared_values(properties: Iterable[Property], row: Mapping[str, Value]) -> Row:
    """Return the declared properties of a row that are not null, in the declared types."""
    return {
        p.name: value if type(value) is str else declared_value(p, value)  # most are texts, and stay as they are
        for p in properties
        if (value := row.get(p.name)) is not None
    }


def declared_value(prop: Property, value: Value) -> Value:
    """Return a value as a store gives it back: whole floats as floats, times in UTC, sequences as lists."""
    if prop.type == "float" and isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise SchemaError(f"the time {value} of property {prop.name} has no time zone")
        return value.astimezone(UTC)
    return list(value) if isinstance(value, tuple) else value


def read_page(run: Run, page: str) -> Graph:
    """Return what a page owns in the store: its nodes and its edges, not the shared nodes."""
    graph = Graph()
    for label, node in NODES.items():
        if node.owned:
            add_nodes(graph, label, run(statements.owned_nodes(node), {"page": page}))
    parameters = {"page": page, "prefix": comment_prefix(page)}
    for statement in statements.owned_edges():
        add_edges(graph, run(statement, {name: parameters[name] for name in parameters if f"${name}" in statement}))
    return graph


def read_touched(run: Run, graph: Graph) -> None:
    """Add the shared nodes that a graph's edges touch."""
    used = used_nodes(graph.edges)
    for label, node in NODES.items():
        for ids in [] if node.owned else portions(sorted(used[label])):
            add_nodes(graph, label, run(statements.nodes_by_id(node), {"ids": ids}))


def read_shared(run: Run, old: Graph, new: Graph) -> Graph:
    """Add the shared nodes that both the store and `new` have to `old`; return `new` with those complete that others use."""
    complete = Graph(dict(new.nodes), new.edges)
    for label, node in NODES.items():
        if node.owned:
            continue
        for ids in portions(list(new.nodes[label])):
            add_nodes(old, label, run(statements.nodes_by_id(node), {"ids": ids}))
        stored, rows = old.nodes[label], new.nodes[label]
        poorer = [key for key in rows if key in stored and stored[key].keys() - rows[key].keys()]
        own = edge_counts(old, label) if poorer else {}
        rows = complete.nodes[label] = dict(rows)
        for ids in portions(poorer):
            for row in run(statements.degrees(node), {"ids": ids}):
                key = str(row["id"])
                if row["degree"] != own.get(key, 0):
                    rows[key] = stored[key] | rows[key]
    return complete


def edge_counts(graph: Graph, label: str) -> dict[str, int]:
    """Return how many edges touch each node of a label."""
    counts: dict[str, int] = {}
    for edge_type, keys in graph.edges.items():
        for side, end_label in enumerate((EDGES[edge_type].start, EDGES[edge_type].end)):
            if end_label == label:
                for key in keys:
                    counts[key[side]] = counts.get(key[side], 0) + 1
    return counts


def remove_unused(run: Run, edges: Mapping[str, Difference[EdgeKey]], new: Graph) -> dict[str, int]:
    """Remove shared nodes that lost their last edge, and return how many by label."""
    lost, kept = used_nodes({kind: change.removed() for kind, change in edges.items()}), used_nodes(new.edges)
    removed = {}
    for label, node in NODES.items():
        candidates = [] if node.owned else sorted(lost[label] - kept[label])
        removed[label] = sum(len(run(statements.remove_unused(node), {"ids": ids})) for ids in portions(candidates))
    return {label: size for label, size in removed.items() if size}


def send(run: Run, statement: str, kind: str, rows: list[Row]) -> None:
    """Create or update rows and make sure that the store took all of them."""
    for some in portions(rows):
        [result] = run(statement, {"rows": some})
        if result["written"] != len(some):
            raise StoreError(f"the store took {result['written']} of {len(some)} {kind} rows; nothing was written")


def node_values(node: NodeType, rows: Collection[Row]) -> list[Row]:
    """Return nodes as rows for their statements."""
    return as_sent(node.all_properties, rows)


def edge_values(edge: EdgeType, rows: Mapping[EdgeKey, Row]) -> list[Row]:
    """Return edges as rows for their statements."""
    return as_sent(edge.properties, [edge_row(edge, key, properties) for key, properties in rows.items()])


def as_sent(properties: tuple[Property, ...], rows: Collection[Row]) -> list[Row]:
    """Return rows with their times as ISO text in UTC, which a store turns into times.

    A driver that packs a time takes a hundred times as long as for a text; the time's microseconds rule out a number of
    milliseconds, which would be as cheap.
    """
    times = [p.name for p in properties if p.type == "datetime"]
    if not times:
        return list(rows)
    return [row | {name: iso_text(row[name]) for name in times if name in row} for row in rows]


def iso_text(value: Value) -> Value:
    """Return a time in UTC as ISO text."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def edge_row(edge: EdgeType, key: EdgeKey, properties: Row) -> Row:
    """Return an edge as a row for its statements."""
    ends: Row = {"_start": key[0], "_end": key[1]}
    return ends | ({edge.key: key[2]} if edge.key else {}) | properties


def add_nodes(graph: Graph, label: str, found: list[Row]) -> None:
    """Add node rows as the statements return them."""
    for row in found:
        properties = declared_values(NODES[label].all_properties, mapping(row["properties"]))
        graph.nodes[label][str(properties["id"])] = properties


def add_edges(graph: Graph, found: list[Row]) -> None:
    """Add edge rows as the statements return them."""
    for row in found:
        edge = EDGES[str(row["type"])]
        properties = declared_values(edge.properties, mapping(row["properties"]))
        key = str(properties[edge.key]) if edge.key else ""
        graph.edges[edge.type][str(row["_start"]), str(row["_end"]), key] = properties


def mapping(value: Value) -> Mapping[str, Value]:
    """Return a map that a statement returned."""
    if not isinstance(value, Mapping):
        raise StoreError(f"the store answered with {value!r} where properties belong")
    return value
