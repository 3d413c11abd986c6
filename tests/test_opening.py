import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import driver
from example_batch import example_batch
from random_batches import assert_same

from graphtalk.errors import StoreError, UsageError
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.stores import default_address, open_store, statements
from graphtalk.stores.export import batch_to_networkx, to_networkx

NEWER = f"MERGE (store:{statements.STORE_LABEL}) SET store.schema_version = {SCHEMA_VERSION + 1}"


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
        try:
            with pytest.raises(StoreError, match=f"schema version {SCHEMA_VERSION + 1}.* {SCHEMA_VERSION}: upgrade"):
                open_store(neo4j_address)
        finally:
            server.execute_query(f"MATCH (store:{statements.STORE_LABEL}) DELETE store")


def test_missing_database_of_a_server_is_said(neo4j_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
    with pytest.raises(StoreError, match=r"cannot read the store at .*nowhere"):
        open_store(neo4j_address)


def test_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear reader", encoding="utf-8")
    with pytest.raises(StoreError, match="files that are no graphtalk store"):
        open_store(str(tmp_path))

    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


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

    assert list(folder.parent.iterdir()) == []


def test_store_open_in_another_process_is_refused(folder: Path) -> None:
    with open_store(str(folder)):
        code = "import sys; from graphtalk.stores import open_store; open_store(sys.argv[1])"
        done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=False)
        with pytest.raises(StoreError, match="open already in this process"):
            open_store(str(folder))

    assert "LockedError: the store at" in done.stderr
    assert "is open in another process: close that one first" in done.stderr


def test_engine_says_nothing_on_the_terminal(folder: Path, tmp_path: Path) -> None:
    code = "import sys; from graphtalk.stores import open_store; open_store(sys.argv[1]).close()"
    fresh = os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True, env=fresh)

    assert done.stdout + done.stderr == ""


def test_importing_stores_loads_no_engine() -> None:
    code = "import graphtalk.stores, sys; print({'neo4j', 'arcadedb', 'networkx', 'platformdirs'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_default_address_is_the_users_own_folder_or_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHTALK_STORE", raising=False)
    assert Path("graphtalk", "store").parts == Path(default_address()).parts[-2:]
    monkeypatch.setenv("GRAPHTALK_STORE", "bolt://example")
    assert default_address() == "bolt://example"


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
