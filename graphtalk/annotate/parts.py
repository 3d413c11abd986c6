"""Which words of a sentence say what is to be done: each stretch that may be them is weighed, the likeliest is taken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphtalk.annotate.cues import Span
from graphtalk.annotate.leaning import lean_of, words_of
from graphtalk.annotate.linear import Choice, Model, in_bucket

__all__ = ["ASKED", "BEFORE", "WISH", "Weighed", "best_part", "part_features", "parts"]

# Words before what is proposed that answer, address or join.
BEFORE = re.compile(
    r"\W*(?:(?:and|but|so|also|well|ok(?:ay)?|yes|no|hm+|then|now|personally|honestly|alternatively|in that case|if so"
    r"|@\w+|hi \w+|hello|thanks|thank you)\b[,:;.!]?\s+){1,4}",
    re.IGNORECASE,
)
# What makes a change a wish of the speaker: "I'd suggest that we", "could you please", "what about".
WISH = re.compile(
    r"(?:(?:can|could|would|will|might|shall|should) (?:we|you|someone|somebody|anyone|one of you|I)(?: please| maybe| perhaps| just)? "
    r"|(?:I|we)(?:'d|’d| would| might| could|'ll|’ll)? (?:also |still |rather |just |really |strongly )*"
    r"(?:suggest|propose|recommend|vote|think|say|like to|want to|go for|ask)(?: that| to| we| you| it| I|)* (?:should |would |could |might |just )*"
    r"|(?:what|how) about (?:we )?|(?:why not|maybe|perhaps|let's|let’s|please|feel free to) )+",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\W*(?:how|what|which|who|where|when|why|does|do|did|is|are|was|has|have)\b(?! (?:about|if|not|don)\b)",
    re.IGNORECASE,
)
# Where it may begin and end.
START = re.compile(
    r"(?:[,;:–—(] (?:so|and|but|then|or)? ?|\b(?:so|but|and|that|then|or|to|we|you|just|please|would|could|should|maybe|perhaps|rather"
    r"|least|about|not) |\b(?:I|you|we|they)['’]d |\.\.\. )(?=[\w\"“'‘])",
    re.IGNORECASE,
)
END = re.compile(
    r"[,;:–—?!.)]|\b(?=(?:because|since|as|so that|given|if|but|and|which|though|although|while|or|rather than|instead|when|for"
    r"|please|then|now)\b)",
    re.IGNORECASE,
)
LEAST_WORDS = 2
FOLLOWING = 2  # sentences that may belong to what one proposes: "The table sorts by first name. Can that change?"
MOST_EDGES = 12  # of each kind in a sentence
EDGES = (0.05, 0.15, 0.3, 0.5, 0.8)
SHARES = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
ROUGHLY = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences of a comment, and what is known of each.

    Attributes:
        text: The comment's text.
        spans: Where its sentences stand, in order.
        shares: How likely each describes a change, 0 to 1.
        ruled: What rules read in each.
    """

    text: str
    spans: Sequence[Span]
    shares: Sequence[float]
    ruled: Sequence[Sequence[Span]]


def parts(weighed: Weighed, place: int) -> list[tuple[Span, int]]:
    """Return the stretches of a sentence that may say what is to be done, each with the number of sentences that it covers.

    >>> one = Weighed("Fine, but drop it, please.", [(0, 26)], [0.9], [()])
    >>> [one.text[slice(*span)] for span, _ in parts(one, 0)][-2:]
    ['drop it', 'drop it, please']
    """
    text, span = weighed.text, weighed.spans[place]
    starts = {span[0]} | {found.end() for found in [BEFORE.match(text, *span)] if found}
    first = sorted(starts)
    starts |= {found.end() for found in list(START.finditer(text, *span))[:MOST_EDGES]}
    starts |= {found.end() for start in sorted(starts) for found in [WISH.match(text, start, span[1])] if found}
    ends = [found.start() for found in list(END.finditer(text, *span))[:MOST_EDGES]]
    found = {tidy(text, (start, end)): 1 for start in starts for end in (*ends, span[1])}
    found |= {ruled: 1 for ruled in weighed.ruled[place] if span[0] <= ruled[0] < span[1]}
    for count in range(1, FOLLOWING + 1):
        if place + count >= len(weighed.spans) or not goes_on(
            text, weighed.spans[place + count - 1], weighed.spans[place + count]
        ):
            break
        found |= {tidy(text, (start, weighed.spans[place + count][1])): count + 1 for start in first}
    return sorted(item for item in found.items() if len(text[slice(*item[0])].split()) >= LEAST_WORDS)


