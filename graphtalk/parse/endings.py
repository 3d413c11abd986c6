"""What stands before the timestamps of a plain copy: words, a name, and what a signature shows after a name.

Nothing is known of the page's people here. Interface words such as `(talk)` and ornaments after a name are cut off,
and the end of a sentence or a dash says where the name begins at the earliest. `names` chooses the name.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from graphtalk.language import Language
from graphtalk.parse.signatures import Stamp, chrome_end, find_timestamps
from graphtalk.site import Site

__all__ = ["INVISIBLE", "Ending", "Reading", "find_endings", "read_endings"]

TALK, USER_TALK = 1, 3  # numbers of the namespaces whose names stand in signatures
LOOK_BACK = 140  # characters before a timestamp that may hold a name and what follows it
MAX_NAME_WORDS = 8
LONGEST_TAIL = 5  # words that users put after their names
SHORTEST_GLUED = 3  # letters of a name that something is run on to
INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
BLANK = " \t\u00a0\u2002\u2003\u2009\u202f" + INVISIBLE
DASHES = "-‐‑–—―~"
SIGNS = BLANK + DASHES + "▸►→⇒≠"
SEPARATORS = BLANK + DASHES + ",،|｜•·⋅▪/"
SYMBOL = "So"  # Unicode's category of ✉ and its like
ORNAMENTS = {SYMBOL, "Sm", "Sk", "Co", "Cf"}
BULLET = re.compile(r"\s*(?:[•◦▪‣*]|\d+\.(?=\s))?\s*")
BRACKET = re.compile(r"[(\[{<（［【｛«]+\s*([^()\[\]{}<>（）［］【】«»\n]{1,40}?)\s*[)\]}>）］】｝»]+$")
PART_OF_NAME = re.compile(r"(?:(?<=\w\s)|(?<=\b[A-Z]\.\s))\([^()]{1,40}\)$")  # "Ana (ORG)", "Ana B. (ORG)"
ORGANISATION = re.compile(r"\([A-Z]{2,}\)$")
WORD = re.compile(r"\S+(?:\s+\([^()]{1,40}\)$)?")
# Where a name begins at the earliest: after an address, dashes, separators, the end of a sentence or clause, brackets
# and quotes. A stop that stands between letters may be part of a name.
BOUNDARY = re.compile(
    r"""(?<!\S)\S*(?:://|www\.)\S*\s+
    |--+|[–—―~|｜•·▪]+|(?<!\S)[*-]+\s|(?:^|(?<=[\s.!?,…)\]"'”’»]))-(?=[^\s-])
    |(?:(?<!\b[A-Z])\.|[!?…:;,،؛。！？，：；]|\.{2,})["'”’»)\]]*(?:\s+|$)|[。！？，：；]|["”»)\]]\s+|[(\[{}（“„](?![A-Z]{2,}\)$)
    |(?P<glued>(?:\.{2,}|[.!?…؟)\]])(?=[^\W\d_]))""",
    re.VERBOSE,
)
TITLE = re.compile(r"(?<!\S)(?:[^\W\d_a-z][^\W\d_]{0,2}|Prof|Capt)\.\s(?:[^\W\d_a-z]\.\s)?[^\W\d_a-z]\S*$")
BAR = re.compile(r"(?<=[\w!?])(?:\s*[|｜•·▪¦]+\s*|\s\*+\s)(?=\S)")
PARTED = re.compile(r"(?P<word>[^\s–—-]*\w)\s+[-–—]+\s+\S+$")
ADDRESS = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}|~\d{4}-[\d-]+)$")


@dataclass(frozen=True, slots=True)
class Ending:
    """The words before a timestamp in a line.

    Attributes:
        line: Number of the line.
        stamp: The timestamp.
        start: Where `core` begins in the line.
        core: The words; once cut, without interface words and ornaments that follow a name.
        linked: Whether there were such interface words or ornaments.
        last: Whether nothing but punctuation follows the timestamp in the line.
    """

    line: int
    stamp: Stamp
    start: int
    core: str
    linked: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Interface:
    """What a wiki, and the users of a page, call the links behind a name.

    Attributes:
        end: Finds such a word at the end of a text, in quotes or not, or run on to a name.
        inside: Finds one as a word of its own.
        letters: Single letters that stand for them.
    """

    end: re.Pattern[str]
    inside: re.Pattern[str]
    letters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tail:
    """Something that follows a name.

    Attributes:
        start: Where it begins in the words.
        linked: Whether it shows that the words are a signature.
        word: The interface words in it, if any.
    """

    start: int
    linked: bool
    word: str = ""


@dataclass(frozen=True, slots=True)
class OwnTail:
    """Words that a user may have put after the name.

    Attributes:
        word: The word before them.
        text: The words.
        near: Whether an interface word closely follows a dash, with room for a name between.
        parted: Whether only a dash tells them from the name.
    """

    word: str
    text: str
    near: bool = field(default=False, compare=False)
    parted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a name may begin in the words before a timestamp.

    Attributes:
        words: The last words after a boundary.
        before: The word before that, in lower case.
        dashed: Whether that is a dash.
        linked: Whether interface words, ornaments or a notice tell a signature.
        sure: Whether the words are the name and nothing else: an address, or what an unsigned notice tells.
    """

    words: tuple[str, ...]
    before: str = ""
    dashed: bool = False
    linked: bool = False
    sure: bool = False


