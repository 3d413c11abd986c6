"""Formal requests: who makes one, in which section, and what became of it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from graphtalk.annotate.answers import MADE, REFUSED, deciding, status_of
from graphtalk.annotate.cues import evidence
from graphtalk.annotate.layout import SURVEYED, layout_of
from graphtalk.annotate.openings import page_request, request_opening
from graphtalk.annotate.outcomes import CLOSED_KINDS, VERSIONS, closing_verdict
from graphtalk.language import Language
from graphtalk.model import Comment, Evidence, Interest, Page, Proposal, ProposalStatus, Request, RequestOutcome

__all__ = ["OUTCOMES", "find_requests"]

CONSULTED = "request for comment"
INTERESTED = "conflict of interest edit request"
MOVED = "requested move"
REWORDED = frozenset({"move", "wording", "edit"})  # kinds of proposals that bring up another title or text
WAITING = frozenset({"open", "superseded"})  # what words do not decide
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

    In a copy that has lost the templates, who has declared an interest and said that they only ask makes one by opening a
    section with a proposal.
    """
    requests = []
    asking = only_asking(page, interests, language) if page.markup == "plain" else set()
    layout = layout_of(page, language)
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
            or interested_request(here, proposals, asking)
        )
        if found is None:
            continue
        kind, opening = found
        asked = asked_in.get(root, [])
        became = surveyed if kind in SURVEYED else answered
        outcome, answer = became(
            Asked(kind, layout.comments[opening.comment], asked, in_root[root], layout.closings), language
        )
        requests.append(
            Request(
                id=f"{section.id}/r1",
                section=section.id,
                kind=kind,
                outcome=outcome,
                opened=layout.comments[opening.comment].timestamp,
                answered=layout.comments[answer.comment].timestamp if answer else None,
                opening=opening,
                answer=answer,
                proposals=tuple(p.id for p in asked),
            )
        )
    return requests


def only_asking(page: Page, interests: Sequence[Interest], language: Language) -> set[str]:
    """Return the users with a declared interest who said that they ask for edits and leave them to others."""
    declared = {interest.user for interest in interests}
    cues = [cue for cue in language.cues["request"] if cue.where == "interested"]
    return {c.author for c in page.comments if c.author in declared and any(cue.pattern.search(c.text) for cue in cues)}


