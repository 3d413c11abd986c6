"""Corrections by hand: what an entry does to the graph, that it comes again with its page, and what is refused."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from graphtalk.cli import app
from graphtalk.corrections import (
    KINDS,
    NO_CORRECTIONS,
    RULE,
    Corrections,
    correct_annotations,
    correct_page,
    kept_corrections,
    read_corrections,
    texts_of,
)
from graphtalk.corrections.entries import Correction
from graphtalk.demo import sample_page
from graphtalk.document import to_document
from graphtalk.errors import CorrectionError
from graphtalk.language import load_language
from graphtalk.model import Annotations, Comment, Evidence, Page
from graphtalk.pipeline import read_page
from graphtalk.project import project
from graphtalk.stores.write import batch_graph

LAKE = """\
== Depth ==
{{edit COI}}
I have a conflict of interest, as I work for the Lake Trust. I suggest:
<blockquote>The lake is forty metres deep at its deepest point.</blockquote>
The source is {{cite book |last=Roe |first=Ann |title=Soundings |year=2001 |isbn=9780000000002}} \
[[User:Ana|Ana]] ([[User talk:Ana|talk]]) 10:00, 1 May 2024 (UTC)
:'''Support''', see [[WP:V]] and [[Lake Ostra]]. [[User:Bea|Bea]] ([[User talk:Bea|talk]]) 11:00, 1 May 2024 (UTC)
::@[[User:Bea|Bea]]: I would write instead:
::<blockquote>The lake is about forty metres deep at its deepest point.</blockquote>
::[[User:Cyn|Cyn]] ([[User talk:Cyn|talk]]) 12:00, 1 May 2024 (UTC)
:::'''Oppose''', about is too vague. [[User:Ana|Ana]] ([[User talk:Ana|talk]]) 13:00, 1 May 2024 (UTC)
:Somebody measured it again last summer, and the rope was too short.

=== Old map ===
Has anyone seen the old map? [[User:Dov|Dov]] ([[User talk:Dov|talk]]) 09:00, 2 May 2024 (UTC)

== Boats ==
Rowing boats are for hire in summer. [[User:Fay|Fay]] ([[User talk:Fay|talk]]) 09:00, 3 May 2024 (UTC)
"""
POND = "== Fish ==\nAre there any? [[User:Eli|Eli]] 10:00, 3 May 2024 (UTC)\n"
DEPTH, MAP = "h-Depth-20240501100000", "h-Old_map-Depth-20240502090000"
ANA, BEA = "c-Ana-20240501100000-Depth", "c-Bea-20240501110000-Ana-20240501100000"
CYN, VAGUE = "c-Cyn-20240501120000-Bea-20240501110000", "c-Ana-20240501130000-Cyn-20240501120000"
NOBODY, DOV, FAY = "c--Ana-20240501100000", "c-Dov-20240502090000-Old_map", "c-Fay-20240503090000-Boats"
ISBN = "isbn:9780000000002"
CITATION = "{{cite book |last=Roe |first=Ann |title=Soundings |year=2001 |isbn=9780000000002}}"
OUTSIDE = re.compile(r"local:Talk:Lake#")
UNCHANGED = r"^created: 0\nupdated: 0\nunchanged: \d+ \(.*\)\nremoved: 0\n"
SOME = 100  # examples of a law


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds two pages and no default store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("GRAPHTALK_STORE", raising=False)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "Talk:Lake.wiki").write_text(LAKE, encoding="utf-8")
    (tmp_path / "pages" / "Talk:Pond.wiki").write_text(POND, encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def answer(*arguments: str) -> str:
    """Return what a command that must succeed prints."""
    result = call(*arguments)
    assert 0 == result.exit_code, result.stderr
    return result.stdout


def toml(value: object) -> str:
    """Return a value as TOML; JSON's strings, lists and literals are TOML too."""
    return json.dumps(value, ensure_ascii=False)


def entry(header: str, page: str = "Talk:Lake", **values: object) -> str:
    """Return an entry of a file of corrections."""
    return "\n".join(
        [f"[[{header}]]", *(f"{name} = {toml(value)}" for name, value in {"page": page, **values}.items())]
    )


def corrected(*entries: str) -> None:
    """Write the file of corrections."""
    Path("by-hand.toml").write_text("\n\n".join(entries) + "\n", encoding="utf-8")


CORRECTED = ("--corrections", "by-hand.toml")


TITLED = ("pages/Talk:Lake.wiki", "--title", "Talk:Lake")


def import_lake(*options: str) -> str:
    return answer("import", *TITLED, "--store", "store", *options)


def ask(cypher: str, store: str = "store") -> list[list[object]]:
    """Return the rows of an answer, ids without their page."""
    rows: list[dict[str, object]] = json.loads(
        answer("query", "--cypher", cypher, "--store", store, "--format", "json")
    )
    return [[OUTSIDE.sub("", value) if isinstance(value, str) else value for value in row.values()] for row in rows]


def parsed(*options: str) -> dict[str, list[dict[str, object]]]:
    document: dict[str, list[dict[str, object]]] = json.loads(answer("parse", *TITLED, *options))
    return document


# What an entry does

