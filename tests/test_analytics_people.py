"""Measures of people and of time: values by hand on small graphs."""

from collections.abc import Sequence

import networkx as nx
import pytest
from graphs import Graph, add_comment, add_edge, add_proposal, new_graph
from hypothesis import given
from hypothesis import strategies as st

from graphtalk.analytics.rhythm import RhythmRow, burstiness, count_bursts, thread_rhythms
from graphtalk.analytics.roles import AnswerRow, RoleRow, answer_times, both_ways, user_roles

NO = False


def talk_graph(kind: str = "ping") -> Graph:
    """Ana asks, Bo answers after two hours, Ana after one more; Cy answers Bo and pings Ana, who is silent on it."""
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana", text="Who built it? I forgot")
    add_comment(graph, "b", "s0", author="Bo", parent="a", hours=2, text="The miller")
    add_comment(graph, "c", "s0", author="Ana", parent="b", hours=3, text="Thank you")
    add_comment(graph, "d", "s0", author="Cy", parent="b", hours=6, text="See https://x.example/?a=1")
    add_edge(graph, "d", "MENTIONS", "u:Ana", kind=kind)
    return graph


def test_name_after_an_at_sign_is_a_ping_and_a_link_is_none() -> None:
    rows = {kind: {row.name: row for row in user_roles(talk_graph(kind))} for kind in ("at", "link")}

    assert [(1, 1), (0, 0)] == [(found["Cy"].asked, found["Ana"].pinged_in_vain) for found in rows.values()]


def test_roles_by_hand() -> None:
    # Ties: Ana-Bo twice, Bo-Cy once. Ana and Cy have one partner: 1. Bo: (2/3)² + (1/3)².
    expected = [
        RoleRow("u:Ana", "Ana", NO, 7, 0.636364, 1, 1, 1.0, 1.0, 0, 0, 0, 1, 0, 1),
        RoleRow("u:Bo", "Bo", NO, 2, 0.181818, 1, 1, 0.555556, 2.0, 0, 0, 0, 0, 0, 0),
        RoleRow("u:Cy", "Cy", NO, 2, 0.181818, 1, 1, 1.0, 4.0, 0, 0, 0, 1, 1, 0),
    ]

    assert expected == user_roles(talk_graph())


def test_roles_of_one_who_talks_alone() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana", text="")
    graph.nodes["a"]["text"] = ""

    expected = RoleRow("u:Ana", "Ana", NO, 0, None, 1, 0, None, None, 0, 0, 0, 0, 0, 0)
    assert [expected] == user_roles(graph)


def test_amendments_are_versions_of_what_others_proposed() -> None:
    graph = new_graph("Lead")
    for number, author in enumerate(["Ana", "Bo", "Bo"]):
        add_comment(graph, f"c{number}", "s0", author=author, hours=number)
        add_proposal(graph, f"p{number}", f"c{number}", status=("superseded", "superseded", "implemented")[number])
    add_edge(graph, "p1", "AMENDS", "p0")
    add_edge(graph, "p2", "AMENDS", "p1")
    add_edge(graph, "p2", "AMENDS", "p0")
    graph.add_node("article:Mill", label="Article", title="Mill")
    add_edge(graph, "u:Bo", "DECLARES_INTEREST_IN", "article:Mill")

    rows = [(r.name, r.interested, r.proposals, r.amendments, r.amendments_adopted) for r in user_roles(graph)]

    assert [("Bo", True, 2, 2, 1), ("Ana", False, 1, 0, 0)] == rows


def test_constraint_of_one_between_two_who_talk_with_each_other_far_more() -> None:
    # Ana: half of her ties each with Bo and Cy, three quarters of theirs with each other: 2 (1/2 + 1/2 · 3/4)².
    graph = new_graph("Lead")
    add_comment(graph, "b", "s0", author="Bo")
    add_comment(graph, "c", "s0", author="Cy", parent="b")
    for number in range(2):
        add_comment(graph, f"c{number}", "s0", author="Cy", parent="b")
    add_comment(graph, "x", "s0", author="Ana", parent="b")
    add_comment(graph, "y", "s0", author="Ana", parent="c")

    assert {"Ana": 1.53125} == {row.name: row.constraint for row in user_roles(graph) if row.name == "Ana"}


