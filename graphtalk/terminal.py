"""What every command needs of the terminal and the file system: progress, answers, files written whole or not at all."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import get_terminal_size
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from graphtalk.errors import GraphtalkError, LockedError, ReadError, UsageError
from graphtalk.table import Table, render
from graphtalk.watch import Watch

# Stores take a while to load: they are imported where one is opened.
if TYPE_CHECKING:
    from graphtalk.stores import Store

__all__ = [
    "StoreOption",
    "TableOption",
    "check_place",
    "opened",
    "print_out",
    "print_table",
    "progress",
    "read_json",
    "read_text",
    "store_address",
    "writable",
    "write_text",
]

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="ADDRESS",
        help="A folder, or neo4j://… (login: $NEO4J_USERNAME, $NEO4J_PASSWORD). "
        "Without it: $GRAPHTALK_STORE, else a folder among the user's data.",
        show_default=False,
    ),
]
DISPLAY_AFTER, DISPLAY_EVERY = (
    1.0,
    0.1,
)  # seconds until progress is shown in a terminal, and between two looks at the work
LINES_AFTER, LINES_EVERY = 5.0, 15.0  # seconds to the first and between later lines where there is no terminal
BAR_WIDTH = 20
NO_DISPLAYS = ("dumb", "unknown")  # terminals that only print
MINUTE = 60
OutputForm: TypeAlias = Literal["table", "csv", "json", "markdown"]
TableOption = Annotated[OutputForm, typer.Option("--format", "-f", help="Form of the answer.")]


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Watch]:
    """Show on standard error what a command is at: in a terminal a display after a second, else a line now and then.

    Args:
        what: What it does: importing.
        total: How many things it does it to, where that is known.

    Yields:
        What the work tells of itself.
    """
    watch, finished = Watch(), Event()
    displays = sys.stderr.isatty() and os.environ.get("TERM", "").lower() not in NO_DISPLAYS
    writer = Thread(target=show_display if displays else show_lines, args=(what, total, watch, finished), daemon=True)
    writer.start()
    try:
        yield watch
    finally:
        finished.set()
        writer.join()


def show_display(what: str, total: int | None, watch: Watch, finished: Event) -> None:
    """Show work under way in a terminal until it is finished, and clear it then."""
    began = monotonic()
    if finished.wait(DISPLAY_AFTER):
        return
    # Most commands are done before anything of this is needed.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - see above
    from rich.table import Column  # noqa: PLC0415 - see above

    one_line = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    columns = (
        TextColumn(what),
        BarColumn(BAR_WIDTH),
        TextColumn("{task.fields[said]}", markup=False, table_column=one_line),
    )
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, auto_refresh=False, transient=True, expand=True) as display:
        task = display.add_task(what, total=total, said="")
        while True:
            said = standing(watch, total, monotonic() - began)
            display.update(task, completed=watch.count, said=said, refresh=True)
            if finished.wait(DISPLAY_EVERY):
                return


def show_lines(what: str, total: int | None, watch: Watch, finished: Event) -> None:
    """Say in lines what work is at, until it is finished."""
    began, pause = monotonic(), LINES_AFTER
    while not finished.wait(pause):
        said = standing(watch, total, monotonic() - began)
        typer.echo(f"{what}: {said}" if said else f"{what} …", err=True)
        pause = LINES_EVERY


def standing(watch: Watch, total: int | None, seconds: float) -> str:
    """Return what there is to say of work under way, which may be nothing.

    Args:
        watch: What it tells of itself.
        total: How many things there are to do, None where that is not known.
        seconds: How long it took so far.

    >>> standing(Watch(["Talk:Earth", "Talk:Moon"], "reading Talk:Sun"), 10, 4.0)
    '2 of 10 done, 0.5/s, 16 s left, reading Talk:Sun'
    >>> standing(Watch(["Talk:Earth"]), None, 4.0), standing(Watch(), 10, 4.0)
    ('1 done, 0.2/s, last Talk:Earth', '')
    """
    done = watch.count
    if not done:
        return watch.now
    rate = done / seconds
    now = watch.now or f"last {watch.done[-1] if watch.done else '…'}"
    if total is None:
        return f"{done:,} done, {rate:,.1f}/s, {now}"
    left = max(0, total - done) / rate
    remaining = f"{left:.0f} s" if left < MINUTE else f"{left / MINUTE:.0f} min"
    return f"{done:,} of {total:,} done, {rate:,.1f}/s, {remaining} left, {now}"


def print_table(found: Table, output: str) -> None:
    """Print a table in one of its forms."""
    print_out(render(found, output, width=get_terminal_size().columns if sys.stdout.isatty() else None))


def print_out(text: str) -> None:
    """Print to standard output; a reader that went away (`| head`) ends the command in peace."""
    try:
        typer.echo(text)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python must not try again at exit
        if isinstance(error, BrokenPipeError):
            raise typer.Exit from None
        raise GraphtalkError(f"the answer cannot be written: {error.strerror}") from error


def read_text(file: Path) -> str:
    """Return the text of a file."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as cause:
        raise ReadError(f"{file}: cannot be read ({cause.strerror}); check the path") from cause
    except UnicodeDecodeError as cause:
        raise ReadError(f"{file}: not a text file; check the path") from cause


