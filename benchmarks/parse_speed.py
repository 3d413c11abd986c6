"""How many comments a second graphtalk parses, beside simpler ways to read the same page: `python -m benchmarks.parse_speed`.

All are timed in one run on one core, by turns, and the best round of each counts: whatever else the machine does disturbs
all alike.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

import mwparserfromhell
from lxml import html

from benchmarks.pages import FORMS, make_page, markup_of
from benchmarks.report import add_page_option, markdown_table, show
from graphtalk.language import Language, load_language
from graphtalk.model import Markup, RawPage
from graphtalk.parse import parse
from graphtalk.parse.signatures import find_timestamps
from graphtalk.readers.files import detect_markup
from graphtalk.site import load_site

COMMENTS = 677  # as many as on the archive of the village pump that the made-up pages are like
ROUNDS = 15
LOOK_BACK = 300  # characters of markup before a timestamp in which the regular expression looks for a user
USER_LINK: Mapping[Markup, re.Pattern[str]] = {
    "wikitext": re.compile(r"\[\[([^\[\]|#]+)"),
    "html": re.compile(r'href="(?:[^"]*/wiki/|\./)([^"#]+)'),
    "plain": re.compile(r"\b\w++(?: \w++){0,2}(?= \()"),
}


@dataclass(frozen=True, slots=True)
class Rival:
    """One way to read a page: `run` does it once and returns the number of comments, None where it only makes a tree."""

    name: str
    run: Callable[[], int | None]


def by_graphtalk(raw: RawPage, language: Language) -> int:
    """Parse a page to its structure."""
    return sum(comment.author is not None for comment in parse(raw, language).comments)


def by_regex(raw: RawPage, language: Language) -> int:
    """Find the timestamps of the wiki's format that have a link to a user before them; read the user and the time."""
    site, link = language.site, USER_LINK[raw.markup]
    found = 0
    for stamp in find_timestamps(raw.text, site):
        start = stamp.match.start()
        titles = link.findall(raw.text, max(0, start - LOOK_BACK), start)
        known = titles if raw.markup == "plain" else [title for title in titles if site.user_of(title)]
        found += bool(known) and site.moment(stamp.match, stamp.format) is not None
    return found


def by_mwparserfromhell(raw: RawPage) -> None:
    """Make mwparserfromhell's tree of the whole page."""
    mwparserfromhell.parse(raw.text)


def by_lxml(raw: RawPage) -> None:
    """Make lxml's tree of the page."""
    html.fromstring(raw.text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def rivals(raw: RawPage, language: Language) -> Iterator[Rival]:
    """Yield the ways to read a page; the first is the baseline."""
    yield Rival("regular expression, user and time only", partial(by_regex, raw, language))
    yield Rival("**graphtalk**", partial(by_graphtalk, raw, language))
    if raw.markup == "wikitext":
        yield Rival("mwparserfromhell, tree only", partial(by_mwparserfromhell, raw))
    if raw.markup == "html":
        yield Rival("lxml, tree only", partial(by_lxml, raw))


def best_times(contenders: Sequence[Rival], rounds: int) -> list[float]:
    """Return the least processor time of each, in seconds, over rounds in which each has its turn."""
    best = [float("inf")] * len(contenders)
    for _ in range(rounds):
        for i, contender in enumerate(contenders):
            start = time.process_time()
            contender.run()
            best[i] = min(best[i], time.process_time() - start)
    return best


def measured(name: str, raw: RawPage, language: Language, rounds: int) -> Iterator[list[str]]:
    """Yield a row of the table for each way to read a page; comments/s count those that graphtalk finds."""
    contenders = list(rivals(raw, language))
    comments = by_graphtalk(raw, language)
    times = best_times(contenders, rounds)
    for rival, seconds in zip(contenders, times, strict=True):
        found = rival.run()
        rate, ratio = f"{comments / seconds:,.0f}", f"{seconds / times[0]:.1f}"
        yield [f"{name}: {rival.name}", "–" if found is None else f"{found}", f"{1000 * seconds:.1f}", rate, ratio]


def pages(file: Path | None, markup: Markup | None, site: str, comments: int) -> Iterator[tuple[str, RawPage]]:
    """Yield the page of a file by its name, or made-up pages by their form."""
    if file is None:
        for form in FORMS:
            yield form, RawPage(make_page(form, comments), markup_of(form), title="Talk:Lake", site=site)
    else:
        text = file.read_text(encoding="utf-8", errors="replace")
        yield file.name, RawPage(text, markup or detect_markup(text), title="Talk:Lake", site=site)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, metavar="FILE", help="a page of your own in place of the made-up ones")
    parser.add_argument("--markup", choices=get_args(Markup), help="its markup; told by the content without this")
    parser.add_argument("--site", default="enwiki", help="its wiki (default: %(default)s)")
    parser.add_argument("--comments", type=int, default=COMMENTS, help="on a made-up page (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="the best one counts (default: %(default)s)")
    add_page_option(parser)
    options = parser.parse_args()
    language = load_language(None, load_site(options.site))
    rows = [
        row
        for name, raw in pages(options.page, options.markup, options.site, options.comments)
        for row in measured(name, raw, language, options.rounds)
    ]
    columns = ["page: how it is read", "comments found", "ms", "comments/s", "time, first = 1"]
    show("parse_speed", markdown_table(columns, rows), options.markdown)


if __name__ == "__main__":
    main()
