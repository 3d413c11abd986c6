"""What became of proposals and of formal requests, and which comment decided it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphtalk.annotate.answers import MADE, REFUSED, Decision, deciding, status_of
from graphtalk.annotate.cues import Hit, evidence, find_hits, request_kind
from graphtalk.annotate.layout import Layout, layout_of
from graphtalk.annotate.proposals import new_title
from graphtalk.annotate.references import named_options
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

__all__ = ["OUTCOMES", "find_outcomes", "find_requests", "requested_sections"]

CLOSED_KINDS = frozenset({"option", "move", "merge", "delete", "other"})  # that a closing decides
CONSULTED = "request for comment"
INTERESTED = "conflict of interest edit request"
VERSIONS = frozenset({"wording", "edit"})  # that later ones of the same passage replace
AFTERTHOUGHT = 16  # characters after "done" within which words such as "although" tell of changes
OUTCOMES: Mapping[ProposalStatus, RequestOutcome] = {
    "implemented": "implemented",
    "accepted": "accepted",
    "partly implemented": "partly implemented",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "reverted": "declined",
}


def find_outcomes(
    page: Page, proposals: Sequence[Proposal], said: Mapping[str, Decision], language: Language
) -> list[Proposal]:
    """Return the proposals with what became of them.

    The last comment that decides a proposal counts; one that nobody decided is superseded by a version that amends it.

    Args:
        page: The page.
        proposals: Its proposals in document order.
        said: What its comments decide, by the proposal's id.
        language: The rules.
    """
    layout = layout_of(page, language)
    decisions = dict(said)
    for comment_id, root in layout.closings.items():
        here = [p for p in proposals if layout.root(p.evidence.comment) == root]
        closing = layout.comments[comment_id]
        carried = [c for c in page.comments if layout.root(c.id) == root and later(c, closing)]
        decisions |= carried_out(closed(closing, here, decisions, language), [closing, *carried], language)
    decisions |= dict(overtaken(proposals, decisions, layout))
    return [
        replace(p, status=decisions[p.id][0], decision=decisions[p.id][1]) if p.id in decisions else p
        for p in proposals
    ]


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
    closing: Comment, here: Sequence[Proposal], before: Mapping[str, Decision], language: Language
) -> dict[str, Decision]:
    """Return what closing words decide of the proposals of their discussion: of those that they name, else of each.

    Args:
        closing: The closing comment.
        here: The proposals of its discussion.
        before: What its comments decided.
        language: The rules.
    """
    taken_back = {known for known, (status, _) in before.items() if status == "withdrawn"}
    settled: list[Proposal] = [p for p in here if p.kind in CLOSED_KINDS and p.id not in taken_back]
    hits = [*find_hits(closing, language.cues["verdict"]), *deciding(closing, (), language)]
    if any(p.kind == "option" for p in settled):  # none of them is a page that could have been moved
        hits = [hit for hit in hits if hit.cue not in language.cues["verdict"] or status_of(hit) != "implemented"]
    if not hits:
        return {}
    hit: Hit = hits[0]
    status, quote = status_of(hit), evidence(closing, hit.span, hit.cue.id, hit.cue.confidence)
    named = (
        named_options(quote.quote, settled)
        or named_options(closing.text, settled)
        or [p for p in settled if p.kind == "move" and new_title(p.text).lower() in closing.text.lower()]
    )
    merged_away = any(p.kind == "delete" for p in settled) and any(
        cue.pattern.search(quote.quote) for cue in language.cues["merging"]
    )
    if merged_away and status == "implemented":  # a page that is merged is not deleted; merging it is still to be done
        status, named = "accepted", [p for p in settled if p.kind == "merge"]
    elif status == "declined" or not named:
        named = settled[:1] if status != "declined" else settled
    decisions: dict[str, Decision] = {p.id: (status if p in named else "declined", quote) for p in settled}
    if any(p.kind == "option" for p in named):  # a wording that somebody offered beside the options was not chosen
        others = (p for p in here if p.kind == "wording" and p.id not in before and p.id not in decisions)
        decisions |= {p.id: ("declined", quote) for p in others}
    return decisions


def carried_out(decisions: dict[str, Decision], comments: Sequence[Comment], language: Language) -> dict[str, Decision]:
    """Return what a closing decided, with what it accepted as implemented where it or a later comment put that in."""
    chosen = [known for known, (status, _) in decisions.items() if status == "accepted"]
    for comment in comments if chosen else ():
        done = next((h for h in deciding(comment, (), language) if status_of(h) == "implemented"), None)
        if done:
            quote = evidence(comment, done.span, done.cue.id, done.cue.confidence)
            return decisions | dict.fromkeys(chosen, ("implemented", quote))
    return decisions


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
        for cue in language.cues["notice"]:
            if match := cue.pattern.search(comment.text):
                return cue.value, evidence(comment, match.span("evidence"), cue.id, cue.confidence)
    for cue in language.cues["request"]:
        if cue.pattern.search(section.heading):
            return cue.value, evidence(comments[0], (0, 0), cue.id, cue.confidence)
    return None


def interested_request(
    comments: Sequence[Comment], proposals: Sequence[Proposal], interests: Sequence[Interest]
) -> tuple[str, Evidence] | None:
    """Return the request that someone with a declared interest makes who opens a section with a proposal."""
    opening = next(iter(comments), None)
    asked = [p for p in proposals if opening and p.evidence.comment == opening.id]
    declared = next((i for i in interests if opening and i.user == opening.author), None)
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
