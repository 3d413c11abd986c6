"""Every page in a real browser: accessible in light and dark, inert, and silent."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from graphs import page_graph
from playwright.sync_api import Browser, expect
from sample_graph import sample_graph
from test_views import HOSTILE, hostile_graph

from graphtalk.report_page import report_html
from graphtalk.views import VIEWS, View

PAGES: Mapping[str, View] = {**VIEWS, "report": report_html}
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@every_page
def test_axe_finds_nothing_in_light_and_no_weak_contrast_in_dark(browser: Browser, tmp_path: Path, page: View) -> None:
    (tmp_path / "page.html").write_text(page(sample_graph(), "Talk:Mill"), encoding="utf-8")
    context = browser.new_context(bypass_csp=True)  # for axe, which the page's policy would refuse
    tab = context.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    faults = "violations.map(fault => [fault.id, fault.nodes[0].html])"
    light = tab.evaluate(f"axe.run(document, {{ resultTypes: ['violations'] }}).then(({{ violations }}) => {faults})")
    tab.emulate_media(color_scheme="dark")
    expect(tab.locator("#theme")).to_have_text("Light")
    dark = tab.evaluate(f"axe.run(document, {{ runOnly: ['color-contrast'] }}).then(({{ violations }}) => {faults})")

    assert ([], []) == (light, dark)
    context.close()


@every_page
def test_page_of_hostile_texts_asks_nobody_says_nothing_and_runs_nothing(
    browser: Browser, tmp_path: Path, page: View
) -> None:
    (tmp_path / "page.html").write_text(page(hostile_graph(), HOSTILE[0]), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    messages: list[str] = []
    requests: list[str] = []
    tab.on("console", lambda message: messages.append(message.text))
    tab.on("pageerror", lambda error: messages.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto((tmp_path / "page.html").as_uri())

    assert tab.evaluate("window.stolen") is None
    assert ([], [(tmp_path / "page.html").as_uri()]) == (messages, requests)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("page", ["lineage", "stances", "threads", "sources", "report"])
def test_printed_page_begins_below_its_heading(browser: Browser, tmp_path: Path, page: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGES[page](sample_graph(), "Talk:Mill"), encoding="utf-8")
    opened = browser.new_page()
    opened.goto(path.as_uri())
    opened.emulate_media(media="print")

    # What is longer than a sheet of paper and must not be broken goes to the next sheet as a whole.
    high = """() => [...document.querySelectorAll("main *")].filter((part) => part.clientHeight > 900
        && getComputedStyle(part).breakInside !== "auto").map((part) => part.className || part.tagName)"""
    assert opened.evaluate(high) == []
    opened.close()


def test_link_to_a_folded_comment_unfolds_it(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(VIEWS["threads"](page_graph(), "Talk:Mill"), encoding="utf-8")
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    tab.get_by_role("button", name="Close all").click()
    expect(tab.locator("#c3")).to_be_hidden()

    tab.evaluate("location.hash = 'c3'")
    expect(tab.locator("#c3")).to_be_visible()
    tab.close()
