"""Checking a store: each invariant is broken by hand, behind graphtalk's back, and `check` finds it on both stores."""

import json
from collections.abc import Mapping

import pytest
from example_batch import (
    AGREED,
    ANSWERED,
    ASKED,
    COUNTERED,
    DOUBTED,
    EDIT_REQUEST,
    FIRST,
    GAZETTE,
    HARBOUR,
    INGRID,
    LIGHTHOUSE,
    MARA,
    MOVE,
    MOVE_REQUEST,
    MOVE_SECTION,
    MOVING,
    OTHER_PAGE,
    PAGE,
    PRESSED,
    REFINED,
    REQUEST_SECTION,
    SECOND,
    SOURCES_SECTION,
    SURVEY,
    THIRD,
    UNSIGNED,
    VERIFIABILITY,
    example_batch,
    other_batch,
)
from typer.testing import CliRunner, Result

from graphtalk.cli import app
from graphtalk.queries import invariants, run
from graphtalk.schema import EDGES, SCHEMA_VERSION
from graphtalk.stores import Store, open_store
from graphtalk.stores.migrations import Migration
from graphtalk.table import Value

TITLE, OTHER_TITLE = "Talk:Orrin Lighthouse", "Talk:Sele Harbour"


def by_hand(store: Store, statement: str) -> None:
    """Run a statement that writes, which only migrations may."""
    store.migrate(Migration(SCHEMA_VERSION, "by hand", (statement,), complete=False))


def add(edge_type: str, start: str, end: str, properties: str = "{}") -> str:
    edge = EDGES[edge_type]
    ends = f"MATCH (s:{edge.start} {{id: '{start}'}}) MATCH (e:{edge.end} {{id: '{end}'}})"
    return f"{ends} CREATE (s)-[r:{edge_type} {properties}]->(e)"


def cut(edge_type: str, start: str, end: str) -> str:
    edge = EDGES[edge_type]
    return f"MATCH (:{edge.start} {{id: '{start}'}})-[r:{edge_type}]->(:{edge.end} {{id: '{end}'}}) DELETE r"


def alter(edge_type: str, start: str, end: str, change: str) -> str:
    edge = EDGES[edge_type]
    return f"MATCH (:{edge.start} {{id: '{start}'}})-[r:{edge_type}]->(:{edge.end} {{id: '{end}'}}) SET r.{change}"


def change(label: str, node: str, values: str) -> str:
    return f"MATCH (n:{label} {{id: '{node}'}}) SET n.{values}"


def page(**values: Value) -> dict[str, Value]:
    return {"page": TITLE, **values}


