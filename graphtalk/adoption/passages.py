"""Where a phrase stands in an article: word for word, or as the passage that has most of its words in order.

Only places where enough of the words that tell something stand near each other are compared word by word
(`graphtalk.annotate.difference`), so that a long article costs little more than a short one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graphtalk.adoption.article import Article, Phrase
from graphtalk.annotate.difference import align

__all__ = ["Passage", "Sighting", "look_for"]

FREQUENT = 40  # places of a word in an article, from which it does not tell where to look
STRETCHED = 1.6  # how much longer than the phrase a passage may be where most of its words stand
MORE = 8  # words that it may be longer beside that
LEAST = 0.35  # share of what the phrase's words tell that must stand near each other for a place to be compared
NEARLY = 0.8  # of the best place's share, from which others are compared as well
COMPARED = 3  # places that are compared at most
FAR = 3  # words between a run at the edge and the rest, for each word of the run, from which it is chance
MOVED = 0.5  # of what a word tells, where it stands in another place than in the phrase
SLACK = 60  # words of templates' values that a phrase may be passed over in

Spot = tuple[int, int]  # a segment's identity and a place in it
Run = list[tuple[int, int]]  # places in the phrase and in the article that follow each other


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that are those of a phrase, or most of them.

    Attributes:
        kept: Places in the article of words that stand in the phrase's order, to their places in the phrase.
        moved: The same of words that stand elsewhere.
        first: Place of the passage's first word.
        last: Place of its last one.
        exact: Whether it is the phrase word for word.
        spots: Where the words stand, whatever comes before the block.
        text: The passage as a reader sees it.
        added: Words of the passage that the phrase does not have, each run of them.
        extra: The same words as they are compared.
        heading: The heading above it.
        keys: Its words and those next to it, as they are compared, with how often each stands there.
        size: How many words it has, without values of templates that the phrase does not have.
        closed: Whether it ends where a sentence ends.
    """

    kept: Mapping[int, int]
    moved: Mapping[int, int]
    first: int
    last: int
    exact: bool
    spots: frozenset[Spot]
    text: str
    added: tuple[str, ...]
    extra: tuple[str, ...]
    heading: str
    keys: Counter[str]
    size: int
    closed: bool

    @property
    def found(self) -> frozenset[int]:
        """Return the places of the phrase's words that are there."""
        return frozenset([*self.kept.values(), *self.moved.values()])

    def similarity(self, phrase: Phrase) -> float:
        """Return the share of words that the phrase and the passage have in the same order."""
        return 2 * len(self.kept) / (len(phrase.keys) + self.size)

    def coverage(self, phrase: Phrase) -> float:
        """Return how much of what the phrase tells is there, 0 to 1."""
        return self.share(phrase, range(len(phrase.keys)))

    def share(self, phrase: Phrase, places: Collection[int]) -> float:
        """Return how much of what the words at some places of the phrase tell is there, 0 to 1; 0 for none that tell."""
        kept, moved = set(self.kept.values()).intersection(places), set(self.moved.values()).intersection(places)
        weight = phrase.weight(places)
        return (phrase.weight(kept) + MOVED * phrase.weight(moved)) / weight if weight else 0.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a wording stands in one text of the article.

    Attributes:
        exact: Where it stands word for word, unless as a part of the text that it is to replace.
        best: The passage most like it.
        replaced: How often the text that it is to replace stands there beside it.
        size: Words of the article.
        segments: Identities of its blocks.
    """

    exact: tuple[Passage, ...]
    best: Passage | None
    replaced: int
    size: int
    segments: frozenset[int]

    @property
    def closed(self) -> int:
        """Return how often the wording stands at the end of a sentence."""
        return sum(passage.closed for passage in self.exact)


def look_for(phrase: Phrase, replaced: Phrase | None, article: Article, segments: frozenset[int]) -> Sighting:
    """Return how a wording stands in a text of an article.

    Args:
        phrase: The wording.
        replaced: The text that it is to replace.
        article: The article.
        segments: Identities of the article's blocks.
    """
    exact = exact_passages(phrase, article)
    old = exact_passages(replaced, article) if replaced else []
    alone = [passage for passage in exact if not any(is_part(passage, other) for other in old)]
    beside = [passage for passage in old if not any(is_part(passage, other) for other in exact)]
    best = alone[0] if alone else best_passage(phrase, article)
    return Sighting(tuple(alone), best, len(beside), len(article.keys), segments)


def is_part(passage: Passage, whole: Passage) -> bool:
    """Tell whether a passage stands inside a longer one."""
    within = whole.first <= passage.first and passage.last <= whole.last
    return within and passage.last - passage.first < whole.last - whole.first


def exact_passages(phrase: Phrase, article: Article) -> list[Passage]:
    """Return where the phrase stands word for word, in the article's order; values of templates may be passed over."""
    if not phrase.keys or any(key not in article.places for key in set(phrase.keys)):
        return []
    rarest = min(range(len(phrase.keys)), key=lambda i: len(article.places[phrase.keys[i]]))
    begins = article.places[phrase.keys[0]]
    found: list[Passage] = []
    for place in article.places[phrase.keys[rarest]]:
        near = begins[bisect_left(begins, place - rarest - SLACK) : bisect_right(begins, place - rarest)]
        for begin in near[::-1]:
            if found and begin <= found[-1].last:
                break
            if row := followed(phrase.keys, article, begin):
                found.append(passage(phrase, article, {j: i for i, j in enumerate(row)}, {}, exact=True))
                break
    return found


