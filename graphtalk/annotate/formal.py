"""What discussions of moves and deletions propose: titles, the nomination, and other ways out."""

import re
from collections.abc import Iterator, Sequence
from typing import cast

from graphtalk.annotate.cues import covers, find_hits, marked, merged
from graphtalk.annotate.similarity import word_similarity
from graphtalk.annotate.wordings import Draft, clause_before, leading, set_apart, unquoted
from graphtalk.language import Language
from graphtalk.model import Comment, Mark, Proposal, ProposalKind

__all__ = ["deletions", "moves", "new_title", "titles"]

FIRST_SENTENCE = re.compile(r"\W*(?P<words>[^.!?\n]+)")
SAME_TITLE = 0.6  # the same of titles that a comment on a move brings up
MIN_TITLE = 3  # characters of a title that somebody brings up; fewer are an option's letter
MAX_TITLE = 80  # characters of a title that is like none before


def moves(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield the titles that a comment proposes to move between."""
    for hit in find_hits(comment, language.cues["move"]):
        yield Draft("move", hit.span, hit.cue.id, hit.cue.confidence, hit.match["old"])


def titles(comment: Comment, earlier: Sequence[Proposal], language: Language) -> Iterator[Draft]:
    """Yield other titles that a comment on a move brings up: set apart or linked, after words that lead to them."""
    linked = [(mark.start, mark.end) for mark in comment.marks if is_article(mark, language)]
    known = {title for p in earlier for title in (new_title(p.text), p.replaces_text or "")}
    cited = merged(marked(comment, "citation"))
    emphatic = [*marked(comment, "bold", "italic"), *linked]
    for start, end in sorted({*set_apart(comment), *emphatic}):
        span = unquoted(comment.text, (start, end))
        shown = new_title(comment.text[slice(*span)])
        named = any(cue.pattern.fullmatch(shown) for cue in language.cues["label"])
        if shown in known or named or not MIN_TITLE <= len(shown) <= MAX_TITLE or covers(cited, start):
            continue
        like = max((word_similarity(shown, title) for title in known), default=0.0) if (start, end) in emphatic else 0
        cue = leading(comment.text, start, language)
        if cue or like >= SAME_TITLE:
            label = next((c.pattern.search(clause_before(comment.text, start)) for c in language.cues["label"]), None)
            rule, confidence = (cue.id, cue.confidence) if cue else ("move.version", 0.6)
            yield Draft("move", span, rule, confidence, None, label[0] if label else None)


def is_article(mark: Mark, language: Language) -> bool:
    """Tell whether a mark is a link to an article that is shown."""
    return mark.kind == "link" and mark.end > mark.start and language.site.split_title(mark.target or "")[0] == 0


def new_title(text: str) -> str:
    """Return the title that a move leads to.

    >>> new_title("Old Mill → Mill (Ferrant)")
    'Mill (Ferrant)'
    """
    return text.rpartition("→")[2].strip(" .,;:")


def deletions(comment: Comment, earlier: Sequence[Proposal], subject: str, language: Language) -> list[Draft]:
    """Return what a comment on a page's deletion proposes: the nomination, or another way out by a bold vote.

    Args:
        comment: The comment.
        earlier: Proposals before it; the first that names the page nominates it.
        subject: Title of the page that is to go.
        language: The rules.
    """
    if not earlier:
        at = comment.text.find(subject)
        if subject and at >= 0:
            return [Draft("delete", (at, at + len(subject)), "deletion.nomination", 0.9)]
        first = FIRST_SENTENCE.match(comment.text)  # old nominations name the page in the heading alone
        opens = comment.parent is None and first is not None and comment.author is not None
        return [Draft("delete", first.span("words"), "deletion.nomination", 0.6)] if opens and first else []
    found: list[Draft] = []
    for hit in find_hits(comment, language.cues["way_out"]):
        kind = cast("ProposalKind", hit.cue.value)
        if not any(p.kind == kind for p in earlier) and not any(draft.kind == kind for draft in found):
            found.append(Draft(kind, hit.span, hit.cue.id, hit.cue.confidence))
    return found
