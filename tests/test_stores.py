import inspect
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import networkx as nx
import pytest
from conftest import driver
from example_batch import GAZETTE, INGRID, OTHER_PAGE, PAGE, SURVEY, VERIFIABILITY, example_batch, other_batch
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.errors import QueryError, SchemaError, StoreError, UnsupportedCypherError, UsageError
from graphtalk.schema import EDGES, NODES, SCHEMA_VERSION, GraphBatch, Property, Row
from graphtalk.stores import MEMORY, Store, default_address, open_store, statements
from graphtalk.stores.embedded import EmbeddedStore
from graphtalk.stores.export import batch_to_networkx, to_networkx
from graphtalk.stores.neo4j import Neo4jStore
from graphtalk.table import Value

NEWER = f"MERGE (store:{statements.STORE_LABEL}) SET store.schema_version = {SCHEMA_VERSION + 1}"


def assert_same(expected: "nx.MultiDiGraph[str]", actual: "nx.MultiDiGraph[str]") -> None:
    assert list(expected.nodes(data=True)) == list(actual.nodes(data=True))
    assert list(expected.edges(keys=True, data=True)) == list(actual.edges(keys=True, data=True))


def sizes(rows: dict[str, list[Row]]) -> dict[str, int]:
    return {kind: len(found) for kind, found in rows.items() if found}


def ids(store: Store, label: str) -> set[Value]:
    return {row[0] for row in store.query(f"MATCH (n:{label}) RETURN n.id AS id").rows}


# Writing


def test_first_write_creates_every_row(store: Store) -> None:
    batch = example_batch()
    counts = store.write(batch)

    assert sizes(batch.nodes) | sizes(batch.edges) == counts.created
    assert ({}, {}, {}) == (counts.updated, counts.unchanged, counts.removed)


def test_second_write_changes_nothing(store: Store) -> None:
    batch = example_batch()
    first = store.write(batch)
    second = store.write(batch)

    assert ({}, {}, {}) == (second.created, second.updated, second.removed)
    assert first.created == second.unchanged


def test_stored_graph_equals_the_rows(store: Store) -> None:
    store.write(example_batch())

    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_pages_are_kept_apart(store: Store) -> None:
    store.write(example_batch())
    store.write(other_batch())

    assert_same(batch_to_networkx(example_batch()), to_networkx(store, page=PAGE))
    assert_same(batch_to_networkx(other_batch()), to_networkx(store, page=OTHER_PAGE))
    both = nx.compose(batch_to_networkx(example_batch()), batch_to_networkx(other_batch()))
    assert both.number_of_edges() == to_networkx(store).number_of_edges()
    assert set(both.nodes) == set(to_networkx(store).nodes)


def test_new_revision_replaces_the_old_one(store: Store) -> None:
    store.write(example_batch())
    shorter = example_batch()
    del shorter.edges["CITES"], shorter.nodes["Source"]
    shorter.nodes["Comment"][0]["text"] = "I changed my mind."
    shorter.nodes["Comment"][1]["timestamp"] = None
    counts = store.write(shorter)

    assert {"Comment": 2} == counts.updated
    assert {"CITES": 2, "Source": 2} == counts.removed
    assert_same(batch_to_networkx(shorter), to_networkx(store))


def test_shared_nodes_stay_while_used_and_go_with_their_last_edge(store: Store) -> None:
    store.write(example_batch())
    store.write(other_batch())
    store.delete_page(PAGE)

    assert {GAZETTE} == ids(store, "Source")
    assert {VERIFIABILITY} == ids(store, "Policy")
    assert {SURVEY}.isdisjoint(ids(store, "Source"))
    counts = store.delete_page(OTHER_PAGE)
    assert 1 == counts.removed["Policy"]
    assert 0 == to_networkx(store).number_of_nodes()


def test_deleting_an_unknown_page_changes_nothing(store: Store) -> None:
    store.write(example_batch())
    counts = store.delete_page("enwiki:Talk:Nowhere")

    assert ({}, {}, {}, {}) == (counts.created, counts.updated, counts.unchanged, counts.removed)
    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_null_leaves_what_another_page_knows_of_a_shared_node(store: Store) -> None:
    store.write(example_batch())
    poorer = other_batch()
    poorer.nodes["Source"] = [{"id": GAZETTE, "title": "The tower"}]
    counts = store.write(poorer)

    assert {"Source": 1} == counts.updated
    found = store.query("MATCH (n:Source {id: $id}) RETURN n.title AS title, n.work AS work", {"id": GAZETTE})
    assert (("The tower", "Orrin Gazette"),) == found.rows


