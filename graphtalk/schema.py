"""The graph schema, declared once: which nodes and edges there are, with which properties.

From `NODES` and `EDGES` derive the constraints and indexes of both stores, the statements that write and read a
page, the columns of exports and docs/schema.md. No other module spells a label's properties.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graphtalk.errors import SchemaError
from graphtalk.table import Value

__all__ = ["EDGES", "NODES", "SCHEMA_VERSION", "EdgeType", "GraphBatch", "NodeType", "Property", "Row"]

SCHEMA_VERSION = 5  # raised with every change to what a store holds, and a step in stores/migrations with it

PropertyType = Literal["string", "int", "float", "bool", "datetime", "string[]"]
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a node or an edge.

    Attributes:
        name: Its name in the graph.
        type: The type of its values.
        doc: One sentence for the docs.
        index: Whether stores index its values.
        searched: Whether stores index its words, for `graphtalk search`; one at most of an owned node.
    """

    name: str
    type: PropertyType
    doc: str
    index: bool = False
    searched: bool = False


@dataclass(frozen=True, slots=True)
class NodeType:
    """A kind of node.

    Attributes:
        label: Its label in the graph.
        doc: One sentence for the docs.
        owned: True where the node belongs to one page and is replaced with it; else it is shared and stays while used.
        properties: Besides `id` (unique) and, on owned nodes, `page` (id of the page that owns it).
    """

    label: str
    doc: str
    owned: bool
    properties: tuple[Property, ...]

    @property
    def all_properties(self) -> tuple[Property, ...]:
        """Return `id`, `page` where the node is owned, and the declared properties."""
        return (ID, PAGE, *self.properties) if self.owned else (ID, *self.properties)

    @property
    def searched(self) -> Property | None:
        """Return the property whose words are searched, if there is one."""
        return next((p for p in self.properties if p.searched), None)


@dataclass(frozen=True, slots=True)
class EdgeType:
    """A kind of edge: exactly one start label and one end label, at most one edge for each pair (and `key`).

    Attributes:
        type: Its relationship type in the graph.
        start: Label of the start node.
        end: Label of the end node.
        doc: One sentence for the docs.
        properties: Declared properties.
        key: Property that tells parallel edges apart; only for edges between two shared nodes, where it names the
            comment that the edge rests on.
    """

    type: str
    start: str
    end: str
    doc: str
    properties: tuple[Property, ...] = ()
    key: str | None = None


ID = Property("id", "string", "Content id, unique and the same on every import.")
PAGE = Property("page", "string", "Id of the page that owns the node.", index=True)
EVIDENCE = (
    Property("rule", "string", "Rule that made the edge."),
    Property("quote", "string", "The words that show it, verbatim; null where layout shows it."),
    Property("start", "int", "First code point of the quote in the comment's text."),
    Property("end", "int", "One past the last code point."),
    Property("confidence", "float", "How sure the rule is, 0 to 1."),
)
WORDS = (
    Property("words_kept", "int", "Words that both have in the same order; null where one of them is no wording."),
    Property("words_added", "int", "Words that only the later one has."),
    Property("words_removed", "int", "Words that only the earlier one has, of the part that is compared."),
    Property("words_moved", "int", "Words that both have in other places."),
    Property("added", "string[]", "The words added, as written, each run of them."),
    Property("removed", "string[]", "The words removed."),
    Property("moved", "string[]", "The words moved."),
)
STANCE = (
    Property("with_changes", "bool", "Support on a condition."),
    Property("strength", "string", "weak, plain or strong."),
    Property("struck", "bool", "Withdrawn by strike-through."),
    *EVIDENCE,
)
RESTS = (Property("comment", "string", "Id of a comment that cites the work."),)
COUNTED = (Property("kind", "string", "How it is written."), Property("count", "int", "How often."), *EVIDENCE)

