"""The catalogue: headers, parameters, and the same rows from every store for every question."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Golden
from example_batch import (
    OTHER_PAGE,
    PAGE,
    example_batch,
    other_batch,
)
from mixed_batches import mixed_batches

from graphtalk.demo import sample_page
from graphtalk.errors import QueryError, ReadError, SchemaError, UnsupportedCypherError
from graphtalk.language import load_language
from graphtalk.pipeline import to_batch
from graphtalk.queries import (
    Column,
    Parameter,
    Picture,
    Query,
    ask,
    bind,
    catalogue,
    catalogue_markdown,
    count,
    declared,
    find,
    parse_query,
    run,
)
from graphtalk.schema import GraphBatch
from graphtalk.stores import Store
from graphtalk.table import Table, Value, render

ROOT = Path(__file__).parents[1]
NAMES = list(catalogue())
OF_A_PAGE = [name for name, query in catalogue().items() if any(p.name == "page" for p in query.parameters)]
INVARIANTS = {name for name, query in catalogue().items() if "invariants" in query.tags}
THEMES = ("people", "threads", "proposals", "stances", "sources", "policies", "requests", "articles", "quality")

HEADER = """\
// question: Who said what?
// param: since datetime = 2024-01-01T00:00:00Z: only comments at or after this time (UTC)
// param: user string: name of the user
// param: least int 1..9 = 2: at least this many
// column: user string: name
// column: links string[]: addresses
// example: user="Fenella Garrow" least=3
// caveat: Names are as signed.
// cost: page
// view: (user:User)-[:WROTE]->(links:Comment)
// engines: embedded neo4j
// tags: people threads
// since: 0.1.0
"""
BODY = """
// Sorted before it is collected.
MATCH (person:User)-[:WROTE]->(said:Comment)
WHERE person.name = $user AND said.timestamp >= datetime($since) AND said.level > $least
RETURN person.name AS user, collect(said.url) AS links ORDER BY person.id;
"""
SAMPLE = parse_query("who-said-what", HEADER + BODY, "cypher/who-said-what.cypher", theme="people", complete=True)


def test_header_is_read_in_full() -> None:
    expected = Query(
        name="who-said-what",
        question="Who said what?",
        parameters=(
            Parameter(
                "since",
                "datetime",
                "only comments at or after this time (UTC)",
                required=False,
                default="2024-01-01T00:00:00Z",
            ),
            Parameter("user", "string", "name of the user", required=True),
            Parameter("least", "int", "at least this many", required=False, default=2, bounds=(1.0, 9.0)),
        ),
        columns=(Column("user", "string", "name"), Column("links", "string[]", "addresses")),
        cypher=HEADER + BODY,
        file="cypher/who-said-what.cypher",
        theme="people",
        engines=("embedded", "neo4j"),
        tags=("people", "threads"),
        example={"user": "Fenella Garrow", "least": "3"},
        caveats=("Names are as signed.",),
        cost="page",
        picture=Picture("user", "User", "", "WROTE", "links", "Comment"),
        since="0.1.0",
    )

    assert expected == SAMPLE


def test_question_and_columns_are_header_enough_for_an_own_file() -> None:
    text = "// question: What?\n// column: a int: one\nRETURN 1 AS a ORDER BY a"

    query = parse_query("what", text, "own/what.cypher")

    assert Query("what", "What?", (), (Column("a", "int", "one"),), text, "own/what.cypher") == query
    with pytest.raises(SchemaError, match=r"^own/what\.cypher:1: 0 cost lines; write exactly one: // cost: "):
        parse_query("what", text, "own/what.cypher", complete=True)


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("// question: Who said what?\n", "", ":1: 0 question lines; write exactly one: // question: "),
        ("Who said what?", "Who said what", ":1: the question line is not in its form; write // question: "),
        ("// cost: page\n", "", ":1: 0 cost lines; write exactly one: // cost: cheap|page|store"),
        ("// since: 0.1.0\n", "", ":1: 0 since lines; write exactly one: // since: "),
        ("since: 0.1.0", "since: soon", ":13: the since line is not in its form; write // since: "),
        ("as signed.", "as signed", ":8: the caveat line is not in its form; write // caveat: "),
        ("cost: page", "cost: high", ":9: the cost line is not in its form; write // cost: cheap|page|store"),
        ("embedded neo4j", "embedded duckdb", ":11: the engines line is not in its form; write // engines: "),
        ('user="Fenella', "user=Fenella", ":7: the example does not read (No closing quotation); mind its quotes"),
        ("least=3", "3", ":7: the example line is not in its form; write // example: "),
        ("least=3", "most=3", ":7: the example gives most, and it takes since datetime"),
        ("least=3", "least=30", ":7: the example's '30' is no least int 1..9 = 2; correct it"),
        ("least=3", "least=x", ":7: the example's 'x' is no least int 1..9 = 2; correct it"),
        ('user="Fenella Garrow" ', "", ":7: the example lacks user; add it"),
        ("least int 1..9 = 2", "least int 9..1 = 2", ":4: 9..1 is no range of a int; write least..greatest"),
        ("least int 1..9 = 2", "least string 1..9 = 2", ":4: 1..9 is no range of a string; write "),
        ("least int 1..9 = 2", "least int 3..9 = 2", ":4: default '2' of least is not in 3..9; correct it"),
        ("(links:Comment)", "(link:Comment)", ":10: the view draws link, which is no column; correct it"),
        ("(links:Comment)", "(links:Remark)", ":10: the schema has no label Remark; it has Page, "),
        ("[:WROTE]", "[:SAID]", ":10: the schema has no edge type SAID; it has DISCUSSES, "),
        ("[:WROTE]", "WROTE", ":10: the view line is not in its form; write // view: "),
        ("// tags", "// tags: a\n// tags", ":1: 2 tags lines; write at most one: // tags: "),
        ("// tags", "// tag", ":12: '// tag: people threads' is no header line; begin it with question, param, column"),
        ("// tags", "//tags", ":12: '//tags: people threads' is no header line"),
        ("column: user string", "column: user text", ":5: the column line is not in its form; write // column: "),
        ("column: user string: name", "column: user string:", ":5: the column line is not in its form"),
        ("param: user string", "param: user string[]", ":3: the param line is not in its form; write // param: "),
        ("least int 1..9 = 2", "least int = two", ":4: default 'two' of least is no int; correct it"),
        ("2024-01-01T00:00:00Z", "yesterday", ":2: default 'yesterday' of since is no datetime; correct it"),
        ("column: links string[]", "column: user string[]", ":6: column user again; remove one"),
        ("param: user string", "param: least int", ":4: param least again; remove one"),
        ("> $least", "> 2", ":4: $least is not in the Cypher; remove the line"),
        ("> $least", "> $least + $more", ":17: $more is not declared; add // param: name "),
        (BODY, "\n", ":13: no Cypher after the header; write the query"),
        (HEADER, "", ":1: 0 question lines"),
    ],
)
def test_faulty_header_names_line_and_fix(old: str, new: str, message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        parse_query("who-said-what", (HEADER + BODY).replace(old, new), "cypher/who-said-what.cypher", complete=True)

    assert str(caught.value).startswith("cypher/who-said-what.cypher" + message)


@pytest.mark.parametrize("name", ["WhoSaidWhat", "who_said_what", "who--said", ""])
def test_file_name_that_is_no_question_is_refused(name: str) -> None:
    with pytest.raises(SchemaError, match="is no query name"):
        parse_query(name, HEADER + BODY, f"cypher/{name}.cypher")


def test_catalogue_is_in_the_order_of_names() -> None:
    assert sorted(NAMES) == NAMES
    assert {query.theme for query in catalogue().values()} <= set(THEMES)


@pytest.mark.parametrize("folder", ["mine", ""])
def test_own_folder_stands_beside_the_catalogue(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "who-said-what.cypher").write_text(HEADER + BODY, encoding="utf-8")

    assert sorted([*NAMES, "who-said-what"]) == list(catalogue(tmp_path))
    assert find("who-said-what", tmp_path).theme == folder


def test_name_is_unique_over_all_folders(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "who-said-what.cypher").write_text(HEADER + BODY, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"/b/who-said-what\.cypher: .*/a/who-said-what\.cypher has the same name"):
        catalogue(tmp_path)
    for folder in ("a", "b"):
        (tmp_path / folder / "who-said-what.cypher").rename(tmp_path / folder / "proposal-chain.cypher")
    (tmp_path / "b" / "proposal-chain.cypher").unlink()
    with pytest.raises(SchemaError, match="graphtalk has a query proposal-chain, too; rename the file"):
        catalogue(tmp_path)


def test_own_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="nowhere: no folder of query files; check the path"):
        catalogue(tmp_path / "nowhere")
    (tmp_path / "what.cypher").write_bytes(b"\xff")
    with pytest.raises(ReadError, match=r"what\.cypher: cannot be read as text"):
        catalogue(tmp_path)


@pytest.mark.parametrize(
    "name, hint",
    [
        ("who-answerd-whom", "did you mean who-answered-whom or who-pinged-whom?"),
        ("proposals-chain", "did you mean proposal-chain?"),
        ("zzz", "`graphtalk queries` lists them all"),
    ],
)
def test_unknown_query_suggests_the_nearest_name(name: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        find(name)

    assert f"there is no query {name!r}; {hint}" == str(caught.value)


def typed_query(type_name: str, default: str = "") -> Query:
    header = f"// question: What?\n// param: x {type_name}{default}: what\n// column: x {type_name}: what\n"
    return parse_query("what", header + "// engines: embedded neo4j\nRETURN $x AS x ORDER BY x", "cypher/what.cypher")


@pytest.mark.parametrize(
    "type_name, given, expected",
    [
        ("string", "Talk:Earth", "Talk:Earth"),
        ("string", "12", "12"),
        ("string", "", ""),
        ("int", "12", 12),
        ("int", "-3", -3),
        ("int", 12, 12),
        ("int", str(2**63 - 1), 2**63 - 1),
        ("float", "0.5", 0.5),
        ("float", "2", 2.0),
        ("float", 2, 2.0),
        ("bool", "true", True),
        ("bool", "false", False),
        ("bool", False, False),
        ("datetime", "2025-04-03", "2025-04-03T00:00:00+00:00"),
        ("datetime", "2025-04-03T09:58", "2025-04-03T09:58:00+00:00"),
        ("datetime", "2025-04-03T09:58:00Z", "2025-04-03T09:58:00+00:00"),
        ("datetime", "2025-04-03 11:58+02:00", "2025-04-03T09:58:00+00:00"),
        ("datetime", datetime(2025, 4, 3, 9, 58, tzinfo=UTC), "2025-04-03T09:58:00+00:00"),
    ],
)
def test_parameter_takes_its_type_or_text_for_it(type_name: str, given: Value, expected: Value) -> None:
    bound = bind(typed_query(type_name), {"x": given})["x"]

    assert (expected, type(expected)) == (bound, type(bound))


@pytest.mark.parametrize(
    "type_name, given",
    [
        ("string", 12),
        ("string", None),
        ("string", ["a"]),
        ("int", "1.5"),
        ("int", "many"),
        ("int", 1.0),
        ("int", True),
        ("int", str(2**63)),
        ("float", "nan"),
        ("float", "inf"),
        ("float", True),
        ("bool", "yes"),
        ("bool", 1),
        ("datetime", "yesterday"),
        ("datetime", "2025-02-30"),
        ("datetime", "0001-01-01T00:00+05:00"),
        ("datetime", 2025),
    ],
)
def test_parameter_of_another_type_is_refused(type_name: str, given: Value) -> None:
    with pytest.raises(QueryError, match=rf"^what: x is .*, which is no {type_name}; it takes x {type_name}$"):
        bind(typed_query(type_name), {"x": given})


@pytest.mark.parametrize(
    "given, message",
    [
        ({}, "who-said-what needs a value for user; "),
        ({"user": "Ana", "usr": "Bo"}, "who-said-what has no parameter usr; "),
        ({"user": None}, "who-said-what: user is null, which is no string; "),
        ({"user": "Ana", "least": None}, "who-said-what: least is null, which is no int; "),
        ({"user": "Ana", "least": 10}, "who-said-what: least is 10, which is not in 1..9; "),
    ],
)
def test_parameters_that_do_not_fit_are_told_what_the_query_takes(given: dict[str, Value], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        bind(SAMPLE, given)

    usage = "it takes since datetime = 2024-01-01T00:00:00Z, user string, least int 1..9 = 2"
    assert message + usage == str(caught.value)


def test_every_parameter_is_passed() -> None:
    expected = {"since": "2024-01-01T00:00:00+00:00", "user": "Ana", "least": 2}

    assert expected == bind(SAMPLE, {"user": "Ana"})
    assert bind(typed_query("int", " = null"), {}) == {"x": None}
    assert bind(typed_query("int", " = null"), {"x": None}) == {"x": None}


@pytest.mark.parametrize(
    "type_name, value, expected",
    [
        ("float", 2, 2.0),
        ("int", None, None),
        ("datetime", "2025-04-03T09:58:00Z", datetime(2025, 4, 3, 9, 58, tzinfo=UTC)),
        ("datetime", "2025-04-03T09:58", datetime(2025, 4, 3, 9, 58, tzinfo=UTC)),
        ("datetime", datetime.fromisoformat("2025-04-03T11:58+02:00"), datetime(2025, 4, 3, 9, 58, tzinfo=UTC)),
        ("float[]", [1, 0.5], [1.0, 0.5]),
        ("string[]", [], []),
    ],
)
def test_column_values_get_the_declared_type(type_name: str, value: Value, expected: Value) -> None:
    query = replace(SAMPLE, columns=(Column("x", type_name, "what"),))

    found = declared(query, Table(("x",), ((value,),))).rows[0][0]

    assert (expected, type(expected)) == (found, type(found))


@pytest.mark.parametrize(
    "type_name, value",
    [
        ("int", "12"),
        ("int", 1.5),
        ("float", "0.5"),
        ("bool", 1),
        ("string", 1),
        ("string", ["a"]),
        ("string", {"id": "a node"}),
        ("string[]", "a"),
        ("string[]", ["a", None]),
        ("datetime", "soon"),
    ],
)
def test_column_value_of_another_type_is_a_fault_of_the_file(type_name: str, value: Value) -> None:
    query = replace(SAMPLE, columns=(Column("x", type_name, "what"),))

    with pytest.raises(SchemaError, match=r"^cypher/who-said-what\.cypher: column x is declared "):
        declared(query, Table(("x",), ((value,),)))


@pytest.mark.parametrize("columns", [("user",), ("links", "user"), ("user", "links", "more")])
def test_columns_that_are_not_the_declared_ones_are_a_fault_of_the_file(columns: tuple[str, ...]) -> None:
    with pytest.raises(SchemaError, match="where its header declares user, links; make the column lines"):
        declared(SAMPLE, Table(columns, ()))


def test_query_for_another_engine_is_refused(store: Store) -> None:
    other = replace(SAMPLE, engines=tuple({"embedded", "neo4j"} - {store.name}))

    with pytest.raises(
        UnsupportedCypherError, match=f"^who-said-what is for the store .*, and this store is {store.name}$"
    ):
        ask(store, other, {"user": "Ana"})


def sample_batches() -> list[GraphBatch]:
    return [to_batch(sample_page(), load_language("en"))]


GRAPHS: dict[str, Callable[[], list[GraphBatch]]] = {
    "small": lambda: [example_batch(), other_batch()],
    "sample": sample_batches,
    "mixed": mixed_batches,
}


def fill(store: Store, graph: str = "small") -> None:
    store.create_schema()
    for batch in GRAPHS[graph]():
        store.write(batch)


@pytest.mark.parametrize("graph", GRAPHS)
def test_every_query_gives_its_golden_rows(store: Store, golden: Golden, graph: str) -> None:
    fill(store, graph)

    wrong = []
    for name in NAMES:
        try:
            golden(ROOT / f"tests/golden/queries/{graph}/{name}.json", render(run(store, name, {}), "json") + "\n")
        except AssertionError as difference:
            wrong.append(f"{name}: {difference}")
    assert wrong == []


def test_every_golden_file_is_of_a_query() -> None:
    files = sorted((ROOT / "tests/golden/queries").rglob("*.json"))

    assert sorted(f"{graph}/{name}" for graph in GRAPHS for name in NAMES) == sorted(
        f"{file.parent.name}/{file.stem}" for file in files
    )


def test_every_query_but_the_invariants_has_golden_rows() -> None:
    files = sorted((ROOT / "tests/golden/queries").rglob("*.json"))
    filled = {file.stem for file in files if json.loads(file.read_text(encoding="utf-8"))}

    assert set(NAMES) - INVARIANTS == filled


def test_count_is_the_number_of_rows_without_the_limit(store: Store) -> None:
    fill(store)

    expected = {name: len(run(store, name, widest(name)).rows) for name in NAMES}
    assert expected == {name: count(store, find(name), {}).rows[0][0] for name in NAMES}


def widest(name: str) -> dict[str, Value]:
    return {"limit": 10_000} if any(p.name == "limit" for p in find(name).parameters) else {}


def test_every_query_is_empty_on_an_empty_store(store: Store) -> None:
    store.create_schema()

    expected = {name: Table(tuple(c.name for c in catalogue()[name].columns), ()) for name in NAMES}
    assert expected == {name: run(store, name, {}) for name in NAMES}


@pytest.mark.parametrize("page", [PAGE, PAGE.removeprefix("enwiki:")])
def test_page_by_id_or_title_gives_what_a_store_with_only_that_page_gives(store: Store, page: str) -> None:
    fill(store)
    alone = [name for name in OF_A_PAGE if name != "archived-comments"]  # which tells of pages that comments went to
    found = {name: run(store, name, {"page": page}) for name in alone}
    store.delete_page(OTHER_PAGE)

    assert {name: run(store, name, {}) for name in alone} == found


def test_unknown_page_gives_no_rows(store: Store) -> None:
    fill(store)

    assert [name for name in OF_A_PAGE if run(store, name, {"page": "Talk:Nowhere"}).rows] == []


@pytest.mark.parametrize(
    "name, given, rows",
    [
        ("who-answered-whom", {"since": "2024-03-03"}, 3),
        ("who-answered-whom", {"since": "2024-05-11T21:30:01Z"}, 0),
        ("users-by-activity", {"since": "2024-03-05"}, 3),
        ("unanswered-questions", {"since": "2024-03-05T08:00:00Z"}, 1),
        ("remaining-objections", {"status": "implemented"}, 1),
        ("remaining-objections", {"status": "open"}, 0),
        ("comments-by-policy", {"policy": "Wikipedia:Verifiability"}, 2),
        ("comments-by-policy", {"policy": "WP:V"}, 0),
        ("longest-threads", {"limit": "1"}, 1),
        ("sections-by-size", {"limit": "2"}, 2),
        ("comments-without-reply", {"limit": "1"}, 1),
        ("newcomers", {"most": "2"}, 3),
        ("users-on-several-pages", {"least": "3"}, 0),
        ("dormant-sections", {"days": "1"}, 0),
        ("revived-sections", {"days": "1"}, 2),
        ("last-stances", {"user": "Mara Quill"}, 1),
        ("citations", {"source": "doi:10.5555/orrin.1"}, 1),
        ("citations", {"source": "The tower at Orrin"}, 2),
        ("stale-requests", {"days": "2"}, 0),
        ("article-links", {"article": "Orrin"}, 1),
        ("article-links", {"article": "enwiki:Sele Harbour"}, 0),
        ("guessed-parents", {"below": "0.5"}, 0),
        ("low-confidence-facts", {"below": "0.6"}, 0),
        ("low-confidence-facts", {"below": "0.61"}, 1),
        ("low-confidence-facts", {"below": "1", "limit": "2"}, 2),
        ("wording-changes", {"user": "Mara Quill"}, 1),
        ("wording-credit", {"status": "open"}, 0),
    ],
)
def test_parameter_narrows_the_rows(store: Store, name: str, given: dict[str, Value], rows: int) -> None:
    fill(store)

    assert rows == len(run(store, name, given).rows)


def test_readme_of_the_catalogue_is_made_from_the_headers(golden: Golden) -> None:
    golden(ROOT / "cypher/README.md", catalogue_markdown())
