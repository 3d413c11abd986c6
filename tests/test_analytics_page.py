"""docs/ANALYTICS.md is what the code says, and the measures of the sample page are what a reader of it finds right."""

import inspect
import re
from functools import cache

import pytest
from conftest import ROOT, Golden

from graphtalk.analytics import ANALYTICS, analyze, column_kinds, row_class
from graphtalk.demo import SAMPLE_TITLE
from graphtalk.model import Reading
from graphtalk.pipeline import read_sources, readable, to_batch
from graphtalk.stores.export import batch_to_networkx
from graphtalk.table import render

SAMPLE = ROOT / "graphtalk" / "samples" / "talk.wikitext"
OPENING = """\
# Analytics

<!-- Made from graphtalk/analytics by `pytest tests/test_analytics_page.py --update-golden`: change it there. -->

`graphtalk analyze NAME` measures what Cypher cannot, or not well. Each measure is a pure function from a NetworkX graph, as
`to_networkx` gives it, to rows: `f(graph, *, option=default, seed=0) -> list[Row]`. The graph is not changed; an empty one gives no
rows; what is undefined is null, never NaN; numbers are rounded to six digits, so that ties fall to the id. A page of one or
two comments is measured like any other. Rows have ids beside names, so that they can be joined to what
`graphtalk query` says. The measures count what rules read in people's words; see [ACCURACY.md](ACCURACY.md) for how well they do.

`--page`, `--since` and `--until` choose what is measured, `--format` (table, csv, json, markdown, parquet) the form.
"""


@cache
def parts(documented: object) -> dict[str, str]:
    """Return the sections of a docstring by their heading, what stands before them under an empty one."""
    found = re.split(r"^(\w+):\n", inspect.getdoc(documented) or "", flags=re.MULTILINE)
    return {"": found[0].strip(), **{name: body.strip() for name, body in zip(found[1::2], found[2::2], strict=True)}}


def attributes(kind: type) -> dict[str, str]:
    """Return what the docstring of a row's class says of each field."""
    text = re.sub(r"\n {5,}", " ", f"\n{parts(kind)['Attributes']}".replace("\n    ", "\n"))
    lines = re.split(r"\n(?=\w+: )", re.sub(r"\n +", " ", text))
    return dict(line.strip().partition(": ")[::2] for line in lines if line.strip())


def flowing(text: str) -> str:
    return " ".join(text.split())


def page() -> str:
    lines = [OPENING]
    for name, measure in ANALYTICS.items():
        said = parts(measure)
        lines += [f"## {name}\n", *(f"{paragraph}\n" for paragraph in said[""].split("\n\n"))]
        options = re.findall(
            r"^(\w+): ([^\n]*(?:\n {4,}[^\n]*)*)", inspect.cleandoc(said.get("Args", "")), re.MULTILINE
        )
        lines += [f"- Option `{option}`: {flowing(text)}" for option, text in options if option != "graph"]
        lines.append(f"- Rows: {flowing(said['Returns'])}")
        lines.append(f"- Source: {flowing(said['Source'])}")
        lines += [f"- Cost: {flowing(said['Cost'])}"] if "Cost" in said else []
        lines += ["", "| column | type | meaning |", "| --- | --- | --- |"]
        kinds, meanings = column_kinds(name), attributes(row_class(name))
        lines += [f"| `{column}` | {kinds[column]} | {flowing(meanings[column])} |" for column in kinds]
        lines.append("")
    return "\n".join(lines)


@pytest.mark.parametrize("name", ANALYTICS)
def test_each_measure_has_its_columns_rows_and_source_described(name: str) -> None:
    said = parts(ANALYTICS[name])

    assert set(column_kinds(name)) == set(attributes(row_class(name)))
    assert {"Args", "Returns", "Source"} <= said.keys()
    assert re.fullmatch(r"[A-Z][^\n]*\.", said[""].partition("\n")[0])


def test_page_of_the_analytics_is_what_the_code_says(golden: Golden) -> None:
    golden(ROOT / "docs" / "ANALYTICS.md", page())


def test_measures_of_the_sample_page(golden: Golden) -> None:
    language, pages = read_sources([str(SAMPLE)], Reading(title=SAMPLE_TITLE))
    (raw,) = readable(pages)
    graph = batch_to_networkx(to_batch(raw, language))

    tables = [f"## {name}\n\n{render(analyze(graph, name), 'markdown')}\n" for name in ANALYTICS]
    text = "\n".join([f"# {SAMPLE_TITLE}\n", *tables])
    golden(ROOT / "tests" / "golden" / "analytics.md", re.sub(r"\b(scipy|networkx) \d[\w.]*", r"\1 …", text))
