"""Who answered whom in a whole store: the columns that measures begin with, and the table that an embedded store has of them."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from example_batch import OTHER_PAGE, PAGE, example_batch, other_batch
from hypothesis import given, settings
from hypothesis import strategies as st
from old_stores import VERSIONS, unpack
from random_batches import batches

from graphtalk.analytics.network import from_columns, from_graph
from graphtalk.analytics.users import authors, reply_graph
from graphtalk.errors import StoreError
from graphtalk.schema import GraphBatch
from graphtalk.stores import MEMORY, Store, bulk, open_store
from graphtalk.stores.export import to_networkx
from graphtalk.stores.page_replies import PageReplies
from graphtalk.stores.replies import read_replies, reply_columns
from graphtalk.stores.upgrade import upgrade

NEVER, ALWAYS = 10**9, 0  # edges from which on the engine's batch loads pages


def unasked() -> Iterator[PageReplies]:
    pytest.fail("the store was asked for what the table has")


def damage(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100] + b"x" * 100)


def interrupt(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE replies SET checksum = NULL WHERE page = ?", (PAGE,))


def test_columns_are_the_network_of_the_graph(store: Store) -> None:
    store.write(example_batch(), other_batch())
    graph = to_networkx(store)

    network = from_columns(*reply_columns(store))

    expected = from_graph(reply_graph(graph, authors(graph)))
    order = [expected.ids.index(user) for user in network.ids]
    assert network.matrix.sum() > 0
    assert sorted(expected.ids) == sorted(network.ids)
    assert expected.matrix.toarray()[order][:, order].tolist() == network.matrix.toarray().tolist()


def test_columns_begin_with_the_busiest(store: Store) -> None:
    store.write(example_batch(), other_batch())

    ids, starts, ends = reply_columns(store)

    ties = Counter([*starts.tolist(), *ends.tolist()])
    assert len(set(ties.values())) > 1
    assert sorted(ids, key=lambda user: (-ties[ids.index(user)], user)) == ids


def test_empty_store_has_no_replies(store: Store) -> None:
    ids, starts, ends = reply_columns(store)
    assert ([], 0, 0) == (ids, len(starts), len(ends))


@given(st.lists(st.sampled_from([PAGE, OTHER_PAGE]).flatmap(batches), max_size=3), st.data())
@settings(max_examples=10, deadline=None)
def test_table_has_what_the_store_has(written: list[GraphBatch], data: st.DataObject) -> None:
    with open_store(MEMORY) as store, pytest.MonkeyPatch.context() as patch:
        for batch in written:
            patch.setattr(bulk, "EDGES_WORTH", data.draw(st.sampled_from([NEVER, ALWAYS])))
            store.write(batch)
            if data.draw(st.booleans()):
                store.delete_page(data.draw(st.sampled_from([PAGE, OTHER_PAGE])))
            assert sorted(read_replies(store)) == store.replies(unasked)


@pytest.mark.parametrize("broken", [damage, interrupt, Path.unlink])
def test_what_the_table_lacks_is_read_once_from_the_store(broken: Callable[[Path], object], tmp_path: Path) -> None:
    with open_store(str(tmp_path / "store")) as store:
        store.write(example_batch(), other_batch())
        expected = store.replies(unasked)
        broken(tmp_path / "store" / "replies.sqlite")

        assert expected == store.replies(lambda: read_replies(store))
        assert expected == store.replies(unasked)


@pytest.mark.parametrize("edges", [NEVER, ALWAYS])
def test_write_that_fails_leaves_no_false_replies(edges: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreError("no")

    monkeypatch.setattr(bulk, "EDGES_WORTH", edges)
    with open_store(MEMORY) as store:
        store.write(example_batch())
        before = store.replies(unasked)
        monkeypatch.setattr(bulk, "finish", fail)
        monkeypatch.setattr("graphtalk.stores.embedded.write_pages", fail)
        with pytest.raises(StoreError, match="no"):
            store.write(other_batch())

        assert before == store.replies(lambda: read_replies(store))


@pytest.mark.parametrize("version", VERSIONS)
def test_store_of_an_older_version_gets_its_table_when_it_is_asked(version: int, tmp_path: Path) -> None:
    with open_store(unpack(version, tmp_path / "store")) as store:
        upgrade(store)
        store.write(other_batch())

        found: Sequence[PageReplies] = store.replies(lambda: read_replies(store))
        assert len(found) > 1
        assert found == store.replies(unasked)
