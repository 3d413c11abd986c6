"""Who answered whom on each page of an embedded store, in a table beside it, so that nobody asks the engine for each reply.

Every write tells it of its pages: they are forgotten in the moment in which a commit has shut all readers out, and told anew
before the first one is let in. A page of which the table knows nothing was on its way when the program was killed; then
all is read from the store again. The file may be removed at any time.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from zlib import crc32

from graphtalk.errors import StoreError
from graphtalk.stores.page_replies import PageReplies, authors, page_replies
from graphtalk.stores.together import Pages
from graphtalk.stores.write import Graph

__all__ = ["ReplyTable"]

NAME = "replies.sqlite"
PATIENCE = 60.0  # seconds to wait while another thread writes into it
TABLE = "CREATE TABLE IF NOT EXISTS replies (page TEXT PRIMARY KEY, authors TEXT, pairs BLOB, checksum INTEGER) WITHOUT ROWID"
FORGET = "INSERT OR REPLACE INTO replies (page) VALUES (?)"
REMOVE = "DELETE FROM replies WHERE page = ?"
TELL = "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)"
REMOVE_ALL = "DELETE FROM replies"
NOBODY = "[]"
ALL = "SELECT page, authors, pairs, checksum FROM replies ORDER BY page"


class ReplyTable:
    """The table of one store.

    Args:
        folder: The store's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME

    def create(self) -> None:
        """Make the table of a store that has no pages yet."""
        with suppress(sqlite3.Error), self._transaction():  # without it all is asked of the store
            pass

    def forget(self, pages: Iterable[str]) -> None:
        """Know nothing of pages any more.

        Raises:
            StoreError: Neither that could be written, nor the table removed.
        """
        if self._file.exists():
            try:
                with self._transaction() as database:
                    database.executemany(FORGET, [(page,) for page in pages])
            except sqlite3.Error:
                self.clear()

    def tell(self, pages: Pages) -> None:
        """Know of pages what was just written of them; those that cannot be written stay unknown."""
        if self._file.exists():
            rows = [replies_of(page, graph) for page, graph in pages]
            with suppress(sqlite3.Error), self._transaction() as database:
                database.executemany(REMOVE, [(row.page,) for row in rows])
                database.executemany(TELL, [checked(row) for row in rows if row.authors != NOBODY])

    def clear(self) -> None:
        """Know nothing of any page any more.

        Raises:
            StoreError: The file cannot be removed.
        """
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self._file} cannot be written ({error.strerror}): remove it") from error

    def all(self, read: Callable[[], Iterable[PageReplies]]) -> list[PageReplies]:
        """Return the replies of all pages, by page.

        Args:
            read: Reads them from the store. It is asked where the table lacks a page, is damaged or not there.
        """
        if self._file.exists():
            with suppress(sqlite3.Error), closing(self._open()) as database:
                rows = database.execute(ALL).fetchall()
                known = [PageReplies(*row) for *row, _ in rows]
                if all(row[-1] is not None and checked(page) == row for page, row in zip(known, rows, strict=True)):
                    return known
        found = sorted(read())
        try:
            with self._transaction() as database:
                database.execute(REMOVE_ALL)
                database.executemany(TELL, map(checked, found))
        except sqlite3.Error:  # a damaged table goes; a folder that cannot be written to keeps none
            with suppress(StoreError):
                self.clear()
        return found

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Open the table, which is made where there is none, for what is written whole or not at all."""
        with closing(self._open()) as database, database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(TABLE)
            yield database

    def _open(self) -> sqlite3.Connection:
        """Return a connection that commits each statement outside a transaction of its own."""
        database = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
        try:
            database.execute(
                "PRAGMA synchronous = OFF"
            )  # as the engine, which leaves it to the system when to write to disk
        except sqlite3.Error:
            database.close()
            raise
        return database


def checked(replies: PageReplies) -> tuple[str, str, bytes, int]:
    """Return a row of the table, whose last column tells whether it is as it was written."""
    return *replies, crc32(replies.pairs, crc32(replies.authors.encode()))


def replies_of(page: str, graph: Graph) -> PageReplies:
    """Return who answered whom on a page that is written."""
    wrote = ((start, end, row.get("role")) for (start, end, _), row in graph.edges["WROTE"].items())
    return page_replies(page, authors(wrote), ((key[0], key[1]) for key in graph.edges["REPLIES_TO"]))
