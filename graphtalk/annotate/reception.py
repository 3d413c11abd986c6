"""How a comment is taken by those after it: whether they decide something, take a side, and which of its words they repeat.

What is asked for in passing looks like any remark until somebody answers "done".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphtalk.annotate.decided import sentence_features, sentences_read
from graphtalk.annotate.leaning import clearest, load_weights, sentences
from graphtalk.annotate.linear import Choice, in_bucket, load_choice
from graphtalk.annotate.surroundings import own_words
from graphtalk.language import Language
from graphtalk.model import Comment, Page

__all__ = ["Audience", "Reception", "audience_of", "made_audience", "reception_features"]

REPLIES = 4  # of a comment that are read
DECIDING, SIDING = 3, 2  # sentences of each that may decide something, that may take a side
REPEATED, REPEATED_IN = 400, 2  # characters of each that may repeat the comment's words, in so many replies
STEPS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9)
LEVELS = (0.15, 0.5, 0.8)
SHARED = (0, 1, 2, 4)  # words


@dataclass(frozen=True, slots=True)
class Answer:
    """How likely a comment does what in its first sentences.

    Attributes:
        made: It says that something was done, or accepts it.
        refused: It declines something.
        sides: It takes a side.
    """

    made: float = 0.0
    refused: float = 0.0
    sides: float = 0.0


@dataclass(frozen=True, slots=True)
class Reception:
    """How a comment is taken by those after it.

    Attributes:
        replies: How many comments of others answer it.
        reply: What these do, at most.
        following: What the next comment of its section by somebody else does.
        same: Whether that is the first reply.
        said: The words of the first replies, else of the comment that follows, but for everyday ones.
    """

    replies: int
    reply: Answer
    following: Answer
    same: bool
    said: frozenset[str]


@dataclass(slots=True)
class Audience:
    """The comments of a page by what they answer.

    Attributes:
        replies: The answers to each comment, by its id.
        following: By a comment's id, the next one of its section by somebody else.
        weights: How remarks lean.
        deciding: What sentences decide.
        language: Their everyday words.
        told: What comments do that were read already, by their ids.
    """

    replies: Mapping[str, Sequence[Comment]]
    following: Mapping[str, Comment]
    weights: Choice
    deciding: Choice
    language: Language
    told: dict[str, Answer] = field(default_factory=dict)

    def reception(self, comment: Comment) -> Reception:
        """Return how a comment is taken."""
        replies = [c for c in self.replies.get(comment.id, ()) if c.author != comment.author]
        following = [self.following[comment.id]] if comment.id in self.following else []
        said = [own_words(c.text[:REPEATED], self.language) for c in (replies or following)[:REPEATED_IN]]
        return Reception(
            replies=len(replies),
            reply=self.most(replies[:REPLIES]),
            following=self.most(following),
            same=bool(replies and following and replies[0].id == following[0].id),
            said=frozenset[str]().union(*said),
        )

    def most(self, comments: Sequence[Comment]) -> Answer:
        """Return what any of some comments does, at most."""
        answers = [self.answer(comment) for comment in comments]
        return Answer(
            max((answer.made for answer in answers), default=0.0),
            max((answer.refused for answer in answers), default=0.0),
            max((answer.sides for answer in answers), default=0.0),
        )

    def answer(self, comment: Comment) -> Answer:
        """Return what a comment does."""
        if comment.id not in self.told:
            spans = sentences_read(comment, self.language)[:DECIDING]
            shares = [self.deciding.shares(sentence_features(comment, spans, i)) for i in range(len(spans))]
            leans = [
                clearest(comment.text[slice(*span)], self.weights, self.language)
                for span in sentences(comment, self.language)[:SIDING]
            ]
            self.told[comment.id] = Answer(
                max((share["implemented"] + share["accepted"] for share in shares), default=0.0),
                max((share["declined"] for share in shares), default=0.0),
                max((1 - lean["other"] - lean["propose"] for lean in leans), default=0.0),
            )
        return self.told[comment.id]


def audience_of(page: Page, language: Language) -> Audience | None:
    """Return the comments of a page by what they answer, None where the language has no weights."""
    weights, deciding = load_weights(language.code), load_choice(language.code, "deciding")
    return made_audience(page, weights, deciding, language) if weights and deciding else None


def made_audience(page: Page, weights: Choice, deciding: Choice, language: Language) -> Audience:
    """Return the comments of a page by what they answer, to be read by these weights."""
    replies: dict[str, list[Comment]] = {}
    following: dict[str, Comment] = {}
    below: dict[str, Comment] = {}  # the last one seen of each section, from its end
    for comment in page.comments:
        if comment.parent is not None:
            replies.setdefault(comment.parent, []).append(comment)
    for comment in reversed(page.comments):
        after = below.get(comment.section)
        if after and after.author == comment.author:
            after = following.get(after.id)
        if after:
            following[comment.id] = after
        below[comment.section] = comment
    return Audience(replies, following, weights, deciding, language)


def reception_features(reception: Reception, shared: Sequence[int], place: int, own: Sequence[str]) -> set[str]:
    """Return what is true of how a sentence is taken.

    Args:
        reception: How its comment is taken.
        shared: How many words of each of the comment's sentences are repeated.
        place: Which of them it is.
        own: What is true of the sentence itself that tells more together with how it is taken.
    """
    reply, following = reception.reply, reception.following
    taken = {
        f"reply made={in_bucket(reply.made, STEPS)}",
        f"reply sides={in_bucket(reply.sides, STEPS)}",
        f"next made={in_bucket(following.made, STEPS)}",
        f"next sides={in_bucket(following.sides, STEPS)}",
    }
    most = max(shared, default=0)
    repeated = "most" if most and shared[place] == most and shared.count(most) == 1 else "some" if most else "nothing"
    count = f"shared={in_bucket(shared[place], SHARED)}"
    made = f"made={in_bucket(reply.made if reception.replies else following.made, LEVELS)}"
    features = {f"{one} & {other}" for one in taken for other in own} | taken
    features |= {f"{repeated} & {one}" for one in (made, *own)}
    return features | {
        f"reply refused={in_bucket(reply.refused, STEPS)}",
        f"next refused={in_bucket(following.refused, STEPS)}",
        f"replies={min(reception.replies, 2)}",
        f"same={reception.same}",
        f"repeated={repeated}",
        count,
        f"{count} & {made}",
    }
