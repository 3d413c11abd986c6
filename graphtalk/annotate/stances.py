"""What comments say of proposals, and of which one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from graphtalk.annotate.answers import Verdict, told_apart
from graphtalk.annotate.conditions import SENTENCE_END, condition_end, with_condition
from graphtalk.annotate.cues import Hit, Span, covers, evidence, find_hits, marked, merged
from graphtalk.annotate.layout import Layout, layout_of
from graphtalk.annotate.leaning import load_weights
from graphtalk.annotate.linear import load_choice
from graphtalk.annotate.openings import requested_sections, topic_sections
from graphtalk.annotate.references import Scope, Thread, answered_proposals, clause_from, meant_proposals
from graphtalk.annotate.surroundings import survey
from graphtalk.annotate.votes import (
    AGAINST,
    WAYS_OUT,
    apart_from_struck,
    heading_vote,
    numbered_reasons,
    option_votes,
    resolved,
    said_option,
    vote_heading,
    vote_lead,
)
from graphtalk.annotate.weighed import weigh_stances
from graphtalk.language import Cue, Language
from graphtalk.model import Comment, Page, PageWarning, Proposal, Stance, StanceKind, Strength

__all__ = ["find_stances", "followed", "read_threads"]

LONG_AFTER, FAR_BELOW = timedelta(days=90), 4  # after which an answer to someone else is about other things
MOST = 200  # words of a comment that take sides, the first ones; they are held against each other
MANY = 2  # proposals of one comment; more are a list
TAKEN_OUT = "taken out"  # value of a rule for words of who took something out of the article
FOLLOWS = "as"  # value of a rule for words that follow someone
NEXT = 25  # characters behind words that take a side that may name an option
FIRST = 4  # sentences of a comment in which it takes its side
CASTS = frozenset({"bold", "label"})  # rules for the votes among options
CHOSEN = frozenset({"option", "move", "merge", "delete", "other"})  # kinds of proposals that people vote on
IMPLIED: Mapping[str, StanceKind] = {
    "implemented": "support",
    "partly implemented": "support with changes",
    "declined": "oppose",
    "reverted": "oppose",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment's words that take a side say, those that are crossed out apart.

    Attributes:
        hits: The words, in the order of the rules.
        named: What they say of the proposals that they name, by id: of these they say that alone.
        struck: Whether they are crossed out.
    """

    hits: Sequence[Hit]
    named: dict[str, str]
    struck: bool


def find_stances(
    page: Page, proposals: Sequence[Proposal], decided: Mapping[str, Sequence[Verdict]], language: Language
) -> tuple[list[Stance], list[PageWarning]]:
    """Return the stances of a page in document order, and a warning for each that has no proposal to be about.

    One comment takes one stance towards a proposal: the clearest that rules and weights give; what is struck out counts apart.

    Args:
        page: The page.
        proposals: Its proposals in document order.
        decided: What each comment decides of them, by the comment's id.
        language: The rules.
    """
    model, weights = load_choice(language.code, "stances"), load_weights(language.code)
    stances: list[Stance] = []
    warnings: list[PageWarning] = []
    taken: dict[tuple[str, str], StanceKind] = {}  # what rules read of proposals before
    for thread, read in read_threads(page, proposals, decided, language):
        if read and not thread.scope.known:
            detail = f"{read[0].evidence.quote!r} answers no proposal"
            warnings.append(PageWarning("unplaced-stance", detail, thread.comment.id))
        ruled = [stance for one in read for stance in followed(one, stances, thread)]
        found = settled(ruled)
        if model and weights and thread.comment.author is not None and thread.held_against:
            around = survey(thread.comment, thread.held_against, thread.by_comment, thread.scope.layout, weights)
            found = settled([*weigh_stances(around, ruled, taken, model, language)])
        stances += found
        author = thread.comment.author or ""
        taken |= {(author, stance.proposal): stance.stance for stance in ruled if not stance.struck}
    return stances, warnings


