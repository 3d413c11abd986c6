"""Measures of requests: values by hand."""

from graphs import PAGE, START, Graph, add_comment, add_edge, add_proposal, new_graph

from graphtalk.analytics.requests import (
    BacklogRow,
    KindRow,
    RequestRow,
    ReviewerRow,
    request_backlog,
    request_clocks,
    request_kinds,
    request_reviewers,
)

HOURS_OF_JANUARY = 31 * 24


def request_graph() -> Graph:
    """Ana asks for two versions and is answered by Bo on the third day; Cy asks in the next month and waits."""
    graph = new_graph("Lead", "Date")
    add_request(graph, "r0", "a", "s0", author="Ana", hours=0)
    add_proposal(graph, "p0", "a")
    add_comment(graph, "b", "s0", author="Bo", parent="a", hours=6)
    add_proposal(graph, "p1", "b")
    add_edge(graph, "p1", "AMENDS", "p0", similarity=0.8)
    add_comment(graph, "c", "s0", author="Bo", parent="b", hours=48)
    add_edge(graph, "r0", "ASKS_FOR", "p0")
    add_edge(graph, "r0", "ASKS_FOR", "p1")
    add_edge(graph, "c", "ANSWERS", "r0", outcome="implemented with changes")
    graph.nodes["r0"]["outcome"] = "implemented with changes"
    add_request(graph, "r1", "d", "s1", author="Cy", hours=HOURS_OF_JANUARY)
    add_comment(graph, "e", "s1", author="Cy", parent="d", hours=HOURS_OF_JANUARY + 24)
    return graph


def add_request(  # noqa: PLR0913  # a request has that many sides
    graph: Graph, request: str, comment: str, section: str, *, author: str, hours: int
) -> None:
    add_comment(graph, comment, section, author=author, hours=hours)
    graph.add_node(request, label="Request", kind="edit request", outcome="open", page=PAGE)
    add_edge(graph, comment, "OPENS", request)


def test_clocks_by_hand() -> None:
    february = START.replace(month=2)
    kind = "edit request"
    expected = [
        RequestRow("r1", kind, "open", "Cy", None, february, None, None, 1.0, 0, 0, 1),
        RequestRow("r0", kind, "implemented with changes", "Ana", "Bo", START, 6.0, 2.0, None, 2, 2, 2),
    ]

    assert expected == request_clocks(request_graph())


def test_kinds_by_hand() -> None:
    # One was answered after two days, the other has waited for one: nobody but the first was there at two.
    assert [KindRow("edit request", 2, 1, 6.0, 2.0, 1.0)] == request_kinds(request_graph())


def test_backlog_by_hand() -> None:
    # From 1 February at noon to 1 March: 28.5 days.
    expected = [
        BacklogRow("2024-01", "edit request", 1, 1, 0, None),
        BacklogRow("2024-02", "edit request", 1, 0, 1, 28.5),
    ]

    assert expected == request_backlog(request_graph())


def test_reviewers_by_hand() -> None:
    assert [ReviewerRow("u:Bo", "Bo", 1, 1, 0, 2.0, ("edit request",))] == request_reviewers(request_graph())


def test_last_answer_counts() -> None:
    graph = request_graph()
    add_comment(graph, "f", "s0", author="Di", parent="c", hours=72)
    add_edge(graph, "f", "ANSWERS", "r0", outcome="declined")
    graph.nodes["r0"]["outcome"] = "declined"

    assert [ReviewerRow("u:Di", "Di", 1, 0, 1, 3.0, ("edit request",))] == request_reviewers(graph)


def test_request_without_times_has_no_clock() -> None:
    graph = request_graph()
    for node in "abcde":
        del graph.nodes[node]["timestamp"]

    assert [(None, None, None)] * 2 == [(r.first_reply_hours, r.days, r.waiting_days) for r in request_clocks(graph)]
    assert [] == request_backlog(graph)
    assert [None] == [row.median_days for row in request_reviewers(graph)]
