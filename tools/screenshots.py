"""Make the pictures of docs/images anew: each view of a page in Chromium. Look at them before you keep them.

    python tools/screenshots.py                                  the bundled sample
    python tools/screenshots.py PAGE --site enwiki --name NAME   another page file, as NAME-network.png and so on

Of a page the passage with the most versions is shown, and the version of it that was taken. It needs Chromium and pngquant.
"""

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import networkx as nx
from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

import graphtalk
from graphtalk.demo import SAMPLE_TITLE
from graphtalk.model import Reading
from graphtalk.pipeline import read_sources, readable, to_batch
from graphtalk.report_page import report_html
from graphtalk.stores.export import batch_to_networkx
from graphtalk.views import VIEWS, view
from graphtalk.views.discussion import Chain
from graphtalk.views.reading import read_discussion
from graphtalk.views.styles import Graph

SAMPLE = Path(graphtalk.__file__).parent / "samples" / "talk.wikitext"
IMAGES = Path(__file__).parent.parent / "docs" / "images"
SIZES = {
    "network": (1360, 860),
    "citations": (1360, 800),
    "people": (1360, 800),
    "lineage": (1900, 640),
    "stances": (1420, 900),
    "threads": (1360, 900),
    "sources": (1360, 1080),
    "report": (1120, 1100),
    "sections": (1360, 500),
}  # width and height, in pixels
MARGIN = 16  # around a section, in pixels
COLORS = 96  # in a picture: a third of the bytes, and the same to the eye


def read_page(source: str, site: str, title: str | None) -> Graph:
    """Return the graph of a page file."""
    language, pages = read_sources([source], Reading(site=site, title=title))
    return nx.compose_all([batch_to_networkx(to_batch(page, language)) for page in readable(pages)])


def opened(browser: Browser, name: str, text: str, address: str = "") -> Page:
    """Open a view in a window of its size."""
    page = browser.new_page(viewport={"width": SIZES[name][0], "height": SIZES[name][1]}, reduced_motion="reduce")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        page.goto(path.as_uri() + address)
        page.wait_for_timeout(500)
    return page


def shots(browser: Browser, name: str, text: str, chain: Chain) -> Iterator[bytes]:
    """Yield the pictures of a view: of a row of versions as many as it takes, of a report the next question, too."""
    page = opened(browser, name, text)
    heading = page.locator("h2", has_text=chain.topic.heading).first
    section = page.locator("section", has=heading).first
    if name == "lineage":
        row = section.locator(".scroll")
        end = row.evaluate("(row) => row.scrollWidth - row.clientWidth")
        for place in [*range(0, end, SIZES[name][0]), end]:
            row.evaluate("(row, place) => { row.scrollLeft = place }", place)
            yield strip(page, section)
    elif name == "stances":
        yield strip(page, section)
    elif name == "report":
        for question in [
            section,
            *section.locator("xpath=following-sibling::section[h2[starts-with(@id, 'q')]][1]").all(),
        ]:
            yield strip(page, question)
    else:
        if name == "threads":
            heading.evaluate("(heading) => heading.scrollIntoView()")
        yield page.screenshot()
    page.close()
    if name == "network":
        page = opened(browser, name, text, f"#{urlencode({'item': chain.standing.id})}")
        yield page.screenshot()
        page.close()


def strip(page: Page, section: Locator) -> bytes:
    """Return a section in the full width of the window, down to the last of what is seen of its versions."""
    top, bottom = section.evaluate(
        """(section) => {
            const seen = [...section.querySelectorAll(".version")].map((card) => card.getBoundingClientRect())
                .filter((box) => box.right > 0 && box.left < innerWidth);
            const ends = seen.length ? seen.map((box) => box.bottom) : [section.getBoundingClientRect().bottom];
            return [section.getBoundingClientRect().top + scrollY, Math.max(...ends) + scrollY];
        }"""
    )
    width = page.evaluate("innerWidth")
    area: FloatRect = {"x": 0, "y": top - MARGIN, "width": width, "height": bottom - top + 2 * MARGIN}
    return page.screenshot(full_page=True, clip=area)


def keep(shot: bytes, path: Path) -> None:
    """Write a picture with few colours."""
    program = ["pngquant", "--nofs", str(COLORS), "-"]
    path.write_bytes(subprocess.run(program, input=shot, stdout=subprocess.PIPE, check=True).stdout)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


def main() -> None:
    """Take all pictures of a page."""
    options = argparse.ArgumentParser(description="Take pictures of all views of a page, for docs/images.")
    options.add_argument("page", nargs="?", help="a page file instead of the bundled sample")
    options.add_argument("--site", default="enwiki", help="the wiki that it is from")
    options.add_argument("--only", nargs="*", choices=SIZES, default=list(SIZES), help="the views that are to be shown")
    options.add_argument("--name", default="", help="what the names of the pictures begin with")
    given = options.parse_args()
    graph = read_page(given.page or str(SAMPLE), given.site, None if given.page else SAMPLE_TITLE)
    title = next(str(data["title"]) for _, data in graph.nodes(data=True) if data["label"] == "Page")
    chain = max(read_discussion(graph).chains, key=lambda chain: len(chain.versions))
    texts = {name: page(graph, title) for name, page in {**VIEWS, "report": report_html}.items()}
    texts["sections"] = view(graph, heading=title, max_nodes=15).html
    program = next(found for name in ("chromium", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--headless", "--no-sandbox"])
        for name in given.only:
            for number, shot in enumerate(shots(browser, name, texts[name], chain), start=1):
                parts = [given.name, name, str(number) if number > 1 else ""]
                keep(shot, IMAGES / f"{'-'.join(filter(None, parts))}.png")
        browser.close()


if __name__ == "__main__":
    main()
