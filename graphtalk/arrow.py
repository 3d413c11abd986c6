"""A table as Arrow columns, and as a Parquet file; import this module only for them, for pyarrow is an extra."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graphtalk.errors import UsageError
from graphtalk.table import Table

__all__ = ["ARROW", "to_arrow", "write_parquet"]

# Of the types of columns as the schema writes them.
ARROW = {
    "string": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "string[]": pa.list_(pa.string()),
}


def to_arrow(table: Table, kinds: Mapping[str, str]) -> pa.Table:
    """Return a table as Arrow columns.

    Args:
        table: The table.
        kinds: The type of each column, as the schema writes types: `string`, `int`, `float`, `bool`, `datetime`,
            `string[]`; so a column without values has its type, too.

    >>> to_arrow(Table(("who", "n"), (("Ana", 2), ("Bo", None))), {"who": "string", "n": "int"}).column("n").to_pylist()
    [2, None]
    """
    columns = [
        pa.array([row[place] for row in table.rows], ARROW[kinds[name]]) for place, name in enumerate(table.columns)
    ]
    return pa.Table.from_arrays(columns, names=list(table.columns))


def write_parquet(table: Table, kinds: Mapping[str, str], path: Path) -> None:
    """Write a table as a Parquet file.

    Raises:
        UsageError: The file cannot be written.
    """
    try:
        pq.write_table(to_arrow(table, kinds), path)
    except OSError as cause:
        raise UsageError(f"{path}: cannot be written ({cause.strerror}); choose another place with -o") from cause
