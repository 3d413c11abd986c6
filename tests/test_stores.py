import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import networkx as nx
import pytest
from example_batch import GAZETTE, OTHER_PAGE, PAGE, SURVEY, VERIFIABILITY, example_batch, other_batch
from hypothesis import given, settings
from hypothesis import strategies as st
from random_batches import assert_same, batches

from graphtalk.errors import QueryError, SchemaError, StoreError, UnsupportedCypherError
from graphtalk.schema import NODES, SCHEMA_VERSION, GraphBatch, Row
from graphtalk.stores import MEMORY, Store, WriteCounts, open_store, statements
from graphtalk.stores.embedded import EmbeddedStore
from graphtalk.stores.export import batch_to_networkx, to_networkx
from graphtalk.stores.neo4j import Neo4jStore
from graphtalk.table import Value

THIRD_PAGE = "enwiki:Talk:Third"
NEWER = f"MERGE (store:{statements.STORE_LABEL}) SET store.schema_version = {SCHEMA_VERSION + 1}"


def sizes(rows: dict[str, list[Row]]) -> dict[str, int]:
    return {kind: len(found) for kind, found in rows.items() if found}


def ids(store: Store, label: str) -> set[Value]:
    return {row[0] for row in store.query(f"MATCH (n:{label}) RETURN n.id AS id").rows}


# Writing


def test_first_write_creates_every_row(store: Store) -> None:
    batch = example_batch()
    counts = store.write(batch)

    assert sizes(batch.nodes) | sizes(batch.edges) == counts.created
    assert (counts.updated, counts.unchanged, counts.removed) == ({}, {}, {})


def test_second_write_changes_nothing(store: Store) -> None:
    batch = example_batch()
    first = store.write(batch)
    second = store.write(batch)

    assert (second.created, second.updated, second.removed) == ({}, {}, {})
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
    del shorter.edges["CITES"], shorter.edges["BROUGHT_IN"], shorter.edges["TAKEN_OUT"], shorter.nodes["Source"]
    shorter.nodes["Comment"][0]["text"] = "I changed my mind."
    shorter.nodes["Comment"][1]["timestamp"] = None
    counts = store.write(shorter)

    assert counts.updated == {"Comment": 2}
    assert counts.removed == {"CITES": 2, "BROUGHT_IN": 1, "TAKEN_OUT": 1, "Source": 2}
    assert_same(batch_to_networkx(shorter), to_networkx(store))


def test_shared_nodes_stay_while_used_and_go_with_their_last_edge(store: Store) -> None:
    store.write(example_batch())
    store.write(other_batch())
    store.delete_page(PAGE)

    assert {GAZETTE} == ids(store, "Source")
    assert {VERIFIABILITY} == ids(store, "Policy")
    assert {SURVEY}.isdisjoint(ids(store, "Source"))
    counts = store.delete_page(OTHER_PAGE)
    assert counts.removed["Policy"] == 1
    assert to_networkx(store).number_of_nodes() == 0


def test_deleting_an_unknown_page_changes_nothing(store: Store) -> None:
    store.write(example_batch())
    counts = store.delete_page("enwiki:Talk:Nowhere")

    assert (counts.created, counts.updated, counts.unchanged, counts.removed) == ({}, {}, {}, {})
    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_null_leaves_what_another_page_knows_of_a_shared_node(store: Store) -> None:
    store.write(example_batch())
    poorer = other_batch()
    poorer.nodes["Source"] = [{"id": GAZETTE, "title": "The tower"}]
    counts = store.write(poorer)

    assert counts.updated == {"Source": 1}
    found = store.query("MATCH (n:Source {id: $id}) RETURN n.title AS title, n.work AS work", {"id": GAZETTE})
    assert found.rows == (("The tower", "Orrin Gazette"),)


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

    assert counts.removed == {"DECLARES_INTEREST_IN": 1}
    assert_same(batch_to_networkx(example_batch()), to_networkx(store))


def test_rows_beyond_one_statement_are_all_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphtalk.stores.portions.ROWS_A_STATEMENT", 2)
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


