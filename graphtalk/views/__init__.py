"""Views of a graph: pure functions from a graph to one HTML file that needs no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Protocol

from graphtalk.errors import UsageError
from graphtalk.views.html import network_page
from graphtalk.views.lineage import lineage
from graphtalk.views.network import network
from graphtalk.views.people import people_page
from graphtalk.views.sources import sources
from graphtalk.views.stances import stances
from graphtalk.views.styles import PARTS, Graph
from graphtalk.views.threads import threads

__all__ = ["LIMITED", "VIEWS", "LimitedView", "Picture", "View", "network", "view"]


class View(Protocol):
    """Make one self-contained HTML page of a graph, which is not changed."""

    def __call__(self, graph: Graph, heading: str) -> str:
        """Return the page; the heading is plain text."""


class LimitedView(Protocol):
    """A view that draws, with a limit of nodes."""

    def __call__(self, graph: Graph, heading: str, *, max_nodes: int = ...) -> str:
        """Return the page; at most so many nodes are drawn at first."""


LIMITED: Mapping[str, LimitedView] = {
    **{name: partial(network_page, part=name) for name in PARTS},
    "people": people_page,
}
VIEWS: Mapping[str, View] = {
    **LIMITED,
    "lineage": lineage,
    "stances": stances,
    "threads": threads,
    "sources": sources,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A view that was made; a notebook shows it, `write` puts it into a file.

    Attributes:
        name: Of the view.
        heading: What it shows.
        html: The page.
    """

    name: str
    heading: str
    html: str

    def write(self, path: Path) -> None:
        """Write the page to a file, as UTF-8."""
        path.write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        """Return the page as a frame of its own, closed to the notebook around it."""
        return (
            f'<iframe title="{escape(f"{self.name}: {self.heading}")}" sandbox="allow-scripts allow-popups allow-downloads" '
            f'width="100%" height="720" style="border:1px solid #ccc" srcdoc="{escape(self.html)}"></iframe>'
        )


def view(graph: Graph, name: str = "network", *, heading: str = "Discussion", max_nodes: int | None = None) -> Picture:
    """Return a view of a graph.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        name: One of `VIEWS`.
        heading: What is shown, as plain text.
        max_nodes: Most nodes to draw at first, ≥ 1, of a network or of people; None for as many as it draws by itself.

    Raises:
        UsageError: There is no such view, or it has no limit of nodes.
    """
    if name not in VIEWS:
        raise UsageError(f"unknown view {name!r}; there is {', '.join(VIEWS)}")
    if max_nodes is None:
        return Picture(name, heading, VIEWS[name](graph, heading))
    if name not in LIMITED:
        raise UsageError(f"a limit of nodes goes with {' and '.join(LIMITED)}; {name} shows all")
    return Picture(name, heading, LIMITED[name](graph, heading, max_nodes=max_nodes))