def interested_request(
    comments: Sequence[Comment], proposals: Sequence[Proposal], asking: Container[str]
) -> tuple[str, Evidence] | None:
    """Return the request that someone makes who only asks for edits and opens a section with a proposal."""
    opening = next(iter(comments), None)
    if opening is None or opening.author not in asking:
        return None
    asked = next((p.evidence for p in proposals if p.evidence.comment == opening.id), None)
    return (INTERESTED, replace(asked, rule="request.interest", confidence=0.7)) if asked else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A formal request.

    Attributes:
        kind: Its kind.
        opening: The comment that opens it.
        proposals: The proposals of its discussion.
        comments: The comments of its discussion.
        closings: Those that close a discussion, by id.
    """

    kind: str
    opening: Comment
    proposals: Sequence[Proposal]
    comments: Sequence[Comment]
    closings: Container[str]

    @property
    def own(self) -> list[Proposal]:
        """Return the proposals of who asks."""
        authors = {c.id: c.author for c in self.comments}
        return [p for p in self.proposals if authors.get(p.evidence.comment) == self.opening.author]

    @property
    def decided(self) -> list[Proposal]:
        """Return the proposals that words decided."""
        return [p for p in self.proposals if p.status in OUTCOMES and p.decision]

    def closed(self, decided: Sequence[Proposal]) -> list[Proposal]:
        """Return which proposals a closing decided."""
        return [p for p in decided if p.decision and p.decision.comment in self.closings]

    @property
    def answers(self) -> list[Comment]:
        """Return the comments after the opening one."""
        return [c for c in self.comments if c.id != self.opening.id]

    def last(self, decided: Sequence[Proposal]) -> Proposal:
        """Return which proposal was decided last; a choice among options, which declines the others, beats these."""
        order = {c.id: (c.timestamp.isoformat() if c.timestamp else "", c.position) for c in self.comments}

        def finality(proposal: Proposal) -> tuple[tuple[str, int], bool]:
            place = order.get(proposal.decision.comment, ("", -1)) if proposal.decision else ("", -1)
            return place, proposal.status not in {"declined", "reverted"}

        return max(decided, key=finality)


def surveyed(asked: Asked, language: Language) -> tuple[RequestOutcome, Evidence | None]:
    """Return what became of a survey, a move or another way out, and the words that decided it last.

    Another way out leaves a deletion declined. What was made and neither asked for nor one of the options is another
    title or wording.
    """
    own, issue = asked.own, at_issue(asked)
    if not issue:
        return closed_alone(asked, language)
    last = asked.last(issue)
    outcome = OUTCOMES[last.status]
    if asked.kind == CONSULTED and last.kind == "option" and outcome == "implemented":
        return "accepted", last.decision  # the survey chose; that somebody put it in is told of the option
    made = [p for p in issue if OUTCOMES[p.status] == "implemented" and p.kind in REWORDED]
    if outcome == "implemented" and any(p not in own or (p.kind in VERSIONS and overtaken(p, asked)) for p in made):
        return "implemented with changes", last.decision
    refused = {old_title(p) for p in issue if p in own and p.status in REFUSED}
    if made and refused - {old_title(p) for p in made}:
        return "partly implemented", last.decision
    return undecided(outcome, last.decision, asked.kind, language), last.decision


def at_issue(asked: Asked) -> list[Proposal]:
    """Return the decided proposals that tell what became of a survey, a move or another way out.

    These are titles, options and ways out, of a deletion that alone, those that a closing chose before others. A survey
    whose options were all refused, or that has none, may end with a wording.
    """
    own, decided = asked.own, asked.decided
    formal = [p for p in decided if p.kind in CLOSED_KINDS and (p.status != "withdrawn" or p in own)]
    formal = [p for p in formal if p.kind == "delete"] or formal
    if asked.kind == CONSULTED and not any(p.status in MADE for p in formal):
        made = [p for p in decided if p.status in MADE]
        formal = (asked.closed(decided) if formal or not made else []) or [*formal, *made]
    closed = asked.closed(formal)
    return (closed if any(p.status in MADE for p in closed) else formal) or decided


def old_title(proposal: Proposal) -> str:
    """Return the title that a move starts from."""
    return proposal.text.partition("→")[0].strip() if proposal.kind == "move" else ""


def overtaken(made: Proposal, asked: Asked) -> bool:
    """Tell whether what was made had a later version by then, so that it was made in that form."""
    places = {c.id: c.position for c in asked.comments}
    done = places.get(made.decision.comment, 0) if made.decision else 0
    later = (p for p in asked.proposals if places[made.evidence.comment] < places[p.evidence.comment] < done)
    return any(p.status in WAITING and made.id in p.amends for p in later)


def closed_alone(asked: Asked, language: Language) -> tuple[RequestOutcome, Evidence | None]:
    """Return what the words say that close a discussion, where nothing was read that they decide."""
    for comment in reversed(asked.comments):
        if comment.id in asked.closings and (verdict := closing_verdict(comment, asked.proposals, language)):
            status, quote = verdict
            return undecided(OUTCOMES[status], quote, asked.kind, language), quote
    return answered_alone(asked.answers, asked.opening, language)


def undecided(outcome: RequestOutcome, quote: Evidence | None, kind: str, language: Language) -> RequestOutcome:
    """Return an outcome, no consensus where the words say that there is none; a page that is not moved stays declined."""
    without = {cue.id for cue in language.cues["verdict"] if cue.where == "undecided"}
    return "no consensus" if quote and quote.rule in without and kind != MOVED else outcome


def answered(asked: Asked, language: Language) -> tuple[RequestOutcome, Evidence | None]:
    """Return what became of a request for an edit, and the words that decided it last.

    It follows from what became of what was asked: all of it done, some, or done in another form; else from the words
    that decide the request alone.
    """
    if not asked.decided:
        outcome, quote = answered_alone(asked.answers, asked.opening, language)
        varied = any(p.status == "superseded" for p in asked.own)
        return ("implemented with changes" if varied and outcome == "implemented" else outcome), quote
    last = asked.last(asked.decided)
    return of_versions(last, asked, asked.own, language), last.decision


def of_versions(last: Proposal, asked: Asked, own: Sequence[Proposal], language: Language) -> RequestOutcome:
    """Return what became of a request for changes to the text: in full, in part, in another form, or not at all.

    Args:
        last: The proposal that was decided last.
        asked: The request.
        own: The proposals of who asks.
        language: The rules.
    """
    outcome = OUTCOMES[last.status]
    made = [p for p in asked.proposals if p.status in MADE]
    taken = come_from(made, asked.proposals)
    corrections = {p.id for p in asked.proposals if p.status == "withdrawn" and p.amends}  # of what others wrote
    refused = [p for p in (own or asked.proposals) if p.status in REFUSED and p.id not in taken | corrections]
    if not made and any(p.status == "open" and set(p.amends) & {r.id for r in refused} for p in own):
        return "open"  # a better version of what was refused waits for an answer
    first = [p for p in own if p.evidence.comment == asked.opening.id]
    as_asked = all(p in first for p in made)
    some = as_asked and any(p in made for p in first) and any(p.status == "open" for p in first)
    partly = some or (refused and any(p in own for p in made))
    if partly or any(p.status == "partly implemented" and p.id not in taken for p in made):
        return "partly implemented"
    if last.status in MADE:
        said = [status_of(hit) for c in asked.answers for hit in deciding(c, (), language)]
        if "partly implemented" in said and "implemented" not in said[said.index("partly implemented") :]:
            return "partly implemented"
        changed = any(p.amends or overtaken(p, asked) for p in made) or (own and last not in own)
        if changed or with_changes(last, asked.answers, language):
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
    stretch = text[quote.start : quote.end + AFTERTHOUGHT]
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
