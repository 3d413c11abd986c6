"""How much of what a careful reader finds in a discussion graphtalk finds: precision, recall and F1 for each kind of fact.

    python tests/scoring.py FOLDER [--floors FILE]

FOLDER holds annotations (`*.json`, in the form of tests/gold/README.md), each beside its source of the same stem
(`.wikitext`, `.wiki`, `.txt` or `.html`); `sample.json` is of the three samples that come with graphtalk. With
`--floors`, an F1 below its floor is named and the exit code is 1.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from importlib import resources
from math import floor
from pathlib import Path
from typing import TypedDict, cast

from graphtalk.document import to_document
from graphtalk.language import load_language
from graphtalk.model import Reading
from graphtalk.pipeline import read_page
from graphtalk.readers import read

SUFFIXES = (".wikitext", ".wiki", ".txt", ".html")
SAMPLE = "sample"
SAME_TEXT = 0.75  # similarity of words from which two texts are the same proposal
LOWER = "GRAPHTALK_LOWER_FLOORS"  # environment variable with the reason why floors may fall
SIDES = {"support": "for", "support with changes": "for", "oppose": "against", "neutral": "between"}

Key = tuple[str | None, ...]
Facts = dict[str, Counter[Key]]
Floors = Mapping[str, Mapping[str, float]]


class Entry(TypedDict, total=False):
    """An entry of any list in a discussion document or in annotations."""

    id: str
    comment: str
    section: str
    heading: str
    author: str | None
    timestamp: str | None
    parent: str | None
    parents: list[str | None]
    parents_without_indentation: list[str | None]
    text: str
    amends: list[str]
    status: str
    stance: str
    proposal: str
    source: str
    title: str | None
    date: str | None
    shortcut: str
    user: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many facts of a kind were found (`found`), are there (`expected`), and both (`right`)."""

    right: int
    found: int
    expected: int

    @property
    def precision(self) -> float:
        """Return the share of the facts found that are right; 1 where nothing is there and nothing was found."""
        return self.right / self.found if self.found else float(not self.expected)

    @property
    def recall(self) -> float:
        """Return the share of the facts that were found; 1 where there is none."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.found + self.expected
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Document:
    """Annotations or a discussion document, with what names its comments across files: author and minute."""

    lists: Mapping[str, Sequence[Entry]]
    markup: str

    def all(self, name: str) -> Sequence[Entry]:
        """Return one of its lists; empty where it has none."""
        return self.lists.get(name, ())

    def places(self) -> dict[str, Key]:
        """Return author and minute of each comment by its id."""
        return {c["id"]: (c["author"], (c["timestamp"] or "")[:16]) for c in self.all("comments")}

    def works(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield comment, title and date of each citation; annotations have works and citations in one list."""
        if "citations" not in self.lists:
            yield from ((s["comment"], s.get("title"), s.get("date")) for s in self.all("sources"))
        known = {s["id"]: s for s in self.all("sources") if "id" in s}
        for citation in self.all("citations"):
            work = known[citation["source"]]
            yield citation["comment"], work.get("title"), work.get("date")