FAULTS: list[tuple[str, str, Mapping[str, Value]]] = [
    ("several-authors", add("WROTE", INGRID, ASKED, "{role: 'author'}"), page(authors=["Ingrid Vale", "Mara Quill"])),
    ("broken-replies", add("REPLIES_TO", ASKED, COUNTERED), page(fault="circle", parent_id=COUNTERED)),
    ("broken-replies", add("REPLIES_TO", ANSWERED, ASKED), page(fault="two parents", parent_id=ASKED)),
    ("broken-replies", add("REPLIES_TO", UNSIGNED, MOVING), page(fault="other page", parent_id=MOVING)),
    ("broken-spans", alter("ENDORSES", REFINED, SECOND, "start = 3"), page(fact_type="ENDORSES", begin=3)),
    ("broken-spans", alter("CITES", ASKED, SURVEY, "end = 10000"), page(fact_type="CITES", finish=10000)),
    ("broken-spans", alter("INVOKES", COUNTERED, VERIFIABILITY, "start = -1"), page(fact_type="INVOKES", begin=-1)),
    ("broken-spans", alter("OPENS", ASKED, EDIT_REQUEST, "start = null"), page(fact_type="OPENS", begin=None)),
    ("broken-spans", alter("DECIDES", ANSWERED, THIRD, "quote = 'Not done'"), page(fact_type="DECIDES", about=THIRD)),
    ("broken-spans", alter("AMENDS", SECOND, FIRST, "quote = 'Better'"), page(fact_type="AMENDS", about=FIRST)),
    ("broken-spans", change("Comment", PRESSED, "text = 'I have read it \U0001f98a'"), page(fact_type="ENDORSES")),
    ("unfounded-interests", alter("DECLARES_INTEREST_IN", MARA, LIGHTHOUSE, "comment = 'x'"), {"fault": "no comment"}),
    ("unfounded-interests", change("Comment", ASKED, "text = 'I work there.'"), {"fault": "no such words"}),
    ("unfounded-adoptions", alter("BROUGHT_IN", SURVEY, f"{LIGHTHOUSE}@501", "comment = 'x'"), {"comment_id": "x"}),
    ("orphans", "CREATE (:ArticleRevision {id: 'local:Mill@7'})", {"label": "ArticleRevision"}),
    ("orphans", "CREATE (:Action {id: 'local:Talk:Mill#r7-0', page: 'local:Talk:Mill'})", {"label": "Action"}),
    ("orphans", cut("ON_PAGE", SOURCES_SECTION, PAGE), {"label": "Section", "node_id": SOURCES_SECTION}),
    ("orphans", cut("IN_SECTION", UNSIGNED, SOURCES_SECTION), {"label": "Comment", "node_id": UNSIGNED}),
    ("orphans", cut("PROPOSES", REFINED, THIRD), {"label": "Proposal", "node_id": THIRD}),
    ("orphans", cut("OPENS", ASKED, EDIT_REQUEST), {"label": "Request", "node_id": EDIT_REQUEST}),
    ("orphans", cut("CITES", ASKED, SURVEY), {"label": "Source", "node_id": SURVEY}),
    ("orphans", cut("DISCUSSES", OTHER_PAGE, HARBOUR), {"label": "Article", "node_id": HARBOUR}),
    ("orphans", "CREATE (:User {id: 'local:User:Nobody', name: 'Nobody'})", {"label": "User"}),
    ("orphans", "CREATE (:Policy {id: 'local:WP:NO', title: 'WP:NO'})", {"label": "Policy"}),
    ("broken-positions", change("Comment", UNSIGNED, "position = 7"), page(label="Comment", nodes=7, greatest=7)),
    ("broken-positions", change("Comment", UNSIGNED, "position = 5"), page(label="Comment", nodes=7, places=6)),
    ("broken-positions", change("Section", SOURCES_SECTION, "position = null"), page(label="Section", places=1)),
    ("strayed-edges", add("ON_PAGE", SOURCES_SECTION, OTHER_PAGE), {"page": OTHER_TITLE, "other_page": PAGE}),
    ("strayed-edges", add("SUBSECTION_OF", SOURCES_SECTION, MOVE_SECTION), page(other_page=OTHER_PAGE)),
    ("strayed-edges", add("IN_SECTION", ASKED, MOVE_SECTION), {"page": OTHER_TITLE, "start_id": ASKED}),
    ("strayed-edges", add("OPPOSES", DOUBTED, MOVE), {"page": OTHER_TITLE, "edge_type": "OPPOSES", "end_id": MOVE}),
    ("strayed-edges", add("AMENDS", THIRD, MOVE), {"page": OTHER_TITLE, "edge_type": "AMENDS", "start_id": THIRD}),
    ("strayed-edges", add("ANSWERS", ANSWERED, MOVE_REQUEST), {"page": OTHER_TITLE, "end_id": MOVE_REQUEST}),
    ("strayed-edges", add("ASKS_FOR", EDIT_REQUEST, MOVE), page(other_page=OTHER_PAGE, start_id=EDIT_REQUEST)),
    ("ill-formed-ids", change("Section", REQUEST_SECTION, "id = 'h-Edit'"), {"label": "Section", "node_id": "h-Edit"}),
    ("ill-formed-ids", change("Comment", UNSIGNED, "id = 'c-'"), {"label": "Comment", "expected": f"{PAGE}#…"}),
    ("ill-formed-ids", change("Proposal", THIRD, "id = 'p1'"), {"label": "Proposal", "expected": f"{REFINED}/p…"}),
    ("ill-formed-ids", change("Request", EDIT_REQUEST, "id = 'r1'"), {"label": "Request", "node_id": "r1"}),
    ("ill-formed-ids", change("User", MARA, "name = 'Mara'"), {"label": "User", "expected": "enwiki:User:Mara"}),
    ("ill-formed-ids", change("Policy", VERIFIABILITY, "site = null"), {"expected": "local:Wikipedia:Verifiability"}),
    ("ill-formed-ids", change("Article", HARBOUR, "title = 'Sele'"), {"label": "Article", "expected": "enwiki:Sele"}),
    ("ill-formed-ids", change("Source", GAZETTE, "kind = 'isbn'"), {"label": "Source", "expected": "isbn:…"}),
    ("wrong-counts", add("ON_PAGE", SOURCES_SECTION, PAGE), page(counted="ON_PAGE", found=2)),
    ("wrong-counts", add("SUBSECTION_OF", SOURCES_SECTION, REQUEST_SECTION), page(counted="SUBSECTION_OF", found=2)),
    ("wrong-counts", add("IN_SECTION", ASKED, SOURCES_SECTION), page(counted="IN_SECTION", node_id=ASKED, found=2)),
    ("wrong-counts", add("PROPOSES", ASKED, SECOND), page(counted="PROPOSES", node_id=SECOND, found=2)),
    ("wrong-counts", add("OPENS", COUNTERED, EDIT_REQUEST), page(counted="OPENS", found=2)),
    ("wrong-counts", alter("WORDED", MARA, THIRD, "words = 6"), page(counted="words credited", found=11)),
    ("wrong-counts", alter("AMENDS", THIRD, SECOND, "words_moved = 1"), page(counted="words of a change", found=10)),
    (
        "miscounted-pages",
        change("Page", PAGE, "row_counts = ['2 Section', '8 Comment', '3 Proposal', '1 Request']"),
        page(label="Comment", expected=8, found=7),
    ),
]


