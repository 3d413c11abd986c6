"""A Neo4j server as store; import this module only to open one, for the driver takes a while to load.

Credentials come from the environment: NEO4J_USERNAME and NEO4J_PASSWORD, or none for a server without
authentication; NEO4J_DATABASE names a database other than the server's default.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from threading import RLock, local
from time import monotonic, sleep
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, unit_of_work
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError
from neo4j.graph import Entity
from neo4j.graph import Path as GraphPath
from neo4j.time import Date, DateTime, Duration, Time

from graphtalk.errors import QueryError, StoreError, UnsupportedCypherError
from graphtalk.schema import NODES, SCHEMA_VERSION, GraphBatch, Property, Row
from graphtalk.stores import NO_PATH, WriteCounts, statements
from graphtalk.stores.columns import planned_columns
from graphtalk.stores.lease import COMMITS, LEASE_SECONDS, Lease, renewed, turn
from graphtalk.stores.lucene import lucene
from graphtalk.stores.migrations import Migration
from graphtalk.stores.page_replies import PageReplies
from graphtalk.stores.scans import Kind, by_cypher
from graphtalk.stores.times import iso_times
from graphtalk.stores.together import names, prepare, write_pages
from graphtalk.stores.version import create_schema, migrate, read_version, refuse_older
from graphtalk.stores.words import Phrase
from graphtalk.stores.write import Run
from graphtalk.table import Table, Value

__all__ = ["Neo4jStore"]

Result = TypeVar("Result")

ATTEMPTS = 5  # to read what no commit changes meanwhile
SEEK = """
CALL db.awaitIndex($index, 300)
CALL db.index.fulltext.queryNodes($index, $words) YIELD node
WITH node AS n WHERE n:{label} AND ($page IS NULL OR n.page = $page)
RETURN n.id AS id, n.{text} AS text
"""
PATIENCE = 5.0  # seconds until a server counts as down; a healthy one answers in milliseconds


class Within(local):
    """Whether this thread is within `consistently`."""

    set = False


class Neo4jStore:
    """A graph store on a Neo4j server.

    Args:
        address: `neo4j://host:port`, `bolt://…` or one of their encrypted variants (`+s`, `+ssc`).

    Raises:
        StoreError: The server is not there, refuses the credentials, or holds a store of a newer version.
    """

    name: str = "neo4j"

    def __init__(self, address: str) -> None:
        self._address = address
        self._database = os.environ.get("NEO4J_DATABASE") or None
        self._lease, self._holds = Lease(address), False
        self._writing, self._within = RLock(), Within()
        self._driver = connect(address)
        try:
            self.version = read_version(self._read, address)
        except (DriverError, Neo4jError) as error:
            self.close()
            raise StoreError(f"cannot read the store at {address}: {words(error)}") from error
        except BaseException:
            self.close()
            raise

    def create_schema(self) -> None:
        """Create constraints and indexes that are not there yet."""
        try:
            with self._driver.session(database=self._database) as session:
                create_schema(lambda cypher, parameters: session.execute_write(rows_in, cypher, parameters))
                for statement in (*statements.time_indexes().values(), *statements.text_indexes().values()):
                    session.run(statement).consume()
        except (DriverError, Neo4jError) as error:
            raise StoreError(f"{self._address} refused the schema: {words(error)}") from error
        if self.version is None:
            self.version = SCHEMA_VERSION

    def migrate(self, step: Migration) -> None:
        """Take the store one schema version further, in one transaction.

        Raises:
            StoreError: The store refused; it is as it was.
        """
        try:
            self._commit(lambda run: migrate(run, step), begin_first=True)
        except (DriverError, Neo4jError) as error:
            raise StoreError(f"{self._address} stays at schema version {self.version}: {words(error)}") from error
        self.version = step.version

    def hold(self) -> AbstractContextManager[None]:
        """Keep all others from writing while the context is open; the thread that holds a store may hold it again.

        Raises:
            LockedError: Another process or thread holds it.
        """
        return self._held()

    def write(self, *batches: GraphBatch) -> WriteCounts:
        """Write pages in one transaction; each replaces what the page owned.

        Args:
            batches: Different pages; the counts are those of writing one after the other.

        Raises:
            LockedError: Another process holds the store; nothing was written.
            SchemaError: A batch does not fit the schema; nothing was written.
            StoreError: The store refused, or is of an older version; nothing was written.
        """
        if self.version is not None:
            refuse_older(self.version, self._address)
        pages = prepare(batches)
        try:
            return self._commit(lambda run: write_pages(run, pages))
        except (DriverError, Neo4jError) as error:
            raise StoreError(f"{names(batches)} was not written to {self._address}: {words(error)}") from error

    def delete_page(self, page: str) -> WriteCounts:
        """Remove a page and what it owns, and shared nodes that nothing uses any more."""
        return self.write(GraphBatch(page))

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        times: Collection[str] | None = None,  # noqa: ARG002 - the driver's values have types
    ) -> Table:
        """Run a read-only query; every `$name` in it needs a parameter.

        Raises:
            QueryError: The Cypher is wrong, tries to write, or lacks a parameter.
            StoreError: The server went away.
        """
        text = cypher.rstrip().removesuffix(";")
        try:
            return self.consistently(lambda: self._table(text, parameters or {}))
        except ClientError as error:
            raise_query_error(error)
        except (DriverError, Neo4jError) as error:
            raise StoreError(f"{self._address} does not answer: {words(error)}") from error

    def consistently(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns; all queries that it asks of this store see the same state of it.

        Args:
            work: Asks queries; it is done again when a commit came in between.

        Raises:
            StoreError: One came in between each time.
        """
        if self._within.set:
            return work()
        self._within.set = True
        try:
            for _ in range(ATTEMPTS):
                before = self._commits()
                found = work()
                if self._commits() == before:
                    return found
        finally:
            self._within.set = False
        raise StoreError(
            f"pages are written to {self._address} faster than this can be read: ask again when that is done"
        )

    def seek(self, label: str, phrases: Sequence[Phrase], page: str | None = None) -> list[Row]:
        """Return `id` and `text` of the nodes of a label that may have all phrases in their text.

        Raises:
            StoreError: The server has no index of words, or went away.
        """
        node = NODES[label]
        cypher = SEEK.format(label=label, text=node.searched.name if node.searched else "id")
        parameters = {"index": statements.text_index(node), "words": " AND ".join(map(lucene, phrases)), "page": page}
        try:
            return self._read(cypher, parameters)
        except ClientError as error:
            if "no such" in words(error).lower():
                raise StoreError(f"{self._address} has no index of words: `graphtalk upgrade` makes it") from error
            raise StoreError(f"{self._address} cannot be searched: {words(error)}") from error
        except (DriverError, Neo4jError) as error:
            raise StoreError(f"{self._address} does not answer: {words(error)}") from error

    def scan(
        self, kind: Kind, properties: Sequence[Property], since: datetime | None = None, until: datetime | None = None
    ) -> Iterable[Sequence[Value]]:
        """Return all nodes of a label, or all edges of a type, in no order; see `Store.scan`."""
        return by_cypher(self, kind, properties, since, until)

    def replies(self, read: Callable[[], Iterable[PageReplies]]) -> list[PageReplies]:
        """Return who answered whom on each page, as `read` reads it: nothing is kept beside a server."""
        return self.consistently(lambda: list(read()))

    def close(self) -> None:
        """Release the connection; the store is not usable afterwards."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Take the lease, renew it while the context is open, and give it back."""
        with turn(self._writing, self._address):
            if self._holds:
                yield
                return
            if self.version is None:
                self.create_schema()
            try:
                self._change(self._lease.take)
            except (DriverError, Neo4jError) as error:
                raise StoreError(f"{self._address} was not written to, for it gives no lock: {words(error)}") from error
            self._holds = True
            try:
                with renewed(lambda: self._change(self._lease.take)):
                    yield
            finally:
                self._holds = False
                with suppress(DriverError, Neo4jError):  # a server that went away needs no telling: the lease ends
                    self._change(self._lease.release)

    def _commit(self, work: Callable[[Run], Result], *, begin_first: bool = False) -> Result:
        """Do work in a transaction, which the driver may try several times, as the one writer, and count its commit.

        Args:
            work: What to do.
            begin_first: Whether the commit counts as begun before the work, because that changes the lease's own node.
        """

        def in_transaction(transaction: ManagedTransaction) -> Result:
            found = work(lambda cypher, parameters: rows_in(transaction, cypher, parameters))
            if not begin_first:
                self._change(self._lease.begin_commit)
            return found

        with self._writing, self.hold():
            try:
                if begin_first:
                    self._change(self._lease.begin_commit)
                with self._driver.session(database=self._database) as session:
                    return session.execute_write(in_transaction)
            finally:
                with suppress(
                    DriverError, Neo4jError
                ):  # of a server that went away the lease ends, and the commit with it
                    self._change(self._lease.end_commit)

    def _commits(self) -> Value:
        """Return the number of beginnings and ends of commits so far; wait first for the end of one that is being stored.

        Raises:
            StoreError: It takes too long.
        """
        limit = monotonic() + LEASE_SECONDS
        while monotonic() < limit:
            [row] = self._read(COMMITS, {})
            if not row["now"]:
                return row["commits"]
            sleep(0.02)
        raise StoreError(f"{self._address} takes long to store a page: ask again when that is done")

    def _change(self, action: Callable[[Run], None]) -> None:
        """Do something to the lease, in a transaction that waits no longer for others than a lease lasts."""

        @unit_of_work(timeout=LEASE_SECONDS)
        def work(transaction: ManagedTransaction) -> None:
            action(lambda cypher, parameters: rows_in(transaction, cypher, parameters))

        with self._driver.session(database=self._database) as session:
            session.execute_write(work)

    def _read(self, cypher: str, parameters: Mapping[str, Value]) -> list[Row]:
        return self._table(cypher, parameters).records()

    def _table(self, cypher: str, parameters: Mapping[str, Value]) -> Table:
        """Run a query in a session that the server keeps from writing."""
        with self._driver.session(database=self._database, default_access_mode="READ") as session:
            found = session.execute_read(table_in, cypher, iso_times(parameters))
            return found if found.columns else Table(session.execute_read(served_columns, cypher, parameters), ())