def find_endings(lines: Sequence[str], language: Language) -> list[Ending]:
    """Return what stands before each timestamp of a page, without what follows a name there."""
    found = [ending for i, line in enumerate(lines) for ending in line_endings(i, line, language)]
    interface = page_interface([ending.core for ending in found], language.site)
    return without_recurring_tails([cut_tail(ending, language, interface) for ending in found], interface)


def line_endings(number: int, line: str, language: Language) -> list[Ending]:
    """Return what stands before each timestamp in a line."""
    found: list[Ending] = []
    bullet = BULLET.match(line)
    floor = bullet.end() if bullet else 0
    for stamp in find_timestamps(line, language.site, loose=True):
        start, end = stamp.match.span()
        last = not re.search(r"\w", line[chrome_end(line, end, language) :])
        begin = max(floor, start - LOOK_BACK)
        found.append(Ending(number, stamp, begin, line[begin:start], linked=False, last=last))
        floor = end
    return found


def page_interface(heads: Iterable[str], site: Site) -> Interface:
    """Return what interface words look like on a page: the wiki's own, and those that stand in brackets after names."""
    names = {name for name, number in site.namespaces.items() if number in {TALK, USER_TALK}} | site.contributions
    before: defaultdict[str, set[str]] = defaultdict(set)
    for head in heads:
        bracket = re.search(r"(\S+)\s*[(\[]([^\W\d_]{3,})[)\]]\s*$", head)
        if bracket and not bracket[2].isupper():
            before[bracket[2].casefold()].add(bracket[1])
    names |= {"contribs"} | {word for word, people in before.items() if len(people) > 1}
    written = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return Interface(
        end=re.compile(rf"(?:(?<!\w)[“\"‘']*|(?<=\w{{3}}))(?:{written})[!?”\"’']*$", re.IGNORECASE),
        inside=re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE),
        letters=frozenset(name[0] for name in names),
    )


def cut_tail(ending: Ending, language: Language, interface: Interface) -> Ending:
    """Return words before a timestamp without what follows a name.

    >>> from graphtalk.language import load_language
    >>> english = load_language("en")
    >>> (ending,) = line_endings(0, "Fine. Ana B (ORG) ☎ (talk · contribs) 09:05, 3 May 2021 (UTC)", english)
    >>> cut_tail(ending, english, page_interface([ending.core], english.site)).core
    'Fine. Ana B (ORG)'
    """
    core = ending.core.rstrip(SEPARATORS)
    tails: list[Tail] = []
    while (tail := find_tail(core, tails, language, interface)) and re.search(r"\w", core[: tail.start]):
        core = core[: tail.start].rstrip(SEPARATORS)
        tails.append(tail)
    return replace(ending, core=core, linked=any(tail.linked for tail in tails))


