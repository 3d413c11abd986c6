"""What became of proposals, and which comment decided it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphtalk.annotate.answers import MADE, Decision, Verdict, deciding, status_of
from graphtalk.annotate.cues import Hit, evidence, find_hits
from graphtalk.annotate.decided import SURER, Likely, weigh_decisions
from graphtalk.annotate.formal import new_title
from graphtalk.annotate.layout import Layout, layout_of
from graphtalk.annotate.references import named_options
from graphtalk.language import Language
from graphtalk.model import Comment, Page, Proposal

__all__ = ["CLOSED_KINDS", "find_outcomes"]

CLOSED_KINDS = frozenset({"option", "move", "merge", "delete", "other"})  # that a closing decides
VERSIONS = frozenset({"wording", "edit"})  # that later ones of the same passage replace


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
        decisions |= carried_out(closed(closing, here, said, language), [closing, *carried], language)
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
        return other and one.share > SURER and place(one.decision) >= place(ruled)

    found = {known: one.decision for known, one in likely.items() if stands(known, one)}
    together, passages = {**said, **found}, same_passage(proposals)
    made = [p for p in proposals if p.id in together and together[p.id][0] in MADE]
    for number, version in enumerate(made):
        later_made = (p for p in made[number + 1 :] if passages[p.id] == passages[version.id])
        if version.id in found and any(rival.evidence.comment != version.evidence.comment for rival in later_made):
            del found[version.id]
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
