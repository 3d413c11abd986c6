"""What became of proposals, and which comment decided it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphtalk.annotate.answers import MADE, Decision, Verdict, deciding, status_of
from graphtalk.annotate.cues import Hit, evidence, find_hits, sentence_around
from graphtalk.annotate.decided import SURER, Likely, weigh_decisions
from graphtalk.annotate.formal import new_title
from graphtalk.annotate.labels import named_options
from graphtalk.annotate.layout import Layout, layout_of
from graphtalk.annotate.references import Scope, by_name
from graphtalk.language import Language
from graphtalk.model import Comment, Evidence, Mark, Page, Proposal, ProposalStatus

__all__ = ["CLOSED_KINDS", "VERSIONS", "closing_verdict", "find_outcomes"]

CLOSED_KINDS = frozenset({"option", "move", "merge", "delete", "other"})  # that a closing decides
VERSIONS = frozenset({"wording", "edit"})  # that later ones of the same passage replace
SENTENCE = re.compile(r"[^.!?;\n]+")
SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n")


def find_outcomes(
    page: Page,
    proposals: Sequence[Proposal],
    verdicts: Mapping[str, Sequence[Verdict]],
    said: Mapping[str, Decision],
    language: Language,
) -> list[Proposal]:
    """Return the proposals with what became of them.

    The last comment that decides a proposal by the rules counts, unless weights surely tell of a later one; what closes a
    discussion stands. One that nobody decided is superseded by a version that amends it.

    Args:
        page: The page.
        proposals: Its proposals in document order.
        verdicts: What each comment decides by the rules, by the comment's id.
        said: What that leaves decided, by the proposal's id.
        language: The rules.
    """
    layout = layout_of(page, language)
    likely = weigh_decisions(page, proposals, verdicts, layout, language)
    decisions = {**said, **beyond_rules(likely, said, proposals, layout)}
    for comment_id, root in layout.closings.items():
        here = [p for p in proposals if layout.root(p.evidence.comment) == root]
        closing = layout.comments[comment_id]
        carried = [c for c in page.comments if layout.root(c.id) == root and later(c, closing)]
        decisions |= carried_out(closed(closing, here, said, layout, language), [closing, *carried], language)
    decisions |= dict(overtaken(proposals, decisions, layout))
    return [
        replace(p, status=decisions[p.id][0], decision=decisions[p.id][1]) if p.id in decisions else p
        for p in proposals
    ]


def beyond_rules(
    likely: Mapping[str, Likely], said: Mapping[str, Decision], proposals: Sequence[Proposal], layout: Layout
) -> dict[str, Decision]:
    """Return what weights decide where no rule does, or more surely and further down than one.

    Weights do not tell a part from the whole. What is said to be done is the last version, not those before it.

    Args:
        likely: What weights tell, by the proposal's id.
        said: What rules decide.
        proposals: The proposals of the page in document order.
        layout: Where the page's comments stand.
    """

    def place(decision: Decision) -> int:
        return layout.comments[decision[1].comment].position

    def stands(known: str, one: Likely) -> bool:
        ruled = said.get(known)
        if ruled is None:
            return True
        other = ruled[0] not in {one.decision[0], "partly implemented"}
        further = place(one.decision) - place(ruled)
        return other and one.share > SURER and (further > 0 or (further == 0 and ruled[0] != "withdrawn"))

    found = {known: one.decision for known, one in likely.items() if stands(known, one)}
    together, passages = {**said, **found}, same_passage(proposals)
    makers: dict[str, set[str]] = {}  # by passage, the comments that make what was put in, from the end
    for version in reversed(proposals):
        if version.id in together and together[version.id][0] in MADE:
            later_makers = makers.setdefault(passages[version.id], set())
            if version.id in found and later_makers - {version.evidence.comment}:
                del found[version.id]
            later_makers.add(version.evidence.comment)
    return found


def later(comment: Comment, other: Comment) -> bool:
    """Tell whether a comment was signed after another; a closing may stand above the discussion that it closes."""
    return bool(comment.timestamp and other.timestamp and comment.timestamp > other.timestamp)


def overtaken(
    proposals: Sequence[Proposal], decisions: Mapping[str, Decision], layout: Layout
) -> Iterator[tuple[str, Decision]]:
    """Yield the proposals that nobody decided and that gave way: to a version of theirs, or to a rival that was put in."""
    taken_back = {known for known, (status, _) in decisions.items() if status == "withdrawn"}
    amended = later_versions([p for p in proposals if p.id not in taken_back])
    passages = same_passage(proposals)
    made: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        if proposal.id in decisions and decisions[proposal.id][0] in MADE:
            made.setdefault(passages[proposal.id], []).append(proposal)
    for proposal in proposals:
        if proposal.id in decisions:
            continue
        rival = amended.get(proposal.id) or rival_of(proposal, made.get(passages[proposal.id], ()), layout)
        if rival:
            rule = "superseded.amended" if proposal.id in amended else "superseded.rival"
            yield proposal.id, ("superseded", replace(rival.evidence, rule=rule, confidence=0.7))


def same_passage(proposals: Sequence[Proposal]) -> dict[str, str]:
    """Return for each proposal the id of the one that stands for its passage: all that amend each other have the same."""
    of: dict[str, str] = {p.id: p.id for p in proposals}

    def first(known: str) -> str:
        while of[known] != known:
            known = of[known]
        return known

    for proposal in proposals:
        for earlier in proposal.amends:
            if earlier in of:
                of[first(proposal.id)] = first(earlier)
    return {known: first(known) for known in of}


def rival_of(proposal: Proposal, made: Sequence[Proposal], layout: Layout) -> Proposal | None:
    """Return the version by another comment further down that was put in instead of a proposal, if any.

    Args:
        proposal: The proposal.
        made: The proposals of the same passage that were put in, in document order.
        layout: Where the page's comments stand.
    """
    if proposal.kind not in VERSIONS:
        return None
    place = layout.comments[proposal.evidence.comment].position
    later = (p for p in made if layout.comments[p.evidence.comment].position > place)
    return next((p for p in later if p.kind in VERSIONS), None)


def later_versions(proposals: Sequence[Proposal]) -> dict[str, Proposal]:
    """Return by a proposal's id the next one that varies it, or that varies with it what came before both.

    Other ways out stand beside each other until somebody decides, so only wordings and edits give way like this.
    """
    found: dict[str, Proposal] = {}
    versions = [p for p in proposals if p.kind in {"wording", "edit"}]
    places = {p.id: place for place, p in enumerate(versions)}
    nearest: dict[str, list[Proposal]] = {}  # by a proposal's id the next ones that amend it, of one comment
    for proposal in reversed(versions):
        maker = proposal.evidence.comment
        near = [
            p
            for known in (proposal.id, *proposal.amends)
            for p in nearest.get(known, ())
            if p.evidence.comment != maker
        ]
        if near:
            found[proposal.id] = min(near, key=lambda p: places[p.id])
        for earlier in proposal.amends:
            others = [p for p in nearest.get(earlier, ()) if p.evidence.comment != maker][:1]
            nearest[earlier] = [proposal, *others]
    return found


def closed(
    closing: Comment, here: Sequence[Proposal], before: Mapping[str, Decision], layout: Layout, language: Language
) -> dict[str, Decision]:
    """Return what closing words decide of the proposals of their discussion: of those that they name, else of each.

    Args:
        closing: The closing comment.
        here: The proposals of its discussion.
        before: What its comments decided.
        layout: Where the page's comments stand.
        language: The rules.
    """
    settled = up_for_decision(here, before)
    verdict = closing_verdict(closing, settled, language)
    if verdict is None:
        return {}
    status, quote = verdict
    theirs = by_name(quote.quote, closing, Scope(here, (), (), layout), language) if status == "accepted" else []
    named = (
        theirs
        or named_options(quote.quote, settled, language)
        or named_options(closing.text, settled, language)
        or [p for p in settled if p.kind == "move" and new_title(p.text).lower() in closing.text.lower()]
    )
    if way_out := other_way_out(quote, settled, language) if status == "implemented" else None:
        status, named = way_out
    elif status == "declined" or not named:
        named = settled[:1] if status != "declined" else settled
    instead = chosen_instead(closing, here, settled, layout, language) if status == "declined" else {}
    decisions: dict[str, Decision] = {p.id: ("declined", quote) for p in settled if p.kind in CLOSED_KINDS}
    decisions |= {p.id: (status, quote) for p in named}
    if any(p.kind == "option" for p in named):  # a wording that somebody offered beside the options was not chosen
        others = (p for p in here if p.kind == "wording" and p.id not in before and p.id not in decisions)
        decisions |= {p.id: ("declined", quote) for p in others}
    return decisions | instead


def chosen_instead(
    closing: Comment, here: Sequence[Proposal], settled: Sequence[Proposal], layout: Layout, language: Language
) -> dict[str, Decision]:
    """Return the version that closing words accept beside what they decline: by whose it is, or as the alternative.

    Args:
        closing: The closing comment.
        here: The proposals of its discussion.
        settled: Those that it is to decide.
        layout: Where the page's comments stand.
        language: The rules.
    """
    known = {p.id for p in settled}
    versions = [p for p in here if p.kind == "wording" and p.id not in known]
    hits = find_hits(unframed(closing), language.cues["verdict"]) if versions else ()
    for hit in sorted((hit for hit in hits if status_of(hit) == "accepted"), key=lambda hit: hit.span):
        begin, stop = sentence_around(closing.text, *hit.span)
        words = closing.text[begin:stop]
        named = by_name(words, closing, Scope(versions, (), (), layout), language)
        other = versions[-1:] if language.markers["the_alternative"].search(words) else []
        if chosen := named or other:
            return {chosen[0].id: ("accepted", evidence(closing, hit.span, hit.cue.id, hit.cue.confidence))}
    return {}


def unframed(closing: Comment) -> Comment:
    """Return a closing without the mark of the box that frames all of it, which makes it no quotation."""
    framed = [mark for mark in closing.marks if mark.kind == "quote" and covers_all(mark, closing.text)]
    return replace(closing, marks=tuple(mark for mark in closing.marks if mark not in framed))


def up_for_decision(here: Sequence[Proposal], before: Mapping[str, Decision]) -> list[Proposal]:
    """Return what a closing decides: titles, options and ways out, else what the first proposing comment asks for."""
    standing = [p for p in here if p.id not in before or before[p.id][0] != "withdrawn"]
    formal = [p for p in standing if p.kind in CLOSED_KINDS]
    return formal or [p for p in standing if p.evidence.comment == here[0].evidence.comment]


def closing_verdict(closing: Comment, settled: Sequence[Proposal], language: Language) -> Decision | None:
    """Return what closing words decide in the first sentence that decides anything, None where they decide nothing.

    What is moved, merged or deleted and in the same sentence not, is done in part.

    Args:
        closing: The closing comment.
        settled: The proposals that it decides.
        language: The rules.
    """
    verdicts = language.cues["verdict"]
    closing = unframed(closing)
    hits = [*find_hits(closing, verdicts), *deciding(closing, (), language)]
    if any(p.kind == "option" for p in settled):  # none of them is a page that could have been moved
        hits = [hit for hit in hits if hit.cue not in verdicts or status_of(hit) != "implemented"]
    first = min((sentence(closing.text, hit) for hit in hits), default=0)
    told = [hit for hit in hits if sentence(closing.text, hit) == first]
    if not told:
        return bare_choice(closing, settled, language)
    hit = told[0]
    if status_of(hit) == "declined":
        hit = next((other for other in hits if other.cue in verdicts and status_of(other) == "withdrawn"), hit)
    deletion = any(p.kind == "delete" for p in settled)
    doing = [cue for cue in verdicts if cue.value == "implemented" and (not deletion or cue.where == "deletion")]
    done = any(other.cue in doing and not overlap(hit, other) for other in told)
    status = "partly implemented" if done and status_of(hit) == "declined" and hit.cue in verdicts else status_of(hit)
    return status, evidence(closing, hit.span, hit.cue.id, hit.cue.confidence)


def bare_choice(closing: Comment, settled: Sequence[Proposal], language: Language) -> Decision | None:
    """Return that an option is accepted where the first sentence of closing words that names any names it alone."""
    for found in SENTENCE.finditer(closing.text):
        if named := named_options(found[0], settled, language):
            accepted = evidence(closing, found.span(), "closing.option", 0.7)
            return ("accepted", accepted) if len(named) == 1 else None
    return None


def covers_all(mark: Mark, text: str) -> bool:
    """Tell whether a mark frames all of a text, as a box does."""
    return mark.start == 0 and mark.end >= len(text.rstrip())


def sentence(text: str, hit: Hit) -> int:
    """Return in which sentence of a text words begin, counted from 0."""
    return len(SENTENCE_END.findall(text, 0, hit.span[0]))


def overlap(one: Hit, other: Hit) -> bool:
    """Tell whether what two rules found shares any words."""
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def other_way_out(
    quote: Evidence, settled: Sequence[Proposal], language: Language
) -> tuple[ProposalStatus, list[Proposal]] | None:
    """Return what was decided instead of a deletion and on which proposals; None where none is asked for, or it is done.

    A page that is merged is not deleted; merging it is still to be done.

    Args:
        quote: The words that close the discussion.
        settled: The proposals that they decide.
        language: The rules.
    """
    deletes = {cue.id for cue in language.cues["verdict"] if cue.where == "deletion"}
    if quote.rule in deletes or not any(p.kind == "delete" for p in settled):
        return None
    if any(cue.pattern.search(quote.quote) for cue in language.cues["merging"]):
        return "accepted", [p for p in settled if p.kind == "merge"]
    return "implemented", [p for p in settled if p.kind in {"other", "move"}]


def carried_out(decisions: dict[str, Decision], comments: Sequence[Comment], language: Language) -> dict[str, Decision]:
    """Return what a closing decided, with what it accepted as implemented where it or a later comment put that in."""
    chosen = [known for known, (status, _) in decisions.items() if status == "accepted"]
    for comment in comments if chosen else ():
        done = next((h for h in deciding(comment, (), language) if status_of(h) == "implemented"), None)
        if done:
            quote = evidence(comment, done.span, done.cue.id, done.cue.confidence)
            return decisions | dict.fromkeys(chosen, ("implemented", quote))
    return decisions
