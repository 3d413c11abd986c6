"""How fast pages get into a store, and how fast an import finds that nothing changed: `python -m benchmarks.load`.

In one run, on the same rows: the best bare loop of `UNWIND` statements that we know for Neo4j, our store on Neo4j, and the
embedded store; then whole imports of the same pages by the command line, first and again, with the memory of their
process. The server is one of its own (`tools/neo4j/server.py`). Its virtual machine gets quicker over the first
hundred thousand rows, and other programs come and go, so that everything is done by turns and the best round of each counts.
"""

import argparse
import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from neo4j import Driver, GraphDatabase

from benchmarks.pages import make_page
from benchmarks.report import add_page_option, markdown_table, progress, show
from graphtalk.model import RawPage, Reading
from graphtalk.pipeline import import_pages, read_sources, to_batch
from graphtalk.schema import EDGES, NODES, GraphBatch, Row
from graphtalk.stores import Store, open_store, statements
from graphtalk.stores.portions import Weight, weigh

SERVER = Path(__file__).parent.parent / "tools" / "neo4j" / "server.py"
COMMENTS_A_PAGE = 677
ROWS_A_STATEMENT = 10_000
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Time:
    """What something took: seconds by the clock, and of processors, the server's among them."""

    clock: float
    processor: float


class Watch:
    """Measures what work takes, here and on a server."""

    def __init__(self, server: int | None) -> None:
        self.server = server

    def processor(self) -> float:
        """Return the processor seconds that were used so far."""
        if self.server is None:
            return time.process_time()
        fields = Path(f"/proc/{self.server}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS

    def measure(self, work: Callable[[], object]) -> Time:
        """Do some work and return what it took."""
        clock, processor = time.perf_counter(), self.processor()
        work()
        return Time(time.perf_counter() - clock, self.processor() - processor)


@dataclass(frozen=True, slots=True)
class Server:
    """A running Neo4j: its address, how to log in, and the process that uses the processor."""

    address: str
    login: tuple[str, str]
    process: int


@contextmanager
def running_server(heap: str) -> Iterator[Server]:
    """Run a server of our own while the context is open."""
    command = [sys.executable, str(SERVER), "run", "--heap", heap]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            found = json.loads((process.stdout and process.stdout.readline()) or "null")
            if not found:
                raise SystemExit("tools/neo4j/server.py gave no server; its words are above")
            os.environ.update(NEO4J_USERNAME=found["username"], NEO4J_PASSWORD=found["password"])
            child = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()[0]
            yield Server(found["uri"], (found["username"], found["password"]), int(child))
        finally:
            process.send_signal(signal.SIGTERM)


def write_pages(folder: Path, comments: int) -> None:
    """Write pages with so many comments into a folder."""
    for number in range(max(1, comments // COMMENTS_A_PAGE)):
        (folder / f"Lake {number}.wiki").write_text(
            make_page("wikitext", COMMENTS_A_PAGE, number + 1), encoding="utf-8"
        )


def read_pages(folder: Path) -> list[GraphBatch]:
    """Return the pages of a folder as rows."""
    language, pages = read_sources([str(folder)], Reading(site="enwiki"))
    return [to_batch(page, language) for page in pages if isinstance(page, RawPage)]


def write_all(store: Store, batches: Sequence[GraphBatch]) -> None:
    """Write pages as an import does: several in one transaction."""
    some: list[GraphBatch] = []
    weight = Weight()
    with store.hold():
        for batch in batches:
            some.append(batch)
            weight += weigh(batch)
            if weight.is_full:
                store.write(*some)
                some, weight = [], Weight()
        store.write(*some)


def merged(batches: Sequence[GraphBatch]) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Return the rows of all pages by label and type, each once, with times as milliseconds: what the bare loop is given."""
    nodes = {label: {row["id"]: row for batch in batches for row in batch.nodes.get(label, ())} for label in NODES}
    edges = {kind: [row for batch in batches for row in batch.edges.get(kind, ())] for kind in EDGES}
    return (
        {label: [plain(row) for row in rows.values()] for label, rows in nodes.items()},
        {kind: [plain(row) for row in rows] for kind, rows in edges.items()},
    )


def plain(row: Row) -> Row:
    """Return a row without nulls, its times as milliseconds since 1970."""
    return {
        name: int(value.timestamp() * 1000) if hasattr(value, "timestamp") else value  # a datetime
        for name, value in row.items()
        if value is not None
    }


def bare_loop(driver: Driver, nodes: dict[str, list[Row]], edges: dict[str, list[Row]]) -> None:
    """Write rows as quickly as is known: `UNWIND`, `MERGE` for nodes, `CREATE` for edges, nothing asked or checked."""
    with driver.session() as session:
        for label, rows in nodes.items():
            statement = statements.upsert_nodes(NODES[label])
            statement = re.sub(
                r"datetime\((row\.\w+)\)",
                r"CASE WHEN \1 IS NOT NULL THEN datetime({epochMillis: \1}) END",
                statement.removesuffix(" RETURN count(*) AS written"),
            )
            for first in range(0, len(rows), ROWS_A_STATEMENT):
                session.run(statement, rows=rows[first : first + ROWS_A_STATEMENT]).consume()
        for kind, rows in edges.items():
            statement = statements.create_edges(EDGES[kind]).removesuffix(" RETURN count(*) AS written")
            for first in range(0, len(rows), ROWS_A_STATEMENT):
                session.run(statement, rows=rows[first : first + ROWS_A_STATEMENT]).consume()


def empty(driver: Driver) -> None:
    """Remove all rows from a server."""
    with driver.session() as session:
        everything = f"MATCH (n) WHERE NOT n:{statements.STORE_LABEL}"
        session.run(f"{everything} CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS").consume()


def reimport(folder: Path, store: Store) -> None:
    """Import a folder whose pages are all in the store."""
    language, pages = read_sources([str(folder)], Reading(site="enwiki"))
    report = import_pages(pages, store, language)
    if len(report.left_alone) != len(report.pages):
        raise SystemExit("the store has pages that changed, so nothing can be said of unchanged ones")


def compare_writes(
    folder: Path, batches: Sequence[GraphBatch], server: Server, rounds: int
) -> Iterator[tuple[str, Time]]:
    """Yield what each way of writing the rows took, and what finding them unchanged took."""
    nodes, edges = merged(batches)
    gc.freeze()  # an import holds the pages of one transaction; here Python would look through all of them again and again
    here, watch = Watch(None), Watch(server.process)
    taken: dict[str, list[Time]] = {}

    def note(name: str, taken_now: Time) -> None:
        taken.setdefault(name, []).append(taken_now)
        progress(f"{name}: {taken_now.clock:.0f} s")

    with GraphDatabase.driver(server.address, auth=server.login) as driver, open_store(server.address) as store:
        store.create_schema()
        for _ in range(rounds):
            empty(driver)
            note("Neo4j: bare loop", watch.measure(lambda: bare_loop(driver, nodes, edges)))
            empty(driver)
            note("Neo4j: graphtalk", watch.measure(lambda: write_all(store, batches)))
            note("Neo4j: graphtalk, unchanged", watch.measure(lambda: reimport(folder, store)))
            with TemporaryDirectory() as place, open_store(f"{place}/store") as embedded:
                note("embedded: graphtalk", here.measure(lambda: write_all(embedded, batches)))
                note("embedded: graphtalk, unchanged", here.measure(lambda: reimport(folder, embedded)))
    for name, times in taken.items():
        yield name, min(times, key=lambda one: one.processor)


@dataclass(frozen=True, slots=True)
class Run:
    """A whole import by the command line: its time and the most memory that its process held, in bytes."""

    time: Time
    memory: int


def import_folder(folder: Path, store: str) -> Run:
    """Import a folder by the command line and measure the process."""
    options = ["--site", "enwiki", "--store", store, "--jobs", "1"]  # the figures are those of one process
    command = [sys.executable, "-m", "graphtalk", "import", str(folder), *options]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the import failed; its words are above")
    kilobytes = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return Run(Time(time.perf_counter() - start, usage.ru_utime + usage.ru_stime), kilobytes * 1024)


def table(rows: int, comments: int, reading: Time, writes: dict[str, Time], whole: Sequence[Run]) -> str:
    """Return the figures as text and tables in Markdown."""
    bare, ours = writes["Neo4j: bare loop"], writes["Neo4j: graphtalk"]
    lines = [
        [name, f"{one.clock:.1f}", f"{one.processor:.1f}", f"{rows / one.clock:,.0f}", f"{rows / one.processor:,.0f}",
         f"{bare.clock / one.clock:.2f}", f"{bare.processor / one.processor:.2f}"]
        for name, one in writes.items()
    ]  # fmt: skip
    columns = [
        "rows",
        "s",
        "processor s",
        "rows/s",
        "rows/processor s",
        "bare loop = 1, by the clock",
        "by the processor",
    ]
    first, again = whole
    steps = [
        ["reading alone", f"{reading.clock:.1f}", f"{reading.processor:.1f}", "–"],
        *(
            [name, f"{run.time.clock:.1f}", f"{run.time.processor:.1f}", f"{run.memory / 1e6:.0f}"]
            for name, run in (("embedded: first import", first), ("embedded: the same again", again))
        ),
    ]
    neo4j_again = writes["Neo4j: graphtalk, unchanged"]
    sums = (
        f"The same again is {first.time.clock / again.time.clock:.0f} times as fast as the first import on the embedded "
        f"store ({first.time.processor / again.time.processor:.0f} by the processor), start of the program included; on Neo4j "
        f"{(reading.clock + ours.clock) / neo4j_again.clock:.0f} times "
        f"({(reading.processor + ours.processor) / neo4j_again.processor:.0f}), without it."
    )
    return "\n\n".join(
        [
            f"{comments:,} comments, {rows:,} rows (nodes and edges).",
            markdown_table(columns, lines),
            markdown_table(["whole imports", "s", "processor s", "memory, MB"], steps),
            sums,
        ]
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2, help="of writing; the best one counts (default: %(default)s)")
    parser.add_argument("--heap", default="2g", help="memory of the server (default: %(default)s)")
    add_page_option(parser)
    options = parser.parse_args()
    with TemporaryDirectory() as place:
        folder = Path(place) / "pages"
        folder.mkdir()
        write_pages(folder, options.comments)
        whole = [import_folder(folder, f"{place}/store") for _ in range(2)]
        batches: list[GraphBatch] = []
        reading = Watch(None).measure(lambda: batches.extend(read_pages(folder)))
        with running_server(options.heap) as server:
            writes = dict(compare_writes(folder, batches, server, options.rounds))
    rows = sum(weigh(batch).nodes + weigh(batch).edges for batch in batches)
    comments = sum(len(batch.nodes["Comment"]) for batch in batches)
    show("load", table(rows, comments, reading, writes, whole), options.markdown)


if __name__ == "__main__":
    main()