def test_question_answered_by_the_asker_alone_was_asked_in_vain() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana", text="Who built it?")
    add_comment(graph, "b", "s0", author="Ana", parent="a", text="Anybody?")
    add_comment(graph, "c", "s0", author="Bo", parent="b", text="Nobody knows")

    rows = [(row.name, row.asked, row.asked_in_vain) for row in user_roles(graph)]

    assert [("Ana", 2, 1), ("Bo", 0, 0)] == rows


def test_answers_by_hand() -> None:
    expected = [
        AnswerRow("u:Ana", "u:Bo", "Ana", "Bo", 1, 1.0, 1.0, 1),
        AnswerRow("u:Bo", "u:Ana", "Bo", "Ana", 1, 2.0, 2.0, 1),
        AnswerRow("u:Cy", "u:Bo", "Cy", "Bo", 1, 4.0, 4.0, 0),
    ]

    assert expected == answer_times(talk_graph())


def test_answer_without_a_time_is_counted_but_not_timed() -> None:
    graph = talk_graph()
    del graph.nodes["d"]["timestamp"]

    row = answer_times(graph)[-1]

    assert (1, None, None) == (row.answers, row.median_hours, row.fastest_hours)


def test_karate_club_has_the_core_numbers_of_networkx() -> None:
    # Zachary 1977: core numbers as Batagelj and Zaveršnik's algorithm gives them, the innermost core being ten members.
    club: nx.Graph[str] = nx.relabel_nodes(nx.karate_club_graph(), str)
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_weighted_edges_from((start, end, 1) for start, end in club.edges)
    network.add_nodes_from(club)

    cores = nx.core_number(both_ways(network))

    assert nx.core_number(club) == cores
    assert {"0", "1", "2", "3", "7", "8", "13", "30", "32", "33"} == {node for node, core in cores.items() if core == 4}


def test_rhythm_by_hand() -> None:
    # Hours 0, 2, 3, 6, then 40 days later; three people in turns.
    graph = talk_graph()
    add_comment(graph, "e", "s0", author="Cy", hours=6 + 960)

    gaps = [2.0, 1.0, 3.0, 960.0]
    expected = RhythmRow("s0", "Lead", 5, 2.5, burstiness(gaps), 1, 40.0, 1, 0.0, NO, 0.960230, 0.4, 0.75)
    assert [expected] == thread_rhythms(graph)


@pytest.mark.parametrize(
    "hours, row",  # gap, burstiness, bursts, silence, revivals, evenness, top share, turns
    [
        ([], (None, None, 0, None, 0, None, None, None)),
        ([0], (None, None, 0, None, 0, None, 1.0, None)),
        ([0, 12], (12.0, None, 0, 0.5, 0, None, 1.0, 0.0)),
        ([0, 0, 0], (0.0, None, 1, 0.0, 0, None, 1.0, 0.0)),
    ],
    ids=["empty", "one", "two", "at once"],
)
def test_rhythm_of_few_comments(hours: Sequence[int], row: tuple[object, ...]) -> None:
    graph = new_graph("Lead")
    for number, hour in enumerate(hours):
        add_comment(graph, f"c{number}", "s0", author="Ana", hours=hour)

    (found,) = thread_rhythms(graph)

    assert row == (
        found.median_gap_hours,
        found.burstiness,
        found.bursts,
        found.longest_silence_days,
        found.revivals,
        found.evenness,
        found.top_share,
        found.turns,
    )


def test_section_is_dormant_where_the_page_goes_on_without_it_and_nobody_closed_it() -> None:
    graph = new_graph("Old", "Closed", "New")
    for number in range(3):
        add_comment(graph, f"c{number}", f"s{number}", author="Ana", hours=2400 * (number == 2))
    graph.nodes["s1"]["closed_by"] = "Bo"

    assert [(100.0, True), (100.0, False), (0.0, False)] == [
        (row.silent_days, row.dormant) for row in thread_rhythms(graph)
    ]


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12))
def test_burstiness_lies_between_its_ends_and_knows_no_unit(gaps: list[int]) -> None:
    found = burstiness(gaps)

    if sum(gaps):
        assert found is not None
        assert -1 <= found <= 1
        assert burstiness([gap * 60 for gap in gaps]) == pytest.approx(found, abs=1e-6)
    else:
        assert found is None


def test_burst_takes_three_comments() -> None:
    assert [0, 1, 1, 2] == [count_bursts(gaps, 6) for gaps in ([1], [1, 1], [1, 1, 1], [1, 1, 7, 1, 1])]
