"""Random pages as graph rows: texts and numbers at the edges of what a store holds, nulls, shared nodes."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from example_batch import PAGE
from hypothesis import strategies as st

from graphtalk.schema import EDGES, NODES, GraphBatch, Property, Row
from graphtalk.table import Value

if TYPE_CHECKING:
    import networkx as nx


def assert_same(expected: "nx.MultiDiGraph[str]", actual: "nx.MultiDiGraph[str]") -> None:
    assert list(expected.nodes(data=True)) == list(actual.nodes(data=True))
    assert list(expected.edges(keys=True, data=True)) == list(actual.edges(keys=True, data=True))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["2024-01-01T00:00Z", "2024-01-01T00:00:00Z", "(#9:1)-[#58:0]->(#9:0)", "`$x`", "'\"\\", "line\nbreak", "e\u0301🦊"]
)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "string": TEXTS,
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "datetime": st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    "string[]": st.lists(TEXTS, max_size=3),
}


def some_properties(draw: st.DrawFn, properties: tuple[Property, ...]) -> Row:
    return {p.name: draw(st.none() | VALUES[p.type]) for p in properties}


@st.composite
def batches(draw: st.DrawFn, page: str = PAGE) -> GraphBatch:
    """Draw a page with up to two nodes of each label and any edges between them; pages share what is not owned."""
    batch, used = GraphBatch(page), set()
    names = {
        label: [f"{page if node.owned else 'x'}#{label}{number}" for number in range(draw(st.integers(0, 2)))]
        for label, node in NODES.items()
    }
    names["Page"] = [page]
    for edge in EDGES.values():
        pairs = [(start, end) for start in names[edge.start] for end in names[edge.end]]
        rows = batch.edges[edge.type] = []
        for start, end in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2)) if pairs else []:
            used |= {start, end}
            key = {edge.key: f"{page}#{draw(st.integers(0, 1))}"} if edge.key else {}
            rows.append({"_start": start, "_end": end} | some_properties(draw, edge.properties) | key)
    for label, node in NODES.items():
        kept = [name for name in names[label] if node.owned or name in used]
        owner: Row = {"page": page} if node.owned else {}
        batch.nodes[label] = [{"id": name} | owner | some_properties(draw, node.properties) for name in kept]
    return batch
