"""What measures of reply networks take, beside NetworkX and, where it is installed, igraph: `python -m benchmarks.analytics`.

Each figure is time on the processor from the columns of edges, as a store gives them, to the result, and without the making
of the network or graph; the best of several rounds, ours of rounds over all sizes, so that what else the machine does meanwhile
falls on all of them. The network is made up: authors are drawn with weights of a power law, a fifth of the edges go back. Then
what it takes to read a store of made-up pages.
"""

import argparse
import importlib
import random
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from benchmarks.graphs import make_batches
from benchmarks.report import markdown_table
from graphtalk.analytics.communities import leiden_communities, louvain
from graphtalk.analytics.network import Network, betweenness, components, from_columns, pagerank, reciprocity
from graphtalk.stores import open_store
from graphtalk.stores.export import to_networkx
from graphtalk.stores.replies import reply_columns

SIZES = 1_000, 10_000, 100_000, 1_000_000
PASSES = 5  # over all sizes
LEAST = 0.2  # seconds that a measure is repeated at least, for its best time
MOMENT = 0.05  # seconds
SOURCES = 200
NETWORKX_SOURCES = 10  # above 100,000 edges, where each takes seconds; the figure is scaled up
PAGES_A_WRITE = 20
PASSING = "a number passed along each edge"
Columns = tuple[list[str], NDArray[np.int32], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Engine:
    """A library: how it makes its graph of columns, and its measures by their names."""

    build: Callable[[Columns], Any]
    measures: Mapping[str, Callable[[Any], object]]


def made_up_columns(edges: int, seed: int = 1) -> Columns:
    """Return so many replies between a quarter as many people, the busiest first."""
    chance = random.Random(seed)  # noqa: S311 - a lifelike mix, no secret
    people = range(edges // 4)
    weights = list(accumulate((number + 10) ** -0.7 for number in people))
    starts = chance.choices(people, cum_weights=weights, k=edges)
    ends = chance.choices(people, cum_weights=weights, k=edges)
    for number in range(0, edges - 1, 5):
        starts[number + 1], ends[number + 1] = ends[number], starts[number]
    names = [f"enwiki:User:{number}" for number in people]
    ties = Counter([*starts, *ends])
    order = sorted(people, key=lambda person: (-ties[person], names[person]))
    place = {person: number for number, person in enumerate(order)}
    first, second = (np.array([place[person] for person in column], dtype=np.int32) for column in (starts, ends))
    return [names[person] for person in order], first, second


def cost(work: Callable[[], object], rounds: int = 1, least: float = 0.0) -> float:
    """Return the fewest seconds on the processor that work takes, of so many rounds or as many as so many seconds take.

    Short work is timed many times at once: of a moment the clock of a virtual machine may tell anything, even nothing.
    """
    best, spent, done, together = float("inf"), 0.0, 0, 1
    while done < rounds or spent < least:
        began = time.process_time()
        for _ in range(together):
            made = work()
        seconds = time.process_time() - began
        del made  # which takes time that is not the work's
        if seconds < MOMENT and seconds < least:
            together *= 2
        else:
            best, done = min(best, seconds / together), done + 1
        spent += seconds
    return best


def passing(columns: Columns) -> Callable[[], object]:
    """Return what passes a number along each edge: no measure of all edges does less, so that it grows like this at best."""
    ids, starts, ends = columns
    numbers = np.random.default_rng(1).random(len(ids))
    return lambda: np.bincount(ends, weights=numbers[starts], minlength=len(ids))


def ours() -> Engine:
    """Return the kernels of graphtalk."""
    measures: dict[str, Callable[[Network], object]] = {
        "PageRank": pagerank,
        "weak components": components,
        "strong components": lambda network: components(network, strong=True),
        "reciprocity": reciprocity,
        "sampled betweenness": lambda network: betweenness(network, sources=SOURCES),
        "communities": leiden_communities,
    }
    return Engine(lambda columns: from_columns(*columns), measures)


def networkx_engine() -> Engine:
    """Return NetworkX's functions; its communities are Louvain's."""

    def build(columns: Columns) -> "nx.DiGraph[str]":
        ids, starts, ends = columns
        graph: nx.DiGraph[str] = nx.DiGraph()
        replies = Counter(zip(starts.tolist(), ends.tolist(), strict=True))
        graph.add_weighted_edges_from((ids[one], ids[end], n) for (one, end), n in replies.items() if one != end)
        return graph

    return Engine(
        build,
        {
            "PageRank": lambda graph: nx.pagerank(graph, tol=1e-12, max_iter=1000),
            "weak components": lambda graph: list(nx.weakly_connected_components(graph)),
            "strong components": lambda graph: list(nx.strongly_connected_components(graph)),
            "reciprocity": lambda graph: nx.reciprocity(graph, list(graph)),
            "sampled betweenness": lambda graph: nx.betweenness_centrality(graph, k=networkx_sources(graph), seed=0),
            "communities": lambda graph: louvain(graph.to_undirected(), 0),
        },
    )


def networkx_sources(graph: "nx.DiGraph[str]") -> int:
    """Return from how many nodes NetworkX searches paths."""
    return min(SOURCES, len(graph)) if graph.number_of_edges() <= 100_000 else NETWORKX_SOURCES


def igraph_engine(igraph: Any) -> Engine:
    """Return igraph's functions: reciprocity of the whole, betweenness of as many sources, Leiden's two rounds."""

    def build(columns: Columns) -> Any:
        ids, starts, ends = columns
        edges = np.column_stack((starts, ends))
        graph = igraph.Graph(n=len(ids), edges=edges, edge_attrs={"weight": [1] * len(edges)}, directed=True)
        return graph.simplify(combine_edges="sum")

    def between(graph: Any) -> object:
        drawn = random.Random(0).sample(range(graph.vcount()), min(SOURCES, graph.vcount()))  # noqa: S311 - no secret
        return graph.betweenness(sources=sorted(drawn))

    def communities(graph: Any) -> object:
        ties = graph.as_undirected(combine_edges="sum")
        return ties.community_leiden(objective_function="modularity", weights="weight")

    return Engine(
        build,
        {
            "PageRank": lambda graph: graph.pagerank(damping=0.85, weights="weight"),
            "weak components": lambda graph: graph.connected_components(mode="weak"),
            "strong components": lambda graph: graph.connected_components(mode="strong"),
            "reciprocity": lambda graph: graph.reciprocity(),
            "sampled betweenness": between,
            "communities": communities,
        },
    )


def costs(engine: Engine, columns: Columns, rounds: int = 1) -> dict[str, float]:
    """Return the seconds that an engine's graph takes, as `network`, and each measure without it."""
    graph = engine.build(columns)
    found = {"network": cost(lambda: engine.build(columns), rounds, LEAST)}
    return found | {
        name: cost(lambda: measure(graph), rounds, LEAST)  # noqa: B023 - called before the next one
        for name, measure in engine.measures.items()
    }


def our_costs(all_columns: Mapping[int, Columns]) -> dict[int, dict[str, float]]:
    """Return what each measure takes here by the size of the network, `passing` with them."""
    best: dict[int, dict[str, float]] = {size: {} for size in all_columns}
    for _ in range(PASSES):
        for size, columns in all_columns.items():
            found = {PASSING: cost(passing(columns), 1, LEAST)} | costs(ours(), columns)
            best[size] = {name: min(seconds, best[size].get(name, seconds)) for name, seconds in found.items()}
    return best


def their_costs(columns: Columns, igraph: Any, *, with_networkx: bool) -> list[dict[str, float]]:
    """Return what each measure takes NetworkX and igraph."""
    others: list[dict[str, float]] = [{}, {}]
    if with_networkx:
        others[0] = costs(networkx_engine(), columns)
        if len(columns[1]) > 100_000:  # NetworkX searched from fewer
            others[0]["sampled betweenness"] *= SOURCES / NETWORKX_SOURCES
    if igraph:
        others[1] = costs(igraph_engine(igraph), columns, 2)
    return others


def rows(size: int, mine: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> Iterator[list[str]]:
    """Yield a line for each measure: from the columns to the result, then without the making of the network."""
    for name, seconds in mine.items():
        if name == PASSING:
            continue
        line = [f"{size:,}", name]
        for share in (1, 0) if name != "network" else (0,):
            whole = seconds + share * mine["network"]
            ratios = [f"{(one[name] + share * one['network']) / whole:.1f}" if one else "–" for one in others]
            line += [f"{whole:.4f}", *ratios]
        yield line if name != "network" else line + ["–"] * 3


def growth(found: Mapping[int, Mapping[str, float]]) -> Iterator[list[str]]:
    """Yield for each measure how much longer it takes from size to size, over how many more edges there are."""
    sizes = list(found)
    for name in found[sizes[0]]:
        yield [name, *(f"{found[b][name] / found[a][name] * a / b:.2f}" for a, b in pairwise(sizes))]


def memory(columns: Columns) -> tuple[float, float]:
    """Return the bytes an edge of our network and of a MultiDiGraph with four attributes."""
    ids, starts, ends = columns
    matrix = from_columns(*columns).matrix
    sparse = matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes
    tracemalloc.start()
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (one, other) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        key = f"REPLIES_TO:{number}"
        graph.add_edge(ids[one], ids[other], key, type="REPLIES_TO", rule="x", start=number, confidence=1.0)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return sparse / len(starts), held / len(starts)


def reading(comments: int) -> list[list[str]]:
    """Return what it takes to read an embedded store of made-up pages."""
    lines = []
    with TemporaryDirectory() as place, open_store(f"{place}/store") as store:
        batches = list(make_batches(comments))
        for first in range(0, len(batches), PAGES_A_WRITE):
            store.write(*batches[first : first + PAGES_A_WRITE])
        edges = to_networkx(store, properties=()).number_of_edges()
        asked: dict[str, Callable[[], object]] = {
            "NetworkX, with all properties": lambda: to_networkx(store),
            "NetworkX, ids, labels and types": lambda: to_networkx(store, properties=()),
        }
        for name, work in asked.items():
            seconds = cost(work, 5)
            lines.append([name, f"{edges:,} edges", f"{seconds:.3f}", f"{edges / seconds:,.0f}"])
        replies = len(reply_columns(store)[1])

        def read_anew() -> object:
            Path(place, "store", "replies.sqlite").unlink()
            return from_columns(*reply_columns(store))

        ways = {
            "network of replies": lambda: from_columns(*reply_columns(store)),
            "network of replies, its table removed": read_anew,
        }
        for name, work in ways.items():
            seconds = cost(work, 5)
            lines.append([name, f"{replies:,} replies", f"{seconds:.3f}", f"{replies / seconds:,.0f}"])
    return lines


def installed(name: str) -> Any:
    """Return a package, None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="edges of the networks")
    parser.add_argument("--networkx-to", type=int, default=100_000, help="edges up to which NetworkX is asked")
    parser.add_argument("--comments", type=int, default=30_000, help="comments of the store that is read")
    options = parser.parse_args(arguments)
    igraph = installed("igraph")
    all_columns = {size: made_up_columns(size) for size in options.sizes}
    found = our_costs(all_columns)
    lines: list[list[str]] = []
    for size, columns in all_columns.items():
        lines += rows(size, found[size], their_costs(columns, igraph, with_networkx=size <= options.networkx_to))
    alone = "alone, s", "NetworkX", "igraph"
    print(markdown_table(["edges", "measure", "from columns, s", "NetworkX", "igraph", *alone], lines))
    steps = [f"to {size:,}" for size in options.sizes[1:]]
    print("\n" + markdown_table(["growth over that of edges", *steps], list(growth(found))))
    print("\n" + markdown_table(["from a store", "of", "s", "a second"], reading(options.comments)))
    sparse, multi = memory(made_up_columns(100_000))
    print(f"\nBytes an edge: {sparse:.0f} as a sparse matrix, {multi:.0f} as a MultiDiGraph with four attributes.")


if __name__ == "__main__":
    main()
