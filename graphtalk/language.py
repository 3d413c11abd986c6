"""Languages and sites as data: dates, names, templates and cue rules, loaded from languages/*.toml.

Code that reads pages takes a `Language` and has no branch for any one language. A file that lacks something, or a
rule without examples, is refused on loading with its name and the entry.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast

from graphtalk.errors import LanguageError, UsageError

__all__ = ["Cue", "Language", "Site", "Template", "load_language", "site_names"]

Data = Mapping[str, object]

# What MediaWiki's date format letters stand for, as (regex, field).
# Source: https://www.mediawiki.org/wiki/Help:Extension:ParserFunctions#time, DiscussionTools' LanguageData.
LETTERS = {"H": r"(?P<hour>\d{2})", "i": r"(?P<minute>\d{2})", "j": r"(?P<day>\d{1,2})", "d": r"(?P<day>\d{2})"}
LETTERS |= {"Y": r"(?P<year>\d{4})", "n": r"(?P<month_number>\d{1,2})", "m": r"(?P<month_number>\d{2})"}
LETTERS |= {"F": r"(?P<month>{months})", "xg": r"(?P<month>{months})", "M": r"(?P<month>{months})"}


@dataclass(frozen=True, slots=True)
class Site:
    """One wiki: its database name (`enwiki`), host name and IANA time zone."""

    name: str
    host: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Template:
    """What a template shows or means.

    Attributes:
        meaning: `user`, `quote`, `show` (a parameter), `text` (fixed words), `citation`, `diff`, `link`, `request`,
            `unsigned`, `outdent` or `closing`.
        text: For `text`, the words shown; for `request`, its kind; else empty.
        parameters: Parameter names or numbers that the meaning uses, in its order.
        declares_interest: For `request`, whether who uses it declares a conflict of interest.
    """

    meaning: str
    text: str = ""
    parameters: tuple[str, ...] = ()
    declares_interest: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A rule: a pattern, what a match of it means, and how sure that is.

    Attributes:
        id: Dotted name that facts made by it carry, such as `en.support.agree`.
        pattern: Searched in a comment's text, case ignored. A group `evidence` narrows the words shown.
        value: What a match means: a stance, a status, a kind.
        strength: For stances: `weak`, `plain` or `strong`.
        where: `bold` where only bold text counts, else `text`.
        confidence: 0 to 1.
        examples: Texts that match.
        counterexamples: Texts that do not.
    """

    id: str
    pattern: re.Pattern[str]
    value: str
    strength: str
    where: str
    confidence: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that reading a page in one language needs.

    Attributes:
        code: ISO 639 code.
        sites: Wikis in this language, by database name.
        timestamp: Pattern of a signature's timestamp; its groups are date fields and `zone`.
        loose_timestamp: The same with the zone optional, for plain copies of old pages.
        months: Month number by each written form in lower case.
        zones: UTC offset of zone names as written is that of the site; this maps the names to themselves.
        namespaces: Namespace number by each of its names in lower case with blanks.
        contributions: Names of the page Special:Contributions, lower case.
        unsigned_notice: Pattern of the words that an unsigned-template shows before the user.
        signature_links: Pattern of what follows the name in a plain signature: `(talk)`.
        chrome: Patterns of interface words that copies carry along: `[reply]`.
        templates: By name in lower case.
        policies: Policy page by shortcut or title, in lower case.
        cues: Rules by task: `stance`, `proposal`, `edit`, `status`, `interest`, `request`, …
    """

    code: str
    sites: Mapping[str, Site]
    timestamp: re.Pattern[str]
    loose_timestamp: re.Pattern[str]
    months: Mapping[str, int]
    namespaces: Mapping[str, int]
    contributions: frozenset[str]
    unsigned_notice: re.Pattern[str]
    signature_links: re.Pattern[str]
    chrome: tuple[re.Pattern[str], ...]
    templates: Mapping[str, Template]
    policies: Mapping[str, str]
    cues: Mapping[str, tuple[Cue, ...]]

    def split_title(self, title: str) -> tuple[int, str]:
        """Return the namespace number and the rest of a page title; 0 where no namespace is named."""
        head, colon, rest = title.partition(":")
        number = self.namespaces.get(" ".join(head.replace("_", " ").split()).lower()) if colon else None
        return (0, title.strip()) if number is None else (number, rest.strip())

    def user_of(self, title: str) -> str | None:
        """Return the user whose page, talk page or contributions a title names, or None.

        >>> load_language("en").user_of("User talk:We buried_our secrets#top")
        'We buried our secrets'
        """
        number, rest = self.split_title(title.partition("#")[0])
        if number == SPECIAL:
            page, _, rest = rest.partition("/")
            if page.strip().lower().replace("_", " ") not in self.contributions:
                return None
        elif number not in USER_NAMESPACES:
            return None
        name = " ".join(rest.partition("/")[0].replace("_", " ").split())
        valid = name and not INVALID_NAME.search(name) and self.split_title(name)[0] == 0
        return name[0].upper() + name[1:] if valid else None


SPECIAL = -1
USER_NAMESPACES = (2, 3)
INVALID_NAME = re.compile(r"[<>\[\]{}|#@]")


def timestamp_pattern(date_format: str, months: Sequence[str]) -> str:
    """Return a regular expression for a date format written in MediaWiki's letters.

    Args:
        date_format: Such as `H:i, j F Y`; text in double quotes stands for itself.
        months: Written forms of month names.

    >>> bool(re.fullmatch(timestamp_pattern("H:i, j F Y", ["May"]), "09:05, 3 May 2021"))
    True
    """
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    parts = []
    for token in re.findall(r'"[^"]*"|x?[A-Za-z]|.', date_format):
        if token.startswith('"'):
            parts.append(re.escape(token.strip('"')))
        elif token.isspace():
            parts.append(r"\s*")
        elif token[-1].isalpha():
            if token not in LETTERS:
                raise LanguageError(
                    f"date format {date_format!r}: letter {token!r} is not known; use {sorted(LETTERS)}"
                )
            parts.append(LETTERS[token].replace("{months}", names))
        else:
            parts.append(re.escape(token))
    return "".join(parts)


def read_cue(entry: Data, where: str) -> Cue:
    """Return one rule from its table in the file."""
    name = f"{where}: rule {entry.get('id', '(without id)')!r}"
    examples, counterexamples = texts(entry.get("examples")), texts(entry.get("counterexamples"))
    if len(examples) < 2 or not counterexamples:
        raise LanguageError(f"{name} needs two examples and one counterexample")
    try:
        pattern = re.compile(str(entry["pattern"]), re.IGNORECASE | re.MULTILINE)
        return Cue(
            id=str(entry["id"]),
            pattern=pattern,
            value=str(entry["value"]),
            strength=str(entry.get("strength", "plain")),
            where=str(entry.get("where", "text")),
            confidence=float(cast("float", entry["confidence"])),
            examples=examples,
            counterexamples=counterexamples,
        )
    except KeyError as missing:
        raise LanguageError(f"{name} lacks {missing}") from missing
    except re.error as fault:
        raise LanguageError(f"{name}: its pattern is no regular expression: {fault}") from fault


def texts(value: object) -> tuple[str, ...]:
    """Return a TOML list as a tuple of strings; an absent one is empty."""
    return tuple(str(item) for item in cast("Sequence[object]", value or ()))


def read_templates(entries: Sequence[Data]) -> dict[str, Template]:
    """Return the templates by name; each entry gives one meaning to several names."""
    found = {}
    for entry in entries:
        template = Template(
            meaning=str(entry["meaning"]),
            text=str(entry.get("text", "")),
            parameters=texts(entry.get("parameters")),
            declares_interest=bool(entry.get("declares_interest", False)),
        )
        found.update({name.lower(): template for name in texts(entry["names"])})
    return found


def build_language(data: Data, where: str) -> Language:
    """Return a language from the content of its file."""
    table = cast("Mapping[str, Data]", data)
    dates, signature = table["dates"], table["signature"]
    months = texts(dates["months"]), texts(dates["months_short"])
    numbers = {name.lower(): i % 12 + 1 for names in months for i, name in enumerate(names)}
    stamp = timestamp_pattern(str(dates["format"]), [name for names in months for name in names])
    zone = rf"\s*\((?P<zone>{'|'.join(map(re.escape, texts(dates['zones'])))})\)"
    namespaces = {name.lower(): int(number) for number, names in table["namespaces"].items() for name in texts(names)}
    return Language(
        code=str(data["code"]),
        sites={
            name: Site(name, str(site["host"]), str(site["timezone"]))
            for name, site in cast("Mapping[str, Data]", table["sites"]).items()
        },
        timestamp=re.compile(stamp + zone),
        loose_timestamp=re.compile(f"{stamp}(?:{zone})?"),
        months=numbers,
        namespaces=namespaces,
        contributions=frozenset(name.lower() for name in texts(signature["contributions"])),
        unsigned_notice=re.compile(str(signature["unsigned_notice"]), re.IGNORECASE),
        signature_links=re.compile(str(signature["links"]), re.IGNORECASE),
        chrome=tuple(re.compile(pattern) for pattern in texts(signature["chrome"])),
        templates=read_templates(cast("Sequence[Data]", data["template"])),
        policies={name.lower(): title for title, names in table["policies"].items() for name in (title, *texts(names))},
        cues={
            task: tuple(read_cue(entry, where) for entry in entries)
            for task, entries in cast("Mapping[str, Sequence[Data]]", table["cues"]).items()
        },
    )


@cache
def load_language(code: str) -> Language:
    """Return a shipped language.

    Raises:
        UsageError: There is no such language.
        LanguageError: Its file is faulty.
    """
    folder = resources.files("graphtalk") / "languages"
    file = folder / f"{code}.toml"
    if not file.is_file():
        known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
        raise UsageError(f"no language {code!r}; there is {', '.join(known)}")
    try:
        return build_language(tomllib.loads(file.read_text(encoding="utf-8")), file.name)
    except (KeyError, tomllib.TOMLDecodeError) as fault:
        raise LanguageError(f"{file.name}: {fault!s} is missing or malformed") from fault


def site_names(language: Language) -> list[str]:
    """Return the names of the sites whose data is shipped, sorted."""
    return sorted(language.sites)
