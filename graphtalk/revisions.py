"""Revisions of a page, and what is found by following them: the nouns of a page's history.

A talk page's revisions tell the life of its comments (`Action`), an article's tell what became of a wording (`Adoption`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = ["NOTHING_FOUND", "Action", "ActionKind", "Adoption", "AdoptionKind", "Change", "Findings", "Revision"]

ActionKind = Literal["creation", "addition", "modification", "deletion", "restoration"]
Change = Literal["added", "changed", "moved", "struck", "removed", "restored"]
AdoptionKind = Literal["verbatim", "adapted", "never"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a page.

    Attributes:
        id: Revision id on the wiki.
        timestamp: When it was saved, aware UTC.
        user: Who saved it; None where the wiki hides it.
        text: Its wikitext; None where the wiki hides it.
    """

    id: int
    timestamp: datetime
    user: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Action:
    """What one revision of a talk page did to one comment.

    Attributes:
        kind: WikiConv's name for it. A heading that appears is a `creation`, a comment an `addition`.
            Source: https://doi.org/10.18653/v1/D18-1305
        change: What it was, more closely; a comment that is struck or goes to another section is a `modification`.
        revision: Id of the revision.
        timestamp: When that was saved, aware UTC.
        user: Who saved it; None where the wiki hides it.
        comment: Name of the comment (DiscussionTools' name), the same all its life; for a heading, its own.
        author: Who signed the comment; None where nobody did.
        text: The comment after it, without the signature; empty after a deletion.
        before: The comment before it; empty before an addition.
        reply_to: Name of the comment that it answers, None at the top of a section.
        confidence: How sure it is that the comment before and after is one and the same, 0 to 1.
        noted: True where it is somebody else who notes the author, as `{{unsigned}}` does.
    """

    kind: ActionKind
    change: Change
    revision: int
    timestamp: datetime
    user: str | None
    comment: str
    author: str | None
    text: str
    before: str
    reply_to: str | None
    confidence: float
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of words in an article: a proposal's wording, or a work that a comment cites.

    Attributes:
        subject: Id of the proposal or the source.
        kind: As they were, or in other words; `never` where no revision has them.
        revision: Id of the first revision that has them; None where none has.
        timestamp: When that was saved.
        user: Who saved it.
        text: The words as the article has them then.
        similarity: Share of words that both have in the same order, 0 to 1.
        kept: How many words that is.
        added: Words that only the article has, each run of them.
        removed: Words that only the proposal has, each run of them.
        place: Heading of the article's section that has them; empty for its lead.
        removed_revision: Id of the revision that took them out again, None while they stand.
        removed_timestamp: When that was saved.
        removed_user: Who saved it.
        returned: How often they came back after they were taken out.
        confidence: How sure it is that these are the proposal's words, 0 to 1.
    """

    subject: str
    kind: AdoptionKind
    revision: int | None = None
    timestamp: datetime | None = None
    user: str | None = None
    text: str = ""
    similarity: float = 0.0
    kept: int = 0
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    place: str = ""
    removed_revision: int | None = None
    removed_timestamp: datetime | None = None
    removed_user: str | None = None
    returned: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What the histories of a talk page and of its article tell.

    Attributes:
        actions: What revisions did to the page's comments, in order.
        wordings: What became of its proposals in the article, by the proposals' ids.
        works: What became of the works that it cites, by the sources' ids.
    """

    actions: tuple[Action, ...] = ()
    wordings: tuple[Adoption, ...] = ()
    works: tuple[Adoption, ...] = ()


NOTHING_FOUND = Findings()
