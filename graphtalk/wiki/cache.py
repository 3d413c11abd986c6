"""What wikis have answered, on disk: a revision never changes, so that it is asked for once."""

import os
import zlib
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from platformdirs import user_cache_path

__all__ = ["Cache"]


class Cache:
    """A folder of answers by what was asked; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder, which need not be there yet; None to keep nothing."""
        self._folder = folder

    @classmethod
    def of_user(cls) -> "Cache":
        """Return the cache in `GRAPHTALK_CACHE`, else among the user's; empty or `off` keeps nothing."""
        given = os.environ.get("GRAPHTALK_CACHE")
        if given is None:
            return cls(user_cache_path("graphtalk") / "wiki")
        return cls(None if given in ("", "off") else Path(given))

    def get(self, *key: str) -> str | None:
        """Return what was put under a key, None where nothing was or it cannot be read."""
        if self._folder is None:
            return None
        try:
            return zlib.decompress(self._place(key).read_bytes()).decode()
        except (OSError, zlib.error, UnicodeDecodeError):
            return None

    def put(self, text: str, *key: str) -> None:
        """Keep a text under a key; a disk that is full or read-only is no reason to stop."""
        if self._folder is None:
            return
        place = self._place(key)
        partial = place.with_name(f".{place.name}.{os.getpid()}")
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(zlib.compress(text.encode("utf-8", "replace"), 1))
            partial.replace(place)

    def _place(self, key: tuple[str, ...]) -> Path:
        """Return the file of a key."""
        assert self._folder is not None  # noqa: S101 - both callers have asked
        name = blake2b("\n".join(key).encode(), digest_size=16).hexdigest()
        return self._folder / name[:2] / name[2:]
