"""The answer to a question: named columns and rows, and their text, CSV, JSON and Markdown forms."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graphtalk.errors import UsageError

__all__ = ["FORMATS", "Table", "Value", "render", "utc_text"]

Value = str | int | float | bool | datetime | None | Sequence["Value"] | Mapping[str, "Value"]

MAX_CELL = 60  # characters of a cell in the text form; the other forms never cut


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns.

    Attributes:
        columns: Column names, in the order in which the query returns them.
        rows: One tuple a row, as long as `columns`. Times are aware `datetime`s in UTC.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def records(self) -> list[dict[str, Value]]:
        """Return the rows as dicts from column name to value, in order."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def select(self, columns: Sequence[str]) -> "Table":
        """Return the table with these columns only, in this order.

        Raises:
            UsageError: There is no such column.

        >>> Table(("a", "b"), ((1, 2),)).select(["b"]).rows
        ((2,),)
        """
        if missing := [name for name in columns if name not in self.columns]:
            raise UsageError(f"no column {', '.join(missing)}; there is {', '.join(self.columns)}")
        places = [self.columns.index(name) for name in columns]
        return Table(tuple(columns), tuple(tuple(row[place] for place in places) for row in self.rows))


def utc_text(moment: datetime) -> str:
    """Return a time as ISO 8601 text in UTC, to the second.

    >>> utc_text(datetime(2025, 4, 3, 9, 58, tzinfo=UTC))
    '2025-04-03T09:58:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_value(value: Value) -> object:
    """Return a value with its times as ISO text, ready for JSON."""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_value(item) for item in value]
    return value


def cell(value: Value) -> str:
    """Return a value as the text of one cell: an empty one for null, lists joined by a semicolon.

    >>> cell([1, "b"]), cell(None), cell(0.5), cell(True)
    ('1; b', '', '0.5', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return json.dumps(plain_value(value), ensure_ascii=False, sort_keys=True)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(cell(item) for item in value)
    return str(value)


def to_text(table: Table, width: int | None = None) -> str:
    """Return the table for reading in a terminal: aligned columns, long cells cut with an ellipsis.

    Args:
        table: The table.
        width: Columns of the terminal; a table that is wider is shown record by record instead, nothing cut.

    >>> print(to_text(Table(("who", "n"), (("Ana", 2), ("Bo", None)))))
    who  n
    ---  -
    Ana  2
    Bo
    (2 rows)
    >>> print(to_text(Table(("who", "n"), (("Ana", 2),)), width=5))
    -- 1 --
    who  Ana
    n    2
    (1 row)
    """
    cells = [list(table.columns)]
    for row in table.rows:
        line = [" ".join(cell(value).split()) for value in row]
        cells.append([text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…" for text in line])
    widths = [max(len(line[i]) for line in cells) for i in range(len(table.columns))]
    count = f"({len(table.rows)} row{'' if len(table.rows) == 1 else 's'})"
    if width is not None and sum(widths) + 2 * len(widths) - 2 > width:
        return f"{to_record_lines(table)}\n{count}".lstrip("\n")
    cells.insert(1, ["-" * size for size in widths])
    lines = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join([*lines, count])


def to_record_lines(table: Table) -> str:
    """Return the rows one below the other, a line for each column that has a value."""
    margin = max(map(len, table.columns)) + 2
    lines = []
    for number, row in enumerate(table.rows, start=1):
        lines.append(f"-- {number} --")
        shown = ((name, " ".join(cell(value).split())) for name, value in zip(table.columns, row, strict=True))
        lines += [f"{name.ljust(margin)}{text}" for name, text in shown if text]
    return "\n".join(lines)


def to_csv(table: Table) -> str:
    """Return the table as CSV (RFC 4180, but with line feeds only) with a header line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return out.getvalue().removesuffix("\n")


def to_json(table: Table) -> str:
    """Return the table as a JSON list with one object a row."""
    return json.dumps([plain_value(record) for record in table.records()], ensure_ascii=False, indent=1)


def to_markdown(table: Table) -> str:
    r"""Return the table as a GitHub Markdown table.

    >>> print(to_markdown(Table(("a",), (("x|y",),))))
    | a |
    | --- |
    | x\|y |
    """
    lines = [list(table.columns), ["---"] * len(table.columns)]
    lines += [[" ".join(cell(value).split()).replace("|", "\\|") for value in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


FORMATS: Mapping[str, Callable[[Table], str]] = {
    "table": to_text,
    "csv": to_csv,
    "json": to_json,
    "markdown": to_markdown,
}


def render(table: Table, output_format: str, *, width: int | None = None) -> str:
    """Return the table in one of `FORMATS`.

    Args:
        table: The table.
        output_format: Name of the form.
        width: Columns of the terminal, for the form `table`; None where there is none.

    Raises:
        UsageError: The format is not one of `FORMATS`.
    """
    if output_format not in FORMATS:
        raise UsageError(f"unknown output format {output_format!r}; choose one of {', '.join(FORMATS)}")
    return to_text(table, width) if output_format == "table" else FORMATS[output_format](table)
