"""Pages on their way from the rules that read them to a store: some at a time, each told of when it is there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphtalk.archives import Relatives, settle
from graphtalk.errors import SchemaError, StoreError
from graphtalk.report import ImportReport
from graphtalk.schema import GraphBatch
from graphtalk.stores import Store, WriteCounts
from graphtalk.stores.contents import StoredPage, stored_pages
from graphtalk.stores.portions import Weight, weigh
from graphtalk.stores.rehearsal import Rehearsal
from graphtalk.watch import Watch

__all__ = ["Loading", "ReadyPage"]


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """A page that is read and not yet written.

    Attributes:
        title: Its title.
        batch: Its rows.
        warnings: Number of warnings that reading it gave, by code.
        talk: Its talk page without what went to this archive, written with it; None where that stays as it is.
    """

    title: str
    batch: GraphBatch
    warnings: Counter[str]
    talk: GraphBatch | None = None

    @property
    def batches(self) -> tuple[GraphBatch, ...]:
        """Return all that is written of it."""
        return (self.batch, self.talk) if self.talk else (self.batch,)


@dataclass(slots=True)
class Loading:
    """An import under way.

    Attributes:
        store: Where the pages go.
        report: What was done so far.
        watch: Told of each page when it is in the store, and of what is being done.
        waiting: Pages that are ready, and go into the store in one transaction.
        weight: How much these weigh.
        touched: Ids of talk pages that were written without what went to an archive.
    """

    store: Store
    report: ImportReport
    watch: Watch
    waiting: list[ReadyPage] = field(default_factory=list)
    weight: Weight = field(default_factory=Weight)
    touched: set[str] = field(default_factory=set)

    def add(self, page: ReadyPage, known: Relatives) -> None:
        """Take a page, and write those that wait once they are enough for a transaction.

        Args:
            page: The page.
            known: Which pages are whose archives.
        """
        talk = page.batch.nodes["Page"][0].get("archive_of")
        related = {page.batch.page, talk, *known.archives.get(page.batch.page, ())}
        if any(batch.page in related for other in self.waiting for batch in other.batches):
            self.write()
        if isinstance(self.store, Rehearsal) and talk in self.report.pages:
            known = Relatives(known.archives, ())  # the store below has the page as it was before
        settled = settle(self.store, page.batch, known)
        self.report.moved += settled.moved
        if settled.again:
            self.report.again[str(talk)] = None
        if settled.talk:
            self.touched.add(settled.talk.page)
        self.waiting.append(ReadyPage(page.title, settled.batch, page.warnings, settled.talk))
        self.watch.waiting = len(self.waiting)
        self.weight += sum(map(weigh, self.waiting[-1].batches), Weight())
        if self.weight.is_full:
            self.write()

    def write(self) -> None:
        """Write the pages that wait; where they cannot all be written, those before the first that cannot.

        Raises:
            GraphtalkError: A page was not written.
        """
        ready, self.waiting, self.weight = self.waiting, [], Weight()
        if not ready:
            return
        self.watch.at(f"writing {len(ready)} page{'s'[: len(ready) != 1]}")
        try:
            self.count(ready, self.store.write(*[batch for page in ready for batch in page.batches]))
        except (SchemaError, StoreError):
            if len(ready) == 1:
                raise
            for page in ready:
                self.count([page], self.store.write(*page.batches))

    def count(self, written: Sequence[ReadyPage], counts: WriteCounts) -> None:
        """Add to the report what writing pages did."""
        for kind in ("created", "updated", "unchanged", "removed"):
            getattr(self.report, kind).update(getattr(counts, kind))
        for page in written:
            self.watch.waiting -= 1
            self.tell(page.batch.page, page.title, len(page.batch.nodes.get("Comment", ())), page.warnings)
            if page.talk and page.talk.page in self.report.pages:
                self.report.comments[page.talk.page] = len(page.talk.nodes["Comment"])

    def as_it_is(self, page: str, known: StoredPage | None) -> StoredPage | None:
        """Return what the store knows of a page, which an archive of it may have changed since that was asked."""
        if page not in self.touched:
            return known
        self.write()
        return stored_pages(self.store, [page]).get(page)

    def leave(self, page: str, title: str, stored: StoredPage) -> None:
        """Add to the report a page that is in the store as it is."""
        self.report.left_alone.append(title)
        self.report.unchanged.update(stored.rows)
        self.tell(page, title, stored.rows["Comment"], stored.warnings)

    def tell(self, page: str, title: str, comments: int, warnings: Counter[str]) -> None:
        """Add to the report a page that is in the store."""
        if page in self.report.pages:
            self.report.repeated.append(title)
        self.report.pages[page] = title
        self.report.again.pop(page, None)
        self.report.comments[page] = comments
        self.report.warnings.update(warnings)
        self.watch(title)
