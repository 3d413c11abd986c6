"""From schema version 3 to 4: what only an import from a wiki with its history finds is empty until there is one."""

from graphtalk.stores.migrations.migration import Migration

__all__ = ["MIGRATION"]

MIGRATION = Migration(
    version=4,
    change="the life of comments (Action) and what became of wordings and works in the article (ArticleRevision)",
    statements=(),
    complete=True,
)
