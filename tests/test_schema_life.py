"""The life of a store's schema: older stores are read, upgraded and imported anew; newer ones are left alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, driver
from example_batch import ASKED, TEXTS, example_batch
from old_stores import TITLES, VERSIONS, import_again, on_server, unpack
from random_batches import assert_same
from typer.testing import CliRunner, Result

from graphtalk.cli import app
from graphtalk.demo import SAMPLE_TITLE
from graphtalk.errors import StoreError
from graphtalk.queries import broken_invariants, catalogue, run
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.stores import MEMORY, Store, open_store, statements
from graphtalk.stores.export import to_networkx
from graphtalk.stores.migrations import MIGRATIONS, Migration
from graphtalk.stores.upgrade import upgrade

if TYPE_CHECKING:
    import networkx as nx

OLDER = [version for version in VERSIONS if version < SCHEMA_VERSION]
each_kind = pytest.mark.parametrize("kind", ["embedded", "neo4j"])
each_version = pytest.mark.parametrize("version", VERSIONS)
each_older = pytest.mark.parametrize("version", OLDER)


@pytest.fixture
def address(request: pytest.FixtureRequest, kind: str, version: int, tmp_path: Path) -> Iterator[str]:
    """Give the address of a store of each kind as a version left it."""
    if kind == "embedded":
        yield unpack(version, tmp_path / "store")
    else:
        with on_server(version, request.getfixturevalue("neo4j_server")) as server:
            yield server


@pytest.fixture
def current(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of a store of each kind with a page in it, which may be taken to any version."""
    address = str(tmp_path / "store") if kind == "embedded" else request.getfixturevalue("neo4j_address")
    with open_store(address) as store:
        store.write(example_batch())
    yield address
    if kind == "neo4j":
        with driver(address) as server:
            server.execute_query(f"MATCH (store:{statements.STORE_LABEL}) DELETE store")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def graph_at(address: str) -> "nx.MultiDiGraph[str]":
    with open_store(address, create=False) as store:
        return to_networkx(store)


def schema_of(store: Store) -> set[str]:
    """Return the constraints and indexes of a store."""
    shown = [row for kind in ("CONSTRAINTS", "INDEXES") for row in store.query(f"SHOW {kind}").records()]
    return {f"{row['type']} {row['labelsOrTypes']} {row['properties']}" for row in shown}


# What is kept


def test_there_is_a_step_from_every_version_and_a_store_of_it() -> None:
    assert list(range(2, SCHEMA_VERSION + 1)) == [step.version for step in MIGRATIONS]
    assert set(range(1, SCHEMA_VERSION)) <= set(VERSIONS)
    assert [statement for step in MIGRATIONS for statement in step.statements if ";" in statement] == []


@each_kind
@each_version
def test_kept_store_has_both_pages_and_is_sound(address: str, version: int) -> None:
    with open_store(address, create=False) as store:
        assert broken_invariants(store) == []
        assert version == store.version
        found = store.query("MATCH (p:Page) RETURN p.title AS title, p.schema_version AS version ORDER BY title").rows

    assert tuple((title, version) for title in TITLES) == found


@each_version
@pytest.mark.parametrize("kind", ["embedded"])
def test_both_kinds_of_kept_store_hold_the_same(address: str, version: int, neo4j_server: str) -> None:
    with on_server(version, neo4j_server) as server:
        assert_same(graph_at(address), graph_at(server))


# Older stores


@each_kind
@each_older
def test_older_store_answers_every_question(address: str) -> None:
    with open_store(address, create=False) as store:
        answered = {name: len(run(store, name, {}).rows) for name in catalogue()}

    assert answered["users-by-activity"] == 20


@each_kind
@each_older
def test_older_store_is_read_with_a_word_on_its_age(address: str, version: int) -> None:
    result = call("stats", "--store", address)

    assert result.exit_code == 0
    assert result.stdout
    assert (
        f"graphtalk: the store has schema version {version} of {SCHEMA_VERSION}; what it lacks is empty in the "
        "answers, `graphtalk upgrade` tells more\n" == result.stderr
    )


