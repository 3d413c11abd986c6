"""The whole way in: sources are read, parsed, annotated, projected and written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from graphtalk.annotate import annotate
from graphtalk.archives import relatives, remembered, row_counts
from graphtalk.corrections import NO_CORRECTIONS, Corrections, correct_annotations, correct_page, texts_of
from graphtalk.errors import CorrectionError, GraphtalkError, ReadError, UsageError
from graphtalk.fingerprint import Fingerprint, fingerprint
from graphtalk.language import Language, load_language
from graphtalk.loading import Loading, ReadyPage
from graphtalk.look_back import look_back
from graphtalk.model import Annotations, Page, RawPage, Reading
from graphtalk.parse import page_id, page_title, parse
from graphtalk.project import project
from graphtalk.readers import read
from graphtalk.readers.files import SUFFIXES
from graphtalk.report import ImportReport
from graphtalk.schema import GraphBatch
from graphtalk.site import Site, load_site, read_site
from graphtalk.stores import Store
from graphtalk.stores.contents import stored_pages
from graphtalk.watch import Watch
from graphtalk.wiki.addresses import host_of, is_wiki_address, names_of, shipped_site

__all__ = [
    "check_corrections",
    "import_pages",
    "page_count",
    "read_page",
    "read_sources",
    "readable",
    "report_skipped",
    "to_batch",
]

PAGES_LOOKED_UP = 200  # in one query
EXPORTS = frozenset({".xml", ".gz", ".bz2"})  # files that hold as many pages as they like
FETCHING = "fetching pages"
CHARACTERS_HELD = 10_000_000  # of the pages that are looked up together


def named_wiki(reading: Reading) -> Site | None:
    """Return the wiki that people name, None where they name none.

    Raises:
        ReadError: The file with its data cannot be read.
        LanguageError: The data are faulty.
        UsageError: There are no data for it.
    """
    if reading.site_data:
        return read_site(reading.site_data)
    if reading.site and is_wiki_address(reading.site):
        return load_site(shipped_site(host_of(reading.site)) or reading.site)
    return load_site(reading.site) if reading.site else None


def read_sources(sources: Sequence[str], reading: Reading) -> tuple[Language, Iterator[RawPage | ReadError]]:
    """Return the language and the pages of sources; in the place of a file that cannot be read, the error that says why.

    It looks before it leaps: it returns only when all sources are there and one page is read.

    Args:
        sources: Files, folders of page files, or `-` for standard input; or titles or addresses of pages of a wiki.
        reading: What is said of them.

    Raises:
        ReadError: A source is missing, a folder has no page files, or no file at all can be read.
        UsageError: There is no data for the language or the site, or a title is given for several pages.
        WikiError: They are a wiki's, and it does not answer.
    """
    names = names_of(sources, reading.site)
    if names is not None:
        from graphtalk.live import read_live  # noqa: PLC0415 - its HTTP client takes a while to load, and files need none

        return read_live(names, reading)
    wiki = named_wiki(reading)
    language = load_language(reading.language, wiki)
    title = reading.title
    if title and (len(sources) > 1 or Path(sources[0]).is_dir()):
        raise UsageError("--title names one page; give one file with it")

    def read_one(source: str) -> Iterator[RawPage]:
        return read(source, language, replace(reading, site=wiki.name if wiki else None))

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


def page_count(sources: Sequence[str]) -> int | None:
    """Return how many pages sources hold, None where one may be an export, which holds any number."""
    files = [file for source in sources for file in page_files(source)]
    return None if any(Path(file).suffix.lower() in EXPORTS for file in files) else len(files)


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


def spoken_on(raw: RawPage, language: Language) -> Language:
    """Return the language that a page is read in: that of the wiki that it tells."""
    if raw.site and raw.site != language.site.name:
        return load_language(None, load_site(raw.site))
    return language


def parse_page(raw: RawPage, language: Language, corrections: Corrections) -> tuple[Page, Language]:
    """Return a raw page parsed, its structure corrected, and the language of the wiki that it tells."""
    language = spoken_on(raw, language)
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

    Cost: the pages that are corrected are read once more than without.

    Raises:
        CorrectionError: A correction does not fit its page.
    """
    if corrections is NO_CORRECTIONS:
        return pages, Counter()
    given = list(pages)
    names: set[str] = set()
    for raw in given:
        if isinstance(raw, RawPage):
            called = {page_id(raw), page_title(raw)}
            names |= called
            if any(entry.page in called for entry in corrections.entries):
                read_page(raw, language, corrections)
    return given, corrections.counts(names)


def to_batch(raw: RawPage, language: Language, corrections: Corrections = NO_CORRECTIONS) -> GraphBatch:
    """Return a raw page as graph rows, without any store."""
    page, annotations = read_page(raw, language, corrections)
    read_from = fingerprint(raw, spoken_on(raw, language), corrections)
    return mark(project(page, annotations), raw, read_from, corrections, codes(page, annotations))


def codes(page: Page, annotations: Annotations) -> Counter[str]:
    """Return the number of warnings by code."""
    return Counter(warning.code for warning in (*page.warnings, *annotations.warnings))


