"""How fast pages of a live wiki are imported, beside a bare loop: `python -m benchmarks.wiki`.

In one run, on the same pages: a loop that asks for the text of fifty pages a call and does nothing with it, which is the best
that the wiki can give; graphtalk asking for the same; a whole import, and the same import again. The wiki is a MediaWiki of its
own (`tools/mediawiki/server.py`), so that it shares the machine with who asks it.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from xml.sax.saxutils import escape

import httpx

from benchmarks.pages import make_page
from benchmarks.report import add_page_option, markdown_table, show
from graphtalk.live import Wish, live_pages
from graphtalk.model import RawPage
from graphtalk.wiki.addresses import PageName
from graphtalk.wiki.client import TITLES_A_CALL, Settings
from graphtalk.wiki.sites import open_wiki

__all__: list[str] = []

SERVER = Path(__file__).parent.parent / "tools" / "mediawiki" / "server.py"
ROUNDS = 3
PAGE = (
    "<page><title>{title}</title><ns>1</ns><id>{number}</id><revision><id>{number}</id>"
    "<timestamp>2026-01-02T03:04:05Z</timestamp><contributor><username>Loader</username></contributor>"
    '<model>wikitext</model><format>text/x-wiki</format><text xml:space="preserve">{text}</text></revision></page>'
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one way of getting the pages took: seconds by the clock, and memory of its process in MB where it has one."""

    name: str
    seconds: float
    memory: float | None = None


@contextmanager
def running_wiki(pages: Sequence[str]) -> Iterator[str]:
    """Start a wiki with pages `Talk:Page 0`, …, and give the address of its `api.php`."""
    with subprocess.Popen([sys.executable, SERVER, "run"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout  # noqa: S101 - asked for
            told = json.loads(process.stdout.readline())
            texts = (
                PAGE.format(title=f"Talk:Page {i}", number=i + 1, text=escape(page)) for i, page in enumerate(pages)
            )
            dump = f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">{"".join(texts)}</mediawiki>'
            load = [*told["maintenance"], "importDump.php", "--quiet", "--no-updates"]
            subprocess.run(load, input=dump, text=True, check=True, capture_output=True)
            yield str(told["api"])
        finally:
            process.terminate()


def ask_barely(api: str, titles: Sequence[str]) -> None:
    """Ask for the text of pages, fifty a call."""
    given = {
        "action": "query",
        "prop": "revisions",
        "rvprop": "ids|timestamp|content",
        "rvslots": "main",
        "format": "json",
    }
    with httpx.Client() as client:
        for start in range(0, len(titles), TITLES_A_CALL):
            some = titles[start : start + TITLES_A_CALL]
            answer = client.post(api, data={**given, "formatversion": "2", "titles": "|".join(some)}).json()
            assert len(cast("Sequence[object]", answer["query"]["pages"])) == len(some)  # noqa: S101 - else it is no measure


def ask(api: str, titles: Sequence[str]) -> None:
    """Ask for the same as graphtalk does for an import into an empty store."""
    with open_wiki(api, Settings()) as wiki:
        pages = list(live_pages(wiki, map(PageName, titles), Wish("wikitext"), lambda _: None))
    assert all(isinstance(page, RawPage) and page.text for page in pages)  # noqa: S101 - likewise


def run_import(api: str, titles: Path, store: str) -> float:
    """Import pages by the command line, and return the most memory that it held, in MB."""
    command = [sys.executable, "-m", "graphtalk", "import", "--from-file", str(titles), "--site", api]
    subprocess.run([*command, "--markup", "wikitext", "--store", store, "--jobs", "1"], check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measure(count: int, comments: int) -> Iterator[Taken]:
    """Yield what each way takes, the best of some rounds where it can be had again."""
    pages = [make_page("wikitext", 2 + i % (2 * comments - 3), seed=i + 1) for i in range(count)]
    titles = [f"Talk:Page {i}" for i in range(count)]
    with running_wiki(pages) as api, TemporaryDirectory() as folder:
        rounds: dict[str, list[float]] = {"bare loop": [], "graphtalk, asking": []}
        for _ in range(ROUNDS):
            for times, way in zip(rounds.values(), (ask_barely, ask), strict=True):
                began = time.perf_counter()
                way(api, titles)
                times.append(time.perf_counter() - began)
        yield from (Taken(name, min(times)) for name, times in rounds.items())
        listed = Path(folder) / "titles.txt"
        listed.write_text("\n".join(titles), encoding="utf-8")
        for name in ("graphtalk, first import", "graphtalk, the same again"):
            began = time.perf_counter()
            memory = run_import(api, listed, str(Path(folder) / "store"))
            yield Taken(name, time.perf_counter() - began, memory)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--comments", type=int, default=10, help="on a page, on average (default: 10)")
    add_page_option(parser)
    given = parser.parse_args()
    found = list(measure(given.pages, given.comments))
    bare = found[0].seconds
    rows = [
        (
            f"{t.name}",
            f"{t.seconds:.2f}",
            f"{given.pages / t.seconds:,.0f}",
            f"{t.seconds / bare:.2f}",
            f"{t.memory:.0f}" if t.memory else "–",
        )
        for t in found
    ]
    table = markdown_table(("way", "s", "pages/s", "bare loop = 1", "memory, MB"), rows)
    show("wiki", f"{given.pages:,} talk pages of {given.comments} comments on average.\n\n{table}", given.markdown)


if __name__ == "__main__":
    main()