def followed(keys: Sequence[str], article: Article, begin: int) -> list[int]:
    """Return the places at which words follow each other from a place on; empty where they do not.

    A template's value is had as a whole or passed over as a whole, unless the words begin or end inside it.
    """
    row: list[int] = []
    entered: tuple[int, int] | None = None  # where a value begins, and how many words stand before it
    place, size = begin, len(article.keys)
    while len(row) < len(keys) and place < size:
        value = article.values[place]
        fresh = value is not None and place > begin and article.values[place - 1] != value
        if article.keys[place] == keys[len(row)]:
            entered = (place, len(row)) if fresh else entered
            row.append(place)
            place += 1
        elif fresh:
            place = past_value(article, place)
        elif entered and value is not None and article.values[entered[0]] == value:
            del row[entered[1] :]
            place, entered = past_value(article, entered[0]), None
        else:
            return []
    return row if len(row) == len(keys) else []


def past_value(article: Article, place: int) -> int:
    """Return the place behind a template's value."""
    value = article.values[place]
    while place < len(article.values) and article.values[place] == value:
        place += 1
    return place


def best_passage(phrase: Phrase, article: Article) -> Passage | None:
    """Return the passage that has most of what the phrase tells, the shortest of such; None where none has much."""
    best: Passage | None = None
    best_score = (0.0, 0)
    for start, end in likely_places(phrase, article):
        found = compared_passage(phrase, article, start, end)
        score = (found.coverage(phrase), -found.size) if found else (0.0, 0)
        if found and score > best_score:
            best, best_score = found, score
    return best


def likely_places(phrase: Phrase, article: Article) -> list[tuple[int, int]]:
    """Return where to compare, first and one past the last place, the most likely first."""
    counts = {key: len(article.places.get(key, ())) for key in phrase.telling}
    known = [key for key, count in counts.items() if 0 < count <= FREQUENT]
    known = known or sorted((key for key, count in counts.items() if count), key=lambda key: (counts[key], key))[:2]
    hits = sorted((place, key) for key in known for place in article.places[key])
    reach = int(STRETCHED * len(phrase.keys)) + MORE
    least = LEAST * sum(1 for count in counts.values() if count <= FREQUENT)
    scored = sorted(windows(hits, reach), key=lambda window: (-window[0], window[2] - window[1], window[1]))
    margin = len(phrase.keys) // 2 + 3
    chosen: list[tuple[int, int]] = []
    for count, first, last in scored:
        if count < max(least, NEARLY * scored[0][0]) or len(chosen) == COMPARED:
            break
        start, end = max(0, first - margin), min(len(article.keys), last + 1 + margin)
        if all(last < a or first >= b for a, b in chosen):
            chosen.append((start, end))
    return chosen


def windows(hits: Sequence[tuple[int, str]], reach: int) -> Iterator[tuple[int, int, int]]:
    """Yield how many different words stand in each stretch of at most `reach` places that ends with one, and where."""
    inside: Counter[str] = Counter()
    left = 0
    for place, key in hits:
        inside[key] += 1
        while place - hits[left][0] >= reach:
            inside[hits[left][1]] -= 1
            if not inside[hits[left][1]]:
                del inside[hits[left][1]]
            left += 1
        yield len(inside), hits[left][0], place


