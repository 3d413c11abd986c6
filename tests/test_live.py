"""Imports from a live wiki: a real MediaWiki, its faults, and what is in the store afterwards."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from conftest import ROOT
from random_batches import assert_same
from typer.testing import CliRunner, Result
from wikis import Edit, Wiki, import_edits, load_pages

from benchmarks.pages import make_page
from graphtalk.cli import app
from graphtalk.demo import sample_page
from graphtalk.errors import WikiError
from graphtalk.language import load_language
from graphtalk.live import Wish, known_in, live_pages
from graphtalk.model import Annotations, Markup, Page, RawPage
from graphtalk.parse import parse
from graphtalk.pipeline import import_pages, read_page
from graphtalk.queries import broken_invariants
from graphtalk.report import ImportReport
from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.stores.export import to_networkx
from graphtalk.wiki.addresses import PageName
from graphtalk.wiki.cache import Cache
from graphtalk.wiki.client import Client, Settings
from graphtalk.wiki.pages import Wiki as LiveWiki
from graphtalk.wiki.sites import site_of

pytestmark = pytest.mark.mediawiki

START = datetime(2024, 5, 3, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOWN = tuple(f"Talk:Town {number}" for number in range(60))
MANY = tuple(f"Talk:Hamlet {number}" for number in range(200))
PLAINLY = Wish("wikitext")
SAMPLE = "Talk:Merrow Bay Seal Hospital"
GROWN = "Talk:Merrow Bay Seal Hospital, as it grew"
SIGNED_THERE = sum(bool(comment.author) for comment in parse(sample_page(), load_language("en")).comments)
WORDING = "The mill was built in about 1750 by the Fenn family."


def signed(text: str, user: str, moment: datetime) -> str:
    """Return a comment as its author saves it."""
    stamp = f"{moment:%H:%M}, {moment.day} {moment:%B %Y} (UTC)"
    return f"{text} [[User:{user}|{user}]] ([[User talk:{user}|talk]]) {stamp}\n"


def mill_edits() -> list[Edit]:
    """Return the life of a discussion and of the article that it is about."""
    proposed = "== Date ==\n" + signed(f'I suggest: "{WORDING}"', "Ana", START)
    backed = proposed + ":" + signed("I agree with this wording.", "Bo", START + 2 * HOUR)
    changed = backed.replace("I suggest:", "I now suggest:")
    unsigned = changed + "it was later i think\n"
    talk = [("Ana", 0, proposed), ("Bo", 2, backed), ("Ana", 3, changed), ("Cem", 4, unsigned)]
    article = [("Zed", -100, "It is old."), ("Dana", 5, f"It is old. {WORDING}"), ("Zed", 77, "It is old.")]
    return [Edit("Talk:Mill Dam", text, user, START + hours * HOUR) for user, hours, text in talk] + [
        Edit("Mill Dam", text, user, START + hours * HOUR) for user, hours, text in article
    ]


def grown(title: str, text: str) -> list[Edit]:
    """Return a page as it came to be: a comment an edit, in the order of time, wherever it stands."""
    signed_lines = re.compile(r"(\d\d:\d\d, \d{1,2} \w+ \d{4}) \(UTC\)[^\n]*\n")
    pieces, start = [], 0
    for found in signed_lines.finditer(text):
        moment = datetime.strptime(found[1], "%H:%M, %d %B %Y").replace(tzinfo=UTC)
        pieces.append((moment, text[start : found.end()]))
        start = found.end()
    pieces[-1] = (pieces[-1][0], pieces[-1][1] + text[start:])
    moments = sorted({moment for moment, _ in pieces})
    return [Edit(title, "".join(p for at, p in pieces if at <= moment), "Loader", moment) for moment in moments]


@pytest.fixture(scope="session")
def town(mediawiki_server: Wiki) -> Wiki:
    """Give a wiki with many pages, one with a history, one with archives, and one redirect."""
    pages = {title: make_page("wikitext", 3 + number % 7, seed=number) for number, title in enumerate(TOWN)}
    pages |= {title: make_page("wikitext", 2, seed=number) for number, title in enumerate(MANY, 1000)}
    pages |= {
        "Talk:Blank": " ",
        "Talk:Old name": f"#REDIRECT [[{SAMPLE}]]",
        "Talk:Quay": "{{User:MiszaBot/config\n| archive = Talk:Quay/Old %(counter)d\n}}\n== Now ==\n"
        + signed("Is it?", "Ana", START),
        "Talk:Quay/Old 2": "== Then ==\n" + signed("It was.", "Bo", START - 900 * HOUR),
        "Talk:Quay/Archive 1": "== Once ==\n" + signed("Long ago.", "Bo", START - 9000 * HOUR),
    }
    load_pages(mediawiki_server, {**pages, SAMPLE: sample_page().text})
    import_edits(mediawiki_server, mill_edits())
    import_edits(mediawiki_server, grown(GROWN, sample_page().text))
    return mediawiki_server


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHTALK_CACHE", "off")


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphtalk.wiki.client.FIRST_WAIT", 0.01)


class Carrier(httpx.BaseTransport):
    """Carries requests to a wiki; some of them with a header that makes it fail."""

    def __init__(self, fault: Mapping[str, str] | None = None, every: int = 2) -> None:
        self.fault, self.every = fault or {}, every
        self.sent: list[httpx.Request] = []
        self.below = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.fault and len(self.sent) % self.every == 0:
            request.headers.update(self.fault)
        return self.below.handle_request(request)


def connected(wiki: Wiki, carrier: Carrier) -> LiveWiki:
    """Return a wiki as graphtalk asks it, without any waiting."""
    client = Client(wiki.api, Settings(), transport=carrier, sleep=lambda _: None)
    return LiveWiki(client, site_of(client, Cache(None)), Cache(None))


def bring(wiki: Wiki, titles: tuple[str, ...], store: Store, carrier: Carrier, wish: Wish = PLAINLY) -> ImportReport:
    """Import pages."""
    with connected(wiki, carrier) as live:
        language = load_language(None, live.site)
        pages = live_pages(live, map(PageName, titles), wish, known_in(store, language))
        return import_pages(pages, store, language)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def facts(page: Page, annotations: Annotations) -> dict[str, object]:
    """Return what a page says, whatever markup it was in."""
    said = {comment.id: (comment.author, comment.timestamp) for comment in page.comments}
    texts = {proposal.id: proposal.text for proposal in annotations.proposals}
    return {
        "comments": [(c.author, c.timestamp, said.get(c.parent or "")) for c in page.comments if c.author],
        "proposals": sorted(texts.values()),
        "sources": sorted(source.id for source in annotations.sources),
        "stances": sorted((texts[s.proposal], s.stance, str(said[s.evidence.comment])) for s in annotations.stances),
    }


def page_of_wiki(town: Wiki, title: str, markup: Markup) -> tuple[Page, Annotations]:
    """Return a page of a wiki as it is read."""
    with connected(town, Carrier()) as live:
        language = load_language(None, live.site)
        [raw] = live.read([p for p in live.look_up([PageName(title)], markup) if isinstance(p, RawPage)])
        assert isinstance(raw, RawPage)
        return read_page(raw, language)


@pytest.mark.parametrize("title", [SAMPLE, GROWN])
def test_page_of_a_wiki_says_what_its_file_says(town: Wiki, title: str) -> None:
    assert facts(*read_page(sample_page(), load_language("en"))) == facts(*page_of_wiki(town, title, "wikitext"))


@pytest.mark.parametrize("markup", ["html", "wikitext"])
def test_page_of_a_wiki_is_parsed_and_measured_without_any_store(town: Wiki, markup: str) -> None:
    given = [SAMPLE, "--site", town.url, "--markup", markup]
    document = json.loads(call("parse", *given).stdout)

    assert SAMPLE == document["page"]["title"]
    assert {"Fenella Garrow", "Tidewrack"} <= {comment["author"] for comment in document["comments"]}
    assert call("analyze", "thread-shapes", *given, "--format", "csv").stdout.count("\n") == 1 + len(
        document["sections"]
    )


def test_page_that_a_wiki_lacks_cannot_be_parsed(town: Wiki) -> None:
    result = call("parse", "Talk:Nope", "--site", town.url)

    told = f"graphtalk: Talk:Nope on {town.url.removeprefix('http://')}: there is no such page; check the title\n"
    assert (3, "", told) == (result.exit_code, result.stdout, result.stderr)


def test_templates_that_a_wiki_lacks_are_read_by_what_they_were_given(town: Wiki) -> None:
    of_file = facts(*read_page(sample_page(), load_language("en")))
    of_wiki = facts(*page_of_wiki(town, SAMPLE, "html"))

    assert of_file["proposals"] == of_wiki["proposals"]
    assert of_file["sources"] == of_wiki["sources"]


def test_each_title_gets_its_own_message_and_the_others_are_imported(town: Wiki, tmp_path: Path) -> None:
    titles = ["Talk:Nope", "Talk:Old name", SAMPLE, "Special:Log", "Talk:<bad>", "Talk:Blank", "Main Page"]
    result = call("import", *titles, "--site", town.url, "--store", str(tmp_path / "store"))

    host = town.url.removeprefix("http://")
    assert 3 == result.exit_code
    assert f"skipped: Talk:Nope on {host}: there is no such page; check the title" in result.stdout
    assert f"skipped: Special:Log on {host}: a special page, which holds no discussion" in result.stdout
    assert "skipped: Talk:<bad> on " in result.stdout
    assert "invalid characters" in result.stdout
    assert result.stdout.startswith("3 pages, ")
    assert f"redirected: Talk:Old name leads to {SAMPLE}\n" in result.stdout
    assert result.stderr.endswith("; 2 more cannot be read\n")


def test_page_that_is_no_more_is_told_with_what_became_of_it(town: Wiki) -> None:
    titles = ("Talk:Lost mill", "Talk:Found mill", "Talk:Burnt mill")
    load_pages(town, dict.fromkeys(titles[::2], "== Wheel ==\n" + signed("Where is it?", "Ana", START)))
    town.maintain("moveBatch.php", "--noredirects", text=f"{titles[0]}|{titles[1]}\n")
    town.maintain("deleteBatch.php", text=f"{titles[2]}\n")
    result = call("import", titles[0], titles[2], titles[1], "--site", town.url, "--store", MEMORY)

    host, none = town.url.removeprefix("http://"), "there is no such page"
    assert result.stdout.startswith("1 page, 1 comment\n")
    assert re.search(
        rf"skipped: {titles[0]} on {host}: {none}; it was moved to {titles[1]} by .*, \d{{4}}-", result.stdout
    )
    assert re.search(rf"skipped: {titles[2]} on {host}: {none}; it was deleted by .*, \d{{4}}-", result.stdout)


@pytest.mark.parametrize("markup", ["html", "wikitext"])
def test_page_that_did_not_change_costs_its_share_of_one_query(store: Store, town: Wiki, markup: Markup) -> None:
    store.create_schema()
    bring(town, TOWN[:20], store, Carrier(), Wish(markup))
    before = to_networkx(store)
    carrier = Carrier()
    report = bring(town, TOWN[:20], store, carrier, Wish(markup))

    assert [*TOWN[:20]] == report.left_alone
    assert 0 == report.created.total() + report.updated.total() + report.removed.total()
    asked = [request for request in carrier.sent if "siteinfo" not in str(request.url)]
    assert len(asked) <= 3
    assert not any("%7Ccontent&" in f"{request.url}&" or "/html" in str(request.url) for request in asked)
    assert_same(before, to_networkx(store))


@pytest.mark.parametrize("markup", ["html", "wikitext"])
@pytest.mark.parametrize(
    "fault",
    [{"X-Test-Lag": "9"}, {"X-Test-Status": "503"}, {"X-Test-Status": "429"}, {"X-Test-Maxresult": "9000"}],
    ids=["lag", "503", "429", "cut"],
)
def test_fault_loses_nothing_and_writes_nothing_twice(town: Wiki, markup: Markup, fault: Mapping[str, str]) -> None:
    titles = TOWN[:24]
    with open_store(MEMORY) as calm, open_store(MEMORY) as troubled:
        for store in (calm, troubled):
            store.create_schema()
        undisturbed = bring(town, titles, calm, Carrier(), Wish(markup))
        report = bring(
            town, titles, troubled, Carrier(fault, every=1 if "Maxresult" in str(fault) else 2), Wish(markup)
        )

        assert (undisturbed.created, []) == (report.created, report.skipped)
        assert_same(to_networkx(calm), to_networkx(troubled))


def test_wiki_that_stays_away_ends_in_one_line_and_keeps_what_is_there(town: Wiki) -> None:
    with open_store(MEMORY) as store:
        store.create_schema()
        bring(town, TOWN[:3], store, Carrier())
        before = to_networkx(store)
        carrier = Carrier({"X-Test-Status": "503"}, every=1)
        carrier.fault, held = {}, carrier.fault
        with connected(town, carrier) as live:
            language = load_language(None, live.site)
            carrier.fault = held
            pages = live_pages(live, map(PageName, TOWN), Wish("wikitext"), known_in(store, language))
            with pytest.raises(WikiError, match="status 503, after 6 tries; run the command again later to go on"):
                import_pages(pages, store, language)

        assert_same(before, to_networkx(store))


def test_pages_that_came_before_a_wiki_went_away_are_in_the_store(town: Wiki) -> None:
    with open_store(MEMORY) as store, connected(town, carrier := Carrier()) as live:
        store.create_schema()
        language = load_language(None, live.site)

        def names() -> Iterator[PageName]:
            for number, title in enumerate(MANY):
                if number == 120:
                    carrier.fault, carrier.every = {"X-Test-Status": "503"}, 1
                yield PageName(title)

        pages = live_pages(live, names(), PLAINLY, known_in(store, language))
        with pytest.raises(WikiError, match=r"after 6 tries.*; the .* pages before it are in the store"):
            import_pages(pages, store, language)

        assert len(store.query("MATCH (p:Page) RETURN p.id AS id").rows) >= 51  # two answers had come


def test_killed_import_goes_on_where_it_stood(town: Wiki, tmp_path: Path) -> None:
    titles = tmp_path / "titles.txt"
    titles.write_text("\n".join(MANY), encoding="utf-8")
    arguments = ["import", "--from-file", str(titles), "--site", town.url, "--markup", "wikitext", "--store"]
    whole, broken = str(tmp_path / "whole"), tmp_path / "broken"
    assert 0 == call(*arguments, whole).exit_code
    chance = random.Random(7)  # noqa: S311 - the same moments in each run
    kills, rounds = 0, 0
    while kills < 20:
        place = str(broken / str(rounds))
        with subprocess.Popen(
            [sys.executable, "-m", "graphtalk", *arguments, place], stdout=subprocess.DEVNULL
        ) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.7, 2.2))
            kills += process.poll() is None
            rounds += process.poll() is not None  # it was done: the next one begins anew
            process.kill()
    result = call(*arguments, str(broken / str(rounds)))

    assert 0 == result.exit_code, result.stderr
    for number in range(rounds + 1):
        with open_store(whole, create=False) as one, open_store(str(broken / str(number)), create=False) as other:
            assert_same(to_networkx(one), to_networkx(other))


def thread_items(found: list[Mapping[str, object]], parent: str | None = None) -> Iterator[tuple[str, str | None]]:
    """Yield each comment that DiscussionTools tells of, with what it answers."""
    for item in found:
        replies = item.get("replies") or []
        assert isinstance(replies, list)
        own = str(item["id"]) if item["type"] == "comment" else None
        if own:
            yield own, parent
        yield from thread_items(replies, own)


def test_comments_are_those_of_discussiontools(town: Wiki) -> None:
    right = wrong = 0
    with connected(town, Carrier()) as live:
        language = load_language(None, live.site)
        for title in (*MANY, *TOWN, SAMPLE):
            answer = live.client.call({"action": "discussiontoolspageinfo", "page": title, "prop": "threaditemshtml"})
            told = dict(thread_items(answer["discussiontoolspageinfo"]["threaditemshtml"]))  # type: ignore[index]  # their form
            [raw] = live.read([p for p in live.look_up([PageName(title)], "html") if isinstance(p, RawPage)])
            assert isinstance(raw, RawPage)
            ours = {comment.id: comment.parent for comment in parse(raw, language).comments}
            same = sum(ours.get(comment, "none") == parent for comment, parent in told.items())
            right, wrong = right + same, wrong + len(told) - same

    assert right >= 0.99 * (right + wrong), f"{right} right, {wrong} wrong"


def test_archives_come_with_their_page(town: Wiki, tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    result = call("import", "Talk:Quay", "--with-archives", "--site", town.url, "--store", place)

    assert result.stdout.startswith("3 pages, ")
    with open_store(place, create=False) as store:
        found = store.query("MATCH (p:Page) RETURN p.title AS title, p.archive_of AS archive_of ORDER BY title").rows
    quay = f"{site_name(town)}:Talk:Quay"
    assert (("Talk:Quay", None), ("Talk:Quay/Archive 1", quay), ("Talk:Quay/Old 2", quay)) == found


@pytest.mark.parametrize("place", ["Archive 1", "Old 1"])
@pytest.mark.parametrize("way", ["sync", "import"])
def test_thread_that_is_archived_and_brought_back_is_always_there_once(
    town: Wiki, tmp_path: Path, place: str, way: str
) -> None:
    title, store = f"Talk:Lock {place} {way}", str(tmp_path / "store")
    archive = f"{title}/{place}"
    head = f"{{{{User:MiszaBot/config\n| archive = {title}/Old %(counter)d\n}}}}\n"
    gate = "== Gate ==\n" + signed("Which gate leaks?", "Ana", START) + ":" + signed("The upper.", "Bo", START + HOUR)
    keeper = "== Keeper ==\n" + signed("Who keeps it?", "Cem", START + HOUR)
    arguments = [way, title, "--with-archives", "--site", town.url] if way == "import" else [way]

    def edit(hours: int, talk: str, archived: str) -> Result:
        moment = START + hours * HOUR
        import_edits(town, [Edit(title, head + talk, "Ana", moment), Edit(archive, archived, "Ana", moment)])
        return call(*arguments, "--store", store)

    import_edits(town, [Edit(title, head + gate + keeper, "Ana", START + HOUR), Edit(archive, "-", "Ana", START)])
    assert 0 == call("import", title, "--with-archives", "--site", town.url, "--store", store).exit_code
    owner = f"{site_name(town)}:{title}"
    assert [(title, None), (title, None), (title, None)] == standing(store)
    edit(9, keeper, gate)
    assert [(title, None), (archive, owner), (archive, owner)] == standing(store)
    both = edit(12, gate + keeper, gate)  # copied, not moved
    assert "in archives: 2 comments that the talk page has, too" in both.stdout
    assert [(title, None), (archive, owner), (archive, owner)] == standing(store)
    back = edit(15, gate + keeper + "\n", "-")
    assert 0 == back.exit_code, back.stderr
    assert [(title, None), (title, None), (title, None)] == standing(store)
    assert "left alone: 2 pages" in call(*arguments, "--store", store).stdout
    edit(18, gate + keeper + "\n", gate)
    only_archive = edit(21, gate + keeper + "\n", "--")  # the page itself did not change
    assert "import again" not in only_archive.stdout
    assert [(title, None), (title, None), (title, None)] == standing(store)


def site_name(wiki: Wiki) -> str:
    """Return what the ids of a wiki's pages begin with."""
    with connected(wiki, Carrier()) as live:
        return live.site.name


