"""The view `lineage`: versions of each passage from left to right, what each does to the words of the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graphtalk.annotate.difference import difference
from graphtalk.annotate.lineage import compare
from graphtalk.model import Stretch
from graphtalk.views.discussion import Adoption, Chain, Version
from graphtalk.views.network import shorten
from graphtalk.views.pages import document
from graphtalk.views.reading import read_discussion
from graphtalk.views.standing import Standing, standings
from graphtalk.views.styles import Graph

__all__ = ["lineage"]

TITLE = 120  # characters of a passage that stand for it in a heading


@dataclass(frozen=True, slots=True)
class Step:
    """A version with what it does to an earlier text.

    Attributes:
        version: The version.
        standing: Whether it is the one that was taken up, or is left.
        earlier: The version that it varies most closely.
        likeness: Share of words that both have, 0 to 1.
        also: Further versions that it varies.
        against: What the words are compared with where that is no version.
        stretches: The words, where there is something to compare them with.
        earlier_words: People by state whose stance is on an earlier version.
        reached: Revisions of the article that have its words, with the difference to them.
    """

    version: Version
    standing: bool
    earlier: Version | None
    likeness: float | None
    also: tuple[Version, ...]
    against: str
    stretches: tuple[Stretch, ...]
    earlier_words: Mapping[str, tuple[Standing, ...]]
    reached: tuple[tuple[Adoption, tuple[Stretch, ...]], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A row of the view: a passage with its versions, and when the first and the last one were made."""

    title: str
    steps: tuple[Step, ...]
    first: datetime | None
    last: datetime | None


def lineage(graph: Graph, heading: str) -> str:
    """Return the versions of each passage as an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
    """
    discussion = read_discussion(graph)
    passages = [passage(chain) for chain in discussion.chains]
    return document(
        "lineage.html",
        heading=heading,
        linked=discussion.linked,
        rows=passages,
        checked=any(version.checked for version in discussion.versions.values()),
    )


def passage(chain: Chain) -> Passage:
    """Return the row of a chain."""
    by_id = {version.id: version for version in chain.versions}
    states = standings(chain)
    steps = tuple(
        step(version, by_id, states[version.id], standing=version is chain.standing) for version in by_id.values()
    )
    times = [version.post.time for version in chain.versions if version.post.time]
    title = shorten(chain.topic.heading or chain.versions[0].text, TITLE)
    return Passage(title, steps, min(times, default=None), max(times, default=None))


def step(version: Version, by_id: Mapping[str, Version], rows: tuple[Standing, ...], *, standing: bool) -> Step:
    """Return a version with what it does to the one that it varies most closely, or to the article's words."""
    varied = [(by_id[earlier], likeness) for earlier, likeness in version.amends if earlier in by_id]
    earlier, likeness = varied[0] if varied else (None, None)
    older = wording_before(version, by_id)
    against, stretches = "", tuple[Stretch, ...]()
    if version.full and older is not None:
        stretches = compare(older.text, version.text, version.replaces)
        against = f"version {older.label}" if older is not earlier else ""
    elif version.full and version.replaces:
        stretches = difference(version.replaces, version.text)
        against = "the words of the article that it is to replace"
    return Step(
        version,
        standing,
        earlier,
        likeness,
        tuple(other for other, _ in varied[1:]),
        against,
        stretches,
        {state: tuple(row for row in rows if row.state == state) for state in ("carried", "lapsed")},
        tuple((adoption, difference(version.text, adoption.text)) for adoption in version.adoptions),
    )


def wording_before(version: Version, by_id: Mapping[str, Version]) -> Version | None:
    """Return the wording that a version varies most closely, by way of described edits where it must be."""
    wave, seen = [version], {version.id}
    while wave:
        wave = [by_id[earlier] for member in wave for earlier, _ in member.amends if earlier in by_id]
        wave = [member for member in wave if member.id not in seen]
        seen |= {member.id for member in wave}
        found = next((member for member in wave if member.full), None)
        if found:
            return found
    return None
