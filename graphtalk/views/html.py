"""A styled graph as one HTML page that needs no network: our template, vis-network and the data in a single file.

pyvis holds nodes, edges and options; its own template is not used, since it links to other hosts, runs the HTML of
titles that contain `href`, and has no legend, keyboard or text form (docs/decisions/0004-views.md).
"""

import base64
import json
import zlib
from collections.abc import Container, Iterable
from dataclasses import asdict

from pyvis.network import Network

from graphtalk.views.network import network
from graphtalk.views.pages import fill
from graphtalk.views.styles import EDGE_STYLES, NODE_STYLES, Graph

__all__ = ["SafeNetwork", "network_page", "render"]

SCRIPTS = (
    "vendor/vis-network.min.js",
    "assets/theme.js",
    "assets/draw.js",
    "assets/sort.js",
    "assets/filters.js",
    "assets/export.js",
    "assets/app.js",
)
RELATIONS = "Each line stands for the rows of the answer with these two ends."
OPTIONS = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "interaction": {"hover": False, "keyboard": False, "multiselect": False, "tooltipDelay": 200, "dragNodes": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4},
    "edges": {"smooth": False, "selectionWidth": 1.5},
}


class SafeNetwork(Network):  # type: ignore[misc]  # pyvis ships no types
    """A pyvis network that writes our page instead of its own; `islands` are drawn behind the nodes."""

    def __init__(
        self, heading: str, caption: str = "", islands: Iterable[dict[str, object]] = (), intro: str = RELATIONS
    ) -> None:
        super().__init__(directed=True, heading=heading, cdn_resources="in_line")
        self.caption = caption
        self.intro = intro
        self.islands = list(islands)
        self.set_options(json.dumps(OPTIONS))

    def get_nodes(self) -> Container[str]:  # pyvis asks it for both ends of each edge, and has a list
        """Return the ids of the nodes."""
        known: dict[str, object] = self.node_map
        return known.keys()

    def generate_html(self, name: str = "", local: object = None, notebook: object = None) -> str:  # noqa: ARG002  # pyvis' signature
        """Return the page; the arguments are those of pyvis and have no effect."""
        nodes, edges, _, _, _, options = self.get_network_data()
        data = {
            "nodes": nodes,
            "edges": edges,
            "options": json.loads(options),
            "islands": self.islands,
            "nodeStyles": {kind: asdict(style) for kind, style in NODE_STYLES.items()},
            "edgeStyles": {kind: asdict(style) for kind, style in EDGE_STYLES.items()},
        }
        self.html = fill(
            "template.html",
            style="style.css",
            scripts=SCRIPTS,
            heading=self.heading,
            caption=self.caption,
            islands=bool(self.islands),
            intro=self.intro,
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


def network_page(graph: Graph, heading: str, *, max_nodes: int = 500) -> str:
    """Return people, comments and proposals of a graph as a network, an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
        max_nodes: Most nodes to draw, ≥ 1.
    """
    return render(network(graph, max_nodes=max_nodes), heading)


def render(graph: Graph, heading: str) -> str:
    """Return a styled graph as one self-contained HTML page.

    Args:
        graph: As a view of `graphtalk.views` returns it.
        heading: What is shown, as plain text: usually the title of the talk page.

    Returns:
        An HTML document that loads nothing and sends nothing; write it as UTF-8. Equal for equal input.
    """
    about = graph.graph
    page = SafeNetwork(heading, about["caption"], map(asdict, about["islands"]), about.get("intro", RELATIONS))
    for node, data in graph.nodes(data=True):
        page.add_node(node, **data)
        page.node_map[node]["color"] = data["color"]  # pyvis drops the colour of a node that has a group
    for start, end, data in graph.edges(data=True):
        page.add_edge(start, end, **data)
    return page.generate_html()