NODES: Mapping[str, NodeType] = {
    node.label: node
    for node in (
        NodeType(
            "Page",
            "A talk page.",
            owned=True,
            properties=(
                Property("site", "string", "Site name (enwiki); null where unknown."),
                Property("title", "string", "Full title.", index=True),
                Property("namespace", "int", "Namespace number."),
                Property("revision", "int", "Revision that was read."),
                Property("url", "string", "Address on the wiki; with # and a comment's name it opens the comment."),
                Property(
                    "archive_of",
                    "string",
                    "Id of the talk page whose old discussions it holds; null where it is no archive.",
                    index=True,
                ),
                Property("schema_version", "int", "Schema version whose facts the page has."),
                Property(
                    "content_hash", "string", "Hash of what it was read from: text, markup, title, wiki, corrections."
                ),
                Property("rules_version", "string", "Hash of the code and data that read it."),
                Property(
                    "read_from",
                    "string[]",
                    "How a live wiki was read: markup html or wikitext, history, article, language; null for files.",
                ),
                Property("site_data", "string", "Data of its wiki as JSON, where --site-data gave them; else null."),
                Property("corrections", "string[]", "Corrections by hand that it was read with, each as JSON."),
                Property("row_counts", "string[]", "Rows that it gave, by label and edge type: 12 Comment."),
                Property("warning_counts", "string[]", "Warnings that reading it gave, by code: 2 bad-date."),
            ),
        ),
        NodeType(
            "Section",
            "A heading and what stands under it.",
            owned=True,
            properties=(
                Property("heading", "string", "Text of the heading."),
                Property("level", "int", "1 to 6; 0 before the first heading."),
                Property("position", "int", "0-based place on the page."),
                Property("closed_by", "string", "Who closed the discussion."),
                Property("closed_at", "datetime", "When it was closed."),
                Property("result", "string", "The closing words."),
            ),
        ),
        NodeType(
            "Comment",
            "One signed contribution, or text that nobody signed.",
            owned=True,
            properties=(
                Property("name", "string", "DiscussionTools' name, the same on every page.", index=True),
                Property("text", "string", "Plain text without the signature.", searched=True),
                Property("timestamp", "datetime", "When it was signed, UTC.", index=True),
                Property("level", "int", "1 at the top of a section."),
                Property("position", "int", "0-based place on the page."),
                Property("signature", "string", "signed, unsigned-template or none."),
                Property("url", "string", "Link to the comment on the wiki; null where the site is unknown."),
                Property(
                    "stood_on",
                    "string",
                    "Id of the talk page that it stood on before it went to this archive; null where it did not.",
                ),
            ),
        ),
        NodeType(
            "Proposal",
            "Something to be done to the article: a wording, a described edit, a move.",
            owned=True,
            properties=(
                Property("kind", "string", "wording, edit, move, merge, delete, option or other."),
                Property("name", "string", "Its name on the page, such as Option A."),
                Property("text", "string", "The wording or description, verbatim.", searched=True),
                Property("replaces_text", "string", "The text that it is to replace."),
                Property("status", "string", "What became of it.", index=True),
                Property(
                    "adopted",
                    "string",
                    "Whether its words reached the article, or left it where that was proposed: verbatim, adapted or never; null where nobody looked.",
                ),
                Property("words", "int", "Number of words, without struck ones; null where it is no wording."),
                Property("new_words", "int", "How many of them it brings in."),
                Property("article_words", "int", "How many of them the article had."),
                Property("rule", "string", "Rule that found it."),
                Property("confidence", "float", "How sure that rule is, 0 to 1."),
            ),
        ),
        NodeType(
            "Request",
            "A formal request that a section is about.",
            owned=True,
            properties=(
                Property("kind", "string", "Such as: conflict of interest edit request.", index=True),
                Property("outcome", "string", "What became of it."),
                Property("opened", "datetime", "Time of the comment that opened it."),
                Property("answered", "datetime", "Time of the comment that answered it."),
            ),
        ),
        NodeType(
            "Action",
            "What one revision of the page did to one comment.",
            owned=True,
            properties=(
                Property("kind", "string", "creation, addition, modification, deletion or restoration.", index=True),
                Property("change", "string", "added, changed, moved, struck, removed or restored."),
                Property("revision", "int", "Revision that did it."),
                Property("timestamp", "datetime", "When that was saved, UTC.", index=True),
                Property("name", "string", "Name of the comment, which need not be on the page any more.", index=True),
                Property("author", "string", "Who signed the comment; null where nobody did."),
                Property("noted", "bool", "Somebody else notes the author, as {{unsigned}} does."),
                Property("text", "string", "The comment after it; empty after a deletion."),
                Property("text_before", "string", "The comment before it; empty before an addition."),
                Property("url", "string", "Link to what the revision changed; null where the wiki is unknown."),
                Property("confidence", "float", "How sure it is that both are the same comment, 0 to 1."),
            ),
        ),
        NodeType(
            "User",
            "Someone who signs or is spoken to.",
            owned=False,
            properties=(
                Property("name", "string", "User name.", index=True),
                Property("kind", "string", "registered, temporary, ip or imported."),
                Property("site", "string", "Site name; null where unknown."),
            ),
        ),
        NodeType(
            "Source",
            "A work that is cited.",
            owned=False,
            properties=(
                Property("title", "string", "Title of the work."),
                Property("authors", "string[]", "Surname, given name."),
                Property("date", "string", "As precise as given: 2011-11-21, 2011-11 or 2011."),
                Property("work", "string", "Periodical, website or publisher."),
                Property("url", "string", "Address."),
                Property("kind", "string", "doi, isbn, pmid, arxiv, url or work: what the id is made of."),
                Property("domain", "string", "Host name of the address.", index=True),
            ),
        ),
        NodeType(
            "Policy",
            "A policy, guideline or essay of the wiki.",
            owned=False,
            properties=(
                Property("title", "string", "Title of its page, or the shortcut where that is not known.", index=True),
                Property("site", "string", "Site name; null where unknown."),
            ),
        ),
        NodeType(
            "Article",
            "A page of the main namespace.",
            owned=False,
            properties=(
                Property("title", "string", "Title.", index=True),
                Property("site", "string", "Site name; null where unknown."),
            ),
        ),
        NodeType(
            "ArticleRevision",
            "A revision of an article that brought in or took out words of a proposal, or a work that comments cite.",
            owned=False,
            properties=(
                Property("title", "string", "Title of the article.", index=True),
                Property("site", "string", "Site name; null where unknown."),
                Property("revision", "int", "Revision id on the wiki."),
                Property("timestamp", "datetime", "When it was saved, UTC."),
                Property("editor", "string", "Who saved it; null where the wiki hides it."),
                Property("url", "string", "Link to what it changed; null where the wiki is unknown."),
            ),
        ),
    )
}

