"""A store as a folder of Parquet files, one for each label and edge type, with a manifest; `restore` reads it again.

Import this module only to dump or restore, for pyarrow is an extra that not everybody has. The columns are those of
`schema.py`; edges have `page`, `_start` and `_end` before them. Rows stand in the order of their pages, so that pages can
be read one after the other; a shared node stands where its first page is.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graphtalk import __version__
from graphtalk.arrow import ARROW
from graphtalk.errors import UsageError
from graphtalk.schema import EDGES, NODES, SCHEMA_VERSION, Property, Row
from graphtalk.stores.checksum import Tally
from graphtalk.stores.transfer import Origin
from graphtalk.table import utc_text

__all__ = ["FORMAT", "MANIFEST", "ROWS_A_GROUP", "SUFFIX", "check_folder", "file_hash", "write_dump"]

MANIFEST, SUFFIX = "manifest.json", ".parquet"
FORMAT = "graphtalk dump 1"
ROWS_A_GROUP = 10_000
ENDS = ("page", "_start", "_end")


def columns(kind: str) -> pa.Schema:
    """Return the columns of a label's or edge type's file."""
    properties: tuple[Property, ...] = NODES[kind].all_properties if kind in NODES else EDGES[kind].properties
    before = [] if kind in NODES else [(name, pa.string()) for name in ENDS]
    return pa.schema([*before, *((prop.name, ARROW[prop.type]) for prop in properties)])


def check_folder(folder: Path) -> None:
    """Refuse a folder for a dump that holds something already.

    Raises:
        UsageError: It does, or no folder can be there.
    """
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists():
        raise UsageError(f"{folder} is not empty: name a new folder for the dump")


@dataclass(slots=True)
class KindWriter:
    """Writes the rows of one label or type, in row groups."""

    kind: str
    file: Any
    waiting: list[Row]

    def add(self, row: Row) -> None:
        """Take a row; write a group when there are enough."""
        self.waiting.append(row)
        if len(self.waiting) >= ROWS_A_GROUP:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait."""
        self.file.write_table(pa.Table.from_pylist(self.waiting, schema=columns(self.kind)))
        self.waiting.clear()


def write_dump(origin: Origin, folder: Path, *, created: datetime, on_page: Callable[[str], None]) -> Tally:
    """Write all pages into a folder that is made beside its place and moved there when it is whole.

    Memory: one page, a row group of each label and type, and the ids of the shared nodes.

    Args:
        origin: Where the pages come from.
        folder: Place of the dump: nothing is there, or an empty folder.
        created: The time that the manifest tells.
        on_page: Called with the id of each page that is done.

    Returns:
        The rows in the dump; a shared node counts once.

    Raises:
        UsageError: The folder is not empty, or cannot be made.
    """
    check_folder(folder)
    workshop = folder.absolute().with_name(f".{folder.absolute().name}.{os.getpid()}")
    try:
        workshop.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made ({error.strerror}): choose another place") from error
    try:
        tally = write_files(origin, workshop, on_page)
        (workshop / MANIFEST).write_text(
            json.dumps(manifest(workshop, tally, created), indent=1) + "\n", encoding="utf-8"
        )
        if folder.exists():
            folder.rmdir()
        workshop.rename(folder.absolute())
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror or error}): choose another place") from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return tally


def write_files(origin: Origin, folder: Path, on_page: Callable[[str], None]) -> Tally:
    """Write the files of all labels and types, and return what is in them."""
    tally, seen = Tally(), set[tuple[str, str]]()
    writers = {
        kind: KindWriter(kind, pq.ParquetWriter(folder / f"{kind}{SUFFIX}", columns(kind), compression="zstd"), [])
        for kind in (*NODES, *EDGES)
    }
    try:
        for batch in origin.batches():
            for label, rows in batch.nodes.items():
                new = [row for row in rows if NODES[label].owned or (label, str(row["id"])) not in seen]
                if not NODES[label].owned:
                    seen |= {(label, str(row["id"])) for row in new}
                for row in new:
                    tally.add(label, row)
                    writers[label].add(row)
            for edge_type, rows in batch.edges.items():
                for row in rows:
                    tally.add(edge_type, row)
                    writers[edge_type].add({"page": batch.page} | row)
            on_page(batch.page)
        for writer in writers.values():
            writer.flush()
    finally:
        for writer in writers.values():
            writer.file.close()
    return tally


def manifest(folder: Path, tally: Tally, created: datetime) -> dict[str, object]:
    """Return what a dump says of itself: its files with their rows, the checksum of these, and the hash of the file."""
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "graphtalk": __version__,
        "created": utc_text(created.astimezone(UTC)),
        "files": {
            f"{kind}{SUFFIX}": {
                "rows": tally.rows[kind],
                "checksum": tally.checksum(kind),
                "hash": file_hash(folder / f"{kind}{SUFFIX}"),
            }
            for kind in (*NODES, *EDGES)
        },
    }


def file_hash(file: Path) -> str:
    """Return the BLAKE2b hash (256 bits) of a file's bytes as 64 hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=32)).hexdigest()
