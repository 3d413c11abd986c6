"""The view of people: who did what to whom how often."""

from graphs import add_comment, add_stance, page_graph, turned

from graphtalk.views import VIEWS
from graphtalk.views.people import people


def test_all_that_happened_in_one_way_between_two_people_is_one_line_with_its_count() -> None:
    graph = page_graph()
    add_comment(graph, "i", "s0", author="Bo", parent="c", hours=70)

    ties = {(start, end, data["type"]): data["count"] for start, end, data in people(graph).edges(data=True)}

    assert ties == {
        ("u:Ana", "u:Bo", "REPLIES_TO"): 1,
        ("u:Bo", "u:Ana", "REPLIES_TO"): 3,
        ("u:Cy", "u:Bo", "REPLIES_TO"): 1,
        ("u:Ana", "u:Bo", "ENDORSES_WITH_CHANGES"): 1,
        ("u:Bo", "u:Ana", "OPPOSES"): 1,
        ("u:Bo", "u:Cy", "NEUTRAL_ON"): 1,
        ("u:Bo", "u:Ana", "MENTIONS"): 1,
    }
    widths = {data["count"]: data["width"] for _, _, data in people(graph).edges(data=True)}
    assert widths[3] > widths[1]


def test_what_is_struck_or_done_to_oneself_is_left_out() -> None:
    graph = page_graph()
    graph.edges["b", "a/p1", "OPPOSES"]["struck"] = True
    add_stance(graph, "a", "ENDORSES", "a/p1", "words", struck=False)

    ways = {(start, end, data["type"]) for start, end, data in people(graph).edges(data=True)}

    assert ("u:Bo", "u:Ana", "OPPOSES") not in ways
    assert all(start != end for start, end, _ in ways)


def test_those_who_wrote_most_are_drawn_and_the_rest_is_counted() -> None:
    styled = people(page_graph(), max_nodes=2)

    assert {"u:Ana", "u:Bo"} == set(styled)
    assert styled.graph["caption"] == "2 of 3 people, those who wrote most"


def test_lines_between_the_same_two_people_do_not_cover_each_other() -> None:
    bends = {
        (start, end, data["type"]): data["smooth"]["roundness"]
        for start, end, data in people(page_graph()).edges(data=True)
    }
    pair = [bend for (start, end, _), bend in bends.items() if (start, end) == ("u:Bo", "u:Ana")]

    assert len(pair) == len(set(pair)) == 3


def test_equal_graphs_give_equal_bytes() -> None:
    assert VIEWS["people"](turned(page_graph()), "Talk:Mill") == VIEWS["people"](page_graph(), "Talk:Mill")
