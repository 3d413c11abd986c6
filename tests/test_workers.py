"""Pages that other processes read: the same import as without them, and none of them left, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.pages import FORMS, make_page, markup_of
from graphtalk import workers as module
from graphtalk.corrections import NO_CORRECTIONS, Corrections, read_corrections
from graphtalk.demo import sample_page
from graphtalk.errors import CorrectionError, GraphtalkError, ReadError
from graphtalk.fingerprint import Fingerprint
from graphtalk.language import Language, load_language
from graphtalk.loading import ReadyPage
from graphtalk.model import RawPage
from graphtalk.pipeline import import_pages
from graphtalk.report import ImportReport
from graphtalk.revisions import Revision
from graphtalk.schema import GraphBatch
from graphtalk.stores import MEMORY, WriteCounts, open_store
from graphtalk.watch import Watch
from graphtalk.workers import CHARACTERS_AHEAD, PAGES_AHEAD, Ahead, Question, Workers, usable_cores

ENGLISH = load_language("en")
SIGNED = "Too deep. [[User:Ana|Ana]] 10:00, 1 May 2024 (UTC)\n"
LAKE = f"== Depth ==\n{SIGNED}"
FITS = '[[set.section]]\npage = "Talk:Lake"\nid = "h-Depth-20240501100000"\nresult = "deep"\n'
FAILS = '[[set.comment]]\npage = "Talk:Made 7"\nid = "c-Nobody-20240501100000"\nauthor = "Bo"\n'
PROGRAM = "from graphtalk import workers; workers.ENOUGH = 0; from graphtalk.cli import main; main()"
posix = pytest.mark.skipif(os.name == "nt", reason="signals and `ps`")


@pytest.fixture(autouse=True)
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers start for two pages."""
    monkeypatch.setattr(module, "ENOUGH", 0)


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


@dataclass(frozen=True, slots=True)
class Asked:
    """A history that is asked for whenever it is gone through, as a live page has it."""

    text: str

    def __iter__(self) -> Iterator[Revision]:
        yield Revision(1, datetime(2024, 5, 1, 10, tzinfo=UTC), "Ana", self.text)


def made(count: int, comments: int = 3) -> list[RawPage | ReadError]:
    kinds = [FORMS[number % len(FORMS)] for number in range(count)]
    texts = [make_page(form, comments, seed).replace("Project:Lakes", "") for seed, form in enumerate(kinds)]
    pages = zip(texts, kinds, strict=True)
    return [RawPage(text, markup_of(form), title=f"Talk:Made {n}") for n, (text, form) in enumerate(pages)]


def all_kinds() -> list[RawPage | ReadError]:
    """Give pages of each kind that an import treats differently."""
    told = tuple(Asked(LAKE))
    return [
        *made(9),
        ReadError("b.txt: not a text file"),
        RawPage(f"{LAKE}\n== Shore ==\n{SIGNED}", "wikitext", title="Talk:Lake"),
        RawPage(f"== Shore ==\n{SIGNED}", "wikitext", title="Talk:Lake/Archive 1"),
        RawPage(LAKE, "wikitext", title="Talk:Told", history=told),
        RawPage(LAKE, "wikitext", title="Talk:Asked", history=Asked(LAKE)),
        RawPage("", "wikitext", title="Talk:Changed", unread=True),
        RawPage("== Tiefe ==\nZu tief. [[Benutzer:Ana|Ana]] 10:00, 1. Mai 2024 (CEST)\n", "wikitext", site="dewiki"),
        sample_page(),
        *made(6)[3:],
        RawPage(LAKE, "wikitext", title="Talk:Lake", redirected_from="Talk:Pond"),
    ]


@dataclass(slots=True)
class Imported:
    """What an import did: what it wrote, in order and to the letter, and what it told."""

    written: list[str] = field(default_factory=list)
    reports: list[ImportReport] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    error: GraphtalkError | None = None


def imported(
    pages: list[RawPage | ReadError], workers: Workers | None, corrections: Corrections = NO_CORRECTIONS, times: int = 1
) -> Imported:
    watch, found = Watch(), Imported()
    with open_store(MEMORY) as store:
        write = store.write

        def noted(*batches: GraphBatch) -> WriteCounts:
            found.written.append(repr(batches))
            return write(*batches)

        store.write = noted  # type: ignore[method-assign]
        try:
            for _ in range(times):
                told = import_pages(pages, store, ENGLISH, corrections=corrections, watch=watch, workers=workers)
                found.reports.append(told)
        except GraphtalkError as error:
            found.error = error
    found.done = watch.done
    return found


def test_workers_change_nothing_that_an_import_writes_or_tells(two: Workers) -> None:
    corrections = Corrections(read_corrections(FITS + FAILS, "kept.toml").entries, kept=True)

    here, there = (imported(all_kinds(), workers, corrections, times=2) for workers in (None, two))

    assert 2 == len(two.started)
    assert here == there
    first, again = there.reports
    assert here.reports[0].lines() == first.lines()
    skipped = [line.partition(": ")[0] for line in first.skipped]
    assert {"b.txt", "Talk:Changed", "kept.toml, line 5"} == set(skipped)
    assert len(first.pages) > len(set(again.left_alone)) > 0


