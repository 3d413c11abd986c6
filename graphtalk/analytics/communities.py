"""Measures of groups: communities of those who talk with each other, how sure they are, and who stands between them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from itertools import combinations
from math import comb

import networkx as nx
import numpy as np
from scipy.sparse import triu

from graphtalk.analytics.discussion import read_discussion
from graphtalk.analytics.network import Network, from_graph
from graphtalk.analytics.roles import both_ways
from graphtalk.analytics.users import DIGITS, Graph, reply_graph
from graphtalk.errors import UsageError

__all__ = [
    "BrokerRow",
    "CommunityRow",
    "adjusted_rand",
    "brokers",
    "leiden_communities",
    "partitions",
    "user_communities",
]

LEIDEN = "networkit"
ITERATIONS = 3  # of Leiden; with two it finds 0.2 to 0.5 % less, each takes as long
LEIDEN_FROM = 20_000  # ties from which `auto` takes Leiden, where it is installed
RUNS = 10


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """Which community one user is in.

    Attributes:
        user: Id of the user.
        name: User name.
        community: Number of the community, from 1, the largest first.
        size: Users in it, ≥ 1.
        inside: Share of the replies between them and others that stay within the community, 0 to 1; None without any.
        modularity: How much more replies stay within communities than by chance, of all of them together, -0.5 to 1;
            None where there are no replies between users.
        stability: Mean adjusted Rand index of each two runs, 1 where all found the same, 0 where they agree as by chance;
            None of a single run.
        runs: How often it was tried; the communities are those of the run with the highest modularity.
        engine: What found them, with its version.
        seed: Seed of the first run; the next one has the next.
    """

    user: str
    name: str
    community: int
    size: int
    inside: float | None
    modularity: float | None
    stability: float | None
    runs: int
    engine: str
    seed: int


def user_communities(graph: Graph, *, engine: str = "auto", runs: int = RUNS, seed: int = 0) -> list[CommunityRow]:
    """Find the communities of those who answer each other more than others, and how sure they are.

    Ties are replies both ways, added up; nodes and ties are sorted, so that a seed gives the same communities everywhere.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        engine: `louvain` of NetworkX, `leiden` of NetworKit (`pip install graphtalk[fast]`), or `auto`: Leiden from
            20,000 ties on where it is installed, else Louvain.
        runs: How often to try, ≥ 1.
        seed: Seed of the first run.

    Returns:
        One row for each author, by community, then those with the most replies within first, then by id.

    Raises:
        UsageError: There is no such engine, or it is not installed.

    Source:
        Louvain: Blondel and others 2008, doi:10.1088/1742-5468/2008/10/P10008. Leiden: Traag, Waltman and van Eck 2019,
        doi:10.1038/s41598-019-41695-z. Modularity: Newman and Girvan 2004, doi:10.1103/PhysRevE.69.026113. Adjusted Rand
        index: Hubert and Arabie 1985, doi:10.1007/BF01908075.
    """
    found = read_discussion(graph)
    if not found.author:
        return []
    ties = both_ways(reply_graph(graph, found.author))
    name, tried = partitions(ties, engine, runs, seed)
    best = max(
        tried, key=lambda labels: (round(modularity(ties, labels) or 0, 12), [-label for label in labels.values()])
    )
    quality, stability = modularity(ties, best), mean_agreement(tried)
    sizes = Counter(best.values())
    within = {user: sum(d["weight"] for other, d in ties[user].items() if best[other] == best[user]) for user in ties}
    rows = [
        CommunityRow(
            user=user,
            name=str(found.name(user)),
            community=best[user],
            size=sizes[best[user]],
            inside=round(within[user] / ties.degree(user, weight="weight"), DIGITS) if ties[user] else None,
            modularity=None if quality is None else round(quality, DIGITS),
            stability=None if stability is None else round(stability, DIGITS),
            runs=len(tried),
            engine=name,
            seed=seed,
        )
        for user in ties
    ]
    return sorted(rows, key=lambda row: (row.community, -within[row.user], row.user))


def partitions(ties: "nx.Graph[str]", engine: str, runs: int, seed: int) -> tuple[str, list[dict[str, int]]]:
    """Return the name of an engine and the communities that its runs find: a number from 1 for each node.

    Raises:
        UsageError: There is no such engine, or it is not installed.
    """
    finders: Mapping[str, Callable[[nx.Graph[str], int], Mapping[str, int]]] = {"louvain": louvain, "leiden": leiden}
    if engine == "auto":
        engine = "leiden" if ties.number_of_edges() >= LEIDEN_FROM and find_spec(LEIDEN) else "louvain"
    if engine not in finders:
        raise UsageError(f"unknown engine {engine!r}; there is auto, {', '.join(finders)}")
    if engine == "leiden" and not find_spec(LEIDEN):
        raise UsageError("Leiden needs networkit: pip install 'graphtalk[fast]'")
    package = "networkx" if engine == "louvain" else LEIDEN
    found = [numbered(finders[engine](ties, seed + run)) for run in range(max(1, runs))]
    return f"{package} {version(package)} {engine}", found


def louvain(ties: "nx.Graph[str]", seed: int) -> dict[str, int]:
    """Return the community of each node by NetworkX's Louvain, on numbers, whose sets have the same order everywhere."""
    nodes = sorted(ties)
    places = {node: place for place, node in enumerate(nodes)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(nodes)))
    edges = sorted(
        (*sorted((places[one], places[other])), data["weight"]) for one, other, data in ties.edges(data=True)
    )
    plain.add_weighted_edges_from(edges)
    parts = nx.community.louvain_communities(plain, seed=seed)
    return {nodes[place]: number for number, part in enumerate(parts) for place in sorted(part)}


