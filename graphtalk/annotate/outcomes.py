"""What became of proposals and of formal requests, and which comment decided it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from graphtalk.annotate.cues import Hit, Span, evidence, find_hits, inside, marked, request_kind
from graphtalk.annotate.layout import Layout, layout_of, root_sections
from graphtalk.annotate.proposals import new_title
from graphtalk.annotate.references import Scope, answered_proposals, meant_proposals, named_options
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
MADE = frozenset({"implemented", "accepted", "partly implemented"})
REFUSED = frozenset({"declined", "withdrawn"})
CLOSED_KINDS = frozenset({"option", "move", "merge", "delete", "other"})  # that a closing decides
OUTCOMES: Mapping[ProposalStatus, RequestOutcome] = {
    "implemented": "implemented",
    "accepted": "accepted",
    "partly implemented": "partly implemented",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "reverted": "declined",
}


Decision = tuple[ProposalStatus, Evidence]


def find_outcomes(page: Page, proposals: Sequence[Proposal], language: Language) -> list[Proposal]:
    """Return the proposals with what became of them.

    The last comment that decides a proposal counts; one that nobody decided is superseded by a version that amends it.
    """
    layout = layout_of(page, language)
    by_root: dict[str, dict[str, list[Proposal]]] = {}  # the proposals of each discussion by their comment
    for proposal in proposals:
        maker = proposal.evidence.comment
        by_root.setdefault(layout.root(maker), {}).setdefault(maker, []).append(proposal)
    decisions = said_by_comments(page, by_root, layout, language)
    for comment_id, root in layout.closings.items():
        here = [p for p in proposals if layout.root(p.evidence.comment) == root]
        decisions |= closed(layout.comments[comment_id], here, language)
    amended = later_versions(proposals)
    settled = []
    for proposal in proposals:
        if proposal.id in decisions:
            status, quote = decisions[proposal.id]
            settled.append(replace(proposal, status=status, decision=quote))
        elif proposal.id in amended:
            quote = replace(amended[proposal.id].evidence, rule="superseded.amended", confidence=0.7)
            settled.append(replace(proposal, status="superseded", decision=quote))
        else:
            settled.append(proposal)
    return settled


def later_versions(proposals: Sequence[Proposal]) -> dict[str, Proposal]:
    """Return by a proposal's id the next one that varies it, or that varies with it what came before both.

    Other ways out stand beside each other until somebody decides, so only wordings and edits give way like this.
    """
    found: dict[str, Proposal] = {}
    versions = [p for p in proposals if p.kind in {"wording", "edit"}]
    for i, proposal in enumerate(versions):
        before = {proposal.id, *proposal.amends}
        later = (p for p in versions[i + 1 :] if p.evidence.comment != proposal.evidence.comment)
        follower = next((p for p in later if before & set(p.amends)), None)
        if follower:
            found[proposal.id] = follower
    return found


def said_by_comments(
    page: Page, by_root: Mapping[str, Mapping[str, Sequence[Proposal]]], layout: Layout, language: Language
) -> dict[str, Decision]:
    """Return what the last comment that decides a proposal says of it, by the proposal's id.

    Args:
        page: The page.
        by_root: The proposals of each discussion by the comments that make them.
        layout: Where the page's comments stand.
        language: The rules.
    """
    decisions: dict[str, Decision] = {}
    particular: set[str] = set()  # what was decided by name stays, whatever is said of all
    for comment in page.comments:
        if comment.id in layout.closings:
            continue
        above = by_root.get(layout.root(comment.id), {})
        for proposal_id, decision, named in decided(comment, above, layout, language):
            earlier = decisions.get(proposal_id)
            if earlier and earlier[0] == "partly implemented" and decision[0] == "implemented":
                continue  # a later "done" completes what was said to be done in part
            if named or proposal_id not in particular:
                decisions[proposal_id] = decision
            if named:
                particular.add(proposal_id)
    return decisions


def decided(
    comment: Comment, by_comment: Mapping[str, Sequence[Proposal]], layout: Layout, language: Language
) -> Iterator[tuple[str, Decision, bool]]:
    """Yield what a comment decides of which proposal, by id, and whether it names it; what it says of one beats what it says of all.

    Args:
        comment: The comment.
        by_comment: The proposals of its discussion by the comments that make them.
        layout: Where the page's comments stand.
        language: The rules.
    """
    known = [
        p for other, made in by_comment.items() if layout.comments[other].position < comment.position for p in made
    ]
    hits = deciding(comment, by_comment.get(comment.id, []), language) if known else []
    if not hits:
        return
    answered = answered_proposals(comment, layout, by_comment)
    starts = sorted(hit.span[0] for hit in hits)
    general: list[tuple[str, Decision, bool]] = []
    particular: list[tuple[str, Decision, bool]] = []
    for hit in reversed(hits):  # the most telling comes last and so counts
        decision = status_of(hit), evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
        if decision[0] == "withdrawn":
            mine = [p for p in known if layout.comments[p.evidence.comment].author == comment.author]
            general += [(p.id, decision, False) for p in mine[-1:]]
            continue
        named = meant_proposals(
            comment, hit.span, starts, Scope(known, [p for p in known if p.label], answered, layout), language
        )
        if named and all(p.kind == "option" for p in named):
            # Of options, the one that is chosen declines the others.
            chosen = {p.id for p in named}
            general += [(p.id, decision if p.id in chosen else ("declined", decision[1]), False) for p in answered]
        elif named:
            particular += [(p.id, decision, True) for p in named]
        else:
            general += [(p.id, decision, False) for p in answered]
    yield from (*general, *particular)


def closed(closing: Comment, here: Sequence[Proposal], language: Language) -> dict[str, Decision]:
    """Return what closing words decide of the proposals of their discussion: of those that they name, else of each."""
    hits = [*find_hits(closing, language.cues["verdict"]), *deciding(closing, (), language)]
    if not hits:
        return {}
    hit = hits[0]
    status, quote = status_of(hit), evidence(closing, hit.span, hit.cue.id, hit.cue.confidence)
    settled: list[Proposal] = [p for p in here if p.kind in CLOSED_KINDS]
    named = (
        named_options(quote.quote, settled)
        or named_options(closing.text, settled)
        or [p for p in settled if p.kind == "move" and new_title(p.text).lower() in closing.text.lower()]
    )
    if status == "declined" or not named:
        first = settled[:1] if status != "declined" else settled
        return {p.id: (status if p in first else "declined", quote) for p in settled}
    return {p.id: (status if p in named else "declined", quote) for p in settled}


def deciding(comment: Comment, own: Sequence[Proposal], language: Language) -> list[Hit]:
    """Return the words of a comment that decide proposals, the most telling first."""
    shut: list[Span] = [(p.evidence.start, p.evidence.end) for p in own]
    struck = marked(comment, "strike")
    hits = [h for h in find_hits(comment, language.cues["status"], shut) if not inside(h.span[0], struck)]
    return sorted(hits, key=lambda hit: (RANK.index(status_of(hit)), hit.span))


def status_of(hit: Hit) -> ProposalStatus:
    """Return the status that a rule gives; `tests/test_language.py` holds the rules to `RANK`."""
    return cast("ProposalStatus", hit.cue.value)


def find_requests(page: Page, proposals: Sequence[Proposal], language: Language) -> list[Request]:
    """Return the formal requests of a page, at most one a section, in document order."""
    requests = []
    roots = root_sections(page, language)
    for section in page.sections:
        here = [c for c in page.comments if c.section == section.id]
        found = request_opening(section, here, language) or page_request(page, section, here, language)
        if found is None:
            continue
        kind, opening = found
        comments = [c for c in page.comments if roots[c.section] == roots[section.id]]
        asked = [p for p in proposals if p.evidence.comment in {c.id for c in comments}]
        outcome, answer = request_outcome(asked, comments, language)
        times = {c.id: c.timestamp for c in page.comments}  # a closing may stand outside the section
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


def page_request(
    page: Page, section: Section, comments: Sequence[Comment], language: Language
) -> tuple[str, Evidence] | None:
    """Return the kind of request that a whole page makes, by its title, in its first section with a heading."""
    first = next((s for s in page.sections if s.level), None)
    if section is not first or not comments:
        return None
    for cue in language.cues["request"]:
        if cue.where == "title" and cue.pattern.search(page.title):
            return cue.value, evidence(comments[0], (0, 0), cue.id, cue.confidence)
    return None


def request_outcome(
    asked: Sequence[Proposal], comments: Sequence[Comment], language: Language
) -> tuple[RequestOutcome, Evidence | None]:
    """Return what became of a request: of its last decided proposal, else of the words that decide it alone."""
    decided = [p for p in asked if p.status in OUTCOMES and p.decision]
    if not decided:
        for comment in reversed(comments[1:]):
            for hit in deciding(comment, (), language)[:1]:
                return OUTCOMES[status_of(hit)], evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
        return "open", None
    order = {c.id: c.position for c in comments}

    def finality(proposal: Proposal) -> tuple[int, bool]:
        # Where one comment chooses an option and so declines the others, the choice is the outcome.
        place = order.get(proposal.decision.comment, -1) if proposal.decision else -1
        return place, proposal.status not in {"declined", "reverted"}

    last = max(decided, key=finality)
    made, refused = (
        {p.id for p in decided if p.status in statuses and p.kind in {"wording", "edit"}}
        for statuses in (MADE, REFUSED)
    )
    outcome = OUTCOMES[last.status]
    if made and refused:
        outcome = "partly implemented"
    elif outcome in {"implemented", "accepted"} and last.amends:
        outcome = "implemented with changes"
    return outcome, last.decision
