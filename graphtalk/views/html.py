"""A styled graph as one HTML page that needs no network: our template, vis-network and the data in a single file.

pyvis holds nodes, edges and options; its own template is not used, since it links to other hosts, runs the HTML of
titles that contain `href`, and has no legend, keyboard or text form (docs/decisions/0004-views.md).
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from graphtalk.views.styles import EDGE_STYLES, NODE_STYLES, Graph

__all__ = ["SafeNetwork", "render"]

SCRIPTS = ("vendor/vis-network.min.js", "assets/draw.js", "assets/app.js")
OPTIONS = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "interaction": {"hover": False, "keyboard": False, "multiselect": False, "tooltipDelay": 200, "dragNodes": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4},
    "edges": {"smooth": False, "selectionWidth": 1.5},
}


class SafeNetwork(Network):  # type: ignore[misc]  # pyvis ships no types
    """A pyvis network that writes our page instead of its own; `islands` are drawn behind the nodes."""

    def __init__(self, heading: str, caption: str = "", islands: Iterable[dict[str, object]] = ()) -> None:
        super().__init__(directed=True, heading=heading, cdn_resources="in_line")
        self.caption = caption
        self.islands = list(islands)
        self.set_options(json.dumps(OPTIONS))

    def generate_html(self, name: str = "", local: object = None, notebook: object = None) -> str:  # noqa: ARG002  # pyvis' signature
        """Return the page; the arguments are those of pyvis and have no effect."""
        nodes, edges, heading, _, _, options = self.get_network_data()
        data = {
            "nodes": nodes,
            "edges": edges,
            "options": json.loads(options),
            "islands": self.islands,
            "nodeStyles": {kind: asdict(style) for kind, style in NODE_STYLES.items()},
            "edgeStyles": {kind: asdict(style) for kind, style in EDGE_STYLES.items()},
        }
        scripts = [asset(path) for path in SCRIPTS]
        style = asset("assets/style.css")
        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self.html = environment.from_string(asset("assets/template.html")).render(
            heading=heading,
            caption=self.caption,
            islands=bool(self.islands),
            script_hashes=Markup(" ".join(csp_hash(script) for script in scripts)),  # noqa: S704  # ours or vendored
            style_hash=Markup(csp_hash(style)),  # noqa: S704  # base64
            style=Markup(style),  # noqa: S704  # our file
            scripts=[Markup(script) for script in scripts],  # noqa: S704  # ours or vendored
            data=Markup(script_json(data)),  # noqa: S704  # cannot close its element
        )
        return str(self.html)


def render(graph: Graph, heading: str) -> str:
    """Return a styled graph as one self-contained HTML page.

    Args:
        graph: As a view of `graphtalk.views` returns it.
        heading: What is shown, as plain text: usually the title of the talk page.

    Returns:
        An HTML document that loads nothing and sends nothing; write it as UTF-8. Equal for equal input.
    """
    page = SafeNetwork(heading, graph.graph["caption"], map(asdict, graph.graph["islands"]))
    for node, data in graph.nodes(data=True):
        page.add_node(node, **data)
        page.node_map[node]["color"] = data["color"]  # pyvis drops the colour of a node that has a group
    for start, end, data in graph.edges(data=True):
        page.add_edge(start, end, **data)
    return page.generate_html()


def asset(path: str) -> str:
    """Return the text of a file that ships with this package."""
    return resources.files("graphtalk.views").joinpath(path).read_text(encoding="utf-8")


def csp_hash(text: str) -> str:
    """Return the source expression that lets a content security policy accept this inline text and no other.

    Source:
        Content Security Policy Level 3, section 2.3.1, https://www.w3.org/TR/CSP3/
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def script_json(data: object) -> str:
    r"""Return JSON that may stand inside a script element: no `<` can close it, no separator break a line.

    >>> script_json("</script>\u2028")
    '"\\u003c/script>\\u2028"'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
