"""Analytics: values by hand on small graphs, and what must not change them."""

from collections.abc import Callable, Sequence

import networkx as nx
import pytest
from graphs import Graph, add_comment, add_edge, full_graph, new_graph, page_graph, turned

from graphtalk.analytics import ANALYTICS, ThreadRow, UserRow, analyze, reply_network, thread_shapes
from graphtalk.analytics.network import ENGINE
from graphtalk.errors import UsageError
from graphtalk.table import Table


def thread_graph() -> Graph:
    """Ana asks, Bo answers; Ana, Cy and Bo answer Bo."""
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")
    add_comment(graph, "b", "s0", author="Bo", parent="a", hours=6)
    add_comment(graph, "c", "s0", author="Ana", parent="b", hours=7)
    add_comment(graph, "d", "s0", author="Cy", parent="b", hours=8)
    add_comment(graph, "e", "s0", author="Bo", parent="b", hours=36)
    return graph


def test_reply_network_by_hand() -> None:
    # Ana → Bo, Bo → Ana, Cy → Bo. With damping 0.85: Cy = 0.05, Bo = 0.05 + 0.85 (Ana + Cy), Ana = 0.05 + 0.85 Bo.
    # Only Cy → Ana leads through somebody: one of the 2 ordered pairs of others that Bo could stand between.
    bo = 0.135 / 0.2775
    by = 3, ENGINE, 0
    expected = [
        UserRow("u:Bo", "Bo", 2, 1, 2, 1, 2, round(bo, 6), 0.5, 1.0, *by),
        UserRow("u:Ana", "Ana", 2, 1, 1, 0, 1, round(0.05 + 0.85 * bo, 6), 0.0, 1.0, *by),
        UserRow("u:Cy", "Cy", 1, 1, 0, 0, 1, 0.05, 0.0, 0.0, *by),
    ]

    assert expected == reply_network(thread_graph())


def test_reply_network_weighs_edges_by_replies() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")
    add_comment(graph, "b", "s0", author="Bo", parent="a")
    add_comment(graph, "c", "s0", author="Bo", parent="a")

    rows = {row.name: row for row in reply_network(graph)}

    assert (rows["Bo"].replies_sent, rows["Bo"].partners) == (2, 1)
    assert (rows["Ana"].replies_received, rows["Ana"].partners) == (2, 1)


def test_reply_network_of_one_who_answers_nobody_has_no_reciprocity() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")
    add_comment(graph, "b", "s0", author="Ana", parent="a")

    assert [UserRow("u:Ana", "Ana", 2, 0, 0, 1, 0, 1.0, 0.0, None, 1, ENGINE, 0)] == reply_network(graph)


def test_reply_network_leaves_out_unsigned_comments_cosigners_and_the_mentioned() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")
    add_comment(graph, "b", "s0", author=None, parent="a")
    graph.add_node("u:Bo", label="User", name="Bo")
    add_edge(graph, "u:Bo", "WROTE", "a", role="cosigner")
    graph.add_node("u:Cy", label="User", name="Cy")
    add_edge(graph, "a", "MENTIONS", "u:Cy")

    assert [(row.name, row.comments, row.replies_received) for row in reply_network(graph)] == [("Ana", 1, 0)]


def test_thread_shape_by_hand() -> None:
    # Levels 1, 1, 3. Distances: a-b 1, b-c b-d b-e 1 each, a-c a-d a-e c-d c-e d-e 2 each: 16 over 10 pairs.
    # Replies: one to a, three to b. Comments: Ana 2, Bo 2, Cy 1, so Gini = (3 * 0 + 2 * 2 - 2 * 1) / (3 * 5).
    expected = ThreadRow("s0", "Lead", 5, 3, 3, 3, 1, 1.6, 2.0, round(2 / 15, 6), 6.0, 1.5)

    assert [expected] == thread_shapes(thread_graph())


