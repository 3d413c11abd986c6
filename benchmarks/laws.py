"""What holds for every page, however odd, and a process of its own in which a page is held to it."""

import multiprocessing
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.model import Page, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

__all__ = ["Court", "broken_law", "structure_faults"]

SLOWEST = 5.0  # seconds of processor time that a page may take
HANGING = 20.0  # seconds after which the process is ended, whatever it is at


def broken_law(raw: RawPage, *, whole: bool = False) -> str | None:
    """Return which law a page breaks and where, None if it keeps all: the same words for the same fault.

    Args:
        raw: Any page of a shipped wiki.
        whole: Whether to annotate it too.
    """
    language = load_language(None, load_site(raw.site or "enwiki"))
    start = time.process_time()
    try:
        page = parse(raw, language)
        if whole:
            annotate(page, language)
        if time.process_time() - start > SLOWEST:
            return f"slow: {raw.markup}"
        again = parse(raw, language)
    except Exception as fault:  # noqa: BLE001 - that none comes is the law
        return f"raises: {type(fault).__name__} {place_of(fault)}"
    if page != again:
        return f"not deterministic: {raw.markup}"
    return next(structure_faults(page), None)


def place_of(fault: Exception) -> str:
    """Return the file, line and function in which an exception began."""
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"in {Path(frame.filename).name}, line {frame.lineno}, {frame.name}"


def structure_faults(page: Page) -> Iterator[str]:
    """Yield what is wrong with the parts of a page."""
    ids = [section.id for section in page.sections] + [comment.id for comment in page.comments]
    if len(set(ids)) < len(ids):
        yield f"ids: one stands twice, {page.markup}"
    if [comment.position for comment in page.comments] != list(range(len(page.comments))):
        yield f"positions: they do not count up, {page.markup}"
    sections, above = {section.id for section in page.sections}, dict[str, str]()
    for comment in page.comments:
        if comment.section not in sections:
            yield f"sections: a comment's is not there, {page.markup}"
        if comment.parent is not None and above.get(comment.parent) != comment.section:
            yield f"parents: one does not stand above in the same section, {page.markup}"
        if comment.level < 1:
            yield f"levels: one is below 1, {page.markup}"
        spans: list[tuple[int, int, str]] = [(mark.start, mark.end, mark.kind) for mark in comment.marks]
        spans += [(*comment.parent_span, "parent")] if comment.parent_span else []
        for start, end, kind in spans:
            if not 0 <= start <= end <= len(comment.text):
                yield f"spans: one of kind {kind} is not in the text, {page.markup}"
        above[comment.id] = comment.section
    if {warning.comment for warning in page.warnings} - {None} - set(above):
        yield f"warnings: one is about a comment that is not there, {page.markup}"


@dataclass(slots=True)
class Court:
    """Holds pages to the laws in a process of its own, which is ended when it hangs and begun anew.

    Attributes:
        whole: Whether to annotate them too.
    """

    whole: bool = False
    process: SpawnProcess | None = field(default=None, init=False)
    line: Connection | None = field(default=None, init=False)

    def try_page(self, raw: RawPage) -> str | None:
        """Return which law a page breaks, None if it keeps all."""
        if self.process is None or self.line is None:
            self.line, other = multiprocessing.Pipe()
            self.process = multiprocessing.get_context("spawn").Process(
                target=sit, args=(other, self.whole), daemon=True
            )
            self.process.start()
            other.close()
            self.line.recv()  # it has started
        try:
            self.line.send(raw)
            if self.line.poll(HANGING):
                verdict: str | None = self.line.recv()
                return verdict
        except (EOFError, OSError):
            self.close()
            return f"ends the process: {raw.markup}"
        self.close()
        return f"slow: {raw.markup}"

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
        self.process = self.line = None


def sit(line: Connection, whole: bool) -> None:  # noqa: FBT001 - the entry of a process
    """Answer for one page after the other until the line is closed."""
    line.send(None)
    while True:
        try:
            raw = line.recv()
        except EOFError:
            return
        line.send(broken_law(raw, whole=whole))