def leiden(ties: "nx.Graph[str]", seed: int) -> dict[str, int]:
    """Return the community of each node by NetworKit's Leiden."""
    network = from_graph(ties)
    return dict(zip(network.ids, leiden_communities(network, seed=seed), strict=True))


def leiden_communities(network: Network, *, seed: int = 0) -> list[int]:
    """Return the number of the community of each node by NetworKit's Leiden, edges both ways added up.

    It runs in one thread, so that a seed finds the same everywhere.

    Args:
        network: The network.
        seed: Seed of the order in which nodes are looked at.

    Source:
        Nguyen 2021, "Leiden-Based Parallel Community Detection"; Traag, Waltman and van Eck 2019,
        doi:10.1038/s41598-019-41695-z.
    """
    import networkit  # noqa: PLC0415 - an extra that not everybody has

    ties = triu(network.matrix + network.matrix.T).tocoo()
    ends = ties.row.astype(np.uint64), ties.col.astype(np.uint64)
    graph = networkit.GraphFromCoo((ties.data, ends), n=len(network.ids), weighted=True)
    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    try:
        networkit.setSeed(seed, useThreadId=False)
        found = networkit.community.ParallelLeiden(graph, iterations=ITERATIONS).run()
    finally:
        networkit.setNumberOfThreads(threads)
    return [int(label) for label in found.getPartition().getVector()]


def numbered(labels: Mapping[str, int]) -> dict[str, int]:
    """Return communities by numbers from 1, the largest first, of equal ones that with the smallest id.

    >>> numbered({"a": 7, "b": 9, "c": 9})
    {'a': 2, 'b': 1, 'c': 1}
    """
    members: dict[int, list[str]] = {}
    for node in sorted(labels):
        members.setdefault(labels[node], []).append(node)
    order = sorted(members.values(), key=lambda nodes: (-len(nodes), nodes[0]))
    number = {node: place for place, nodes in enumerate(order, start=1) for node in nodes}
    return {node: number[node] for node in sorted(labels)}


