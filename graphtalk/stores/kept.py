"""What was made of an embedded store, in files beside it until the store changes.

A file may be removed at any time; it is made anew when it is asked for.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

__all__ = ["Kept"]

SUFFIX = ".kept"
CHECK = 4  # bytes of the checksum that a file begins with


class Kept:
    """The files of one store.

    Args:
        folder: The store's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under a name; make and keep it where it is not there or is damaged."""
        file = self._folder / f"{name}{SUFFIX}"
        with suppress(OSError):
            found = file.read_bytes()
            if found[:CHECK] == checksum(found[CHECK:]):
                return found[CHECK:]
        made = make()
        with suppress(OSError):  # a folder that cannot be written to keeps nothing
            draft = file.with_suffix(".draft")
            draft.write_bytes(checksum(made) + made)
            draft.replace(file)
        return made

    def clear(self) -> None:
        """Remove all files; called while nobody reads, before the store changes, so that a crash does no harm."""
        for file in self._folder.glob(f"*{SUFFIX}"):
            file.unlink(missing_ok=True)


def checksum(data: bytes) -> bytes:
    """Return the checksum of data, four bytes."""
    return crc32(data).to_bytes(CHECK, "big")
