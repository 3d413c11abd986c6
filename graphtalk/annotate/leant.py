"""The stances that answers lean to where no rule reads them: by the words of their sentences, or by the version they offer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import cast

from graphtalk.annotate.cues import Span, evidence, inside
from graphtalk.annotate.leaning import Lean, remarks
from graphtalk.annotate.references import Thread, meant_proposals
from graphtalk.language import Language
from graphtalk.model import Comment, Proposal, Stance, StanceKind

__all__ = ["FAR_BELOW", "late", "leaning_stances", "long_after"]

MAX_WORDS, FEW_WORDS = 100, 40  # of an answer that names no proposal, of who answers someone else; more are about more
OFFERED = 0.5  # confidence of a stance that is read from a version that an answer offers alone
SURE = 0.5  # confidence from which a leaning counts, of who answers a proposal
SURER = 0.75  # the same of who answers someone else, or says something of another proposal, too
GUESSED = 0.6  # the same where whom they answer is a guess
LONG_AFTER, FAR_BELOW = timedelta(days=90), 4  # after which an answer to someone else is about other things
SOON = 4  # comments
NAMED = 0.6  # the same of a sentence that names what it is about
MOST = 2  # proposals that a sentence takes a side on; who names more sums up
LEANT_TO = frozenset({"wording", "edit", "merge", "other"})  # kinds of proposals that are answered in free words


def leaning_stances(
    thread: Thread, read: Sequence[Stance], taken: Mapping[tuple[str, str], StanceKind], language: Language
) -> Iterator[Stance]:
    """Yield the stances that a comment leans to, those towards proposals that it names first.

    Who goes on to speak for a side that they have taken, and names no proposal, takes no new one.

    Args:
        thread: What is known of the comment.
        read: What the rules read: their sentences are left alone.
        taken: What people said last of proposals before it, by their name and the proposal's id.
        language: Its language.
    """
    comment = thread.comment
    if comment.author is None or not (thread.scope.known or thread.scope.labelled):
        return
    shut = [(p.evidence.start, p.evidence.end) for p in thread.own]
    said = [stance.evidence.start for stance in read]
    leans = [
        lean for lean in (remark.lean for remark in remarks(comment, language))
        if not any(inside(place, [lean.span]) for place in said) and not overlaps(lean.span, shut)
    ]  # fmt: skip
    voted = any(stance.evidence.rule.endswith(".bold") for stance in read)  # what goes with a vote are its reasons
    about = {
        lean: list(named_stances(lean, thread, language)) for lean in leans if lean.confidence >= NAMED and not voted
    }
    named = [stance for stances in about.values() for stance in stances]
    yield from named
    told = {stance.proposal for stance in (*read, *named)}
    others = [lean for lean in leans if not about.get(lean)]
    for stance in () if voted else unnamed_stances(others, thread, told, language):
        if side(taken.get((comment.author, stance.proposal))) != side(stance.stance):
            yield stance


def side(kind: StanceKind | None) -> str | None:
    """Return which side a stance takes: with changes is still in support."""
    return "support" if kind == "support with changes" else kind


def overlaps(span: Span, shut: Sequence[Span]) -> bool:
    """Tell whether a span shares a place with one of others."""
    return any(start < span[1] and span[0] < end for start, end in shut)


def named_stances(lean: Lean, thread: Thread, language: Language) -> Iterator[Stance]:
    """Yield the stance of a sentence towards each proposal of another that it names."""
    meant = meant_proposals(thread.comment, lean.span, (), thread.scope, language)
    for proposal in meant if len(meant) <= MOST else ():
        if thread.scope.layout.comments[proposal.evidence.comment].author != thread.comment.author:
            yield as_stance(lean, proposal, thread.comment, language)


def unnamed_stances(
    leans: Sequence[Lean], thread: Thread, told: AbstractSet[str], language: Language
) -> Iterator[Stance]:
    """Yield the stance that an answer to one proposal leans to; who offers another version of it would change it.

    Args:
        leans: Which way the sentences lean that no rule reads.
        thread: What is known of the comment.
        told: Ids of the proposals of which the comment says something already.
        language: Its language.
    """
    comment, answered = thread.comment, [p for p in thread.scope.answered if p.kind in LEANT_TO and p.id not in told]
    makers = {thread.scope.layout.comments[p.evidence.comment].author for p in answered}
    if comment.author in makers or len(comment.text.split()) > (MAX_WORDS if thread.direct else FEW_WORDS):
        return
    lean = max(leans, key=lambda lean: lean.confidence, default=None)
    guessed = (comment.parent_confidence or 1) < 1  # in a copy that has lost who answers whom
    least = SURE if thread.direct and not told else GUESSED if guessed else SURER
    if lean and (lean.confidence < least or not (thread.direct or near(thread))):
        lean = None
    varied = {older for p in thread.own for older in p.amends}
    for proposal in answered if len(answered) == 1 else [p for p in answered if p.id in varied]:
        if lean:
            changed = proposal.id in varied and lean.leaning == "support"
            yield as_stance(lean, proposal, comment, language, changed=changed)
        elif proposal.id in varied and thread.direct and not told:
            offered = Lean("support with changes", OFFERED, first_sentence(comment))
            yield as_stance(offered, proposal, comment, language)


def near(thread: Thread) -> bool:
    """Tell whether a comment that answers someone comes so soon after the proposal that it is about that all the same."""
    if thread.comment.parent is None:
        return False
    comments = thread.scope.layout.comments
    made = max((comments[p.evidence.comment].position for p in thread.scope.answered), default=None)
    return made is not None and thread.comment.position - made <= SOON


def late(thread: Thread) -> bool:
    """Tell whether a comment comes so long after what it answers, in time or in comments, that it is about other things."""
    comments = thread.scope.layout.comments
    made = [comments[p.evidence.comment] for p in thread.scope.answered]
    last = max(made, key=lambda comment: comment.position, default=None)
    if last is None:
        return False
    return long_after(thread.comment, last) or thread.comment.position - last.position > FAR_BELOW


def long_after(comment: Comment, other: Comment) -> bool:
    """Tell whether a comment was signed long after another."""
    now, then = comment.timestamp, other.timestamp
    return now is not None and then is not None and now - then > LONG_AFTER


def as_stance(lean: Lean, proposal: Proposal, comment: Comment, language: Language, *, changed: bool = False) -> Stance:
    """Return a leaning as a stance towards a proposal."""
    quote = evidence(comment, lean.span, f"{language.code}.leaning", round(lean.confidence, 2))
    kind = cast("StanceKind", "support with changes" if changed else lean.leaning)
    return Stance(proposal.id, kind, "weak", struck=False, evidence=quote)


def first_sentence(comment: Comment) -> Span:
    """Return the span of a comment's first sentence."""
    found = re.search(r"\S[^.!?\n]*[.!?]?", comment.text)
    return found.span() if found else (0, 0)
