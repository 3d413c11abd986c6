"""Measures of proposals and support: values by hand, and laws."""

from collections.abc import Sequence
from math import asin, pi, sqrt

import networkx as nx
import pytest
from graphs import START, Graph, add_comment, add_edge, add_proposal, add_stance, new_graph
from hypothesis import given
from hypothesis import strategies as st

from graphtalk.analytics.proposals import (
    AdoptionRow,
    DecisionRow,
    VersionRow,
    adoption_rates,
    decision_times,
    proposal_lineage,
)
from graphtalk.analytics.statistics import entropy, jeffreys, median_survival
from graphtalk.analytics.support import ObjectionRow, SupportRow, remaining_objections, version_support

TEXTS = ("the old mill burned down", "the mill burned in 1911", "a fire destroyed it in 1911")


def chain_graph(versions: int = 3, similarity: Sequence[float | None] = (0.6, 0.2)) -> Graph:
    """Ana, Bo and Cy each make a version of the passage, a day apart; each amends the one before."""
    graph = new_graph("Lead")
    for number, (author, text) in enumerate(zip(("Ana", "Bo", "Cy")[:versions], TEXTS, strict=False)):
        add_comment(graph, f"c{number}", "s0", author=author, hours=24 * number)
        add_proposal(graph, f"p{number}", f"c{number}")
        graph.nodes[f"p{number}"]["text"] = text
        if number:
            add_edge(graph, f"p{number}", "AMENDS", f"p{number - 1}", similarity=similarity[number - 1])
    return graph


def say(  # noqa: PLR0913  # who says what of what, and when
    graph: Graph, user: str, kind: str, proposal: str, hours: int, *, struck: bool = False
) -> None:
    comment = f"{user}-{kind}-{proposal}"
    add_comment(graph, comment, "s0", author=user, hours=hours)
    add_stance(graph, comment, kind, proposal, f"{kind} of {user}", struck=struck)


def test_lineage_by_hand() -> None:
    # Of "the old mill burned down" the second version has the, mill, burned; the third none. Of "the mill burned in
    # 1911" the third has in 1911: 2 of 5, fewer than half after one step.
    expected = [
        VersionRow("p0", 1, "p0", "Ana", "wording", "open", START, (), 5, None, 2, 0, 0.0, 2, None, None),
        VersionRow(
            "p0", 2, "p1", "Bo", "wording", "open", START.replace(day=2), ("p0",), 5, 0.6, 1, 2, 0.4, 1, None, None
        ),
        VersionRow(
            "p0", 3, "p2", "Cy", "wording", "open", START.replace(day=3), ("p1",), 6, 0.4, 0, 6, 1.0, None, None, None
        ),
    ]

    assert expected == proposal_lineage(chain_graph())


def test_words_last_to_the_last_wording_where_a_change_to_it_is_only_described() -> None:
    graph = chain_graph()
    graph.nodes["p2"]["kind"] = "edit"

    assert [("p0", 3, 0.6), ("p1", 5, 1.0), ("p2", None, None)] == [
        (row.proposal, row.lasting_words, row.survival) for row in proposal_lineage(graph)
    ]


def test_lineage_of_one_proposal_that_is_no_wording() -> None:
    graph = chain_graph(1)
    graph.nodes["p0"]["kind"] = "move"

    (row,) = proposal_lineage(graph)

    assert (1, None, None, None, None) == (row.version, row.words, row.lasting_words, row.survival, row.half_life)


@pytest.mark.parametrize("days, stood", [([3.5], 3.5), ([2.0, 9.0], 9.0), ([2.0, None], None)])
def test_lineage_tells_how_long_words_stood_in_the_article(days: list[float | None], stood: float | None) -> None:
    graph = chain_graph(1)
    graph.nodes["p0"]["adopted"] = "adapted"
    for number, value in enumerate(days):
        graph.add_node(f"revision{number}", label="ArticleRevision")
        add_edge(graph, "p0", "ADOPTED_IN", f"revision{number}", days=value)

    assert [("adapted", stood)] == [(row.in_article, row.article_days) for row in proposal_lineage(graph)]


