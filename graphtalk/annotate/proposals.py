"""What is proposed: full wordings, described edits, moves and options, and which of them varies which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from graphtalk.annotate.cues import Span, evidence, find_hits, inside, marked, quotations, request_kind
from graphtalk.language import Cue, Language
from graphtalk.model import Comment, Page, Proposal, ProposalKind

__all__ = [
    "Layout",
    "ancestors",
    "find_proposals",
    "layout_of",
    "named_options",
    "root_sections",
    "word_similarity",
]

LEAD = 200  # characters before a wording that may lead to it
SAME_PASSAGE = 0.45  # word similarity from which two wordings are versions of one passage
CONTAINED = 0.7  # share of the shorter wording's words that stand in the longer, in order
MIN_WORDS = 2  # of a quoted wording inside a sentence; a single word is a word spoken about
MIN_PARAGRAPH_WORDS = 4
QUOTE_MARKS = "\"“”«»'‘’"


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal before it has its place among the others."""

    kind: ProposalKind
    span: Span
    rule: str
    confidence: float
    replaces: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a page's comments stand, made once a page.

    Attributes:
        comments: Comments by id.
        roots: By id of a section, that of the discussion which it is a part of.
    """

    comments: Mapping[str, Comment]
    roots: Mapping[str, str]

    def root(self, comment: str) -> str:
        """Return the id of the discussion in which a comment stands."""
        return self.roots[self.comments[comment].section]


def layout_of(page: Page) -> Layout:
    """Return where a page's comments stand."""
    return Layout({comment.id: comment for comment in page.comments}, root_sections(page))


def find_proposals(page: Page, language: Language) -> list[Proposal]:
    """Return the proposals of a page in document order, each with what it amends.

    Cost: comparisons of wordings stay within a section.
    """
    proposals: list[Proposal] = []
    layout = layout_of(page)
    moves = move_sections(page, language)
    for comment in page.comments:
        for number, draft in enumerate(drafts(comment, language, moved=comment.section in moves), start=1):
            quote = evidence(comment, draft.span, draft.rule, draft.confidence)
            proposal = Proposal(
                id=f"{comment.id}/p{number}",
                kind=draft.kind,
                label=draft.label,
                text=quote.quote,
                evidence=quote,
                replaces_text=draft.replaces,
            )
            proposals.append(link_amended(proposal, comment, proposals, layout))
    return proposals


def move_sections(page: Page, language: Language) -> set[str]:
    """Return the ids of sections that are about a requested move."""
    by_heading = {
        section.id
        for section in page.sections
        for cue in language.cues["request"]
        if cue.value == "requested move" and cue.pattern.search(section.heading)
    }
    return by_heading | {
        comment.section
        for comment in page.comments
        for mark in comment.marks
        if mark.kind == "template" and request_kind(mark, language) == "requested move"
    }


def drafts(comment: Comment, language: Language, *, moved: bool) -> list[Draft]:
    """Return what a comment proposes, in order of the text: the surest reading of each stretch."""
    found: list[Draft] = []
    readings = [*differences(comment), *options(comment, language)]
    readings += moves(comment, language) if moved else []
    readings += [*changes(comment, language), *wordings(comment, language)]
    for draft in readings:
        if not any(draft.span[0] < other.span[1] and other.span[0] < draft.span[1] for other in found):
            found.append(draft)
    if not found:
        found = edits(comment, language)
    return sorted(found, key=lambda draft: draft.span)


def differences(comment: Comment) -> Iterator[Draft]:
    """Yield the new text of each template that shows an old and a new one."""
    for mark in comment.marks:
        new = mark.get("new") if mark.kind == "template" else None
        if new:
            yield Draft("wording", (mark.end - len(new), mark.end), "template.diff", 0.98, mark.get("old"))


