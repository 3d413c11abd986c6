"""What a citation shows a reader: the text of a work from its template's fields."""

from collections.abc import Mapping

__all__ = ["citation_text", "field_authors"]

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
