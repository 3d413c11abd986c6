"""The network in a real browser: it opens offline, asks nobody for anything, and can be used by pointer and by keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphs import Graph, large_graph, page_graph
from opened import Opened
from playwright.sync_api import Browser, expect
from test_views import HOSTILE, hostile_graph


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    view = Opened(browser, tmp_path / "view.html", page_graph())
    yield view
    assert view.messages == []
    assert [url for url in view.requests if not url.startswith("file:")] == []
    view.page.context.close()


@pytest.mark.parametrize(
    "graph, scheme, width",
    [
        (page_graph(), "light", 1280),
        (page_graph(), "dark", 1280),
        (page_graph(), "light", 390),
        (large_graph(1000), "dark", 1280),
        (hostile_graph(), "light", 1280),
    ],
    ids=["light", "dark", "phone", "large", "hostile"],
)
def test_opens_offline_without_a_message_or_a_request(
    browser: Browser, tmp_path: Path, graph: Graph, scheme: str, width: int
) -> None:
    view = Opened(browser, tmp_path / "view.html", graph, scheme=scheme, width=width)
    view.page.keyboard.press("ArrowDown")
    view.page.locator("#as-table").click()
    view.page.locator("#as-table").click()
    view.page.wait_for_timeout(100)

    assert view.messages == []
    assert view.requests == [(tmp_path / "view.html").as_uri()]
    assert view.colors() > 10
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    assert view.page.evaluate("window.stolen") is None
    view.page.context.close()


def test_hostile_text_is_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    view = Opened(browser, tmp_path / "view.html", hostile_graph())
    for text in HOSTILE:
        view.page.keyboard.press("ArrowDown")
        assert view.page.locator("#panel .text").text_content() == text

    assert view.page.locator("#panel img, #panel script, #panel a").count() == 0
    assert view.page.evaluate("window.stolen") is None
    view.page.context.close()


def test_click_opens_the_panel_with_everything_about_a_comment(opened: Opened) -> None:
    opened.click_node("b")

    panel = opened.page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("Bo")
    expect(panel.locator(".about")).to_have_text("2024-01-01 14:00 UTC · Lead")
    expect(panel.locator(".text")).to_have_text("Not with that date. Better: built about 1750.")
    expect(panel.locator("a")).to_have_attribute("href", "https://wiki.example/wiki/Talk:Mill#b")
    headings = ["Replies to", "Answered by (2)", "Proposes", "Opposes", "Written by", "Invokes", "Mentions"]
    expect(panel.locator("h3")).to_have_text(headings)
    expect(panel.locator("q").nth(1)).to_have_text("Not with that date")


def test_words_behind_each_fact_are_marked_in_the_text_and_quotes_lead_to_the_wiki(
    browser: Browser, tmp_path: Path
) -> None:
    graph = page_graph()
    graph.nodes["c"]["text"] = "\U0001f642 Fine, I agree with about 1750."  # spans count code points
    graph.edges["c", "b/p1", "ENDORSES"].update(start=8, end=31)
    view = Opened(browser, tmp_path / "view.html", graph)
    view.click_node("c")
    expect(view.page.locator("#panel .text mark")).to_have_text("I agree with about 1750")
    expect(view.page.locator("#panel .text mark")).to_have_attribute("title", "endorses with changes 2 wording")

    view.click_node("b/p1")
    stance = view.page.locator("#panel li", has_text="I agree with about 1750").last
    expect(stance.locator("a")).to_have_attribute("href", "https://wiki.example/wiki/Talk:Mill#c")
    assert view.messages == []
    view.page.context.close()


def test_panel_links_lead_on_and_an_empty_place_back(opened: Opened) -> None:
    opened.click_node("b")
    opened.page.get_by_role("button", name="1 wording").click()
    expect(opened.page.locator("#panel h2")).to_have_text("1 wording")
    expect(opened.page.locator("#panel dd").first).to_have_text("wording")

    opened.page.locator("#picture").click(position={"x": 5, "y": 5})
    expect(opened.page.locator("#panel h2")).to_have_text("Who proposed what, and who was for it")


def test_legend_hides_and_shows_kinds_and_relations(opened: Opened) -> None:
    nodes, edges = opened.shown("nodes"), opened.shown("edges")

    opened.page.locator("[data-key=Proposal]").click()
    assert opened.shown("nodes") == nodes - 3
    assert opened.shown("edges") == edges - 8  # proposes 3, amends 2, stances 3

    opened.page.locator("[data-key=Proposal]").click()
    opened.page.locator("[data-key=REPLIES_TO]").click()
    opened.page.locator("[data-key=CITES]").click()
    expect(opened.page.locator("[data-key=REPLIES_TO]")).to_have_attribute("aria-pressed", "false")
    assert opened.shown("nodes") == nodes
    assert opened.shown("edges") == edges - 5 + 3


def test_search_finds_text_and_steps_through_the_finds(opened: Opened) -> None:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("about 1750")
    expect(opened.page.locator("#found")).to_have_text("3 found")

    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#panel h2")).to_have_text("Bo")
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#found")).to_have_text("2 of 3")
    expect(opened.page.locator("#panel h2")).to_have_text("Ana")

    opened.page.keyboard.press("Escape")
    expect(opened.page.locator("#found")).to_have_text("")


def test_arrow_keys_walk_the_comments(opened: Opened) -> None:
    walk = {"ArrowDown": "I suggest", "ArrowRight": "Not with", "ArrowUp": "I suggest"}
    for key, text in walk.items():
        opened.page.keyboard.press(key)
        expect(opened.page.locator("#panel .text")).to_contain_text(text)

    opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("ArrowLeft")
    expect(opened.page.locator("#panel .text")).to_contain_text("I suggest")


def test_table_has_a_row_for_each_shown_item_and_relation(opened: Opened) -> None:
    opened.page.locator("#as-table").click()
    tables = opened.page.locator("#tables table")
    expect(tables.nth(0).locator("tbody tr")).to_have_count(opened.shown("nodes"))
    expect(tables.nth(1).locator("tbody tr")).to_have_count(opened.shown("edges"))
    expect(tables.nth(1).locator("tbody tr", has_text="endorses")).to_contain_text("I agree with about 1750")

    opened.page.locator("[data-key=Comment]").click()
    expect(tables.nth(0).locator("tbody tr")).to_have_count(10)
    opened.page.get_by_role("button", name="Register").first.click()
    expect(opened.page.locator("#panel > p a")).to_have_attribute("href", "https://register.example/1750")


def table_cells(opened: Opened) -> list[str]:
    return opened.page.locator("#tables table").nth(0).locator("tbody tr td:nth-child(2)").all_text_contents()


@pytest.mark.parametrize(
    "field, choice, nodes",
    [
        # Cy's comments d and f with Cy, the proposal, the source; comment g of nobody is gone.
        ("#by-person", "Cy", 5),
        ("#by-section", "Thanks", 2),
        ("#by-stance", "opposes", 6),  # comment b, its author, both proposals, the policy, whom it mentions
    ],
)
def test_filters_show_what_hangs_on_the_comments_that_fit(opened: Opened, field: str, choice: str, nodes: int) -> None:
    opened.page.locator("#more summary").click()
    opened.page.select_option(field, label=choice)
    assert opened.shown("nodes") == nodes

    opened.page.locator("#reset").click()
    assert opened.shown("nodes") == 18


def test_slider_shows_what_had_been_written_by_a_time_and_plays(opened: Opened) -> None:
    opened.page.locator("#more summary").click()
    opened.page.locator("#time").focus()
    opened.page.keyboard.press("Home")
    expect(opened.page.locator("#time-told")).to_have_text("2024-01-01 12:00 UTC")
    assert opened.shown("nodes") == 5  # a comment, its author, its proposal, its source, its article

    opened.page.locator("#play").click()
    expect(opened.page.locator("#time-told")).to_have_text("2024-01-04 00:00 UTC", timeout=8000)
    assert opened.shown("nodes") == 18
    expect(opened.page.locator("#play")).to_have_text("▶ Play")


def test_only_what_is_linked_to_the_selected_item_is_left(opened: Opened) -> None:
    opened.click_node("b")
    opened.page.keyboard.press("f")
    assert opened.shown("nodes") == 9  # itself, three comments, two people, two proposals, a policy

    opened.page.keyboard.press("Escape")
    assert opened.shown("nodes") == 18


def test_address_keeps_what_is_shown(opened: Opened) -> None:
    opened.page.locator("[data-key=CITES]").click()
    opened.page.locator("[data-key=Article]").click()
    opened.page.locator("#query").fill("about")
    opened.click_node("b")
    opened.page.locator("#more summary").click()
    opened.page.select_option("#by-section", label="Lead")
    opened.page.select_option("#measure", "replies")
    nodes, edges, address = opened.shown("nodes"), opened.shown("edges"), opened.page.url

    opened.page.goto("about:blank")
    opened.open(address)

    assert (nodes, edges) == (opened.shown("nodes"), opened.shown("edges"))
    expect(opened.page.locator("#panel h2")).to_have_text("Bo")
    expect(opened.page.locator("#query")).to_have_value("about")
    assert opened.page.url == address


def test_address_of_an_item_shows_the_picture_as_large_as_without(browser: Browser, tmp_path: Path) -> None:
    view = Opened(browser, tmp_path / "view.html", page_graph())
    scale = "window.graphtalk.network.getScale()"
    view.page.wait_for_timeout(300)  # the panes have their sizes now
    usual = view.page.evaluate(scale)

    view.page.goto("about:blank")
    view.open((tmp_path / "view.html").as_uri() + "#item=b")
    view.page.wait_for_timeout(300)

    assert view.page.evaluate(scale) == usual
    expect(view.page.locator("#panel h2")).to_have_text("Bo")
    view.page.context.close()


def test_button_switches_to_dark_and_back_and_the_address_keeps_it(opened: Opened) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened.page.evaluate(ground)
    opened.page.locator("#theme").click()
    dark = opened.page.evaluate(ground)
    assert opened.page.url.endswith("theme=dark")
    address = opened.page.url

    opened.page.goto("about:blank")
    opened.open(address)
    expect(opened.page.locator("#theme")).to_have_text("Light")
    assert dark == opened.page.evaluate(ground) != light

    opened.page.locator("#theme").click()
    assert light == opened.page.evaluate(ground)


def test_address_with_a_filter_opens_the_filters(browser: Browser, tmp_path: Path) -> None:
    view = Opened(browser, tmp_path / "view.html", page_graph())
    expect(view.page.locator("#by-stance")).not_to_be_visible()

    view.open((tmp_path / "view.html").as_uri() + "#stance=OPPOSES")

    expect(view.page.locator("#by-stance")).to_have_value("OPPOSES")
    expect(view.page.locator("#by-stance")).to_be_visible()
    view.page.context.close()


def test_printed_network_has_the_whole_legend_of_what_is_drawn(browser: Browser, tmp_path: Path) -> None:
    view = Opened(browser, tmp_path / "view.html", page_graph(), width=794)  # an A4 sheet
    view.page.emulate_media(media="print")

    kept = view.page.locator("#legend button:visible")
    ends = kept.evaluate_all("(buttons) => buttons.map((button) => button.getBoundingClientRect().right)")
    assert max(ends) <= 794
    assert set(kept.evaluate_all("(buttons) => buttons.map((button) => button.ariaPressed)")) == {"true"}
    expect(view.page.locator("#keys")).not_to_be_visible()
    view.page.context.close()


def test_tap_opens_the_panel_and_leaves_nothing_over_the_picture(browser: Browser, tmp_path: Path) -> None:
    view = Opened(browser, tmp_path / "view.html", page_graph())
    phone = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}).new_page()
    phone.goto((tmp_path / "view.html").as_uri())
    phone.wait_for_timeout(300)
    place = phone.evaluate("window.graphtalk.network.canvasToDOM(window.graphtalk.network.getPosition('b'))")

    phone.locator("#picture").tap(position=place)

    expect(phone.locator("#panel h2")).to_have_text("Bo")
    phone.wait_for_timeout(400)  # what waits for a pointer that rests would be there
    expect(phone.locator(".vis-tooltip")).not_to_be_visible()
    expect(phone.locator("#keys")).not_to_be_visible()
    phone.context.close()
    view.page.context.close()


def test_size_follows_the_measure(opened: Opened) -> None:
    size = "id => window.graphtalk.network.body.nodes[id].options.size"
    before = opened.page.evaluate(size, "b")
    opened.page.locator("#more summary").click()
    opened.page.select_option("#measure", "replies")

    assert opened.page.evaluate(size, "b") > before > opened.page.evaluate(size, "c")


def test_picture_is_saved_as_png_and_as_svg(opened: Opened, tmp_path: Path) -> None:
    opened.page.locator("#more summary").click()
    for kind in ("png", "svg"):
        with opened.page.expect_download() as download:
            opened.page.locator(f"#{kind}").click()
        assert download.value.suggested_filename == f"Talk-Mill.{kind}"
        download.value.save_as(tmp_path / kind)

    assert (tmp_path / "png").read_bytes().startswith(b"\x89PNG")
    drawn = (tmp_path / "svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert 8 == drawn.count("<circle")
    assert ">1 wording · superseded</text>" in drawn
    assert [1, 1, 0] == [drawn.count(f">{kind}</text>") for kind in ("opposes", "endorses with changes", "wrote")]


def test_picture_can_arrange_itself_and_goes_back_to_its_places(opened: Opened) -> None:
    place = "window.graphtalk.network.getPosition('h')"
    before = opened.page.evaluate(place)
    opened.page.locator("#more summary").click()
    opened.page.locator("#arrange").click()
    for _ in range(100):  # the page's policy lets Playwright not wait for a condition there
        opened.page.wait_for_timeout(50)
        if abs(opened.page.evaluate(place)["x"] - before["x"]) > 5:
            break
    assert before != opened.page.evaluate(place)
    opened.page.locator("#arrange").click()

    assert before == opened.page.evaluate(place)


def test_headings_of_the_table_sort_it(opened: Opened) -> None:
    opened.page.locator("#as-table").click()
    heading = opened.page.locator("#tables th").nth(1)
    heading.get_by_role("button").click()
    up = table_cells(opened)
    heading.get_by_role("button").click()

    assert up != sorted(up, reverse=True)
    assert table_cells(opened) == up[::-1]
    expect(heading).to_have_attribute("aria-sort", "descending")