def read_threads(
    page: Page, proposals: Sequence[Proposal], decided: Mapping[str, Sequence[Verdict]], language: Language
) -> Iterator[tuple[Thread, list[Stance]]]:
    """Yield what is known of each comment, and the stances that rules read in it, in document order.

    Args:
        page: The page.
        proposals: Its proposals in document order.
        decided: What each comment decides of them, by the comment's id.
        language: The rules.
    """
    by_comment: dict[str, list[Proposal]] = {}
    by_root: dict[str, list[Proposal]] = {}
    layout = layout_of(page, language)
    for proposal in proposals:
        by_comment.setdefault(proposal.evidence.comment, []).append(proposal)
        by_root.setdefault(layout.root(proposal.evidence.comment), []).append(proposal)
    sections = {section.id: section for section in page.sections}
    formal = {layout.roots[section] for section in requested_sections(page, language)}
    comments_wanted = {layout.roots[section] for section in topic_sections(page, "request for comment", language)}
    for comment in page.comments:
        if comment.id in layout.closings:
            continue
        here = by_root.get(layout.root(comment.id), [])
        known = [p for p in here if layout.knows(comment, p.evidence.comment)]
        answered = answered_proposals(comment, layout, by_comment)
        makers = {p.evidence.comment for p in answered}
        in_poll = polled(known) or (bool(known) and layout.root(comment.id) in comments_wanted)
        asked = in_poll or vote_heading(sections[comment.section], language) is not None
        # A copy has lost what stands below what.
        at_top = comment.parent is None or (comment.parent_confidence or 1) < 1
        direct = comment.parent in makers or (at_top and asked)
        verdicts = decided.get(comment.id, ())
        thread = Thread(
            comment,
            by_comment.get(comment.id, []),
            direct,
            at_top and in_poll,
            Scope(known, [p for p in here if p.label and p.evidence.comment != comment.id], answered, layout),
            tuple(acts(comment, verdicts, known, layout, formal=layout.root(comment.id) in formal)),
            frozenset(verdict.proposal for verdict in verdicts if verdict.named),
            by_comment,
        )
        found = list(comment_stances(thread, language))
        yield thread, settled([*found, *heading_vote(thread, sections[comment.section], language)]) if known else found


def acts(
    comment: Comment, verdicts: Sequence[Verdict], known: Sequence[Proposal], layout: Layout, *, formal: bool
) -> Iterator[Stance]:
    """Yield the stances that someone takes by what they do to the article: who carries out another's proposal supports it.

    Who closes a survey or carries out a move takes no side. Where nothing was formally requested, what someone did long
    after a proposal, in answer to someone else, is seldom about that.
    """
    by_id = {p.id: p for p in known if p.kind in {"wording", "edit"}}
    for verdict in verdicts:
        status, quote = verdict.decision
        proposal = by_id.get(verdict.proposal)
        known_by = formal or verdict.named or status == "reverted"  # what is undone was done
        if proposal and not known_by and far(comment, layout.comments[proposal.evidence.comment]):
            continue
        if proposal and status in IMPLIED and layout.comments[proposal.evidence.comment].author != comment.author:
            yield Stance(proposal.id, IMPLIED[status], "plain", struck=False, evidence=quote)


def far(comment: Comment, made: Comment) -> bool:
    """Tell whether a comment comes long after one that it does not answer."""
    return comment.parent != made.id and (comment.position - made.position > FAR_BELOW or long_after(comment, made))


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


def followed(stance: Stance, before: Sequence[Stance], thread: Thread) -> list[Stance]:
    """Return a stance, or those of the person whom it follows ("per Ana"): none where that person took none here."""
    if str(stance.stance) != FOLLOWS:
        return [stance]
    name = stance.evidence.quote.lower()
    here = {p.id for p in thread.scope.known}
    comments = thread.scope.layout.comments
    makers = {p.id: comments[p.evidence.comment].author for p in thread.scope.known}
    if (maker := makers.get(stance.proposal)) and maker.split()[0].lower() in name:
        return [replace(stance, stance="support")]
    theirs = [
        s for s in before
        if s.proposal in here and not s.struck and (author := comments[s.evidence.comment].author) and author.split()[0].lower() in name
    ]  # fmt: skip
    latest = [s for s in theirs if theirs and s.evidence.comment == theirs[-1].evidence.comment]
    return [replace(s, strength="plain", evidence=stance.evidence) for s in latest]


def settled(stances: Sequence[Stance]) -> list[Stance]:
    """Return one stance for each proposal, and one that is struck out; the first of several counts."""
    first: dict[tuple[str, bool], Stance] = {}
    for stance in stances:
        if stance.proposal:
            first.setdefault((stance.proposal, stance.struck), stance)
    return sorted(first.values(), key=lambda stance: (stance.evidence.start, stance.proposal))


