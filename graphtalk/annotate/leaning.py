"""Which way an answer leans: a linear model over the words of its sentences.

The weights of each run of words stand in `languages/<code>.leaning.tsv`, made by `make leaning` from labelled remarks and
the sentences of annotated pages; docs/decisions/0011-leaning-by-weights.md tells why and how well.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise

from graphtalk.annotate.cues import Span, covers, marked, merged
from graphtalk.annotate.linear import Choice, load_choice
from graphtalk.language import Language
from graphtalk.model import Comment

__all__ = [
    "LATER",
    "LEANINGS",
    "SIDES",
    "clearest",
    "lean_of",
    "load_weights",
    "own_sentences",
    "plain_words",
    "sentences",
    "word_runs",
    "words_of",
]

# What a remark can do, in the order of the columns: take a side on a proposal, propose something itself, or neither.
SIDES = ("support", "support with changes", "oppose", "neutral")
LEANINGS = (*SIDES, "propose", "other")
READ = 8  # sentences that are read: a stance comes first, reasons follow
LATER = 0.95  # what a sentence counts as against the one before it
CLAUSE_WORDS = 3  # of a clause that is read by itself
CLAUSE_LOSS = 0.2  # by which it must be surer than its sentence
MAX_WORDS = 60  # of a sentence; more are a text
LETTER = re.compile(r"\w")
QUOTED = re.compile(r"“[^“”\n]{1,400}”|\"(?<![\w\"]\")(?=\S)[^\"\n]{1,400}(?<=\S)\"(?!\w)|«[^«»\n]{1,400}»")
POLICY = re.compile(r"\b[A-Z]{2,4}:[A-Z]\S*")
ADDRESS = re.compile(r"https?://\S+")
WORD = re.compile(r"[\w+#]+(?:['’][a-z]+)?|[?!:;,()–—…-]|\.{3}")
TOKEN = re.compile(rf"<\w+>|{WORD.pattern}")
LONGEST_ACRONYM = 5


def load_weights(code: str) -> Choice | None:
    """Return the weights for a language, None where it has none."""
    return load_choice(code, "leaning")


def words_of(text: str) -> tuple[str, ...]:
    """Return a remark's words as they are compared: names, figures, quotations and policies alike, marks of its ends."""
    return compared(text.strip())  # some take a sentence with the blank before it, others without


@lru_cache(maxsize=8192)  # what leads to a stretch leads to the next one, too
def compared(text: str) -> tuple[str, ...]:
    """Return the words of a text without blanks at its ends, as `words_of` does."""
    plain = QUOTED.sub(" <quote> ", text)
    if ":" in plain:
        plain = ADDRESS.sub(" <address> ", POLICY.sub(" <policy> ", plain))
    words = ["^"]
    first, before = True, ""
    for found in TOKEN.findall(plain.replace("’", "'")):
        word = found.lower()
        if found[0].isdigit():
            word = "0"
        elif found[0].isupper() and not first and found[1:2] not in {"", "'"}:  # "I'm" is no name
            acronym = found.isupper() and len(found) <= LONGEST_ACRONYM
            word = word if acronym else "<name's>" if found.endswith("'s") else "<name>"
        if before != "<name>" or not word.startswith("<name"):
            words.append(word)
        first, before = first and not word[0].isalnum(), word
    return (*words, "$")


def plain_words(text: str) -> tuple[str, ...]:
    """Return a text's words as they are compared, without the marks of its ends."""
    return words_of(text)[1:-1]


def word_runs(text: str) -> frozenset[str]:
    """Return the runs of up to three words of a remark, and pairs of words with one between.

    >>> sorted(word_runs("Fine, Ana."))[:4]
    ['$', ',', ', <name>', ', <name> $']
    """
    return runs_of(words_of(text))


@lru_cache(maxsize=1024)  # a sentence is weighed for a change, a side and an interest; a thousand take 10 MB
def runs_of(words: tuple[str, ...]) -> frozenset[str]:
    """Return the runs of these words, as `word_runs` does."""
    pairs, gaps = pairwise(words), zip(words, words[2:], strict=False)
    triples = zip(words, words[1:], words[2:], strict=False)
    return frozenset((*words, *map(" ".join, pairs), *map(" ".join, triples), *map(" _ ".join, gaps)))


@lru_cache(maxsize=8192)  # the same sentence is weighed for what it proposes and for whom it sides with
def lean_of(text: str, weights: Choice) -> Mapping[str, float]:
    """Return how likely a remark does each of `LEANINGS`, which add up to 1."""
    return weights.shares(word_runs(text))


def sentences(comment: Comment, language: Language) -> list[Span]:
    """Return a comment's first sentences that are its own voice and no long text, in order."""
    own = islice(own_sentences(comment, language), READ)
    return [found.span() for found in own if len(found[0].split()) <= MAX_WORDS]


def own_sentences(comment: Comment, language: Language, telling: re.Pattern[str] = LETTER) -> Iterator[re.Match[str]]:
    """Yield a comment's sentences that are its own voice and have something that tells, at least a letter or a figure."""
    closed = merged(marked(comment, "quote", "code", "strike"))
    for found in sentence_pattern(language.markers["inner_stop"].pattern).finditer(comment.text):
        if telling.search(found[0]) and not covers(closed, found.start()):
            yield found


@lru_cache(maxsize=8)
def sentence_pattern(inner_stop: str) -> re.Pattern[str]:
    r"""Return the pattern of a sentence: what ends with its marks, or with the line.

    Args:
        inner_stop: Pattern of a stop that ends no sentence.

    >>> [found[0] for found in sentence_pattern(r"(?<=Dr)\.").finditer("Ask Dr. Pell of 2.5 km. Or not?")]
    ['Ask Dr. Pell of 2.5 km.', ' Or not?']
    """
    return re.compile(rf"(?:[^.!?\n]++|\.(?=\w)|{inner_stop})++[.!?]*(?:[\"”’)\]]+)?")


def clearest(sentence: str, weights: Choice, language: Language) -> Mapping[str, float]:
    """Return how likely a sentence does what, or the one of its clauses that takes a side more surely."""
    whole = lean_of(sentence, weights)
    if whole["other"] + whole["propose"] <= CLAUSE_LOSS:
        return whole
    clauses = [
        clause for clause in language.markers["remark_joint"].split(sentence) if len(clause.split()) >= CLAUSE_WORDS
    ]
    if len(clauses) < 2:
        return whole
    parts = [lean_of(clause, weights) for clause in clauses]
    best = min(parts, key=lambda shares: shares["other"] + shares["propose"])
    apart = (best["other"] + best["propose"]) + CLAUSE_LOSS < whole["other"] + whole["propose"]
    return best if apart else whole