def plain_words(text: str | None) -> list[str]:
    """Return the lower-case words of a text without markup and numbers of references."""
    clean = re.sub(r"<ref[^>]*/>|<ref.*?</ref>|<[^>]+>|\[\d+\]|'{2,}", " ", text or "", flags=re.DOTALL)
    return re.findall(r"\w+", re.sub(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]", r"\1", clean).lower())


def plain(text: str | None) -> str:
    """Return a text as its plain words."""
    return " ".join(plain_words(text))


def same_proposals(gold: Document, found: Document) -> dict[str, str]:
    """Return the annotated proposal that each one found stands for: of the same comment, the most similar text first."""
    at_gold, at_found = gold.places(), found.places()
    pairs = [
        (
            SequenceMatcher(None, plain_words(g["text"]), plain_words(f["text"]), autojunk=False).ratio(),
            g["id"],
            f["id"],
        )
        for g in gold.all("proposals")
        for f in found.all("proposals")
        if at_gold.get(g["comment"]) == at_found.get(f["comment"])
    ]
    same: dict[str, str] = {}
    for similarity, of_gold, of_found in sorted(pairs, reverse=True):
        if similarity >= SAME_TEXT and of_found not in same and of_gold not in same.values():
            same[of_found] = of_gold
    return same


def facts(document: Document, names: Mapping[str, str]) -> Facts:
    """Return a document's facts by kind, comparable between annotations and what was found.

    Args:
        document: Annotations or a discussion document.
        names: The annotated proposal for each of the document's; a missing one counts as another.
    """
    at = document.places()
    headings = {s["id"]: s["heading"] for s in document.all("sections") if isinstance(s, dict)}
    proposals, stances = document.all("proposals"), document.all("stances")
    works = [(*at[comment], plain(title), date) for comment, title, date in document.works()]

    def name(proposal: str) -> str:
        return names.get(proposal, f"another: {proposal}")

    return {
        "comments": Counter(at.values()),
        "proposals": Counter((name(p["id"]),) for p in proposals),
        "amends": Counter((name(p["id"]), name(older)) for p in proposals for older in p.get("amends") or ()),
        "status": Counter((name(p["id"]), p.get("status")) for p in proposals),
        "stance polarity": Counter((*at[s["comment"]], SIDES[s["stance"]]) for s in stances),
        "stance on proposal": Counter((*at[s["comment"]], name(s["proposal"]), s["stance"]) for s in stances),
        "sources": Counter(work[:-1] for work in works),
        "source dates": Counter(work for work in works if work[-1]),
        "policies": Counter((*at[p["comment"]], plain(p["shortcut"])) for p in document.all("policies")),
        "mentions": Counter((*at[m["comment"]], m["user"]) for m in document.all("mentions")),
        "articles": Counter((*at[a["comment"]], a["title"]) for a in document.all("articles")),
        "conflicts of interest": Counter((c["user"],) for c in document.all("conflicts_of_interest")),
        "requests": Counter((headings.get(r["section"], r["section"]), r["outcome"]) for r in document.all("requests")),
    }


def reply_parents(gold: Document, found: Document) -> Score:
    """Return for how many comments the parent is one that the annotations accept."""
    at_gold, at_found = gold.places(), found.places()
    parents = {at_found[c["id"]]: at_found.get(c["parent"] or "") for c in found.all("comments")}
    right = 0
    for comment in gold.all("comments"):
        accepted = comment["parents"]
        if found.markup == "plain":
            accepted = comment.get("parents_without_indentation", accepted)
        place = at_gold[comment["id"]]
        right += place in parents and parents[place] in {at_gold.get(parent or "") for parent in accepted}
    judged = len(gold.all("comments"))
    return Score(right, judged, judged)


def score(gold: Path, documents: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, Score]]:
    """Return how well documents agree with annotations.

    Args:
        gold: File of annotations.
        documents: Discussion documents of that page, by name.

    Returns:
        For each document the score of each kind of fact.
    """
    expected = Document(json.loads(gold.read_text(encoding="utf-8")), "gold")
    return {name: score_document(expected, as_document(document)) for name, document in documents.items()}


def as_document(document: Mapping[str, object]) -> Document:
    """Return a discussion document in the form that is scored."""
    page = cast("Mapping[str, str]", document["page"])
    return Document(cast("Mapping[str, Sequence[Entry]]", document), page["markup"])


def score_document(gold: Document, found: Document) -> dict[str, Score]:
    """Return the score of each kind of fact in one document."""
    own = {p["id"]: p["id"] for p in gold.all("proposals")}
    there, seen = facts(gold, own), facts(found, same_proposals(gold, found))
    scores = {
        kind: Score((there[kind] & seen[kind]).total(), seen[kind].total(), there[kind].total()) for kind in there
    }
    return {**scores, "reply parents": reply_parents(gold, found)}


def annotations_in(folder: Path) -> list[Path]:
    """Return the files of annotations in a folder, by name."""
    return [path for path in sorted(folder.glob("*.json")) if sources_of(path)]


