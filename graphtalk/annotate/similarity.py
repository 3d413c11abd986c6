"""How much two wordings have in common, word by word."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["SAME_PASSAGE", "holds", "likeness", "ratio", "repetitive", "word_similarity", "words"]

MAX_PAIRS = 100_000  # pairs of the same word, one in each text; two wordings of 4,000 words have about as many
SAME_PASSAGE = 0.45  # word similarity from which two wordings are versions of one passage
CONTAINED = 0.7  # share of the shorter wording's words that stand in the longer, in order
MIN_COMPARED_WORDS = 4


def words(text: str) -> list[str]:
    """Return the lower-case words of a text."""
    return re.findall(r"\w+", text.lower())


def ratio(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of words that two texts have in common in the same order, 0 to 1."""
    return SequenceMatcher(None, first, second, autojunk=repetitive(first, second)).ratio()


def repetitive(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether two texts repeat the same few words so often that to compare each with each takes for ever."""
    counts = Counter(second)
    return sum(counts[word] for word in first) > MAX_PAIRS


def word_similarity(a: str, b: str) -> float:
    """Return the share of words that two texts have in common in the same order, 0 to 1.

    Source: Ratcliff and Obershelp, "Pattern Matching: The Gestalt Approach", Dr. Dobb's Journal, July 1988.

    >>> round(word_similarity("the big red mill", "the red mill"), 2)
    0.86
    """
    return ratio(words(a), words(b))


def likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """Return how surely two wordings are of one passage: the better of similarity and containment of the shorter."""
    matcher = SequenceMatcher(None, first, second, autojunk=repetitive(first, second))
    shorter = min(len(first), len(second))
    common = sum(block.size for block in matcher.get_matching_blocks())
    contained = common / shorter if shorter >= MIN_COMPARED_WORDS else 0.0
    return max(matcher.ratio(), contained - (CONTAINED - SAME_PASSAGE))


def holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Tell whether words stand in others, one after the other."""
    return f" {' '.join(part)} " in f" {' '.join(whole)} "
