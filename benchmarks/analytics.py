"""What measures of reply networks take, beside NetworkX and, where it is installed, igraph: `python -m benchmarks.analytics`.

Each figure is time on the processor from the columns of edges, as a store gives them, or from each library's own graph to
the result. The network is made up: authors are drawn with weights of a power law, a fifth of the edges go back.
"""

import argparse
import importlib
import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import networkx as nx

from graphtalk.analytics.communities import louvain
from graphtalk.analytics.network import Network, betweenness, components, from_columns, pagerank, reciprocity

SIZES = 1_000, 10_000, 100_000, 1_000_000
SOURCES = 200
NETWORKX_TO = 100_000  # edges up to which NetworkX is asked, too; --networkx-to 1000000 takes ten minutes more
Columns = tuple[list[str], list[str]]


def reply_columns(edges: int, seed: int = 1) -> Columns:
    """Return the starts and ends of so many replies between a quarter as many people."""
    chance = random.Random(seed)  # noqa: S311 - a lifelike mix, no secret
    people = [f"enwiki:User:{number}" for number in range(edges // 4)]
    weights = list(accumulate((number + 10) ** -0.7 for number in range(len(people))))
    starts = chance.choices(people, cum_weights=weights, k=edges)
    ends = chance.choices(people, cum_weights=weights, k=edges)
    for number in range(0, edges - 1, 5):
        starts[number + 1], ends[number + 1] = ends[number], starts[number]
    return starts, ends


def cost(work: Callable[[], object]) -> float:
    """Return the seconds on the processor that work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def ours(columns: Columns) -> dict[str, float]:
    """Return what each kernel takes."""
    found: list[Network] = []
    costs = {"columns to network": cost(lambda: found.append(from_columns(*columns)))}
    network = found[0]
    return costs | {
        "PageRank": cost(lambda: pagerank(network)),
        "weak components": cost(lambda: components(network)),
        "strong components": cost(lambda: components(network, strong=True)),
        "reciprocity": cost(lambda: reciprocity(network)),
        f"betweenness, {SOURCES} sources": cost(lambda: betweenness(network, sources=SOURCES)),
    }


def with_networkx(columns: Columns) -> dict[str, float]:
    """Return what NetworkX takes for the same."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    edges = [(one, other) for one, other in zip(*columns, strict=True) if one != other]
    built = cost(lambda: graph.add_edges_from(edges))
    return {
        "columns to network": built,
        "PageRank": cost(lambda: nx.pagerank(graph, tol=1e-12, max_iter=1000)),
        "weak components": cost(lambda: list(nx.weakly_connected_components(graph))),
        "strong components": cost(lambda: list(nx.strongly_connected_components(graph))),
        "reciprocity": cost(lambda: nx.reciprocity(graph, list(graph))),
        f"betweenness, {SOURCES} sources": cost(lambda: nx.betweenness_centrality(graph, k=SOURCES, seed=0)),
        "Louvain": cost(lambda: louvain(weighted(graph), 0)),
    }


def weighted(graph: "nx.DiGraph[str]") -> "nx.Graph[str]":
    """Return the ties of a network, each with weight 1."""
    ties: nx.Graph[str] = nx.Graph()
    ties.add_weighted_edges_from((one, other, 1) for one, other in graph.edges)
    return ties


def with_igraph(igraph: Any, columns: Columns) -> dict[str, float]:
    """Return what igraph takes for the same, with as many sources for betweenness."""
    places = {node: place for place, node in enumerate(sorted({*columns[0], *columns[1]}))}
    edges = [(places[one], places[other]) for one, other in zip(*columns, strict=True) if one != other]
    found: list[Any] = []
    built = cost(lambda: found.append(igraph.Graph(n=len(places), edges=edges, directed=True).simplify()))
    graph = found[0]
    drawn = sorted(random.Random(0).sample(range(len(places)), min(SOURCES, len(places))))  # noqa: S311 - no secret
    ties = graph.as_undirected()
    return {
        "columns to network": built,
        "PageRank": cost(lambda: graph.pagerank(damping=0.85)),
        "weak components": cost(lambda: graph.connected_components(mode="weak")),
        "strong components": cost(lambda: graph.connected_components(mode="strong")),
        "reciprocity": cost(graph.reciprocity),
        f"betweenness, {SOURCES} sources": cost(lambda: graph.betweenness(sources=drawn)),
        "Leiden": cost(lambda: ties.community_leiden(objective_function="modularity")),
    }


def with_leiden(native: Any, columns: Columns) -> dict[str, float]:
    """Return what graspologic-native's Leiden takes."""
    pairs = {(min(pair), max(pair)) for pair in zip(*columns, strict=True) if pair[0] != pair[1]}
    edges = [(one, other, 1.0) for one, other in sorted(pairs)]
    return {"Leiden": cost(lambda: native.leiden(edges, None, 1.0, 0.001, 1, True, 0))}  # noqa: FBT003 - by modularity


def memory(columns: Columns) -> tuple[float, float]:
    """Return the bytes an edge of our network and of a MultiDiGraph with four attributes."""
    edges = len(columns[0])
    network = from_columns(*columns)
    matrix = network.matrix
    sparse = matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes
    tracemalloc.start()
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (one, other) in enumerate(zip(*columns, strict=True)):
        graph.add_edge(one, other, f"REPLIES_TO:{number}", type="REPLIES_TO", rule="x", start=number, confidence=1.0)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return sparse / edges, held / edges


def installed(name: str) -> Any:
    """Return a package, None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each size, with the others' time over ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="edges of the networks")
    parser.add_argument("--networkx-to", type=int, default=NETWORKX_TO, help="edges up to which NetworkX is asked")
    options = parser.parse_args(arguments)
    igraph, native = installed("igraph"), installed("graspologic_native")
    print(
        "| edges | measure | graphtalk, s | NetworkX, times as long | igraph, times as long |\n| ---: | --- | ---: | ---: | ---: |"
    )
    for size in options.sizes:
        columns = reply_columns(size)
        mine = ours(columns) | (with_leiden(native, columns) if native else {})
        others = [
            with_networkx(columns) if size <= options.networkx_to else {},
            with_igraph(igraph, columns) if igraph else {},
        ]
        for name, seconds in mine.items():
            ratios = [f"{other[name] / max(seconds, 1e-4):.1f}" if name in other else "–" for other in others]
            print(f"| {size:,} | {name} | {seconds:.3f} | {' | '.join(ratios)} |", flush=True)
    sparse, multi = memory(reply_columns(100_000))
    print(f"\nBytes an edge: {sparse:.0f} as a sparse matrix, {multi:.0f} as a MultiDiGraph with four attributes.")


if __name__ == "__main__":
    main()
