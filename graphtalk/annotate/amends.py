"""Which earlier proposals one varies: the closest version of its passage, what it answers, and what else it takes up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from graphtalk.annotate.labels import named_options
from graphtalk.annotate.layout import Layout, ancestors, is_later
from graphtalk.annotate.references import named_versions
from graphtalk.annotate.similarity import (
    SAME_PASSAGE,
    Words,
    common_runs,
    common_words,
    holds,
    likeness,
    word_similarity,
    words,
)
from graphtalk.language import Language
from graphtalk.model import Comment, Proposal

__all__ = ["COMPARED", "VERSIONS", "Step", "link_amended"]

VERSIONS = frozenset({"wording", "option"})  # kinds of proposals whose text is a passage as it would be
NEARLY = 0.1  # by which an answered wording may be less similar than another
ALONE = 0.3  # word similarity from which a wording that answers none varies one
SMALL = 0.6  # share of a version's words that a correction of it has at most
RELATED = 0.2  # word similarity of an answer to a wording that varies it
RESUMED = 0.55  # word similarity from which a wording goes on with a version of another discussion
MIN_RESUMED = 8  # words of such a wording
COMPARED = 30  # versions of a discussion that a wording is compared with, the last ones
ASKED = 30  # wordings of other discussions that are compared
RUN = 3  # words in a row that are taken over from another version
TAKEN_OVER = 0.3  # share of a wording's words that it has from another version than the closest, to vary both
MIN_TAKEN_OVER = 4  # the same in words
SOME = 0.25  # share of a correction's words that stand in a wording which goes on from it
HELD = 0.8  # share of a fragment's words that stand in a version which takes it up
MIN_PASSAGE = 10  # words of a wording that need not be a piece of a passage before it
LEAD = 200  # characters before a proposal that may name the version that it varies
CONTEXT = 120  # characters before a proposal that tell what it is about
SHARED = 2  # words that a described edit has in common with what it varies though it does not answer that
STEM = 5  # letters by which words are the same
MIN_SUBJECT = 3  # letters of a word that tells what a proposal is about


@dataclass(frozen=True, slots=True)
class Step:
    """A proposal and what it may vary.

    Attributes:
        proposal: The proposal.
        comment: The comment that makes it.
        earlier: Proposals of the same discussion in other comments before it.
        layout: Where the page's comments stand.
    """

    proposal: Proposal
    comment: Comment
    earlier: Sequence[Proposal]
    layout: Layout

    @property
    def language(self) -> Language:
        """Return what the page is read by."""
        return self.layout.language

    def comment_of(self, proposal: Proposal) -> Comment:
        """Return the comment that makes a proposal."""
        return self.layout.comments[proposal.evidence.comment]

    def answered(self, scores: Mapping[str, float]) -> tuple[Proposal | None, int]:
        """Return the proposal that is answered, and how far above its comment stands: 1 for what is answered directly.

        It is of the nearest comment above that makes any, the one most like this, else the last. What is only about text
        answers no move or deletion.
        """
        above = {c.id: depth for depth, c in enumerate(ancestors(self.comment, self.layout.comments), start=1)}
        other = {"move", "delete"} if self.proposal.kind in {"wording", "edit"} else set()
        made = [p for p in self.earlier if p.evidence.comment in above and p.kind not in other]
        if not made:
            return None, 0
        nearest = made[-1].evidence.comment
        of_it = [p for p in reversed(made) if p.evidence.comment == nearest]
        return max(of_it, key=lambda p: scores.get(p.id, 0.0)), above[nearest]


def link_amended(step: Step, elsewhere: Sequence[Proposal]) -> Proposal:
    """Return a proposal with the earlier ones that it varies.

    Args:
        step: The proposal and those before it.
        elsewhere: Wordings of other discussions before it, of which the last are asked where this one has none like it.
    """
    proposal = step.proposal
    if proposal.kind == "delete":
        return proposal
    # In a survey the votes may stand above what they speak of.
    step = replace(step, earlier=[p for p in step.earlier if not is_later(step.comment_of(p), step.comment)])
    named, known = meant(step), step.earlier
    target = named[-1] if named else closest(step)
    if target is None and proposal.kind == "wording":
        known = elsewhere[-ASKED:]
        target = resumed(proposal, known)
    if target is None:
        return proposal
    targets = named or [target]
    if proposal.kind == "wording" and len(targets) == 1:
        targets = [taken_up(proposal, with_corrections(step, target, known), known)]
        targets += taken_over(proposal, targets[0], known)
    return replace(
        proposal,
        amends=tuple(p.id for p in targets),
        similarity=tuple(round(word_similarity(proposal.text, p.text), 3) for p in targets),
    )


def meant(step: Step) -> list[Proposal]:
    """Return the versions that the words before a proposal name and that it may vary."""
    proposal, text = step.proposal, step.comment.text
    versions = [p for p in step.earlier if p.kind in VERSIONS]
    if not versions or proposal.kind not in {"wording", "edit"}:
        return []
    start, end = proposal.evidence.start, proposal.evidence.end
    before = text[max(0, start - LEAD) : end if proposal.kind == "edit" else start]
    named = named_versions(before, step.comment, versions, step.layout, step.language)
    options = named_options(before, versions, step.language)
    if not named and len(options) == 1:  # who votes for one and would word it in another way
        return options
    own = subjects(proposal.text, step.language)
    return [p for p in named if proposal.kind == "edit" or own & subjects(p.text, step.language)]


def closest(step: Step) -> Proposal | None:
    """Return the closest version of a proposal's passage; where none is close, what its comment answers."""
    if part := holding(step.proposal, step.earlier):
        return part
    scores: dict[str, float] = {}
    if step.proposal.kind in VERSIONS:
        best = 0.0
        for older in reversed(step.earlier[-COMPARED:]):  # what is much less like than another one does not matter
            scores[older.id] = closeness(step.proposal, older, max(RELATED, best - NEARLY))
            best = max(best, scores[older.id])
    return alike(step, scores) or responded(step, scores) or related(step, scores)


