"""Many pages at once, and whose data a page is read by: a named wiki's, a file's, or those of the wiki that it tells."""

import json
from importlib import resources
from pathlib import Path
from typing import TypedDict

import pytest
from typer.testing import CliRunner, Result

from graphtalk.cli import app

ENGLISH = "== Depth ==\nToo deep. [[User:Ana|Ana]] 10:00, 3 May 2024 (UTC)\n"
POLISH = (
    "== Głębokość ==\nJak w [[Jezioro|jeziorze]]. [[Wikipedysta:Ana|Ana]] "
    "([[Dyskusja wikipedysty:Ana|dyskusja]]) 12:00, 3 maj 2024 (CEST)\n"
    ":Tak. [[Wikipedystka:Bea|Bea]] 12:00, 3 gru 2024 (CET)\n"
)
RENDERED = (
    "<h2>Głębokość</h2><p>Za głęboko. <a href='/wiki/Wikipedysta:Ana'>Ana</a> 12:00, 3 maj 2024 (CEST)</p>"
    "<dl><dd>Tak. <a href='/wiki/Wikipedystka:Bea'>Bea</a> 12:00, 3 gru 2024 (CET)</dd></dl>"
)
SAVED = (
    "<!DOCTYPE html><html><head><title>Dyskusja:Jezioro – Wikipedia, wolna encyklopedia</title>"
    f'<script>RLCONF={{"wgDBname":"plwiki","wgRevisionId":7}};</script></head><body>{RENDERED}</body></html>'
)
COPIED = "Talk:Lake\n\nDepth\n\nToo deep. Ana (talk) 10:00, 3 May 2024 (UTC)\n"
TIMES = "MATCH (u:User)-[:WROTE]->(c:Comment) RETURN u.name AS name, c.timestamp AS time ORDER BY time"
POLISH_COMMENTS = [("Ana", "2024-05-03T10:00:00Z"), ("Bea", "2024-12-03T11:00:00Z")]
ENGLISH_COMMENTS = [("Ana", "2024-05-03T10:00:00Z")]


