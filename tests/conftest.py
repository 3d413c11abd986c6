"""What tests share: a store of each kind, the Neo4j server behind one of them, and golden files."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graphtalk.stores import Store, open_store

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "tools" / "neo4j" / "server.py"
HOW = (
    "no Neo4j server: set NEO4J_URI (and NEO4J_USERNAME, NEO4J_PASSWORD), start a Docker engine, "
    "or run `python tools/neo4j/server.py fetch` (needs Maven and Java 17)"
)
Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files with what the code gives now")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare text with a golden file, or rewrite the file under --update-golden."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path} is missing: run pytest with --update-golden and review it"
        assert path.read_text(encoding="utf-8") == text

    return compare


@contextmanager
def container_server() -> Iterator[str]:
    from testcontainers.community.neo4j import Neo4jContainer  # noqa: PLC0415 - a second that most runs save

    found = re.search(r"image: (\S+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert found
    with Neo4jContainer(found[1]) as server:
        os.environ.update(NEO4J_USERNAME=server.username, NEO4J_PASSWORD=server.password)
        yield str(server.get_connection_url())


@contextmanager
def local_server() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, SERVER, "run"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        server = json.loads(process.stdout.readline() or "null")
        assert server, "tools/neo4j/server.py run gave no server; its words are above"
        os.environ.update(NEO4J_USERNAME=server["username"], NEO4J_PASSWORD=server["password"])
        yield server["uri"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def docker_answers() -> bool:
    command = ["docker", "version", "--format", "{{.Server.Version}}"]
    return bool(shutil.which("docker")) and subprocess.run(command, capture_output=True, timeout=10).returncode == 0


@pytest.fixture(scope="session")
def neo4j_address() -> Iterator[str]:
    """Give the address of a Neo4j server that tests may wipe; its credentials are in the environment."""
    saved = dict(os.environ)
    try:
        if given := os.environ.get("NEO4J_URI"):
            refuse_full_server(given)
            yield given
        elif docker_answers():
            with container_server() as address:
                yield address
        elif (ROOT / ".neo4j" / "version").exists():
            with local_server() as address:
                yield address
        elif os.environ.get("GRAPHTALK_REQUIRE_ALL") == "1":
            pytest.fail(HOW)
        else:
            pytest.skip(HOW)
    finally:
        os.environ.clear()
        os.environ.update(saved)


def refuse_full_server(address: str) -> None:
    with open_store(address) as server:
        [[nodes]] = server.query("MATCH (n) RETURN count(n) AS nodes").rows
    if nodes and os.environ.get("GRAPHTALK_TEST_WIPE") != "1":
        pytest.fail(f"{address} holds {nodes} nodes and the tests would remove them: set GRAPHTALK_TEST_WIPE=1 to allow it")


def wipe(address: str) -> None:
    """Remove the graph, but not the mark that the schema is there: making it takes longer than most tests."""
    from neo4j import GraphDatabase  # noqa: PLC0415 - only for runs with a server

    login = (os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ["NEO4J_PASSWORD"]) if "NEO4J_PASSWORD" in os.environ else None
    with GraphDatabase.driver(address, auth=login) as driver:
        driver.execute_query("MATCH (n) WHERE NOT n:GraphtalkStore DETACH DELETE n")
        driver.execute_query("MATCH (n:GraphtalkStore) WHERE n.schema_version <> 1 DELETE n")


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Give an open store of each kind, empty."""
    address = ":memory:"
    if request.param == "neo4j":
        address = request.getfixturevalue("neo4j_address")
        wipe(address)
    with open_store(address) as opened:
        yield opened
