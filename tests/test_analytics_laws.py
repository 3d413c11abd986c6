"""Laws that every analytic keeps, on made-up discussions of up to six comments and on pages of none, one and two."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import networkx as nx
import pytest
from graphs import PAGE, Graph, add_comment, add_edge, add_proposal, add_stance, new_graph, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.analytics import ANALYTICS, analyze, column_kinds

KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "string[]": tuple,
}
WORDS = ["the", "mill", "burned", "down", "in", "1911", "they", "say"]


@dataclass(frozen=True)
class Said:
    """One comment of a made-up discussion: who, after whom, and what it does."""

    author: str | None
    parent: int
    hours: int
    dated: bool
    words: int
    proposes: bool
    amends: int
    stances: tuple[tuple[int, str], ...]
    opens: bool
    cites: bool


stances = st.tuples(st.integers(0, 5), st.sampled_from(["ENDORSES", "OPPOSES", "NEUTRAL_ON"]))
comments = st.builds(
    Said,
    author=st.sampled_from(["Ana", "Bo", "Cy", None]),
    parent=st.integers(0, 5),
    hours=st.integers(0, 3000),
    dated=st.booleans(),
    words=st.integers(0, 7),
    proposes=st.booleans(),
    amends=st.integers(0, 5),
    stances=st.lists(stances, max_size=2).map(tuple),
    opens=st.booleans(),
    cites=st.booleans(),
)


def discussion(said: Sequence[Said]) -> Graph:
    """Return the graph of a made-up discussion; what points to nothing earlier is left out."""
    graph = new_graph("Lead")
    graph.add_node("doi:1", label="Source", title="Book")
    graph.add_node("policy:1", label="Policy", title="WP:ONE")
    made: list[str] = []
    for number, one in enumerate(said):
        node = f"c{number}"
        parent = f"c{one.parent}" if one.parent < number else None
        text = " ".join(WORDS[: one.words])
        add_comment(graph, node, "s0", author=one.author, parent=parent, hours=one.hours, text=text)
        if not one.dated:
            del graph.nodes[node]["timestamp"]
        for place, kind in one.stances:
            if place < len(made):
                add_stance(graph, node, kind, made[place], "words")
        if one.proposes:
            add_proposal(graph, f"p{number}", node, status=("open", "implemented", "declined")[number % 3])
            graph.nodes[f"p{number}"]["text"] = text
            if one.amends < len(made):
                add_edge(graph, f"p{number}", "AMENDS", made[one.amends], similarity=0.6)
            made.append(f"p{number}")
        if one.opens:
            graph.add_node(f"r{number}", label="Request", kind="edit request", outcome="open", page=PAGE)
            add_edge(graph, node, "OPENS", f"r{number}")
        if one.cites:
            add_edge(graph, node, "CITES", "doi:1", quote="Book")
            add_edge(graph, node, "INVOKES", "policy:1", quote="WP:ONE")
    return graph


@settings(max_examples=25, deadline=None)
@given(st.lists(comments, max_size=6))
def test_rows_have_the_types_of_their_columns_and_know_no_order_and_no_names(said: list[Said]) -> None:
    graph = discussion(said)
    before = graph.copy()
    renamed: Graph = nx.relabel_nodes(turned(graph), {node: f"x{node}" for node in graph})

    for name, measure in ANALYTICS.items():
        rows = [asdict(row) for row in measure(graph)]
        for row in rows:
            for column, kind in column_kinds(name).items():
                value = row[column]
                assert value is None or kind == "datetime" or isinstance(value, KINDS[kind]), (name, column, value)
                assert not isinstance(value, float) or math.isfinite(value), (name, column)
        assert [str(row) for row in rows] == [str(asdict(row)).replace("'x", "'") for row in measure(renamed)], name
    assert nx.utils.graphs_equal(before, graph)


@pytest.mark.parametrize("name", ANALYTICS)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_measure_is_defined_on_the_smallest_pages(name: str, count: int) -> None:
    graph = new_graph("Lead")
    for number in range(count):
        add_comment(graph, f"c{number}", "s0", author="Ana", parent="c0" if number else None, hours=number)

    assert analyze(graph, name).columns == tuple(column_kinds(name))
