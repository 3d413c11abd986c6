"""All exceptions that graphtalk raises on purpose, with the exit code each gives the command line.

They live apart so that every layer can raise them without importing another.
A message says what happened, where, and what to do about it.
"""

from typing import ClassVar

__all__ = [
    "BrokenStoreError",
    "CorrectionError",
    "GraphtalkError",
    "LanguageError",
    "LockedError",
    "QueryError",
    "ReadError",
    "SchemaError",
    "StoreError",
    "UnknownFormatError",
    "UnsupportedCypherError",
    "UsageError",
    "WikiError",
]


class GraphtalkError(Exception):
    """Something graphtalk can explain went wrong; the base of all its errors."""

    exit_code: ClassVar[int] = 1


class UsageError(GraphtalkError):
    """The call itself is wrong: an unknown name, a missing or surplus argument."""

    exit_code = 2


class ReadError(GraphtalkError):
    """A source could not be read: missing, empty, a folder without pages, no text."""

    exit_code = 3


class UnknownFormatError(ReadError):
    """A source was read, but it is none of the formats that graphtalk knows."""


class WikiError(ReadError):
    """A wiki refuses, is away, or answers what cannot be read.

    Attributes:
        code: The wiki's code for it, `busy` after the last try, empty where there is none.
    """

    def __init__(self, message: str, code: str = "") -> None:
        """Take what happened and the wiki's code for it."""
        super().__init__(message)
        self.code = code


class StoreError(GraphtalkError):
    """A store could not be opened, refused a write, or holds data of another version."""

    exit_code = 4


class BrokenStoreError(GraphtalkError):
    """What a store holds breaks an invariant of the graph; the answer names each one."""

    exit_code = 7


class LockedError(StoreError):
    """Another process or thread writes to the store, or has it open, and only one may; a later try can succeed."""


class QueryError(GraphtalkError):
    """A query is unknown, its parameters do not fit, or the store rejects its Cypher."""

    exit_code = 5


class UnsupportedCypherError(QueryError):
    """The Cypher is valid on a Neo4j server, but this store does not have the construct."""


class SchemaError(GraphtalkError):
    """Rows do not fit the graph schema: a mistake in graphtalk's own code, please report it."""

    exit_code = 6


class LanguageError(GraphtalkError):
    """A data file of languages or rules is faulty; the message names file, entry and fix."""

    exit_code = 6


class CorrectionError(GraphtalkError):
    """A file of corrections is faulty or does not fit its page; the message names file, line and fix."""

    exit_code = 6