def find_tail(core: str, cut: Sequence[Tail], language: Language, interface: Interface) -> Tail | None:
    """Return what follows a name at the end of words.

    Args:
        core: The words.
        cut: What has been cut off after them.
        language: The page's.
        interface: The page's.
    """
    named = next((tail.word for tail in reversed(cut) if tail.word), "")
    if link := language.signature_links.search(core) or interface.end.search(core):
        return Tail(link.start(), linked=True, word=link[0])
    # A signature dresses its links alike: "Read! Talk!"
    if named.endswith(("!", "?")) and (alike := re.search(rf"(?<=\w)\s+\w+{re.escape(named[-1])}$", core)):
        return Tail(alike.start(), linked=True)
    letters = re.search(r"(?<=\w\w)(?:[^\w.]+\w)+$", core)
    if letters and not named and interface.letters.issuperset(re.findall(r"\w", letters[0].casefold())):
        return Tail(letters.start(), linked=True)
    if bracket := BRACKET.search(core):
        return bracket_tail(core, bracket, interface, named=bool(named))
    start = ornament(core)
    symbol = start is not None and any(unicodedata.category(sign) == SYMBOL for sign in core[start:])
    return None if start is None else Tail(start, linked=symbol)


def bracket_tail(core: str, bracket: re.Match[str], interface: Interface, *, named: bool) -> Tail | None:
    """Return a bracket at the end of words as what follows a name, unless it belongs to the name: `Ana (ORG) (talk)`.

    Args:
        core: The words.
        bracket: The bracket.
        interface: The page's.
        named: Whether interface words stood behind it.
    """
    if interface.inside.search(bracket[1]):
        return Tail(bracket.start(), linked=True, word=bracket[0])
    name = PART_OF_NAME.search(core) and (named or ORGANISATION.search(core))
    return None if name or core[: bracket.start()].endswith(tuple(DASHES)) else Tail(bracket.start(), linked=True)


def ornament(core: str) -> int | None:
    """Return where signs begin at the end of words that are neither letters nor punctuation, such as ✉.

    A symbol with a word run on to it ends a name as well: `Ana☎call`.
    """
    end = len(core)
    while end and unicodedata.category(core[end - 1]) in ORNAMENTS:
        end -= 1
    if end < len(core):
        return len(re.sub(r"\s+[^\w\s]+$", "", core[:end]))
    if found := re.search(r"\s+[^\w\s.]+$", core):
        return found.start()
    word = len(core) - len(core.rsplit(maxsplit=1)[-1]) if core.strip() else 0
    inside = (i for i in range(word + SHORTEST_GLUED, len(core)) if unicodedata.category(core[i]) == SYMBOL)
    return next(inside, None)


def without_recurring_tails(endings: Sequence[Ending], interface: Interface) -> list[Ending]:
    """Return the endings without words of their own that users put after their name each time, or after a bar."""
    counts = Counter(tail for ending in endings if not ending.linked for tail in possible_tails(ending.core, interface))
    last = Counter(ending.core.rpartition(" ")[2] for ending in endings)
    cut = []
    for ending in endings:
        core = ending.core
        tails = [] if ending.linked else possible_tails(core, interface)
        # After a dash a name may stand as well: then it also stands after other words.
        own = [
            tail
            for tail in tails
            if counts[tail] > 1 and not (tail.parted and last[core.rpartition(" ")[2]] > counts[tail])
        ]
        near = [tail for tail in tails if tail.near]
        bars = [] if ending.linked else list(BAR.finditer(core))
        if own or near:
            core = core[: core.rindex((own or near)[0].text)].rstrip(SEPARATORS)
        elif bars and len(core[bars[0].end() :].split()) <= LONGEST_TAIL:
            core = core[: bars[0].start()]
        cut.append(replace(ending, core=core, linked=ending.linked or core != ending.core))
    return cut


