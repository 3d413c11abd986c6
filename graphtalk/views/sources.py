"""The view `sources`: works and policies, who brings them up, and for or against which version."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graphtalk.views.discussion import Chain, Citation, Discussion, Policy, Post, Version, Work
from graphtalk.views.pages import document
from graphtalk.views.reading import read_discussion
from graphtalk.views.styles import Graph

__all__ = ["Uptake", "Use", "Uses", "read_uses", "sources", "tabulate"]


@dataclass(frozen=True, slots=True)
class Use:
    """A place that brings a work or policy up.

    Attributes:
        citation: The place.
        sides: Pairs of `proposes`, `support`, `oppose`, … and the version that its comment says it of.
        raised: Policies that the comment, or a direct reply to it, points to.
    """

    citation: Citation
    sides: tuple[tuple[str, Version], ...]
    raised: tuple[tuple[Policy, Post], ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """A work or policy with the places that bring it up, and the sides on each version by the version's id."""

    title: str
    about: str
    url: str
    uses: tuple[Use, ...]
    cells: Mapping[str, tuple[tuple[str, Post], ...]]


@dataclass(frozen=True, slots=True)
class Uptake:
    """Works or policies with the versions that their comments speak of; `loose` where some speak of none."""

    things: tuple[Uses, ...]
    versions: tuple[Version, ...]
    loose: bool


def sources(graph: Graph, heading: str) -> str:
    """Return the works and policies of a page with who brings them up, an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
    """
    discussion = read_discussion(graph)
    works, policies = read_uses(discussion)
    return document(
        "sources.html",
        heading=heading,
        linked=discussion.linked,
        works=tabulate(works, discussion),
        policies=tabulate(policies, discussion),
    )


def tabulate(things: Sequence[Uses], discussion: Discussion) -> Uptake:
    """Return works or policies as rows, with the versions that are to be columns in the order of the page."""
    touched = {version for uses in things for version in uses.cells}
    versions = tuple(version for version in discussion.versions.values() if version.id in touched)
    return Uptake(tuple(things), versions, any(not use.sides for uses in things for use in uses.uses))


def read_uses(discussion: Discussion) -> tuple[list[Uses], list[Uses]]:
    """Return works and policies with their places; a place is on the side that its comment takes.

    A comment that makes a version while it opposes an older one is on both sides: on one of each version.
    """
    sides = sides_by_post(discussion.chains)
    invoked: dict[str, list[tuple[Policy, Post]]] = {}
    for policy in discussion.policies:
        for citation in policy.citations:
            invoked.setdefault(citation.post.id, []).append((policy, citation.post))

    def raised(post: Post) -> tuple[tuple[Policy, Post], ...]:
        return tuple(
            entry for near in (post.id, *discussion.replies.get(post.id, ())) for entry in invoked.get(near, ())
        )

    works = [gather(work, work.about, work.url, sides, raised) for work in discussion.works if work.citations]
    return works, [gather(policy, "", "", sides, lambda _: ()) for policy in discussion.policies if policy.citations]


def gather(
    thing: Work | Policy,
    about: str,
    url: str,
    sides: Mapping[str, Sequence[tuple[str, Version]]],
    raised: Callable[[Post], tuple[tuple[Policy, Post], ...]],
) -> Uses:
    """Return a work or policy with its places."""
    uses = tuple(
        Use(citation, tuple(sides.get(citation.post.id, ())), raised(citation.post)) for citation in thing.citations
    )
    cells: dict[str, dict[tuple[str, str], tuple[str, Post]]] = {}
    for use in uses:
        for side, version in use.sides:
            cells.setdefault(version.id, {})[side, use.citation.post.id] = (side, use.citation.post)
    return Uses(thing.title, about, url, uses, {version: tuple(found.values()) for version, found in cells.items()})


def sides_by_post(chains: Sequence[Chain]) -> dict[str, list[tuple[str, Version]]]:
    """Return which side each comment takes on which version, struck stances aside."""
    found: dict[str, dict[tuple[str, str], tuple[str, Version]]] = {}
    for chain in chains:
        for version in chain.versions:
            found.setdefault(version.post.id, {})["proposes", version.id] = ("proposes", version)
            for opinion in version.opinions:
                if not opinion.struck:
                    found.setdefault(opinion.post.id, {})[opinion.side, version.id] = (opinion.side, version)
    return {post: list(sides.values()) for post, sides in found.items()}
