"""Measures of sides: who agrees with whom, and whether a page falls into two camps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from graphtalk.analytics.discussion import Discussion, last_words, read_discussion
from graphtalk.analytics.signed import Frustration, Ties, frustration, signed_ties, triads
from graphtalk.analytics.users import DIGITS, Graph

__all__ = [
    "AgreementRow",
    "BalanceRow",
    "CampRow",
    "by_page",
    "page_balance",
    "ties_of",
    "user_agreement",
    "user_camps",
]

Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Two users who took sides on the same proposals.

    Attributes:
        one: Id of the first user, the smaller id.
        other: Id of the second.
        one_name: Name of the first.
        other_name: Name of the second.
        together: Proposals that both support or both oppose, by their last words, ≥ 0.
        apart: Proposals that one supports and the other opposes, ≥ 0.
        tie: 1 where they are more often together, -1 where apart, 0 where neither.
    """

    one: str
    other: str
    one_name: str
    other_name: str
    together: int
    apart: int
    tie: int


def user_agreement(graph: Graph) -> list[AgreementRow]:
    """Tell who agrees with whom: the networks of congruence and conflict, pair by pair.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each pair of users who took a side on the same proposal, by number of such proposals, most first, then
        by ids.

    Source:
        Signed ties from what people do on Wikipedia: Maniu, Abdessalem and Cautis 2011, "Casting a Web of Trust over
        Wikipedia", WWW; the rows are those of the query `users-who-agree` of the catalogue.

    Cost:
        All pairs of those who take a side on the same proposal: a poll of 1,000 has 499,500.
    """
    found = read_discussion(graph)
    together, apart = pairs(found, found.proposer)
    rows = [
        AgreementRow(
            one=one,
            other=other,
            one_name=str(found.name(one)),
            other_name=str(found.name(other)),
            together=together[one, other],
            apart=apart[one, other],
            tie=(together[one, other] > apart[one, other]) - (together[one, other] < apart[one, other]),
        )
        for one, other in sorted(together.keys() | apart.keys())
    ]
    return sorted(rows, key=lambda row: (-row.together - row.apart, row.one, row.other))


def pairs(found: Discussion, proposals: Mapping[str, str] | Sequence[str]) -> tuple[Counter[Pair], Counter[Pair]]:
    """Count for each pair of users the proposals on which they are together and apart."""
    together, apart = Counter[Pair](), Counter[Pair]()
    for node in proposals:
        words = last_words(found.opinions.get(node, ()))
        taken = sorted((user, opinion.side) for user, opinion in words.items() if opinion.side)
        for (one, side), (other, opposite) in combinations(taken, 2):
            (together if side == opposite else apart)[one, other] += 1
    return together, apart


def by_page(found: Discussion) -> dict[str, list[str]]:
    """Return the proposals of each page, by time."""
    pages: dict[str, list[str]] = {}
    for node in found.in_order(found.proposer):
        pages.setdefault(str(found.graph.nodes[node].get("page")), []).append(node)
    return pages


def ties_of(found: Discussion, proposals: Sequence[str]) -> Ties:
    """Return the signed ties of those who take sides on proposals."""
    together, apart = pairs(found, proposals)
    return signed_ties({pair: together[pair] - apart[pair] for pair in together.keys() | apart.keys()})


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """How near a page's agreements and conflicts are to two camps.

    Attributes:
        page: Id of the page.
        users: Users with a tie to somebody, ≥ 2.
        agreements: Pairs who are more often together, ≥ 0.
        conflicts: Pairs who are more often apart, ≥ 0.
        triads_balanced: Three users all tied, with no conflict or two, ≥ 0.
        triads_unbalanced: Three users all tied, with one conflict or three, ≥ 0.
        triad_balance: Share of triads that are balanced, 0 to 1; None without any.
        frustration: Fewest ties that go against every division in two camps, ≥ 0; an upper bound where not `exact`.
        frustration_bound: No division has fewer.
        exact: Whether the two meet, so that `frustration` is the frustration index.
        line_balance: 1 - 2 `frustration` / ties: 1 where two camps explain all ties, 0 where no better than chance could.
        first_camp: Users in the camp of the first id, ≥ 1.
        second_camp: Users in the other, ≥ 0.
        cohesion: Share of the ties within camps that are agreements, 0 to 1; None without any.
        division: Share of the ties across camps that are conflicts, 0 to 1; None without any.
        engine: What found the camps.
        seed: Seed of its local search.
    """

    page: str
    users: int
    agreements: int
    conflicts: int
    triads_balanced: int
    triads_unbalanced: int
    triad_balance: float | None
    frustration: int
    frustration_bound: int
    exact: bool
    line_balance: float
    first_camp: int
    second_camp: int
    cohesion: float | None
    division: float | None
    engine: str
    seed: int


