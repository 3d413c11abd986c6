"""How Neo4j would run the catalogue: no plan looks at all nodes or all comments, or multiplies what is unrelated."""

from collections.abc import Mapping

import pytest
from conftest import driver
from mixed_batches import mixed_batches

from graphtalk.queries import bind, catalogue
from graphtalk.stores import open_store
from graphtalk.stores.explain import Operator, explain

# Queries that may look at all comments, each with the reason.
EXCEPTIONS: Mapping[str, str] = {
    "orphans": "a comment that nothing leads to can be found in no other way",
}
COMMENT_EDGES = ("IN_SECTION", "REPLIES_TO", "WROTE")  # there are as many of these as comments


def is_costly(step: Operator) -> bool:
    """Tell whether a step looks at every node or every comment, or multiplies its inputs."""
    if step.name == "NodeByLabelScan":
        return step.details.endswith(":Comment")
    if "RelationshipTypeScan" in step.name:
        return any(f":{edge_type}]" in step.details for edge_type in COMMENT_EDGES)
    return (
        step.name.startswith("AllNodesScan") or "AllRelationshipsScan" in step.name or "CartesianProduct" in step.name
    )


def test_no_plan_looks_at_all_comments(neo4j_address: str) -> None:
    with open_store(neo4j_address) as store:
        for batch in mixed_batches():
            store.write(batch)
    with driver(neo4j_address) as server:
        server.execute_query("CALL db.clearQueryCaches()")  # plans of other tests were made for other graphs

    costly: dict[str, list[str]] = {}
    for name, query in catalogue().items():
        given = {"page": "Talk:Mill"} if any(p.name == "page" for p in query.parameters) else {}
        steps = explain(neo4j_address, query.cypher, bind(query, given)).operators
        assert steps
        if found := [f"{step.name} {step.details}" for step in steps if is_costly(step)]:
            costly[name] = found

    assert EXCEPTIONS.keys() == costly.keys(), costly


@pytest.mark.parametrize(
    "name, details, costly",
    [
        ("AllNodesScan", "n", True),
        ("NodeByLabelScan", "comment:Comment", True),
        ("NodeByLabelScan", "talk:Page", False),
        ("DirectedRelationshipTypeScan", "(comment)-[anon_2:IN_SECTION]->(place)", True),
        ("DirectedRelationshipTypeScan", "(talk)-[anon_2:DISCUSSES]->(anon_1)", False),
        ("CartesianProduct", "", True),
        ("NodeIndexSeek", "RANGE INDEX comment:Comment(page) WHERE page = $page", False),
    ],
)
def test_step_is_judged_by_what_it_looks_at(name: str, details: str, *, costly: bool) -> None:
    assert costly == is_costly(Operator(name, 0, details, None))
