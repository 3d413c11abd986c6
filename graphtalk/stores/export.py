"""A stored graph, or a page's rows, as a NetworkX graph; both ways give the same graph."""

import gc
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from typing import TypeAlias

import networkx as nx

from graphtalk.errors import UsageError
from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, Property, Row
from graphtalk.stores import Store
from graphtalk.stores.contents import read_counts
from graphtalk.stores.scans import properties_of
from graphtalk.stores.write import Graph, Run, batch_graph, read_page, read_touched
from graphtalk.table import Value

__all__ = ["LARGE", "batch_to_networkx", "edge_count", "refuse_large", "to_networkx", "within"]

LARGE = 100_000  # edges above which no graph is built unless asked
BYTES_AN_EDGE, EDGES_A_SECOND = 720, 70_000  # of a MultiDiGraph with attributes; from the embedded store
DATED = {"Comment", "Action"}  # labels of what has its place in time
HANGING = {"PROPOSES", "OPENS"}  # types of edges whose end goes with the comment that they start at
PROPERTIES = {prop.name: prop for kinds in (NODES, EDGES) for kind in kinds.values() for prop in properties_of(kind)}
MISSING = -1  # place of a node that was not read

Neighbours: TypeAlias = dict[str, dict[str, Row]]  # by the other end and the edge's key


