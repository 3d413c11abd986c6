"""Many fresh pages at once into the embedded store: as in a transaction, and nothing is left of what breaks off."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from example_batch import AGREED, OTHER_PAGE, PAGE, example_batch, other_batch
from hypothesis import given, settings
from hypothesis import strategies as st
from old_stores import VERSIONS, unpack
from random_batches import assert_same, batches
from test_locks import COMMENTS, LAKE, lake
from typer.testing import CliRunner

from graphtalk.cli import app
from graphtalk.errors import StoreError
from graphtalk.queries import broken_invariants
from graphtalk.schema import EDGES, NODES, GraphBatch
from graphtalk.stores import MEMORY, Store, WriteCounts, bulk, open_store
from graphtalk.stores.embedded import EmbeddedStore
from graphtalk.stores.export import batch_to_networkx, to_networkx
from graphtalk.stores.fresh import SharedChange
from graphtalk.stores.together import Pages, write_pages
from graphtalk.stores.upgrade import upgrade
from graphtalk.stores.write import Run
from graphtalk.table import Table

if TYPE_CHECKING:
    from graphtalk.table import Value

THIRD_PAGE = "enwiki:Talk:Third 100%_#"
NEVER = 10**9
# Points at which a process that loads a page ends at once, as if by a power cut: the module's function that is about
# to begin, how many calls of it pass before, and whether the edges of the batch are stored by then (their ends not told).
POINTS = {
    "after the mark": ("fill", 0, False),
    "between nodes": ("create_nodes", 3, False),
    "after the nodes": ("create_edges", 0, False),
    "amid edges that are not stored": ("create_edges", 9, False),
    "amid edges that their starts know": ("create_edges", 9, True),
    "after the edges that their starts know": ("create_edges", len(EDGES) - 1, True),
    "before the mark goes": ("finish", 0, False),
    "as the mark goes": ("send", 2, False),
}
KILLED = """
import os, signal, sys
from example_batch import example_batch
from graphtalk.stores import bulk, open_store
name, passed, flushed = sys.argv[2], int(sys.argv[3]), sys.argv[4] == "True"
bulk.EDGES_WORTH = 0
go_on = getattr(bulk, name)
calls = []

def end(*arguments):
    calls.append(arguments)
    if len(calls) > passed:
        if flushed:
            arguments[0].flush()
        os.kill(os.getpid(), signal.SIGKILL)
    return go_on(*arguments)

setattr(bulk, name, end)
with open_store(sys.argv[1]) as store:
    store.write(example_batch())
"""


@contextmanager
def worth(edges: int) -> Iterator[None]:
    """Load pages by the batch from so many edges on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "EDGES_WORTH", edges)
        yield


def write(store: Store, *pages: GraphBatch, edges: int = 0) -> WriteCounts:
    with worth(edges):
        return store.write(*pages)


def engine_of(store: Store) -> Any:
    assert isinstance(store, EmbeddedStore)
    return store._database  # noqa: SLF001  # what only the engine can tell


def assert_whole(store: Store) -> None:
    """Hold a store to the engine's own check and to having no load under way."""
    [found] = engine_of(store).command("sql", "CHECK DATABASE").to_list()
    assert (0, 0, set()) == (found["totalErrors"], found["totalWarnings"], found["warnings"])
    assert ((None,),) == store.query("MATCH (s:GraphtalkStore) RETURN s.loading AS pages").rows


def assert_sound(store: Store) -> None:
    """Hold a store to that and to the graph's invariants, as `graphtalk check` does."""
    assert_whole(store)
    assert [] == broken_invariants(store)