def sources_of(gold: Path) -> list[Path]:
    """Return the talk pages that a file of annotations is of."""
    if gold.stem == SAMPLE:
        folder = Path(str(resources.files("graphtalk") / "samples"))
        return [folder / f"talk{suffix}" for suffix in (".wikitext", ".html", ".txt")]
    return [path for suffix in SUFFIXES if (path := gold.with_suffix(suffix)).is_file()]


def read_document(source: Path, title: str) -> dict[str, object]:
    """Return what graphtalk finds on a talk page."""
    language = load_language("en")
    (raw,) = read(str(source), language, Reading(title=title))
    return to_document(*read_page(raw, language))


def score_folder(folder: Path) -> dict[str, dict[str, Score]]:
    """Return the scores of all pages of a folder, by file name."""
    scores: dict[str, dict[str, Score]] = {}
    for gold in annotations_in(folder):
        title = json.loads(gold.read_text(encoding="utf-8"))["page"]["title"]
        scores |= score(gold, {path.name: read_document(path, title) for path in sources_of(gold)})
    return scores


def sum_scores(scores: Sequence[Score]) -> Score:
    """Return the score of all pages together."""
    return Score(sum(s.right for s in scores), sum(s.found for s in scores), sum(s.expected for s in scores))


def below(scores: Mapping[str, Mapping[str, Score]], floors: Floors) -> list[str]:
    """Return a line for each F1 that is below its floor, and for each floor without a figure."""
    lines = []
    for page, kinds in floors.items():
        for kind, least in kinds.items():
            known = scores.get(page, {}).get(kind)
            if known is None:
                lines.append(f"{page}: {kind} has a floor of {least} and no figure")
            elif known.f1 < least:
                lines.append(f"{page}: {kind} has F1 {known.f1:.3f}, its floor is {least}")
    return lines


def pin(scores: Mapping[str, Mapping[str, Score]], floors: Floors, *, reason: str) -> dict[str, dict[str, float]]:
    """Return today's figures, rounded down to two decimals, as floors.

    Args:
        scores: The figures.
        floors: The floors so far.
        reason: Why a floor may fall; empty where none may.

    Raises:
        ValueError: A floor would fall and no reason is given.
    """
    pinned = {p: {k: floor(s.f1 * 100 + 1e-9) / 100 for k, s in kinds.items()} for p, kinds in scores.items()}
    lower = [
        f"{page}: {kind} from {old} to {new}"
        for page, kinds in floors.items()
        for kind, old in kinds.items()
        if (new := pinned.get(page, {}).get(kind, 0.0)) < old
    ]
    if lower and not reason:
        raise ValueError(f"these floors would fall; say why in {LOWER}: {'; '.join(lower)}")
    return pinned


def inputs_digest(folder: Path) -> str:
    """Return a digest of a folder's annotations and of the talk pages that they are of."""
    digest = sha256()
    for gold in annotations_in(folder):
        for path in (gold, *sources_of(gold)):
            digest.update(f"{path.name}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def table(scores: Mapping[str, Mapping[str, Score]]) -> str:
    """Return the scores as text, a page a block."""
    lines = []
    for page, kinds in scores.items():
        lines.append(page)
        lines += [
            f"  {kind:<22} precision {s.precision:.3f}  recall {s.recall:.3f}  F1 {s.f1:.3f}"
            f"  ({s.right} right of {s.found} found, {s.expected} expected)"
            for kind, s in kinds.items()
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Score a folder from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of annotations with their sources")
    parser.add_argument("--floors", type=Path, help="JSON of page, kind of fact and least F1")
    options = parser.parse_args()
    scores = score_folder(options.folder)
    if not scores:
        sys.exit(f"{options.folder}: no annotations (*.json with a source beside them)")
    sys.stdout.write(table(scores))
    floors = json.loads(options.floors.read_text(encoding="utf-8")) if options.floors else {}
    missed = below(scores, floors.get("floors", floors))
    sys.stdout.write("".join(f"below its floor: {line}\n" for line in missed))
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
