"""Which way an answer leans where no rule reads its stance: a linear model over its words.

The weights of each run of words stand in `languages/<code>.leaning.tsv`, made by `make leaning` from labelled remarks
(tools/leaning); docs/decisions/0011-leaning-by-weights.md tells why and how well.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from graphtalk.annotate.cues import Span, inside, marked
from graphtalk.language import Language
from graphtalk.model import Comment

__all__ = [
    "LEANINGS",
    "SIDES",
    "Lean",
    "Remark",
    "Weights",
    "lean_of",
    "load_weights",
    "remarks",
    "sentences",
    "word_runs",
]

# What a remark can do, in the order of the columns: take a side on a proposal, propose something itself, or neither.
SIDES = ("support", "support with changes", "oppose", "neutral")
LEANINGS = (*SIDES, "propose", "other")
READ = 8  # sentences that are read: a stance comes first, reasons follow
LATER = 0.9  # what a sentence counts as against the one before it
CLAUSE = re.compile(r"[,;:–—]\s|\s-\s|\bbut\b")
CLAUSE_WORDS = 3  # of a clause that is read by itself
CLAUSE_LOSS = 0.2  # by which it must be surer than its sentence
MAX_WORDS = 60  # of a sentence; more are a text
RUN = 3  # words in a row
SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\w))+[.!?]*(?:[\"”’)\]]+)?")
QUOTED = re.compile(r"“[^“”\n]{1,400}”|(?<![\w\"])\"(?=\S)[^\"\n]{1,400}(?<=\S)\"(?!\w)|«[^«»\n]{1,400}»")
POLICY = re.compile(r"\b[A-Z]{2,4}:[A-Z]\S*")
ADDRESS = re.compile(r"https?://\S+")
WORD = re.compile(r"[\w+#]+(?:['’][a-z]+)?|[?!:;,()–—…-]|\.{3}")
TOKEN = re.compile(rf"<\w+>|{WORD.pattern}")
FIRST_PERSON = re.compile(r"I(?:['’]\w+)?")
LONGEST_ACRONYM = 5


@dataclass(
    frozen=True, slots=True, eq=False
)  # one is as good as another only if it is the same: it is part of a cache's key
class Weights:
    """A linear model: what each run of words adds to each leaning, and what each has without any."""

    runs: Mapping[str, Sequence[float]]
    base: Sequence[float]


@dataclass(frozen=True, slots=True)
class Lean:
    """Which way an answer leans: one of `SIDES`, how sure that is (0 to 1), and the sentence that shows it."""

    leaning: str
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of a comment: where it stands, which one it is (0 for the first), and how likely it does what."""

    span: Span
    place: int
    shares: Mapping[str, float]

    @property
    def lean(self) -> Lean:
        """Return which way it leans if it takes a side, and how likely it does; a later sentence is less likely to."""
        taken = sum(self.shares[side] for side in SIDES)
        return Lean(max(SIDES, key=lambda side: self.shares[side]), taken * LATER**self.place, self.span)


TAKES_NONE = 1.0  # what a remark that says nothing known leans to `other` beyond the weights: most remarks of a page take no side


@cache
def load_weights(code: str) -> Weights | None:
    """Return the weights for a language, None where it has none."""
    path = resources.files("graphtalk") / "languages" / f"{code}.leaning.tsv"
    if not path.is_file():
        return None
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    runs = {run: tuple(int(weight) / 100 for weight in weights) for run, *weights in rows}
    return Weights(runs, runs.pop(""))


@lru_cache(maxsize=8192)  # what leads to a stretch leads to the next one, too
def words_of(text: str) -> tuple[str, ...]:
    """Return a remark's words as they are compared: names, figures, quotations and policies alike, marks of its ends."""
    plain = ADDRESS.sub(" <address> ", POLICY.sub(" <policy> ", QUOTED.sub(" <quote> ", text)))
    words = ["^"]
    first, before = True, ""
    for found in TOKEN.findall(plain):
        word = found.replace("’", "'")
        if word[0].isdigit():
            word = "0"
        elif word[0].isupper() and not first and len(word) > 1 and not FIRST_PERSON.fullmatch(word):
            acronym = word.isupper() and len(word) <= LONGEST_ACRONYM
            word = word.lower() if acronym else "<name's>" if word.endswith("'s") else "<name>"
        word = word.lower()
        if before != "<name>" or not word.startswith("<name"):
            words.append(word)
        first, before = first and not word[0].isalnum(), word
    return (*words, "$")


def word_runs(text: str) -> set[str]:
    """Return the runs of up to three words of a remark, and pairs of words with one between.

    >>> sorted(word_runs("Fine, Ana."))[:4]
    ['$', ',', ', <name>', ', <name> $']
    """
    words = words_of(text)
    runs = {" ".join(words[i : i + n]) for n in range(1, RUN + 1) for i in range(len(words) - n + 1)}
    return runs | {f"{one} _ {two}" for one, two in zip(words, words[2:], strict=False)}


@lru_cache(maxsize=4096)  # the same sentence is weighed for what it proposes and for whom it sides with
def lean_of(text: str, weights: Weights) -> Mapping[str, float]:
    """Return how likely a remark does each of `LEANINGS`, which add up to 1."""
    known = weights.runs
    # Exact sums: the runs are a set, whose order is another in each run of the program.
    totals = [*map(math.fsum, zip(weights.base, *(known[run] for run in word_runs(text) if run in known), strict=True))]
    totals[-1] += TAKES_NONE
    most = max(totals)
    odds = [math.exp(total - most) for total in totals]
    return dict(zip(LEANINGS, (odd / sum(odds) for odd in odds), strict=True))


def remarks(comment: Comment, language: Language) -> list[Remark]:
    """Return what each of a comment's first sentences does, in order; none where its language has no weights.

    Sentences that begin among quoted, struck or code words are another's.

    Args:
        comment: The comment.
        language: Its language.
    """
    weights = load_weights(language.code)
    if weights is None:
        return []
    spans = sentences(comment)
    return [Remark(span, i, clearest(comment.text[slice(*span)], weights)) for i, span in enumerate(spans)]


def sentences(comment: Comment) -> list[Span]:
    """Return a comment's first sentences that are its own voice and no long text, in order."""
    closed = marked(comment, "quote", "code", "strike")
    own = [s for s in SENTENCE.finditer(comment.text) if re.search(r"\w", s[0]) and not inside(s.start(), closed)]
    return [found.span() for found in own[:READ] if len(found[0].split()) <= MAX_WORDS]


def clearest(sentence: str, weights: Weights) -> Mapping[str, float]:
    """Return how likely a sentence does what, or the one of its clauses that takes a side more surely."""
    whole = lean_of(sentence, weights)
    if whole["other"] + whole["propose"] <= CLAUSE_LOSS:
        return whole
    clauses = [clause for clause in CLAUSE.split(sentence) if len(clause.split()) >= CLAUSE_WORDS]
    if len(clauses) < 2:
        return whole
    parts = [lean_of(clause, weights) for clause in clauses]
    best = min(parts, key=lambda shares: shares["other"] + shares["propose"])
    apart = (best["other"] + best["propose"]) + CLAUSE_LOSS < whole["other"] + whole["propose"]
    return best if apart else whole