@pytest.mark.parametrize("name, statement, row", FAULTS, ids=[f"{name}: {text[:70]}" for name, text, _ in FAULTS])
def test_each_fault_is_found(store: Store, name: str, statement: str, row: Mapping[str, Value]) -> None:
    store.write(example_batch())
    store.write(other_batch())
    by_hand(store, statement)

    [found, *_] = run(store, name, {}).records()
    assert row == {column: found[column] for column in row}


def test_every_invariant_is_broken_once() -> None:
    assert {query.name for query in invariants()} == {name for name, _, _ in FAULTS}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(params=["embedded", "neo4j"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of a store of each kind with two pages in it."""
    place = tmp_path_factory.mktemp("check") / "store"
    found = str(place if request.param == "embedded" else request.getfixturevalue("neo4j_address"))
    with open_store(found) as store:
        store.write(example_batch())
        store.write(other_batch())
    return found


def test_sound_store_passes(address: str) -> None:
    result = call("check", "--store", address)

    assert (0, f"all {len(invariants())} invariants hold\n") == (result.exit_code, result.stdout)
    assert result.stderr in {"", "checking …\n"}  # which is told where it takes more than a second


def test_broken_invariants_are_told_in_one_line_each_with_an_example(address: str) -> None:
    with open_store(address) as store:
        by_hand(store, cut("CITES", ASKED, SURVEY))
        by_hand(store, alter("ENDORSES", AGREED, MOVE, "quote = 'Not a\nword'"))

    result = call("check", "--store", address)

    [spans, orphans, adoptions] = result.stdout.splitlines()
    assert spans.startswith("broken-spans: 1 broken, such as page Talk:Sele Harbour, fact_type ENDORSES, about enwiki:")
    assert "quote Not a word, rule en.example, " in spans
    assert f"orphans: 1 broken, such as label Source, node_id {SURVEY}" == orphans
    assert adoptions.startswith(f"unfounded-adoptions: 2 broken, such as source_id {SURVEY}, revision_id ")
    said = "graphtalk: 3 of the graph's invariants do not hold: import the pages again, and report it if that does not help\n"
    assert (7, said) == (result.exit_code, result.stderr)

    rows = json.loads(call("check", "--json", "--store", address).stdout)
    assert ["broken-spans", "orphans", "unfounded-adoptions"] == [found["name"] for found in rows]
    assert [{"label": "Source", "node_id": SURVEY}] == rows[1]["rows"]
