"""A styled graph as one HTML page that needs no network: our template, vis-network and the data in a single file.

pyvis holds nodes, edges and options; its own template is not used, since it links to other hosts, runs the HTML of
titles that contain `href`, and has no legend, keyboard or text form (docs/decisions/0004-views.md).
"""

import base64
import json
import zlib
from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass

from pyvis.network import Network

from graphtalk.views.layout import Island
from graphtalk.views.network import network
from graphtalk.views.pages import fill
from graphtalk.views.styles import EDGE_STYLES, NODE_STYLES, Graph

__all__ = ["SafeNetwork", "Told", "network_page", "render"]

SCRIPTS = (
    "vendor/vis-network.min.js",
    "assets/theme.js",
    "assets/draw.js",
    "assets/sort.js",
    "assets/filters.js",
    "assets/overview.js",
    "assets/panel.js",
    "assets/export.js",
    "assets/app.js",
)
OPTIONS = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "interaction": {"hover": False, "keyboard": False, "multiselect": False, "tooltipDelay": 200, "dragNodes": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4},
    "edges": {"smooth": False, "selectionWidth": 1.5},
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a view tells of a graph as a whole.

    Attributes:
        islands: Drawn behind the nodes.
        shown: Types of edges that are drawn at first.
        caption: How much of it is drawn, where that is not all.
        about: What it answers, in words.
        intro: How to read it, or with islands what stands where beside a comment.
        total: Nodes that there are, where its sections are drawn first; else 0.
    """

    islands: Sequence[Island]
    shown: Sequence[str]
    caption: str = ""
    about: str = ""
    intro: str = ""
    total: int = 0


class SafeNetwork(Network):  # type: ignore[misc]  # pyvis ships no types
    """A pyvis network that writes our page instead of its own; `told` is what a view tells of the graph."""

    def __init__(self, heading: str, told: Told) -> None:
        super().__init__(directed=True, heading=heading, cdn_resources="in_line")
        self.told = told
        self.set_options(json.dumps(OPTIONS))

    def get_nodes(self) -> Container[str]:  # pyvis asks it for both ends of each edge, and has a list
        """Return the ids of the nodes."""
        known: dict[str, object] = self.node_map
        return known.keys()

    def generate_html(self, name: str = "", local: object = None, notebook: object = None) -> str:  # noqa: ARG002  # pyvis' signature
        """Return the page; the arguments are those of pyvis and have no effect."""
        nodes, edges, _, _, _, options = self.get_network_data()
        edge_styles = {kind: asdict(style) for kind, style in EDGE_STYLES.items()}
        data = {
            "nodes": nodes,
            "edges": edges,
            "options": json.loads(options),
            "islands": list(map(asdict, self.told.islands)),
            "total": self.told.total,
            "nodeStyles": {kind: asdict(style) for kind, style in NODE_STYLES.items()},
            "edgeStyles": {kind: look | {"shown": kind in self.told.shown} for kind, look in edge_styles.items()},
        }
        self.html = fill(
            "template.html",
            style="style.css",
            scripts=SCRIPTS,
            heading=self.heading,
            told=self.told,
            data=packed(data),
        )
        return str(self.html)


def packed(data: object) -> str:
    """Return data as base64 of compressed JSON, which no text in it can break out of; `unpack` of app.js reads it.

    >>> packed([])
    'eJyLjgUAARUAuQ=='
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode())).decode()


def network_page(graph: Graph, heading: str, *, part: str = "network", max_nodes: int = 500) -> str:
    """Return a part of a graph as a network, an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
        part: One of `PARTS`.
        max_nodes: Most nodes to draw at first, ≥ 1.
    """
    return render(network(graph, part, max_nodes=max_nodes), heading)


def render(graph: Graph, heading: str) -> str:
    """Return a styled graph as one self-contained HTML page.

    Args:
        graph: As a view of `graphtalk.views` returns it.
        heading: What is shown, as plain text: usually the title of the talk page.

    Returns:
        An HTML document that loads nothing and sends nothing; write it as UTF-8. Equal for equal input.
    """
    page = SafeNetwork(heading, Told(**graph.graph))
    for node, data in graph.nodes(data=True):
        page.add_node(node, **data)
        page.node_map[node]["color"] = data["color"]  # pyvis drops the colour of a node that has a group
    for start, end, data in graph.edges(data=True):
        page.add_edge(start, end, **data)
    return page.generate_html()
