"""Annotated pages that weights learn from: invented ones, and real ones that a reader went through."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphtalk.annotate.decided import DECIDES
from graphtalk.language import Language
from graphtalk.model import Page, Reading
from graphtalk.parse import parse
from graphtalk.readers import read

PARTLY = {"partly implemented": "implemented"}  # statuses that the words of a comment alone do not tell apart


@dataclass(frozen=True, slots=True)
class Told:
    """An annotated page: what a reader found in each of its comments, by the comment's id.

    Attributes:
        name: The file's name.
        page: The page, parsed.
        proposals: What each comment proposes, as annotated.
        stances: What each comment says of which proposal.
        interests: In which words each comment declares an interest.
        decided: What each comment decides: of which annotated proposal, with which status, in which words.
    """

    name: str
    page: Page
    proposals: Mapping[str, Sequence[Mapping[str, str]]]
    stances: Mapping[str, Sequence[Mapping[str, str]]]
    interests: Mapping[str, Sequence[str]]
    decided: Mapping[str, Sequence[tuple[str, str, str]]]

    @property
    def found(self) -> bool:
        """Tell whether the reader found anything on the page."""
        return any(map(len, (*self.proposals.values(), *self.stances.values(), *self.interests.values())))


def annotated_pages(folders: Sequence[Path], language: Language) -> Iterator[Told]:
    """Yield the annotated pages of folders, by name; of the sample that comes with graphtalk both kinds of text."""
    for file in sorted(file for folder in folders for file in folder.glob("*.json")):
        sources = [path for path in file.parent.glob(f"{file.stem}.*") if path.suffix in {".wikitext", ".txt"}]
        if file.stem == "sample":
            sources = [Path("graphtalk/samples/talk.wikitext"), Path("graphtalk/samples/talk.txt")]
        for source in sources:
            gold = json.loads(file.read_text(encoding="utf-8"))
            yield annotated(source.name, read_plainly(source, gold["page"]["title"], language), gold)


def read_plainly(source: Path, title: str, language: Language) -> Page:
    """Return a page as it is parsed."""
    (raw,) = read(str(source), language, Reading(title=title))
    return parse(raw, language)


def read_through(source: Path, readings: Sequence[Mapping[str, Any]], language: Language) -> Told:
    """Return a real page with what the first reader found on it, which may be nothing.

    Args:
        source: The page's file.
        readings: The lines of `tests/gold/readings.jsonl`.
        language: Its language.
    """
    page = read_plainly(source, f"Talk:{source.stem}", language)
    texts = {comment.id: comment.text for comment in page.comments}
    facts = [
        {**fact, "text": words, "evidence": words}
        for fact in readings
        if fact["page"] == source.stem and fact["reader"] == 1
        for words in (texts[fact["comment"]][slice(*fact["span"])],)
    ]
    names = {"proposals": "proposal", "stances": "stance", "conflicts_of_interest": "interest"}
    gold = {name: [fact for fact in facts if fact["fact"] == kind] for name, kind in names.items()}
    return told_of(source.name, page, gold, {comment.id: comment.id for comment in page.comments})


def annotated(name: str, page: Page, gold: Mapping[str, Sequence[Mapping[str, str]]]) -> Told:
    """Return a page with what its annotations say of each comment, which they know by author and minute."""
    ids = {(c["author"], (c["timestamp"] or "")[:16]): c["id"] for c in gold["comments"]}
    times = {c.id: c.timestamp.strftime("%Y-%m-%dT%H:%M") if c.timestamp else "" for c in page.comments}
    known = ((c.id, ids.get((c.author or "", times[c.id]))) for c in page.comments)
    return told_of(name, page, gold, {comment: own for comment, own in known if own})


def told_of(name: str, page: Page, gold: Mapping[str, Sequence[Mapping[str, str]]], ids: Mapping[str, str]) -> Told:
    """Return a page with what its annotations say of each comment.

    Args:
        name: The file's name.
        page: The page, parsed.
        gold: The annotations.
        ids: How they call each comment, by its id on the page.
    """
    proposals, stances, interests, decided = {}, {}, {}, {}
    for comment in page.comments:
        known = ids.get(comment.id)
        proposals[comment.id] = [p for p in gold["proposals"] if p["comment"] == known]
        stances[comment.id] = [s for s in gold["stances"] if s["comment"] == known and not s.get("struck")]
        interests[comment.id] = [
            i.get("evidence") or "" for i in gold["conflicts_of_interest"] if i.get("comment") == known
        ]
        decided[comment.id] = [
            (p["id"], PARTLY.get(p["status"], p["status"]), p.get("status_evidence") or "")
            for p in gold["proposals"]
            if known and p.get("status_comment") == known and PARTLY.get(p["status"], p["status"]) in DECIDES
        ]
    return Told(name, page, proposals, stances, interests, decided)
