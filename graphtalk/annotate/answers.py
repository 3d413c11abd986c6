"""What one comment decides of the proposals before it: of each that its words name, and of the others that it answers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import cast

from graphtalk.annotate.cues import Hit, Span, evidence, find_hits, inside, marked
from graphtalk.annotate.layout import Layout, layout_of
from graphtalk.annotate.references import Scope, answered_proposals, meant_proposals
from graphtalk.language import Language
from graphtalk.model import Comment, Evidence, Page, Proposal, ProposalStatus

__all__ = ["MADE", "RANK", "REFUSED", "Decision", "Verdict", "deciding", "read_verdicts", "status_of", "told_apart"]

# Where one comment gives several: the most telling first.
RANK: tuple[ProposalStatus, ...] = (
    "reverted",
    "withdrawn",
    "partly implemented",
    "declined",
    "implemented",
    "accepted",
)
MADE = frozenset({"implemented", "accepted", "partly implemented"})
REFUSED = frozenset({"declined", "withdrawn"})
LEADING = 40  # characters between words such as "I have changed it to" and the wording that they put in
CONTEXT = 60  # characters before a proposal that tell what it is about
STEM = 5  # letters by which words are the same: "founding", "founded"
MIN_STEM = 3  # letters of the shortest word that tells one proposal from another
BULLET = re.compile(r"(?:^|\n)\W{0,4}(\d{1,2})[.):]?\s{1,3}(?:\W{0,3})$")

Decision = tuple[ProposalStatus, Evidence]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comment decides of a proposal.

    Attributes:
        proposal: The proposal's id.
        decision: Its status, and the words that say so.
        named: Whether the words name it, rather than all that the comment answers.
    """

    proposal: str
    decision: Decision
    named: bool


def read_verdicts(
    page: Page, proposals: Sequence[Proposal], language: Language
) -> tuple[dict[str, list[Verdict]], dict[str, Decision]]:
    """Return what each comment decides, by the comment's id, and what that leaves decided, by the proposal's id.

    What closes a discussion is left out: it decides for all that take part.
    """
    layout = layout_of(page, language)
    by_root: dict[str, dict[str, list[Proposal]]] = {}  # the proposals of each discussion by their comment
    for proposal in proposals:
        maker = proposal.evidence.comment
        by_root.setdefault(layout.root(maker), {}).setdefault(maker, []).append(proposal)
    verdicts: dict[str, list[Verdict]] = {}
    decisions: dict[str, Decision] = {}
    corrected = {p.id: p.amends[0] for p in proposals if p.amends}
    particular: set[str] = set()  # what was decided by name stays, whatever is said of all
    for comment in page.comments:
        if comment.id in layout.closings:
            continue
        above = by_root.get(layout.root(comment.id), {})
        found = decided(comment, above, decisions, layout, language) if above else ()
        verdicts[comment.id] = [carried_on(verdict, decisions, corrected) for verdict in found]
        for verdict in verdicts[comment.id]:
            record(verdict, decisions, particular)
    return verdicts, decisions


def carried_on(verdict: Verdict, decisions: Mapping[str, Decision], corrected: Mapping[str, str]) -> Verdict:
    """Return a verdict as it stands: what is done after a correction was withdrawn is what that would have corrected."""
    earlier = decisions.get(verdict.proposal)
    gone = earlier and earlier[0] == "withdrawn" and verdict.decision[0] in MADE and not verdict.named
    return replace(verdict, proposal=corrected[verdict.proposal]) if gone and verdict.proposal in corrected else verdict


def record(verdict: Verdict, decisions: dict[str, Decision], particular: set[str]) -> None:
    """Take down what a comment decides, unless something that stands says otherwise.

    Args:
        verdict: What it decides.
        decisions: What was decided so far, by the proposal's id.
        particular: Ids of what was decided by name.
    """
    known, decision = verdict.proposal, verdict.decision
    earlier = decisions.get(known)
    if earlier and earlier[0] in {"partly implemented", "implemented"} and decision[0] in {"implemented", "accepted"}:
        if earlier[0] == "implemented":
            return  # it was there already
        if not verdict.named:
            return  # a later "done" completes what was said to be done in part
    if verdict.named or known not in particular or decision[0] == "reverted":
        decisions[known] = decision
    if verdict.named:
        particular.add(known)


def deciding(comment: Comment, own: Sequence[Proposal], language: Language) -> list[Hit]:
    """Return the words of a comment that decide proposals, the most telling first; of words that overlap, those alone."""
    shut: list[Span] = [(p.evidence.start, p.evidence.end) for p in own]
    struck = marked(comment, "strike")
    hits = [h for h in find_hits(comment, language.cues["status"], shut) if not inside(h.span[0], struck)]
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (RANK.index(status_of(hit)), hit.span)):
        if not any(hit.span[0] < other.span[1] and other.span[0] < hit.span[1] for other in found):
            found.append(hit)
    return found


