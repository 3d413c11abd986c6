"""From sources to rows in a store: what is read, what is skipped, and what the report says of it."""

from itertools import chain
from pathlib import Path

import pytest

from graphtalk.demo import SAMPLE_TITLE, sample_page
from graphtalk.errors import ReadError, StoreError, UsageError
from graphtalk.language import load_language
from graphtalk.model import RawPage, Reading
from graphtalk.pipeline import ImportReport, import_pages, read_sources, readable, report_skipped, to_batch
from graphtalk.schema import GraphBatch
from graphtalk.stores import MEMORY, Store, WriteCounts, open_store

ENGLISH = load_language("en")
SIGNED = "Too deep. [[User:Ana|Ana]] 10:00, 1 May 2024 (UTC)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two pages, two files that are none, and one that is not looked at."""
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40)
    (tmp_path / "b.wiki").write_text(f"== Depth ==\n{SIGNED}", encoding="utf-8")
    (tmp_path / "c.html").touch()
    (tmp_path / "d.wikitext").write_text("{{talk header}}\n", encoding="utf-8")
    (tmp_path / "e.png").touch()
    (tmp_path / "f.txt").mkdir()
    return tmp_path


def sources(*given: Path) -> list[RawPage | ReadError]:
    return list(read_sources([str(source) for source in given], Reading("en"))[1])


def test_errors_stand_where_their_files_would(folder: Path) -> None:
    found = sources(folder, folder / "b.wiki")

    expected = ["a.txt: not a text file", "b.wiki", "c.html: the file is empty", "d.wikitext", "b.wiki"]
    names = [page.source if isinstance(page, RawPage) else str(page).partition(";")[0] for page in found]
    assert [f"{folder}/{name}" for name in expected] == names


@pytest.mark.parametrize(
    "given, message",
    [
        (["b.wiki", "nowhere.wiki"], "nowhere.wiki: there is no such file"),
        (["b.wiki", "f.txt"], "f.txt: the folder has no page files"),
        (["c.html"], "c.html: the file is empty"),
        (["a.txt", "c.html"], "none of 2 files can be read: .*a.txt: not a text file"),
    ],
)
def test_what_cannot_work_is_refused_before_any_page_is_given(folder: Path, given: list[str], message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_sources([str(folder / name) for name in given], Reading("en"))


@pytest.mark.parametrize(
    "names, reading, message",
    [
        (["b.wiki", "d.wikitext"], Reading(title="Talk:Lake"), "--title names one page"),
        (["."], Reading(title="Talk:Lake"), "--title names one page"),
        (["b.wiki"], Reading("xx"), "no language 'xx'"),
        (["b.wiki"], Reading(site="xxwiki"), "no data for the site 'xxwiki'"),
    ],
)
def test_options_that_do_not_fit_are_refused(folder: Path, names: list[str], reading: Reading, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_sources([str(folder / name) for name in names], reading)


def test_readable_pages_come_before_the_complaint(folder: Path) -> None:
    seen = []
    with pytest.raises(ReadError, match=r"a.txt: not a text file; .*; 1 more cannot be read$"):  # noqa: PT012
        for page in readable(sources(folder)):
            seen.append(Path(page.source).name)  # noqa: PERF401 - the list must be filled when it raises

    assert seen == ["b.wiki", "d.wikitext"]


def test_nothing_skipped_is_no_complaint() -> None:
    report_skipped([])


def test_what_is_read_is_written_or_skipped(folder: Path, store: Store) -> None:
    read = sources(folder)
    titles: list[str] = []

    report = import_pages(read, store, ENGLISH, on_page=titles.append)

    assert (report.pages, report.comments) == ({"local:b": "b", "local:d": "d"}, {"local:b": 1, "local:d": 0})
    assert titles == ["b", "d"]
    assert len(read) == len(report.pages) + len(report.skipped)
    assert [Path(reason.partition(":")[0]).name for reason in report.skipped] == ["a.txt", "c.html"]


def test_every_row_sent_is_reported_and_a_second_import_changes_nothing(store: Store) -> None:
    batch = to_batch(sample_page(), ENGLISH)
    sent = {kind: len(rows) for kind, rows in chain(batch.nodes.items(), batch.edges.items()) if rows}

    first = import_pages([sample_page()], store, ENGLISH)
    second = import_pages([sample_page()], store, ENGLISH)

    assert (sent, {}, {}, {}) == (first.created, first.updated, first.unchanged, first.removed)
    assert ({}, {}, sent, {}) == (second.created, second.updated, second.unchanged, second.removed)
    assert (first.pages, first.comments, first.warnings) == (second.pages, second.comments, second.warnings)


def test_page_that_comes_again_is_counted_once_and_told(store: Store) -> None:
    once = import_pages([sample_page()], store, ENGLISH)
    twice = import_pages([sample_page(), sample_page()], store, ENGLISH)

    assert (once.pages, once.comments) == (twice.pages, twice.comments)
    assert (once.repeated, twice.repeated) == ([], [SAMPLE_TITLE])


class FullStore:
    """Lets a store take some pages and no more."""

    def __init__(self, store: Store, pages: int) -> None:
        self.left, self.write_page = pages, store.write

    def write(self, batch: GraphBatch) -> WriteCounts:
        self.left -= 1
        if self.left < 0:
            raise StoreError("the disk is full")
        return self.write_page(batch)


@pytest.mark.parametrize(
    "fitting, message",
    [
        (0, "the disk is full"),
        (1, "the disk is full; the 1 page before it is in the store"),
        (2, "the disk is full; the 2 pages before it are in the store"),
    ],
)
def test_refused_page_leaves_those_before_it_and_says_so(
    fitting: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [RawPage(f"== Depth ==\n{SIGNED}", "wikitext", title=title) for title in ("A", "B", "C")]
    with open_store(MEMORY) as store:
        monkeypatch.setattr(store, "write", FullStore(store, fitting).write)
        with pytest.raises(StoreError) as caught:
            import_pages(pages, store, ENGLISH)
        kept = store.query("MATCH (p:Page) RETURN p.title AS title ORDER BY title").rows

    assert message == str(caught.value)
    assert tuple((title,) for title in "ABC"[:fitting]) == kept


def test_report_counts_nodes_in_the_order_of_the_schema() -> None:
    report = ImportReport({"local:A": "A"}, ["A"], ["b.txt: the file is empty; save the talk page again"])
    report.created.update(WROTE=1, ON_PAGE=1, Comment=1, Page=1, Section=1)
    report.warnings.update({"no-signature": 2, "bad-date": 1})

    assert report.lines() == [
        "1 page, 0 comments",
        "created: 5 (1 Page, 1 Section, 1 Comment, 2 edges)",
        "updated: 0",
        "unchanged: 0",
        "removed: 0",
        "no comments: A",
        "came again: A; the last one is in the store",
        "warnings: 1 bad-date, 2 no-signature (`graphtalk parse` shows them)",
        "skipped: b.txt: the file is empty; save the talk page again",
    ]
