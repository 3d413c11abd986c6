"""A graph of talk pages read back as a `Discussion`."""

import re
from collections.abc import Mapping
from datetime import datetime

from graphtalk.model import PINGS
from graphtalk.views.discussion import (
    UNSIGNED,
    Adoption,
    Chain,
    Citation,
    Decision,
    Discussion,
    Interest,
    Opinion,
    Policy,
    Post,
    Request,
    TalkPage,
    Topic,
    Version,
    Work,
)
from graphtalk.views.network import Look, Lookup, edges_of, look_up, reading_order
from graphtalk.views.styles import Graph

__all__ = ["read_discussion"]

SIDES: Mapping[str, str] = {"ENDORSES": "support", "OPPOSES": "oppose", "NEUTRAL_ON": "neutral"}
# A question mark ends a word; one inside an address does not count (as in cypher/threads/unanswered-questions.cypher).
QUESTION = re.compile("""[?](?![^\\s?!.,;:)"”’»\\]])|[？؟]""")
READ = frozenset({"Comment", "Proposal", "Source", "Policy"})


def read_discussion(graph: Graph) -> Discussion:
    """Return what a graph tells of its pages.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        Equal for equal graphs, in whatever order they were built.
    """
    source = look_up(graph)
    order = reading_order(source, [node for node, data in graph.nodes(data=True) if data.get("label") in READ])
    posts = read_posts(source, [node for node in order if graph.nodes[node]["label"] == "Comment"])
    replies: dict[str, list[str]] = {}
    for post in posts.values():
        if post.parent in posts:
            replies.setdefault(str(post.parent), []).append(post.id)
    versions = read_versions(graph, posts, [node for node in order if graph.nodes[node]["label"] == "Proposal"])
    return Discussion(
        pages=read_pages(graph),
        posts=posts,
        chains=join_versions(versions),
        works=read_works(graph, posts, [node for node in order if graph.nodes[node]["label"] == "Source"]),
        policies=tuple(
            Policy(text(graph.nodes[node].get("title")) or node, citations(graph, posts, node, "INVOKES"))
            for node in order
            if graph.nodes[node]["label"] == "Policy"
        ),
        requests=read_requests(graph, posts),
        interests=read_interests(graph, posts),
        replies={parent: tuple(children) for parent, children in replies.items()},
    )


def text(value: object) -> str:
    """Return a property as text, empty for null."""
    return "" if value is None else str(value)


def web(value: object) -> str:
    """Return an address that leads to the web, else nothing."""
    address = text(value)
    return address if address.startswith(("https://", "http://")) else ""


def moment(value: object) -> datetime | None:
    """Return a property that is a time."""
    return value if isinstance(value, datetime) else None


