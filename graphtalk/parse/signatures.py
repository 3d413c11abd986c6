"""Who signed a block of text, and when: shared by the three markups."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from graphtalk.language import Language
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block
from graphtalk.site import DateFormat, Site

__all__ = [
    "Signature",
    "Stamp",
    "chrome_end",
    "find_signatures",
    "find_timestamps",
    "find_undated",
    "signature_start",
]

# DiscussionTools looks this far back from a timestamp for a link to the user.
# Source: https://www.mediawiki.org/wiki/Extension:DiscussionTools/How_it_works
LOOK_BACK = 100
MOST_LINKS = 5  # to oneself in a signature
UNDATED_LINKS = 2  # links to one user that make a signature without a timestamp
DASHES = " \t\u00a0\u200e\u200f-–—―~⁓•·|*"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp in a text, and the format that it is in."""

    match: re.Match[str]
    format: DateFormat


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature in a block.

    Attributes:
        start: First code point of the signature in the block's text, dashes before it included.
        end: One past the timestamp and the interface words after it.
        author: User name; in a plain copy the name shown.
        display_name: Name shown, where it is another.
        timestamp: Aware UTC, or None where the date does not exist (31 June).
        unsigned: True where a template names the user because they did not sign.
    """

    start: int
    end: int
    author: str
    display_name: str | None
    timestamp: datetime | None
    unsigned: bool = False


def find_signatures(block: Block, language: Language) -> list[Signature]:
    """Return the signatures in a block, in order; quoted ones do not count.

    In a plain copy, which has no links, `names.find_names` has marked the users; there a time zone may be missing.
    """
    stamps = find_timestamps(block.text, language.site, loose=block.level is None)
    if not stamps:
        return []
    quotes = [mark for mark in block.marks if mark.kind == "quote"]
    links = user_links(block)
    ends = [link.end for link in links]
    found: list[Signature] = []
    for stamp in stamps:
        start = stamp.match.start()
        if any(quote.start <= start < quote.end for quote in quotes):
            continue
        floor = found[-1].end if found else 0
        near = links[bisect_left(ends, start - LOOK_BACK) : bisect_right(ends, start)]
        if signature := linked_signature(block, stamp, near, floor, language):
            found.append(signature)
    return found


def find_undated(block: Block, language: Language) -> Signature | None:
    """Return the signature without a timestamp that ends a block: two links or more to one user, no word but theirs.

    The user's page and talk page, say; one link alone may as well be the end of a sentence.
    """
    links = [link for link in user_links(block) if not link.get("via")]
    if block.level is None or not links or re.search(r"\w", block.text[links[-1].end :]):
        return None
    own = own_links(links, links[-1].target or "", block.text)
    apart = any(re.search(r"\w", block.text[a.end : b.start]) for a, b in pairwise(own))
    if not UNDATED_LINKS <= len(own) <= MOST_LINKS or apart:
        return None
    start, unsigned = signature_start(block.text, own[0].start, 0, language)
    return Signature(start, len(block.text), own[0].target or "", shown_name(own[0], block.text), None, unsigned)


def user_links(block: Block) -> list[Mark]:
    """Return the marks of users in a block by their ends."""
    return sorted((mark for mark in block.marks if mark.kind == "user"), key=lambda mark: mark.end)


def find_timestamps(text: str, site: Site, *, loose: bool = False) -> list[Stamp]:
    """Return the timestamps in a text in the wiki's own formats, in order.

    Args:
        text: Any text.
        site: The wiki.
        loose: Whether to take those without a time zone too.
    """
    found = [
        Stamp(match, written)
        for written in site.formats
        for match in (written.loose if loose else written.pattern).finditer(text)
    ]
    if len(site.formats) == 1:
        return found
    kept: list[Stamp] = []
    for stamp in sorted(found, key=lambda stamp: (stamp.match.start(), -stamp.match.end())):
        if not kept or stamp.match.start() >= kept[-1].match.end():  # variants of a language may share a format
            kept.append(stamp)
    return kept


def linked_signature(
    block: Block, stamp: Stamp, near: Sequence[Mark], floor: int, language: Language
) -> Signature | None:
    """Return the signature of a timestamp: its user is that of the last link before it, and after `floor`."""
    links = [link for link in near if link.start >= floor]
    if not links:
        return None
    match = stamp.match
    own = own_links(links, links[-1].target or "", block.text)
    start, unsigned = signature_start(block.text, own[0].start, floor, language)
    return Signature(
        start=start,
        end=chrome_end(block.text, match.end(), language),
        author=own[0].target or "",
        display_name=shown_name(own[0], block.text),
        timestamp=language.site.moment(match, stamp.format),
        unsigned=unsigned,
    )


def shown_name(link: Mark, text: str) -> str | None:
    """Return what a link to a user shows, None where it is the name itself or nothing."""
    shown = text[link.start : link.end].strip()
    return shown if shown and shown != link.target else None


def own_links(links: Sequence[Mark], author: str, text: str) -> list[Mark]:
    """Return the run of links to one user that ends at the timestamp: words of a sentence end the run."""
    run: list[Mark] = []
    for link in reversed(links):
        if link.target != author:
            break
        if run and len(re.findall(r"\w+", text[link.end : run[-1].start])) > 2:
            break
        run.append(link)
    return run[::-1]


def signature_start(text: str, start: int, floor: int, language: Language) -> tuple[int, bool]:
    """Return where a signature begins, with dashes and an unsigned notice, and whether that notice is there."""
    head = text[floor:start].rstrip(DASHES + "(")
    notice = language.unsigned_notice.search(head, max(0, len(head) - LOOK_BACK))
    unsigned = notice is not None and notice.end() == len(head)
    kept = head[: notice.start()].rstrip(DASHES + "(") if notice and unsigned else text[floor:start].rstrip(DASHES)
    return floor + len(kept), unsigned


def chrome_end(text: str, end: int, language: Language) -> int:
    """Return where the signature ends once interface words after the timestamp are passed."""
    for pattern in language.chrome:
        if found := pattern.match(text, end):
            end = found.end()
    return end
