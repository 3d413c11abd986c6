"""Upgrading a store: the way from the schema version that it holds to the current one, step by step."""

from dataclasses import dataclass

from graphtalk.errors import StoreError
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.stores import Store, statements
from graphtalk.stores.migrations import MIGRATIONS, Migration

__all__ = ["Upgrade", "upgrade"]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did.

    Attributes:
        before: Schema version of the store before.
        steps: The steps that were taken, in order.
        again: Titles of pages that lack facts which an import of the current version would find.
    """

    before: int
    steps: tuple[Migration, ...]
    again: tuple[str, ...]


def upgrade(store: Store) -> Upgrade:
    """Take an open store to the current schema version.

    Constraints and indexes are made first, then each step in a transaction of its own, with the version that it leads
    to. So it can be stopped at any moment and run again: what is done is not done twice.

    Raises:
        LockedError: Another process writes to the store.
        StoreError: There is no graph of graphtalk's in it, or it refused a step; the steps before that are done.
    """
    before = store.version
    if before is None:
        raise StoreError("there is no store of graphtalk's on this server: import a page first")
    steps = tuple(step for step in MIGRATIONS if step.version > before)
    with store.hold():
        store.create_schema()
        for step in steps:
            store.migrate(step)
    found = store.query(statements.OLDER_PAGES, {"version": SCHEMA_VERSION})
    return Upgrade(before, steps, tuple(str(title) for (title,) in found.rows))