PARENTS = (
    "MATCH (a:Comment)-[r:REPLIES_TO]->(b:Comment) WHERE a.id ENDS WITH '{}' RETURN b.id, r.rule, r.confidence, a.level"
)
WRITERS = "MATCH (u:User)-[:WROTE]->(c:Comment) WHERE c.id ENDS WITH '{}' RETURN u.name AS name ORDER BY name"
STATUS = "MATCH (p:Proposal) WHERE p.id ENDS WITH '{}' RETURN p.status, p.rule = 'corrections', p.confidence = 1"
DECIDED = "MATCH (c:Comment)-[r:DECIDES]->(p:Proposal) WHERE p.id ENDS WITH '{}' RETURN c.id, r.quote, r.status, r.rule"
AMENDS = "MATCH (a:Proposal)-[r:AMENDS]->(b:Proposal) RETURN a.id AS newer, b.id, r.similarity ORDER BY newer"
SIDES = (
    "MATCH (c:Comment)-[r:ENDORSES|OPPOSES|NEUTRAL_ON]->(p:Proposal) "
    "RETURN c.id, type(r), r.quote, r.strength, r.rule = 'corrections' AND r.confidence = 1 ORDER BY c.position"
)
CITED = (
    "MATCH (c:Comment)-[r:CITES]->(s:Source) "
    "RETURN c.id, s.id, s.title, r.text, r.rule = 'corrections' ORDER BY c.position"
)
REQUESTS = "MATCH (r:Request) RETURN r.id AS id, r.kind, r.outcome, r.answered AS answered ORDER BY id"
EDGES = (
    "MATCH (a)-[r]->(b) RETURN a.id AS one, type(r) AS type, b.id AS other, r.rule, r.quote ORDER BY one, type, other"
)
BEAS = [BEA, "ENDORSES", "Support", "plain", False]


@pytest.fixture(scope="module")
def plain_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of a store with the page as it was read."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "lake.wiki").write_text(LAKE, encoding="utf-8")
    answer("import", str(folder / "lake.wiki"), "--title", "Talk:Lake", "--store", str(folder / "store"))
    return str(folder / "store")


