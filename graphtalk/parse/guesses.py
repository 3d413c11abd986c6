"""Whom the comments of a plain copy answer, where the indentation is lost: by rules, each with a confidence.

What is left of the layout are blank lines and bullets: a browser puts a blank line above a paragraph, and none between
the replies of a thread. Beyond that the persons addressed, turns between two people, and times tell something. The share
of pages' comments for which each rule is right is its confidence; docs/decisions/0007-parents-of-plain-copies.md has
the shares, and what was tried in vain.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphtalk.model import Comment, PageWarning
from graphtalk.parse.items import Item

__all__ = ["Parent", "guess_parents", "guess_warning"]

GUESSES = {"mention", "turns", "list", "time", "order", "blank"}
BULLET = re.compile(r"\s*[•◦▪‣]\s")
ARROW = re.compile(r"\s*[┌├└][─━]{2,}")  # what {{outdent}} shows
HEAD = 80  # characters at a comment's beginning that may address someone
LONGEST_ADDRESS = 40  # characters before a name that is still addressed
SHORTEST_PART = 4  # letters of a shown name that an account's name may begin with
CLOSE = 0.3  # by which the second guess may be less likely and is still told
DEEP = 6  # comments above one in its thread that make people go back to the margin
AFTER_CALL = (",", ":", ";", ".", "!", "-", "–", "—")


@dataclass(frozen=True, slots=True)
class Parent:
    """The comment that another answers, and how that was found.

    Attributes:
        position: Its 0-based place in the section; None for a guess that no comment is answered.
        rule: How it was found.
        confidence: 0 to 1.
        span: The words that show it, in the text of the comment that answers.
        other: The second guess where that is nearly as likely.
    """

    position: int | None
    rule: str
    confidence: float
    span: tuple[int, int] | None = None
    other: "Parent | None" = None


@dataclass(frozen=True, slots=True)
class Place:
    """A comment of a plain copy among those of its section.

    Attributes:
        position: Its place.
        comment: The comment.
        above: The one above it.
        below: The one below it, if any.
        start: Place of the latest one above that was taken to answer none.
        sibling: Place of what the one above answers, None where it answers none.
        depth: How many comments are above it in its thread, if it answers the one above.
        turns: Whether its author and another wrote by turns.
    """

    position: int
    comment: Item
    above: Item
    below: Item | None
    start: int
    sibling: int | None
    depth: int
    turns: bool

    @property
    def after_top(self) -> bool:
        """Whether the comment above answers none."""
        return self.start == self.position - 1

    @property
    def same_author(self) -> bool:
        """Whether the comment above is by the same author."""
        return self.comment.author is not None and self.comment.author == self.above.author

    @property
    def earlier(self) -> bool:
        """Whether the comment is older than the one above, so that it cannot answer it."""
        before, now = self.above.timestamp, self.comment.timestamp
        return before is not None and now is not None and now < before

    def answer(self, rule: str, confidence: float) -> Parent:
        """Return the guess that the comment above is answered."""
        return Parent(self.position - 1, rule, confidence)


def guess_parents(members: Sequence[Item]) -> list[Parent | None]:
    """Return the likeliest parent of each comment of a section; None for the first, which answers none."""
    parents: list[Parent | None] = []
    start = 0
    depths: list[int] = []
    latest: dict[str, int] = {}  # the last comment of each author, by the name in lower case
    for position, comment in enumerate(members):
        if position:
            above = parents[-1]
            place = Place(
                position=position,
                comment=comment,
                above=members[position - 1],
                below=members[position + 1] if position + 1 < len(members) else None,
                start=start,
                sibling=above.position if above else None,
                depth=depths[-1] + 1,
                turns=by_turns([member.author for member in members[max(0, position - 2) : position + 1]]),
            )
            parents.append(likeliest(guesses(place, members, latest)))
        else:
            parents.append(None)
        parent = parents[-1].position if parents[-1] else None
        start = position if parent is None else start
        depths.append(0 if parent is None else depths[parent] + 1)
        if comment.author:
            latest[small(comment.author)] = position
    return parents


def by_turns(authors: Sequence[str | None]) -> bool:
    """Tell whether the last of three comments is by the author of the first and the one between by another.

    >>> by_turns(["Ana", "Bo", "Ana"]), by_turns(["Bo", "Ana"])
    (True, False)
    """
    return len(authors) == 3 and authors[0] is not None and authors[0] == authors[2] != authors[1]


def likeliest(found: Sequence[Parent]) -> Parent:
    """Return the likeliest of some guesses, with the second one where it is close and means another comment."""
    best, *rest = sorted(found, key=lambda guess: -guess.confidence)
    close = (guess for guess in rest if guess.confidence > best.confidence - CLOSE)
    return replace(best, other=next((guess for guess in close if guess.position != best.position), None))


def guesses(place: Place, members: Sequence[Item], latest: Mapping[str, int]) -> list[Parent]:
    """Return all that the rules find for a comment."""
    if ARROW.match(place.comment.markup):
        return [place.answer("outdent", 0.9)]
    called = addressed(place, latest)
    if called and called.position != place.position - 1:
        return [called, place.answer("order", 0.35)]
    found = [called] if called else []
    bulleted = is_bulleted(place.comment)
    if place.earlier and not bulleted:
        return found + by_time(place, members)
    if bulleted:
        return found + in_list(place, members)
    return found + (after_blank(place, latest) if has_gap(place.comment) else in_run(place, members))


def has_gap(comment: Item) -> bool:
    """Tell whether a blank line stands above a comment, on a page where that tells something."""
    return comment.markup.startswith("\n")


def is_bulleted(comment: Item) -> bool:
    """Tell whether a comment is an entry of a list."""
    return BULLET.match(comment.markup) is not None


def addressed(place: Place, latest: Mapping[str, int]) -> Parent | None:
    """Return the last comment of the person whom a comment addresses at its beginning.

    Where that is not the comment above, only an at sign counts, in a run of replies, unless the author goes on from
    their own comment.
    """
    head = small(place.comment.text[:HEAD])
    above, own = place.position - 1, latest.get(small(place.comment.author or ""))
    ats = [at for at in re.finditer(r"@\s?", head) if at.start() < LONGEST_ADDRESS]
    words = list(re.finditer(r"\w\S*", head))[:2]
    called = [
        (latest[head[at.end() : end]], at.start(), end)
        for at in ats
        for end in name_ends(head, at.end())
        if head[at.end() : end] in latest
    ]
    called += [
        (above, word.start(), end)
        for word in words
        for end in name_ends(head, word.start())
        if latest.get(head[word.start() : end]) == above and head[end:].lstrip().startswith(AFTER_CALL)
    ]
    called += [(above, at.start(), at.end()) for at in ats if is_part(head[at.end() :], place.above.author)]
    found = [spot for spot in called if spot[0] != own]
    if place.same_author or not found:
        return None
    position, start, end = next((spot for spot in found if spot[0] == above), max(found))
    if position != above and has_gap(place.comment):
        return None
    return Parent(position, "mention", 0.8 if position == above else 0.45, (start, end))


def small(text: str) -> str:
    """Return text in lower case, as long as before: a letter that would become two stays."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def name_ends(head: str, start: int) -> list[int]:
    """Return where a name that begins at a place may end: at ends of words."""
    return [end for end in range(start + 1, len(head) + 1) if not head[end : end + 1].isalnum()]


