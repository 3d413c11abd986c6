"""Writes docs/schema.md: the graph schema for people, from the declaration that the stores use."""

from graphtalk.schema import EDGES, ID, NODES, PAGE, SCHEMA_VERSION, EdgeType, NodeType, Property
from graphtalk.stores import statements
from graphtalk.table import Table, render

__all__ = ["schema_markdown"]

OPENING = f"""\
# Graph schema

<!-- Made by `graphtalk schema` from graphtalk/schema.py: change it there. -->

Version {SCHEMA_VERSION}. Nodes in boxes belong to one page and are replaced with it; rounded ones are shared by all
pages and stay while an edge touches them. Times are UTC. Properties that are not known are absent.
"""
NODES_OPENING = """\
Every node has an `id`: content, not a counter, so that a page read twice gives the same ids. Nodes that belong to a
page have its id as `page`.
"""
EDGES_OPENING = """\
There is at most one edge of a type from one node to another, but for types with a key: one for each value of it.
`rule`, `quote`, `start`, `end` and `confidence` say why an edge is there; `start` and `end` count code points in the
`text` of the comment.
"""


def schema_markdown() -> str:
    """Return the schema as a Markdown page: diagram, a table for each node and edge type, constraints and indexes."""
    parts = [OPENING, diagram(), "## Nodes\n", NODES_OPENING]
    parts += [part for node in NODES.values() for part in node_section(node)]
    parts += ["## Edges\n", EDGES_OPENING]
    parts += [part for edge in EDGES.values() for part in edge_section(edge)]
    parts += ["## Constraints and indexes\n", rules()]
    return "\n".join(parts)


def diagram() -> str:
    """Return a Mermaid flow chart with one arrow for all edge types between two labels."""
    lines = ["```mermaid", "flowchart LR"]
    lines += [f"  {label}[{label}]" if node.owned else f"  {label}([{label}])" for label, node in NODES.items()]
    arrows: dict[tuple[str, str], list[str]] = {}
    for edge in EDGES.values():
        arrows.setdefault((edge.start, edge.end), []).append(edge.type)
    lines += [f'  {start} -->|"{"<br>".join(types)}"| {end}' for (start, end), types in arrows.items()]
    return "\n".join([*lines, "```\n"])


def node_section(node: NodeType) -> list[str]:
    """Return heading, sentence and property table of a node type."""
    properties = tuple(p for p in node.all_properties if p not in (ID, PAGE))
    return [f"### {node.label}\n", f"{node.doc}\n", property_table(properties)]


def edge_section(edge: EdgeType) -> list[str]:
    """Return heading, sentence and property table of an edge type."""
    key = f" Key: `{edge.key}`." if edge.key else ""
    heading = [f"### {edge.type}\n", f"`(:{edge.start})-[:{edge.type}]->(:{edge.end})` {edge.doc}{key}\n"]
    return [*heading, property_table(edge.properties)] if edge.properties else heading


def property_table(properties: tuple[Property, ...]) -> str:
    """Return the properties as a Markdown table."""
    rows = tuple((f"`{p.name}`", p.type, p.doc) for p in properties)
    return render(Table(("property", "type", "meaning"), rows), "markdown") + "\n"


def rules() -> str:
    """Return the statements that both stores run when they are made, and those of a Neo4j server alone."""
    made = (*statements.constraints().values(), *statements.indexes().values())
    alone = (*statements.time_indexes().values(), *statements.text_indexes().values())
    return "\n".join(
        [
            *("```cypher", *(f"{statement};" for statement in made), "```\n"),
            "On a Neo4j server also times and the words of `graphtalk search`; the embedded store seeks no time by an index:\n",
            *("```cypher", *(f"{statement};" for statement in alone), "```\n"),
        ]
    )
