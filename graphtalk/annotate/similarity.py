"""How much two wordings have in common, word by word."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import Match, SequenceMatcher
from functools import lru_cache

__all__ = [
    "SAME_PASSAGE",
    "Words",
    "common_runs",
    "common_words",
    "holds",
    "likeness",
    "most_alike",
    "ratio",
    "word_similarity",
    "words",
]

Words = tuple[str, ...]

KNOWN = 4096  # texts, and pairs of them, of which a page asks again and again
MAX_PAIRS = 100_000  # pairs of the same word, one in each text; two wordings of 4,000 words have about as many
SAME_PASSAGE = 0.45  # word similarity from which two wordings are versions of one passage
CONTAINED = 0.7  # share of the shorter wording's words that stand in the longer, in order
MIN_COMPARED_WORDS = 4


@lru_cache(maxsize=KNOWN)
def words(text: str) -> Words:
    """Return the lower-case words of a text."""
    return tuple(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=KNOWN)
def counted(text: Words) -> Counter[str]:
    """Return how often each word of a text stands in it."""
    return Counter(text)


@lru_cache(maxsize=KNOWN)
def common_runs(first: Words, second: Words) -> tuple[Match, ...]:
    """Return the runs of words that two texts have in common in the same order."""
    if counted(first).keys().isdisjoint(second):
        return ()
    matcher = SequenceMatcher(None, first, second, autojunk=repetitive(first, second))
    return tuple(block for block in matcher.get_matching_blocks() if block.size)


def common_words(first: Words, second: Words) -> int:
    """Return how many words two texts have in common in the same order."""
    return sum(run.size for run in common_runs(first, second))


def ratio(first: Words, second: Words) -> float:
    """Return the share of words that two texts have in common in the same order, 0 to 1."""
    both = len(first) + len(second)
    return 2 * common_words(first, second) / both if both else 1.0


def repetitive(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether two texts repeat the same few words so often that to compare each with each takes for ever."""
    if len(first) * len(second) <= MAX_PAIRS:
        return False
    counts = Counter(second)
    return sum(counts[word] for word in first) > MAX_PAIRS


def word_similarity(a: str, b: str, least: float = 0.0) -> float:
    """Return the share of words that two texts have in common in the same order, 0 to 1.

    Args:
        a: The one text.
        b: The other.
        least: What matters; two that have too few words in common for that are not compared, and have 0.

    Source: Ratcliff and Obershelp, "Pattern Matching: The Gestalt Approach", Dr. Dobb's Journal, July 1988.

    >>> round(word_similarity("the big red mill", "the red mill"), 2)
    0.86
    """
    first, second = words(a), words(b)
    if least and 2 * in_common(first, second) < least * (len(first) + len(second)):
        return 0.0
    return ratio(first, second)


def likeness(first: Words, second: Words, least: float = 0.0) -> float:
    """Return how surely two wordings are of one passage: the better of similarity and containment of the shorter.

    Args:
        first: Words of the one.
        second: Words of the other.
        least: What matters; two that have too few words in common for that are not compared, and have 0.
    """
    if least and of_common(in_common(first, second), first, second) < least:
        return 0.0
    return of_common(common_words(first, second), first, second)


def most_alike(own: Words, others: Iterable[Words]) -> float:
    """Return the likeness of the wording that is most like one, 0 where there is none."""
    best = 0.0
    for other in others:
        best = max(best, likeness(own, other, best))
    return best


def in_common(first: Words, second: Words) -> int:
    """Return how many words two texts have in common in any order."""
    one, other = sorted((counted(first), counted(second)), key=len)
    return sum(min(count, other[word]) for word, count in one.items() if word in other)


def of_common(common: int, first: Words, second: Words) -> float:
    """Return the likeness of two texts with so many words in common."""
    shorter, both = min(len(first), len(second)), len(first) + len(second)
    contained = common / shorter if shorter >= MIN_COMPARED_WORDS else 0.0
    return max(2 * common / both if both else 1.0, contained - (CONTAINED - SAME_PASSAGE))


def holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Tell whether words stand in others, one after the other."""
    return f" {' '.join(part)} " in f" {' '.join(whole)} "
