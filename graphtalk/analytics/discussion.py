"""What the measures of proposals, sides, requests and sources read off a graph, gathered in one pass over its edges."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from graphtalk.analytics.users import DIGITS, Graph, authors

__all__ = [
    "DAY",
    "Discussion",
    "Opinion",
    "Place",
    "days_between",
    "last_times",
    "last_words",
    "median",
    "read_discussion",
]

SIDES: Mapping[str, int] = {"ENDORSES": 1, "NEUTRAL_ON": 0, "OPPOSES": -1}
DAY = 86400
ADOPTED = frozenset({"implemented", "partly implemented", "accepted"})
REFUSED = frozenset({"declined", "withdrawn", "reverted"})

Place = tuple[bool, float, int, str]


class Opinion(NamedTuple):
    """A stance that is not struck out, for each user who signed its comment.

    Attributes:
        place: Where the comment stands in time; comments without a time come first, as in the catalogue's queries.
        start: Where its words begin in the comment.
        side: 1 for support, 0 for neither, -1 for opposition.
        user: Id of the user.
        proposal: Id of the proposal.
        comment: Id of the comment.
        quote: The words that show it.
    """

    place: Place
    start: int
    side: int
    user: str
    proposal: str
    comment: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Discussion:
    """A graph by what is asked of it; ids everywhere.

    Attributes:
        graph: The graph itself.
        author: The author of each comment that has one.
        section: The section of each comment.
        members: The comments of each section, by time.
        parent: The comment that each reply answers.
        proposer: The comment that makes each proposal.
        amends: The proposals that each proposal varies, sorted.
        similarity: How alike the two ends of such an edge are, 0 to 1; None where nobody compared them.
        amended: The proposals that vary each proposal, sorted.
        opinions: The stances on each proposal that are not struck out, by time; a cosigned one for each who signed.
        interested: Users who declare an interest.
    """

    graph: Graph
    author: Mapping[str, str]
    section: Mapping[str, str]
    members: Mapping[str, Sequence[str]]
    parent: Mapping[str, str]
    proposer: Mapping[str, str]
    amends: Mapping[str, Sequence[str]]
    similarity: Mapping[tuple[str, str], float | None]
    amended: Mapping[str, Sequence[str]]
    opinions: Mapping[str, Sequence[Opinion]]
    interested: frozenset[str]

    def time(self, comment: str) -> datetime | None:
        """Return when a comment was signed."""
        moment = self.graph.nodes[comment].get("timestamp")
        return moment if isinstance(moment, datetime) else None

    def place(self, comment: str) -> Place:
        """Return where a comment stands among others, by time, then by its position on the page."""
        return place_of(self.graph, comment)

    def name(self, user: str | None) -> str | None:
        """Return the name of a user."""
        return None if user is None else str(self.graph.nodes[user].get("name") or user)

    def text(self, node: str, key: str) -> str | None:
        """Return a property as text."""
        value = self.graph.nodes[node].get(key)
        return None if value is None else str(value)

    def adopted(self, proposal: str) -> bool:
        """Tell whether a proposal was implemented, in part included, or accepted."""
        return self.text(proposal, "status") in ADOPTED

    def refused(self, proposal: str) -> bool:
        """Tell whether a proposal was declined, withdrawn or reverted."""
        return self.text(proposal, "status") in REFUSED

    def in_order(self, proposals: Iterable[str]) -> list[str]:
        """Return proposals that comments make by the time of the comment, then by id."""
        return sorted(proposals, key=lambda proposal: (self.place(self.proposer[proposal]), proposal))

    def earlier(self, proposal: str) -> set[str]:
        """Return all proposals that a proposal goes back to, itself aside."""
        return reach(proposal, self.amends)

    def later(self, proposal: str) -> set[str]:
        """Return all proposals that go back to a proposal, itself aside."""
        return reach(proposal, self.amended)

    def chain(self, proposal: str) -> str:
        """Return the earliest proposal that a proposal goes back to, itself where there is none."""
        made = [node for node in self.earlier(proposal) if node in self.proposer]
        return min(made, key=lambda node: (self.position(node), node), default=proposal)

    def position(self, proposal: str) -> int:
        """Return where the comment that makes a proposal stands on its page."""
        return int(self.graph.nodes[self.proposer[proposal]].get("position") or 0)


def place_of(graph: Graph, comment: str) -> Place:
    """Return where a comment stands among others: those without a time first."""
    data = graph.nodes[comment]
    moment = data.get("timestamp")
    seconds = moment.timestamp() if isinstance(moment, datetime) else None
    return seconds is not None, seconds or 0.0, int(data.get("position") or 0), comment


def read_discussion(graph: Graph) -> Discussion:
    """Gather what a graph says of its comments, proposals and stances; the graph is not changed."""
    section: dict[str, str] = {}
    parent: dict[str, str] = {}
    proposer: dict[str, str] = {}
    amends: dict[str, list[str]] = {}
    similarity: dict[tuple[str, str], float | None] = {}
    interested: set[str] = set()
    for start, end, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        match data.get("type"):
            case "IN_SECTION":
                section[start] = end
            case "REPLIES_TO":
                parent[start] = end
            case "PROPOSES":
                proposer[end] = start
            case "AMENDS":
                amends.setdefault(start, []).append(end)
                similarity[start, end] = data.get("similarity")
            case "DECLARES_INTEREST_IN":
                interested.add(start)
    members: dict[str, list[str]] = {}
    for comment in sorted(section, key=lambda comment: place_of(graph, comment)):
        members.setdefault(section[comment], []).append(comment)
    amended: dict[str, list[str]] = {}
    for later, earlier in similarity:
        amended.setdefault(earlier, []).append(later)
    return Discussion(
        graph,
        authors(graph),
        section,
        members,
        parent,
        proposer,
        amends,
        similarity,
        amended,
        read_opinions(graph),
        frozenset(interested),
    )


def read_opinions(graph: Graph) -> dict[str, list[Opinion]]:
    """Return the stances on each proposal that are not struck out, in order of time."""
    signers: dict[str, list[str]] = {}
    for user, comment, data in graph.edges(data=True):
        if data.get("type") == "WROTE":
            signers.setdefault(comment, []).append(user)
    found: dict[str, list[Opinion]] = {}
    for comment, proposal, data in graph.edges(data=True):
        if data.get("type") in SIDES and not data.get("struck"):
            place, start, side = place_of(graph, comment), int(data.get("start") or 0), SIDES[data["type"]]
            found.setdefault(proposal, []).extend(
                Opinion(place, start, side, user, proposal, comment, data.get("quote"))
                for user in signers.get(comment, ())
            )
    return {proposal: sorted(found[proposal], key=lambda opinion: opinion[:6]) for proposal in sorted(found)}


def last_words(opinions: Iterable[Opinion]) -> dict[str, Opinion]:
    """Return the last stance of each user; `opinions` are of one proposal and in order of time."""
    return {opinion.user: opinion for opinion in opinions}


def last_times(found: Discussion) -> dict[str, datetime]:
    """Return the time of the last comment of each page."""
    ends: dict[str, datetime] = {}
    for comment in found.section:
        moment = found.time(comment)
        page = str(found.graph.nodes[comment].get("page"))
        if moment is not None and (page not in ends or moment > ends[page]):
            ends[page] = moment
    return ends


def reach(node: str, steps: Mapping[str, Sequence[str]]) -> set[str]:
    """Return what can be reached by steps, the beginning aside.

    >>> sorted(reach("a", {"a": ["b"], "b": ["c", "a"]}))
    ['b', 'c']
    """
    found: set[str] = set()
    left = [node]
    while left:
        for other in steps.get(left.pop(), ()):
            if other not in found and other != node:
                found.add(other)
                left.append(other)
    return found


def days_between(start: datetime | None, end: datetime | None) -> float | None:
    """Return the days of 24 hours between two times, None where one is not known."""
    return None if start is None or end is None else round((end - start).total_seconds() / DAY, DIGITS)


def median(values: Sequence[float]) -> float | None:
    """Return the median, the mean of the middle two of an even number; None of nothing.

    >>> median([3, 1, 2]), median([4, 1, 2, 3]), median([])
    (2, 2.5, None)
    """
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    return round(ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2, DIGITS)
