"""An article from revision to revision: its wikitext as words, each block read once, and whether something stands in it.

References show no words. What a template holds may be shown or not: a short value stays where it is as words that a
reader may pass over, a long one and the caption of a picture stand aside, behind the article's own text.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from graphtalk.annotate.difference import IDEOGRAPHS, Word, read_wording
from graphtalk.language import Language
from graphtalk.parse.inline import without_comments
from graphtalk.parse.rendering import Renderer
from graphtalk.parse.wikitext import grouped, read_heading
from graphtalk.revisions import Adoption, Revision

__all__ = [
    "REFERENCE",
    "Article",
    "ArticleReader",
    "Phrase",
    "Segment",
    "Standing",
    "counts",
    "headed_blocks",
    "read_phrase",
    "split_words",
    "weight_of",
]

REFERENCE = re.compile(r"<ref\b[^<>]*?/>|<ref\b[^<>]*>.*?</ref\s*>", re.DOTALL | re.IGNORECASE)
REFERENCE_MARK = re.compile(r"\[(?:[^\W\d_]{1,12} )?\d{1,3}\]|\[[a-z]\]")  # [1], [note 2], [a]
HEADING = re.compile(r"^=+[^=\n].*=+[ \t]*$", re.MULTILINE)  # in a proposal; those of an article have no words either
INNER_TEMPLATE = re.compile(r"\{\{[^{}|]*(?:\|(?P<body>[^{}]*))?\}\}")
LINK = re.compile(r"\[\[(?P<title>[^\[\]|]*)\|(?P<rest>(?:[^\[\]]|\[\[[^\[\]]*\]\]|\[[^\[\]]*\])*+)\]\]")
STROKE = re.compile(r"\|(?![^\[\]]*\]\])")  # not inside a link
NAMED = re.compile(r"\s*[\w -]{1,40}=")
LIST_SIGNS = re.compile(r"^[:*#;]+[ \t]*", re.MULTILINE)
PARTS = re.compile("[\ue000\ue001]")
OPEN, CLOSE = "\ue000", "\ue001"  # around a template's value, inside a block's text
MAX_DEPTH = 12  # templates in each other
MAX_INLINE = 12  # words of a template's value that stays in its place
FILES = 6  # namespace of pictures
SHORT = 3  # letters of a word that tells little, such as an article or a preposition
SHORT_WEIGHT = 0.2
# Scripts written without blanks, whose words cannot be told without a dictionary: each sign with its marks is one.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
CLUSTER = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4]?[\\s\\S][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3]*")  # fmt: skip

Pair = tuple[str, str]  # words that follow each other


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A block of an article as words.

    Attributes:
        text: What a reader sees, values of templates between two private signs.
        words: Its words.
        values: For each word 0, or the number of the template's value that it stands in.
        pairs: How often which two words follow each other, none before the first and behind the last.
    """

    text: str
    words: tuple[Word, ...]
    values: tuple[int, ...]
    pairs: Counter[Pair]


