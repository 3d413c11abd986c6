"""Make the weights by which offered wordings and described changes are told, from annotated talk pages.

    python tools/leaning/offers.py graphtalk/languages tests/gold tests/gold/voices --quiet PAGE…

Writes `en.offers.tsv` and `en.changes.tsv` into the first folder: a feature and what it adds to the odds, in hundredths,
a line. Each stretch that may be a wording is an example, and each sentence. On annotated pages people propose much; how
seldom they do elsewhere, saved talk pages tell (`--quiet`), all of whose sentences count as proposing nothing but those in
which rules find a proposal, or which are worded like one. README.md names those that the weights were made with. Needs
scikit-learn.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from graphtalk.annotate.described import change_features, own_sentences
from graphtalk.annotate.layout import layout_of
from graphtalk.annotate.leaning import lean_of, load_weights
from graphtalk.annotate.offered import Context, Setting, bare, candidates, offer_features
from graphtalk.annotate.proposals import find_proposals
from graphtalk.language import Language, load_language
from graphtalk.model import Comment, Page, Reading
from graphtalk.pipeline import read_page
from graphtalk.readers import read

SAME_TEXT = 0.75  # similarity of words from which a stretch is the wording that a reader found
NEARLY_ALL = 0.9  # the same of a second stretch with the same words
SMALLEST = 0.02  # weight below which a feature is left out
OFFERED = frozenset({"wording", "option"})
WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Example:
    """What is true of a stretch, and whether it is what the model looks for."""

    features: set[str]
    right: bool


@dataclass(frozen=True, slots=True)
class Annotated:
    """A page, and the proposals that a reader found in each of its comments."""

    page: Page
    proposals: dict[str, list[dict[str, str]]]


def annotated_pages(folders: Sequence[Path], language: Language) -> Iterator[Annotated]:
    """Yield the annotated pages of folders that have one source."""
    for file in sorted(file for folder in folders for file in folder.glob("*.json")):
        sources = [path for path in file.parent.glob(f"{file.stem}.*") if path.suffix in {".wikitext", ".txt"}]
        if len(sources) != 1:
            continue
        gold = json.loads(file.read_text(encoding="utf-8"))
        (raw,) = read(str(sources[0]), language, Reading(title=gold["page"]["title"]))
        page, _ = read_page(raw, language)
        names = {(c["author"], c["timestamp"][:16] if c["timestamp"] else ""): c["id"] for c in gold["comments"]}
        found: dict[str, list[dict[str, str]]] = {}
        for comment in page.comments:
            time = comment.timestamp.strftime("%Y-%m-%dT%H:%M") if comment.timestamp else ""
            name = names.get((comment.author, time))
            found[comment.id] = [p for p in gold["proposals"] if p["comment"] == name]
        yield Annotated(page, found)


def plain(text: str) -> list[str]:
    """Return a text's words."""
    return WORDS.findall(re.sub(r"<[^>]+>|\[\d+\]|'{2,}", " ", text).lower())


def similarity(one: str, other: str) -> float:
    """Return the share of words that two texts have in common in order."""
    return SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio()


def offer_examples(
    comment: Comment, wanted: Sequence[str], ruled: set[tuple[int, int]], setting: Setting, language: Language
) -> Iterator[Example]:
    """Yield every stretch of a comment that may be a wording."""
    context = Context(comment, candidates(comment), setting)
    stretches = context.stretches
    closest = set()
    for text in wanted:
        ranked = [(similarity(text, comment.text[a:b]), a - b, (a, b)) for a, b in stretches]
        if ranked and max(ranked)[0] >= SAME_TEXT:
            closest.add(max(ranked)[2])
    for span, kind in stretches.items():
        shown = comment.text[slice(*span)]
        right = span in closest or any(similarity(text, shown) >= NEARLY_ALL for text in wanted)
        features = offer_features(context, span, kind, language)
        yield Example(features | ({"ruled"} if span in ruled else set()), right)


