"""Pages with all their revisions from a MediaWiki XML export, as Special:Export and the dumps of a wiki have it.

Source: https://www.mediawiki.org/wiki/Help:Export (schema versions 0.3 to 0.11 are read alike)
"""

import bz2
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from lxml import etree

from graphtalk.errors import ReadError
from graphtalk.revisions import Revision

__all__ = ["DAMAGES", "PageHistory", "is_dump", "open_packed", "read_dump", "read_pages"]

DAMAGES = (EOFError, OSError, zlib.error)  # what reading a damaged packed file raises
GZIP, BZIP2 = b"\x1f\x8b", b"BZh"  # that files so packed begin with
ROOT = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<mediawiki\b", re.DOTALL)
WIKITEXT = "wikitext"  # the content model that is read
UNTOLD = datetime(1970, 1, 1, tzinfo=UTC)  # of revisions of a page of which none tells its time


@dataclass(frozen=True, slots=True)
class PageHistory:
    """A page of an export.

    Attributes:
        title: Full title with namespace.
        namespace: Number of its namespace.
        revisions: By time, then id.
        site: Name of the wiki's data (`enwiki`), None where the export does not tell.
    """

    title: str
    namespace: int
    revisions: tuple[Revision, ...]
    site: str | None = None


@dataclass(slots=True)
class Reading:
    """What of an export is read so far.

    Attributes:
        newest: Keep of each page the newest revision alone.
        site: Name of the wiki.
        namespaces: Numbers of namespaces by their names.
        title: Title of the page that is read.
        namespace: Its number, None where the export does not tell.
        revisions: Its revisions that are kept, in the order of the file.
        texts: Their texts: a revert brings back the same text, which is held once.
        count: How many revisions it has so far.
        told: The time of the last of them that tells its time.
    """

    newest: bool
    site: str | None = None
    namespaces: dict[str, int] = field(default_factory=dict)
    title: str = ""
    namespace: int | None = None
    revisions: list[Revision] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    count: int = 0
    told: datetime = UNTOLD


def read_dump(path: str | Path) -> Iterator[PageHistory]:
    """Yield the pages of an export with their revisions, in the order of the file.

    One page is held at a time, with all its revisions: they are in the order of ids in a file, and sorting them by time
    takes all of them. A text that comes again, as reverts bring it back, is held once. What is needed for the state of
    today is `read_pages` with `newest`, which holds one revision.

    Args:
        path: An XML export, as it is or packed by gzip or bzip2, which its content tells.

    Raises:
        ReadError: Missing, no export, cut off, or no XML; the pages before the fault have been yielded.
    """
    with opened(path) as stream:
        yield from read_pages(stream, str(path), newest=False)