def test_null_removes_what_only_this_page_knew_of_a_shared_node(store: Store) -> None:
    store.write(example_batch())
    poorer = example_batch()
    poorer.nodes["Source"] = [{"id": SURVEY}, {"id": GAZETTE}]
    store.write(poorer)

    assert_same(batch_to_networkx(poorer), to_networkx(store))


def test_parallel_declarations_of_interest_are_kept_by_comment(store: Store) -> None:
    batch = example_batch()
    [row] = batch.edges["DECLARES_INTEREST_IN"]
    batch.edges["DECLARES_INTEREST_IN"].append(row | {"comment": f"{PAGE}#c-again", "party": "another"})
    store.write(batch)
    assert_same(batch_to_networkx(batch), to_networkx(store))
    counts = store.write(example_batch())

    assert {"DECLARES_INTEREST_IN": 1} == counts.removed
    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_rows_beyond_one_statement_are_all_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphtalk.stores.write.ROWS_A_STATEMENT", 2)
    store.write(example_batch())

    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_unfit_batch_leaves_the_page_as_it_was(store: Store) -> None:
    store.write(example_batch())
    broken = example_batch()
    broken.nodes["User"].pop()
    with pytest.raises(SchemaError, match="lacks an end"):
        store.write(broken)

    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


@pytest.mark.parametrize(
    "statement, said",
    [("UNWIND $rows AS row RETURN 1 / 0 AS written", "was not written"), ("RETURN 0 AS written", "took 0 of 1")],
    ids=["engine refuses", "rows are missing"],
)
def test_failure_midway_leaves_the_page_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch, statement: str, said: str
) -> None:
    store.write(example_batch())
    changed = example_batch()
    changed.nodes["Comment"][0]["text"] = "changed"
    changed.edges["DISCUSSES"].append({"_start": PAGE, "_end": "enwiki:Orrin"})
    monkeypatch.setattr(statements, "upsert_edges", lambda _: statement)
    with pytest.raises(StoreError, match=said):
        store.write(changed)

    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_schema_can_be_created_again(store: Store) -> None:
    store.create_schema()
    store.create_schema()

    shown = store.query("SHOW CONSTRAINTS").records()
    assert set(NODES) <= {label for row in shown for label in row["labelsOrTypes"]}  # type: ignore[union-attr]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["2024-01-01T00:00Z", "2024-01-01T00:00:00Z", "(#9:1)-[#58:0]->(#9:0)", "`$x`", "'\"\\", "line\nbreak", "e\u0301🦊"]
)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "string": TEXTS,
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "datetime": st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    "string[]": st.lists(TEXTS, max_size=3),
}


def some_properties(draw: st.DrawFn, properties: tuple[Property, ...]) -> Row:
    return {p.name: draw(st.none() | VALUES[p.type]) for p in properties}


@st.composite
def batches(draw: st.DrawFn) -> GraphBatch:
    """Draw a page with up to two nodes of each label and any edges between them."""
    batch, used = GraphBatch(PAGE), set()
    names = {label: [f"{PAGE}#{label}{number}" for number in range(draw(st.integers(0, 2)))] for label in NODES}
    for edge in EDGES.values():
        pairs = [(start, end) for start in names[edge.start] for end in names[edge.end]]
        rows = batch.edges[edge.type] = []
        for start, end in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2)) if pairs else []:
            used |= {start, end}
            key = {edge.key: f"{PAGE}#{draw(st.integers(0, 1))}"} if edge.key else {}
            rows.append({"_start": start, "_end": end} | some_properties(draw, edge.properties) | key)
    for label, node in NODES.items():
        kept = [name for name in names[label] if node.owned or name in used]
        page: Row = {"page": PAGE} if node.owned else {}
        batch.nodes[label] = [{"id": name} | page | some_properties(draw, node.properties) for name in kept]
    return batch


