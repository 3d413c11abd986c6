"""The commands that move whole stores or open them to others: `copy`, `dump`, `restore` and `serve`."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from graphtalk.errors import UsageError
from graphtalk.terminal import StoreOption, opened, print_out, progress, store_address, writable

__all__ = ["copy", "dump", "restore", "serve"]

FromArgument = Annotated[str, typer.Argument(metavar="FROM", help="Address of a store: a folder, or neo4j://….")]
ToArgument = Annotated[str, typer.Argument(metavar="TO", help="Address of the store to write to; a folder is made.")]
StoreArgument = Annotated[str, typer.Argument(metavar="STORE", help="Address of a store: a folder, or neo4j://….")]
FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the dump.")]
DumpArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the dump.")]
WaitOption = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for another import into the store to end.")
]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 takes a free one.")]


def copy(source: FromArgument, target: ToArgument, wait: WaitOption = 0) -> None:
    """Copy all pages of a store into another, and compare both; run again after a stop, it goes on."""
    from graphtalk.stores.transfer import StorePages, transfer

    if source == target:
        raise UsageError(f"{source} cannot be copied to itself: name another store")
    with (
        progress("copying") as on_page,
        opened(source, create=False, older=False) as origin,
        writable(target, wait=wait) as store,
    ):
        report = transfer(StorePages(origin), store, on_page)
    print_out("\n".join(report.lines()))


def dump(store: StoreArgument, folder: FolderArgument) -> None:
    """Write a store as Parquet files, one for each label and edge type, with a manifest."""
    with parquet():
        from graphtalk.stores.dump import check_folder, write_dump
    from graphtalk.stores.transfer import StorePages

    check_folder(folder)
    with progress("dumping") as on_page, opened(store, create=False, older=False) as origin:
        tally = write_dump(StorePages(origin), folder, created=datetime.now(UTC), on_page=on_page)
    print_out(f"{tally.rows['Page']} page{'s'[: tally.rows['Page'] != 1]}, {tally.rows.total()} rows: {folder}")


def restore(folder: DumpArgument, store: ToArgument, wait: WaitOption = 0) -> None:
    """Write the pages of a dump into a store, once its files are checked, and compare both."""
    with parquet():
        from graphtalk.stores.restore import check_dump
    from graphtalk.stores.transfer import transfer

    with progress("restoring") as on_page:
        pages = check_dump(folder)
        with writable(store, wait=wait) as target:
            report = transfer(pages, target, on_page)
    print_out("\n".join(report.lines()))


def serve(store: StoreOption = None, port: PortOption = 7687) -> None:
    """Open the embedded store to Neo4j's tools and drivers on this machine until Ctrl-C; they can read, not write."""
    from graphtalk.stores.serve import serve_store

    user, given = os.environ.get("NEO4J_USERNAME") or "neo4j", os.environ.get("NEO4J_PASSWORD")
    password = given or secrets.token_urlsafe(12)
    place = store_address(store, create=False)
    stopped = Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: stopped.set())
    with serve_store(place, user=user, password=password, port=port) as address:
        in_python = 'os.environ["NEO4J_PASSWORD"]' if given else f'"{password}"'
        print_out(
            f"The store at {place} answers at {address}, to read and not to write.\n"
            f"user: {user}\n"
            f"password: {'that in $NEO4J_PASSWORD' if given else password}\n"
            f'Python: neo4j.GraphDatabase.driver("{address}", auth=("{user}", {in_python}))\n'
            f"Shell: cypher-shell -a {address} -u {user}\n"
            "Ctrl-C ends it."
        )
        while not stopped.wait(1):  # a wait without an end cannot be interrupted on Windows
            pass


@contextmanager
def parquet() -> Iterator[None]:
    """Say how to install what Parquet files need, where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
        raise UsageError("Parquet files need pyarrow: pip install 'graphtalk[parquet]'") from error
