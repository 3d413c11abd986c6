"""The analysts' questions: loads and checks `cypher/*.cypher`, and asks one of them of a store.

A query file is plain Cypher that runs as it is in Neo4j Browser and cypher-shell. Its first comment lines say what it
asks, which parameters it takes and which columns it returns; its stem is its name. This is the only module that reads
these files, so that the command line, the tests and cypher/README.md say the same of them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

from graphtalk.errors import QueryError, SchemaError, UnsupportedCypherError
from graphtalk.stores import Store
from graphtalk.table import Table, Value

__all__ = ["Column", "Parameter", "Query", "catalogue", "catalogue_markdown", "find", "parse_query", "run"]

ENGINES = ("embedded", "neo4j")
LARGEST_INT = 2**63 - 1  # what both engines hold

TYPE = r"(?P<type>string|int|float|bool|datetime)"
HEADER_FORMS = {
    "question": (r"(?P<doc>.+\?)", "// question: a sentence that ends in a question mark?"),
    "param": (
        rf"(?P<name>[a-z_]+) {TYPE}(?: = (?P<default>.+?))?: (?P<doc>.+)",
        "// param: name string|int|float|bool|datetime = default: meaning",
    ),
    "column": (
        rf"(?P<name>[a-z_]+) {TYPE}(?P<list>\[\])?: (?P<doc>.+)",
        "// column: name string|int|float|bool|datetime, or a list such as string[]: meaning",
    ),
    "engines": (rf"(?P<doc>(?:{'|'.join(ENGINES)})(?: (?:{'|'.join(ENGINES)}))*)", f"// engines: {' '.join(ENGINES)}"),
    "tags": (r"(?P<doc>[a-z]+(?: [a-z]+)*)", "// tags: words of small letters"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query can be given.

    Attributes:
        name: Its name in the Cypher, without the dollar sign.
        type: `string`, `int`, `float`, `bool` or `datetime`.
        doc: What it means, with its unit.
        required: True where it must be given.
        default: Its value where it is not given; a time is ISO text.
    """

    name: str
    type: str
    doc: str
    required: bool
    default: Value = None

    @property
    def signature(self) -> str:
        """Return name, type and default: `since datetime = null`."""
        return f"{self.name} {self.type}" + ("" if self.required else f" = {shown(self.default)}")


@dataclass(frozen=True, slots=True)
class Column:
    """What a query returns: a column's name, type (`string[]` for a list of strings) and meaning with its unit."""

    name: str
    type: str
    doc: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the catalogue.

    Attributes:
        name: Stem of its file.
        question: What it asks, one sentence.
        parameters: In the order of the header.
        columns: In the order in which they are returned.
        engines: Names of the stores that can run it.
        tags: Words to group questions by.
        cypher: The file's whole text, without the closing semicolon.
        file: Where it was read from, for messages.
    """

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    engines: tuple[str, ...]
    tags: tuple[str, ...]
    cypher: str
    file: str

    @property
    def usage(self) -> str:
        """Return one line that says what the query takes."""
        return f"it takes {', '.join(p.signature for p in self.parameters)}" if self.parameters else "it takes nothing"


def catalogue() -> Mapping[str, Query]:
    """Read every query that ships with graphtalk.

    Returns:
        Queries by name, in the order of their names.

    Raises:
        SchemaError: A query file is faulty; the message names file, line and fix.
    """
    folder = Path(__file__).parent / "cypher"  # where a wheel puts them
    if not folder.is_dir():
        folder = Path(__file__).parents[1] / "cypher"  # where the repository keeps them
    files = sorted(folder.glob("*.cypher"), key=lambda file: file.stem)
    return {
        file.stem: parse_query(file.stem, file.read_text(encoding="utf-8"), f"cypher/{file.name}") for file in files
    }


def find(name: str) -> Query:
    """Return the query of this name.

    Raises:
        QueryError: There is none; the message suggests the nearest names.
    """
    queries = catalogue()
    if name in queries:
        return queries[name]
    near = get_close_matches(name, queries, n=2, cutoff=0.7)
    hint = f"did you mean {' or '.join(near)}?" if near else "`graphtalk queries` lists them all"
    raise QueryError(f"there is no query {name!r}; {hint}")


def run(store: Store, name: str, parameters: Mapping[str, Value]) -> Table:
    """Ask a store one question of the catalogue.

    Args:
        store: An open store.
        name: Name of the query.
        parameters: Values by parameter name; text stands for any type, as from a command line (`2025-04-03` for a
            time, `true` for a bool). Times without a zone are UTC.

    Returns:
        Exactly the declared columns with values of the declared types; times are aware UTC.

    Raises:
        QueryError: The query is unknown or its parameters do not fit.
        UnsupportedCypherError: The query is not for this store.
        SchemaError: The store returned other columns or types than the query file declares.
    """
    return ask(store, find(name), parameters)


def ask(store: Store, query: Query, parameters: Mapping[str, Value]) -> Table:
    """Ask a store this query; see `run`."""
    if store.name not in query.engines:
        engines = " and ".join(query.engines)
        raise UnsupportedCypherError(f"{query.name} is for the store {engines}, and this store is {store.name}")
    return declared(query, store.query(query.cypher, bind(query, parameters)))


def ask_cypher(store: Store, text: str, parameters: Mapping[str, str]) -> Table:
    """Ask a store in Cypher that is not of the catalogue.

    Args:
        store: An open store.
        text: Cypher; one with a header like the catalogue's is checked like one of its queries.
        parameters: Values as text; what is a JSON value (`5`, `true`, `null`, `["a"]`) counts as one, else it is text.

    Raises:
        QueryError: The store rejects the Cypher or its parameters.
    """
    if text.lstrip().startswith("// question:"):
        return ask(store, parse_query("query", text, "your query"), parameters)
    return store.query(text, {name: literal(value) for name, value in parameters.items()})


def literal(text: str) -> Value:
    """Return a JSON value, or the text itself.

    >>> literal("5"), literal("Ana"), literal("true")
    (5, 'Ana', True)
    """
    try:
        value: Value = json.loads(text)
    except json.JSONDecodeError:
        return text
    return value


def bind(query: Query, given: Mapping[str, Value]) -> dict[str, Value]:
    """Return a value for every parameter of the query, converted to its type.

    Raises:
        QueryError: A parameter is unknown, missing or of the wrong type.
    """
    known = {parameter.name for parameter in query.parameters}
    if unknown := [name for name in given if name not in known]:
        raise QueryError(f"{query.name} has no parameter {', '.join(unknown)}; {query.usage}")
    if missing := [p.name for p in query.parameters if p.required and p.name not in given]:
        raise QueryError(f"{query.name} needs a value for {', '.join(missing)}; {query.usage}")
    bound: dict[str, Value] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None and not parameter.required and parameter.default is None:
            bound[parameter.name] = None
            continue
        try:
            found = typed(parameter.type, read_text(parameter.type, value) if isinstance(value, str) else value)
        except (ValueError, OverflowError):
            problem = f"{parameter.name} is {shown(value)}, which is no {parameter.type}"
            raise QueryError(f"{query.name}: {problem}; {query.usage}") from None
        # The engines take times as parameters differently; `datetime($since)` of a text is the same for both.
        bound[parameter.name] = found.isoformat() if isinstance(found, datetime) else found
    return bound


def shown(value: Value) -> str:
    """Return a value as a header or a message writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def read_text(type_name: str, text: str) -> Value:
    """Return what text stands for in a header or on a command line; a time stays text.

    Raises:
        ValueError: It is no such number or truth value.
    """
    if type_name == "int":
        return int(text)
    if type_name == "float":
        return float(text)
    if type_name == "bool":
        return ("false", "true").index(text) == 1
    return text


