"""From schema version 2 to 3: what a page was read from is empty until its next import, which then reads all of it."""

from graphtalk.stores.migrations.migration import Migration

__all__ = ["MIGRATION"]

MIGRATION = Migration(
    version=3,
    change="pages keep what they were read from; the next import of each reads it once more, changed or not",
    statements=(),
    complete=True,
)