def change_examples(
    comment: Comment, proposals: Sequence[dict[str, str]], setting: Setting, language: Language
) -> Iterator[Example]:
    """Yield every sentence of a comment, but for those that hold a wording."""
    weights = load_weights(language.code)
    if weights is None:
        raise SystemExit("make the weights of remarks first")
    context, spans, before = Context(comment, candidates(comment), setting), own_sentences(comment), 0.0
    for i, span in enumerate(spans):
        features = change_features(context, spans, i, before, language)
        sentence = " ".join(plain(comment.text[slice(*span)]))
        before = lean_of(comment.text[slice(*span)], weights)["propose"]
        held = [p for p in proposals if (text := " ".join(plain(p["text"]))) and (text in sentence or (len(sentence) > 12 and sentence in text))]  # fmt: skip
        right = any(p["kind"] not in OFFERED for p in held)
        if right or not held:
            yield Example(features, right)


def write_model(examples: Sequence[Example], file: Path, *, strength: float, least: int) -> None:
    """Fit a model and write its weights.

    Args:
        examples: What it learns from.
        file: Where the weights go.
        strength: Inverse of the regularisation.
        least: Examples that a feature is true of.
    """
    counter = CountVectorizer(analyzer=list, binary=True, min_df=least)
    seen = counter.fit_transform([example.features for example in examples])
    model = LogisticRegression(C=strength, max_iter=3000).fit(seen, [example.right for example in examples])
    rows = {"": float(model.intercept_[0])}
    rows |= dict(zip(counter.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
    kept = [
        f"{name}\t{round(100 * weight)}" for name, weight in sorted(rows.items()) if not name or abs(weight) >= SMALLEST
    ]
    head = f"# Made by tools/leaning/offers.py from {len(examples)} examples, {sum(e.right for e in examples)} of them right"
    file.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8", newline="\n")
    print(f"{file.name}: {len(examples)} examples, {len(kept) - 1} weights")


def learn(known: Annotated, offers: list[Example], changes: list[Example], language: Language) -> None:
    """Add the examples of an annotated page."""
    layout = layout_of(known.page, language)
    settings: dict[str, Setting] = {}
    ruled = ruled_spans(known.page, language)
    for comment in known.page.comments:
        setting = settings.setdefault(layout.root(comment.id), Setting())
        setting.opening = comment.id in layout.openings
        proposals = known.proposals[comment.id]
        wanted = [p["text"] for p in proposals if p["kind"] in OFFERED]
        offers += offer_examples(comment, wanted, ruled.get(comment.id, set()), setting, language)
        changes += change_examples(comment, proposals, setting, language)
        setting.add(comment, wanted)


def ruled_spans(page: Page, language: Language) -> dict[str, set[tuple[int, int]]]:
    """Return what rules alone find proposed, by comment."""
    text = {comment.id: comment.text for comment in page.comments}
    ruled: dict[str, set[tuple[int, int]]] = {}
    for proposal in find_proposals(page, language):
        place = proposal.evidence
        ruled.setdefault(place.comment, set()).add(bare(text[place.comment], (place.start, place.end)))
    return ruled


def learn_quiet(file: Path, offers: list[Example], changes: list[Example], language: Language) -> None:
    """Add the examples of a page on which nearly nothing is proposed: comments in which rules find nothing."""
    for raw in read(str(file), language, Reading(title=f"Talk:{file.stem}")):
        page, _ = read_page(raw, language)
        ruled = ruled_spans(page, language)
        layout = layout_of(page, language)
        settings: dict[str, Setting] = {}
        for comment in page.comments:
            setting = settings.setdefault(layout.root(comment.id), Setting())
            setting.opening = comment.id in layout.openings
            if comment.id not in ruled:
                offers += offer_examples(comment, (), set(), setting, language)
                changes += [e for e in change_examples(comment, (), setting, language) if not doubtful(e)]
            setting.add(comment, ())


def doubtful(example: Example) -> bool:
    """Tell whether a sentence is worded so much like a proposal that nobody can say it is none without reading it."""
    return (
        any(f"part={edge}" in example.features for edge in ("0.95", "0.98", "more")) and "changing" in example.features
    )


def main() -> None:
    """Read the pages, fit the models, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", type=Path)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--quiet", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    files = [options.languages / f"en.{name}.tsv" for name in ("offers", "changes")]
    for file in files:  # what the rules find by themselves is one of the features
        file.unlink(missing_ok=True)
    language = load_language("en")
    offers: list[Example] = []
    changes: list[Example] = []
    for known in annotated_pages(options.pages, language):
        learn(known, offers, changes, language)
    for file in options.quiet:
        learn_quiet(file, offers, changes, language)
    write_model(offers, files[0], strength=0.3, least=2)
    write_model(changes, files[1], strength=0.1, least=3)


if __name__ == "__main__":
    main()
