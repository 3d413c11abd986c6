"""Make the pictures of docs/images anew: each view of the bundled sample in Chromium. Look at them before you keep them."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from graphtalk.demo import SAMPLE_TITLE, sample_page
from graphtalk.language import load_language
from graphtalk.pipeline import to_batch
from graphtalk.report_page import report_html
from graphtalk.stores.export import batch_to_networkx
from graphtalk.views import VIEWS, view

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SIZES = {
    "network": (1360, 860),
    "sections": (1360, 500),
    "citations": (1360, 800),
    "people": (1360, 800),
    "lineage": (1900, 640),
    "stances": (1360, 900),
    "threads": (1360, 900),
    "sources": (1720, 760),
    "report": (1120, 1100),
}  # width and height, in pixels
# Of each page, where it is looked at: an item of the network, by the end of its id, or a heading.
TAKEN = "#c-Fenella_Garrow-20240311094400-BrackenAndSalt-20240309175600/p1"
LEAD = "Last sentence of the lead"


def picture(browser: Browser, name: str, text: str, folder: Path) -> None:
    """Take the picture of a page."""
    path = folder / f"{name}.html"
    path.write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": SIZES[name][0], "height": SIZES[name][1]}, reduced_motion="reduce")
    page.goto(path.as_uri() + (f"#{urlencode({'item': f'enwiki:{SAMPLE_TITLE}{TAKEN}'})}" if name == "network" else ""))
    if name in {"lineage", "stances", "threads", "report"}:
        page.locator("h2", has_text=LEAD).evaluate("(heading) => heading.scrollIntoView()")
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


def main() -> None:
    """Take all pictures."""
    program = next(found for name in ("chromium", "google-chrome") if (found := shutil.which(name)))
    graph = batch_to_networkx(to_batch(replace(sample_page(), site="enwiki"), load_language("en")))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program, args=["--headless", "--no-sandbox"])
        pages = {name: page(graph, SAMPLE_TITLE) for name, page in {**VIEWS, "report": report_html}.items()}
        pages["sections"] = view(graph, heading=SAMPLE_TITLE, max_nodes=15).html
        for name in SIZES:
            picture(browser, name, pages[name], Path(folder))
            print(name)
        browser.close()


if __name__ == "__main__":
    main()
