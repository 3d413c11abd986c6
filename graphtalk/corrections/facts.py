"""Corrections of what was read from the words: facts that a person sets, adds or removes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from graphtalk.annotate.lineage import trace_words
from graphtalk.annotate.similarity import word_similarity
from graphtalk.corrections.entries import KINDS, RULE, Correction, Corrections, refuse_unknown
from graphtalk.model import (
    Annotations,
    ArticleLink,
    Citation,
    Comment,
    Evidence,
    Interest,
    Mention,
    Page,
    Policy,
    Proposal,
    Request,
    Source,
    Stance,
)

__all__ = ["correct_annotations"]

Fact = TypeVar("Fact")
Comments = Mapping[str, Comment]
Entries = Sequence[Correction]
STRUCTURE = {kind for kind, form in KINDS.items() if form.needs is None}


@dataclass(frozen=True, slots=True)
class Shape:
    """How the model keeps a kind of fact that rests on words of one comment.

    Attributes:
        group: Its field of `Annotations`.
        make: Its class.
        defaults: What an added one has where nothing is said.
        names: Fields that the model calls otherwise.
    """

    group: str
    make: Callable[..., Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


SHAPES: Mapping[str, Shape] = {
    "stance": Shape("stances", Stance, {"strength": "plain", "struck": False}),
    "citation": Shape("citations", Citation),
    "policy": Shape("policies", Policy, {"page": None}, {"title": "page"}),
    "mention": Shape("mentions", Mention, {"kind": "at", "count": 1}),
    "article": Shape("articles", ArticleLink, {"kind": "named", "count": 1}),
    "conflict_of_interest": Shape("interests", Interest, {"party": None}),
}


def correct_annotations(page: Page, annotations: Annotations, corrections: Corrections) -> Annotations:
    """Return the facts of a page as a person has corrected them; what rests on a fact that is removed goes with it.

    Args:
        page: The page, its structure corrected.
        annotations: What the rules read from it.
        corrections: Entries; those for other pages and of the structure are left alone.

    Raises:
        CorrectionError: An entry does not fit the page.
    """
    entries = corrections.on(page)
    if entries.keys() <= STRUCTURE:
        return annotations
    of = {kind: entries.get(kind, ()) for kind in KINDS}
    comments = {comment.id: comment for comment in page.comments}
    proposals = tuple(trace_words(page, correct_proposals(annotations.proposals, of["proposal"], comments)))
    known = {proposal.id for proposal in proposals}
    sources = changed(annotations.sources, of["source"], lambda s: (s.id,), lambda _: 0, as_source)
    cited = {source.id for source in sources}
    for entry in (*of["stance"], *of["citation"]):
        noun, ids = ("proposal", known) if entry.kind == "stance" else ("source", cited)
        refuse_unknown(entry, "comment", entry.key[0], comments)
        refuse_unknown(entry, noun, entry.key[1], ids)
    facts = {
        **{shape.group: getattr(annotations, shape.group) for shape in SHAPES.values()},
        "stances": [stance for stance in annotations.stances if stance.proposal in known],
        "citations": [citation for citation in annotations.citations if citation.source in cited],
    }
    for kind, shape in SHAPES.items():
        facts[shape.group] = correct_facts(kind, facts[shape.group], of[kind], comments)
    check_cited(of["source"], facts["citations"])
    lost = {citation.source for citation in annotations.citations} - {
        citation.source for citation in facts["citations"]
    }
    taken = {entry.key[0] for entry in of["stance"] if entry.operation == "add"}
    return replace(
        annotations,
        proposals=proposals,
        sources=tuple(source for source in sources if source.id not in lost),
        requests=correct_requests(page, annotations.requests, of["request"], known),
        warnings=tuple(w for w in annotations.warnings if w.code != "unplaced-stance" or w.comment not in taken),
        **facts,
    )


def changed(
    facts: Iterable[Fact],
    entries: Entries,
    key: Callable[[Fact], tuple[str, ...]],
    place: Callable[[Fact], Any],
    build: Callable[[Fact | None, Correction], Fact],
) -> tuple[Fact, ...]:
    """Return facts as entries say; an added one takes the place of what has its key.

    Args:
        facts: Facts of one kind.
        entries: Their entries.
        key: Gives what names a fact.
        place: Gives where a fact stands on the page, so that an added one comes after those before it.
        build: Gives the fact that an entry makes, of the one that it sets or of none.
    """
    found = list(facts)
    for entry in entries:
        same = [fact for fact in found if key(fact) == entry.key]
        if entry.operation != "add" and not same:
            refuse_unknown(entry, entry.kind, ", ".join(entry.key), [", ".join(key(fact)) for fact in found])
        if entry.operation == "set":
            # Of a struck stance and one that stands, the one that stands is meant.
            old = min(same, key=lambda fact: bool(getattr(fact, "struck", False)))
            found[found.index(old)] = build(old, entry)
            continue
        found = [fact for fact in found if fact not in same]
        if entry.operation == "add":
            new = build(None, entry)
            above = [i for i, fact in enumerate(found, start=1) if place(fact) <= place(new)]
            found.insert(max(above, default=0), new)
    return tuple(found)


def correct_facts(kind: str, facts: Sequence[Any], entries: Entries, comments: Comments) -> tuple[Any, ...]:
    """Return the facts of a kind of `SHAPES` as entries say."""
    shape, names = SHAPES[kind], KINDS[kind].key[1:]

    def build(old: Any, entry: Correction) -> Any:
        values = {shape.names.get(name, name): value for name, value in entry.values.items() if name != "evidence"}
        words = entry.values.get("evidence") or old.evidence.quote
        values["evidence"] = quoted(entry, entry.key[0], words, comments, old.evidence if old else None)
        named = dict(zip(names, entry.key[1:], strict=True))
        return replace(old, **values) if old else shape.make(**{**shape.defaults, **named, **values})

    for entry in entries:
        refuse_unknown(entry, "comment", entry.key[0], comments)
    return changed(
        facts,
        entries,
        lambda fact: (fact.evidence.comment, *(getattr(fact, name) for name in names)),
        lambda fact: place_of(fact.evidence, comments),
        build,
    )


def quoted(entry: Correction, comment: str, words: str, comments: Comments, before: Evidence | None = None) -> Evidence:
    """Return the words of a comment as the evidence of a person, where they stood before, else where they come first.

    Raises:
        CorrectionError: There is no such comment, or the words are not in it.
    """
    refuse_unknown(entry, "comment", comment, comments)
    if before and (before.comment, before.quote) == (comment, words):
        return by_hand(before)
    start = comments[comment].text.find(words)
    if start < 0:
        entry.refuse(f"the words {words!r} do not stand in {comment!r}; copy them from its text in `graphtalk parse`")
    return Evidence(comment, start, start + len(words), words, RULE, 1.0)


def by_hand(evidence: Evidence) -> Evidence:
    """Return evidence as a person has confirmed it."""
    return replace(evidence, rule=RULE, confidence=1.0)


def place_of(evidence: Evidence, comments: Comments) -> tuple[int, int]:
    """Return where words stand on the page."""
    return comments[evidence.comment].position, evidence.start


def correct_proposals(proposals: Sequence[Proposal], entries: Entries, comments: Comments) -> tuple[Proposal, ...]:
    """Return proposals as entries say, each with its earlier versions that are left."""
    if not entries:
        return tuple(proposals)

    def place(proposal: Proposal) -> tuple[int, int, str]:
        return (*place_of(proposal.evidence, comments), proposal.id)  # two may stand at the same place

    found = changed(
        proposals, entries, lambda proposal: (proposal.id,), place, lambda old, entry: as_proposal(old, entry, comments)
    )
    left = linked(sorted(found, key=place), entries)  # other words may stand elsewhere
    return tuple(still_superseded(proposal, proposals, left) for proposal in left)


def linked(proposals: Sequence[Proposal], entries: Entries) -> list[Proposal]:
    """Return proposals with those that they amend, as far as these are left, and how similar their words are now.

    Raises:
        CorrectionError: An entry has a proposal amend what does not stand above it.
    """
    texts = {proposal.id: proposal.text for proposal in proposals}
    ids = list(texts)
    for entry in entries:
        for older in entry.values.get("amends", ()):
            refuse_unknown(entry, f"proposal above {entry.key[0]!r} named", older, ids[: ids.index(entry.key[0])])
    spoken = {entry.key[0] for entry in entries if not entry.values.keys().isdisjoint({"text", "amends"})}
    result = []
    for proposal in proposals:
        amends = tuple(older for older in proposal.amends if older in texts)
        if amends == proposal.amends and spoken.isdisjoint((proposal.id, *amends)):
            result.append(proposal)
        else:
            similarity = tuple(round(word_similarity(proposal.text, texts[older]), 3) for older in amends)
            result.append(replace(proposal, amends=amends, similarity=similarity))
    return result


def still_superseded(proposal: Proposal, before: Iterable[Proposal], after: Iterable[Proposal]) -> Proposal:
    """Return a proposal, open again where it was superseded only by a version that amends it no more."""
    newer = {p.id: p.evidence for p in after if proposal.id in p.amends}
    lost = [p.evidence for p in before if proposal.id in p.amends and p.id not in newer]
    decision = proposal.decision
    if proposal.status != "superseded" or decision is None or not any(same_words(decision, e) for e in lost):
        return proposal
    other = next(iter(newer.values()), None)
    if other is None:
        return replace(proposal, status="open", decision=None)
    return replace(proposal, decision=replace(other, rule=decision.rule, confidence=decision.confidence))


def same_words(one: Evidence, other: Evidence) -> bool:
    """Tell whether two facts rest on the same words."""
    return (one.comment, one.start, one.end) == (other.comment, other.start, other.end)


def as_proposal(old: Proposal | None, entry: Correction, comments: Comments) -> Proposal:
    """Return the proposal that an entry makes; a new status has only the deciding words that come with it."""
    values = dict(entry.values)
    place, words = values.pop("status_comment", None), values.pop("status_evidence", "")
    decision = quoted(entry, place, words, comments) if place else None
    if not place and old and "status" not in values:
        decision = old.decision
    comment = old.evidence.comment if old else entry.key[0].rpartition("/")[0]
    text = values.get("text") or (old.text if old else "")
    evidence = quoted(entry, comment, text, comments, old.evidence if old else None)
    given = {**values, "text": evidence.quote, "evidence": evidence, "decision": decision}
    return replace(old, **given) if old else Proposal(**{"id": entry.key[0], "label": None, **given})


def as_source(old: Source | None, entry: Correction) -> Source:
    """Return the source that an entry makes."""
    if old:
        return replace(old, **entry.values)
    scheme, _, value = entry.key[0].partition(":")
    identifiers = () if scheme in {"url", "work"} else ((scheme, value),)
    return Source(**{"id": entry.key[0], "title": None, "identifiers": identifiers, **entry.values})


def check_cited(entries: Entries, citations: Iterable[Citation]) -> None:
    """Refuse an added source that no comment cites: no edge would hold it in the graph.

    Raises:
        CorrectionError: There is one.
    """
    cited = {citation.source for citation in citations}
    for entry in entries:
        if entry.operation == "add" and entry.key[0] not in cited:
            entry.refuse(f"no comment cites {entry.key[0]!r}; add a citation too")


def correct_requests(
    page: Page, requests: Iterable[Request], entries: Entries, proposals: Collection[str]
) -> tuple[Request, ...]:
    """Return requests as entries say, each with those of its proposals that are left."""
    comments = {comment.id: comment for comment in page.comments}
    places = {section.id: section.position for section in page.sections}

    def build(old: Request | None, entry: Correction) -> Request:
        for proposal in entry.values.get("proposals", ()):
            refuse_unknown(entry, "proposal", proposal, proposals)
        return as_request(old, entry, comments)

    for entry in entries:
        refuse_unknown(entry, "section", entry.key[0], places)
    left = [replace(r, proposals=tuple(p for p in r.proposals if p in proposals)) for r in requests]
    return changed(left, entries, lambda r: (r.section,), lambda r: places[r.section], build)


def as_request(old: Request | None, entry: Correction, comments: Comments) -> Request:
    """Return the request that an entry makes; a new outcome has only the answer that comes with it."""
    values = dict(entry.values)
    opened, opening = values.pop("opening_comment", None), values.pop("opening_evidence", "")
    answered, answering = values.pop("answer_comment", None), values.pop("answer_evidence", "")
    answer = quoted(entry, answered, answering, comments) if answered else None
    if not answered and old and "outcome" not in values:
        answer = old.answer
    begun = by_hand(old.opening) if old and not opened else quoted(entry, opened, opening, comments)
    given = {
        **values,
        "opening": begun,
        "opened": comments[begun.comment].timestamp,
        "answer": answer,
        "answered": comments[answer.comment].timestamp if answer else None,
    }
    if old:
        return replace(old, **given)
    section = entry.key[0]
    return Request(**{"id": f"{section}/r1", "section": section, "outcome": "open", "proposals": (), **given})
