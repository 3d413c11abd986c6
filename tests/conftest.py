"""What tests share: a store of each kind, the Neo4j server behind one of them, wikis, and golden files."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from neo4j import Driver, GraphDatabase
from wikis import Wiki

from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.stores.statements import STORE_LABEL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "tools" / "neo4j" / "server.py"
HOW = (
    "no Neo4j server: set NEO4J_URI (and NEO4J_USERNAME, NEO4J_PASSWORD), start a Docker engine, "
    "or run `python tools/neo4j/server.py fetch` (needs Maven and Java 17)"
)
WIKI_SERVER = ROOT / "tools" / "mediawiki" / "server.py"
HOW_WIKI = (
    "no MediaWiki of Debian's {suite}: run `python tools/mediawiki/server.py fetch --suite {suite}` "
    "(needs apt-get, and root where PHP is not installed)"
)
NEEDS = {"neo4j_server": "neo4j", "mediawiki_server": "mediawiki", "old_mediawiki_server": "mediawiki"}
Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files with what the code gives now")
    parser.addoption("--random-queries", type=int, default=1000, help="how many random queries both stores are asked")
    parser.addoption("--random-seed", type=int, default=1, help="which ones")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let `-k "not neo4j"` leave out every test that needs the server, however it is named; and so for MediaWiki."""
    for item in items:
        for fixture in NEEDS.keys() & {*getattr(item, "fixturenames", ())}:
            item.add_marker(NEEDS[fixture])


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    from opened import start_browser  # noqa: PLC0415  # most tests need no browser

    yield from start_browser()


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

    image = re.search(r"image: (\S+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert image
    with Neo4jContainer(image[1]) as server:
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
    if not shutil.which("docker"):
        return False
    return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[str]:
    """Give the address of a Neo4j server that tests may wipe; its credentials are in the environment."""
    saved = dict(os.environ)
    with ExitStack() as stack:
        if given := os.environ.get("NEO4J_URI"):
            refuse_full_server(given)
            yield given
        elif docker_answers():
            yield stack.enter_context(container_server())
        elif (ROOT / ".neo4j" / "version").exists():
            yield stack.enter_context(local_server())
        elif os.environ.get("GRAPHTALK_REQUIRE_ALL") == "1":
            pytest.fail(HOW)
        else:
            pytest.skip(HOW)
    os.environ.clear()
    os.environ.update(saved)


def driver(address: str) -> Driver:
    user, password = os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD")
    return GraphDatabase.driver(address, auth=(user, password) if password else None)


def refuse_full_server(address: str) -> None:
    with driver(address) as server:
        nodes = server.execute_query(f"MATCH (n) WHERE NOT n:{STORE_LABEL} RETURN count(n) AS nodes").records[0][
            "nodes"
        ]
    if nodes and os.environ.get("GRAPHTALK_TEST_WIPE") != "1":
        pytest.fail(f"{address} holds {nodes} nodes that the tests would remove: set GRAPHTALK_TEST_WIPE=1 to allow it")


@pytest.fixture
def neo4j_address(neo4j_server: str) -> Iterator[str]:
    """Give the address of a Neo4j server without a graph, and leave none."""
    # The mark of the schema stays: constraints and indexes take longer to make than most tests run.
    emptying = f"MATCH (n) WHERE NOT n:{STORE_LABEL} DETACH DELETE n"
    with driver(neo4j_server) as server:
        server.execute_query(emptying)
        yield neo4j_server
        server.execute_query(emptying)


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Give an open store of each kind, empty."""
    address = MEMORY if request.param == "embedded" else request.getfixturevalue("neo4j_address")
    with open_store(address) as opened:
        yield opened


@contextmanager
def running_wiki(suite: str) -> Iterator[Wiki]:
    """Run a fresh wiki with MediaWiki as a suite of Debian has it."""
    if not (ROOT / ".mediawiki" / suite / "version").exists():
        if os.environ.get("GRAPHTALK_REQUIRE_ALL") == "1":
            pytest.fail(HOW_WIKI.format(suite=suite))
        pytest.skip(HOW_WIKI.format(suite=suite))
    process = subprocess.Popen(
        [sys.executable, WIKI_SERVER, "run", "--suite", suite], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        told = json.loads(process.stdout.readline() or "null")
        assert told, "tools/mediawiki/server.py run gave no wiki; its words are above"
        yield Wiki(told["url"], told["api"], Path(told["folder"]), tuple(told["maintenance"]))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def mediawiki_server() -> Iterator[Wiki]:
    """Give a running MediaWiki 1.43 with DiscussionTools; what tests load into it stays until the session ends."""
    with running_wiki("trixie") as wiki:
        yield wiki


@pytest.fixture(scope="session")
def old_mediawiki_server() -> Iterator[Wiki]:
    """Give a running MediaWiki 1.39; what tests load into it stays until the session ends."""
    with running_wiki("bookworm") as wiki:
        yield wiki
