"""How each kind of node and edge looks, and in which words the page speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["AUTHOR_COLORS", "EDGE_STYLES", "NODE_STYLES", "EdgeStyle", "Graph", "NodeStyle"]

Graph: TypeAlias = "nx.MultiDiGraph[str]"


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """How a kind of node is drawn: its name in the legend, vis-network's shape, size in pixels, colour."""

    plural: str
    shape: str
    size: int
    color: str


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How a kind of edge is drawn.

    Attributes:
        forth: What its start does to its end, in words.
        back: The same seen from its end.
        color: A colour, or `ink` or `muted` for those of the text.
        dashes: Lengths of dash and gap in pixels; empty for a solid line.
        arrow: vis-network's arrow type at the end, or empty for none.
        width: Of the line, in pixels.
        shown: Whether it is drawn at first; else only beside a selected node.
    """

    forth: str
    back: str
    color: str
    dashes: tuple[int, ...] = ()
    arrow: str = "arrow"
    width: float = 1.5
    shown: bool = True


# Colours that people with any colour vision tell apart: Okabe and Ito 2008, "Color Universal Design".
BLUE, ORANGE, SKY, PURPLE = "#0072B2", "#E69F00", "#56B4E9", "#CC79A7"
YELLOW, GREEN, VERMILLION, GREY = "#F0E442", "#009E73", "#D55E00", "#9AA0A6"
# The eight who wrote most have a colour each: four filled, four as rings. All others are grey, with their names.
AUTHOR_COLORS = (BLUE, ORANGE, PURPLE, SKY)

NODE_STYLES: Mapping[str, NodeStyle] = {
    "User": NodeStyle("people", "hexagon", 11, GREY),
    "Comment": NodeStyle("comments", "dot", 8, GREY),
    "Proposal": NodeStyle("proposals", "diamond", 12, YELLOW),
    "Source": NodeStyle("sources", "square", 5, GREY),
    "Policy": NodeStyle("policies", "triangle", 6, GREY),
    "Article": NodeStyle("articles", "star", 7, GREY),
}
EDGE_STYLES: Mapping[str, EdgeStyle] = {
    "REPLIES_TO": EdgeStyle("replies to", "answered by", "muted", width=2),
    "PROPOSES": EdgeStyle("proposes", "proposed by", "ink", (1, 3), "", 1.2),
    "AMENDS": EdgeStyle("amends", "amended by", "ink", width=2),
    "ENDORSES": EdgeStyle("endorses", "endorsed by", GREEN, width=2),
    "OPPOSES": EdgeStyle("opposes", "opposed by", VERMILLION, (9, 5), "bar", 2),
    "NEUTRAL_ON": EdgeStyle("is neutral on", "taken neutrally by", BLUE, (2, 4), "circle", 2),
    "DECIDES": EdgeStyle("decides", "decided by", PURPLE, (12, 3, 3, 3), shown=False),
    "WROTE": EdgeStyle("wrote", "written by", "muted", (), "", shown=False),
    "CITES": EdgeStyle("cites", "cited by", "muted", shown=False),
    "INVOKES": EdgeStyle("invokes", "invoked by", "muted", shown=False),
    "LINKS_TO": EdgeStyle("links to", "linked from", "muted", shown=False),
    "MENTIONS": EdgeStyle("mentions", "mentioned by", "muted", (4, 4), shown=False),
    "DECLARES_INTEREST_IN": EdgeStyle("declares an interest in", "declared interest of", ORANGE, (6, 3), shown=False),
}
