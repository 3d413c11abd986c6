"""What Lucene, the index of words of a Neo4j server, is asked for."""

import re

from graphtalk.stores.words import UNSPACED, Phrase

__all__ = ["lucene"]

# Lucene's standard analyzer leaves a word together with others where one of these stands between: WP:NPOV, harbour's.
JOINERS = ":·.,;'’‘_՟״‧︓﹕：․﹒＇．‿⁀⁔︳︴﹍﹎﹏＿¸;։،؍٬߸⁄︐︔﹐﹔，；\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
LONG = 50  # letters of a word that Lucene is asked for; its automata refuse thousands


def lucene(phrase: Phrase) -> str:
    """Return a query of Lucene's for texts that may have a phrase: all its words, in any order, alone or joined.

    Words are of letters, marks and digits in lower case, so that nothing in them is syntax.

    >>> lucene(Phrase(("港", "口")))
    '*港* AND *口*'
    """
    last = len(phrase.words) - 1
    return " AND ".join(clause(word, phrase.prefix and n == last) for n, word in enumerate(phrase.words))


def clause(word: str, prefix: bool) -> str:  # noqa: FBT001 - one of the phrase's two fields
    """Return a query of Lucene's for a word, or for words that begin so."""
    if re.match(f"[{UNSPACED}]", word) or len(word) > LONG:
        return f"*{word[:LONG]}*"
    rest = ".*" if prefix else f"([{JOINERS}].*)?"
    return f"({word}{'*' * prefix} OR /(.*[{JOINERS}])?{word}{rest}/)"