@given(st.lists(batches(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_last_revision_alone_decides_what_is_stored(revisions: list[GraphBatch]) -> None:
    with open_store(MEMORY) as store:
        for revision in revisions:
            store.write(revision)
        assert_same(batch_to_networkx(revisions[-1]), to_networkx(store))
        repeated = store.write(revisions[-1])
        assert ({}, {}, {}) == (repeated.created, repeated.updated, repeated.removed)


@given(batches(), batches())
@settings(max_examples=8, deadline=None)
def test_both_stores_hold_the_same(neo4j_server: str, first: GraphBatch, second: GraphBatch) -> None:
    with open_store(MEMORY) as embedded, open_store(neo4j_server) as server:
        for revision in (first, second):
            assert embedded.write(revision) == server.write(revision)
        assert_same(to_networkx(embedded), to_networkx(server))
        assert embedded.delete_page(PAGE) == server.delete_page(PAGE)
        assert 0 == to_networkx(server).number_of_nodes() == to_networkx(embedded).number_of_nodes()


# Asking

MOMENT = datetime(2024, 3, 1, 9, tzinfo=UTC)
QUESTIONS: list[tuple[str, dict[str, Value]]] = [
    ("MATCH (c:Comment) RETURN c.id AS id, c.timestamp AS time, c.level AS level ORDER BY id", {}),
    ("MATCH (c:Comment) WHERE c.timestamp >= datetime($since) RETURN count(*) AS n", {"since": MOMENT}),
    ("MATCH (c:Comment) RETURN min(c.timestamp) AS first, max(c.timestamp) AS last, avg(c.level) AS mean", {}),
    ("MATCH (c:Comment) WITH c ORDER BY c.id RETURN collect(c.timestamp) AS times, collect(c.level) AS levels", {}),
    ("MATCH (c:Comment {level: 1}) RETURN {id: c.id, time: c.timestamp, all: [c.timestamp]} AS m ORDER BY c.id", {}),
    ("MATCH (s:Source) RETURN s.id AS id, s.authors AS authors, s.date AS date, s.url AS url ORDER BY id", {}),
    ("MATCH (c:Comment)-[r:OPPOSES]->(p:Proposal) RETURN r.struck AS b, r.confidence AS f, r.start AS i, r.quote AS s "
     "ORDER BY s", {}),
    ("MATCH (c:Comment {level: 4}) RETURN c AS node, properties(c) AS map", {}),
    ("RETURN $s AS s, $i AS i, $f AS f, $b AS b, $n AS n, $l AS l, $m AS m",
     {"s": "2024-03-01T09:00Z", "i": 2**62, "f": 1.0, "b": False, "n": None, "l": ["a", 1], "m": {"b": [1.5], "a": {}}}),
    ("RETURN datetime($t) AS t, [datetime($t)] AS l, [[datetime($t)], ['x']] AS n, '2024-03-01T09:00Z' AS text",
     {"t": MOMENT}),
    ("RETURN datetime('2024-03-01T11:00:00+02:00') AS t, datetime('2024-03-01T09:00:00.123456Z') AS u", {}),
    ("RETURN datetime('2024-07-01T11:00[Europe/Paris]') AS t, date('2024-03-01') AS d, duration('P1DT2H') AS u", {}),
    ("// of nobody\nMATCH (c:Comment {level: 99}) RETURN c.id AS id, coalesce(c.a, c.b), count(*) AS n;\n", {}),
    ("MATCH (c:Comment {level: 99}) RETURN c.level, max(c.timestamp) AS t", {}),
    ("UNWIND [1, 2] AS x RETURN x AS a UNION ALL RETURN null AS a", {}),
    ("RETURN 7 / 2 AS i, 7 / 2.0 AS f, 10 % 3 AS r, 2 ^ 3 AS p, 0.1 + 0.2 AS d", {}),
]  # fmt: skip


@pytest.fixture
def both(neo4j_address: str) -> Iterator[tuple[Store, Store]]:
    with open_store(MEMORY) as embedded, open_store(neo4j_address) as server:
        embedded.write(example_batch())
        server.write(example_batch())
        yield embedded, server


@pytest.mark.parametrize("cypher, parameters", QUESTIONS, ids=[text[:60] for text, _ in QUESTIONS])
def test_both_stores_answer_the_same(both: tuple[Store, Store], cypher: str, parameters: dict[str, Value]) -> None:
    embedded, server = both
    expected, actual = server.query(cypher, parameters), embedded.query(cypher, parameters)

    assert expected == actual
    assert repr(expected) == repr(actual)  # 1 is not 1.0, and UTC is UTC


WRITES = [
    "CREATE (:Comment)",
    "MATCH (c:Comment) SET c.text = ''",
    "MATCH (c) DETACH DELETE c",
    "DROP INDEX page_title",
]


@pytest.mark.parametrize("cypher", WRITES)
def test_queries_only_read(store: Store, cypher: str) -> None:
    store.write(example_batch())
    with pytest.raises(QueryError, match="the query writes, and queries only read"):
        store.query(cypher)

    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


@pytest.mark.parametrize(
    "cypher, parameters, said",
    [
        ("MATCH (c:Comment) RETURN $who", {}, "needs a value for its parameter who"),
        ("MATCH (c:Comment {id: $id}) RETURN c.id", {"name": 1}, "needs a value for its parameter id"),
        ("MATCH (c:Comment\nRETURN c.id", {}, r"does not run: .*RETURN.* \(line 2, column 1\)$"),
        ("", {}, "does not run: "),
        ("RETURN nothing", {}, "does not run: .*nothing"),
        ("RETURN strange(1)", {}, "does not run: .*strange"),
        ("RETURN 1 / 0", {}, "does not run: / by zero"),
        ("CALL strange.things()", {}, "procedure.* `?strange.things"),
        ("MATCH p = (:Comment)-[:REPLIES_TO]->(:Comment) RETURN p", {}, "returns a path"),
    ],
)
def test_what_is_wrong_with_a_query_is_said_in_one_line(
    store: Store, cypher: str, parameters: dict[str, Value], said: str
) -> None:
    store.write(example_batch())
    with pytest.raises(QueryError, match=said) as caught:
        store.query(cypher, parameters)

    assert "\n" not in str(caught.value)
    assert "arcadedb" not in str(caught.value)
    assert "Exception" not in str(caught.value)


def test_what_only_a_server_has_is_said_so() -> None:
    with open_store(MEMORY) as store, pytest.raises(UnsupportedCypherError, match="embedded store does not have"):
        store.query("MATCH p = SHORTEST 1 (a:Comment)-[:REPLIES_TO]-+(b:Comment) RETURN length(p) AS length")


def test_text_that_reads_like_a_time_stays_text(store: Store) -> None:
    batch = example_batch()
    batch.nodes["Comment"][0]["text"] = "2024-03-01T09:00Z"
    store.write(batch)
    found = store.query("MATCH (c:Comment {level: 1, position: 0}) RETURN c.text AS text, c.timestamp AS time")

    assert (("2024-03-01T09:00Z", MOMENT),) == found.rows


def test_times_in_parameters_keep_their_moment(store: Store) -> None:
    moment = datetime(2024, 3, 1, 11, tzinfo=timezone(timedelta(hours=2)))
    found = store.query("RETURN datetime($times[0]) AS time", {"times": [moment]})

    assert ((MOMENT,),) == found.rows


# Opening


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store"


def raw(folder: Path, cypher: str) -> None:
    """Run a statement behind graphtalk's back."""
    import arcadedb  # noqa: PLC0415 - slow to load, and only this needs it

    with arcadedb.open_database(str(folder)) as database:
        database.command("opencypher", cypher, {})


def test_folder_keeps_the_graph(folder: Path) -> None:
    with open_store(str(folder)) as store:
        store.write(example_batch())
    with open_store(str(folder), create=False) as store:
        assert_same(batch_to_networkx(example_batch()), to_networkx(store))

    assert [folder] == list(folder.parent.iterdir())


def test_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    with open_store(str(tmp_path)) as store:
        store.write(example_batch())


def test_missing_store_is_not_made_unless_asked(folder: Path) -> None:
    with pytest.raises(StoreError, match=r"no store at .*: import a page first"):
        open_store(str(folder), create=False)

    assert not folder.parent.exists()


def test_newer_store_is_refused(folder: Path) -> None:
    open_store(str(folder)).close()
    raw(folder, NEWER)
    with pytest.raises(StoreError, match=f"schema version {SCHEMA_VERSION + 1}.* {SCHEMA_VERSION}: upgrade graphtalk"):
        open_store(str(folder))


def test_newer_server_store_is_refused(neo4j_address: str) -> None:
    with driver(neo4j_address) as server:
        server.execute_query(NEWER)
        with pytest.raises(StoreError, match=f"schema version {SCHEMA_VERSION + 1}.* {SCHEMA_VERSION}: upgrade"):
            open_store(neo4j_address)
        server.execute_query(f"MATCH (store:{statements.STORE_LABEL}) DELETE store")


def test_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear reader", encoding="utf-8")
    with pytest.raises(StoreError, match="files that are no graphtalk store"):
        open_store(str(tmp_path))

    assert ["letter.txt"] == [entry.name for entry in tmp_path.iterdir()]


def test_database_of_another_program_is_refused(folder: Path) -> None:
    open_store(str(folder)).close()
    raw(folder, f"MATCH (store:{statements.STORE_LABEL}) DELETE store")
    with pytest.raises(StoreError, match="database of another program"):
        open_store(str(folder))


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "store"
    place.write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="is a file"):
        open_store(str(place))
    with pytest.raises(StoreError, match="cannot make a store"):
        open_store(str(place / "below"))


def test_damaged_store_is_refused_with_the_remedy(folder: Path) -> None:
    open_store(str(folder)).close()
    (folder / "configuration.json").write_text("{{", encoding="utf-8")
    with pytest.raises(StoreError, match="move the folder away and import the pages again"):
        open_store(str(folder))


def test_failed_creation_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "WRITE_VERSION", "RETURN 1 / 0")
    with pytest.raises(StoreError, match="cannot make a store"):
        open_store(str(folder))

    assert [] == list(folder.parent.iterdir())


def test_store_open_in_another_process_is_refused(folder: Path) -> None:
    with open_store(str(folder)):
        code = "import sys; from graphtalk.stores import open_store; open_store(sys.argv[1])"
        done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=False)
        with pytest.raises(StoreError, match="open already in this process"):
            open_store(str(folder))

    assert "StoreError: the store at" in done.stderr
    assert "is open in another process: close that one first" in done.stderr


