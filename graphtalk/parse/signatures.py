"""Who signed a block of text, and when: shared by the three markups."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

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
WORD = re.compile(r"\w+")
MOST_BETWEEN = 2  # words between two links of a signature
DASHES = " \t\u00a0\u200e\u200f-–—―~⁓•·|*"


class Stamp(NamedTuple):
    """A timestamp in a text, and the format that it is in."""

    match: re.Match[str]
    format: DateFormat


class Signature(NamedTuple):
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
    links = user_links(block)
    stamps = find_timestamps(block.text, language.site, loose=block.level is None) if links else ()
    if not stamps:
        return []
    quotes = [mark for mark in block.marks if mark.kind == "quote"]
    ends = [link.end for link in links]
    found: list[Signature] = []
    for stamp in stamps:
        start = stamp.match.start()
        if quotes and any(quote.start <= start < quote.end for quote in quotes):
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
    links = [mark for mark in block.marks if mark.kind == "user"]
    return sorted(links, key=attrgetter("end")) if len(links) > 1 else links


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
        end = run[-1].start if run else link.end
        # Mostly too few characters stand between for so many words.
        if end - link.end > 2 * MOST_BETWEEN and len(WORD.findall(text, link.end, end)) > MOST_BETWEEN:
            break
        run.append(link)
    return run[::-1]


def signature_start(text: str, start: int, floor: int, language: Language) -> tuple[int, bool]:
    """Return where a signature begins, with dashes and an unsigned notice, and whether that notice is there."""
    before = text[floor:start].rstrip(DASHES)
    head = before.rstrip(DASHES + "(")
    # Most comments end in a full stop, which no notice does.
    notice = None if head.endswith(".") else language.unsigned_notice.search(head, max(0, len(head) - LOOK_BACK))
    if notice and notice.end() == len(head):
        return floor + len(head[: notice.start()].rstrip(DASHES + "(")), True
    return floor + len(before), False


def chrome_end(text: str, end: int, language: Language) -> int:
    """Return where the signature ends once interface words after the timestamp are passed."""
    for pattern in language.chrome if end < len(text) else ():
        if found := pattern.match(text, end):
            end = found.end()
    return end