@pytest.mark.parametrize(
    "correction, cypher, expected",
    [
        pytest.param(
            entry("set.comment", id=VAGUE, parent=BEA),
            PARENTS.format(VAGUE),
            [[BEA, RULE, 1.0, 3]],
            id="a comment answers another",
        ),
        pytest.param(
            entry("set.comment", id=DOV, parent=NOBODY),
            PARENTS.format(DOV),
            [[NOBODY, RULE, 1.0, 3]],
            id="a comment answers one of the section above",
        ),
        pytest.param(entry("set.comment", id=BEA, parent=""), PARENTS.format(BEA), [], id="a comment answers none"),
        pytest.param(entry("set.comment", id=NOBODY, author="Eli"), WRITERS.format(NOBODY), [["Eli"]], id="an author"),
        pytest.param(
            entry("set.comment", id=BEA, cosigners=["Fay"]), WRITERS.format(BEA), [["Bea"], ["Fay"]], id="a cosigner"
        ),
        pytest.param(
            f"{entry('set.comment', id=NOBODY)}\ntimestamp = 2024-04-30T09:00:00+02:00",
            "MATCH (c:Comment) WHERE c.timestamp < datetime('2024-05-01T00:00:00Z') RETURN c.id, c.timestamp AS time",
            [[NOBODY, "2024-04-30T07:00:00Z"]],
            id="a time",
        ),
        pytest.param(
            f"{entry('set.section', id=MAP, closer='Eli', result='No map.')}\nclosed_at = 2024-05-03T09:00:00Z",
            "MATCH (s:Section) WHERE s.result IS NOT NULL RETURN s.id, s.closed_by, s.closed_at AS at, s.result",
            [[MAP, "Eli", "2024-05-03T09:00:00Z", "No map."]],
            id="a closing",
        ),
        pytest.param(
            entry("set.proposal", id=f"{CYN}/p1", status="declined"),
            STATUS.format(f"{CYN}/p1"),
            [["declined", True, True]],
            id="a status",
        ),
        pytest.param(
            entry(
                "set.proposal",
                id=f"{CYN}/p1",
                status="declined",
                status_comment=VAGUE,
                status_evidence="about is too vague",
            ),
            DECIDED.format(f"{CYN}/p1"),
            [[VAGUE, "about is too vague", "declined", RULE]],
            id="a status with the words that decide",
        ),
        pytest.param(
            entry("set.proposal", id=f"{ANA}/p1", status="withdrawn"),
            DECIDED.format(f"{ANA}/p1"),
            [],
            id="a status without words has none",
        ),
        pytest.param(entry("set.proposal", id=f"{CYN}/p1", amends=[]), AMENDS, [], id="no earlier version"),
        pytest.param(
            entry("set.proposal", id=f"{CYN}/p1", text="about forty metres deep"),
            "MATCH (c:Comment)-[r:PROPOSES]->(p:Proposal) WHERE r.rule = 'corrections' RETURN c.id, p.text, r.quote",
            [[CYN, "about forty metres deep", "about forty metres deep"]],
            id="a wording",
        ),
        pytest.param(
            entry("add.proposal", id=f"{VAGUE}/a1", kind="edit", text="about is too vague", amends=[f"{CYN}/p1"]),
            AMENDS,
            [[f"{VAGUE}/a1", f"{CYN}/p1", 0.133], [f"{CYN}/p1", f"{ANA}/p1", 0.952]],
            id="a proposal more",
        ),
        pytest.param(
            entry("remove.proposal", id=f"{CYN}/p1"),
            SIDES,
            [BEAS],
            id="a proposal less, and no stances on it",
        ),
        pytest.param(
            entry("remove.proposal", id=f"{CYN}/p1"),
            STATUS.format(f"{ANA}/p1"),
            [["open", False, False]],
            id="a proposal less supersedes nothing",
        ),
        pytest.param(
            entry("set.stance", comment=VAGUE, proposal=f"{CYN}/p1", stance="neutral", strength="weak"),
            SIDES,
            [BEAS, [VAGUE, "NEUTRAL_ON", "Oppose", "weak", True]],
            id="a stance",
        ),
        pytest.param(
            entry(
                "add.stance", comment=NOBODY, proposal=f"{ANA}/p1", stance="oppose", evidence="the rope was too short"
            ),
            f"{SIDES} DESC LIMIT 1",
            [[NOBODY, "OPPOSES", "the rope was too short", "plain", True]],
            id="a stance more",
        ),
        pytest.param(
            entry("add.stance", comment=BEA, proposal=f"{ANA}/p1", stance="oppose", evidence="Support"),
            f"{SIDES} LIMIT 1",
            [[BEA, "OPPOSES", "Support", "plain", True]],
            id="a stance in the place of the one that was read",
        ),
        pytest.param(entry("remove.stance", comment=VAGUE, proposal=f"{CYN}/p1"), SIDES, [BEAS], id="a stance less"),
        pytest.param(
            entry("set.source", id=ISBN, title="Soundings of the Lake"),
            CITED,
            [[ANA, ISBN, "Soundings of the Lake", CITATION, False]],
            id="a title",
        ),
        pytest.param(entry("remove.source", id=ISBN), CITED, [], id="a source less, and its citations"),
        pytest.param(
            entry("remove.citation", comment=ANA, source=ISBN),
            "MATCH (s:Source) RETURN s.id",
            [],
            id="a citation less, and its source",
        ),
        pytest.param(
            "\n".join(
                (
                    entry(
                        "add.citation", comment=DOV, source="work:map-1790", text="Map of 1790", evidence="the old map"
                    ),
                    entry("add.source", id="work:map-1790", title="Map", date="1790"),
                )
            ),
            f"{CITED} DESC LIMIT 1",
            [[DOV, "work:map-1790", "Map", "Map of 1790", True]],
            id="a source more, and where it is cited",
        ),
        pytest.param(
            entry("set.policy", comment=BEA, shortcut="WP:V", title="Wikipedia:Vital articles"),
            "MATCH (:Comment)-[r:INVOKES]->(p:Policy) RETURN p.title, r.rule",
            [["Wikipedia:Vital articles", RULE]],
            id="a policy",
        ),
        pytest.param(
            entry("add.mention", comment=VAGUE, user="Cyn", evidence="about is"),
            "MATCH (c:Comment)-[r:MENTIONS]->(u:User) RETURN u.name AS name, r.kind, r.count, r.rule ORDER BY name",
            [["Bea", "link", 1, "mention.link"], ["Cyn", "at", 1, RULE]],
            id="a mention more",
        ),
        pytest.param(
            entry("remove.article", comment=BEA, title="Lake Ostra"),
            "MATCH (:Comment)-[:LINKS_TO]->(a:Article) RETURN a.id",
            [],
            id="an article less",
        ),
        pytest.param(
            entry("set.conflict_of_interest", comment=ANA, user="Ana", party="the harbour"),
            "MATCH (u:User)-[r:DECLARES_INTEREST_IN]->(:Article) RETURN u.name, r.party, r.quote, r.rule",
            [["Ana", "the harbour", "I work for the Lake Trust", RULE]],
            id="an interest",
        ),
        pytest.param(
            entry(
                "set.request",
                section=DEPTH,
                outcome="declined",
                answer_comment=VAGUE,
                answer_evidence="about is too vague",
            ),
            REQUESTS,
            [[f"{DEPTH}/r1", "conflict of interest edit request", "declined", "2024-05-01T13:00:00Z"]],
            id="an outcome",
        ),
        pytest.param(
            entry(
                "add.request",
                section=MAP,
                kind="request for comment",
                opening_comment=DOV,
                opening_evidence="the old map",
                proposals=[f"{CYN}/p1"],
            ),
            f"{REQUESTS} DESC LIMIT 1",
            [[f"{MAP}/r1", "request for comment", "open", None]],
            id="a request more",
        ),
        pytest.param(entry("remove.request", section=DEPTH), REQUESTS, [], id="a request less"),
    ],
)
def test_correction_is_in_the_graph(
    correction: str, cypher: str, expected: list[list[object]], plain_store: str
) -> None:
    corrected(correction)
    import_lake(*CORRECTED)

    assert expected == ask(cypher)
    assert expected != ask(cypher, plain_store)


