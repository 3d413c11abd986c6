"""What writing pages would change: a store that counts and writes nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, NodeType, Property, Row
from graphtalk.stores import Store, WriteCounts, statements
from graphtalk.stores.migrations import Migration
from graphtalk.stores.page_replies import PageReplies
from graphtalk.stores.portions import portions
from graphtalk.stores.words import Phrase
from graphtalk.stores.write import (
    Difference,
    EdgeKey,
    Graph,
    batch_graph,
    count,
    edge_counts,
    read_page,
    read_shared,
    used_nodes,
)
from graphtalk.table import Table, Value

__all__ = ["Rehearsal"]

Result = TypeVar("Result")
NO_ROW: Row = {}


class Rehearsal:
    """A store in which every write is counted as the store below would do it, and not done.

    Attributes:
        name: Name of the store below.
        version: Its schema version.
    """

    def __init__(self, store: Store) -> None:
        """Take the store that is read from."""
        self._store = store
        self.name, self.version = store.name, store.version
        shared = [label for label, node in NODES.items() if not node.owned]
        self._made: dict[str, set[str]] = {label: set() for label in shared}
        self._gone: dict[str, set[str]] = {label: set() for label in shared}
        self._more: dict[str, Counter[str]] = {label: Counter() for label in shared}  # edges than the store has
        self._left: dict[str, Graph] = {}

    def create_schema(self) -> None:
        """Leave the store as it is."""

    def migrate(self, step: Migration) -> None:
        """Leave the store as it is."""

    def hold(self) -> AbstractContextManager[None]:
        """Keep all others from writing, as the store does."""
        return self._store.hold()

    def write(self, *batches: GraphBatch) -> WriteCounts:
        """Return what writing pages would change.

        A shared node that several of the pages bring in is new once. A talk page that comes along with an archive of it
        is what the archive leaves of it, with which it is compared when it comes by itself.
        """
        changes = [self._change(batch) for batch in batches]
        talks = {row.get("archive_of") for batch in batches for row in batch.nodes.get("Page", ())}
        self._left |= {batch.page: owned_graph(batch) for batch in batches if batch.page in talks}
        total = [dict[str, int]() for _ in range(4)]
        for change in changes:
            for sizes, more in zip(
                total, (change.created, change.updated, change.unchanged, change.removed), strict=True
            ):
                for kind, size in more.items():
                    sizes[kind] = sizes.get(kind, 0) + size
        return WriteCounts(*total)

    def query(
        self, cypher: str, parameters: Mapping[str, Value] | None = None, *, times: Collection[str] | None = None
    ) -> Table:
        """Run a read-only query on the store."""
        return self._store.query(cypher, parameters, times=times)

    def consistently(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns; all its queries see the same state of the store."""
        return self._store.consistently(work)

    def seek(self, label: str, phrases: Sequence[Phrase], page: str | None = None) -> list[Row]:
        """Return the nodes of a label that may have all phrases, as the store does."""
        return self._store.seek(label, phrases, page)

    def scan(
        self,
        kind: NodeType | EdgeType,
        properties: Sequence[Property],
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterable[Sequence[Value]]:
        """Return all nodes of a label, or all edges of a type, as the store does."""
        return self._store.scan(kind, properties, since, until)

    def replies(self, read: Callable[[], Iterable[PageReplies]]) -> list[PageReplies]:
        """Return who answered whom on each page, as the store does."""
        return self._store.replies(read)

    def delete_page(self, page: str) -> WriteCounts:
        """Return what removing a page would change."""
        return self.write(GraphBatch(page))

    def close(self) -> None:
        """Leave the store open: it belongs to others."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the store open."""

    def _change(self, batch: GraphBatch) -> WriteCounts:
        """Return what writing one page would change."""
        old = self._left.pop(batch.page, None) or read_page(self._run, batch.page)
        new = read_shared(self._run, old, batch_graph(batch))
        for label, made in self._made.items():
            there = {key: row for key, row in new.nodes[label].items() if key in made}
            old.nodes[label] = {
                key: row for key, row in old.nodes[label].items() if key not in self._gone[label]
            } | there
            made.update(new.nodes[label])
            self._gone[label] -= new.nodes[label].keys()
        nodes = {label: Difference(old.nodes[label], new.nodes[label]) for label in NODES}
        edges = {edge_type: Difference(old.edges[edge_type], new.edges[edge_type]) for edge_type in EDGES}
        return count({**nodes, **edges}, dict(self._unused(edges, new)))

    def _unused(self, edges: Mapping[str, Difference[EdgeKey]], new: Graph) -> Iterator[tuple[str, int]]:
        """Yield how many shared nodes of each label would lose their last edge, and keep how many each would have."""
        lost = Graph(edges={kind: dict.fromkeys(change.removed(), NO_ROW) for kind, change in edges.items()})
        added = Graph(edges={kind: dict.fromkeys(change.created(), NO_ROW) for kind, change in edges.items()})
        touched, kept = used_nodes(lost.edges), used_nodes(new.edges)
        for label, more in self._more.items():
            more.update(edge_counts(added, label))
            more.subtract(edge_counts(lost, label))
            candidates = sorted(touched[label] - kept[label])
            rows = [
                row for ids in portions(candidates) for row in self._run(statements.degrees(NODES[label]), {"ids": ids})
            ]
            stored = {str(row["id"]): int(str(row["degree"])) for row in rows}
            gone = {key for key in candidates if stored.get(key, 0) + more[key] == 0}
            self._gone[label] |= gone
            self._made[label] -= gone
            if gone:
                yield label, len(gone)

    def _run(self, statement: str, parameters: Mapping[str, Value]) -> list[Row]:
        """Run a statement that reads."""
        return self._store.query(statement, parameters).records()


def owned_graph(batch: GraphBatch) -> Graph:
    """Return what a page owns once it is written: its nodes and its edges, not the shared nodes."""
    graph = batch_graph(batch)
    return Graph({label: rows if NODES[label].owned else {} for label, rows in graph.nodes.items()}, graph.edges)
