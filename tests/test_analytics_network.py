"""Kernels on the sparse matrix equal NetworkX; communities and brokers by hand and by the literature."""

from math import isnan, nan

import networkit
import networkx as nx
import pytest
from graphs import Graph, add_comment, large_graph, new_graph
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.analytics.communities import (
    adjusted_rand,
    brokers,
    leiden_communities,
    modularity,
    numbered,
    partitions,
    user_communities,
)
from graphtalk.analytics.network import (
    Network,
    betweenness,
    by_id,
    components,
    engine_of,
    from_columns,
    from_graph,
    pagerank,
    reciprocity,
    triangles,
)
from graphtalk.analytics.users import reply_network
from graphtalk.errors import UsageError

NODES = "abcdefgh"
graphs = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 5)), max_size=30)
CLOSE = 1e-9


def nan_equal(one: float, other: float) -> bool:
    return one == other or (isnan(one) and isnan(other))


def digraph(edges: list[tuple[str, str, int]]) -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(NODES)
    graph.add_weighted_edges_from(edge for edge in edges if edge[0] != edge[1])
    return graph


@settings(max_examples=50, deadline=None)
@given(graphs)
def test_kernels_equal_networkx(edges: list[tuple[str, str, int]]) -> None:
    graph = digraph(edges)
    network = from_graph(graph)

    ranks = nx.pagerank(graph, tol=1e-14, max_iter=1000)
    assert ranks == pytest.approx(by_id(network, pagerank(network)), abs=CLOSE)
    assert nx.betweenness_centrality(graph) == pytest.approx(by_id(network, betweenness(network)), abs=CLOSE)
    for strong, parts in (
        (False, nx.weakly_connected_components(graph)),
        (True, nx.strongly_connected_components(graph)),
    ):
        labels = dict(zip(network.ids, components(network, strong=strong), strict=True))
        assert {frozenset(part) for part in parts} == {
            frozenset(node for node in labels if labels[node] == label) for label in labels.values()
        }
    assert nx.triangles(graph.to_undirected()) == by_id(network, triangles(network))
    shares = dict(zip(network.ids, reciprocity(network), strict=True))
    for node in graph:
        answered = set(graph.successors(node))
        back = len(answered & set(graph.predecessors(node)))
        assert nan_equal(back / len(answered) if answered else nan, shares[node])


@settings(max_examples=50, deadline=None)
@given(graphs, st.permutations(NODES))
def test_order_of_the_nodes_changes_no_measure(edges: list[tuple[str, str, int]], order: list[str]) -> None:
    def network(ids: list[str]) -> Network:
        placed = [(ids.index(one), ids.index(end), weight) for one, end, weight in edges]
        return from_columns(ids, *zip(*placed, strict=True)) if placed else from_columns(ids, (), ())

    one, other = network(list(NODES)), network(order)

    for kernel in (pagerank, betweenness, reciprocity, triangles):
        assert by_id(one, kernel(one)) == pytest.approx(by_id(other, kernel(other)), abs=CLOSE, nan_ok=True)
    for strong in (False, True):
        first, second = by_id(one, components(one, strong=strong)), by_id(other, components(other, strong=strong))
        assert (
            len(set(first.values()))
            == len({(first[node], second[node]) for node in NODES})
            == len(set(second.values()))
        )


def test_parts_are_numbered_by_their_first_nodes_in_a_chain_of_any_order() -> None:
    ids = [str(number) for number in range(9)]
    chain = [(8, 1), (1, 7), (7, 2), (2, 6), (3, 5)]

    network = from_columns(ids, *zip(*chain, strict=True))

    assert [0, 1, 1, 2, 3, 2, 1, 1, 1] == components(network).tolist()


def test_betweenness_is_the_same_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    network = from_graph(karate())
    whole = betweenness(network)

    for at_once in (1, 3):
        monkeypatch.setattr("graphtalk.analytics.network.FAR", at_once * len(network.ids))
        assert list(whole) == pytest.approx(list(betweenness(network)), abs=CLOSE)


def karate() -> "nx.DiGraph[str]":
    club: nx.Graph[str] = nx.relabel_nodes(nx.karate_club_graph(), lambda node: f"m{node:02}")
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(club))
    graph.add_weighted_edges_from((one, other, 1) for one, other in club.to_directed().edges)
    return graph


def test_karate_club_has_the_numbers_of_igraph_and_networkx() -> None:
    # Zachary 1977, doi:10.1086/jar.33.4.3629752; of members 1, 34 and 12 as igraph 1.0 gives them, unweighted.
    network = from_graph(karate())
    ranks, between = by_id(network, pagerank(network)), by_id(network, betweenness(network))

    expected = {"m00": 0.09699728538829, "m33": 0.10091918233263, "m11": 0.00956474549214}
    assert expected == pytest.approx({node: ranks[node] for node in expected}, abs=CLOSE)
    expected = {"m00": 0.43763528138528, "m33": 0.30407497594998, "m11": 0.0}
    assert expected == pytest.approx({node: between[node] for node in expected}, abs=CLOSE)


@pytest.mark.parametrize("engine", ["louvain", "leiden"])
def test_karate_club_has_the_communities_of_the_literature(engine: str) -> None:
    # 0.419790 is the greatest that any partition has: Brandes and others 2008, doi:10.1109/TKDE.2007.190689.
    ties = karate().to_undirected()

    _, tried = partitions(ties, engine, 10, 0)

    best = max(modularity(ties, labels) or 0 for labels in tried)
    assert 0.41978961209730437 == pytest.approx(best, abs=CLOSE)


