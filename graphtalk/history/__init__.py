"""The life of each comment over a talk page's revisions: added, changed, moved, struck, removed, restored, and by whom.

Source of the kinds of action: Hua et al., "WikiConv: A Corpus of the Complete Conversational History of a Large Online
Collaborative Community", EMNLP 2018, https://doi.org/10.18653/v1/D18-1305
"""

import re
from collections.abc import Iterable
from datetime import datetime

from graphtalk.history.actions import find_actions
from graphtalk.history.matching import alike
from graphtalk.revisions import Action, Revision

__all__ = ["as_of", "conflicts", "find_actions", "unsigned_authors"]

OWN = 0.5  # share of a text's words that must be its author's
# Wikis ask that accounts of programs say so: https://meta.wikimedia.org/wiki/Bot_policy
PROGRAM = re.compile(r"bot(?:[\W_\d]|\b|$)|Bot(?![a-z])", re.IGNORECASE)


def as_of(revisions: Iterable[Revision], moment: datetime) -> Revision | None:
    """Return the revision that a page had at a moment, None before its first.

    Args:
        revisions: In any order.
        moment: Aware time; a revision saved at it counts.
    """
    before = (revision for revision in revisions if revision.timestamp <= moment)
    return max(before, key=lambda revision: (revision.timestamp, revision.id), default=None)


def unsigned_authors(actions: Iterable[Action]) -> dict[str, str]:
    """Return who wrote the comments that nobody signs, by who saved them.

    That is who added it; where others change it, who put in more than half of the words that it has then. Comments that
    a hidden user saved are left out.

    Args:
        actions: All of a page, as `find_actions` has them.

    Returns:
        User by the comment's name.
    """
    authors: dict[str, str | None] = {}
    signed: set[str] = set()
    for action in actions:
        if action.kind == "creation" or (action.comment not in authors and action.kind != "addition"):
            continue
        changed = action.kind == "modification" and kept_share(action) < OWN
        if action.kind == "addition" or changed:
            authors[action.comment] = action.user
        if action.author is not None:
            signed.add(action.comment)
        elif action.kind != "deletion":
            signed.discard(action.comment)
    return {comment: user for comment, user in authors.items() if user is not None and comment not in signed}


def kept_share(action: Action) -> float:
    """Return the share of a text's words that it had before."""
    count = len(action.text.split())
    return alike(action.before, action.text).words / count if count else 1.0


def conflicts(actions: Iterable[Action]) -> list[Action]:
    """Return the additions that somebody else saved than the one who signed.

    Left out are comments whose author somebody notes, as `{{unsigned}}` does, what a program's account saves, and what
    one revision brings in by several signers, as who copies a discussion from another page does.

    Args:
        actions: All of a page, as `find_actions` has them.
    """
    found = [action for action in actions if action.kind == "addition" and foreign(action)]
    signers: dict[int, set[str | None]] = {}
    for action in found:
        signers.setdefault(action.revision, set()).add(action.author)
    return [action for action in found if len(signers[action.revision]) == 1]


def foreign(action: Action) -> bool:
    """Tell whether somebody else saved a comment than the one who signed it with their own hand."""
    if action.author is None or action.user is None or action.noted:
        return False
    return same_name(action.author) != same_name(action.user) and not PROGRAM.search(action.user)


def same_name(user: str) -> str:
    """Return a user's name as it is compared: with blanks, and the first letter great or small."""
    name = user.replace("_", " ").strip()
    return name[:1].upper() + name[1:]
