"""The view `threads`: a page as a tree to read, with what was read from each comment in the margin and in its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graphtalk.views.discussion import Discussion, Post, Topic
from graphtalk.views.pages import document
from graphtalk.views.reading import read_discussion
from graphtalk.views.styles import Graph

__all__ = ["threads"]

DEEPEST = 8  # levels of replies that are set in; deeper ones stand below each other and say whom they answer
SIGNS = {"support": "+", "support with changes": "±", "oppose": "−", "neutral": "○"}
SAYS = {
    "support": "supports",
    "support with changes": "supports with changes",
    "oppose": "opposes",
    "neutral": "takes no side on",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something read from a comment.

    Attributes:
        kind: Of its colour: `proposal`, `support`, `changes`, `oppose`, `neutral`, `decision`, `interest`, `source`
            or `policy`.
        sign: A sign that tells kinds apart without colour.
        words: What it is.
        target: The comment that it leads to on this page, or None.
        start: First code point of the words that show it, None where that is not known.
        end: One past the last.
    """

    kind: str
    sign: str
    words: str
    target: Post | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment's text with what it shows."""

    text: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A comment in its place.

    Attributes:
        post: The comment.
        pieces: Its text.
        notes: What was read from it.
        replies: How many answer it directly, if they are set in below it.
        answers: Whom it answers, where its place does not show that.
        closes: How many levels end behind it.
    """

    post: Post
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    replies: int
    answers: Post | None
    closes: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A section with its comments in the order in which they are read."""

    topic: Topic
    rows: tuple[Row, ...]


def threads(graph: Graph, heading: str) -> str:
    """Return the page as a tree to read, an HTML page.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is shown, as plain text.
    """
    discussion = read_discussion(graph)
    notes = read_notes(discussion)
    tops: dict[Topic, list[Post]] = {topic: [] for topic in discussion.topics}
    for post in discussion.posts.values():
        if post.parent not in discussion.posts:
            tops[post.topic].append(post)
    return document(
        "threads.html",
        heading=heading,
        linked=discussion.linked,
        threads=[Thread(topic, tuple(read_rows(discussion, notes, posts))) for topic, posts in tops.items()],
    )


def read_rows(discussion: Discussion, notes: dict[str, list[Note]], tops: Sequence[Post]) -> Iterator[Row]:
    """Yield the comments of a section, each with how it is nested; without recursion, since threads can be very deep."""
    walk = list(in_depth(discussion, tops))
    for place, (post, depth) in enumerate(walk):
        level = min(depth, DEEPEST)
        following = min(walk[place + 1][1], DEEPEST) if place + 1 < len(walk) else 0
        opens = following > level
        mine = notes.get(post.id, [])
        yield Row(
            post,
            tuple(cut(post.text, mine)),
            tuple(mine),
            len(discussion.replies.get(post.id, ())) if opens else 0,
            discussion.posts[str(post.parent)] if depth > DEEPEST else None,
            0 if opens else level - following,
        )


def in_depth(discussion: Discussion, tops: Sequence[Post]) -> Iterator[tuple[Post, int]]:
    """Yield comments with their depth, each before its replies."""
    left = [(post, 0) for post in reversed(tops)]
    while left:
        post, depth = left.pop()
        yield post, depth
        replies = discussion.replies.get(post.id, ())
        left += [(discussion.posts[reply], depth + 1) for reply in reversed(replies)]


def read_notes(discussion: Discussion) -> dict[str, list[Note]]:
    """Return what was read from each comment, by the comment's id."""
    found: dict[str, list[Note]] = {}
    for version in discussion.versions.values():
        target = version.post
        made = Note("proposal", "◆", f"proposes {version.label}: {version.status}", None, version.start, version.end)
        found.setdefault(target.id, []).append(made)
        for opinion in {(o.post.id, o.side, o.start): o for o in version.opinions}.values():
            words = f"{SAYS[opinion.side]} {version.label}" + (" (struck out)" if opinion.struck else "")
            kind = opinion.side.rpartition(" ")[2]
            note = Note(kind, SIGNS[opinion.side], words, target, opinion.start, opinion.end)
            found.setdefault(opinion.post.id, []).append(note)
        for decision in version.decisions:
            words = f"decides {version.label}: {decision.status}"
            # A version that replaces another shows it by its own words, which are marked already.
            replaced = decision.status == "superseded"
            place = (None, None) if replaced else (decision.start, decision.end)
            found.setdefault(decision.post.id, []).append(Note("decision", "⚑", words, target, *place))
    for post, note in named(discussion):
        found.setdefault(post.id, []).append(note)
    return found


def named(discussion: Discussion) -> Iterator[tuple[Post, Note]]:
    """Yield what comments cite and invoke, and the interests that they declare."""
    for interest in discussion.interests:
        if interest.post:
            words = f"declares an interest{f' with {interest.party}' if interest.party else ''}"
            yield interest.post, Note("interest", "◇", words, None, interest.start, interest.end)
    for work in discussion.works:
        for citation in work.citations:
            yield citation.post, Note("source", "■", f"cites {work.title}", None, citation.start, citation.end)
    for policy in discussion.policies:
        for citation in policy.citations:
            words = f"invokes {citation.quote or policy.title}"
            yield citation.post, Note("policy", "▲", words, None, citation.start, citation.end)


def cut(text: str, notes: Sequence[Note]) -> Iterator[Piece]:
    """Yield a text cut where the words of a note begin or end; what several notes share tells of all of them.

    >>> note = Note("support", "+", "supports 1", None, 4, 7)
    >>> [(piece.text, piece.kind) for piece in cut("Yes, I do.", [note])]
    [('Yes,', ''), (' I ', 'support'), ('do.', '')]
    """
    spans = [(note.start, note.end, note) for note in notes if note.start is not None and note.end is not None]
    ends = sorted({0, len(text)} | {min(max(place, 0), len(text)) for start, end, _ in spans for place in (start, end)})
    for start, end in pairwise(ends):
        over = [note for first, last, note in spans if first <= start and end <= last]
        # The shortest words are the most telling, as those of a stance within a proposal.
        over.sort(key=lambda note: (note.end or 0) - (note.start or 0))
        yield Piece(text[start:end], over[0].kind if over else "", "; ".join(note.words for note in over))
