"""The whole way in: sources are read, parsed, annotated, projected and written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from graphtalk.annotate import annotate
from graphtalk.corrections import NO_CORRECTIONS, Corrections, correct_annotations, correct_page, counts_line
from graphtalk.errors import GraphtalkError, ReadError, UsageError
from graphtalk.language import Language, load_language
from graphtalk.model import Annotations, Page, RawPage, Reading
from graphtalk.parse import parse
from graphtalk.project import project
from graphtalk.readers import read
from graphtalk.readers.files import SUFFIXES
from graphtalk.schema import EDGES, NODES, GraphBatch
from graphtalk.site import Site, load_site, read_site
from graphtalk.stores import Store

__all__ = [
    "ImportReport",
    "check_corrections",
    "import_pages",
    "read_page",
    "read_sources",
    "readable",
    "report_skipped",
    "to_batch",
]


@dataclass(slots=True)
class ImportReport:
    """What an import did; what was read is `pages`, `repeated` and `skipped`.

    Attributes:
        pages: Titles of the pages written by their ids, in order.
        repeated: Titles of pages that came again; the last one of each is in the store.
        skipped: Why files were not read, in order; each begins with the file's name.
        comments: Number of comments by id of the page.
        created: Rows that were new, by label or edge type.
        updated: Rows whose properties changed.
        unchanged: Rows that were in the store as they are.
        removed: Rows that went.
        warnings: Number of warnings by code.
        corrections: Counts of corrections by what they did; None where none were given.
    """

    pages: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    comments: Counter[str] = field(default_factory=Counter)
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    corrections: Counter[str] | None = None

    def lines(self) -> list[str]:
        """Return the report for people, line by line."""
        pages, comments = len(self.pages), self.comments.total()
        lines = [f"{pages} page{'s'[: pages != 1]}, {comments} comment{'s'[: comments != 1]}"]
        for kind in ("created", "updated", "unchanged", "removed"):
            counts: Counter[str] = getattr(self, kind)
            parts = [f"{counts[label]} {label}" for label in NODES if counts[label]]
            if edges := sum(counts[edge] for edge in EDGES):
                parts.append(f"{edges} edges")
            detail = f" ({', '.join(parts)})" if parts else ""
            lines.append(f"{kind}: {counts.total()}{detail}")
        if self.corrections is not None:
            lines.append(counts_line(self.corrections))
        lines += [f"no comments: {title}" for page, title in self.pages.items() if not self.comments[page]]
        lines += [f"came again: {title}; the last one is in the store" for title in self.repeated]
        if self.warnings:
            found = ", ".join(f"{count} {code}" for code, count in sorted(self.warnings.items()))
            lines.append(f"warnings: {found} (`graphtalk parse` shows them)")
        return lines + [f"skipped: {reason}" for reason in self.skipped]


def named_wiki(reading: Reading) -> Site | None:
    """Return the wiki that people name, None where they name none.

    Raises:
        ReadError: The file with its data cannot be read.
        LanguageError: The data are faulty.
        UsageError: There are no data for it.
    """
    if reading.site_data:
        return read_site(reading.site_data)
    return load_site(reading.site) if reading.site else None


def read_sources(sources: Sequence[str], reading: Reading) -> tuple[Language, Iterator[RawPage | ReadError]]:
    """Return the language and the pages of sources; in the place of a file that cannot be read, the error that says why.

    It looks before it leaps: it returns only when all sources are there and one page is read.

    Args:
        sources: Files, folders of page files, or `-` for standard input.
        reading: What is said of them.

    Raises:
        ReadError: A source is missing, a folder has no page files, or no file at all can be read.
        UsageError: There is no data for the language or the site, or a title is given for several pages.
    """
    wiki = named_wiki(reading)
    language = load_language(reading.language, wiki)
    title = reading.title
    if title and (len(sources) > 1 or Path(sources[0]).is_dir()):
        raise UsageError("--title names one page; give one file with it")

    def read_one(source: str) -> Iterator[RawPage]:
        return read(source, language, markup=reading.markup, title=title, site=wiki.name if wiki else None)

    files = [file for source in sources for file in page_files(source)]
    for file in files:
        if file != "-" and (Path(file).is_dir() or not Path(file).exists()):
            next(read_one(file))  # raises, and knows why
    found = pages_or_errors(files, read_one)
    seen: list[RawPage | ReadError] = []
    for page in found:
        seen.append(page)
        if isinstance(page, RawPage):
            return language, chain(seen, found)
    errors = [error for error in seen if isinstance(error, ReadError)]
    raise errors[0] if len(errors) == 1 else ReadError(f"none of {len(errors)} files can be read: {errors[0]}; …")


def page_files(source: str) -> list[str]:
    """Return the page files of a folder by name; any other source is itself."""
    folder = Path(source)
    if source == "-" or not folder.is_dir():
        return [source]
    return sorted(str(file) for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()) or [
        source
    ]


def pages_or_errors(files: Iterable[str], read: Callable[[str], Iterator[RawPage]]) -> Iterator[RawPage | ReadError]:
    """Yield the pages of files, and the error in place of what cannot be read."""
    for file in files:
        try:
            yield from read(file)
        except ReadError as error:
            yield error


def readable(pages: Iterable[RawPage | ReadError]) -> Iterator[RawPage]:
    """Yield the pages that could be read, then raise what could not.

    Raises:
        ReadError: Files were skipped; all others have been yielded.
    """
    skipped: list[str] = []
    for page in pages:
        if isinstance(page, ReadError):
            skipped.append(str(page))
        else:
            yield page
    report_skipped(skipped)


def report_skipped(skipped: Sequence[str]) -> None:
    """Raise if files were skipped.

    Args:
        skipped: Why, one a file; each begins with its name.

    Raises:
        ReadError: It has the first reason and how many more there are.
    """
    if skipped:
        more = f"; {len(skipped) - 1} more cannot be read" if len(skipped) > 1 else ""
        raise ReadError(f"{skipped[0]}{more}")


def parse_page(raw: RawPage, language: Language, corrections: Corrections) -> tuple[Page, Language]:
    """Return a raw page parsed, its structure corrected, and the language of the wiki that it tells."""
    if raw.site and raw.site != language.site.name:
        language = load_language(None, load_site(raw.site))
    return correct_page(parse(raw, language), corrections, language), language


def read_page(raw: RawPage, language: Language, corrections: Corrections = NO_CORRECTIONS) -> tuple[Page, Annotations]:
    """Return a raw page parsed, annotated and corrected; a page that tells its wiki is read by that wiki's data.

    Raises:
        CorrectionError: A correction does not fit the page.
    """
    page, language = parse_page(raw, language, corrections)
    return page, correct_annotations(page, annotate(page, language), corrections)


def check_corrections(
    pages: Iterable[RawPage | ReadError], language: Language, corrections: Corrections
) -> tuple[Iterable[RawPage | ReadError], Counter[str]]:
    """Return the pages, once it is sure that corrections fit them, and the counts of what corrections do on them.

    Cost: all pages are parsed and those that are corrected also annotated, once more than without.

    Raises:
        CorrectionError: A correction does not fit its page.
    """
    if corrections is NO_CORRECTIONS:
        return pages, Counter()
    given = list(pages)
    names: set[str] = set()
    for raw in given:
        if isinstance(raw, RawPage):
            page, spoken = parse_page(raw, language, corrections)
            names |= {page.id, page.title}
            if corrections.on(page):
                correct_annotations(page, annotate(page, spoken), corrections)
    return given, corrections.counts(names)


def to_batch(raw: RawPage, language: Language, corrections: Corrections = NO_CORRECTIONS) -> GraphBatch:
    """Return a raw page as graph rows, without any store."""
    return project(*read_page(raw, language, corrections))


def import_pages(
    pages: Iterable[RawPage | ReadError],
    store: Store,
    language: Language,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    on_page: Callable[[str], None] | None = None,
) -> ImportReport:
    """Write pages into a store, one transaction a page.

    Whether corrections fit all pages, `check_corrections` tells before the first one is written.

    Args:
        pages: Pages as read; errors among them are reported as skipped.
        store: An open store.
        language: Language of the pages.
        corrections: What people have corrected, on these pages or others.
        on_page: Called with each page's title when it is written.

    Returns:
        What was written; its counts are those that the store reports.

    Raises:
        GraphtalkError: Of the kind that a page met on its way; the pages before it are in the store, and it says so.
    """
    report = ImportReport()
    for raw in pages:
        if isinstance(raw, ReadError):
            report.skipped.append(str(raw))
            continue
        try:
            title = import_page(read_page(raw, language, corrections), store, report)
        except GraphtalkError as error:
            if not report.pages:
                raise
            before = "1 page before it is" if len(report.pages) == 1 else f"{len(report.pages)} pages before it are"
            raise type(error)(f"{error}; the {before} in the store") from error
        if on_page:
            on_page(title)
    if corrections is not NO_CORRECTIONS:
        report.corrections = corrections.counts({*report.pages, *report.pages.values()})
    return report


def import_page(found: tuple[Page, Annotations], store: Store, report: ImportReport) -> str:
    """Write one page, add what that did to the report, and return the page's title."""
    page, annotations = found
    counts = store.write(project(page, annotations))
    if page.id in report.pages:
        report.repeated.append(page.title)
    report.pages[page.id] = page.title
    report.comments[page.id] = len(page.comments)
    report.created.update(counts.created)
    report.updated.update(counts.updated)
    report.unchanged.update(counts.unchanged)
    report.removed.update(counts.removed)
    report.warnings.update(warning.code for warning in (*page.warnings, *annotations.warnings))
    return page.title