def comment_stances(thread: Thread, language: Language) -> Iterator[Stance]:
    """Yield the stances of a comment towards the proposals that they are about, the clearest first.

    Where a comment names no proposal, its clearest words count alone; what it says of named ones counts beside.
    """
    comment = thread.comment
    votes = [
        *option_votes(thread, language),
        *(said_option(thread, language) if thread.at_top or thread.direct else ()),
    ]
    votes = [with_condition(vote, thread, language) for vote in votes]
    yield from votes
    shut: list[Span] = [(p.evidence.start, p.evidence.end) for p in thread.own]
    if not thread.scope.known and not thread.scope.labelled:
        # Nothing to be for or against: only a vote is worth a warning, and all rules take their time.
        shouted = [cue for cue in language.cues["stance"] if cue.where == "bold"]
        for hit in list(find_hits(comment, shouted, shut))[:1]:
            yield from placed(hit, (), thread, language, struck=False)
        return
    fits = {"text": True, "bold": True, "answer": thread.direct, "label": bool(thread.scope.labelled)}
    plain = vote_lead(thread, language) if thread.at_top or polled(thread.scope.known) else None
    cues = [cue for cue in language.cues["stance"] if fits[cue.where]]
    hits = taking_sides(comment, cues, shut, [plain] if plain else None)
    named = {act.proposal: act for act in thread.acts if act.proposal in thread.named}
    yield from named.values()
    crossed = merged(marked(comment, "strike"))
    struck = [hit for hit in hits if covers(crossed, hit.span[0])]
    standing = [hit for hit in hits if hit not in struck and not asked(comment, hit, language)]
    near = thread.direct or (comment.parent is not None and not late(thread))
    for group, is_struck in ((struck, True), (standing, False)):
        said = Said(group, {} if is_struck else {act: stance.stance for act, stance in named.items()}, struck=is_struck)
        unnamed = None
        ends = [end for _, end in crossed] if is_struck else []  # what is struck out names nothing behind it
        by_name = any(hit.cue.where == "label" for hit in group)  # who votes by name says no more of the others
        for hit in sorted(group, key=rank):
            # Words within these that say the same name the same.
            starts = sorted([*ends, *(h.span[0] for h in group if h.cue.value != hit.cue.value or not within(h, hit))])
            if meant := meant_proposals(comment, hit.span, starts, thread.scope, language):
                for proposal in meant:
                    said.named.setdefault(proposal.id, hit.cue.value)
                yield from placed(hit, meant, thread, language, struck=is_struck)
            elif (
                unnamed is None
                and not (votes or by_name or of_another(comment, hit, language))
                and (near or hit.cue.where == "bold")
            ):
                counts = voted_on(thread) if hit.cue.where == "bold" else early(comment, hit)
                unnamed = hit if counts else None
        if unnamed:
            yield from of_the_rest(unnamed, said, thread, language)
    yield from thread.acts


def taking_sides(comment: Comment, cues: Sequence[Cue], shut: Sequence[Span], bold: Sequence[Span] | None) -> list[Hit]:
    """Return the words of a comment that take sides, the first ones of very many.

    Args:
        comment: The comment.
        cues: The rules.
        shut: Spans that are not the comment's own voice.
        bold: What counts as bold; None for what is.
    """
    hits = [*find_hits(comment, cues, shut, bold)]
    hits += apart_from_struck(comment, [cue for cue in cues if cue.where == "label"], shut, hits)
    if numbered_reasons(comment.text):
        hits = [hit for hit in hits if not comment.text[slice(*hit.span)].isdigit()]
    return sorted(hits, key=lambda hit: hit.span)[:MOST] if len(hits) > MOST else hits


def of_another(comment: Comment, hit: Hit, language: Language) -> bool:
    """Tell whether words are of an option that is not known ("Support option D")."""
    return any(cue.pattern.search(comment.text, hit.span[0], hit.span[1] + NEXT) for cue in language.cues["label"])


def of_the_rest(hit: Hit, said: Said, thread: Thread, language: Language) -> Iterator[Stance]:
    """Yield what words that name no proposal say of those that are answered and that the comment does not name."""
    rest = [p for p in thread.scope.answered if p.id not in said.named]
    if (said.named and not rest) or (len(rest) > MANY and not thread.direct):
        return  # who answers someone else is seldom for or against a whole list
    for stance in placed(hit, rest, thread, language, struck=said.struck):
        value = stance.stance
        if value == "support" and has_but(hit, said.hits):
            value = "support with changes"
        yield replace(stance, stance=value)


def has_but(hit: Hit, group: Sequence[Hit]) -> bool:
    """Tell whether words of support that are no vote come before words against a part of the same."""
    return hit.cue.where != "bold" and any(
        other.span[0] > hit.span[1] and other.cue.value in {"oppose", "support with changes"} for other in group
    )


