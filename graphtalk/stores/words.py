"""What a word is when texts are searched, the same on every store.

A word is a run of letters, marks and digits, whatever stands around it: `WP:NPOV` is two words. Case does not count;
accents do. In scripts that are written without spaces every character is a word, so that any part of a sentence is found.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["UNSPACED", "Phrase", "spans", "words"]

# Han with its iteration marks, Hiragana, Katakana, Thai, Lao, Tibetan, Myanmar, Khmer
UNSPACED = (
    r"\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    r"\U00020000-\U000323af\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
)
WORD = re.compile(f"[{UNSPACED}]|[^ {UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other.

    Attributes:
        words: One or more, in lower case.
        prefix: Whether the last is only the beginning of a word.
    """

    words: tuple[str, ...]
    prefix: bool = False

    def places(self, text: Sequence[str]) -> list[int]:
        """Return where the phrase begins in a text of such words.

        >>> Phrase(("b", "c"), prefix=True).places(["a", "b", "cd", "b", "d"])
        [1]
        """
        *before, last = self.words
        length = len(before)
        if self.prefix:
            ends = [place for place, word in enumerate(text) if word.startswith(last)]
        elif last in text:
            ends = [place for place, word in enumerate(text) if word == last]
        else:
            return []
        return [place - length for place in ends if list(text[max(place - length, 0) : place]) == before]


class Folding(dict[int, str]):
    """The table for `str.translate` that keeps what words are made of, in lower case, and turns the rest to spaces."""

    def __missing__(self, code: int) -> str:
        """Return what a code point becomes: one character, so that places stay."""
        category = unicodedata.category(chr(code))
        self[code] = chr(code).lower()[0] if category[0] in "LM" or category in {"Nd", "Nl"} else " "
        return self[code]


FOLDING: Mapping[int, str] = Folding()


def words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case.

    >>> words("See WP:NPOV, the harbour's 1,905 m² (港口)")
    ['see', 'wp', 'npov', 'the', 'harbour', 's', '1', '905', 'm', '港', '口']
    """
    return WORD.findall(text.translate(FOLDING))


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand: first code point of each, and one past its last."""
    return [found.span() for found in WORD.finditer(text.translate(FOLDING))]
