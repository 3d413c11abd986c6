"""Make all weights of English: from labelled remarks, annotated talk pages, and real pages that a reader went through.

    python tools/leaning/train.py graphtalk/languages tools/leaning/en.jsonl tests/gold tests/gold/voices --real PAGE…

Writes `en.leaning.tsv`, `en.offers.tsv`, `en.changes.tsv`, `en.parts.tsv`, `en.stances.tsv`, `en.amends.tsv`, `en.interests.tsv`,
`en.deciding.tsv` and `en.outcomes.tsv` into the first folder: a feature and what it adds to the odds of each outcome, in hundredths, a line. What leans on other weights is
fitted with weights that were made without the same page, so that they are no surer there than they will be elsewhere.
README.md tells what the files are. Needs scikit-learn.
"""

import argparse
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from annotated import annotated_pages, read_through
from examples import (
    Examples,
    deciding_sentences,
    labelled_sentences,
    page_examples,
    similarity,
)
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from graphtalk.annotate.decided import DECIDES, NOTHING
from graphtalk.annotate.leaning import LEANINGS, SIDES, word_runs
from graphtalk.annotate.linear import Choice, Model
from graphtalk.annotate.parts import part_features, parts
from graphtalk.annotate.weighed import NO_SIDE
from graphtalk.language import load_language

# What carries a proposal out, or refuses to, takes a side.
DONE = {"done": "implemented", "undone": "declined"}  # what remarks decide
LEANS = {"changes": "support with changes", "done": "support", "undone": "oppose", "none": "other"}
FOLDS = 3
TAKES_NONE = 1.0  # what any remark leans to `other` beyond the weights: real pages have fewer that take a side
ODDS = ("odds",)
DECISIONS = (*DECIDES, NOTHING)
FloatArray = NDArray[np.float64]
READINGS = Path(__file__).parents[2] / "tests" / "gold" / "readings.jsonl"
CAREFUL = 3  # times that a page of the first folder counts: these were annotated and read again with the most care


@dataclass(frozen=True, slots=True)
class Fit:
    """How weights are fitted.

    Attributes:
        strength: Inverse of the regularisation.
        least: Examples that a feature is true of.
        smallest: Weight below which a feature is left out.
    """

    strength: float
    least: int
    smallest: float


LEANING, OFFERS, CHANGES = Fit(1.0, 2, 0.12), Fit(0.3, 2, 0.02), Fit(0.1, 3, 0.02)
PARTS, STANCES, AMENDS = Fit(0.25, 2, 0.02), Fit(0.05, 3, 0.02), Fit(0.05, 3, 0.02)
INTERESTS = Fit(1.0, 2, 0.05)
DECIDING, OUTCOMES = Fit(0.3, 2, 0.1), Fit(0.05, 3, 0.02)


def fitted(examples: Sequence[tuple[Collection[str], object]], names: Sequence[str], how: Fit) -> Choice:
    """Return the weights that tell the outcomes of examples; a yes or no has one column."""
    counter = CountVectorizer(analyzer=list, binary=True, min_df=how.least)
    seen = counter.fit_transform([features for features, _ in examples])
    model = LogisticRegression(C=how.strength, max_iter=150, tol=1e-3).fit(seen, [outcome for _, outcome in examples])
    columns = [0] if names == ODDS else [list(model.classes_).index(name) for name in names]
    weights = {
        name: tuple(map(float, model.coef_[columns, i]))
        for i, name in enumerate(counter.get_feature_names_out())
        if max(abs(model.coef_[columns, i])) >= how.smallest
    }
    return Choice(names, weights, tuple(map(float, model.intercept_[columns])))


def write(choice: Choice, file: Path, head: str) -> None:
    """Write weights: what they were made from, the outcomes, and a feature a line, the base first."""
    rows = {"": choice.base, **dict(sorted(choice.weights.items()))}
    lines = ["\t".join([name, *(str(round(100 * weight)) for weight in row)]) for name, row in rows.items()]
    text = "\n".join([f"# Made by tools/leaning/train.py from {head}", "\t".join(["# feature", *choice.names]), *lines])
    file.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(f"{file.name}: {head}, {len(choice.weights)} weights", flush=True)


def leaning(remarks: Sequence[tuple[str, str]]) -> Choice:
    """Return how remarks lean."""
    choice = fitted([(sorted(word_runs(text)), LEANS.get(label, label)) for text, label in remarks], LEANINGS, LEANING)
    return replace(choice, base=(*choice.base[:-1], choice.base[-1] + TAKES_NONE))


def remark_features(text: str) -> set[str]:
    """Return what is true of a remark that may decide something, as if it were all that a comment says."""
    return {*word_runs(text), "place=0", "only"}


def part_examples(examples: Examples, changes: Choice, weights: Choice) -> Iterator[Sequence[tuple[set[str], bool]]]:
    """Yield for each sentence that wants something done its stretches, and whether each is the closest to what a reader found.

    Left out are sentences no stretch of which is close.
    """
    model = Model({feature: row[0] for feature, row in changes.weights.items()}, changes.base[0])
    for known, texts, features in examples.described:
        weighed = replace(known, shares=[model.share(true) for true in features])
        for place, wanted in enumerate(texts):
            found = parts(weighed, place) if wanted else []
            close = [max(similarity(text, weighed.text[slice(*part.span)]) for text in wanted) for part in found]
            if most := max(close, default=0.0):
                yield [
                    (part_features(weighed, place, part, weights), one == most)
                    for part, one in zip(found, close, strict=True)
                ]


