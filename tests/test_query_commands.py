"""`graphtalk queries` and the options of `graphtalk query`, as their users meet them."""

import json
import re
from pathlib import Path

import pytest
import typer
from conftest import ROOT
from mixed_batches import mixed_batches
from test_cli import answer, call, rows
from typer.core import TyperCommand

from graphtalk.demo import SAMPLE_TITLE
from graphtalk.queries import catalogue, find
from graphtalk.query_commands import complete_names, complete_parameters, rows_graph
from graphtalk.stores import MEMORY, open_store
from graphtalk.table import Table
from graphtalk.views.relations import relations
from graphtalk.views.styles import WITH_CHANGES

OWN = """\
// question: How many comments has a user?
// param: user string: name of the user
// column: user string: name of the user
// column: comments int: number of comments
MATCH (person:User)-[:WROTE]->(comment:Comment)
WHERE person.name = $user
RETURN person.name AS user, count(comment) AS comments
ORDER BY user;
"""


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a library of one query."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("GRAPHTALK_STORE", "GRAPHTALK_LIBRARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "own" / "counts").mkdir(parents=True)
    (tmp_path / "own" / "counts" / "comments-of.cypher").write_text(OWN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def filled(workplace: Path) -> str:
    """Give the address of a store with the mixed pages."""
    address = str(workplace / "store")
    with open_store(address) as store:
        for batch in mixed_batches():
            store.write(batch)
    return address


def test_questions_are_listed_by_theme_or_tag() -> None:
    assert [name for name, query in catalogue().items() if query.theme == "sources"] == [
        row["name"] for row in rows("queries", "--tag", "sources")
    ]
    assert [name for name, query in catalogue().items() if "invariants" in query.tags] == [
        row["name"] for row in rows("queries", "--tag", "invariants")
    ]


def test_headers_are_printed_whole_as_json() -> None:
    found = {query["name"]: query for query in json.loads(answer("queries", "--json"))}

    assert list(catalogue()) == list(found)
    assert found["tally"]["example"] == {"page": SAMPLE_TITLE}
    assert found["who-answered-whom"]["picture"]["edge"] == "answers"


def test_unknown_tag_names_those_there_are() -> None:
    result = call("queries", "--tag", "sauces")

    assert result.exit_code != 0
    assert "no query has the tag 'sauces'; there is articles, " in result.stderr


@pytest.mark.parametrize("name", ["tally", "similar-user-names", "longest-threads"])
def test_show_gives_the_file_and_rows_of_the_sample_page(name: str) -> None:
    found = answer("queries", "show", name)

    assert found.startswith(f"{find(name).file}\n\n{find(name).cypher}")
    assert f"$ graphtalk query {name}" in found
    assert re.search(r"^(… \d+ rows in all|\(\d+ rows?\))$", found, re.MULTILINE)


def test_own_folder_is_asked_listed_and_shown(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("query", "comments-of", "-p", "user=Bo Lind", "--store", filled)
    expected = [{"user": "Bo Lind", "comments": 14}]

    assert expected == rows(*asked, "--library", "own")
    assert ["comments-of"] == [row["name"] for row in rows("queries", "--tag", "counts", "--library", "own")]
    assert "No example: the file has no example line with user." in answer(
        "queries", "show", "comments-of", "--library", "own"
    )
    monkeypatch.setenv("GRAPHTALK_LIBRARY", "own")
    assert expected == rows(*asked)


def test_check_tells_what_is_not_portable(workplace: Path) -> None:
    file = workplace / "own" / "counts" / "comments-of.cypher"
    assert answer("queries", "check", str(file)) == "all portable\n"

    file.write_text(OWN.replace("(person:User)", "(person)"), encoding="utf-8")
    result = call("queries", "check", str(file))
    assert f"{file}: node-labels: (person)\n" in result.stdout
    assert result.exit_code != 0


def test_count_tells_the_rows_without_the_limit(filled: str) -> None:
    asked = ("query", "sections-by-size", "--store", filled, "-p", "limit=3")

    assert len(rows(*asked)) == 3
    assert rows(*asked, "--count") == [{"rows": 12}]


def test_plan_of_the_embedded_store_is_its_text(filled: str) -> None:
    found = answer("query", "tally", "--store", filled, "--explain")

    assert "Execution Plan" in found
    assert "index:" not in found


def test_plan_of_a_server_names_the_indexes(neo4j_address: str) -> None:
    with open_store(neo4j_address) as store:
        for batch in mixed_batches():
            store.write(batch)
    cypher = "MATCH (talk:Page {title: $title}) RETURN talk.id AS id ORDER BY id"

    found = answer("query", "--cypher", cypher, "-p", "title=Talk:Mill", "--store", neo4j_address, "--explain")
    assert "ProduceResults: id" in found
    assert "\nindex: RANGE INDEX talk:Page(title) WHERE title = $title\n" in found
    assert answer("query", "page-overview", "--store", neo4j_address, "--explain").endswith("\nindex: none\n")


def test_rows_are_drawn(filled: str, workplace: Path) -> None:
    target = workplace / "answers.html"

    assert f"{target}\n" == answer("query", "who-answered-whom", "--store", filled, "--view", "-o", str(target))
    assert "Who answered whom, how often and when?" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name, query in catalogue().items() if query.picture])
