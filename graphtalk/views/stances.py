"""The view `stances`: people by versions, and how many stood where over time."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphtalk.views.charts import Timeline, timeline
from graphtalk.views.discussion import Chain, Discussion, Version
from graphtalk.views.network import shorten
from graphtalk.views.pages import document
from graphtalk.views.reading import read_discussion
from graphtalk.views.standing import STATES, Standing, days, standings, tally
from graphtalk.views.styles import Graph

__all__ = ["stances"]

LEAST_DAYS = 3  # with words on a passage, for a course of time to be worth drawing
TITLE = 120  # characters of a passage that stand for it in a heading


@dataclass(frozen=True, slots=True)
class Matrix:
    """A passage: its people with their standings by the version's id, the counts, and the course of time."""

    title: str
    versions: tuple[Version, ...]
    people: Mapping[str, Mapping[str, Standing]]
    makers: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    chart: Timeline | None


def stances(graph: Graph, heading: str) -> str:
    """Return who stands where to each version, as of that version and over time, an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
    """
    discussion = read_discussion(graph)
    return document(
        "stances.html",
        heading=heading,
        linked=discussion.linked,
        matrices=[matrix(chain, discussion) for chain in discussion.chains if any(v.opinions for v in chain.versions)],
        silent=[chain for chain in discussion.chains if not any(version.opinions for version in chain.versions)],
        states=STATES,
    )


def matrix(chain: Chain, discussion: Discussion) -> Matrix:
    """Return the matrix of a passage; people stand in the order in which they first make a version or take a side."""
    found = standings(chain)
    order: dict[str, None] = {}
    for version in chain.versions:
        order |= dict.fromkeys(version.post.people)
        order |= dict.fromkeys(opinion.person for opinion in version.opinions if not opinion.struck)
    return Matrix(
        shorten(chain.topic.heading or chain.versions[0].text, TITLE),
        chain.versions,
        {
            person: {version: row for version, rows in found.items() for row in rows if row.person == person}
            for person in order
        },
        {version.id: version.post.people for version in chain.versions},
        {version: {state: tally(rows, state) for state in STATES} for version, rows in found.items()},
        timeline(course) if len(course := days(chain, discussion)) >= LEAST_DAYS else None,
    )
