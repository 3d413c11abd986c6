"""Copies, dumps and restored stores hold what the first store held, however often the way there broke off."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from example_batch import GAZETTE, OTHER_PAGE, PAGE, example_batch, other_batch
from hypothesis import given, settings
from hypothesis import strategies as st
from mixed_batches import mixed_batch, mixed_batches
from random_batches import assert_same, batches
from typer.testing import CliRunner, Result

from graphtalk.cli import app
from graphtalk.errors import GraphtalkError, ReadError, StoreError, UsageError
from graphtalk.schema import EDGES, NODES, SCHEMA_VERSION, GraphBatch, Row
from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.stores.checksum import Tally
from graphtalk.stores.dump import check_folder, write_dump
from graphtalk.stores.export import batch_to_networkx, to_networkx
from graphtalk.stores.pages import page_ids, read_batch
from graphtalk.stores.restore import check_dump
from graphtalk.stores.transfer import StorePages, transfer

CREATED = datetime(2026, 11, 28, 12, tzinfo=UTC)


def ignore(_: str) -> None:
    """Take no notice of a page that is done."""


def filled(*pages: GraphBatch) -> Store:
    store = open_store(MEMORY)
    for page in pages:
        store.write(page)
    return store


def dumped(store: Store, folder: Path) -> dict[str, object]:
    """Dump a store and return what the manifest says of the files."""
    write_dump(StorePages(store), folder, created=CREATED, on_page=ignore)
    said: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return said


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def answer(*arguments: str) -> str:
    """Return what a command that must succeed prints."""
    result = call(*arguments)
    said = re.sub(r"^\w+ing(?: …|: .* done, .*)\n", "", result.stderr, flags=re.MULTILINE)  # on a slow machine
    assert (result.exit_code, said) == (0, "")
    return result.stdout


# The law

SOME_PAGES = st.lists(st.sampled_from([PAGE, OTHER_PAGE, "x:🦊", "x:Talk:~"]), unique=True, max_size=3).flatmap(
    lambda pages: st.tuples(*map(batches, pages))
)


@given(SOME_PAGES)
@settings(max_examples=10, deadline=None)
def test_dump_and_restore_give_the_same_store(pages: tuple[GraphBatch, ...]) -> None:
    with filled(*pages) as first, open_store(MEMORY) as second, TemporaryDirectory() as place:
        before = dumped(first, Path(place, "first"))
        report = transfer(check_dump(Path(place, "first")), second, ignore)

        assert_same(to_networkx(first), to_networkx(second))
        assert (len(pages), 0) == (report.copied, report.unchanged)
        assert before == dumped(second, Path(place, "second"))


@given(SOME_PAGES)
@settings(max_examples=3, deadline=None)
def test_copy_to_a_server_and_back_gives_the_same_store(neo4j_server: str, pages: tuple[GraphBatch, ...]) -> None:
    with filled(*pages) as first, open_store(neo4j_server) as server, open_store(MEMORY) as second:
        there, back = transfer(StorePages(first), server, ignore), transfer(StorePages(server), second, ignore)
        for page in pages:
            server.delete_page(page.page)

        assert_same(to_networkx(first), to_networkx(second))
        assert there == back


@given(batches())
@settings(max_examples=10, deadline=None)
def test_page_is_read_as_it_was_written(batch: GraphBatch) -> None:
    with filled(batch) as store:
        assert_same(batch_to_networkx(batch), batch_to_networkx(read_batch(store, PAGE)))


# Copies


def test_second_copy_changes_nothing(store: Store) -> None:
    with filled(*mixed_batches()) as source:
        first, second = (transfer(StorePages(source), store, ignore) for _ in range(2))

        assert ["4 pages: 4 copied, 0 unchanged", "4 pages: 0 copied, 4 unchanged"] == [
            report.lines()[0] for report in (first, second)
        ]
        assert first.lines()[1:] == second.lines()[1:]
        assert_same(to_networkx(source), to_networkx(store))


def test_copy_replaces_its_pages_and_leaves_others(store: Store) -> None:
    changed = example_batch()
    changed.nodes["Comment"][0]["text"] = "another text"
    store.write(changed)
    store.write(other_batch())
    with filled(example_batch()) as source:
        report = transfer(StorePages(source), store, ignore)

    assert (1, 0) == (report.copied, report.unchanged)
    with filled(example_batch(), other_batch()) as expected:
        assert_same(to_networkx(expected), to_networkx(store))


def test_copy_leaves_what_other_pages_know_of_a_shared_node(store: Store) -> None:
    store.write(other_batch())
    poorer = example_batch()
    poorer.nodes["Source"] = [row | {"work": None} for row in poorer.nodes["Source"]]
    with filled(poorer) as source:
        transfer(StorePages(source), store, ignore)

    found = store.query("MATCH (n:Source {id: $id}) RETURN n.work AS work", {"id": GAZETTE})
    assert found.rows == (("Orrin Gazette",),)


def test_pages_go_in_the_order_of_their_ids(store: Store) -> None:
    done: list[str] = []
    with filled(*reversed(mixed_batches())) as source:
        transfer(StorePages(source), store, done.append)

        assert sorted(done) == done == page_ids(source)


@dataclass
class ChangingPages:
    """Pages of which one has another text when they are walked again."""

    walks: int = 0

    def batches(self) -> Iterator[GraphBatch]:
        self.walks += 1
        changing = example_batch()
        changing.nodes["Comment"][0]["text"] = f"text {self.walks}"
        yield from (changing, other_batch())


def test_difference_between_the_sides_is_an_error(store: Store) -> None:
    said = r"the two sides differ in Comment \(9 rows sent, 9 there\): something else wrote meanwhile; copy again"
    with pytest.raises(StoreError, match=f"^{said}$"):
        transfer(ChangingPages(), store, ignore)


COPYING = """
import sys
from graphtalk.stores import open_store
from graphtalk.stores.transfer import StorePages, transfer
with open_store(sys.argv[1]) as source, open_store(sys.argv[2]) as target:
    transfer(StorePages(source), target, lambda page: print(page, flush=True))
