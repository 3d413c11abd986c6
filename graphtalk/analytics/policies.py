"""Measures of policies: who invokes them for what, and what follows, beside comments that are like theirs but for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graphtalk.analytics.discussion import Discussion, median, read_discussion
from graphtalk.analytics.sources import ends_of, sides_of, typed
from graphtalk.analytics.statistics import jeffreys
from graphtalk.analytics.users import DIGITS, Graph

__all__ = ["PolicyRow", "policy_effects"]

HOUR = 3600
Place: TypeAlias = tuple[str | None, int]  # a section and a side
Taken: TypeAlias = tuple[int, bool | None]  # a side, and whether the proposal went that way


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """What follows where a policy is invoked.

    Attributes:
        policy: Id of the policy, guideline or essay.
        title: Title of its page, or the shortcut.
        comments: Comments that invoke it, ≥ 1.
        users: Authors of these, ≥ 0.
        supporting: How many of these comments support a proposal, ≥ 0; struck-out stances do not count.
        opposing: How many oppose one, ≥ 0; a comment may do both.
        decided: Sides that they take on proposals which were then adopted or refused, ≥ 0.
        won: How many of these proposals went their way, ≥ 0.
        won_share: `won` as a share of `decided`, 0 to 1.
        won_low: Lower end of its 95 % interval by Jeffreys' prior.
        won_high: Upper end of it.
        matched: Sides that other comments of the same sections take the same way on decided proposals, invoking no
            policy, ≥ 0.
        matched_won: How many of those went their way, ≥ 0.
        matched_share: `matched_won` as a share of `matched`, 0 to 1.
        difference: `won_share` less `matched_share`, -1 to 1; None where one of them is.
        answered_share: Share of the comments that somebody else answers, 0 to 1.
        median_reply_hours: Median hours to the first such answer; None without a dated one.
    """

    policy: str
    title: str | None
    comments: int
    users: int
    supporting: int
    opposing: int
    decided: int
    won: int
    won_share: float | None
    won_low: float | None
    won_high: float | None
    matched: int
    matched_won: int
    matched_share: float | None
    difference: float | None
    answered_share: float
    median_reply_hours: float | None


def policy_effects(graph: Graph) -> list[PolicyRow]:
    """Tell what follows where a policy is invoked: answers, and whether the proposal went that way.

    A comment that supports a proposal has its way where that is implemented, in part included, or accepted; one that
    opposes it where it is declined, withdrawn or reverted. Matched comments stand in the same sections, take sides the same
    way and invoke no policy. That one follows the other does not say that it brought it about: who has the better
    case may find the policy, too.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each policy that a comment invokes, by number of comments, highest first, then by id.

    Source:
        Comparison with matched comments in the place of a trial: Rosenbaum 2010, "Design of Observational Studies", here
        matched exactly on section and side. Interval: Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286. Answers and
        outcomes are those of the query `policy-results` of the catalogue.
    """
    found = read_discussion(graph)
    outcomes = outcomes_of(found)
    invoking = {comment for comment, _ in typed(graph, "INVOKES")}
    matched: dict[Place, list[Taken]] = {}
    for comment in sorted(outcomes.keys() - invoking):
        for taken in outcomes[comment]:
            matched.setdefault((found.section.get(comment), taken[0]), []).append(taken)
    replies: dict[str, list[str]] = {}
    for reply, comment in found.parent.items():
        if found.author.get(reply) != found.author.get(comment):
            replies.setdefault(comment, []).append(reply)
    rows = [
        policy_row(found, policy, comments, outcomes, matched, replies)
        for policy, comments in ends_of(graph, "INVOKES").items()
    ]
    return sorted(rows, key=lambda row: (-row.comments, row.policy))


def outcomes_of(found: Discussion) -> dict[str, list[Taken]]:
    """Return the sides that each comment takes, and whether the proposal went that way; None where it was not decided."""
    outcomes: dict[str, list[Taken]] = {}
    for comment, taken in sides_of(found.graph).items():
        for node, side in taken:
            adopted, refused = found.adopted(node), found.refused(node)
            won = (adopted if side > 0 else refused) if adopted or refused else None
            outcomes.setdefault(comment, []).append((side, won))
    return outcomes


def policy_row(  # noqa: PLR0913, PLR0917  # all that is known of one policy
    found: Discussion,
    policy: str,
    comments: Sequence[str],
    outcomes: Mapping[str, Sequence[Taken]],
    matched: Mapping[Place, Sequence[Taken]],
    replies: dict[str, list[str]],
) -> PolicyRow:
    """Measure one policy."""
    mine = [taken for comment in comments for taken in outcomes.get(comment, ())]
    places = {(found.section.get(comment), side) for comment in comments for side, _ in outcomes.get(comment, ())}
    others = [taken for place in places for taken in matched.get(place, ())]
    won, like = ([result for _, result in taken if result is not None] for taken in (mine, others))
    low, high = jeffreys(sum(won), len(won))
    share, matched_share = (sum(results) / len(results) if results else None for results in (won, like))
    hours = [hour for comment in comments if (hour := first_reply(found, comment, replies)) is not None]
    return PolicyRow(
        policy=policy,
        title=found.text(policy, "title"),
        comments=len(comments),
        users=len({found.author[comment] for comment in comments if comment in found.author}),
        supporting=sum(any(side > 0 for side, _ in outcomes.get(comment, ())) for comment in comments),
        opposing=sum(any(side < 0 for side, _ in outcomes.get(comment, ())) for comment in comments),
        decided=len(won),
        won=sum(won),
        won_share=None if share is None else round(share, DIGITS),
        won_low=low,
        won_high=high,
        matched=len(like),
        matched_won=sum(like),
        matched_share=None if matched_share is None else round(matched_share, DIGITS),
        difference=None if share is None or matched_share is None else round(share - matched_share, DIGITS),
        answered_share=round(sum(comment in replies for comment in comments) / len(comments), DIGITS),
        median_reply_hours=median(hours),
    )


def first_reply(found: Discussion, comment: str, replies: dict[str, list[str]]) -> float | None:
    """Return the hours to the first answer by somebody else."""
    said = found.time(comment)
    times = [moment for reply in replies.get(comment, ()) if (moment := found.time(reply))]
    return max(0.0, (min(times) - said).total_seconds() / HOUR) if said and times else None