def test_every_picture_has_an_edge_for_each_pair_of_its_rows(name: str) -> None:
    query = find(name)
    assert query.picture
    with open_store(MEMORY) as store:
        for batch in mixed_batches():
            store.write(batch)
        columns = [column.name for column in query.columns]
        found = Table(tuple(columns), store.query(query.cypher, {p.name: None for p in query.parameters}).rows)
    pairs = {(row[query.picture.start], row[query.picture.end]) for row in found.records()}
    drawn = relations(rows_graph(query, found))

    assert len({pair for pair in pairs if None not in pair}) == drawn.number_of_edges() > 0
    assert all(isinstance(data["x"], int) and data["label"] for _, data in drawn.nodes(data=True))


def test_stances_keep_their_sides_in_a_picture() -> None:
    said = ("support", "oppose", "support with changes", "neutral")
    found = Table(("user", "proposal_id", "stance"), tuple((f"User {i}", "p", side) for i, side in enumerate(said)))

    kinds = [data["type"] for *_, data in rows_graph(find("last-stances"), found).edges(data=True)]
    assert ["ENDORSES", "OPPOSES", WITH_CHANGES, "NEUTRAL_ON"] == kinds


def test_picture_is_cut_to_the_first_nodes() -> None:
    query = find("who-answered-whom")
    found = Table(
        ("answerer", "answered", "answers"), (("Ana", "Bo", 2), ("Bo", "Ana", 1), ("Cy", "Ana", 1), (None, "Ana", 1))
    )
    graph = rows_graph(query, found)

    assert ["User Ana", "User Bo"] == list(relations(graph, max_nodes=2))
    assert relations(graph, max_nodes=2).graph["caption"] == "the first 2 of 3"
    assert ["2", "1", "1"] == [data["title"] for *_, data in relations(graph).edges(data=True)]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("query", "tally", "--view"), "tally has no picture: its header has no view line"),
        (("query", "tally", "--view", "--count"), "give one of --count, --explain, --view"),
        (("query", "--cypher", "RETURN 1 AS a", "--count"), "--count and --view are for queries of the catalogue"),
        (("query", "tally", "--library", "nowhere"), "nowhere: no folder of query files; check the path"),
        (("query", "longest-threads", "-p", "limit=0"), "limit is 0, which is not in 1..10000"),
        (("queries", "show", "taly"), "there is no query 'taly'; did you mean tally?"),
    ],
)
def test_what_does_not_fit_is_told(arguments: tuple[str, ...], message: str, filled: str) -> None:
    store = ("--store", filled) if arguments[0] == "query" else ()
    result = call(*arguments, *store)

    assert result.exit_code != 0
    assert message in result.stderr


def test_shell_completes_names_and_parameters() -> None:
    context = typer.Context(TyperCommand("query"))
    context.params["name"] = "longest-threads"
    found = complete_parameters(context, "li")

    assert [("tally", find("tally").question)] == complete_names("ta")
    assert [("limit=", "limit int 1..10000 = 20: at most this many threads")] == found


def test_page_of_the_commands_is_there() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert {"## graphtalk queries", "## graphtalk queries show", "## graphtalk queries check"} <= set(page.splitlines())
