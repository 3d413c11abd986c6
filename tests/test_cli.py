"""The command line as its users meet it: answers, one line for each error, and nothing half-written."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from conftest import ROOT, driver
from pyarrow import parquet
from typer.testing import CliRunner, Result

from graphtalk.analytics import ANALYTICS
from graphtalk.cli import app
from graphtalk.demo import SAMPLE_TITLE
from graphtalk.errors import StoreError
from graphtalk.queries import catalogue
from graphtalk.schema import SCHEMA_VERSION, GraphBatch
from graphtalk.stores import Store, WriteCounts, open_store, statements

SAMPLES = ROOT / "graphtalk" / "samples"
SAMPLE = str(SAMPLES / "talk.wikitext")
TITLED = ("--title", SAMPLE_TITLE)
PROGRAM = [sys.executable, "-m", "graphtalk"]
COMMENTS = 29  # on the sample page


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder whose only default store is in it, with some files to go wrong with."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("GRAPHTALK_STORE", raising=False)
    monkeypatch.delenv("GRAPHTALK_LIBRARY", raising=False)
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "bare.wiki").write_text("{{talk header}}\n", encoding="utf-8")
    (tmp_path / "export.xml").write_text('<mediawiki version="0.11"><page/></mediawiki>\n', encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    return tmp_path


@pytest.fixture(params=["embedded", "neo4j"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty store of each kind."""
    return str(tmp_path / "store" if request.param == "embedded" else request.getfixturevalue("neo4j_address"))


def call(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=given)