def holding(proposal: Proposal, earlier: Sequence[Proposal]) -> Proposal | None:
    """Return the last version in which the words stand that a wording is to replace."""
    part = words(proposal.replaces_text or "")
    versions = (p for p in reversed(earlier) if part and p.kind in VERSIONS)
    return next((p for p in versions if holds(words(p.text), part)), None)


def alike(step: Step, scores: Mapping[str, float]) -> Proposal | None:
    """Return the version that a wording is like, None where it is like none.

    Of versions about as close it is that which is answered, else the last.
    """
    answered, _ = step.answered(scores)
    best = max(scores.values(), default=0.0)
    if answered and scores.get(answered.id, 0.0) >= max(SAME_PASSAGE, best - NEARLY):
        return answered
    return next((p for p in reversed(step.earlier) if scores.get(p.id, 0.0) >= max(SAME_PASSAGE, best - NEARLY)), None)


def responded(step: Step, scores: Mapping[str, float]) -> Proposal | None:
    """Return what a proposal answers, unless the two have nothing to do with each other."""
    answered, depth = step.answered(scores)
    near = max(scores.values(), default=0.0) >= RELATED
    if answered is None or (scores and not near and answered.kind != "edit"):
        return None
    about = subjects(step.proposal.text, step.language) & subjects(answered.text, step.language)
    return answered if depth == 1 or near or about or points_back(step, answered) else None


def points_back(step: Step, answered: Proposal) -> bool:
    """Tell whether a described edit is of what it answers ("it"), or a wording of the sentence that one speaks of."""
    markers = step.language.markers
    if step.proposal.kind == "wording":
        return answered.kind == "edit" and markers["this_sentence"].search(answered.text) is not None
    return markers["pointing"].search(step.proposal.text) is not None