def modularity(ties: "nx.Graph[str]", labels: Mapping[str, int]) -> float | None:
    """Return the modularity of communities, None without ties."""
    total = ties.size(weight="weight")
    if not total:
        return None
    inside, ends = Counter[int](), Counter[int]()
    for one, other, data in ties.edges(data=True):
        ends[labels[one]] += data["weight"]
        ends[labels[other]] += data["weight"]
        inside[labels[one]] += data["weight"] * (labels[one] == labels[other])
    return float(sum(inside[label] / total - (ends[label] / (2 * total)) ** 2 for label in sorted(ends)))


def mean_agreement(tried: Sequence[Mapping[str, int]]) -> float | None:
    """Return the mean adjusted Rand index of each two runs, None of a single one."""
    pairs = list(combinations(tried, 2))
    return sum(adjusted_rand(one, other) for one, other in pairs) / len(pairs) if pairs else None


def adjusted_rand(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return how far two partitions of the same nodes agree: 1 where they are the same, 0 where as by chance.

    >>> adjusted_rand({"a": 1, "b": 1, "c": 2}, {"a": 5, "b": 5, "c": 3})
    1.0
    """
    together = sum(comb(count, 2) for count in Counter((one[node], other[node]) for node in one).values())
    first, second = (sum(comb(count, 2) for count in Counter(labels.values()).values()) for labels in (one, other))
    pairs = comb(len(one), 2)
    chance = first * second / pairs if pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


@dataclass(frozen=True, slots=True)
class BrokerRow:
    """How often one user stands between two others who do not answer each other, by the communities of the three.

    Attributes:
        user: Id of the user.
        name: User name.
        community: Number of their community, as in `user-communities`.
        coordinator: Both others are in the community of the user, ≥ 0.
        gatekeeper: The one who answers them is of another community, the one whom they answer of theirs, ≥ 0.
        representative: The one who answers them is of theirs, the one whom they answer of another, ≥ 0.
        consultant: Both others are of one community that is not theirs, ≥ 0.
        liaison: All three are of different communities, ≥ 0.
        between: All but `coordinator`: how often they stand between communities.
    """

    user: str
    name: str
    community: int
    coordinator: int
    gatekeeper: int
    representative: int
    consultant: int
    liaison: int
    between: int


def brokers(graph: Graph, *, engine: str = "auto", seed: int = 0) -> list[BrokerRow]:
    """Tell who stands between camps: whom a reply path of two steps runs through where there is none of one.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        engine: What finds communities, as for `user-communities`.
        seed: Seed of its first run.

    Returns:
        One row for each author, by `between`, most first, then by id.

    Raises:
        UsageError: There is no such engine, or it is not installed.

    Source:
        Gould and Fernandez 1989, "Structures of Mediation", doi:10.2307/270949.

    Cost:
        For each user, those who answer them times those whom they answer.
    """
    communities = {row.user: row.community for row in user_communities(graph, engine=engine, seed=seed)}
    found = read_discussion(graph)
    network = reply_graph(graph, found.author)
    rows = []
    for user in network:
        roles = Counter(
            role(communities[before], communities[user], communities[after])
            for before in network.predecessors(user)
            for after in network.successors(user)
            if before != after and not network.has_edge(before, after)
        )
        rows.append(
            BrokerRow(
                user=user,
                name=str(found.name(user)),
                community=communities[user],
                coordinator=roles["coordinator"],
                gatekeeper=roles["gatekeeper"],
                representative=roles["representative"],
                consultant=roles["consultant"],
                liaison=roles["liaison"],
                between=roles.total() - roles["coordinator"],
            )
        )
    return sorted(rows, key=lambda row: (-row.between, row.user))


def role(before: int, own: int, after: int) -> str:
    """Return what somebody is between two others, by the communities of the three.

    >>> [role(*three) for three in ((1, 1, 1), (2, 1, 1), (1, 1, 2), (2, 1, 2), (2, 1, 3))]
    ['coordinator', 'gatekeeper', 'representative', 'consultant', 'liaison']
    """
    if before == own:
        return "coordinator" if after == own else "representative"
    if after == own:
        return "gatekeeper"
    return "consultant" if before == after else "liaison"
