"""What is in a store: its pages, what they were read from, and how many rows of each kind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphtalk.errors import QueryError
from graphtalk.schema import EDGES, NODES
from graphtalk.stores import Store
from graphtalk.table import Table, Value

__all__ = ["StoredPage", "count_rows", "find_page", "stored_pages"]

SHOWN = 5  # titles that a message names

STORED_PAGES = (
    "UNWIND $ids AS id MATCH (p:Page {id: id}) RETURN p.id AS id, p.content_hash AS content_hash, "
    "p.rules_version AS rules_version, p.row_counts AS rows, p.warning_counts AS warnings, p.archive_of AS archive_of"
)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What a store keeps of how a page was read.

    Attributes:
        content_hash: Hash of what it was read from.
        rules_version: Hash of the code and data that read it.
        rows: Number of its rows, by label and edge type.
        warnings: Number of warnings, by code.
        archive_of: Id of the talk page whose archive it is, None where it is none.
    """

    content_hash: str
    rules_version: str
    rows: Counter[str]
    warnings: Counter[str]
    archive_of: str | None


def stored_pages(store: Store, ids: Sequence[str]) -> Mapping[str, StoredPage]:
    """Return those of the pages that the store knows how they were read, in one query for all."""
    found = store.query(STORED_PAGES, {"ids": list(ids)}).records()
    return {
        str(row["id"]): StoredPage(
            str(row["content_hash"]),
            str(row["rules_version"]),
            read_counts(row["rows"]),
            read_counts(row["warnings"]),
            str(row["archive_of"]) if row["archive_of"] else None,
        )
        for row in found
        if row["content_hash"]
    }


def read_counts(value: Value) -> Counter[str]:
    """Return counts as a page has them.

    >>> read_counts(["12 Comment", "1 Page"])
    Counter({'Comment': 12, 'Page': 1})
    """
    texts = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    pairs = (str(text).partition(" ") for text in texts)
    return Counter({name: int(count) for count, _, name in pairs})


def find_page(store: Store, page: str) -> str:
    """Return the id of the page with this title or id.

    Raises:
        QueryError: There is none, or several wikis have a page of this title.
    """
    pages = store.query("MATCH (p:Page) RETURN p.id AS id, p.title AS title ORDER BY id").rows
    found = [str(page_id) for page_id, title in pages if page in (page_id, title)]
    if len(found) == 1:
        return found[0]
    if found:
        raise QueryError(f"several pages are called {page!r}; give one of their ids: {', '.join(found)}")
    titles = ", ".join(str(title) for _, title in pages[:SHOWN])
    more = f" and {len(pages) - SHOWN} more" if len(pages) > SHOWN else ""
    raise QueryError(f"the store has no page {page!r}; it has {titles or 'no pages'}{more}")


def count_rows(store: Store) -> Table:
    """Return how many nodes of each label and edges of each type a store holds, in the schema's order."""
    rows: list[tuple[Value, ...]] = []
    for label in NODES:
        ((count,),) = store.query(f"MATCH (n:{label}) RETURN count(n) AS count").rows
        rows.append(("node", label, count))
    for edge in EDGES.values():
        pattern = f"(:{edge.start})-[r:{edge.type}]->(:{edge.end})"
        ((count,),) = store.query(f"MATCH {pattern} RETURN count(r) AS count").rows
        rows.append(("edge", edge.type, count))
    return Table(("kind", "name", "count"), tuple(rows))
