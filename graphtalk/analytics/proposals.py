"""Measures of proposals: their versions and what lasts of them, how they are decided, how those of whom fare."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphtalk.analytics.discussion import Discussion, days_between, last_times, read_discussion
from graphtalk.analytics.statistics import jeffreys, median_survival
from graphtalk.analytics.users import DIGITS, Graph
from graphtalk.annotate.difference import align, read_wording

__all__ = ["AdoptionRow", "DecisionRow", "VersionRow", "adoption_rates", "decision_times", "proposal_lineage"]

VERSIONS = frozenset({"wording", "option"})  # kinds whose text is a passage as it would be


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A proposal among the versions of its passage.

    Attributes:
        chain: Id of the earliest proposal that it goes back to, its own where there is none.
        version: 1 plus the number of earlier proposals that it goes back to, ≥ 1.
        proposal: Id of the proposal.
        author: Name of the user who made it; None where nobody signed.
        kind: What is proposed.
        status: What became of it.
        proposed: Time of the comment that makes it, UTC.
        amends: Ids of the proposals that it varies.
        words: Number of its words; None where it is no wording.
        kept_of_former: Share of the words of the version it is most like that it keeps or moves, 0 to 1; None of a first
            version, and where one of the two is no wording.
        later: Number of later versions that go back to it, ≥ 0.
        lasting_words: How many of its words the last wordings that go back to it have; of several the one with the
            most. All of them where no wording goes back to it; None where it is no wording.
        survival: `lasting_words` as a share of its words, 0 to 1.
        half_life: Steps of amending after which fewer than half of its words are left; None where that never comes.
        in_article: `verbatim`, `adapted` or `never`: how its words reached the article; None where nobody looked
            (`--check-article`).
        article_days: Days that they stood there, the longest of several times; None where they stand, or never came.
    """

    chain: str
    version: int
    proposal: str
    author: str | None
    kind: str | None
    status: str | None
    proposed: datetime | None
    amends: tuple[str, ...]
    words: int | None
    kept_of_former: float | None
    later: int
    lasting_words: int | None
    survival: float | None
    half_life: int | None
    in_article: str | None
    article_days: float | None


def proposal_lineage(graph: Graph) -> list[VersionRow]:
    """Follow each passage through its versions, and the words of each version to the last one.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each proposal, chains with the most versions first, then by id of the chain, version and id.

    Source:
        Words that stay, as in Flöck and Acosta 2014, "WikiWho", doi:10.1145/2566486.2568026; they are compared as the
        lineage of proposals compares them (`annotate/difference.py`). Survival of words as a measure of what was added:
        Adler and de Alfaro 2007, doi:10.1145/1242572.1242608.

    Cost:
        A comparison of texts for each pair of a version and a later one.
    """
    found = read_discussion(graph)
    texts = {node: read_words(found, node) for node in found.proposer}
    chains = {node: found.chain(node) for node in found.proposer}
    sizes = Counter(chains.values())
    rows = [version_row(found, node, chains[node], texts) for node in found.proposer]
    return sorted(rows, key=lambda row: (-sizes[row.chain], row.chain, row.version, row.proposal))


def read_words(found: Discussion, proposal: str) -> list[str] | None:
    """Return the words of a wording as they are compared; None of another proposal."""
    data = found.graph.nodes[proposal]
    return read_wording(str(data.get("text") or "")).keys if data.get("kind") in VERSIONS else None


def version_row(found: Discussion, node: str, chain: str, texts: dict[str, list[str] | None]) -> VersionRow:
    """Measure one version."""
    words = texts[node]
    later = found.later(node) & found.proposer.keys()
    lasting = most_lasting(found, node, texts) if words else None
    return VersionRow(
        chain=chain,
        version=len(found.earlier(node)) + 1,
        proposal=node,
        author=found.name(found.author.get(found.proposer[node])),
        kind=found.text(node, "kind"),
        status=found.text(node, "status"),
        proposed=found.time(found.proposer[node]),
        amends=tuple(found.amends.get(node, ())),
        words=len(words) if words is not None else None,
        kept_of_former=kept_of_former(found, node, texts),
        later=len(later),
        lasting_words=lasting,
        survival=round(lasting / len(words), DIGITS) if words and lasting is not None else None,
        half_life=half_life(found, node, texts),
        in_article=found.text(node, "adopted"),
        article_days=article_days(found, node),
    )


