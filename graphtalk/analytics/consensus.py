"""Measures of consensus: where a proposal stands day by day, and how far both camps of its page are for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graphtalk.analytics.discussion import Opinion, last_words, read_discussion
from graphtalk.analytics.sides import by_page, ties_of
from graphtalk.analytics.signed import frustration
from graphtalk.analytics.statistics import jeffreys
from graphtalk.analytics.users import DIGITS, Graph

__all__ = ["ConsensusRow", "GroupRow", "consensus_by_day", "group_consensus"]


@dataclass(frozen=True, slots=True)
class ConsensusRow:
    """Where a proposal stood at the end of a day on which somebody spoke of it.

    Attributes:
        proposal: Id of the proposal.
        day: The day's first moment, UTC.
        support: Users whose last word by then is support, ≥ 0.
        oppose: Users whose last word by then is to oppose, ≥ 0.
        neutral: Users whose last word by then takes no side, ≥ 0.
        changed: Users who have changed sides by then, ≥ 0.
        share: `support` as a share of `support` and `oppose`, 0 to 1; None without both.
        low: Lower end of its 95 % interval by Jeffreys' prior.
        high: Upper end of it.
    """

    proposal: str
    day: datetime
    support: int
    oppose: int
    neutral: int
    changed: int
    share: float | None
    low: float | None
    high: float | None


def consensus_by_day(graph: Graph) -> list[ConsensusRow]:
    """Follow support and opposition day by day, with an interval for how little a few voices tell.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each proposal and day with a dated stance on it that is not struck out, by proposal and day.

    Source:
        Interval: Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286. It takes voices as drawn by chance from those
        who might have spoken, which they are not; it tells how few they are, no more.
    """
    found = read_discussion(graph)
    rows = []
    for node in found.proposer:
        days: dict[datetime, list[Opinion]] = {}
        for opinion in found.opinions.get(node, ()):
            if moment := found.time(opinion.comment):
                days.setdefault(day_of(moment), []).append(opinion)
        last: dict[str, int] = {}
        changed: set[str] = set()
        for day, opinions in sorted(days.items()):
            for opinion in opinions:
                changed |= {opinion.user} if last.get(opinion.user, opinion.side) != opinion.side else set()
                last[opinion.user] = opinion.side
            rows.append(consensus_row(node, day, Counter(last.values()), len(changed)))
    return sorted(rows, key=lambda row: (row.proposal, row.day))


def day_of(moment: datetime) -> datetime:
    """Return the first moment of a day, UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def consensus_row(proposal: str, day: datetime, sides: Counter[int], changed: int) -> ConsensusRow:
    """Tell where a proposal stands."""
    support, taken = sides[1], sides[1] + sides[-1]
    low, high = jeffreys(support, taken)
    share = round(support / taken, DIGITS) if taken else None
    return ConsensusRow(proposal, day, support, sides[-1], sides[0], changed, share, low, high)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How far both camps of a page are for a proposal.

    Attributes:
        proposal: Id of the proposal.
        consensus: Product over the camps of how likely one of them is for it, 0 to 1: high only where both are.
        first_support: Users of the first camp who are for it, ≥ 0.
        first_oppose: Users of the first camp who are against it, ≥ 0.
        second_support: Users of the second camp who are for it, ≥ 0.
        second_oppose: Users of the second camp who are against it, ≥ 0.
        share: All who are for it, as a share of all who take a side, 0 to 1.
    """

    proposal: str
    consensus: float
    first_support: int
    first_oppose: int
    second_support: int
    second_oppose: int
    share: float


def group_consensus(graph: Graph, *, exact_to: int = 120, seed: int = 0) -> list[GroupRow]:
    """Rank proposals by the consent of both camps rather than of the many.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        exact_to: Users of a page up to whom its camps are sought exactly.
        seed: Seed of the local search.

    Returns:
        One row for each proposal on which users who are in a camp took a side, by `consensus`, highest first, then by id.

    Source:
        Group-informed consensus: Small and others 2021, "Polis: Scaling Deliberation by Mapping High Dimensional Opinion
        Spaces", doi:10.6035/recerca.5516: the product over groups of (1 + agrees) / (2 + votes). A camp that nobody is
        in takes no part. The camps are those of `user-camps`.
    """
    found = read_discussion(graph)
    rows = []
    for nodes in by_page(found).values():
        ties = ties_of(found, nodes)
        sides = frustration(ties, exact_to=exact_to, seed=seed).sides if ties else {}
        for node in nodes:
            votes = Counter(
                (sides[user], opinion.side)
                for user, opinion in last_words(found.opinions.get(node, ())).items()
                if user in sides and opinion.side
            )
            if votes:
                rows.append(group_row(node, votes, sorted(set(sides.values()))))
    return sorted(rows, key=lambda row: (-row.consensus, row.proposal))


def group_row(node: str, votes: Counter[tuple[int, int]], camps: Sequence[int]) -> GroupRow:
    """Measure one proposal by the votes of each camp."""
    consensus = 1.0
    for camp in camps:
        consensus *= (1 + votes[camp, 1]) / (2 + votes[camp, 1] + votes[camp, -1])
    support = votes[0, 1] + votes[1, 1]
    return GroupRow(
        proposal=node,
        consensus=round(consensus, DIGITS),
        first_support=votes[0, 1],
        first_oppose=votes[0, -1],
        second_support=votes[1, 1],
        second_oppose=votes[1, -1],
        share=round(support / votes.total(), DIGITS),
    )
