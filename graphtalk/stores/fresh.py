"""The quick way of pages of which a store has nothing yet: what cannot be there is neither read nor looked for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graphtalk.schema import EDGES, NODES, NodeType, Row
from graphtalk.stores import WriteCounts, statements
from graphtalk.stores.portions import portions
from graphtalk.stores.write import Graph, Run, add_nodes, edge_values, node_values, send

__all__ = ["SharedChange", "shared_change", "write_fresh"]


def write_fresh(run: Run, pages: Sequence[Graph]) -> WriteCounts:
    """Write pages of which the store has nothing; nodes and edges of all of them go together.

    Only shared nodes can be there already. Their counts are those of writing page after page: what an earlier page of
    these brought is there for a later one.

    Raises:
        StoreError: The store took fewer rows than were sent.
    """
    counts = WriteCounts(Counter(), Counter(), Counter())
    for label, node in NODES.items():
        if node.owned:
            owned = [row for page in pages for row in page.nodes[label].values()]
            counts += WriteCounts({label: len(owned)})
            send(run, statements.create_nodes(node), label, node_values(node, owned))
        else:
            change = shared_change(run, node, [page.nodes[label] for page in pages])
            counts += change.counts
            send(run, statements.create_nodes(node), label, node_values(node, change.created))
            send(run, statements.upsert_nodes(node), label, node_values(node, change.updated))
    for edge_type, edge in EDGES.items():
        rows = [row for page in pages for row in edge_values(edge, page.edges[edge_type])]
        counts += WriteCounts({edge_type: len(rows)})
        send(run, statements.create_edges(edge), edge_type, rows)
    return counts


@dataclass(frozen=True, slots=True)
class SharedChange:
    """What fresh pages do to the shared nodes of one label.

    Attributes:
        there: Ids of those that the store has.
        created: Rows of those that it lacks.
        updated: Rows of those that it holds otherwise.
        counts: What writing the pages one after the other does to them.
    """

    there: list[str]
    created: list[Row]
    updated: list[Row]
    counts: WriteCounts


def shared_change(run: Run, node: NodeType, pages: Sequence[dict[str, Row]]) -> SharedChange:
    """Return what fresh pages do to the shared nodes of one label, given their rows by page and id.

    Whatever shared node is there, another page uses: it keeps the properties that these pages leave null.
    """
    stored = Graph()
    for ids in portions(list(dict.fromkeys(key for rows in pages for key in rows))):
        add_nodes(stored, node.label, run(statements.nodes_by_id(node), {"ids": ids}))
    before = stored.nodes[node.label]
    now = dict(before)
    counts: Counter[str] = Counter()
    for rows in pages:
        for key, row in rows.items():
            known = now.get(key)
            now[key] = row if known is None else known | row
            counts["created" if known is None else "unchanged" if now[key] == known else "updated"] += 1
    return SharedChange(
        there=list(before),
        created=[now[key] for key in now if key not in before],
        updated=[now[key] for key, row in before.items() if now[key] != row],
        counts=WriteCounts(*({node.label: counts[kind]} for kind in ("created", "updated", "unchanged"))),
    )