@given(st.lists(batches(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_last_revision_alone_decides_what_is_stored(revisions: list[GraphBatch]) -> None:
    with open_store(MEMORY) as store:
        for revision in revisions:
            store.write(revision)
        assert_same(batch_to_networkx(revisions[-1]), to_networkx(store))
        repeated = store.write(revisions[-1])
        assert (repeated.created, repeated.updated, repeated.removed) == ({}, {}, {})


@given(st.lists(st.sampled_from([PAGE, OTHER_PAGE, THIRD_PAGE]).flatmap(batches), max_size=5), st.data())
@settings(max_examples=30, deadline=None)
def test_pages_in_one_transaction_are_written_and_counted_as_one_by_one(
    earlier: list[GraphBatch], data: st.DataObject
) -> None:
    pages = data.draw(st.lists(st.sampled_from([PAGE, OTHER_PAGE, THIRD_PAGE]), unique=True, min_size=1))
    together = [data.draw(batches(page)) for page in pages]
    with open_store(MEMORY) as one, open_store(MEMORY) as other:
        for batch in earlier:
            one.write(batch)
            other.write(batch)
        counts = one.write(*together)
        assert sum((other.write(batch) for batch in together), WriteCounts()) == counts
        assert_same(to_networkx(other), to_networkx(one))


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
    ("MATCH (c:Comment) RETURN min(c.timestamp) AS first, max(c.timestamp) AS last, round(avg(c.level), 9) AS mean", {}),
    ("MATCH (c:Comment) WITH c ORDER BY c.id RETURN collect(c.timestamp) AS times, collect(c.level) AS levels", {}),
    ("MATCH (c:Comment {level: 1}) RETURN {id: c.id, time: c.timestamp, all: [c.timestamp]} AS m ORDER BY c.id", {}),
    ("MATCH (s:Source) RETURN s.id AS id, s.authors AS authors, s.date AS date, s.url AS url ORDER BY id", {}),
    ("MATCH (:Comment)-[r:OPPOSES]->(:Proposal) RETURN r.struck AS b, r.confidence AS f, r.end AS i ORDER BY f, i", {}),
    ("MATCH (c:Comment {level: 4}) RETURN c AS node, properties(c) AS map", {}),
    ("RETURN $s AS s, $i AS i, $f AS f, $b AS b, $n AS n, $l AS l, $m AS m",
     {"s": "2024-03-01T09:00Z", "i": 2**62, "f": 1.0, "b": False, "n": None, "l": ["a", 1], "m": {"b": [1.5], "a": {}}}),
    ("RETURN datetime($t) AS t, [datetime($t)] AS l, [[datetime($t)], ['x']] AS n, '2024-03-01T09:00Z' AS text",
     {"t": MOMENT}),
    ("RETURN ['2024-03-01T09:00Z', [], 1] AS l, datetime('2024-03-01T09:00Z') AS t", {}),
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
        ("RETURN $n AS n", {"n": 2**63}, "64 bits"),
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

    assert found.rows == (("2024-03-01T09:00Z", MOMENT),)


def test_times_in_parameters_keep_their_moment(store: Store) -> None:
    moment = datetime(2024, 3, 1, 11, tzinfo=timezone(timedelta(hours=2)))
    found = store.query("RETURN datetime($times[0]) AS time", {"times": [moment]})

    assert found.rows == ((MOMENT,),)


@pytest.mark.parametrize("kind", [EmbeddedStore, Neo4jStore])
def test_signatures_are_those_of_the_protocol(kind: type) -> None:
    own = {"__enter__", "__exit__", *(name for name in vars(Store) if not name.startswith("_"))}
    methods = dict(inspect.getmembers(Store, inspect.isfunction))
    expected = {name: str(inspect.signature(methods[name])) for name in own & methods.keys()}
    found = dict(inspect.getmembers(kind, inspect.isfunction))

    assert expected == {name: str(inspect.signature(found[name])) for name in expected}
    assert isinstance(vars(kind)["name"], str)
