"""Which words of a sentence say what is to be done: each stretch that may be them is weighed, the likeliest is taken."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphtalk.annotate.cues import Span
from graphtalk.annotate.leaning import lean_of, plain_words
from graphtalk.annotate.linear import Choice, Model, in_bucket

__all__ = ["Part", "Weighed", "best_part", "part_features", "parts"]

LEAST_WORDS = 2
STANDS_OUT = 0.4  # share of all stretches of a sentence that say the same as the chosen one
COMPARED = 25  # of the likeliest stretches
FAIR = 1 / 3  # of the likeliest one's share that the chosen one must have
ALIKE = 0.75  # share of the words of two stretches, taken together, that both have where they say the same
AROUND = 2  # sentences that may belong to what one proposes: "The table sorts by first name. Can that change?"
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
        markers: Words of its language by which stretches begin and end.
    """

    text: str
    spans: Sequence[Span]
    shares: Sequence[float]
    ruled: Sequence[Sequence[Span]]
    markers: Mapping[str, re.Pattern[str]]


class Part(NamedTuple):
    """A stretch that may say what is to be done.

    Attributes:
        span: Where it stands.
        first: The sentence that it begins in.
        last: The sentence that it ends in.
    """

    span: Span
    first: int
    last: int


def parts(weighed: Weighed, place: int) -> list[Part]:
    """Return the stretches that may say what a sentence wants to be done: of it, and of it with sentences around it.

    >>> from graphtalk.language import load_language
    >>> one = Weighed("Fine, but drop it, please.", [(0, 26)], [0.9], [()], load_language("en").markers)
    >>> [one.text[slice(*part.span)] for part in parts(one, 0)][-2:]
    ['drop it', 'drop it, please']
    """
    text, span, markers = weighed.text, weighed.spans[place], weighed.markers
    first = beginnings(weighed, place)
    starts = first | {found.end() for found in list(markers["part_start"].finditer(text, *span))[:MOST_EDGES]}
    starts |= {
        found.end() for start in sorted(starts) for found in [markers["wish"].match(text, start, span[1])] if found
    }
    ends = [*(found.start() for found in list(markers["part_end"].finditer(text, *span))[:MOST_EDGES]), span[1]]
    fronts = [(start, place) for start in sorted(first)]
    for earlier in run_of(weighed, place, range(place - 1, place - AROUND - 1, -1)):
        fronts += [(start, earlier) for start in sorted(beginnings(weighed, earlier))]
    found = [Part((start, end), place, place) for start in starts for end in ends]
    found += [Part((start, end), at, place) for start, at in fronts if at < place for end in ends]
    for later in run_of(weighed, place, range(place + 1, place + AROUND + 1)):
        end = weighed.spans[later][1]
        found += [Part((start, end), at, later) for start, at in fronts if later - at <= AROUND]
    whole = {tidy(text, part.span): part for part in reversed(found)}
    whole |= {ruled: Part(ruled, place, place) for ruled in weighed.ruled[place] if span[0] <= ruled[0] < span[1]}
    return sorted(
        part._replace(span=at) for at, part in whole.items() if at in weighed.ruled[place] or sound(weighed, at)
    )


def sound(weighed: Weighed, span: Span) -> bool:
    """Tell whether a stretch has enough words, and ends in no name and no bracket or quotation."""
    words = weighed.text[slice(*span)]
    return (
        len(words.split()) >= LEAST_WORDS
        and closed(words)
        and not weighed.markers["inner_stop"].match(weighed.text, span[1])
    )


def closed(text: str) -> bool:
    """Tell whether a text holds both ends of its brackets and quotation marks, or neither.

    >>> closed('drop (both) "lines"'), closed("there now) would be useful"), closed('call it "a lake')
    (True, False, False)
    """
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def beginnings(weighed: Weighed, place: int) -> set[int]:
    """Return where a sentence begins, with what answers or joins before it and without."""
    span = weighed.spans[place]
    return {span[0]} | {found.end() for found in [weighed.markers["opener"].match(weighed.text, *span)] if found}


def run_of(weighed: Weighed, place: int, others: Iterable[int]) -> Iterator[int]:
    """Yield those of the sentences before or after one, nearest first, that stand in the same line without a gap."""
    for other in others:
        if not 0 <= other < len(weighed.spans):
            return
        one, two = sorted((place, other))
        if not goes_on(weighed.text, weighed.spans[one], weighed.spans[two]):
            return
        yield other
        place = other


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