def status_of(hit: Hit) -> ProposalStatus:
    """Return the status that a rule gives; `tests/test_language.py` holds the rules to `RANK`."""
    return cast("ProposalStatus", hit.cue.value)


def decided(
    comment: Comment,
    by_comment: Mapping[str, Sequence[Proposal]],
    before: Mapping[str, Decision],
    layout: Layout,
    language: Language,
) -> Iterator[Verdict]:
    """Yield what a comment decides of which proposal; what it says of one beats what it says of all.

    Args:
        comment: The comment.
        by_comment: The proposals of its discussion by the comments that make them.
        before: What was decided so far, by the proposal's id.
        layout: Where the page's comments stand.
        language: The rules.
    """
    own = by_comment.get(comment.id, [])
    known = [p for other, made in by_comment.items() if layout.knows(comment, other) for p in made]
    hits = deciding(comment, own, language) if known or own else []
    if not hits:
        return
    scope = Scope(known, [p for p in known if p.label], answered_proposals(comment, layout, by_comment), layout)
    starts = sorted(hit.span[0] for hit in hits)
    general: list[Decision] = []
    particular: list[tuple[Sequence[Proposal], Decision]] = []
    for hit in hits:
        decision = status_of(hit), evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
        named = (
            () if decision[0] in {"partly implemented", "withdrawn"} else about(comment, hit, starts, scope, language)
        )
        if into := put_in(comment, hit, own, language):
            yield Verdict(into.id, decision, named=True)
        elif decision[0] == "withdrawn":
            yield from withdrawn(comment, hit, decision, scope, before)
        elif decision[0] == "reverted":
            yield from undone(hit, decision, named, scope, before)
        elif named:
            particular.append((named, decision))
        else:
            general.append(decision)
    better = {earlier for p in own for earlier in p.amends}  # words about what went into a draft, not into the article
    for verdict in shared_out(general, particular, scope.answered):
        if not (verdict.decision[0] in MADE and verdict.proposal in better):
            yield verdict


def shared_out(
    general: Sequence[Decision],
    particular: Sequence[tuple[Sequence[Proposal], Decision]],
    answered: Sequence[Proposal],
) -> Iterator[Verdict]:
    """Yield what a comment decides of each proposal: of those that it names, and of the others what is left.

    Of options, the one that it chooses declines the others.

    Args:
        general: What it says of all, the most telling first.
        particular: Which proposals it names, and what it says of them, the most telling first.
        answered: Those that it answers.
    """
    if chosen := next((pair for pair in particular if all(p.kind == "option" for p in pair[0])), None):
        options, decision = chosen
        made = next((d for d in general if d[0] == "implemented"), decision)
        for proposal in (*options, *(p for p in answered if p not in options)):
            yield Verdict(proposal.id, made if proposal in options else ("declined", decision[1]), named=False)
        return
    by_name: dict[str, list[Decision]] = {}
    for proposals, decision in particular:
        for proposal in proposals:
            by_name.setdefault(proposal.id, []).append(decision)
    rest = [p for p in answered if p.id not in by_name]
    if rest and general:
        decision = left_over(general, {said[0] for _, said in particular}, len(answered))
        for proposal in rest:
            yield Verdict(proposal.id, decision, named=False)
    for proposal_id, decisions in by_name.items():
        status, quote = decisions[0]
        if len(answered) == 1 and {"declined", "implemented"} <= {said for said, _ in (*decisions, *general)}:
            status = "partly implemented"
        yield Verdict(proposal_id, (status, quote), named=True)


def left_over(general: Sequence[Decision], named: AbstractSet[ProposalStatus], answered: int) -> Decision:
    """Return what a comment decides of the proposals that it does not name.

    Where it says "partly done" and names those that it refuses, the others are done, and the other way round.

    Args:
        general: What it says of all, the most telling first.
        named: What it says of those that it names.
        answered: How many proposals it answers.
    """
    status, quote = general[0]
    done = next((decision for decision in general if decision[0] == "implemented"), None)
    if status == "partly implemented" and answered > 1:
        if named & REFUSED and not named & MADE:
            return "implemented", quote
        if named & MADE and not named & REFUSED:
            return "declined", quote
    elif done and answered == 1 and any(decision[0] == "declined" for decision in general):
        return "partly implemented", quote
    elif done and named & REFUSED:
        return done
    return status, quote


def put_in(comment: Comment, hit: Hit, own: Sequence[Proposal], language: Language) -> Proposal | None:
    """Return the comment's own wording that its words put in ("I have changed it to: …"), None where they lead to none."""
    if status_of(hit) != "implemented":
        return None
    for proposal in own:
        between = comment.text[hit.span[1] : proposal.evidence.start]
        leads = 0 <= proposal.evidence.start - hit.span[1] <= LEADING and not re.search(r"[.!?;]\s", between)
        if proposal.kind == "wording" and leads and language.markers["leads_to_text"].search(hit.match[0] + between):
            return proposal
    return None


