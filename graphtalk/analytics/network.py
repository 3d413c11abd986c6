"""A network as one sparse matrix with a sorted table of ids, and the kernels that run on it.

NetworkX is what these kernels are held to: a test for each says that both give the same to 1e-9.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

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
BATCH = 200_000  # numbers of a block of searches that run side by side; a larger one leaves the processor's caches

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """A directed network without loops.

    Attributes:
        ids: Ids of the nodes, sorted.
        matrix: Weight of the edge from row to column, > 0 where there is one.
    """

    ids: Sequence[str]
    matrix: csr_array


def from_columns(starts: Sequence[str], ends: Sequence[str], weights: Sequence[float] | None = None) -> Network:
    """Return the network of edges in columns; parallel ones are added up, loops keep their node and are left out.

    Args:
        starts: Id of each edge's start.
        ends: Id of its end.
        weights: Its weight, > 0; without them, 1 each.

    >>> network = from_columns(["b", "a", "b"], ["a", "c", "a"])
    >>> network.ids, network.matrix.toarray().tolist()
    (['a', 'b', 'c'], [[0.0, 0.0, 1.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    """
    ids = sorted({*starts, *ends})
    places = {node: place for place, node in enumerate(ids)}
    count = len(starts)
    rows = np.fromiter(map(places.__getitem__, starts), dtype=np.int64, count=count)
    columns = np.fromiter(map(places.__getitem__, ends), dtype=np.int64, count=count)
    values = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
    kept = rows != columns
    shape = len(ids), len(ids)
    return Network(ids, coo_array((values[kept], (rows[kept], columns[kept])), shape=shape).tocsr())


def from_graph(graph: "nx.DiGraph[str]") -> Network:
    """Return a NetworkX graph's edges, by their `weight` where they have one; all nodes are kept."""
    ids = sorted(graph)
    places = {node: place for place, node in enumerate(ids)}
    edges = [(places[one], places[other], data.get("weight", 1)) for one, other, data in graph.edges(data=True)]
    columns = np.array(edges, dtype=np.float64).reshape(-1, 3)
    ends = columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64)
    return Network(ids, coo_array((columns[:, 2], ends), shape=(len(ids), len(ids))).tocsr())


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


def reciprocity(network: Network) -> list[float | None]:
    """Return for each node the share of those it leads to that lead back, None where it leads to none."""
    pattern = network.matrix.astype(bool).astype(np.int64)
    out = pattern.sum(axis=1)
    back = pattern.multiply(pattern.T).sum(axis=1)
    return [int(both) / int(all_) if all_ else None for both, all_ in zip(back, out, strict=True)]


def components(network: Network, *, strong: bool = False) -> NDArray[np.int64]:
    """Return the number of the connected part of each node, those of the first nodes first."""
    if not network.ids:
        return np.zeros(0, dtype=np.int64)
    _, labels = connected_components(network.matrix, directed=True, connection="strong" if strong else "weak")
    _, first, place = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return np.asarray(order[place])


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
    chosen = list(range(size)) if sources is None or sources >= size else sorted(chance.sample(range(size), sources))
    forward = network.matrix.astype(bool).astype(np.float64).T.tocsr()
    backward = forward.T.tocsr()
    width = max(1, BATCH // size)
    total = np.zeros(size)
    for first in range(0, len(chosen), width):
        total += dependencies(forward, backward, chosen[first : first + width])
    return total * (size / len(chosen)) / ((size - 1) * (size - 2))


def dependencies(forward: csr_array, backward: csr_array, sources: Sequence[int]) -> Floats:
    """Return what each node is on the shortest paths from some sources, all searched side by side, one column each."""
    size, count = forward.shape[0], len(sources)
    paths = np.zeros((size, count))
    paths[sources, range(count)] = 1.0
    frontier, new = paths, paths > 0
    seen, levels = new.copy(), [new]
    while True:
        frontier = forward @ frontier
        frontier[seen] = 0.0
        new = frontier > 0
        if not new.any():
            break
        seen |= new
        paths += frontier
        levels.append(new)
    lean = np.zeros((size, count))
    inverse = np.divide(1.0, paths, out=np.zeros_like(paths), where=seen)
    for level in range(len(levels) - 1, 0, -1):
        pulled = backward @ ((1 + lean) * inverse * levels[level])
        lean += pulled * paths * levels[level - 1]
    lean[sources, range(count)] = 0.0
    return np.asarray(lean.sum(axis=1))


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
