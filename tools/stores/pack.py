"""Keep a store as this version wrote it, in one small file that tests open later: tests/stores/README.md says how.

A folder of an embedded store becomes a compressed archive; what a Neo4j server holds becomes the Cypher that makes it.
"""

import argparse
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from neo4j import Driver, GraphDatabase
from neo4j.time import DateTime

CONSTRAINTS = "SHOW CONSTRAINTS YIELD createStatement"
INDEXES = (
    "SHOW INDEXES YIELD createStatement, owningConstraint, type WHERE owningConstraint IS NULL AND type <> 'LOOKUP'"
)
ENDS = "MATCH (s)-[r]->(e) RETURN labels(s)[0] AS start, type(r) AS type, labels(e)[0] AS end"


def main() -> None:
    """Pack the store at an address into a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="folder of a closed embedded store, or address of a Neo4j server")
    parser.add_argument("file", type=Path, help="what to write: a .tar.xz for a folder, a .cypher for a server")
    given = parser.parse_args()
    if "://" in given.address:
        login = os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"]
        with GraphDatabase.driver(given.address, auth=login) as server:
            given.file.write_text("".join(f"{line};\n" for line in statements(server)), encoding="utf-8")
    else:
        with tarfile.open(given.file, "w:xz") as archive:
            for file in sorted(Path(given.address).iterdir()):
                if file.suffix not in (".lck", ".wal"):  # of a store that is closed, neither says anything
                    archive.add(file, file.name)


def statements(server: Driver) -> Iterator[str]:
    """Yield the statements that make what a server holds: constraints, indexes, nodes by label, edges by their ends."""
    for shown in (CONSTRAINTS, INDEXES):
        for made in sorted(str(row["createStatement"]) for row in server.execute_query(shown).records):
            yield made.partition(" OPTIONS ")[0].replace(" FOR ", " IF NOT EXISTS FOR ", 1)
    labels = sorted({row["label"] for row in server.execute_query("MATCH (n) RETURN labels(n)[0] AS label").records})
    for label in labels:
        nodes = server.execute_query(f"MATCH (n:{label}) RETURN properties(n) AS properties ORDER BY n.id").records
        yield f"UNWIND {rows(row['properties'] for row in nodes)} AS row CREATE (n:{label}) SET n = row"
    for start, edge, end in sorted({tuple(row.values()) for row in server.execute_query(ENDS).records}):
        match = f"MATCH (s:{start})-[r:{edge}]->(e:{end})"
        result = "RETURN {s: s.id, e: e.id, r: properties(r)} AS row ORDER BY s.id, e.id"
        edges = server.execute_query(f"{match} {result}").records
        ends = f"MATCH (s:{start} {{id: row.s}}), (e:{end} {{id: row.e}})"
        yield f"UNWIND {rows(row['row'] for row in edges)} AS row {ends} CREATE (s)-[r:{edge}]->(e) SET r = row.r"


def rows(found: Iterator[object]) -> str:
    """Return rows as a list of Cypher, one a line."""
    return "[\n " + ",\n ".join(map(literal, found)) + "\n]"


def literal(value: object) -> str:
    """Return a value in Cypher.

    >>> literal({"text": "one", "at": [1, 0.5, None, True]})
    '{`at`: [1, 0.5, null, true], `text`: "one"}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"`{key}`: {literal(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, DateTime):
        return f'datetime("{value.iso_format()}")'
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
