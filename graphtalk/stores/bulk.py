"""Many fresh pages into the embedded store by the engine's batch interface, in half the time of statements.

A batch commits in pieces. So the node outside the graph says first which pages are on their way, and ceases to in the
transaction that ends the load. Where it still says so, the load broke off, and all that is of those pages goes: at once
after an error, and before anything is read after a kill. Readers wait meanwhile (`gate`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from graphtalk.errors import StoreError
from graphtalk.schema import EDGES, NODES, EdgeType, NodeType, Row
from graphtalk.stores import WriteCounts, statements
from graphtalk.stores.fresh import SharedChange, shared_change
from graphtalk.stores.pages import sequence
from graphtalk.stores.portions import EDGES_A_TRANSACTION, portions
from graphtalk.stores.together import Pages, pages_there
from graphtalk.stores.write import Run, comment_prefix, node_values, send
from graphtalk.table import Value

__all__ = ["Engine", "declare", "load", "recover", "suits"]

EDGES_WORTH = 200  # where a batch, which takes a hundredth of a second by itself, is quicker than statements
ROWS_A_REMOVAL = 1_000  # of one commit, whose cost grows with their square
MARK = f"MATCH (store:{statements.STORE_LABEL}) SET store.loading = $pages"
UNMARK = f"MATCH (store:{statements.STORE_LABEL}) REMOVE store.loading"
MARKED = f"MATCH (store:{statements.STORE_LABEL}) WHERE store.loading IS NOT NULL RETURN store.loading AS pages"
Places = Mapping[str, Mapping[str, str]]  # the engine's own ids of nodes, by label and id


class Batch(Protocol):
    """The engine's batch: nodes are stored when they are made, edges at the latest when it is closed."""

    def create_vertices(self, label: str, rows: Sequence[Row], /) -> list[str]:
        """Create nodes and return the engine's ids of them."""

    def new_edges(self, starts: Sequence[str], kind: str, ends: Sequence[str], rows: Sequence[Row] | None, /) -> object:
        """Create edges; without rows none of them has properties."""

    def close(self) -> None:
        """Store the edges that are not stored yet, and let their ends know."""


class Answer(Protocol):
    """What the engine answers to a statement."""

    def to_list(self) -> list[Row]:
        """Return its rows."""


class Engine(Protocol):
    """What the loading of pages needs of the engine's open database."""

    def graph_batch(self, *, use_wal: bool, parallel_flush: bool, batch_size: int, chunk_cache_capacity: int) -> Batch:
        """Return a batch; the sizes are in edges that it holds back, and in nodes that it knows the edges of."""

    def command(self, language: str, statement: str, parameters: Mapping[str, Value], /) -> Answer:
        """Run a statement."""

    def run_in_transaction(self, work: Callable[[], object], /) -> object:
        """Do work in a transaction."""

    def is_transaction_active(self) -> bool:
        """Tell whether this thread has an open transaction."""

    def rollback(self) -> None:
        """Give up the open transaction."""

    def close(self) -> None:
        """Close the database."""


def suits(run: Run, pages: Pages) -> bool:
    """Tell whether pages are heavy enough for a batch and the store has nothing of any of them."""
    return edge_count(pages) >= EDGES_WORTH and not pages_there(run, pages)


def edge_count(pages: Pages) -> int:
    """Return how many edges pages have."""
    return sum(len(rows) for _, graph in pages for rows in graph.edges.values())


def load(engine: Engine, run: Run, pages: Pages) -> WriteCounts:
    """Write pages of which the store has nothing.

    Args:
        engine: The engine's database, with no transaction open, in which all is declared.
        run: Runs a Cypher statement in it.
        pages: What `together.prepare` returned.

    Returns:
        What writing the pages one after the other does.

    Raises:
        StoreError: The store took fewer rows than were sent; it is as it was.
    """
    shared = {
        label: shared_change(run, node, [graph.nodes[label] for _, graph in pages])
        for label, node in NODES.items()
        if not node.owned
    }
    try:
        engine.run_in_transaction(lambda: run(MARK, {"pages": [page for page, _ in pages]}))
        counts = fill(engine, run, pages, shared)
        engine.run_in_transaction(lambda: finish(run, shared))
    except BaseException:
        try:
            recover(engine, run)
        except BaseException:
            engine.close()  # nobody may read what is in it: the next opening recovers it
            raise
        raise
    return counts


def declare(engine: Engine) -> None:
    """Declare what a batch needs: the types of edges, and which properties hold times, for it sends them as text."""
    for edge_type in EDGES:
        engine.command("sql", f"CREATE EDGE TYPE `{edge_type}` IF NOT EXISTS", {})
    for node in NODES.values():
        for prop in node.properties:
            if prop.type == "datetime":
                name = f"`{node.label}`.`{prop.name}`"
                engine.command("sql", f"CREATE PROPERTY {name} IF NOT EXISTS ZONED_DATETIME", {})


