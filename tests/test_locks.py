"""Who may write to a store, and what others see of it meanwhile; on both stores, with real threads and processes."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event

import pytest
from conftest import ROOT
from example_batch import example_batch, other_batch

from graphtalk.errors import LockedError
from graphtalk.schema import GraphBatch
from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.stores.export import batch_to_networkx, to_networkx

LAKE = "enwiki:Talk:Lake"
COMMENTS = 1500  # enough for a commit that takes a while
SAMPLES = ROOT / "graphtalk" / "samples"
HOLD = """
import sys
from graphtalk.stores import lease, open_store
lease.LEASE_SECONDS = float(sys.argv[2])
with open_store(sys.argv[1]) as store, store.hold():
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(address: str, lease: float = 60) -> Iterator["subprocess.Popen[str]"]:
    """Run another process that holds a store until the context ends."""
    command = [sys.executable, "-c", HOLD, address, str(lease)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process  # the end of its input, which comes with that of the context, is its end too


def in_thread(work: Callable[[], object]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def hold(store: Store) -> None:
    with store.hold():
        pass


def test_store_that_is_held_is_not_held_by_another_thread(store: Store) -> None:
    with store.hold(), store.hold():
        store.write(example_batch())
        with pytest.raises(LockedError, match="another thread is writing"):
            in_thread(lambda: hold(store))
    in_thread(lambda: hold(store))


def test_threads_that_write_at_once_lose_nothing(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(store.write, batch) for batch in (example_batch(), other_batch()) * 3]:
            done.result()

    assert {*batch_to_networkx(example_batch()), *batch_to_networkx(other_batch())} == set(to_networkx(store))
    again = store.write(example_batch(), other_batch())
    assert ({}, {}, {}) == (again.created, again.updated, again.removed)


def test_server_has_one_writer_and_others_are_told(neo4j_address: str) -> None:
    with open_store(neo4j_address) as store, holder(neo4j_address) as other:
        for attempt in (lambda: hold(store), lambda: store.write(example_batch())):
            with pytest.raises(LockedError, match=rf"process {other.pid} on \S+ is writing to the store"):
                attempt()
        assert 0 == to_networkx(store).number_of_nodes()


def test_lock_of_a_killed_import_ends_by_itself(neo4j_address: str) -> None:
    with holder(neo4j_address, lease=2) as other:
        other.kill()
    with open_store(neo4j_address) as store:
        with pytest.raises(LockedError):
            hold(store)
        time.sleep(2.1)
        store.write(example_batch())


def test_lock_is_renewed_as_long_as_it_is_held(neo4j_address: str) -> None:
    with open_store(neo4j_address) as store, holder(neo4j_address, lease=1.5):
        time.sleep(3)
        with pytest.raises(LockedError):
            hold(store)


def test_writer_that_slept_through_its_lease_writes_nothing(
    neo4j_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphtalk.stores.neo4j.renewed", lambda _: nullcontext())
    with open_store(neo4j_address) as store, open_store(neo4j_address) as other:
        monkeypatch.setattr("graphtalk.stores.lease.LEASE_SECONDS", 0.01)
        with store.hold():
            time.sleep(0.1)
            monkeypatch.undo()
            with other.hold():
                with pytest.raises(LockedError):
                    store.write(example_batch())
                other.write(other_batch())

        assert set(batch_to_networkx(other_batch())) == set(to_networkx(other))


def lake(word: str) -> GraphBatch:
    """Return a page all whose comments say one word."""
    section = f"{LAKE}#h-Depth"
    comments = [
        {"id": f"{LAKE}#c-{number}", "page": LAKE, "text": word, "position": number} for number in range(COMMENTS)
    ]
    nodes = {"Page": [{"id": LAKE, "page": LAKE, "title": word}], "Section": [{"id": section, "page": LAKE}]}
    edges = [{"_start": comment["id"], "_end": section} for comment in comments]
    return GraphBatch(LAKE, {**nodes, "Comment": comments}, {"IN_SECTION": edges})  # type: ignore[dict-item]  # all are rows


def test_reader_sees_the_old_or_the_new_page_and_no_mixture(store: Store) -> None:
    asked = "MATCH (c:Comment {page: $page}) RETURN collect(DISTINCT c.text) AS words, count(*) AS comments"
    finished, seen = Event(), []

    def read() -> None:
        while not finished.is_set():
            seen.append(store.query(asked, {"page": LAKE}).rows[0])

    store.write(lake("old"))
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for word in ("new", "old", "new"):
            store.write(lake(word))
        finished.set()
        for reader in readers:
            reader.result()

    assert {(("old",), COMMENTS), (("new",), COMMENTS)} >= {(tuple(words), count) for words, count in seen}  # type: ignore[arg-type]


def test_second_import_is_told_or_waits(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    command = [sys.executable, "-m", "graphtalk", "import", str(SAMPLES / "talk.wikitext"), "--store", store]
    with holder(store) as other:
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        with subprocess.Popen([*command, "--wait", "300"], stderr=subprocess.PIPE, text=True) as waiting:
            assert waiting.stderr
            said = waiting.stderr.readline()
            other.kill()
            assert "" == waiting.stderr.read()

    assert (4, "") == (told.returncode, told.stdout)
    assert 1 == told.stderr.count("\n")
    assert "is open in another process" in told.stderr
    assert said.startswith("waiting up to 300 s: the store at")
    assert 0 == waiting.returncode


def test_memory_stores_do_not_know_each_other() -> None:
    with open_store(MEMORY) as one, open_store(MEMORY) as other, one.hold(), other.hold():
        assert one.write(example_batch()) == other.write(example_batch())