def options(comment: Comment, language: Language) -> list[Draft]:
    """Return the named options that a comment lists; one alone is a remark about it."""
    found = [
        Draft("option", unquoted(comment.text, match.span("evidence")), cue.id, cue.confidence, None, match["label"])
        for cue in language.cues["option"]
        for match in cue.pattern.finditer(comment.text)
    ]
    return found if len(found) > 1 else []


def named_options(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the labelled proposals that a text names, by label ("Option B") or its last word alone ("B")."""
    return [
        p for p in proposals
        if p.label and re.search(rf"\b(?:{re.escape(p.label)}|(?-i:{re.escape(p.label.split()[-1])}))\b", text, re.IGNORECASE)
    ]  # fmt: skip


def moves(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield the titles that a comment proposes to move between."""
    for hit in find_hits(comment, language.cues["move"]):
        yield Draft("move", hit.span, hit.cue.id, hit.cue.confidence, hit.match["old"])


def changes(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield the second of two quotations that stand as old and new: change "…" to "…"."""
    spans = wording_spans(comment)
    for (old_start, old_end), (new_start, new_end) in pairwise(spans):
        before = comment.text[max(0, old_start - LEAD) : old_start]
        between = comment.text[old_end:new_start]
        cue = matching(language.cues["change_from"], before)
        if cue and matching(language.cues["change_to"], between):
            old = comment.text[old_start:old_end].strip(QUOTE_MARKS)
            yield Draft("wording", unquoted(comment.text, (new_start, new_end)), cue.id, cue.confidence, old)


def wordings(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield full wordings: a paragraph after a line that leads to it, or a quotation after words that do."""
    paragraphs = list(lines(comment.text))
    for i, (start, end) in enumerate(paragraphs[:-1]):
        lead = comment.text[start:end].rstrip()
        cue = matching(language.cues["wording"], lead[-LEAD:]) if lead.endswith((":", "：")) else None
        if cue and (span := paragraph_wording(comment, paragraphs[i + 1 :], language)):
            yield Draft("wording", span, cue.id, cue.confidence)
    for start, end in wording_spans(comment):
        cue = matching(language.cues["wording"], clause_before(comment.text, start))
        span = unquoted(comment.text, (start, end))
        if cue and len(comment.text[slice(*span)].split()) >= MIN_WORDS:
            yield Draft("wording", span, cue.id, cue.confidence)
    yield from elided(comment, language)


def clause_before(text: str, place: int) -> str:
    """Return the clause that leads to a place: back to the last comma or end of a sentence on the line.

    >>> clause_before('It is vague, so I suggest: "X"', 27)
    'so I suggest'
    """
    line = text[max(0, place - LEAD) : place].rpartition("\n")[2].rstrip(QUOTE_MARKS + " :,")
    return re.split(r"[.,;:!?—–]\s+", line)[-1]


def elided(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield a wording between two ellipses, which shows a part of a sentence as it would be."""
    for found in re.finditer(r"(?:\.\.\.|…)(?=\w)[^\n]{20,}?(?:\.\.\.|…)", comment.text):
        cue = matching(language.cues["wording"], comment.text[max(0, found.start() - LEAD) : found.start()].rstrip())
        if cue:
            yield Draft("wording", found.span(), cue.id, cue.confidence)


def edits(comment: Comment, language: Language) -> list[Draft]:
    """Return the changes that a comment describes without giving a wording."""
    found: list[Draft] = []
    shut = marked(comment, "quote", "strike")
    for cue in language.cues["edit"]:
        for match in cue.pattern.finditer(comment.text):
            span = match.span("evidence")
            if inside(span[0], shut) or any(span[0] < d.span[1] and d.span[0] < span[1] for d in found):
                continue
            kind: ProposalKind = "merge" if cue.value == "merge" else "edit"
            found.append(Draft(kind, span, cue.id, cue.confidence))
    return found


def matching(cues: Sequence[Cue], text: str) -> Cue | None:
    """Return the first rule that matches a text."""
    return next((cue for cue in cues if cue.pattern.search(text)), None)


def wording_spans(comment: Comment) -> list[Span]:
    """Return the stretches that a comment sets apart as words to be read: quotations, quote and code marks, in order."""
    spans = [*marked(comment, "quote", "code"), *quotations(comment.text)]
    return sorted(
        span for span in set(spans) if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)
    )


def unquoted(text: str, span: Span) -> Span:
    """Return a span without quotation marks at its ends."""
    start, end = span
    while start < end and text[start] in QUOTE_MARKS:
        start += 1
    while end > start and text[end - 1] in QUOTE_MARKS:
        end -= 1
    return start, end


def lines(text: str) -> Iterator[Span]:
    """Yield the spans of a text's lines that are not blank."""
    for found in re.finditer(r"[^\n]*\S[^\n]*", text):
        yield found.span()


def paragraph_wording(comment: Comment, following: Sequence[Span], language: Language) -> Span | None:
    """Return the wording that begins with the next line, over more paragraphs where they go on with it.

    It ends at a reference list, at a paragraph that speaks to someone, or with its closing quotation mark.
    """
    text, citations = comment.text, marked(comment, "citation")
    start, end = following[0]
    line = text[start:end]
    if mark := next((span for span in marked(comment, "quote") if span[0] <= start < span[1]), None):
        return unquoted(text, (start, mark[1]))
    quoted = next((span for span in quotations(text) if span[0] - start <= 1 and span[0] >= start), None)
    if quoted and not re.sub(r"\[\d+\]|[\s.,]", "", text[quoted[1] : end]):
        return unquoted(text, quoted)
    if len(line.split()) < MIN_PARAGRAPH_WORDS or re.match(r"\s*(?:\d+[.)]|[•*-])\s", line):
        return None
    for after_start, after_end in following[1:]:
        apart = text[end:after_start].count("\n") > 1
        paragraph = text[after_start:after_end]
        listed = any(after_start <= a and b <= after_end for a, b in citations if b - a > 20)
        if not apart or listed or matching(language.cues["talk"], paragraph):
            break
        end = after_end
    return unquoted(text, (start, end))


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
    best = 0.0
    for a, b in pairs:
        first, second = words(a), words(b)
        matcher = SequenceMatcher(None, first, second, autojunk=False)
        common = sum(block.size for block in matcher.get_matching_blocks())
        shorter = min(len(first), len(second))
        contained = common / shorter if shorter >= MIN_PARAGRAPH_WORDS else 0.0
        score = max(matcher.ratio(), contained - (CONTAINED - SAME_PASSAGE))
        best = max(best, score)
    return best


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
    if proposal.kind not in {"wording", "edit"}:
        return proposal
    root = layout.root(comment.id)
    here = [p for p in earlier if p.evidence.comment != comment.id and layout.root(p.evidence.comment) == root]
    scored = [(closeness(proposal, p), i) for i, p in enumerate(here)] if proposal.kind == "wording" else []
    score, place = max(scored, default=(0.0, 0))
    above = {c.id for c in ancestors(comment, layout.comments)}
    answered = [p for p in here if p.evidence.comment in above and p.kind != "move"]
    if score >= SAME_PASSAGE:
        target = here[place]
    elif answered:
        target = answered[-1]
    else:
        return proposal
    return replace(proposal, amends=(target.id,), similarity=(round(word_similarity(proposal.text, target.text), 3),))


def root_sections(page: Page) -> dict[str, str]:
    """Return the section that each one is a part of at the top: a survey and its closing belong to one discussion."""
    roots: dict[str, str] = {}
    levels = {section.id: section.level for section in page.sections}
    for section in page.sections:
        # A level-1 heading parts the page, it is no discussion of its own.
        inner = section.parent is not None and levels[section.parent] > 1
        roots[section.id] = roots[section.parent] if section.parent and inner else section.id
    return roots
