"""How each kind of node and edge looks, and in which words the page speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "AUTHOR_COLORS",
    "CITED",
    "CITING",
    "EDGE_STYLES",
    "NODE_STYLES",
    "PARTS",
    "STANCES",
    "WITH_CHANGES",
    "EdgeStyle",
    "Graph",
    "NodeStyle",
    "Part",
    "drawn_type",
]

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
    """

    forth: str
    back: str
    color: str
    dashes: tuple[int, ...] = ()
    arrow: str = "arrow"
    width: float = 1.5


@dataclass(frozen=True, slots=True)
class Part:
    """What part of a graph a network draws.

    Attributes:
        about: What it answers, in words.
        intro: What stands where beside a comment.
        nodes: Labels of what is drawn.
        shown: Types of edges that are drawn at first; what has none of them is left out, but for the people of the rest.
        beside: Types of edges that are drawn beside a selected node, or where they are asked for.
        column: Labels of what stands in a column beside the comments, with its name; all else stands at their feet.
        whole: Whether what has no edges is drawn, too.
    """

    about: str
    intro: str
    nodes: tuple[str, ...]
    shown: tuple[str, ...]
    beside: tuple[str, ...]
    column: tuple[str, ...] = ()
    whole: bool = False


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
    "Section": NodeStyle("sections", "square", 9, YELLOW),
}
WITH_CHANGES = (
    "ENDORSES_WITH_CHANGES"  # drawn apart from other endorsements, which the schema tells apart by a property
)
EDGE_STYLES: Mapping[str, EdgeStyle] = {
    "REPLIES_TO": EdgeStyle("replies to", "answered by", "muted", width=2),
    "PROPOSES": EdgeStyle("proposes", "proposed by", "ink", (1, 3), "", 1.2),
    "AMENDS": EdgeStyle("amends", "amended by", "ink", width=2),
    "ENDORSES": EdgeStyle("endorses", "endorsed by", GREEN, width=2),
    WITH_CHANGES: EdgeStyle("endorses with changes", "endorsed with changes by", GREEN, (14, 5), width=2),
    "OPPOSES": EdgeStyle("opposes", "opposed by", VERMILLION, (9, 5), "bar", 2),
    "NEUTRAL_ON": EdgeStyle("is neutral on", "taken neutrally by", BLUE, (2, 4), "circle", 2),
    "DECIDES": EdgeStyle("decides", "decided by", PURPLE, (12, 3, 3, 3)),
    "WROTE": EdgeStyle("wrote", "written by", "muted", (), ""),
    "CITES": EdgeStyle("cites", "cited by", "muted"),
    "INVOKES": EdgeStyle("invokes", "invoked by", "muted"),
    "LINKS_TO": EdgeStyle("links to", "linked from", "muted"),
    "MENTIONS": EdgeStyle("mentions", "mentioned by", "muted", (4, 4)),
    "DECLARES_INTEREST_IN": EdgeStyle("declares an interest in", "declared interest of", ORANGE, (6, 3)),
}

STANCES = ("ENDORSES", WITH_CHANGES, "OPPOSES", "NEUTRAL_ON")
CITED = ("Source", "Policy", "Article")
CITING = ("CITES", "INVOKES", "LINKS_TO")
PARTS: Mapping[str, Part] = {
    "network": Part(
        "Who proposed what, and who was for it",
        "its proposals stand beside it, and what it cites at its feet",
        ("User", "Comment", "Proposal", *CITED),
        ("REPLIES_TO", "PROPOSES", "AMENDS", *STANCES),
        ("DECIDES", "WROTE", *CITING, "MENTIONS", "DECLARES_INTEREST_IN"),
        ("Proposal",),
        whole=True,
    ),
    "replies": Part("Who answered whom", "", ("User", "Comment"), ("REPLIES_TO",), ("WROTE", "MENTIONS")),
    "proposals": Part(
        "What became of what was proposed",
        "its proposals stand beside it",
        ("User", "Comment", "Proposal"),
        ("PROPOSES", "AMENDS", *STANCES, "DECIDES"),
        ("WROTE", "REPLIES_TO"),
        ("Proposal",),
    ),
    "citations": Part(
        "Who brings up which source",
        "what it is the first to cite stands beside it",
        ("User", "Comment", *CITED),
        CITING,
        ("WROTE", "REPLIES_TO"),
        CITED,
    ),
}


def drawn_type(data: Mapping[str, object]) -> str:
    """Return as what an edge of a graph is drawn, a key of `EDGE_STYLES`.

    >>> drawn_type({"type": "ENDORSES", "with_changes": True}), drawn_type({"type": "ENDORSES", "with_changes": False})
    ('ENDORSES_WITH_CHANGES', 'ENDORSES')
    """
    return WITH_CHANGES if data["type"] == "ENDORSES" and data.get("with_changes") else str(data["type"])