"""
MANY = 24


def renamed(value: Any, number: int) -> Any:
    """Return rows of the page on the mill as those of one of many pages; users and sources stay shared."""
    if isinstance(value, str):
        return re.sub(r"(Talk:Mill)(?=#|$)", rf"\1 {number:02}", value)
    if isinstance(value, dict):
        return {name: renamed(item, number) for name, item in value.items()}
    return [renamed(item, number) for item in value] if isinstance(value, list) else value


def many_pages() -> Iterator[GraphBatch]:
    for number in range(MANY):
        page = mixed_batch(0)
        yield GraphBatch(*(renamed(part, number) for part in (page.page, page.nodes, page.edges)))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_killed_copy_leaves_whole_pages_and_goes_on(tmp_path: Path) -> None:
    source, target = str(tmp_path / "source"), str(tmp_path / "target")
    with open_store(source) as store:
        for page in many_pages():
            store.write(page)
    with subprocess.Popen([sys.executable, "-c", COPYING, source, target], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        done = [process.stdout.readline().decode().strip() for _ in range(5)]
        os.kill(process.pid, signal.SIGKILL)

    with open_store(source) as store, open_store(target) as broken:
        there = page_ids(broken)
        assert set(done) <= set(there) < set(page_ids(store))
        for name in there:
            assert_same(to_networkx(store, page=name), to_networkx(broken, page=name))
    report = answer("copy", source, target)
    assert report.startswith(f"{MANY} pages: {MANY - len(there)} copied, {len(there)} unchanged\n")
    with open_store(source) as store, open_store(target) as whole:
        assert_same(to_networkx(store), to_networkx(whole))


# Checksums


def test_checksum_is_as_it_is_described() -> None:
    tally = Tally()
    row: Row = {"id": "a", "title": "é\n", "level": 1, "share": -0.0, "none": None, "time": CREATED, "list": ["x"]}
    tally.add("Comment", row)

    text = 'Comment\n{"id":"a","level":1,"list":["x"],"share":0.0,"time":"2026-11-28T12:00:00.000000Z","title":"é\\n"}'
    assert blake2b(text.encode(), digest_size=32).hexdigest() == tally.checksum("Comment")


def test_checksum_needs_no_order() -> None:
    rows = example_batch().nodes["Comment"]
    forwards, backwards, fewer = Tally(), Tally(), Tally()
    for tally, some in ((forwards, rows), (backwards, rows[::-1]), (fewer, rows[1:])):
        for row in some:
            tally.add("Comment", row)

    assert forwards.checksum("Comment") == backwards.checksum("Comment") != fewer.checksum("Comment")


# Dumps


@pytest.fixture(scope="module")
def sound_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a dump of two pages that no test changes."""
    place = tmp_path_factory.mktemp("dumps") / "dump"
    with filled(example_batch(), other_batch()) as store:
        dumped(store, place)
    return place


