"""Which of the words that a comment sets apart are proposed, not quoted: wordings, and pairs of old and new."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from graphtalk.annotate.cues import Span, covers, folded, marked, merged, quotations, says, worth_trying
from graphtalk.language import Cue, Language
from graphtalk.model import Comment, ProposalKind

__all__ = [
    "MIN_PARAGRAPH_WORDS",
    "NEXT",
    "QUOTE_MARKS",
    "Draft",
    "changes",
    "clause_before",
    "differences",
    "edit_end",
    "following",
    "leading",
    "lines",
    "matching",
    "quoted",
    "sentence_before",
    "set_apart",
    "set_off",
    "unquoted",
    "wordings",
]

LEAD = 240  # characters before a wording that may lead to it
AFTER = 80  # characters after a wording that may tell what it is
NEAR = 70  # characters before a wording inside a sentence in which words lead to it
NEXT = 30  # the same of a wording of few words
MIN_WORDS = 2  # of a wording inside a sentence; a single word is a word spoken about
MAX_QUESTION_WORDS = 12  # of a question that a wording on the next line answers
LONG_CITATION = 20  # characters of one that is an entry of a reference list, not a number
FEW = 2  # words that are exchanged for others: then the whole clause says what is to be done
COMMA = re.compile(r"[,;(\n]")
NEXT_TO = 4  # characters between words that are struck and those inserted for them
MIN_WORDS_BEFORE = 5  # of one that only the words after it tell
MIN_PARAGRAPH_WORDS = 4
MIN_SENTENCE_WORDS = 6  # of a sentence that is a wording by itself
QUOTE_MARKS = "\"“”„«»'‘’"
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)\]]*\s+(?=[\"“«(\[]?[A-Z\d])")
# What may stand behind a wording on its line: references, punctuation, an old text's remainder.
TRAIL = re.compile(r"(?:\[\d+\]|[\s.,;:!?\"”»)…])*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal before it has its place among the others."""

    kind: ProposalKind
    span: Span
    rule: str
    confidence: float
    replaces: str | None = None
    label: str | None = None
    old: Span | None = None  # where the text that is to go stands, or the line that leads to this one


def differences(comment: Comment) -> Iterator[Draft]:
    """Yield the new text of each template that shows an old and a new one, and what is inserted for what is struck."""
    for mark in comment.marks:
        new = mark.get("new") if mark.kind == "template" else None
        if new:
            yield Draft(
                "wording",
                (mark.end - len(new), mark.end),
                "template.diff",
                0.98,
                mark.get("old"),
                old=(mark.start, mark.end - len(new)),
            )
    struck, whole = marked(comment, "strike"), merged(marked(comment, "quote"))
    for start, end in marked(comment, "insert"):
        if covers(whole, start):
            continue  # the wording is what it stands in
        gone = next((span for span in struck if 0 <= start - span[1] <= NEXT_TO), None)
        if gone and all(
            len(comment.text[slice(*span)].split()) >= MIN_PARAGRAPH_WORDS for span in (gone, (start, end))
        ):
            yield Draft("wording", (start, end), "markup.diff", 0.9, comment.text[slice(*gone)], old=gone)


