"""The demonstration: the bundled sample page goes in, three answers and a picture come out."""

from collections.abc import Iterator
from importlib import resources

from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.pipeline import import_pages
from graphtalk.queries import Query, ask, find, run
from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.stores.contents import find_page
from graphtalk.stores.export import to_networkx
from graphtalk.table import Table
from graphtalk.views import VIEWS

__all__ = ["SAMPLE_TITLE", "ask_sample", "draw_demo", "run_demo", "sample_page"]

SAMPLE_TITLE = "Talk:Merrow Bay Seal Hospital"
# Questions of the catalogue, and the columns that fit on a screen.
QUESTIONS = (
    ("proposal-chain", ("version", "author", "proposed", "text", "status")),
    ("who-backed-which-version", ("user", "stance", "quote", "text")),
    ("sources-by-citations", ("title", "work", "date", "citations")),
)


def sample_page() -> RawPage:
    """Return the bundled sample, an invented talk page."""
    text = (resources.files("graphtalk") / "samples" / "talk.wikitext").read_text(encoding="utf-8")
    return RawPage(text, "wikitext", title=SAMPLE_TITLE, source="talk.wikitext")


def run_demo(store: Store) -> Iterator[tuple[str, Table]]:
    """Import the sample and ask three questions of it; yield each with its answer.

    Args:
        store: An open store; pages that it has already stay in it and out of the answers.

    Raises:
        StoreError: The store refused the sample.
    """
    import_pages([sample_page()], store, load_language("en"))
    for name, columns in QUESTIONS:
        yield (
            f"{find(name).question}  (graphtalk query {name})",
            run(store, name, {"page": SAMPLE_TITLE}).select(columns),
        )


def ask_sample(query: Query) -> Table:
    """Return what a query answers by its example, on the sample in a store of its own."""
    with open_store(MEMORY) as store:
        import_pages([sample_page()], store, load_language("en"))
        return ask(store, query, query.example)


def draw_demo(store: Store) -> str:
    """Return the view of the sample that `run_demo` imported, an HTML page."""
    graph = to_networkx(store, page=find_page(store, SAMPLE_TITLE))
    return VIEWS["network"](graph, SAMPLE_TITLE)
