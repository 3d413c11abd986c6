"""Days as references and sentences give them, with the names that a wiki has for the months, or in English."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from graphtalk.site import Site, load_site

__all__ = ["day_pattern", "month_names", "normal_date"]

COMMON = "enwiki"  # the wiki whose months people write on all others, too
ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<number>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
WRITTEN = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)? (?:de )?)?(?P<month>[^\W\d_]+)(?: (?P<after>\d{1,2}),)? (?:de )?(?P<year>\d{4})(?: r)?"
)
YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")


@lru_cache(maxsize=8)
def month_names(site: Site) -> Mapping[str, int]:
    """Return the numbers of the months by all that a wiki calls them, in lower case, and in English."""
    return {
        name.rstrip("."): number
        for known in (load_site(COMMON), site)
        for written in known.formats
        for name, number in written.months.items()
    }


@lru_cache(maxsize=8)
def day_pattern(site: Site) -> str:
    """Return the pattern of a day or a month of some year: `12 August 2021`, `12. August 2021`, `August 12, 2021`."""
    names = {
        form for name in month_names(site) for form in (name.capitalize(), *(() if site.name == COMMON else (name,)))
    }
    months = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return rf"(?:\d{{1,2}}\.? )?(?:{months})\.?(?: \d{{1,2}},)? \d{{4}}"


@lru_cache(maxsize=256)  # the same dates, and none, come again and again
def normal_date(text: str, site: Site) -> str | None:
    """Return a date as `2011-11-21`, `2011-11` or `2011`, as precise as it is given; None for no date.

    >>> english = load_site("enwiki")
    >>> [normal_date(text, english) for text in ("November 21, 2011", "July 2016", "c. 1911")]
    ['2011-11-21', '2016-07', '1911']
    >>> normal_date("1er mai 2021", load_site("frwiki")), normal_date("12. März 2021", load_site("dewiki"))
    ('2021-05-01', '2021-03-12')
    """
    clean = " ".join(text.replace(".", "").split())
    found = ISO.fullmatch(clean) or WRITTEN.fullmatch(clean)
    if found:
        part = found.groupdict()
        month = part["number"] if "number" in part else month_names(site).get(part["month"].lower())
        day = part["day"] or part.get("after")
        pieces = [part["year"], *(f"{int(piece):02}" for piece in (month, day) if piece)]
        named = "month" not in part or month is not None
        if named and is_day([int(piece) for piece in pieces]):
            return "-".join(pieces)
    year = YEAR.search(clean)
    return year[0] if year else None


def is_day(pieces: list[int]) -> bool:
    """Tell whether a year, a year with its month, or a day is one of the calendar."""
    try:
        date(*[*pieces, 1, 1][:3])
    except ValueError:
        return False
    return True
