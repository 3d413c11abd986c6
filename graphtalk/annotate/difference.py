"""What one text does to the words of an earlier one: which it keeps, moves, removes and adds.

Words are compared without case and punctuation and shown as written. Kept words are the longest runs that two texts
have in common in the same order (Ratcliff and Obershelp, "Pattern Matching: The Gestalt Approach", Dr. Dobb's Journal,
July 1988). Among single words those go first that stand once in either text and so can be no other (Heckel, "A
Technique for Isolating Differences Between Files", Communications of the ACM 21(4), 1978), as many of them as stand in
the same order, as in patience diff (Bram Cohen; `git diff --patience`). Of the rest, runs that both texts have are
moved, the longest first (greedy string tiling: Wise, "String Similarity via Greedy String Tiling and Running Karp-Rabin
Matching", 1993); a short run needs a word that stands once in either. What is left is removed or added.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, partial
from itertools import pairwise

from graphtalk.annotate.cues import Span, inside
from graphtalk.model import Stretch, StretchKind

__all__ = ["Alignment", "Word", "Wording", "align", "difference", "read_wording", "stretches"]

MIN_MOVED = 2  # words of a run that moved, if one of them stands once in either text
SURE_MOVED = 3  # words of a run that moved, whatever words these are
MAX_PAIRS = 100_000  # pairs of the same word, one in each text; two wordings of 4,000 words have about as many

# Signs by class: i = a word by itself, w = letter, d = digit, m = belongs to the sign before it, a = apostrophe, n = may
# stand inside a number, blank, p = all else. Words end about where Unicode says (UAX #29, "Word Boundaries").
WORD = re.compile(r"(?:(?<![^ ])[^ wdi]*)?(?P<core>im*|[wd][wdm]*(?:(?:a|(?<=d)n(?=d))[wd][wdm]*)*)[^ wdi]*")
IDEOGRAPHS = re.compile("[\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
CLASSES = {"'": "a", "’": "a", ".": "n", ",": "n"}
# A currency tells amounts apart like a letter; signs of format stand inside words.
CATEGORIES = {"Lu": "w", "Ll": "w", "Lt": "w", "Lm": "w", "Lo": "w", "Nd": "d", "Nl": "d", "No": "d", "Sc": "w",
              "Mn": "m", "Mc": "m", "Me": "m", "Cf": "m"}  # fmt: skip

Pair = tuple[int, int]  # place in the old text, place in the new one

GONE = frozenset({"removed", "moved from"})  # kinds of stretches whose words stand in the earlier text


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, with the punctuation that touches it.

    Attributes:
        key: What is compared: the word without punctuation and case.
        start: First code point in the text.
        end: One past the last.
        place: 0-based place among all words of the text, struck ones included.
    """

    key: str
    start: int
    end: int
    place: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its words, without those that are struck out."""

    text: str
    words: tuple[Word, ...]

    @property
    def keys(self) -> list[str]:
        """Return the words as they are compared."""
        return [word.key for word in self.words]

    def span(self, first: int, last: int) -> Span:
        """Return where the words from the first to the last one stand."""
        return self.words[first].start, self.words[last].end

    def adjoin(self, before: int, after: int) -> bool:
        """Tell whether two words stand side by side, with no struck one between."""
        return self.words[before].place + 1 == self.words[after].place


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which words of a new text are an old one's: their places in the new text to those in the old.

    Attributes:
        kept: Words in the same order, by place.
        moved: Words of runs that stand elsewhere.
        start: First word of the part of the old text that is compared.
        end: One past its last word.
    """

    kept: Mapping[int, int]
    moved: Mapping[int, int]
    start: int
    end: int

    @property
    def carried(self) -> dict[int, int]:
        """Return all words that are the old text's."""
        return {**self.kept, **self.moved}


def read_wording(text: str, struck: Sequence[Span] = ()) -> Wording:
    """Return a text with its words.

    Args:
        text: A text in any script; ideographs and Hiragana are a word each, as in Unicode.
        struck: Spans of it that are crossed out; where all of it is, it is a wording that was withdrawn as a whole.

    >>> [word.key for word in read_wording("The Mill's 1,240 m² (of stone) - sold.").words]
    ['the', "mill's", '1,240', 'm²', 'of', 'stone', 'sold']
    >>> text = "so-called (b), c"
    >>> [text[word.start : word.end] for word in read_wording(text).words]
    ['so-', 'called', '(b),', 'c']
    """
    found = WORD.finditer("".join(map(sign_class, text)))
    words = [
        Word(compared(text[slice(*match.span("core"))]), *match.span(), place) for place, match in enumerate(found)
    ]
    left = [word for word in words if not inside(word.start, struck)]
    return Wording(text, tuple(left or words))


