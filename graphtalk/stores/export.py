"""A stored graph, or a page's rows, as a NetworkX graph; both ways give the same graph."""

from collections.abc import Mapping

import networkx as nx

from graphtalk.schema import EDGES, NODES, GraphBatch
from graphtalk.stores import Store, statements
from graphtalk.stores.write import Graph, Run, add_edges, add_nodes, batch_graph, read_page, read_touched
from graphtalk.table import Value

__all__ = ["batch_to_networkx", "to_networkx"]


def to_networkx(store: Store, *, page: str | None = None) -> "nx.MultiDiGraph[str]":
    """Return a stored graph.

    Args:
        store: An open store.
        page: Id of a page; its nodes, its edges and the shared nodes that they touch. None for the whole store.

    Returns:
        Nodes by id with `label` and the properties that are not null; edges keyed by their type (and `:` with the
        value that tells parallel ones apart) with `type` and properties. Times are aware UTC. The order is that of the
        schema, then of ids, the same wherever the graph comes from.
    """

    def run(cypher: str, parameters: Mapping[str, Value]) -> list[dict[str, Value]]:
        return store.query(cypher, parameters).records()

    def read() -> Graph:
        graph = read_all(run) if page is None else read_page(run, page)
        if page is not None:
            read_touched(run, graph)
        return graph

    return build(store.consistently(read))


def batch_to_networkx(batch: GraphBatch) -> "nx.MultiDiGraph[str]":
    """Return a page's rows as the graph that `to_networkx` gives once they are in an empty store."""
    return build(batch_graph(batch))


def read_all(run: Run) -> Graph:
    """Return all nodes and edges of a store."""
    graph = Graph()
    for label, node in NODES.items():
        add_nodes(graph, label, run(statements.all_nodes(node), {}))
    for edge in EDGES.values():
        add_edges(graph, run(statements.all_edges(edge), {}))
    return graph


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