EDGES: Mapping[str, EdgeType] = {
    edge.type: edge
    for edge in (
        EdgeType("DISCUSSES", "Page", "Article", "The page is the talk page of this article."),
        EdgeType("ON_PAGE", "Section", "Page", "The section stands on the page."),
        EdgeType("SUBSECTION_OF", "Section", "Section", "The heading stands under the other."),
        EdgeType("IN_SECTION", "Comment", "Section", "The comment stands in the section."),
        EdgeType(
            "WROTE",
            "User",
            "Comment",
            "The user signed it.",
            (Property("role", "string", "author, cosigner, or author by history where nobody signed it."),),
        ),
        EdgeType("REPLIES_TO", "Comment", "Comment", "The comment answers the other.", EVIDENCE),
        EdgeType("PROPOSES", "Comment", "Proposal", "The comment makes the proposal.", EVIDENCE),
        EdgeType(
            "AMENDS",
            "Proposal",
            "Proposal",
            "A version of the same passage that varies the other.",
            (Property("similarity", "float", "Share of words in common, 0 to 1."), *WORDS, *EVIDENCE),
        ),
        EdgeType(
            "WORDED",
            "User",
            "Proposal",
            "Words of the wording were brought in by the user, with it or with an earlier proposal.",
            (
                Property("words", "int", "How many."),
                Property("share", "float", "Share of all words of the wording, 0 to 1."),
                Property("runs", "string[]", "The words as written, each run of them, in order."),
            ),
        ),
        EdgeType("ENDORSES", "Comment", "Proposal", "The comment supports the proposal.", STANCE),
        EdgeType("OPPOSES", "Comment", "Proposal", "The comment objects to the proposal.", STANCE),
        EdgeType("NEUTRAL_ON", "Comment", "Proposal", "The comment takes no side on the proposal.", STANCE),
        EdgeType(
            "DECIDES",
            "Comment",
            "Proposal",
            "The comment settles what becomes of the proposal.",
            (Property("status", "string", "The status that it gives."), *EVIDENCE),
        ),
        EdgeType(
            "CITES",
            "Comment",
            "Source",
            "The comment cites the work.",
            (Property("text", "string", "The reference as written."), *EVIDENCE),
        ),
        EdgeType(
            "INVOKES",
            "Comment",
            "Policy",
            "The comment points to the policy.",
            (Property("shortcut", "string", "As written: WP:LEAD."), *EVIDENCE),
        ),
        EdgeType("MENTIONS", "Comment", "User", "The comment addresses the user.", COUNTED),
        EdgeType("LINKS_TO", "Comment", "Article", "The comment links to the article.", COUNTED),
        EdgeType(
            "DECLARES_INTEREST_IN",
            "User",
            "Article",
            "The user declares a conflict of interest with the subject of the article.",
            (
                Property("party", "string", "Whom the interest is with."),
                Property("comment", "string", "Id of the comment that says so."),
                *EVIDENCE,
            ),
            key="comment",
        ),
        EdgeType("OPENS", "Comment", "Request", "The comment makes the request.", EVIDENCE),
        EdgeType(
            "ANSWERS",
            "Comment",
            "Request",
            "The comment answers the request.",
            (Property("outcome", "string", "The outcome that it gives."), *EVIDENCE),
        ),
        EdgeType("ASKS_FOR", "Request", "Proposal", "The request is for this proposal."),
        EdgeType("PERFORMED", "User", "Action", "The user saved the revision that did it."),
        EdgeType("CHANGED", "Action", "Comment", "It was done to this comment, which stands on the page."),
        EdgeType(
            "ADOPTED_IN",
            "Proposal",
            "ArticleRevision",
            "The revision brought the proposal's words into the article.",
            (
                Property("how", "string", "verbatim or adapted."),
                Property("text", "string", "The words as the article had them then."),
                Property("section", "string", "Heading that they stood under; empty for the lead."),
                Property("similarity", "float", "Share of words in common and in order, 0 to 1."),
                Property("words_kept", "int", "How many words that is."),
                Property("added", "string[]", "Words that only the article has, each run of them."),
                Property("removed", "string[]", "Words that only the proposal has, each run of them."),
                Property("days", "float", "Days until they were taken out for good; null while they stand."),
                Property("returned", "int", "How often they came back after they were taken out."),
                Property("rule", "string", "Rule that made the edge."),
                Property("confidence", "float", "How sure the rule is, 0 to 1."),
            ),
        ),
        EdgeType(
            "REMOVED_IN",
            "Proposal",
            "ArticleRevision",
            "The revision took the proposal's words out of the article, and they did not come back.",
        ),
        EdgeType(
            "BROUGHT_IN",
            "Source",
            "ArticleRevision",
            "The article cites the work from this revision on.",
            RESTS,
            "comment",
        ),
        EdgeType(
            "TAKEN_OUT", "Source", "ArticleRevision", "The revision took the work out of the article.", RESTS, "comment"
        ),
    )
}


