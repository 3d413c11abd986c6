"""Pages from files and folders: wikitext, saved HTML, plain copies and XML exports, told apart by their content."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from lxml import etree, html

from graphtalk.errors import ReadError, UnknownFormatError
from graphtalk.language import Language
from graphtalk.model import Markup, RawPage
from graphtalk.readers.dump import DAMAGES, PageHistory, is_dump, open_packed, read_pages
from graphtalk.site import ANY_TIMESTAMP

__all__ = ["detect_markup", "read_files"]

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".txt", ".text", ".wiki", ".wikitext", ".mediawiki", ".html", ".htm", ".xml", ".gz", ".bz2"})
PROJECT = 4  # number of the namespace of a wiki's own pages, on many of which people discuss
HEAD = 2_000  # bytes that tell an export
LINKED = re.compile(r"\[\[|\{\{|\[https?:")
SIGNATURE = 150  # characters before a timestamp that hold who signs
FEW_STAMPS = 3  # from which they tell the markup
PEEK = 200_000  # characters that tell the markup
ELEMENTS = re.compile(r"</?(?:p|div|dl|dd|dt|ul|ol|li|h[1-6]|a|span|body|html|table|b|i)\b[^>]*>", re.IGNORECASE)
WIKI_MARKS = re.compile(r"\[\[[^\]\n]+\]\]|\{\{[^{}\n]+|^={2,6}[^=\n]+={2,6}\s*$|'''", re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
TITLE_END = re.compile(r"\s[-–—]\s[^-–—]+$")  # " - Wikipedia" after a page's title
REVISION = re.compile(r'"wgRevisionId":\s*(\d+)')
DATABASE = re.compile(r'"wgDBname":\s*"(\w+)"')


def read_files(
    source: str,
    language: Language,
    markup: Markup | None = None,
    history: bool = False,  # noqa: FBT001, FBT002 - every reader takes the same arguments
) -> Iterator[RawPage]:
    """Yield the pages of a file, of standard input (`-`), or of each page file in a folder, by name.

    A file is one page; an XML export gives all its talk pages and those of the project, each as of its newest revision.

    Args:
        source: Path of a file or folder, or `-`.
        language: Namespaces, to know a title when it sees one.
        markup: Markup that the content is in; None to tell by the content.
        history: Whether pages of an export come with all their revisions, one page's at a time in memory.

    Raises:
        ReadError: Missing, empty, not text, a folder without page files, or a faulty export.
        UnknownFormatError: A format that is known but not read.
    """
    if source == STANDARD_INPUT:
        yield from read_stream(BytesIO(sys.stdin.buffer.read()), "standard input", language, markup, history=history)
        return
    path = Path(source)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
        if not files:
            raise ReadError(f"{source}: the folder has no page files ({', '.join(sorted(SUFFIXES))})")
    else:
        files = [path]
    for file in files:
        try:
            stream = file.open("rb")
        except FileNotFoundError as cause:
            page = language.site.split_title(str(file))[0] > 0
            hint = "for the page of a wiki, name that with --site" if page else "check the path"
            raise ReadError(f"{file}: there is no such file; {hint}") from cause
        except OSError as cause:
            raise ReadError(f"{file}: cannot be read ({cause.strerror}); check its permissions") from cause
        with stream:
            # What a pipe gives can be read once, and the content is looked at before.
            content = stream if stream.seekable() else BytesIO(stream.read())
            yield from read_stream(content, str(file), language, markup, history=history)


def read_stream(
    raw: BinaryIO, name: str, language: Language, markup: Markup | None, *, history: bool
) -> Iterator[RawPage]:
    """Yield the pages in a file's content, which may be packed."""
    stream = open_packed(raw)
    try:
        dump = markup is None and is_dump(stream.read(HEAD))
        stream.seek(0)
        content = b"" if dump else stream.read()
    except DAMAGES as cause:
        raise ReadError(f"{name}: cannot be read ({cause}); check the file, or get it again") from cause
    if dump:
        yield from dump_pages(read_pages(stream, name, newest=not history), name, history=history)
    else:
        yield read_bytes(content, name, language, markup)


