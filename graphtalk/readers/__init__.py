"""Where pages come from: `read` turns a source named on the command line into raw pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from graphtalk.language import Language
from graphtalk.model import Markup, RawPage
from graphtalk.readers.files import read_files
from graphtalk.site import site_names

__all__ = ["READERS", "read"]

READERS: dict[str, Callable[[str, Language, Markup | None], Iterator[RawPage]]] = {"files": read_files}


def read(
    source: str,
    language: Language,
    *,
    markup: Markup | None = None,
    title: str | None = None,
    site: str | None = None,
) -> Iterator[RawPage]:
    """Yield the pages of a source.

    Args:
        source: A file, a folder of files, or `-` for standard input.
        language: Language of the pages.
        markup: Markup, None to tell it by the content.
        title: Title of the page, where the source does not tell it or tells it wrongly.
        site: Name of the wiki (`enwiki`), likewise; a wiki that the source tells counts where its data are shipped.

    Raises:
        ReadError: The source cannot be read.
    """
    for page in READERS["files"](source, language, markup):
        known = page.site if page.site in site_names() else None
        yield replace(page, title=title or page.title, site=site or known)