def test_engine_says_nothing_on_the_terminal(folder: Path, tmp_path: Path) -> None:
    code = "import sys; from graphtalk.stores import open_store; open_store(sys.argv[1]).close()"
    fresh = os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True, env=fresh)

    assert "" == done.stdout + done.stderr


def test_importing_stores_loads_no_engine() -> None:
    code = "import graphtalk.stores, sys; print({'neo4j', 'arcadedb', 'networkx', 'platformdirs'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()


def test_default_address_is_the_users_own_folder_or_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHTALK_STORE", raising=False)
    assert Path("graphtalk", "store").parts == Path(default_address()).parts[-2:]
    monkeypatch.setenv("GRAPHTALK_STORE", "bolt://example")
    assert "bolt://example" == default_address()


@pytest.mark.parametrize("address", ["", "http://localhost:7474", "sqlite://x"])
def test_address_of_no_known_kind_is_wrong_usage(address: str) -> None:
    with pytest.raises(UsageError, match="no store has the address"):
        open_store(address)


@contextmanager
def closed_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        yield taken.getsockname()[1]


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_server_that_is_down_is_said_at_once(scheme: str) -> None:
    begin = time.monotonic()
    with closed_port() as port, pytest.raises(StoreError, match=r"no Neo4j server answers at .*127") as caught:
        open_store(f"{scheme}://127.0.0.1:{port}")

    assert time.monotonic() - begin < 5
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["bolt://nowhere.invalid:7687", "neo4j://nowhere.invalid"])
def test_unknown_host_is_said_at_once(address: str) -> None:
    begin = time.monotonic()
    with pytest.raises(StoreError, match="no Neo4j server answers") as caught:
        open_store(address)

    assert time.monotonic() - begin < 10
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["bolt://", "bolt://127.0.0.1:port", "neo4j://a b"])
def test_malformed_server_address_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match="Neo4j server"):
        open_store(address)


