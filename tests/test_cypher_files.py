"""The rules that keep `cypher/*.cypher` portable and in step with the schema, checked on the text of each file."""

import re

import pytest

from graphtalk.queries import Query, catalogue
from graphtalk.schema import EDGES, NODES

NODE = r"\((?P<{0}>\w*):(?P<{0}_label>\w+)(?: \{{[^}}]*\}})?\)"
EDGE = r"(?P<left><?)-\[(?P<edge>\w*):(?P<types>\w+(?:\|\w+)*)(?:\*[0-9.]*)?(?: \{[^}]*\})?\]-(?P<right>>?)"
STEP = re.compile(rf"(?={NODE.format('start')}{EDGE}{NODE.format('end')})")
ANY_NODE = re.compile(r"(?<!\w)\((?P<inside>\w*(?::[^()\s]+)?(?: \{[^}]*\})?)\)")
ANY_EDGE = re.compile(r"-\[[^\]]*\]-")


def body(query: Query) -> str:
    """Return the Cypher without comments and without what stands in quotes."""
    return re.sub(r"'(?:\\.|[^'\\])*'", "''", re.sub(r"(?m)^\s*//.*$", "", query.cypher))


def variables(query: Query) -> dict[str, set[str]]:
    """Return the properties that each node and edge variable of a query can have."""
    found: dict[str, set[str]] = {}
    for match in re.finditer(NODE.format("node"), body(query)):
        found[match["node"]] = {p.name for p in NODES[match["node_label"]].all_properties}
    for match in re.finditer(EDGE, body(query)):
        found[match["edge"]] = {p.name for edge_type in match["types"].split("|") for p in EDGES[edge_type].properties}
    found.pop("", None)
    return found


def last_return(query: Query) -> str:
    """Return the text from the last RETURN at the beginning of a line."""
    return body(query)[body(query).rindex("\nRETURN ") :]


each_query = pytest.mark.parametrize("query", [pytest.param(query, id=name) for name, query in catalogue().items()])


@each_query
def test_every_node_has_one_label(query: Query) -> None:
    nodes = [match["inside"] for match in ANY_NODE.finditer(body(query))]

    assert nodes
    assert [node for node in nodes if not re.fullmatch(r"\w*:\w+(?: \{[^}]*\})?", node)] == []


@each_query
def test_every_step_is_one_of_the_schema(query: Query) -> None:
    steps = list(STEP.finditer(body(query)))
    wrong = []
    for step in steps:
        ends = [step["start_label"], step["end_label"]]
        wanted = ends[::-1] if step["left"] else ends
        wrong += [
            f"{wanted[0]} {edge_type} {wanted[1]}"
            for edge_type in step["types"].split("|")
            if bool(step["left"]) == bool(step["right"])
            or edge_type not in EDGES
            or wanted != [EDGES[edge_type].start, EDGES[edge_type].end]
        ]

    assert wrong == []
    assert len(ANY_EDGE.findall(body(query))) == len(steps)


@each_query
def test_every_property_is_one_of_the_schema(query: Query) -> None:
    known = variables(query)
    used = re.findall(r"\b(\w+)\.(\w+)", body(query))

    assert [f"{name}.{prop}" for name, prop in used if name in known and prop not in known[name]] == []


@each_query
def test_only_plain_portable_reading_cypher(query: Query) -> None:
    clauses = r"\b(?:CALL|CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|LOAD|SHORTEST)\b"

    assert re.findall(clauses, body(query)) == []
    assert re.findall(r"\b(?:id|elementId|labels)\(", body(query)) == []
    assert re.findall(r"\b(?:apoc|gds|db|dbms)\.", body(query)) == []


@each_query
def test_rows_are_ordered(query: Query) -> None:
    assert " ORDER BY " in " ".join(last_return(query).split())


@each_query
def test_no_whole_node_or_edge_is_returned(query: Query) -> None:
    returned = re.findall(r"(?:RETURN|,)\s+(\w+)(?=\s*(?:,|AS\b|ORDER))", last_return(query).split("ORDER BY")[0])

    assert set(returned) & variables(query).keys() == set()


@each_query
def test_no_column_has_the_name_of_a_node_or_edge(query: Query) -> None:
    # ArcadeDB takes `ORDER BY x.id` after `RETURN x.id AS x` for a property of the column.
    assert {column.name for column in query.columns} & variables(query).keys() == set()


@each_query
def test_times_are_passed_as_text(query: Query) -> None:
    times = [parameter.name for parameter in query.parameters if parameter.type == "datetime"]
    bare = [re.findall(rf"(?<!datetime\()\${name}\b(?! IS NULL)", body(query)) for name in times]

    assert bare == [[] for _ in times]


@each_query
def test_statement_is_closed_for_cypher_shell(query: Query) -> None:
    assert query.cypher.endswith(";\n")
