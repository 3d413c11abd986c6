"""Who signed a line of a plain copy, where links are lost and a name is only the words before a timestamp."""

import re
from collections import Counter
from collections.abc import Sequence

from graphtalk.language import Language
from graphtalk.parse.blocks import Block
from graphtalk.parse.signatures import Signature, Stamp, chrome_end, signature_start

__all__ = ["bears_signature", "guess_names", "plain_signature"]

MAX_NAME_WORDS = 6  # of a name in a plain copy that no other signature on the page confirms
# A name after dashes: "--Ana", or a single long one after the end of a sentence.
DASHED_NAME = re.compile(r"(?:--|(?:^|[.!?…)\"”’]\s*)[–—―])\s*[^\s–—―-][^.!?:;\n]{0,60}$")


def plain_signature(block: Block, stamp: Stamp, floor: int, language: Language) -> Signature | None:
    """Return the signature before a timestamp that ends a line of a plain copy."""
    match = stamp.match
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
    return Signature(start, end, names[0], None, language.site.moment(match, stamp.format), unsigned, names, names_end)


def bears_signature(head: str, match: re.Match[str], language: Language) -> bool:
    """Tell whether a timestamp in a plain copy is a signature's and no date in running text.

    Args:
        head: The words before it.
        match: A timestamp, its time zone optional.
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
