"""What an import did, for programs and for people."""

from collections import Counter
from dataclasses import dataclass, field, fields

from graphtalk.corrections import counts_line
from graphtalk.schema import EDGES, NODES

__all__ = ["ImportReport"]


@dataclass(slots=True)
class ImportReport:
    """What an import did; what was read is `pages`, `repeated` and `skipped`.

    Attributes:
        pages: Titles of the pages in the store by their ids, in order.
        left_alone: Titles of those that the store had read from the same by the same rules; they were not even parsed.
        repeated: Titles of pages that came again; the last one of each is in the store.
        skipped: Why files were not read, in order; each begins with the file's name.
        comments: Number of comments by id of the page.
        created: Rows that were new, by label or edge type.
        updated: Rows whose properties changed.
        unchanged: Rows that were in the store as they are.
        removed: Rows that went.
        warnings: Number of warnings by code.
        corrections: Counts of corrections by what they did; None where none were given.
        moved: Number of comments that a talk page and its archive both had; they stand in the archive.
        redirected: Titles that lead to another page, each with that page's.
        again: Ids of talk pages to be read again, since an archive lost comments that may stand there, too.
    """

    pages: dict[str, str] = field(default_factory=dict)
    left_alone: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    comments: Counter[str] = field(default_factory=Counter)
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    corrections: Counter[str] | None = None
    moved: int = 0
    redirected: list[str] = field(default_factory=list)
    again: dict[str, None] = field(default_factory=dict)  # a set in order

    def add(self, other: "ImportReport") -> None:
        """Add what another import into the same store did, later than this one."""
        self.again = {page: None for page in self.again if page not in other.pages}
        for kind in fields(self):
            mine, theirs = getattr(self, kind.name), getattr(other, kind.name)
            if isinstance(mine, list):
                mine.extend(theirs)
            elif isinstance(mine, int):
                setattr(self, kind.name, mine + theirs)
            elif mine is None:
                self.corrections = theirs
            elif theirs is not None:
                mine.update(theirs)

    def lines(self, *, by_edge: bool = False) -> list[str]:
        """Return the report for people, line by line; with edges by type, or their number alone."""
        pages, comments = len(self.pages), self.comments.total()
        lines = [f"{pages} page{'s'[: pages != 1]}, {comments} comment{'s'[: comments != 1]}"]
        if count := len(self.left_alone):
            lines.append(f"left alone: {count} page{'s'[: count != 1]}, the same as when last imported")
        for kind in ("created", "updated", "unchanged", "removed"):
            counts: Counter[str] = getattr(self, kind)
            parts = [f"{counts[label]} {label}" for label in NODES if counts[label]]
            if by_edge:
                parts += [f"{counts[edge]} {edge}" for edge in EDGES if counts[edge]]
            elif edges := sum(counts[edge] for edge in EDGES):
                parts.append(f"{edges} edges")
            detail = f" ({', '.join(parts)})" if parts else ""
            lines.append(f"{kind}: {counts.total()}{detail}")
        if self.moved:
            lines.append(f"in archives: {self.moved} comment{'s'[: self.moved != 1]} that the talk page has, too")
        if self.corrections is not None:
            lines.append(counts_line(self.corrections))
        lines += [f"no comments: {title}" for page, title in self.pages.items() if not self.comments[page]]
        lines += [f"redirected: {told}" for told in self.redirected]
        lines += [f"came again: {title}; the last one is in the store" for title in self.repeated]
        titles = [page.partition(":")[2] for page in self.again]
        lines += [f"import again: {title}; its archive lost comments that may stand there now" for title in titles]
        if self.warnings:
            found = ", ".join(f"{count} {code}" for code, count in sorted(self.warnings.items()))
            lines.append(f"warnings: {found} (`graphtalk parse` shows them)")
        return lines + [f"skipped: {reason}" for reason in self.skipped]
