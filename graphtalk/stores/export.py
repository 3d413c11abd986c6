"""A stored graph, or a page's rows, as a NetworkX graph; both ways give the same graph."""

import gc
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import networkx as nx

from graphtalk.errors import UsageError
from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, Row
from graphtalk.stores import Store
from graphtalk.stores.contents import read_counts
from graphtalk.stores.pages import collected, expressions, node_rows, sequence, values_by_name
from graphtalk.stores.write import Graph, Run, batch_graph, read_page, read_touched
from graphtalk.table import Value

__all__ = ["LARGE", "batch_to_networkx", "edge_count", "refuse_large", "reply_columns", "to_networkx", "within"]

LARGE = 100_000  # edges above which no graph is built unless asked
BYTES_AN_EDGE, EDGES_A_SECOND = 720, 70_000  # of a MultiDiGraph with attributes; from the embedded store
REPLIES = (
    "MATCH (one:User)-[wrote:WROTE]->(:Comment)-[:REPLIES_TO]->(:Comment)<-[wrote_before:WROTE]-(other:User) "
    "WHERE wrote.role <> 'cosigner' AND wrote_before.role <> 'cosigner' "
    "WITH one.id AS answerer, other.id AS answered, count(*) AS replies "
    "RETURN collect(answerer) AS starts, collect(answered) AS ends, collect(replies) AS weights"
)


def to_networkx(  # noqa: PLR0913  # a graph is cut in that many ways
    store: Store,
    *,
    nodes: Collection[str] | None = None,
    edges: Collection[str] | None = None,
    page: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> "nx.MultiDiGraph[str]":
    """Return a stored graph, or a part of it.

    Args:
        store: An open store.
        nodes: Labels of the nodes; None for all. What is left out is not read.
        edges: Types of the edges; None for all between these nodes.
        page: Id of a page; its nodes, its edges and the shared nodes that they touch. None for the whole store.
        since: Only what was said at or after this time, aware; see `within`.
        until: Only what was said before this time, aware.

    Returns:
        Nodes by id with `label` and the properties that are not null; edges keyed by their type (and `:` with the
        value that tells parallel ones apart) with `type` and properties. Times are aware UTC. The order is that of the
        schema, then of ids, the same wherever the graph comes from.

    Raises:
        UsageError: The schema has no such label or type.
    """
    labels = chosen(nodes, NODES, "label")
    cut = since is not None or until is not None
    types = [
        edge
        for edge in (EDGES[name] for name in chosen(edges, EDGES, "edge type"))
        if {edge.start, edge.end} <= set(labels)
    ]

    def run(cypher: str, parameters: Mapping[str, Value]) -> list[dict[str, Value]]:
        return store.query(cypher, parameters).records()

    def read() -> "nx.MultiDiGraph[str]":
        # What hangs on a comment is told by edges that were perhaps not asked for.
        if page is not None or cut:
            return build(read_whole_page(run, page)) if page is not None else build_all(store, NODES, EDGES.values())
        return build_all(store, labels, types)

    with uncollected():
        graph = within(store.consistently(read), since, until)
        return graph if nodes is None and edges is None else part(graph, labels, types)


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


def reply_columns(store: Store) -> tuple[list[str], list[str], list[int]]:
    """Return who answered whom how often, as columns for `analytics.network.from_columns`; no graph is made.

    Returns:
        Ids of those who answered, ids of those whom they answered, and the number of such replies; authors alone, answers
        to oneself included.
    """
    ((starts, ends, weights),) = store.query(REPLIES).rows
    return (
        [str(user) for user in sequence(starts)],
        [str(user) for user in sequence(ends)],
        [int(str(weight)) for weight in sequence(weights)],
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
            gc.enable()


def batch_to_networkx(batch: GraphBatch) -> "nx.MultiDiGraph[str]":
    """Return a page's rows as the graph that `to_networkx` gives once they are in an empty store."""
    return build(batch_graph(batch))


def read_whole_page(run: Run, page: str) -> Graph:
    """Return a page with the shared nodes that it touches."""
    graph = read_page(run, page)
    read_touched(run, graph)
    return graph


def build_all(store: Store, labels: Iterable[str], types: Iterable[EdgeType]) -> "nx.MultiDiGraph[str]":
    """Return the nodes and edges of a whole store, one label or type after the other."""
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for label in labels:
        values = expressions("n", NODES[label].all_properties)
        rows = collected(store, f"MATCH (n:{label})", values, {})
        result.add_nodes_from((str(row["id"]), {"label": label, **row}) for row in node_rows(NODES[label], rows))
    for edge in types:
        result.add_edges_from(edge_rows(store, edge))  # type: ignore[arg-type]  # as below
    return result


def edge_rows(store: Store, edge: EdgeType) -> list[tuple[str, str, str, Row]]:
    """Return all edges of a type as NetworkX takes them, in order of their ends and keys."""
    match = f"MATCH (s:{edge.start})-[r:{edge.type}]->(e:{edge.end})"
    values = ", ".join(filter(None, ("s.id, e.id", expressions("r", edge.properties))))
    rows: list[tuple[str, str, str, Row]] = []
    for start, end, *rest in collected(store, match, values, {}):
        row: Row = {"type": edge.type} | values_by_name(edge.properties, rest)
        key = f"{edge.type}:{row[edge.key]}" if edge.key else edge.type
        rows.append((str(start), str(end), key, row))
    return sorted(rows, key=lambda row: row[:3])


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


def part(graph: "nx.MultiDiGraph[str]", labels: Collection[str], types: Iterable[EdgeType]) -> "nx.MultiDiGraph[str]":
    """Return a graph with these labels and edge types only."""
    kept = {edge.type for edge in types}
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    result.add_nodes_from((node, data) for node, data in graph.nodes(data=True) if data["label"] in labels)
    edges = [edge for edge in graph.edges(keys=True, data=True) if edge[3]["type"] in kept]
    result.add_edges_from(edges)  # type: ignore[arg-type]  # as below
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

    gone = {node for node, data in graph.nodes(data=True) if data["label"] in ("Comment", "Action") and outside(node)}
    gone |= {
        end for start, end, data in graph.edges(data=True) if data["type"] in ("PROPOSES", "OPENS") and start in gone
    }
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
