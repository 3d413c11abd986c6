"""What decides the result of reading a page, as two hashes: one of the page, one of the rules.

A page whose stored hashes are both the same would give the same rows again, so that an import need not read it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

from graphtalk.corrections import Corrections
from graphtalk.language import Language
from graphtalk.model import RawPage
from graphtalk.parse import archive_id, page_id, page_title
from graphtalk.site import Site

__all__ = ["Fingerprint", "fingerprint", "rules_version"]

# The code and data of this package that turn a page into rows, and the libraries that they lean on.
RULES = (
    "adoption", "annotate", "corrections", "history", "languages", "parse", "project", "sites",
    "language.py", "model.py", "schema.py", "site.py",
)  # fmt: skip
LIBRARIES = ("lxml", "mwparserfromhell")
HASH_BYTES = 16  # two of a million pages are alike by chance once in 10^26 times


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What decides the result of reading a page.

    Attributes:
        content_hash: Hash of the page's text, or of what stands for it, and of what is said of it: markup, title, wiki, revision, whose archive it is, corrections.
        rules_version: Hash of the code and data that read it.
    """

    content_hash: str
    rules_version: str


def fingerprint(raw: RawPage, language: Language, corrections: Corrections) -> Fingerprint:
    """Return a page's fingerprint, without parsing it.

    Args:
        raw: The page as read.
        language: The language that it is to be read in, for its wiki.
        corrections: What people have corrected; entries for other pages do not count.

    Cost: a pass over the text, at about a gigabyte a second.
    """
    names = {page_id(raw), page_title(raw)}
    said = (
        (raw.markup, raw.title, raw.site, raw.revision, raw.timestamp, raw.url, archive_id(raw), *sorted(names)),
        (language.code, site_hash(language.site)),
        [(e.operation, e.kind, e.key, sorted(e.values.items())) for e in corrections.entries if e.page in names],
    )
    hashed = blake2b(repr(said).encode(), digest_size=HASH_BYTES)
    # What stands for the text is known before the text is asked for. Half a surrogate pair is read as `?` too.
    hashed.update((raw.edition or raw.text).encode("utf-8", "replace"))
    return Fingerprint(hashed.hexdigest(), rules_version())


@cache
def rules_version() -> str:
    """Return the version of all that reads pages: it changes with every file of `RULES` and with the libraries."""
    hashed = blake2b(repr([(name, version(name)) for name in LIBRARIES]).encode(), digest_size=HASH_BYTES)
    package = resources.files("graphtalk")
    for name, file in sorted((name, file) for rule in RULES for name, file in files_of(package / rule, rule)):
        hashed.update(f"\n{name}\n".encode())
        hashed.update(file.read_bytes())
    return hashed.hexdigest()


def files_of(place: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    """Yield a file, or those of a folder, each with its path in the package; compiled code is none."""
    if place.is_file():
        yield name, place
    elif not name.endswith("__pycache__"):
        for entry in place.iterdir():
            yield from files_of(entry, f"{name}/{entry.name}")


@cache
def site_hash(site: Site) -> str:
    """Return the hash of a wiki's data, which may come from a file of the user's."""
    text = json.dumps(asdict(site), sort_keys=True, ensure_ascii=False, default=plain)
    return blake2b(text.encode(), digest_size=HASH_BYTES).hexdigest()


def plain(value: object) -> object:
    """Return a pattern or a set as JSON has it."""
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"a wiki's data hold {value!r}, which has no hash")