def compared_passage(phrase: Phrase, article: Article, start: int, end: int) -> Passage | None:
    """Return the passage between two places that the phrase's words are found in, without words far from the rest."""
    found = align(phrase.keys, article.keys[start:end])
    everything = {start + j: i for j, i in found.carried.items()}
    pairs = near_words(sorted(everything.items()), phrase.weights)
    if not pairs:
        return None
    places = {j for j, _ in pairs}
    kept = {j: i for j, i in everything.items() if j in places and j - start in found.kept}
    moved = {j: i for j, i in everything.items() if j in places and j not in kept}
    return passage(phrase, article, kept, moved, exact=False)


def near_words(pairs: Sequence[tuple[int, int]], weights: Sequence[float]) -> Run:
    """Return pairs without runs at either edge that are there by chance: short ones far from the rest.

    >>> near_words([(0, 0), (9, 1), (10, 2), (11, 3), (13, 4)], [1.0] * 5)
    [(9, 1), (10, 2), (11, 3), (13, 4)]
    """
    runs: list[Run] = []
    for pair in pairs:
        if runs and pair[0] - runs[-1][-1][0] == 1:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    while len(runs) > 1 and is_chance(runs[0], runs[0][-1], runs[1][0], weights):
        del runs[0]
    while len(runs) > 1 and is_chance(runs[-1], runs[-2][-1], runs[-1][0], weights):
        del runs[-1]
    return [pair for run in runs for pair in run]


def is_chance(run: Run, before: tuple[int, int], after: tuple[int, int], weights: Sequence[float]) -> bool:
    """Tell whether a run at the edge is too short, or tells too little, for the gap that parts it from the rest."""
    gap, missing = after[0] - before[0] - 1, after[1] - before[1] - 1
    little = sum(weights[i] for _, i in run) < 1 and missing != 0
    return little or gap - max(0, missing) > FAR * len(run)


def passage(
    phrase: Phrase, article: Article, kept: Mapping[int, int], moved: Mapping[int, int], *, exact: bool
) -> Passage:
    """Return a passage by its words, up to the ends of its sentence where the phrase's own ends have been rewritten."""
    places = sorted([*kept, *moved])
    first, last = places[0], places[-1]
    if not exact:
        had = [*kept.values(), *moved.values()]
        missing = len(phrase.keys) - len(had)
        first = sentence_begin(article, first, missing if moved else min(had))
        last = sentence_end(article, last, missing if moved else len(phrase.keys) - 1 - max(had))
    wanted = {*kept, *moved}
    extra = [j for j in range(first, last + 1) if j not in wanted and article.values[j] is None]
    homes = article.homes
    return Passage(
        kept=kept,
        moved=moved,
        first=first,
        last=last,
        exact=exact,
        spots=frozenset((id(article.segments[homes[j][0]]), homes[j][1]) for j in wanted),
        text=article.text(first, last, wanted),
        added=tuple(article.text(a, b, ()) for a, b in joined(extra)),
        extra=tuple(article.keys[j] for j in extra),
        heading=article.heading(first),
        keys=Counter(article.keys[max(0, first - MORE) : last + 1 + MORE]),
        size=len(wanted) + len(extra),
        closed=article.ends_sentence(last),
    )


def joined(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending places as first and last of each run.

    >>> joined([1, 2, 5])
    [(1, 2), (5, 5)]
    """
    cuts = [i for i, (a, b) in enumerate(pairwise(places), start=1) if b != a + 1]
    return [(places[a], places[b - 1]) for a, b in pairwise([0, *cuts, len(places)])] if places else []


def sentence_begin(article: Article, place: int, missing: int) -> int:
    """Return where the sentence of a word begins, if no further off than the words that are missing before it."""
    for start in range(place, max(-1, place - 2 * missing - 1), -1):
        if start == 0 or article.ends_sentence(start - 1):
            return start
    return place


def sentence_end(article: Article, place: int, missing: int) -> int:
    """Return where the sentence of a word ends, if no further off than the words that are missing behind it."""
    for end in range(place, min(len(article.keys), place + 2 * missing + 1)):
        if article.ends_sentence(end):
            return end
    return place
