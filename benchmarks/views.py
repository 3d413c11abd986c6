"""How soon the network can be used and how smoothly it moves, beside plain pyvis on the same graphs in the same run.

Times of the page are what a person waits: from opening the file to the first frame after the picture is drawn. Plain
pyvis arranges the picture in the page; where it does not come to its first frame within the limit, the limit is told.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

import networkx as nx
from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright
from pyvis.network import Network

from benchmarks.graphs import make_batches
from benchmarks.report import add_page_option, markdown_table, progress, show
from graphtalk.stores.export import batch_to_networkx
from graphtalk.views import network
from graphtalk.views.html import render
from graphtalk.views.styles import PARTS, Graph

__all__: list[str] = []

SIZES = (1000, 5000, 20000)
DEFAULT = 500  # nodes up to which all are drawn, where one does not ask for more
LIMIT = 30  # seconds that a page has for its first frame
PAN = 2.0  # seconds of panning, by the mouse as people do it
OURS, THEIRS = "window.graphtalk && window.graphtalk.network", "window.network"
FIRST_FRAME = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
)
COUNT = "(find) => { window.frames_drawn = 0; eval(find).on('afterDrawing', () => { window.frames_drawn += 1; }); }"


def sized_graph(nodes: int) -> Graph:
    """Return a graph of pages with at least so many nodes that are drawn."""
    made: Graph = nx.MultiDiGraph()
    for batch in make_batches(nodes):
        if sum(data["label"] in PARTS["network"].nodes for _, data in made.nodes(data=True)) >= nodes:
            break
        page = batch_to_networkx(batch)
        made.add_nodes_from(page.nodes(data=True))
        for start, end, key, data in page.edges(keys=True, data=True):
            made.add_edge(start, end, key, **data)
    return made


def plain_pyvis(styled: Graph) -> str:
    """Return the page of plain pyvis with all its defaults, on the same nodes and edges."""
    page = Network(directed=True, cdn_resources="in_line")
    for node, data in styled.nodes(data=True):
        page.add_node(node, label=data["label"] or " ", title=data["title"])
    for start, end in styled.edges():
        page.add_edge(start, end)
    return str(page.generate_html())


def measure(browser: Browser, text: str, find: str) -> tuple[str, str, str]:
    """Return seconds to the first frame, and while panning frames a second and processor time a frame, as text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True, offline=True)
        page = context.new_page()
        page.set_default_timeout(1000 * LIMIT)
        try:
            page.goto(path.as_uri(), wait_until="commit")
            page.wait_for_function(f"{find} && !document.querySelector('#loadingBar:not([style*=\"none\"])')")
            first = float(page.evaluate(FIRST_FRAME)) / 1000
            frames, cost = pan(page, find)
        except Error:
            return f"> {LIMIT}", "–", "–"
        else:
            return f"{first:.2f}", f"{frames:.0f}", f"{cost:.1f}"
        finally:
            context.close()


def pan(page: Page, find: str) -> tuple[float, float]:
    """Return how many frames a second are drawn while the picture is dragged about, and the page's ms of processor for each."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(COUNT, find)
    page.mouse.move(400, 600)
    page.mouse.down()
    before, start, step = busy(session), perf_counter(), 0
    while perf_counter() - start < PAN:
        step += 1
        page.mouse.move(400 + 7 * (step % 40), 600 - 3 * (step % 30))
    drawn = int(page.evaluate("window.frames_drawn"))
    taken, spent = perf_counter() - start, busy(session) - before
    page.mouse.up()
    return drawn / taken, 1000 * spent / max(1, drawn)


def busy(session: CDPSession) -> float:
    """Return the seconds of processor that the page's main thread has taken."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def rows_of(browser: Browser, size: int, *, pyvis: bool) -> Iterator[tuple[str, ...]]:
    """Yield the figures of one size: all drawn, its sections first, and plain pyvis where that is wanted."""
    graph = sized_graph(size)
    drawn = sum(data["label"] in PARTS["network"].nodes for _, data in graph.nodes(data=True))
    for name, most in (("**graphtalk**, all drawn", len(graph)), ("graphtalk, sections first", DEFAULT)):
        start = process_time()
        styled = network(graph, max_nodes=most)
        placed = process_time()
        text = render(styled, "Benchmark")
        times = f"{placed - start:.2f}", f"{process_time() - placed:.2f}", f"{len(text.encode()) / 1e6:.1f}"
        yield f"{drawn:,}: {name}", f"{styled.number_of_edges():,}", *times, *measure(browser, text, OURS)
    if pyvis:
        styled = network(graph, max_nodes=len(graph))
        start = process_time()
        text = plain_pyvis(styled)
        times = "in the page", f"{process_time() - start:.2f}", f"{len(text.encode()) / 1e6:.1f}"
        yield f"{drawn:,}: pyvis", f"{styled.number_of_edges():,}", *times, *measure(browser, text, THEIRS)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-pyvis", action="store_true", help="leave the comparison out")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of nodes")
    add_page_option(parser)
    chosen = parser.parse_args()
    program = next(found for name in ("chromium", "google-chrome") if (found := shutil.which(name)))
    rows: list[tuple[str, ...]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for size in chosen.sizes:
            progress(f"{size} nodes")
            rows += rows_of(browser, size, pyvis=not chosen.without_pyvis)
        browser.close()
    columns = (
        "nodes",
        "edges",
        "choose, style, place, s",
        "write, s",
        "MB",
        "first frame, s",
        "frames/s, panning",
        "its ms of processor a frame",
    )
    show("views", markdown_table(columns, rows), chosen.markdown)


if __name__ == "__main__":
    main()