def page_balance(graph: Graph, *, exact_to: int = 120, seed: int = 0) -> list[BalanceRow]:
    """Tell whether those who take sides on a page fall into two camps.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        exact_to: Users of a page up to whom the frustration index is sought exactly.
        seed: Seed of the local search.

    Returns:
        One row for each page on which two users took a side on the same proposal and are not even, by ties, most first,
        then by id.

    Source:
        Triads: Cartwright and Harary 1956, doi:10.1037/h0046049. Frustration index: Harary 1959,
        doi:10.1002/bs.3830040405, by an integer programme as in Aref, Mason and Wilson 2020, doi:10.1002/net.21907; as a
        share: Aref and Wilson 2018, doi:10.1093/comnet/cnx044. Cohesion and division: Aref, Dinh, Rezapour and Diesner
        2020, doi:10.1038/s41598-020-71838-6.

    Cost:
        Up to ten seconds a page where camps are many or none; see `graphtalk/analytics/signed.py`.
    """
    found = read_discussion(graph)
    ties = {page: ties_of(found, nodes) for page, nodes in by_page(found).items()}
    rows = [
        balance_row(page, of_page, frustration(of_page, exact_to=exact_to, seed=seed))
        for page, of_page in ties.items()
        if of_page
    ]
    return sorted(rows, key=lambda row: (-row.agreements - row.conflicts, row.page))


def balance_row(page: str, ties: Ties, division: Frustration) -> BalanceRow:
    """Measure one page."""
    kinds = triads(ties)
    sides = division.sides
    within = [sign for (one, other), sign in ties.items() if sides[one] == sides[other]]
    across = [sign for (one, other), sign in ties.items() if sides[one] != sides[other]]
    balanced = kinds.balanced
    camps = Counter(sides.values())
    return BalanceRow(
        page=page,
        users=len(sides),
        agreements=sum(sign > 0 for sign in ties.values()),
        conflicts=sum(sign < 0 for sign in ties.values()),
        triads_balanced=kinds.positive + kinds.two_negative,
        triads_unbalanced=kinds.one_negative + kinds.negative,
        triad_balance=None if balanced is None else round(balanced, DIGITS),
        frustration=division.index,
        frustration_bound=division.bound,
        exact=division.exact,
        line_balance=round(1 - 2 * division.index / len(ties), DIGITS),
        first_camp=camps[0],
        second_camp=camps[1],
        cohesion=round(within.count(1) / len(within), DIGITS) if within else None,
        division=round(across.count(-1) / len(across), DIGITS) if across else None,
        engine=division.engine,
        seed=division.seed,
    )


@dataclass(frozen=True, slots=True)
class CampRow:
    """Which camp of a page one user is in.

    Attributes:
        page: Id of the page.
        user: Id of the user.
        name: User name.
        camp: 1 or 2; 1 is that of the first id of those who are tied together.
        agreements: Users with whom they are more often together, ≥ 0.
        conflicts: Users with whom they are more often apart, ≥ 0.
        against: Ties of theirs that go against the camps, ≥ 0.
    """

    page: str
    user: str
    name: str
    camp: int
    agreements: int
    conflicts: int
    against: int


def user_camps(graph: Graph, *, exact_to: int = 120, seed: int = 0) -> list[CampRow]:
    """Tell which of two camps each user is in, page by page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        exact_to: Users of a page up to whom the camps are sought exactly.
        seed: Seed of the local search.

    Returns:
        One row for each page and user with a tie, by page and camp, those with the most ties first, then by id. Where
        several divisions are as good, one of them, the same each time.

    Source:
        The division that `page-balance` counts.
    """
    found = read_discussion(graph)
    rows = []
    for page, nodes in by_page(found).items():
        ties = ties_of(found, nodes)
        sides = frustration(ties, exact_to=exact_to, seed=seed).sides if ties else {}
        counts: dict[str, Counter[str]] = {user: Counter() for user in sides}
        for (one, other), sign in ties.items():
            for user in (one, other):
                counts[user]["agreements" if sign > 0 else "conflicts"] += 1
                counts[user]["against"] += (sides[one] == sides[other]) != (sign > 0)
        rows += [
            CampRow(
                page, user, str(found.name(user)), side + 1, count["agreements"], count["conflicts"], count["against"]
            )
            for user, side in sides.items()
            for count in [counts[user]]
        ]
    return sorted(rows, key=lambda row: (row.page, row.camp, -row.agreements - row.conflicts, row.user))