@dataclass(frozen=True, slots=True)
class GraphBatch:
    """One page as graph rows, ready to be written.

    Attributes:
        page: Id of the page that owns the owned rows.
        nodes: Rows by label; each has `id`, owned ones `page`, and the declared properties (a missing one is null).
        edges: Rows by type; each has `start` and `end` (node ids) under the keys `_start` and `_end`, and the declared
            properties. The underscore keeps them apart from an evidence's `start` and `end`.
    """

    page: str
    nodes: dict[str, list[Row]] = field(default_factory=dict)
    edges: dict[str, list[Row]] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse rows that the schema does not know.

        Raises:
            SchemaError: An unknown label, type or property, a missing or repeated id, an edge without its ends.
        """
        ids = {label: [str(row.get("id")) for row in rows] for label, rows in self.nodes.items()}
        for label, rows in self.nodes.items():
            if label not in NODES:
                raise SchemaError(f"page {self.page}: no node type {label!r} in schema.py")
            check_names(self.page, label, rows, {p.name for p in NODES[label].all_properties})
            if len(set(ids[label])) < len(rows) or not all(row.get("id") for row in rows):
                raise SchemaError(f"page {self.page}: {label} rows repeat an id or lack one")
        for edge_type, rows in self.edges.items():
            if edge_type not in EDGES:
                raise SchemaError(f"page {self.page}: no edge type {edge_type!r} in schema.py")
            edge = EDGES[edge_type]
            check_names(self.page, edge_type, rows, {"_start", "_end"} | {p.name for p in edge.properties})
            starts, ends = set(ids.get(edge.start, ())), set(ids.get(edge.end, ()))
            keys = [(row.get("_start"), row.get("_end"), row.get(edge.key) if edge.key else None) for row in rows]
            if len(set(keys)) < len(keys):
                raise SchemaError(f"page {self.page}: two {edge_type} edges between the same nodes")
            for row in rows:
                if row.get("_start") not in starts or row.get("_end") not in ends:
                    raise SchemaError(
                        f"page {self.page}: {edge_type} {row.get('_start')} → {row.get('_end')} lacks an end"
                    )


def check_names(page: str, kind: str, rows: list[Row], known: set[str]) -> None:
    """Refuse rows with a property that the schema does not declare."""
    for row in rows:
        if unknown := row.keys() - known:
            raise SchemaError(f"page {page}: {kind} has no property {', '.join(sorted(unknown))} in schema.py")
