"""A discussion as views read it: comments, versions of proposals, stances, works, requests.

The views that are read rather than looked at (`lineage`, `stances`, `threads`, `sources`) and the report share it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = [
    "TAKEN",
    "UNSIGNED",
    "Adoption",
    "Chain",
    "Citation",
    "Decision",
    "Discussion",
    "Interest",
    "Opinion",
    "Policy",
    "Post",
    "Request",
    "TalkPage",
    "Topic",
    "Version",
    "Work",
    "around",
]

UNSIGNED = "unsigned"
CONTEXT = 80  # characters beside the words that show something, at most
BACKLINKS = re.compile(r"^\s*\^(\s[a-z])*\s+")  # what a copy of a reference list has before each work
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
TAKEN = frozenset({"accepted", "implemented", "partly implemented"})


@dataclass(frozen=True, slots=True)
class Topic:
    """A section: its heading, and how it was closed, where it was."""

    id: str
    heading: str
    closed_by: str = ""
    closed_at: datetime | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A comment.

    Attributes:
        id: As in the graph.
        anchor: Its name in a page that shows it, `c1` for the first.
        author: Who signed it, or `unsigned`.
        people: Everyone who signed it, the author first; empty where nobody did.
        topic: The section that it stands in.
        parent: Id of the comment that it answers.
        time: Of the signature, UTC.
        text: Its plain text.
        url: Opens it on the wiki; empty where the wiki is unknown.
        asks: Whether it has a question.
        pinged: Names of those it pings.
    """

    id: str
    anchor: str
    author: str
    people: tuple[str, ...]
    topic: Topic
    parent: str | None
    time: datetime | None
    text: str
    url: str
    asks: bool
    pinged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person says of a version in one comment.

    Attributes:
        person: Name; one for each who signed.
        post: The comment.
        side: `support`, `support with changes`, `oppose` or `neutral`.
        strength: `weak`, `plain` or `strong`.
        struck: Whether it was withdrawn.
        quote: The words that show it.
        start: First code point of these words in the text, None where it is not known.
        end: One past the last.
    """

    person: str
    post: Post
    side: str
    strength: str
    struck: bool
    quote: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The words of a comment that settle what becomes of a version, or of a request."""

    post: Post
    status: str
    quote: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Adoption:
    """A revision of the article that brought a version's words in, and in which form; `days` is None while they stand."""

    how: str
    text: str
    time: datetime | None
    editor: str
    url: str
    days: float | None


@dataclass(frozen=True, slots=True)
class Version:
    """A proposal, as one of those that vary each other.

    Attributes:
        id: As in the graph.
        number: 1 for the first on the page.
        name: What it is called on the page, else empty.
        kind: `wording`, `edit`, `move`, …
        text: The wording or description.
        replaces: The text that it is to replace, where quoted.
        status: What became of it.
        post: The comment that makes it.
        amends: Ids of the versions that it varies with the share of words in common, the most alike first.
        opinions: In the order of time.
        decisions: In the order of the page.
        adoptions: In the order of time.
        checked: Whether somebody looked for its words in the article.
        start: First code point of it in the text of its comment, None where it is not known.
        end: One past the last.
    """

    id: str
    number: int
    name: str
    kind: str
    text: str
    replaces: str
    status: str
    post: Post
    amends: tuple[tuple[str, float | None], ...]
    opinions: tuple[Opinion, ...]
    decisions: tuple[Decision, ...]
    adoptions: tuple[Adoption, ...]
    checked: bool
    start: int | None
    end: int | None

    @property
    def label(self) -> str:
        """Return what it is called in all views: its name on the page, or its number and kind."""
        return self.name or f"{self.number} {self.kind}"

    @property
    def full(self) -> bool:
        """Tell whether its text is the passage as it would be, which can be compared word by word."""
        return self.kind in {"wording", "option"}


@dataclass(frozen=True, slots=True)
class Chain:
    """Versions that vary each other, directly or by way of others, in the order of the page."""

    versions: tuple[Version, ...]

    @property
    def topic(self) -> Topic:
        """Return the section in which it begins."""
        return self.versions[0].post.topic

    @property
    def standing(self) -> Version:
        """Return the last version that was taken up, else the last one that is not replaced."""
        taken = [version for version in self.versions if version.status in TAKEN]
        left = [version for version in self.versions if version.status != "superseded"]
        return (taken or left or list(self.versions))[-1]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place where a comment cites a work, or invokes a policy; `quote` is how it does."""

    post: Post
    quote: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Work:
    """A work that comments cite."""

    id: str
    title: str
    about: str
    url: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, guideline or essay that comments point to."""

    title: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A formal request: what kind, who opened it, what for, and what came of it."""

    kind: str
    outcome: str
    opened: tuple[Post, ...]
    answered: tuple[Decision, ...]
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interest:
    """A declared interest: whose, with whom, in which words; the comment is None where it is not in the graph."""

    person: str
    party: str
    quote: str
    post: Post | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A page: its title, its address on the wiki where that is known, and the revision that was read."""

    title: str
    url: str
    revision: int | None


@dataclass(frozen=True, slots=True)
class Discussion:
    """All that a graph tells of its talk pages, in the order of the pages."""

    pages: tuple[TalkPage, ...]
    posts: Mapping[str, Post]
    chains: tuple[Chain, ...]
    works: tuple[Work, ...]
    policies: tuple[Policy, ...]
    requests: tuple[Request, ...]
    interests: tuple[Interest, ...]
    replies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def versions(self) -> dict[str, Version]:
        """Return all proposals by id, in the order of the page."""
        found = [version for chain in self.chains for version in chain.versions]
        return {version.id: version for version in sorted(found, key=lambda version: version.number)}

    @property
    def linked(self) -> bool:
        """Tell whether comments can be opened on the wiki; True where there are none."""
        return not self.posts or any(post.url for post in self.posts.values())

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Return the sections that have comments."""
        return tuple(dict.fromkeys(post.topic for post in self.posts.values()))


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the words of a span, with what stands before and behind them in their sentence.

    Args:
        text: Of the comment.
        start: First code point of the words, ≥ 0.
        end: One past the last.

    >>> around("Good. I agree with it, mostly. Bye.", 8, 13)
    ('I ', 'agree', ' with it, mostly.')
    >>> around("^ a b Mill, Ana. Millers.", 6, 15)
    ('', 'Mill, Ana', '.')
    """
    nearest = max(0, start - CONTEXT)
    begins = [found.end() for found in SENTENCE_END.finditer(text, nearest, start)]
    before = text[begins[-1] if begins else nearest : start]
    if nearest and not begins:
        before = f"…{before.partition(' ')[2]}"
    before = BACKLINKS.sub("", before)
    found = SENTENCE_END.search(text, end)
    stop = found.start() if found else len(text)
    behind = text[end:stop] if stop <= end + CONTEXT else f"{text[end : end + CONTEXT].rpartition(' ')[0]}…"
    return before, text[start:end], behind
