"""Measures of support: who is for a version by what they said of it or of one before, and which objections remain."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graphtalk.analytics.discussion import Discussion, Opinion, last_words, read_discussion
from graphtalk.analytics.users import Graph

__all__ = ["ObjectionRow", "SupportRow", "remaining_objections", "version_support"]

CARRY = 0.5


@dataclass(frozen=True, slots=True)
class SupportRow:
    """How many stand where on a version of a passage.

    Attributes:
        proposal: Id of the version.
        version: 1 plus the number of earlier proposals that it goes back to, ≥ 1.
        status: What became of it.
        support: Users whose last word on this very version is support, ≥ 0.
        support_carried: Users who were silent on it but supported one before that is much the same, ≥ 0.
        support_lapsed: Users who were silent on it and supported one before that is another text by now, ≥ 0.
        oppose: The same for opposition.
        oppose_carried: The same.
        oppose_lapsed: The same.
        neutral: Users whose last word on this very version takes no side, ≥ 0.
        net: (`support` + `support_carried`) - (`oppose` + `oppose_carried`).
    """

    proposal: str
    version: int
    status: str | None
    support: int
    support_carried: int
    support_lapsed: int
    oppose: int
    oppose_carried: int
    oppose_lapsed: int
    neutral: int
    net: int


def version_support(graph: Graph, *, carry: float = CARRY) -> list[SupportRow]:
    """Count who is for and against each version: by their own words on it, carried over from one before, or lapsed.

    The last stance of a user on earlier versions is carried over to one on which they are silent where they took it
    before that version was made and each step of amending between kept the two texts alike; else it has lapsed. Who
    makes a version counts by what they say of it alone, struck-out stances not at all.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        carry: How alike, 0 to 1, the versions at both ends of each step must be (`AMENDS.similarity`) for a stance to be
            carried over. A step whose ends nobody compared carries none.

    Returns:
        One row for each proposal, the highest `net` first, then by id.

    Source:
        A definition of our own; explicit stances are those of the query `tally` of the catalogue.
    """
    found = read_discussion(graph)
    rows = [support_row(found, node, carry) for node in found.proposer]
    return sorted(rows, key=lambda row: (-row.net, row.proposal))


def support_row(found: Discussion, node: str, carry: float) -> SupportRow:
    """Count the stances on one version."""
    own = last_words(found.opinions.get(node, ()))
    before = carried_from(found, node)
    earlier: dict[str, Opinion] = {}
    for opinion in sorted(
        opinion for other in before for opinion in last_words(found.opinions.get(other, ())).values()
    ):
        earlier[opinion.user] = opinion
    maker = found.author.get(found.proposer[node])
    made = found.place(found.proposer[node])
    counts = Counter((opinion.side, "own") for opinion in own.values())
    for user, opinion in earlier.items():
        if user not in own and user != maker:
            held = opinion.place < made and before[opinion.proposal] >= carry
            counts[opinion.side, "carried" if held else "lapsed"] += 1
    return SupportRow(
        proposal=node,
        version=len(before) + 1,
        status=found.text(node, "status"),
        support=counts[1, "own"],
        support_carried=counts[1, "carried"],
        support_lapsed=counts[1, "lapsed"],
        oppose=counts[-1, "own"],
        oppose_carried=counts[-1, "carried"],
        oppose_lapsed=counts[-1, "lapsed"],
        neutral=counts[0, "own"],
        net=counts[1, "own"] + counts[1, "carried"] - counts[-1, "own"] - counts[-1, "carried"],
    )


def carried_from(found: Discussion, node: str) -> dict[str, float]:
    """Return, for each version that one goes back to, how alike the least alike step between is, on the best way."""
    best: dict[str, float] = {node: 1.0}
    left = [node]
    while left:
        current = left.pop()
        for other in found.amends.get(current, ()):
            alike = min(best[current], found.similarity[current, other] or 0.0)
            if other not in best or alike > best[other]:
                best[other] = alike
                left.append(other)
    del best[node]
    return best


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection: somebody's last word on a proposal is to oppose it.

    Attributes:
        proposal: Id of the proposal.
        status: What became of it.
        user: Id of the user.
        name: User name.
        time: Time of the comment, UTC.
        quote: The words that show it.
        became: `resolved`: they support a later version, or take no side on one; `renewed`: they oppose it, too;
            `reworded`: they made a later version themselves; `upheld`: the proposal was declined, withdrawn or reverted;
            `overruled`: it was implemented or accepted all the same; `amended`: others made a later version, and they
            are silent on it; `standing`: none of these. The first that holds.
        met: Whether it was met: yes if resolved, reworded or upheld, no if overruled; None where that cannot be told.
        answer: Id of the later version by which that is told; None where it is told by the status.
    """

    proposal: str
    status: str | None
    user: str
    name: str
    time: datetime | None
    quote: str | None
    became: str
    met: bool | None
    answer: str | None


MET: Mapping[str, bool] = {"resolved": True, "reworded": True, "upheld": True, "overruled": False}


def remaining_objections(graph: Graph) -> list[ObjectionRow]:
    """List the objections that nobody took back on the same version, and whether they were met.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each user and proposal; first those not met, then those of which it cannot be told, then those met;
        the latest first among them, then by ids.

    Source:
        A definition of our own, after what closers of discussions are asked to weigh; the rows are those of the query
        `remaining-objections` of the catalogue.
    """
    found = read_discussion(graph)
    rows = [
        objection_row(found, opinion)
        for node in found.proposer
        for opinion in last_words(found.opinions.get(node, ())).values()
        if opinion.side < 0
    ]
    order = {False: 0, None: 1, True: 2}
    return sorted(
        rows, key=lambda row: (order[row.met], -(row.time.timestamp() if row.time else 0.0), row.proposal, row.user)
    )


def objection_row(found: Discussion, opinion: Opinion) -> ObjectionRow:
    """Tell what became of one objection."""
    became, answer = fate(found, opinion)
    return ObjectionRow(
        proposal=opinion.proposal,
        status=found.text(opinion.proposal, "status"),
        user=opinion.user,
        name=str(found.name(opinion.user)),
        time=found.time(opinion.comment),
        quote=opinion.quote,
        became=became,
        met=MET.get(became),
        answer=answer,
    )


def fate(found: Discussion, opinion: Opinion) -> tuple[str, str | None]:
    """Return what became of an objection, and the later version that tells it."""
    later = found.in_order(found.later(opinion.proposal) & found.proposer.keys())
    said = [
        words[opinion.user] for node in later if opinion.user in (words := last_words(found.opinions.get(node, ())))
    ]
    made = [node for node in later if found.author.get(found.proposer[node]) == opinion.user]
    last = max(said, default=None)
    if last and last.side >= 0:
        return "resolved", last.proposal
    if last:
        return "renewed", last.proposal
    if made:
        return "reworded", made[-1]
    if found.refused(opinion.proposal):
        return "upheld", None
    if found.adopted(opinion.proposal):
        return "overruled", None
    return ("amended", later[-1]) if later else ("standing", None)
