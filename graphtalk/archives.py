"""Comments that went from a talk page to its archive: each stays one node, on the page where it stands now.

A comment that is found both on a talk page and in an archive of it is the archive's. It is the same one if its name is
the same, its author and time, and what it answers or else its words (docs/decisions/0024-archived-comments.md).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from graphtalk.annotate.similarity import ratio, words
from graphtalk.model import RawPage
from graphtalk.parse import archive_id, page_id
from graphtalk.schema import EDGES, NODES, GraphBatch, Row
from graphtalk.stores import Store, statements
from graphtalk.stores.contents import StoredPage
from graphtalk.stores.pages import read_batch

__all__ = ["Relatives", "Settled", "relatives", "remembered", "row_counts", "settle", "without"]

LIKE = (
    0.5  # share of words that two texts of one author, minute and parent have in common if one is an edit of the other
)
TELLING_WORDS = 3  # that tell a comment from another of its author and minute which answers something else

ARCHIVES = "UNWIND $ids AS id MATCH (p:Page {archive_of: id}) RETURN id, p.id AS archive"
NAMED = (
    "UNWIND $names AS name MATCH (c:Comment {name: name}) WHERE c.page IN $pages "
    "RETURN c.id AS id, c.name AS name, c.text AS text"
)
NAMES = "MATCH (c:Comment {page: $page}) WHERE c.timestamp IS NOT NULL RETURN DISTINCT c.name AS name"


@dataclass(frozen=True, slots=True)
class Relatives:
    """Which of some pages have archives, or are archives, as far as the store or these pages tell.

    Attributes:
        archives: Ids of the archives by the id of their talk page.
        there: Ids of talk pages that are there.
    """

    archives: Mapping[str, Collection[str]]
    there: Collection[str]


@dataclass(frozen=True, slots=True)
class Settled:
    """A page of which each comment stands in one place.

    Attributes:
        batch: The page, without what stands in its archives.
        talk: Its talk page without what stands in this archive; None where that stays as it is.
        moved: Number of comments that were left out, of the one or the other.
        again: Whether the talk page has to be read again, as it may hold what the archive no longer has.
    """

    batch: GraphBatch
    talk: GraphBatch | None = None
    moved: int = 0
    again: bool = False


def relatives(store: Store, pages: Sequence[RawPage]) -> Relatives:
    """Return which of some pages have archives in a store or among them, and which of their talk pages are there."""
    owners = {page_id(page): archive_id(page) for page in pages}
    bases = sorted({owner or page for page, owner in owners.items()})
    archives: dict[str, set[str]] = {}
    for row in store.query(ARCHIVES, {"ids": bases}).records():
        archives.setdefault(str(row["id"]), set()).add(str(row["archive"]))
    for page, owner in owners.items():
        if owner:
            archives.setdefault(owner, set()).add(page)
    talks = sorted({owner for owner in owners.values() if owner})
    there = (
        {str(row["id"]) for row in store.query(statements.PAGES_THERE, {"ids": talks}).records()} if talks else set()
    )
    return Relatives(archives, there | {page for page, owner in owners.items() if not owner})


def remembered(raw: RawPage, stored: StoredPage | None) -> RawPage:
    """Return a page as an archive if the store knows it as one: a wiki tells that only of the page that it belongs to."""
    if stored and stored.archive_of and not raw.archive_of:
        return replace(raw, archive_of=stored.archive_of.partition(":")[2])
    return raw


def settle(store: Store, batch: GraphBatch, known: Relatives) -> Settled:
    """Return a page on its way into a store so that each comment of it and of its talk page stands in one place.

    Args:
        store: The store; what is on its way to it before this page is there.
        batch: The page, as it was read.
        known: Which pages are whose archives.

    Cost: nothing for pages that neither are nor have archives; else a look at comments of the same names.
    """
    talk = batch.nodes["Page"][0].get("archive_of")
    if talk is None:
        gone = moved(batch, named(store, batch, known.archives.get(batch.page, ())))
        return Settled(without(batch, gone), moved=len(gone))
    if talk not in known.there:
        return Settled(batch)
    before = {str(row["name"]) for row in store.query(NAMES, {"page": batch.page}).records()}
    lost = bool(before - {str(row["name"]) for row in batch.nodes.get("Comment", ())})
    found = named(store, batch, [str(talk)])
    if not (found or lost):
        return Settled(batch)
    there = read_batch(store, str(talk))
    if not there.nodes["Page"]:
        return Settled(batch)
    gone = moved(there, batch.nodes.get("Comment", ()))
    if not (gone or lost):
        return Settled(batch)
    rest = without(there, gone)
    if lost:
        rest.nodes["Page"][0].pop("content_hash", None)
    return Settled(batch, rest, len(gone), lost)


def named(store: Store, batch: GraphBatch, pages: Collection[str]) -> list[Row]:
    """Return the comments of other pages that have the name of a signed comment of a page."""
    names = sorted({str(row["name"]) for row in batch.nodes.get("Comment", ()) if row.get("timestamp")})
    if not (names and pages):
        return []
    return store.query(NAMED, {"names": names, "pages": sorted(pages)}).records()


def moved(talk: GraphBatch, archived: Iterable[Row]) -> set[str]:
    """Return the ids of the comments of a talk page that stand in its archives.

    What nobody signed has no name; it goes where all signed comments of its section went.

    Args:
        talk: The talk page.
        archived: Comments of its archives.
    """
    comments = talk.nodes.get("Comment", ())
    by_name: dict[str, list[Row]] = {}
    for row in archived:
        by_name.setdefault(str(row["name"]), []).append(row)
    gone: set[str] = set()
    for is_same in (in_place, in_words):
        for comment in comments:
            if comment.get("timestamp") and str(comment["id"]) not in gone:
                other = next((row for row in by_name.get(str(comment["name"]), ()) if is_same(comment, row)), None)
                if other:
                    by_name[str(comment["name"])].remove(other)  # two alike on the page are one of two in the archive
                    gone.add(str(comment["id"]))
    return gone | unsigned_of(talk, gone)


def in_place(comment: Row, other: Row) -> bool:
    """Tell whether two comments of one name have the same id on their pages, and texts like each other."""
    own, others = (str(row["id"]).partition("#")[2] for row in (comment, other))
    return own == others and ratio(words(str(comment["text"])), words(str(other["text"]))) >= LIKE


def in_words(comment: Row, other: Row) -> bool:
    """Tell whether two comments of one name are the same by their words: a heading may have changed, or what they answer."""
    said = words(str(comment["text"]))
    return len(said) >= TELLING_WORDS and said == words(str(other["text"]))


def unsigned_of(talk: GraphBatch, gone: Collection[str]) -> set[str]:
    """Return the unsigned comments of sections whose signed comments are all gone."""
    section_of = {str(row["_start"]): str(row["_end"]) for row in talk.edges.get("IN_SECTION", ())}
    comments = talk.nodes.get("Comment", ())
    staying = {section_of[str(row["id"])] for row in comments if row.get("timestamp") and str(row["id"]) not in gone}
    left = {section_of[comment] for comment in gone} - staying
    return {str(row["id"]) for row in comments if not row.get("timestamp") and section_of[str(row["id"])] in left}


def without(batch: GraphBatch, comments: Collection[str]) -> GraphBatch:
    """Return a page without some of its comments and all that rests on them.

    Their proposals and requests go along, sections that are empty by it, and shared nodes that nothing uses any more. To
    take comments away one after the other is the same as to take all of them at once.
    """
    if not comments:
        return batch
    gone = set(comments)
    for edge_type in ("PROPOSES", "OPENS"):
        gone |= {str(row["_end"]) for row in batch.edges.get(edge_type, ()) if row["_start"] in comments}
    gone |= emptied(batch, gone)
    edges = {
        edge_type: [
            row for row in rows if gone.isdisjoint((row["_start"], row["_end"], row.get(EDGES[edge_type].key or "")))
        ]
        for edge_type, rows in batch.edges.items()
    }
    used = {label: set[object]() for label in NODES}
    for edge_type, rows in edges.items():
        used[EDGES[edge_type].start] |= {row["_start"] for row in rows}
        used[EDGES[edge_type].end] |= {row["_end"] for row in rows}
    nodes = {
        label: [row for row in rows if row["id"] not in gone and (NODES[label].owned or row["id"] in used[label])]
        for label, rows in batch.nodes.items()
    }
    for label in ("Section", "Comment"):
        order = sorted(nodes.get(label, ()), key=lambda row: int(str(row["position"])))
        nodes[label] = [{**row, "position": place} for place, row in enumerate(order)]
    rest = GraphBatch(batch.page, nodes, edges)
    rest.nodes["Page"] = [{**row, "row_counts": row_counts(rest)} for row in nodes["Page"]]
    return rest


def emptied(batch: GraphBatch, gone: Collection[str]) -> set[str]:
    """Return the sections that hold nothing any more once some comments are gone; those that never did stay."""
    standing = Counter(str(row["_end"]) for row in batch.edges.get("IN_SECTION", ()) if row["_start"] not in gone)
    above = {str(row["_start"]): str(row["_end"]) for row in batch.edges.get("SUBSECTION_OF", ())}
    below = Counter(above.values())
    lost = {str(row["_end"]) for row in batch.edges.get("IN_SECTION", ()) if row["_start"] in gone}
    found: set[str] = set()
    while left := {section for section in lost if not standing[section] and not below[section]} - found:
        found |= left
        for section in left & above.keys():
            below[above[section]] -= 1
            lost.add(above[section])
    return found


def row_counts(batch: GraphBatch) -> list[str]:
    """Return how many rows a page has, by label and edge type in the schema's order."""
    kinds = chain(((name, batch.nodes.get(name)) for name in NODES), ((name, batch.edges.get(name)) for name in EDGES))
    return [f"{len(rows)} {kind}" for kind, rows in kinds if rows]