def placed(
    hit: Hit, targets: Sequence[Proposal], thread: Thread, language: Language, *, struck: bool
) -> Iterator[Stance]:
    """Yield what a hit says of each of the proposals that it is about; without any, of none."""
    if hit.cue.value in AGAINST and (nominated := [p for p in thread.scope.known if p.kind == "delete"]):
        named = [p for p in targets if p.kind == "delete"]
        way = WAYS_OUT.get(hit.cue.value)
        targets = [*(named or nominated), *(p for p in thread.scope.known if p.kind == way and way != "delete")]
    elif hit.cue.value in AGAINST and len(targets) > 1 and all(p.kind == "option" for p in targets):
        words = clause_from(thread.comment.text, hit.span)
        targets = [p for p in (told_apart(words, targets, thread.scope.layout),) if p]
    for proposal in targets:
        author = thread.scope.layout.comments[proposal.evidence.comment].author
        # What people say for their own proposal is no support for it, unless they vote among options.
        said = hit.cue.value
        asked_for = thread.at_top and proposal.kind == "edit" and said == "oppose"  # who asks may say no
        asks = proposal.kind == "option" or proposal.label or asked_for
        if author == thread.comment.author and not (asks and hit.cue.where in CASTS):
            continue
        if said == TAKEN_OUT:
            wanted = any(cue.pattern.search(proposal.text) for cue in language.cues["removal"])
            said = "support" if wanted else "oppose"
        if said == "oppose" and hit.cue.strength == "weak" and any(proposal.id in p.amends for p in thread.own):
            said = "support with changes"  # who is not keen and offers another version
        if value := resolved(said, proposal, targets):
            yield replace(as_stance(thread, hit, value, language, struck=struck), proposal=proposal.id)
    if not targets:
        value = resolved(hit.cue.value, None, ()) or "support"
        yield as_stance(thread, hit, value, language, struck=struck)


def asked(comment: Comment, hit: Hit, language: Language) -> bool:
    """Tell whether the words are asked or supposed ("if it is wrong"), which takes no side; what follows "but" may be asked alone."""
    rest = re.match(r"([^.!?\n]*)([.!?]?)", comment.text[hit.span[1] :])
    question = rest is not None and rest[2] == "?" and not language.markers["turning"].search(rest[1])
    supposed = language.markers["supposed"].search(comment.text, 0, hit.span[0]) is not None
    return hit.cue.where != "bold" and (question or supposed)


def within(hit: Hit, other: Hit) -> bool:
    """Tell whether words begin inside others."""
    return other.span[0] < hit.span[0] < other.span[1]


def early(comment: Comment, hit: Hit) -> bool:
    """Tell whether words stand in a comment's first sentences, or in the first of a paragraph: then people argue."""
    text, place = comment.text, hit.span[0]
    return any(
        len(SENTENCE_END.findall(text, begin, place)) < most
        for begin, most in ((0, FIRST), (text.rfind("\n", 0, place) + 1, 1))
    )


def voted_on(thread: Thread) -> bool:
    """Tell whether a vote may be about what it answers; one at the top is about what the discussion opens with."""
    makers = {p.evidence.comment for p in thread.scope.answered}
    return thread.comment.parent is not None or thread.direct or not makers.isdisjoint(thread.scope.layout.openings)


def polled(known: Sequence[Proposal]) -> bool:
    """Tell whether people are asked to choose, so that comments at the top of the discussion answer that."""
    return any(p.kind in CHOSEN for p in known)


def rank(hit: Hit) -> tuple[int, int]:
    """Return the order in which hits count: bold votes, then what takes a side, then what takes none."""
    neutral = hit.cue.value == "neutral"
    return (0 if hit.cue.where == "bold" else 2 if neutral else 1), hit.span[0]


def as_stance(thread: Thread, hit: Hit, value: StanceKind, language: Language, *, struck: bool) -> Stance:
    """Return a hit as a stance whose proposal is still open."""
    comment = thread.comment
    quote = comment.text[slice(*hit.span)]
    span = hit.span
    if value == "support":
        condition = condition_end(span, thread, language, vote=hit.cue.where == "bold")
        if condition:
            span = (span[0], condition)
        followed = any(p.evidence.start > hit.span[0] and p.kind in {"wording", "edit"} for p in thread.own)
        if condition or (followed and hit.cue.where != "bold"):
            value = "support with changes"
    strength = next((how for how in ("strong", "weak") if language.markers[how].search(quote)), hit.cue.strength)
    return Stance(
        proposal="",
        stance=value,
        strength=cast("Strength", strength),
        struck=struck,
        evidence=evidence(comment, span, hit.cue.id, hit.cue.confidence),
    )