def mark(
    batch: GraphBatch, raw: RawPage, read_from: Fingerprint, corrections: Corrections, warnings: Counter[str]
) -> GraphBatch:
    """Write on a batch's page what it was read from and with, and what that gave.

    So the next import can leave it alone, and `sync` reads it again as it was read.
    """
    [row] = batch.nodes["Page"]
    row["content_hash"], row["rules_version"] = read_from.content_hash, read_from.rules_version
    row["read_from"], row["site_data"] = list(raw.read_from) or None, raw.site_data
    row["corrections"] = texts_of(corrections, batch.page, {batch.page, page_title(raw)}) or None
    row["row_counts"] = row_counts(batch)
    row["warning_counts"] = [f"{count} {code}" for code, count in sorted(warnings.items())]
    return batch


def import_pages(
    pages: Iterable[RawPage | ReadError],
    store: Store,
    language: Language,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    watch: Watch | None = None,
) -> ImportReport:
    """Write pages into a store; each is there whole or not at all, and one that is there as it is stays unread.

    Whether corrections fit all pages, `check_corrections` tells before the first one is written.

    Args:
        pages: Pages as read; errors among them are reported as skipped.
        store: An open store; others are kept from writing to it meanwhile.
        language: Language of the pages.
        corrections: What people have corrected, on these pages or others.
        watch: Told of each page when it is in the store, and of what is being done.

    Returns:
        What was written; its counts are those that the store reports.

    Raises:
        LockedError: Another import writes to the store.
        GraphtalkError: Of the kind that a page met on its way; the pages before it are in the store, and it says so.
    """
    report = ImportReport()
    loading = Loading(store, report, watch or Watch())
    with store.hold():
        try:
            loading.watch.at(FETCHING)
            for some in looked_up_together(pages):
                load(some, loading, language, corrections)
                loading.watch.at(FETCHING)
        except GraphtalkError as error:
            with suppress(
                GraphtalkError
            ):  # the first error is the one to tell; how many pages there are, the report knows
                loading.write()
            if not report.pages:
                raise
            before = "1 page before it is" if len(report.pages) == 1 else f"{len(report.pages)} pages before it are"
            raise type(error)(f"{error}; the {before} in the store") from error
    if corrections is not NO_CORRECTIONS:
        report.corrections = corrections.counts({*report.pages, *report.pages.values()})
    return report


def load(pages: Sequence[RawPage | ReadError], loading: Loading, language: Language, corrections: Corrections) -> None:
    """Read and write those of some pages that are not in the store as they are."""
    ids = [page_id(raw) for raw in pages if isinstance(raw, RawPage)]
    stored = dict(stored_pages(loading.store, ids))
    some = [remembered(raw, stored.get(page_id(raw))) if isinstance(raw, RawPage) else raw for raw in pages]
    related = relatives(loading.store, [raw for raw in some if isinstance(raw, RawPage)])
    for raw in some:
        if isinstance(raw, ReadError):
            loading.report.skipped.append(str(raw))
            continue
        if raw.redirected_from:
            loading.report.redirected.append(f"{raw.redirected_from} leads to {page_title(raw)}")
        # If the page comes again, it is another one that is there by then.
        known = loading.as_it_is(page_id(raw), stored.pop(page_id(raw), None))
        spoken = spoken_on(raw, language)
        now = fingerprint(raw, spoken, corrections)
        if known and now == Fingerprint(known.content_hash, known.rules_version):
            loading.leave(page_id(raw), page_title(raw), known)
        elif not raw.unread:
            loading.watch.at(f"reading {page_title(raw)}")
            try:
                page, annotations = read_page(raw, language, corrections)
            except CorrectionError as error:
                if not corrections.kept:
                    raise
                loading.report.skipped.append(f"{error}; import the page with --corrections to put that right")
                continue
            warnings = codes(page, annotations)
            batch = project(page, annotations, look_back(raw, page, annotations, spoken))
            loading.add(ReadyPage(page.title, mark(batch, raw, now, corrections, warnings), warnings), related)
        elif page_id(raw) not in loading.report.again:
            loading.report.skipped.append(f"{page_title(raw)}: changed while it was imported; import it again")
    loading.write()  # the next look into the store has to see them


def looked_up_together(pages: Iterable[RawPage | ReadError]) -> Iterator[list[RawPage | ReadError]]:
    """Yield pages in lists short enough for one query and for memory; the first of one page, so that it is soon seen."""
    some: list[RawPage | ReadError] = []
    held, enough = 0, 1
    try:
        for page in pages:
            some.append(page)
            held += size_of(page) if isinstance(page, RawPage) else 0
            if len(some) >= enough or held >= CHARACTERS_HELD:
                yield some
                some, held, enough = [], 0, min(2 * enough, PAGES_LOOKED_UP)
    except GraphtalkError:  # a wiki went away: what it gave before is not lost
        yield some
        raise
    if some:
        yield some


def size_of(page: RawPage) -> int:
    """Return the characters of a page that are held in memory."""
    kept = page.history if isinstance(page.history, tuple) else ()
    return len(page.text) + sum(len(revision.text or "") for revision in kept)
