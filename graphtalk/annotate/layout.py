"""Where comments stand: which discussion they are a part of, what is above them, which of them closes it."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graphtalk.annotate.cues import worth_trying
from graphtalk.annotate.openings import topic_sections
from graphtalk.annotate.similarity import words
from graphtalk.language import Language
from graphtalk.model import Comment, Page, Section

__all__ = ["SURVEYED", "Layout", "ancestors", "is_later", "layout_of", "root_sections"]

# Kinds of formal requests that are discussed by all until somebody closes them
SURVEYED = ("requested move", "deletion discussion", "request for comment", "merge proposal", "split proposal")
LEAD = 120  # characters at the beginning of a comment that may say that it closes a discussion


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a page's comments stand, made once a page.

    Attributes:
        comments: Comments by id.
        roots: By id of a section, that of the discussion which it is a part of.
        closings: The discussion that each comment closes, by the comment's id.
        openings: Ids of the comments that come first in their section, but for what closes it.
        language: What the page is read by.
    """

    comments: Mapping[str, Comment]
    roots: Mapping[str, str]
    closings: Mapping[str, str]
    openings: AbstractSet[str]
    language: Language

    def root(self, comment: str) -> str:
        """Return the id of the discussion in which a comment stands."""
        return self.roots[self.comments[comment].section]

    def knows(self, comment: Comment, made: str) -> bool:
        """Tell whether a comment may speak of what another one makes: that stands above, and was signed by then.

        What opens a discussion may be signed anew, or relisted.
        """
        maker = self.comments[made]
        return maker.position < comment.position and (made in self.openings or not is_later(maker, comment))


def is_later(one: Comment, other: Comment) -> bool:
    """Tell whether a comment is signed with a later time than another."""
    return one.timestamp is not None and other.timestamp is not None and one.timestamp > other.timestamp


def layout_of(page: Page, language: Language) -> Layout:
    """Return where a page's comments stand."""
    roots = root_sections(page, language)
    closed = {(section.closer, section.closed_at): section.id for section in page.sections if section.closer}
    signed = {comment.id: (comment.author, comment.timestamp) for comment in page.comments}
    closings = {comment: roots[closed[signature]] for comment, signature in signed.items() if signature in closed}
    first: dict[str, str] = {}
    for comment in page.comments:
        first.setdefault(comment.section, comment.id)
    closings |= headed_closings(page, roots, first, language) | spoken_closings(page, roots, first, language)
    openings: dict[str, str] = {}  # a closing may stand above the discussion that it closes
    for comment in page.comments:
        if comment.id not in closings:
            openings.setdefault(comment.section, comment.id)
    comments = {comment.id: comment for comment in page.comments}
    return Layout(comments, roots, closings, frozenset(openings.values()), language)


def headed_closings(
    page: Page, roots: Mapping[str, str], first: Mapping[str, str], language: Language
) -> dict[str, str]:
    """Return the discussion that each comment closes which stands first below a heading such as "Closing statement".

    Args:
        page: The page.
        roots: By id of a section, that of the discussion which it is a part of.
        first: The first comment of each section that has any, by ids.
        language: Words of such headings.
    """
    within = [s for s in page.sections if roots[s.id] != s.id and s.id in first]
    headed = [s for s in within if any(c.pattern.search(s.heading) for c in language.cues["closing_heading"])]
    return {first[section.id]: roots[section.id] for section in headed}


def spoken_closings(
    page: Page, roots: Mapping[str, str], first: Mapping[str, str], language: Language
) -> dict[str, str]:
    """Return the discussion that each comment closes which says so itself: "Closing this as …", "The result was …".

    Only a survey, a move or another way out is closed like that: of an edit request the words are an answer.

    Args:
        page: The page.
        roots: By id of a section, that of the discussion which it is a part of.
        first: The first comment of each section that has any, by ids.
        language: The words.
    """
    opened = set(first.values())
    said = [c for c in page.comments if c.author and c.id not in opened and closes(c.text[:LEAD], language)]
    kinds = SURVEYED if said else ()
    surveyed = {roots[section] for kind in kinds for section in topic_sections(page, kind, language)}
    return {c.id: roots[c.section] for c in said if roots[c.section] in surveyed}


def closes(beginning: str, language: Language) -> bool:
    """Tell whether a comment that begins like this says that it closes a discussion."""
    cues = worth_trying(language.cues["closing_lead"], beginning.lower())
    return any(cue.pattern.search(beginning) for cue in cues)


def ancestors(comment: Comment, by_id: Mapping[str, Comment]) -> Iterator[Comment]:
    """Yield the comments above a comment, from the one it answers to the top of the thread."""
    above = comment.parent
    while above is not None:
        yield by_id[above]
        above = by_id[above].parent


def root_sections(page: Page, language: Language) -> dict[str, str]:
    """Return the section that each one is a part of at the top: a survey and its closing belong to one discussion.

    So does a section that goes on with an earlier one: its heading says so, or its first comment links there.
    """
    roots: dict[str, str] = {}
    levels = {section.id: section.level for section in page.sections}
    openings: dict[str, Comment] = {}
    for comment in page.comments:
        openings.setdefault(comment.section, comment)
    known: dict[str, str] = {}  # the last section of each heading so far, and under "" that of any
    for section in page.sections:
        # A level-1 heading parts the page, it is no discussion of its own.
        inner = section.parent is not None and levels[section.parent] > 1
        before = section.parent if inner else continued(section, known, openings.get(section.id), language)
        roots[section.id] = roots[before] if before else section.id
        known[subject(section.heading)] = section.id
        if section.level:
            known[""] = section.id
    return roots


def subject(heading: str) -> str:
    """Return a heading as its words, by which sections know each other."""
    return " ".join(words(heading))


def continued(section: Section, known: Mapping[str, str], opening: Comment | None, language: Language) -> str | None:
    """Return the id of the earlier section that one goes on with, None where it is a discussion of its own.

    Args:
        section: The section.
        known: The last section of each heading before it.
        opening: Its first comment, if it has any.
        language: Words by which headings say so.
    """
    again = [(cue, found) for cue in language.cues["continued"] if (found := cue.pattern.search(section.heading))]
    if again and again[0][0].value == "after" and "" in known:
        return known[""]
    named = [subject(section.heading[: again[0][1].start()])] if again else []
    links = (mark.target or "" for mark in (opening.marks if opening else ()) if mark.kind == "link")
    named += [subject(target.replace("_", " ")) for target in links if target.startswith("#")]
    return next((known[name] for name in named if name and name in known), None)
