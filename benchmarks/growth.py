"""How time and memory grow with the page: `python -m benchmarks.growth`.

Each page is parsed in a process of its own; its memory is the most that this process held, without what it holds idle.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import run
from sys import executable
from tempfile import TemporaryDirectory

from benchmarks.measure import Cost, measure_file
from benchmarks.pages import FORMS, Form, markup_of
from benchmarks.report import add_page_option, markdown_table, show

COMMENTS = (500, 5_000, 50_000)
ROUNDS = 3
TIMEOUT = 300.0  # seconds


def grow(form: Form, comments: int, rounds: int) -> tuple[int, Cost]:
    """Return the size of a page in bytes and what parsing it costs, in the quickest of some rounds."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page"
        with file.open("wb") as page:  # not made in this process, so that it stays small
            run([executable, "-m", "benchmarks.pages", str(comments), form], stdout=page, check=True)
        costs = [measure_file(file, markup_of(form), timeout=TIMEOUT) for _ in range(rounds)]
        return file.stat().st_size, min(costs, key=lambda cost: (cost.failure, cost.seconds))


def growth(form: Form, numbers: Sequence[int], rounds: int) -> Iterator[list[str]]:
    """Yield a row of the table for each number of comments."""
    before = None
    for comments in numbers:
        size, cost = grow(form, comments, rounds)
        named = [form, f"{comments:,}", f"{size / 1e6:.2f}"]
        if cost.failure:
            yield [*named, cost.failure, "–", "–", "–"]
            continue
        pace = cost.seconds / comments
        linear = f"{pace / before:.2f}" if before else "–"
        yield [*named, f"{cost.seconds:.2f}", linear, f"{cost.bytes / 1e6:.0f}", f"{cost.bytes / size:.1f}"]
        before = pace


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=FORMS, action="append", help="only this form of page; may be repeated")
    parser.add_argument("--comments", type=int, nargs="+", default=COMMENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="the best one counts (default: %(default)s)")
    add_page_option(parser)
    options = parser.parse_args()
    rows = [row for form in options.form or FORMS for row in growth(form, options.comments, options.rounds)]
    columns = ["form", "comments", "MB", "s", "s a comment, line above = 1", "memory, MB", "memory, page = 1"]
    show("growth", markdown_table(columns, rows), options.markdown)


if __name__ == "__main__":
    main()
