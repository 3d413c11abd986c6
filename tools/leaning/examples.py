"""Examples for the weights: what is true of stretches, sentences and pairs of annotated pages, and what a reader made of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import cast

from annotated import Told

from graphtalk.annotate.amends import Step, link_amended
from graphtalk.annotate.answers import read_verdicts
from graphtalk.annotate.cues import Span, evidence
from graphtalk.annotate.decided import (
    NOTHING,
    decision_features,
    held_against,
    sentence_features,
    sentences_read,
)
from graphtalk.annotate.described import OFFERED, change_features, sentences_of
from graphtalk.annotate.interests import declaring_sentences, interest_features
from graphtalk.annotate.layout import Layout, layout_of
from graphtalk.annotate.leaning import sentences
from graphtalk.annotate.linear import Choice
from graphtalk.annotate.offered import Context, Setting, bare, candidates, offer_features
from graphtalk.annotate.openings import topic_sections
from graphtalk.annotate.parts import Weighed
from graphtalk.annotate.proposals import about, edits, find_proposals
from graphtalk.annotate.reception import made_audience
from graphtalk.annotate.similarity import likeness, words
from graphtalk.annotate.stances import followed, read_threads
from graphtalk.annotate.surroundings import survey
from graphtalk.annotate.varied import variant_features
from graphtalk.annotate.weighed import NO_SIDE, comment_features, side_features
from graphtalk.annotate.wordings import changes, wordings
from graphtalk.language import Language, load_language
from graphtalk.model import Page, Proposal, ProposalKind, Stance, StanceKind

SAME_TEXT = 0.75  # similarity of words from which two texts are the same proposal
NEARLY_ALL = 0.9  # the same of a second stretch with the same words
HALF = 0.5  # of the shorter of two stretches that overlap
SHORT = 12  # characters of a sentence that may stand in many texts
WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Examples:
    """What is true of things on a page, and whether, or as what, they count."""

    offers: list[tuple[set[str], bool]] = field(default_factory=list)
    changes: list[tuple[set[str], bool]] = field(default_factory=list)
    stances: list[tuple[set[str], str]] = field(default_factory=list)
    amends: list[tuple[set[str], bool]] = field(default_factory=list)
    interests: list[tuple[set[str], bool]] = field(default_factory=list)
    outcomes: list[tuple[set[str], str]] = field(default_factory=list)
    # Comments whose sentences say what is to be done: the sentences, and for each the texts that a reader found in it.
    described: list[tuple[Weighed, list[list[str]], list[set[str]]]] = field(default_factory=list)


def deciding_sentences(told: Told) -> Iterator[tuple[set[str], str]]:
    """Yield what is true of each sentence of a page that may decide something, and what it decides."""
    proposed = {comment for comment, found in told.proposals.items() if found}
    language = load_language("en")
    layout = layout_of(told.page, language)
    roots = {layout.root(comment) for comment in proposed}
    for comment in told.page.comments:
        if layout.root(comment.id) not in roots or comment.id in layout.closings:
            continue
        spans = sentences_read(comment, language)
        for place, span in enumerate(spans):
            sentence = comment.text[slice(*span)]
            said = (status for _, status, words in told.decided[comment.id] if holds(sentence, words))
            yield sentence_features(comment, spans, place), next(said, NOTHING)


def labelled_sentences(told: Told) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a page that are weighed, each with what it does, as in the file of remarks."""
    for comment in told.page.comments:
        for span in sentences(comment, load_language("en")):
            sentence = comment.text[slice(*span)]
            taken = next(
                (s["stance"] for s in told.stances[comment.id] if holds(sentence, s.get("evidence") or "")), None
            )
            offered = any(holds(sentence, p["text"]) for p in told.proposals[comment.id])
            yield sentence, (taken or ("propose" if offered else "none")).replace("support with ", "")


def holds(one: str, other: str) -> bool:
    """Tell whether one of two texts holds the words of the other."""
    first, second = " ".join(plain(one)), " ".join(plain(other))
    return bool(second) and (second in first or (len(first) > SHORT and first in second))


def plain(text: str) -> list[str]:
    """Return a text's words as they are compared."""
    return WORD.findall(re.sub(r"\{\{\w+\||<[^>]+>|\[\d+\]|'{2,}", " ", text).lower())


