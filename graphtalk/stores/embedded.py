"""The default store: ArcadeDB inside this process, in a folder or in memory.

Import this module only to open a store, for the engine takes a tenth of a second to load.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

from arcadedb import ArcadeDBError, create_database, open_database

from graphtalk.errors import LockedError, QueryError, StoreError, UnsupportedCypherError
from graphtalk.schema import GraphBatch, Property, Row
from graphtalk.stores import MEMORY, WriteCounts
from graphtalk.stores.bulk import declare, load, recover, suits
from graphtalk.stores.columns import planned_columns
from graphtalk.stores.gate import Gate
from graphtalk.stores.lease import turn
from graphtalk.stores.migrations import Migration
from graphtalk.stores.page_replies import PageReplies
from graphtalk.stores.reply_table import ReplyTable
from graphtalk.stores.scans import Kind, by_cypher, by_sql
from graphtalk.stores.texts import TextIndex
from graphtalk.stores.times import iso_times, restore_times
from graphtalk.stores.together import Pages, names, prepare, write_pages
from graphtalk.stores.version import create_schema, migrate, read_version, refuse_older
from graphtalk.stores.words import Phrase
from graphtalk.table import Table, Value

__all__ = ["EmbeddedStore"]

Result = TypeVar("Result")

LANGUAGE = "opencypher"
SCALARS = frozenset({str, int, float, bool, type(None)})  # what the engine gives as a table holds it
# The engine gives all regular expressions of a query together one second, which a store of 100,000 comments may need.
PATIENT = "ALTER DATABASE `arcadedb.command.regexTimeout` 60000"
# Of a new store's nodes and edges, in bytes: its own are twice as large, which loads slower, and half as large take more room.
PAGES = "ALTER DATABASE `arcadedb.bucketDefaultPageSize` 32768"


class EmbeddedStore:
    """A graph store in a folder of its own, or in memory; one process at a time.

    Args:
        address: A folder, or `:memory:` for a store that goes with this object.
        create: Whether to make a store where there is none.

    Raises:
        StoreError: There is no store, another process has it open, it is damaged, newer, or no store of graphtalk.
    """

    name: str = "embedded"

    def __init__(self, address: str, *, create: bool = True) -> None:
        os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")  # its log goes to its own file, not to the terminal
        self._temporary = tempfile.TemporaryDirectory(prefix="graphtalk-") if address == MEMORY else None
        folder = Path(self._temporary.name if self._temporary else address).expanduser().absolute()
        self._writing, self._gate = RLock(), Gate()
        try:
            if is_vacant(folder):
                make_store(folder, create=create)
            self._database = open_folder(folder)
            self._texts, self._replies = TextIndex(folder), ReplyTable(folder)
        except BaseException:
            self._remove_temporary()
            raise
        self._folder, self._declared = folder, False
        try:
            self.version = self._check_version()
            self._recover()
        except BaseException:
            self.close()
            raise

    def create_schema(self) -> None:
        """Create constraints and indexes that are not there yet."""
        try:
            create_schema(self._command)
            self._database.command("sql", PATIENT)
        except ArcadeDBError as error:
            raise StoreError(f"the embedded store refused its schema: {words(error)}") from error

    def migrate(self, step: Migration) -> None:
        """Take the store one schema version further, in one transaction.

        Raises:
            StoreError: The store refused; it is as it was.
        """
        self._texts.clear()
        self._replies.clear()
        try:
            with self._writing:
                self._commit(lambda: migrate(self._command, step), ())
        except ArcadeDBError as error:
            raise StoreError(f"{self._folder} stays at schema version {self.version}: {words(error)}") from error
        finally:
            self._gate.open()
        self.version = step.version

    def hold(self) -> AbstractContextManager[None]:
        """Keep all others from writing while the context is open; the thread that holds a store may hold it again.

        Raises:
            LockedError: Another thread holds it; another process cannot even open it.
        """
        return turn(self._writing, str(self._folder))

    def write(self, *batches: GraphBatch) -> WriteCounts:
        """Write pages, all of them or none; each replaces what the page owned.

        Args:
            batches: Different pages; the counts are those of writing one after the other.

        Raises:
            SchemaError: A batch does not fit the schema; nothing was written.
            StoreError: The store refused, or is of an older version; nothing was written.
        """
        refuse_older(self.version, str(self._folder))
        pages = prepare(batches)
        self._texts.forget([batch.page for batch in batches])
        try:
            return self._write(pages)
        except ArcadeDBError as error:
            raise StoreError(f"{names(batches)} was not written: {words(error)}") from error
        finally:
            self._texts.forget([batch.page for batch in batches])

    def delete_page(self, page: str) -> WriteCounts:
        """Remove a page and what it owns, and shared nodes that nothing uses any more."""
        return self.write(GraphBatch(page))

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
            UnsupportedCypherError: It needs a Neo4j server.
        """
        text = cypher.rstrip().removesuffix(";")
        given = iso_times(parameters or {})
        with self._gate.entered():
            return self._ask(text, given, times)

    def consistently(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns; all queries that it asks of this store see the same state of it.

        Args:
            work: Asks queries; no commit is stored meanwhile.
        """
        with self._gate.entered():
            return work()

    def _ask(self, text: str, given: Mapping[str, Value], times: Collection[str] | None) -> Table:
        """Run a query, and look up which of the texts that it returns are times."""
        try:
            rows = self._read(text, given)
            shapes = dict.fromkeys(map(tuple, rows))  # the names of each row: mostly the same
            columns = tuple(dict.fromkeys(chain.from_iterable(shapes))) or self._planned_columns(text, given)
        except ArcadeDBError as error:
            raise_query_error(error, text)
        with suppress(ArcadeDBError):  # what cannot stand in a subquery (SHOW, EXPLAIN) returns no times
            rows = restore_times(rows, text, lambda probe: self._read(probe, given), times)
        if len(shapes) == 1:
            return Table(columns, tuple(tuple(row.values()) for row in rows))
        return Table(columns, tuple(tuple(row.get(name) for name in columns) for row in rows))

    def seek(self, label: str, phrases: Sequence[Phrase], page: str | None = None) -> list[Row]:
        """Return `id` and `text` of the nodes of a label that have all phrases in their text.

        Raises:
            StoreError: The index of words cannot be read or written.
        """
        try:
            with self._gate.entered():
                return self._texts.seek(self._read, label, phrases, page)
        except ArcadeDBError as error:
            raise StoreError(f"the embedded store cannot be searched: {words(error)}") from error

    def scan(
        self, kind: Kind, properties: Sequence[Property], since: datetime | None = None, until: datetime | None = None
    ) -> Iterable[Sequence[Value]]:
        """Return all nodes of a label, or all edges of a type, in no order; see `Store.scan`."""
        if since is not None or until is not None:
            return by_cypher(self, kind, properties, since, until)
        with self._gate.entered():
            return by_sql(lambda sql: list(self._database.query("sql", sql).to_list()), kind, properties)

    def replies(self, read: Callable[[], Iterable[PageReplies]]) -> list[PageReplies]:
        """Return who answered whom on each page: what the table beside the store has, else what `read` reads."""
        with self._gate.entered():
            return self._replies.all(read)

    def close(self) -> None:
        """Release the store; it is not usable afterwards."""
        self._database.close()
        self._remove_temporary()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, pages: Pages) -> WriteCounts:
        """Write pages by the way that is quicker; no reader sees half of it."""
        with self._writing:
            try:
                if suits(self._read, pages):
                    counts = self._load(pages)
                else:
                    counts = self._commit(lambda: write_pages(self._command, pages), pages)
                self._replies.tell(pages)
            finally:
                self._gate.open()
        return counts

    def _load(self, pages: Pages) -> WriteCounts:
        """Write new pages by the engine's batch."""
        if not self._declared:
            declare(self._database)
            self._declared = True
        self._close_gate(pages)
        return load(self._database, self._command, pages)

    def _commit(self, work: Callable[[], Result], pages: Pages) -> Result:
        """Do work on pages in a transaction, which may be tried several times; readers stay shut out after its commit."""

        def closing() -> Result:
            found = work()
            self._close_gate(pages)
            return found

        done: Result = self._database.run_in_transaction(closing)
        return done

    def _close_gate(self, pages: Pages) -> None:
        """Wait until nobody reads, and let nobody in; what is told of these pages beside the store holds no longer."""
        self._gate.close()
        self._replies.forget(page for page, _ in pages)

    def _command(self, cypher: str, parameters: Mapping[str, Value]) -> list[Row]:
        """Run a statement of ours, whose parameters hold no times, within the open transaction if there is one."""
        return plain_rows(self._database.command(LANGUAGE, cypher, dict(parameters)))

    def _read(self, cypher: str, parameters: Mapping[str, Value]) -> list[Row]:
        """Run a statement that the engine refuses if it writes."""
        return plain_rows(self._database.query(LANGUAGE, cypher, dict(parameters)))

    def _planned_columns(self, cypher: str, parameters: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the columns of a query without rows: the engine names them in its plan only."""
        return planned_columns(str(self._read(f"EXPLAIN {cypher}", parameters)[0].get("executionPlanAsString")))

    def _check_version(self) -> int:
        try:
            version = read_version(self._read, str(self._folder))
        except ArcadeDBError as error:
            raise StoreError(damaged(self._folder, error)) from error
        if version is None:
            raise StoreError(f"{self._folder} is a database of another program: name another folder for the store")
        return version

    def _recover(self) -> None:
        """Remove the pages of a load that was killed, before anybody reads them."""
        try:
            recover(self._database, self._command)
        except ArcadeDBError as error:
            raise StoreError(damaged(self._folder, error)) from error

    def _remove_temporary(self) -> None:
        if self._temporary:
            self._temporary.cleanup()


def is_vacant(folder: Path) -> bool:
    """Return whether a store can be made here: nothing is there, or an empty folder.

    Raises:
        StoreError: Something else is there.
    """
    try:
        if not folder.exists():
            return True
        if not folder.is_dir():
            raise StoreError(f"{folder} is a file: the embedded store needs a folder")
        names = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise StoreError(f"cannot read the store's folder {folder}: {error.strerror}") from error
    if names and "configuration.json" not in names:
        raise StoreError(f"{folder} holds files that are no graphtalk store: name another folder for the store")
    return not names


def make_store(folder: Path, *, create: bool) -> None:
    """Make an empty store beside its place and move it there, so that no half-made one is ever left in it.

    Raises:
        StoreError: It cannot be made, or may not (`create`).
    """
    if not create:
        raise StoreError(f"no store at {folder}: import a page first")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".graphtalk-", dir=folder.parent))
    except OSError as error:
        raise StoreError(f"cannot make a store at {folder}: {error.strerror}") from error
    try:
        with create_database(str(workshop / "store")) as database:
            database.command("sql", PAGES)
            create_schema(lambda cypher, parameters: database.command(LANGUAGE, cypher, dict(parameters)).to_list())
            database.command("sql", PATIENT)
        ReplyTable(workshop / "store").create()
        if folder.exists():
            folder.rmdir()
        (workshop / "store").rename(folder)
    except ArcadeDBError as error:
        raise StoreError(f"cannot make a store at {folder}: {words(error)}") from error
    except OSError as error:
        raise StoreError(f"cannot make a store at {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def open_folder(folder: Path) -> Any:
    """Open the engine's database in a folder.

    Raises:
        StoreError: It is in use, or cannot be opened.
    """
    try:
        return open_database(str(folder))
    except ArcadeDBError as error:
        if "locked by another process" in words(error):
            raise LockedError(f"the store at {folder} is open in another process: close that one first") from error
        if "already in use" in words(error):
            raise LockedError(f"the store at {folder} is open already in this process: close it first") from error
        raise StoreError(damaged(folder, error)) from error


def damaged(folder: Path, error: Exception) -> str:
    """Return what to say of a store that cannot be opened or read."""
    return f"cannot open the store at {folder}: {words(error)}; move the folder away and import the pages again"


def words(error: Exception) -> str:
    """Return what the engine says went wrong, in one line and without the names of its classes."""
    chain = getattr(error, "java_chain", None) or [("", str(error))]
    said = [str(message) for _, message in chain if message and str(message) not in ("None", "null")]
    text = " ".join((said or ["the engine gives no reason"])[-1].split())
    text = re.sub(r"(?:Query|Command) failed: |\b(?:[a-z]\w*\.)+[A-Z]\w*(?:\$\w+)*: |^[A-Z]\w+: ", "", text)
    if place := re.match(r"Syntax error at line (\d+):(\d+) - ", text):  # it counts columns from 0
        text = f"{text[place.end() :]} (line {place[1]}, column {int(place[2]) + 1})"
    return text


def raise_query_error(error: Exception, cypher: str) -> NoReturn:
    """Raise what the engine says against a query in our words."""
    text, kind = words(error), str((getattr(error, "native", None) or {}).get("cls"))
    if kind.endswith("QueryNotIdempotentException"):
        procedure = re.search(r"\bCALL\s+([A-Za-z]\w*(?:\.\w+)+)", cypher, re.IGNORECASE)
        if procedure:
            raise UnsupportedCypherError(
                f"the embedded store has no read-only procedure {procedure[1]}: use a Neo4j server for it"
            ) from error
        raise QueryError("the query writes, and queries only read: change the graph by importing pages") from error
    if kind.endswith("CommandParameterMissingException"):
        names = text.partition("parameter(s):")[2].strip() or text
        raise QueryError(f"the query needs a value for its parameter {names}") from error
    if kind.endswith("FeatureNotImplementedException"):
        raise UnsupportedCypherError(f"the embedded store does not have this Cypher: {text}") from error
    raise QueryError(f"the query does not run: {text}") from error


def plain_rows(result: Any) -> list[Row]:
    """Return the engine's rows with values that a table may hold."""
    return [
        {name: value if type(value) in SCALARS else plain(value) for name, value in row.items()}
        for row in result.to_list()
    ]


def plain(value: Any) -> Value:
    """Return an engine's value as a table holds it: a node or relationship as the map of its properties."""
    if type(value) in SCALARS:  # nearly all are
        scalar: Value = value
        return scalar
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value) if not key.startswith("@")}
    if isinstance(value, list):
        return [item if type(item) in SCALARS else plain(item) for item in value]
    other: Value = value
    return other
