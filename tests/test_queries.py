"""The catalogue: headers, parameters, and the same rows from every store for every question."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from example_batch import OTHER_PAGE, PAGE, example_batch, other_batch

from graphtalk import queries
from graphtalk.errors import QueryError, SchemaError, UnsupportedCypherError
from graphtalk.queries import Column, Parameter, Query, catalogue, find, parse_query, run
from graphtalk.schema import EDGES, NODES
from graphtalk.stores import Store
from graphtalk.table import Table, Value, render

ROOT = Path(__file__).parents[1]
NAMES = list(catalogue())

HEADER = """\
// question: Who said what?
// param: since datetime = 2024-01-01T00:00:00Z: only comments at or after this time (UTC)
// param: user string: name of the user
// param: least int = 2: at least this many
// column: user string: name
// column: links string[]: addresses
// engines: embedded neo4j
// tags: people threads
"""
BODY = """
// Sorted before it is collected.
MATCH (person:User)-[:WROTE]->(said:Comment)
WHERE person.name = $user AND said.timestamp >= datetime($since) AND said.level > $least
RETURN person.name AS user, collect(said.url) AS links ORDER BY person.id;
"""
SAMPLE = parse_query("who-said-what", HEADER + BODY, "cypher/who-said-what.cypher")


class Answer:
    """A store that gives one answer to everything, to see what is made of it; it keeps what it was asked."""

    name = "embedded"

    def __init__(self, columns: tuple[str, ...], *rows: tuple[Value, ...]) -> None:
        self.table = Table(columns, rows)
        self.asked: list[tuple[str, Mapping[str, Value] | None]] = []

    def query(self, cypher: str, parameters: Mapping[str, Value] | None = None) -> Table:
        self.asked.append((cypher, parameters))
        return self.table


def test_header_is_read_in_full() -> None:
    expected = Query(
        name="who-said-what",
        question="Who said what?",
        parameters=(
            Parameter(
                "since",
                "datetime",
                "only comments at or after this time (UTC)",
                required=False,
                default="2024-01-01T00:00:00Z",
            ),
            Parameter("user", "string", "name of the user", required=True),
            Parameter("least", "int", "at least this many", required=False, default=2),
        ),
        columns=(Column("user", "string", "name"), Column("links", "string[]", "addresses")),
        engines=("embedded", "neo4j"),
        tags=("people", "threads"),
        cypher=HEADER + BODY,
        file="cypher/who-said-what.cypher",
    )

    assert expected == SAMPLE
