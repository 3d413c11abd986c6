"""The quick way of pages of which a store has nothing yet: what cannot be there is neither read nor looked for."""

from collections import Counter
from collections.abc import Sequence

from graphtalk.schema import EDGES, NODES, NodeType, Row
from graphtalk.stores import WriteCounts, statements
from graphtalk.stores.portions import portions
from graphtalk.stores.write import Graph, Run, add_nodes, edge_values, node_values, send

__all__ = ["write_fresh"]


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
            counts += write_shared(run, node, [page.nodes[label] for page in pages])
    for edge_type, edge in EDGES.items():
        rows = [row for page in pages for row in edge_values(edge, page.edges[edge_type])]
        counts += WriteCounts({edge_type: len(rows)})
        send(run, statements.create_edges(edge), edge_type, rows)
    return counts


def write_shared(run: Run, node: NodeType, pages: Sequence[dict[str, Row]]) -> WriteCounts:
    """Write the shared nodes of one label of fresh pages.

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
    send(
        run,
        statements.create_nodes(node),
        node.label,
        node_values(node, [now[key] for key in now if key not in before]),
    )
    changed = [now[key] for key, row in before.items() if now[key] != row]
    send(run, statements.upsert_nodes(node), node.label, node_values(node, changed))
    return WriteCounts(*({node.label: counts[kind]} for kind in ("created", "updated", "unchanged")))