def similarity(one: str, other: str) -> float:
    """Return the share of words that two texts have in common in order, 0 where it is below `SAME_TEXT`."""
    first, second = plain(one), plain(other)
    if 2 * min(len(first), len(second)) < SAME_TEXT * (len(first) + len(second)) or not first:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def located(text: str, wanted: str) -> Span | None:
    """Return where a text stands in another, by its words; None where it does not."""
    if (start := text.find(wanted)) >= 0:
        return start, start + len(wanted)
    places = [(found[0].lower(), *found.span()) for found in WORD.finditer(text)]
    matcher = SequenceMatcher(None, [word for word, *_ in places], plain(wanted), autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    first, last = blocks[0].a, blocks[-1].a + blocks[-1].size
    if last - first > 2 * len(plain(wanted)):
        longest = max(blocks, key=lambda block: block.size)
        first, last = longest.a, longest.a + longest.size
    return places[first][1], places[last - 1][2]


def page_examples(
    told: Told, weights: Choice, deciding: Choice, language: Language, *, quiet: bool = False
) -> Examples:
    """Return the examples of a page.

    Args:
        told: The page.
        weights: How remarks lean, made without this page.
        deciding: What sentences decide, likewise.
        language: Its language.
        quiet: Whether nothing is annotated since next to nothing is proposed; what rules find in it is left out.
    """
    examples, layout, audience = (
        Examples(),
        layout_of(told.page, language),
        made_audience(told.page, weights, deciding, language),
    )
    settings: dict[str, Setting] = {}
    topics = {name: topic_sections(told.page, name, language) for name in ("requested move", "deletion discussion")}
    for comment in told.page.comments:
        if comment.id in layout.closings:
            continue
        setting = settings.setdefault(layout.root(comment.id), Setting())
        setting.opening = comment.id in layout.openings
        topic = next((name for name, sections in topics.items() if comment.section in sections), about(told.page))
        reception = audience.reception(comment)
        context = Context(comment, candidates(comment), setting, "content" if quiet else topic, reception)
        wanted = [p["text"] for p in told.proposals[comment.id] if p["kind"] in OFFERED]
        offers = list(offer_examples(context, wanted, weights, language))
        ruled = edits(comment, [], language.cues["edit"], language)
        if not (quiet and (ruled or any("ruled" in features for features, _ in offers))):
            examples.offers += offers
            said = sentences_of(context, ruled, len(wanted), language)
            features = [change_features(said, i, weights, language) for i in range(len(said.spans))]
            found = [asked_for(comment.text, span, told.proposals[comment.id]) for span in said.spans]
            examples.changes += [
                (true, bool(texts))
                for true, texts in zip(features, found, strict=True)
                if texts is not None and not (quiet and doubtful(true))
            ]
            if any(found):
                reads = [[draft.span for draft in drafts] for drafts in said.ruled]
                examples.described.append(
                    (
                        Weighed(comment.text, said.spans, (), reads, language.markers),
                        [texts or [] for texts in found],
                        features,
                    )
                )
        setting.add(comment, wanted)
        for place, span in enumerate(declaring_sentences(comment, language)):
            declared = any(holds(comment.text[slice(*span)], words) for words in told.interests[comment.id])
            examples.interests.append((interest_features(comment, span, place, told.page, language), declared))
    if quiet:
        examples.stances += quiet_pairs(told.page, weights, language)
    else:
        add_pairs(examples, told, layout, weights, language)
        examples.outcomes += outcome_examples(told, layout, weights, deciding, language)
    return examples


def outcome_examples(
    told: Told, layout: Layout, weights: Choice, deciding: Choice, language: Language
) -> Iterator[tuple[set[str], str]]:
    """Yield each comment with each proposal before it, and what it decides of that."""
    proposals, names, _ = annotated_proposals(told, layout)
    verdicts, _ = read_verdicts(told.page, proposals, language)
    for comment, before, by_comment in held_against(told.page, proposals, layout):
        spans = sentences_read(comment, language)
        shares = [deciding.shares(sentence_features(comment, spans, place)) for place in range(len(spans))]
        around = survey(comment, before, by_comment, layout, weights)
        ruled = {verdict.proposal: verdict.decision[0] for verdict in verdicts.get(comment.id, ())}
        decided = {proposal: status for proposal, status, _ in told.decided[comment.id]}
        for proposal in around.near:
            yield decision_features(around, proposal, shares, ruled), decided.get(names[proposal.id], NOTHING)


def quiet_pairs(page: Page, weights: Choice, language: Language) -> Iterator[tuple[set[str], str]]:
    """Yield each comment of a page that nobody annotated with each proposal that rules read before it, without a side.

    Left out are those on which rules read a side. Of the others some take one; on real pages they are few.
    """
    rules = replace(language, code=f"{language.code}-x-rules")  # for which there are no weights
    proposals = find_proposals(page, rules)
    verdicts, _ = read_verdicts(page, proposals, rules)
    for thread, ruled in read_threads(page, proposals, verdicts, rules):
        if thread.held_against and thread.comment.author is not None and not ruled:
            around = survey(thread.comment, thread.held_against, thread.by_comment, thread.scope.layout, weights)
            common = comment_features(around, {})
            yield from ((common | side_features(around, proposal, {}, {}), NO_SIDE) for proposal in around.near)


def offer_examples(
    context: Context, wanted: Sequence[str], weights: Choice, language: Language
) -> Iterator[tuple[set[str], bool]]:
    """Yield every stretch of a comment that may be a wording."""
    text = context.comment.text
    ruled = {bare(text, d.span): d for d in (*changes(context.comment, language), *wordings(context.comment, language))}
    stretches = [*ruled, *(stretch for stretch in context.stretches if stretch not in ruled)]
    closest = set()
    for offer in wanted:
        ranked = [(similarity(offer, text[a:b]), a - b, (a, b)) for a, b in stretches]
        if ranked and max(ranked)[0] >= SAME_TEXT:
            closest.add(max(ranked)[2])
    for span in stretches:
        right = span in closest or any(similarity(offer, text[slice(*span)]) >= NEARLY_ALL for offer in wanted)
        yield offer_features(context, span, ruled.get(span), weights, language), right


def asked_for(text: str, span: Span, proposals: Sequence[Mapping[str, str]]) -> list[str] | None:
    """Return the changes that a sentence describes; None where it does nothing but offer a wording."""
    places = [(p, located(text, p["text"])) for p in proposals]
    held = [p for p, place in places if place and overlap(place, span) >= HALF]
    described = [p["text"] for p in held if p["kind"] not in OFFERED]
    return described if described or not held else None


def overlap(one: Span, other: Span) -> float:
    """Return the share of the shorter of two stretches that both cover."""
    return (min(one[1], other[1]) - max(one[0], other[0])) / max(1, min(one[1] - one[0], other[1] - other[0]))


def doubtful(features: set[str]) -> bool:
    """Tell whether a sentence is worded so much like a proposal that nobody can say it is none without reading it."""
    return "changing" in features and any(f"part={edge}" in features for edge in ("0.95", "0.98", "more"))


def add_pairs(examples: Examples, told: Told, layout: Layout, weights: Choice, language: Language) -> None:
    """Add each comment with each proposal that it is held against, and each proposal with those before it."""
    proposals, names, by_comment = annotated_proposals(told, layout)
    amended = {p["id"]: set(p.get("amends") or ()) for found in told.proposals.values() for p in found}
    for comment in told.page.comments:
        own = by_comment.get(comment.id, [])
        root = layout.root(comment.id)
        before = [
            p
            for p in proposals
            if layout.root(p.evidence.comment) == root and layout.knows(comment, p.evidence.comment)
        ]
        if not own or not before:
            continue
        around = survey(comment, before, by_comment, layout, weights)
        for proposal in own:
            alike = {p.id: likeness(words(proposal.text), words(p.text)) for p in around.near}
            examples.amends += [
                (variant_features(proposal, older, around, alike), names[older.id] in amended[names[proposal.id]])
                for older in around.near
            ]
    examples.stances += stance_examples(told, proposals, names, weights, language)


def annotated_proposals(told: Told, layout: Layout) -> tuple[list[Proposal], dict[str, str], dict[str, list[Proposal]]]:
    """Return the annotated proposals where they stand, with what rules have them vary; their names; and those of each comment."""
    proposals: list[Proposal] = []
    names: dict[str, str] = {}
    by_comment: dict[str, list[Proposal]] = {}
    for comment in told.page.comments:
        if comment.id in layout.closings:
            continue
        others = [p for p in proposals if layout.root(p.evidence.comment) == layout.root(comment.id)]
        found = [
            (located(comment.text, p["text"]) or (0, min(20, len(comment.text))), p) for p in told.proposals[comment.id]
        ]
        for number, (span, entry) in enumerate(sorted(found, key=lambda pair: pair[0]), start=1):
            quote = evidence(comment, span, "annotated", 1.0)
            made = Proposal(
                id=f"{comment.id}/p{number}", kind=cast("ProposalKind", entry["kind"]), label=entry.get("label"), text=quote.quote, evidence=quote,
                replaces_text=entry.get("replaces_text"),
            )  # fmt: skip
            made = link_amended(Step(made, comment, others, layout), [])
            names[made.id] = entry["id"]
            proposals.append(made)
            by_comment.setdefault(comment.id, []).append(made)
    return proposals, names, by_comment


def stance_examples(
    told: Told, proposals: Sequence[Proposal], names: Mapping[str, str], weights: Choice, language: Language
) -> Iterator[tuple[set[str], str]]:
    """Yield each comment with each proposal that it is held against, and the side that it takes on it."""
    verdicts, _ = read_verdicts(told.page, proposals, language)
    said: list[Stance] = []
    taken: dict[tuple[str, str], StanceKind] = {}
    for thread, read_by_rules in read_threads(told.page, proposals, verdicts, language):
        ruled = [stance for one in read_by_rules for stance in followed(one, said, thread)]
        said += ruled
        if thread.held_against and thread.comment.author is not None:
            around = survey(thread.comment, thread.held_against, thread.by_comment, thread.scope.layout, weights)
            sides = {s["proposal"]: s["stance"] for s in told.stances[thread.comment.id]}
            by_proposal = {stance.proposal: stance for stance in ruled if not stance.struck}
            common = comment_features(around, by_proposal)
            for proposal in around.near:
                features = common | side_features(around, proposal, by_proposal, taken)
                yield features, sides.get(names[proposal.id], NO_SIDE)
        taken |= {(thread.comment.author or "", s.proposal): s.stance for s in ruled if not s.struck}
