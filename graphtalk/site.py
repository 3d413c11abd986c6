"""Wikis as data: how a wiki writes dates, what its namespaces are called, in which time zone it lives.

Shipped wikis are files in sites/; any other wiki's data can be read from a file of the same form, or from the wiki's
own answers to `meta=siteinfo` and `meta=allmessages`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graphtalk.errors import LanguageError, ReadError, UsageError
from graphtalk.siteinfo import site_data

__all__ = [
    "ANY_TIMESTAMP",
    "DateFormat",
    "Site",
    "build_site",
    "date_formats",
    "load_site",
    "read_site",
    "site_names",
    "timestamp_pattern",
]

Data = Mapping[str, object]

# What the letters of MediaWiki's date formats stand for.
# Source: https://www.mediawiki.org/wiki/Help:Extension:ParserFunctions##time
LETTERS = {
    "H": r"(?P<hour>{digit}{digit})", "i": r"(?P<minute>{digit}{digit})",
    "j": r"(?P<day>{digit}{digit}?)", "d": r"(?P<day>{digit}{digit})",
    "n": r"(?P<month_number>{digit}{digit}?)", "m": r"(?P<month_number>{digit}{digit})",
    "F": r"(?P<month>{months})", "xg": r"(?P<month>{months})", "M": r"(?P<month>{months})",
    "Y": r"(?P<year>{digit}{digit}{digit}{digit})", "xkY": r"(?P<thai_year>{digit}{digit}{digit}{digit})",
    "D": r"[^\W\d]+\.?", "l": r"[^\W\d]+",
}  # fmt: skip
# A clock time and a year near it in any order, and a time zone: how all wikis sign, in whatever language and digits.
ANY_TIMESTAMP = re.compile(
    r"(?:\d{1,2}[:.]\d{2}[^\n]{1,40}?\d{4}|\d{4}[^\n]{1,40}?\d{1,2}[:.]\d{2})[^\n\d(]{0,8}"
    r"\((?:[A-Z]{3,5}|(?:[^\W\da-zA-Z_]\s?){3,5})\)"
)
THAI_YEARS = 543  # by which the Buddhist calendar is ahead
MARKS = "\u200e\u200f"  # of writing direction, which browsers and wikis put in and leave out
SPECIAL = -1
USER_NAMESPACES = (2, 3)
INVALID_NAME = re.compile(r"[<>\[\]{}|#@]")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One way in which a wiki writes the time of a signature.

    Attributes:
        pattern: Finds a timestamp with its time zone; groups are the parts of the date and `zone`.
        loose: The same with the zone optional, for plain copies of old pages.
        months: Number of a month by each of its written forms in lower case.
        digits: The ten digits, zero first.
        zones: Abbreviation of a time zone by its written form.
    """

    pattern: re.Pattern[str]
    loose: re.Pattern[str]
    months: Mapping[str, int]
    digits: str
    zones: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)  # loaded once, and a key of caches
class Site:
    """One wiki.

    Attributes:
        name: Its database name: `enwiki`.
        host: Its host name, empty where the data do not tell.
        language: Code of its content language.
        timezone: IANA name of its time zone.
        article_path: Path of its pages, with `$1` for the title.
        formats: How it writes times, one for each variant of its language.
        namespaces: Number of a namespace by each of its names in lower case with blanks.
        contributions: Names of its page Special:Contributions in lower case.
    """

    name: str
    host: str
    language: str
    timezone: str
    article_path: str
    formats: tuple[DateFormat, ...]
    namespaces: Mapping[str, int]
    contributions: frozenset[str]

    def split_title(self, title: str) -> tuple[int, str]:
        """Return the namespace number and the rest of a page title; 0 where no namespace is named."""
        head, colon, rest = title.partition(":")
        number = self.namespaces.get(" ".join(head.replace("_", " ").split()).lower()) if colon else None
        return (0, title.strip()) if number is None else (number, rest.strip())

    def user_of(self, title: str) -> str | None:
        """Return the user whose page, talk page or contributions a title names, or None.

        >>> load_site("enwiki").user_of("User talk:We buried_our secrets#top")
        'We buried our secrets'
        """
        return read_user(self, title)

    def is_user_subpage(self, title: str) -> bool:
        """Tell whether a title is of a page below a user's own.

        >>> load_site("enwiki").is_user_subpage("User:Ana/Notes"), load_site("enwiki").is_user_subpage("User:Ana")
        (True, False)
        """
        # Few titles have a stroke at all, and people link to users over and over.
        return "/" in title and self.split_title(title)[0] in USER_NAMESPACES and "/" in title.partition("#")[0]

    def page_url(self, title: str) -> str | None:
        """Return the address of a page, None where the host is not known."""
        path = self.article_path.replace("$1", title.replace(" ", "_"))
        return f"https://{self.host}{path}" if self.host else None

    def moment(self, match: re.Match[str], date_format: DateFormat) -> datetime | None:
        """Return the UTC time that a match of a format stands for, None for a date that does not exist."""
        part = match.groupdict("")
        month = date_format.months[part["month"].lower()] if "month" in part else int(part["month_number"])
        year = int(part["year"]) if "year" in part else int(part["thai_year"]) - THAI_YEARS
        zone = date_format.zones.get(part["zone"])
        where = UTC if zone == "UTC" else ZoneInfo(self.timezone)
        try:
            local = datetime(year, month, int(part["day"]), int(part["hour"]), int(part["minute"]), tzinfo=where)
            if where is UTC:
                return local
            # In the hour that a clock change repeats, the abbreviation tells which one is meant.
            meant = next((t for t in (local, local.replace(fold=1)) if t.tzname() == zone), local)
            return meant.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