def values_and_types(store: Store) -> list[str]:
    """Return every property in the store with its type."""
    found = []
    for label, node in NODES.items():
        for prop in node.all_properties:
            value = f"n.{prop.name}"
            asked = f"MATCH (n:{label}) RETURN n.id AS id, {value} AS value, valueType({value}) AS type ORDER BY id"
            found += [repr((label, prop.name, row)) for row in store.query(asked).rows]
    for kind, edge in EDGES.items():
        for prop in edge.properties:
            value = f"r.{prop.name}"
            asked = (
                f"MATCH (s)-[r:{kind}]->(e) RETURN s.id AS s, e.id AS e, {value} AS value, valueType({value}) AS type"
            )
            found += sorted(repr((kind, prop.name, row)) for row in store.query(asked).rows)
    return found


# The same as in a transaction


@given(st.lists(st.sampled_from([PAGE, OTHER_PAGE, THIRD_PAGE]).flatmap(batches), max_size=2), st.data())
@settings(max_examples=12, deadline=None)
def test_pages_are_stored_and_counted_as_in_a_transaction(earlier: list[GraphBatch], data: st.DataObject) -> None:
    pages = data.draw(st.lists(st.sampled_from([PAGE, OTHER_PAGE, THIRD_PAGE]), unique=True, min_size=1))
    together = [data.draw(batches(page)) for page in pages]
    with open_store(MEMORY) as one, open_store(MEMORY) as other:
        for batch in (*earlier, GraphBatch(data.draw(st.sampled_from(pages)))):
            write(one, batch)
            write(other, batch, edges=NEVER)
        assert write(other, *together, edges=NEVER) == write(one, *together)
        assert_same(to_networkx(other), to_networkx(one))
        assert values_and_types(other) == values_and_types(one)
        assert write(other, *together, edges=NEVER) == write(one, *together)
        for page in pages:
            assert other.delete_page(page) == one.delete_page(page)
        assert_same(to_networkx(other), to_networkx(one))


def test_pages_that_are_enough_are_loaded_by_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[int] = []

    def count(engine: Any, run: Run, pages: Pages) -> WriteCounts:
        loaded.append(len(pages))
        return bulk.load(engine, run, pages)

    monkeypatch.setattr("graphtalk.stores.embedded.load", count)
    edges = sum(map(len, (*example_batch().edges.values(), *other_batch().edges.values())))
    for worth_it, pages in ((edges + 1, []), (edges, [2])):
        with open_store(MEMORY) as store:
            write(store, example_batch(), other_batch(), edges=worth_it)
            write(store, example_batch(), other_batch())  # not fresh any more
        assert pages == loaded


def test_times_are_compared_and_ordered_alike_whichever_way_they_came() -> None:
    questions = [
        "MATCH (c:Comment) RETURN c.id, toString(c.timestamp) ORDER BY c.timestamp, c.id",
        "MATCH (c:Comment) WHERE c.timestamp > datetime('2024-03-02T08:15:00Z') RETURN c.id ORDER BY c.id",
        "MATCH (c:Comment {timestamp: datetime('2024-03-01T09:00:00Z')}) RETURN c.id",
        "MATCH (c:Comment) RETURN min(c.timestamp), max(c.timestamp), count(c.timestamp)",
        "MATCH (r:Request) RETURN r.id, duration.between(r.opened, r.answered).hours ORDER BY r.id",
    ]
    ways = ((0, 0), (0, NEVER), (NEVER, 0), (NEVER, NEVER))
    answers = []
    for first, second in ways:
        with open_store(MEMORY) as store:
            write(store, example_batch(), edges=first)
            write(store, other_batch(), edges=second)
            answers.append([store.query(question).rows for question in questions])

    assert [answers[-1]] * len(ways) == answers
    assert all(answers[-1])


@pytest.mark.parametrize("version", VERSIONS)
def test_store_of_an_older_version_takes_pages_once_it_is_upgraded(version: int, tmp_path: Path) -> None:
    graphs = []
    for edges in (NEVER, 0):
        with open_store(unpack(version, tmp_path / str(edges))) as store:
            upgrade(store)
            write(store, example_batch(), other_batch(), edges=edges)
            graphs.append(to_networkx(store))
            assert_same(batch_to_networkx(example_batch()), to_networkx(store, page=PAGE))
            assert_sound(store)

    assert_same(*graphs)