@each_kind
@each_older
def test_older_store_is_written_only_after_an_upgrade(address: str, version: int) -> None:
    before = graph_at(address)
    with open_store(address) as store:
        store.create_schema()
        with pytest.raises(
            StoreError,
            match=f"has schema version {version}, .* version {SCHEMA_VERSION}: run `graphtalk upgrade --store",
        ):
            store.write(example_batch())
        with pytest.raises(StoreError, match="run `graphtalk upgrade"):
            store.delete_page(SAMPLE_TITLE)

    assert_same(before, graph_at(address))


@each_older
@pytest.mark.parametrize("kind", ["embedded"])
@pytest.mark.parametrize("arguments", [["copy", "{}", "target"], ["dump", "{}", "target"]], ids=["copy", "dump"])
def test_older_store_is_moved_only_after_an_upgrade(
    arguments: list[str], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*(argument.format(address) for argument in arguments))

    assert (4, "") == (result.exit_code, result.stdout)
    assert result.stderr.endswith(f"run `graphtalk upgrade --store {address}` first\n")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "target").exists()


@each_kind
@each_older
def test_upgrade_says_what_it_did_and_what_to_import_again(address: str, version: int) -> None:
    first, second = call("upgrade", "--store", address), call("upgrade", "--store", address)

    steps = [step for step in MIGRATIONS if step.version > version]
    said = [f"schema version {step.version - 1} to {step.version}: {step.change}" for step in steps]
    again = []
    if not all(step.complete for step in steps):
        again = [f"import these 2 pages again, for what only an import of version {SCHEMA_VERSION} finds:"]
        again += [f"  {title}" for title in TITLES]
    assert (0, "", [*said, *again]) == (first.exit_code, first.stderr, first.stdout.splitlines())
    nothing = f"schema version {SCHEMA_VERSION}: nothing to do"
    assert (0, "", [nothing, *again]) == (second.exit_code, second.stderr, second.stdout.splitlines())


@each_kind
@each_version
def test_upgrade_loses_nothing_and_pages_imported_again_are_like_fresh_ones(address: str) -> None:
    with open_store(address, create=False) as old, open_store(MEMORY) as new:
        before = to_networkx(old)
        upgrade(old)
        assert_same(unversioned(before), unversioned(to_networkx(old)))
        import_again(new)
        import_again(old)
        assert_same(to_networkx(new), to_networkx(old))
        assert upgrade(old).again == ()
        assert schema_of(old) >= schema_of(new)


