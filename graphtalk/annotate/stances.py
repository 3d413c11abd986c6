"""What comments say of proposals, and of which one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from graphtalk.annotate.cues import Hit, Span, evidence, find_hits, inside, marked
from graphtalk.annotate.proposals import Layout, ancestors, layout_of, named_options
from graphtalk.language import Language
from graphtalk.model import Comment, Page, PageWarning, Proposal, Stance, StanceKind, Strength

__all__ = ["answered_proposals", "find_stances"]

NAMING_REACH = 30  # characters after a vote that may name the options it is for
CONDITION_REACH = 160  # characters after support in which a condition turns it into support with changes
STRONG = re.compile(r"\b(?:strong|strongly|entirely|fully|completely|totally|wholeheartedly|snow)\b", re.IGNORECASE)
WEAK = re.compile(r"\b(?:weak|weakly|mild|slight|leaning)\b", re.IGNORECASE)
PLURAL = re.compile(r"\b(?:either|both)\b", re.IGNORECASE)
POSSESSIVE = re.compile(r"\b(\w[\w.-]{2,})['’]s\b")
IMPLIED: Mapping[str, StanceKind] = {
    "implemented": "support",
    "partly implemented": "support with changes",
}


def find_stances(
    page: Page, proposals: Sequence[Proposal], language: Language
) -> tuple[list[Stance], list[PageWarning]]:
    """Return the stances of a page in document order, and a warning for each that has no proposal to be about.

    One comment takes one stance towards a proposal: the clearest that its rules give; what is struck out counts apart.
    """
    by_comment: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_comment.setdefault(proposal.evidence.comment, []).append(proposal)
    stances: list[Stance] = []
    warnings: list[PageWarning] = []
    layout = layout_of(page)
    for comment in page.comments:
        targets = answered_proposals(comment, layout, by_comment)
        found = comment_stances(comment, by_comment.get(comment.id, []), targets, language)
        if not found:
            continue
        if not targets:
            detail = f"{found[0].evidence.quote!r} answers no proposal"
            warnings.append(PageWarning("unplaced-stance", detail, comment.id))
        for stance in found:
            meant = named_person(stance, comment, proposals, page) or chosen(stance, targets, by_comment, comment)
            stances += [
                replace(stance, proposal=proposal.id)
                for proposal in meant
                # What people say for their own proposal is no support for it, unless they vote.
                if layout.comments[proposal.evidence.comment].author != comment.author
                or ".bold" in stance.evidence.rule
            ]
    return stances, warnings


def comment_stances(
    comment: Comment, own: Sequence[Proposal], targets: Sequence[Proposal], language: Language
) -> list[Stance]:
    """Return the clearest stance of a comment, and before it the one that is struck out, if any; no proposal yet.

    Where options are to choose from, a bold one is a vote for it.
    """
    if votes := option_votes(comment, targets):
        return votes
    shut: list[Span] = [(p.evidence.start, p.evidence.end) for p in own]
    hits = [*find_hits(comment, language.cues["stance"], shut)]
    hits += [hit for hit in find_hits(comment, language.cues["status"], shut) if hit.cue.value in IMPLIED]
    struck = [hit for hit in hits if inside(hit.span[0], marked(comment, "strike"))]
    standing = [hit for hit in hits if hit not in struck and not asked(comment, hit)]
    found = []
    for group, is_struck in ((struck, True), (standing, False)):
        if hit := clearest(group):
            found.append(as_stance(comment, hit, own, language, struck=is_struck))
    return found


def option_votes(comment: Comment, targets: Sequence[Proposal]) -> list[Stance]:
    """Return the votes that bold text casts by naming an option and nothing else."""
    votes = []
    struck = marked(comment, "strike")
    for start, end in marked(comment, "bold"):
        bold = comment.text[start:end]
        if any(
            p.label and bold.strip(" .:").lower() in {p.label.lower(), p.label.split()[-1].lower()} for p in targets
        ):
            quote = evidence(comment, (start, end), "option.bold", 0.95)
            votes.append(Stance("", "support", "plain", inside(start, struck), quote))
    return votes


def asked(comment: Comment, hit: Hit) -> bool:
    """Tell whether the words stand in a question, which takes no side."""
    rest = re.match(r"[^.!?\n]*([.!?]?)", comment.text[hit.span[1] :])
    return rest is not None and rest[1] == "?" and hit.cue.where != "bold"


def clearest(hits: Sequence[Hit]) -> Hit | None:
    """Return the hit that counts: a bold vote, else the first that takes a side, else the first."""

    def rank(hit: Hit) -> tuple[int, int]:
        neutral = hit.cue.value == "neutral"
        act = hit.cue.value in IMPLIED and hit.cue.value != "partly implemented"
        return (0 if hit.cue.where == "bold" else 3 if neutral else 2 if act else 1), hit.span[0]

    return min(hits, key=rank, default=None)


def as_stance(comment: Comment, hit: Hit, own: Sequence[Proposal], language: Language, *, struck: bool) -> Stance:
    """Return a hit as a stance whose proposal is still open."""
    value = IMPLIED.get(hit.cue.value) or cast("StanceKind", hit.cue.value)
    quote = comment.text[slice(*hit.span)]
    span = hit.span
    if value == "support" and hit.cue.where != "bold" and hit.cue.value not in IMPLIED:
        condition = condition_end(comment, hit, language)
        if condition:
            span = (span[0], condition)
        if condition or any(p.evidence.start > hit.span[0] and p.kind in {"wording", "edit"} for p in own):
            value = "support with changes"
    strength = "strong" if STRONG.search(quote) else "weak" if WEAK.search(quote) else hit.cue.strength
    return Stance(
        proposal="",
        stance=value,
        strength=cast("Strength", strength),
        struck=struck,
        evidence=evidence(comment, span, hit.cue.id, hit.cue.confidence),
    )


def condition_end(comment: Comment, hit: Hit, language: Language) -> int | None:
    """Return where the clause ends that makes a support conditional, None where there is no condition."""
    start, end = hit.span
    reach = re.match(r"[^.!?\n]*", comment.text[end : end + CONDITION_REACH])
    clause_end = end + (reach.end() if reach else 0)
    if any(cue.pattern.search(comment.text[start:clause_end]) for cue in language.cues["condition"]):
        return clause_end
    return None


def answered_proposals(
    comment: Comment, layout: Layout, by_comment: Mapping[str, Sequence[Proposal]]
) -> list[Proposal]:
    """Return the proposals that a comment is about: those of the nearest comment above that makes any.

    Without one above, those of the discussion's first comment that makes any.

    Args:
        comment: The comment.
        layout: Where the page's comments stand.
        by_comment: Proposals by the id of their comment, in document order.
    """
    for above in ancestors(comment, layout.comments):
        if above.id in by_comment:
            return list(by_comment[above.id])
    root = layout.root(comment.id)
    for other, proposals in by_comment.items():
        if layout.root(other) == root and layout.comments[other].position < comment.position:
            return list(proposals)
    return []


def named_person(stance: Stance, comment: Comment, proposals: Sequence[Proposal], page: Page) -> list[Proposal]:
    """Return the latest proposal of the person whose wording the words name: "Spooky's framing"."""
    owners = POSSESSIVE.findall(stance.evidence.quote)
    earlier = {c.id: c for c in page.comments[: comment.position] if owners and c.section == comment.section}
    for owner in owners:
        theirs = [
            p for p in proposals
            if (c := earlier.get(p.evidence.comment)) and (c.author or "").lower().startswith(owner.lower())
        ]  # fmt: skip
        if theirs:
            return theirs[-1:]
    return []


def chosen(
    stance: Stance,
    targets: Sequence[Proposal],
    by_comment: Mapping[str, Sequence[Proposal]],
    comment: Comment,
) -> list[Proposal]:
    """Return which of the proposals a stance is about: those it names, all it may mean, or both versions of "either"."""
    start, end = stance.evidence.start, stance.evidence.end
    if named := named_options(comment.text[start : end + NAMING_REACH], targets):
        return named
    if PLURAL.search(stance.evidence.quote) and len(targets) == 1 and targets[0].amends:
        known = {p.id: p for group in by_comment.values() for p in group}
        return [*(known[i] for i in targets[0].amends), *targets]
    return list(targets)
