"""Who signed a block of text, and when: shared by the three markups."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from graphtalk.language import Language, Site
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block

__all__ = ["Signature", "bears_signature", "find_signatures", "guess_names", "parse_timestamp"]

# DiscussionTools looks this far back from a timestamp for a link to the user.
# Source: https://www.mediawiki.org/wiki/Extension:DiscussionTools/How_it_works
LOOK_BACK = 100
MAX_NAME_WORDS = 6  # of a name in a plain copy that no other signature on the page confirms
# A name after dashes: "--Ana", or a single long one after the end of a sentence.
DASHED_NAME = re.compile(r"(?:--|(?:^|[.!?…)\"”’]\s*)[–—―])\s*[^\s–—―-][^.!?:;\n]{0,60}$")
DASHES = " \t\u00a0\u200e\u200f-–—―~⁓•·|*"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature in a block.

    Attributes:
        start: First code point of the signature in the block's text, dashes before it included.
        end: One past the timestamp and the interface words after it.
        author: User name; in a plain copy a guess among `names`.
        display_name: Name shown, where it is another.
        timestamp: Aware UTC, or None where the date does not exist (31 June).
        unsigned: True where a template names the user because they did not sign.
        names: In plain copies, the longest reading first, the names that the words before the timestamp allow.
        names_end: In plain copies, where each of `names` ends in the block's text.
    """

    start: int
    end: int
    author: str
    display_name: str | None
    timestamp: datetime | None
    unsigned: bool = False
    names: tuple[str, ...] = ()
    names_end: int = 0


def parse_timestamp(match: re.Match[str], language: Language, site: Site) -> datetime | None:
    """Return the UTC time of a match of `language.timestamp`, or None for a date that does not exist."""
    part = match.groupdict()
    month = language.months[part["month"].lower()] if part.get("month") else int(part["month_number"])
    try:
        local = datetime(
            int(part["year"]), month, int(part["day"]), int(part["hour"]), int(part["minute"]),
            tzinfo=ZoneInfo(site.timezone),
        )  # fmt: skip
    except ValueError:
        return None
    return local.astimezone(UTC)


def find_signatures(block: Block, language: Language, site: Site) -> list[Signature]:
    """Return the signatures in a block, in order; quoted ones do not count."""
    pattern = language.loose_timestamp if block.level is None else language.timestamp
    quotes = [mark for mark in block.marks if mark.kind == "quote"]
    found: list[Signature] = []
    for match in pattern.finditer(block.text):
        if any(quote.start <= match.start() < quote.end for quote in quotes):
            continue
        floor = found[-1].end if found else 0
        read = plain_signature if block.level is None else linked_signature
        if signature := read(block, match, floor, language, site):
            found.append(signature)
    return found


def linked_signature(
    block: Block, match: re.Match[str], floor: int, language: Language, site: Site
) -> Signature | None:
    """Return the signature whose user link stands nearest before a timestamp, if there is one."""
    links = [
        mark
        for mark in block.marks
        if mark.kind == "user" and floor <= mark.start and match.start() - LOOK_BACK <= mark.end <= match.start()
    ]
    if not links:
        return None
    author = links[-1].target or ""
    own = own_links(links, author, block.text)
    start = own[0].start
    shown = block.text[own[0].start : own[0].end].strip()
    start, unsigned = signature_start(block.text, start, floor, language)
    return Signature(
        start=start,
        end=chrome_end(block.text, match.end(), language),
        author=author,
        display_name=shown if shown and shown != author else None,
        timestamp=parse_timestamp(match, language, site),
        unsigned=unsigned,
    )


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
    notice = language.unsigned_notice.search(head)
    unsigned = notice is not None and notice.end() == len(head)
    kept = head[: notice.start()].rstrip(DASHES + "(") if notice and unsigned else text[floor:start].rstrip(DASHES)
    return floor + len(kept), unsigned


def chrome_end(text: str, end: int, language: Language) -> int:
    """Return where the signature ends once interface words after the timestamp are passed."""
    for pattern in language.chrome:
        if found := pattern.match(text, end):
            end = found.end()
    return end


def plain_signature(block: Block, match: re.Match[str], floor: int, language: Language, site: Site) -> Signature | None:
    """Return the signature before a timestamp that ends a line of a plain copy."""
    end = chrome_end(block.text, match.end(), language)
    if block.text[end:].strip(" \t").partition("\n")[0]:
        return None
    head = block.text[floor : match.start()].rstrip(" ,\u00a0")
    if not bears_signature(head, match, language):
        return None
    links = language.signature_links.search(head)
    head = head[: links.start()] if links else head
    names = possible_names(head, language)
    if not names:
        return None
    names_end = floor + len(head.rstrip())
    start, unsigned = signature_start(block.text, names_end - len(names[0]), floor, language)
    return Signature(start, end, names[0], None, parse_timestamp(match, language, site), unsigned, names, names_end)


def bears_signature(head: str, match: re.Match[str], language: Language) -> bool:
    """Tell whether a timestamp in a plain copy is a signature's and no date in running text.

    Args:
        head: The words before it.
        match: A match of `language.loose_timestamp`.
        language: Language of the page.
    """
    signs = match.groupdict()["zone"] or language.signature_links.search(head) or DASHED_NAME.search(head)
    return bool(signs)


def possible_names(head: str, language: Language) -> tuple[str, ...]:
    """Return the readings of the words before a signature's links as a user name, the longest first.

    >>> from graphtalk.language import load_language
    >>> possible_names("I also went ahead. Done Ana B", load_language("en"))
    ('Done Ana B', 'Ana B', 'B')
    """
    line = head.rpartition("\n")[2].rstrip()
    if notices := list(language.unsigned_notice.finditer(line)):
        return (line[notices[-1].end() :].strip(),)
    # A name starts after the end of a sentence, a closing quotation mark, a dash or an opening bracket.
    words = re.split(r"(?:[.!?:;,…][\"'”’)\]]*|[\"”)\]]|--+|[–—―~])\s+|--+|[—―]\s*|^\s*[•*]\s+", line)[-1].split()
    return tuple(" ".join(words[i:]) for i in range(max(0, len(words) - MAX_NAME_WORDS), len(words)))


def guess_names(signatures: Sequence[Signature], text: str) -> list[str]:
    """Return the likeliest author of each signature of a plain copy, with the whole page as witness.

    A reading that a signature has all to itself, or that the page addresses with an at sign, outweighs one that has
    other words before it: of `Done Ana` and `Ana` on one page, both are by Ana.
    """
    alone = Counter(signature.names[0] for signature in signatures)
    readings = Counter(name for signature in signatures for name in signature.names)
    chosen = []
    for signature in signatures:
        best = signature.names[0]
        for name in signature.names[1:]:
            witnessed = alone[name] > 0 or f"@{name}" in text
            if witnessed and readings[name] > readings[best] and f"@{best}" not in text:
                best = name
                break
        chosen.append(best)
    return chosen