def possible_tails(core: str, interface: Interface) -> list[OwnTail]:
    """Return the words that may follow a name, the longest first."""
    brackets = re.finditer(r"(\S+)\s*([(\[{]+\s*([^()\[\]{}]{1,40}?)\s*[)\]}]+)", core)
    found = [OwnTail(b[1], core[b.start(2) :]) for b in brackets if interface.inside.search(b[3])]
    for word in interface.inside.finditer(core):
        before = re.search(r"(\S*\w)[^\w(\[{]*$", core[: word.start()])
        if before and len(core[word.start() :].split()) <= LONGEST_TAIL:
            near = re.search(rf"[{DASHES}]\s*\S+(?:\s\S+)?$", core[: before.end(1)]) and not PARTED.search(core)
            found.append(OwnTail(before[1], core[before.end(1) :], near=bool(near)))
    if parted := PARTED.search(core):
        found.append(OwnTail(parted["word"], core[parted.end("word") :], parted=True))
    return found


def read_endings(endings: Sequence[Ending], language: Language) -> list[Reading]:
    """Return where a name may begin in the words before each timestamp of a page."""
    found = Counter(title for ending in endings for title in TITLE.findall(ending.core))
    titles = {title for title, count in found.items() if count > 1}
    return [read_ending(ending, language, titles) for ending in endings]


def read_ending(ending: Ending, language: Language, titles: Collection[str]) -> Reading:
    """Return where a name may begin in the words before a timestamp.

    Args:
        ending: The words.
        language: The page's.
        titles: Short words with a stop and names after them, which several signatures have: `Dr. Lund`.
    """
    core = ending.core
    if notices := list(language.unsigned_notice.finditer(core)):
        return Reading(tuple(core[notices[-1].end() :].split()), linked=True, sure=True)
    if address := ADDRESS.search(core):
        return Reading((address[0],), linked=True, sure=True)
    core = core.rstrip("}")
    bracket, title = PART_OF_NAME.search(core), TITLE.search(core)
    limit = bracket.start() if bracket else len(core)
    if title and title[0] in titles:
        limit = title.start() + 1
    start, dashed = 0, False
    for found in BOUNDARY.finditer(core):
        if found.end() < limit and not within_name(core, found, start, dashed=dashed):
            start, dashed = found.end(), found[0].strip()[-1:] in set(DASHES)
    for i in range(start + 1, len(core) - 1):
        if core[i - 1].isspace() and unicodedata.category(core[i]) == SYMBOL and core[i + 1].isalnum():
            start = i
    while start < len(core) and not core[start].isalnum() and core[start:].lstrip(SIGNS)[:1].isalnum():
        start += 1
    words = tuple(WORD.findall(core, start)[-MAX_NAME_WORDS:])
    before = re.search(r"(\w+)\W*$", core[:start])
    return Reading(words, before[1].casefold() if before else "", dashed=dashed, linked=ending.linked)


def within_name(core: str, boundary: re.Match[str], start: int, *, dashed: bool) -> bool:
    """Tell whether a stop is inside a name: `David.Lund` or, after a dash, `Mr. Lund`.

    Args:
        core: The words before a timestamp.
        boundary: The stop.
        start: Where a name would begin otherwise.
        dashed: Whether that is after a dash.
    """
    before = core[start : boundary.start()].split()
    if boundary["glued"] == ".":
        return not before or before[-1][:1].isupper() or core[boundary.end()].islower()
    return boundary[0].startswith(".") and dashed and len(before) == 1 and before[0].istitle() and len(before[0]) <= 3
