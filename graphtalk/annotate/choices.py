"""Options that people choose from: listed by name, in the running text of a question, in lines below it, and added later."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphtalk.annotate.cues import Span, folded, marked, sentence_around, worth_trying
from graphtalk.annotate.wordings import Draft, matching, set_apart, unquoted
from graphtalk.language import Language
from graphtalk.model import Comment, Proposal

__all__ = ["added_options", "choices", "numbered", "options", "question", "yes_or_no"]

OPTION_TEXT = re.compile(r"[\s'\"*)]*[:–—]\s*(?P<text>\S[^\n]*)")  # after an option's name
# Rules for options that need words before the first which say that there is a choice: in running text, and in lists
LEADS = {"inline": "option_lead", "asked": "option_question", "lettered": "option_question"}
MAX_LEAD = 400  # characters of these
POLAR = frozenset({"support", "oppose"})
FIRST = frozenset({"A", "1"})  # with which lines begin that have nothing but a blank behind their letter or figure
MIN_NAMED_WORDS = 5  # of the sentence that adds an option; fewer are its name alone
MAX_ALTERNATIVE = 80  # characters of an option in running text; more is a clause that has an "or" in it
NAME = re.compile(r"(?:\w{1,12} )?(?:[A-H]|\d)")  # of an option, as a vote gives it
FIRST_NAME = re.compile(rf"\W{{0,4}}{NAME.pattern}(?=\s?[.,;:!)–—])")
YES_OR_NO = 2  # votes that answer a question with yes or no, from which it is no choice between what an "or" joins
MAX_LABEL_WORDS = 3  # of an option that is its own name
NUMBER = re.compile(
    r"\W{0,6}(?P<label>(?:[^\W\d_]{1,9} ?)?\d{1,2})\s?[.:)–—-]"
)  # of a question, at the head of its line
LINE = re.compile(r"[^\n]*\S")
MAX_LINE = 120  # characters of a line that is an option
MOST = 8  # lines below a question that are options
QUESTION = 20  # characters at the end of a question by which it is found in the markup
NUMBERED = re.compile(r"[\W_]{0,6}?(?:\n+[:*]*#[^#:*\n][^\n]*)+")
ORDERED = re.compile(r"(?:\s|</?\w{1,4}>){0,6}<ol\b(?:(?!</ol>).)*", re.DOTALL)
ENTRY = re.compile(r"<li\b")


def options(comment: Comment, language: Language) -> list[Draft]:
    """Return the named options that a comment lists; one alone is a remark about it.

    Where reasons are counted in the same way, words before the first must say that there is a choice.
    """
    text, found = comment.text, []
    for cue in worth_trying(language.cues["option"], folded(text)):
        matches = list(cue.pattern.finditer(text))
        leads = language.cues[LEADS[cue.where]] if cue.where in LEADS else ()
        if matches and leads:
            begin = matches[0].start()
            if not matching(leads, text[max(0, begin - MAX_LEAD) : begin]):
                continue
        if matches and cue.where == "lettered" and matches[0]["label"] not in FIRST:
            continue
        first: dict[str, re.Match[str]] = {}
        for match in matches:
            first.setdefault(match["label"], match)  # a label that comes again is spoken of
        found += [
            Draft("option", unquoted(text, match.span("evidence")), cue.id, cue.confidence, None, label)
            for label, match in first.items()
        ]
    return found if len(found) > 1 else []


def added_options(comment: Comment, earlier: Sequence[Proposal], language: Language) -> Iterator[Draft]:
    """Yield an option that is added to those of a survey.

    It is what follows its name and a colon; else the sentence that names it, or the one before a bare name.
    """
    known = {p.label.split()[-1].lower() for p in earlier if p.label}
    for cue in language.cues["option_added"] if known else ():
        for match in cue.pattern.finditer(comment.text):
            if match["label"].split()[-1].lower() in known:
                continue
            if follows := OPTION_TEXT.match(comment.text, match.end()):
                apart = (span for span in set_apart(comment) if abs(span[0] - follows.start("text")) <= 1)
                whole = next(apart, follows.span("text"))
                yield Draft("option", unquoted(comment.text, whole), cue.id, cue.confidence, None, match["label"])
                continue
            if cue.where == "named":
                continue  # a vote for an option that is not known
            begin, stop = sentence_around(comment.text, *match.span())
            if len(comment.text[begin : match.start()].split()) < MIN_NAMED_WORDS and begin > 1:
                stop = begin - 1
                begin, _ = sentence_around(comment.text, max(0, stop - 2), stop)
            yield Draft("option", (begin, stop), cue.id, cue.confidence, None, match["label"])


def choices(comment: Comment, language: Language) -> list[Draft]:
    """Return the options that a request for comment names in running text ("be old, new, or both?"), else in the lines below its question.

    Args:
        comment: The comment that asks.
        language: The rules.
    """
    for cue in worth_trying(language.cues["choice"], folded(comment.text)):
        for match in cue.pattern.finditer(comment.text):
            below = cue.where == "below"
            spans = lines_below(comment, match.end()) if below else alternatives(comment, match, language)
            if spans:
                texts = [comment.text[slice(*span)] for span in spans]
                names = [str(n) if below else own_name(text) for n, text in enumerate(texts, start=1)]
                return [
                    Draft("option", span, cue.id, cue.confidence, None, name)
                    for span, name in zip(spans, names, strict=True)
                ]
    return []


def yes_or_no(comments: Sequence[Comment], language: Language) -> bool:
    """Tell whether comments answer a question by votes for and against, in bold or as their first words, and nothing else.

    Args:
        comments: The comments below the question.
        language: The words of votes.
    """
    votes = [cue for cue in language.cues["stance"] if cue.where == "bold" and cue.value in POLAR]
    leads = [cue for cue in language.cues["vote_lead"] if cue.where != "last"]

    def said(comment: Comment) -> list[str]:
        bold = [comment.text[slice(*span)] for span in marked(comment, "bold")]
        found = (cue.pattern.match(comment.text) for cue in leads if not bold)
        return [text.strip(" .,:;!–—-()'") for text in (*bold, *(match["evidence"] for match in found if match))]

    bare, named = 0, 0
    for comment in comments:
        texts = said(comment)
        bare += any(cue.pattern.fullmatch(text) for cue in votes for text in texts)
        named += any(NAME.fullmatch(text) for text in texts) or FIRST_NAME.match(comment.text) is not None
    return bare >= YES_OR_NO and bare > named


def question(comment: Comment, language: Language) -> list[Draft]:
    """Return what a request for comment asks to be answered with yes or no, by its first question that does."""
    for cue in language.cues["asked"]:
        if match := cue.pattern.search(comment.text):
            return [Draft("edit", (match.start(), match.end("evidence")), cue.id, cue.confidence)]
    return []


def numbered(comment: Comment, asked: Sequence[Draft]) -> list[Draft]:
    """Return what a request for comment asks with the numbers of its questions as names, where each has a line and a number of its own."""
    starts = [comment.text.rfind("\n", 0, draft.span[0]) + 1 for draft in asked]
    heads = [NUMBER.match(comment.text, start) for start in starts]
    names = [head["label"] for head in heads if head]
    if len(asked) < 2 or len(names) < len(asked) or len(set(names)) < len(names):
        return list(asked)
    return [replace(draft, label=name) for draft, name in zip(asked, names, strict=True)]


def alternatives(comment: Comment, match: re.Match[str], language: Language) -> list[Span]:
    """Return the parts of a question between the words that join them, but for those in brackets or quotation marks; none where one is long."""
    text, (start, stop) = comment.text, match.span("evidence")
    spans: list[Span] = []
    for joint in language.cues["choice_joint"]:
        for found in joint.pattern.finditer(text, start, stop):
            before = text[start : found.start()]
            if before.count("(") == before.count(")") and before.count('"') % 2 == 0:
                spans.append((start, found.start()))
                start = found.end()
    parts = [unquoted(text, part) for part in (*spans, (start, stop))]
    short = all(0 < len(text[slice(*part)].strip()) <= MAX_ALTERNATIVE for part in parts)
    return parts if short and len(parts) > 1 else []


def own_name(text: str) -> str | None:
    """Return an option's own words as its name where they are few.

    >>> own_name("new but collapsed"), own_name("a footnote that explains it")
    ('new but collapsed', None)
    """
    return text if len(text.split()) <= MAX_LABEL_WORDS else None


def lines_below(comment: Comment, place: int) -> list[Span]:
    """Return the entries of a numbered list right below a question, else the lines to the end of the text, if they are few and short."""
    text = comment.text
    spans = [found.span() for found in LINE.finditer(text, place)]
    question = text[:place].rstrip().rpartition("\n")[2]
    counted = numbered_entries(comment.markup.partition(question[-QUESTION:])[2])
    if 1 < counted <= len(spans):
        return [unquoted(text, span) for span in spans[:counted]]
    whole = all(end - start <= MAX_LINE and text[end - 1] not in "?:" for start, end in spans)
    if not 1 < len(spans) <= MOST or not whole or "\n\n" in text[spans[0][0] : spans[-1][1]]:
        return []
    return [unquoted(text, span) for span in spans]


def numbered_entries(markup: str) -> int:
    r"""Return how many entries the numbered list has with which a stretch of wikitext or HTML begins; 0 for none.

    >>> numbered_entries("\n:# old\n:# new\n"), numbered_entries("</p><ol><li>old</li><li>new</li></ol>"), numbered_entries(" No.\n# a")
    (2, 2, 0)
    """
    run, shown = NUMBERED.match(markup), ORDERED.match(markup)
    count = len(re.findall(r"\n+[:*]*#", run[0])) if run else len(ENTRY.findall(shown[0])) if shown else 0
    return count if count <= MOST else 0
