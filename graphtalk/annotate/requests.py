"""Formal requests: who makes one, in which section, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphtalk.annotate.answers import MADE, REFUSED, deciding, status_of
from graphtalk.annotate.cues import evidence, folded, request_kind, worth_trying
from graphtalk.annotate.layout import layout_of
from graphtalk.annotate.outcomes import CLOSED_KINDS
from graphtalk.language import Language
from graphtalk.model import (
    Comment,
    Evidence,
    Interest,
    Page,
    Proposal,
    ProposalStatus,
    Request,
    RequestOutcome,
    Section,
)

__all__ = ["OUTCOMES", "find_requests", "requested_sections"]

CONSULTED = "request for comment"
INTERESTED = "conflict of interest edit request"
PLAIN = 0.85  # confidence from which words plainly declare an interest; who does so knows that they should ask
AFTERTHOUGHT = 16  # characters after "done" within which words such as "although" tell of changes
OUTCOMES: Mapping[ProposalStatus, RequestOutcome] = {
    "implemented": "implemented",
    "accepted": "accepted",
    "partly implemented": "partly implemented",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "reverted": "declined",
}


def find_requests(
    page: Page, proposals: Sequence[Proposal], interests: Sequence[Interest], language: Language
) -> list[Request]:
    """Return the formal requests of a page, at most one a section, in document order.

    In a copy that has lost the templates, who has declared an interest and opens a section with a proposal makes one.
    """
    requests = []
    layout = layout_of(page, language)
    by_id = layout.comments
    in_section: dict[str, list[Comment]] = {}
    in_root: dict[str, list[Comment]] = {}
    for comment in page.comments:
        in_root.setdefault(layout.root(comment.id), []).append(comment)
        if comment.id not in layout.closings:
            in_section.setdefault(comment.section, []).append(comment)
    asked_in: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        asked_in.setdefault(layout.root(proposal.evidence.comment), []).append(proposal)
    for section in page.sections:
        here, root = in_section.get(section.id, []), layout.roots[section.id]
        found = (
            request_opening(section, here, language)
            or page_request(page, section, here, language)
            or (interested_request(here, proposals, interests) if page.markup == "plain" else None)
        )
        if found is None:
            continue
        kind, opening = found
        asked = asked_in.get(root, [])
        outcome, answer = request_outcome(asked, in_root[root], by_id[opening.comment], language)
        if kind == CONSULTED and outcome in {"implemented", "implemented with changes"}:
            outcome = "accepted"  # people were asked, and chose; what is done with that is another step
        requests.append(
            Request(
                id=f"{section.id}/r1",
                section=section.id,
                kind=kind,
                outcome=outcome,
                opened=by_id[opening.comment].timestamp,
                answered=by_id[answer.comment].timestamp if answer else None,
                opening=opening,
                answer=answer,
                proposals=tuple(p.id for p in asked),
            )
        )
    return requests


def requested_sections(page: Page, language: Language) -> set[str]:
    """Return the ids of the sections that a template, a box or their heading marks as a formal request."""
    by_section: dict[str, list[Comment]] = {}
    for comment in page.comments:
        by_section.setdefault(comment.section, []).append(comment)
    return {s.id for s in page.sections if request_opening(s, by_section.get(s.id, []), language)}


def request_opening(section: Section, comments: Sequence[Comment], language: Language) -> tuple[str, Evidence] | None:
    """Return the kind of request that a section makes, by template, else by its heading, and where it is opened."""
    if not comments:
        return None
    for comment in comments:
        for mark in comment.marks:
            if mark.kind == "template" and (kind := request_kind(mark, language)):
                return kind, evidence(comment, (mark.start, mark.end), "template.request", 0.98)
        for cue in worth_trying(language.cues["notice"], folded(comment.text)):
            if match := cue.pattern.search(comment.text):
                return cue.value, evidence(comment, match.span("evidence"), cue.id, cue.confidence)
    for cue in language.cues["request"]:
        if cue.pattern.search(section.heading):
            return cue.value, evidence(comments[0], (0, 0), cue.id, cue.confidence)
    return None


def interested_request(
    comments: Sequence[Comment], proposals: Sequence[Proposal], interests: Sequence[Interest]
) -> tuple[str, Evidence] | None:
    """Return the request that someone makes who plainly declares an interest and opens a section with a proposal."""
    opening = next(iter(comments), None)
    asked = [p for p in proposals if opening and p.evidence.comment == opening.id]
    plain = (i for i in interests if i.evidence.confidence >= PLAIN)
    declared = next((i for i in plain if opening and i.user == opening.author), None)
    if not asked or declared is None:
        return None
    return INTERESTED, replace(asked[0].evidence, rule="request.interest", confidence=0.7)


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
    asked: Sequence[Proposal], comments: Sequence[Comment], opening: Comment, language: Language
) -> tuple[RequestOutcome, Evidence | None]:
    """Return what became of a request, and the words that decided it last.

    It follows from what became of what was asked: all of it done, some, or done in another form; else from the words
    that decide the request alone.

    Args:
        asked: The proposals of its discussion.
        comments: The comments of its discussion.
        opening: The comment that opens it.
        language: The rules.
    """
    authors = {c.id: c.author for c in comments}
    own = [p for p in asked if authors.get(p.evidence.comment) == opening.author]
    decided = [p for p in asked if p.status in OUTCOMES and p.decision]
    formal = [p for p in decided if p.kind in CLOSED_KINDS and (p.status != "withdrawn" or p in own)]
    formal = [p for p in formal if p.kind == "delete"] or formal  # another way out leaves a deletion declined
    decided = formal or decided
    answers = [c for c in comments if c.id != opening.id]
    if not decided:
        return answered_alone(answers, opening, language)
    order = {c.id: (c.timestamp.isoformat() if c.timestamp else "", c.position) for c in comments}

    def finality(proposal: Proposal) -> tuple[tuple[str, int], bool]:
        # Where one comment chooses an option and so declines the others, the choice is the outcome.
        place = order.get(proposal.decision.comment, ("", -1)) if proposal.decision else ("", -1)
        return place, proposal.status not in {"declined", "reverted"}

    last = max(decided, key=finality)
    outcome = OUTCOMES[last.status]
    if formal:
        changed = outcome == "implemented" and last.kind == "move" and last not in own
        return ("implemented with changes" if changed else outcome), last.decision
    return of_versions(last, asked, own, answers, language), last.decision


def of_versions(
    last: Proposal, asked: Sequence[Proposal], own: Sequence[Proposal], answers: Sequence[Comment], language: Language
) -> RequestOutcome:
    """Return what became of a request for changes to the text: in full, in part, in another form, or not at all.

    Args:
        last: The proposal that was decided last.
        asked: The proposals of its discussion.
        own: Those of who asks.
        answers: The comments after the opening one.
        language: The rules.
    """
    outcome = OUTCOMES[last.status]
    made = [p for p in asked if p.status in MADE]
    taken = come_from(made, asked)
    corrections = {p.id for p in asked if p.status == "withdrawn" and p.amends}  # of what others wrote
    refused = [p for p in (own or asked) if p.status in REFUSED and p.id not in taken | corrections]
    if not made and any(p.status == "open" and set(p.amends) & {r.id for r in refused} for p in asked):
        return "open"  # a better version of what was refused waits for an answer
    if (made and refused) or any(p.status == "partly implemented" for p in made):
        return "partly implemented"
    if last.status in MADE:
        said = [status_of(hit) for c in answers for hit in deciding(c, (), language)]
        if "partly implemented" in said and "implemented" not in said[said.index("partly implemented") :]:
            return "partly implemented"
        if last.amends or (own and last not in own) or with_changes(last, answers, language):
            return "implemented with changes"
    return outcome


def come_from(made: Sequence[Proposal], asked: Sequence[Proposal]) -> set[str]:
    """Return the ids of what proposals amend, and of the wordings that lead to those by versions of theirs."""
    found = {earlier for p in made for earlier in p.amends}
    wordings = {p.id for p in asked if p.kind == "wording"}
    for older in reversed(asked):
        if older.id in found:
            found |= wordings.intersection(older.amends)
    return found


def with_changes(proposal: Proposal, answers: Sequence[Comment], language: Language) -> bool:
    """Tell whether the words that say that a proposal is done go on with what is different: "Done, although …"."""
    quote = proposal.decision
    text = next((c.text for c in answers if quote and c.id == quote.comment), "")
    if quote is None or not text:
        return False
    stretch = text[quote.end : quote.end + AFTERTHOUGHT]
    return any(cue.pattern.search(stretch) for cue in language.cues["condition"] if cue.where != "before")


def answered_alone(
    answers: Sequence[Comment], opening: Comment, language: Language
) -> tuple[RequestOutcome, Evidence | None]:
    """Return what the last comment that decides a request says of it, where nothing was read that it asks for."""
    back = [c for c in answers if c.author == opening.author and takes_back(c, language)]
    for comment in back[-1:] or reversed(answers):
        if hits := deciding(comment, (), language):
            said = {status_of(hit) for hit in hits}
            quote = evidence(comment, hits[0].span, hits[0].cue.id, hits[0].cue.confidence)
            return "partly implemented" if said >= {"declined", "implemented"} else OUTCOMES[status_of(hits[0])], quote
    return "open", None


def takes_back(comment: Comment, language: Language) -> bool:
    """Tell whether a comment withdraws what its author asked for."""
    return any(status_of(hit) == "withdrawn" for hit in deciding(comment, (), language))
