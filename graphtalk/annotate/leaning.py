"""Which way an answer leans where no rule reads its stance: a count of friendly and unfriendly words."""

import re

from graphtalk.annotate.cues import Span, inside, marked, quotations
from graphtalk.language import Language, Leaning
from graphtalk.model import Comment

__all__ = ["leaning"]

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
READ = 3  # sentences that are read: a stance comes first, reasons follow
LEAST = 1.0  # sum of weights from which words lean
WORD = re.compile(r"[\w+]+(?:['’][a-z]+)?", re.IGNORECASE)
NEAR = 3  # words before a word among which a negation turns it


def leaning(comment: Comment, language: Language) -> tuple[float, Span] | None:
    """Return how an answer leans, above 0 for and below 0 against, and the sentence that shows it most.

    None where it is a question, or leans neither way. Words quoted are another's.
    """
    known = language.leaning
    closed = [*marked(comment, "quote", "code", "strike"), *quotations(comment.text)]
    scores: list[tuple[float, Span]] = []
    for found in list(SENTENCE.finditer(comment.text))[:READ]:
        if not found[0].strip() or found[0].rstrip().endswith("?"):
            continue
        tokens = [t for t in WORD.finditer(comment.text, *found.span()) if not inside(t.start(), closed)]
        weight = score([t[0].lower().replace("’", "'") for t in tokens], known)
        scores.append((weight / (1 + len(scores) / 2), found.span()))
    total = sum(weight for weight, _ in scores)
    if abs(total) < LEAST:
        return None
    return total, max(scores, key=lambda entry: entry[0] * total)[1]


def score(words: list[str], known: Leaning) -> float:
    """Return the sum of the weights of a sentence's words; a negation shortly before one turns it.

    >>> words = Leaning(frozenset({"good"}), frozenset({"worse"}), frozenset({"not"}))
    >>> score(["good"], words), score(["not", "very", "good"], words), score(["not", "worse"], words)
    (1.0, -1.5, 0.0)
    """
    total = 0.0
    for i, word in enumerate(words):
        negated = any(before in known.negations for before in words[max(0, i - NEAR) : i])
        if word in known.friendly:
            total += -1.0 if negated else 1.0
        elif word in known.unfriendly:
            total += 0.5 if negated else -1.0
        elif word in known.negations:
            total -= 0.5
    return total