def is_dump(content: bytes) -> bool:
    r"""Tell whether a file that begins so is an XML export.

    >>> is_dump(b'<?xml version="1.0"?>\n<mediawiki version="0.11">'), is_dump(b"Write <mediawiki> there.")
    (True, False)
    """
    return bool(ROOT.match(content))


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file that may be packed."""
    try:
        raw = Path(path).open("rb")  # noqa: SIM115 (closed below; only the failure to open is told so)
    except FileNotFoundError as cause:
        raise ReadError(f"{path}: there is no such file; check the path") from cause
    except OSError as cause:
        raise ReadError(f"{path}: cannot be read ({cause.strerror}); check its permissions") from cause
    with raw:
        yield open_packed(raw)


def open_packed(raw: BinaryIO) -> BinaryIO:
    """Return what is in a file: of one packed by gzip or bzip2, what was packed."""
    begin = raw.read(3)
    raw.seek(0)
    if begin.startswith(GZIP):
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw))
    return cast("BinaryIO", bz2.BZ2File(raw)) if begin == BZIP2 else raw


def read_pages(stream: BinaryIO, name: str, *, newest: bool) -> Iterator[PageHistory]:
    """Yield the pages of an export.

    Args:
        stream: The export, unpacked.
        name: Name of the file for messages.
        newest: Whether each comes only with its newest revision that the wiki does not hide, or with none.

    Raises:
        ReadError: Cut off, or no XML; the pages before the fault have been yielded.
    """
    reading = Reading(newest)
    try:
        tags = [f"{{*}}{tag}" for tag in ("mediawiki", "dbname", "namespace", "title", "ns", "revision", "page")]
        for _, element in etree.iterparse(
            stream, events=("end",), tag=tags, huge_tree=True, resolve_entities=False, no_network=True
        ):
            tag = etree.QName(element).localname
            if tag == "mediawiki":
                return
            take(tag, element, reading)
            if tag == "page":
                yield finished(reading)
            if tag in {"page", "revision"}:
                drop(element)
    except etree.XMLSyntaxError as cause:
        line = cause.position[0]
        told = str(cause.msg or "no XML").partition(", line")[0]
        raise ReadError(f"{name}, line {line}: faulty XML ({told}); get the file again") from cause
    except DAMAGES as cause:
        raise ReadError(f"{name}: the packed file is cut off or damaged ({cause}); get it again") from cause


def take(tag: str, element: etree._Element, reading: Reading) -> None:
    """Note what an element tells."""
    text = element.text or ""
    if tag == "dbname":
        reading.site = text.strip() or None
    elif tag == "namespace":
        reading.namespaces[text.strip()] = number(element.get("key")) or 0
    elif tag == "title":
        reading.title, reading.namespace = " ".join(text.split()), None
        reading.revisions, reading.texts, reading.count, reading.told = [], {}, 0, UNTOLD
    elif tag == "ns":
        reading.namespace = number(text)
    elif tag == "revision":
        add_revision(element, reading)


def add_revision(element: etree._Element, reading: Reading) -> None:
    """Note a revision; one of another content model, such as a board of topics, is no wikitext and left out."""
    reading.count += 1
    reading.told = moment(element.findtext("{*}timestamp")) or reading.told
    if (element.findtext("{*}model") or WIKITEXT).strip() != WIKITEXT:
        return
    text = content(element.find("{*}text"))
    if text is not None:
        text = reading.texts.setdefault(text, text) if not reading.newest else text
    # An export that somebody made by hand may lack ids: then the place among the revisions counts.
    found = Revision(number(element.findtext("{*}id")) or reading.count, reading.told, user(element), text)
    if not reading.newest:
        reading.revisions.append(found)
    elif text is not None and (not reading.revisions or order(found) >= order(reading.revisions[0])):
        reading.revisions = [found]


def finished(reading: Reading) -> PageHistory:
    """Return the page that is read."""
    namespace = reading.namespace
    if namespace is None:  # before schema 0.6
        prefix, colon, _ = reading.title.partition(":")
        namespace = reading.namespaces.get(prefix, 0) if colon else 0
    return PageHistory(reading.title, namespace, tuple(sorted(reading.revisions, key=order)), reading.site)


def order(revision: Revision) -> tuple[datetime, int]:
    """Return what revisions are sorted by."""
    return revision.timestamp, revision.id


def content(element: etree._Element | None) -> str | None:
    """Return a revision's text, None where the wiki hides it or the export leaves texts out."""
    if element is None or element.get("deleted") is not None:
        return None
    if not element.text:
        return None if (number(element.get("bytes")) or 0) > 0 else ""
    return element.text.replace("\r\n", "\n").replace("\r", "\n")


def user(revision: etree._Element) -> str | None:
    """Return who saved a revision, None where the wiki hides it."""
    contributor = revision.find("{*}contributor")
    if contributor is None or contributor.get("deleted") is not None:
        return None
    name = contributor.findtext("{*}username") or contributor.findtext("{*}ip") or ""
    return name.strip() or None


def number(text: str | None) -> int | None:
    """Return a number as an export writes it, None for anything else."""
    stripped = (text or "").strip()
    return int(stripped) if re.fullmatch(r"-?[0-9]{1,18}", stripped) else None


def moment(text: str | None) -> datetime | None:
    """Return a time as an export writes it, None for anything else.

    >>> moment("2011-01-24T16:37:27Z"), moment("")
    (datetime.datetime(2011, 1, 24, 16, 37, 27, tzinfo=datetime.timezone.utc), None)
    """
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def drop(element: etree._Element) -> None:
    """Forget an element and what stands before it, so that memory does not grow with the file."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)