def answer(*arguments: str) -> str:
    """Return what a command that must succeed prints."""
    result = call(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def rows(*arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(answer(*arguments, "--format", "json"))
    return found


def process(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, check=False, env={**os.environ, **(environment or {})}, timeout=60
    )


# Import


def test_second_import_creates_and_removes_nothing(address: str) -> None:
    first = answer("import", SAMPLE, *TITLED, "--store", address)
    second = answer("import", SAMPLE, *TITLED, "--store", address)

    rows_sent = re.search(r"^created: (\d+) \((.*)\)$", first, re.MULTILINE)
    assert rows_sent
    assert first.startswith(f"1 page, {COMMENTS} comments\n")
    assert "updated: 0\nunchanged: 0\nremoved: 0\n" in first
    assert f"created: 0\nupdated: 0\nunchanged: {rows_sent[1]} ({rows_sent[2]})\nremoved: 0\n" in second


def test_both_stores_give_the_same_answers(neo4j_address: str) -> None:
    embedded = ("--store", "embedded")
    server = ("--store", neo4j_address)
    assert answer("import", SAMPLE, *TITLED, *embedded) == answer("import", SAMPLE, *TITLED, *server)
    calls = [
        *(
            ("query", name, "--format", "json")
            for name in ("proposal-chain", "users-by-activity", "tally", "citations")
        ),
        ("analyze", "reply-network", "--format", "json"),
        ("analyze", "thread-shapes", "--page", SAMPLE_TITLE, "--format", "csv"),
        ("stats",),
    ]

    for arguments in calls:
        expected = answer(*arguments, *embedded)
        assert expected == answer(*arguments, *server), arguments
        assert expected.strip() not in ("", "[]")


def test_view_is_the_same_from_a_file_and_from_each_store(neo4j_address: str, workplace: Path) -> None:
    answer("view", "network", SAMPLE, *TITLED, "-o", "file.html")
    for name, store in (("embedded", "embedded"), ("server", neo4j_address)):
        answer("import", SAMPLE, *TITLED, "--store", store)
        answer("view", "network", "--store", store, "--page", SAMPLE_TITLE, "-o", f"{name}.html")

    expected = (workplace / "file.html").read_text(encoding="utf-8")
    assert expected == (workplace / "embedded.html").read_text(encoding="utf-8")
    assert expected == (workplace / "server.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["talk.txt", "talk.wikitext", "talk.html"])
def test_import_takes_standard_input(given: str) -> None:
    result = call("import", "-", *TITLED, given=(SAMPLES / given).read_bytes())

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"1 page, {COMMENTS} comments\n")


def test_import_takes_files_and_folders_and_the_environments_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHTALK_STORE", "here")
    (Path("pages")).mkdir()
    Path("pages/Talk:Pond.wiki").write_text("== Depth ==\nToo deep. [[User:Ana]] 10:00, 1 May 2024 (UTC)\n")

    assert answer("import", SAMPLE, "pages").startswith(f"2 pages, {COMMENTS + 1} comments\n")
    assert rows("query", "--cypher", "MATCH (p:Page) RETURN count(p) AS pages") == [{"pages": 2}]
    assert Path("here").is_dir()
    assert not Path("data").exists()


def test_page_without_comments_is_imported_and_told() -> None:
    found = answer("import", "bare.wiki")

    assert found.startswith("1 page, 0 comments\ncreated: 1 (1 Page)\n")
    assert "no comments: bare\n" in found


def test_files_that_are_no_pages_are_skipped_and_told() -> None:
    result = call("import", "image.png", "bare.wiki", "empty.txt")

    assert result.exit_code == 3
    assert result.stdout.startswith("1 page, 0 comments\n")
    reason = "image.png: not a text file; give wikitext, HTML or a plain copy of a talk page"
    assert f"skipped: {reason}\nskipped: empty.txt: the file is empty; save the talk page again\n" in result.stdout
    assert f"graphtalk: {reason}; 1 more cannot be read\n" == result.stderr


@pytest.mark.parametrize(
    "sources",
    [["nowhere"], [SAMPLE, "nowhere"], ["nothing"], [SAMPLE, "nothing"], ["empty.txt"], ["image.png"], ["export.xml"]],
)
def test_import_that_cannot_begin_leaves_no_store(sources: list[str]) -> None:
    before = set(Path().rglob("*"))

    result = call("import", *sources, "--store", "deep/store")

    assert (result.exit_code, result.stdout) == (3, "")
    assert before == set(Path().rglob("*"))


def test_failure_at_the_second_page_leaves_the_first_and_says_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(address) as store:
        kind = type(store)
    write = kind.write

    def write_some(store: Store, *batches: GraphBatch) -> WriteCounts:
        if any(batch.page == "local:bare" for batch in batches):
            raise StoreError("the disk is full")
        return write(store, *batches)

    with monkeypatch.context() as patch:
        patch.setattr(kind, "write", write_some)
        result = call("import", SAMPLE, "bare.wiki", "--store", address)

    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == "graphtalk: the disk is full; the 1 page before it is in the store\n"
    kept = rows("query", "page-overview", "--columns", "page,comments", "--store", address)
    assert kept == [{"page": "talk", "comments": COMMENTS}]


# Parse, analyze, view


def test_three_markups_print_the_same_comments() -> None:
    ends = ("wikitext", "html", "txt")
    documents = [json.loads(answer("parse", str(SAMPLES / f"talk.{end}"), *TITLED)) for end in ends]
    told = [[(c["author"], c["timestamp"], c["section"]) for c in document["comments"]] for document in documents]
    ids = [[c["id"] for c in document["comments"]] for document in documents]

    assert len(told[0]) == COMMENTS
    assert told[0] == told[1] == told[2]
    assert ids[0] == ids[1]  # a plain copy has lost who answers whom, and ids name the parent


def test_parse_prints_a_line_for_each_page_of_a_folder() -> None:
    lines = answer("parse", str(SAMPLES)).splitlines()

    assert sorted(json.loads(line)["page"]["title"] for line in lines) == [SAMPLE_TITLE, SAMPLE_TITLE, "talk"]


def test_analyze_lists_and_measures() -> None:
    names = [str(row["name"]) for row in rows("analyze", "--list")]

    assert [*ANALYTICS] == names
    assert rows("analyze", names[0], SAMPLE)


def test_analyze_measures_what_was_said_in_a_stretch_of_time() -> None:
    said = rows("analyze", "reply-network", SAMPLE, "--since", "2024-03-01", "--until", "2024-03-05T00:00:00Z")

    assert [("Fenella Garrow", 1), ("Tidewrack", 1)] == sorted((row["name"], row["comments"]) for row in said)


def test_analyze_writes_parquet(workplace: Path) -> None:
    assert "a.parquet\n" == answer("analyze", "thread-shapes", SAMPLE, "-f", "parquet", "-o", "a.parquet")

    found = parquet.read_table(workplace / "a.parquet")
    assert rows("analyze", "thread-shapes", SAMPLE) == found.to_pylist()
    assert "double" == str(found.schema.field("structural_virality").type)


def test_view_draws_no_more_nodes_at_first_than_told(workplace: Path) -> None:
    answer("view", "network", SAMPLE, *TITLED, "-o", "small.html", "--max-nodes", "5")
    answer("view", "network", SAMPLE, *TITLED)

    assert ">5 of 69: 5 of 5 sections, 0 of 10 people<" in (workplace / "small.html").read_text(encoding="utf-8")
    assert 'id="caption"' not in (workplace / "graphtalk.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["view", "threads", SAMPLE, "--max-nodes", "5"],
        ["report", "nowhere"],
        ["view", "network", "nowhere"],
        ["view", "nowhere", SAMPLE],
        ["view", "network", "."],
        ["view", "network"],
        ["view", "network", SAMPLE, "--page", "Talk:Pond"],
    ],
)
def test_failed_view_leaves_the_old_one(arguments: list[str]) -> None:
    Path("old.html").write_text("old", encoding="utf-8")
    before = set(Path().iterdir())

    assert call(*arguments, "-o", "old.html").exit_code > 1
    assert Path("old.html").read_text(encoding="utf-8") == "old"
    assert before == set(Path().iterdir())


# Questions


@pytest.mark.parametrize(
    "options, expected",
    [
        (["--format", "csv"], "n,who\n1,Ana\n2,\n"),
        (["--format", "json"], '[\n {\n  "n": 1,\n  "who": "Ana"\n },\n {\n  "n": 2,\n  "who": null\n }\n]\n'),
        (["--format", "markdown"], "| n | who |\n| --- | --- |\n| 1 | Ana |\n| 2 |  |\n"),
        ([], "n  who\n-  ---\n1  Ana\n2\n(2 rows)\n"),
        (["--columns", "who"], "who\n---\nAna\n\n(2 rows)\n"),
        (["--columns", "who, n", "-f", "markdown"], "| who | n |\n| --- | --- |\n| Ana | 1 |\n|  | 2 |\n"),
    ],
)
def test_answer_takes_the_form_and_columns_asked_for(address: str, options: list[str], expected: str) -> None:
    cypher = "UNWIND [{n: 1, who: $who}, {n: 2}] AS row RETURN row.n AS n, row.who AS who ORDER BY n"
    Path("mine.cypher").write_text(cypher, encoding="utf-8-sig")
    open_store(address).close()

    asked = ("-p", "who=Ana", "--store", address, *options)
    result = call("query", "--file", "mine.cypher", *asked)
    assert (expected, "", 0) == (result.stdout_bytes.decode(), result.stderr, result.exit_code)
    assert expected == call("query", "--cypher", cypher, *asked).stdout_bytes.decode()


def test_parameters_reach_the_query() -> None:
    answer("import", SAMPLE, *TITLED, "--store", "store")

    everything = rows("query", "longest-threads", "--store", "store")
    assert everything[:2] == rows("query", "longest-threads", "--store", "store", "--param", "limit=2")
    assert rows("query", "longest-threads", "--store", "store", "-p", "page=Talk:Nowhere") == []


def test_catalogue_is_listed() -> None:
    assert list(catalogue()) == [row["name"] for row in rows("queries")]


def test_schema_is_the_page_of_the_docs() -> None:
    assert (ROOT / "docs" / "schema.md").read_text(encoding="utf-8") == answer("schema")


def test_demo_answers_three_questions_and_draws(workplace: Path) -> None:
    found = answer("demo")

    assert len(re.findall(r"^.*\?  \(graphtalk query [a-z-]+\)$", found, re.MULTILINE)) == 3
    assert len(re.findall(r"^\(\d+ rows\)$", found, re.MULTILINE)) == 3
    assert found.endswith(f"The page as a picture: {workplace / 'graphtalk-demo.html'}\n")
    assert (workplace / "graphtalk-demo.html").stat().st_size > 100_000
    assert not (workplace / "data").exists()


def test_demo_fills_the_store_that_is_named(address: str) -> None:
    answer("demo", "--store", address)

    assert rows("query", "page-overview", "--columns", "page", "--store", address) == [{"page": SAMPLE_TITLE}]


# Errors

CYPHER = ("query", "--store", "store", "--cypher")


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["nowhere"], 2, "No such command 'nowhere'; `graphtalk --help` shows what there is"),
        (["imprt"], 2, "No such command 'imprt'. Did you mean 'import'? `graphtalk --help` shows what there is"),
        (["--debugs"], 2, "No such option: --debugs"),
        (["import"], 2, "missing argument 'SOURCE': give a file, a folder or -, or a page of a wiki"),
        (["stats", "--nowhere"], 2, "No such option: --nowhere"),
        (["query", "a", "b"], 2, "Got unexpected extra argument(s) (b); `graphtalk query --help` "),
        (["queries", "-f", "xml"], 2, "Invalid value for '--format' / '-f': 'xml' is not one of 'table', 'csv', "),
        (["view", "network", SAMPLE, "--max-nodes", "0"], 2, "Invalid value for '--max-nodes': "),
        (["parse", "nowhere"], 3, "nowhere: there is no such file; check the path"),
        (["parse", "nothing"], 3, "nothing: the folder has no page files (.bz2, "),
        (["parse", "empty.txt"], 3, "empty.txt: the file is empty; save the talk page again"),
        (["parse", "image.png"], 3, "image.png: not a text file; give wikitext, HTML or a plain copy of a talk page"),
        (["parse", "export.xml"], 3, "export.xml: the XML export has no text of a talk page; "),
        (["parse", "-"], 3, "standard input: the file is empty; "),
        (["parse", SAMPLE, "--language", "xx"], 2, "no language 'xx'; there is ar, de, en"),
        (["parse", SAMPLE, "--site", "xxwiki"], 2, "no data for the site 'xxwiki'; there is "),
        (["parse", str(SAMPLES), "--title", "A"], 2, "--title names one page; give one file with it"),
        (["import", SAMPLE, "--store", ""], 2, "no store has the address ''"),
        (["import", SAMPLE, "--store", "ftp://host"], 2, "no store has the address 'ftp://host'"),
        (["import", SAMPLE, "--store", "."], 4, "{folder} holds files that are no graphtalk store: "),
        (["import", SAMPLE, "--store", "empty.txt"], 4, "{folder}/empty.txt is a file: "),
        (["stats"], 4, "no store at {folder}/data/graphtalk/store: import a page first"),
        (["stats", "--store", "nowhere"], 4, "no store at {folder}/nowhere: import a page first"),
        (["stats", "--store", ":memory:"], 2, "a store in :memory: is empty and goes with its command; "),
        (["stats", "--store", "bolt://127.0.0.1:1"], 4, "no Neo4j server answers at bolt://127.0.0.1:1: "),
        (["query"], 2, "give one of: a query's name, --file, --cypher; `graphtalk queries` lists the names"),
        (["query", "longest-threads", "--cypher", "RETURN 1 AS n"], 2, "give one of: "),
        (["query", "longest-thread"], 5, "there is no query 'longest-thread'; did you mean longest-threads?"),
        (["query", "--file", "nowhere"], 3, "nowhere: cannot be read (No such file or directory); check the path"),
        (["query", "--file", "nothing"], 3, "nothing: cannot be read (Is a directory); check the path"),
        (["query", "--file", "image.png"], 3, "image.png: not a text file; check the path"),
        (["query", "longest-threads", "-p", "5"], 2, "--param '5' is not of the form name=value"),
        (["query", "longest-threads", "-p", "a=5", "--store", "store"], 5, "longest-threads has no parameter a; "),
        (["query", "longest-threads", "-p", "limit=x", "--store", "store"], 5, "longest-threads: limit is x, which "),
        (["query", "page-overview", "--columns", "a", "--store", "store"], 2, "no column a; there is page, "),
        ([*CYPHER, "RETURN"], 5, "the query does not run: "),
        ([*CYPHER, ""], 5, "the query does not run: "),
        ([*CYPHER, "CREATE (p:Page) RETURN p.id AS id"], 5, "the query writes, and queries only read: "),
        ([*CYPHER, "RETURN $a AS a"], 5, "the query needs a value for its parameter a"),
        (["analyze", "nowhere"], 2, "unknown analysis 'nowhere'; there is reply-network, "),
        (["analyze", "reply-network", SAMPLE, "--store", "store"], 2, "give a page file, or --page and --store, "),
        (["analyze", "reply-network", "--store", "store", "--page", "A"], 5, "the store has no page 'A'; it has no "),
        (["analyze"], 2, "give the name of an analysis, or --list"),
        (["analyze", "reply-network", "--list"], 2, "give the name of an analysis, or --list"),
        (["analyze", "reply-network", SAMPLE, "-f", "parquet"], 2, "--format parquet and -o FILE go together"),
        (["analyze", "reply-network", SAMPLE, "-o", "a.csv"], 2, "--format parquet and -o FILE go together"),
        (["view", "nowhere"], 2, "unknown view 'nowhere'; there is network"),
        (["view", "network", SAMPLE, "-o", "no/a.html"], 2, "no/a.html: there is no folder no; make it, or choose "),
        (["view", "network", SAMPLE, "-o", "nothing"], 2, "nothing: is no file; choose another place with -o"),
        (["view", "network", SAMPLE, "-o", "/dev/null"], 2, "/dev/null: is no file; choose another place with -o"),
        (["demo", "--store", "deep/store", "-o", "no/a.html"], 2, "no/a.html: there is no folder no; "),
    ],
)
def test_error_is_one_line_with_its_exit_code(
    arguments: Sequence[str], code: int, message: str, workplace: Path
) -> None:
    if "store" in arguments:
        open_store("store").close()

    result = call(*arguments)

    assert (code, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"graphtalk: {message}".replace("{folder}", str(workplace)))
    assert (result.stderr.count("\n"), result.stderr[-1]) == (1, "\n")
    assert not (workplace / "deep").exists()


