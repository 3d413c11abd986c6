"""The header of a query file: comment lines that say what it asks, takes and returns, each checked for its form."""

import re
import shlex
from dataclasses import dataclass

from graphtalk.errors import SchemaError
from graphtalk.queries.query import COSTS, ENGINES, Column, Parameter, Picture, Query
from graphtalk.queries.values import read_text, typed
from graphtalk.schema import EDGES, NODES

__all__ = ["parse_query"]

PICTURE = (
    r"\((?P<start>[a-z_]+):(?P<start_label>\w+)\)-\[(?P<edge>[a-z_]*):(?P<edge_type>\w+)\]"
    r"->\((?P<end>[a-z_]+):(?P<end_label>\w+)\)"
)
TYPE = r"(?P<type>string|int|float|bool|datetime)"
NUMBER = r"-?\d+(?:\.\d+)?"
HEADER_FORMS = {
    "question": (r"(?P<doc>.+\?)", "// question: a sentence that ends in a question mark?"),
    "param": (
        rf"(?P<name>[a-z_]+) {TYPE}(?: (?P<low>{NUMBER})\.\.(?P<high>{NUMBER}))?(?: = (?P<default>.+?))?: (?P<doc>.+)",
        "// param: name string|int|float|bool|datetime least..greatest = default: meaning",
    ),
    "column": (
        rf"(?P<name>[a-z_]+) {TYPE}(?P<list>\[\])?: (?P<doc>.+)",
        "// column: name string|int|float|bool|datetime, or a list such as string[]: meaning",
    ),
    "example": (r"(?P<doc>[a-z_]+=.+)", '// example: name=value name="more words"'),
    "caveat": (r"(?P<doc>.+\.)", "// caveat: a sentence that ends in a full stop."),
    "cost": (rf"(?P<doc>{'|'.join(COSTS)})", f"// cost: {'|'.join(COSTS)}"),
    "view": (PICTURE, "// view: (column:Label)-[column:EDGE_TYPE]->(column:Label)"),
    "engines": (rf"(?P<doc>(?:{'|'.join(ENGINES)})(?: (?:{'|'.join(ENGINES)}))*)", f"// engines: {' '.join(ENGINES)}"),
    "tags": (r"(?P<doc>[a-z]+(?: [a-z]+)*)", "// tags: words of small letters"),
    "since": (r"(?P<doc>\d+\.\d+\.\d+)", "// since: the first version that has it, such as 0.1.0"),
}
ALWAYS = frozenset({"question", "column"})
IN_THE_CATALOGUE = frozenset({"example", "cost", "since"})  # what a user's own file may leave out
SEVERAL = frozenset({"param", "column", "caveat"})


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A header line: its 1-based number, its key, and the parts of the form of that key."""

    number: int
    key: str
    found: re.Match[str]


def parse_query(name: str, text: str, file: str, *, theme: str = "", complete: bool = False) -> Query:
    """Read and check one query file.

    Args:
        name: Stem of the file.
        text: Its text: header lines, then Cypher.
        file: Where it was read from, for messages.
        theme: Name of the folder that it is in.
        complete: Whether the header must have what those of the catalogue have: an example, a cost, a version.

    Raises:
        SchemaError: Name, header or Cypher are faulty; the message names file, line and fix.
    """
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        raise SchemaError(f"{file}: {name!r} is no query name; name the file by a question such as who-answered-whom")
    header = read_header(text, file)
    check_numbers(header, file, needed=ALWAYS | IN_THE_CATALOGUE if complete else ALWAYS)
    docs = {line.key: line.found["doc"] for line in header if "doc" in line.found.groupdict()}
    query = Query(
        name,
        question=docs["question"],
        parameters=tuple(read_parameter(line, file) for line in header if line.key == "param"),
        columns=tuple(
            Column(line.found["name"], line.found["type"] + (line.found["list"] or ""), line.found["doc"])
            for line in header
            if line.key == "column"
        ),
        cypher=text,
        file=file,
        theme=theme,
        engines=tuple(docs["engines"].split()) if "engines" in docs else ENGINES,
        tags=tuple(docs.get("tags", "").split()),
        example=next((read_example(line, file) for line in header if line.key == "example"), {}),
        caveats=tuple(line.found["doc"] for line in header if line.key == "caveat"),
        cost=docs.get("cost", ""),
        picture=next((Picture(**line.found.groupdict()) for line in header if line.key == "view"), None),
        since=docs.get("since", ""),
    )
    check_names(query, header)
    check_example(query, header)
    check_picture(query, header)
    return query


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


def check_numbers(header: list[HeaderLine], file: str, needed: frozenset[str]) -> None:
    """Refuse a header that lacks a line it needs, or has one again that may stand only once."""
    if not any(line.key == "param" for line in header):
        needed -= {"example"}
    for key, (_, example) in HEADER_FORMS.items():
        lines = sum(line.key == key for line in header)
        if (key in needed and not lines) or (key not in SEVERAL and lines > 1):
            wanted = "at least one" if key in SEVERAL else "exactly one" if key in needed else "at most one"
            raise SchemaError(f"{file}:1: {lines} {key} lines; write {wanted}: {example}")


def read_parameter(line: HeaderLine, file: str) -> Parameter:
    """Return the parameter that a header line declares."""
    name, kind, low, high, default, doc = line.found.group("name", "type", "low", "high", "default", "doc")
    place = f"{file}:{line.number}"
    bounds = None
    if low is not None:
        bounds = (float(low), float(high))
        if kind not in {"int", "float"} or bounds[0] > bounds[1]:
            raise SchemaError(f"{place}: {low}..{high} is no range of a {kind}; write least..greatest of a number")
    if default is None or default == "null":
        return Parameter(name, kind, doc, required=default is None, bounds=bounds)
    try:
        value = read_text(kind, default)
        typed(kind, value)
    except (ValueError, OverflowError):
        raise SchemaError(f"{place}: default {default!r} of {name} is no {kind}; correct it") from None
    parameter = Parameter(name, kind, doc, required=False, default=value, bounds=bounds)
    if not parameter.holds(value):
        raise SchemaError(f"{place}: default {default!r} of {name} is not in {parameter.range}; correct it")
    return parameter


def read_example(line: HeaderLine, file: str) -> dict[str, str]:
    """Return the parameters of an example, which are written as on a command line."""
    try:
        pairs = [word.partition("=") for word in shlex.split(line.found["doc"])]
    except ValueError as error:
        raise SchemaError(f"{file}:{line.number}: the example does not read ({error}); mind its quotes") from None
    if not all(sign for _, sign, _ in pairs):
        form = HEADER_FORMS["example"][1]
        raise SchemaError(f"{file}:{line.number}: the example line is not in its form; write {form}")
    return {name: value for name, _, value in pairs}


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


def check_example(query: Query, header: list[HeaderLine]) -> None:
    """Refuse an example that is not of the query's parameters, or of other types or bounds."""
    parameters = {parameter.name: parameter for parameter in query.parameters}
    place = next((f"{query.file}:{line.number}" for line in header if line.key == "example"), query.file)
    for name, text in query.example.items():
        if name not in parameters:
            raise SchemaError(f"{place}: the example gives {name}, and {query.usage}; correct it")
        try:
            fits = parameters[name].holds(typed(parameters[name].type, read_text(parameters[name].type, text)))
        except (ValueError, OverflowError):
            fits = False
        if not fits:
            raise SchemaError(f"{place}: the example's {text!r} is no {parameters[name].signature}; correct it")
    if query.example and (lacking := [p.name for p in query.parameters if p.required and p.name not in query.example]):
        raise SchemaError(f"{place}: the example lacks {', '.join(lacking)}; add it")


def check_picture(query: Query, header: list[HeaderLine]) -> None:
    """Refuse a view of columns that the query does not return, or of labels that the schema does not know."""
    picture = query.picture
    if picture is None:
        return
    place = next(f"{query.file}:{line.number}" for line in header if line.key == "view")
    columns = {column.name for column in query.columns}
    for name in filter(None, (picture.start, picture.edge, picture.end)):
        if name not in columns:
            raise SchemaError(f"{place}: the view draws {name}, which is no column; correct it")
    for label in (picture.start_label, picture.end_label):
        if label not in NODES:
            raise SchemaError(f"{place}: the schema has no label {label}; it has {', '.join(NODES)}")
    if picture.edge_type not in EDGES:
        raise SchemaError(f"{place}: the schema has no edge type {picture.edge_type}; it has {', '.join(EDGES)}")
