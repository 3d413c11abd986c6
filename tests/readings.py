"""How far two readers of real pages agree on what is proposed there and who takes which side, and how far graphtalk agrees with them.

    python tests/readings.py PAGE.wikitext…

`tests/gold/readings.jsonl` has what they found, as places in the text of comments, since the words are other people's: one
read the whole of the pages, the other some of their sections, neither knew of the other or of what graphtalk finds. A line names the
page's file without its ending, and in `part` the sections that were read together.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from scoring import Document, Entry, Score, score_document, sum_scores, table

from graphtalk.document import to_document
from graphtalk.language import load_language
from graphtalk.model import Reading
from graphtalk.pipeline import read_page
from graphtalk.readers import read

READINGS = Path(__file__).parent / "gold" / "readings.jsonl"
KINDS = ("proposals", "amends", "status", "stance polarity", "stance on proposal")

Fact = Mapping[str, object]


def read_again(path: Path) -> dict[str, Sequence[Entry]]:
    """Return the lists of what graphtalk finds on a page."""
    (raw,) = read(str(path), load_language("en"), Reading(title=f"Talk:{path.stem}"))
    return cast("dict[str, Sequence[Entry]]", to_document(*read_page(raw, load_language("en"))))


def as_read(facts: Iterable[Fact], comments: Sequence[Entry]) -> Document:
    """Return what a reader found on a page as a document of its comments."""
    texts = {comment["id"]: comment["text"] for comment in comments}

    def entry(fact: Fact) -> Entry:
        start, end = cast("tuple[int, int]", fact["span"])
        return cast("Entry", {**fact, "text": texts[str(fact["comment"])][start:end]})

    known = list(facts)
    lists = {
        name: [entry(f) for f in known if f["fact"] == fact]
        for name, fact in (("proposals", "proposal"), ("stances", "stance"))
    }
    return Document({"comments": [{**c, "parents": [c["parent"]]} for c in comments], **lists}, "wikitext")


def compare(pages: Sequence[Path]) -> dict[str, dict[str, Score]]:
    """Return how far the second reader agrees with the first where both read, and graphtalk with the first everywhere."""
    lines = READINGS.read_text(encoding="utf-8").splitlines()
    facts: list[Fact] = [json.loads(line) for line in lines]
    twice = {fact["part"] for fact in facts if fact["reader"] == 2}
    readers, machine = [], []
    for path in pages:
        document = read_again(path)
        here = [fact for fact in facts if fact["page"] == path.stem]
        first = [fact for fact in here if fact["reader"] == 1]
        both = [fact for fact in first if fact["part"] in twice]
        second = as_read((fact for fact in here if fact["reader"] == 2), document["comments"])
        readers.append(score_document(as_read(both, document["comments"]), second))
        machine.append(score_document(as_read(first, document["comments"]), Document(document, "wikitext")))
    return {
        name: {kind: sum_scores([page[kind] for page in scores]) for kind in KINDS}
        for name, scores in (("second reader", readers), ("graphtalk", machine))
    }


if __name__ == "__main__":
    sys.stdout.write(table(compare([Path(name) for name in sys.argv[1:]])))
