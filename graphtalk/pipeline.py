"""The whole way in: sources are read, parsed, annotated, projected and written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from graphtalk.annotate import annotate
from graphtalk.errors import GraphtalkError, ReadError
from graphtalk.language import Language
from graphtalk.model import Annotations, Page, RawPage
from graphtalk.parse import parse
from graphtalk.project import project
from graphtalk.readers.files import SUFFIXES
from graphtalk.schema import GraphBatch
from graphtalk.stores import Store

__all__ = ["ImportReport", "import_pages", "read_page", "read_sources", "to_batch"]


@dataclass(slots=True)
class ImportReport:
    """What an import did; what was read is `pages` and `skipped`.

    Attributes:
        pages: Titles of the pages written, in order.
        skipped: Why sources were not read, in order; each begins with the source's name.
        without_comments: Titles of the pages on which no comment was found.
        comments: Number of comments on the pages.
        created: Rows that were new, by label or edge type.
        updated: Rows whose properties changed.
        unchanged: Rows that were in the store as they are.
        removed: Rows that went.
        warnings: Number of warnings by code.
    """

    pages: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    without_comments: list[str] = field(default_factory=list)
    comments: int = 0
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


def read_sources(sources: Sequence[str], read: Callable[[str], Iterator[RawPage]]) -> Iterator[RawPage | ReadError]:
    """Return the pages of sources, and in the place of each file that cannot be read the error that says why.

    It looks before it leaps: it returns only when all sources are there and one page is read.

    Args:
        sources: Files, folders of page files, `-`.
        read: Yields the pages of one source.

    Raises:
        ReadError: A source is missing, a folder has no page files, or no file at all can be read.
    """
    files = [file for source in sources for file in page_files(source)]
    for file in files:
        if file != "-" and (Path(file).is_dir() or not Path(file).exists()):
            next(read(file))  # raises, and knows why
    found = pages_or_errors(files, read)
    seen: list[RawPage | ReadError] = []
    for page in found:
        seen.append(page)
        if isinstance(page, RawPage):
            return chain(seen, found)
    errors = [error for error in seen if isinstance(error, ReadError)]
    if len(errors) == 1:
        raise errors[0]
    raise ReadError(f"none of {len(errors)} files can be read, for the first: {errors[0]}")


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


def read_page(raw: RawPage, language: Language) -> tuple[Page, Annotations]:
    """Return a raw page parsed and annotated."""
    page = parse(raw, language)
    return page, annotate(page, language)


def to_batch(raw: RawPage, language: Language) -> GraphBatch:
    """Return a raw page as graph rows, without any store."""
    return project(*read_page(raw, language))


def import_pages(
    pages: Iterable[RawPage | ReadError],
    store: Store,
    language: Language,
    *,
    on_page: Callable[[str], None] | None = None,
) -> ImportReport:
    """Write pages into a store, one transaction a page.

    Args:
        pages: Pages as read; errors among them are reported as skipped.
        store: An open store.
        language: Language of the pages.
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
            import_page(raw, store, language, report)
        except GraphtalkError as error:
            if not report.pages:
                raise
            before = "1 page before it is" if len(report.pages) == 1 else f"{len(report.pages)} pages before it are"
            raise type(error)(f"{error}; the {before} in the store") from error
        if on_page:
            on_page(report.pages[-1])
    return report


def import_page(raw: RawPage, store: Store, language: Language, report: ImportReport) -> None:
    """Write one page, then add what that did to the report."""
    page, annotations = read_page(raw, language)
    counts = store.write(project(page, annotations))
    report.pages.append(page.title)
    report.comments += len(page.comments)
    if not page.comments:
        report.without_comments.append(page.title)
    report.created.update(counts.created)
    report.updated.update(counts.updated)
    report.unchanged.update(counts.unchanged)
    report.removed.update(counts.removed)
    report.warnings.update(warning.code for warning in (*page.warnings, *annotations.warnings))
