"""A wiki's data out of its own answers to `meta=siteinfo` and `meta=allmessages`.

Source: https://www.mediawiki.org/wiki/API:Siteinfo, https://www.mediawiki.org/wiki/API:Allmessages
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from graphtalk.errors import LanguageError

__all__ = ["site_data"]

Data = Mapping[str, object]

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
PLAIN_FORMAT = "H:i, j F Y"  # MediaWiki's own where a language has no other


def site_data(answers: Iterable[Data], *, date_formats: Mapping[str, str], date_format: str | None = None) -> Data:
    """Return a wiki's data in the form of docs/SITES.md.

    Args:
        answers: Answers of the wiki's API that together have `general`, `namespaces`, `namespacealiases`,
            `specialpagealiases` and `allmessages` under `query`; `formatversion` 1 or 2.
        date_formats: Known date formats by language; the API does not tell them.
        date_format: The wiki's format, where it is known better.

    Raises:
        LanguageError: The answers lack something.
    """
    query: dict[str, object] = {}
    for answer in answers:
        query.update(cast("Data", answer.get("query", answer)))
    try:
        general = cast("Mapping[str, str]", query["general"])
        language = general["lang"]
        entry = {
            "date_format": date_format or date_formats.get(language, PLAIN_FORMAT),
            "digits": "0123456789",
            "timezone_names": zone_names(general["timezone"], messages(query).get("timezone-utc", "UTC")),
            **month_names(messages(query)),
        }
        return {
            "wiki": general["wikiid"],
            "host": urlsplit(general["server"]).netloc,
            "language": language,
            "timezone": general["timezone"],
            "article_path": general["articlepath"],
            "special_contributions_page": contributions(query),
            "formats": {language: entry},
            "namespaces": namespaces(query),
        }
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise LanguageError(
            f"the wiki's answers lack {fault!s}; ask for siteinfo and allmessages as docs/SITES.md says"
        ) from fault


def content(entry: Mapping[str, str]) -> str:
    """Return what a message or name says, in either version of the API's format."""
    return entry["content"] if "content" in entry else entry["*"]


def messages(query: Data) -> dict[str, str]:
    """Return the wiki's messages by name."""
    return {
        m["name"]: content(m) for m in cast("Sequence[Mapping[str, str]]", query["allmessages"]) if "missing" not in m
    }


def month_names(known: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the names of the months: full, genitive and short."""
    full = [known["may_long" if month == "may" else month] for month in MONTHS]
    return {
        "months": full,
        "months_genitive": [known.get(f"{month}-gen", name) for month, name in zip(MONTHS, full, strict=True)],
        "months_short": [known.get(month[:3], name) for month, name in zip(MONTHS, full, strict=True)],
    }


def zone_names(timezone: str, utc: str) -> dict[str, str]:
    """Return the abbreviations of a time zone over the year by their written forms; UTC has a message of its own."""
    zone = ZoneInfo(timezone)
    found = {datetime(2024, month, 1, tzinfo=UTC).astimezone(zone).tzname() or "UTC" for month in (1, 7)}
    return {utc if name == "UTC" else name: name for name in sorted(found)}


def contributions(query: Data) -> str:
    """Return the local name of Special:Contributions."""
    pages = cast("Sequence[Mapping[str, object]]", query["specialpagealiases"])
    aliases = next(cast("Sequence[str]", page["aliases"]) for page in pages if page["realname"] == "Contributions")
    return aliases[0].replace("_", " ")


def namespaces(query: Data) -> dict[str, list[str]]:
    """Return the names and aliases of each namespace by its number, but for the main one."""
    names: dict[str, list[str]] = {}
    for number, entry in cast("Mapping[str, Mapping[str, str]]", query["namespaces"]).items():
        names[number] = list(
            dict.fromkeys(n for n in (entry.get("name", entry.get("*", "")), entry.get("canonical", "")) if n)
        )
    for alias in cast("Sequence[Mapping[str, str]]", query.get("namespacealiases", ())):
        names.setdefault(str(alias["id"]), []).append(alias.get("alias") or alias["*"])
    return {number: found for number, found in names.items() if found}
