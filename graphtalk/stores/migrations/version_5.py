"""From schema version 4 to 5: an archive names its talk page, as far as its own title tells which that is.

Comments that a talk page and its archive both hold become one at the next import that reads either of them.
"""

from graphtalk.stores.migrations.migration import Migration

__all__ = ["MIGRATION"]

TALK = "substring(p.id, 0, size(split(toLower(p.id), '/archiv')[0]))"
ARCHIVES = (
    f"MATCH (p:Page) WHERE p.archive_of IS NULL AND toLower(p.title) CONTAINS '/archiv' SET p.archive_of = {TALK}"
)
COMMENTS = "MATCH (p:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(c:Comment) WHERE p.archive_of IS NOT NULL"

MIGRATION = Migration(
    version=5,
    change="archives know their talk page (archive_of), and their comments where they stood before (stood_on)",
    statements=(ARCHIVES, f"{COMMENTS} SET c.stood_on = p.archive_of"),
    complete=True,
)