def goes_on(text: str, one: Span, other: Span) -> bool:
    """Tell whether a sentence follows another in the same line."""
    return other[0] - one[1] <= 1 and "\n" not in text[one[1] - 1 : other[0] + 1].strip(" ")


def tidy(text: str, span: Span) -> Span:
    """Return a span without blanks at its beginning and punctuation at its end; a closing quotation mark stays."""
    start, end = span
    shown = text[start:end].rstrip()
    if not shown.endswith(('"', "”")):
        shown = shown.rstrip(' \n.!;,:?–—("“')
    return start + len(shown) - len(shown.lstrip()), start + len(shown)


def part_features(weighed: Weighed, place: int, part: tuple[Span, int], weights: Choice) -> set[str]:
    """Return what is true of a stretch that may say what is to be done.

    Args:
        weighed: The sentences of its comment.
        place: The sentence that it begins in.
        part: The stretch, and how many sentences it covers.
        weights: How remarks of the language lean.
    """
    text, ((start, end), count) = weighed.text, part
    begin, stop = weighed.spans[place][0], weighed.spans[place + count - 1][1]
    before, inside, after = (said(text[a:b]) for a, b in ((begin, start), (start, end), (end, stop)))
    left, right = before[-1] if before else "^", after[0] if after else "$"
    follows = in_bucket(len(after), (0, 1, 2, 3, 5, 8, 12))
    features = {
        f"before: {left}",
        f"before 2: {' '.join(before[-2:])}",
        f"begins: {' '.join(inside[:1])}",
        f"begins 2: {' '.join(inside[:2])}",
        f"joint: {left}, {' '.join(inside[:1])}",
        f"after: {right}",
        f"after 2: {' '.join(after[:2])}",
        f"after {follows}: {right}",
        f"ends: {' '.join(inside[-1:])}",
        f"sentences={count}",
        f"words={in_bucket(len(inside), (2, 3, 4, 6, 8, 12, 16, 24))}",
        f"words before={in_bucket(len(before), (0, 1, 2, 3, 5, 8, 12))}",
        f"words after={follows}",
        f"sign before={text[max(0, start - 2) : start].strip()}",
        f"sign after={text[end : end + 2].strip()}",
        f"proposes={in_bucket(lean_of(text[start:end], weights)['propose'], SHARES)}",
        *neighbours(weighed, place, count),
    }
    features |= (
        {f"rest before proposes={in_bucket(lean_of(text[begin:start], weights)['propose'], ROUGHLY)}"}
        if before
        else set()
    )
    features |= (
        {f"rest after proposes={in_bucket(lean_of(text[end:stop], weights)['propose'], ROUGHLY)}"} if after else set()
    )
    ruled = weighed.ruled[place]
    return features | ({"ruled"} if (start, end) in ruled else {"ruled otherwise"} if ruled else set())


def neighbours(weighed: Weighed, place: int, count: int) -> Iterator[str]:
    """Yield how likely the sentences around one describe a change."""
    for distance in (-1, *range(1, FOLLOWING + 1)):
        if 0 <= place + distance < len(weighed.shares):
            yield f"sentence {distance:+}={in_bucket(weighed.shares[place + distance], EDGES)}, {count}"


def said(text: str) -> list[str]:
    """Return a text's words as they are compared."""
    return [word for word in words_of(text) if word not in {"^", "$"}]


def best_part(weighed: Weighed, place: int, model: Model, weights: Choice) -> tuple[float, Span] | None:
    """Return the likeliest stretch of a sentence and how likely it is; None where the sentence has too few words."""
    found = [(model.share(part_features(weighed, place, part, weights)), part[0]) for part in parts(weighed, place)]
    return max(found, key=lambda pair: (pair[0], -pair[1][0], pair[1][1]), default=None)
