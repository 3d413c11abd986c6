"""The demonstration: the bundled sample page goes in, three answers and a picture come out."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.pipeline import import_pages
from graphtalk.queries import find, run
from graphtalk.stores import open_store
from graphtalk.stores.export import to_networkx
from graphtalk.table import render
from graphtalk.views import VIEWS
from graphtalk.views.html import render as render_view

__all__ = ["SAMPLE_TITLE", "run_demo", "sample_page"]

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


def run_demo(address: str, target: Path) -> Iterator[str]:
    """Import the sample, ask three questions, write the view; yield what to print as it comes.

    Args:
        address: Address of the store to import into.
        target: HTML file to write.
    """
    language = load_language("en")
    with open_store(address) as store:
        report = import_pages([sample_page()], store, language)
        yield f"Imported {report.pages[0]}: {report.comments} comments.\n"
        for name, columns in QUESTIONS:
            yield f"{find(name).question}  (graphtalk query {name})\n"
            yield render(run(store, name, {}).select(columns), "table") + "\n"
        graph = to_networkx(store)
    target.write_text(render_view(VIEWS["network"](graph), SAMPLE_TITLE), encoding="utf-8")
    yield f"The page as a picture: {target.resolve()}"
