"""The full-text index of the embedded store: SQLite's FTS5, in a file inside the store's folder.

The engine has one of its own, but making it takes longer than everything else about a page, and it does not know the
order of words (docs/decisions/0015-search.md). This one costs nothing while pages are written: a page that is written is
forgotten, and the next search takes in what it does not know. The file may be removed at any time.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from graphtalk.errors import StoreError
from graphtalk.schema import NODES, Row
from graphtalk.stores.words import Phrase, words
from graphtalk.table import Value

__all__ = ["TextIndex"]

NAME = "search.sqlite"
PATIENCE = 60.0  # seconds to wait while another thread takes pages in
TABLES = (
    "CREATE TABLE IF NOT EXISTS pages (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS texts (number INTEGER PRIMARY KEY, page TEXT, label TEXT, id TEXT, words TEXT)",
    "CREATE INDEX IF NOT EXISTS texts_page ON texts (page)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS found
    USING fts5 (words, content = 'texts', content_rowid = 'number', tokenize = 'ascii')""",
)
REMOVE = (
    "INSERT INTO found (found, rowid, words) SELECT 'delete', number, words FROM texts WHERE page = ?",
    "DELETE FROM texts WHERE page = ?",
    "DELETE FROM pages WHERE id = ?",
)
SEEK = """
SELECT id, texts.words FROM found JOIN texts ON number = found.rowid
WHERE found MATCH ? AND label = ? AND (? IS NULL OR page = ?)
"""
Read = Callable[[str, Mapping[str, Value]], list[Row]]


class TextIndex:
    """The words of all texts in a store that the schema declares as `searched`.

    Args:
        folder: The store's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME

    def forget(self, pages: Iterable[str]) -> None:
        """Let the next search read pages anew.

        Called before they are written, so that a crash does no harm, and again after, for a search may have come between.
        """
        if self._file.exists():
            with closing(self._open()) as database, database:
                database.execute("BEGIN IMMEDIATE")
                database.executemany("DELETE FROM pages WHERE id = ?", [(page,) for page in pages])

    def clear(self) -> None:
        """Let the next search read all pages anew."""
        self._file.unlink(missing_ok=True)

    def seek(self, read: Read, label: str, phrases: Sequence[Phrase], page: str | None) -> list[Row]:
        """Return `id` and `text` (its words only) of the nodes of a label whose text has all phrases.

        Args:
            read: Runs a query on the store.
            label: Label of the nodes.
            phrases: What to look for, at least one.
            page: Id of the only page to look at, or None.

        Raises:
            StoreError: The file cannot be written, or this Python's SQLite has no FTS5.
        """
        match = " ".join(map(expression, phrases))
        try:
            with closing(self._open()) as database:
                self._catch_up(database, read)
                found = database.execute(SEEK, (match, label, page, page)).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"the search index {self._file} fails ({error}): remove it and search again") from error
        return [{"id": node, "text": text} for node, text in found]

    def _open(self) -> sqlite3.Connection:
        """Return a connection that commits each statement outside a transaction of its own."""
        database = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _catch_up(self, database: sqlite3.Connection, read: Read) -> None:
        """Take in the pages that are not in the index, and remove those that the store has no more."""
        with database:  # commits, or rolls back
            database.execute("BEGIN IMMEDIATE")
            for statement in TABLES:
                database.execute(statement)
            stored = {str(row["id"]) for row in read("MATCH (page:Page) RETURN page.id AS id", {})}
            fresh = {page for (page,) in database.execute("SELECT id FROM pages")}
            known = fresh | {page for (page,) in database.execute("SELECT DISTINCT page FROM texts")}
            for page in sorted(known - stored | stored - fresh):
                for statement in REMOVE:
                    database.execute(statement, (page,))
                if page in stored:
                    add_page(database, page, page_texts(read, page))


def add_page(database: sqlite3.Connection, page: str, texts: Iterable[tuple[str, str, str]]) -> None:
    """Put the texts of a page into the index."""
    for label, node, text in texts:
        row = database.execute(
            "INSERT INTO texts (page, label, id, words) VALUES (?, ?, ?, ?)", (page, label, node, text)
        )
        database.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (row.lastrowid, text))
    database.execute("INSERT INTO pages (id) VALUES (?)", (page,))


def page_texts(read: Read, page: str) -> Iterator[tuple[str, str, str]]:
    """Yield label, id and words of each text of a page."""
    for node in NODES.values():
        if node.searched:
            query = f"MATCH (n:{node.label} {{page: $page}}) RETURN n.id AS id, n.{node.searched.name} AS text"
            for row in read(query, {"page": page}):
                yield node.label, str(row["id"]), " ".join(words(str(row["text"] or "")))


def expression(phrase: Phrase) -> str:
    """Return a phrase as FTS5 writes it.

    >>> expression(Phrase(("due", "wei"), prefix=True))
    '"due wei" *'
    """
    return f'"{" ".join(phrase.words)}"{" *" * phrase.prefix}'
