"""The view `people`: who answered, backed and opposed whom how often, a line for each pair and way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log2

import networkx as nx

from graphtalk.views.html import render
from graphtalk.views.network import author_looks, edges_of, look_up, style_edge, style_node
from graphtalk.views.relations import places
from graphtalk.views.styles import WITH_CHANGES, Graph, drawn_type

__all__ = ["people", "people_page"]

# How much the line of each way is bent, so that those between the same two people lie side by side.
WAYS = {
    "REPLIES_TO": 0.1,
    "ENDORSES": 0.18,
    WITH_CHANGES: 0.25,
    "OPPOSES": 0.32,
    "NEUTRAL_ON": 0.39,
    "MENTIONS": 0.02,
}
INTRO = (
    "A line tells how often one person answered, mentioned, backed or opposed the other; the thicker, the more often. "
    "Stances count for the person who made the proposal, without those that were struck out. "
    "Those who have most to do with each other stand side by side."
)

Tie = tuple[str, str, str]  # who, whom, in which way


def people_page(graph: Graph, heading: str, *, max_nodes: int = 100) -> str:
    """Return people and what they have to do with each other as a network, an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
        max_nodes: Most people to draw, ≥ 1.
    """
    return render(people(graph, max_nodes=max_nodes), heading)


def people(graph: Graph, *, max_nodes: int = 100) -> Graph:
    """Choose, place and style people, with one edge for all that happened in one way between two of them.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        max_nodes: Most people to draw, ≥ 1: those who wrote most.

    Returns:
        A new graph with what `graphtalk.views.html.render` needs; edges have `count`, how often it happened. What
        people do to themselves is left out.
    """
    source = look_up(graph)
    wrote = Counter(source.author.values())
    everyone = sorted(
        (node for node, data in graph.nodes(data=True) if data.get("label") == "User"),
        key=lambda user: (-wrote[user], user),
    )
    chosen = set(everyone[:max_nodes])
    ties = {tie: count for tie, count in count_ties(graph, source.author).items() if {*tie[:2]} <= chosen}
    looks = author_looks(user for user in source.author.values() if user in chosen)
    styled: Graph = nx.MultiDiGraph()
    for user in neighbours([user for user in everyone if user in chosen], ties):
        styled.add_node(user, **style_node(source, user) | looks.get(user, {}))
        facts = styled.nodes[user]["facts"]
        styled.nodes[user]["facts"] = [*facts, ["Comments", str(wrote[user])]]
    for (start, end, way), count in sorted(ties.items(), key=lambda item: (list(WAYS).index(item[0][2]), item[0])):
        times = "once" if count == 1 else f"{count:,} times"
        look = style_edge({"type": way}) | {
            "smooth": {"enabled": True, "type": "curvedCW", "roundness": WAYS[way]},
        }
        styled.add_edge(start, end, way, **look | {"count": count, "notes": [times], "width": 1.5 + log2(count)})
    for node, (x, y) in places([(node, "User") for node in styled]).items():
        styled.nodes[node].update(x=x, y=y)
    cut = len(chosen) < len(everyone)
    caption = f"{len(chosen):,} of {len(everyone):,} people, those who wrote most" if cut else ""
    shown = tuple(way for way in WAYS if way != "MENTIONS")
    styled.graph.update(caption=caption, islands=(), about="Who had to do with whom", intro=INTRO, shown=shown)
    return styled


def count_ties(graph: Graph, author: Mapping[str, str]) -> Counter[Tie]:
    """Return how often who did what to whom."""
    maker = {end: author[start] for start, end, _ in edges_of(graph, "PROPOSES") if start in author}
    found: Counter[Tie] = Counter()
    for start, end, data in edges_of(graph, *WAYS):
        way = drawn_type(data)
        who = author.get(start)
        whom = end if way == "MENTIONS" else (author if way == "REPLIES_TO" else maker).get(end)
        if who and whom and who != whom and not data.get("struck"):
            found[who, whom, way] += 1
    return found


def neighbours(users: Sequence[str], ties: Mapping[Tie, int]) -> list[str]:
    """Return people in an order in which those with most ties follow each other, the first one first.

    >>> neighbours(["a", "b", "c"], {("a", "c", "REPLIES_TO"): 2, ("b", "c", "REPLIES_TO"): 1})
    ['a', 'c', 'b']
    """
    strength: Counter[tuple[str, str]] = Counter()
    for (who, whom, _), count in ties.items():
        strength[who, whom] += count
        strength[whom, who] += count
    rank = {user: place for place, user in enumerate(users)}
    left, found = set(users), list[str]()
    while left:
        last = found[-1] if found else ""
        following = max(left, key=lambda user: (strength[last, user], -rank[user]))
        left.remove(following)
        found.append(following)
    return found