def test_words_last_in_the_branch_that_keeps_the_most() -> None:
    graph = chain_graph(2)
    add_comment(graph, "c9", "s0", author="Di", hours=50)
    add_proposal(graph, "p9", "c9")
    graph.nodes["p9"]["text"] = "old mill burned down"
    add_edge(graph, "p9", "AMENDS", "p0", similarity=0.9)

    survival = {row.proposal: row.survival for row in proposal_lineage(graph)}

    assert {"p0": 0.8, "p1": 1.0, "p9": 1.0} == survival


def test_support_by_hand() -> None:
    graph = chain_graph()
    say(graph, "Di", "ENDORSES", "p0", 1)  # carried over to p1, lapsed by p2
    say(graph, "Ed", "OPPOSES", "p0", 2)  # an own word on p1 replaces it
    say(graph, "Ed", "ENDORSES", "p1", 25)  # lapses: p2 is another text
    say(graph, "Flo", "ENDORSES", "p0", 30)  # after p1 was made, so not carried over to it
    say(graph, "Cy", "OPPOSES", "p1", 40)  # makes p2, so counts there by what is said of it alone
    say(graph, "Gus", "NEUTRAL_ON", "p2", 50)
    say(graph, "Hal", "OPPOSES", "p2", 51, struck=True)

    expected = [
        SupportRow("p0", 1, "open", 2, 0, 0, 1, 0, 0, 0, 1),
        SupportRow("p1", 2, "open", 1, 1, 1, 1, 0, 0, 0, 1),
        SupportRow("p2", 3, "open", 0, 0, 3, 0, 0, 0, 1, 0),
    ]
    assert expected == version_support(graph)


@pytest.mark.parametrize("similarity, carried", [(0.5, 1), (0.49, 0), (None, 0)])
def test_stance_is_carried_over_where_the_texts_are_alike(similarity: float | None, carried: int) -> None:
    graph = chain_graph(2, (similarity,))
    say(graph, "Di", "OPPOSES", "p0", 1)

    row = {row.proposal: row for row in version_support(graph)}["p1"]

    assert (carried, 1 - carried) == (row.oppose_carried, row.oppose_lapsed)


def objections(graph: Graph) -> list[tuple[str, str, str, bool | None, str | None]]:
    return [(row.proposal, row.name, row.became, row.met, row.answer) for row in remaining_objections(graph)]


def test_objections_by_hand() -> None:
    graph = chain_graph()
    say(graph, "Bo", "OPPOSES", "p0", 3)  # makes p1
    say(graph, "Di", "OPPOSES", "p0", 4)
    say(graph, "Di", "ENDORSES", "p2", 60)
    say(graph, "Ed", "OPPOSES", "p1", 30)
    say(graph, "Ed", "OPPOSES", "p2", 61)
    say(graph, "Flo", "OPPOSES", "p1", 31)
    say(graph, "Gus", "OPPOSES", "p2", 62)
    say(graph, "Gus", "ENDORSES", "p2", 63)  # took it back on the same version

    assert [
        ("p2", "Ed", "standing", None, None),
        ("p1", "Flo", "amended", None, "p2"),
        ("p1", "Ed", "renewed", None, "p2"),
        ("p0", "Di", "resolved", True, "p2"),
        ("p0", "Bo", "reworded", True, "p1"),
    ] == objections(graph)


@pytest.mark.parametrize(
    "status, became, met",
    [("open", "standing", None), ("implemented", "overruled", False), ("declined", "upheld", True)],
)
def test_objection_to_a_decided_proposal(status: str, became: str, *, met: bool | None) -> None:
    graph = chain_graph(1)
    graph.nodes["p0"]["status"] = status
    say(graph, "Di", "OPPOSES", "p0", 1)

    expected = ObjectionRow("p0", status, "u:Di", "Di", START.replace(hour=13), "OPPOSES of Di", became, met, None)
    assert [expected] == remaining_objections(graph)