def test_corrections_come_again_with_their_page_and_go_with_their_file() -> None:
    corrected(
        entry("set.comment", id=VAGUE, parent=BEA, author="Fay"),
        entry("set.proposal", id=f"{ANA}/p1", status="implemented"),
        entry("remove.proposal", id=f"{CYN}/p1"),
        entry("add.proposal", id=f"{VAGUE}/a1", kind="edit", text="too vague", amends=[f"{ANA}/p1"]),
        entry("add.stance", comment=NOBODY, proposal=f"{VAGUE}/a1", stance="support", evidence="too short"),
        entry("remove.source", id=ISBN),
        entry("add.source", id="work:map-1790", title="Map"),
        entry("add.citation", comment=DOV, source="work:map-1790", text="Map of 1790", evidence="the old map"),
        entry("set.request", section=DEPTH, outcome="implemented"),
    )
    import_lake()
    plain = ask(EDGES)
    first = import_lake(*CORRECTED)
    by_hand = ask(EDGES)
    second = import_lake(*CORRECTED)

    assert plain != by_hand == ask(EDGES)
    assert re.search(UNCHANGED, second, re.MULTILINE)
    assert "corrections: 3 set, 4 added, 2 removed" == line_of(first) == line_of(second)
    import_lake()
    assert plain == ask(EDGES)


def line_of(report: str) -> str:
    """Return the line of an import's report that counts corrections."""
    (line,) = [line for line in report.splitlines() if line.startswith("corrections: ")]
    return line


def test_report_counts_what_was_done_and_what_was_left() -> None:
    corrected(
        entry("set.proposal", id=f"{CYN}/p1", status="declined"),
        entry("set.comment", page="local:Talk:Lake", id=BEA, author="Fay", note="see the history", by="Gil"),
        entry("add.mention", comment=VAGUE, user="Cyn", evidence="about"),
        entry("remove.article", comment=BEA, title="Lake Ostra"),
        entry("remove.proposal", page="Talk:Pond", id="c-nobody/p1"),
    )

    assert "corrections: 2 set, 1 added, 1 removed; 1 for pages that were not read" == line_of(import_lake(*CORRECTED))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeff\r\n"])
def test_empty_file_changes_nothing(text: str) -> None:
    plain = import_lake()
    Path("by-hand.toml").write_text(text, encoding="utf-8")

    again = import_lake(*CORRECTED)

    assert plain.splitlines()[0] == again.splitlines()[0]
    assert re.search(UNCHANGED, again, re.MULTILINE)
    assert "corrections: 0 set, 0 added, 0 removed" == line_of(again)
    assert parsed() == parsed(*CORRECTED)


def test_ids_stay_whoever_wrote_and_whatever_is_answered() -> None:
    corrected(entry("set.comment", id=BEA, parent="", author="Fay"), entry("set.comment", id=DOV, parent=ANA))
    lists = ("sections", "comments", "proposals")
    plain, by_hand = parsed(), parsed(*CORRECTED)

    assert [[thing["id"] for thing in plain[name]] for name in lists] == [
        [thing["id"] for thing in by_hand[name]] for name in lists
    ]
    assert plain["comments"] != by_hand["comments"]


def test_comment_that_moves_takes_its_answers_along() -> None:
    corrected(entry("set.comment", id=CYN, parent=ANA))

    levels = {comment["id"]: comment["level"] for comment in parsed(*CORRECTED)["comments"]}
    assert {ANA: 1, BEA: 2, CYN: 2, VAGUE: 3, NOBODY: 2, DOV: 1, FAY: 1} == levels


def test_rules_read_the_page_with_its_comments_corrected() -> None:
    corrected(entry("set.comment", id=VAGUE, parent=ANA, author="Dov"))

    (stance,) = [stance for stance in parsed(*CORRECTED)["stances"] if stance["comment"] == VAGUE]
    assert (f"{ANA}/p1", "oppose") == (stance["proposal"], stance["stance"])


def test_what_is_set_by_hand_is_no_longer_warned_of() -> None:
    assert ["no-signature"] == [warning["code"] for warning in parsed()["warnings"]]
    corrected(entry("set.comment", id=NOBODY, author="Eli"))
    assert [] == parsed(*CORRECTED)["warnings"]


def test_stance_added_by_hand_settles_the_warning_that_it_had_no_place() -> None:
    text = LAKE + ":'''Oppose''' this. [[User:Eli|Eli]] 10:00, 3 May 2024 (UTC)\n"
    Path("pages/Talk:Lake.wiki").write_text(text, encoding="utf-8")
    eli = "c-Eli-20240503100000-Fay-20240503090000"
    assert ["no-signature", "unplaced-stance"] == [warning["code"] for warning in parsed()["warnings"]]

    corrected(entry("add.stance", comment=eli, proposal=f"{ANA}/p1", stance="oppose", evidence="Oppose this"))
    assert ["no-signature"] == [warning["code"] for warning in parsed(*CORRECTED)["warnings"]]


def test_evidence_is_where_the_words_stood_before_else_where_they_come_first() -> None:
    Path("pages/Talk:Lake.wiki").write_text(LAKE.replace("'''Oppose''',", "Oppose? '''Oppose''',"), encoding="utf-8")
    values = {"comment": VAGUE, "proposal": f"{CYN}/p1", "stance": "oppose"}

    corrected(entry("set.stance", **values))
    kept = parsed(*CORRECTED)["stances"][-1]
    corrected(entry("add.stance", **values, evidence="Oppose"))
    first = parsed(*CORRECTED)["stances"][-1]

    assert ([8, 14], [0, 6]) == (kept["span"], first["span"])