def ranked(groups: Sequence[Sequence[tuple[set[str], bool]]], how: Fit) -> Choice:
    """Return weights by which the right ones of each group have the most: a conditional logit, several right ones added up.

    Source: McFadden 1974, "Conditional logit analysis of qualitative choice behavior".
    """
    counter = CountVectorizer(analyzer=list, binary=True, min_df=how.least)
    seen = counter.fit_transform([features for group in groups for features, _ in group]).astype(float)
    right = np.array([one for group in groups for _, one in group])
    sizes = np.array([len(group) for group in groups])
    starts, group_of = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(groups)), sizes)

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        odds = seen @ weights
        powers = np.exp(odds - np.maximum.reduceat(odds, starts)[group_of])
        whole, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts)
        slope = seen.T @ (powers / whole[group_of] - powers * right / good[group_of])
        return float(
            np.log(whole / good).sum() + weights @ weights / (2 * how.strength)
        ), slope + weights / how.strength

    found = minimize(loss, np.zeros(seen.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    rows = zip(counter.get_feature_names_out(), found, strict=True)
    return Choice(ODDS, {name: (float(weight),) for name, weight in rows if abs(weight) >= how.smallest}, (0.0,))


def main() -> None:
    """Read the remarks and pages, fit the models, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", type=Path)
    parser.add_argument("remarks", type=Path)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--real", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    language = load_language("en")
    lines = options.remarks.read_text(encoding="utf-8").splitlines()
    remarks = [(remark["text"], remark["label"]) for remark in map(json.loads, lines)]
    careful = list(annotated_pages(options.pages[:1], language))
    known = [*careful, *annotated_pages(options.pages[1:], language)]
    invented = len(known)
    readings = [json.loads(line) for line in READINGS.read_text(encoding="utf-8").splitlines()]
    real = [read_through(file, readings, language) for file in options.real]
    known += [told for told in real if told.found]  # on the others next to nothing is proposed
    said = [list(labelled_sentences(told)) for told in known]
    counts = [CAREFUL if i < len(careful) else 1 for i in range(len(known))]
    folds = [
        leaning(remarks + [one for i, page in enumerate(said) if i % FOLDS != fold for one in page * counts[i]])
        for fold in range(FOLDS)
    ]
    verdicts = [list(deciding_sentences(told)) for told in known[:invented]]
    decisive = [(remark_features(text), DONE.get(label, NOTHING)) for text, label in remarks]
    deciding = [
        fitted(
            decisive + [one for i, page in enumerate(verdicts) if i % FOLDS != fold for one in page * counts[i]],
            DECISIONS,
            DECIDING,
        )
        for fold in range(FOLDS)
    ]
    examples = [page_examples(told, folds[i % FOLDS], deciding[i % FOLDS], language) for i, told in enumerate(known)]
    for page in examples[invented:]:
        page.outcomes.clear()  # the reader did not say where things were decided
    for told in real:
        if not told.found:
            examples.append(page_examples(told, folds[0], deciding[0], language, quiet=True))
            counts.append(1)
    counted = list(zip(examples, counts, strict=True))
    stretches: list[Sequence[tuple[set[str], bool]]] = []
    for fold in range(FOLDS):
        others = [
            one
            for i, (page, n) in enumerate(counted)
            if i % FOLDS != fold or i >= len(known)
            for one in page.changes * n
        ]
        changes = fitted(others, ODDS, CHANGES)
        for i in range(fold, len(known), FOLDS):
            stretches += list(part_examples(examples[i], changes, folds[fold])) * counts[i]
    digest = sha256(options.remarks.read_bytes()).hexdigest()
    head = f"{len(remarks)} remarks with the SHA-256 {digest} and {sum(map(len, said))} sentences"
    write(
        leaning(remarks + [one for page, n in zip(said, counts, strict=False) for one in page * n]),
        options.languages / "en.leaning.tsv",
        head,
    )
    for name, found, how in (
        ("offers", [one for page, n in counted for one in page.offers * n], OFFERS),
        ("changes", [one for page, n in counted for one in page.changes * n], CHANGES),
        ("interests", [one for page, n in counted for one in page.interests * n], INTERESTS),
        ("amends", [one for page, n in counted for one in page.amends * n], AMENDS),
    ):
        write(
            fitted(found, ODDS, how),
            options.languages / f"en.{name}.tsv",
            f"{len(found)} examples, {sum(right for _, right in found)} of them right",
        )
    head = f"the stretches of {len(stretches)} sentences"
    write(ranked(stretches, PARTS), options.languages / "en.parts.tsv", head)
    sides = [one for page, n in counted for one in page.stances * n]
    head = f"{len(sides)} examples, {sum(side != NO_SIDE for _, side in sides)} of them with a side"
    write(fitted(sides, (*SIDES, NO_SIDE), STANCES), options.languages / "en.stances.tsv", head)
    decisions = decisive + [one for page, n in zip(verdicts, counts, strict=False) for one in page * n]
    for name, told_of, how in (
        ("deciding", decisions, DECIDING),
        ("outcomes", [one for page, n in counted for one in page.outcomes * n], OUTCOMES),
    ):
        head = f"{len(told_of)} examples, {sum(status != NOTHING for _, status in told_of)} of them decide"
        write(fitted(told_of, DECISIONS, how), options.languages / f"en.{name}.tsv", head)


if __name__ == "__main__":
    main()
