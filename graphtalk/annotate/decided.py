"""What comments decide of the proposals before them, by the weights of what is true of both together.

People say in endless ways that something was done or will not be. Which sentences say so is told by `languages/<code>.deciding.tsv`, and of which
proposal by `languages/<code>.outcomes.tsv`; what rules read is one of the features. docs/decisions/0028-outcomes-by-weights.md
tells why, and how well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from graphtalk.annotate.answers import Decision, Verdict
from graphtalk.annotate.cues import Span, evidence
from graphtalk.annotate.layout import Layout
from graphtalk.annotate.leaning import LEANINGS, load_weights, own_sentences, word_runs
from graphtalk.annotate.linear import in_bucket, load_choice
from graphtalk.annotate.surroundings import Surroundings, relation, survey
from graphtalk.language import Language
from graphtalk.model import Comment, Page, Proposal, ProposalStatus

__all__ = [
    "DECIDES",
    "NOTHING",
    "SURER",
    "decision_features",
    "held_against",
    "sentence_features",
    "sentences_read",
    "weigh_decisions",
]

# What a sentence, or a comment of a proposal, may decide, in the order of the columns.
DECIDES: tuple[ProposalStatus, ...] = ("implemented", "accepted", "declined", "withdrawn", "reverted")
NOTHING = "none"
READ = 12  # sentences of a comment that are read
TELLING = 0.1  # share from which one of them makes the comment worth a look
LIKELY = 0.25  # share from which a comment decides a proposal of which no rule tells anything
SURER = 0.5  # the same against what rules read
SHOWN = 0.25  # share of the sentence that is to show it; on real pages most comments decide nothing
HINT = 0.15  # share from which a sentence counts as saying something
STEPS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9)
LEAN_STEPS = (0.05, 0.2, 0.5, 0.8)
CROSSED = (
    "above",
    "answered",
    "latest",
    "distance",
    "answers maker",
    "own",
    "named",
    "shared",
    "place",
    "amended",
    "kind",
    "days",
)


@dataclass(frozen=True, slots=True)
class Likely:
    """The likeliest decision of a proposal so far.

    Attributes:
        share: How likely it is.
        decision: The status, and the sentence that gives it.
    """

    share: float
    decision: Decision


def weigh_decisions(
    page: Page,
    proposals: Sequence[Proposal],
    verdicts: Mapping[str, Sequence[Verdict]],
    layout: Layout,
    language: Language,
) -> dict[str, Likely]:
    """Return the likeliest decision of each proposal of which some comment seems to decide, by the proposal's id.

    Args:
        page: The page.
        proposals: Its proposals in document order.
        verdicts: What rules read that each comment decides, by the comment's id.
        layout: Where the page's comments stand.
        language: Its language; without weights nothing is decided.
    """
    deciding, outcomes = load_choice(language.code, "deciding"), load_choice(language.code, "outcomes")
    weights = load_weights(language.code)
    found: dict[str, Likely] = {}
    if deciding is None or outcomes is None or weights is None:
        return found
    for comment, before, by_comment in held_against(page, proposals, layout):
        spans = sentences_read(comment, language)
        shares = [deciding.shares(sentence_features(comment, spans, place)) for place in range(len(spans))]
        if all(1 - share[NOTHING] < TELLING for share in shares):
            continue
        around = survey(comment, before, by_comment, layout, weights)
        ruled: dict[str, str] = {verdict.proposal: verdict.decision[0] for verdict in verdicts.get(comment.id, ())}
        for proposal in around.near:
            told = outcomes.shares(decision_features(around, proposal, shares, ruled))
            if (share := 1 - told[NOTHING]) >= max(LIKELY, found[proposal.id].share if proposal.id in found else 0):
                status = max(DECIDES, key=lambda name: told[name])
                best = max(range(len(spans)), key=lambda place: shares[place][status])
                if shares[best][status] < SHOWN:
                    continue
                quote = evidence(comment, spans[best], f"{language.code}.outcomes", round(share, 2))
                found[proposal.id] = Likely(share, (status, quote))
    return found


def held_against(
    page: Page, proposals: Sequence[Proposal], layout: Layout
) -> Iterator[tuple[Comment, list[Proposal], dict[str, list[Proposal]]]]:
    """Yield each comment that may decide something: the comment, the proposals before it in its discussion, all by their comment."""
    by_comment: dict[str, list[Proposal]] = {}
    by_root: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_comment.setdefault(proposal.evidence.comment, []).append(proposal)
        by_root.setdefault(layout.root(proposal.evidence.comment), []).append(proposal)
    for comment in page.comments:
        here = by_root.get(layout.root(comment.id), ())
        before = [p for p in here if layout.knows(comment, p.evidence.comment)]
        if before and comment.id not in layout.closings:
            yield comment, before, by_comment


def sentences_read(comment: Comment, language: Language) -> list[Span]:
    """Return a comment's first sentences that are its own voice."""
    return [found.span() for found in islice(own_sentences(comment, language), READ)]


def sentence_features(comment: Comment, spans: Sequence[Span], place: int) -> set[str]:
    """Return what is true of one of a comment's sentences.

    Args:
        comment: The comment.
        spans: Its sentences.
        place: Which of them.
    """
    features = {*word_runs(comment.text[slice(*spans[place])]), f"place={min(place, 3)}"}
    return features | ({"only"} if len(spans) == 1 else set())


def decision_features(
    around: Surroundings, proposal: Proposal, shares: Sequence[Mapping[str, float]], ruled: Mapping[str, str]
) -> set[str]:
    """Return what is true of a comment that may decide something and a proposal before it.

    Args:
        around: The comment.
        proposal: The proposal.
        shares: How likely each of its sentences decides what.
        ruled: What rules read that it decides, by the proposal's id.
    """
    facts = relation(around, proposal)
    most = {name: max((share[name] for share in shares), default=0.0) for name in DECIDES}
    best = max(DECIDES, key=most.__getitem__)
    hint = best if most[best] > HINT else NOTHING
    level, rule = f"{hint} {in_bucket(most[best], STEPS)}", ruled.get(proposal.id, NOTHING)
    features = {f"most {name}={in_bucket(share, STEPS)}" for name, share in most.items()}
    features |= {f"most {leaning}={in_bucket(around.most[leaning], LEAN_STEPS)}" for leaning in LEANINGS}
    features |= {f"{name}={value}" for name, value in facts.items()}
    features |= {f"level={level}", f"rule={rule}", f"rule={rule} & level={level}"}
    features |= {
        f"{name}={facts[name]} & {said}"
        for name in CROSSED
        for said in (f"level={level}", f"hint={hint}", f"rule={rule}")
    }
    above = f"above={facts['above']} & level={level}"
    return features | {
        f"{above} & answered={facts['answered']} & latest={facts['latest']}",
        f"{above} & place={facts['place']}",
        f"{above} & own={facts['own']}",
        f"known={in_bucket(around.known, (1, 2, 3, 5))}",
        f"proposes={bool(around.own)}",
        f"sentences={in_bucket(len(shares), (1, 2, 4, 7))}",
    }
