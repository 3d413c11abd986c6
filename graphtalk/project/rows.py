"""Rows of one page as they are collected."""

from dataclasses import dataclass, field

from graphtalk.model import Evidence, Page
from graphtalk.parse.threads import user_kind
from graphtalk.schema import Row

__all__ = ["Rows", "as_row"]


@dataclass(slots=True)
class Rows:
    """Collects rows of one page; a node or edge that is met again keeps its first row.

    Attributes:
        page: The page.
        site: Prefix of the ids of shared nodes.
        nodes: Rows by label and id.
        edges: Rows by type and ends.
    """

    page: Page
    site: str
    nodes: dict[str, dict[str, Row]] = field(default_factory=dict)
    edges: dict[str, dict[tuple[str, str, str], Row]] = field(default_factory=dict)

    def node(self, label: str, node_id: str, /, **properties: object) -> str:
        """Add a node and return its id."""
        self.nodes.setdefault(label, {}).setdefault(node_id, as_row({"id": node_id, **properties}))
        return node_id

    def owned(self, label: str, node_id: str, /, **properties: object) -> str:
        """Add a node that belongs to the page and return its id."""
        return self.node(label, node_id, page=self.page.id, **properties)

    def edge(self, edge_type: str, start: str, end: str, /, **properties: object) -> None:
        """Add an edge."""
        key = (start, end, str(properties.get("comment", "")))
        row = as_row({"_start": start, "_end": end, **properties})
        self.edges.setdefault(edge_type, {}).setdefault(key, row)

    def here(self, local: str) -> str:
        """Return the graph's id of something that the page owns."""
        return f"{self.page.id}#{local}"

    def from_page(self, name: str) -> dict[str, object]:
        """Return under a name the id of the talk page whose old discussions this page holds; nothing where it is no archive."""
        return {name: f"{self.site}:{self.page.archive_of}"} if self.page.archive_of else {}

    def user(self, name: str) -> str:
        """Add a user and return their id."""
        return self.node("User", f"{self.site}:User:{name}", name=name, kind=user_kind(name), site=self.page.site)

    def article(self, title: str) -> str:
        """Add an article and return its id."""
        return self.node("Article", f"{self.site}:{title}", title=title, site=self.page.site)

    def evidence(self, evidence: Evidence) -> dict[str, object]:
        """Return the properties of an edge that rests on words of a comment."""
        return {
            "rule": evidence.rule,
            "quote": evidence.quote or None,
            "start": evidence.start,
            "end": evidence.end,
            "confidence": evidence.confidence,
        }


def as_row(properties: dict[str, object]) -> Row:
    """Return properties as a row; sequences become lists, as stores have them."""
    row: Row = {}
    for name, value in properties.items():
        row[name] = list(value) if isinstance(value, tuple) else value  # type: ignore[assignment]  # checked by GraphBatch
    return row
