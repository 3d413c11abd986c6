"""Networks in a real browser, for tests: the browser, and a page that was opened with what it said and asked for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphs import Graph
from playwright.sync_api import Browser, Page, sync_playwright

from graphtalk.views import network
from graphtalk.views.html import render

HOW = "no Chromium on PATH (chromium, chromium-browser or google-chrome): install one, e.g. apt install chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def start_browser() -> Iterator[Browser]:
    """Yield the browser; without one the test is skipped, or fails where everything has to run."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("GRAPHTALK_REQUIRE_ALL") == "1":
            pytest.fail(HOW)
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Opened:
    """A page from a file, with what it said and asked for."""

    def __init__(  # noqa: PLR0913  # a page is opened in many ways
        self,
        browser: Browser,
        path: Path,
        graph: Graph,
        *,
        scheme: str = "light",
        width: int = 1280,
        max_nodes: int = 500,
    ) -> None:
        path.write_text(render(network(graph, max_nodes=max_nodes), "Talk:Mill"), encoding="utf-8")
        context = browser.new_context(
            offline=True,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.open(path.as_uri())

    def open(self, address: str) -> None:
        """Open an address, and wait until the network is drawn."""
        self.page.goto(address)
        self.page.wait_for_function("window.graphtalk && window.graphtalk.network.getScale() > 0")
        self.page.wait_for_timeout(100)  # the first drawing follows in the next frame

    def click_node(self, node: str) -> None:
        """Click a node in the picture."""
        network = "window.graphtalk.network"
        point = self.page.evaluate(f"id => {network}.canvasToDOM({network}.getPosition(id))", node)
        self.page.locator("#picture").click(position={"x": point["x"], "y": point["y"]})

    def shown(self, kind: str) -> int:
        """Return how many nodes or edges are drawn."""
        count = f"window.graphtalk.network.body.data.{kind}.get().filter(item => !item.hidden).length"
        return int(self.page.evaluate(count))

    def colors(self) -> int:
        """Return how many colours the picture has."""
        return int(
            self.page.evaluate(
                """() => { const canvas = document.querySelector("canvas");
                const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                return new Set(new Uint32Array(pixels.buffer)).size; }"""
            )
        )
