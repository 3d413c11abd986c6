"""Who signed the lines of a plain copy, where links are lost and a name is only words before a timestamp.

Each timestamp is read alone first: interface words such as `(talk)` and ornaments after a name are cut off, and the
end of a sentence or a dash says where the name begins at the earliest. Then the page as a whole is the witness: the
same user ends comment after comment in the same words, and people are addressed by name.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from graphtalk.language import Language
from graphtalk.model import Mark
from graphtalk.parse.signatures import Stamp, chrome_end, find_timestamps
from graphtalk.site import Site

__all__ = ["find_names"]

TALK = 1  # number of the namespace whose name is the word for a talk page
LOOK_BACK = 140  # characters before a timestamp that may hold a name and what follows it
MAX_NAME_WORDS = 6
MANY = 0.3  # share of the signatures with one ending that makes the word before it a part of the name
LONGEST_UNCONFIRMED = 4  # words of a name that nothing else on the page confirms
LONGEST_PARTICLE = 3  # letters of a word within a name that begins with a small one: "Ana of the Lake"
INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
BLANK = " \t\u00a0\u2002\u2003\u2009\u202f" + INVISIBLE
SIGNS = BLANK + "-‐‑–—―~▸►→⇒≠"
BULLET = re.compile(r"\s*(?:[•◦▪‣*]|\d+\.(?=\s))?\s*")
BRACKET = re.compile(r"[(\[{（［【｛«]+\s*([^()\[\]{}（）［］【】«»\n]{1,40}?)\s*[)\]}）］】｝»]+$")
ORGANISATION = re.compile(r"\([A-Z]{2,}\)$")  # part of a name: "Ana (ORG)"
WORD = re.compile(r"\S+(?:\s+\([A-Z]{2,}\)$)?")
# Where a name begins at the earliest: after dashes, separators, the end of a sentence or clause, brackets and quotes.
BOUNDARY = re.compile(
    r"""--+|[–—―~|•·▪]+|(?:^|(?<=[\s.!?,…)\]"'”’»]))-(?=[^\s-])
    |(?:(?<!\b[A-Z])\.|[!?…:;,،؛。！？，：；]|\.{2,})["'”’»)\]]*(?:\s+|$)|[。！？，：；]|["”»)\]]\s+|[(\[（“„](?![A-Z]{2,}\)$)""",
    re.VERBOSE,
)
SEPARATED = re.compile(r"(?P<word>[^\s–—|•·▪-]*\w)\s+(?:[-–—|•·▪]+\s+)\S+$")
ADDRESSED = re.compile(r"(?m)@\s?((?:\S+[^\S\n]+){0,4}\S+)|^\W*((?:[^\s,:]+[^\S\n]+){0,3}[^\s,:]+)[,:]\s")
ADDRESS = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}|~\d{4}-[\d-]+)$")


@dataclass(frozen=True, slots=True)
class Ending:
    """The words before a timestamp in a line.

    Attributes:
        line: Number of the line.
        stamp: The timestamp.
        start: Where `core` begins in the line.
        core: The words, without interface words and ornaments that follow a name.
        linked: Whether there were such interface words.
        last: Whether nothing but punctuation follows the timestamp in the line.
    """

    line: int
    stamp: Stamp
    start: int
    core: str
    linked: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a name may begin in the words before a timestamp.

    Attributes:
        words: The last words after a boundary.
        shown: Whether dashes, interface words or a notice tell a signature.
        linked: Whether interface words do.
        sure: Whether the words are the name and nothing else: an address, or what an unsigned notice tells.
    """

    words: tuple[str, ...]
    shown: bool
    linked: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """What a page as a whole tells of names.

    Attributes:
        endings: How many signatures end in these words.
        alone: How many signatures have just these words after a boundary.
        addressed: Words after an at sign, or before a comma or colon at the beginning of a line.
        spelling: The commonest of these spellings by its lower case, where people use it again and again.
        words: How often each word occurs on the page, in lower case.
    """

    endings: Mapping[str, int]
    alone: Mapping[str, int]
    addressed: Mapping[str, int]
    spelling: Mapping[str, str]
    words: Mapping[str, int]

    def ordinary(self, word: str, signed: int) -> bool:
        """Tell whether a word that is in so many signatures is one of running text rather than of a name."""
        return self.words[word.casefold()] > 3 * (signed + 1)


def find_names(lines: Sequence[str], language: Language) -> list[tuple[Mark, ...]]:
    """Return for each line of a plain copy the marks of the users who sign there, each before its timestamp."""
    found = [ending for i, line in enumerate(lines) for ending in line_endings(i, line, language)]
    endings = without_recurring_tails(found, language)
    readings = [read_ending(ending, language) for ending in endings]
    witness = hear(readings, lines)
    marks: list[tuple[Mark, ...]] = [()] * len(lines)
    for ending, reading in zip(endings, readings, strict=True):
        name = choose(reading, witness)
        if name and signs(ending, reading, witness.endings[name]):
            spot = list(re.finditer(r"\s+".join(map(re.escape, name.split())), ending.core))[-1]
            author = witness.spelling.get(name.casefold(), name.strip(INVISIBLE))
            mark = Mark("user", ending.start + spot.start(), ending.start + spot.end(), author)
            marks[ending.line] += (mark,)
    return marks


def signs(ending: Ending, reading: Reading, known: int) -> bool:
    """Tell whether a timestamp with a name before it is a signature, not a date in running text.

    Args:
        ending: The words before the timestamp.
        reading: The same as a name.
        known: How many timestamps on the page stand behind the name.
    """
    zone = ending.stamp.match["zone"]
    return bool(zone or reading.shown) if ending.last else bool(zone and (reading.shown or known > 1))


def line_endings(number: int, line: str, language: Language) -> list[Ending]:
    """Return what stands before each timestamp in a line."""
    found: list[Ending] = []
    bullet = BULLET.match(line)
    floor = bullet.end() if bullet else 0
    for stamp in find_timestamps(line, language.site, loose=True):
        start, end = stamp.match.span()
        last = not re.search(r"\w", line[chrome_end(line, end, language) :])
        begin = max(floor, start - LOOK_BACK)
        core, linked = without_tail(line[begin:start], language)
        found.append(Ending(number, stamp, begin, core, linked, last))
        floor = end
    return found


def without_tail(head: str, language: Language) -> tuple[str, bool]:
    """Return words before a timestamp without what follows a name, and whether interface words were among that.

    >>> from graphtalk.language import load_language
    >>> without_tail("Fine. Ana B (ORG) ☎ (talk · contribs) ", load_language("en"))
    ('Fine. Ana B (ORG)', True)
    """
    interface = interface_words(language.site)
    linked = named = False
    core = head.rstrip(BLANK + ",،")
    while True:
        core = core.rstrip(BLANK + ",،~–—-|｜•·▪/‐")
        if found := language.signature_links.search(core) or interface.search(core):
            linked = named = True
        elif found := BRACKET.search(core):
            known = bool(interface.search(found[1]))
            if not known and (named or ORGANISATION.search(core)):
                return core, linked
            linked, named = True, named or known
        elif not (found := ornament(core)):
            return core, linked
        if not re.search(r"\w", core[: found.start()]):
            return core, linked
        core = core[: found.start()]


def ornament(core: str) -> re.Match[str] | None:
    """Return the signs at the end of words that are neither letters nor punctuation, such as ✉."""
    end = len(core)
    while end and unicodedata.category(core[end - 1]) in {"So", "Sm", "Sk", "Co", "Cf"}:
        end -= 1
    return re.compile(r"\s+[^\w\s]+$|$").search(core[:end]) if end < len(core) else re.search(r"\s+[^\w\s.]+$", core)


@cache
def interface_words(site: Site) -> re.Pattern[str]:
    """Return a pattern of a wiki's words for talk page and contributions at the end of a text."""
    names = {name for name, number in site.namespaces.items() if number == TALK} | site.contributions | {"contribs"}
    written = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:(?<!\w)|(?<=\w{{3}}))(?:{written})$", re.IGNORECASE)


