"""Measures of sides: frustration against the literature and by trial of all divisions, camps and consensus by hand."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations, product

import networkx as nx
import pytest
from graphs import START, Graph, add_comment, add_proposal, add_stance, new_graph
from hypothesis import given, settings
from hypothesis import strategies as st
from signed_networks import GAHUKU_GAMA, MONASTERY, buckminsterfullerene, odd_rings, read_ties

from graphtalk.analytics.consensus import ConsensusRow, GroupRow, consensus_by_day, group_consensus
from graphtalk.analytics.sides import AgreementRow, BalanceRow, CampRow, page_balance, user_agreement, user_camps
from graphtalk.analytics.signed import ENGINE, Frustration, Triads, against, frustration, signed_ties, triads
from graphtalk.analytics.statistics import jeffreys

Pair = tuple[str, str]
EXACT, BOUNDED = True, False
PETERSEN = nx.petersen_graph()
# Zaslavsky 2012, "Six signed Petersen graphs, and their automorphisms", doi:10.1016/j.disc.2011.12.010: up to switching
# the Petersen graph has six signings, the last the same as that of three negative edges three steps apart, P3,3. The first
# number is the frustration index, that of negative edges in the others; the second in a name how many steps these are apart.
NEGATIVE: Mapping[str, tuple[int, list[tuple[int, int]]]] = {
    "+P": (0, []),
    "P1": (1, [(0, 1)]),
    "P2,2": (2, [(0, 1), (2, 3)]),
    "P2,3": (2, [(0, 1), (7, 9)]),
    "P3,2": (3, [(0, 1), (2, 3), (5, 8)]),
    "-P": (3, list(PETERSEN.edges)),
}
# The first two: Aref and Wilson 2019, "Balance and frustration in signed networks", doi:10.1093/comnet/cny015. The others as
# bipartite edge frustration: Došlić and Vukičević 2007, "Computing the bipartite edge frustration of fullerene graphs".
PUBLISHED: Mapping[str, tuple[dict[Pair, int], tuple[int, int, int, int]]] = {  # people, ties, conflicts, index
    "Gahuku-Gama tribes": (read_ties(GAHUKU_GAMA), (16, 58, 29, 7)),
    "Sampson's monastery": (read_ties(MONASTERY), (18, 49, 12, 5)),
    "dodecahedron, C20": (odd_rings(nx.dodecahedral_graph()), (20, 30, 30, 6)),
    "buckminsterfullerene, C60": (odd_rings(buckminsterfullerene()), (60, 90, 90, 12)),
}


def ties_of(graph: "nx.Graph[int]", negative: list[tuple[int, int]]) -> dict[Pair, int]:
    minus = {frozenset(edge) for edge in negative}
    return signed_ties({(f"n{a:02}", f"n{b:02}"): -1 if frozenset((a, b)) in minus else 1 for a, b in graph.edges})


def fewest(ties: Mapping[Pair, int]) -> int:
    """Return the frustration index by trial of all divisions."""
    people = sorted({person for pair in ties for person in pair})
    edges = [(one, other, sign) for (one, other), sign in ties.items()]
    return min(against(edges, dict(zip(people, sides, strict=True))) for sides in product((0, 1), repeat=len(people)))


@pytest.mark.parametrize("index, negative", NEGATIVE.values(), ids=NEGATIVE)
def test_frustration_of_signed_petersen_graphs(index: int, negative: list[tuple[int, int]]) -> None:
    ties = ties_of(PETERSEN, negative)

    found = frustration(ties)

    assert (index, index, EXACT) == (found.index, found.bound, found.exact)
    assert fewest(ties) == index


@pytest.mark.parametrize("ties, expected", PUBLISHED.values(), ids=PUBLISHED)
def test_frustration_of_published_networks(ties: dict[Pair, int], expected: tuple[int, int, int, int]) -> None:
    found = frustration(ties)

    assert found.exact
    assert expected == (len(found.sides), len(ties), list(ties.values()).count(-1), found.index)


@pytest.mark.parametrize("size", range(2, 9))
def test_frustration_of_complete_conflict(size: int) -> None:
    # Each division leaves the conflicts within its two sides: fewest if they are as even as can be, floor((n - 1)² / 4).
    complete: nx.Graph[int] = nx.complete_graph(size)

    assert (size - 1) ** 2 // 4 == frustration(ties_of(complete, list(complete.edges))).index


def test_frustration_counts_its_own_certificate() -> None:
    ties = ties_of(PETERSEN, list(PETERSEN.edges))
    found = frustration(ties)

    assert found.index == against([(one, other, sign) for (one, other), sign in ties.items()], found.sides)
    assert ENGINE == found.engine


def test_large_networks_are_bounded_from_both_sides() -> None:
    ties = ties_of(PETERSEN, list(PETERSEN.edges))

    found = frustration(ties, exact_to=5)

    assert (3, 0, BOUNDED, "local search") == (found.index, found.bound, found.exact, found.engine)


signs = st.lists(st.sampled_from([-1, 0, 1]), min_size=15, max_size=15).map(
    lambda values: signed_ties(dict(zip(combinations("abcdef", 2), values, strict=True)))
)


@settings(max_examples=40, deadline=None)
@given(signs)
def test_frustration_is_the_least_of_all_divisions(ties: dict[Pair, int]) -> None:
    found = frustration(ties)

    assert found.exact
    assert (fewest(ties) if ties else 0) == found.index
    assert 2 * found.index <= len(ties)


@settings(max_examples=40, deadline=None)
@given(signs, st.sets(st.sampled_from("abcdef")))
def test_frustration_and_triads_stay_where_some_change_sides(ties: dict[Pair, int], turned: set[str]) -> None:
    switched = {pair: -sign if len(turned & set(pair)) == 1 else sign for pair, sign in ties.items()}

    assert frustration(ties).index == frustration(switched).index
    assert triads(ties).balanced == triads(switched).balanced


@settings(deadline=None)
@given(signs)
def test_triads_are_those_of_a_count(ties: dict[Pair, int]) -> None:
    counts = [0, 0, 0, 0]
    for one, other, third in combinations("abcdef", 3):
        around = [ties.get(pair, 0) for pair in ((one, other), (one, third), (other, third))]
        if all(around):
            counts[around.count(-1)] += 1

    assert Triads(*counts) == triads(ties)


def test_nobody_has_no_sides() -> None:
    assert Frustration(0, 0, {}, EXACT, "local search", 0) == frustration({})
    assert triads({}).balanced is None


def vote_graph() -> Graph:
    """Ana and Bo are for p0 and against p1, Cy the other way round; Di is for both, a day later."""
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Eve")
    add_proposal(graph, "p0", "a")
    add_proposal(graph, "p1", "a")
    votes = {"Ana": "+-", "Bo": "+-", "Cy": "-+", "Di": "++"}
    for number, (user, sides) in enumerate(votes.items()):
        add_comment(graph, f"c{number}", "s0", author=user, parent="a", hours=1 + 24 * (user == "Di"))
        for proposal, side in zip(("p0", "p1"), sides, strict=True):
            add_stance(graph, f"c{number}", "ENDORSES" if side == "+" else "OPPOSES", proposal, "words")
    return graph


def test_agreement_by_hand() -> None:
    expected = [
        AgreementRow("u:Ana", "u:Bo", "Ana", "Bo", 2, 0, 1),
        AgreementRow("u:Ana", "u:Cy", "Ana", "Cy", 0, 2, -1),
        AgreementRow("u:Ana", "u:Di", "Ana", "Di", 1, 1, 0),
        AgreementRow("u:Bo", "u:Cy", "Bo", "Cy", 0, 2, -1),
        AgreementRow("u:Bo", "u:Di", "Bo", "Di", 1, 1, 0),
        AgreementRow("u:Cy", "u:Di", "Cy", "Di", 1, 1, 0),
    ]

    assert expected == user_agreement(vote_graph())


def test_balance_and_camps_by_hand() -> None:
    page = "local:Talk:Mill"
    expected = BalanceRow(page, 3, 1, 2, 1, 0, 1.0, 0, 0, EXACT, 1.0, 2, 1, 1.0, 1.0, "local search", 0)

    assert [expected] == page_balance(vote_graph())
    assert [
        CampRow(page, "u:Ana", "Ana", 1, 1, 1, 0),
        CampRow(page, "u:Bo", "Bo", 1, 1, 1, 0),
        CampRow(page, "u:Cy", "Cy", 2, 0, 2, 0),
    ] == user_camps(vote_graph())


def test_balance_of_three_who_all_disagree() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Eve")
    for number, pair in enumerate(combinations(("Ana", "Bo", "Cy"), 2)):
        add_proposal(graph, f"p{number}", "a")
        for user, kind in zip(pair, ("ENDORSES", "OPPOSES"), strict=True):
            add_comment(graph, f"{user}{number}", "s0", author=user)
            add_stance(graph, f"{user}{number}", kind, f"p{number}", "words")

    (row,) = page_balance(graph)

    assert (0, 1, 0.0, 1, EXACT) == (
        row.triads_balanced,
        row.triads_unbalanced,
        row.triad_balance,
        row.frustration,
        row.exact,
    )
    assert 0.333333 == row.line_balance


def test_consensus_by_hand() -> None:
    day = START.replace(hour=0)
    assert [
        ConsensusRow("p0", day, 2, 1, 0, 0, 0.666667, *jeffreys(2, 3)),
        ConsensusRow("p0", day + timedelta(days=1), 3, 1, 0, 0, 0.75, *jeffreys(3, 4)),
    ] == consensus_by_day(vote_graph())[:2]


def test_change_of_sides_is_seen() -> None:
    graph = vote_graph()
    add_comment(graph, "z", "s0", author="Cy", hours=50)
    add_stance(graph, "z", "ENDORSES", "p0", "words")

    row = [row for row in consensus_by_day(graph) if row.proposal == "p0"][-1]

    assert (4, 0, 1, 1.0) == (row.support, row.oppose, row.changed, row.share)


def test_group_consensus_by_hand() -> None:
    # Camps Ana, Bo and Cy. For p0: (1 + 2) / (2 + 2) and (1 + 0) / (2 + 1); for p1: 1/4 and 2/3. Di is in no camp.
    assert [
        GroupRow("p0", 0.25, 2, 0, 0, 1, 0.666667),
        GroupRow("p1", 0.166667, 0, 2, 1, 0, 0.333333),
    ] == group_consensus(vote_graph())


def test_one_voter_has_no_ties_and_no_camp() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")
    add_proposal(graph, "p0", "a")
    add_stance(graph, "a", "ENDORSES", "p0", "words")

    for measure in (user_agreement, page_balance, user_camps, group_consensus):
        assert [] == measure(graph)
    assert [1] == [row.support for row in consensus_by_day(graph)]
