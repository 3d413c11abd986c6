"""Pictures of a graph: pure functions from a graph to a styled graph; `graphtalk.views.html` makes the page."""

from collections.abc import Mapping
from typing import Protocol

from graphtalk.views.network import network
from graphtalk.views.styles import Graph

__all__ = ["VIEWS", "View", "network"]


class View(Protocol):
    """Choose, place and style what is drawn; the given graph is not changed."""

    def __call__(self, graph: Graph, *, max_nodes: int = ...) -> Graph:
        """Return the graph to be drawn."""


VIEWS: Mapping[str, View] = {"network": network}
