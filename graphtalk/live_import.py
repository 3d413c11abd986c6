"""Pages of a live wiki into a store."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphtalk.corrections import NO_CORRECTIONS, Corrections
from graphtalk.language import Language
from graphtalk.live import Wish, known_in, live_pages
from graphtalk.pipeline import import_pages
from graphtalk.report import ImportReport
from graphtalk.stores import Store
from graphtalk.watch import Watch
from graphtalk.wiki.addresses import PageName
from graphtalk.wiki.pages import Wiki
from graphtalk.workers import Workers

__all__ = ["Asked", "import_live"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Pages of a live wiki that are asked for alike.

    Attributes:
        wiki: The wiki.
        names: The pages.
        wish: What is wanted of them.
    """

    wiki: Wiki
    names: Sequence[PageName]
    wish: Wish


def import_live(  # noqa: PLR0913 - what an import is made of
    asked: Asked,
    store: Store,
    language: Language,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    watch: Watch | None = None,
    workers: Workers | None = None,
) -> ImportReport:
    """Write pages of a live wiki into a store; those are not asked for that are there as they are.

    Args:
        asked: The pages.
        store: An open store; others are kept from writing to it meanwhile.
        language: Language of the pages.
        corrections: What people have corrected.
        watch: Told of each page when it is in the store, and of what is being done.
        workers: Processes that read pages, where there are many; without them, all are read here.

    Raises:
        LockedError: Another import writes to the store.
        GraphtalkError: The wiki is away, or a page met something on its way; the pages before it are in the store.
    """
    if watch:
        asked.wiki.client.on_wait = watch.at
    known = known_in(store, language, corrections)

    def bring(names: Sequence[PageName]) -> ImportReport:
        pages = live_pages(asked.wiki, names, asked.wish, known)
        return import_pages(pages, store, language, corrections=corrections, watch=watch, workers=workers)

    report = bring(asked.names)
    back = {page.partition(":")[2] for page in report.again}
    # A page that was asked for, and came before the archive from which comments came back to it, is read once more.
    if again := [name for name in asked.names if name.title in back and name.revision is None]:
        report.add(bring(again))
    return report
