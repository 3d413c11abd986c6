"""The sides that a comment takes on the proposals before it, by the weights of what is true of both together.

What rules read is one of the features. Rules stand unless the weights speak clearly against them; where none reads a side,
the weights tell one. The weights stand in `languages/<code>.stances.tsv`; docs/decisions/0023-relations-by-weights.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import cast

from graphtalk.annotate.cues import evidence
from graphtalk.annotate.labels import named_options
from graphtalk.annotate.leaning import LATER, LEANINGS, SIDES
from graphtalk.annotate.linear import Choice, in_bucket
from graphtalk.annotate.surroundings import SIDE_STEPS, STEPS, Surroundings, relation
from graphtalk.language import Language
from graphtalk.model import Proposal, Stance, StanceKind

__all__ = ["NO_SIDE", "comment_features", "side_features", "weigh_stances"]

NO_SIDE = "none"
LIKELY = 0.6  # share of all sides from which one is taken
LEAST = 0.4  # share of a side below which it is not taken where no rule reads it
RULED_OUT = 0.15  # the same below which none is though a rule reads one
CLOSE = 0.6  # part of the likeliest side's share from which the side that a rule reads stands
NAMED = 2  # times as telling is a sentence that names who made the proposal
VOTED = frozenset({"move", "delete"})  # kinds of proposals that people vote on
SURE = 0.3  # share from which words are said to take a side
CROSSED = (
    "above",
    "answered",
    "latest",
    "distance",
    "answers maker",
    "varied",
    "own",
    "named",
    "shared",
    "place",
    "amended",
    "before",
    "kind",
)

Taken = Mapping[tuple[str, str], StanceKind]


def weigh_stances(
    around: Surroundings, ruled: Sequence[Stance], taken: Taken, model: Choice, language: Language
) -> Iterator[Stance]:
    """Yield the side that a comment takes on each proposal that it is held against, if any.

    Args:
        around: The comment and these proposals.
        ruled: What rules read in it.
        taken: What rules read in earlier comments, by author and proposal.
        model: The weights.
        language: The comment's language.
    """
    by_proposal = {stance.proposal: stance for stance in ruled if not stance.struck}
    common = comment_features(around, by_proposal)
    yield from (stance for stance in ruled if stance.struck)
    near = {proposal.id for proposal in around.near}
    yield from (stance for stance in by_proposal.values() if stance.proposal not in near)
    liked = named_first(around, language)
    for proposal in around.near:
        said = by_proposal.get(proposal.id)
        if said is None and (proposal.kind in VOTED or (proposal.label and proposal.id not in liked)):
            continue  # people vote in so many words, and choose an option by its name
        shares = model.shares(common | side_features(around, proposal, by_proposal, taken))
        by_rule = said is not None and (proposal.label or proposal.kind in VOTED)  # rules know by name what is voted on
        kind = said.stance if said and by_rule else decide(shares, said)
        mine = around.maker(proposal).author == around.comment.author and proposal.kind != "option"
        if said and kind == said.stance:
            yield said
        elif kind != NO_SIDE and not (mine and said is None) and around.spans:
            yield as_stance(around, proposal, cast("StanceKind", kind), shares[kind], language)


def named_first(around: Surroundings, language: Language) -> set[str]:
    """Return the ids of the options that sentences name, but for those that they name as less liked ("A rather than B")."""
    rather_than = language.markers["rather_than"]
    said = [rather_than.split(around.comment.text[slice(*span)], maxsplit=1)[0] for span in around.spans]
    return {proposal.id for sentence in said for proposal in named_options(sentence, around.near, language)}


def decide(shares: Mapping[str, float], said: Stance | None) -> str:
    """Return the side that is taken, `NO_SIDE` for none: what a rule reads unless it is much the less likely."""
    taken = 1 - shares[NO_SIDE]
    best = max(SIDES, key=lambda side: shares[side])
    if said is None:
        return best if taken > LIKELY and shares[best] >= LEAST else NO_SIDE
    if is_vote(said):
        return said.stance
    if taken <= RULED_OUT:
        return NO_SIDE
    return best if taken > LIKELY and shares[said.stance] < CLOSE * shares[best] else said.stance


def is_vote(stance: Stance) -> bool:
    """Tell whether a rule read a stance from a vote in bold."""
    return "bold" in stance.evidence.rule


def as_stance(around: Surroundings, proposal: Proposal, kind: StanceKind, share: float, language: Language) -> Stance:
    """Return a side as a stance, with the sentence that shows it most."""
    named = around.named[proposal.evidence.comment]
    best = max(
        range(len(around.spans)),
        key=lambda i: around.shares[i][kind] * LATER**i * (NAMED if named[i] else 1),
    )
    quote = evidence(around.comment, around.spans[best], f"{language.code}.stances", round(share, 2))
    return Stance(proposal.id, kind, "weak", struck=False, evidence=quote)


def comment_features(around: Surroundings, ruled: Mapping[str, Stance]) -> set[str]:
    """Return what is true of a comment, whatever proposal it is held against."""
    comment, first = around.comment, around.shares[0] if around.shares else {}
    second = around.shares[1]["other"] if len(around.shares) > 1 else 1.0
    vocabulary = frozenset[str]().union(*around.vocabularies)
    return {
        *(f"most {leaning}={in_bucket(around.most[leaning], STEPS)}" for leaning in LEANINGS),
        *(f"first {leaning}={in_bucket(first.get(leaning, 0.0), STEPS)}" for leaning in LEANINGS),
        f"second other={in_bucket(second, STEPS)}",
        f"words={in_bucket(len(vocabulary), (3, 8, 20, 40, 80))}",
        f"sentences={in_bucket(len(around.spans), (1, 2, 4, 7))}",
        f"proposes={in_bucket(len(around.own), (0, 1, 2))}",
        f"asks={in_bucket(comment.text.count('?'), (0, 1))}",
        "top" if comment.parent is None else "reply",
        f"known={in_bucket(around.known, (1, 2, 3, 5, 8))}",
        f"answers={in_bucket(len(around.answered), (0, 1, 2, 4))}",
        "votes" if any(is_vote(stance) for stance in ruled.values()) else "no vote",
        f"guessed={in_bucket(comment.parent_confidence or 1.0, (0.5, 0.7, 0.99))}",
        f"rules={read_sides(ruled)}",
        f"side={around.side}, {in_bucket(around.most.get(around.side, 0.0), (0.2, 0.4, 0.6, 0.8))}",
    }


def read_sides(ruled: Mapping[str, Stance]) -> str:
    """Return the sides that rules read in a comment, in order, `none` for none."""
    return "+".join(sorted({stance.stance for stance in ruled.values()})) or NO_SIDE


def side_features(around: Surroundings, proposal: Proposal, ruled: Mapping[str, Stance], taken: Taken) -> set[str]:
    """Return what is true of a comment and a proposal together.

    Args:
        around: The comment.
        proposal: The proposal.
        ruled: What rules read in the comment, by the proposal's id.
        taken: What rules read in earlier comments, by author and proposal.
    """
    said = ruled.get(proposal.id)
    facts = relation(around, proposal)
    facts["varied"] = str(any(proposal.id in own.amends for own in around.own))
    facts["before"] = taken.get((around.comment.author or "", proposal.id), NO_SIDE)
    family = (
        NO_SIDE if said is None else "vote" if is_vote(said) else "act" if ".status" in said.evidence.rule else "words"
    )
    rule, about = said.stance if said else NO_SIDE, sentence_about(around, proposal)
    told = around.shares[about] if about is not None else None
    sides = {
        "rule": rule,
        "takes": in_bucket(around.takes, SIDE_STEPS),
        "side": around.side,
        "says of it": side_of(told),
        "rules": read_sides(ruled),
        "proposes": in_bucket(len(around.own), (0, 1, 2)),
    }
    features = {f"{name}={value}" for name, value in facts.items()}
    features |= {f"rule={rule}", f"family={family}", f"strength={said.strength if said else NO_SIDE}"}
    features |= {
        f"of it {leaning}={in_bucket(told[leaning] if told else -1.0, (-1.0, *STEPS))}" for leaning in LEANINGS
    }
    said_so = [f"{name}={value}" for name, value in sides.items()]
    features.update(map(" & ".join, product([f"{fact}={facts[fact]}" for fact in CROSSED], said_so)))
    above, known = facts["above"], in_bucket(around.known, (1, 2, 3, 5))
    for name in ("takes", "rule"):
        features |= {
            f"above={above} & known={known} & {name}={sides[name]}",
            f"above={above} & answered={facts['answered']} & latest={facts['latest']} & {name}={sides[name]}",
            f"above={above} & place={facts['place']} & {name}={sides[name]}",
        }
    return features | {f"family={family} & rule={rule} & above={above}"}


def sentence_about(around: Surroundings, proposal: Proposal) -> int | None:
    """Return which sentence speaks most of a proposal, by who made it or by its own words; None where none does."""
    named = around.named[proposal.evidence.comment]
    points = [
        2 * name + min(len(around.rare[proposal.id] & said), 3)
        for name, said in zip(named, around.vocabularies, strict=True)
    ]
    best = max(range(len(points)), key=lambda i: points[i], default=None)
    return best if best is not None and points[best] else None


def side_of(shares: Mapping[str, float] | None) -> str:
    """Return the side that a sentence takes most likely, `NO_SIDE` where it likely takes none."""
    if shares is None or 1 - shares["other"] - shares["propose"] <= SURE:
        return NO_SIDE
    return max(SIDES, key=lambda side: shares[side])
