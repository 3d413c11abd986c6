"""What is proposed: full wordings, described edits, moves and options, and which of them varies which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import cast

from graphtalk.annotate.cues import Span, evidence, find_hits, inside, marked, request_kind
from graphtalk.annotate.wordings import (
    QUOTE_MARKS,
    Draft,
    changes,
    clause_before,
    differences,
    leading,
    lines,
    quoted,
    set_apart,
    unquoted,
    wordings,
)
from graphtalk.language import Cue, Language
from graphtalk.model import Comment, Mark, Page, Proposal, ProposalKind, Section

__all__ = [
    "Layout",
    "ancestors",
    "find_proposals",
    "layout_of",
    "root_sections",
    "word_similarity",
]

SAME_PASSAGE = 0.45  # word similarity from which two wordings are versions of one passage
SAME_WORDS = 0.97  # word similarity from which one merely quotes the other
NEARLY = 0.2  # by which an answered wording may be less similar than another
RELATED = 0.2  # the same of an answer to a wording that varies it
CONTAINED = 0.7  # share of the shorter wording's words that stand in the longer, in order
MIN_COMPARED_WORDS = 4
SAME_TITLE = 0.6  # the same of titles that a comment on a move brings up
MAX_TITLE = 80  # characters of a title that is like none before
MIN_VERSION_WORDS = 5  # of words set apart that are taken for a version since they are like an earlier one


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a page's comments stand, made once a page.

    Attributes:
        comments: Comments by id.
        roots: By id of a section, that of the discussion which it is a part of.
        closings: The discussion that each comment closes, by the comment's id.
    """

    comments: Mapping[str, Comment]
    roots: Mapping[str, str]
    closings: Mapping[str, str]

    def root(self, comment: str) -> str:
        """Return the id of the discussion in which a comment stands."""
        return self.roots[self.comments[comment].section]


def layout_of(page: Page, language: Language) -> Layout:
    """Return where a page's comments stand."""
    roots = root_sections(page, language)
    closed = {(section.closer, section.closed_at): section.id for section in page.sections if section.closer}
    signed = {comment.id: (comment.author, comment.timestamp) for comment in page.comments}
    closings = {comment: roots[closed[signature]] for comment, signature in signed.items() if signature in closed}
    return Layout({comment.id: comment for comment in page.comments}, roots, closings)


def find_proposals(page: Page, language: Language) -> list[Proposal]:
    """Return the proposals of a page in document order, each with what it amends.

    Cost: comparisons of wordings stay within a section.
    """
    proposals: list[Proposal] = []
    layout = layout_of(page, language)
    topics = {name: topic_sections(page, name, language) for name in ("requested move", "deletion discussion")}
    for comment in page.comments:
        if comment.id in layout.closings:
            continue
        root = layout.root(comment.id)
        earlier = [p for p in proposals if layout.root(p.evidence.comment) == root]
        topic = next((name for name, sections in topics.items() if comment.section in sections), "")
        others = [p for p in earlier if p.evidence.comment != comment.id]
        for number, draft in enumerate(drafts(comment, others, topic, language), start=1):
            quote = evidence(comment, draft.span, draft.rule, draft.confidence)
            proposal = Proposal(
                id=f"{comment.id}/p{number}",
                kind=draft.kind,
                label=draft.label,
                text=quote.quote,
                evidence=quote,
                replaces_text=draft.replaces,
            )
            proposals.append(link_amended(proposal, comment, others, layout))
    return proposals


def topic_sections(page: Page, kind: str, language: Language) -> set[str]:
    """Return the ids of sections that are about a formal request of a kind, by their heading, a template or the page."""
    cues = [cue for cue in language.cues["request"] if cue.value == kind]
    if any(cue.where == "title" and cue.pattern.search(page.title) for cue in cues):
        return {section.id for section in page.sections}
    by_heading = {s.id for s in page.sections for cue in cues if cue.pattern.search(s.heading)}
    return by_heading | {
        comment.section
        for comment in page.comments
        for mark in comment.marks
        if mark.kind == "template" and request_kind(mark, language) == kind
    }


def drafts(comment: Comment, earlier: Sequence[Proposal], topic: str, language: Language) -> list[Draft]:
    """Return what a comment proposes, in order of the text: the surest reading of each stretch.

    Args:
        comment: The comment.
        earlier: Proposals of the same discussion in comments before it.
        topic: Kind of formal request that the section is about, empty for none.
        language: The rules.
    """
    found: list[Draft] = []
    readings = [*differences(comment), *options(comment, language)]
    if topic == "requested move":
        readings += [*moves(comment, language), *titles(comment, earlier, language)]
    elif topic == "deletion discussion":
        readings += deletions(comment, earlier, language)
    else:
        readings += [*changes(comment, language), *wordings(comment, language), *versions(comment, earlier, language)]
    taken: list[Span] = []
    for draft in readings:
        apart = not any(draft.span[0] < end and start < draft.span[1] for start, end in taken)
        if apart and not said_before(comment.text[slice(*draft.span)], earlier):
            found.append(draft)
            taken += [draft.span, *([draft.old] if draft.old else [])]
    if topic != "deletion discussion":
        # Beside a wording, only what is plainly asked for is a change of its own; the rest explains the wording.
        cues = [cue for cue in language.cues["edit"] if not found or cue.where == "beside"]
        found += edits(comment, found, cues)
    return sorted(found, key=lambda draft: draft.span)


