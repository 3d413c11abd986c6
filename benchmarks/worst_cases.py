"""What the worst pages cost: `python -m benchmarks.worst_cases`.

Each of the pages of worst_cases.toml is parsed in a process of its own; the table has the worst first.
"""

import argparse
import sys

from benchmarks.hostile import HostilePage, hostile_pages
from benchmarks.measure import Cost, measure_apart
from benchmarks.report import add_page_option, markdown_table, progress, show

SIZE = 100_000  # characters
TIMEOUT = 30.0  # seconds
SHOWN = 15
SECONDS = 1.0  # that no page may take, nor a million characters of a longer one
BYTES = 300e6  # that no page may take


def over_limits(page: HostilePage, cost: Cost) -> bool:
    """Tell whether a page takes more than it may."""
    seconds = SECONDS * max(1.0, len(page.text) / 1e6)
    return bool(cost.failure) or cost.seconds > seconds or cost.bytes > BYTES


def row(page: HostilePage, cost: Cost) -> list[str]:
    """Return a page's row of the table."""
    seconds = cost.failure or f"{cost.seconds:.2f}"
    return [
        f"{page.markup}: {page.name}",
        f"{len(page.text) / 1000:,.0f}",
        seconds,
        f"{cost.bytes / 1e6:.0f}",
        ", ".join(cost.warnings),
    ]


def main() -> None:
    """Print the figures; exit with 1 where a page is over the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIZE, help="of a page, in characters (default: %(default)s)")
    parser.add_argument("--only", default="", metavar="WORDS", help="only pages whose markup and name hold these words")
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds for a page (default: %(default)s)")
    parser.add_argument("--shown", type=int, default=SHOWN, help="rows of the table (default: %(default)s)")
    parser.add_argument("--whole", action="store_true", help="annotate the pages too")
    add_page_option(parser)
    options = parser.parse_args()
    measured = []
    for page in hostile_pages(options.size):
        if options.only in f"{page.markup}: {page.name}":
            cost = measure_apart(page.text, page.markup, timeout=options.timeout, whole=options.whole)
            measured.append((over_limits(page, cost), cost.seconds, cost.bytes, row(page, cost)))
            progress(f"{len(measured)} pages")
    progress("")
    measured.sort(key=lambda entry: entry[:3], reverse=True)
    over = sum(bad for bad, *_ in measured)
    figures = (
        f"{len(measured)} pages of about {options.size / 1000:.0f} kB; {over} of them take more than {SECONDS:.0f} s (a larger one: "
        f"{SECONDS:.0f} s a megabyte) or {BYTES / 1e6:.0f} MB. The worst:\n\n"
    )
    rows = [shown for *_, shown in measured[: max(options.shown, over)]]
    figures += markdown_table(["page", "kB", "s", "memory, MB", "warnings"], rows)
    show("worst_cases", figures, options.markdown)
    sys.exit(over > 0)


if __name__ == "__main__":
    main()