def test_network_of_columns_adds_parallel_edges_and_leaves_out_loops() -> None:
    network = from_columns(["a", "b", "c"], [1, 1, 2], [0, 0, 2], [1, 2, 9])

    assert [[0, 0, 0], [3, 0, 0], [0, 0, 0]] == network.matrix.toarray().tolist()


@pytest.mark.parametrize("ids", [[], ["a"], ["a", "b"]], ids=len)
def test_kernels_of_few_nodes(ids: list[str]) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(ids)
    network: Network = from_graph(graph)

    assert [1 / len(ids) for _ in ids] == pytest.approx(list(pagerank(network)))
    assert [0.0] * len(ids) == list(betweenness(network))
    assert list(range(len(ids))) == list(components(network))
    assert all(map(isnan, reciprocity(network)))


def test_drawn_sources_come_near_and_the_result_tells_their_number() -> None:
    graph = large_graph(600)

    whole, drawn = reply_network(graph), reply_network(graph, sources=40, seed=7)

    assert {(60, 0)} == {(row.sources, row.seed) for row in whole}
    assert {(40, 7)} == {(row.sources, row.seed) for row in drawn}
    exact = {row.user: row.betweenness for row in whole}
    assert max(abs(exact[row.user] - row.betweenness) for row in drawn) < 0.05
    assert drawn == reply_network(graph, sources=40, seed=7)


def test_engines_give_the_same_scores() -> None:
    graph = large_graph(600)

    rows = [
        [(row.user, row.pagerank, row.betweenness) for row in reply_network(graph, engine=engine)]
        for engine in ("scipy", "networkx")
    ]

    assert rows[0] == rows[1]


def test_unknown_engine_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="unknown engine 'x'; there is auto, scipy, networkx"):
        engine_of("x")
    with pytest.raises(UsageError, match="unknown engine 'x'; there is auto, louvain, leiden"):
        user_communities(large_graph(5), engine="x")


def test_leiden_leaves_the_threads_of_others_as_they_were() -> None:
    networkit.setNumberOfThreads(2)

    labels = [leiden_communities(from_graph(karate()), seed=seed) for seed in (7, 7, 8)]

    assert 2 == networkit.getMaxNumberOfThreads()
    assert labels[0] == labels[1]
    assert {34} == {len(found) for found in labels}


def test_leiden_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphtalk.analytics.communities.find_spec", lambda _: None)

    with pytest.raises(UsageError, match=r"Leiden needs networkit: pip install 'graphtalk\[fast\]'"):
        user_communities(large_graph(5), engine="leiden")


# Communities and brokers


def two_camps() -> Graph:
    """Ana, Bo and Cy answer each other, so do Di, Ed and Flo; Cy answers Di."""
    graph = new_graph("Lead")
    for users in (("Ana", "Bo", "Cy"), ("Di", "Ed", "Flo")):
        for place, user in enumerate(users):
            add_comment(graph, user, "s0", author=user)
            for other in users[:place]:
                add_comment(graph, f"{user}-{other}", "s0", author=user, parent=other)
    add_comment(graph, "Cy-Di", "s0", author="Cy", parent="Di")
    return graph


def test_communities_by_hand() -> None:
    # Seven ties, three in each camp: 2 (3/7 - (7/14)²).
    rows = user_communities(two_camps())

    assert [1, 1, 1, 2, 2, 2] == [row.community for row in rows]
    assert {"Ana", "Bo", "Cy"} == {row.name for row in rows if row.community == 1}
    assert {(3, 0.357143, 1.0, 10)} == {(row.size, row.modularity, row.stability, row.runs) for row in rows}
    assert {"Cy": 0.666667, "Di": 0.666667} == {row.name: row.inside for row in rows if row.inside != 1.0}


def test_one_alone_is_a_community_of_no_modularity() -> None:
    graph = new_graph("Lead")
    add_comment(graph, "a", "s0", author="Ana")

    (row,) = user_communities(graph, runs=1)

    assert (1, 1, None, None, None) == (row.community, row.size, row.inside, row.modularity, row.stability)


def test_brokers_by_hand() -> None:
    # Ed and Flo answer Di, who answers nobody. Cy answers Di and is answered by nobody. Bo: Cy answers Bo and Ana.
    graph = two_camps()
    assert {0} == {row.between for row in brokers(graph)}

    add_comment(graph, "Gil", "s0", author="Gil", parent="Cy")  # Gil → Cy → Di, Ana, Bo: Gil goes with them
    rows = {row.name: row for row in brokers(graph)}

    assert (2, 0, 1, 0, 0, 1) == (
        rows["Cy"].coordinator,
        rows["Cy"].gatekeeper,
        rows["Cy"].representative,
        rows["Cy"].consultant,
        rows["Cy"].liaison,
        rows["Cy"].between,
    )


labelled = st.lists(st.integers(0, 3), min_size=2, max_size=8)


@given(labelled, st.permutations(range(4)))
def test_agreement_of_partitions_knows_no_names(labels: list[int], names: list[int]) -> None:
    one = {str(place): label for place, label in enumerate(labels)}
    other = {node: names[label] for node, label in one.items()}

    assert 1.0 == adjusted_rand(one, other)
    assert numbered(one) == numbered(other)
