"""Pages with their histories for a wiki of the tests: as an XML export, and loaded into the wiki."""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as ET

FORM = "http://www.mediawiki.org/xml/export-0.11/"  # of an export, described at FORM[:-1] + ".xsd"
SUBJECTS = ("", "User", "Project", "File", "MediaWiki", "Template", "Help", "Category")
NAMESPACES = {name: 2 * number for number, name in enumerate(SUBJECTS)}
NAMESPACES |= {f"{name} talk" if name else "Talk": number + 1 for name, number in NAMESPACES.items()}
LOADED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)  # when a page without a history was written


@dataclass(frozen=True, slots=True)
class Wiki:
    """A running wiki: what `tools/mediawiki/server.py run` tells of it."""

    url: str
    api: str
    folder: Path
    maintenance: tuple[str, ...]

    def maintain(self, script: str, *arguments: str, text: str = "") -> str:
        """Return what one of MediaWiki's scripts prints, such as `runJobs.php`, for a text on its standard input."""
        command = [*self.maintenance, script, *arguments]
        done = subprocess.run(command, input=text, capture_output=True, check=False, encoding="utf-8")
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout


@dataclass(frozen=True, slots=True)
class Edit:
    """One revision of a page; the user is an account or an IP address, the time is aware."""

    title: str
    text: str
    user: str
    timestamp: datetime
    comment: str = ""


def import_edits(wiki: Wiki, edits: Iterable[Edit], *, links: bool = False) -> None:
    """Load edits as they would have been made, with their users and times, recent changes included.

    Args:
        wiki: Where to.
        edits: The edits, of pages that need not be there.
        links: Fill the tables of links as well: who is in which category, what links where, DiscussionTools' index of
            comments. Each revision is parsed for it, which takes thirty times as long.
    """
    quickly = () if links else ("--no-updates",)
    wiki.maintain("importDump.php", "--quiet", *quickly, text=dump_of(edits))
    wiki.maintain("rebuildrecentchanges.php", "--quiet")
    if links:
        wiki.maintain("runJobs.php", "--quiet", "--memory-limit", "max")


def load_pages(wiki: Wiki, pages: Mapping[str, str]) -> None:
    """Load pages of one revision each, texts by titles."""
    import_edits(wiki, [Edit(title, text, "Loader", LOADED) for title, text in pages.items()])


def dump_of(edits: Iterable[Edit]) -> str:
    """Return edits as a wiki exports them: a page after the other, by first edit, each history in order of time."""
    histories: dict[str, list[Edit]] = {}
    for edit in sorted(edits, key=lambda edit: edit.timestamp):
        histories.setdefault(edit.title, []).append(edit)
    root = ET.Element("mediawiki", {"xmlns": FORM, "version": FORM[-5:-1], "xml:lang": "en"})
    site = ET.SubElement(root, "siteinfo")
    add(site, sitename="Test", dbname="wiki", case="first-letter")
    namespaces = ET.SubElement(site, "namespaces")
    for name, number in NAMESPACES.items():
        ET.SubElement(namespaces, "namespace", {"key": str(number), "case": "first-letter"}).text = name
    revisions = count(1)
    for number, (title, history) in enumerate(histories.items(), 1):
        page = ET.SubElement(root, "page")
        prefix = title.partition(":")[0]
        add(page, title=title, ns=str(NAMESPACES.get(prefix, 0)), id=str(number))
        parent = 0
        for edit in history:
            parent = add_revision(page, edit, next(revisions), parent)
    return ET.tostring(root, encoding="unicode")


def add_revision(page: ET.Element, edit: Edit, number: int, parent: int) -> int:
    """Add an edit to a page of an export, and return its number."""
    revision = ET.SubElement(page, "revision")
    add(revision, id=str(number))
    if parent:
        add(revision, parentid=str(parent))
    add(revision, timestamp=edit.timestamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    contributor = ET.SubElement(revision, "contributor")
    add(contributor, **({"ip": edit.user} if is_address(edit.user) else {"username": edit.user}))
    add(revision, comment=edit.comment, model="wikitext", format="text/x-wiki")
    text = ET.SubElement(revision, "text", {"xml:space": "preserve", "bytes": str(len(edit.text.encode()))})
    text.text = edit.text
    return number


def add(parent: ET.Element, **texts: str) -> None:
    """Add elements with texts."""
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def is_address(user: str) -> bool:
    """Return whether a user is known by an IP address only."""
    try:
        ip_address(user)
    except ValueError:
        return False
    return True