def dump_pages(histories: Iterator[PageHistory], name: str, *, history: bool) -> Iterator[RawPage]:
    """Yield the newest revisions of the pages of an export on which people discuss.

    These are talk pages, whose namespaces have odd numbers, and pages of the project, such as its forums. Pages of which
    the export has no text are passed over.
    """
    found = False
    for page in histories:
        talk = page.namespace > 0 and (page.namespace % 2 == 1 or page.namespace == PROJECT)
        if not talk or not page.revisions:
            continue
        found = True
        newest = next((r for r in reversed(page.revisions) if r.text is not None), page.revisions[-1])
        yield RawPage(
            text=newest.text or "",
            markup="wikitext",
            title=page.title,
            site=page.site,
            revision=newest.id,
            timestamp=newest.timestamp,
            source=name,
            history=page.revisions if history else (),
        )
    if not found:
        raise ReadError(f"{name}: the XML export has no text of a talk page; export talk pages with their text")


def read_bytes(content: bytes, name: str, language: Language, markup: Markup | None) -> RawPage:
    """Return the page in a file's content."""
    text = decode(content, name)
    if not text.strip():
        raise ReadError(f"{name}: the file is empty; save the talk page again")
    found = markup or detect_markup(text)
    if found == "html":
        return html_page(text, name)
    title = plain_title(text, language) if found == "plain" else None
    return RawPage(text, found, title=title, source=name)


def decode(content: bytes, name: str) -> str:
    """Return a file's bytes as text with lines ended by a line feed; bytes that are not UTF-8 are read as Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("windows-1252", "replace")
    if len(CONTROL.findall(text[:PEEK])) * 100 > len(text[:PEEK]):
        raise UnknownFormatError(f"{name}: not a text file; give wikitext, HTML or a plain copy of a talk page")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def detect_markup(text: str) -> Markup:
    r"""Return which markup a text is in.

    >>> detect_markup("== Depth ==\nToo deep. [[User:Ana|Ana]]"), detect_markup("Talk:Lake\n\nDepth")
    ('wikitext', 'plain')
    >>> detect_markup("<h2>Depth</h2><p>Too deep. <a href='/wiki/User:Ana'>Ana</a></p>")
    'html'
    """
    head = text[:PEEK]
    if re.match(r"\s*(?:<!doctype html|<html)\b", head, re.IGNORECASE):
        return "html"
    elements, marks = len(ELEMENTS.findall(head)), len(WIKI_MARKS.findall(head))
    if elements > 2 * marks and re.search(r"<(?:p|div|dl|ul|h\d|body|section)\b", head, re.IGNORECASE):
        return "html"
    return "wikitext" if marks and not signed_plainly(text) else "plain"


def signed_plainly(text: str) -> bool:
    r"""Tell whether most timestamps have no link or template before them, as in a copy of a page that speaks of markup.

    >>> signed_plainly("Write [[Lake]].\n" + "It is deep. " * 20 + "Ana (talk) 10:00, 3 May 2024 (UTC)\n" * 3)
    True
    """
    stamps = [found.start() for found in ANY_TIMESTAMP.finditer(text)]
    bare = sum(not LINKED.search(text, max(0, at - SIGNATURE), at) for at in stamps)
    return len(stamps) >= FEW_STAMPS and 2 * bare > len(stamps)


def plain_title(text: str, language: Language) -> str | None:
    """Return the title that a plain copy begins with, None where its first line is none."""
    first = text.strip().partition("\n")[0].strip()
    return first if len(first) <= 255 and language.site.split_title(first)[0] > 0 else None


def html_page(text: str, name: str) -> RawPage:
    """Return a saved page with what its head tells: title, address, revision, site."""
    try:
        document = html.fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return RawPage(text, "html", source=name)
    heading = document.find(".//*[@id='firstHeading']")
    title = " ".join("".join(map(str, heading.itertext())).split()) if heading is not None else None
    shown = document.findtext(".//head/title")
    if not title and shown:
        title = TITLE_END.sub("", " ".join(shown.split())) or None
    canonical = document.find(".//link[@rel='canonical']")
    address = canonical.get("href") if canonical is not None else None
    revision, database = REVISION.search(text), DATABASE.search(text)
    return RawPage(
        text=text,
        markup="html",
        title=title,
        site=database[1] if database else None,
        revision=int(revision[1]) if revision else None,
        url=address if address and address.startswith("http") else None,
        source=name,
    )