def changes(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield the second of two stretches that stand as old and new: change "…" to "…", or a line each."""
    text = comment.text
    for old, new in pairwise(set_apart(comment)):
        between = matching(language.cues["change_to"], text[old[1] : new[0]])
        before = between and matching(language.cues["change_from"], text[max(0, old[0] - LEAD) : old[0]].rstrip())
        if cue := before or (between if between and between.where == "alone" else None):
            yield exchange(text, old, new, cue, language)
    for cue in worth_trying(language.cues["change_lines"], folded(text)):
        for found in cue.pattern.finditer(text):
            replaced = found.groupdict().get("old")
            span = unquoted(text, found.span("evidence"))
            if text[span[0] - 1] not in QUOTE_MARKS and says(language.cues["talk"], text[slice(*span)]):
                continue
            yield Draft("wording", span, cue.id, cue.confidence, replaced, old=found.span("old") if replaced else None)


def exchange(text: str, old: Span, new: Span, cue: Cue, language: Language) -> Draft:
    """Return new words for old ones as what is proposed: where they are few and a verb leads to them, the clause that says so.

    Args:
        text: The comment's text.
        old: Where the old words stand.
        new: Where the new ones stand.
        cue: The rule that found them.
        language: Where a clause ends.
    """
    shown, replaced = unquoted(text, new), text[slice(*unquoted(text, old))]
    leads = cue in language.cues["change_from"]
    verb = cue.pattern.search(text, max(0, old[0] - LEAD), old[0]) if leads else None
    few = len(text[slice(*shown)].split()) <= FEW
    if verb is None or not few or "\n" in text[verb.start() : new[1]]:
        return Draft("wording", shown, cue.id, cue.confidence, replaced, old=old)
    comma = COMMA.search(text, new[1])
    end = min(edit_end(text, new[1], language), comma.start() if comma else len(text))
    return Draft("edit", (verb.start(), end), cue.id, cue.confidence, replaced)


def wordings(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield full wordings: what is set apart or stands below a line that leads to it, and words around say so.

    Words that the ones before them ascribe to the article, a source or a person are quoted, not proposed.
    """
    text = comment.text
    apart = set_apart(comment)
    paragraphs = list(lines(text))
    surroundings = merged(marked(comment, "quote", "italic")), merged(marked(comment, "citation"))
    for i, (start, end) in enumerate(paragraphs[:-1]):
        lead = text[start:end].rstrip()
        unfinished = language.markers["leads_to_text"].fullmatch(lead.rpartition(" ")[2])
        if not (lead.endswith((":", "：", "?", "？")) or unfinished or set_apart_line(text, paragraphs[i + 1], apart)):
            continue
        span = paragraph_wording(text, paragraphs, i + 1, surroundings, language)
        cue = None
        if set_apart_line(text, paragraphs[i + 1], apart) or not lead.endswith(("?", "？")):
            cue = leading(text, end, language)
        spoken = span is not None and says(language.cues["talk"], text[slice(*span)])
        if not cue and lead.endswith((":", "：")) and not spoken:
            cue = led(text, end, language)
        question = clause_before(text, end)
        if not cue and lead.endswith(("?", "？")) and not spoken and len(question.split()) <= MAX_QUESTION_WORDS:
            cue = matching(language.cues["wording_asked"], question)
        if span and cue and not (spoken and span == unquoted(text, paragraphs[i + 1])):
            yield Draft("wording", span, cue.id, cue.confidence, old=(start, end))
    yield from within_sentences(text, apart, language)
    yield from elided(comment, language)


def within_sentences(text: str, apart: Sequence[Span], language: Language) -> Iterator[Draft]:
    """Yield the wordings among what is set apart that words before or behind it in its sentence lead to.

    Args:
        text: The comment's text.
        apart: What it sets apart.
        language: The rules.
    """
    before: tuple[Span, Cue] | None = None
    for i, (start, end) in enumerate(apart):
        span = unquoted(text, (start, end))
        count = len(text[slice(*span)].split())
        near = NEAR if count >= MIN_PARAGRAPH_WORDS else NEXT
        whole = set_off(text, span) or is_sentence(text, span)
        cue = leading(text, start, language, near, whole=whole) if count >= MIN_WORDS else None
        if before and not cue and language.markers["alternative"].fullmatch(text, before[0][1], start):
            cue = before[1]
        if not cue and count >= MIN_WORDS_BEFORE and not quoted(text, start, language):
            cue = following(text, end, language)
        if cue:
            gone = apart[i + 1] if i + 1 < len(apart) else None  # what these words may stand in place of
            if gone and not whole and language.markers["instead"].fullmatch(text, end, gone[0]):
                clauses = language.markers["clause_start"].finditer(text, max(0, start - LEAD), start)
                begin = max((found.end() for found in clauses), default=max(0, start - LEAD))
                yield Draft("edit", (begin, gone[1]), cue.id, cue.confidence, text[slice(*unquoted(text, gone))])
            else:
                yield Draft("wording", span, cue.id, cue.confidence)
        before = ((start, end), cue) if cue else None


def leading(text: str, place: int, language: Language, near: int = LEAD, *, whole: bool = True) -> Cue | None:
    """Return the rule by which the words before a place lead to a wording there; None where they ascribe it to others.

    Args:
        text: The comment's text.
        place: Where the wording begins.
        language: The rules.
        near: Characters before the place in which they must stand.
        whole: Whether the wording is a sentence or a line of its own; rules for those are left out where it is not.
    """
    if quoted(text, place, language):
        return None
    clause = clause_before(text, place)
    cut = clause[max(0, len(clause) - near) :]
    cues = [cue for cue in language.cues["wording"] if whole or cue.where != "apart"]
    return matching(cues, cut if len(cut) == len(clause) else cut.partition(" ")[2])


def led(text: str, place: int, language: Language) -> Cue | None:
    """Return the rule by which words that end in a colon lead to a wording on the next line."""
    return (
        None if quoted(text, place, language) else matching(language.cues["wording_below"], clause_before(text, place))
    )


def quoted(text: str, place: int, language: Language) -> bool:
    """Tell whether the words before a place ascribe what stands there to the article, a source or a person."""
    return ascribes(language.cues["quoting"], clause_before(text, place))


@lru_cache(maxsize=256)  # wordings are looked for in several ways, which ask for the words before the same place
def ascribes(cues: tuple[Cue, ...], clause: str) -> bool:
    """Tell whether one of the rules for quoting matches a clause."""
    return says(cues, clause)


def following(text: str, place: int, language: Language) -> Cue | None:
    """Return the rule by which the words after a place say that a wording ends there."""
    return next((cue for cue in language.cues["wording_after"] if cue.pattern.match(text[place : place + AFTER])), None)


def clause_before(text: str, place: int) -> str:
    r"""Return the sentence that leads to a place, as far as it goes; the line above where the place begins one.

    >>> clause_before('It is vague. So I suggest: "X"', 27)
    'So I suggest'
    >>> clause_before("How about this?\nX", 16)
    'How about this?'
    """
    before = text[max(0, place - LEAD) : place].rstrip(QUOTE_MARKS + " \t")
    line = before.rstrip().rpartition("\n")[2].rstrip(QUOTE_MARKS + " :,")
    return sentence_before(line)


def sentence_before(line: str) -> str:
    """Return the last sentence of a line."""
    return SENTENCE_END.split(line)[-1]


def elided(comment: Comment, language: Language) -> Iterator[Draft]:
    """Yield a wording between two ellipses, which shows a part of a sentence as it would be."""
    for found in re.finditer(r"(?:\.\.\.|…)(?=\w)[^\n]{20,}?(?:\.\.\.|…)", comment.text):
        if cue := leading(comment.text, found.start(), language):
            yield Draft("wording", found.span(), cue.id, cue.confidence)


def matching(cues: Sequence[Cue], text: str) -> Cue | None:
    """Return the first rule that matches a text."""
    return next((cue for cue in cues if cue.pattern.search(text)), None)


def set_apart(comment: Comment) -> list[Span]:
    """Return the stretches that a comment sets apart as words to be read, in order: quotations, quotes, code, italics."""
    spans = {*marked(comment, "quote", "code"), *quotations(comment.text)}
    spans |= {
        span for span in marked(comment, "italic") if len(comment.text[slice(*span)].split()) >= MIN_PARAGRAPH_WORDS
    }
    outer: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not outer or end > outer[-1][1]:
            outer.append((start, end))
    return outer


def set_apart_line(text: str, line: Span, apart: Sequence[Span]) -> bool:
    """Tell whether a line is set apart as a whole, but for references and punctuation behind it."""
    start, end = line
    at = bisect_left(apart, (start, 0))
    return any(a <= start + 1 and TRAIL.fullmatch(text, min(b, end), end) is not None for a, b in apart[at : at + 2])


def set_off(text: str, span: Span) -> bool:
    """Tell whether a wording begins a line or ends one, but for marks."""
    before, after = text[: span[0]].rpartition("\n")[2], text[span[1] :].partition("\n")[0]
    return not re.search(r"\w", before) or (
        before.rstrip(QUOTE_MARKS + " ").endswith(":") and not re.search(r"\w", after)
    )


def is_sentence(text: str, span: Span) -> bool:
    """Tell whether a stretch is a sentence by its words: enough of them, a capital first, a mark last."""
    start, end = span
    few = len(text[start:end].split()) < MIN_SENTENCE_WORDS
    return not few and text[start : start + 1].isupper() and text[end - 1 : end] in ".!"


def unquoted(text: str, span: Span) -> Span:
    """Return a span without quotation marks at its ends."""
    start, end = span
    while start < end and text[start] in QUOTE_MARKS:
        start += 1
    while end > start and text[end - 1] in QUOTE_MARKS:
        end -= 1
    return start, end


def lines(text: str) -> Iterator[Span]:
    """Yield the spans of a text's lines that are not blank."""
    for found in re.finditer(r"[^\n]*\S[^\n]*", text):
        yield found.span()


def paragraph_wording(
    text: str,
    paragraphs: Sequence[Span],
    first: int,
    surroundings: tuple[Sequence[Span], Sequence[Span]],
    language: Language,
) -> Span | None:
    """Return the wording that begins with a paragraph, over more of them where they go on with it.

    It ends at a reference list, at a paragraph that speaks to someone, or with its closing quotation mark.

    Args:
        text: The comment's text.
        paragraphs: Its lines that are not blank.
        first: Which of them begins the wording.
        surroundings: Stretches that are quoted or in italics, and those of citations, as `merged` returns them.
        language: The rules.
    """
    quotes, citations = surroundings
    start, end = paragraphs[first]
    line = text[start:end]
    at = bisect_right(quotes, (start, len(text))) - 1
    if at >= 0 and start < quotes[at][1]:
        return unquoted(text, (start, quotes[at][1]))
    marks = quotations(text)
    near = bisect_left(marks, (start, 0))
    quoted = marks[near] if near < len(marks) and marks[near][0] <= start + 1 else None
    if quoted and not re.sub(r"\[\d+\]|[\s.,]", "", text[quoted[1] : end]):
        return unquoted(text, quoted)
    if len(line.split()) < MIN_PARAGRAPH_WORDS or re.match(r"\s*(?:\d+[.)]|[•*-])\s", line):
        return None
    for after_start, after_end in islice(paragraphs, first + 1, None):
        apart = text[end:after_start].count("\n") > 1
        listed = any(b - a > LONG_CITATION for a, b in within(citations, after_start, after_end))
        if not apart or listed or says(language.cues["talk"], text[after_start:after_end]):
            break
        end = after_end
    return unquoted(text, (start, end))


def within(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Return the spans that begin in a stretch."""
    return spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]


@lru_cache(maxsize=8)
def rest_of_sentence(inner_stop: str) -> re.Pattern[str]:
    """Return the pattern of what follows in a sentence, which a stop within a word or after an initial does not end.

    Args:
        inner_stop: Pattern of another stop that does not.
    """
    return re.compile(rf"(?:[^.?!\n]|[.?!](?=\w)|(?<=\b[A-Z])\.(?= [A-Z])|{inner_stop}|(?<=\b[a-z]\.[a-z])\.){{0,300}}")


def edit_end(text: str, place: int, language: Language) -> int:
    """Return where a described edit ends of which a rule has found the words up to a place."""
    sentence = rest_of_sentence(language.markers["inner_stop"].pattern).match(text, place)
    stop = sentence.end() if sentence else place
    cuts = (cue.pattern.search(text, place, stop) for cue in language.cues["edit_end"])
    return min((cut.start() for cut in cuts if cut), default=stop)