# Other ways to read a page


def test_all_that_read_pages_take_corrections(workplace: Path) -> None:
    corrected(
        entry("set.comment", id=NOBODY, author="Zed"), entry("remove.article", page="Talk:Sea", comment="x", title="y")
    )
    lake = "pages/Talk:Lake.wiki"
    calls = {
        ("parse", lake): "Zed",
        ("analyze", "reply-network", lake, "--format", "csv"): "Zed",
        ("view", "threads", lake, "-o", "lake.html"): "lake.html",
    }
    for arguments, shown in calls.items():
        result = call(*arguments, *CORRECTED)
        told = "corrections: 1 set, 0 added, 0 removed; 1 for pages that were not read\n"
        assert (0, told) == (result.exit_code, result.stderr)
        assert shown in result.stdout
    assert "Zed" in (workplace / "lake.html").read_text(encoding="utf-8")


def manifest(*titles: str) -> tuple[str, ...]:
    """Write a manifest and return the call that parses it."""
    pages = [{"name": t, "title": f"Talk:{t}", "page": f"pages/Talk:{t}.wiki", "markup": "wikitext"} for t in titles]
    Path("manifest.json").write_text(json.dumps({"pages": pages}), encoding="utf-8")
    return ("parse", "--manifest", "manifest.json", "--out", "out", *CORRECTED)


def test_pages_of_a_manifest_are_corrected(workplace: Path) -> None:
    corrected(entry("set.comment", id=NOBODY, author="Zed"))
    result = call(*manifest("Pond", "Lake"))

    assert (0, "corrections: 1 set, 0 added, 0 removed\n") == (result.exit_code, result.stderr)
    assert "Zed" in (workplace / "out" / "Lake.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [("analyze", "reply-network"), ("view", "network")])
def test_pages_in_a_store_are_not_corrected_again(arguments: tuple[str, ...]) -> None:
    corrected()
    import_lake()
    result = call(*arguments, "--store", "store", *CORRECTED)

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith("graphtalk: --corrections goes with page files; ")


# What is refused

WRONG = entry("set.comment", page="Talk:Pond", id="c-Nobody", author="Eli")


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "pages", "--store", "store", *CORRECTED),
        ("parse", "pages", *CORRECTED),
        ("analyze", "reply-network", "pages", *CORRECTED),
        ("view", "network", "pages", "-o", "out.html", *CORRECTED),
        ("parse", "--manifest", "manifest.json", "--out", "out", *CORRECTED),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_what_does_not_fit_one_page_leaves_all_undone(arguments: tuple[str, ...], workplace: Path) -> None:
    manifest("Lake", "Pond")
    corrected(entry("set.comment", id=NOBODY, author="Zed"), WRONG)
    before = set(workplace.rglob("*"))

    result = call(*arguments)

    assert (6, "") == (result.exit_code, result.stdout)
    assert "graphtalk: by-hand.toml, line 6: Talk:Pond has no comment 'c-Nobody'; " in result.stderr
    assert 1 == result.stderr.count("\n")
    assert before == set(workplace.rglob("*"))


