"""The command line: each command parses its options, calls one function and prints.

Answers go to standard output, everything else to standard error. Exit codes: see docs/cli.md.
"""

import json
import os
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from graphtalk.errors import GraphtalkError, UsageError

# Everything heavy is imported inside the command that needs it, so that `--help` stays quick.
if TYPE_CHECKING:
    import networkx as nx

    from graphtalk.language import Language
    from graphtalk.model import Markup, RawPage
    from graphtalk.pipeline import ImportReport
    from graphtalk.stores import Store
    from graphtalk.table import Table

__all__ = ["app", "main"]


class Group(TyperGroup):
    """Turns the errors that graphtalk can explain into one line and their exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except GraphtalkError as error:
            if ctx.params.get("debug"):
                raise
            typer.echo(f"graphtalk: {error}", err=True)
            raise typer.Exit(error.exit_code) from error
        except BrokenPipeError as error:
            # The reader of our output went away (`| head`): nothing more to say, and Python must not try at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from error


class OutputFormat(StrEnum):
    """Forms of a table."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"


class MarkupName(StrEnum):
    """Markups that a source can be in."""

    wikitext = "wikitext"
    html = "html"
    plain = "plain"


app = typer.Typer(
    cls=Group,
    help="Turn wiki talk pages into a graph that can be asked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="A folder, :memory:, or neo4j://… (credentials: NEO4J_USERNAME, NEO4J_PASSWORD). "
        "Without it: $GRAPHTALK_STORE, else a folder under the user's data directory.",
        show_default=False,
    ),
]
MarkupOption = Annotated[
    MarkupName | None, typer.Option("--format", help="Markup of the source; without it, told by the content.")
]
TitleOption = Annotated[str | None, typer.Option(help="Title of the page, where the source does not tell it.")]
SiteOption = Annotated[str | None, typer.Option(help="Wiki that the page is from, such as enwiki; gives its links.")]
LanguageOption = Annotated[str, typer.Option(help="Language of the page.")]
TableOption = Annotated[OutputFormat, typer.Option("--format", "-f", help="Form of the answer.")]
PageOption = Annotated[str | None, typer.Option(help="Title or id of one page in the store; without it, all pages.")]