def test_store_of_a_newer_version_is_one_line(neo4j_address: str) -> None:
    with driver(neo4j_address) as server:
        server.execute_query(f"MERGE (store:{statements.STORE_LABEL}) SET store.schema_version = {SCHEMA_VERSION + 1}")
        try:
            result = call("stats", "--store", neo4j_address)
        finally:
            server.execute_query(f"MATCH (store:{statements.STORE_LABEL}) DELETE store")

    assert (result.exit_code, result.stdout) == (4, "")
    assert re.fullmatch(r"graphtalk: the store at .* has schema version .*: upgrade graphtalk\n", result.stderr)


@pytest.mark.parametrize("place", [0, 1, 3])
def test_debug_shows_the_traceback_wherever_it_stands(place: int) -> None:
    arguments = ["stats", "--store", "nowhere"]
    arguments.insert(place, "--debug")

    result = call(*arguments)

    assert result.exit_code == 4
    assert result.stderr.startswith("Traceback (most recent call last):\n")
    assert result.stderr.splitlines()[-1].startswith("graphtalk: no store at ")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_newcomer_gets_the_help(arguments: list[str]) -> None:
    assert "Turn wiki talk pages into a graph" in answer(*arguments)


def test_version_is_told() -> None:
    assert re.fullmatch(r"graphtalk \d+\.\d+\.\d+\n", answer("--version"))