def is_part(text: str, author: str | None) -> bool:
    """Tell whether text begins with a name, blanks apart: an account `AnaLund99` is shown as `Ana Lund`."""
    letters = "".join(small(author or "").split())
    return len(letters) >= SHORTEST_PART and "".join(text.split()).startswith(letters)


def by_time(place: Place, members: Sequence[Item]) -> list[Parent]:
    """Return the guesses for a comment that is older than the one above: it answers something higher up, or nothing."""
    if has_gap(place.comment):
        return [Parent(None, "time", 0.95)]
    began, now = members[place.start].timestamp, place.comment.timestamp
    if began and now and now < began:
        return [Parent(None, "time", 0.5)]
    return [Parent(place.start, "time", 0.45), Parent(place.sibling, "time", 0.2)]


def in_list(place: Place, members: Sequence[Item]) -> list[Parent]:
    """Return the guesses for an entry of a list: votes and answers stand below what is asked."""
    above = place.answer("list", 0.55)
    if is_bulleted(members[place.start]):
        return [Parent(None, "list", 0.95)]
    if not is_bulleted(place.above):
        return [replace(above, confidence=0.85)] if place.after_top else [Parent(place.start, "list", 0.65)]
    if place.turns:
        return [replace(above, confidence=0.65), Parent(place.sibling, "list", 0.35)]
    if has_gap(place.comment):
        return [Parent(place.start, "list", 0.6), replace(above, confidence=0.35)]
    if place.same_author or place.comment.author == members[place.start].author:
        return [above, Parent(place.sibling, "list", 0.35)]
    return [Parent(place.start, "list", 0.65), Parent(place.sibling, "list", 0.35)]


