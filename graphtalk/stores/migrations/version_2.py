"""From schema version 1 to 2: who brought in which words is read off the pages, so that no statement can tell it."""

from graphtalk.stores.migrations.migration import Migration

__all__ = ["MIGRATION"]

MIGRATION = Migration(
    version=2,
    change="changes between wordings word by word, and credit for words (WORDED)",
    statements=(),
    complete=False,
)
