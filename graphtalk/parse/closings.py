"""Who closed a discussion, when, and in which words: from the template that is put above it, or from set words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphtalk.language import Language
from graphtalk.model import Comment, Mark
from graphtalk.parse.items import is_closing
from graphtalk.parse.signatures import find_timestamps

__all__ = ["STATEMENT_FOLLOWS", "Closing", "find_closing"]

STATEMENT_FOLLOWS = "statement"  # text of a closing template below which the closing words stand


@dataclass(frozen=True, slots=True)
class Closing:
    """How a discussion was closed: by whom and when, where the closing words are signed, and those words."""

    closer: str | None = None
    timestamp: datetime | None = None
    result: str | None = None


def find_closing(comments: Sequence[Comment], language: Language) -> Closing:
    """Return how the discussion that these comments make up was closed; nothing known where it was not.

    The last closing template counts: a discussion that was opened again and closed anew has both. Where a page was
    saved with what the template shows, the words by which such boxes give a result tell it.
    """
    templates = [(comment, mark) for comment in comments for mark in comment.marks if mark.kind == "template"]
    closings = [(comment, mark) for comment, mark in templates if is_closing(mark, language)]
    if closings:
        return read_closing(*closings[-1], language)
    for comment in comments[:1]:
        for cue in language.cues["closing"]:
            if comment.author and (found := cue.pattern.search(comment.text)):
                return Closing(comment.author, comment.timestamp, comment.text[found.start("evidence") :])
    return Closing()


def read_closing(comment: Comment, mark: Mark, language: Language) -> Closing:
    """Return what a closing template says: its own words, or those that stand below it."""
    known = language.templates[mark.target or ""]
    words = next((value for name in known.parameters if (value := mark.get(name))), None)
    signed = comment.author is not None and mark.start == 0
    if signed and words and not comment.text:  # nothing but a signature, or words above one
        return Closing(comment.author, comment.timestamp, "" if find_timestamps(words, language.site) else words)
    # Signed words were shown, so that they are the comment which the mark stands in.
    shown = words is not None and comment.text and comment.text[:40] in words
    if signed and (shown or (words is None and known.text == STATEMENT_FOLLOWS)):
        return Closing(comment.author, comment.timestamp, comment.text)
    return Closing(result=words or "")