def in_run(place: Place, members: Sequence[Item]) -> list[Parent]:
    """Return the guesses for a comment without a blank line above: one of a run of replies."""
    if place.turns:
        return [place.answer("turns", 0.9)]
    if place.same_author:
        of_starter = place.comment.author == members[place.start].author
        sibling = Parent(place.sibling, "order", 0.25 if of_starter else 0.4)
        return [place.answer("order", 0.7 if of_starter else 0.55), sibling]
    return [place.answer("order", 0.65)]


def after_blank(place: Place, latest: Mapping[str, int]) -> list[Parent]:
    """Return the guesses for a comment below a blank line: a paragraph at the margin, or the first of some replies.

    Who took part in a deep thread goes on with it at the margin, as with {{outdent}}, which few copies show.
    """
    none = Parent(None, "blank", 0.7)
    if "\n\n" in place.comment.markup.strip("\n") and place.position > 1:
        return [replace(none, confidence=0.9)]
    replies = place.below is not None and not has_gap(place.below) and not is_bulleted(place.below)
    if place.after_top:
        return below_top(place, replies=replies)
    if replies:
        return [place.answer("order", 0.65), replace(none, confidence=0.35)]
    took_part = latest.get(small(place.comment.author or ""), -1) >= place.start
    if place.depth >= DEEP and took_part and not is_bulleted(place.above):
        return [place.answer("order", 0.5), replace(none, confidence=0.45)]
    return [none]


def below_top(place: Place, *, replies: bool) -> list[Parent]:
    """Return the guesses for a comment below a blank line and a comment that answers none.

    Args:
        place: The comment.
        replies: Whether more replies follow without a blank line.
    """
    none = Parent(None, "blank", 0.35)
    if replies:
        return [place.answer("order", 0.95)]
    if place.same_author:
        return [replace(none, confidence=0.5), place.answer("order", 0.45)]
    return [place.answer("order", 0.6 if place.below else 0.75), none]


def guess_warning(parent: Parent | None, comment: str, comments: Sequence[Comment], start: int) -> list[PageWarning]:
    """Return the warning that a parent is a guess.

    Args:
        parent: The parent.
        comment: Id of the comment that answers.
        comments: The page's.
        start: Place among them of the first one of the section.
    """
    if parent is None or parent.rule not in GUESSES:
        return []
    guess = "parent" if parent.position is not None else "no parent,"
    detail = f"{guess} guessed by {parent.rule}, confidence {parent.confidence}"
    if parent.other:
        place = parent.other.position
        detail += f", also {'none' if place is None else comments[start + place].id}"
    return [PageWarning("parent-guessed", detail, comment)]