@pytest.mark.parametrize("user, password", [("neo4j", "wrong-password"), ("nobody", "x"), (None, None)])
def test_wrong_login_is_refused(
    neo4j_address: str, monkeypatch: pytest.MonkeyPatch, user: str | None, password: str | None
) -> None:
    if "NEO4J_PASSWORD" not in os.environ:
        pytest.skip("the server of NEO4J_URI asks for no login")
    for name, value in (("NEO4J_USERNAME", user), ("NEO4J_PASSWORD", password)):
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    with pytest.raises(StoreError, match="refuses the login: check NEO4J_USERNAME and NEO4J_PASSWORD"):
        open_store(neo4j_address)


def signatures(kind: type) -> dict[str, str]:
    found: dict[str, Callable[..., object]] = dict(inspect.getmembers(kind, inspect.isfunction))
    return {name: str(inspect.signature(found[name])) for name in vars(Store) if inspect.isfunction(vars(Store)[name])}


@pytest.mark.parametrize("kind", [EmbeddedStore, Neo4jStore])
def test_signatures_are_those_of_the_protocol(kind: type) -> None:
    expected = signatures(Store)
    expected.pop("__init__", None)
    actual = signatures(kind)
    actual.pop("__init__", None)

    assert expected == actual
    assert isinstance(vars(kind)["name"], str)