def connect(address: str) -> Driver:
    """Return a driver whose server has answered.

    Raises:
        StoreError: The address is wrong, the server is not there, or it refuses the credentials.
    """
    user, password = os.environ.get("NEO4J_USERNAME"), os.environ.get("NEO4J_PASSWORD")
    if password and not user:
        user = "neo4j"  # the name of every server's first user
    try:
        driver = GraphDatabase.driver(
            address,
            auth=(user, password or "") if user else None,
            connection_timeout=PATIENCE,
            connection_acquisition_timeout=2 * PATIENCE,
            max_transaction_retry_time=PATIENCE,
            notifications_min_severity="OFF",  # hints on missing labels of an empty store would reach the terminal
        )
    except (ValueError, DriverError) as error:
        raise StoreError(f"{address} is no address of a Neo4j server: {words(error)}") from error
    try:
        driver.verify_connectivity()
    except AuthError as error:
        driver.close()
        raise StoreError(
            f"the Neo4j server at {address} refuses the login: check NEO4J_USERNAME and NEO4J_PASSWORD"
        ) from error
    except (DriverError, Neo4jError, OSError, ValueError) as error:
        driver.close()
        raise StoreError(
            f"no Neo4j server answers at {address}: {words(error)}; start it or correct the address"
        ) from error
    return driver


