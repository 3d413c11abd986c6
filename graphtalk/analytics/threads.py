"""Measures of discussions: the shape of the reply tree of each section."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graphtalk.analytics.users import DIGITS, Graph, authors

__all__ = ["ThreadRow", "thread_shapes"]


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """The shape of one section's discussion.

    Attributes:
        section: Id of the section.
        heading: Its heading, empty before the first one.
        comments: Comments that stand in the section itself, not in its subsections, ≥ 0.
        users: Different authors among them, ≥ 0.
        depth: Highest level of a comment; 1 at the top, one more for each step of answering; 0 without comments.
        width: Most comments on one level, ≥ 0.
        h_index: Highest h so that each level from 1 to h has at least as many comments as its number, ≥ 0.
        structural_virality: Mean distance between two comments of the tree in steps, ≥ 1; two comments without a
            common ancestor are joined through the heading, which is itself no comment. None below two comments.
        branching: Mean number of replies of the comments that have one, ≥ 1; None without replies.
        gini: Inequality of comments per author, 0 (equal) to below 1; None without authors.
        first_reply_hours: Hours from the earliest comment to the earliest reply; None without a dated reply.
        span_days: Days from the earliest comment to the latest; None without a dated comment.
    """

    section: str
    heading: str
    comments: int
    users: int
    depth: int
    width: int
    h_index: int
    structural_virality: float | None
    branching: float | None
    gini: float | None
    first_reply_hours: float | None
    span_days: float | None


def thread_shapes(graph: Graph) -> list[ThreadRow]:
    """Measure the reply tree of each section.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each section, by number of comments, highest first, then by id.

    Source:
        h-index of a thread: Gómez, Kaltenbrunner and López 2008, doi:10.1145/1367497.1367585, section 5, where h + 1
        is the first level i with fewer than i comments. Structural virality, the Wiener index as mean distance: Goel
        and others 2016, doi:10.1287/mnsc.2015.2158. Gini from the sorted counts: Gini 1912. Depth, width, branching and the first reply
        are those of the query `section-trees` of the catalogue.
    """
    author = authors(graph)
    section_of = {start: end for start, end, data in graph.edges(data=True) if data.get("type") == "IN_SECTION"}
    parent = {
        start: end
        for start, end, data in graph.edges(data=True)
        if data.get("type") == "REPLIES_TO" and section_of.get(start) == section_of.get(end)
    }
    members: dict[str, list[str]] = {
        node: [] for node, data in graph.nodes(data=True) if data.get("label") == "Section"
    }
    for comment, section in section_of.items():
        members[section].append(comment)
    rows = [measure(graph, section, sorted(comments), parent, author) for section, comments in members.items()]
    return sorted(rows, key=lambda row: (-row.comments, row.section))


def measure(
    graph: Graph, section: str, comments: Sequence[str], parent: Mapping[str, str], author: Mapping[str, str]
) -> ThreadRow:
    """Measure one section; `comments` are those that stand in it."""
    level = {comment: depth_of(comment, parent) for comment in comments}
    per_level = Counter(level.values())
    per_author = Counter(author[comment] for comment in comments if comment in author)
    replies = Counter(parent[comment] for comment in comments if comment in parent)
    when = {comment: graph.nodes[comment].get("timestamp") for comment in comments}
    dated = [moment for moment in when.values() if isinstance(moment, datetime)]
    replied = [moment for comment, moment in when.items() if comment in parent and isinstance(moment, datetime)]
    return ThreadRow(
        section=section,
        heading=str(graph.nodes[section].get("heading") or ""),
        comments=len(comments),
        users=len(per_author),
        depth=max(per_level, default=0),
        width=max(per_level.values(), default=0),
        h_index=h_index(per_level),
        structural_virality=mean_distance(level, parent),
        branching=round(sum(replies.values()) / len(replies), DIGITS) if replies else None,
        gini=gini(sorted(per_author.values())),
        first_reply_hours=round((min(replied) - min(dated)).total_seconds() / 3600, DIGITS) if replied else None,
        span_days=round((max(dated) - min(dated)).total_seconds() / 86400, DIGITS) if dated else None,
    )


def depth_of(comment: str, parent: Mapping[str, str]) -> int:
    """Return the level of a comment: 1 without a parent, else one more than its parent's.

    >>> depth_of("b", {"b": "a"})
    2
    """
    depth = 1
    while comment in parent:
        comment, depth = parent[comment], depth + 1
    return depth


def h_index(per_level: Mapping[int, int]) -> int:
    """Return the highest h so that each level i from 1 to h has at least i comments.

    >>> h_index({1: 1, 2: 2, 3: 2})
    2
    """
    h = 0
    while per_level.get(h + 1, 0) > h:
        h += 1
    return h


def mean_distance(level: Mapping[str, int], parent: Mapping[str, str]) -> float | None:
    """Return the mean number of steps between two comments of a tree under a heading.

    Each edge lies on the path of every pair that it separates: with k comments below it, on k * (n - k) paths.
    """
    size = dict.fromkeys(level, 1)
    for comment in sorted(level, key=lambda comment: -level[comment]):
        if comment in parent:
            size[parent[comment]] += size[comment]
    count = len(level)
    if count < 2:
        return None
    paths = sum(below * (count - below) for below in size.values())
    return round(paths / (count * (count - 1) / 2), DIGITS)


def gini(counts: Sequence[int]) -> float | None:
    """Return the Gini coefficient of counts in rising order, None for none.

    >>> gini([1, 1, 1]), gini([1, 3]), gini([])
    (0.0, 0.25, None)
    """
    if not counts:
        return None
    n, total = len(counts), sum(counts)
    weighted = sum((2 * rank - n - 1) * count for rank, count in enumerate(counts, start=1))
    return round(weighted / (n * total), DIGITS)