class Document(TypedDict):
    """The parts of a discussion document that are looked at here."""

    page: dict[str, str | int]
    comments: list[dict[str, str]]
    warnings: list[dict[str, str]]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds the pages above, and a wiki's data under a name that no shipped wiki has."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHTALK_STORE", raising=False)
    pages = {
        "english.wiki": ENGLISH,
        "polish.wiki": POLISH,
        "polish.html": RENDERED,
        "saved.html": SAVED,
        "copy.txt": COPIED,
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    shipped = json.loads((resources.files("graphtalk") / "sites" / "plwiki.json").read_text(encoding="utf-8"))
    (tmp_path / "lake.json").write_text(json.dumps({**shipped, "wiki": "lakewiki"}), encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def parse_all(*pages: dict[str, str]) -> Result:
    """Parse the pages of a manifest into the folder `out`."""
    Path("manifest.json").write_text(json.dumps({"pages": pages}), encoding="utf-8")
    return call("parse", "--manifest", "manifest.json", "--out", "out")


def signed(document: Document) -> list[tuple[str, str]]:
    return [(comment["author"], comment["timestamp"]) for comment in document["comments"]]


def load(name: str) -> Document:
    found: Document = json.loads(Path(f"out/{name}.json").read_text(encoding="utf-8"))
    return found


def parsed(*arguments: str) -> Document:
    """Return the document that `parse` prints for one page."""
    result = call("parse", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: Document = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    "entry, expected",
    [
        ({"page": "english.wiki", "markup": "wikitext"}, ENGLISH_COMMENTS),
        ({"page": "english.wiki", "markup": "wikitext", "wiki": "enwiki"}, ENGLISH_COMMENTS),
        ({"page": "english.wiki", "markup": "wikitext-expanded"}, ENGLISH_COMMENTS),
        ({"page": "copy.txt", "markup": "plain"}, ENGLISH_COMMENTS),
        ({"page": "copy.txt", "markup": "plain-rebuilt"}, ENGLISH_COMMENTS),
        ({"page": "polish.wiki", "markup": "wikitext", "wiki": "plwiki"}, POLISH_COMMENTS),
        ({"page": "polish.wiki", "markup": "wikitext", "locale": "lake.json"}, POLISH_COMMENTS),
        ({"page": "polish.wiki", "markup": "wikitext", "locale": "lake.json", "wiki": "nowiki"}, POLISH_COMMENTS),
        ({"page": "polish.html", "markup": "html", "wiki": "plwiki"}, POLISH_COMMENTS),
        ({"page": "polish.html", "markup": "oldparser", "wiki": "plwiki"}, POLISH_COMMENTS),
        ({"page": "polish.html", "markup": "parsoid", "wiki": "plwiki"}, POLISH_COMMENTS),
        ({"page": "polish.html", "markup": "html", "wiki": "enwiki"}, []),
    ],
)
def test_page_of_a_manifest_is_read_in_its_markup_and_by_its_wiki(
    entry: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    result = parse_all({"name": "lake", "title": "Talk:Lake", **entry})

    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)
    assert expected == [pair for pair in signed(load("lake")) if pair[0]]
    assert "Talk:Lake" == load("lake")["page"]["title"]


def test_each_page_of_a_manifest_gives_a_document_of_its_name() -> None:
    result = parse_all(
        {"name": "a", "page": "english.wiki", "markup": "wikitext"},
        {"name": "b", "page": "polish.wiki", "markup": "wikitext", "wiki": "plwiki"},
    )

    assert 0 == result.exit_code
    assert ["a.json", "b.json"] == sorted(file.name for file in Path("out").iterdir())


def test_page_of_a_manifest_stands_beside_it(workplace: Path) -> None:
    (workplace / "set").mkdir()
    (workplace / "set" / "page.wiki").write_text(POLISH, encoding="utf-8")
    entry = {"name": "lake", "page": "page.wiki", "markup": "wikitext", "locale": "../lake.json"}
    (workplace / "set" / "manifest.json").write_text(json.dumps({"pages": [entry]}), encoding="utf-8")

    assert 0 == call("parse", "--manifest", "set/manifest.json", "--out", "out").exit_code
    assert POLISH_COMMENTS == signed(load("lake"))


@pytest.mark.parametrize(
    "entry, code, words",
    [
        ({"name": "x", "page": "gone.wiki", "markup": "wikitext"}, 3, "gone.wiki: cannot be read (No such file or directory)"),
        ({"name": "x", "page": "english.wiki", "markup": "pdf"}, 3, "x has markup 'pdf'; there is wikitext, plain, html"),
        ({"name": "x", "page": "english.wiki"}, 3, "x has markup ''; there is wikitext"),
        ({"name": "x", "markup": "wikitext"}, 3, "a page has no page; give each a name and a page"),
        ({"page": "english.wiki", "markup": "wikitext"}, 3, "a page has no name; give each a name and a page"),
        ({"name": "x", "page": "english.wiki", "markup": "wikitext", "wiki": "nowiki"}, 2, "no data for the site 'nowiki'"),
        ({"name": "x", "page": "english.wiki", "markup": "wikitext", "locale": "gone.json"}, 3, "gone.json: cannot be read"),
        ({"name": "x", "page": "english.wiki", "markup": "wikitext", "locale": "english.wiki"}, 3, "english.wiki: no JSON"),
        ("english.wiki", 3, "manifest.json: a page is no object"),
        ({"name": "../x", "page": "english.wiki", "markup": "wikitext"}, 3, "'../x' is no name of a file"),
    ],
)  # fmt: skip
def test_faulty_page_is_told_and_those_before_it_are_written(entry: dict[str, str], code: int, words: str) -> None:
    result = parse_all({"name": "first", "page": "english.wiki", "markup": "wikitext"}, entry)

    assert (code, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith("graphtalk: ")
    assert words in result.stderr
    assert 1 == result.stderr.count("\n")
    assert ["first.json"] == [file.name for file in Path("out").iterdir()]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"pages": 1}', "null", "\ufffe"])
def test_broken_manifest_is_told_and_nothing_is_written(text: str, workplace: Path) -> None:
    (workplace / "manifest.json").write_text(text, encoding="utf-8")
    result = call("parse", "--manifest", "manifest.json", "--out", "out")

    expected = "graphtalk: manifest.json: no manifest; give a JSON object with a list `pages`\n"
    assert (3, "", expected) == (result.exit_code, result.stdout, result.stderr)
    assert not Path("out").exists()


def test_manifest_that_is_not_there_is_told() -> None:
    result = call("parse", "--manifest", "gone.json", "--out", "out")

    expected = "graphtalk: gone.json: cannot be read (No such file or directory); check the path\n"
    assert (3, expected) == (result.exit_code, result.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--manifest", "manifest.json"),
        ("--out", "out"),
        ("english.wiki", "--manifest", "manifest.json", "--out", "out"),
        ("english.wiki", "--out", "out"),
        (),
    ],
)
def test_manifest_and_folder_go_together_and_without_a_source(arguments: tuple[str, ...]) -> None:
    result = call("parse", *arguments)

    assert (2, "") == (result.exit_code, result.stdout)
    assert "give a source, or --manifest and --out" in result.stderr


@pytest.mark.parametrize(
    "options, link",
    [
        (("--site", "plwiki"), "https://pl.wikipedia.org/wiki/Dyskusja:Jezioro"),
        (("--site-data", "lake.json"), "https://pl.wikipedia.org/wiki/Dyskusja:Jezioro"),
    ],
)
@pytest.mark.parametrize("source", ["polish.wiki", "polish.html"])
def test_named_wiki_tells_times_people_and_links(source: str, options: tuple[str, str], link: str) -> None:
    document = parsed(source, *options, "--title", "Dyskusja:Jezioro")

    assert POLISH_COMMENTS == signed(document)
    assert [None, document["comments"][0]["id"]] == [comment["parent"] for comment in document["comments"]]
    assert (link, "Jezioro", 1) == tuple(document["page"][key] for key in ("url", "subject", "namespace"))


def test_saved_page_is_read_by_the_data_of_the_wiki_that_it_names() -> None:
    document = parsed("saved.html")

    assert POLISH_COMMENTS == signed(document)
    page = document["page"]
    assert ("plwiki:Dyskusja:Jezioro", "pl.wikipedia.org") == (page["id"], page["site"])


def test_named_wiki_is_taken_before_the_one_that_a_page_names(workplace: Path) -> None:
    (workplace / "saved.html").write_text(SAVED.replace("plwiki", "nowiki"), encoding="utf-8")

    assert POLISH_COMMENTS == signed(parsed("saved.html", "--site", "plwiki"))
    assert POLISH_COMMENTS == signed(parsed("saved.html", "--site-data", "lake.json"))
    assert "lakewiki:Dyskusja:Jezioro" == parsed("saved.html", "--site-data", "lake.json")["page"]["id"]


def test_page_read_by_the_wrong_wiki_says_that_nothing_was_found(workplace: Path) -> None:
    (workplace / "english.wiki").write_text(ENGLISH.replace("User:", "Person:") * 3, encoding="utf-8")

    assert "no-comments" in [warning["code"] for warning in parsed("english.wiki")["warnings"]]


@pytest.mark.parametrize("options", [("--site", "plwiki"), ("--site-data", "lake.json")])
def test_import_takes_a_wiki_by_name_and_by_file(options: tuple[str, str]) -> None:
    imported = call("import", "polish.wiki", *options, "--title", "Dyskusja:Jezioro", "--store", "store")
    asked = call("query", "--cypher", TIMES, "--store", "store", "--format", "json")

    assert (0, "") == (imported.exit_code, imported.stderr)
    assert imported.stdout.startswith("1 page, 2 comments\n")
    assert POLISH_COMMENTS == [(row["name"], row["time"]) for row in json.loads(asked.stdout)]


@pytest.mark.parametrize(
    "options, code, words",
    [
        (("--site", "nowiki"), 2, "no data for the site 'nowiki'"),
        (("--site-data", "gone.json"), 3, "gone.json: cannot be read (No such file or directory)"),
        (("--site-data", "polish.wiki"), 3, "polish.wiki: no JSON"),
    ],
)
@pytest.mark.parametrize("command", ["parse", "import"])
def test_wiki_without_data_is_told(command: str, options: tuple[str, str], code: int, words: str) -> None:
    result = call(command, "english.wiki", *options)

    assert (code, "") == (result.exit_code, result.stdout)
    assert words in result.stderr
