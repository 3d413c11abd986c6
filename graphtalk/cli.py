"""The command line: each command parses its options, calls one function and prints.

Answers go to standard output, everything else to standard error. Exit codes: see docs/cli.md.
"""

import json
import logging
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from graphtalk import __version__
from graphtalk.errors import GraphtalkError, UsageError
from graphtalk.import_commands import import_command, sync
from graphtalk.model import Markup, Reading
from graphtalk.query_commands import queries_app, query
from graphtalk.search_commands import search
from graphtalk.source_options import (
    CorrectionsOption,
    LanguageOption,
    MarkupOption,
    SiteDataOption,
    SiteOption,
    TitleOption,
    corrections_in,
)
from graphtalk.store_commands import check, upgrade
from graphtalk.terminal import (
    StoreOption,
    TableOption,
    check_place,
    opened,
    print_out,
    print_table,
    progress,
    read_json,
    write_text,
)
from graphtalk.transfer_commands import copy, dump, restore, serve

# Everything heavy is imported inside the command that needs it, so that `--help` stays quick.
if TYPE_CHECKING:
    import networkx as nx

    from graphtalk.table import Table

__all__ = ["app", "main"]


class Group(TyperGroup):
    """Ends with one line on standard error and the error's exit code where graphtalk can say what is wrong."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **options: Any) -> NoReturn:
        """Run a command; `--debug` may stand anywhere in a call."""
        given = sorted(sys.argv[1:] if args is None else args, key=lambda word: word != "--debug")
        try:
            code = super().main(given or ["--help"], **{**options, "prog_name": "graphtalk", "standalone_mode": False})
        except (GraphtalkError, TyperException, OSError) as error:
            if "--debug" in given:
                traceback.print_exc()
            typer.echo(f"graphtalk: {words(error)}", err=True)
            code = getattr(error, "exit_code", 1)
        sys.exit(code or 0)


app = typer.Typer(
    cls=Group,
    help="Turn wiki talk pages into a graph that can be asked.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SourceArgument = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A file or folder, - for standard input, or a page of a wiki.")
]
InsteadArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SOURCE", help="A file, a folder or a page of a wiki, instead of a store.", show_default=False
    ),
]
PageOption = Annotated[str | None, typer.Option(help="Title or id of one page in the store; without it, all pages.")]
TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=TIMES, help="Only what was said at or after this time, UTC.")
]
UntilOption = Annotated[datetime | None, typer.Option(formats=TIMES, help="Only what was said before this time, UTC.")]
AnalysisForm = Annotated[
    Literal["table", "csv", "json", "markdown", "parquet"],
    typer.Option("--format", "-f", help="Form of the answer; parquet goes to a file."),
]
AnalysisTarget = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Parquet file to write.", show_default=False)
]
TargetOption = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="HTML file to write.")]


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Take the options of all commands."""
    del debug  # read by Group.main
    if version:
        print_out(f"graphtalk {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise UsageError("no command given; `graphtalk --help` lists them")


app.command("import")(import_command)
app.command()(sync)


@app.command()
def parse(
    source: Annotated[
        str | None,
        typer.Argument(metavar="SOURCE", help="A file or folder, - for standard input, or a page of a wiki."),
    ] = None,
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    site_data: SiteDataOption = None,
    language: LanguageOption = None,
    manifest: Annotated[Path | None, typer.Option(help="JSON file that names many pages; needs --out.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for one document a page of the manifest.")] = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Print the discussion document of a page: one JSON object, one a line for a folder."""
    from graphtalk.document import to_document
    from graphtalk.manifest import check_manifest, parse_manifest
    from graphtalk.pipeline import check_corrections, read_page, read_sources, readable

    by_hand = corrections_in(corrections)
    if manifest and out and not source:
        with progress("parsing") as on_page:
            say_counts(check_manifest(manifest, by_hand))
            for name in parse_manifest(manifest, out, by_hand):
                on_page(name)
        return
    if manifest or out or not source:
        raise UsageError("give a source, or --manifest and --out; `graphtalk parse --help` tells more")
    spoken, pages = read_sources([source], Reading(language, site, site_data, markup, title))
    fitting, counts = check_corrections(pages, spoken, by_hand)
    say_counts(counts)
    for raw in readable(fitting):
        document = to_document(*read_page(raw, spoken, by_hand))
        print_out(json.dumps(document, ensure_ascii=False, indent=None if Path(source).is_dir() else 1))


app.command()(query)
app.command()(search)
app.add_typer(queries_app, name="queries")


@app.command()
def analyze(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Name of an analysis; --list shows them.")] = None,
    source: InsteadArgument = None,
    page: PageOption = None,
    store: StoreOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    output: AnalysisForm = "table",
    target: AnalysisTarget = None,
    markup: Annotated[Markup | None, typer.Option("--markup", help="Markup of the pages.")] = None,
    title: TitleOption = None,
    site: SiteOption = None,
    site_data: SiteDataOption = None,
    language: LanguageOption = None,
    corrections: CorrectionsOption = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="Show which analyses there are.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Measure a store of more than 100,000 edges as one.")] = False,
) -> None:
    """Measure the graph of a store, of one page in it, or of page files."""
    from graphtalk.analytics import ANALYTICS, described
    from graphtalk.analytics import analyze as measure

    if listed == bool(name):
        raise UsageError("give the name of an analysis, or --list")
    if (output == "parquet") != (target is not None):
        raise UsageError("--format parquet and -o FILE go together")
    if target:
        check_place(target)
    if name is None:
        found = described()
    elif name in ANALYTICS:
        with progress("measuring"):
            reading = Reading(language, site, site_data, markup, title)
            bounds = in_utc(since), in_utc(until)
            graph, _ = graph_of(page, store, source, reading, corrections, bounds, whole=whole)
            found = measure(graph, name)
    else:
        raise UsageError(f"unknown analysis {name!r}; there is {', '.join(ANALYTICS)}")
    if target:
        write_columns(found, name, target)
    else:
        print_table(found, output)


@app.command()
def view(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Name of a view: network, replies, proposals, citations, people, lineage, stances, threads, sources.",
        ),
    ],
    source: InsteadArgument = None,
    target: TargetOption = Path("graphtalk.html"),
    page: PageOption = None,
    store: StoreOption = None,
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    site_data: SiteDataOption = None,
    language: LanguageOption = None,
    corrections: CorrectionsOption = None,
    *,
    max_nodes: Annotated[
        int | None, typer.Option(min=1, help="Most nodes to draw at first; of networks 500, of people 100.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the file in a browser.")] = False,
) -> None:
    """Write a view of the graph as one HTML file that needs no network."""
    from graphtalk.views import VIEWS
    from graphtalk.views import view as draw

    if name not in VIEWS:
        raise UsageError(f"unknown view {name!r}; there is {', '.join(VIEWS)}")
    check_place(target)
    with progress("drawing"):
        reading = Reading(language, site, site_data, markup, title)
        graph, heading = graph_of(page, store, source, reading, corrections)
        write_text(target, draw(graph, name, heading=heading, max_nodes=max_nodes).html)
    tell_file(target, show=show)


@app.command()
def report(
    page: Annotated[str, typer.Argument(metavar="PAGE", help="Title or id of a page in the store, or a page file.")],
    target: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="File to write; Markdown where it ends with .md.")
    ] = Path("graphtalk-report.html"),
    store: StoreOption = None,
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    site_data: SiteDataOption = None,
    language: LanguageOption = None,
    corrections: CorrectionsOption = None,
    *,
    show: Annotated[bool, typer.Option("--open", help="Open the file in a browser.")] = False,
) -> None:
    """Write a brief of a page: what was asked, who said what of which wording, what is open, what came of it."""
    from graphtalk.report_page import report_html, report_markdown

    check_place(target)
    write = report_markdown if target.suffix.lower() in {".md", ".markdown"} else report_html
    with progress("reporting"):
        reading = Reading(language, site, site_data, markup, title)
        from_file = store is None and Path(page).is_file()
        stored, source = (None, page) if from_file else (page, None)
        graph, heading = graph_of(stored, store, source, reading, corrections)
        write_text(target, write(graph, heading))
    tell_file(target, show=show)


@app.command()
def site(
    answers: Annotated[list[Path], typer.Argument(metavar="FILE", help="Saved API answers: siteinfo and allmessages.")],
    date_format: Annotated[
        str | None, typer.Option(help="Its date format in MediaWiki's letters; the API does not tell.")
    ] = None,
) -> None:
    """Print a wiki's data for --site-data, made from the wiki's own answers."""
    from graphtalk.site import date_formats
    from graphtalk.siteinfo import site_data

    found = site_data(map(read_json, answers), date_formats=date_formats(), date_format=date_format)
    print_out(json.dumps(found, ensure_ascii=False, indent=1))


@app.command()
def schema() -> None:
    """Print the graph schema: nodes, edges and their properties, as Markdown."""
    from graphtalk.schema_page import schema_markdown

    print_out(schema_markdown().rstrip("\n"))


@app.command()
def stats(store: StoreOption = None, output: TableOption = "table") -> None:
    """Count what is in the store, by label and edge type."""
    from graphtalk.stores.contents import count_rows

    with progress("counting"), opened(store, create=False) as source:
        found = count_rows(source)
    print_table(found, output)


for command in (upgrade, check, copy, dump, restore, serve):
    app.command()(command)


@app.command()
def demo(
    store: Annotated[
        str, typer.Option("--store", metavar="ADDRESS", help="Where to import to; :memory: keeps nothing.")
    ] = ":memory:",
    target: TargetOption = Path("graphtalk-demo.html"),
) -> None:
    """Import the bundled sample page, answer three questions and draw the page."""
    from graphtalk.demo import draw_demo, run_demo

    check_place(target)
    with opened(store, create=True) as filled:
        for question, answer in run_demo(filled):
            print_out(f"{question}\n")
            print_table(answer, "table")
            print_out("")
        write_text(target, draw_demo(filled))
    print_out(f"The page as a picture: {target.resolve()}")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # both are text files
    logging.getLogger().addHandler(logging.NullHandler())  # what a library logs of an error, we say in our one line
    app()


def tell_file(target: Path, *, show: bool) -> None:
    """Print the name of a file that was written, and open it in a browser where that is wanted."""
    print_out(str(target))
    if show:
        import webbrowser

        webbrowser.open(target.resolve().as_uri())


def words(error: GraphtalkError | TyperException | OSError) -> str:
    """Return what an error says, in one line."""
    text = str(error)
    if isinstance(error, OSError) and error.filename is not None:
        text = f"{error.filename}: {error.strerror}"
    if isinstance(error, TyperException):
        text = error.format_message().replace("Value error, ", "").rstrip(".")
        called = getattr(getattr(error, "ctx", None), "command_path", "graphtalk")
        text += f"{'' if text.endswith('?') else ';'} `{called} --help` shows what there is"
    return " ".join(text.splitlines())


def say_counts(counts: Mapping[str, int]) -> None:
    """Say on standard error what corrections do, where they are given."""
    from graphtalk.corrections import counts_line

    if counts:
        typer.echo(counts_line(counts), err=True)


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a time as the command line takes it, which is UTC, with its zone."""
    return moment and moment.replace(tzinfo=UTC)


def write_columns(found: "Table", name: str | None, target: Path) -> None:
    """Write the table of an analysis, or the list of them, as a Parquet file, and say where."""
    from graphtalk.analytics import column_kinds
    from graphtalk.transfer_commands import parquet

    with parquet():
        from graphtalk.arrow import write_parquet

        write_parquet(found, column_kinds(name) if name else dict.fromkeys(found.columns, "string"), target)
    print_out(str(target))


def graph_of(
    page: str | None,
    store: str | None,
    source: str | None,
    reading: Reading,
    corrections: Path | None,
    bounds: tuple[datetime | None, datetime | None] = (None, None),
    *,
    whole: bool = True,
) -> "tuple[nx.MultiDiGraph[str], str]":
    """Return a graph and what it shows: of page files without any store, or of a store or one page in it.

    Without `whole`, a store with more edges than memory should hold is refused, but for one page of it.
    """
    import networkx as nx

    from graphtalk.pipeline import check_corrections, read_sources, readable, to_batch
    from graphtalk.stores.contents import find_page
    from graphtalk.stores.export import batch_to_networkx, refuse_large, to_networkx, within

    if source is None:
        if corrections:
            raise UsageError(
                "--corrections goes with page files; pages in a store were corrected when they were imported"
            )
        with opened(store, create=False) as target:
            page_id = find_page(target, page) if page else None
            if not page and not whole:
                refuse_large(target)
            graph = to_networkx(target, page=page_id, since=bounds[0], until=bounds[1])
        return graph, heading_of(graph)
    if page or store:
        raise UsageError("give a page file, or --page and --store, not both")
    by_hand = corrections_in(corrections)
    language, pages = read_sources([source], reading)
    fitting, counts = check_corrections(pages, language, by_hand)
    say_counts(counts)
    batches = [to_batch(raw, language, by_hand) for raw in readable(fitting)]
    graph = nx.compose_all(map(batch_to_networkx, batches))
    return within(graph, *bounds), heading_of(graph)


def heading_of(graph: "nx.MultiDiGraph[str]") -> str:
    """Return what a graph shows: the title of its page, or how many pages it has."""
    titles = [str(data["title"]) for _, data in graph.nodes(data=True) if data["label"] == "Page"]
    return titles[0] if len(titles) == 1 else f"{len(titles):,} pages"
