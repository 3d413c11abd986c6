"""The commands that bring pages into a store: `import` from files and live wikis, and `sync`."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from graphtalk.errors import UsageError
from graphtalk.model import Reading
from graphtalk.source_options import (
    CorrectionsOption,
    LanguageOption,
    MarkupOption,
    SiteDataOption,
    SiteOption,
    TitleOption,
    corrections_in,
)
from graphtalk.terminal import StoreOption, print_out, progress, read_text, writable

# Everything heavy is imported inside the command that needs it, so that `--help` stays quick.
if TYPE_CHECKING:
    from graphtalk.corrections import Corrections
    from graphtalk.report import ImportReport
    from graphtalk.stores import Store
    from graphtalk.wiki.addresses import PageName
    from graphtalk.workers import Workers

__all__ = ["import_command", "sync"]

MANY = 50  # pages from which a wiki is asked for wikitext, fifty a call, where HTML is not asked for
WaitOption: TypeAlias = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for another import into the store to end.")
]
JobsOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Processes that read pages where there are many; without it one a core, at most 8.",
        show_default=False,
    ),
]
DryOption: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and write nothing.")]


def import_command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Files, folders, titles or addresses of pages; - for standard input."),
    ] = None,
    store: StoreOption = None,
    markup: MarkupOption = None,
    title: TitleOption = None,
    site: SiteOption = None,
    site_data: SiteDataOption = None,
    language: LanguageOption = None,
    corrections: CorrectionsOption = None,
    wait: WaitOption = 0,
    jobs: JobsOption = None,
    from_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of titles or addresses, one a line.")
    ] = None,
    category: Annotated[str | None, typer.Option(help="All pages of a category of the wiki.")] = None,
    namespace: Annotated[
        int | None, typer.Option("--all-in-namespace", metavar="N", help="All pages of a namespace, such as 1: Talk.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many pages of the wiki.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"], help="As a reader saw the pages then, UTC."),
    ] = None,
    *,
    with_archives: Annotated[bool, typer.Option("--with-archives", help="The archives of the pages, too.")] = False,
    history: Annotated[bool, typer.Option("--history", help="The life of each comment, from all revisions.")] = False,
    check_article: Annotated[
        bool, typer.Option("--check-article", help="What became of proposals and sources in the article.")
    ] = False,
    dry_run: DryOption = False,
) -> None:
    """Read talk pages and write them into a store; a page that is there is replaced, one that did not change left alone."""
    from graphtalk.pipeline import report_skipped
    from graphtalk.wiki.addresses import names_of
    from graphtalk.workers import Workers

    named = [*(sources or []), *(listed_in(from_file) if from_file else [])]
    names = names_of(named, site)
    reading = Reading(language, site, site_data, markup, title, history)
    by_hand = corrections_in(corrections)
    with ExitStack() as stack:
        if names is None and category is None and namespace is None:
            refuse_live_options(with_archives or check_article or limit or as_of or from_file)
            load = files_to_load(named, reading, by_hand)
        else:
            wanted = Wanted(
                pages=tuple(names or ()),
                category=category,
                namespace=namespace,
                limit=limit,
                archives=with_archives,
                history=history,
                article=check_article,
                as_of=as_of.replace(tzinfo=UTC) if as_of else None,
            )
            load = wiki_to_load(wanted, reading, by_hand, stack)
        target = stack.enter_context(writable(store, wait=wait))
        report = load(rehearsed(target, dry_run), stack.enter_context(Workers(jobs)))
    print_out("\n".join(report.lines(by_edge=dry_run)))
    report_skipped(report.skipped)


def sync(
    store: StoreOption = None,
    corrections: CorrectionsOption = None,
    wait: WaitOption = 0,
    jobs: JobsOption = None,
    *,
    dry_run: DryOption = False,
) -> None:
    """Bring pages of live wikis up to date: those that changed since their import are read again, as they were then."""
    from graphtalk.language import load_language
    from graphtalk.live import imported
    from graphtalk.live_import import Asked, import_live
    from graphtalk.pipeline import report_skipped
    from graphtalk.report import ImportReport
    from graphtalk.site import build_site
    from graphtalk.wiki.client import Settings
    from graphtalk.wiki.sites import open_wiki
    from graphtalk.workers import Workers

    by_hand = corrections_in(corrections) if corrections else None
    total = ImportReport()
    with writable(store, wait=wait) as target, Workers(jobs) as workers:
        groups = imported(target)
        place = rehearsed(target, dry_run)
        with progress("syncing", sum(len(group.names) for group in groups)) as watch:
            for group in groups:
                wish = group.wish
                data = build_site(json.loads(wish.site_data), group.api) if wish.site_data else None
                with open_wiki(group.api, Settings.from_environment(), data=data) as wiki:
                    language = load_language(wish.language, wiki.site)
                    asked = Asked(wiki, group.names, wish)
                    said = group.corrections if by_hand is None else by_hand
                    total.add(import_live(asked, place, language, corrections=said, watch=watch, workers=workers))
    if not groups:
        print_out("no pages of live wikis in the store; `graphtalk import TITLE --site HOST` brings some")
        return
    print_out("\n".join(total.lines(by_edge=dry_run)))
    report_skipped(total.skipped)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a wiki.

    Attributes:
        pages: Pages by name.
        category: All pages of this category.
        namespace: All pages of this namespace.
        limit: At most so many.
        archives: Their archives, too.
        history: The life of their comments.
        article: What became of proposals in the article.
        as_of: As they were at this time, aware UTC.
    """

    pages: "tuple[PageName, ...]"
    category: str | None
    namespace: int | None
    limit: int | None
    archives: bool
    history: bool
    article: bool
    as_of: datetime | None