def to_networkx(  # noqa: PLR0913  # a graph is cut in that many ways
    store: Store,
    *,
    nodes: Collection[str] | None = None,
    edges: Collection[str] | None = None,
    properties: Collection[str] | None = None,
    page: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> "nx.MultiDiGraph[str]":
    """Return a stored graph, or a part of it.

    Args:
        store: An open store.
        nodes: Labels of the nodes; None for all. What is left out is not read.
        edges: Types of the edges; None for all between these nodes.
        properties: Names of the properties; None for all, nothing in it for none but `id` and what tells parallel edges
            apart. Texts are most of what a store holds.
        page: Id of a page; its nodes, its edges and the shared nodes that they touch. None for the whole store.
        since: Only what was said at or after this time, aware; see `within`.
        until: Only what was said before this time, aware.

    Returns:
        Nodes by id with `label` and the properties that are not null; edges keyed by their type (and `:` with the
        value that tells parallel ones apart) with `type` and properties. Times are aware UTC. The order is that of the
        schema, then of ids, the same wherever the graph comes from.

    Raises:
        UsageError: The schema has no such label, type or property.
    """
    labels = chosen(nodes, NODES, "label")
    names = chosen(properties, PROPERTIES, "property")
    types = [
        edge
        for edge in (EDGES[name] for name in chosen(edges, EDGES, "edge type"))
        if {edge.start, edge.end} <= set(labels)
    ]

    def run(cypher: str, parameters: Mapping[str, Value]) -> list[dict[str, Value]]:
        return store.query(cypher, parameters).records()

    def read() -> "nx.MultiDiGraph[str]":
        if page is None and since is None and until is None:
            return build_all(store, labels, types, names)
        # What hangs on a comment is told by edges that were perhaps not asked for.
        if page is None:
            graph = build_stretch(store, names, since, until)
        else:
            graph = within(build(read_whole_page(run, page)), since, until)
        return graph if nodes is None and edges is None and properties is None else part(graph, labels, types, names)

    with uncollected():
        return store.consistently(read)


def edge_count(store: Store) -> int:
    """Return how many edges a store holds by what its pages say of themselves; it counts none."""
    pages = store.query("MATCH (p:Page) WHERE p.row_counts IS NOT NULL RETURN p.row_counts AS counts").records()
    rows = sum((read_counts(page["counts"]) for page in pages), Counter[str]())
    return sum(count for kind, count in rows.items() if kind in EDGES)


def refuse_large(store: Store) -> None:
    """Refuse to make one graph of a store with more than `LARGE` edges.

    Raises:
        UsageError: It has more; the message says what that would cost.
    """
    if (edges := edge_count(store)) > LARGE:
        gigabytes, seconds = edges * BYTES_AN_EDGE / 1e9, edges / EDGES_A_SECOND
        raise UsageError(
            f"the store has {edges:,} edges: as one graph they take about {gigabytes:.1f} GB of memory and {seconds:.0f} s "
            "to read; choose a page with --page, or say --whole"
        )


def chosen(names: Collection[str] | None, known: Mapping[str, object], kind: str) -> list[str]:
    """Return the names in the schema's order.

    Raises:
        UsageError: The schema lacks one.
    """
    if names is not None and (strange := sorted(set(names) - known.keys())):
        raise UsageError(f"the schema has no {kind} {', '.join(strange)}; there is {', '.join(known)}")
    return [name for name in known if names is None or name in names]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage: while a graph is built there is none, and looking takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            if not gc.get_freeze_count():  # else that would thaw what somebody froze
                gc.freeze()
                gc.unfreeze()  # what was built is old now, or it would all be looked through at once
            gc.enable()


def batch_to_networkx(batch: GraphBatch) -> "nx.MultiDiGraph[str]":
    """Return a page's rows as the graph that `to_networkx` gives once they are in an empty store."""
    return build(batch_graph(batch))


def read_whole_page(run: Run, page: str) -> Graph:
    """Return a page with the shared nodes that it touches."""
    graph = read_page(run, page)
    read_touched(run, graph)
    return graph


def build_all(
    store: Store, labels: Iterable[str], types: Iterable[EdgeType], names: Collection[str]
) -> "nx.MultiDiGraph[str]":
    """Return the nodes and edges of a whole store, one label or type after the other."""
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    places: dict[Value, int] = {}
    for label in labels:
        properties = properties_of(NODES[label], names)
        add_nodes(result, places, label, properties, store.scan(NODES[label], properties))
    ids = list(result)
    for edge in types:
        add_edges(result, ids, edge_rows(store, edge, names, places))
    return result


def build_stretch(
    store: Store, names: Collection[str], since: datetime | None, until: datetime | None
) -> "nx.MultiDiGraph[str]":
    """Return what `within` leaves of a whole store; comments and actions outside the stretch of time are not read."""
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    places: dict[Value, int] = {}
    for label, node in NODES.items():
        bounds = (since, until) if label in DATED else ()
        properties = properties_of(node, names)
        add_nodes(result, places, label, properties, store.scan(node, properties, *bounds))
    ids = list(result)
    gone: set[str] = set()
    for edge in EDGES.values():
        rows = edge_rows(store, edge, names, places)
        if edge.type in HANGING:
            gone |= {ids[end] for start, end, *_ in rows if start == MISSING != end}
        if edge.key:
            gone |= {str(row[edge.key]) for *_, row in rows} - result.nodes.keys()
        add_edges(result, ids, rows)
    return without(result, gone)


def add_nodes(
    result: "nx.MultiDiGraph[str]",
    places: dict[Value, int],
    label: str,
    properties: Sequence[Property],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Add the nodes of a label in order of their ids, and note the place of each by the store's mark of it."""
    keys = [prop.name for prop in properties]
    data, successors, predecessors = dictionaries(result)
    for mark, *values in sorted(rows, key=itemgetter(1)):  # `id` is the first property
        places[mark] = len(places)
        row: Row = {"label": label}
        row |= {key: value for key, value in zip(keys, values, strict=True) if value is not None}
        node = str(values[0])
        data[node], successors[node], predecessors[node] = row, {}, {}


def edge_rows(
    store: Store, edge: EdgeType, names: Collection[str], places: Mapping[Value, int]
) -> list[tuple[int, int, str, Row]]:
    """Return all edges of a type in order of their ends and keys, an end that is not among the nodes as `MISSING`."""
    properties = properties_of(edge, names)
    if not properties:
        find, name = places.get, edge.type
        pairs = sorted([(find(start, MISSING), find(end, MISSING)) for start, end in store.scan(edge, ())])
        return [(start, end, name, {"type": name}) for start, end in pairs]
    keys = [prop.name for prop in properties]
    rows: list[tuple[int, int, str, Row]] = []
    for start, end, *values in store.scan(edge, properties):
        row: Row = {"type": edge.type}
        row |= {key: value for key, value in zip(keys, values, strict=True) if value is not None}
        name = f"{edge.type}:{row[edge.key]}" if edge.key else edge.type
        rows.append((places.get(start, MISSING), places.get(end, MISSING), name, row))
    return sorted(rows, key=itemgetter(0, 1, 2))


def add_edges(result: "nx.MultiDiGraph[str]", ids: Sequence[str], rows: Iterable[tuple[int, int, str, Row]]) -> None:
    """Add edges both ends of which are there."""
    _, successors, predecessors = dictionaries(result)
    for start, end, key, row in rows:
        if start != MISSING != end:
            one, other = ids[start], ids[end]
            if other in (after := successors[one]):
                after[other][key] = row
            else:
                after[other] = predecessors[other][one] = {key: row}


def dictionaries(
    graph: "nx.MultiDiGraph[str]",
) -> tuple[dict[str, Row], dict[str, Neighbours], dict[str, Neighbours]]:
    """Return a graph's own attributes of nodes, successors and predecessors, to add to as NetworkX does.

    A call of `add_edge` for each edge, which copies its attributes and looks for caches to clear, takes a third of the time in
    which a whole store becomes a graph.
    """
    return graph._node, graph._succ, graph._pred  # type: ignore[attr-defined]  # noqa: SLF001  # see above; a test holds them


def build(graph: Graph) -> "nx.MultiDiGraph[str]":
    """Return rows as a NetworkX graph."""
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for label, nodes in graph.nodes.items():
        for node, properties in sorted(nodes.items()):
            result.add_node(node, label=label, **properties)
    for edge_type, edges in graph.edges.items():
        for (start, end, key), properties in sorted(edges.items()):
            result.add_edge(start, end, f"{edge_type}:{key}" if key else edge_type, type=edge_type, **properties)
    return result


def part(
    graph: "nx.MultiDiGraph[str]", labels: Collection[str], types: Iterable[EdgeType], names: Collection[str]
) -> "nx.MultiDiGraph[str]":
    """Return a graph with these labels, edge types and properties only."""
    kept = {edge.type: {"type", *(prop.name for prop in properties_of(edge, names))} for edge in types}
    known = {label: {"label", *(prop.name for prop in properties_of(NODES[label], names))} for label in labels}
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        if data["label"] in known:
            result.add_node(node, **{key: value for key, value in data.items() if key in known[data["label"]]})
    for start, end, key, data in graph.edges(keys=True, data=True):
        if data["type"] in kept:
            result.add_edge(start, end, key, **{name: data[name] for name in data if name in kept[data["type"]]})
    return result


def within(
    graph: "nx.MultiDiGraph[str]", since: datetime | None = None, until: datetime | None = None
) -> "nx.MultiDiGraph[str]":
    """Return a graph with what was said in a stretch of time.

    Comments outside it, and those without a time, go; so do the proposals that they make, the requests that they open
    and the actions that were done outside it. Pages and sections stay; a shared node stays while an edge touches it.

    Args:
        graph: A graph of `to_networkx`; it is not changed.
        since: Its first moment, aware; None for no bound.
        until: The moment after it, aware; None for no bound.
    """
    if since is None and until is None:
        return graph

    def outside(node: str) -> bool:
        moment = graph.nodes[node].get("timestamp")
        if not isinstance(moment, datetime):
            return True
        return (since is not None and moment < since) or (until is not None and moment >= until)

    gone = {node for node, data in graph.nodes(data=True) if data["label"] in DATED and outside(node)}
    gone |= {end for start, end, data in graph.edges(data=True) if data["type"] in HANGING and start in gone}
    return without(graph, gone)


def without(graph: "nx.MultiDiGraph[str]", gone: Collection[str]) -> "nx.MultiDiGraph[str]":
    """Return a graph without some nodes, the edges that rest on them, and shared nodes that no edge touches then."""
    edges = [
        edge
        for edge in graph.edges(keys=True, data=True)
        if edge[0] not in gone and edge[1] not in gone and edge[3].get(EDGES[edge[3]["type"]].key or "") not in gone
    ]
    touched = {node for edge in edges for node in edge[:2]}
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    result.add_nodes_from(
        (node, data)
        for node, data in graph.nodes(data=True)
        if node not in gone and (NODES[data["label"]].owned or node in touched)
    )
    result.add_edges_from(edges)  # type: ignore[arg-type]  # the stubs do not know a multigraph's edges with keys
    return result
