"""Who signed the lines of a plain copy, where links are lost and a name is only words before a timestamp.

The page as a whole is the witness: the same user ends comment after comment in the same words, and people are
addressed by name. What this tells is used in a second reading of the signatures that nothing else confirms.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphtalk.language import Language
from graphtalk.model import Mark
from graphtalk.parse.endings import INVISIBLE, Ending, Reading, find_endings, read_endings
from graphtalk.site import Site

__all__ = ["find_names"]

USER, USER_TALK = 2, 3  # numbers of the namespaces that may be written before a name
MANY = 0.3  # share of the signatures with one ending that makes the word before it a part of the name
ARTICLE = 0.02  # share of all words on a page that makes a word one of the commonest
SEVERAL = 10  # times that it stands there at least
LONGEST_UNCONFIRMED = 4  # words of a name that nothing else on the page confirms
LONGEST_PARTICLE = 3  # letters of a word within a name that begins with a small one: "Ana of the Lake"
FEW_WORDS = 3
UNSPACED = {"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"}  # scripts without blanks between words
MENTIONED = re.compile(r"@\s?((?:\S+[^\S\n]+){0,4}\S+)")
CALLED = re.compile(r"\W{0,5}((?:[^\s,:]+\s+){0,3}[^\s,:]+)[,:]\s")
CALL = 80  # characters of a line that may be a call
GLUED = re.compile(r"[^\W\d_]+[a-zß-ÿ](?=[A-Z])")  # "RegardsAna"


@dataclass(frozen=True, slots=True)
class Witness:
    """What a page as a whole tells of names.

    Attributes:
        endings: How many signatures end in these words.
        alone: How many signatures have just these words after a boundary.
        addressed: Words after an at sign, or before a comma or colon at the beginning of a line, in lower case.
        words: How often each word occurs on the page, in lower case.
        small: How often it is written in lower case.
        total: How many words the page has.
        closings: How often a word stands before a boundary and a name, in lower case: `Regards, Ana`.
        known: Names that the first reading found, by how many signatures have them.
    """

    endings: Mapping[str, int]
    alone: Mapping[str, int]
    addressed: frozenset[str]
    words: Mapping[str, int]
    small: Mapping[str, int]
    total: int
    closings: Mapping[str, int]
    known: Mapping[str, int]

    def ordinary(self, word: str, signed: int) -> bool:
        """Tell whether a word that is in so many signatures is one of running text rather than of a name."""
        count, small = self.words[word.casefold()], self.small[word.casefold()]
        if self.known[word] or 10 * small < count:
            return False
        return count > 3 * (signed + 1) or self.closings[word.casefold()] > 1

    def article(self, word: str) -> bool:
        """Tell whether a word is one of the commonest, so that with a name it makes no sentence: `The Weaver`."""
        return word.istitle() and self.small[word.casefold()] > max(SEVERAL, ARTICLE * self.total)

    def confirmed(self, name: str) -> bool:
        """Tell whether anything else on the page shows that this is a name."""
        return self.endings[name] > 1 or self.known[name] > 1 or name.casefold() in self.addressed


def find_names(lines: Sequence[str], language: Language) -> list[tuple[Mark, ...]]:
    """Return for each line of a plain copy the marks of the users who sign there, each before its timestamp."""
    endings = find_endings(lines, language)
    readings = read_endings(endings, language)
    witness = hear(readings, lines)
    readings = [r if r.sure else replace(r, words=unglued(r.words, witness)) for r in readings]
    witness = hear(readings, lines)
    witness = replace(witness, known=known_names(readings, witness))
    names = [choose(reading, witness) for reading in readings]
    signed = [
        (ending, name)
        for ending, reading, name in zip(endings, readings, names, strict=True)
        if name and signs(ending, reading, name, witness)
    ]
    written = spellings(Counter(name for _, name in signed), lines)
    marks: list[tuple[Mark, ...]] = [()] * len(lines)
    for ending, name in signed:
        spot = list(re.finditer(r"\s+".join(map(re.escape, name.split())), ending.core))[-1]
        author = account(written.get(name, name).strip(INVISIBLE), language.site)
        marks[ending.line] += (Mark("user", ending.start + spot.start(), ending.start + spot.end(), author),)
    return marks


def hear(readings: Sequence[Reading], lines: Sequence[str]) -> Witness:
    """Return what a page tells of names."""
    endings: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for reading in readings:
        endings.update(suffixes(reading.words))
        alone[" ".join(reading.words)] += 1
    text = "\n".join(lines)
    calls = (CALLED.match(line[:CALL]) for line in lines)
    addressed = {" ".join(found[1].split()).casefold() for found in calls if found}
    for found in MENTIONED.finditer(text):
        words = found[1].casefold().split()
        addressed.update(" ".join(words[: i + 1]).rstrip(".,:;!?)") for i in range(len(words)))
    written: Counter[str] = Counter()
    for line in lines:  # line by line: the words of a long page are many times its size
        written.update(re.findall(r"\w+", line))
    counted: Counter[str] = Counter()
    for word, count in written.items():
        counted[word.casefold()] += count
    closings = Counter(reading.before for reading in readings)
    return Witness(
        endings, alone, frozenset(addressed), counted, written, sum(written.values()), closings, known=Counter()
    )


def known_names(readings: Sequence[Reading], witness: Witness) -> Counter[str]:
    """Return the names of a first reading that can be relied on: they come again, or are all that a signature has."""
    names = [choose(reading, witness) for reading in readings]
    shown = {
        name
        for name, reading in zip(names, readings, strict=True)
        if (reading.linked or reading.dashed) and name == " ".join(reading.words)
    }
    return Counter({name: count for name, count in Counter(names).items() if count > 1 or name in shown})


def signs(ending: Ending, reading: Reading, name: str, witness: Witness) -> bool:
    """Tell whether a timestamp with a name before it is a signature, not a date in running text."""
    zone, known = bool(ending.stamp.match["zone"]), witness.confirmed(name)
    whole = name == " ".join(reading.words)
    if not reading.linked and not known:
        sentence = name[0].islower() and not (whole and len(reading.words) <= FEW_WORDS)
        if sentence or (name[-1] in ".,;:!?" and not is_account(name)):
            return False
    shown = reading.linked or reading.dashed
    # Words that are no name lead up to a date in running text.
    alone = whole and not any(word.islower() for word in reading.words)
    return zone or shown if ending.last else zone and (shown or known or alone)


def spellings(signed: Mapping[str, int], lines: Sequence[str]) -> dict[str, str]:
    """Return the names that people write with other capitals than those who sign so, each as people write it.

    A signature may be all small letters or all capitals for its looks. A spelling counts that stands after an at sign,
    or twice; none where somebody signs with it, or where people write the name as it is signed, too.
    """
    counts = Counter(word for line in lines for word in re.findall(r"@?\w+", line))
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for word in counts:
        forms[word.lstrip("@").casefold()].add(word.lstrip("@"))
    found = {}
    for name, times in signed.items():
        others = forms[name.casefold()] - {name}
        if len(others) == 1 and not others & signed.keys() and counts[name] <= times:
            (other,) = others
            if counts[other] > 1 or counts["@" + other]:
                found[name] = other
    return found


def account(name: str, site: Site) -> str:
    """Return a name without the namespace that is written before it.

    >>> from graphtalk.site import load_site
    >>> account("m:User:Ana (ORG)", load_site("enwiki"))
    'Ana (ORG)'
    """
    head, colon, rest = name.rpartition(":")
    if colon and site.split_title(head.rpartition(":")[2] + ":")[0] in {USER, USER_TALK}:
        return rest.strip() or name
    return name


def suffixes(words: Sequence[str]) -> list[str]:
    """Return what the words end in, from the last word to all of them."""
    return [" ".join(words[i:]) for i in range(len(words) - 1, -1, -1)]


def choose(reading: Reading, witness: Witness) -> str:
    """Return the likeliest name among the endings of the words before a timestamp; empty where there are none."""
    if reading.sure or not reading.words:
        return " ".join(reading.words)
    words, names = reading.words, suffixes(reading.words)
    if not reading.linked and is_account(words[0]) and words[-1].islower():
        return words[0]
    article = len(names) <= FEW_WORDS and witness.article(words[0]) and all(word[:1].isupper() for word in words)
    if len(names) == 1 or article:
        return names[-1]
    confirmed = witness.endings[names[0]] > 1
    name = longest(words, names, witness) if confirmed else unconfirmed(words, names, witness, dashed=reading.dashed)
    return name if reading.linked else without_label(name, witness)


def longest(words: Sequence[str], names: Sequence[str], witness: Witness) -> str:
    """Return the longest of the endings that many of the signatures share which end in the same word.

    A short word of running text may stand within a name ("Ana of the Lake") where all of them have it.
    """
    best = names[0]
    for word, longer in zip(reversed(words[:-1]), names[1:], strict=True):
        count, share = witness.endings[longer], witness.endings[longer] / witness.endings[best]
        if count < 2 or share < MANY:
            break
        if not (witness.ordinary(word, count) and (share < 1 or count < 3)):
            best = longer
        elif share < 1 or len(word) > LONGEST_PARTICLE:
            break
    return best


def unconfirmed(words: Sequence[str], names: Sequence[str], witness: Witness, *, dashed: bool) -> str:
    """Return the likeliest name where no other signature on the page ends in the same word.

    People are addressed by it; else words of running text before it are left out.
    """
    if called := next((name for name in reversed(names) if name.casefold() in witness.addressed), None):
        return called
    start = after_names(words, witness)
    start += 0 if dashed else after_text(words[start:])
    name_like = (
        i for i in range(start, len(words)) if re.search(r"\w", words[i]) and not witness.ordinary(words[i], 1)
    )
    start = next(name_like, len(words) - 1)
    if len(words) - start > LONGEST_UNCONFIRMED:
        small = [i for i, word in enumerate(words[:-1]) if len(word) > LONGEST_PARTICLE and word[:1].islower()]
        start = max(start, small[-1] + 1 if small else len(words) - FEW_WORDS)
    return " ".join(words[start:])


def unglued(words: tuple[str, ...], witness: Witness) -> tuple[str, ...]:
    """Return words without running text that is written on to the name: `honestAna`.

    Another signature shows the name, or the text is a word of the page in small letters, or one that people close with,
    or in a script that has no blanks.
    """
    whole = " ".join(words)
    if not words or witness.endings[whole] > 1:
        return words
    for i in range(1, len(whole) - 2):
        if not whole[i - 1].isspace() and not whole[i].islower() and witness.alone[whole[i:]]:
            return tuple(whole[i:].split())
    first = words[0]
    if glued := GLUED.match(first):
        text = glued[0].casefold()
        if witness.closings[text] > 1 or (glued[0].islower() and witness.small[text]):
            return (first[glued.end() :], *words[1:])
    scripts = [script(sign) for sign in first]
    other = max((i + 1 for i, kind in enumerate(scripts[:-1]) if kind in UNSPACED), default=0)
    return (first[other:], *words[1:]) if other and script(first[other:]) not in UNSPACED | {""} else words


def after_names(words: Sequence[str], witness: Witness) -> int:
    """Return where words go on after the names of others: in `what Ana and Bo say` they are only mentioned."""
    return max((i + 1 for i, word in enumerate(words[:-1]) if i and witness.known[word]), default=0)


def after_text(words: Sequence[str]) -> int:
    """Return where a name begins after running text: at a capital, in another script, or as a name in itself."""
    scripts = [script(word) for word in words]
    other = [i + 1 for i, kind in enumerate(scripts[:-1]) if kind and scripts[-1] and kind != scripts[-1]]
    capital = next((i for i, word in enumerate(words) if not word.rpartition(":")[2][:1].islower()), 0)
    itself = len(words) - 1 if is_account(words[-1]) and any(word[:1].islower() for word in words) else 0
    return max(other[-1] if other else 0, capital, itself)


def script(word: str) -> str:
    """Return the script of a word's first letter, empty where it has none.

    >>> script("(Ana"), script("Ана"), script("2")
    ('LATIN', 'CYRILLIC', '')
    """
    letters = (unicodedata.name(sign, "") for sign in word if sign.isalpha())
    return next(letters, "").partition(" ")[0]


def is_account(word: str) -> bool:
    """Tell whether a word can only be a user's name: it has capitals inside or ends in a number.

    >>> [is_account(word) for word in ("AnaLund", "Ana86", "Ana", "ANA", "86")]
    [True, True, False, False, False]
    """
    return bool(re.search(r"[^\W\d_][a-zß-ÿ\d]+[A-Z]|[^\W\d_]{2,}\d+$", word))


def without_label(name: str, witness: Witness) -> str:
    """Return a name without words that its user puts after it each time, where nothing shows that they are a link.

    People are addressed by the words before; or these are a user's name in themselves; or many small words follow, or
    one in capitals.
    """
    words = name.split()
    for i in range(len(words), 0, -1):
        if " ".join(words[:i]).casefold() in witness.addressed:
            return " ".join(words[:i])
    if is_account(words[0]):
        return words[0]
    small = next((i for i, word in enumerate(reversed(words)) if not word[:1].islower()), len(words))
    if FEW_WORDS <= small < len(words):
        return " ".join(words[:-small])
    capitals = len(words) > 1 and len(words[-1]) > 2 and words[-1].isupper() and not words[-2].isupper()
    return " ".join(words[:-1]) if capitals and witness.endings[name] > 1 else name
