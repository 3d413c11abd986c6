"""The whole way in one function: sources are read, parsed, annotated, projected and written."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from graphtalk.annotate import annotate
from graphtalk.language import Language
from graphtalk.model import Annotations, Page, RawPage
from graphtalk.parse import parse
from graphtalk.project import project
from graphtalk.schema import GraphBatch
from graphtalk.stores import Store

__all__ = ["ImportReport", "import_pages", "read_page", "to_batch"]


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        pages: Titles of the pages written, in order.
        comments: Number of comments on them.
        created: Rows that were new, by label or edge type.
        updated: Rows whose properties changed.
        unchanged: Rows that were in the store as they are.
        removed: Rows that went.
        warnings: Number of warnings by code.
    """

    pages: list[str] = field(default_factory=list)
    comments: int = 0
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


def read_page(raw: RawPage, language: Language) -> tuple[Page, Annotations]:
    """Return a raw page parsed and annotated."""
    page = parse(raw, language)
    return page, annotate(page, language)


def to_batch(raw: RawPage, language: Language) -> GraphBatch:
    """Return a raw page as graph rows, without any store."""
    return project(*read_page(raw, language))


def import_pages(
    pages: Iterable[RawPage], store: Store, language: Language, *, on_page: Callable[[str], None] | None = None
) -> ImportReport:
    """Write pages into a store, one transaction a page.

    Args:
        pages: Pages as read.
        store: An open store.
        language: Language of the pages.
        on_page: Called with each page's title when it is written.

    Returns:
        What was written; its counts are those that the store reports.

    Raises:
        ReadError: A source cannot be read; the pages before it are in the store.
        StoreError: The store refused a page; the pages before it are in the store.
    """
    report = ImportReport()
    for raw in pages:
        page, annotations = read_page(raw, language)
        counts = store.write(project(page, annotations))
        report.pages.append(page.title)
        report.comments += len(page.comments)
        report.created.update(counts.created)
        report.updated.update(counts.updated)
        report.unchanged.update(counts.unchanged)
        report.removed.update(counts.removed)
        report.warnings.update(warning.code for warning in (*page.warnings, *annotations.warnings))
        if on_page:
            on_page(page.title)
    return report