def related(step: Step, scores: Mapping[str, float]) -> Proposal | None:
    """Return what a proposal varies that it neither is like nor answers, None where it shares too few words with any."""
    proposal, earlier = step.proposal, step.earlier
    about = partial(subjects, language=step.language)
    if max(scores.values(), default=0.0) >= ALONE:
        return max(reversed(earlier), key=lambda p: scores.get(p.id, 0.0))
    own = about(proposal.text)
    if proposal.kind == "wording" and len(words(proposal.text)) < MIN_PASSAGE:
        return next((p for p in reversed(earlier) if p.kind in VERSIONS and own & about(p.text)), None)
    if earlier and proposal.kind in {"move", "merge", "other"}:
        return earlier[0]
    if proposal.kind == "edit":
        return next((p for p in reversed(earlier) if len(own & about(in_context(p, step))) >= SHARED), None)
    return None


def in_context(proposal: Proposal, step: Step) -> str:
    """Return a proposal's words and those just before it, which tell what it is about."""
    return step.comment_of(proposal).text[max(0, proposal.evidence.start - CONTEXT) : proposal.evidence.end]


def subjects(text: str, language: Language) -> set[str]:
    """Return the words of a text that tell what it is about, by their first letters."""
    return {word[:STEM] for word in words(text) if len(word) >= MIN_SUBJECT and word not in language.everyday}


def resumed(proposal: Proposal, elsewhere: Sequence[Proposal]) -> Proposal | None:
    """Return the last version in other discussions of the passage that a wording is about, if any is plainly the same."""
    if len(words(proposal.text)) < MIN_RESUMED:
        return None
    scores = {p.id: word_similarity(proposal.text, p.text, RESUMED) for p in elsewhere}
    best = max(scores.values(), default=0.0)
    return next((p for p in reversed(elsewhere) if scores[p.id] >= max(RESUMED, best - NEARLY)), None)


def closeness(newer: Proposal, older: Proposal, least: float = 0.0) -> float:
    """Return how surely two wordings are of one passage: the likeness of what one says, or replaces, and the other says.

    Args:
        newer: A wording.
        older: An earlier one.
        least: What matters; below it 0 may be returned.
    """
    said = [newer.text, newer.replaces_text] if newer.replaces_text else [newer.text]
    return max(likeness(words(text), words(older.text), least) for text in said)


def with_corrections(step: Step, version: Proposal, known: Sequence[Proposal]) -> Proposal:
    """Return the last small correction of a version that a wording goes on from, else the version itself.

    A correction is a described edit, or a piece much shorter than what it corrects and taken up in the wording.
    """
    own, size = words(step.proposal.text), SMALL * len(words(version.text))
    about = subjects(step.proposal.text, step.language) | subjects(version.text, step.language)
    line, last = {version.id}, version
    for later in known:
        piece = words(later.text)
        if line.isdisjoint(later.amends) or (later.kind != "edit" and len(piece) >= size):
            continue
        line.add(later.id)
        taken = (
            about & subjects(later.text, step.language)
            if later.kind == "edit"
            else common_words(piece, own) >= SOME * len(piece)
        )
        if piece and taken:
            last = later
    return last


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


def held(piece: Words, whole: Words) -> float:
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
    known = set[int]().union(*(places(own, words(base.text)) for base in bases))
    before = line(bases, earlier)
    counts = {
        p.id: len(places(own, words(p.text)) - known)
        for p in earlier[-COMPARED:]
        if p.kind in VERSIONS and p.id not in before and closeness(proposal, p, SAME_PASSAGE) >= SAME_PASSAGE
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


def small(version: Proposal, own: Words) -> bool:
    """Tell whether a version is a described edit, or a piece much shorter than a wording."""
    return version.kind == "edit" or len(words(version.text)) < SMALL * len(own)


def places(first: Words, second: Words) -> set[int]:
    """Return the places of words in the first text that both have, some in a row."""
    return {i for run in common_runs(first, second) if run.size >= RUN for i in range(run.a, run.a + run.size)}