def said_before(text: str, earlier: Sequence[Proposal]) -> bool:
    """Tell whether a text is an earlier proposal to the word, so that it is quoted."""
    own = words(text)
    return any(own == words(p.text) for p in earlier)


def versions(comment: Comment, earlier: Sequence[Proposal], language: Language) -> Iterator[Draft]:
    """Yield what is set apart and is much like an earlier wording, though not the same and no part of it."""
    known = [words(p.text) for p in earlier if p.kind in {"wording", "option"}]
    for span in version_candidates(comment) if known else ():
        start, end = unquoted(comment.text, span)
        own = words(comment.text[start:end])
        if len(own) < MIN_VERSION_WORDS or any(holds(other, own) for other in known):
            continue
        score = max(likeness(own, other) for other in known)
        # A block below words that end in a colon may differ more from what went before it.
        least = RELATED if comment.text[:start].rstrip(QUOTE_MARKS + " \n").endswith(":") else SAME_PASSAGE
        if least <= score < SAME_WORDS and not quoted(comment.text, start, language):
            yield Draft("wording", (start, end), "wording.version", round(0.5 + score / 3, 2))


def version_candidates(comment: Comment) -> list[Span]:
    """Return what a comment sets apart, and the lines below a colon."""
    below = lines(comment.text)
    led = [after for before, after in pairwise(below) if comment.text[slice(*before)].rstrip().endswith((":", "："))]
    return sorted({*set_apart(comment), *led})


def likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """Return how surely two wordings are of one passage: the better of similarity and containment of the shorter."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    shorter = min(len(first), len(second))
    common = sum(block.size for block in matcher.get_matching_blocks())
    contained = common / shorter if shorter >= MIN_COMPARED_WORDS else 0.0
    return max(matcher.ratio(), contained - (CONTAINED - SAME_PASSAGE))


def holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Tell whether words stand in others, one after the other."""
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def options(comment: Comment, language: Language) -> list[Draft]:
    """Return the named options that a comment lists; one alone is a remark about it."""
    found = [
        Draft("option", unquoted(comment.text, match.span("evidence")), cue.id, cue.confidence, None, match["label"])
        for cue in language.cues["option"]
        for match in cue.pattern.finditer(comment.text)
    ]
    return found if len(found) > 1 else []


