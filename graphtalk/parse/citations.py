"""Citations as text: what one shows a reader, and the lines of a reference list that somebody copied."""

import re
from collections.abc import Mapping, Sequence

from graphtalk.model import Mark

__all__ = ["REFERENCE", "citation_text", "field_authors", "pasted_references", "reference_marks"]

# A line of a rendered reference list, as copying a page gives it: `1. ^ a b Surname, Given (2016). …`
REFERENCE = re.compile(r"^\s*(?P<number>\d+)\.\s*(?P<back>\^(?:\s+[a-z]{1,2}\b(?!\.))*|\^)\s*(?P<text>\S.*)$")

WORK_FIELDS = ("journal", "newspaper", "magazine", "periodical", "work", "website", "publisher")


def field_authors(fields: Mapping[str, str]) -> list[str]:
    """Return the authors that a citation's fields name, "Surname, Given" where both are there.

    >>> field_authors({"last": "Drew", "first": "Helen", "author2": "Lakes Trust"})
    ['Drew, Helen', 'Lakes Trust']
    """
    authors = []
    for number in ("", *map(str, range(1, 10))):
        last = fields.get(f"last{number}") or fields.get(f"surname{number}")
        first = fields.get(f"first{number}") or fields.get(f"given{number}")
        whole = fields.get(f"author{number}")
        if last:
            authors.append(f"{last}, {first}" if first else last)
        elif whole:
            authors.append(whole)
    return authors


def citation_text(fields: Mapping[str, str]) -> str:
    """Return a citation as a reader sees it: authors, date, title, work.

    >>> citation_text({"last": "Drew", "first": "Helen", "title": "Waters", "year": "2011", "publisher": "Skiddaw"})
    'Drew, Helen (2011). "Waters". Skiddaw.'
    """
    authors = "; ".join(field_authors(fields))
    date = fields.get("date") or fields.get("year")
    title = f'"{fields["title"]}"' if fields.get("title") else ""
    work = next((fields[name] for name in WORK_FIELDS if fields.get(name)), "")
    head = f"{authors} ({date})" if authors and date else authors
    tail = "" if authors or not date else f"({date})"
    return " ".join(f"{part}." for part in (head, title, work, tail) if part)


def reference_marks(line: str, number: int | None = None) -> tuple[Mark, ...]:
    """Return the mark of a line of a rendered reference list, `1. ^ Surname, Given (2016). …`.

    Args:
        line: The line.
        number: Its number where the copy has lost it; None where it stands there.
    """
    found = REFERENCE.match(line if number is None else f"{number}. {line}")
    if found is None:
        return ()
    start = found.start("text") - (0 if number is None else len(f"{number}. "))
    fields = (("number", found["number"]), ("text", found["text"].strip()))
    return (Mark("citation", start, len(line.rstrip()), None, fields),)


def pasted_references(text: str, marks: Sequence[Mark]) -> list[Mark]:
    r"""Return marks for the lines of a reference list that somebody pasted into a comment, where none are there yet.

    >>> [mark.get("text") for mark in pasted_references("So it is.\n\n 1. ^ Drew, Helen (2011). Waters.", ())]
    ['Drew, Helen (2011). Waters.']
    """
    known = {mark.start for mark in marks if mark.kind == "citation"}
    found: list[Mark] = []
    place = 0
    for line in text.split("\n") if "^" in text else ():
        marked = (mark for mark in reference_marks(line) if mark.start + place not in known)
        found += [mark._replace(start=mark.start + place, end=mark.end + place) for mark in marked]
        place += len(line) + 1
    return found
