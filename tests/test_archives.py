"""Comments that went to an archive: one node, where it stands now and where it stood, in whatever order pages come."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_batches import assert_same

from graphtalk.archives import row_counts, without
from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.parse import parse
from graphtalk.pipeline import import_pages, to_batch
from graphtalk.queries import broken_invariants, run
from graphtalk.report import ImportReport
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.stores.export import to_networkx
from graphtalk.stores.migrations import MIGRATIONS, Migration
from graphtalk.stores.pages import read_batch
from graphtalk.stores.rehearsal import Rehearsal

ENGLISH = load_language("en")
TALK, ARCHIVE = "Talk:Mill Dam", "Talk:Mill Dam/Archive 1"


def signed(text: str, user: str, time: str) -> str:
    return f"{text} [[User:{user}|{user}]] ([[User talk:{user}|talk]]) {time}, 3 May 2024 (UTC)\n"


DATE = (
    "== Date ==\n"
    + signed('I suggest: "The mill was built in about 1750 by the Fenn family."', "Ana", "10:00")
    + ":"
    + signed("'''Support''', see [https://mills.example/fenn the survey].", "Bo", "11:00")
    + "and so say all of us\n"
)
DEPTH = "== Depth ==\n" + signed("How deep is the pond, and who measured it?", "Cem", "12:00")
LATER = ":" + signed("'''Oppose''', it was the Marr family.", "Dag", "13:00")
BOTH, CUT, MOVED = DATE + DEPTH, DEPTH, DATE


def page(text: str, title: str = TALK, archive_of: str | None = None) -> RawPage:
    return RawPage(text, "wikitext", title=title, site="enwiki", archive_of=archive_of)


def archive(text: str) -> RawPage:
    return page(text, ARCHIVE)


def bring(store: Store, *pages: RawPage) -> ImportReport:
    return import_pages(pages, store, ENGLISH)


def changes(report: ImportReport) -> int:
    return report.created.total() + report.updated.total() + report.removed.total()


def places(store: Store) -> list[tuple[object, ...]]:
    """Return where each signed comment stands and where it stood, by author."""
    asked = (
        "MATCH (u:User)-[:WROTE {role: 'author'}]->(c:Comment)-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(p:Page) "
        "RETURN u.name AS author, p.title AS page, c.stood_on AS stood_on ORDER BY author, page"
    )
    return list(store.query(asked).rows)


STOOD = f"enwiki:{TALK}"
SETTLED = [("Ana", ARCHIVE, STOOD), ("Bo", ARCHIVE, STOOD), ("Cem", TALK, None)]


def test_comment_that_went_to_an_archive_is_one_node_that_knows_both_places(store: Store) -> None:
    bring(store, page(BOTH))
    bring(store, page(CUT), archive(MOVED))

    assert SETTLED == places(store)
    assert broken_invariants(store) == []


@pytest.mark.parametrize(
    "steps",
    [
        [[page(BOTH)], [archive(MOVED)]],
        [[archive(MOVED)], [page(BOTH)]],
        [[page(BOTH), archive(MOVED)]],
        [[archive(MOVED), page(BOTH)]],
        [[page(DATE)], [archive(MOVED)], [page(BOTH)]],
    ],
    ids=["page, archive", "archive, page", "page and archive", "archive and page", "page, archive, page"],
)
def test_page_that_still_has_it_gives_it_to_the_archive_in_any_order(store: Store, steps: list[list[RawPage]]) -> None:
    for pages in steps:
        bring(store, *pages)
    with open_store(MEMORY) as other:
        bring(other, archive(MOVED), page(BOTH))
        assert_same(to_networkx(other), to_networkx(store))

    assert SETTLED == places(store)
    assert broken_invariants(store) == []
    assert ((1, 1),) == store.query(
        "MATCH (c:Comment)-[:ENDORSES]->(p:Proposal) RETURN count(*) AS stances, count(DISTINCT p.id) AS proposals"
    ).rows


@pytest.mark.parametrize("order", [*permutations([page(CUT), archive(MOVED), page("== Else ==\n", "Talk:Other")])])
def test_thread_that_left_the_page_leaves_the_same_graph_in_any_order(order: Sequence[RawPage]) -> None:
    with open_store(MEMORY) as store, open_store(MEMORY) as fresh:
        bring(store, page(BOTH))
        for raw in order:
            bring(store, raw)
        bring(fresh, *order)

        assert SETTLED == places(store)
        assert_same(to_networkx(fresh), to_networkx(store))


def test_second_import_writes_nothing(store: Store) -> None:
    bring(store, page(BOTH), archive(MOVED))
    again, turned = bring(store, page(BOTH), archive(MOVED)), bring(store, archive(MOVED), page(BOTH))

    assert (0, 0) == (changes(again), changes(turned))
    assert [TALK, ARCHIVE] == again.left_alone
    assert dict(again.comments) == {f"enwiki:{TALK}": 1, f"enwiki:{ARCHIVE}": 3}


def test_report_tells_how_many_comments_stand_in_archives(store: Store) -> None:
    report = bring(store, page(BOTH), archive(MOVED))

    assert "2 pages, 4 comments" in report.lines()
    assert "in archives: 3 comments that the talk page has, too" in report.lines()


def test_answer_that_only_the_page_has_stays_there(store: Store) -> None:
    bring(store, page(DATE.replace("and so say all of us\n", LATER)), archive(MOVED))

    assert [("Ana", ARCHIVE, STOOD), ("Bo", ARCHIVE, STOOD), ("Dag", TALK, None)] == places(store)
    assert broken_invariants(store) == []


def test_comments_that_an_archive_lost_come_back_to_the_page(store: Store) -> None:
    bring(store, page(BOTH), archive(MOVED))
    report = bring(store, archive("== Else ==\n"))
    told = f"import again: {TALK}; its archive lost comments that may stand there now"
    assert told in report.lines()
    bring(store, page(BOTH))
    with open_store(MEMORY) as fresh:
        bring(fresh, page(BOTH), archive("== Else ==\n"))
        assert_same(to_networkx(fresh), to_networkx(store))


def test_page_that_comes_after_the_archive_that_lost_its_comments_has_them_at_once(store: Store) -> None:
    bring(store, page(BOTH), archive(MOVED))
    report = bring(store, archive("== Else ==\n"), page(BOTH))

    assert {} == report.again
    assert [("Ana", TALK, None), ("Bo", TALK, None), ("Cem", TALK, None)] == places(store)
    assert 0 == changes(bring(store, archive("== Else ==\n"), page(BOTH)))


THREADS = (DATE, DEPTH, "== Width ==\n" + signed("How wide is the dam?", "Eli", "14:00"))
PLACES = (TALK, ARCHIVE, "Talk:Mill Dam/Archive 2")
STEPS = st.lists(st.tuples(st.sampled_from(PLACES), st.sets(st.sampled_from(THREADS))), min_size=1, max_size=6)


@given(STEPS, st.permutations(PLACES))
@settings(max_examples=12, derandomize=True, database=None, deadline=None)
def test_graph_is_made_of_the_pages_whatever_they_said_before(
    steps: list[tuple[str, set[str]]], order: list[str]
) -> None:
    def version(title: str, threads: set[str]) -> RawPage:
        return page("".join(thread for thread in THREADS if thread in threads) or "-", title)

    last = {title: version(title, threads) for title, threads in steps}
    with open_store(MEMORY) as store, open_store(MEMORY) as fresh:
        back: dict[str, None] = {}
        for title, threads in steps:
            report = bring(store, version(title, threads))
            back = {key: None for key in back if key not in report.pages} | report.again
            assert broken_invariants(store) == []
        bring(store, *(last[key.partition(":")[2]] for key in back))
        bring(fresh, *(last[title] for title in order if title in last))
        assert_same(to_networkx(fresh), to_networkx(store))
        assert 0 == changes(bring(store, *last.values()))


# Which comments are the same

MINUTE = "10:00"
VOTE = "'''Support'''"
THANKS = "Thank you for the kind words about it."


@pytest.mark.parametrize(
    "text, archived, titles, left",
    [
        (BOTH, MOVED, (TALK, ARCHIVE), 1),
        (BOTH, MOVED.replace("== Date ==", "== Year =="), (TALK, ARCHIVE), 1),
        (BOTH, MOVED.replace("Fenn family.", "Fenn family, or so."), (TALK, ARCHIVE), 1),
        (BOTH, MOVED, (TALK, "Talk:Sele Harbour/Archive 1"), 4),
        (BOTH, MOVED, (TALK, "Talk:Mill Dam on the Sele"), 4),
        (
            f"== One ==\n{signed(VOTE, 'Ana', MINUTE)}== Two ==\n{signed(VOTE, 'Ana', MINUTE)}",
            f"== One ==\n{signed(VOTE, 'Ana', MINUTE)}",
            (TALK, ARCHIVE),
            1,
        ),
        (f"== Two ==\n{signed(VOTE, 'Ana', MINUTE)}", f"== One ==\n{signed(VOTE, 'Ana', MINUTE)}", (TALK, ARCHIVE), 1),
        (
            f"== One ==\n{signed(THANKS, 'Ana', MINUTE)}\n{signed(THANKS, 'Ana', MINUTE)}",
            f"== One ==\n{signed(THANKS, 'Ana', MINUTE)}",
            (TALK, ARCHIVE),
            1,
        ),
        (
            f"== A ==\n{signed('No, it is not.', 'Ana', MINUTE)}",
            f"== A ==\n{signed(THANKS, 'Ana', MINUTE)}",
            (TALK, ARCHIVE),
            1,
        ),
        ("== A ==\nwords of nobody\n", "== A ==\nwords of nobody\n", (TALK, ARCHIVE), 1),
    ],
    ids=[
        "moved",
        "under another heading",
        "changed later",
        "archive of another page",
        "no archive",
        "vote in two threads, one archived",
        "vote in another thread in the same minute",
        "twice on the page, once in the archive",
        "other words under the same heading",
        "nothing that is signed",
    ],
)
def test_same_comment_has_the_same_name_and_place_or_words(
    text: str, archived: str, titles: tuple[str, str], left: int
) -> None:
    with open_store(MEMORY) as store:
        bring(store, page(text, titles[0]), page(archived, titles[1]))
        found = store.query("MATCH (c:Comment {page: $page}) RETURN c.id AS id", {"page": f"enwiki:{titles[0]}"}).rows

        assert left == len(found)
        assert broken_invariants(store) == []


def test_wiki_or_store_tells_whose_archive_a_page_of_another_name_is(store: Store) -> None:
    odd = "Talk:Mill Dam/Old 1"
    bring(store, page(BOTH), page(MOVED, odd, archive_of=TALK))
    assert [odd, odd, TALK] == [row[1] for row in places(store)]
    before = to_networkx(store)

    assert 0 == changes(bring(store, page(MOVED, odd)))  # nobody says so any more
    assert_same(before, to_networkx(store))


@pytest.mark.parametrize(
    "title, subject, owner",
    [
        ("Talk:Lake/Archive 2", "Lake", "Talk:Lake"),
        ("Talk:Lake/Archives/2023/May", "Lake", "Talk:Lake"),
        ("Talk:Lake/Archived lakes of the north", "Lake/Archived lakes of the north", None),
        ("Talk:Lake/2", "Lake/2", None),
    ],
)
def test_title_tells_whose_archive_a_page_is(title: str, subject: str, owner: str | None) -> None:
    found = parse(page(DEPTH, title), ENGLISH)

    assert (subject, owner) == (found.subject, found.archive_of)


# What is left of a page

CHUNKS = (
    DATE,
    DEPTH,
    "== Width ==\n=== Here ===\n" + signed("Forty feet, as the survey says.", "Eli", "14:00"),
    "== Blank ==\n",
)


@given(st.lists(st.sampled_from(range(5)), unique=True, max_size=5), st.data())
@settings(max_examples=25, derandomize=True, database=None, deadline=None)
def test_comments_taken_one_by_one_leave_what_all_at_once_leave(chosen: list[int], data: st.DataObject) -> None:
    whole = to_batch(page("".join(CHUNKS)), ENGLISH)
    ids = [str(row["id"]) for row in whole.nodes["Comment"]]
    gone = [ids[place] for place in chosen]
    by_one = whole
    for comment in data.draw(st.permutations(gone)):
        by_one = without(by_one, {comment})

    assert without(whole, set(gone)) == by_one
    assert by_one.nodes["Page"][0]["row_counts"] == row_counts(by_one)
    with open_store(MEMORY) as store:
        store.write(by_one)
        assert broken_invariants(store) == []
        assert {kind for kind, rows in read_batch(store, by_one.page).nodes.items() if rows} == {
            kind for kind, rows in by_one.nodes.items() if rows
        }


# What would change


@pytest.mark.parametrize(
    "before, pages",
    [
        ([page(BOTH)], [page(CUT), archive(MOVED)]),
        ([page(BOTH)], [archive(MOVED), page(CUT)]),
        ([page(BOTH)], [archive(MOVED)]),
        ([archive(MOVED)], [page(BOTH)]),
        ([page(BOTH), archive(MOVED)], [archive("== Else ==\n")]),
    ],
    ids=["page first", "archive first", "archive alone", "page alone", "archive that lost comments"],
)
def test_rehearsal_tells_what_the_import_does(store: Store, before: list[RawPage], pages: list[RawPage]) -> None:
    bring(store, *before)
    rehearsed = import_pages(pages, Rehearsal(store), ENGLISH)
    graph = to_networkx(store)
    done = bring(store, *pages)

    assert (done.created, done.updated, done.removed) == (rehearsed.created, rehearsed.updated, rehearsed.removed)
    assert done.lines() == rehearsed.lines()
    assert graph.number_of_nodes() > 0


def test_query_tells_of_comments_in_archives_without_any_history(store: Store) -> None:
    bring(store, page(CUT), archive(MOVED))

    found = [
        dict(zip(("page", "name", "author", "archive", "time"), row, strict=False))
        for row in run(store, "archived-comments", {}).rows
    ]
    assert [(TALK, "Ana", ARCHIVE, None), (TALK, "Bo", ARCHIVE, None)] == [
        (row["page"], row["author"], row["archive"], row["time"]) for row in found
    ]


def test_upgrade_finds_the_archives_of_an_older_store_by_their_titles(store: Store) -> None:
    bring(store, page(CUT), archive(MOVED), page("== Else ==\n", "Talk:Archived things"))
    before = to_networkx(store)
    forget = (
        "MATCH (p:Page) REMOVE p.archive_of",
        "MATCH (c:Comment) REMOVE c.stood_on",
    )
    store.migrate(Migration(SCHEMA_VERSION, "by hand", forget, complete=False))
    assert [None, None, None] == [row[2] for row in places(store)]
    store.migrate(replace(MIGRATIONS[3], version=SCHEMA_VERSION))

    assert_same(before, to_networkx(store))
