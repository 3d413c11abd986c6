"""The networks of a page or a part of it: people, comments, proposals, what is cited, as a graph that is ready to draw.

Colour says who wrote a comment, shape what a thing is, and edges carry their sense in colour and in dash and arrow.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeAlias

import networkx as nx

from graphtalk.table import cell
from graphtalk.views.layout import LETTER, ROW, Item, Layout, Thread, place, thread_rows
from graphtalk.views.overview import add_overview
from graphtalk.views.styles import (
    AUTHOR_COLORS,
    CITED,
    CITING,
    EDGE_STYLES,
    NODE_STYLES,
    PARTS,
    STANCES,
    Graph,
    Part,
    drawn_type,
)

__all__ = ["network"]

Look: TypeAlias = dict[str, object]

HELD = 20_000  # nodes in one file at least, drawn at once or not: about 6 MB
HEADING = 80  # characters of a section's heading; the picture cuts it to the island
LABEL = 20  # characters of a name in the picture; the panel shows everything
TITLE = 60  # the same of what is cited
ARC = 56  # how far an arc between proposals swings out, in pixels
WITHDRAWN = 0.75  # width of the line of a stance that is struck out
TOOLTIP = 160  # characters that appear under the pointer
# Line breaks, control characters and those that turn the direction of text would spoil a label and its neighbours.
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
# What the panel lists of a node, property and its name there, beside text, author, time and link.
FACTS: Mapping[str, Mapping[str, str]] = {
    "Comment": {"signature": "Signature"},
    "Proposal": {"kind": "Kind", "status": "Status", "replaces_text": "Replaces", "rule": "Rule"},
    "User": {"kind": "Account"},
    "Source": {"authors": "Authors", "date": "Date", "work": "Published in"},
}
EDGE_FACTS = ("role", "status", "strength", "shortcut", "party", "similarity", "rule", "confidence")
ORDINARY = ("signed", "registered", "author", "plain", "indentation", 1.0)  # values that go without saying


def network(graph: Graph, part: str = "network", *, max_nodes: int = 500) -> Graph:
    """Choose, place and style a part of a graph.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        part: One of `PARTS`.
        max_nodes: Most nodes to draw at first, ≥ 1. Where there are more, sections and people are drawn, and what is in
            a section when it is opened.

    Returns:
        A new graph. Nodes have label, title, group, shape, size, color, x, y and what the panel shows; edges have
        type, title, color, dashes, width, arrow. `graph["islands"]` are the sections, `graph["caption"]` says
        how much of it is drawn. Equal for equal input, in whatever order that was built.
    """
    source, drawn = look_up(graph), PARTS[part]
    members = drawable(graph, drawn)
    chosen = choose(graph, members, max(HELD, max_nodes))
    looks = author_looks(source.author[node] for node in chosen if node in source.author)
    styled: Graph = nx.MultiDiGraph()
    for node in reading_order(source, chosen):
        styled.add_node(node, **style_node(source, node) | looks.get(source.author.get(node, node), {}))
    name_proposals(styled)
    for start, end, data in edges_of(graph, *drawn.shown, *drawn.beside):
        if start in chosen and end in chosen:
            styled.add_edge(start, end, **style_edge(data))
            if data["type"] == "PROPOSES":
                styled.nodes[end].update({key: styled.nodes[start][key] for key in ("time", "url")})
    set_out(source, styled, drawn, list(looks))
    styled.graph.update(about=drawn.about, intro=drawn.intro, shown=drawn.shown, caption="")
    if len(members) > max_nodes:
        add_overview(styled, len(members), max_nodes)
    return styled


@dataclass(frozen=True, slots=True)
class Lookup:
    """A graph and what is asked of it again and again: authors and parents of comments, sections and their headings."""

    graph: Graph
    author: Mapping[str, str]
    section: Mapping[str, str]
    parent: Mapping[str, str]
    heading: Mapping[str, str]


def look_up(graph: Graph) -> Lookup:
    """Return the graph with its lookups."""
    titles = {node: str(data.get("title")) for node, data in graph.nodes(data=True) if data.get("label") == "Page"}
    heading = {}
    for node, data in graph.nodes(data=True):
        if data.get("label") == "Section":
            text = shorten(str(data.get("heading") or "(before the first heading)"), HEADING)
            page = titles.get(str(data.get("page")), "")
            heading[node] = f"{shorten(page, LABEL)}: {text}" if len(titles) > 1 and page else text
    section = {start: end for start, end, _ in edges_of(graph, "IN_SECTION")}
    section |= {end: section[start] for start, end, _ in edges_of(graph, "PROPOSES") if start in section}
    return Lookup(
        graph,
        author={end: start for start, end, data in edges_of(graph, "WROTE") if data.get("role") != "cosigner"},
        section=section,
        parent={start: end for start, end, _ in edges_of(graph, "REPLIES_TO")},
        heading=heading,
    )


def drawable(graph: Graph, part: Part) -> set[str]:
    """Return the nodes that a part of a graph has."""
    found = {node for node, data in graph.nodes(data=True) if data.get("label") in part.nodes}
    if part.whole:
        return found
    linked = {node for start, end, _ in edges_of(graph, *part.shown) if {start, end} <= found for node in (start, end)}
    return linked | {start for start, end, _ in edges_of(graph, "WROTE") if end in linked}


def choose(graph: Graph, members: set[str], most: int) -> set[str]:
    """Return at most so many nodes: those with the most edges between them."""
    if len(members) <= most:
        return members
    degree = Counter(
        node
        for start, end, data in graph.edges(data=True)
        if data.get("type") in EDGE_STYLES and start in members and end in members
        for node in (start, end)
    )
    return set(sorted(members, key=lambda node: (-degree[node], node))[:most])


def edges_of(graph: Graph, *kinds: str) -> list[tuple[str, str, Look]]:
    """Return the edges of some types, ordered by type, ends and key."""
    edges = [edge for edge in graph.edges(keys=True, data=True) if edge[3].get("type") in kinds]
    edges.sort(key=lambda edge: (kinds.index(str(edge[3]["type"])), *edge[:3]))
    return [(start, end, data) for start, end, _, data in edges]


def reading_order(source: Lookup, chosen: Iterable[str]) -> list[str]:
    """Return nodes by type as in the legend, then as they come up on the page."""
    nodes = source.graph.nodes

    def on_page(comment: str) -> tuple[str, int, int, str]:
        section = nodes[source.section.get(comment, comment)].get("position") or 0
        return str(nodes[comment].get("page") or ""), section, nodes[comment].get("position") or 0, comment

    chosen = list(chosen)
    comments = sorted((node for node in chosen if nodes[node]["label"] == "Comment"), key=on_page)
    first = {comment: rank for rank, comment in enumerate(comments)}
    rank = dict(first)
    for start, end, data in edges_of(source.graph, "WROTE", "PROPOSES", *CITING):
        comment, other = (end, start) if data["type"] == "WROTE" else (start, end)
        if comment in first:
            rank[other] = min(first[comment], rank.get(other, len(first)))
    kinds = list(NODE_STYLES)
    # The length puts the tenth proposal of a comment behind its ninth.
    return sorted(
        chosen, key=lambda node: (kinds.index(nodes[node]["label"]), rank.get(node, len(first)), len(node), node)
    )


def author_looks(authors: Iterable[str]) -> dict[str, Look]:
    """Return colour and fill of each author, most comments first; those beyond the colours keep the common one."""
    counts = Counter(authors)
    looks: list[Look] = [{"color": color, "ring": ring} for ring in (False, True) for color in AUTHOR_COLORS]
    ranked = sorted(counts, key=lambda user: (-counts[user], user))
    return {user: looks[rank] if rank < len(looks) else {} for rank, user in enumerate(ranked)}


def shorten(text: str, length: int) -> str:
    r"""Return text on one line, without characters that are not seen, cut with an ellipsis.

    >>> shorten("A  long\nname", 8)
    'A long …'
    """
    text = UNSEEN.sub(" ", text[: 4 * length]).strip()
    return text if len(text) <= length else text[: length - 1] + "…"


def style_node(source: Lookup, node: str) -> Look:
    """Return what is drawn and told of a node."""
    data = source.graph.nodes[node]
    kind = str(data["label"])
    style = NODE_STYLES[kind]
    author = source.author.get(node)
    named = source.graph.nodes[author] if author else {} if kind == "Comment" else data
    name = str(named.get("name") or named.get("title") or ("unsigned" if kind == "Comment" else node))
    label = shorten(name, LABEL)
    moment, text, url = data.get("timestamp"), str(data.get("text") or ""), str(data.get("url") or "")
    return {
        "label": label,
        "name": name,
        "title": shorten(text or name, TOOLTIP),
        "group": kind,
        "shape": style.shape,
        "size": style.size,
        "color": style.color,
        "ring": False,
        "room": len(label) * LETTER,
        "text": text,
        "author": author,
        "time": moment.strftime("%Y-%m-%d %H:%M UTC") if isinstance(moment, datetime) else "",
        "section": source.heading.get(source.section.get(node, ""), ""),
        "url": url if url.startswith(("https://", "http://")) else "",
        "facts": [
            [name, cell(data[key])]
            for key, name in FACTS.get(kind, {}).items()
            if data.get(key) and data[key] not in ORDINARY
        ],
    }


def name_proposals(styled: Graph) -> None:
    """Number the proposals that have no name, and add to the label what became of them."""
    proposals = [(node, data) for node, data in styled.nodes(data=True) if data["group"] == "Proposal"]
    for number, (node, data) in enumerate(proposals, start=1):
        facts = dict(data["facts"])
        name = f"{number} {facts.get('Kind', 'proposal')}" if data["name"] == node else data["name"]
        status = facts.get("Status", "open")
        label = shorten(name if status == "open" else f"{name} · {status}", 2 * LABEL)
        data.update(name=name, label=label, room=len(label) * LETTER)


def style_edge(data: Look) -> Look:
    """Return what is drawn and told of an edge."""
    kind = drawn_type(data)
    style = EDGE_STYLES[kind]
    where = {"comment": data["comment"]} if data.get("comment") else {}
    return where | {
        "type": kind,
        "title": str(data.get("quote") or ""),
        "span": [data["start"], data["end"]] if isinstance(data.get("start"), int) and data.get("end") else None,
        "color": style.color,
        "dashes": list(style.dashes),
        "width": WITHDRAWN if data.get("struck") else style.width,
        "arrow": style.arrow,
        "notes": ["struck"] if data.get("struck") else [],
        "facts": [[name, str(data[name])] for name in EDGE_FACTS if data.get(name) not in (None, *ORDINARY)],
    }


def set_out(source: Lookup, styled: Graph, drawn: Part, ranked: Sequence[str]) -> None:
    """Give the nodes of a styled graph their places, the edges their bends, and the graph its islands."""
    beside = attach(styled)
    for _, data in styled.nodes(data=True):
        if data["group"] in CITED:
            label = shorten(data["name"], TITLE)
            data.update(label=label, room=len(label) * LETTER)
    for node in chain(*beside.values()):
        data = styled.nodes[node]
        if data["group"] not in drawn.column:
            data["room"] = 0  # at the feet of a comment it stands too close for labels
    layout = lay_out(source, styled, beside, drawn.column, ranked)
    for node, (x, y) in layout.positions.items():
        styled.nodes[node].update(x=x, y=y)
    for start, end, data in styled.edges(data=True):
        across = styled.nodes[start]["group"] == "Comment" and styled.nodes[end]["group"] in drawn.column
        data["smooth"] = bend(data["type"], layout.positions[start], layout.positions[end], across=across)
    styled.graph["islands"] = tuple(layout.islands)


def lay_out(
    source: Lookup, styled: Graph, beside: Mapping[str, Sequence[str]], column: Sequence[str], ranked: Sequence[str]
) -> Layout:
    """Place the styled nodes.

    Args:
        source: Tells sections and parents of comments.
        styled: The nodes.
        beside: What stands beside each comment or at its feet.
        column: Labels of what stands beside.
        ranked: Authors in their order.
    """
    items = {node: Item(node, data["room"]) for node, data in styled.nodes(data=True)}
    comments = [node for node, data in styled.nodes(data=True) if data["group"] == "Comment"]
    people = [node for node, data in styled.nodes(data=True) if data["group"] == "User"]
    placed = {*comments, *people, *chain(*beside.values())}

    def row(comment: str, depth: int) -> Thread:
        mine = [node for node in beside[comment] if styled.nodes[node]["group"] in column]
        loose = [node for node in beside[comment] if styled.nodes[node]["group"] not in column]
        return Thread(items[comment], depth, tuple(items[node] for node in mine), tuple(items[node] for node in loose))

    members: dict[str, list[str]] = {}
    for comment in comments:
        members.setdefault(source.section.get(comment, ""), []).append(comment)
    parent = nearest_parents(comments, source.parent)
    rank = {user: number for number, user in enumerate(ranked)}
    return place(
        [(source.heading.get(section, ""), thread_rows(inside, parent, row)) for section, inside in members.items()],
        above=[items[user] for user in sorted(people, key=lambda user: rank.get(user, len(rank)))],
        below=[items[node] for node in styled if node not in placed],
    )


def attach(styled: Graph) -> dict[str, list[str]]:
    """Return, for each comment, the proposals and cited things that are to stand beside it, each once."""
    order = {node: rank for rank, node in enumerate(styled)}
    beside: dict[str, list[str]] = {node: [] for node, data in styled.nodes(data=True) if data["group"] == "Comment"}
    placed: set[str] = set()
    # Where the comment that proposes is left out, the first one with a stance takes its place.
    for kinds in (("PROPOSES",), (*STANCES, "DECIDES"), CITING):
        for start, end, _ in sorted(edges_of(styled, *kinds), key=lambda edge: (order[edge[0]], order[edge[1]])):
            if end not in placed:
                beside[start].append(end)
                placed.add(end)
    return beside


def nearest_parents(comments: Sequence[str], parent: Mapping[str, str]) -> dict[str, str]:
    """Return the nearest ancestor of each comment that is among the comments, where there is one."""
    kept = set(comments)
    nearest = {}
    for comment in comments:
        above = parent.get(comment)
        while above is not None and above not in kept:
            above = parent.get(above)
        if above is not None:
            nearest[comment] = above
    return nearest


def bend(kind: object, start: tuple[int, int], end: tuple[int, int], *, across: bool) -> Look | bool:
    """Return vis-network's curve of an edge, or False for a straight line.

    A reply leaves level and climbs to the comment above it, like the branch of a tree; what goes across to the column
    beside the comments leaves and arrives level; proposals that are not neighbours in their column are joined by arcs.
    """
    if kind == "REPLIES_TO":
        return {"enabled": True, "type": "horizontal", "roundness": 1}
    if across:
        # A decision swings otherwise than the stance that often goes with it, so that both are seen.
        swing = 0.5 if kind == "DECIDES" else 0.92
        return {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": swing}
    if kind == "AMENDS" and start[0] == end[0] and abs(start[1] - end[1]) > ROW:
        way = "curvedCW" if start[1] > end[1] else "curvedCCW"
        return {"enabled": True, "type": way, "roundness": round(ARC / abs(start[1] - end[1]), 3)}
    return False
