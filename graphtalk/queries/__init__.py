"""The analysts' questions: the catalogue in `cypher/`, its headers and parameters, and asking a store one of them.

A query file is plain Cypher that runs as it is in Neo4j Browser and cypher-shell. Its first comment lines say what it
asks, which parameters it takes and which columns it returns; its stem is its name, its folder its theme. Nothing
outside this package reads these files, so that the command line, the tests and cypher/README.md say the same of them.
"""

from graphtalk.queries.ask import ask, ask_cypher, bind, count, declared, run
from graphtalk.queries.header import parse_query
from graphtalk.queries.invariants import broken_invariants, invariants
from graphtalk.queries.library import catalogue, find, read_folder
from graphtalk.queries.query import Column, Parameter, Picture, Query
from graphtalk.queries.readme import catalogue_markdown

__all__ = [
    "Column",
    "Parameter",
    "Picture",
    "Query",
    "ask",
    "ask_cypher",
    "bind",
    "broken_invariants",
    "catalogue",
    "catalogue_markdown",
    "count",
    "declared",
    "find",
    "invariants",
    "parse_query",
    "read_folder",
    "run",
]
