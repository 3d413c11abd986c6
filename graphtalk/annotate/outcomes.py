"""What became of proposals and of formal requests, and which comment decided it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from graphtalk.annotate.cues import Hit, Span, evidence, find_hits, inside, marked, request_kind
from graphtalk.annotate.proposals import layout_of, named_options, root_sections
from graphtalk.annotate.stances import answered_proposals
from graphtalk.language import Language
from graphtalk.model import Comment, Evidence, Page, Proposal, ProposalStatus, Request, RequestOutcome, Section

__all__ = ["OUTCOMES", "RANK", "find_outcomes", "find_requests"]

# Where one comment gives several: the most telling first.
RANK: tuple[ProposalStatus, ...] = (
    "reverted",
    "withdrawn",
    "partly implemented",
    "declined",
    "implemented",
    "accepted",
)
OUTCOMES: Mapping[ProposalStatus, RequestOutcome] = {
    "implemented": "implemented",
    "accepted": "accepted",
    "partly implemented": "partly implemented",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "reverted": "declined",
}


def find_outcomes(page: Page, proposals: Sequence[Proposal], language: Language) -> list[Proposal]:
    """Return the proposals with what became of them.

    The last comment that decides a proposal counts; one that nobody decided is superseded by a version that amends it.
    """
    by_comment: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_comment.setdefault(proposal.evidence.comment, []).append(proposal)
    decisions: dict[str, tuple[ProposalStatus, Evidence]] = {}
    layout = layout_of(page)
    for comment in page.comments:
        hit = decisive(comment, by_comment.get(comment.id, []), language)
        if hit is None:
            continue
        quote = evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
        targets = answered_proposals(comment, layout, by_comment)
        named = named_options(quote.quote, targets)
        for proposal in targets:
            earlier = decisions.get(proposal.id)
            if earlier and earlier[0] == "partly implemented" and hit.cue.value == "implemented":
                continue  # a later "done" completes what was said to be done in part
            # Of options, the one that is chosen declines the others.
            status = status_of(hit) if not named or proposal in named else "declined"
            decisions[proposal.id] = status, quote
    amended = {older: newer for newer in reversed(proposals) for older in newer.amends}
    settled = []
    for proposal in proposals:
        if proposal.id in decisions:
            status, decision = decisions[proposal.id]
            settled.append(replace(proposal, status=status, decision=decision))
        elif proposal.id in amended:
            quote = replace(amended[proposal.id].evidence, rule="superseded.amended", confidence=0.7)
            settled.append(replace(proposal, status="superseded", decision=quote))
        else:
            settled.append(proposal)
    return settled


def decisive(comment: Comment, own: Sequence[Proposal], language: Language) -> Hit | None:
    """Return the words of a comment that decide the proposals it answers."""
    shut: list[Span] = [(p.evidence.start, p.evidence.end) for p in own]
    struck = marked(comment, "strike")
    hits = [h for h in find_hits(comment, language.cues["status"], shut) if not inside(h.span[0], struck)]
    return min(hits, key=lambda hit: (RANK.index(status_of(hit)), hit.span), default=None)


def status_of(hit: Hit) -> ProposalStatus:
    """Return the status that a rule gives; `tests/test_language.py` holds the rules to `RANK`."""
    return cast("ProposalStatus", hit.cue.value)


def find_requests(page: Page, proposals: Sequence[Proposal], language: Language) -> list[Request]:
    """Return the formal requests of a page, at most one a section, in document order."""
    requests = []
    roots = root_sections(page)
    for section in page.sections:
        found = request_opening(section, [c for c in page.comments if c.section == section.id], language)
        if found is None:
            continue
        kind, opening = found
        comments = [c for c in page.comments if roots[c.section] == roots[section.id]]
        asked = [p for p in proposals if p.evidence.comment in {c.id for c in comments}]
        outcome, answer = request_outcome(asked, comments, language)
        times = {c.id: c.timestamp for c in comments}
        requests.append(
            Request(
                id=f"{section.id}/r1",
                section=section.id,
                kind=kind,
                outcome=outcome,
                opened=times[opening.comment],
                answered=times[answer.comment] if answer else None,
                opening=opening,
                answer=answer,
                proposals=tuple(p.id for p in asked),
            )
        )
    return requests


def request_opening(section: Section, comments: Sequence[Comment], language: Language) -> tuple[str, Evidence] | None:
    """Return the kind of request that a section makes, by template, else by its heading, and where it is opened."""
    if not comments:
        return None
    for comment in comments:
        for mark in comment.marks:
            if mark.kind == "template" and (kind := request_kind(mark, language)):
                return kind, evidence(comment, (mark.start, mark.end), "template.request", 0.98)
        for cue in language.cues["notice"]:
            if match := cue.pattern.search(comment.text):
                return cue.value, evidence(comment, match.span("evidence"), cue.id, cue.confidence)
    for cue in language.cues["request"]:
        if cue.pattern.search(section.heading):
            return cue.value, evidence(comments[0], (0, 0), cue.id, cue.confidence)
    return None


def request_outcome(
    asked: Sequence[Proposal], comments: Sequence[Comment], language: Language
) -> tuple[RequestOutcome, Evidence | None]:
    """Return what became of a request: of its last decided proposal, else of the words that decide it alone."""
    decided = [p for p in asked if p.status in OUTCOMES and p.decision]
    if not decided:
        for comment in reversed(comments[1:]):
            if hit := decisive(comment, (), language):
                return OUTCOMES[status_of(hit)], evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
        return "open", None
    order = {c.id: c.position for c in comments}

    def finality(proposal: Proposal) -> tuple[int, bool]:
        # Where one comment chooses an option and so declines the others, the choice is the outcome.
        place = order.get(proposal.decision.comment, -1) if proposal.decision else -1
        return place, proposal.status not in {"declined", "reverted"}

    last = max(decided, key=finality)
    outcome = OUTCOMES[last.status]
    if outcome in {"implemented", "accepted"} and last.amends:
        outcome = "implemented with changes"
    return outcome, last.decision