def typed(type_name: str, value: Value) -> Value:
    """Return a value of this type: whole floats as floats, times, also as ISO 8601 text, as aware UTC.

    Raises:
        ValueError: It is of another type, not finite, too large for the engines, or no time.
        OverflowError: It is a time whose UTC lies outside the calendar.
    """
    match type_name, value:
        case ("string", str() as found) | ("bool", bool() as found):
            return found
        case ("int" | "float", bool()):
            pass  # Python counts them as numbers, people do not
        case "int", int() as number if abs(number) <= LARGEST_INT:
            return number
        case "float", (int() | float()) as number if isfinite(number):
            return float(number)
        case "datetime", (str() | datetime()) as time:
            moment = datetime.fromisoformat(time) if isinstance(time, str) else time
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise ValueError


def declared(query: Query, table: Table) -> Table:
    """Return the rows with the declared types.

    Raises:
        SchemaError: Columns or values are not those that the query file declares.
    """
    names = tuple(column.name for column in query.columns)
    if table.columns != names:
        problem = f"the query returns {', '.join(table.columns)} where its header declares {', '.join(names)}"
        raise SchemaError(f"{query.file}: {problem}; make the column lines and RETURN agree")
    rows = (
        tuple(declared_value(query, column, value) for column, value in zip(query.columns, row, strict=True))
        for row in table.rows
    )
    return Table(names, tuple(rows))


