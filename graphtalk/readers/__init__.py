"""Where pages come from: `read` turns a source named on the command line into raw pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from graphtalk.errors import UsageError
from graphtalk.language import Language, site_names
from graphtalk.model import Markup, RawPage
from graphtalk.readers.files import read_files

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
        site: Name of the wiki (`enwiki`), likewise.

    Raises:
        ReadError: The source cannot be read.
        UsageError: There is no data for the site.
    """
    if site is not None and site not in language.sites:
        raise UsageError(f"no data for the site {site!r}; there is {', '.join(site_names(language))}")
    for page in READERS["files"](source, language, markup):
        known = page.site if page.site in language.sites else None
        yield replace(page, title=title or page.title, site=site or known)
