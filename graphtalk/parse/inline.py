"""What the scan over a piece of wikitext reads, and where it gives up."""

import re
from html import unescape

from graphtalk.model import MarkKind
from graphtalk.parse.blocks import TextBuilder

__all__ = ["TOKEN", "Style", "add_words", "close_style", "plain_text", "scannable"]

Style = tuple[str, int, int]  # apostrophes that are open: the signs, where they end, how much was shown before
APOSTROPHES: dict[str, MarkKind] = {"''": "italic", "'''": "bold"}
# What the scan does not read, wherever it stands; `<` only where a tag begins.
UNREAD = ("__", "~~~", "-{", "{|", "{{{", "]]]")
FIRST_LINE = re.compile("[:*#;=]|----")
LATER_LINE = re.compile("\n[:*#;= ]")
TAG = re.compile(r"<[/!a-z]", re.IGNORECASE)
TOKEN = re.compile(
    r"""\[\[(?P<title>[^\[\]{}|<>\n]+)(?:\|(?P<shown>[^\[\]{}|]*))?\]\]
    |\{\{(?P<call>[^{}\[\]<>\n&]*)\}\}
    |(?P<style>'{2,})
    |\[(?P<url>https?://[^\s\[\]{}<>|"'&]+)(?:[ ](?P<label>[^\[\]{}<>\n|]*))?\]""",
    re.VERBOSE | re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


def scannable(wikitext: str) -> bool:
    """Tell whether a piece of wikitext holds nothing that the scan does not read at all."""
    if any(odd in wikitext for odd in UNREAD) or FIRST_LINE.match(wikitext):
        return False
    return not (LATER_LINE.search(wikitext) or TAG.search(wikitext))


def add_words(text: str, out: TextBuilder) -> bool:
    """Append text between what the scan reads; tell whether it is nothing but words."""
    if "[" in text or "{{" in text or "//" in text or "mailto:" in text:
        return False
    out.add(plain_text(text))
    return True


def close_style(token: re.Match[str], styles: list[Style], out: TextBuilder) -> bool:
    """Open or close bold or italics; tell whether these apostrophes are a plain pair within a line."""
    signs = token["style"]
    if signs not in APOSTROPHES:
        return False
    if not styles or styles[-1][0] != signs:
        styles.append((signs, token.end(), out.length))
        return all(opened != signs for opened, _, _ in styles[:-1])
    _, begin, start = styles.pop()
    if out.length > start:
        out.mark(APOSTROPHES[signs], start)
    return "\n" not in token.string[begin : token.start()]


def plain_text(text: str) -> str:
    """Return text with HTML entities as characters."""
    return ENTITY.sub(lambda found: unescape(found[0]).replace("\u00a0", " "), text) if "&" in text else text
