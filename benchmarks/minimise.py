"""Makes a page that breaks a law as short as it can be, by leaving out lines, then characters."""

import time
from collections.abc import Callable, Sequence

__all__ = ["minimise"]


def minimise(text: str, breaks: Callable[[str], bool], seconds: float) -> str:
    r"""Return a shorter text that still breaks what `text` breaks.

    Halves, quarters and so on are left out in turn, first of the lines, then of the characters, until no single one can
    be spared or the time is up.

    Args:
        text: A text for which `breaks` holds.
        breaks: Tells whether a text is still of the kind.
        seconds: When to be content.

    >>> minimise("one\ntwo x\nthree", lambda text: "x" in text, 5)
    'x'
    """
    end = time.monotonic() + seconds
    lines = shorten(text.splitlines(keepends=True), breaks, end)
    return "".join(shorten(list("".join(lines)), breaks, end))


def shorten(parts: Sequence[str], breaks: Callable[[str], bool], end: float) -> Sequence[str]:
    """Return those of the parts that cannot be left out; `end` is a monotonic time."""
    size = len(parts) // 2
    while size and time.monotonic() < end:
        place, before = 0, len(parts)
        while place < len(parts) and time.monotonic() < end:
            rest = [*parts[:place], *parts[place + size :]]
            if breaks("".join(rest)):
                parts = rest
            else:
                place += size
        size = size // 2 if size > 1 else int(len(parts) < before)
    return parts