def span(data: Look) -> tuple[int | None, int | None]:
    """Return the code points of a fact's words in its comment."""
    start, end = data.get("start"), data.get("end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) else (None, None)


def read_pages(graph: Graph) -> tuple[TalkPage, ...]:
    """Return the pages by title."""
    pages = [data for _, data in graph.nodes(data=True) if data.get("label") == "Page"]
    return tuple(
        TalkPage(text(data.get("title")), web(data.get("url")), data.get("revision"))
        for data in sorted(pages, key=lambda data: text(data.get("title")))
    )


def read_posts(source: Lookup, ids: list[str]) -> dict[str, Post]:
    """Return comments in their order."""
    graph = source.graph
    people: dict[str, list[str]] = {}
    signed = sorted(edges_of(graph, "WROTE"), key=lambda edge: (edge[2].get("role") == "cosigner", edge[0]))
    for start, end, _ in signed:
        people.setdefault(end, []).append(text(graph.nodes[start].get("name")) or start)
    pinged: dict[str, list[str]] = {}
    for start, end, data in edges_of(graph, "MENTIONS"):
        if data.get("kind") in PINGS:
            pinged.setdefault(start, []).append(text(graph.nodes[end].get("name")) or end)
    topics = {
        node: Topic(
            node,
            source.heading[node],
            text(data.get("closed_by")),
            moment(data.get("closed_at")),
            text(data.get("result")),
        )
        for node, data in graph.nodes(data=True)
        if data.get("label") == "Section"
    }
    posts = {}
    for number, node in enumerate(ids, start=1):
        data = graph.nodes[node]
        names = tuple(people.get(node, ()))
        section = source.section.get(node, "")
        posts[node] = Post(
            id=node,
            anchor=f"c{number}",
            author=names[0] if names else UNSIGNED,
            people=names,
            topic=topics.get(section) or Topic(section, ""),
            parent=source.parent.get(node),
            time=moment(data.get("timestamp")),
            text=text(data.get("text")),
            url=web(data.get("url")),
            asks=bool(QUESTION.search(text(data.get("text")))),
            pinged=tuple(pinged.get(node, ())),
        )
    return posts


def read_versions(graph: Graph, posts: Mapping[str, Post], ids: list[str]) -> list[Version]:
    """Return proposals in their order."""
    made = {end: (posts[start], data) for start, end, data in edges_of(graph, "PROPOSES") if start in posts}
    amends: dict[str, list[tuple[str, float | None]]] = {}
    for start, end, data in edges_of(graph, "AMENDS"):
        if start in made and end in made:
            similarity = data.get("similarity")
            amends.setdefault(start, []).append((end, similarity if isinstance(similarity, float) else None))
    opinions, decisions = read_opinions(graph, posts), read_decisions(graph, posts)
    return [
        Version(
            id=node,
            number=number,
            name=text(graph.nodes[node].get("name")),
            kind=text(graph.nodes[node].get("kind")) or "proposal",
            text=text(graph.nodes[node].get("text")),
            replaces=text(graph.nodes[node].get("replaces_text")),
            status=text(graph.nodes[node].get("status")) or "open",
            post=made[node][0],
            amends=tuple(sorted(amends.get(node, ()), key=lambda pair: (-(pair[1] or 0), pair[0]))),
            opinions=tuple(opinions.get(node, ())),
            decisions=tuple(decisions.get(node, ())),
            adoptions=read_adoptions(graph, node),
            checked=graph.nodes[node].get("adopted") is not None,
            start=span(made[node][1])[0],
            end=span(made[node][1])[1],
        )
        for number, node in enumerate((node for node in ids if node in made), start=1)
    ]


def read_decisions(graph: Graph, posts: Mapping[str, Post]) -> dict[str, list[Decision]]:
    """Return what comments decide of each proposal, in the order of the page."""
    rank = {post: place for place, post in enumerate(posts)}
    found: dict[str, list[Decision]] = {}
    for start, end, data in edges_of(graph, "DECIDES"):
        if start in posts:
            decision = Decision(posts[start], text(data.get("status")), text(data.get("quote")), *span(data))
            found.setdefault(end, []).append(decision)
    for decisions in found.values():
        decisions.sort(key=lambda decision: rank[decision.post.id])
    return found


def read_opinions(graph: Graph, posts: Mapping[str, Post]) -> dict[str, list[Opinion]]:
    """Return the stances on each proposal, by time and then by place; those without a time come first."""
    found: dict[str, list[Opinion]] = {}
    rank = {post: place for place, post in enumerate(posts)}
    for start, end, data in edges_of(graph, *SIDES):
        if start not in posts:
            continue
        side = SIDES[text(data["type"])]
        if side == "support" and data.get("with_changes"):
            side = "support with changes"
        for person in posts[start].people or (UNSIGNED,):
            opinion = Opinion(
                person,
                posts[start],
                side,
                text(data.get("strength")) or "plain",
                bool(data.get("struck")),
                text(data.get("quote")),
                *span(data),
            )
            found.setdefault(end, []).append(opinion)
    for opinions in found.values():
        opinions.sort(key=lambda o: (*when(o.post), rank[o.post.id], o.start or 0, o.person))
    return found


def when(post: Post) -> tuple[bool, float]:
    """Return what sorts comments by time, those without one first."""
    return post.time is not None, post.time.timestamp() if post.time else 0.0


def read_adoptions(graph: Graph, node: str) -> tuple[Adoption, ...]:
    """Return the revisions that brought a proposal's words into the article, the earliest first."""
    found = []
    for _, end, data in graph.out_edges(node, data=True):
        if data.get("type") == "ADOPTED_IN":
            revision = graph.nodes[end]
            found.append(
                Adoption(
                    text(data.get("how")),
                    text(data.get("text")),
                    moment(revision.get("timestamp")),
                    text(revision.get("editor")),
                    web(revision.get("url")),
                    data.get("days"),
                )
            )
    return tuple(sorted(found, key=lambda adoption: (text(adoption.time), adoption.url, adoption.text)))


def join_versions(versions: list[Version]) -> tuple[Chain, ...]:
    """Return the proposals by chains, in the order of the first version of each."""
    chain = {version.id: [version] for version in versions}
    for version in versions:
        for earlier, _ in version.amends:
            mine, other = chain[version.id], chain[earlier]
            if mine is not other:
                other.extend(mine)
                chain.update({member.id: other for member in mine})
    apart = {id(members): members for members in chain.values()}
    joined = [Chain(tuple(sorted(members, key=lambda version: version.number))) for members in apart.values()]
    return tuple(sorted(joined, key=lambda found: found.versions[0].number))


def citations(graph: Graph, posts: Mapping[str, Post], node: str, edge_type: str) -> tuple[Citation, ...]:
    """Return where comments point to a work or policy, in the order of the page."""
    rank = {post: place for place, post in enumerate(posts)}
    found = [
        Citation(posts[start], text(data.get("shortcut") or data.get("quote")), *span(data))
        for start, _, data in graph.in_edges(node, data=True)
        if data.get("type") == edge_type and start in posts
    ]
    return tuple(sorted(found, key=lambda citation: (rank[citation.post.id], citation.start or 0, citation.quote)))


def read_works(graph: Graph, posts: Mapping[str, Post], ids: list[str]) -> tuple[Work, ...]:
    """Return cited works in the order in which they come up."""
    works = []
    for node in ids:
        data = graph.nodes[node]
        about = ["; ".join(data.get("authors") or ()), text(data.get("work")), text(data.get("date"))]
        works.append(
            Work(
                node,
                text(data.get("title")) or node,
                " · ".join(filter(None, about)),
                web(data.get("url")),
                citations(graph, posts, node, "CITES"),
            )
        )
    return tuple(works)


def read_requests(graph: Graph, posts: Mapping[str, Post]) -> tuple[Request, ...]:
    """Return the formal requests, in the order in which they were opened on the page."""
    found = []
    rank = {post: place for place, post in enumerate(posts)}
    for node, data in graph.nodes(data=True):
        if data.get("label") != "Request":
            continue
        edges = list(graph.in_edges(node, data=True))
        opened = [posts[start] for start, _, edge in edges if edge.get("type") == "OPENS" and start in posts]
        answers = [
            Decision(posts[start], text(edge.get("outcome")), text(edge.get("quote")), *span(edge))
            for start, _, edge in edges
            if edge.get("type") == "ANSWERS" and start in posts
        ]
        asked = [end for _, end, edge in graph.out_edges(node, data=True) if edge.get("type") == "ASKS_FOR"]
        opened.sort(key=lambda post: rank[post.id])
        answers.sort(key=lambda answer: rank[answer.post.id])
        first = rank[opened[0].id] if opened else len(rank)
        request = Request(
            text(data.get("kind")), text(data.get("outcome")) or "open", tuple(opened), tuple(answers), tuple(asked)
        )
        found.append((first, node, request))
    return tuple(request for _, _, request in sorted(found, key=lambda entry: entry[:2]))


def read_interests(graph: Graph, posts: Mapping[str, Post]) -> tuple[Interest, ...]:
    """Return declared interests by time, then by who declares them."""
    found = [
        Interest(
            text(graph.nodes[start].get("name")) or start,
            text(data.get("party")),
            text(data.get("quote")),
            posts.get(text(data.get("comment"))),
            *span(data),
        )
        for start, _, data in edges_of(graph, "DECLARES_INTEREST_IN")
    ]
    return tuple(sorted(found, key=lambda i: (when(i.post) if i.post else (False, 0.0), i.person, i.quote)))
