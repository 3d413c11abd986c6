"""Small graphs made by hand, in the form in which a store exports a page; shared by the tests of analytics and views."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import networkx as nx

Graph: TypeAlias = "nx.MultiDiGraph[str]"

PAGE = "local:Talk:Mill"
START = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)


def new_graph(*headings: str) -> Graph:
    """Return a page with sections `s0`, `s1`, …"""
    graph: Graph = nx.MultiDiGraph()
    graph.add_node(PAGE, label="Page", title="Talk:Mill", page=PAGE)
    for position, heading in enumerate(headings):
        graph.add_node(f"s{position}", label="Section", heading=heading, level=2, position=position, page=PAGE)
        add_edge(graph, f"s{position}", "ON_PAGE", PAGE)
    return graph


def add_edge(graph: Graph, start: str, edge_type: str, end: str, **properties: object) -> None:
    graph.add_edge(start, end, key=edge_type, type=edge_type, **properties)


def add_comment(  # noqa: PLR0913  # a comment has that many sides
    graph: Graph,
    comment: str,
    section: str,
    *,
    author: str | None,
    parent: str | None = None,
    hours: int = 0,
    text: str = "",
) -> None:
    """Add a comment, its author and its reply edge; ids are as given, those of users start with `u:`."""
    count = sum(data.get("label") == "Comment" for _, data in graph.nodes(data=True))
    graph.add_node(
        comment,
        label="Comment",
        name=f"c-{comment}",
        text=text or f"Text of {comment}.",
        timestamp=START + timedelta(hours=hours),
        position=count,
        signature="signed" if author else "none",
        url=f"https://wiki.example/wiki/Talk:Mill#{comment}",
        page=PAGE,
    )
    add_edge(graph, comment, "IN_SECTION", section)
    if author:
        graph.add_node(f"u:{author}", label="User", name=author, kind="registered")
        add_edge(graph, f"u:{author}", "WROTE", comment, role="author")
    if parent:
        add_edge(graph, comment, "REPLIES_TO", parent, rule="indentation", confidence=1.0)


def add_proposal(graph: Graph, proposal: str, comment: str, *, name: str | None = None, status: str = "open") -> None:
    """Add a proposal of a comment."""
    graph.add_node(
        proposal, label="Proposal", name=name, text=f"Wording of {proposal}.", kind="wording", status=status, page=PAGE
    )
    add_edge(graph, comment, "PROPOSES", proposal, rule="test.rule", quote=f"Wording of {proposal}.", confidence=0.9)


def add_stance(graph: Graph, comment: str, kind: str, proposal: str, quote: str, **properties: object) -> None:
    add_edge(
        graph, comment, kind, proposal, quote=quote, rule="test.stance", confidence=0.8, strength="plain", **properties
    )


def page_graph() -> Graph:
    """Return a page of three sections, eight comments, three users, three proposals, sources, a policy, an article."""
    graph = new_graph("Lead", "Date of the mill", "Thanks")
    add_comment(graph, "a", "s0", author="Ana", hours=0, text="I suggest: The mill was built in 1750.")
    add_comment(
        graph, "b", "s0", author="Bo", parent="a", hours=2, text="Not with that date. Better: built about 1750."
    )
    add_comment(graph, "c", "s0", author="Ana", parent="b", hours=5, text="Fine, I agree with about 1750.")
    add_comment(graph, "d", "s0", author="Cy", parent="b", hours=30, text="I would say: about 1750 by J. Smith.")
    add_comment(graph, "e", "s0", author="Bo", parent="a", hours=31, text="See the register.")
    add_comment(graph, "f", "s1", author="Cy", hours=40, text="The plaque says 1749.")
    add_comment(graph, "g", "s1", author=None, parent="f", hours=41, text="It does not.")
    add_comment(graph, "h", "s2", author="Ana", hours=60, text="Thanks, all.")
    add_proposal(graph, "a/p1", "a", status="superseded")
    add_proposal(graph, "b/p1", "b", status="implemented")
    add_proposal(graph, "d/p1", "d")
    add_edge(graph, "b/p1", "AMENDS", "a/p1", similarity=0.8, rule="test.version", confidence=0.7)
    add_edge(graph, "d/p1", "AMENDS", "b/p1", similarity=0.7, rule="test.version", confidence=0.7)
    add_stance(graph, "b", "OPPOSES", "a/p1", "Not with that date", struck=False, with_changes=False)
    add_stance(graph, "c", "ENDORSES", "b/p1", "I agree with about 1750", struck=False, with_changes=True)
    add_stance(graph, "e", "NEUTRAL_ON", "d/p1", "See the register", struck=False, with_changes=False)
    graph.add_node(
        "doi:10.1/mill", label="Source", title="Mills of the valley", authors=["Smith, J.", "Roe, R."], date="1999"
    )
    graph.add_node("url:register", label="Source", title="Register", url="https://register.example/1750")
    graph.add_node("policy:LEAD", label="Policy", title="WP:LEAD")
    graph.add_node("article:Mill", label="Article", title="Mill")
    add_edge(graph, "a", "CITES", "doi:10.1/mill", quote="Smith 1999", text="Smith 1999", confidence=1.0)
    add_edge(graph, "e", "CITES", "url:register", quote="the register", text="the register", confidence=1.0)
    add_edge(graph, "d", "CITES", "doi:10.1/mill", quote="Smith", text="Smith", confidence=1.0)
    add_edge(graph, "b", "INVOKES", "policy:LEAD", shortcut="WP:LEAD", quote="WP:LEAD", confidence=1.0)
    add_edge(graph, "a", "LINKS_TO", "article:Mill", kind="link", count=1, confidence=1.0)
    add_edge(graph, "b", "MENTIONS", "u:Ana", kind="ping", count=1, confidence=1.0)
    return graph


def full_graph() -> Graph:
    """Return `page_graph` with what only some pages have: requests, decisions, an interest, people on two sides."""
    graph = page_graph()
    for number, author in enumerate(("Di", "Ed", "Flo")):
        add_comment(graph, f"k{number}", "s0", author=author, parent="d", hours=70 + 30 * number, text="Is it so?")
        add_stance(graph, f"k{number}", "OPPOSES" if number else "ENDORSES", "d/p1", "words", with_changes=False)
        add_stance(graph, f"k{number}", "ENDORSES" if number else "OPPOSES", "b/p1", "words", with_changes=False)
        add_edge(graph, f"k{number}", "CITES", "doi:10.1/mill", quote="Smith", confidence=1.0)
    add_edge(graph, "k0", "CITES", "url:register", quote="the register", confidence=1.0)
    add_edge(graph, "k1", "INVOKES", "policy:LEAD", shortcut="WP:LEAD", quote="WP:LEAD", confidence=1.0)
    add_edge(graph, "u:Ana", "DECLARES_INTEREST_IN", "article:Mill", comment="a", quote="my mill")
    graph.add_node("s0/r1", label="Request", kind="edit request", outcome="implemented", page=PAGE)
    add_edge(graph, "a", "OPENS", "s0/r1")
    add_edge(graph, "s0/r1", "ASKS_FOR", "a/p1")
    add_edge(graph, "k2", "ANSWERS", "s0/r1", outcome="implemented")
    add_edge(graph, "k2", "DECIDES", "b/p1", status="implemented")
    return graph


def large_graph(comments: int, *, sections: int = 20, users: int = 60) -> Graph:
    """Return a page of many comments; the numbers are arithmetic, so that it is the same everywhere."""
    graph = new_graph(*(f"Topic {number}" for number in range(sections)))
    last: dict[int, list[str]] = {}
    for number in range(comments):
        section = number * number % sections
        known = last.setdefault(section, [])
        parent = known[-1 - number % min(4, len(known))] if known and number % 7 else None
        add_comment(
            graph, f"c{number:05}", f"s{section}", author=f"User {number * 7 % users}", parent=parent, hours=number
        )
        known.append(f"c{number:05}")
        if number % 11 == 5:
            add_proposal(graph, f"c{number:05}/p1", f"c{number:05}")
        elif number % 3 == 0 and (proposals := [node for node in known if f"{node}/p1" in graph]):
            kind = "OPPOSES" if number % 2 else "ENDORSES"
            add_stance(graph, f"c{number:05}", kind, f"{proposals[-1]}/p1", "words")
    return graph


def turned(graph: Graph) -> Graph:
    """Return the same graph, built in the opposite order."""
    other: Graph = nx.MultiDiGraph()
    for node in reversed(list(graph)):
        other.add_node(node, **graph.nodes[node])
    for start, end, key, data in reversed(list(graph.edges(keys=True, data=True))):
        other.add_edge(start, end, key=key, **data)
    return other
