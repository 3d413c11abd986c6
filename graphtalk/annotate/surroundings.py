"""What is true of a comment and an earlier proposal together: how they stand to each other, and what they share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from graphtalk.annotate.cues import Span
from graphtalk.annotate.layout import Layout, ancestors
from graphtalk.annotate.leaning import LATER, LEANINGS, SIDES, clearest, sentences
from graphtalk.annotate.linear import Choice, in_bucket
from graphtalk.annotate.references import answered_proposals
from graphtalk.annotate.similarity import words
from graphtalk.language import Language
from graphtalk.model import Comment, Proposal

__all__ = ["STEPS", "Surroundings", "own_words", "relation", "survey"]

STEPS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.92)  # of shares
SIDE_STEPS = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)
LATEST, MOST = (
    8,
    20,
)  # proposals that a comment is held against: the last ones, and those that it answers or that have a label
DAYS = (0.1, 1, 4, 20, 90)
LEAST_NAME, COMPARED_NAME = 3, 6  # letters of the first word of a user's name by which people speak of someone


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A comment that is held against the proposals before it.

    Attributes:
        comment: The comment.
        own: The proposals that it makes.
        near: The proposals that it is held against, in document order.
        known: How many proposals its discussion had before.
        answered: Those that it answers.
        latest: Place of the last comment before it that made a proposal, -1 without one.
        above: The comments above it, by id, the one it answers first.
        spans: Its first sentences.
        shares: How each of them leans.
        vocabularies: The words of each of them.
        rare: By a proposal's id, those of its words that no other of `near` has.
        named: By the comment that makes one of `near`, for each of `spans` whether it names who wrote it.
        most: How likely the comment leans each way anywhere; a later sentence is less likely to mean it.
        takes: How likely it takes any side.
        layout: Where the page's comments stand.
    """

    comment: Comment
    own: Sequence[Proposal]
    near: Sequence[Proposal]
    known: int
    answered: Sequence[Proposal]
    latest: int
    above: Sequence[str]
    spans: Sequence[Span]
    shares: Sequence[Mapping[str, float]]
    vocabularies: Sequence[frozenset[str]]
    rare: Mapping[str, frozenset[str]]
    named: Mapping[str, Sequence[bool]]
    most: Mapping[str, float]
    takes: float
    layout: Layout

    @property
    def side(self) -> str:
        """Return the side that the comment takes most likely, `none` where that is unlikely."""
        best = max(SIDES, key=self.most.__getitem__)
        return best if self.most[best] > STEPS[3] + STEPS[2] else "none"

    def maker(self, proposal: Proposal) -> Comment:
        """Return the comment that makes a proposal."""
        return self.layout.comments[proposal.evidence.comment]


def survey(
    comment: Comment,
    known: Sequence[Proposal],
    by_comment: Mapping[str, Sequence[Proposal]],
    layout: Layout,
    weights: Choice,
) -> Surroundings:
    """Return a comment with what it is held against.

    Args:
        comment: The comment.
        known: The proposals of other comments of its discussion: all before it, later ones with a label.
        by_comment: All proposals so far by the comment that makes them, its own too, in document order.
        layout: Where the page's comments stand.
        weights: How remarks of its language lean.
    """
    answered = answered_proposals(comment, layout, by_comment)
    near: list[Proposal] = []
    for proposal in reversed(known):
        if len(near) < LATEST or proposal in answered or proposal.label:
            near.append(proposal)
    near = near[:MOST][::-1]
    spans = sentences(comment, layout.language)
    texts = [comment.text[slice(*span)] for span in spans]
    shares = [clearest(text, weights, layout.language) for text in texts]
    makers = {p.evidence.comment: layout.comments[p.evidence.comment].author for p in near}
    places = [layout.comments[p.evidence.comment].position for p in known]
    return Surroundings(
        comment=comment,
        own=by_comment.get(comment.id, ()),
        near=near,
        known=len(known),
        answered=answered,
        latest=max((place for place in places if place < comment.position), default=-1),
        above=[above.id for above in ancestors(comment, layout.comments)],
        spans=spans,
        shares=shares,
        vocabularies=[frozenset(words(text)) for text in texts],
        rare=rare_words(near, layout.language),
        named={made: naming(comment.text, spans, author) for made, author in makers.items()},
        most={leaning: strongest([one[leaning] for one in shares]) for leaning in LEANINGS},
        takes=strongest([1 - one["other"] - one["propose"] for one in shares]),
        layout=layout,
    )


def own_words(text: str, language: Language) -> frozenset[str]:
    """Return the words of a text but for everyday ones.

    >>> from graphtalk.language import load_language
    >>> sorted(own_words("The lake is in the north", load_language("en")))
    ['lake', 'north']
    """
    return frozenset(words(text)) - language.everyday


def rare_words(proposals: Sequence[Proposal], language: Language) -> dict[str, frozenset[str]]:
    """Return by each proposal's id those of its words that no other has."""
    of = {p.id: own_words(p.text, language) for p in proposals}
    return {
        known: mine.difference(*(theirs for other, theirs in of.items() if other != known))
        for known, mine in of.items()
    }


def naming(text: str, spans: Sequence[Span], author: str | None) -> list[bool]:
    """Return for each sentence of a text whether it names someone."""
    name = author.split()[0][:COMPARED_NAME] if author else ""
    return [len(name) >= LEAST_NAME and begins_word(text, span, name) for span in spans]


def begins_word(text: str, span: Span, name: str) -> bool:
    """Tell whether a word in a stretch of a text begins with a name; for so many names, patterns would take longer."""
    start, end = span
    while (place := text.find(name, start, end)) >= 0:
        if place == 0 or not (text[place - 1].isalnum() or text[place - 1] == "_"):
            return True
        start = place + 1
    return False


def strongest(shares: Iterable[float]) -> float:
    """Return the largest share of a comment's sentences; a later one counts less."""
    return max((share * LATER**i for i, share in enumerate(shares)), default=0.0)


def relation(around: Surroundings, proposal: Proposal) -> dict[str, str]:
    """Return how a comment stands to a proposal, each respect by its name."""
    comment, made = around.comment, around.maker(proposal)
    parent = around.layout.comments.get(comment.parent or "")
    beside = [p for p in around.near if p.evidence.comment == made.id]
    place = around.above.index(made.id) + 1 if made.id in around.above else 0
    gap = abs(comment.timestamp - made.timestamp) if comment.timestamp and made.timestamp else timedelta()
    amending = [p for p in around.near if proposal.id in p.amends and around.maker(p).position < comment.position]
    return {
        "above": {0: "no", 1: "directly", 2: "second"}.get(place, "far"),
        "answered": str(proposal in around.answered),
        "latest": str(made.position == around.latest),
        "distance": in_bucket(comment.position - made.position, (-1, 1, 2, 3, 5, 9)),
        "answers maker": str(parent is not None and parent.author == made.author),
        "answers self": str(parent is not None and parent.author == comment.author),
        "place": f"{in_bucket(beside.index(proposal), (0, 1, 3))} of {in_bucket(len(beside), (1, 2, 4))}",
        "amended": str(min(2, len(amending))),
        "own": str(made.author == comment.author),
        "kind": proposal.kind,
        "label": str(proposal.label is not None),
        "opening": str(made.id in around.layout.openings),
        "named": str(any(around.named[made.id])),
        "shared": in_bucket(
            max((len(around.rare[proposal.id] & said) for said in around.vocabularies), default=0), (0, 1, 2, 4)
        ),
        "days": in_bucket(gap / timedelta(days=1), DAYS),
    }
