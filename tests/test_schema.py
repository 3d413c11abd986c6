import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import ROOT, Golden
from example_batch import PAGE, example_batch, other_batch

from graphtalk.errors import SchemaError
from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, NodeType, Row
from graphtalk.schema_page import schema_markdown
from graphtalk.stores import statements
from graphtalk.stores.write import batch_graph

NAME = re.compile(r"[a-z][a-z_]*")


def test_schema_page_is_what_the_schema_says(golden: Golden) -> None:
    golden(ROOT / "docs" / "schema.md", schema_markdown())


def test_every_label_and_property_is_described_and_named_by_the_rules() -> None:
    kinds: list[NodeType | EdgeType] = [*NODES.values(), *EDGES.values()]
    for kind in kinds:
        assert kind.doc.endswith(".")
        names = [prop.name for prop in kind.properties]
        assert len(set(names)) == len(names)
        for prop in kind.properties:
            assert NAME.fullmatch(prop.name)
            assert prop.doc.endswith(".")
    assert all(re.fullmatch(r"[A-Z][a-zA-Z]*", label) for label in NODES)
    assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", edge_type) for edge_type in EDGES)


def test_edges_join_declared_labels() -> None:
    assert {label for edge in EDGES.values() for label in (edge.start, edge.end)} <= set(NODES)


def test_only_edges_between_shared_nodes_have_a_key() -> None:
    def shared(edge: EdgeType) -> bool:
        return not NODES[edge.start].owned and not NODES[edge.end].owned

    assert [e.type for e in EDGES.values() if shared(e)] == [e.type for e in EDGES.values() if e.key]


def test_exported_attributes_do_not_collide() -> None:
    for node in NODES.values():
        names = [prop.name for prop in node.all_properties]
        assert len({*names, "label"}) == len(names) + 1, node.label
    assert not any(prop.name == "type" for edge in EDGES.values() for prop in edge.properties)


def test_each_label_has_a_constraint_and_each_owned_one_an_index_of_its_page() -> None:
    assert [f"{label.lower()}_id" for label in NODES] == list(statements.constraints())
    owned = {f"{label.lower()}_page" for label, node in NODES.items() if node.owned}
    assert owned <= statements.indexes().keys()


def test_examples_show_the_whole_schema() -> None:
    batch = example_batch()

    assert set(NODES) == set(batch.nodes)
    assert set(EDGES) == set(batch.edges)


@pytest.mark.parametrize("batch", [example_batch(), other_batch()], ids=["first", "second"])
def test_examples_fit_the_schema(batch: GraphBatch) -> None:
    batch.check()


def page_row(**properties: str) -> Row:
    return {"id": PAGE, "page": PAGE, **properties}


USER: Row = {"id": "enwiki:User:Ann"}
COMMENT: Row = {"id": f"{PAGE}#c-1", "page": PAGE}
WROTE: Row = {"_start": USER["id"], "_end": COMMENT["id"]}
ARTICLE: Row = {"id": "enwiki:Orrin"}
INTEREST: Row = {"_start": USER["id"], "_end": ARTICLE["id"], "comment": "dewiki:Talk:Other#c-1"}


@pytest.mark.parametrize(
    "nodes, edges, said",
    [
        ({"Thing": [page_row()]}, {}, "no node type 'Thing'"),
        ({"Page": [page_row(colour="red")]}, {}, "no property colour"),
        ({"Page": [page_row(), page_row()]}, {}, "repeat an id"),
        ({"Page": [{"page": PAGE}]}, {}, "repeat an id or lack one"),
        ({}, {"KNOWS": []}, "no edge type 'KNOWS'"),
        ({"User": [USER]}, {"WROTE": [WROTE]}, "lacks an end"),
        ({"User": [USER], "Comment": [COMMENT]}, {"WROTE": [WROTE, WROTE]}, "two WROTE edges"),
        ({"User": [USER]}, {}, "no edge touches User"),
        ({"Comment": [COMMENT | {"page": "enwiki:Talk:Other"}]}, {}, "not marked as owned"),
        ({"User": [USER], "Article": [ARTICLE]}, {"DECLARES_INTEREST_IN": [INTEREST]}, "not on the page"),
        ({"Comment": [COMMENT | {"timestamp": datetime(2024, 1, 1)}]}, {}, "no time zone"),  # noqa: DTZ001 - the case
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_that_do_not_fit_are_refused(nodes: dict[str, list[Row]], edges: dict[str, list[Row]], said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        batch_graph(GraphBatch(PAGE, nodes, edges))


def test_a_graph_holds_values_in_the_declared_types() -> None:
    comment = COMMENT | {"timestamp": datetime.fromisoformat("2024-01-01T01:00:00+01:00"), "text": None}
    reply: Row = {"_start": COMMENT["id"], "_end": COMMENT["id"], "confidence": 1}
    graph = batch_graph(GraphBatch(PAGE, {"Comment": [comment]}, {"REPLIES_TO": [reply]}))

    assert {**COMMENT, "timestamp": datetime(2024, 1, 1, tzinfo=UTC)} == graph.nodes["Comment"][str(COMMENT["id"])]
    [properties] = graph.edges["REPLIES_TO"].values()
    assert isinstance(properties["confidence"], float)


def test_container_and_local_server_are_the_same_version() -> None:
    [pinned] = re.findall(r"image: neo4j:(\S+)-community", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    pom = Path(ROOT / "tools" / "neo4j" / "pom.xml").read_text(encoding="utf-8")

    assert f"<neo4j.version>{pinned}</neo4j.version>" in pom
