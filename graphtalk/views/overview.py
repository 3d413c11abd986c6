"""What is drawn first of a page that has more than can be seen at once: its sections, and the people who wrote most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

from graphtalk.views.layout import GAP, LEAST_WIDTH, LETTER, ROW, SCREEN, Item, strip
from graphtalk.views.styles import EDGE_STYLES, GREY, NODE_STYLES, WITH_CHANGES, Graph

__all__ = ["add_overview"]

SECTIONS, PEOPLE = 120, 40  # drawn at most: with more, names could not be read
LINE = 30  # height of a row, in pixels
LABEL = 30  # characters of a heading in the picture
SIZES = (4, 13)  # least and largest half of a square, in pixels: two of them fit into a row
SIDES = {"ENDORSES": "for", WITH_CHANGES: "with changes", "OPPOSES": "against", "NEUTRAL_ON": "neutral"}


@dataclass(slots=True)
class Topic:
    """What is told of a section, or of all that have the same heading."""

    heading: str
    comments: list[Mapping[str, object]] = field(default_factory=list)
    wrote: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    sides: Counter[str] = field(default_factory=Counter)


def add_overview(styled: Graph, total: int, max_nodes: int) -> None:
    """Add a node for each section to a styled graph, and mark with `first` what is drawn before one is opened.

    Args:
        styled: Nodes as `network` makes them; people get other places.
        total: Nodes that there are, in the graph or left out.
        max_nodes: Most sections and people together, ≥ 1; those with the most comments are taken.
    """
    topics = read_topics(styled)
    largest = {
        topic.heading for topic in sorted(topics, key=lambda topic: -len(topic.comments))[: min(max_nodes, SECTIONS)]
    }
    sections = [topic for topic in topics if topic.heading in largest]
    wrote: Counter[str] = sum((topic.wrote for topic in topics), Counter())
    people = sorted(wrote, key=lambda user: (-wrote[user], user))[: min(max_nodes - len(sections), PEOPLE)]
    most = max((len(topic.comments) for topic in sections), default=1)
    for topic in sections:
        styled.add_node(name(topic), **look(topic, most))
        for user in sorted(topic.wrote.keys() & set(people)):
            styled.add_edge(user, name(topic), **tie(topic.wrote[user]))
    for user in people:
        styled.nodes[user]["first"] = True
    for node, (x, y) in places(styled, sections, people).items():
        styled.nodes[node].update(x=x, y=y)
    shown, held = len(sections) + len(people), len(styled) - len(sections)
    left_out = f", {held:,} of them in this file, those with the most links" if held < total else ""
    kinds = f"{len(sections):,} of {len(topics):,} sections, {len(people):,} of {len(wrote):,} people"
    styled.graph.update(total=total, caption=f"{shown:,} of {total:,}{left_out}: {kinds}")


def name(topic: Topic) -> str:
    """Return the id of the node of a section, which no id of a store is like."""
    return f"section {topic.heading}"


def read_topics(styled: Graph) -> list[Topic]:
    """Return the sections in the order of the page."""
    found: dict[str, Topic] = {}
    for _, data in styled.nodes(data=True):
        if data["group"] == "Comment":
            topic = found.setdefault(data["section"], Topic(data["section"]))
            topic.comments.append(data)
            topic.wrote.update([data["author"]] if data["author"] in styled else [])
        elif data["group"] == "Proposal" and data["section"] in found:
            found[data["section"]].statuses[dict(data["facts"]).get("Status", "open")] += 1
    for start, _, data in styled.edges(data=True):
        if data["type"] in SIDES and styled.nodes[start]["section"] in found:
            found[styled.nodes[start]["section"]].sides[SIDES[data["type"]]] += 1
    return list(found.values())


def look(topic: Topic, most: int) -> dict[str, object]:
    """Return what is drawn and told of a section; `most` is the number of comments of the largest one."""
    style = NODE_STYLES["Section"]
    heading = topic.heading or "(without a heading)"
    count = len(topic.comments)
    times = sorted(str(comment["time"]) for comment in topic.comments if comment["time"])
    label = heading if len(heading) <= LABEL else heading[: LABEL - 1] + "…"
    proposals = ", ".join(f"{number:,} {status}" for status, number in topic.statuses.most_common())
    sides = ", ".join(f"{topic.sides[side]:,} {side}" for side in SIDES.values() if topic.sides[side])
    facts = {
        "Comments": f"{count:,}",
        "People": f"{len(topic.wrote):,}",
        "Proposals": proposals,
        "Stances": sides,
        "Last comment": times[-1] if times else "",
    }
    return {
        "label": f"{label} · {count:,}",
        "name": heading,
        "title": f"{heading}: {count:,} comment{'' if count == 1 else 's'}",
        "group": "Section",
        "shape": style.shape,
        "size": round(SIZES[0] + (SIZES[1] - SIZES[0]) * sqrt(count / most), 1),
        "color": style.color if topic.statuses else GREY,
        "ring": False,
        "room": (len(label) + len(f" · {count:,}")) * LETTER,
        "text": "",
        "author": None,
        "time": times[0] if times else "",
        "section": topic.heading,
        "url": str(topic.comments[0]["url"]),
        "facts": [[name, text] for name, text in facts.items() if text],
        "first": True,
    }


def tie(count: int) -> dict[str, object]:
    """Return the edge of somebody who wrote so many comments in a section."""
    style = EDGE_STYLES["WROTE"]
    return {
        "type": "WROTE",
        "title": "",
        "color": style.color,
        "dashes": list(style.dashes),
        "width": round(style.width + 0.5 * sqrt(count - 1), 1),
        "arrow": style.arrow,
        "notes": [f"{count:,} comment{'' if count == 1 else 's'}"],
        "facts": [],
        "count": count,
        "smooth": False,
    }


def places(styled: Graph, sections: Sequence[Topic], people: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return where sections stand, in columns in the order of the page, and people in a row above."""
    wide = 4 * GAP + max((styled.nodes[name(topic)]["room"] for topic in sections), default=0)
    columns = max(1, round(sqrt(SCREEN * LINE * len(sections) / wide)))
    rows = ceil(len(sections) / columns)
    found = {
        name(topic): (wide * (number // rows) + GAP, LINE * (number % rows)) for number, topic in enumerate(sections)
    }
    items = [Item(user, styled.nodes[user]["room"]) for user in people]
    lines = list(strip(items, max(columns * wide, LEAST_WIDTH)))
    height = max((y for _, _, y in lines), default=0) + 2 * ROW
    return found | {item.id: (x, y - height) for item, x, y in lines}