# Readers


def test_reader_sees_nothing_or_the_whole_page() -> None:
    asked = "MATCH (:Section)<-[r:IN_SECTION]-(c:Comment) RETURN count(*) AS edges, count(DISTINCT c) AS comments"
    finished, seen = Event(), []

    def read(store: Store) -> None:
        while not finished.is_set():
            seen.append((store.query("MATCH (c:Comment) RETURN count(c) AS nodes").rows[0], store.query(asked).rows[0]))

    with open_store(MEMORY) as store, ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read, store) for _ in range(2)]
        for _ in range(3):
            write(store, lake("deep"))
            store.delete_page(LAKE)
        finished.set()
        for reader in readers:
            reader.result()

    states: set[Sequence[Value]] = {(0, 0), (COMMENTS, COMMENTS)}
    assert states == {edges for _, edges in seen}
    assert {(0,), (COMMENTS,)} == {nodes for nodes, _ in seen}


def counting_reader(store: Store, pool: ThreadPoolExecutor, seconds: float) -> Future[Table]:
    """Let another thread count the comments, and give it some time for it."""
    reader = pool.submit(store.query, "MATCH (c:Comment) RETURN count(c) AS comments")
    wait([reader], timeout=seconds)
    return reader


@pytest.mark.parametrize("error", [None, StoreError("no")], ids=["ends", "fails"])
def test_reader_waits_until_a_load_ends_or_fails(error: StoreError | None, monkeypatch: pytest.MonkeyPatch) -> None:
    finish, readers = bulk.finish, []

    def read_before(run: Run, shared: Mapping[str, SharedChange]) -> None:
        readers.append(counting_reader(store, pool, 0.2))
        assert not readers[0].done()
        if error:
            raise error
        finish(run, shared)

    monkeypatch.setattr(bulk, "finish", read_before)
    with open_store(MEMORY) as store, ThreadPoolExecutor(1) as pool:
        with pytest.raises(StoreError, match="no") if error else nullcontext():
            write(store, lake("deep"))
        [reader] = readers
        assert ((0 if error else COMMENTS,),) == reader.result(timeout=10).rows


def test_reader_does_not_wait_for_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = []

    def read_after(run: Run, pages: Pages) -> WriteCounts:
        counts = write_pages(run, pages)
        readers.append(counting_reader(store, pool, 10))
        assert readers[0].done()
        return counts

    monkeypatch.setattr("graphtalk.stores.embedded.write_pages", read_after)
    with open_store(MEMORY) as store, ThreadPoolExecutor(1) as pool:
        write(store, lake("deep"), edges=NEVER)
        assert [((0,),)] == [reader.result().rows for reader in readers]


# What breaks off


def fail_at(name: str, passed: int, error: BaseException) -> Callable[..., object]:
    """Return a function of the module that raises at a later call."""
    go_on, calls = getattr(bulk, name), []

    def fail(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) > passed:
            raise error
        return go_on(*arguments)

    return fail


