"""The way from each schema version to the next, one module a step.

A change to what a store holds raises `SCHEMA_VERSION` and adds a step here. Constraints and indexes are no part of it:
they are made from the schema before the first step. Statements name labels and properties as they were and are to be;
this is the one place beside `schema.py` that may.
"""

from graphtalk.stores.migrations import version_2, version_3, version_4, version_5
from graphtalk.stores.migrations.migration import Migration

__all__ = ["MIGRATIONS", "Migration"]

MIGRATIONS: tuple[Migration, ...] = (
    version_2.MIGRATION,
    version_3.MIGRATION,
    version_4.MIGRATION,
    version_5.MIGRATION,
)