def listed_in(file: Path) -> list[str]:
    """Return the titles or addresses in a file; empty lines and those that begin with # are none."""
    lines = (line.strip() for line in read_text(file).splitlines())
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise UsageError(f"{file}: no title in it; write one a line")
    return found


def refuse_live_options(given: object) -> None:
    """Refuse options that only pages of a wiki have, where the sources are files."""
    if given:
        raise UsageError(
            "--from-file, --limit, --as-of, --with-archives and --check-article are for pages of a wiki: name it with --site"
        )


def files_to_load(
    sources: Sequence[str], reading: Reading, corrections: "Corrections"
) -> "Callable[[Store, Workers], ImportReport]":
    """Return what imports page files, once it is sure that they are there."""
    from graphtalk.pipeline import check_corrections, import_pages, page_count, read_sources

    if not sources:
        raise UsageError(
            "missing argument 'SOURCE': give a file, a folder or -, or a page of a wiki with --site; "
            "`graphtalk import --help` shows what there is"
        )
    language, pages = read_sources(sources, reading)
    fitting, _ = check_corrections(pages, language, corrections)

    def load(store: "Store", workers: "Workers") -> "ImportReport":
        with progress("importing", page_count(sources)) as watch:
            return import_pages(fitting, store, language, corrections=corrections, watch=watch, workers=workers)

    return load


def wiki_to_load(
    wanted: Wanted, reading: Reading, corrections: "Corrections", stack: ExitStack
) -> "Callable[[Store, Workers], ImportReport]":
    """Return what imports pages of a live wiki, once that has answered; the stack closes the connection."""
    from graphtalk.language import load_language
    from graphtalk.live import Wish, and_archives, names_wanted, wiki_of
    from graphtalk.live_import import Asked, import_live
    from graphtalk.site import read_data

    wiki = stack.enter_context(wiki_of(wanted.pages, reading))
    language = load_language(reading.language, wiki.site)
    names = names_wanted(wiki, wanted.pages, category=wanted.category, namespace=wanted.namespace, limit=wanted.limit)
    if wanted.archives:
        names = and_archives(wiki, names)
    markup = reading.markup or ("wikitext" if len(names) > MANY else "html")
    if markup == "wikitext" and not reading.markup:
        typer.echo(f"{len(names):,} pages: as wikitext, fifty a request; --markup html reads each by itself", err=True)
    data = json.dumps(read_data(reading.site_data), ensure_ascii=False) if reading.site_data else None
    wish = Wish(markup, wanted.history, wanted.article, wanted.as_of, reading.language, data)
    asked = Asked(wiki, names, wish)

    def load(store: "Store", workers: "Workers") -> "ImportReport":
        with progress("importing", len(names)) as watch:
            return import_live(asked, store, language, corrections=corrections, watch=watch, workers=workers)

    return load


def rehearsed(store: "Store", dry_run: bool) -> "Store":  # noqa: FBT001 - the option as it was given
    """Return a store, or for a dry run what only counts what it would write."""
    from graphtalk.stores.rehearsal import Rehearsal

    if dry_run:
        typer.echo("dry run: nothing is written", err=True)
    return Rehearsal(store) if dry_run else store