@dataclass(frozen=True)
class Article:
    """An article's words at one revision.

    Attributes:
        segments: Its blocks, headings left out, and behind them what stands aside.
        headings: For each of them the heading above it.
    """

    segments: tuple[Segment, ...]
    headings: tuple[str, ...]

    @cached_property
    def homes(self) -> list[tuple[int, int]]:
        """Return for each word the number of its segment and its place in that."""
        return [(number, i) for number, segment in enumerate(self.segments) for i in range(len(segment.words))]

    @cached_property
    def keys(self) -> list[str]:
        """Return all words as they are compared."""
        return [word.key for segment in self.segments for word in segment.words]

    @cached_property
    def values(self) -> list[tuple[int, int] | None]:
        """Return for each word the value of a template that it stands in, None for the article's own."""
        return [
            (number, value) if value else None
            for number, segment in enumerate(self.segments)
            for value in segment.values
        ]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Return the places of each word in `keys`, ascending."""
        places: dict[str, list[int]] = {}
        for place, key in enumerate(self.keys):
            places.setdefault(key, []).append(place)
        return places

    def heading(self, place: int) -> str:
        """Return the heading above a word."""
        return self.headings[self.homes[place][0]]

    def ends_sentence(self, place: int) -> bool:
        """Tell whether a word ends a sentence or a block."""
        number, i = self.homes[place]
        segment = self.segments[number]
        word = segment.words[i]
        shown = segment.text[word.start : word.end].rstrip("\"'”’»)" + OPEN + CLOSE)
        return i + 1 == len(segment.words) or shown.endswith((".", "!", "?", "。", "！", "？", "।", "؟", "۔"))

    def text(self, first: int, last: int, wanted: Collection[int]) -> str:
        """Return the words from the first to the last place, of templates' values only those with a wanted place."""
        pieces: list[str] = []
        start = first
        while start <= last:
            number, i = self.homes[start]
            segment = self.segments[number]
            end = min(last, start + len(segment.words) - 1 - i)
            words = segment.words[i : i + end - start + 1]
            shown = {segment.values[i + k] for k in range(len(words)) if start + k in wanted}
            pieces.append(without_values(segment, words[0].start, words[-1].end, shown))
            start = end + 1
        return "\n".join(piece for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are looked for in an article.

    Attributes:
        text: As written, without marks of references.
        words: Its words.
        keys: The same as they are compared.
        weights: How much each tells of the whole.
        telling: The words that tell most of it.
    """

    text: str
    words: tuple[Word, ...]
    keys: tuple[str, ...]
    weights: tuple[float, ...]
    telling: frozenset[str]

    def weight(self, places: Collection[int]) -> float:
        """Return how much the words at some places tell."""
        return sum(self.weights[i] for i in places)

    def runs(self, places: Collection[int]) -> tuple[str, ...]:
        """Return the words at some places as written, each run of them."""
        runs: list[list[int]] = []
        for i in sorted(places):
            if runs and runs[-1][-1] + 1 == i:
                runs[-1].append(i)
            else:
                runs.append([i])
        return tuple(self.text[self.words[run[0]].start : self.words[run[-1]].end].strip() for run in runs)


@dataclass(slots=True)
class ArticleReader:
    """Reads the revisions of an article, each block once.

    Attributes:
        language: Names of the wiki's namespaces, and templates that show what they hold.
        known: The segments of the blocks that were read.
        by_identity: All of these.
    """

    language: Language
    known: dict[str, tuple[Segment, ...]] = field(default_factory=dict)
    by_identity: dict[int, Segment] = field(default_factory=dict)

    def read(self, text: str) -> Article:
        """Return the words of a revision."""
        own: list[tuple[Segment, str]] = []
        aside: list[tuple[Segment, str]] = []
        for heading, block in headed_blocks(text, self.language):
            if block not in self.known:
                self.known[block] = self.segments(block)
                self.by_identity |= {id(segment): segment for segment in self.known[block]}
            found = self.known[block]
            own += [(segment, heading) for segment in found[:1] if segment.words]
            aside += [(segment, heading) for segment in found[1:]]
        both = own + aside
        return Article(tuple(segment for segment, _ in both), tuple(heading for _, heading in both))

    def changed(self, before: Collection[int], after: Collection[int]) -> set[str]:
        """Return the words next to which something is another in the segments after a change than in those before it.

        Args:
            before: Identities of segments that are no longer there.
            after: Identities of those that are new.
        """
        old: Counter[Pair] = Counter()
        new: Counter[Pair] = Counter()
        for pairs, segments in ((old, before), (new, after)):
            for segment in segments:
                pairs.update(self.by_identity[segment].pairs)
        return {key for pair in ((old - new) | (new - old)) for key in pair}

    def segments(self, block: str) -> tuple[Segment, ...]:
        """Return a block's own words, and each piece of text in it that stands aside."""
        pieces: list[str] = []
        own = self.plain(REFERENCE.sub("", without_comments(block)), pieces)
        return tuple(self.segment(piece) for piece in (own, *pieces))

    def segment(self, markup: str) -> Segment:
        """Return a piece of wikitext as words."""
        text = Renderer(self.language, {}).render(LIST_SIGNS.sub("", markup)).text()
        return read_segment(text)

    def plain(self, markup: str, aside: list[str]) -> str:
        """Return wikitext with the values of templates in their place, and add to `aside` those that are long."""

        def opened(found: re.Match[str]) -> str:
            values = (NAMED.sub("", part, count=1).strip() for part in STROKE.split(found["body"] or ""))
            return "".join(self.kept(value, aside) for value in values if value and "://" not in value)

        def captioned(found: re.Match[str]) -> str:
            number, _ = self.language.site.split_title(found["title"].strip())
            if number != FILES or found["title"].startswith(":"):
                return found[0]
            aside.append(STROKE.split(found["rest"])[-1])
            return ""

        for _ in range(MAX_DEPTH):
            if "{{" not in markup or (changed := INNER_TEMPLATE.sub(opened, markup)) == markup:
                break
            markup = changed
        return LINK.sub(captioned, markup) if "[[" in markup else markup

    def kept(self, value: str, aside: list[str]) -> str:
        """Return what stays of a template's value in its place: all of it where it is short."""
        if len(PARTS.sub(" ", value).split()) <= MAX_INLINE and "\n" not in value:
            return f"{OPEN}{value}{CLOSE}"
        aside.append(value)
        return ""


def headed_blocks(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield each block of an article's wikitext that is no heading, with the heading above it."""
    heading = ""
    for lines in grouped(text.replace("\r\n", "\n")):
        block = "\n".join(lines)
        if not block.strip():
            continue
        level, title = read_heading(without_comments(block)) if block.startswith(("=", "<!--")) else (0, "")
        if level:
            heading = Renderer(language, {}).render(REFERENCE.sub("", title)).text().strip()
        else:
            yield heading, block


def read_segment(text: str) -> Segment:
    """Return text with the values of templates in it as words."""
    words = split_words(text)
    pairs = Counter(pairwise(["", *(word.key for word in words), ""]))
    if OPEN not in text:
        return Segment(text, words, (0,) * len(words), pairs)
    values = []
    signs = list(PARTS.finditer(text))
    number = depth = 0
    for word in words:
        while number < len(signs) and signs[number].start() <= first_sign(text, word):
            depth += 1 if signs[number][0] == OPEN else -1
            number += 1
        values.append(number if depth > 0 else 0)
    return Segment(text, words, tuple(values), pairs)


def first_sign(text: str, word: Word) -> int:
    """Return where a word's first letter or digit stands; punctuation that touches it may stand before."""
    return next((i for i in range(word.start, word.end) if text[i].isalnum()), word.start)


def split_words(text: str) -> tuple[Word, ...]:
    """Return the words of a text, those of scripts without blanks sign by sign.

    >>> [word.key for word in split_words("Le mot ไทย")]
    ['le', 'mot', 'ไท', 'ย']
    """
    words = read_wording(text).words
    if not UNSPACED.search(text):
        return words
    parts: list[Word] = []
    for word in words:
        if not UNSPACED.search(word.key):
            parts.append(word)
            continue
        for found in CLUSTER.finditer(text, word.start, word.end):
            if any(map(str.isalnum, found[0])):
                parts += [Word(found[0].casefold(), *found.span(), word.place)]
    return tuple(parts)


def without_values(segment: Segment, start: int, end: int, shown: Collection[int]) -> str:
    """Return a part of a segment's text without the values of templates, but for those that are shown."""
    place = number = depth = 0
    pieces: list[str] = []
    for sign in [*PARTS.finditer(segment.text), None]:
        stop = sign.start() if sign else len(segment.text)
        if depth <= 0 or number in shown:
            pieces.append(segment.text[max(place, start) : max(place, start, min(stop, end))])
        if sign:
            place, number, depth = sign.end(), number + 1, depth + (1 if sign[0] == OPEN else -1)
    return re.sub(r" (?=[.,;:!?])", "", " ".join("".join(pieces).split()))


def read_phrase(text: str, reader: ArticleReader) -> Phrase:
    """Return words that are looked for, as they would stand in an article.

    Args:
        text: Plain text; markup in it shows nothing.
        reader: What the article is read with.
    """
    clean = HEADING.sub("", REFERENCE_MARK.sub("", text))
    segment = reader.segments(clean)[0] if re.search(r"\[\[|\{\{|''|<", clean) else read_segment(clean)
    shown = tuple(word for word, value in zip(segment.words, segment.values, strict=True) if not value)
    keys = tuple(word.key for word in shown or segment.words)
    weights = tuple(map(weight_of, keys))
    telling = frozenset(key for key, weight in zip(keys, weights, strict=True) if weight == 1) or frozenset(keys)
    return Phrase(segment.text, shown or segment.words, keys, weights, telling)


def weight_of(key: str) -> float:
    """Return how much a word tells: less where it has few letters, which articles and prepositions have everywhere.

    >>> weight_of("of"), weight_of("mill"), weight_of("42"), weight_of("東")
    (0.2, 1.0, 1.0, 1.0)
    """
    short = len(key) <= SHORT and key.isalpha() and not (IDEOGRAPHS.match(key) or UNSPACED.match(key))
    return SHORT_WEIGHT if short else 1.0


@dataclass(slots=True)
class Standing:
    """What became of words so far.

    Attributes:
        adoption: How they came in; None while no revision has them.
        stands: Whether the last revision has them.
    """

    adoption: Adoption | None = None
    stands: bool = False

    def see(self, revision: Revision, make: Callable[[], Adoption], *, stands: bool) -> None:
        """Take in one more revision.

        Args:
            revision: The revision.
            make: Tells how the words stand there; asked once, when they first do.
            stands: Whether they do.
        """
        if stands and self.adoption is None:
            self.adoption = make()
        elif self.adoption and stands and not self.stands:
            back = self.adoption.returned + 1
            self.adoption = replace(
                self.adoption, removed_revision=None, removed_timestamp=None, removed_user=None, returned=back
            )
        elif self.adoption and self.stands and not stands:
            self.adoption = replace(
                self.adoption,
                removed_revision=revision.id,
                removed_timestamp=revision.timestamp,
                removed_user=revision.user,
            )
        self.stands = stands


def counts(revision: Revision, since: datetime | None) -> bool:
    """Tell whether a revision is of the time from which they count."""
    return since is None or revision.timestamp >= since
