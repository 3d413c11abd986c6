"""A part of a stored graph: labels, edge types, a page, a stretch of time; the same from either store."""

from datetime import UTC, datetime
from itertools import pairwise

import networkx as nx
import pytest
from example_batch import PAGE, example_batch, other_batch
from graphs import START, new_graph, page_graph
from random_batches import assert_same

from graphtalk.errors import UsageError
from graphtalk.stores import Store, export
from graphtalk.stores.export import (
    batch_to_networkx,
    edge_count,
    refuse_large,
    to_networkx,
    within,
)

EARLY, LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def test_labels_and_edge_types_are_chosen(store: Store) -> None:
    store.write(example_batch(), other_batch())
    whole = to_networkx(store)

    chosen = to_networkx(store, nodes=["User", "Comment"], edges=["WROTE", "REPLIES_TO", "CITES"])

    wanted = {node: data for node, data in whole.nodes(data=True) if data["label"] in ("User", "Comment")}
    edges = [edge for edge in whole.edges(keys=True, data=True) if edge[3]["type"] in ("WROTE", "REPLIES_TO")]
    assert wanted == dict(chosen.nodes)
    assert sorted(edges, key=str) == sorted(chosen.edges(keys=True, data=True), key=str)


def test_graph_is_put_together_as_networkx_would(store: Store) -> None:
    store.write(example_batch(), other_batch())
    read = to_networkx(store)

    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in read.nodes(data=True):
        made.add_node(node, **data)
    for start, end, key, data in read.edges(keys=True, data=True):
        made.add_edge(start, end, key, **data)
    assert made.succ == read.succ
    assert made.pred == read.pred
    for edge in read.edges:
        read.edges[edge]["seen"] = True
    assert all("seen" in data for *_, data in read.in_edges(data=True))  # the same edge from either end


def test_part_of_a_page_is_the_part_of_its_graph(store: Store) -> None:
    store.write(example_batch(), other_batch())

    chosen = to_networkx(store, page=PAGE, nodes=["Proposal"])

    assert {n for n, d in batch_to_networkx(example_batch()).nodes(data=True) if d["label"] == "Proposal"} == set(
        chosen
    )
    assert {"AMENDS"} >= {data["type"] for *_, data in chosen.edges(data=True)}


def test_wide_stretch_of_time_has_all_that_is_dated(store: Store) -> None:
    store.write(example_batch())
    whole = to_networkx(store)

    assert_same(within(whole, EARLY, LATE), to_networkx(store, since=EARLY, until=LATE))
    assert not any(d["label"] == "Comment" for _, d in to_networkx(store, since=LATE).nodes(data=True))


def test_stretch_of_a_store_is_that_of_its_graph(store: Store) -> None:
    store.write(example_batch(), other_batch())
    whole = to_networkx(store)
    moments = sorted(d["timestamp"] for _, d in whole.nodes(data=True) if d["label"] == "Comment" and "timestamp" in d)

    for since, until in [*pairwise([None, *moments, None]), (moments[1], moments[-1])]:
        assert_same(within(whole, since, until), to_networkx(store, since=since, until=until))


def test_only_chosen_properties_are_read(store: Store) -> None:
    store.write(example_batch(), other_batch())
    whole = to_networkx(store)

    for asked in ({}, {"page": PAGE}, {"since": EARLY}):
        bare = to_networkx(store, properties=["name", "role"], **asked)

        expected = to_networkx(store, **asked)
        assert list(expected) == list(bare)
        assert list(expected.edges(keys=True)) == list(bare.edges(keys=True))
        assert {"label", "id", "name"} == {key for _, data in bare.nodes(data=True) for key in data}
        assert {"type", "role", "comment"} >= {key for *_, data in bare.edges(data=True) for key in data}
        assert all(whole.nodes[node][key] == data[key] for node, data in bare.nodes(data=True) for key in data)


@pytest.mark.parametrize("asked", [{"nodes": ["Reader"]}, {"edges": ["READS"]}, {"properties": ["reads"]}])
def test_unknown_label_or_type_names_the_known_ones(store: Store, asked: dict[str, list[str]]) -> None:
    with pytest.raises(
        UsageError,
        match=r"the schema has no (label Reader|edge type READS|property reads); there is (Page|DISCUSSES|id), ",
    ):
        to_networkx(store, **asked)  # type: ignore[arg-type]  # one of the two parameters


def test_large_store_is_refused_with_what_it_would_cost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = example_batch()
    batch.nodes["Page"][0]["row_counts"] = ["3 Comment", "2000 WROTE", "1500 IN_SECTION"]
    store.write(batch)
    assert 3500 == edge_count(store)
    refuse_large(store)

    monkeypatch.setattr(export, "LARGE", 3000)
    with pytest.raises(
        UsageError, match=r"the store has 3,500 edges: as one graph they take about 0.0 GB .* say --whole"
    ):
        refuse_large(store)


def test_stretch_of_time_leaves_out_what_hangs_on_comments_outside_it() -> None:
    graph = page_graph()
    before = page_graph()

    part = within(graph, START.replace(hour=13), START.replace(day=2))  # b and c of a to h

    assert {"b", "c"} == {node for node, data in part.nodes(data=True) if data["label"] == "Comment"}
    assert {"b/p1"} == {node for node, data in part.nodes(data=True) if data["label"] == "Proposal"}
    assert {"u:Ana", "u:Bo"} == {node for node, data in part.nodes(data=True) if data["label"] == "User"}
    assert {"policy:LEAD"} == {node for node, data in part.nodes(data=True) if data["label"] in ("Source", "Policy")}
    assert {"s0", "s1", "s2"} <= set(part)
    assert nx.utils.graphs_equal(before, graph)


def test_without_bounds_it_is_the_graph_itself_and_comments_without_a_time_stay() -> None:
    graph = new_graph("Lead")
    graph.add_node("a", label="Comment")

    assert graph is within(graph)
    assert "a" not in within(graph, EARLY)