def article_days(found: Discussion, node: str) -> float | None:
    """Return how long a proposal's words stood in the article, None where they still do or never did."""
    stays = [
        data.get("days") for _, _, data in found.graph.out_edges(node, data=True) if data.get("type") == "ADOPTED_IN"
    ]
    ended = [days for days in stays if days is not None]
    return round(max(ended), DIGITS) if ended and len(ended) == len(stays) else None


def kept(old: Sequence[str] | None, new: Sequence[str] | None) -> int | None:
    """Return how many words of an old text a new one has, in place or moved; None where one is no wording.

    >>> kept(["the", "old", "mill"], ["the", "mill", "burned"]), kept(None, [])
    (2, None)
    """
    return None if old is None or new is None else len(align(old, new).carried)


def kept_of_former(found: Discussion, node: str, texts: dict[str, list[str] | None]) -> float | None:
    """Return the share of the closest former version's words that a version keeps."""
    closest = min(
        found.amends.get(node, ()), key=lambda other: (-(found.similarity[node, other] or 0), other), default=None
    )
    former = texts.get(closest) if closest is not None else None
    count = kept(former, texts[node])
    return None if count is None or not former else round(count / len(former), DIGITS)


def most_lasting(found: Discussion, node: str, texts: dict[str, list[str] | None]) -> int | None:
    """Return how many of a version's words its last wording has; what is only described after it has no words."""
    wordings = {other for other in found.later(node) if texts.get(other) is not None}
    ends = [other for other in wordings if wordings.isdisjoint(found.later(other))]
    counts = [kept(texts[node], texts[end]) for end in ends or [node]]
    return max((count for count in counts if count is not None), default=None)


def half_life(found: Discussion, node: str, texts: dict[str, list[str] | None]) -> int | None:
    """Return after how many steps no version has half of this one's words."""
    words = texts[node]
    steps, seen, current = 0, {node}, [node]
    while words:
        current = sorted({later for one in current for later in found.amended.get(one, ())} - seen)
        counts = [count for later in current if (count := kept(words, texts.get(later))) is not None]
        steps += 1
        if not counts:
            break
        if max(counts) * 2 < len(words):
            return steps
        seen.update(current)
    return None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """How a proposal came to a decision.

    Attributes:
        proposal: Id of the proposal.
        author: Name of the user who made it; None where nobody signed.
        status: What became of it.
        proposed: Time of the comment that makes it, UTC.
        decided: Time of the last comment that decides it, UTC; None where none does, or it has no time.
        decider: Name of the user who signed that comment.
        days: Days of 24 hours between the two; None where one is not known.
        waiting_days: Days from the proposal to the last comment of its page, where nothing decides it.
        rounds: Versions that it goes back to, itself included, ≥ 1.
        comments: Comments of its section from the proposal to the decision, both aside; to the end where there is none.
        people: Different users who take a side on it, ≥ 0.
    """

    proposal: str
    author: str | None
    status: str | None
    proposed: datetime | None
    decided: datetime | None
    decider: str | None
    days: float | None
    waiting_days: float | None
    rounds: int
    comments: int
    people: int


def decision_times(graph: Graph) -> list[DecisionRow]:
    """Tell how long each proposal took to be decided, over how many versions and comments.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each proposal, those that took longest first, those without a decision last, then by id.

    Source:
        Time, rounds and people are counts of what the page says; the query `decisions` of the catalogue has each
        deciding comment, this the last.
    """
    found = read_discussion(graph)
    decisions = deciding_comments(graph, found)
    ends = last_times(found)
    rows = [decision_row(found, node, decisions.get(node), ends) for node in found.proposer]
    return sorted(rows, key=lambda row: (row.days is None, -(row.days or 0), row.proposal))