def test_error_of_a_worker_is_that_of_reading_here(two: Workers) -> None:
    corrections = read_corrections(FAILS, "corrections.toml")

    here, there = (imported(made(12), workers, corrections) for workers in (None, two))

    assert here.written == there.written
    assert here.done == there.done == [f"Talk:Made {number}" for number in range(7)]
    assert isinstance(there.error, CorrectionError)
    assert str(here.error) == str(there.error)
    assert str(there.error).endswith("; the 7 pages before it are in the store")


def test_mistake_in_the_code_tells_where_it_is(two: Workers) -> None:
    pages: list[RawPage | ReadError] = [*made(3), RawPage("", "runes", title="Talk:Runes")]  # type: ignore[arg-type]

    with pytest.raises(KeyError, match="runes") as raised:
        imported(pages, two)

    assert "in parse" in "".join(raised.value.__notes__)


@pytest.mark.parametrize("jobs, enough, pages", [(1, 0, 6), (2, 0, 1), (2, 100_000, 6)])
def test_workers_start_only_where_that_pays(
    monkeypatch: pytest.MonkeyPatch, jobs: int, enough: int, pages: int
) -> None:
    monkeypatch.setattr(module, "ENOUGH", enough)
    with Workers(jobs) as workers:
        imported(made(pages), workers)

        assert [] == workers.started


def test_there_are_as_many_as_there_are_cores_but_no_more_than_one_can_write_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
    for cores, expected in ((1, 1), (3, 3), (64, 8)):
        monkeypatch.setattr(module, "usable_cores", lambda cores=cores: cores)
        assert expected == Workers().jobs


class Busy(Workers):
    """Takes pages and never answers."""

    def submit(self, question: Question, language: Language, corrections: Corrections) -> Future[ReadyPage]:
        del question, language, corrections
        return Future()


@pytest.mark.parametrize(
    "size, expected", [(10, 2 * PAGES_AHEAD), (CHARACTERS_AHEAD // 2, 4), (9 * CHARACTERS_AHEAD, 2)]
)
def test_memory_holds_only_so_many_pages_ahead(size: int, expected: int) -> None:
    page = Question(RawPage("x" * size, "plain"), Fingerprint("", ""))
    ahead = Ahead(dict.fromkeys(range(50), page), ENGLISH, NO_CORRECTIONS, Busy(2))

    ahead.begin(3)

    assert list(range(3, 3 + expected)) == list(ahead.begun)


class Killer(Watch):
    """Kills a worker as soon as a page is written after it was started."""

    def __init__(self, workers: Workers) -> None:
        super().__init__()
        self.workers = workers

    def at(self, what: str) -> None:
        if what.startswith("reading") and self.workers.started:
            self.workers.started[0].process.kill()


def test_killed_worker_is_one_clear_line_and_leaves_whole_pages() -> None:
    with Workers(2) as workers, open_store(MEMORY) as store:
        with pytest.raises(
            GraphtalkError, match=r"^Talk:Made \d: the process that read it ended \(.*--jobs 1; the"
        ) as raised:
            import_pages(made(5), store, ENGLISH, watch=Killer(workers), workers=workers)
        there = [row[0] for row in store.query("MATCH (p:Page) RETURN p.title AS title ORDER BY title").rows]

    assert 1 == raised.value.exit_code
    assert [f"Talk:Made {number}" for number in range(len(there))] == there
    assert f"the {len(there)} pages before it" in str(raised.value) or 1 == len(there)


# The whole program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder whose pages take some seconds."""
    place = tmp_path / "pages"
    place.mkdir()
    for number in range(9):
        (place / f"{number}.wikitext").write_text(make_page("wikitext", 50 if number else 1, number), encoding="utf-8")
    return place


def started(folder: Path) -> "subprocess.Popen[str]":
    """Start an import in a group of its own, as a shell does, and return it once it has its workers."""
    options = ["--store", str(folder.parent / "store"), "--jobs", "2"]
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "import", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    until(lambda: len(children(program.pid)) == 2)
    return program


def children(parent: int) -> set[int]:
    return {process for process, above in living().items() if above == parent}


def living() -> dict[int, int]:
    """Give all processes that have not ended, each with its parent."""
    command = ["ps", "-axo", "pid=,ppid=,stat="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return {int(process): int(parent) for process, parent, state in rows if not state.startswith("Z")}


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


@posix
def test_control_c_ends_an_import_and_its_workers_without_a_traceback(folder: Path) -> None:
    program = started(folder)
    readers = children(program.pid)
    began = time.monotonic()
    os.killpg(program.pid, signal.SIGINT)
    said, complaint = program.communicate(timeout=20)

    assert (130, "") == (program.returncode, said)
    assert "Traceback" not in complaint
    assert time.monotonic() - began < 10
    assert not readers & living().keys()


@posix
def test_killed_import_leaves_no_worker_and_a_store_that_goes_on(folder: Path) -> None:
    program = started(folder)
    readers = children(program.pid)
    time.sleep(1)
    program.kill()
    _, complaint = program.communicate(timeout=20)
    until(lambda: not readers & living().keys())

    assert "Traceback" not in complaint
    with open_store(str(folder.parent / "store")) as store:
        rows = store.query("MATCH (c:Comment) RETURN c.page AS page, count(*) AS comments").rows
    assert {50} >= {comments for page, comments in rows if page != "local:0"}
