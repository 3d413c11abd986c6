"""Where a cue may stand: the mechanism behind the rules in languages/*.toml."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from graphtalk.language import Cue, Language
from graphtalk.model import Comment, Evidence, Mark
from graphtalk.parse.blocks import NOTICE

__all__ = [
    "Hit",
    "Span",
    "covers",
    "evidence",
    "find_hits",
    "folded",
    "inside",
    "marked",
    "merged",
    "quotations",
    "request_kind",
    "says",
    "sentence_around",
    "worth_trying",
]

Span = tuple[int, int]

# A pair of quotation marks around words on one line; a straight one must stand at a word's edge to open, and may hold
# another pair that opens after a blank.
REST_OF_WORD = re.compile(r"[^\W_]{1,30}(?:['’]\w{1,3}\b)?")
QUOTATION = re.compile(
    r"“[^“”\n]{1,2000}”|«[^«»\n]{1,2000}»|„[^„“”\n]{1,2000}[“”]"
    r'|"(?<![\w"]")(?=\S)(?:[^"\n]|(?<=[\s(])"(?=\S)[^"\n]{1,300}(?<=\S)"(?=[\s.,;:!?)])){1,2000}?(?<=\S)"(?!\w)'
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched, and the words that show it."""

    cue: Cue
    span: Span
    match: re.Match[str]


@lru_cache(maxsize=1024)  # every reader of a page asks for those of its comments
def quotations(text: str) -> tuple[Span, ...]:
    """Return the spans of words in quotation marks, the marks included, in order.

    >>> quotations('He said "yes" and “no”.')
    ((8, 13), (18, 22))
    >>> quotations('"It has "some" faults."')
    ((0, 23),)
    """
    return tuple(found.span() for found in QUOTATION.finditer(text))


def marked(comment: Comment, *kinds: str) -> list[Span]:
    """Return the spans of a comment's marks of these kinds, in order."""
    return [(mark.start, mark.end) for mark in comment.marks if mark.kind in kinds and mark.end > mark.start]


def inside(place: int, spans: Iterable[Span]) -> bool:
    """Tell whether a place lies within one of the spans."""
    return any(start <= place < end for start, end in spans)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return what spans cover as spans that do not touch, in order.

    >>> merged([(5, 9), (0, 2), (6, 12)])
    [(0, 2), (5, 12)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def covers(spans: Sequence[Span], place: int) -> bool:
    """Tell whether a place lies within one of the spans, which are as `merged` returns them."""
    at = bisect_right(spans, (place, sys.maxsize)) - 1
    return at >= 0 and place < spans[at][1]


def worth_trying(cues: Iterable[Cue], lower: str) -> Iterator[Cue]:
    """Yield the rules that may match a text, given in lower case."""
    for cue in cues:
        for word in cue.words:  # no `any`: this runs for every rule and comment, and a generator takes thrice the time
            if word in lower:
                yield cue
                break
        else:
            if not cue.words:
                yield cue


def says(cues: Iterable[Cue], text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Tell whether any rule matches a stretch of a text; where nothing else matters, this takes half the time or less."""
    lower = folded(text)
    return any(in_lower_case(cue).search(lower, start, end) for cue in cues)


def folded(text: str) -> str:
    """Return a text in lower case, letter for letter, as patterns that ignore case take letters for the same."""
    return text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()


@cache
def in_lower_case(cue: Cue) -> re.Pattern[str]:
    r"""Return a rule's pattern for a text that is `folded`: branches then differ in their first letters, which is soon seen."""
    kept = re.split(r"(\\.|\(\?P)", cue.pattern.pattern)  # escapes and names of groups, at odd places
    lower = (piece if i % 2 else piece.lower() for i, piece in enumerate(kept))
    return re.compile("".join(lower), cue.pattern.flags & ~re.IGNORECASE)


def find_hits(
    comment: Comment, cues: Sequence[Cue], shut: Sequence[Span] = (), bold: Sequence[Span] | None = None
) -> Iterator[Hit]:
    """Yield what the rules find in a comment's own words, in the order of the rules, then of the text.

    Args:
        comment: The comment.
        cues: Rules; one for bold text is tried on the stretches in bold alone.
        shut: Further spans that are not the comment's own voice, such as the wording it proposes.
        bold: What counts as bold; None for what is.
    """
    closed: list[Span] | None = None  # most comments have no hit
    bold = marked(comment, "bold") if bold is None else bold
    for cue in worth_trying(cues, comment.text.lower()):
        stretches = bold if cue.where == "bold" else [(0, len(comment.text))]
        for start, end in stretches:
            for match in cue.pattern.finditer(comment.text[start:end]):
                span = match.span("evidence" if "evidence" in cue.pattern.groupindex else 0)
                place = (start + span[0], start + span[1])
                if closed is None:
                    closed = merged([*marked(comment, "quote", "code"), *quotations(comment.text), *shut])
                if not covers(closed, place[0]):
                    yield Hit(cue, place, match)


def evidence(comment: Comment, span: Span, rule: str, confidence: float) -> Evidence:
    """Return the evidence that a span of a comment is, without white space at its ends; it ends where a word does.

    A rule that reads up to so many characters may stop within a word.
    """
    start, end = span
    if comment.text[end - 1 : end].isalnum() and (rest := REST_OF_WORD.match(comment.text, end)):
        end = rest.end()
    quote = comment.text[start:end]
    start += len(quote) - len(quote.lstrip())
    return Evidence(comment.id, start, start + len(quote.strip()), quote.strip(), rule, confidence)


def request_kind(mark: Mark, language: Language) -> str | None:
    """Return the kind of request that a template, or the box that it shows, stands for; None for any other."""
    if mark.target == NOTICE:
        shown = mark.get("text") or ""
        return next((cue.value for cue in language.cues["notice"] if cue.pattern.search(shown)), None)
    known = language.templates.get(mark.target or "")
    return known.text if known and known.meaning == "request" else None


def sentence_around(text: str, start: int, end: int) -> Span:
    """Return the sentence that a stretch stands in, with what a colon at its end leads to."""
    begin = max(text.rfind(sign, 0, start) for sign in (". ", "! ", "? ", "\n")) + 1
    stop = re.compile(r"[^.!?\n]*(?::?\s*\n)*").match(text, end)
    return begin, stop.end() if stop else end