def unversioned(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """Return a graph without the schema versions of its pages."""
    for _, properties in graph.nodes(data=True):
        properties.pop("schema_version", None)
    return graph


# Steps

TEXT = TEXTS[ASKED.partition("#")[2]]
RENAME = Migration(
    SCHEMA_VERSION + 1,
    "comments have words",
    ("MATCH (c:Comment) WHERE c.text IS NOT NULL SET c.words = c.text REMOVE c.text",),
    complete=True,
)
COUNT = Migration(
    SCHEMA_VERSION + 2,
    "pages count their comments",
    ("MATCH (p:Page) SET p.comments = COUNT { MATCH (p)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment) }",),
    complete=False,
)

KILLED = """
import os, signal, sys
from graphtalk.stores import embedded, lease, neo4j, open_store, upgrade, version
from test_schema_life import COUNT, RENAME

def migrate_until_killed(run, step, left=[int(sys.argv[2])]):
    def one_less(cypher, parameters):
        rows = run(cypher, parameters)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return rows

    version.migrate(one_less, step)

lease.LEASE_SECONDS = 1.0
embedded.migrate = neo4j.migrate = migrate_until_killed
upgrade.MIGRATIONS = (RENAME, COUNT)
upgrade.upgrade(open_store(sys.argv[1]))
"""


@pytest.fixture
def later(current: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let this be a graphtalk of two versions later, and give the address of a store of today."""
    monkeypatch.setattr("graphtalk.stores.upgrade.MIGRATIONS", (RENAME, COUNT))
    monkeypatch.setattr("graphtalk.stores.version.SCHEMA_VERSION", COUNT.version)
    return current


def rows_of(store: Store, comment: str) -> list[tuple[object, ...]]:
    """Return version and number of comments of the page, and what a comment has of text and of words."""
    page = store.query("MATCH (p:Page) RETURN p.schema_version AS version, p.comments AS comments")
    text = store.query("MATCH (c:Comment {id: $id}) RETURN c.text AS text, c.words AS words", {"id": comment})
    return [(store.version,), *page.rows, *text.rows]


@each_kind
def test_steps_follow_each_other_and_pages_come_along_until_one_needs_an_import(later: str) -> None:
    with open_store(later) as store:
        done = upgrade(store)
        assert (SCHEMA_VERSION, (RENAME, COUNT)) == (done.before, done.steps)
        assert [(COUNT.version,), (RENAME.version, 7), (None, TEXT)] == rows_of(store, ASKED)
    with open_store(later) as store:
        assert COUNT.version == store.version
        assert upgrade(store).steps == ()


@each_kind
def test_refused_step_leaves_the_store_as_it_was(current: str) -> None:
    broken = replace(RENAME, statements=(*RENAME.statements, "UNWIND [0] AS zero RETURN 1 / zero"))
    with open_store(current) as store:
        before = to_networkx(store)
        with pytest.raises(StoreError, match=f"stays at schema version {SCHEMA_VERSION}: / by zero"):
            store.migrate(broken)
        assert SCHEMA_VERSION == store.version
        assert_same(before, to_networkx(store))


@each_kind
@pytest.mark.parametrize(
    "statement, left",
    [
        (1, [(SCHEMA_VERSION,), (SCHEMA_VERSION, None), (TEXT, None)]),
        (3, [(SCHEMA_VERSION,), (SCHEMA_VERSION, None), (TEXT, None)]),
        (4, [(RENAME.version,), (RENAME.version, None), (None, TEXT)]),
    ],
    ids=["in the first step", "before its end", "in the second step"],
)
def test_upgrade_that_was_killed_can_be_run_again(later: str, statement: int, left: object) -> None:
    tests = str(Path(__file__).parent)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, later, str(statement)],
        env=os.environ | {"PYTHONPATH": tests},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (-signal.SIGKILL, "") == (killed.returncode, killed.stderr)
    time.sleep(1.5)  # until a server ends the turn of the killed process

    with open_store(later) as store:
        assert left == rows_of(store, ASKED)
        upgrade(store)
        assert [(COUNT.version,), (RENAME.version, 7), (None, TEXT)] == rows_of(store, ASKED)


# Newer stores


@pytest.mark.parametrize(
    "arguments",
    [
        ["stats"],
        ["query", "users-by-activity"],
        ["query", "users-by-activity", "--explain"],
        ["query", "who-answered-whom", "--view"],
        ["analyze", "reply-network"],
        ["view", "network"],
        ["import", str(ROOT / "graphtalk" / "samples" / "talk.wikitext")],
        ["demo"],
        ["check"],
        ["upgrade"],
    ],
    ids=" ".join,
)
def test_every_command_refuses_a_newer_store_in_one_line(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("store") as store:
        store.migrate(replace(RENAME, statements=()))

    result = call(*arguments, "--store", "store")

    said = (
        f"schema version {SCHEMA_VERSION + 1}, this graphtalk knows versions up to {SCHEMA_VERSION}: upgrade graphtalk"
    )
    assert (4, "") == (result.exit_code, result.stdout)
    assert f"graphtalk: the store at {tmp_path / 'store'} has {said}\n" == result.stderr
    assert [tmp_path / "store"] == list(tmp_path.iterdir())


def test_server_without_a_graph_is_not_upgraded(neo4j_address: str) -> None:
    with driver(neo4j_address) as server:
        server.execute_query(f"MATCH (store:{statements.STORE_LABEL}) DELETE store")

    result = call("upgrade", "--store", neo4j_address)

    said = "graphtalk: there is no store of graphtalk's on this server: import a page first\n"
    assert (4, "", said) == (result.exit_code, result.stdout, result.stderr)