@cache
def sign_class(sign: str) -> str:
    """Return the class of a sign, see `WORD`."""
    if sign.isspace():
        return " "
    if IDEOGRAPHS.match(sign):
        return "i"
    return CLASSES.get(sign) or CATEGORIES.get(unicodedata.category(sign), "p")


def compared(word: str) -> str:
    """Return what is compared of a word: it has no case, one kind of apostrophe and no invisible signs."""
    seen = "".join(sign for sign in word.replace("’", "'") if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", seen.casefold())


def difference(old: str, new: str) -> tuple[Stretch, ...]:
    """Return how a text differs from an earlier one, word by word, in the order of the new one.

    Cost: at most that of `SequenceMatcher`, which the similarity of two wordings takes as well.

    >>> for stretch in difference("The tower is 42 metres tall.", "The tower is about 42 metres (138 ft) tall"):
    ...     print(stretch.kind, "|", stretch.text)
    kept | The tower is
    added | about
    kept | 42 metres
    added | (138 ft)
    kept | tall
    >>> [(s.kind, s.text) for s in difference("In 1911 the mill burned.", "The mill burned in 1911.")]
    [('moved from', 'In 1911'), ('kept', 'The mill burned'), ('moved to', 'in 1911.')]
    """
    before, after = read_wording(old), read_wording(new)
    return stretches(before, after, align(before.keys, after.keys))


def align(old: Sequence[str], new: Sequence[str], start: int = 0, end: int | None = None) -> Alignment:
    """Return which words of a new text are an old one's, of which the part from `start` to `end` is compared.

    Texts that say the same words over and over are compared at their ends alone.
    """
    stop = len(old) if end is None else end
    part = old[start:stop]
    counts = Counter(new)
    if sum(counts[word] for word in part) > MAX_PAIRS:
        return Alignment({j: start + i for i, j in common_ends(part, new)}, {}, start, stop)
    kept = {j: start + i for j, i in common_words(part, new).items()}
    gone = set(range(start, stop)) - set(kept.values())
    come = set(range(len(new))) - kept.keys()
    return Alignment(kept, moved_words(old, new, gone, come), start, stop)


def common_ends(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the places of the words with which two texts both begin, and of those with which both end."""
    size = min(len(old), len(new))
    first = next((i for i in range(size) if old[i] != new[i]), size)
    last = next((i for i in range(size - first) if old[-1 - i] != new[-1 - i]), size - first)
    begin = [(i, i) for i in range(first)]
    return begin + [(len(old) - i, len(new) - i) for i in range(last, 0, -1)]


def common_words(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return the places in a new text of words that an old one has in the same order, to their places there."""
    once = once_in(old) & once_in(new)
    pairs: list[Pair] = []
    for find in (long_runs, partial(single_words, once=once), runs):
        edges = [(-1, -1), *pairs, (len(old), len(new))]
        gaps = [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges) if i + 1 < k and j + 1 < m]
        pairs += [(a + i, c + j) for a, b, c, d in gaps for i, j in find(old[a:b], new[c:d])]
        pairs.sort()
    return {j: i for i, j in pairs}


def runs(old: Sequence[str], new: Sequence[str], least: int = 1) -> list[Pair]:
    """Return the places of the words of runs that two texts have in common, each of `least` words or more."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(block.a + k, block.b + k) for block in blocks if block.size >= least for k in range(block.size)]


def long_runs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the places of the words of runs of two or more words that two texts have in common."""
    return runs(old, new, 2)


def single_words(old: Sequence[str], new: Sequence[str], *, once: set[str]) -> list[Pair]:
    """Return the places of as many of some words, which stand once, as two texts have in the same order."""
    places = {word: i for i, word in enumerate(old) if word in once}
    return ascending([(places[word], j) for j, word in enumerate(new) if word in places])


def ascending(pairs: Sequence[Pair]) -> list[Pair]:
    """Return as many pairs as have ascending first numbers, of pairs with different ones in the order of the second.

    Source: patience sorting, Aldous and Diaconis, "Longest Increasing Subsequences", Bulletin of the AMS 36(4), 1999.

    >>> ascending([(4, 0), (5, 1), (0, 2), (1, 3), (2, 4)])
    [(0, 2), (1, 3), (2, 4)]
    """
    tops: list[int] = []  # of each pile, the least number that ends a row of its length
    piles: list[int] = []
    before: list[int | None] = []
    for place, (number, _) in enumerate(pairs):
        pile = bisect_left(tops, number)
        before.append(piles[pile - 1] if pile else None)
        tops[pile : pile + 1], piles[pile : pile + 1] = [number], [place]
    row: list[Pair] = []
    last = piles[-1] if piles else None
    while last is not None:
        row.append(pairs[last])
        last = before[last]
    return row[::-1]


def moved_words(old: Sequence[str], new: Sequence[str], gone: set[int], come: set[int]) -> dict[int, int]:
    """Return the places of moved words: of words that come in the new text, to those that are gone from the old.

    Longer runs go first. Where others have taken some words of a run, it counts as far as it is still one.
    """
    once = once_in(old) & once_in(new)
    moved: dict[int, int] = {}
    taken: set[int] = set()
    for negative, i, j in sorted((-size, i, j) for i, j, size in common_runs(old, new, gone, come)):
        free = [k for k in range(-negative) if i + k not in taken and j + k not in moved]
        if len(free) < MIN_MOVED or free[-1] - free[0] >= len(free):
            continue
        if len(free) >= SURE_MOVED or any(old[i + k] in once for k in free):
            moved |= {j + k: i + k for k in free}
            taken |= {i + k for k in free}
    return moved


def once_in(words: Iterable[str]) -> set[str]:
    """Return the words that stand once in a text."""
    return {word for word, count in Counter(words).items() if count == 1}


def common_runs(
    old: Sequence[str], new: Sequence[str], gone: set[int], come: set[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield place in the old text, place in the new one and length of each run of two or more words that both have."""
    places: dict[tuple[str, str], list[int]] = {}
    for j in sorted(come):
        if j + 1 in come:
            places.setdefault((new[j], new[j + 1]), []).append(j)
    for i in sorted(gone):
        for j in places.get((old[i], old[i + 1]), ()) if i + 1 in gone else ():
            if i - 1 in gone and j - 1 in come and old[i - 1] == new[j - 1]:
                continue  # a part of a longer run
            size = 2
            while i + size in gone and j + size in come and old[i + size] == new[j + size]:
                size += 1
            yield i, j, size


def stretches(old: Wording, new: Wording, found: Alignment) -> tuple[Stretch, ...]:
    """Return what becomes of the words of both texts, in the order of the new one.

    Args:
        old: The earlier text.
        new: The text.
        found: Which words of the text are the earlier one's.
    """
    left = {i: j for j, i in found.moved.items()}
    steps: list[tuple[StretchKind, int, int]] = []  # kind, place in its text, and of a moved word in the other one
    i, j = found.start, 0
    for b, a in [*found.kept.items(), (len(new.words), found.end)]:
        steps += [("moved from", k, left[k]) if k in left else ("removed", k, k) for k in range(i, a)]
        steps += [("moved to", k, found.moved[k]) if k in found.moved else ("added", k, k) for k in range(j, b)]
        if b < len(new.words):
            steps.append(("kept", b, b))
        i, j = a + 1, b + 1
    runs: list[list[tuple[StretchKind, int, int]]] = []
    for step in steps:
        kind, place, other = runs[-1][-1] if runs else ("kept", -2, -2)
        text = old if kind in GONE else new
        if (kind, place + 1, other + 1) == step and text.adjoin(place, place + 1):
            runs[-1].append(step)
        else:
            runs.append([step])
    return tuple(stretch(run[0][0], run[0][1], run[-1][1], old, new) for run in runs)


def stretch(kind: StretchKind, first: int, last: int, old: Wording, new: Wording) -> Stretch:
    """Return the words from the first to the last one of the text that they stand in."""
    text = old if kind in GONE else new
    start, end = text.span(first, last)
    return Stretch(kind, text.text[start:end], last - first + 1)