@pytest.mark.parametrize(
    "parents, shape",  # depth, width, h-index, structural virality, branching
    [
        ([], (0, 0, 0, None, None)),
        ([None], (1, 1, 1, None, None)),
        ([None, None], (1, 2, 1, 2.0, None)),
        ([None, "c0"], (2, 1, 1, 1.0, 1.0)),
        ([None, "c0", "c0"], (2, 2, 2, round(4 / 3, 6), 2.0)),
        ([None, "c0", None], (2, 2, 1, 2.0, 1.0)),
        ([None, "c0", "c1", "c2"], (4, 1, 1, round(10 / 6, 6), 1.0)),
    ],
    ids=["empty", "one", "two tops", "a reply", "two replies", "two threads", "chain"],
)
def test_thread_shapes_of_small_trees(parents: Sequence[str | None], shape: tuple[object, ...]) -> None:
    graph = new_graph("Lead")
    for number, parent in enumerate(parents):
        add_comment(graph, f"c{number}", "s0", author="Ana", parent=parent)

    (row,) = thread_shapes(graph)

    assert (row.depth, row.width, row.h_index, row.structural_virality, row.branching) == shape


def test_thread_shapes_know_no_time_or_authors_where_the_page_has_none() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author=None)
    del graph.nodes["a"]["timestamp"]

    (row,) = thread_shapes(graph)

    assert (row.users, row.gini, row.first_reply_hours, row.span_days) == (0, None, None, None)


def test_thread_shapes_count_a_comment_in_its_own_section_only() -> None:
    graph = new_graph("Lead", "Sub")
    add_comment(graph, "a", "s0", author="Ana")
    add_comment(graph, "b", "s1", author="Bo", parent="a")  # answers across a heading: a top comment of its section

    assert [(row.section, row.comments, row.depth) for row in thread_shapes(graph)] == [("s0", 1, 1), ("s1", 1, 1)]


@pytest.mark.parametrize("measure", ANALYTICS.values(), ids=ANALYTICS)
def test_empty_graph_gives_no_rows(measure: Callable[[Graph], Sequence[object]]) -> None:
    assert measure(nx.MultiDiGraph()) == []


@pytest.mark.parametrize("measure", ANALYTICS.values(), ids=ANALYTICS)
def test_input_stays_as_it_was(measure: Callable[[Graph], Sequence[object]]) -> None:
    graph = full_graph()
    measure(graph)

    assert nx.utils.graphs_equal(full_graph(), graph)


@pytest.mark.parametrize("measure", ANALYTICS.values(), ids=ANALYTICS)
def test_other_ids_and_another_order_give_the_same_rows(measure: Callable[[Graph], Sequence[object]]) -> None:
    graph = full_graph()
    renamed = nx.relabel_nodes(turned(graph), {node: f"x{node}" for node in graph})

    before = [str(row) for row in measure(graph)]
    after = [str(row).replace("'x", "'") for row in measure(renamed)]

    assert before == after


def test_scores_equal_networkx_on_the_reply_graph() -> None:
    rows = {row.user: row for row in reply_network(page_graph())}
    edges = [("u:Bo", "u:Ana", 2), ("u:Ana", "u:Bo", 1), ("u:Cy", "u:Bo", 1)]
    oracle: nx.DiGraph[str] = nx.DiGraph()
    oracle.add_weighted_edges_from(edges)

    assert nx.pagerank(oracle) == pytest.approx({user: row.pagerank for user, row in rows.items()}, abs=1e-5)


@pytest.mark.parametrize("name, kind", [("reply-network", UserRow), ("thread-shapes", ThreadRow)])
def test_table_has_the_columns_even_without_rows(name: str, kind: type[UserRow | ThreadRow]) -> None:
    assert Table(tuple(kind.__dataclass_fields__), ()) == analyze(nx.MultiDiGraph(), name)


def test_table_has_a_row_for_each_user() -> None:
    assert [row[1] for row in analyze(page_graph(), "reply-network").rows] == ["Bo", "Ana", "Cy"]


def test_unknown_analysis_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="unknown analysis 'x'; choose one of reply-network, user-roles, "):
        analyze(nx.MultiDiGraph(), "x")
