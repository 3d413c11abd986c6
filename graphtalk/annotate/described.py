"""Changes that a comment describes in words that no rule knows: sentences whose weights tell that they propose."""

import re
from collections.abc import Iterator, Sequence

from graphtalk.annotate.cues import Span
from graphtalk.annotate.leaning import Weights, lean_of, load_weights, sentences
from graphtalk.annotate.wordings import Draft
from graphtalk.language import Language
from graphtalk.model import Comment

__all__ = ["described_changes"]

LIKELY = 0.95  # share of `propose` from which a sentence counts
RIGHT = 0.7  # share of those that a reader found right on real pages, where most sentences propose nothing
LEAST_WORDS = 3
LATER_LOSS = 0.1  # by which a part must be surer than its sentence
JOINT = re.compile(r"(?:[,;:–—] (?:so|and|but|then|or)? ?|\b(?:so|but) )(?=\w)")
# Words before what is proposed that answer, address or join, and words after it that give reasons.
BEFORE = re.compile(
    r"\W*(?:(?:and|but|so|also|well|ok(?:ay)?|yes|no|hm+|then|now|personally|honestly|alternatively|in that case|if so"
    r"|@\w+|hi \w+|hello|thanks|thank you)\b[,:;.!]?\s+){1,4}",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\W*(?:how|what|which|who|where|when|why|does|do|did|is|are|was|has|have)\b(?! (?:about|if|not|don)\b)",
    re.IGNORECASE,
)
REASON = re.compile(
    r",? because\b|,? since (?!\d)|,? so that\b|,? given that\b|,? as (?:it|this|that|the|they|he|she|there|I|we)\b"
    r"|, (?:it|its|it.s|this|that|he|she|they|so|though|but|please|thanks)\b|;|\s[–—-]\s|:\s*$",
    re.IGNORECASE,
)


def described_changes(comment: Comment, found: Sequence[Draft], language: Language) -> Iterator[Draft]:
    """Yield the sentences that propose a change, without what only leads to it and the reasons for it.

    A sentence that says nothing of what is done to a text ("we must take care") proposes none, whatever its weights are.

    Args:
        comment: The comment.
        found: What it proposes by the rules; their sentences are left alone.
        language: Its language.
    """
    weights = load_weights(language.code)
    taken = [draft.span for draft in found] + [draft.old for draft in found if draft.old]
    for start, end in sentences(comment) if weights else ():
        changes = any(cue.pattern.search(comment.text, start, end) for cue in language.cues["changing"])
        if weights is None or not changes or any(a <= end + 1 and start < b for a, b in taken):
            continue
        span, share = proposing(comment.text, (start, end), weights)
        # "How should it begin?" asks for proposals and makes none.
        if (
            share >= LIKELY
            and not ASKED.match(comment.text, *span)
            and len(comment.text[slice(*span)].split()) >= LEAST_WORDS
        ):
            yield Draft("edit", span, f"{language.code}.leaning.propose", RIGHT)


def proposing(text: str, span: Span, weights: Weights) -> tuple[Span, float]:
    """Return the part of a sentence that proposes most surely, the whole or what follows "so", and how likely it does."""
    starts = [span[0], *(found.end() for found in JOINT.finditer(text, *span))]
    parts = [core(text, (start, span[1])) for start in starts]
    shares = [lean_of(text[slice(*part)], weights)["propose"] for part in parts]
    best = max(range(len(parts)), key=lambda i: shares[i] - (LATER_LOSS if i else 0))
    return parts[best], shares[best]


def core(text: str, span: Span) -> Span:
    """Return the part of a sentence that says what is to be done.

    >>> text = "And also, drop the list, because nobody reads it."
    >>> text[slice(*core(text, (0, len(text))))]
    'drop the list'
    """
    start, end = span
    if before := BEFORE.match(text, start, end):
        start = before.end()
    if reason := REASON.search(text, start + 10, end):
        end = reason.start()
    shown = text[start:end]
    return start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip(" \n.!;,:"))
