"""The commands that look after a store: `upgrade` and `check`."""

import json
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from graphtalk.errors import BrokenStoreError
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.terminal import StoreOption, opened, print_out, progress, store_address

# Everything heavy is imported inside the command that needs it, so that `--help` stays quick.
if TYPE_CHECKING:
    from graphtalk.queries import Query
    from graphtalk.table import Table

__all__ = ["check", "upgrade"]

CELL = 60  # characters of a value in an example


def upgrade(store: StoreOption = None) -> None:
    """Take a store of an older version to the current one, and say which pages to import again."""
    from graphtalk.stores import open_store
    from graphtalk.stores.upgrade import upgrade as take_further

    with progress("upgrading"), open_store(store_address(store, create=False), create=False) as target:
        done = take_further(target)
    if not done.steps:
        print_out(f"schema version {done.before}: nothing to do")
    for step in done.steps:
        print_out(f"schema version {step.version - 1} to {step.version}: {step.change}")
    if done.again:
        print_out(
            f"import these {len(done.again)} pages again, for what only an import of version {SCHEMA_VERSION} finds:"
        )
        print_out("\n".join(f"  {title}" for title in done.again))


def check(
    store: StoreOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Every row of every broken invariant, as JSON.")] = False,
) -> None:
    """Hold a store to the invariants of the graph; name each that is broken, with an example."""
    from graphtalk.queries import broken_invariants, invariants
    from graphtalk.table import plain_value

    with progress("checking"), opened(store, create=False) as source:
        found = broken_invariants(source)
    if as_json:
        broken = [
            {"name": query.name, "question": query.question, "rows": plain_value(rows.records())}
            for query, rows in found
        ]
        print_out(json.dumps(broken, ensure_ascii=False, indent=1))
    elif found:
        print_out("\n".join(broken_line(query, rows) for query, rows in found))
    else:
        print_out(f"all {len(invariants())} invariants hold")
    if found:
        raise BrokenStoreError(
            f"{len(found)} of the graph's invariants do not hold: import the pages again, and report it if that does not help"
        )


def broken_line(query: "Query", rows: "Table") -> str:
    """Return one line on an invariant that does not hold: how often, and the first row."""
    from graphtalk.table import cell

    first = zip(rows.columns, rows.rows[0], strict=True)
    example = ", ".join(
        f"{name} {shorten(cell(value), CELL, placeholder=' …')}" for name, value in first if value is not None
    )
    return f"{query.name}: {len(rows.rows)} broken, such as {example}"