@app.callback()
def options(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Take the options of all commands."""
    del debug  # read by Group.invoke


@app.command("import")
def import_command(
    sources: Annotated[list[str], typer.Argument(help="Files or folders; - for standard input.")],
    store: StoreOption = None,
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    language: LanguageOption = "en",
) -> None:
    """Read talk pages and write them into a store; a page that is there is replaced."""
    from graphtalk.pipeline import import_pages

    spoken, pages = read_all(sources, language, markup, title, site)
    with opened(store, create=True) as target, progress("importing") as on_page:
        report = import_pages(pages, target, spoken, on_page=on_page)
    print_report(report)


@app.command()
def parse(
    source: Annotated[str, typer.Argument(help="A file or folder; - for standard input.")],
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    language: LanguageOption = "en",
) -> None:
    """Print the discussion document of a page: one JSON object, one a line for several pages."""
    from graphtalk.document import to_document
    from graphtalk.pipeline import read_page

    spoken, pages = read_all([source], language, markup, title, site)
    several = Path(source).is_dir()
    for raw in pages:
        document = to_document(*read_page(raw, spoken))
        print_out(json.dumps(document, ensure_ascii=False, indent=None if several else 1))


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="Name of a query of the catalogue.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A file with a query of your own.")] = None,
    cypher: Annotated[str | None, typer.Option("--cypher", help="Cypher to run as it is, read-only.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="A parameter, as name=value.")] = None,
    columns: Annotated[str | None, typer.Option(help="Columns to show, parted by commas; without it, all.")] = None,
    store: StoreOption = None,
    output: TableOption = OutputFormat.table,
) -> None:
    """Ask the store a question of the catalogue, of a file, or in Cypher."""
    from graphtalk.queries import ask_cypher, find, run

    if sum(given is not None for given in (name, file, cypher)) != 1:
        raise UsageError("give one of: a query's name, --file, --cypher; `graphtalk queries` lists the names")
    if name is not None:
        find(name)  # an unknown name is told before any store is opened
    parameters = dict(pair(text) for text in param or [])
    text = cypher if cypher is not None else file.read_text(encoding="utf-8") if file and file.is_file() else None
    if file and text is None:
        raise UsageError(f"{file}: there is no such file")
    with opened(store, create=False) as source:
        found = run(source, name, parameters) if name else ask_cypher(source, text or "", parameters)
    print_table(found.select([c.strip() for c in columns.split(",")]) if columns else found, output)


@app.command()
def queries(output: TableOption = OutputFormat.table) -> None:
    """List the questions of the catalogue."""
    from graphtalk.queries import catalogue
    from graphtalk.table import Table

    rows = tuple((q.name, q.question, [p.signature for p in q.parameters]) for q in catalogue().values())
    print_table(Table(("name", "question", "parameters"), rows), output)


@app.command()
def analyze(
    name: Annotated[str, typer.Argument(help="Name of an analysis; `list` shows them.")],
    source: Annotated[str | None, typer.Argument(help="A page file, instead of the store.")] = None,
    page: PageOption = None,
    store: StoreOption = None,
    output: TableOption = OutputFormat.table,
    markup: Annotated[MarkupName | None, typer.Option("--markup", help="Markup of the page file.")] = None,
    title: TitleOption = None,
    site: SiteOption = None,
    language: LanguageOption = "en",
) -> None:
    """Measure the graph of a store, of one page in it, or of a page file."""
    from graphtalk.analytics import ANALYTICS
    from graphtalk.analytics import analyze as measure
    from graphtalk.table import Table

    if name == "list":
        rows = tuple((key, (function.__doc__ or "").partition("\n")[0]) for key, function in ANALYTICS.items())
        print_table(Table(("name", "what"), rows), output)
        return
    if name not in ANALYTICS:
        raise UsageError(f"unknown analysis {name!r}; there is {', '.join(ANALYTICS)}")
    graph, _ = graph_of(source, page, store, lambda: read_all([source or ""], language, markup, title, site))
    print_table(measure(graph, name), output)


@app.command()
def view(
    name: Annotated[str, typer.Argument(help="Name of a view: network.")],
    source: Annotated[str | None, typer.Argument(help="A page file, instead of the store.")] = None,
    target: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write.")] = Path("graphtalk.html"),
    page: PageOption = None,
    store: StoreOption = None,
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    language: LanguageOption = "en",
    *,
    max_nodes: Annotated[int, typer.Option(min=1, help="Most nodes to draw.")] = 500,
    show: Annotated[bool, typer.Option("--open", help="Open the file in a browser.")] = False,
) -> None:
    """Write a picture of the graph as one HTML file that needs no network."""
    from graphtalk.views import VIEWS
    from graphtalk.views.html import render

    if name not in VIEWS:
        raise UsageError(f"unknown view {name!r}; there is {', '.join(VIEWS)}")
    graph, heading = graph_of(source, page, store, lambda: read_all([source or ""], language, markup, title, site))
    write_text(target, render(VIEWS[name](graph, max_nodes=max_nodes), heading))
    print_out(str(target))
    if show:
        webbrowser.open(target.resolve().as_uri())


@app.command()
def schema() -> None:
    """Print the graph schema: nodes, edges and their properties, as Markdown."""
    from graphtalk.schema_page import schema_markdown

    print_out(schema_markdown().rstrip("\n"))


@app.command()
def stats(store: StoreOption = None, output: TableOption = OutputFormat.table) -> None:
    """Count what is in the store, by label and edge type."""
    from graphtalk.stores.contents import count_rows

    with opened(store, create=False) as source:
        print_table(count_rows(source), output)


@app.command()
def demo(
    store: StoreOption = None,
    target: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write.")] = Path("graphtalk-demo.html"),
) -> None:
    """Import the bundled sample page, answer three questions and draw the page."""
    from graphtalk.demo import run_demo

    for line in run_demo(store or ":memory:", target):
        print_out(line)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # both are text files
    app()


def read_all(
    sources: list[str], language: str, markup: MarkupName | None, title: str | None, site: str | None
) -> "tuple[Language, Iterator[RawPage]]":
    """Return the language and the pages of all sources; the first is read at once, so that a bad path is told early."""
    from graphtalk.language import load_language
    from graphtalk.readers import read

    spoken = load_language(language)
    form: Markup | None = markup.value if markup else None
    if title and (len(sources) > 1 or Path(sources[0]).is_dir()):
        raise UsageError("--title names one page; give one file with it")
    for source in sources:
        if source != "-" and not Path(source).exists():
            next(read(source, spoken))  # raises
    return spoken, (raw for source in sources for raw in read(source, spoken, markup=form, title=title, site=site))


@contextmanager
def opened(address: str | None, *, create: bool) -> "Iterator[Store]":
    """Open the store at an address, or the default one, for the time of a command."""
    from graphtalk.stores import default_address, open_store

    with open_store(address or default_address(), create=create) as store:
        yield store


def graph_of(
    source: str | None, page: str | None, store: str | None, pages: "Callable[[], tuple[Language, Iterator[RawPage]]]"
) -> "tuple[nx.MultiDiGraph[str], str]":
    """Return a graph and what it shows: of a page file without any store, or of a store or one page in it."""
    import networkx as nx

    from graphtalk.stores.contents import find_page
    from graphtalk.stores.export import batch_to_networkx, to_networkx

    if source is not None:
        if page or store:
            raise UsageError("give a page file, or --page and --store, not both")
        from graphtalk.pipeline import to_batch

        language, raws = pages()
        batches = [to_batch(raw, language) for raw in raws]
        titles = [str(row["title"]) for batch in batches for row in batch.nodes["Page"]]
        return nx.compose_all(map(batch_to_networkx, batches)), titles[0] if len(
            titles
        ) == 1 else f"{len(titles)} pages"
    with opened(store, create=False) as target:
        page_id = find_page(target, page) if page else None
        return to_networkx(target, page=page_id), page or f"All pages in {target.name}"


@contextmanager
def progress(what: str) -> "Iterator[Callable[[str], None]]":
    """Show how far a long command is on standard error, once it has taken a second and only in a terminal."""
    from time import monotonic

    started, done, terminal = monotonic(), 0, sys.stderr.isatty()

    def step(title: str) -> None:
        nonlocal done
        done += 1
        if terminal and monotonic() - started > 1:
            typer.echo(f"\r\x1b[K{what}: {done} pages, {title[:60]}", nl=False, err=True)

    try:
        yield step
    finally:
        if terminal and done and monotonic() - started > 1:
            typer.echo("\r\x1b[K", nl=False, err=True)


def print_report(report: "ImportReport") -> None:
    """Print what an import did."""
    plural = "" if len(report.pages) == 1 else "s"
    print_out(f"{len(report.pages)} page{plural}, {report.comments} comments")
    for label in ("created", "updated", "unchanged", "removed"):
        counts = getattr(report, label)
        detail = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        print_out(f"{label}: {sum(counts.values())}{f' ({detail})' if detail else ''}")
    if report.warnings:
        found = ", ".join(f"{count} {code}" for code, count in sorted(report.warnings.items()))
        typer.echo(f"warnings: {found} (`graphtalk parse` shows them)", err=True)


def print_table(found: "Table", output: OutputFormat) -> None:
    """Print a table in one of its forms."""
    from shutil import get_terminal_size

    from graphtalk.table import render

    width = get_terminal_size().columns if sys.stdout.isatty() else None
    print_out(render(found, output.value, width=width))


def print_out(text: str) -> None:
    """Print to standard output."""
    typer.echo(text)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        UsageError: The folder is missing or may not be written.
    """
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as cause:
        raise UsageError(f"{path}: cannot be written ({cause.strerror}); choose another place with -o") from cause


def pair(text: str) -> tuple[str, str]:
    """Return the name and value of a `name=value` option."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--param {text!r} is not of the form name=value")
    return name.strip(), value
