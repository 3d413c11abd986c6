"""Who closed a discussion, when, and in which words: from the template that is put above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphtalk.language import Language
from graphtalk.model import Comment, Mark
from graphtalk.parse.blocks import Block
from graphtalk.parse.names import find_names
from graphtalk.parse.signatures import find_signatures

__all__ = ["Closing", "find_closing"]


@dataclass(frozen=True, slots=True)
class Closing:
    """How a discussion was closed: by whom and when, where the closing words are signed, and those words."""

    closer: str | None = None
    timestamp: datetime | None = None
    result: str | None = None


def find_closing(comments: Sequence[Comment], language: Language) -> Closing:
    """Return how the discussion that these comments make up was closed; nothing known where it was not.

    The last closing template counts: a discussion that was opened again and closed anew has both.
    """
    closings = [
        (mark, known.parameters)
        for comment in comments
        for mark in comment.marks
        if mark.kind == "template"
        and (known := language.templates.get(mark.target or ""))
        and known.meaning == "closing"
    ]
    return read_closing(*closings[-1], language) if closings else Closing()


def read_closing(mark: Mark, parameters: Sequence[str], language: Language) -> Closing:
    """Return what a closing template's parameters say."""
    words = next((value for name in parameters if (value := mark.get(name))), None)
    if words is None:
        return Closing(result="")
    # A template's parameter is plain text by now, so its signature is read as in a plain copy.
    [marks] = find_names([words], language)
    found = find_signatures(Block(words, marks, words, None), language)
    if not found:
        return Closing(result=words)
    return Closing(found[-1].author, found[-1].timestamp, words[: found[-1].start].strip())