def fill(engine: Engine, run: Run, pages: Pages, shared: Mapping[str, SharedChange]) -> WriteCounts:
    """Create all nodes and edges of pages, and return the counts."""
    counts = sum((change.counts for change in shared.values()), WriteCounts())
    places: dict[str, dict[str, str]] = {}
    with opened(engine, pages) as batch:
        for label, node in NODES.items():
            if node.owned:
                rows = [row for _, graph in pages for row in graph.nodes[label].values()]
                counts += WriteCounts({label: len(rows)})
            else:
                rows = shared[label].created
            places[label] = create_nodes(batch, node, rows)
            if not node.owned:
                places[label] |= find_nodes(run, node, shared[label].there)
        for edge_type, edge in EDGES.items():
            counts += WriteCounts({edge_type: create_edges(batch, edge, pages, places)})
    return counts


@contextmanager
def opened(engine: Engine, pages: Pages) -> Iterator[Batch]:
    """Open a batch while the context lasts; only when it is closed are its edges whole, or can be removed."""
    nodes = sum(len(rows) for _, graph in pages for rows in graph.nodes.values())
    batch = engine.graph_batch(
        use_wal=True,  # else a kill would leave what cannot be read
        parallel_flush=False,
        batch_size=min(max(1, edge_count(pages)), EDGES_A_TRANSACTION),
        chunk_cache_capacity=max(1, nodes),  # its own is for a million, which takes as long as 500 edges
    )
    try:
        yield batch
    finally:
        try:
            batch.close()
        finally:
            if engine.is_transaction_active():  # what a piece that failed leaves behind
                engine.rollback()


def create_nodes(batch: Batch, node: NodeType, rows: Sequence[Row]) -> dict[str, str]:
    """Create nodes and return the engine's ids by ours."""
    made = batch.create_vertices(node.label, node_values(node, rows)) if rows else []
    return {str(row["id"]): place for row, place in zip(rows, made, strict=True)}


def find_nodes(run: Run, node: NodeType, ids: list[str]) -> dict[str, str]:
    """Return the engine's ids of nodes that are there by ours."""
    statement = f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}}) RETURN id, elementId(n) AS place"
    return {str(row["id"]): str(row["place"]) for some in portions(ids) for row in run(statement, {"ids": some})}


def create_edges(batch: Batch, edge: EdgeType, pages: Pages, places: Places) -> int:
    """Create the edges of a type and return how many.

    Raises:
        StoreError: An end of one is not there.
    """
    starts, ends = places[edge.start], places[edge.end]
    rows = [item for _, graph in pages for item in graph.edges[edge.type].items()]
    whole = [(starts[key[0]], ends[key[1]], row) for key, row in rows if key[0] in starts and key[1] in ends]
    if len(whole) < len(rows):
        raise StoreError(f"the store took {len(whole)} of {len(rows)} {edge.type} rows; nothing was written")
    if whole:
        values = [row[2] for row in whole] if edge.properties else None
        batch.new_edges([row[0] for row in whole], edge.type, [row[1] for row in whole], values)
    return len(rows)


def finish(run: Run, shared: Mapping[str, SharedChange]) -> None:
    """End a load: shared nodes that were there take what the pages say, and no page is on its way any more."""
    for label, change in shared.items():
        node = NODES[label]
        send(run, statements.upsert_nodes(node), label, node_values(node, change.updated))
    run(UNMARK, {})


def recover(engine: Engine, run: Run) -> None:
    """Remove all that is of the pages of a load that broke off, if one did; to do it again after a kill is no harm."""
    pages = [str(page) for row in run(MARKED, {}) for page in sequence(row["pages"])]
    if not pages:
        return
    declare(engine)
    for edge in EDGES.values():
        remove_edges(engine, edge, pages)
    for node in NODES.values():
        if node.owned:
            remove(engine, node.label, "page IN :pages", {"pages": pages})
    engine.run_in_transaction(lambda: finish_removal(run))


def remove_edges(engine: Engine, edge: EdgeType, pages: list[str]) -> None:
    """Remove the edges of a type that are of pages, as `statements.owned_edges` tells.

    All of the type are looked at, for the ends of these need not know of them yet.
    """
    for side, label in (("@out", edge.start), ("@in", edge.end)):
        if NODES[label].owned:
            remove(engine, edge.type, f"{side}.page IN :pages", {"pages": pages})
            return
    for prefix in map(comment_prefix, pages):
        beyond = prefix[:-1] + chr(ord(prefix[-1]) + 1)  # the first that comes after all that begin so
        condition = f"`{edge.key}` >= :prefix AND `{edge.key}` < :beyond"
        remove(engine, edge.type, condition, {"prefix": prefix, "beyond": beyond})


def finish_removal(run: Run) -> None:
    """End the undoing of a load: shared nodes that it alone brought go, and no page is on its way any more."""
    for node in NODES.values():
        if not node.owned:  # in a store at rest none is without edges
            run(f"MATCH (n:{node.label}) WHERE NOT EXISTS {{ (n)--() }} DELETE n", {})
    run(UNMARK, {})


def remove(engine: Engine, kind: str, condition: str, parameters: Mapping[str, Value]) -> None:
    """Remove the rows of a label or type that meet a condition, some in each transaction."""
    statement = f"DELETE FROM `{kind}` WHERE {condition} LIMIT {ROWS_A_REMOVAL}"

    def remove_some() -> Value:
        [row] = engine.command("sql", statement, parameters).to_list()
        return row["count"]

    while engine.run_in_transaction(remove_some) == ROWS_A_REMOVAL:
        pass
