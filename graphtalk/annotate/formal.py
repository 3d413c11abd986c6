"""What discussions of moves and deletions propose: titles, the nomination, and other ways out."""

import re
from collections.abc import Iterator, Sequence
from typing import cast

from graphtalk.annotate.cues import Span, covers, find_hits, marked, merged
from graphtalk.annotate.similarity import word_similarity
from graphtalk.annotate.wordings import NEXT, Draft, clause_before, following, leading, set_apart, unquoted
from graphtalk.language import Language
from graphtalk.model import Comment, Mark, Proposal, ProposalKind

__all__ = ["deletions", "moves", "new_title", "titles"]

FIRST_SENTENCE = re.compile(r"\W*(?P<words>[^.!?\n]+)")
BARE = re.compile(r"\W{0,6}")  # before a page that is nominated
TOOLS = re.compile(
    r"[\s–—-]*(?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)[\s–—-]*)*"
)  # and behind it: links to its history and the like
SAME_TITLE = 0.6  # the same of titles that a comment on a move brings up
MIN_TITLE = 3  # characters of a title that somebody brings up; fewer are an option's letter
MAX_TITLE = 80  # characters of a title that is like none before


def moves(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield the titles that a comment proposes to move between."""
    hits = sorted(find_hits(comment, language.cues["move"]), key=lambda hit: hit.span)
    for number, hit in enumerate(hits, start=1):
        label = str(number) if len(hits) > 1 else None  # as people speak of them: "Support 1, oppose 2"
        yield Draft("move", hit.span, hit.cue.id, hit.cue.confidence, hit.match["old"], label)


def titles(comment: Comment, earlier: Sequence[Proposal], language: Language) -> Iterator[Draft]:
    """Yield other titles that a comment on a move brings up: set apart or linked, after words that lead to them."""
    linked = [(mark.start, mark.end) for mark in comment.marks if is_article(mark, language)]
    known = {title for p in earlier for title in (new_title(p.text), p.replaces_text or "")}
    said, cited = {*known}, merged(marked(comment, "citation"))
    emphatic = [*marked(comment, "bold", "italic"), *linked]
    bold = {*marked(comment, "bold")} - {*linked}
    votes = [cue for cue in language.cues["stance"] if cue.where == "bold"]
    for start, end in sorted({*set_apart(comment), *emphatic}):
        spoken = comment.text[start:end] if (start, end) in bold else ""
        vote = next((found for cue in votes if (found := cue.pattern.match(spoken))), None)
        span = unquoted(comment.text, (start + vote.end() if vote else start, end))
        shown = new_title(comment.text[slice(*span)])
        named = any(cue.pattern.fullmatch(shown) for cue in language.cues["label"])
        fits = MIN_TITLE <= len(shown) <= MAX_TITLE and not shown[0].islower()
        if shown in said or named or not fits or covers(cited, start):
            continue
        like = max((word_similarity(shown, title) for title in known), default=0.0) if (start, end) in emphatic else 0
        near = leading(comment.text, start, language, NEXT) and leading(comment.text, start, language)
        cue = near or following(comment.text, end, language)
        if cue or like >= SAME_TITLE:
            label = next((c.pattern.search(clause_before(comment.text, start)) for c in language.cues["label"]), None)
            rule, confidence = (cue.id, cue.confidence) if cue else ("move.version", 0.6)
            said.add(shown)
            yield Draft("move", span, rule, confidence, None, label[0] if label else None)
    for hit in find_hits(comment, language.cues["title"]):
        shown = comment.text[slice(*hit.span)]
        if shown not in said and not covers(cited, hit.span[0]) and not language.markers["in_person"].search(shown):
            yield Draft("move", hit.span, hit.cue.id, hit.cue.confidence)


def nominations(comment: Comment, subject: str, language: Language) -> list[Draft]:
    """Return which pages a comment wants to be deleted: that of the discussion's title and those that it lists, else what its first sentence says."""
    listed = sorted(listed_pages(comment, language))
    named = [found.span() for found in re.finditer(re.escape(subject), comment.text)] if subject else []
    if named and not any(comment.text[slice(*span)] == subject for span in listed):
        free = [span for span in named if not any(start <= span[0] < end for start, end in listed)]
        listed = sorted([*free[:1], *listed])
    if listed:
        return [Draft("delete", span, "deletion.nomination", 0.9) for span in listed]
    sentence = FIRST_SENTENCE.match(comment.text)  # old nominations name the page in the heading alone
    if sentence is None or comment.parent is not None or comment.author is None:
        return []
    return [Draft("delete", sentence.span("words"), "deletion.nomination", 0.6)]


def listed_pages(comment: Comment, language: Language) -> Iterator[Span]:
    """Yield the links to articles that stand in lines of their own: the pages of a nomination of several."""
    for mark in comment.marks:
        before, after = comment.text[: mark.start].rpartition("\n")[2], comment.text[mark.end :].partition("\n")[0]
        if is_article(mark, language) and BARE.fullmatch(before) and TOOLS.fullmatch(after):
            yield mark.start, mark.end


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
        return nominations(comment, subject, language)
    found: list[Draft] = []
    for hit in find_hits(comment, language.cues["way_out"]):
        kind = cast("ProposalKind", hit.cue.value)
        if not any(p.kind == kind for p in earlier) and not any(draft.kind == kind for draft in found):
            found.append(Draft(kind, hit.span, hit.cue.id, hit.cue.confidence))
    return found
