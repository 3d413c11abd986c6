"""What is in a store: its pages, and how many rows of each kind."""

from graphtalk.errors import QueryError
from graphtalk.schema import EDGES, NODES
from graphtalk.stores import Store
from graphtalk.table import Table, Value

__all__ = ["count_rows", "find_page"]

SHOWN = 5  # titles that a message names


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