def part_features(weighed: Weighed, place: int, part: Part, weights: Choice) -> set[str]:
    """Return what is true of a stretch that may say what is to be done.

    Args:
        weighed: The sentences of its comment.
        place: The sentence that wants something done.
        part: The stretch.
        weights: How remarks of the language lean.
    """
    text, (start, end), wish = weighed.text, part.span, weighed.markers["wish"]
    begin, stop = weighed.spans[part.first][0], weighed.spans[part.last][1]
    before, inside, after = (plain_words(text[a:b]) for a, b in ((begin, start), (start, end), (end, stop)))
    left, right = before[-1] if before else "^", after[0] if after else "$"
    follows = in_bucket(len(after), (0, 1, 2, 3, 5, 8, 12))
    covered = f"{place - part.first}, {part.last - part.first}"
    features = {
        f"before: {left}",
        f"before 2: {' '.join(before[-2:])}",
        *(f"begins {count}: {' '.join(inside[:count])}" for count in (1, 2, 3)),
        f"joint: {left}, {' '.join(inside[:1])}",
        f"after: {right}",
        f"after 2: {' '.join(after[:2])}",
        f"after {follows}: {right}",
        *(f"ends {count}: {' '.join(inside[-count:])}" for count in (1, 2)),
        *(f"in: {word}" for word in inside),
        f"sentences={covered}",
        f"whole={not before}, {not after}, {covered}",
        f"whole={not before}, {not after}, {text[stop - 1 : stop]}",
        f"words={in_bucket(len(inside), (2, 3, 4, 6, 8, 12, 16, 24))}",
        f"words before={in_bucket(len(before), (0, 1, 2, 3, 5, 8, 12))}",
        f"words after={follows}",
        f"sign before={text[max(0, start - 2) : start].strip()}",
        f"sign after={text[end : end + 2].strip()}",
        f"wish={wish.match(text, start, end) is not None}",
        f"wish before={wish.search(text, begin, start) is not None if before else left}",
        f"proposes={in_bucket(lean_of(text[start:end], weights)['propose'], SHARES)}",
        *neighbours(weighed, place, part),
    }
    for name, rest in (("before", text[begin:start] if before else ""), ("after", text[end:stop] if after else "")):
        if rest:
            features.add(f"rest {name} proposes={in_bucket(lean_of(rest, weights)['propose'], ROUGHLY)}")
    ruled = weighed.ruled[place]
    return features | ({"ruled"} if part.span in ruled else {"ruled otherwise"} if ruled else set())


def neighbours(weighed: Weighed, place: int, part: Part) -> Iterator[str]:
    """Yield how likely the sentences around one describe a change, and how many of them a stretch covers."""
    for distance in (*range(-AROUND, 0), *range(1, AROUND + 1)):
        if 0 <= place + distance < len(weighed.shares):
            covered = place - part.first if distance < 0 else part.last - place
            yield f"sentence {distance:+}={in_bucket(weighed.shares[place + distance], EDGES)}, {covered}"


def best_part(weighed: Weighed, place: int, model: Model, weights: Choice) -> Span | None:
    """Return the stretch that most likely says what a sentence wants to be done; None where none stands out.

    Where a rule reads a change one is always taken, though not always the stretch that the rule reads.

    Args:
        weighed: The sentences of the comment, and what is known of each.
        place: The sentence.
        model: The weights of stretches.
        weights: How remarks of the language lean.
    """
    found = parts(weighed, place)
    odds = {part.span: model.odds(part_features(weighed, place, part, weights)) for part in found}
    most = max(odds.values(), default=0.0)
    whole = math.fsum(math.exp(odd - most) for odd in odds.values())
    shares = {span: math.exp(odd - most) / whole for span, odd in odds.items()}
    best, share = agreed(weighed.text, shares)
    return best if weighed.ruled[place] or share >= STANDS_OUT else None


def agreed(text: str, shares: Mapping[Span, float]) -> tuple[Span | None, float]:
    """Return the stretch whose words most of the others, by their shares, give as well: of many alike none may be the likeliest.

    Args:
        text: The text that they stand in.
        shares: How likely each is the one, 0 to 1, together at most 1.

    Returns:
        The stretch, None where there are none, and the share of all that agree with it, 0 to 1.

    Source: minimum Bayes risk, as in Kumar and Byrne 2004, "Minimum Bayes-Risk Decoding for Statistical Machine Translation".

    >>> agreed("drop it, please, now", {(0, 7): 0.3, (0, 15): 0.25, (0, 20): 0.25, (9, 20): 0.2})
    ((0, 15), 0.8)
    """
    likely = sorted(shares, key=lambda span: (-shares[span], span))[:COMPARED]
    words = {span: len(text[slice(*span)].split()) for span in likely}

    def alike(one: Span, other: Span) -> bool:
        common = len(text[max(one[0], other[0]) : min(one[1], other[1])].split())
        return 2 * common >= ALIKE * (words[one] + words[other])

    fair = [span for span in likely if shares[span] >= FAIR * shares[likely[0]]]
    together = {one: math.fsum(shares[other] for other in likely if alike(one, other)) for one in fair}
    best = max(fair, key=lambda one: (together[one], shares[one]), default=None)
    return best, together[best] if best else 0.0
