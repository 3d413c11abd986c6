"""Works that a comment names in its running text: by reference, by address, by number, or by a link with a title."""

import re
from collections.abc import Iterator
from functools import lru_cache

from graphtalk.annotate.cues import Span, inside, marked, quotations
from graphtalk.annotate.days import day_pattern
from graphtalk.model import Comment, Mark
from graphtalk.site import Site

__all__ = ["linked_fields", "written_works"]

Written = tuple[Span, dict[str, str], str, float]  # where it stands, its fields, the rule, the confidence

IDENTIFIER = re.compile(
    r"\b(?:doi:?\s{0,2}(?P<doi>10\.\d{4,9}/[^\s\"<>\]|]+)|ISBN(?:-1[03])?:?\s{0,2}(?P<isbn>\d[\d -]{8,15}[\dX])"
    r"|PMID:?\s{0,2}(?P<pmid>\d{4,9})|arXiv:\s{0,2}(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]+/\d{7}))\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"http(?<![\w/.=@?&]http)s?://[^\s<>\[\]|\"“”]+")
NAME = r"[A-Z][\w’'-]+, [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}"
PERIODICAL = r"(?P<work>[A-Z][\w’'&.-]*(?: (?:[A-Z][\w’'&.-]*|of|the|and|for|in|de|del|la|&)){0,6})"
TITLE = r"[\"“](?P<title>[^\W_a-z][^\"“”\n]{3,160}?)[,.]?[\"”]"
BOOK = re.compile(
    r"(?<![\w.])[A-Z][\w’'-]+, [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2} \(\d{4}\)\. [A-Z][^.\n\"“]{2,120}\. [A-Z][^.\n\"“]{2,60}\."
)
QUOTE = re.compile(r"[\"“]")
BEHIND = 80  # characters after a link with a title that may name the work and its day
TITLE_BEFORE = re.compile(r"[\s,]*\(?$")  # between a title in italics and its number


@lru_cache(maxsize=8)
def reference_pattern(site: Site) -> re.Pattern[str]:
    """Return the pattern of a work as citation templates show it: 'Quill, Desmond (12 August 2021). "High water". The Ledger.'."""
    day = day_pattern(site)
    return re.compile(
        rf"(?<![\w.])(?:(?:{NAME}; ){{0,3}}{NAME} \((?:{day}|\d{{4}})\)\. [\"“][^\"“”\n]{{3,200}}[\"”]\."
        rf"|[\"“][^\"“”\n]{{3,200}}[\"”]\.(?= [A-Z][^.\n\"“]{{2,60}}\. {day}\b)) [A-Z][^.\n\"“]{{2,60}}\.(?: {day}\.)?"
    )


@lru_cache(maxsize=8)
def sentence_patterns(site: Site) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of an article with its periodical and day in a sentence: '"High water", The Ledger, 2 May 2016'."""
    day = day_pattern(site)
    return (
        re.compile(rf"{TITLE},? (?:in )?{PERIODICAL},? \(?(?P<date>{day})"),
        re.compile(rf"(?<!\S){PERIODICAL},? \(?(?:of )?(?P<date>(?=\d|\w+ \d{{1,2}},){day})\)?, {TITLE}"),
    )


@lru_cache(maxsize=8)
def following_day(site: Site) -> re.Pattern[str]:
    """Return the pattern of what follows a title up to a day, or a year in brackets, in the same sentence."""
    return re.compile(rf"[^.!?;\n]*?\b(?P<date>{day_pattern(site)}|(?<=\()\d{{4}}(?=\)))")


def written_works(comment: Comment, site: Site) -> Iterator[Written]:
    """Yield the works that a comment's text names without markup, in the order of the rules.

    Args:
        comment: The comment; what its marks name already is the caller's to leave out.
        site: Its wiki, for the names of months.
    """
    text = comment.text
    for found in reference_pattern(site).finditer(text) if '".' in text or "”." in text else ():  # behind a title
        yield found.span(), {"text": found[0]}, "citation.written", 0.85
    yield from named_works(text, site)
    for found in ADDRESS.finditer(text):
        address = trimmed(found[0])
        yield (found.start(), found.start() + len(address)), {"url": address}, "citation.address", 0.85
    italics = marked(comment, "italic")
    for span, fields in written_identifiers(text):
        title = next((i for i in italics if i[1] <= span[0] and TITLE_BEFORE.fullmatch(text[i[1] : span[0]])), None)
        yield span, fields | ({"title": text[slice(*title)]} if title else {}), "citation.identifier", 0.9


def named_works(text: str, site: Site) -> Iterator[Written]:
    """Yield the works that a text names in a sentence of its own: articles with their periodical and day, books.

    >>> from graphtalk.site import load_site
    >>> said = 'See "High water", The Ledger, 2 May 2016, p. 3.'
    >>> [fields["work"] for _, fields, _, _ in named_works(said, load_site("enwiki"))]
    ['The Ledger']
    """
    for pattern in sentence_patterns(site) if QUOTE.search(text) else ():
        for found in pattern.finditer(text):
            yield found.span(), found.groupdict(), "citation.written", 0.8
    for found in BOOK.finditer(text) if "). " in text else ():
        yield found.span(), {"text": found[0]}, "citation.written", 0.85


def trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence that it ends.

    >>> trimmed("https://a.example/b_(c))."), trimmed("https://a.example/b,")
    ('https://a.example/b_(c)', 'https://a.example/b')
    """
    while address[-1] in ".,;:!?'’»" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def written_identifiers(text: str) -> Iterator[tuple[Span, dict[str, str]]]:
    """Yield the numbers by which a text names works: where each stands, and the number as a field.

    >>> [fields for _, fields in written_identifiers("see ISBN 0-306-40615-2, doi:10.5555/ab and ISBN 1234567890")]
    [{'isbn': '0306406152'}, {'doi': '10.5555/ab'}]
    """
    for found in IDENTIFIER.finditer(text):
        name = found.lastgroup or ""
        value = found[name].rstrip(".,;:)")
        number = re.sub(r"[^\dXx]", "", value).upper() if name == "isbn" else value
        if name != "isbn" or is_isbn(number):
            yield found.span(), {name: number}


def is_isbn(number: str) -> bool:
    """Tell whether ten or thirteen digits are an ISBN by their check digit.

    Source: ISO 2108, International Standard Book Number.

    >>> is_isbn("0306406152"), is_isbn("9780306406157"), is_isbn("9780306406158")
    (True, True, False)
    """
    if re.fullmatch(r"\d{9}[\dX]", number):
        return (
            sum(weight * (10 if d == "X" else int(d)) for weight, d in zip(range(10, 0, -1), number, strict=True)) % 11
            == 0
        )
    return (
        bool(re.fullmatch(r"97[89]\d{10}", number))
        and sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(number)) % 10 == 0
    )


def linked_fields(comment: Comment, mark: Mark, site: Site) -> dict[str, str]:
    """Return what a link outside and the words around it tell of the work: its address, and its title where that is quoted.

    Args:
        comment: The comment.
        mark: The link's mark.
        site: Its wiki, for the names of months.
    """
    text, fields = comment.text, {"url": mark.target or ""}
    shown = text[mark.start : mark.end].strip()
    quoted = next((s for s in quotations(text) if s[0] <= mark.start and mark.end <= s[1]), None)
    quoted = quoted or next((s for s in quotations(text) if mark.start <= s[0] and s[1] <= mark.end), None)
    if shown.startswith(("http://", "https://")) or not quoted:
        return fields
    fields["title"] = text[quoted[0] + 1 : quoted[1] - 1].strip(" ,.")
    end = max(quoted[1], mark.end)
    if day := following_day(site).match(text, end, end + BEHIND):
        fields["date"] = day["date"]
    work = next((s for s in marked(comment, "italic") if 0 <= s[0] - end <= len(", in ")), None)
    if work and not inside(work[0], [quoted]):
        fields["work"] = text[slice(*work)]
    return fields
