"""A network as one sparse matrix with a sorted table of ids, and the kernels that run on it.

NetworkX is what these kernels are held to: a test for each says that both give the same to 1e-9.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

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
BATCH = 800_000  # nodes times searches that run side by side; more leave the processor's caches

Floats = NDArray[np.float64]
Places: TypeAlias = Sequence[int] | NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Network:
    """A directed network without loops.

    Attributes:
        ids: Ids of the nodes, sorted.
        matrix: Weight of the edge from row to column, > 0 where there is one.
    """

    ids: Sequence[str]
    matrix: csr_array


def from_columns(ids: Sequence[str], starts: Places, ends: Places, weights: Sequence[float] | None = None) -> Network:
    """Return the network of edges in columns; parallel ones are added up, loops are left out.

    Args:
        ids: Ids of the nodes, sorted.
        starts: Place among the ids of each edge's start.
        ends: That of its end.
        weights: Its weight, > 0; without them, 1 each.

    >>> from_columns(["a", "b", "c"], [1, 0, 1, 2], [0, 2, 0, 2]).matrix.toarray().tolist()
    [[0.0, 0.0, 1.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    rows, columns = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
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
    share = np.divide(1.0, out, out=np.zeros(size), where=out > 0)
    onward = network.matrix.T.tocsr()
    stuck = np.flatnonzero(out == 0)
    rank = np.full(size, 1 / size)
    for _ in range(STEPS):
        before = rank
        rank = damping * (onward @ (before * share) + before[stuck].sum() / size) + (1 - damping) / size
        if np.abs(rank - before).sum() < TOLERANCE:
            break
    return np.asarray(rank / rank.sum())


def reciprocity(network: Network) -> Floats:
    """Return for each node the share of those it leads to that lead back, not a number where it leads to none."""
    both = network.matrix.multiply(network.matrix.T.tocsr())
    back, out = np.diff(both.indptr), np.diff(network.matrix.indptr)
    return np.asarray(np.divide(back, out, out=np.full(len(out), np.nan), where=out > 0))


def components(network: Network, *, strong: bool = False) -> NDArray[np.int64]:
    """Return the number of the connected part of each node, those of the first nodes first."""
    if not network.ids:
        return np.zeros(0, dtype=np.int64)
    kind = "strong" if strong else "weak"
    count, labels = connected_components(network.matrix, directed=True, connection=kind)
    first = np.empty(count, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]  # of equal labels the last one that is set stands
    number = np.empty(count, dtype=np.int64)
    number[np.argsort(first)] = np.arange(count)
    return np.asarray(number[labels])


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
    width = max(1, BATCH // size)
    total = np.zeros(size)
    for first in range(0, len(chosen), width):
        add_dependencies(total, links, np.sort(place[chosen[first : first + width]]))
    return np.asarray(total[place] * (size / len(chosen)) / ((size - 1) * (size - 2)))


def busiest_first(network: Network) -> NDArray[np.int64]:
    """Return a place for each node, those with the most ties first: what is used the most lies together in the caches."""
    ties = network.matrix.count_nonzero(axis=0) + network.matrix.count_nonzero(axis=1)
    place = np.empty(len(ties), dtype=np.int64)
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

    nodes: NDArray[np.int64]
    paths: Floats
    step: csr_array
    new: NDArray[np.bool_]


def add_dependencies(total: Floats, links: csr_array, sources: NDArray[np.int64]) -> None:
    """Add to each node what it is on the shortest paths from some sources, all searched side by side."""
    levels = list(search(links, sources))
    share = np.zeros((0, len(sources)))
    for level in reversed(levels[1:]):  # nothing is between a source and itself
        onward = np.zeros((len(level.new), len(sources)))
        onward[level.new] = share
        lean = (level.step @ onward) * level.paths
        total[level.nodes] += lean.sum(axis=1)
        share = np.divide(1 + lean, level.paths, out=np.zeros_like(lean), where=level.paths > 0)


def search(links: csr_array, sources: NDArray[np.int64]) -> Iterator[Level]:
    """Yield what is reached from some sources, sorted, step by step; only links of nodes just reached are followed."""
    nodes, paths = sources, np.eye(len(sources))
    unseen = np.ones((links.shape[0], len(sources)), dtype=bool)
    while len(nodes):
        unseen[nodes] &= paths == 0
        some = links[nodes]
        hit = np.zeros(links.shape[0], dtype=bool)
        hit[some.indices] = True
        ends, place = np.flatnonzero(hit), np.cumsum(hit) - 1
        step = csr_array((some.data, place[some.indices], some.indptr), shape=(len(nodes), len(ends)))
        reached = (step.T @ paths) * unseen[ends]
        new = reached.any(axis=1)
        yield Level(nodes, paths, step, new)
        nodes, paths = ends[new], reached[new]


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