def moves(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield the titles that a comment proposes to move between."""
    for hit in find_hits(comment, language.cues["move"]):
        yield Draft("move", hit.span, hit.cue.id, hit.cue.confidence, hit.match["old"])


def titles(comment: Comment, earlier: Sequence[Proposal], language: Language) -> Iterator[Draft]:
    """Yield other titles that a comment on a move brings up: set apart or linked, after words that lead to them."""
    linked = [(mark.start, mark.end) for mark in comment.marks if is_article(mark, language)]
    known = {title for p in earlier for title in (new_title(p.text), p.replaces_text or "")}
    emphatic = [*marked(comment, "bold", "italic"), *linked]
    for start, end in sorted({*set_apart(comment), *emphatic}):
        span = unquoted(comment.text, (start, end))
        shown = new_title(comment.text[slice(*span)])
        named = any(cue.pattern.fullmatch(shown) for cue in language.cues["label"])
        if not shown or shown in known or named or len(shown) > MAX_TITLE or inside(start, marked(comment, "citation")):
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


def deletions(comment: Comment, earlier: Sequence[Proposal], language: Language) -> list[Draft]:
    """Return what a comment on a page's deletion proposes: the nomination, or another way out by a bold vote."""
    if not earlier:
        title = re.match(r"\W*(\S[^\n]*?)(?=\s+[–—-]\s|\s*\(|\n|$)", comment.text)
        return [Draft("delete", title.span(1), "deletion.nomination", 0.9)] if title else []
    found: list[Draft] = []
    for hit in find_hits(comment, language.cues["way_out"]):
        kind = cast("ProposalKind", hit.cue.value)
        if not any(p.kind == kind for p in earlier) and not any(draft.kind == kind for draft in found):
            found.append(Draft(kind, hit.span, hit.cue.id, hit.cue.confidence))
    return found


def edits(comment: Comment, found: Sequence[Draft], cues: Sequence[Cue]) -> list[Draft]:
    """Return the changes that a comment describes; one that merely leads to a wording is no change of its own."""
    described: list[Draft] = []
    shut = marked(comment, "quote", "strike")
    for cue in cues:
        for match in cue.pattern.finditer(comment.text):
            start, end = match.span("evidence")
            begin, stop = sentence_around(comment.text, start, end)
            leads = any(begin <= draft.span[0] < stop + 2 or start < draft.span[1] <= stop for draft in found)
            taken = any(start < draft.span[1] and draft.span[0] < end for draft in described)
            if leads or taken or inside(start, shut):
                continue
            kind: ProposalKind = "merge" if cue.value == "merge" else "edit"
            described.append(Draft(kind, (start, end), cue.id, cue.confidence))
    return described


def sentence_around(text: str, start: int, end: int) -> Span:
    """Return the sentence that a stretch stands in, with what a colon at its end leads to."""
    begin = max(text.rfind(sign, 0, start) for sign in (". ", "! ", "? ", "\n")) + 1
    stop = re.compile(r"[^.!?\n]*(?::?\s*\n)*").match(text, end)
    return begin, stop.end() if stop else end


def words(text: str) -> list[str]:
    """Return the lower-case words of a text."""
    return re.findall(r"\w+", text.lower())


def word_similarity(a: str, b: str) -> float:
    """Return the share of words that two texts have in common in the same order, 0 to 1.

    Source: Ratcliff and Obershelp, "Pattern Matching: The Gestalt Approach", Dr. Dobb's Journal, July 1988.

    >>> round(word_similarity("the big red mill", "the red mill"), 2)
    0.86
    """
    return SequenceMatcher(None, words(a), words(b), autojunk=False).ratio()


def closeness(newer: Proposal, older: Proposal) -> float:
    """Return how surely two wordings are of one passage: the better of similarity and containment of the shorter."""
    pairs = [(newer.text, older.text)] + ([(newer.replaces_text, older.text)] if newer.replaces_text else [])
    return max(likeness(words(a), words(b)) for a, b in pairs)


def ancestors(comment: Comment, by_id: Mapping[str, Comment]) -> Iterator[Comment]:
    """Yield the comments above a comment, from the one it answers to the top of the thread."""
    above = comment.parent
    while above is not None:
        yield by_id[above]
        above = by_id[above].parent


def link_amended(proposal: Proposal, comment: Comment, earlier: Sequence[Proposal], layout: Layout) -> Proposal:
    """Return the proposal with the earlier one that it varies.

    It is the closest wording of its thread; where none is close, what its comment answers, as a described edit or a
    wording from scratch does.
    """
    if proposal.kind in {"option", "delete"}:
        return proposal
    here = [p for p in earlier if p.evidence.comment != comment.id]
    scored = [(closeness(proposal, p), i) for i, p in enumerate(here)] if proposal.kind == "wording" else []
    score, place = max(scored, default=(0.0, 0))
    above = {c.id for c in ancestors(comment, layout.comments)}
    answered = [p for p in here if p.evidence.comment in above]
    if proposal.kind in {"wording", "edit"}:
        answered = [p for p in answered if p.kind not in {"move", "delete"}]
    scores = {here[i].id: value for value, i in scored}
    if answered and scores.get(answered[-1].id, 0.0) >= max(SAME_PASSAGE, score - NEARLY):
        target = answered[-1]  # of versions about as close, that which is answered
    elif score >= SAME_PASSAGE:
        target = here[place]
    elif answered and (not scored or score >= RELATED):
        target = answered[-1]
    elif here and proposal.kind in {"move", "merge", "other"}:
        target = here[0]
    else:
        return proposal
    return replace(proposal, amends=(target.id,), similarity=(round(word_similarity(proposal.text, target.text), 3),))


def root_sections(page: Page, language: Language) -> dict[str, str]:
    """Return the section that each one is a part of at the top: a survey and its closing belong to one discussion.

    So does a section that goes on with an earlier one: its heading says so, or its first comment links there.
    """
    roots: dict[str, str] = {}
    levels = {section.id: section.level for section in page.sections}
    openings: dict[str, Comment] = {}
    for comment in page.comments:
        openings.setdefault(comment.section, comment)
    for i, section in enumerate(page.sections):
        # A level-1 heading parts the page, it is no discussion of its own.
        inner = section.parent is not None and levels[section.parent] > 1
        before = continued(section, page.sections[:i], openings.get(section.id), language)
        above = section.parent if inner else before.id if before else None
        roots[section.id] = roots[above] if above else section.id
    return roots


def continued(
    section: Section, earlier: Sequence[Section], opening: Comment | None, language: Language
) -> Section | None:
    """Return the earlier section that one goes on with, None where it is a discussion of its own."""
    again = next((found for cue in language.cues["continued"] if (found := cue.pattern.search(section.heading))), None)
    subject = words(section.heading[: again.start()]) if again else []
    linked = {
        mark.target.lstrip("#").replace("_", " ").lower()
        for mark in (opening.marks if opening else ())
        if mark.kind == "link" and mark.target and mark.target.startswith("#")
    }
    return next(
        (s for s in reversed(earlier) if (subject and words(s.heading) == subject) or s.heading.lower() in linked), None
    )
