"""A network as one sparse matrix with a sorted table of ids, and the kernels that run on it.

NetworkX is what these kernels are held to: a test for each says that both give the same to 1e-9.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from graphtalk.errors import UsageError

__all__ = [
    "ENGINE",
    "Network",
    "betweenness",
    "components",
    "from_columns",
    "from_graph",
    "pagerank",
    "reciprocity",
    "triangles",
]

ENGINE = f"scipy {scipy.__version__}"
TOLERANCE = 1e-10  # of all ranks together, so that none is further off than 1e-9
STEPS = 1000
# Nodes times searches that run side by side: as many as stay in the processor's second cache; in larger networks so many
# searches, for each follows links that others follow, too; but no more than stay in the last cache.
NEAR, TOGETHER, FAR = 100_000, 32, 3_200_000

Floats = NDArray[np.float64]
Numbers = NDArray[np.integer[Any]]
Places: TypeAlias = Sequence[int] | NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Network:
    """A directed network without loops.

    Attributes:
        ids: Ids of the nodes. Any order will do; with the busiest first, what is used the most lies together in the caches.
        matrix: Weight of the edge from row to column, > 0 where there is one.
    """

    ids: Sequence[str]
    matrix: csr_array


def from_columns(ids: Sequence[str], starts: Places, ends: Places, weights: Sequence[float] | None = None) -> Network:
    """Return the network of edges in columns; parallel ones are added up, loops are left out.

    Args:
        ids: Ids of the nodes.
        starts: Place among the ids of each edge's start.
        ends: That of its end.
        weights: Its weight, > 0; without them, 1 each.

    >>> from_columns(["a", "b", "c"], [1, 0, 1, 2], [0, 2, 0, 2]).matrix.toarray().tolist()
    [[0.0, 0.0, 1.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    rows, columns = np.asarray(starts, dtype=np.int32), np.asarray(ends, dtype=np.int32)
    values = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=np.float64)
    kept = rows != columns
    shape = len(ids), len(ids)
    return Network(ids, coo_array((values[kept], (rows[kept], columns[kept])), shape=shape).tocsr())


def from_graph(graph: "nx.Graph[str]") -> Network:
    """Return a NetworkX graph's edges, by their `weight` where they have one; all nodes are kept, ties are taken one way."""
    ids = sorted(graph)
    places = {node: place for place, node in enumerate(ids)}
    edges = [(places[one], places[other], data.get("weight", 1)) for one, other, data in graph.edges(data=True)]
    return from_columns(ids, *zip(*edges, strict=True)) if edges else from_columns(ids, (), ())


def pagerank(network: Network, *, damping: float = 0.85) -> Floats:
    """Return the share of a walker's time at each node; one at a node without a way out goes anywhere.

    Source:
        Brin and Page 1998, doi:10.1016/S0169-7552(98)00110-X.

    Cost:
        Proportional to the edges, in each of about 80 to 140 steps.
    """
    size = len(network.ids)
    if not size:
        return np.zeros(0)
    out = network.matrix.sum(axis=1)
    share = np.divide(damping, out, out=np.zeros(size), where=out > 0)
    stuck = np.flatnonzero(out == 0)
    onward = network.matrix.T
    rank = np.full(size, 1 / size)
    for _ in range(STEPS):
        before = rank
        rank = onward @ (before * share)
        rank += (damping * before[stuck].sum() + 1 - damping) / size
        before -= rank
        if np.abs(before, out=before).sum() < TOLERANCE:
            break
    return np.asarray(rank / rank.sum())


def reciprocity(network: Network) -> Floats:
    """Return for each node the share of those it leads to that lead back, not a number where it leads to none."""
    both = network.matrix.multiply(network.matrix.T.tocsr())
    back, out = np.diff(both.indptr), np.diff(network.matrix.indptr)
    return np.asarray(np.divide(back, out, out=np.full(len(out), np.nan), where=out > 0))


def components(network: Network, *, strong: bool = False) -> NDArray[np.int64]:
    """Return the number of the connected part of each node, those of the first nodes first."""
    if not strong:
        first = first_connected(network.matrix)
        return np.asarray((np.cumsum(first == np.arange(len(first))) - 1)[first])
    count, labels = connected_components(network.matrix, directed=True, connection="strong")
    first = np.empty(count, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]  # of equal labels the last one that is set stands
    number = np.empty(count, dtype=np.int64)
    number[np.argsort(first)] = np.arange(count)
    return np.asarray(number[labels])


def first_connected(matrix: csr_array) -> NDArray[np.int32]:
    """Return for each node the first one that it is connected with, whatever the directions.

    Each node with an edge to an earlier one joins the earliest of them; then only edges between different groups are looked at.

    Cost:
        Proportional to the edges where the first nodes have the most, since nearly all join in the first round; else at most
        as many rounds as twice the logarithm of the nodes.
    """
    first = np.arange(matrix.shape[0], dtype=np.int32)
    starts, ends = np.repeat(first, np.diff(matrix.indptr)), matrix.indices
    while len(starts):
        np.minimum.at(first, np.maximum(starts, ends), np.minimum(starts, ends))
        while not np.array_equal(onward := first[first], first):
            first = onward
        starts, ends = first[starts], first[ends]
        apart = starts != ends
        starts, ends = starts[apart], ends[apart]
    return first


def triangles(network: Network) -> NDArray[np.int64]:
    """Return for each node the triangles that it is in, whatever the directions."""
    ties = (network.matrix + network.matrix.T).astype(bool).astype(np.int64).tocsr()
    return np.asarray((ties @ ties).multiply(ties).sum(axis=1)) // 2


def betweenness(network: Network, *, sources: int | None = None, seed: int = 0) -> Floats:
    """Return the share of shortest directed paths between others that run through each node.

    Args:
        network: The network; its weights do not count.
        sources: How many nodes to begin at, drawn by chance; the sums are scaled up to all. None for all, which is exact.
        seed: Which ones.

    Source:
        Brandes 2001, doi:10.1080/0022250X.2001.9990249, many searches side by side as products of matrices, as in Buluç
        and Gilbert 2011, doi:10.1177/1094342011403516; sampled: Brandes and Pich 2007, doi:10.1142/S0218127407018403.

    Cost:
        Sources times edges.
    """
    size = len(network.ids)
    if size < 3:
        return np.zeros(size)
    chance = Random(seed)  # noqa: S311 - no secret: the same seed draws the same sources
    chosen = np.arange(size) if sources is None or sources >= size else np.array(chance.sample(range(size), sources))
    place = busiest_first(network)
    found = network.matrix.tocoo()
    links = coo_array((np.ones(found.nnz), (place[found.row], place[found.col])), shape=found.shape).tocsr()
    width = max(1, min(FAR // size, max(TOGETHER, NEAR // size)))
    total = np.zeros(size)
    for first in range(0, len(chosen), width):
        add_dependencies(total, links, np.sort(place[chosen[first : first + width]]))
    return np.asarray(total[place] * (size / len(chosen)) / ((size - 1) * (size - 2)))


def busiest_first(network: Network) -> NDArray[np.int32]:
    """Return a place for each node, those with the most ties first: what is used the most lies together in the caches."""
    ties = network.matrix.count_nonzero(axis=0) + network.matrix.count_nonzero(axis=1)
    place = np.empty(len(ties), dtype=np.int32)
    place[np.argsort(-ties, kind="stable")] = np.arange(len(ties))
    return place


@dataclass(frozen=True, slots=True)
class Level:
    """What some searches, one a column, reach in as many steps.

    Attributes:
        nodes: The nodes that one of them reaches now, and none of it before.
        paths: Shortest paths to each from the source of each search, 0 where it was there before or is not yet.
        step: The links from these nodes to all that they lead to.
        new: Which of these make the next level.
    """

    nodes: Numbers
    paths: Floats
    step: csr_array
    new: NDArray[np.bool_]


def add_dependencies(total: Floats, links: csr_array, sources: Numbers) -> None:
    """Add to each node what it is on the shortest paths from some sources, all searched side by side."""
    levels = list(search(links, sources))
    share = np.zeros((0, len(sources)))
    for level in reversed(levels[1:]):  # nothing is between a source and itself
        onward = np.zeros((len(level.new), len(sources)))
        onward[level.new] = share
        lean = (level.step @ onward) * level.paths
        total[level.nodes] += of_rows(lean)
        share = (np.minimum(level.paths, 1) + lean) / np.maximum(level.paths, 1)  # 0 where there is no path


def search(links: csr_array, sources: Numbers) -> Iterator[Level]:
    """Yield what is reached from some sources, sorted, step by step; only links of nodes just reached are followed."""
    nodes, paths = sources, np.eye(len(sources))
    unseen = np.ones((links.shape[0], len(sources)), dtype=bool)
    while len(nodes):
        unseen[nodes] &= paths == 0
        some = links[nodes]
        hit = np.zeros(links.shape[0], dtype=bool)
        hit[some.indices] = True
        ends, place = np.flatnonzero(hit), np.cumsum(hit, dtype=np.int32) - 1
        step = csr_array((some.data, place[some.indices], some.indptr), shape=(len(nodes), len(ends)))
        reached = (step.T @ paths) * unseen[ends]
        new = of_rows(reached) > 0
        yield Level(nodes, paths, step, new)
        nodes, paths = ends[new], reached[new]


def of_rows(values: Floats) -> Floats:
    """Return the sum of each row; of short rows in a fourth of the time that `sum` takes."""
    return np.asarray(np.einsum("ij->i", values))


def by_id(network: Network, values: Iterable[float]) -> dict[str, float]:
    """Return values by the ids of their nodes."""
    return dict(zip(network.ids, map(float, values), strict=True))


def engine_of(name: str) -> str:
    """Return the engine of a name with its version; `auto` is the kernels of this module.

    Raises:
        UsageError: There is no such engine.
    """
    engines = {"auto": ENGINE, "scipy": ENGINE, "networkx": f"networkx {nx.__version__}"}
    if name not in engines:
        raise UsageError(f"unknown engine {name!r}; there is {', '.join(engines)}")
    return engines[name]
