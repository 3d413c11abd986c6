"""Small pages with one oddity each: their discussion document and their rows of the graph.

A case is a folder under `cases`: `source.*`, why it is there and where from (`origin.toml`), and two golden files that
`pytest --update-golden` rewrites, to be read before they are kept.
"""

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from conftest import Golden

from graphtalk.document import to_document
from graphtalk.language import load_language
from graphtalk.model import Reading
from graphtalk.pipeline import read_page
from graphtalk.project import project
from graphtalk.readers import read
from graphtalk.table import utc_text

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/origin.toml"))


def as_json(value: object) -> str:
    """Return a value as JSON on one line, times as text."""
    return json.dumps(value, ensure_ascii=False, default=lambda moment: utc_text(datetime.fromisoformat(str(moment))))


def by_line(document: Mapping[str, object]) -> str:
    """Return an object as JSON with one entry of its lists a line, so that a difference shows what changed."""
    parts = []
    for name, value in document.items():
        entries = ",\n  ".join(as_json(entry) for entry in value) if isinstance(value, list) else ""
        shown = f"[\n  {entries}\n ]" if entries else as_json(value)
        parts.append(f" {as_json(name)}: {shown}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_gives_its_golden_document_and_rows(case: Path, golden: Golden) -> None:
    origin = tomllib.loads((case / "origin.toml").read_text(encoding="utf-8"))
    (source,) = case.glob("source.*")
    language = load_language("en")
    (raw,) = read(str(source), language, Reading(title=origin["title"], site="enwiki"))
    page, annotations = read_page(raw, language)
    batch = project(page, annotations)

    golden(case / "page.json", by_line(to_document(page, annotations)))
    golden(case / "graph.json", by_line({**batch.nodes, **batch.edges}))


def test_every_case_says_why_it_is_here_and_where_it_is_from() -> None:
    for case in CASES:
        origin = tomllib.loads((case / "origin.toml").read_text(encoding="utf-8"))

        assert {"why", "origin", "licence", "title"} == set(origin), case.name
        assert len(list(case.glob("source.*"))) == 1, case.name
