"""The pages of a dump, checked before they are used; import this module only to restore (see `dump`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graphtalk.errors import ReadError, StoreError
from graphtalk.schema import EDGES, NODES, SCHEMA_VERSION, GraphBatch, Row
from graphtalk.stores.dump import FORMAT, MANIFEST, ROWS_A_GROUP, SUFFIX, file_hash

__all__ = ["DumpPages", "check_dump"]


@dataclass(frozen=True, slots=True)
class DumpPages:
    """The pages of a dump, streamed from its files.

    Memory: one page, a row group of each file, and the shared nodes as Arrow tables.

    Attributes:
        folder: Where the dump is.
    """

    folder: Path

    def batches(self) -> Iterator[GraphBatch]:
        """Yield the pages in the order of the dump."""
        owned = [label for label, node in NODES.items() if node.owned]
        streams = {kind: Stream(self.rows(kind)) for kind in (*owned, *EDGES)}
        shared = {label: Shared(pq.read_table(self.path(label))) for label in NODES if label not in owned}
        while (page := streams["Page"].page()) is not None:
            batch = GraphBatch(page)
            touched: dict[str, set[str]] = {label: set() for label in NODES}
            for kind, stream in streams.items():
                rows = stream.take(page)
                if kind in NODES:
                    batch.nodes[kind] = rows
                    continue
                batch.edges[kind] = [{name: value for name, value in row.items() if name != "page"} for row in rows]
                touched[EDGES[kind].start] |= {str(row["_start"]) for row in rows}
                touched[EDGES[kind].end] |= {str(row["_end"]) for row in rows}
            for label, nodes in shared.items():
                batch.nodes[label] = nodes.take(sorted(touched[label]))
            yield batch

    def path(self, kind: str) -> Path:
        """Return the file of a label or type."""
        return self.folder / f"{kind}{SUFFIX}"

    def rows(self, kind: str) -> Iterator[Row]:
        """Yield the rows of a file without what is null."""
        with pq.ParquetFile(self.path(kind)) as file:
            for some in file.iter_batches(batch_size=ROWS_A_GROUP):
                yield from plain_rows(some)


class Stream:
    """The rows of a file, taken page by page."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows = rows
        self.first = next(rows, None)

    def page(self) -> str | None:
        """Return the page of the next row; None at the end."""
        return str(self.first["page"]) if self.first else None

    def take(self, page: str) -> list[Row]:
        """Return the next rows as long as they are of the page."""
        taken: list[Row] = []
        while self.first and self.page() == page:
            taken.append(self.first)
            self.first = next(self.rows, None)
        return taken


class Shared:
    """The shared nodes of a label, found by id."""

    def __init__(self, table: Any) -> None:
        self.table = table
        self.places = {node: place for place, node in enumerate(table["id"].to_pylist())}

    def take(self, ids: list[str]) -> list[Row]:
        """Return the rows with those of these ids that are of the label."""
        places = [self.places[node] for node in ids if node in self.places]
        return list(plain_rows(self.table.take(pa.array(places, pa.int64()))))


def plain_rows(table: Any) -> Iterator[Row]:
    """Yield the rows of an Arrow table without what is null."""
    for row in table.to_pylist():
        yield {name: value for name, value in row.items() if value is not None}


def check_dump(folder: Path) -> DumpPages:
    """Return the pages of a dump once every file is found to be the one that was written.

    Raises:
        ReadError: There is no dump, or it is damaged; the message names the file.
        StoreError: It is of another version.
    """
    files = read_manifest(folder)
    for name, said in files.items():
        try:
            found = file_hash(folder / name)
        except OSError as error:
            raise ReadError(f"{folder / name}: cannot be read ({error.strerror}); dump again") from error
        if found != said:
            raise ReadError(f"{folder / name}: is not the file that was dumped; dump again")
    return DumpPages(folder)


def read_manifest(folder: Path) -> dict[str, str]:
    """Return the hash of each file that a manifest names.

    Raises:
        ReadError: There is no manifest, or it is none.
        StoreError: It is of another version.
    """
    place = folder / MANIFEST
    try:
        said = json.loads(place.read_text(encoding="utf-8"))
        form, version, maker = str(said["format"]), int(said["schema_version"]), str(said["graphtalk"])
        files = {str(name): str(told["hash"]) for name, told in said["files"].items()}
    except OSError as error:
        raise ReadError(f"{folder}: no dump is there ({MANIFEST}: {error.strerror}); check the path") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError(f"{place}: is no manifest of a dump; dump again") from error
    if form != FORMAT or version > SCHEMA_VERSION:
        raise StoreError(
            f"the dump at {folder} is a {form} of schema version {version}, and this graphtalk knows {FORMAT} up to "
            f"version {SCHEMA_VERSION}: upgrade graphtalk"
        )
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"the dump at {folder} has schema version {version}, this graphtalk writes version {SCHEMA_VERSION}: restore "
            f"it with graphtalk {maker}, run this one's `graphtalk upgrade` on that store, and dump it again"
        )
    if files.keys() != {f"{kind}{SUFFIX}" for kind in (*NODES, *EDGES)}:
        raise ReadError(f"{place}: names other files than those of the schema; dump again")
    return files