def standing(place: str) -> list[tuple[object, ...]]:
    """Return where the signed comments of a store stand, and where they stood."""
    asked = "MATCH (c:Comment)-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(p:Page) WHERE c.timestamp IS NOT NULL "
    with open_store(place, create=False) as store:
        assert broken_invariants(store) == []
        return list(store.query(f"{asked}RETURN p.title AS title, c.stood_on AS stood_on ORDER BY title").rows)


def test_category_and_namespace_are_lists_of_pages(town: Wiki) -> None:
    titles = [f"Talk:Lock {number}" for number in range(3)]
    text = "== Gate ==\n" + signed("It leaks.", "Ana", START) + "[[Category:Locks]]"
    import_edits(town, [Edit(title, text, "Ana", START) for title in titles], links=True)

    of_category = call("import", "--category", "Locks", "--site", town.url, "--store", MEMORY)
    assert of_category.stdout.startswith("3 pages, 3 comments\n"), of_category.stderr
    some = call("import", "--all-in-namespace", "1", "--limit", "7", "--site", town.url, "--store", MEMORY)
    assert some.stdout.startswith("7 pages, "), some.stderr


def test_history_and_outcome_are_answered(town: Wiki, tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    assert (
        0
        == call(
            "import", f"{town.url}/index.php/Talk:Mill_Dam#c-Ana", "--history", "--check-article", "--store", place
        ).exit_code
    )
    with open_store(place, create=False) as store:
        life = store.query(
            "MATCH (a:Action) RETURN a.kind AS kind, a.change AS change, a.name AS name, a.revision AS r ORDER BY r, name"
        )
        fate = store.query("MATCH (p:Proposal) RETURN p.text AS text, p.adopted AS adopted")
        lived = store.query(
            "MATCH (:Proposal)-[a:ADOPTED_IN]->(r:ArticleRevision) RETURN r.editor AS editor, a.days AS days"
        )
        authors = store.query(
            "MATCH (u:User)-[w:WROTE {role: 'author by history'}]->(c:Comment) RETURN u.name AS name, c.text AS text"
        )

    assert [
        ("addition", "added", "c-Ana-20240503100000"),
        ("creation", "added", "h-Ana-20240503100000"),
        ("addition", "added", "c-Bo-20240503120000"),
        ("modification", "changed", "c-Ana-20240503100000"),
    ] == [row[:3] for row in life.rows[:4]]
    assert ((WORDING, "verbatim"),) == fate.rows
    assert (("Dana", 3.0),) == lived.rows
    assert (("Cem", "it was later i think"),) == authors.rows


def test_page_is_read_as_it_was(town: Wiki) -> None:
    result = call("import", "Talk:Mill Dam", "--as-of", "2024-05-03T11:00:00Z", "--site", town.url, "--store", MEMORY)

    assert result.stdout.startswith("1 page, 1 comment\n")


def test_dry_run_tells_what_an_import_does(town: Wiki, tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    call("import", *TOWN[:5], "--site", town.url, "--store", place)
    arguments = ["import", *TOWN[3:9], "Talk:Mill Dam", "--history", "--site", town.url, "--store", place]
    rehearsed = call(*arguments, "--dry-run")
    with open_store(place, create=False) as store:
        assert 5 == store.query("MATCH (p:Page) RETURN count(p) AS pages").rows[0][0]

    assert told_of(rehearsed) == told_of(call(*arguments))
    assert "dry run: nothing is written" in rehearsed.stderr


def told_of(result: Result) -> str:
    """Return what an import or its rehearsal says, without the kinds of what it counts."""
    return re.sub(r" \(.*\)", "", result.stdout)


def test_sync_brings_in_what_changed_and_nothing_else(town: Wiki, tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    title = f"Talk:Ford {tmp_path.name}"
    first = "== Depth ==\n" + signed("How deep?", "Ana", START)
    import_edits(town, [Edit(title, first, "Ana", START)])
    assert 0 == call("import", title, *TOWN[:2], "--history", "--site", town.url, "--store", place).exit_code
    assert "left alone: 3 pages" in call("sync", "--store", place).stdout
    import_edits(town, [Edit(title, first + ":" + signed("A yard.", "Bo", START + HOUR), "Bo", START + HOUR)])

    rehearsed = call("sync", "--dry-run", "--store", place)
    result = call("sync", "--store", place)
    assert told_of(rehearsed) == told_of(result)
    created = rehearsed.stdout.partition("created: ")[2].partition("\n")[0]
    assert "1 Comment" in created
    assert "1 REPLIES_TO" in created
    assert "left alone: 2 pages" in result.stdout
    assert "1 Comment" in result.stdout.partition("created: ")[2].partition("\n")[0]
    assert "left alone: 3 pages" in call("sync", "--store", place).stdout


def test_sync_reads_pages_as_they_were_read_and_corrected(town: Wiki, tmp_path: Path) -> None:
    place, title = str(tmp_path / "store"), "Talk:Weir of one's own"
    first = "== Pool ==\n" + signed("Mein Vorschlag: „Der Teich ist neun Fuß tief.“", "Ana", START)
    import_edits(town, [Edit(title, first, "Ana", START)])
    of_ana = "c-Ana-20240503100000-Pool"
    by_hand, data = tmp_path / "by-hand.toml", tmp_path / "own.json"
    by_hand.write_text(
        f'[[set.proposal]]\npage = "{title}"\nid = "{of_ana}/p1"\nstatus = "implemented"\n'
        f'[[set.comment]]\npage = "{title}"\nid = "{of_ana}"\ntimestamp = 2024-05-03T09:00:00Z\nnote = "A slow clock."\n',
        encoding="utf-8",
    )
    own = json.loads((ROOT / "graphtalk/sites/enwiki.json").read_text(encoding="utf-8"))
    data.write_text(json.dumps({**own, "wiki": "millwiki", "host": ""}), encoding="utf-8")
    options = ["--corrections", str(by_hand), "--site-data", str(data), "--language", "de", "--markup", "wikitext"]
    assert 0 == call("import", title, "--site", town.url, *options, "--store", place).exit_code
    by_hand.unlink()
    data.unlink()
    alone = call("sync", "--store", place)
    assert "left alone: 1 page" in alone.stdout, alone.output
    import_edits(town, [Edit(title, first + ":" + signed("Ja.", "Bo", START + HOUR), "Bo", START + HOUR)])
    changed = call("sync", "--store", place)

    assert "corrections: 2 set, 0 added, 0 removed" in changed.stdout, changed.output
    asked = (
        "MATCH (p:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(c:Comment) OPTIONAL MATCH (c:Comment)-[:PROPOSES]->(w:Proposal) "
        "RETURN p.id AS page, w.status AS status, toString(c.timestamp) AS time ORDER BY c.position"
    )
    with open_store(place, create=False) as store:
        assert (
            (f"millwiki:{title}", "implemented", "2024-05-03T09:00Z"),
            (f"millwiki:{title}", None, "2024-05-03T11:00Z"),
        ) == tuple((page, status, time) for page, status, time in store.query(asked).rows)
        asked = "MATCH (p:Page) WHERE 'language de' IN p.read_from RETURN count(p) AS pages"
        assert ((1,),) == store.query(asked).rows


def test_correction_that_no_longer_fits_keeps_its_page_from_being_read_and_no_other(town: Wiki, tmp_path: Path) -> None:
    place, title, other = str(tmp_path / "store"), "Talk:Mill race", "Talk:Mill sluice"
    first = "== Width ==\n" + signed("How wide?", "Ana", START)
    import_edits(town, [Edit(name, first, "Ana", START) for name in (title, other)])
    by_hand = tmp_path / "by-hand.toml"
    by_hand.write_text(
        f'[[set.comment]]\npage = "{title}"\nid = "c-Ana-20240503100000-Width"\nauthor = "Bo"\n', encoding="utf-8"
    )
    given = ["--site", town.url, "--corrections", str(by_hand), "--store", place]
    assert 0 == call("import", title, other, *given).exit_code
    turned = first.replace("Width", "Length")
    import_edits(town, [Edit(name, turned, "Ana", START + HOUR) for name in (title, other)])
    result = call("sync", "--store", place)

    assert 3 == result.exit_code
    assert f"skipped: {title}, as corrected before: " in result.stdout
    assert "import the page with --corrections to put that right" in result.stdout
    with open_store(place, create=False) as store:
        found = store.query(
            "MATCH (s:Section)-[:ON_PAGE]->(p:Page) RETURN p.title AS t, s.heading AS h ORDER BY t"
        ).rows
    assert ((title, "Width"), (other, "Length")) == found
    by_hand.write_text("", encoding="utf-8")
    assert 0 == call("sync", "--corrections", str(by_hand), "--store", place).exit_code


def test_page_of_a_named_revision_stays_as_it_is(town: Wiki, tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    with connected(town, Carrier()) as live:
        [last] = [page for page in live.look_up([PageName("Talk:Mill Dam")], "html") if isinstance(page, RawPage)]
    address = f"{town.url}/index.php?title=Talk:Mill_Dam&oldid={(last.revision or 0) - 1}"
    assert 0 == call("import", address, "--store", place).exit_code

    assert "no pages of live wikis in the store" in call("sync", "--store", place).stdout


@pytest.mark.parametrize("markup", ["html", "wikitext"])
def test_temporary_account_that_signed_on_the_wiki_is_the_author(town: Wiki, markup: Markup) -> None:
    title = f"Talk:Ferry {markup}"
    edit = {"action": "edit", "format": "json", "title": title, "text": "== Fare ==\nTwo pence. ~~~~", "token": "+\\"}
    httpx.post(town.api, data=edit, headers={"X-Test-Temp": "1"}).raise_for_status()
    page, _ = page_of_wiki(town, title, markup)

    assert ["temporary"] == [user.kind for user in page.users]
    assert ["Two pence."] == [comment.text for comment in page.comments]


def test_older_wiki_is_read_alike(old_mediawiki_server: Wiki, tmp_path: Path) -> None:
    load_pages(old_mediawiki_server, {SAMPLE: sample_page().text})
    for markup in ("html", "wikitext"):
        result = call(
            "import", SAMPLE, "--markup", markup, "--site", old_mediawiki_server.url, "--store", str(tmp_path / markup)
        )
        assert 0 == result.exit_code, result.stderr
        assert result.stdout.startswith("1 page, ")
        with open_store(str(tmp_path / markup), create=False) as store:
            ((signed_there,),) = store.query("MATCH (:User)-[:WROTE]->(c:Comment) RETURN count(DISTINCT c) AS n").rows
            assert signed_there in {SIGNED_THERE, SIGNED_THERE - 1}  # it lacks the template by which one is signed


@pytest.mark.parametrize(
    "arguments, code, told",
    [
        (["Talk:A", "--site", "http://127.0.0.1:9"], 3, "127.0.0.1:9: ConnectError: "),
        (["Talk:A", "--site", "en.wikipedia.org"], 2, "en.wikipedia.org asks who calls: set GRAPHTALK_CONTACT"),
        (["--category", "Lakes"], 2, "of which wiki? Name it with --site"),
        (["Talk:A", "--site", "{url}", "--markup", "plain"], 2, "pages of a wiki have their own title"),
        (["--category", "No such", "--site", "{url}"], 3, "Category:No such on {host}: no pages in it"),
        (["--all-in-namespace", "99", "--site", "{url}"], 3, "{host} refuses: Unrecognized value"),
        (
            ["x.wiki", "--with-archives"],
            2,
            "--from-file, --limit, --as-of, --with-archives and --check-article are for",
        ),
    ],
)
@pytest.mark.usefixtures("no_waiting")
def test_call_that_cannot_be_is_one_line(
    town: Wiki, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    fill = partial(str.format, url=town.url, host=town.url.removeprefix("http://"))
    result = call("import", *map(fill, arguments), "--store", str(tmp_path / "store"))

    assert (code, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"graphtalk: {fill(told)}")
    assert 1 == len(result.stderr.splitlines())
    assert not (tmp_path / "store").exists()
