"""From sources to rows in a store: what is read, what is skipped, and what the report says of it."""

from dataclasses import replace
from importlib import resources
from itertools import chain
from pathlib import Path

import pytest

from graphtalk.corrections import NO_CORRECTIONS, read_corrections
from graphtalk.demo import SAMPLE_TITLE, sample_page
from graphtalk.errors import ReadError, StoreError, UsageError
from graphtalk.fingerprint import RULES, files_of, fingerprint, rules_version
from graphtalk.language import load_language
from graphtalk.model import RawPage, Reading
from graphtalk.pipeline import (
    import_pages,
    looked_up_together,
    read_page,
    read_sources,
    readable,
    report_skipped,
    to_batch,
)
from graphtalk.report import ImportReport
from graphtalk.schema import GraphBatch
from graphtalk.stores import MEMORY, Store, WriteCounts, open_store
from graphtalk.stores.export import to_networkx
from graphtalk.watch import Watch

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
    watch = Watch()

    report = import_pages(read, store, ENGLISH, watch=watch)

    assert (report.pages, report.comments) == ({"local:b": "b", "local:d": "d"}, {"local:b": 1, "local:d": 0})
    assert watch.done == ["b", "d"]
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
        self.left, self.write_pages = pages, store.write

    def write(self, *batches: GraphBatch) -> WriteCounts:
        if self.left < len(batches):
            raise StoreError("the disk is full")
        self.left -= len(batches)
        return self.write_pages(*batches)


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
    report = ImportReport({"local:A": "A"}, ["A"], ["A"], ["b.txt: the file is empty; save the talk page again"])
    report.created.update(WROTE=1, ON_PAGE=1, Comment=1, Page=1, Section=1)
    report.warnings.update({"no-signature": 2, "bad-date": 1})

    assert report.lines() == [
        "1 page, 0 comments",
        "left alone: 1 page, the same as when last imported",
        "created: 5 (1 Page, 1 Section, 1 Comment, 2 edges)",
        "updated: 0",
        "unchanged: 0",
        "removed: 0",
        "no comments: A",
        "came again: A; the last one is in the store",
        "warnings: 1 bad-date, 2 no-signature (`graphtalk parse` shows them)",
        "skipped: b.txt: the file is empty; save the talk page again",
    ]


# Pages that did not change

CHANGES: dict[str, dict[str, object]] = {
    "text": {"text": f"== Depth ==\nDeeper. {SIGNED}"},
    "markup": {"markup": "plain"},
    "wiki": {"site": "dewiki"},
    "revision": {"revision": 7},
    "address": {"url": "https://wiki.example/Talk:A"},
}


def page_a(**changes: object) -> RawPage:
    return replace(RawPage(f"== Depth ==\n{SIGNED}", "wikitext", title="Talk:A"), **changes)  # type: ignore[arg-type]


def test_unchanged_page_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    with open_store(MEMORY) as store:
        first = import_pages([page_a(), sample_page()], store, ENGLISH)
        before = list(to_networkx(store).nodes(data=True))
        monkeypatch.setattr("graphtalk.reading.parse", None)
        second = import_pages([page_a(), sample_page()], store, ENGLISH, watch=watch)
        after = list(to_networkx(store).nodes(data=True))

    assert before == after
    assert ["Talk:A", SAMPLE_TITLE] == second.left_alone == watch.done
    assert first.created + first.unchanged + first.updated == second.unchanged
    assert ({}, {}, {}) == (second.created, second.updated, second.removed)
    assert (first.pages, first.comments, first.warnings) == (second.pages, second.comments, second.warnings)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_page_is_read_again_when_what_decides_it_changed(change: dict[str, object]) -> None:
    assert fingerprint(page_a(), ENGLISH, NO_CORRECTIONS) != fingerprint(page_a(**change), ENGLISH, NO_CORRECTIONS)


def test_page_is_read_again_in_another_language_and_by_other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(MEMORY) as store:
        import_pages([page_a()], store, ENGLISH)
        other_language = import_pages([page_a()], store, load_language("de"))
        same = import_pages([page_a()], store, load_language("de"))
        monkeypatch.setattr("graphtalk.fingerprint.rules_version", lambda: "newer")
        newer_rules = import_pages([page_a()], store, load_language("de"))

    assert ([], ["Talk:A"], []) == (other_language.left_alone, same.left_alone, newer_rules.left_alone)


def test_corrections_of_a_page_let_only_that_page_be_read_again() -> None:
    [comment] = read_page(page_a(), ENGLISH)[0].comments
    entry = f'[[set.comment]]\npage = "Talk:A"\nid = "{comment.id}"\nauthor = "Bo"\n'
    corrections = read_corrections(entry, "corrections.toml")
    with open_store(MEMORY) as store:
        import_pages([page_a(), sample_page()], store, ENGLISH)
        corrected = import_pages([page_a(), sample_page()], store, ENGLISH, corrections=corrections)
        again = import_pages([page_a(), sample_page()], store, ENGLISH, corrections=corrections)
        names = store.query(
            "MATCH (u:User)-[:WROTE]->(c:Comment {page: $page}) RETURN u.name AS name", {"page": "local:Talk:A"}
        )

    assert ([SAMPLE_TITLE], ["Talk:A", SAMPLE_TITLE]) == (corrected.left_alone, again.left_alone)
    assert (("Bo",),) == names.rows


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, [1, 2, 4, 8, 16, 32, 57]),
        ({"edition": "revision 7"}, [1, 2, 4, 8, 16, 32, 50, 7]),
        ({"edition": "revision 7", "markup": "html"}, [1, 2, 4, 8, *[10] * 10, 5]),
        ({"edition": "revision 7", "unread": True}, [1, 2, 4, 8, 16, 32, 57]),
    ],
    ids=["files", "wikitext of a wiki", "its html", "known"],
)
def test_no_more_pages_wait_for_their_import_than_a_wiki_gives_at_once(
    changes: dict[str, object], expected: list[int]
) -> None:
    assert expected == [len(some) for some in looked_up_together([page_a(**changes)] * 120)]


def test_last_of_a_page_that_comes_again_is_in_the_store() -> None:
    newer = page_a(text=f"== Depth ==\nDeeper. {SIGNED}")
    with open_store(MEMORY) as store:
        import_pages([page_a()], store, ENGLISH)
        report = import_pages([newer, page_a()], store, ENGLISH)
        texts = store.query("MATCH (c:Comment) RETURN c.text AS text").rows

    assert ["Talk:A"] == report.repeated
    assert "Deeper" not in str(texts)


def test_rules_version_is_that_of_the_files() -> None:
    assert rules_version() == rules_version.__wrapped__()
    names = {name for rule in RULES for name, _ in files_of(resources.files("graphtalk") / rule, rule)}
    assert {
        "parse/html.py",
        "annotate/stances.py",
        "languages/en.toml",
        "languages/en.leaning.tsv",
        "sites/enwiki.json",
    } <= names
    assert not [name for name in names if name.endswith(".pyc")]
