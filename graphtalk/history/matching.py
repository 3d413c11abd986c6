"""Which lines of a page are those of the page before, and how alike two texts are."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

__all__ = ["Alike", "Gap", "align", "alike", "best_match"]

MAX_PAIRS = 200_000  # pairs of the same line, one on each page; beyond it lines that come often are not compared
RARE = 3  # times that a line may stand on a page to be compared then
MAX_WORDS = 2_000  # of a text whose words are compared in order; of a longer one they are counted
SAME = 0.5  # share of common words from which a line is a changed one rather than another
PART = 0.75  # share of the shorter line's words from which it is a part of the longer one
FEW = 4  # words that a part has at least


class Gap(NamedTuple):
    """A stretch where two pages differ: lines `old[i:k]` against lines `new[j:m]`."""

    i: int
    k: int
    j: int
    m: int


class Alike(NamedTuple):
    """How alike two texts are.

    Attributes:
        ratio: Words in common, of those of both, 0 to 1.
        part: Words in common, of those of the shorter text, 0 to 1.
        words: How many words they have in common.
    """

    ratio: float
    part: float
    words: int

    @property
    def same(self) -> bool:
        """Tell whether one text may be the other, changed."""
        return self.ratio >= SAME or (self.part >= PART and self.words >= FEW)


def align(old: Sequence[str], new: Sequence[str]) -> tuple[dict[int, int], list[Gap]]:
    """Return the places of a page's lines that an old page has in the same order, to those there, and all gaps.

    Cost: in proportion to the lines where the pages differ in one place, as most revisions do.

    >>> align(["a", "b", "c"], ["a", "x", "c", "d"])
    ({0: 0, 2: 2}, [Gap(i=1, k=2, j=1, m=2), Gap(i=3, k=3, j=3, m=4)])
    """
    size = min(len(old), len(new))
    first = next((i for i in range(size) if old[i] != new[i]), size)
    last = next((i for i in range(size - first) if old[-1 - i] != new[-1 - i]), size - first)
    kept = {i: i for i in range(first)}
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    before, after = distinct(before, after)
    gaps: list[Gap] = []
    for tag, i, k, j, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            kept |= {first + j + step: first + i + step for step in range(k - i)}
        else:
            gaps.append(Gap(first + i, first + k, first + j, first + m))
    kept |= {len(new) - 1 - i: len(old) - 1 - i for i in range(last)}
    return kept, gaps


def distinct(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines as they are compared: of two pages that repeat lines over and over, the rare ones alone."""
    left, right = Counter(old), Counter(new)
    if sum(count * right[key] for key, count in left.items()) <= MAX_PAIRS:
        return list(old), list(new)
    often = {key for counts in (left, right) for key, count in counts.items() if count > RARE}
    return (
        [f"\0old{place}" if key in often else key for place, key in enumerate(old)],
        [f"\0new{place}" if key in often else key for place, key in enumerate(new)],
    )


def alike(old: str, new: str) -> Alike:
    """Return how alike two texts are by their words.

    >>> alike("The tower is tall.", "The old tower is tall.")
    Alike(ratio=0.8888888888888888, part=1.0, words=4)
    """
    before, after = old.casefold().split(), new.casefold().split()
    if not before or not after:
        return Alike(0.0, 0.0, 0)
    common = (Counter(before) & Counter(after)).total()
    most = Alike(2 * common / (len(before) + len(after)), common / min(len(before), len(after)), common)
    if not most.same or max(len(before), len(after)) > MAX_WORDS:
        return most
    matched = sum(block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks())
    return Alike(2 * matched / (len(before) + len(after)), matched / min(len(before), len(after)), matched)


def best_match(old: Sequence[str], new: str) -> int | None:
    """Return the place of the old line that a new one is most likely made of, the first of those as likely."""
    best: tuple[float, int] | None = None
    for place, line in enumerate(old):
        found = alike(line, new)
        if found.same and (best is None or found.ratio > best[0]):
            best = found.ratio, place
    return best[1] if best else None
