"""Times on their way into the stores, and out of the embedded one.

In, they travel as ISO text, which `datetime($t)` reads on both stores. Out, the embedded engine hands a time that a
query returns over as its text (`2025-04-03T09:58Z`); only whole maps of properties keep the type. A string property
may hold the same text, so the text alone proves nothing: where it occurs, the query runs once more and asks for the
`valueType` of just those places.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from graphtalk.errors import QueryError
from graphtalk.schema import Row
from graphtalk.stores import NO_PATH
from graphtalk.table import Value

__all__ = ["iso_times", "restore_times"]

TIME_TEXT = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{3}(?:\d{3}){0,2})?)?(?:Z|[+-]\d\d:\d\d))(?:\[[\w/+-]+\])?"
)
PATH_TEXT = re.compile(r"(\(#\d+:\d+\)[<>-]+\[#\d+:\d+\][<>-]+)+\(#\d+:\d+\)")
NUMBERS = frozenset({int, float, bool})
Path = tuple[str | None, ...]  # column, then keys of maps, with None for the items of a list


def iso_times(parameters: Mapping[str, Value]) -> dict[str, Value]:
    """Return parameters with their times as ISO text in UTC.

    Raises:
        QueryError: A whole number needs more than 64 bits.
    """
    return {name: iso_time(value) for name, value in parameters.items()}


def iso_time(value: Value) -> Value:
    """Return a value with the times in it as ISO text in UTC.

    >>> iso_time([datetime(2025, 4, 3, 9, 58, tzinfo=UTC)])
    ['2025-04-03T09:58:00Z']
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise QueryError(f"the number {value} is beyond the 64 bits of a store")
    if isinstance(value, Mapping):
        return {key: iso_time(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [iso_time(item) for item in value]
    return value


def restore_times(
    rows: list[Row], cypher: str, run: Callable[[str], list[Row]], times: Collection[str] | None = None
) -> list[Row]:
    """Return the rows of a query with texts that stand for times as aware UTC datetimes.

    Args:
        rows: The rows as the engine gave them.
        cypher: The query that they answer.
        run: Runs another query with the same parameters.
        times: The columns that hold times, where that is known; None to find out.

    Raises:
        QueryError: The query returns paths.

    Cost: one pass over the rows, and that of the query once more if a value looks like a time and `times` is not given.
    """
    if times is not None and not any(has_path(value) for row in rows for value in row.values()):
        return [row | {name: read_time(row[name]) for name in times if name in row} for row in rows]
    doubtful = {found for row in rows for found in doubtful_texts(row, ())}
    paths = sorted({path for path, _ in doubtful}, key=str)
    if not paths:
        return rows
    asked = [
        f"{place(path)} AS value{number}, {place(path, 'valueType')} AS type{number}"
        for number, path in enumerate(paths)
    ]
    types: dict[tuple[Path, str], set[str]] = {}
    for row in run(f"CALL () {{\n{cypher}\n}} RETURN {', '.join(asked)}"):
        for number, path in enumerate(paths):
            for text, kind in typed_texts(row[f"value{number}"], row[f"type{number}"], path.count(None)):
                types.setdefault((path, text), set()).add(kind.removesuffix(" NOT NULL"))
    if any("PATH" in kinds for kinds in types.values()):
        raise QueryError(NO_PATH)
    sure = {text for text, kinds in types.items() if kinds == {"ZONED DATETIME"}}
    return [{name: restored(value, (name,), sure) for name, value in row.items()} for row in rows]


def read_time(value: Value) -> Value:
    """Return a text that stands for a time as an aware UTC datetime, anything else as it is; likewise in lists.

    >>> read_time("2025-04-03T09:58Z")
    datetime.datetime(2025, 4, 3, 9, 58, tzinfo=datetime.timezone.utc)
    """
    if isinstance(value, list):
        return [read_time(item) for item in value]
    match = TIME_TEXT.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return value
    moment = datetime.fromisoformat(match[1])
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def has_path(value: Value) -> bool:
    """Return whether a text in a value may stand for a path of the graph.

    >>> has_path(["a", "(#1:0)-[#2:0]->(#1:1)"]), has_path("(#1)")
    (True, False)
    """
    if isinstance(value, str):
        return value.startswith("(#") and PATH_TEXT.fullmatch(value) is not None
    if isinstance(value, Mapping):
        return any(map(has_path, value.values()))
    return isinstance(value, Sequence) and any(map(has_path, value))


def doubtful_texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the texts in a value that may stand for a time or a path of the graph, each with its place."""
    if isinstance(value, str):
        if is_doubtful(value):
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from doubtful_texts(item, (*path, key))
    elif isinstance(value, Sequence):
        inside = (*path, None)
        for item in value:  # long lists of ids and numbers are the most of what is read
            if type(item) is str:
                if is_doubtful(item):
                    yield inside, item
            elif item is not None and type(item) not in NUMBERS:
                yield from doubtful_texts(item, inside)


def is_doubtful(text: str) -> bool:
    """Tell whether a text may stand for a time or a path of the graph."""
    first = text[:1]
    return (first.isdigit() and TIME_TEXT.fullmatch(text) is not None) or (
        first == "(" and PATH_TEXT.fullmatch(text) is not None
    )


def place(path: Path, function: str = "", expression: str = "") -> str:
    """Return the Cypher expression for the values at a path, with a function applied to each.

    >>> place(("when", None), "valueType")
    '[x1 IN `when` | valueType(x1)]'
    """
    if not path:
        return f"{function}({expression})" if function else expression
    head, rest = path[0], path[1:]
    if head is None:
        name = f"x{len(path)}"  # differs from those of the lists around it, whose paths are longer
        return f"[{name} IN {expression} | {place(rest, function, name)}]"
    quoted = "`" + head.replace("`", "``") + "`"
    return place(rest, function, f"{expression}.{quoted}" if expression else quoted)


def typed_texts(values: Value, types: Value, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the texts that stand a number of lists deep, each with its type; what else stands there is passed over.

    >>> list(typed_texts(["a", None, ["b"]], ["STRING", "NULL", "LIST<STRING>"], 1))
    [('a', 'STRING')]
    """
    if depth == 0:
        if isinstance(values, str):
            yield values, str(types)
    elif isinstance(values, list) and isinstance(types, list):
        for value, kind in zip(values, types, strict=True):
            yield from typed_texts(value, kind, depth - 1)


def restored(value: Value, path: Path, times: set[tuple[Path, str]]) -> Value:
    """Return a value with its texts that are certainly times as datetimes."""
    if isinstance(value, str):
        return read_time(value) if (path, value) in times else value
    if isinstance(value, Mapping):
        return {key: restored(item, (*path, key), times) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [restored(item, (*path, None), times) for item in value]
    return value