def withdrawn(
    comment: Comment, hit: Hit, decision: Decision, scope: Scope, before: Mapping[str, Decision]
) -> Iterator[Verdict]:
    """Yield which of their own proposals someone takes back: of those not put in yet the one named, else the last."""
    mine = [p for p in scope.known if scope.layout.comments[p.evidence.comment].author == comment.author]
    mine = [p for p in mine if not (p.id in before and before[p.id][0] in MADE)] or mine
    named = told_apart(clause(comment.text, hit.span, scope.layout.language), mine, scope.layout)
    for proposal in [named] if named else mine[-1:]:
        yield Verdict(proposal.id, decision, named=True)


def undone(
    hit: Hit, decision: Decision, named: Sequence[Proposal], scope: Scope, before: Mapping[str, Decision]
) -> Iterator[Verdict]:
    """Yield what words decide that undo something: what stood in the article is reverted, a version put back stands in it.

    Args:
        hit: The words; those of a rule for `earlier` bring a former text back.
        decision: What the rule gives.
        named: The proposals that they name.
        scope: The proposals that may be meant.
        before: What was decided so far.
    """
    there = [p for p in scope.known if p.id in before and before[p.id][0] in MADE - {"accepted"}]
    back = hit.cue.where == "earlier"
    if back and not named and (again := last_undone(scope, before)):
        yield Verdict(again.id, ("implemented", decision[1]), named=True)
        return
    if back and (other := [p for p in named if p not in there]):
        yield Verdict(other[-1].id, ("implemented", decision[1]), named=True)
        named = []
    targets = [p for p in there if p in (named or scope.answered)] or there[-1:] or ([] if back else scope.answered)
    for proposal in targets:
        yield Verdict(proposal.id, decision, named=False)


def last_undone(scope: Scope, before: Mapping[str, Decision]) -> Proposal | None:
    """Return the proposal that was undone if that was the last thing done of all, else None."""
    acted = [p for p in scope.known if p.id in before and before[p.id][0] in {*MADE, "reverted"}]
    last = max(acted, key=lambda p: scope.layout.comments[before[p.id][1].comment].position, default=None)
    return last if last and before[last.id][0] == "reverted" else None


def about(comment: Comment, hit: Hit, starts: Sequence[int], scope: Scope, language: Language) -> Sequence[Proposal]:
    """Return the proposals that words which decide something name: by number, as stances do, or by words of their own."""
    answered = scope.answered
    number = BULLET.search(comment.text, 0, hit.span[0])
    if number and 0 < int(number[1]) <= len(answered) > 1:
        return [answered[int(number[1]) - 1]]
    if named := meant_proposals(comment, hit.span, starts, scope, language):
        return named
    one = told_apart(clause(comment.text, hit.span, language, starts), answered, scope.layout)
    return [one] if one else []


def clause(text: str, span: Span, language: Language, starts: Sequence[int] = ()) -> str:
    """Return the clause that a span stands in, up to the next place that begins another.

    >>> from graphtalk.language import load_language
    >>> clause("The rows are out, but not the map.", (0, 16), load_language("en"))
    'The rows are out'
    """
    ends = language.markers["clause_end"]
    begin = max((found.end() for found in ends.finditer(text, 0, span[0] + 1)), default=0)
    following = ends.search(text, max(span[1] - 1, span[0]))
    end = min([following.start() if following else len(text), *(start for start in starts if start > span[0])])
    return text[min(begin, span[0]) : max(end, span[1])]


def told_apart(words: str, proposals: Sequence[Proposal], layout: Layout) -> Proposal | None:
    """Return which of several proposals words are about: the one that shares the most words that the others lack."""
    if len(proposals) < 2:
        return None
    vocabularies = [stems(f"{context(p, layout)} {p.text} {p.replaces_text or ''}", layout.language) for p in proposals]
    said = stems(words, layout.language)
    scores = [
        len({word for word in said & mine if sum(word in other for other in vocabularies) == 1})
        for mine in vocabularies
    ]
    best = max(scores)
    return proposals[scores.index(best)] if best and scores.count(best) == 1 else None


def context(proposal: Proposal, layout: Layout) -> str:
    """Return the words just before a proposal on its line, which tell what it is about."""
    text, start = layout.comments[proposal.evidence.comment].text, proposal.evidence.start
    return text[max(0, start - CONTEXT) : start].rpartition("\n")[2]


def stems(text: str, language: Language) -> set[str]:
    """Return the words of a text that may tell it from others, cut to their first letters."""
    words = re.findall(r"\w+", text.lower())
    return {w[:STEM] if not w.isdigit() else w for w in words if len(w) >= MIN_STEM and w not in language.everyday}