def test_decision_by_hand() -> None:
    graph = chain_graph(2)
    say(graph, "Di", "ENDORSES", "p1", 30)
    add_comment(graph, "end", "s0", author="Ana", hours=36)
    add_edge(graph, "end", "DECIDES", "p1", status="implemented")
    graph.nodes["p1"]["status"] = "implemented"

    second = START.replace(day=2)
    expected = [
        DecisionRow("p1", "Bo", "implemented", second, second.replace(day=3, hour=0), "Ana", 0.5, None, 2, 1, 1),
        DecisionRow("p0", "Ana", "open", START, None, None, None, 1.5, 1, 3, 0),
    ]
    assert expected == decision_times(graph)
    # One of two is decided, after half a day; half are by then, whatever becomes of the other.
    expected_rate = AdoptionRow("no interest declared", 2, 2, 1, 0, 0, 1, 1.0, 0.146746, 1.0, 0.5)
    assert [expected_rate] == adoption_rates(graph)


def test_adoption_is_told_by_declared_interest() -> None:
    graph = chain_graph()
    graph.add_node("article:Mill", label="Article", title="Mill")
    add_edge(graph, "u:Ana", "DECLARES_INTEREST_IN", "article:Mill")
    graph.remove_edge("u:Cy", "c2")
    graph.nodes["p0"]["status"] = "declined"
    graph.nodes["p1"]["status"] = "superseded"

    assert [
        ("interest declared", 1, 0, 1, 0, 0.0),
        ("no interest declared", 1, 0, 0, 1, None),
        ("unsigned", 0, 0, 0, 0, None),
    ] == [(r.proposer, r.users, r.adopted, r.refused, r.superseded, r.rate) for r in adoption_rates(graph)]


def test_versions_in_a_ring_end() -> None:
    graph = chain_graph()
    add_edge(graph, "p0", "AMENDS", "p2", similarity=0.9)

    assert {3} == {row.version for row in proposal_lineage(graph)}
    assert 3 == len(version_support(graph))


def test_measures_of_a_page_without_proposals_are_empty() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")

    for measure in (proposal_lineage, version_support, remaining_objections, decision_times, adoption_rates):
        assert [] == measure(graph)


# Statistics


def test_interval_of_one_success_is_that_of_the_closed_form() -> None:
    low, high = jeffreys(1, 1)
    assert low is not None

    # The distribution function of Beta(3/2, 1/2) is 2/pi (asin sqrt x - sqrt (x (1 - x))).
    assert 0.025 == pytest.approx(2 / pi * (asin(sqrt(low)) - sqrt(low * (1 - low))), abs=1e-6)
    assert 1.0 == high


@given(st.integers(0, 60), st.integers(0, 60))
def test_interval_holds_the_share_and_turns_with_it(successes: int, failures: int) -> None:
    trials = successes + failures
    low, high = jeffreys(successes, trials)
    if not trials:
        assert (None, None) == (low, high)
        return
    assert low is not None
    assert high is not None
    assert 0 <= low <= successes / trials <= high <= 1
    assert (round(1 - high, 6), round(1 - low, 6)) == pytest.approx(jeffreys(failures, trials), abs=2e-6)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_median_of_what_all_ended_is_one_of_them_at_the_middle(ended: list[int]) -> None:
    found = median_survival(ended, [])

    assert sorted(ended)[(len(ended) - 1) // 2] == found


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6))
def test_entropy_is_a_share_and_one_where_all_are_equal(counts: list[int]) -> None:
    found = entropy(counts)

    assert found is not None
    assert 0 <= found <= 1
    assert (len(set(counts)) == 1) == (found == 1.0)


def test_graph_without_anything_has_no_rows() -> None:
    assert [] == version_support(nx.MultiDiGraph(), carry=0.1)