@lru_cache(maxsize=10_000)  # the same few people sign a page over and over
def read_user(site: Site, title: str) -> str | None:
    """Return the user whose page, talk page or contributions a title names, or None."""
    number, rest = site.split_title(title.partition("#")[0])
    if number == SPECIAL:
        page, _, rest = rest.partition("/")
        if page.strip().lower().replace("_", " ") not in site.contributions:
            return None
    elif number not in USER_NAMESPACES:
        return None
    name = " ".join(rest.partition("/")[0].replace("_", " ").split()).strip(MARKS)
    valid = name and not INVALID_NAME.search(name) and site.split_title(name)[0] == 0
    return name[0].upper() + name[1:] if valid else None


def timestamp_pattern(date_format: str, months: Sequence[str], digits: str = "0123456789") -> str:
    """Return a regular expression for a date format written in MediaWiki's letters.

    Args:
        date_format: Such as `H:i, j F Y`; text in double quotes stands for itself.
        months: Written forms of month names.
        digits: The ten digits of the language; the ordinary ones are read too.

    Raises:
        LanguageError: A letter is not known.

    >>> bool(re.fullmatch(timestamp_pattern("H:i, j F Y", ["May"]), "09:05, 3 May 2021"))
    True
    """
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True) if name)
    parts = []
    for piece in re.findall(r'"[^"]*"|xkY|x?[A-Za-z]|.', date_format):
        if piece.startswith('"'):
            parts.append(re.escape(piece.strip('"')).replace(r"\ ", r"\s+"))
        elif piece in MARKS:
            continue
        elif piece.isspace():
            parts.append(rf"[\s{MARKS}]*+")
        elif re.fullmatch("x?[A-Za-z]|xkY", piece):
            if piece not in LETTERS:
                raise LanguageError(
                    f"date format {date_format!r}: letter {piece!r} is not known; use {sorted(LETTERS)}"
                )
            parts.append(LETTERS[piece].format(digit=f"[0-9{digits}]", months=names))
        else:
            # Older signatures of some wikis lack the comma.
            parts.append(re.escape(piece) + ("?" if piece in ",،" else ""))
    # Possessive: what stands between two parts is never a part of them, and to give some of it back takes for ever.
    return f"[{MARKS}]*+".join(parts)


