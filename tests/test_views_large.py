"""Networks with more than can be seen at once, in a real browser: their sections first, and dragging that shows what it moves."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest
from graphs import add_comment, large_graph, new_graph, page_graph
from opened import Opened
from playwright.sync_api import Browser, expect

from graphtalk.views import network


@pytest.fixture
def summed(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Open a page that shows its three sections and two of its people first."""
    view = Opened(browser, tmp_path / "view.html", page_graph(), max_nodes=5)
    yield view
    assert view.messages == []
    view.page.context.close()


def test_section_opens_by_its_button_and_by_a_double_click_and_escape_leads_back(summed: Opened) -> None:
    assert summed.shown("nodes") == 5
    summed.click_node("section Lead")
    expect(summed.page.locator("#panel dd").first).to_have_text("5")
    summed.page.get_by_role("button", name="Open this section").click()
    assert summed.shown("nodes") == 12  # five comments, three proposals, two sources, a policy, an article
    expect(summed.page.locator("#caption")).to_have_text("12 of 18")

    summed.page.keyboard.press("Escape")
    assert summed.shown("nodes") == 5
    expect(summed.page.locator("#caption")).to_have_text("5 of 18: 3 of 3 sections, 2 of 3 people")

    point = summed.page.evaluate(f"graphtalk.network.canvasToDOM(graphtalk.network.getPosition({'section Thanks'!r}))")
    summed.page.locator("#picture").dblclick(position={"x": point["x"], "y": point["y"]})
    assert summed.shown("nodes") == 1
    summed.page.locator("#all").click()
    assert summed.shown("nodes") == 5


def test_keys_walk_the_sections_and_open_one(summed: Opened) -> None:
    for name in ("Lead", "Date of the mill"):
        summed.page.keyboard.press("ArrowDown")
        expect(summed.page.locator("#panel h2")).to_have_text(name)
    summed.page.keyboard.press("Enter")
    assert summed.shown("nodes") == 2


def test_search_finds_what_is_in_sections_and_opens_them(summed: Opened) -> None:
    summed.page.locator("#query").fill("plaque")
    expect(summed.page.locator("#found")).to_have_text("1 found")
    assert summed.shown("nodes") == 5
    summed.page.locator("#query").press("Enter")

    expect(summed.page.locator("#panel .text")).to_have_text("The plaque says 1749.")
    assert summed.shown("nodes") == 2


def test_sections_that_a_person_wrote_in_are_moved_together(browser: Browser, tmp_path: Path) -> None:
    graph = new_graph(*(f"Topic {number}" for number in range(60)))
    for number in range(60):
        add_comment(graph, f"c{number}", f"s{number}", author=f"User {number % 20}")
    view = Opened(browser, tmp_path / "view.html", graph, max_nodes=50)
    homes = [data for node, data in network(graph).nodes(data=True) if node in {"c3", "c23", "c43"}]

    view.page.locator("#more summary").click()
    view.page.select_option("#by-person", label="User 3")
    places = view.page.evaluate("window.graphtalk.network.getPositions(['c3', 'c23', 'c43'])").values()

    assert view.shown("nodes") == 3
    assert reach(homes) > 1000
    assert reach(places) < 500
    view.page.context.close()


def reach(places: Collection[Mapping[str, int]]) -> int:
    """Return half the way around some places, in pixels."""
    return sum(max(place[axis] for place in places) - min(place[axis] for place in places) for axis in "xy")


def test_far_picture_of_many_stays_in_sight_while_it_is_dragged(browser: Browser, tmp_path: Path) -> None:
    view = Opened(browser, tmp_path / "view.html", large_graph(2000), max_nodes=5000)
    assert view.page.evaluate("window.graphtalk.network.getScale()") < 0.2
    before = view.page.locator("#picture").screenshot()

    view.page.mouse.move(200, 400)
    view.page.mouse.down()
    for x in (220, 300, 380):
        view.page.mouse.move(x, 400)
        view.page.wait_for_timeout(50)
    assert view.colors() > 10
    view.page.mouse.move(200, 400)
    view.page.mouse.up()
    view.page.wait_for_timeout(100)

    assert view.page.locator("#picture").screenshot() == before
    assert view.messages == []
    view.page.context.close()
