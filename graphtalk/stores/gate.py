"""Readers of the embedded store see no half of a commit: the engine shows the pages of one as it stores them."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, local

__all__ = ["Gate"]


class Gate:
    """Lets any number of readers in, or one commit; a reader that is in may enter again."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._readers = 0
        self._closed = False
        self._mine = local()  # how often this thread is in

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Read while the context is open; wait first until a commit is done, at most as long as that takes."""
        depth: int = getattr(self._mine, "depth", 0)
        with self._changed:
            if not depth:
                self._changed.wait_for(lambda: not self._closed)
                self._readers += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            with self._changed:
                self._readers -= not depth
                self._changed.notify_all()

    def close(self) -> None:
        """Let no reader in any more, and wait until those within are done; once closed it stays so until `open`."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._readers)

    def open(self) -> None:
        """Let readers in again."""
        with self._changed:
            self._closed = False
            self._changed.notify_all()
