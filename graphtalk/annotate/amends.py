"""Which earlier proposals one varies: the closest version of its passage, what it answers, and what else it takes up."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from graphtalk.annotate.layout import Layout, ancestors
from graphtalk.annotate.similarity import SAME_PASSAGE, likeness, repetitive, word_similarity, words
from graphtalk.model import Comment, Proposal

__all__ = ["link_amended"]

NEARLY = 0.1  # by which an answered wording may be less similar than another
ALONE = 0.3  # word similarity from which a wording that answers none varies one
SMALL = 0.6  # share of a version's words that a correction of it has at most
RELATED = 0.2  # word similarity of an answer to a wording that varies it
RESUMED = 0.55  # word similarity from which a wording goes on with a version of another discussion
MIN_RESUMED = 8  # words of such a wording
ASKED = 30  # wordings of other discussions that are compared
RUN = 3  # words in a row that are taken over from another version
TAKEN_OVER = 0.3  # share of a wording's words that it has from another version than the closest, to vary both
MIN_TAKEN_OVER = 4  # the same in words
SOME = 0.25  # share of a correction's words that stand in a wording which goes on from it
HELD = 0.8  # share of a fragment's words that stand in a version which takes it up


def link_amended(
    proposal: Proposal, comment: Comment, earlier: Sequence[Proposal], elsewhere: Sequence[Proposal], layout: Layout
) -> Proposal:
    """Return the proposal with the earlier ones that it varies.

    Args:
        proposal: The proposal.
        comment: The comment that makes it.
        earlier: Proposals of the same discussion in other comments before it.
        elsewhere: Wordings of other discussions before it, of which the last are asked where this one has none like it.
        layout: Where the page's comments stand.
    """
    if proposal.kind == "delete":
        return proposal
    above = {c.id for c in ancestors(comment, layout.comments)}
    target = closest(proposal, earlier, above)
    if target is None and proposal.kind == "wording":
        earlier = elsewhere[-ASKED:]
        target = resumed(proposal, earlier)
    if target is None:
        return proposal
    targets = [target]
    if proposal.kind == "wording":
        targets = [taken_up(proposal, with_corrections(proposal, target, earlier), earlier)]
        targets += taken_over(proposal, targets[0], earlier)
    return replace(
        proposal,
        amends=tuple(p.id for p in targets),
        similarity=tuple(round(word_similarity(proposal.text, p.text), 3) for p in targets),
    )


def closest(proposal: Proposal, earlier: Sequence[Proposal], above: set[str]) -> Proposal | None:
    """Return the closest version of a proposal's passage; where none is close, what its comment answers.

    Args:
        proposal: The proposal.
        earlier: Proposals of the same discussion before it.
        above: Ids of the comments that its comment answers, directly or not.
    """
    scores = {p.id: closeness(proposal, p) for p in earlier} if proposal.kind in {"wording", "option"} else {}
    answered = [p for p in earlier if p.evidence.comment in above]
    if proposal.kind in {"wording", "edit"}:
        answered = [p for p in answered if p.kind not in {"move", "delete"}]
    best = max(scores.values(), default=0.0)
    # Of versions about as close, that which is answered.
    if answered and scores.get(answered[-1].id, 0.0) >= max(SAME_PASSAGE, best - NEARLY):
        return answered[-1]
    if best >= SAME_PASSAGE:
        return next(p for p in reversed(earlier) if scores[p.id] >= best - NEARLY)
    if answered and (not scores or best >= RELATED or answered[-1].kind == "edit"):
        return answered[-1]
    if best >= ALONE:
        return max(reversed(earlier), key=lambda p: scores[p.id])
    if earlier and proposal.kind in {"move", "merge", "other"}:
        return earlier[0]
    # A change described beside the thread is of the one thing that the discussion is about, if there is one.
    first = [p for p in earlier if not p.amends]
    alone = proposal.kind == "edit" and len(first) == 1 and first[0].kind not in {"move", "delete"}
    return first[0] if alone else None


def resumed(proposal: Proposal, elsewhere: Sequence[Proposal]) -> Proposal | None:
    """Return the last version in other discussions of the passage that a wording is about, if any is plainly the same."""
    if len(words(proposal.text)) < MIN_RESUMED:
        return None
    scores = {p.id: word_similarity(proposal.text, p.text) for p in elsewhere}
    best = max(scores.values(), default=0.0)
    return next((p for p in reversed(elsewhere) if scores[p.id] >= max(RESUMED, best - NEARLY)), None)


def closeness(newer: Proposal, older: Proposal) -> float:
    """Return how surely two wordings are of one passage: the better of similarity and containment of the shorter."""
    pairs = [(newer.text, older.text)] + ([(newer.replaces_text, older.text)] if newer.replaces_text else [])
    return max(likeness(words(a), words(b)) for a, b in pairs)


def with_corrections(proposal: Proposal, version: Proposal, known: Sequence[Proposal]) -> Proposal:
    """Return the last small correction of a version that a wording goes on from, else the version itself.

    A correction is a described edit, or a piece much shorter than what it corrects and taken up in the wording.
    """
    own, size = words(proposal.text), SMALL * len(words(version.text))
    line, last = {version.id}, version
    for later in known:
        piece = words(later.text)
        if line.isdisjoint(later.amends) or (later.kind != "edit" and len(piece) >= size):
            continue
        line.add(later.id)
        if later.kind == "edit" or (piece and shared(piece, own) >= SOME * len(piece)):
            last = later
    return last


def shared(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many words two texts have in common in the same order."""
    matcher = SequenceMatcher(None, first, second, autojunk=repetitive(first, second))
    return sum(block.size for block in matcher.get_matching_blocks())