def read_json(file: Path) -> dict[str, object]:
    """Return the object in a JSON file."""
    try:
        found = json.loads(read_text(file))
    except ValueError as cause:
        raise ReadError(f"{file}: no JSON ({cause}); check the path") from cause
    if not isinstance(found, dict):
        raise ReadError(f"{file}: no JSON object; check the path")
    return found


def check_place(path: Path) -> None:
    """Refuse a place where no file can be put, before the work that makes its content."""
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it, or choose another place with -o")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: is no file; choose another place with -o")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as cause:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written ({cause.strerror}); choose another place with -o") from cause


def opened(address: str | None, *, create: bool, older: bool = True) -> "Store":
    """Open the store at an address, or the default one.

    Args:
        address: Address of the store.
        create: Whether it is to be written, and made where there is none.
        older: Whether one of an older version will do, to be read; a line on standard error then says so.

    Raises:
        StoreError: It cannot be opened, or is of an older version that will not do.
    """
    from graphtalk.schema import SCHEMA_VERSION  # noqa: PLC0415 - see above
    from graphtalk.stores import open_store  # noqa: PLC0415 - see above
    from graphtalk.stores.version import refuse_older  # noqa: PLC0415 - see above

    place = store_address(address, create=create)
    store = open_store(place, create=create)
    if create or store.version is None or store.version == SCHEMA_VERSION:
        return store
    if not older:
        store.close()
        refuse_older(store.version, place)
    typer.echo(
        f"graphtalk: the store has schema version {store.version} of {SCHEMA_VERSION}; what it lacks is empty in the "
        "answers, `graphtalk upgrade` tells more",
        err=True,
    )
    return store


@contextmanager
def writable(address: str | None, *, wait: float) -> Iterator["Store"]:
    """Open the store at an address and keep others from writing while the context is open.

    Args:
        address: The store's, None for the default one.
        wait: Seconds to wait for others to be done with it; it says so.

    Raises:
        LockedError: Others are not done by then.
    """
    limit = monotonic() + wait
    told = False
    while True:
        try:
            with ExitStack() as opening:
                store = opening.enter_context(opened(address, create=True))
                opening.enter_context(store.hold())
                held = opening.pop_all()
            break
        except LockedError as error:
            if monotonic() >= limit:
                raise
            if not told:
                typer.echo(f"waiting up to {wait:g} s: {error}", err=True)
                told = True
            sleep(0.2)
    with held:
        yield store


def store_address(address: str | None, *, create: bool) -> str:
    """Return the address of a store, of the default one where none is named."""
    from graphtalk.stores import MEMORY, default_address  # noqa: PLC0415 - see above

    if address == MEMORY and not create:
        raise UsageError(f"a store in {MEMORY} is empty and goes with its command; give a folder or neo4j://…")
    return default_address() if address is None else address
