"""The Cypher that keeps a page in a store, derived from `NODES` and `EDGES`; both stores run the same text.

Rows travel as one list parameter `$rows`, ids as `$ids`, times as ISO text. Statements that read a graph return
`id`-keyed maps: nodes as `properties`, edges as `type`, `_start`, `_end` and `properties`.
"""

from collections.abc import Iterator

from graphtalk.schema import EDGES, NODES, EdgeType, NodeType, Property

__all__ = [
    "OLDER_PAGES",
    "PAGES_THERE",
    "RAISE_PAGES",
    "READ_VERSION",
    "STORE_LABEL",
    "WRITE_VERSION",
    "all_edges",
    "all_nodes",
    "constraints",
    "create_edges",
    "create_nodes",
    "degrees",
    "indexes",
    "nodes_by_id",
    "owned_edges",
    "owned_nodes",
    "remove_edges",
    "remove_nodes",
    "remove_unused",
    "text_index",
    "text_indexes",
    "time_indexes",
    "upsert_edges",
    "upsert_nodes",
]

STORE_LABEL = "GraphtalkStore"  # of the one node that says which schema the store holds; no part of the graph
WRITE_VERSION = f"MERGE (store:{STORE_LABEL}) SET store.schema_version = $version"
READ_VERSION = f"MATCH (store:{STORE_LABEL}) RETURN max(store.schema_version) AS version"
# A page tells the version whose facts it holds: an import sets it, and a migration that leaves nothing to import.
RAISE_PAGES = "MATCH (page:Page {schema_version: $before}) SET page.schema_version = $version"
OLDER_PAGES = (
    "MATCH (page:Page) WHERE page.schema_version < $version RETURN page.title AS title ORDER BY title, page.id"
)
PAGES_THERE = "UNWIND $ids AS id MATCH (p:Page {id: id}) RETURN p.id AS id"


def constraints() -> dict[str, str]:
    """Return the statements that make ids unique, by the name of the constraint.

    >>> constraints()["user_id"]
    'CREATE CONSTRAINT user_id IF NOT EXISTS FOR (n:User) REQUIRE n.id IS UNIQUE'
    """
    names = {label: f"{label.lower()}_id" for label in NODES}
    return {
        name: f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label, name in names.items()
    }


def indexes() -> dict[str, str]:
    """Return the statements that index properties, those that hold times aside, by the name of the index."""
    found = node_indexes(times=False)
    for edge in EDGES.values():
        if edge.key:
            name = f"{edge.type.lower()}_{edge.key}"
            found[name] = f"CREATE INDEX {name} IF NOT EXISTS FOR ()-[r:{edge.type}]-() ON (r.{edge.key})"
    return found


def time_indexes() -> dict[str, str]:
    """Return the statements that make a Neo4j server index times, by the name of the index.

    The embedded store looks at every time even where it has an index: it seeks in none for what `datetime(…)` returns.

    >>> list(time_indexes())
    ['comment_timestamp', 'action_timestamp']
    """
    return node_indexes(times=True)


def node_indexes(*, times: bool) -> dict[str, str]:
    """Return the statements that index the properties of nodes that hold times, or the others, by the name of the index."""
    names = {
        f"{node.label.lower()}_{prop.name}": (node.label, prop.name)
        for node in NODES.values()
        for prop in node.all_properties
        if prop.index and (prop.type == "datetime") == times
    }
    return {
        name: f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{prop})"
        for name, (label, prop) in names.items()
    }


def text_indexes() -> dict[str, str]:
    """Return the statements that make a Neo4j server index words, by the name of the index.

    >>> list(text_indexes())
    ['comment_words', 'proposal_words']
    """
    return {
        text_index(node): f"CREATE FULLTEXT INDEX {text_index(node)} IF NOT EXISTS FOR (n:{node.label}) "
        f"ON EACH [n.{node.searched.name}] OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'standard-no-stop-words'}}}}"
        for node in NODES.values()
        if node.searched
    }


def text_index(node: NodeType) -> str:
    """Return the name of the index of a label's words."""
    return f"{node.label.lower()}_words"


def set_clause(variable: str, properties: tuple[Property, ...]) -> str:
    """Return the clause that takes properties over from `row`; null removes one."""
    values = (f"datetime(row.{p.name})" if p.type == "datetime" else f"row.{p.name}" for p in properties)
    pairs = [f"{variable}.{p.name} = {value}" for p, value in zip(properties, values, strict=True)]
    return f" SET {', '.join(pairs)}" if pairs else ""


