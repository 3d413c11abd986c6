"""cypher/README.md, made from the headers of the catalogue."""

from collections.abc import Iterator

from graphtalk.queries.library import catalogue
from graphtalk.queries.query import COSTS, Query

__all__ = ["catalogue_markdown"]

INTRODUCTION = """\
# The questions that ship with graphtalk

Each file in these folders is one question in plain Cypher, the same for the embedded store and for a Neo4j server.
This page is made from the comment lines at the top of the files; edit those.

`graphtalk query who-answered-whom --param since=2025-04-01` asks one of the default store; `--count` tells only how
many rows there are. `graphtalk queries show who-answered-whom` shows the file with rows from the bundled sample page.
In Neo4j Browser or cypher-shell, set every parameter first, null where there is nothing to say, then paste the file:
`:param page => null`, `:param since => '2025-04-01'`.
A parameter without a default must be given. Times are UTC; a parameter takes them as ISO 8601 text.
"""


def catalogue_markdown() -> str:
    """Return cypher/README.md: all queries by theme, then what each takes and returns."""
    queries = catalogue().values()
    themes = sorted({query.theme for query in queries})
    parts = [INTRODUCTION, "What a query costs:", ""]
    parts += [f"- *{cost}*: {meaning}." for cost, meaning in COSTS.items()]
    for theme in themes:
        parts += ["", f"## {theme.capitalize()}", "", "| Query | Question | Cost |", "| --- | --- | --- |"]
        parts += [f"| [{q.name}](#{q.name}) | {q.question} | {q.cost} |" for q in queries if q.theme == theme]
    for query in queries:
        parts += query_section(query)
    return "\n".join(parts) + "\n"


def query_section(query: Query) -> Iterator[str]:
    """Return the lines on one query."""
    yield from ("", f"## {query.name}", "", f"{query.question} ([{query.theme}]({query.file.partition('/')[2]}))")
    if query.caveats:
        yield from ("", *(f"> {caveat}" for caveat in query.caveats))
    if query.parameters:
        yield from ("", "| Parameter | Meaning |", "| --- | --- |")
        yield from (f"| `{parameter.signature}` | {parameter.doc} |" for parameter in query.parameters)
    yield from ("", "| Column | Type | Meaning |", "| --- | --- | --- |")
    yield from (f"| {column.name} | {column.type} | {column.doc} |" for column in query.columns)
