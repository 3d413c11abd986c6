"""Where graphs are kept: the `Store` protocol and how to open one by its address."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self, TypeVar

from graphtalk.errors import UsageError
from graphtalk.schema import EdgeType, GraphBatch, NodeType, Property, Row
from graphtalk.stores.migrations import Migration
from graphtalk.stores.page_replies import PageReplies
from graphtalk.stores.words import Phrase
from graphtalk.table import Table, Value

__all__ = ["MEMORY", "STORES", "Store", "WriteCounts", "default_address", "open_store"]

Result = TypeVar("Result")

MEMORY = ":memory:"  # address of an embedded store that is gone when it is closed
NO_PATH = "the query returns a path, which no table holds: return lists of what you need of nodes(p), relationships(p)"
NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """What a write changed, by label of the nodes and type of the edges.

    Attributes:
        created: Rows that were not in the store.
        updated: Rows whose properties changed.
        unchanged: Rows that were in the store as they are.
        removed: Rows of the page that it no longer has, and shared nodes that nothing uses any more.
    """

    created: Mapping[str, int] = field(default_factory=dict)
    updated: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "WriteCounts") -> "WriteCounts":
        pairs = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return WriteCounts(*(dict(Counter(mine) + Counter(theirs)) for mine, theirs in pairs))


class Store(Protocol):
    """A graph store; a context manager that closes itself.

    Attributes:
        name: Kind of the store, a key of `STORES`.
    """

    name: str

    @property
    def version(self) -> int | None:
        """Return the schema version of what it holds; None on a server where graphtalk never wrote."""

    def create_schema(self) -> None:
        """Create constraints and indexes that are not there yet."""

    def migrate(self, step: Migration) -> None:
        """Take the store one schema version further, in one transaction.

        Raises:
            StoreError: The store refused; it is as it was.
        """

    def hold(self) -> AbstractContextManager[None]:
        """Keep all others from writing while the context is open; the thread that holds a store may hold it again.

        Raises:
            LockedError: Another process or thread holds it.
        """

    def write(self, *batches: GraphBatch) -> WriteCounts:
        """Write pages, all of them or none; each replaces what the page owned.

        Args:
            batches: Different pages; the counts are those of writing one after the other.

        Raises:
            LockedError: Another process holds the store; nothing was written.
            SchemaError: A batch does not fit the schema; nothing was written.
            StoreError: The store refused, or is of an older version; nothing was written.
        """

    def query(
        self, cypher: str, parameters: Mapping[str, Value] | None = None, *, times: Collection[str] | None = None
    ) -> Table:
        """Run a read-only query; every `$name` in it needs a parameter.

        Args:
            cypher: The query.
            parameters: Their values.
            times: The columns that hold times, where they are known; else the embedded store has to find out.

        Raises:
            QueryError: The Cypher is wrong, tries to write, or lacks a parameter.
            StoreError: The store went away.
        """

    def consistently(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns; all queries that it asks of this store see the same state of it.

        Args:
            work: Asks queries; on a server it is done again when a commit came in between.

        Raises:
            StoreError: On a server, one came in between each time.
        """

    def seek(self, label: str, phrases: Sequence[Phrase], page: str | None = None) -> list[Row]:
        """Return `id` and `text` of the nodes of a label that may have all phrases in their `searched` text.

        Args:
            label: Label of the nodes.
            phrases: What to look for, at least one.
            page: Id of the only page to look at, or None for all.

        Returns:
            All nodes that have them, and maybe others; of the text no more than its words is sure.

        Raises:
            StoreError: The store has no index of words.
        """

    def scan(
        self,
        kind: NodeType | EdgeType,
        properties: Sequence[Property],
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterable[Sequence[Value]]:
        """Return all nodes of a label, or all edges of a type, in no order.

        Args:
            kind: What to read.
            properties: What to read of it.
            since: Only nodes whose `timestamp` is at or after this time, aware.
            until: Only nodes whose `timestamp` is before this time, aware.

        Returns:
            For each the store's own mark of the node, or those of the two ends of the edge, then the values; a mark is
            that of the same node within `consistently`.
        """

    def replies(self, read: Callable[[], Iterable[PageReplies]]) -> list[PageReplies]:
        """Return who answered whom on each page.

        Args:
            read: Reads it by `scan`. The embedded store asks it only if it does not know by itself.
        """

    def delete_page(self, page: str) -> WriteCounts:
        """Remove a page and what it owns, and shared nodes that nothing uses any more."""

    def close(self) -> None:
        """Release the store; it is not usable afterwards."""

    def __enter__(self) -> Self:
        """Return the store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""


class Opener(Protocol):
    """Opens a kind of store; imports the engine's package only then."""

    def __call__(self, address: str, *, create: bool) -> Store:
        """Return the open store."""


def open_embedded(address: str, *, create: bool) -> Store:
    """Open the embedded store in a folder, or in memory."""
    from graphtalk.stores.embedded import EmbeddedStore  # noqa: PLC0415 - see `Opener`

    return EmbeddedStore(address, create=create)


def open_neo4j(address: str, *, create: bool) -> Store:  # noqa: ARG001 - a server's database is always there
    """Open a store on a Neo4j server."""
    from graphtalk.stores.neo4j import Neo4jStore  # noqa: PLC0415 - see `Opener`

    return Neo4jStore(address)


STORES: Mapping[str, Opener] = {"embedded": open_embedded, "neo4j": open_neo4j}


def default_address() -> str:
    """Return the address of the store to use where none is named: `GRAPHTALK_STORE`, or the user's own folder."""
    from platformdirs import user_data_path  # noqa: PLC0415 - most calls name a store

    return os.environ.get("GRAPHTALK_STORE") or str(user_data_path("graphtalk", appauthor=False) / "store")


def open_store(address: str, *, create: bool = True) -> Store:
    """Open the store at an address.

    Args:
        address: `neo4j://…` or `bolt://…` for a server (credentials: `graphtalk.stores.neo4j`), `:memory:`, or a folder.
        create: Whether to make an embedded store where there is none.

    Raises:
        StoreError: It cannot be opened; the message says why and what to do.
        UsageError: The address is of no known kind.
    """
    scheme, separator, _ = address.partition("://")
    if not address or (separator and scheme not in NEO4J_SCHEMES):
        raise UsageError(f"no store has the address {address!r}: give a folder, {MEMORY}, neo4j://… or bolt://…")
    return STORES["neo4j" if separator else "embedded"](address, create=create)
