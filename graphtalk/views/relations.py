"""The view `relations`: rows of a query as a graph that is ready to draw, on a circle or in two columns."""

import math

import networkx as nx

from graphtalk.views.layout import ROW
from graphtalk.views.network import author_looks, edges_of, look_up, name_proposals, style_edge, style_node
from graphtalk.views.styles import EDGE_STYLES, PARTS, Graph

__all__ = ["relations"]

APART = 700  # pixels between the two columns
INTRO = "Each line stands for the rows of the answer with these two ends."
LEAST_RADIUS = 160  # pixels; a circle of few nodes would put labels on top of each other


def relations(graph: Graph, *, max_nodes: int = 500) -> Graph:
    """Place and style nodes that are not of one page: of one kind on a circle, of two kinds in two columns.

    Args:
        graph: Nodes with `label`, edges with `type`, in the order in which they are to be placed; it is not changed.
        max_nodes: Most nodes to draw, ≥ 1: the first ones.

    Returns:
        A new graph with what `graphtalk.views.html.render` needs. `graph["caption"]` says how many nodes were left out.
    """
    drawable = [node for node, data in graph.nodes(data=True) if data["label"] in PARTS["network"].nodes]
    chosen = drawable[:max_nodes]
    source = look_up(graph)
    looks = author_looks(node for node in chosen if graph.nodes[node]["label"] == "User")
    styled: Graph = nx.MultiDiGraph()
    for node in chosen:
        styled.add_node(node, **style_node(source, node) | looks.get(node, {}))
    name_proposals(styled)
    for start, end, data in edges_of(graph, *EDGE_STYLES):
        if start in styled and end in styled:
            styled.add_edge(start, end, **style_edge(data) | {"smooth": False})
    for node, (x, y) in places([(node, str(styled.nodes[node]["group"])) for node in styled]).items():
        styled.nodes[node].update(x=x, y=y)
    cut = len(chosen) < len(drawable)
    caption = f"the first {len(chosen):,} of {len(drawable):,}" if cut else ""
    styled.graph.update(caption=caption, islands=(), about="", intro=INTRO, shown=tuple(EDGE_STYLES))
    return styled


def places(nodes: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Return where nodes stand, given each with its kind, in pixels.

    >>> places([("a", "User"), ("b", "User")])
    {'a': (0, -160), 'b': (0, 160)}
    >>> places([("a", "User"), ("p", "Proposal"), ("b", "User")])
    {'a': (0, 0), 'b': (0, 44), 'p': (700, 0)}
    """
    kinds = list(dict.fromkeys(kind for _, kind in nodes))
    if len(kinds) > 1:
        columns = [[node for node, kind in nodes if kind == wanted] for wanted in kinds]
        return {
            node: (APART * column, ROW * row)
            for column, inside in enumerate(columns)
            for row, node in enumerate(inside)
        }
    radius = max(LEAST_RADIUS, len(nodes) * ROW / math.tau)
    angles = [(node, math.tau * place / len(nodes)) for place, (node, _) in enumerate(nodes)]
    return {node: (round(radius * math.sin(angle)), round(-radius * math.cos(angle))) for node, angle in angles}
