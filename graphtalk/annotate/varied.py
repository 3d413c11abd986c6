"""Which earlier proposals one varies, by the weights of what is true of both: rules have a say, but not the last word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from graphtalk.annotate.layout import Layout, is_later
from graphtalk.annotate.leaning import load_weights, plain_words, words_of
from graphtalk.annotate.linear import Model, in_bucket, load_model
from graphtalk.annotate.similarity import likeness, word_similarity, words
from graphtalk.annotate.surroundings import SIDE_STEPS, Surroundings, own_words, relation, survey
from graphtalk.language import Language
from graphtalk.model import Comment, Proposal

__all__ = ["variant_features", "weigh_amended"]

LIKELY = 0.5  # share from which one proposal varies another
RULED_OUT = 0.1  # share below which it does not though a rule says so
LEAD, BEFORE = 200, 80  # characters before a proposal that tell what it is about, and how it is offered
LEAD_WORDS = 6
MOSTLY = 0.6  # share of one text's words that the other has, to hold it
LIKENESS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
CROSSED = (
    "above",
    "answered",
    "latest",
    "like",
    "rank",
    "shared words",
    "held",
    "holds",
    "kinds",
    "rule",
    "any rule",
    "place",
    "own place",
    "amended",
)
CROSSED_TOO = (*CROSSED, "own", "last", "context", "side", "distance")


def weigh_amended(
    comment: Comment,
    known: Sequence[Proposal],
    by_comment: Mapping[str, Sequence[Proposal]],
    layout: Layout,
    language: Language,
) -> list[Proposal]:
    """Return the proposals of a comment with the earlier ones that they vary, as rules and the language's weights have it.

    Args:
        comment: The comment.
        known: The proposals of its discussion before it.
        by_comment: All proposals so far by the comment that makes them, its own too, with what rules have them vary.
        layout: Where the page's comments stand.
        language: Its language; without weights for it the rules stand.
    """
    made = list(by_comment[comment.id])
    model, weights = load_model(language.code, "amends"), load_weights(language.code)
    if not known or model is None or weights is None:
        return made
    around = survey(comment, known, by_comment, layout, weights)
    here = {p.id for p in known}
    # One that goes on with a version of another discussion does so by its words alone.
    return [linked(p, around, model) if here.issuperset(p.amends) else p for p in made]


def linked(proposal: Proposal, around: Surroundings, model: Model) -> Proposal:
    """Return a proposal with the earlier ones that it varies most likely.

    Args:
        proposal: The proposal, with what rules have it vary.
        around: Its comment, and the proposals before it.
        model: The weights.
    """
    near = [p for p in around.near if not is_later(around.maker(p), around.comment)]
    alike = {p.id: likeness(words(proposal.text), words(p.text)) for p in near}
    chosen = [
        p for p in near
        if model.share(variant_features(proposal, p, around, alike)) > (RULED_OUT if p.id in proposal.amends else LIKELY)
    ]  # fmt: skip
    return replace(
        proposal,
        amends=tuple(p.id for p in chosen),
        similarity=tuple(round(word_similarity(proposal.text, p.text), 3) for p in chosen),
    )


def variant_features(newer: Proposal, older: Proposal, around: Surroundings, alike: Mapping[str, float]) -> set[str]:
    """Return what is true of a proposal and an earlier one.

    Args:
        newer: The proposal, with what rules have it vary.
        older: The earlier one, of another comment.
        around: The comment of the newer one.
        alike: How like the newer one each earlier one is, by id.
    """
    facts = dict(variant_facts(newer, older, around, alike))
    features = {f"{name}={value}" for name, value in facts.items()}
    features.update(map(" & ".join, combinations([f"{name}={facts[name]}" for name in CROSSED_TOO], 2)))
    text, start = around.comment.text, newer.evidence.start
    lead = plain_words(text[max(0, start - BEFORE) : start])
    features |= {f"above={facts['above']} & lead: {word}" for word in lead[-LEAD_WORDS:]}
    return features | {f"above={facts['above']} & begins: {word}" for word in words_of(newer.text)[1:4]}


def variant_facts(
    newer: Proposal, older: Proposal, around: Surroundings, alike: Mapping[str, float]
) -> Iterator[tuple[str, str]]:
    """Yield how a proposal stands to an earlier one, each respect with its name."""
    near: Sequence[Proposal] = [p for p in around.near if p.id in alike]
    mine, theirs = (own_words(p.text, around.layout.language) for p in (newer, older))
    both = len(mine & theirs)
    text, start = around.comment.text, newer.evidence.start
    context = own_words(text[max(0, start - LEAD) : start], around.layout.language)
    beside = [p for p in around.own if p.id != newer.id]
    place = sum(p.evidence.start < newer.evidence.start for p in beside)
    yield from relation(around, older).items()
    yield "last", str(bool(near) and older is near[-1])
    yield "like", in_bucket(round(alike[older.id], 2), LIKENESS)
    yield "rank", in_bucket(sum(alike[p.id] > alike[older.id] for p in near), (0, 1, 2))
    yield "shared words", in_bucket(both, (0, 1, 2, 4, 8))
    yield "held", str(bool(mine) and both >= MOSTLY * len(mine))
    yield "holds", str(bool(theirs) and both >= MOSTLY * len(theirs))
    yield "kinds", f"{older.kind} > {newer.kind}"
    yield "rule", str(older.id in newer.amends)
    yield "any rule", str(bool(newer.amends))
    yield "own place", f"{in_bucket(place, (0, 1, 3))} of {in_bucket(len(beside) + 1, (1, 2, 4))}"
    yield "context", in_bucket(len(context & theirs), (0, 1, 2, 4))
    yield "takes", in_bucket(around.takes, SIDE_STEPS)
    yield "side", around.side
    yield "words", in_bucket(len(words(newer.text)), (2, 5, 10, 20))
    yield "older words", in_bucket(len(words(older.text)), (2, 5, 10, 20))
    yield "before it", in_bucket(len(near), (1, 2, 3, 5))
