"""The whole way in: sources are read, parsed, annotated, projected and written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from graphtalk.archives import relatives, remembered
from graphtalk.corrections import NO_CORRECTIONS, Corrections
from graphtalk.errors import CorrectionError, GraphtalkError, ReadError, UsageError
from graphtalk.fingerprint import Fingerprint, fingerprint
from graphtalk.language import Language, load_language
from graphtalk.loading import Loading
from graphtalk.model import Markup, RawPage, Reading
from graphtalk.parse import page_id, page_title
from graphtalk.readers import read
from graphtalk.readers.files import SUFFIXES
from graphtalk.reading import read_page, size_of, spoken_on, to_batch
from graphtalk.report import ImportReport
from graphtalk.site import Site, load_site, read_site
from graphtalk.stores import Store
from graphtalk.stores.contents import StoredPage, stored_pages
from graphtalk.watch import Watch
from graphtalk.wiki.addresses import host_of, is_wiki_address, names_of, shipped_site
from graphtalk.workers import Ahead, Question, Workers

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
PAGES_ANSWERED: Mapping[Markup, int] = {
    "html": 10,
    "wikitext": 50,
}  # by a wiki, which looks for more while they are read
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


def import_pages(  # noqa: PLR0913 - what an import is made of
    pages: Iterable[RawPage | ReadError],
    store: Store,
    language: Language,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    watch: Watch | None = None,
    workers: Workers | None = None,
) -> ImportReport:
    """Write pages into a store; each is there whole or not at all, and one that is there as it is stays unread.

    Whether corrections fit all pages, `check_corrections` tells before the first one is written.

    Args:
        pages: Pages as read; errors among them are reported as skipped.
        store: An open store; others are kept from writing to it meanwhile.
        language: Language of the pages.
        corrections: What people have corrected, on these pages or others.
        watch: Told of each page when it is in the store, and of what is being done.
        workers: Processes that read pages, where there are many; without them, all are read here.

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
                load(some, loading, language, corrections, workers)
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


def load(
    pages: Sequence[RawPage | ReadError],
    loading: Loading,
    language: Language,
    corrections: Corrections,
    workers: Workers | None = None,
) -> None:
    """Read and write those of some pages that are not in the store as they are."""
    ids = [page_id(raw) for raw in pages if isinstance(raw, RawPage)]
    stored = dict(stored_pages(loading.store, ids))
    some = [remembered(raw, stored.get(page_id(raw))) if isinstance(raw, RawPage) else raw for raw in pages]
    related = relatives(loading.store, [raw for raw in some if isinstance(raw, RawPage)])
    questions = [ask(raw, language, corrections) if isinstance(raw, RawPage) else raw for raw in some]
    ahead = Ahead(unlike(questions, stored), language, corrections, workers)
    for place, (raw, question) in enumerate(zip(some, questions, strict=True)):
        if isinstance(raw, ReadError):
            loading.report.skipped.append(str(raw))
            continue
        if raw.redirected_from:
            loading.report.redirected.append(f"{raw.redirected_from} leads to {page_title(raw)}")
        # If the page comes again, it is another one that is there by then.
        known = loading.as_it_is(page_id(raw), stored.pop(page_id(raw), None))
        if isinstance(question, GraphtalkError):
            raise question
        if known and is_like(question, known):
            loading.leave(page_id(raw), page_title(raw), known)
        elif not raw.unread:
            loading.watch.at(f"reading {page_title(raw)}")
            try:
                ready = ahead.read(place, question)
            except CorrectionError as error:
                if not corrections.kept:
                    raise
                loading.report.skipped.append(f"{error}; import the page with --corrections to put that right")
                continue
            loading.add(ready, related)
        elif page_id(raw) not in loading.report.again:
            loading.report.skipped.append(f"{page_title(raw)}: changed while it was imported; import it again")
    loading.write()  # the next look into the store has to see them


def ask(raw: RawPage, language: Language, corrections: Corrections) -> Question | GraphtalkError:
    """Return a page as a question, or why it cannot be one, to be raised when its turn comes."""
    try:
        return Question(raw, fingerprint(raw, spoken_on(raw, language), corrections))
    except GraphtalkError as error:
        return error


def is_like(question: Question, stored: StoredPage) -> bool:
    """Tell whether the store has a page as it is."""
    return question.read_from == Fingerprint(stored.content_hash, stored.rules_version)


def unlike(questions: Sequence[Question | GraphtalkError], stored: Mapping[str, StoredPage]) -> dict[int, Question]:
    """Return by their places the pages that will be read, as far as the store can tell before any of them is written."""
    found: dict[int, Question] = {}
    seen: set[str] = set()
    for place, question in enumerate(questions):
        if isinstance(question, Question):
            page = page_id(question.raw)
            known = None if page in seen else stored.get(page)
            seen.add(page)
            if not question.raw.unread and not (known and is_like(question, known)):
                found[place] = question
    return found


def looked_up_together(pages: Iterable[RawPage | ReadError]) -> Iterator[list[RawPage | ReadError]]:
    """Yield pages in lists short enough for one query and for memory; the first of one page, so that it is soon seen.

    Lists of pages that a wiki had to be asked for are shorter, or it would wait while they are read, and they for it.
    """
    some: list[RawPage | ReadError] = []
    held, enough, answered, full = 0, 1, 0, False
    try:
        for page in pages:
            some.append(page)
            if isinstance(page, RawPage):
                held += size_of(page)
                answered += bool(page.edition and not page.unread)
                full = held >= CHARACTERS_HELD or answered >= PAGES_ANSWERED.get(page.markup, PAGES_LOOKED_UP)
            if len(some) >= enough or full:
                yield some
                some, held, enough, answered, full = [], 0, min(2 * enough, PAGES_LOOKED_UP), 0, False
    except GraphtalkError:  # a wiki went away: what it gave before is not lost
        yield some
        raise
    if some:
        yield some