def without_recurring_tails(endings: Sequence[Ending], language: Language) -> list[Ending]:
    """Return the endings without words of their own that users put after their name each time."""
    interface = interface_words(language.site)
    tails = Counter(tail for ending in endings for tail in possible_tails(ending.core, interface))
    cut = []
    for ending in endings:
        found = [tail for tail in possible_tails(ending.core, interface) if tails[tail] > 1]
        core = ending.core[: ending.core.rindex(found[0][1])].rstrip(BLANK) if found else ending.core
        cut.append(replace(ending, core=core, linked=ending.linked or bool(found)))
    return cut


def possible_tails(core: str, interface: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return the words that may follow a name, each with the word before them."""
    found = []
    for bracket in re.finditer(r"(\S+)\s*([(\[{]+\s*([^()\[\]{}]{1,40}?)\s*[)\]}]+)", core):
        if interface.search(bracket[3]):
            found += [(bracket[1], core[bracket.start(2) :])]
    if separated := SEPARATED.search(core):
        found.append((separated["word"], core[separated.end("word") :]))
    return found[-1:]


def read_ending(ending: Ending, language: Language) -> Reading:
    """Return where a name may begin in the words before a timestamp."""
    core = ending.core
    if notices := list(language.unsigned_notice.finditer(core)):
        return Reading(tuple(core[notices[-1].end() :].split()), shown=True, sure=True)
    if address := ADDRESS.search(core):
        return Reading((address[0],), shown=True, sure=True)
    boundaries = [found for found in BOUNDARY.finditer(core) if found.end() < len(core)]
    start = boundaries[-1].end() if boundaries else 0
    dashed = bool(boundaries) and boundaries[-1][0].strip()[-1:] in set("-–—―~")
    while start < len(core) and not core[start].isalnum() and core[start:].lstrip(SIGNS)[:1].isalnum():
        start += 1
    words = WORD.findall(core, start)[-MAX_NAME_WORDS:]
    return Reading(tuple(words), shown=ending.linked or dashed, linked=ending.linked)


def hear(readings: Sequence[Reading], lines: Sequence[str]) -> Witness:
    """Return what a page tells of names."""
    endings: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for reading in readings:
        endings.update(suffixes(reading.words))
        alone[" ".join(reading.words)] += 1
    text = "\n".join(lines)
    addressed: Counter[str] = Counter()
    for found in ADDRESSED.finditer(text):
        words = (found[1] or found[2]).split()
        addressed.update(" ".join(words[: i + 1]).rstrip(".,:;!?)") for i in range(len(words)))
    spelling: dict[str, str] = {}
    for name, count in sorted(addressed.items(), key=lambda item: item[1]):
        if count > 1:
            spelling[name.casefold()] = name
    return Witness(endings, alone, addressed, spelling, Counter(re.findall(r"\w+", text.casefold())))


def suffixes(words: Sequence[str]) -> list[str]:
    """Return what the words end in, from the last word to all of them."""
    return [" ".join(words[i:]) for i in range(len(words) - 1, -1, -1)]


def choose(reading: Reading, witness: Witness) -> str:
    """Return the likeliest name among the endings of the words before a timestamp; empty where there are none."""
    names = suffixes(reading.words)
    if reading.sure or len(names) < 2:
        return names[-1] if names else ""
    if witness.endings[names[0]] == 1:
        return unconfirmed(reading.words, names, witness)
    best = names[0]
    for word, longer in zip(reversed(reading.words[:-1]), names[1:], strict=True):
        count, share = witness.endings[longer], witness.endings[longer] / witness.endings[best]
        if count < 2 or share < MANY or (witness.ordinary(word, count) and (share < 1 or count < 3)):
            break
        best = longer
    return best if reading.linked else addressed_beginning(best, witness)


def unconfirmed(words: Sequence[str], names: Sequence[str], witness: Witness) -> str:
    """Return the likeliest name where no other signature on the page ends in the same word.

    People are addressed by it, or another name is at its end with no blank before; else words of running text before it
    are left out.
    """
    whole = names[-1]
    for i in range(1, len(whole) - 2):
        if not whole[i - 1].isspace() and not whole[i].islower() and witness.alone[whole[i:]]:
            return whole[i:]
    if called := next((name for name in reversed(names) if name in witness.addressed), None):
        return called
    start = next((i for i, word in enumerate(words) if not witness.ordinary(word, 1)), len(words) - 1)
    if len(words) - start > LONGEST_UNCONFIRMED:
        lower = [i for i, word in enumerate(words[:-1]) if len(word) > LONGEST_PARTICLE and word[:1].islower()]
        start = max(start, lower[-1] + 1 if lower else 0)
    return " ".join(words[start:])


def addressed_beginning(name: str, witness: Witness) -> str:
    """Return the words by which people are addressed, where a name is followed by other words each time."""
    words = name.split()
    beginnings = [" ".join(words[:i]) for i in range(len(words), 0, -1)]
    return next((beginning for beginning in beginnings if beginning in witness.addressed), name)