@pytest.mark.parametrize(
    "correction, message",
    [
        (entry("set.comment", id=f"{BEA}0", author="Eli"), f"Talk:Lake has no comment '{BEA}0'; did you mean '{BEA}'? `graphtalk "),
        (entry("set.comment", id=BEA, parent="c-Zed"), "Talk:Lake has no comment 'c-Zed'; `graphtalk parse` prints the ids"),
        (entry("set.comment", id=BEA, parent=CYN), f"'{CYN}' does not stand above '{BEA}' in its discussion; give one that does"),
        (entry("set.comment", id=BEA, parent=BEA), f"'{BEA}' does not stand above '{BEA}' in its discussion"),
        (entry("set.comment", id=FAY, parent=ANA), f"'{ANA}' does not stand above '{FAY}' in its discussion; give one "),
        (entry("set.section", id="h-", result="so"), "Talk:Lake has no section 'h-'; "),
        (entry("set.proposal", id=f"{BEA}/p1", status="open"), f"Talk:Lake has no proposal '{BEA}/p1'; did you mean "),
        (entry("remove.proposal", id="x"), "Talk:Lake has no proposal 'x'; "),
        (
            entry("set.proposal", id=f"{ANA}/p1", amends=[f"{CYN}/p1"]),
            f"Talk:Lake has no proposal above '{ANA}/p1' named '{CYN}/p1'; ",
        ),
        (
            entry("set.proposal", id=f"{CYN}/p1", text="about fifty metres"),
            f"the words 'about fifty metres' do not stand in '{CYN}'; copy them from its text in `graphtalk parse`",
        ),
        (
            entry("set.proposal", id=f"{CYN}/p1", status_comment="c-Zed", status_evidence="x"),
            "Talk:Lake has no comment 'c-Zed'; ",
        ),
        (entry("add.proposal", id="c-Zed/a1", kind="edit", text="x"), "Talk:Lake has no comment 'c-Zed'; "),
        (
            entry("set.stance", comment=BEA, proposal=f"{CYN}/p1", stance="oppose"),
            f"Talk:Lake has no stance '{BEA}, {CYN}/p1'; ",
        ),
        (entry("remove.stance", comment="c-Zed", proposal=f"{CYN}/p1"), "Talk:Lake has no comment 'c-Zed'; "),
        (
            entry("add.stance", comment=BEA, proposal="p", stance="oppose", evidence="Support"),
            "Talk:Lake has no proposal 'p'; ",
        ),
        (
            entry("add.stance", comment=BEA, proposal=f"{ANA}/p1", stance="oppose", evidence="'''Support'''"),
            "the words \"'''Support'''\" do not stand in ",
        ),
        (entry("set.source", id="doi:10.1/x", title="x"), "Talk:Lake has no source 'doi:10.1/x'; "),
        (entry("add.source", id="doi:10.1/x"), "no comment cites 'doi:10.1/x'; add a citation too"),
        (
            entry("add.citation", comment=BEA, source="doi:10.1/x", text="x", evidence="WP:V"),
            "Talk:Lake has no source 'doi:10.1/x'; ",
        ),
        (entry("remove.policy", comment=BEA, shortcut="WP:W"), f"Talk:Lake has no policy '{BEA}, WP:W'; did you mean "),
        (entry("set.request", section=MAP, outcome="open"), f"Talk:Lake has no request '{MAP}'; "),
        (entry("remove.request", section="h-x"), "Talk:Lake has no section 'h-x'; "),
        (entry("set.request", section=DEPTH, proposals=["p"]), "Talk:Lake has no proposal 'p'; "),
        (
            entry("set.comment", page="local:Talk:Lake", id=DOV, author="Zed"),
            "by-hand.toml, line 1 speaks of the same comment; make one entry of the two",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_page_is_told_with_its_line(correction: str, message: str) -> None:
    corrected(f"# the map\n{entry('set.comment', id=DOV, author='Fay')}", correction)
    result = call("parse", "pages/Talk:Lake.wiki", *CORRECTED)

    message = message.replace("line 1 ", "line 2 ")
    assert (6, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"graphtalk: by-hand.toml, line 7: {message}")
    assert 1 == result.stderr.count("\n")


@pytest.mark.parametrize(
    "text, line, message",
    [
        ("[[set.proposal]]\nid = \n", 2, "no TOML: Invalid value; docs/CORRECTIONS.md has examples"),
        ("[[set.proposal]]\nid = '''\n\n", 2, "no TOML: "),
        ("\npage = 'Talk:Lake'\n[[set.proposal]]\n", 2, "no correction; each is a table headed [[set.KIND]], "),
        ("set = {comment = [{}, {}]}", 1, "no correction; "),
        ("set = {comment = []}", 1, "no correction; "),
        ("[set]\ncomment = [{}, {}]", 1, "no correction; "),
        ("[set.proposal]\n", 1, "no correction; "),
        ("[[set]]\n", 1, "no correction; "),
        ("[[change.proposal]]\n", 1, "no correction; "),
        ("[[set.proposals]]\n", 1, "no correction; "),
        ("[[set.proposal.status]]\n", 1, "no correction; "),
        ("[[add.comment]]\n", 1, "add.comment cannot be: a comment is part of the page and can only be set"),
        ("[[remove.section]]\n", 1, "remove.section cannot be: "),
        ("[[set.comment]]\nid = 'x'\nauthor = 'y'\n", 1, "set.comment lacks page"),
        ("[[set.comment]]\npage = 'x'\nauthor = 'y'\n", 1, "set.comment lacks id"),
        (entry("set.comment", id="x"), 1, "set.comment changes nothing; give one of parent, author, timestamp, cosigners"),
        (entry("set.comment", id="x", text="y"), 1, "set.comment has no field 'text'; there is page, note, by, id, parent, "),
        (entry("remove.proposal", id="x", status="open"), 1, "remove.proposal has no field 'status'; there is page, note, by, id"),
        (entry("set.comment", id="", author="y"), 1, "set.comment has id = ''; give text"),
        (entry("set.comment", id="x", author=1), 1, 'set.comment has author = 1; give text, or "" for none'),
        (entry("set.comment", id="x", cosigners="y"), 1, "set.comment has cosigners = 'y'; give a list of texts"),
        (entry("set.comment", id="x", cosigners=[1]), 1, "set.comment has cosigners = [1]; give a list of texts"),
        (entry("set.comment", id="x", timestamp="y"), 1, "set.comment has timestamp = 'y'; give a time with its zone, such as 20"),
        (f"{entry('set.comment', id='x')}\ntimestamp = 2024-05-01T10:00:00", 1, "set.comment has timestamp = datetime.datetime("),
        (entry("set.proposal", id="x", status="done"), 1, "set.proposal has status = 'done'; give one of open, accepted, "),
        (entry("set.proposal", id="x", status=["open"]), 1, "set.proposal has status = ['open']; give one of open, "),
        (entry("set.proposal", id="x", status_comment="y"), 1, "set.proposal lacks status_evidence, which goes with status_comment"),
        (entry("set.request", section="x", answer_evidence="y"), 1, "set.request lacks answer_comment, which goes with "),
        (entry("add.proposal", id="x/p1", kind="edit", text="y"), 1, "add.proposal has id = 'x/p1'; give the comment's id, /a and a "),
        (entry("add.proposal", id="x/a1", kind="edit"), 1, "add.proposal lacks text"),
        (entry("add.stance", comment="x", proposal="y", stance="oppose"), 1, "add.stance lacks evidence"),
        (entry("set.stance", comment="x", proposal="y", struck=1), 1, "set.stance has struck = 1; give true or false"),
        (entry("add.source", id="lake:1"), 1, "add.source has id = 'lake:1'; give doi:, isbn:, pmid:, arxiv:, url: or work: "),
        (entry("set.source", id="x", date="1 May 2011"), 1, "set.source has date = '1 May 2011'; give text such as "),
        (f"{entry('set.source', id='x')}\ndate = 2011-05-01", 1, "set.source has date = datetime.date("),
        (entry("set.mention", comment="x", user="y", count=0), 1, "set.mention has count = 0; give a whole number from 1"),
        (entry("set.mention", comment="x", user="y", count=True), 1, "set.mention has count = True; give a whole number from 1"),
        (entry("set.comment", id="x", author="y", by=2), 1, 'set.comment has by = 2; give text, or "" for none'),
        ("# why\n\n" + entry("set.comment", id="x", author="y", note="\n[[set.comment]]\n") + "\n  [[ set . comment ]] # x\n", 8, "set.comment lacks page"),
        (entry("set.comment", id="x", author="y") + "\nnote = '''\n[[set.comment]]\n'''\n\n[[\"set\".comment]]\n", 9, "set.comment lacks page"),
        (entry("set.comment", id="x", author="y") + "\ncosigners = [\n[[1]],\n]\n[[set.comment]]\n", 1, "set.comment has cosigners = "),
    ],
)  # fmt: skip
def test_faulty_file_is_told_with_its_line(text: str, line: int, message: str) -> None:
    Path("by-hand.toml").write_text(text, encoding="utf-8")
    result = call("import", "pages/Talk:Lake.wiki", "--store", "store", *CORRECTED)

    assert (6, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"graphtalk: by-hand.toml, line {line}: {message}")
    assert 1 == result.stderr.count("\n")
    assert not Path("store").exists()


@pytest.mark.parametrize(
    "file, message",
    [
        ("gone.toml", "gone.toml: cannot be read (No such file or directory); check the path"),
        ("image.toml", "image.toml: not a text file; check the path"),
    ],
)
def test_file_that_cannot_be_read_is_told(file: str, message: str, workplace: Path) -> None:
    (workplace / "image.toml").write_bytes(b"\x89PNG\xff")
    result = call("import", "pages/Talk:Lake.wiki", "--store", "store", "--corrections", file)

    assert (3, f"graphtalk: {message}\n") == (result.exit_code, result.stderr)
    assert not Path("store").exists()


# Laws, on the sample page

ENGLISH = load_language("en")


@cache
def sample() -> tuple[Page, Annotations]:
    return read_page(sample_page(), ENGLISH)


@st.composite
def words(draw: st.DrawFn, comment: Comment) -> str:
    """Draw words of a comment."""
    start = draw(st.integers(0, len(comment.text) - 1))
    return comment.text[start : draw(st.integers(start + 1, len(comment.text)))].strip() or comment.text.strip()


def entries(*drawn: str) -> Corrections:
    return read_corrections("\n".join(drawn), "by-hand.toml")


@st.composite
def structural(draw: st.DrawFn) -> Corrections:
    """Draw corrections of comments."""
    page, _ = sample()
    drawn = []
    for place in sorted(draw(st.sets(st.integers(0, len(page.comments) - 1), max_size=5))):
        section = page.comments[place].section
        ids = [comment.id for comment in page.comments[:place] if comment.section == section]
        values = {
            "parent": st.sampled_from(["", *ids]),
            "author": st.sampled_from(["", "Ana", "Tidewrack", "192.0.2.7"]),
        }
        chosen = draw(st.fixed_dictionaries({}, optional=values).filter(bool))
        drawn.append(entry("set.comment", page.id, id=page.comments[place].id, **chosen))
    return entries(*drawn)


@st.composite
def factual(draw: st.DrawFn) -> tuple[Corrections, Corrections]:
    """Draw removals, and what can be set and added beside them."""
    page, read = sample()
    made_by = {
        proposal.id: comment
        for proposal in read.proposals
        for comment in page.comments
        if comment.id == proposal.evidence.comment
    }
    gone = draw(st.sets(st.sampled_from(list(made_by)), max_size=2))
    left = [proposal for proposal in made_by if proposal not in gone]
    removals = [entry("remove.proposal", page.id, id=proposal) for proposal in sorted(gone)]
    drawn = []
    for place in sorted(draw(st.sets(st.integers(0, len(left) - 1), max_size=3))):
        values = {
            "status": st.sampled_from(["open", "implemented", "superseded"]),
            "label": st.sampled_from(["", "A"]),
            "amends": st.lists(st.sampled_from(left[:place]), max_size=2, unique=True) if place else st.just([]),
            "text": words(made_by[left[place]]),
        }
        chosen = draw(st.fixed_dictionaries({}, optional=values).filter(bool))
        drawn.append(entry("set.proposal", page.id, id=left[place], **chosen))
    for comment in draw(st.lists(st.sampled_from(page.comments), max_size=4, unique_by=lambda comment: comment.id)):
        shown = {"comment": comment.id, "evidence": draw(words(comment))}
        added: dict[str, dict[str, object]] = {
            "stance": {"proposal": draw(st.sampled_from(left)), "stance": draw(st.sampled_from(["neutral", "oppose"]))},
            "mention": {"user": draw(st.sampled_from(["Ana", "Tidewrack"]))},
            "policy": {"shortcut": draw(st.sampled_from(["WP:V", "WP:LEAD"]))},
            "article": {"title": "Grey seal"},
            "citation": {"source": read.sources[0].id, "text": "x"},
            "conflict_of_interest": {"user": "Ana", "party": "x"},
        }
        kind = draw(st.sampled_from(sorted(added)))
        drawn.append(entry(f"add.{kind}", page.id, **added[kind], **shown))
        drawn.append(entry("add.proposal", page.id, id=f"{comment.id}/a1", kind="edit", text=shown["evidence"]))
    return entries(*removals), entries(*draw(st.permutations(drawn)))


def holds_together(page: Page, annotations: Annotations) -> None:
    """Check that a store takes the page, and that all evidence is in its comment."""
    batch_graph(project(page, annotations))
    texts = {comment.id: comment.text for comment in page.comments}
    groups = ("proposals", "stances", "citations", "policies", "mentions", "articles", "interests")
    shown: list[Evidence] = [fact.evidence for group in groups for fact in getattr(annotations, group)]
    for evidence in shown + [proposal.decision for proposal in annotations.proposals if proposal.decision]:
        assert evidence.quote == texts[evidence.comment][evidence.start : evidence.end]


@settings(max_examples=SOME, derandomize=True, database=None, deadline=None)
@given(structural())
def test_comments_corrected_twice_are_as_corrected_once(corrections: Corrections) -> None:
    page, _ = sample()
    once = correct_page(page, corrections, ENGLISH)

    assert once == correct_page(once, corrections, ENGLISH)
    assert [comment.id for comment in page.comments] == [comment.id for comment in once.comments]
    above: set[str | None] = {None}
    for comment in once.comments:
        assert comment.parent in above
        assert comment.level >= 1
        above.add(comment.id)
    holds_together(*read_page(sample_page(), ENGLISH, corrections))


@settings(max_examples=SOME, derandomize=True, database=None, deadline=None)
@given(factual())
def test_facts_corrected_twice_are_as_corrected_once(drawn: tuple[Corrections, Corrections]) -> None:
    page, read = sample()
    removals, others = drawn
    both = Corrections((*others.entries, *removals.entries))
    once = correct_annotations(page, read, both)

    assert once == correct_annotations(page, read, both)
    assert once == correct_annotations(page, once, others)
    holds_together(page, once)
    if removals.entries:
        with pytest.raises(CorrectionError, match="has no proposal"):
            correct_annotations(page, once, removals)


@settings(max_examples=SOME, derandomize=True, database=None, deadline=None)
@given(st.one_of(structural(), factual().map(lambda drawn: Corrections((*drawn[0].entries, *drawn[1].entries)))))
def test_corrections_come_out_of_a_store_as_they_went_in(corrections: Corrections) -> None:
    page, _ = sample()
    kept = kept_corrections(texts_of(corrections, page.id, {page.id, page.title}), page.title)

    assert [*map(said, corrections.entries)] == [*map(said, kept.entries)]
    assert kept is NO_CORRECTIONS or kept.kept


def said(correction: Correction) -> Correction:
    """Return an entry without where it stands."""
    return replace(correction, place="")


def test_times_notes_and_names_come_out_of_a_store_as_they_went_in() -> None:
    whole = entry("set.comment", id=FAY, author="", cosigners=["Bea", "Cyn"], note="A guess.", by="Dov")
    given = entries(f"{whole}\ntimestamp = 2024-05-03T11:00:00+02:00")
    [kept] = kept_corrections(texts_of(given, "local:Talk:Lake", {"Talk:Lake"}), "Talk:Lake").entries

    assert replace(given.entries[0], page="local:Talk:Lake", place="Talk:Lake, as corrected before") == kept
    assert kept_corrections(texts_of(given, "local:Talk:Pond", {"Talk:Pond"}), "Talk:Pond") is NO_CORRECTIONS


def test_nothing_to_correct_gives_the_very_same_facts() -> None:
    page, read = sample()

    assert correct_page(page, Corrections(), ENGLISH) is page
    assert correct_annotations(page, read, Corrections()) is read
    assert to_document(page, read) == to_document(*read_page(sample_page(), ENGLISH, Corrections()))


# The page of the docs


def test_page_of_the_docs_names_every_kind_and_field() -> None:
    page = (ROOT / "docs" / "CORRECTIONS.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))

    assert list(KINDS) == list(rows)
    for kind, form in KINDS.items():
        assert [*form.key, *form.fields] == re.findall(r"`(\w+)`", rows[kind]), kind