def deciding_comments(graph: Graph, found: Discussion) -> dict[str, str]:
    """Return the last comment that decides each proposal."""
    edges = [(start, end) for start, end, data in graph.edges(data=True) if data.get("type") == "DECIDES"]
    return {proposal: comment for comment, proposal in sorted(edges, key=lambda edge: found.place(edge[0]))}


def decision_row(found: Discussion, node: str, decision: str | None, ends: dict[str, datetime]) -> DecisionRow:
    """Measure the way of one proposal."""
    comment = found.proposer[node]
    first, last = found.place(comment), found.place(decision) if decision else None
    members = found.members.get(found.section.get(comment, ""), ())
    between = [other for other in members if first < found.place(other) and (not last or found.place(other) < last)]
    proposed = found.time(comment)
    end = ends.get(str(found.graph.nodes[comment].get("page")))
    return DecisionRow(
        proposal=node,
        author=found.name(found.author.get(comment)),
        status=found.text(node, "status"),
        proposed=proposed,
        decided=found.time(decision) if decision else None,
        decider=found.name(found.author.get(decision)) if decision else None,
        days=days_between(proposed, found.time(decision)) if decision else None,
        waiting_days=None if decision else days_between(proposed, end),
        rounds=len(found.earlier(node)) + 1,
        comments=len(between),
        people=len({opinion.user for opinion in found.opinions.get(node, ())}),
    )


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """How the proposals of a kind of people fare.

    Attributes:
        proposer: `interest declared`, `no interest declared` or `unsigned`.
        proposals: Number of proposals, ≥ 1.
        users: Number of those who made them.
        adopted: How many were implemented, in part included, or accepted.
        refused: How many were declined, withdrawn or reverted.
        superseded: How many gave way to another version.
        open: How many nobody decided.
        rate: `adopted` as a share of `adopted` and `refused`, 0 to 1; None where nothing was decided.
        low: Lower end of its 95 % interval by Jeffreys' prior.
        high: Upper end of it.
        median_days: Days by which half of them were decided, open ones taken as not yet; None where that never came.
    """

    proposer: str
    proposals: int
    users: int
    adopted: int
    refused: int
    superseded: int
    open: int
    rate: float | None
    low: float | None
    high: float | None
    median_days: float | None


def adoption_rates(graph: Graph) -> list[AdoptionRow]:
    """Compare how the proposals of those who declare an interest fare, and those of others.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each kind of proposer that made any, by number of proposals, highest first, then by kind.

    Source:
        Interval: Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286. Median of days with open ones: Kaplan and
        Meier 1958, doi:10.1080/01621459.1958.10501452.
    """
    found = read_discussion(graph)
    decisions = {row.proposal: row for row in decision_times(graph)}
    groups: dict[str, list[str]] = {}
    for node, comment in found.proposer.items():
        user = found.author.get(comment)
        kind = "interest declared" if user in found.interested else "no interest declared"
        groups.setdefault("unsigned" if user is None else kind, []).append(node)
    rows = [adoption_row(found, kind, nodes, decisions) for kind, nodes in groups.items()]
    return sorted(rows, key=lambda row: (-row.proposals, row.proposer))


def adoption_row(found: Discussion, kind: str, nodes: Sequence[str], decisions: dict[str, DecisionRow]) -> AdoptionRow:
    """Measure the proposals of one kind of proposer."""
    statuses = [found.text(node, "status") or "open" for node in nodes]
    adopted, refused = sum(map(found.adopted, nodes)), sum(map(found.refused, nodes))
    superseded, waiting = statuses.count("superseded"), statuses.count("open")
    low, high = jeffreys(adopted, adopted + refused)
    rows = [decisions[node] for node in nodes]
    return AdoptionRow(
        proposer=kind,
        proposals=len(nodes),
        users=len({found.author[found.proposer[node]] for node in nodes if found.proposer[node] in found.author}),
        adopted=adopted,
        refused=refused,
        superseded=superseded,
        open=waiting,
        rate=round(adopted / (adopted + refused), DIGITS) if adopted + refused else None,
        low=low,
        high=high,
        median_days=median_survival(
            [row.days for row in rows if row.days is not None],
            [row.waiting_days for row in rows if row.waiting_days is not None],
        ),
    )
