"""The commands that ask: `query`, and `queries` with what it has below it."""

import json
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphtalk.errors import QueryError, UsageError
from graphtalk.terminal import (
    StoreOption,
    TableOption,
    check_place,
    opened,
    print_out,
    print_table,
    progress,
    read_text,
    store_address,
    write_text,
)

# Everything heavy is imported inside the command that needs it, so that `--help` stays quick.
if TYPE_CHECKING:
    import networkx as nx

    from graphtalk.queries import Query
    from graphtalk.stores.explain import Plan
    from graphtalk.table import Table

__all__ = ["queries_app", "query"]

EXAMPLE_ROWS = 5
# As what the stances that do not just endorse are drawn.
STANCES = {"support with changes": "ENDORSES_WITH_CHANGES", "oppose": "OPPOSES", "neutral": "NEUTRAL_ON"}


def complete_names(incomplete: str) -> list[tuple[str, str]]:
    """Return the catalogue's names that begin so, with their questions, for the shell."""
    from graphtalk.queries import catalogue

    return [(name, found.question) for name, found in catalogue().items() if name.startswith(incomplete)]


def complete_parameters(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the parameters of the query on the command line that begin so, for the shell."""
    from graphtalk.queries import catalogue

    found = catalogue().get(str(context.params.get("name")))
    parameters = found.parameters if found else ()
    return [(f"{p.name}=", f"{p.signature}: {p.doc}") for p in parameters if p.name.startswith(incomplete)]


NameArgument = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="Name of a query of the catalogue.", autocompletion=complete_names),
]
LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        envvar="GRAPHTALK_LIBRARY",
        show_envvar=False,
        help="A folder of queries of your own, beside the catalogue. Without it: $GRAPHTALK_LIBRARY.",
    ),
]
queries_app = typer.Typer(help="List the questions of the catalogue, or show one.")


def query(
    name: NameArgument = None,
    file: Annotated[Path | None, typer.Option("--file", help="A file with a query of your own.")] = None,
    cypher: Annotated[str | None, typer.Option("--cypher", help="Cypher to run as it is, read-only.")] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", help="A parameter, as name=value.", autocompletion=complete_parameters),
    ] = None,
    columns: Annotated[str | None, typer.Option(help="Columns to show, parted by commas; without it, all.")] = None,
    store: StoreOption = None,
    output: TableOption = "table",
    library: LibraryOption = None,
    target: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="HTML file to write with --view.")
    ] = Path("graphtalk.html"),
    *,
    count: Annotated[bool, typer.Option("--count", help="Tell only how many rows there are, without a limit.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the store's plan and the indexes that it uses; ask nothing.")
    ] = False,
    view: Annotated[bool, typer.Option("--view", help="Draw the rows, where the query says how.")] = False,
) -> None:
    """Ask the store a question of the catalogue, of a file, or in Cypher."""
    from graphtalk.queries import ask, ask_cypher, find
    from graphtalk.queries import count as count_rows

    if sum(given is not None for given in (name, file, cypher)) != 1:
        raise UsageError("give one of: a query's name, --file, --cypher; `graphtalk queries` lists the names")
    asked = None if name is None else find(name, library)  # an unknown name is told before any store is opened
    if count + explain + view > 1:
        raise UsageError("give one of --count, --explain, --view")
    text = read_text(file) if file else cypher or ""
    parameters = dict(map(pair, param or []))
    if asked is None and (count or view):
        raise UsageError("--count and --view are for queries of the catalogue or of a library: give a name")
    if explain:
        print_plan(plan_of(asked, text, parameters, store))
        return
    if view and asked:
        draw(asked, parameters, store, target)
        return
    with progress("asking"), opened(store, create=False) as source:
        if asked is None:
            found = ask_cypher(source, text, parameters)
        else:
            found = count_rows(source, asked, parameters) if count else ask(source, asked, parameters)
    print_table(found.select([c.strip() for c in columns.split(",")]) if columns else found, output)


@queries_app.callback(invoke_without_command=True)
def queries(
    context: typer.Context,
    tag: Annotated[str | None, typer.Option(help="Only questions of this theme or with this tag.")] = None,
    output: TableOption = "table",
    library: LibraryOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Everything that the headers say, as JSON.")] = False,
) -> None:
    """List the questions of the catalogue, or show one."""
    from graphtalk.queries import catalogue
    from graphtalk.table import Table

    if context.invoked_subcommand is not None:
        return
    chosen = [q for q in catalogue(library).values() if tag is None or tag in q.labels]
    if not chosen:
        tags = sorted({label for q in catalogue(library).values() for label in q.labels})
        raise UsageError(f"no query has the tag {tag!r}; there is {', '.join(tags)}")
    if as_json:
        print_out(json.dumps([asdict(q) for q in chosen], ensure_ascii=False, indent=1))
        return
    rows = tuple((q.name, q.question, [p.signature for p in q.parameters]) for q in chosen)
    print_table(Table(("name", "question", "parameters"), rows), output)


@queries_app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of a query of the catalogue.", autocompletion=complete_names)
    ],
    library: LibraryOption = None,
) -> None:
    """Show the file of a query, and what it answers on the bundled sample page."""
    from graphtalk.demo import ask_sample
    from graphtalk.queries import find
    from graphtalk.table import Table

    found = find(name, library)
    print_out(f"{found.file}\n\n{found.cypher.rstrip()}\n")
    if lacking := [p.name for p in found.parameters if p.required and p.name not in found.example]:
        print_out(f"No example: the file has no example line with {', '.join(lacking)}.")
        return
    if "embedded" not in found.engines:
        print_out("No example: the query is for Neo4j alone.")
        return
    given = " ".join(f"-p {shlex.quote(f'{key}={value}')}" for key, value in found.example.items())
    with progress("asking the sample page"):
        rows = ask_sample(found)
    print_out(f"$ graphtalk query {name} {given}".rstrip())
    print_table(Table(rows.columns, rows.rows[:EXAMPLE_ROWS]), "table")
    if len(rows.rows) > EXAMPLE_ROWS:
        print_out(f"… {len(rows.rows)} rows in all")


@queries_app.command()
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Query files of your own.")]) -> None:
    """Tell what in query files is not portable between the stores; docs/CYPHER.md has the rules."""
    from graphtalk.queries import parse_query
    from graphtalk.queries.portable import faults

    lines = [
        f"{file}: {fault.rule}: {fault.detail}"
        for file in files
        for fault in faults(parse_query(file.stem, read_text(file), str(file)))
    ]
    print_out("\n".join(lines) if lines else "all portable")
    if lines:
        raise QueryError(f"{len(lines)} places are not portable: docs/CYPHER.md tells what to write instead")


def plan_of(asked: "Query | None", text: str, parameters: dict[str, str], store: str | None) -> "Plan":
    """Return a store's plan for a query of the catalogue, or for Cypher."""
    from graphtalk.queries import bind
    from graphtalk.queries.ask import literal
    from graphtalk.stores.explain import explain

    address = store_address(store, create=False)
    if asked is None:
        return explain(address, text, {name: literal(value) for name, value in parameters.items()})
    return explain(address, asked.cypher, bind(asked, parameters))


def print_plan(plan: "Plan") -> None:
    """Print a plan, and the indexes that it uses where the store tells."""
    print_out(plan.text)
    if plan.operators:
        used = [f"index: {index}" for index in plan.indexes]
        print_out("\n".join(["", *(used or ["index: none"])]))


def draw(asked: "Query", parameters: dict[str, str], store: str | None, target: Path) -> None:
    """Write the rows of a query as a picture."""
    from graphtalk.queries import ask
    from graphtalk.table import Table
    from graphtalk.views.html import render
    from graphtalk.views.relations import relations

    check_place(target)
    rows_graph(asked, Table((), ()))  # a query without a picture is told before any store is opened
    with progress("drawing"), opened(store, create=False) as source:
        graph = rows_graph(asked, ask(source, asked, parameters))
        write_text(target, render(relations(graph), asked.question))
    print_out(str(target))


def rows_graph(asked: "Query", found: "Table") -> "nx.MultiDiGraph[str]":
    """Return the graph that the rows of a query tell, by its view line; rows without a start or an end tell nothing.

    Rows with the same start and end become one edge, with all that they say beside it. Where the view line draws
    endorsements, the value of the edge's column tells the other stances from them.
    """
    import networkx as nx

    from graphtalk.table import cell

    picture = asked.picture
    if picture is None:
        raise UsageError(f"{asked.name} has no picture: its header has no view line")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for record in found.records():
        start, end = cell(record[picture.start]), cell(record[picture.end])
        ends = (node_id(picture.start_label, start), node_id(picture.end_label, end))
        for node, label, value in zip(ends, (picture.start_label, picture.end_label), (start, end), strict=True):
            if value:
                # A proposal's id is no name; the view gives it a number, and its text beside it.
                named = {"text": record.get("text")} if label == "Proposal" else {"name": value}
                graph.add_node(node, label=label, **named)
        if start and end:
            value = cell(record[picture.edge]) if picture.edge else ""
            kind = STANCES.get(value, "ENDORSES") if picture.edge_type == "ENDORSES" else picture.edge_type
            before = graph.edges[*ends, kind]["quote"] if graph.has_edge(*ends, kind) else ""
            said = ": ".join(filter(None, (value, cell(record.get("quote")))))
            graph.add_edge(*ends, key=kind, type=kind, quote="; ".join(filter(None, (before, said))))
    return graph


def node_id(label: str, value: str) -> str:
    """Return the id of a node in a picture: a user and an article of the same name are two.

    >>> node_id("User", "Earth"), node_id("Proposal", "enwiki:Talk:Earth#c/p1")
    ('User Earth', 'enwiki:Talk:Earth#c/p1')
    """
    return value if label == "Proposal" else f"{label} {value}"


def pair(text: str) -> tuple[str, str]:
    """Return the name and value of a `name=value` option."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--param {text!r} is not of the form name=value")
    return name.strip(), value
