"""Asking a store a question: parameters bound to their types, rows as declared."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from graphtalk.errors import QueryError, SchemaError, UnsupportedCypherError
from graphtalk.queries.header import parse_query
from graphtalk.queries.library import find
from graphtalk.queries.query import Column, Query
from graphtalk.queries.values import read_text, shown, typed
from graphtalk.stores import Store
from graphtalk.table import Table, Value

__all__ = ["ask", "ask_cypher", "bind", "count", "declared", "run"]

LAST_LIMIT = re.compile(r"\nLIMIT \$\w+;?\s*\Z")


def run(store: Store, name: str, parameters: Mapping[str, Value], library: Path | None = None) -> Table:
    """Ask a store one question of the catalogue.

    Args:
        store: An open store.
        name: Name of the query.
        parameters: Values by parameter name; text stands for any type, as from a command line (`2025-04-03` for a
            time, `true` for a bool). Times without a zone are UTC.
        library: A folder of the user's own queries, beside the catalogue.

    Returns:
        Exactly the declared columns with values of the declared types; times are aware UTC.

    Raises:
        QueryError: The query is unknown or its parameters do not fit.
        UnsupportedCypherError: The query is not for this store.
        SchemaError: The store returned other columns or types than the query file declares.
    """
    return ask(store, find(name, library), parameters)


def ask(store: Store, query: Query, parameters: Mapping[str, Value]) -> Table:
    """Ask a store this query; see `run`."""
    check_engine(store, query)
    times = [column.name for column in query.columns if column.type.startswith("datetime")]
    return declared(query, store.query(query.cypher, bind(query, parameters), times=times))


def count(store: Store, query: Query, parameters: Mapping[str, Value]) -> Table:
    """Ask a store only how many rows a query has, whatever its last LIMIT lets through.

    Returns:
        One row with one column, `rows`.

    Raises:
        QueryError: The parameters do not fit.
        UnsupportedCypherError: The query is not for this store.
    """
    check_engine(store, query)
    return store.query(counting(query.cypher), bind(query, parameters))


def counting(cypher: str) -> str:
    r"""Return the Cypher that counts the rows of a query.

    >>> print(counting("MATCH (u:User)\nRETURN u.id AS id\nORDER BY id\nLIMIT $limit;"))
    CALL {
    MATCH (u:User)
    RETURN u.id AS id
    ORDER BY id
    }
    RETURN count(*) AS rows
    """
    inside = LAST_LIMIT.sub("", cypher.rstrip()).removesuffix(";")
    return f"CALL {{\n{inside}\n}}\nRETURN count(*) AS rows"


def check_engine(store: Store, query: Query) -> None:
    """Refuse a query that is not for this store."""
    if store.name not in query.engines:
        engines = " and ".join(query.engines)
        raise UnsupportedCypherError(f"{query.name} is for the store {engines}, and this store is {store.name}")


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
    """Return a value for every parameter of the query, converted to its type and within its range.

    Raises:
        QueryError: A parameter is unknown, missing, of the wrong type or out of its range.
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
        if not parameter.holds(found):
            problem = f"{parameter.name} is {shown(value)}, which is not in {parameter.range}"
            raise QueryError(f"{query.name}: {problem}; {query.usage}")
        # The engines take times as parameters differently; `datetime($since)` of a text is the same for both.
        bound[parameter.name] = found.isoformat() if isinstance(found, datetime) else found
    return bound


def declared(query: Query, table: Table) -> Table:
    """Return the rows with the declared types.

    Raises:
        SchemaError: Columns or values are not those that the query file declares.
    """
    names = tuple(column.name for column in query.columns)
    if table.columns != names:
        problem = f"the query returns {', '.join(table.columns)} where its header declares {', '.join(names)}"
        raise SchemaError(f"{query.file}: {problem}; make the column lines and RETURN agree")
    if not table.rows:
        return table
    columns = zip(query.columns, zip(*table.rows, strict=True), strict=True)
    found = [declared_column(query, column, values) for column, values in columns]
    return Table(names, tuple(zip(*found, strict=True)))


def declared_column(query: Query, column: Column, values: Sequence[Value]) -> Sequence[Value]:
    """Return the values of a column as its type."""
    if is_declared(column.type, values):
        return values
    return [declared_value(query, column, value) for value in values]


def is_declared(type_name: str, values: Sequence[Value]) -> bool:
    """Return whether values are surely of a type as they are: the cheap way for what large answers are made of.

    >>> is_declared("string", ["a", None]), is_declared("string[]", [["a"], []]), is_declared("string", [1])
    (True, True, False)
    """
    if type_name == "string[]":
        return all(type(value) is list and set(map(type, value)) <= {str} for value in values)
    kinds = set(map(type, values)) - {type(None)}
    if type_name == "datetime":
        return kinds <= {datetime} and all(getattr(value, "tzinfo", UTC) is UTC for value in values)
    return type_name == "string" and kinds <= {str}


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
