"""What every question of the catalogue takes on a large store: `python -m benchmarks.queries --comments 100000`.

Both stores get the same pages (`graphs.py`), one after the other in one run, and are asked each question twice with the
parameters of its example: about one page, and about the whole store where the page may be left out. The first answer of a
question warms the store and is not counted.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.graphs import make_batches
from benchmarks.load import Watch, running_server, write_all
from benchmarks.report import add_page_option, markdown_table, progress, show
from graphtalk.queries import Query, ask, catalogue
from graphtalk.stores import Store, open_store

__all__: list[str] = []

PAGE = "Talk:Place 1"
ENOUGH = 2.0  # seconds of the processor after which a question is not asked again
ROUNDS = 2
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, about one page or the whole store."""

    query: Query
    page: str | None

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters of the example, with this page."""
        others = {name: value for name, value in self.query.example.items() if name != "page"}
        return others | ({"page": self.page} if self.page else {})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a case gave on a store: number of rows, seconds of the processor of each answer after the first."""

    rows: int
    seconds: tuple[float, ...]


def cases() -> list[Case]:
    """Return the questions of the catalogue, those of a page twice."""
    found = []
    for query in catalogue().values():
        of_page = [p for p in query.parameters if p.name == "page"]
        found += [Case(query, PAGE)] if of_page else []
        found += [Case(query, None)] if not any(p.required for p in of_page) else []
    return found


def measure(store: Store, clock: Clock, name: str) -> list[Answer]:
    """Return what each case gave on a store that holds the pages."""
    answers = []
    for number, case in enumerate(cases()):
        progress(f"{name}: {number} of {len(cases())}, {case.query.name}                ")
        rows = len(ask(store, case.query, case.parameters).rows)
        seconds: list[float] = []
        while len(seconds) < ROUNDS and sum(seconds) < ENOUGH:
            begin = clock()
            ask(store, case.query, case.parameters)
            seconds.append(clock() - begin)
        answers.append(Answer(rows, tuple(seconds)))
    return answers


@contextmanager
def embedded(folder: Path | None) -> Iterator[tuple[str, Clock]]:
    """Give the address of an embedded store, and a clock for what it takes: it works in this process."""
    with TemporaryDirectory() as place:
        yield str(folder or Path(place) / "store"), time.process_time


@contextmanager
def server() -> Iterator[tuple[str, Clock]]:
    """Start a Neo4j server of a size for this; give its address, and a clock for what it and its driver here take."""
    with running_server("2g") as started:
        yield started.address, Watch(started.process).processor


def table(answers: dict[str, list[Answer]]) -> str:
    """Return the figures as a table, the slowest question of the embedded store first."""
    columns = [
        "question",
        "about",
        "rows",
        *(f"{name}, s" for name in answers),
        *(f"{name}, worst" for name in answers),
    ]
    lines = []
    for number, case in enumerate(cases()):
        found = [given[number] for given in answers.values()]
        if len({answer.rows for answer in found}) > 1:
            raise SystemExit(f"{case.query.name}: the stores give {[answer.rows for answer in found]} rows")
        figures = [median(answer.seconds) for answer in found] + [max(answer.seconds) for answer in found]
        about = "a page" if case.page else "the store"
        lines.append((figures[0], [case.query.name, about, f"{found[0].rows:,}", *(f"{s:.2f}" for s in figures)]))
    return markdown_table(columns, [line for _, line in sorted(lines, key=lambda pair: -pair[0])])


def summary(answers: dict[str, list[Answer]]) -> str:
    """Return the median and the worst of each store, over all questions."""
    parts = []
    for name, given in answers.items():
        medians = [median(answer.seconds) for answer in given]
        parts.append(f"{name}: median {median(medians):.2f} s, worst {max(medians):.2f} s")
    return f"Over all {len(cases())} cases: " + "; ".join(parts) + "."


def main() -> None:
    """Fill the stores, ask, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--comments", type=int, default=100_000, help="size of the stores")
    parser.add_argument("--folder", type=Path, help="an embedded store that is filled, or is to be kept")
    parser.add_argument("--embedded-only", action="store_true", help="leave the server out")
    add_page_option(parser)
    given = parser.parse_args()
    answers: dict[str, list[Answer]] = {}
    places = {"embedded": embedded(given.folder)} | ({} if given.embedded_only else {"Neo4j": server()})
    kept = given.folder is not None and given.folder.exists()
    for name, place in places.items():
        with place as (address, clock), open_store(address) as store:
            if not (kept and name == "embedded"):
                write_all(store, list(make_batches(given.comments)))
            answers[name] = measure(store, clock, name)
    show("queries", f"{given.comments:,} comments.\n\n{summary(answers)}\n\n{table(answers)}", given.markdown)


if __name__ == "__main__":
    main()