def taken_up(proposal: Proposal, target: Proposal, earlier: Sequence[Proposal]) -> Proposal:
    """Return the last fragment brought up after a version that a wording takes up and the version lacks, else that."""
    own, old = words(proposal.text), words(target.text)
    after = list(earlier[earlier.index(target) + 1 :])
    for fragment in reversed(after):
        piece = words(fragment.text)
        if fragment.kind != "wording" or not RUN < len(piece) < SMALL * len(own):
            continue
        if held(piece, own) >= HELD > held(piece, old):
            return fragment
    return target


def held(piece: Sequence[str], whole: Sequence[str]) -> float:
    """Return the share of a fragment's words that stand in a text in runs."""
    return len(places(piece, whole)) / len(piece)


def taken_over(proposal: Proposal, target: Proposal, earlier: Sequence[Proposal]) -> list[Proposal]:
    """Return the version, beside the closest one, from which a wording has most of its further words, if it has many.

    What the closest one comes from, by close links, is none.
    """
    own = words(proposal.text)
    bases = [target]  # with what a correction corrects
    while small(bases[-1], own) and (base := next((p for p in earlier if p.id in bases[-1].amends), None)):
        bases.append(base)
    known = set().union(*(places(own, words(base.text)) for base in bases))
    before = line(bases, earlier)
    counts = {
        p.id: len(places(own, words(p.text)) - known)
        for p in earlier
        if p.kind in {"wording", "option"}
        and p not in bases
        and p.id not in before
        and closeness(proposal, p) >= SAME_PASSAGE
    }
    most = max(counts.values(), default=0)
    if most < max(MIN_TAKEN_OVER, TAKEN_OVER * len(own)):
        return []
    return [next(p for p in reversed(earlier) if counts.get(p.id) == most)]


def line(versions: Sequence[Proposal], earlier: Sequence[Proposal]) -> set[str]:
    """Return the ids of what versions come from, each step of one passage."""
    found = {p.id for p in versions}
    for older in reversed(earlier):
        if older.id in found:
            found |= {a for a, near in zip(older.amends, older.similarity, strict=True) if near >= SAME_PASSAGE}
    return found


def small(version: Proposal, own: Sequence[str]) -> bool:
    """Tell whether a version is a described edit, or a piece much shorter than a wording."""
    return version.kind == "edit" or len(words(version.text)) < SMALL * len(own)


def places(first: Sequence[str], second: Sequence[str]) -> set[int]:
    """Return the places of words in the first text that both have, some in a row."""
    matcher = SequenceMatcher(None, first, second, autojunk=repetitive(first, second))
    return {
        i for block in matcher.get_matching_blocks() if block.size >= RUN for i in range(block.a, block.a + block.size)
    }
