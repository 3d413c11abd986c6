"""Where pages come from: `read` turns a source named on the command line into raw pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice

from graphtalk.errors import UsageError
from graphtalk.language import Language
from graphtalk.model import Markup, RawPage, Reading
from graphtalk.readers.files import read_files
from graphtalk.site import site_names

__all__ = ["READERS", "read"]

AS_IT_IS = Reading()  # nothing is said of the source

READERS: dict[str, Callable[[str, Language, Markup | None, bool], Iterator[RawPage]]] = {"files": read_files}


def read(source: str, language: Language, reading: Reading = AS_IT_IS) -> Iterator[RawPage]:
    """Yield the pages of a source.

    Args:
        source: A file, a folder of files, or `-` for standard input; an XML export has many pages.
        language: Language of the pages.
        reading: What is said of them. Its title and site count where the source tells none or a wrong one; a wiki that
            the source tells counts where its data are shipped.

    Raises:
        ReadError: The source cannot be read.
        UsageError: A title is given for several pages.
    """
    pages = READERS["files"](source, language, reading.markup, reading.history)
    if reading.title:
        first = list(islice(pages, 2))
        if len(first) > 1:
            raise UsageError(f"{source} has several pages, and --title names one; leave it out")
        pages = chain(first, pages)
    for page in pages:
        known = page.site if page.site in site_names() else None
        yield replace(page, title=reading.title or page.title, site=reading.site or known)
