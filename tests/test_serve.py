"""The embedded store answers Neo4j's driver as it answers graphtalk, to those who have the password, and stays as it is."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from mixed_batches import mixed_batches
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, ClientError
from random_batches import assert_same
from test_queries import GRAPHS, NAMES, fill

from graphtalk.errors import GraphtalkError, QueryError, StoreError, UsageError
from graphtalk.queries import run
from graphtalk.stores import open_store
from graphtalk.stores.explain import explain
from graphtalk.stores.export import to_networkx
from graphtalk.stores.serve import serve_store
from graphtalk.table import render

LOGIN = ("reader", "a password")
WRITES = [
    "CREATE (:Comment)",
    "MATCH (c:Comment) SET c.text = ''",
    "MATCH (c:Comment) SET c:Page",
    "MATCH (c:Comment) DETACH DELETE c",
    "MATCH (:Comment)-[r:REPLIES_TO]->(:Comment) DELETE r",
    "CREATE (:Unheard)",
    "CREATE INDEX level FOR (c:Comment) ON (c.level)",
    "DROP INDEX page_title",
    "DROP CONSTRAINT page_id",
]


@pytest.fixture(params=GRAPHS)
def graph(request: pytest.FixtureRequest) -> str:
    """Name each fixture graph."""
    return str(request.param)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Give the folder of a store with four pages."""
    folder = str(tmp_path / "store")
    with open_store(folder) as store:
        for batch in mixed_batches():
            store.write(batch)
    return folder


@pytest.fixture
def served(place: str) -> Iterator[str]:
    """Give the address at which that store is served."""
    with serve_store(place, user=LOGIN[0], password=LOGIN[1], port=0) as address:
        yield address


@pytest.fixture
def driver(served: str) -> Iterator[Driver]:
    """Give Neo4j's driver, connected to it."""
    with GraphDatabase.driver(served, auth=LOGIN) as connected:
        yield connected


def test_every_query_of_the_catalogue_gives_its_golden_rows(
    graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USERNAME", LOGIN[0])
    monkeypatch.setenv("NEO4J_PASSWORD", LOGIN[1])
    with open_store(str(tmp_path / "store")) as store:
        fill(store, graph)
    with (
        serve_store(str(tmp_path / "store"), user=LOGIN[0], password=LOGIN[1], port=0) as address,
        open_store(address) as store,
    ):
        given = {name: render(run(store, name, {}), "json") + "\n" for name in NAMES}

    files = ROOT / "tests" / "golden" / "queries" / graph
    assert {name: (files / f"{name}.json").read_text(encoding="utf-8") for name in NAMES} == given


def test_driver_gets_nodes_with_labels_and_times_of_its_own(driver: Driver) -> None:
    [record] = driver.execute_query("MATCH (c:Comment) RETURN c, c.timestamp AS time ORDER BY c.id LIMIT 1").records

    assert {"Comment"} == record["c"].labels
    assert record["time"].to_native() == record["c"]["timestamp"].to_native()


def test_clients_cannot_write(place: str) -> None:
    with open_store(place) as store:
        before = to_networkx(store)
    with (
        serve_store(place, user=LOGIN[0], password=LOGIN[1], port=0) as address,
        GraphDatabase.driver(address, auth=LOGIN) as driver,
    ):
        for cypher in WRITES:
            with driver.session() as session, pytest.raises(ClientError) as refused:
                session.run(cypher).consume()
            assert refused.value.code == "Neo.ClientError.Security.Forbidden", cypher
    with open_store(place) as store:
        assert_same(before, to_networkx(store))
        assert "Unheard" not in str(store.query("CALL db.labels() YIELD label RETURN label"))
        assert "title" in str(store.query("SHOW INDEXES YIELD labelsOrTypes, properties"))


@pytest.mark.parametrize("login", [(LOGIN[0], "wrong"), ("root", LOGIN[1]), ("neo4j", ""), None])
def test_only_who_has_the_password_is_let_in(served: str, login: tuple[str, str] | None) -> None:
    with GraphDatabase.driver(served, auth=login) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_graphtalk_itself_can_ask_but_not_write(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_USERNAME", LOGIN[0])
    monkeypatch.setenv("NEO4J_PASSWORD", LOGIN[1])
    changed = mixed_batches()[0]
    changed.nodes["Comment"][0]["text"] = "another"
    with open_store(served) as store:
        assert store.query("MATCH (c:Comment {level: 99}) RETURN c.id AS id, c.text").columns == ("id", "c.text")
        with pytest.raises(QueryError, match="the query writes, and queries only read"):
            store.query("CREATE (:Comment)")
        with pytest.raises(QueryError, match=r"the query does not run: .*line 1:17"):
            store.query("MATCH (c:Comment RETURN 1")
        with pytest.raises(StoreError, match="gives no lock"):
            store.write(changed)
    assert explain(served, "MATCH (c:Comment) RETURN c.id AS id", {}).text.startswith(
        "OpenCypher Native Execution Plan\n"
    )


def test_only_this_machine_can_connect(served: str) -> None:
    port = int(served.rpartition(":")[2])
    for family, address in ((socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as probe, pytest.raises(OSError, match=r"refused|unreachable|assign"):
            probe.connect((address, port))


@pytest.mark.parametrize(
    "address, user, said",
    [
        ("neo4j://localhost", "reader", "is no folder: serve opens an embedded store"),
        (":memory:", "reader", "is no folder: serve opens an embedded store"),
        ("nowhere", "reader", "no store at .*nowhere"),
        ("nowhere", "root", "the user root is the engine's own"),
    ],
)
def test_what_cannot_be_served_is_said(address: str, user: str, said: str, tmp_path: Path) -> None:
    place = str(tmp_path / address) if address == "nowhere" else address
    with pytest.raises(GraphtalkError, match=said), serve_store(place, user=user, password="", port=0):
        pytest.fail("it is served")


def test_port_that_is_taken_is_said(place: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(UsageError, match=f"port {port} cannot be had .*: choose another one with --port"),
            serve_store(place, user=LOGIN[0], password=LOGIN[1], port=port),
        ):
            pytest.fail("it is served")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_command_tells_how_to_connect_and_stops_in_peace(place: str, tmp_path: Path, ending: signal.Signals) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "GRAPHTALK_"))}
    with open_store(place) as store:
        before = to_networkx(store)
    command = [sys.executable, "-m", "graphtalk", "serve", "--store", place, "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=kept | {"TMPDIR": str(tmp_path)}, cwd=ROOT
    ) as process:
        assert process.stdout
        said = "".join(process.stdout.readline().decode() for _ in range(6))
        found = re.search(r"answers at (\S+), .*\nuser: (\S+)\npassword: (\S+)\n", said)
        assert found, said
        with GraphDatabase.driver(found[1], auth=(found[2], found[3])) as driver:
            assert driver.execute_query("MATCH (p:Page) RETURN count(p) AS pages").records[0]["pages"] == 4
        with pytest.raises(StoreError, match="is open in another process"):
            open_store(place)
        process.send_signal(ending)
        rest, errors = process.communicate(timeout=30)

    assert (0, b"", b"") == (process.returncode, rest, errors)
    assert ["store"] == [entry.name for entry in tmp_path.iterdir()]
    with open_store(place) as store:
        assert_same(before, to_networkx(store))
