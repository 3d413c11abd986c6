"""Pages on their way into a store: checked before a transaction begins, written within one, each by the way that fits."""

from collections.abc import Sequence
from itertools import groupby

from graphtalk.errors import SchemaError
from graphtalk.schema import GraphBatch
from graphtalk.stores import WriteCounts, statements
from graphtalk.stores.fresh import write_fresh
from graphtalk.stores.portions import portions
from graphtalk.stores.write import Graph, Run, batch_graph, write_page
from graphtalk.table import Value

__all__ = ["Pages", "names", "pages_there", "prepare", "write_pages"]

Pages = Sequence[tuple[str, Graph]]  # the id of each page and what it is to hold


def prepare(batches: Sequence[GraphBatch]) -> Pages:
    """Return pages ready to be written, as often as a store has to try.

    Raises:
        SchemaError: A batch does not fit the schema or has rows without that of its page, or two are of the same page.
    """
    pages = [(batch.page, batch_graph(batch)) for batch in batches]
    for page, graph in pages:
        if page not in graph.nodes["Page"] and (any(graph.nodes.values()) or any(graph.edges.values())):
            raise SchemaError(f"page {page}: its rows lack the page itself, by which a store knows that it has them")
    if len({page for page, _ in pages}) < len(pages):
        raise SchemaError(f"{names(batches)}: a page comes twice in one write")
    return pages


def names(batches: Sequence[GraphBatch]) -> str:
    """Return what messages call the pages of one write."""
    more = f" and {len(batches) - 1} more" if len(batches) > 1 else ""
    return f"page {batches[0].page if batches else 'none'}{more}"


def pages_there(run: Run, pages: Pages) -> set[Value]:
    """Return the ids of those pages that the store has."""
    ids = [page for page, _ in pages]
    return {row["id"] for some in portions(ids) for row in run(statements.PAGES_THERE, {"ids": some})}


def write_pages(run: Run, pages: Pages) -> WriteCounts:
    """Make the store hold of each page exactly what its graph says.

    Args:
        run: Runs a statement in the open transaction.
        pages: What `prepare` returned; it stays as it is, so that the transaction can be tried again.

    Returns:
        What writing the pages one after the other does.

    Raises:
        StoreError: The store took fewer rows than were sent.
    """
    there = pages_there(run, pages)
    counts = WriteCounts()
    for is_there, some in groupby(pages, lambda item: item[0] in there):
        if is_there:
            for page, graph in some:
                counts += write_page(run, page, graph)
        else:
            counts += write_fresh(run, [graph for _, graph in some])
    return counts