def rows_in(transaction: ManagedTransaction, cypher: str, parameters: Mapping[str, Value]) -> list[Row]:
    """Run a statement of ours, whose parameters hold no times, in a transaction of the driver's."""
    return [
        dict(zip(record.keys(), map(plain, record.values()), strict=True))
        for record in transaction.run(cypher, dict(parameters))
    ]


def table_in(transaction: ManagedTransaction, cypher: str, parameters: Mapping[str, Value]) -> Table:
    """Run a statement in a transaction of the driver's."""
    result = transaction.run(cypher, iso_times(parameters))
    return Table(tuple(result.keys()), tuple(tuple(plain(value) for value in record.values()) for record in result))


def served_columns(transaction: ManagedTransaction, cypher: str, parameters: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the columns of a query without rows where `graphtalk serve` answers: it names them in its plan only."""
    plan = transaction.run(f"EXPLAIN {cypher}", iso_times(parameters)).consume().plan
    return planned_columns(str((plan or {}).get("args", {}).get("string-representation")))


def words(error: Exception) -> str:
    """Return what the driver or server says went wrong, in one line without the echo of the query."""
    text = str(getattr(error, "message", None) or error or type(error).__name__)
    return re.sub(r" \(offset: \d+\)\)", ")", text.splitlines()[0].strip())


def raise_query_error(error: Exception) -> NoReturn:
    """Raise what the server says against a query in our words."""
    code, text = str(getattr(error, "code", "")), words(error)
    if code.endswith(("AccessMode", "Forbidden")):
        raise QueryError("the query writes, and queries only read: change the graph by importing pages") from error
    if code.endswith("ParameterMissing"):
        names = text.partition("parameter(s):")[2].strip() or text
        raise QueryError(f"the query needs a value for its parameter {names}") from error
    if code.endswith("ProcedureNotFound"):
        raise UnsupportedCypherError(f"the Neo4j server does not have this: {text}") from error
    raise QueryError(f"the query does not run: {text}") from error


def plain(value: Any) -> Value:
    """Return a driver's value as a table holds it: a node or relationship as the map of its properties."""
    if isinstance(value, DateTime):
        native = value.to_native()
        return native.astimezone(UTC) if native.tzinfo else native.isoformat()
    if isinstance(value, Date | Time | Duration):
        return value.iso_format()
    if isinstance(value, Entity | Mapping):
        return {key: plain(value[key]) for key in sorted(value.keys())}
    if isinstance(value, GraphPath):
        raise QueryError(NO_PATH)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    scalar: Value = value
    return scalar