def read_format(entry: Data) -> DateFormat:
    """Return one date format from its entry in a site's data."""
    months = [texts(entry[key]) for key in ("months", "months_genitive", "months_short") if entry.get(key)]
    raw_digits = entry.get("digits") or "0123456789"
    digits = raw_digits if isinstance(raw_digits, str) else "".join(texts(raw_digits))
    zones = {str(name): str(zone) for name, zone in cast("Data", entry["timezone_names"]).items()}
    written = "|".join(re.escape(name).replace("\u00a0", r"\s") for name in (*zones, "UTC"))
    stamp = timestamp_pattern(str(entry["date_format"]), [name for names in months for name in names], digits)
    # Digits must not run on before the hour: 2000 people, not 00 people. That is asked after the first digit, and digits
    # stand one by one: `re` skips ahead fast only to a character class that the pattern begins with.
    first = f"[0-9{digits}]"
    stamp = re.sub(rf"^(\(\?P<\w+>{re.escape(first)})", r"\1(?<![\\d:].)", stamp)
    zone = rf"[\s{MARKS}]*+\((?P<zone>{written})\)"
    return DateFormat(
        pattern=re.compile(stamp + zone, re.IGNORECASE),
        loose=re.compile(f"{stamp}(?:{zone})?", re.IGNORECASE),
        months={name.lower(): i % 12 + 1 for names in months for i, name in enumerate(names)},
        digits=digits,
        zones={"UTC": "UTC", **zones},
    )


def texts(value: object) -> tuple[str, ...]:
    """Return a JSON list of strings as a tuple."""
    return tuple(str(item) for item in cast("Sequence[object]", value))


def build_site(data: Data, where: str) -> Site:
    """Return a site from the content of its file.

    Raises:
        LanguageError: Something is missing or malformed.
    """
    try:
        names = cast("Mapping[str, object]", data.get("namespaces") or {})
        site = Site(
            name=str(data["wiki"]),
            host=str(data.get("host") or ""),
            language=str(data["language"]),
            timezone=str(data["timezone"]),
            article_path=str(data.get("article_path") or "/wiki/$1"),
            formats=tuple(read_format(entry) for entry in cast("Mapping[str, Data]", data["formats"]).values()),
            namespaces={
                # The English names hold on every wiki.
                **CANONICAL,
                **{name.lower(): int(number) for number, known in names.items() for name in texts(known) if name},
            },
            contributions=frozenset({"contributions", str(data["special_contributions_page"]).lower()}),
        )
        ZoneInfo(site.timezone)
    except (KeyError, TypeError, ValueError, AttributeError, ZoneInfoNotFoundError) as fault:
        raise LanguageError(f"{where}: {fault!s} is missing or malformed in the site's data") from fault
    return site


CANONICAL = {
    "special": -1, "talk": 1, "user": 2, "user talk": 3, "project": 4, "project talk": 5, "file": 6, "image": 6,
    "file talk": 7, "mediawiki": 8, "mediawiki talk": 9, "template": 10, "template talk": 11, "help": 12,
    "help talk": 13, "category": 14, "category talk": 15,
}  # fmt: skip


@cache
def load_site(name: str) -> Site:
    """Return a shipped site.

    Raises:
        UsageError: There is no data for it.
        LanguageError: Its file is faulty.
    """
    file = resources.files("graphtalk") / "sites" / f"{name}.json"
    if not re.fullmatch(r"\w+", name) or not file.is_file():
        raise UsageError(f"no data for the site {name!r}; there is {', '.join(site_names())}, or give --site-data FILE")
    return build_site(json.loads(file.read_text(encoding="utf-8")), file.name)


def site_names() -> list[str]:
    """Return the names of the shipped sites, sorted."""
    folder = resources.files("graphtalk") / "sites"
    return sorted(file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json"))


@cache
def read_site(path: str) -> Site:
    """Return a site from a file of data.

    Raises:
        ReadError: The file cannot be read or is no JSON.
        LanguageError: It is no site's data.
    """
    return build_site(read_data(path), path)


def read_data(path: str) -> Data:
    """Return a site's data from a file, or from a wiki's own answer in it.

    Raises:
        ReadError: The file cannot be read or is no JSON.
        LanguageError: It is no site's data.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as cause:
        raise ReadError(f"{path}: cannot be read ({cause.strerror}); check the path") from cause
    except ValueError as cause:
        raise ReadError(f"{path}: no JSON ({cause}); give a site's data as JSON") from cause
    if not isinstance(data, dict):
        raise LanguageError(f"{path}: a site's data is a JSON object")
    # A wiki's own answer serves as it was saved.
    return site_data([data], date_formats=date_formats()) if "query" in data else data


def date_formats() -> dict[str, str]:
    """Return the date formats of the shipped sites by language."""
    known = {}
    for name in site_names():
        data = json.loads((resources.files("graphtalk") / "sites" / f"{name}.json").read_text(encoding="utf-8"))
        known[data["language"]] = data["formats"][data["language"]]["date_format"]
    return known