@pytest.mark.parametrize("error", [StoreError("no"), KeyboardInterrupt()], ids=["an error", "Ctrl-C"])
@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_left_of_what_an_error_ends(
    point: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, passed, _ = POINTS[point]
    with open_store(MEMORY) as store:
        store.write(other_batch())
        before = to_networkx(store)
        monkeypatch.setattr(bulk, name, fail_at(name, passed, error))
        with pytest.raises(type(error)):
            write(store, example_batch())
        monkeypatch.undo()
        assert_same(before, to_networkx(store))
        assert_sound(store)
        first = write(store, example_batch())
        assert first.created["Comment"] == len(example_batch().nodes["Comment"])
        assert_sound(store)


def test_page_whose_comment_another_page_has_is_refused_and_nothing_is_left() -> None:
    strange = example_batch()
    [kept] = [row for row in other_batch().nodes["Comment"] if row["id"] == AGREED]
    strange.nodes["Comment"].append(kept | {"page": PAGE})
    with open_store(MEMORY) as store:
        write(store, other_batch())
        with pytest.raises(StoreError, match=r"was not written: .*uplicate"):
            write(store, strange)
        assert_same(batch_to_networkx(other_batch()), to_networkx(store))
        assert_sound(store)


def test_edge_without_its_end_is_refused_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GraphBatch, "check", lambda _: None)
    broken = example_batch()
    lost = broken.nodes["Policy"].pop()["id"]
    without = [row for row in broken.edges["INVOKES"] if row["_end"] != lost]
    said = f"the store took {len(without)} of {len(broken.edges['INVOKES'])} INVOKES rows; nothing was written"
    with open_store(MEMORY) as store:
        with pytest.raises(StoreError, match=said):
            write(store, broken)
        assert 0 == to_networkx(store).number_of_nodes()
        assert_sound(store)


def test_store_that_cannot_undo_is_closed_and_undoes_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = str(tmp_path / "store")
    with open_store(address) as store:
        store.write(other_batch())
        for name in ("finish", "remove"):  # Ctrl-C, and again
            monkeypatch.setattr(bulk, name, fail_at(name, 0, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            write(store, example_batch())
        monkeypatch.undo()
        with pytest.raises(StoreError, match="closed"):
            store.write(example_batch())
    with open_store(address) as store:
        assert_same(batch_to_networkx(other_batch()), to_networkx(store))
        assert_sound(store)


def kill(address: str, name: str, passed: int, flushed: bool) -> None:  # noqa: FBT001  # as in POINTS
    command = [sys.executable, "-c", KILLED, address, name, str(passed), str(flushed)]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=False)
    assert (-signal.SIGKILL, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_left_of_what_a_kill_ends(point: str, tmp_path: Path) -> None:
    earlier = other_batch()
    for user in earlier.nodes["User"]:
        user["kind"] = None  # which the other page knows
    address = str(tmp_path / "store")
    with open_store(address) as store:
        store.write(earlier)
    kill(address, *POINTS[point])
    if point == "before the mark goes":
        kill(address, "remove", 5, flushed=False)  # as it undoes that

    with open_store(address) as store, open_store(MEMORY) as other:
        assert_same(batch_to_networkx(earlier), to_networkx(store))
        assert_sound(store)
        other.write(earlier)
        assert write(other, example_batch()) == write(store, example_batch())
        assert_same(to_networkx(other), to_networkx(store))
        assert_sound(store)


def test_query_of_the_command_line_sees_nothing_of_what_a_kill_ended(tmp_path: Path) -> None:
    address = str(tmp_path / "store")
    with open_store(address) as store:
        store.write(other_batch())
    kill(address, *POINTS["before the mark goes"])

    query = ["query", "--cypher", "MATCH (p:Page) RETURN p.id AS id", "--store", address, "--format", "csv"]
    result = CliRunner().invoke(app, query)
    assert (0, ["id", OTHER_PAGE]) == (result.exit_code, result.stdout.splitlines())


def test_kill_at_any_moment_leaves_all_or_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from test_locks import lake; from graphtalk.stores import open_store\n"
        "with open_store(sys.argv[1]) as store:\n    print('open', flush=True)\n    store.write(lake('deep'))"
    )
    all_or_nothing = {batch_to_networkx(lake("deep")).number_of_nodes(), 0}
    for number in range(3):
        address = str(tmp_path / str(number))
        command = [sys.executable, "-c", code, address]
        with subprocess.Popen(command, cwd=ROOT / "tests", stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "open\n"
            with suppress(subprocess.TimeoutExpired):  # a machine that is quick enough is done by then
                process.wait(0.1 + 0.1 * number)
            process.kill()
        with open_store(address) as store:
            assert to_networkx(store).number_of_nodes() in all_or_nothing
            assert_whole(store)
