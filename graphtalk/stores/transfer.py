"""Pages from one place to another: store to store, dump to store.

Each page is written in one transaction of the target, so a copy that breaks off has left whole pages only, and going on
is doing it again: a page that the target has as it is costs a look. The end is a comparison of both sides, page by page.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from graphtalk.errors import StoreError
from graphtalk.schema import EDGES, NODES, GraphBatch, Row
from graphtalk.stores import Store
from graphtalk.stores.checksum import Tally
from graphtalk.stores.pages import page_ids, read_batch

__all__ = ["Origin", "StorePages", "TransferReport", "transfer"]


class Origin(Protocol):
    """Where pages come from; each call walks all of them again, in the same order."""

    def batches(self) -> Iterator[GraphBatch]:
        """Yield the pages."""


@dataclass(frozen=True, slots=True)
class StorePages:
    """The pages of an open store of the current version; `opened` refuses others."""

    store: Store

    def batches(self) -> Iterator[GraphBatch]:
        """Yield the pages in order of their ids, each read when it is asked for."""
        for page in page_ids(self.store):
            yield read_batch(self.store, page)


@dataclass(slots=True)
class TransferReport:
    """What a transfer did.

    Attributes:
        copied: Pages that were written, because the target lacked them or held them otherwise.
        unchanged: Pages that the target held as they are.
        rows: Rows that are equal on both sides, by label and type; a shared node counts once for each page.
    """

    copied: int = 0
    unchanged: int = 0
    rows: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Return the report for people, line by line."""
        pages = self.copied + self.unchanged
        parts = [f"{self.rows[label]} {label}" for label, node in NODES.items() if node.owned and self.rows[label]]
        if edges := sum(self.rows[edge] for edge in EDGES):
            parts.append(f"{edges} edges")
        lines = [f"{pages} page{'s'[: pages != 1]}: {self.copied} copied, {self.unchanged} unchanged"]
        return [*lines, f"equal on both sides: {', '.join(parts)}, and the shared nodes that they touch"][
            : 1 + (pages > 0)
        ]


def transfer(origin: Origin, target: Store, on_page: Callable[[str], None]) -> TransferReport:
    """Write all pages into a store, and compare what it then holds of them with what was sent.

    Pages that only the target has stay as they are, and so do properties of shared nodes that only the target knows and
    its other pages use. Memory: one page of each side.

    Args:
        origin: Where the pages come from.
        target: An open store.
        on_page: Called with the id of each page that is done.

    Raises:
        LockedError: Another process writes to the target.
        StoreError: The target refused a page, those before it stay; or the two sides differ at the end.
    """
    report = TransferReport()
    with target.hold():
        for batch in origin.batches():
            counts = target.write(batch)
            changed = bool(counts.created or counts.updated or counts.removed)
            report.copied += changed
            report.unchanged += not changed
            on_page(batch.page)
    sent, held = Tally(), Tally()
    for batch in origin.batches():
        there = read_batch(target, batch.page)
        add_batch(sent, batch)
        add_batch(held, GraphBatch(there.page, known_nodes(batch, there), there.edges))
    if differing := [kind for kind in (*NODES, *EDGES) if sent.checksum(kind) != held.checksum(kind)]:
        counted = ", ".join(f"{kind} ({sent.rows[kind]} rows sent, {held.rows[kind]} there)" for kind in differing)
        raise StoreError(f"the two sides differ in {counted}: something else wrote meanwhile; copy again")
    report.rows = sent.rows
    return report


def add_batch(tally: Tally, batch: GraphBatch) -> None:
    """Add all rows of a page."""
    for kind, rows in (*batch.nodes.items(), *batch.edges.items()):
        for row in rows:
            tally.add(kind, row)


def known_nodes(sent: GraphBatch, held: GraphBatch) -> dict[str, list[Row]]:
    """Return the nodes that are held, of shared ones only what was sent: other pages may know more of them."""
    nodes = dict(held.nodes)
    for label, rows in held.nodes.items():
        if not NODES[label].owned:
            known = {row["id"]: row.keys() for row in sent.nodes.get(label, ())}
            nodes[label] = [
                {name: value for name, value in row.items() if name in known.get(row["id"], ())} for row in rows
            ]
    return nodes