@pytest.fixture
def folder(sound_dump: Path, tmp_path: Path) -> Path:
    """Give a dump of two pages."""
    return Path(shutil.copytree(sound_dump, tmp_path / "dump"))


def test_dump_has_a_file_for_each_label_and_type_with_the_columns_of_the_schema(folder: Path) -> None:
    kinds = {**NODES, **EDGES}

    assert {*(f"{kind}.parquet" for kind in kinds), "manifest.json"} == {file.name for file in folder.iterdir()}
    for label, node in NODES.items():
        assert [prop.name for prop in node.all_properties] == pq.read_schema(folder / f"{label}.parquet").names
    for edge_type, edge in EDGES.items():
        names = ["page", "_start", "_end", *(prop.name for prop in edge.properties)]
        assert names == pq.read_schema(folder / f"{edge_type}.parquet").names
    comments = pq.read_schema(folder / "Comment.parquet")
    assert (pa.timestamp("us", tz="UTC"), pa.int64()) == (
        comments.field("timestamp").type,
        comments.field("level").type,
    )


def test_manifest_tells_versions_rows_and_checksums(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert ("graphtalk dump 1", SCHEMA_VERSION, "2026-11-28T12:00:00Z") == (
        said["format"],
        said["schema_version"],
        said["created"],
    )
    assert said["files"]["Comment.parquet"]["rows"] == 9
    assert said["files"]["User.parquet"]["rows"] == 4  # two are on both pages
    assert re.fullmatch(r"[0-9a-f]{64}", said["files"]["User.parquet"]["checksum"])


def test_dump_of_many_row_groups_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("graphtalk.stores.dump.ROWS_A_GROUP", 7)
    monkeypatch.setattr("graphtalk.stores.restore.ROWS_A_GROUP", 5)
    with filled(*mixed_batches()) as first, open_store(MEMORY) as second:
        dumped(first, tmp_path / "dump")
        transfer(check_dump(tmp_path / "dump"), second, ignore)

        assert pq.ParquetFile(tmp_path / "dump" / "Comment.parquet").num_row_groups > 10
        assert_same(to_networkx(first), to_networkx(second))


def test_dump_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def fail(_: str) -> None:
        raise StoreError("gone")

    with filled(example_batch()) as store, pytest.raises(StoreError, match="gone"):
        write_dump(StorePages(store), tmp_path / "deep" / "dump", created=CREATED, on_page=fail)

    assert list((tmp_path / "deep").iterdir()) == []


def test_dump_goes_to_a_new_or_empty_folder_only(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with filled(example_batch()) as store:
        dumped(store, tmp_path / "empty")
    before = sorted(folder.iterdir())
    for full in (folder, folder / "manifest.json"):
        with pytest.raises(UsageError, match="is not empty: name a new folder"):
            check_folder(full)

    assert before == sorted(folder.iterdir())


def edit_manifest(folder: Path, **changes: object) -> None:
    place = folder / "manifest.json"
    place.write_text(json.dumps(json.loads(place.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x10
    file.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], type[GraphtalkError], str]] = {
    "no manifest": (lambda d: (d / "manifest.json").unlink(), ReadError, r"no dump is there \(manifest.json: No such"),
    "no JSON": (lambda d: (d / "manifest.json").write_text("{"), ReadError, "is no manifest of a dump"),
    "other JSON": (lambda d: (d / "manifest.json").write_text("[]"), ReadError, "is no manifest of a dump"),
    "newer": (lambda d: edit_manifest(d, schema_version=SCHEMA_VERSION + 1), StoreError, "upgrade graphtalk"),
    "older": (lambda d: edit_manifest(d, schema_version=SCHEMA_VERSION - 1), StoreError, "restore it with graphtalk 0"),
    "other form": (lambda d: edit_manifest(d, format="graphtalk dump 2"), StoreError, "upgrade graphtalk"),
    "no files": (lambda d: edit_manifest(d, files={}), ReadError, "names other files than those of the schema"),
    "file outside": (
        lambda d: edit_manifest(d, files={"Page.parquet": {"hash": ""}, "../x.parquet": {"hash": ""}}),
        ReadError,
        "names other files than those of the schema",
    ),
    "missing file": (lambda d: (d / "CITES.parquet").unlink(), ReadError, r"CITES.parquet: cannot be read \(No such"),
    "flipped bit": (lambda d: flip(d / "Comment.parquet"), ReadError, "Comment.parquet: is not the file that was"),
    "rows of another dump": (
        lambda d: shutil.copy(d / "ENDORSES.parquet", d / "OPPOSES.parquet"),
        ReadError,
        "OPPOSES.parquet: is not the file that was dumped",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_dump_is_refused_before_anything_is_written(damage: str, folder: Path, tmp_path: Path) -> None:
    harm, kind, said = DAMAGES[damage]
    harm(folder)
    result = call("restore", str(folder), str(tmp_path / "store"))

    assert kind.exit_code == result.exit_code
    assert re.fullmatch(rf"graphtalk: \S.*{said}.*\n", result.stderr)
    assert not (tmp_path / "store").exists()


# Commands


def test_commands_take_a_store_there_and_back(address: str, tmp_path: Path) -> None:
    first, back, third = (str(tmp_path / name) for name in ("first", "back", "third"))
    with open_store(first) as store:
        for page in mixed_batches():
            store.write(page)
    equal = (
        "equal on both sides: 4 Page, 20 Section, 120 Comment, 32 Proposal, 12 Request, 176 Action, 1186 edges, "
        "and the shared nodes that they touch\n"
    )

    assert f"4 pages: 4 copied, 0 unchanged\n{equal}" == answer("copy", first, address)
    assert f"4 pages: 4 copied, 0 unchanged\n{equal}" == answer("copy", address, back)
    assert f"4 pages, 1623 rows: {tmp_path / 'dump'}\n" == answer("dump", address, str(tmp_path / "dump"))
    assert f"4 pages: 4 copied, 0 unchanged\n{equal}" == answer("restore", str(tmp_path / "dump"), third)
    assert f"4 pages: 0 copied, 4 unchanged\n{equal}" == answer("restore", str(tmp_path / "dump"), back)
    assert answer("stats", "--store", first) == answer("stats", "--store", third)


@pytest.fixture(params=["embedded", "neo4j"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty store of each kind."""
    return str(tmp_path / "store" if request.param == "embedded" else request.getfixturevalue("neo4j_address"))


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        (("copy", "nowhere", "there"), 4, "no store at .*nowhere"),
        (("copy", "here", "here"), 2, "here cannot be copied to itself"),
        (("dump", "nowhere", "there"), 4, "no store at .*nowhere"),
        (("dump", "nowhere", "."), 2, "is not empty: name a new folder"),
        (("restore", "nowhere", "there"), 3, "nowhere: no dump is there"),
    ],
)
def test_faults_are_one_line_and_make_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    result = call(*arguments)

    assert code == result.exit_code
    assert re.fullmatch(f"graphtalk: .*{said}.*\n", result.stderr)
    assert [tmp_path / "file"] == list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [("dump", "store", "folder"), ("restore", "folder", "store")])
def test_what_parquet_needs_is_said_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    for name in ("graphtalk.stores.dump", "graphtalk.stores.restore"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = call(*arguments)

    assert (2, "graphtalk: Parquet files need pyarrow: pip install 'graphtalk[parquet]'\n") == (
        result.exit_code,
        result.stderr,
    )