def declared_value(query: Query, column: Column, value: Value) -> Value:
    """Return one value as its column's type; null stays null."""
    item_type = column.type.removesuffix("[]")
    try:
        if value is None or item_type == column.type:
            return None if value is None else typed(item_type, value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [typed(item_type, item) for item in value]
    except (ValueError, OverflowError):
        pass
    problem = f"column {column.name} is declared {column.type} and holds {value!r}"
    raise SchemaError(f"{query.file}: {problem}; correct the column line or RETURN")


def parse_query(name: str, text: str, file: str) -> Query:
    """Read and check one query file.

    Args:
        name: Stem of the file.
        text: Its text: header lines, then Cypher.
        file: Where it was read from, for messages.

    Raises:
        SchemaError: Name, header or Cypher are faulty; the message names file, line and fix.
    """
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        raise SchemaError(f"{file}: {name!r} is no query name; name the file by a question such as who-answered-whom")
    header = read_header(text, file)
    for key, fewest, most in (("question", 1, 1), ("column", 1, None), ("engines", 1, 1), ("tags", 0, 1)):
        count = sum(line.key == key for line in header)
        if count < fewest or (most is not None and count > most):
            wanted = "exactly one" if (fewest, most) == (1, 1) else "at least one" if fewest else "at most one"
            raise SchemaError(f"{file}:1: {count} {key} lines; write {wanted}: {HEADER_FORMS[key][1]}")
    query = Query(
        name,
        question=next(line.found["doc"] for line in header if line.key == "question"),
        parameters=tuple(read_parameter(line, file) for line in header if line.key == "param"),
        columns=tuple(
            Column(line.found["name"], line.found["type"] + (line.found["list"] or ""), line.found["doc"])
            for line in header
            if line.key == "column"
        ),
        engines=tuple(next(line.found["doc"].split() for line in header if line.key == "engines")),
        tags=tuple(word for line in header if line.key == "tags" for word in line.found["doc"].split()),
        cypher=text,
        file=file,
    )
    check_names(query, header)
    return query


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A header line: its 1-based number, its key, and the parts of the form of that key."""

    number: int
    key: str
    found: re.Match[str]


def read_header(text: str, file: str) -> list[HeaderLine]:
    """Return the comment lines at the top of a query file, each in one of `HEADER_FORMS`."""
    header: list[HeaderLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("//"):
            break
        key, _, rest = line.removeprefix("// ").partition(": ")
        if key not in HEADER_FORMS:
            raise SchemaError(f"{file}:{number}: {line!r} is no header line; begin it with {', '.join(HEADER_FORMS)}")
        form, example = HEADER_FORMS[key]
        if not (found := re.fullmatch(form, rest)):
            raise SchemaError(f"{file}:{number}: the {key} line is not in its form; write {example}")
        header.append(HeaderLine(number, key, found))
    return header


def read_parameter(line: HeaderLine, file: str) -> Parameter:
    """Return the parameter that a header line declares."""
    name, type_name, default, doc = line.found.group("name", "type", "default", "doc")
    if default is None or default == "null":
        return Parameter(name, type_name, doc, required=default is None)
    try:
        value = read_text(type_name, default)
        typed(type_name, value)
    except (ValueError, OverflowError):
        raise SchemaError(
            f"{file}:{line.number}: default {default!r} of {name} is no {type_name}; correct it"
        ) from None
    return Parameter(name, type_name, doc, required=False, default=value)


def check_names(query: Query, header: list[HeaderLine]) -> None:
    """Refuse a name that is declared twice, and parameters that the Cypher and the header do not share."""
    seen: set[tuple[str, str]] = set()
    for line in header:
        if line.key in {"param", "column"}:
            if (line.key, line.found["name"]) in seen:
                raise SchemaError(f"{query.file}:{line.number}: {line.key} {line.found['name']} again; remove one")
            seen.add((line.key, line.found["name"]))
    body = query.cypher.splitlines()[len(header) :]
    if not any(line.strip() for line in body):
        raise SchemaError(f"{query.file}:{len(header)}: no Cypher after the header; write the query")
    lines = {name: len(header) + i for i, line in enumerate(body, start=1) for name in re.findall(r"\$(\w+)", line)}
    names = {parameter.name for parameter in query.parameters}
    for name in sorted(lines.keys() - names):
        raise SchemaError(f"{query.file}:{lines[name]}: ${name} is not declared; add {HEADER_FORMS['param'][1]}")
    for line in header:
        if line.key == "param" and line.found["name"] not in lines:
            raise SchemaError(
                f"{query.file}:{line.number}: ${line.found['name']} is not in the Cypher; remove the line"
            )


def catalogue_markdown() -> str:
    """Return cypher/README.md: all queries, then what each takes and returns."""
    queries = catalogue().values()
    parts = [INTRODUCTION, "| Query | Question |", "| --- | --- |"]
    parts += [f"| [{query.name}](#{query.name}) | {query.question} |" for query in queries]
    for query in queries:
        parts += ["", f"## {query.name}", "", query.question]
        if query.parameters:
            parts += ["", "| Parameter | Meaning |", "| --- | --- |"]
            parts += [f"| `{p.signature}` | {p.doc} |" for p in query.parameters]
        parts += ["", "| Column | Type | Meaning |", "| --- | --- | --- |"]
        parts += [f"| {column.name} | {column.type} | {column.doc} |" for column in query.columns]
    return "\n".join(parts) + "\n"


INTRODUCTION = """\
# The questions that ship with graphtalk

Each file here is one question in plain Cypher, the same for the embedded store and for a Neo4j server.
This page is made from the comment lines at the top of the files; edit those.

`graphtalk query who-answered-whom --param since=2025-04-01` asks one of the default store.
In Neo4j Browser or cypher-shell, set every parameter first, null where there is nothing to say, then paste the file:
`:param page => null`, `:param since => '2025-04-01'`.
A parameter without a default must be given. Times are UTC; a parameter takes them as ISO 8601 text.
"""