def upsert_nodes(node: NodeType) -> str:
    """Return the statement that creates or updates nodes from `$rows`; it returns their number as `written`.

    >>> upsert_nodes(NODES["Article"])
    'UNWIND $rows AS row MERGE (n:Article {id: row.id}) SET n.title = row.title, n.site = row.site RETURN count(*) AS written'
    """
    properties = tuple(p for p in node.all_properties if p.name != "id")
    merge = f"UNWIND $rows AS row MERGE (n:{node.label} {{id: row.id}})"
    return f"{merge}{set_clause('n', properties)} RETURN count(*) AS written"


def create_nodes(node: NodeType) -> str:
    """Return the statement that creates nodes from `$rows`, none of which is there; it returns their number as `written`."""
    return upsert_nodes(node).replace("MERGE", "CREATE")


def create_edges(edge: EdgeType) -> str:
    """Return the statement that creates edges from `$rows`, none of which is there; it returns their number as `written`."""
    return upsert_edges(edge).replace("MERGE", "CREATE")


def upsert_edges(edge: EdgeType) -> str:
    """Return the statement that creates or updates edges from `$rows`; it returns their number as `written`.

    A row whose start or end is not in the store is not counted.
    """
    key = f" {{{edge.key}: row.{edge.key}}}" if edge.key else ""
    properties = tuple(p for p in edge.properties if p.name != edge.key)
    return (
        f"UNWIND $rows AS row MATCH (s:{edge.start} {{id: row._start}}) MATCH (e:{edge.end} {{id: row._end}}) "
        f"MERGE (s)-[r:{edge.type}{key}]->(e){set_clause('r', properties)} RETURN count(*) AS written"
    )


def remove_nodes(node: NodeType) -> str:
    """Return the statement that removes the nodes `$ids` with their edges."""
    return f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}}) DETACH DELETE n"


def remove_unused(node: NodeType) -> str:
    """Return the statement that removes those of the nodes `$ids` that no edge touches; it returns their ids."""
    match = f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}}) WHERE NOT EXISTS {{ (n)--() }}"
    return f"{match} DELETE n RETURN id"  # no DETACH: an edge that another writer adds meanwhile must not go


def remove_edges(edge: EdgeType) -> str:
    """Return the statement that removes the edges of `$rows`."""
    key = f" WHERE r.{edge.key} = row.{edge.key}" if edge.key else ""
    return (
        f"UNWIND $rows AS row MATCH (s:{edge.start} {{id: row._start}})-[r:{edge.type}]->"
        f"(e:{edge.end} {{id: row._end}}){key} DELETE r"
    )


def owned_nodes(node: NodeType) -> str:
    """Return the statement that reads the nodes of the page `$page`."""
    return f"MATCH (n:{node.label} {{page: $page}}) RETURN properties(n) AS properties"


def nodes_by_id(node: NodeType) -> str:
    """Return the statement that reads those of the nodes `$ids` that are there."""
    return f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}}) RETURN properties(n) AS properties"


def all_nodes(node: NodeType) -> str:
    """Return the statement that reads all nodes of a label."""
    return f"MATCH (n:{node.label}) RETURN properties(n) AS properties"


def degrees(node: NodeType) -> str:
    """Return the statement that counts the edges of the nodes `$ids`, of all pages."""
    return f"UNWIND $ids AS id MATCH (n:{node.label} {{id: id}}) RETURN n.id AS id, COUNT {{ (n)--() }} AS degree"


def edge_query(match: str, where: str = "") -> str:
    """Return a statement that reads the edges `r` from `s` to `e` of a pattern."""
    result = "RETURN type(r) AS type, s.id AS _start, e.id AS _end, properties(r) AS properties"
    return f"MATCH {match}{where} {result}"


def owned_edges() -> Iterator[str]:
    """Yield statements that together read each edge of the page `$page` once; `$prefix` begins its comments' ids.

    An edge belongs to the page that owns its start, or else its end; between two shared nodes its key tells.
    """
    for node in NODES.values():
        types = [edge.type for edge in EDGES.values() if edge.start == node.label]
        if node.owned and types:
            yield edge_query(f"(s:{node.label} {{page: $page}})-[r:{'|'.join(types)}]->(e)")
    for edge in EDGES.values():
        if NODES[edge.start].owned:
            continue
        if NODES[edge.end].owned:
            yield edge_query(f"(s:{edge.start})-[r:{edge.type}]->(e:{edge.end} {{page: $page}})")
        else:
            pattern = f"(s:{edge.start})-[r:{edge.type}]->(e:{edge.end})"
            yield edge_query(pattern, f" WHERE r.{edge.key} STARTS WITH $prefix")


def all_edges(edge: EdgeType) -> str:
    """Return the statement that reads all edges of a type."""
    return edge_query(f"(s:{edge.start})-[r:{edge.type}]->(e:{edge.end})")
