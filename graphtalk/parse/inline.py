"""What the scan over a piece of wikitext reads, and where it gives up."""

import re
from html import unescape

from graphtalk.model import MarkKind
from graphtalk.parse.blocks import TextBuilder

__all__ = [
    "STYLES",
    "TOKEN",
    "Style",
    "add_words",
    "close_style",
    "close_tag",
    "plain_text",
    "scannable",
    "without_comments",
]

Style = tuple[str, int, int]  # apostrophes or a tag, which are open: what, where it ends, how much was shown before
STYLES: dict[str, MarkKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "strike": "strike", "del": "strike",
    "ins": "insert", "u": "insert", "code": "code", "tt": "code", "kbd": "code",
}  # fmt: skip
BOTH = "'''''"
APOSTROPHES: dict[str, tuple[MarkKind, ...]] = {"''": ("italic",), "'''": ("bold",), BOTH: ("bold", "italic")}
OTHER = {"''": "'''", "'''": "''"}
ATTRIBUTES = r"""(?:\s+[a-z-]+="[^"'<>{}\[\]|&]*")*\s*"""
STYLED = "|".join(STYLES)
# In all but the first of these patterns each way to match begins with a sign that has no case: `re` skips ahead fast only
# to a set of such signs. A lookbehind says which one of the set it was.
FIRST_LINE = re.compile("[:*#;=]|----")
LITERAL = re.compile(r"<(?i:nowiki)>((?:[^<]|<(?!/?(?i:nowiki)))*+)</(?i:nowiki)>")
# What the scan does not read, wherever it stands; `<` only where a tag begins.
UNREAD = re.compile(
    r"__|~~~|-\{|\{\||\{\{\{|\]\]\]|\n(?:[:*#;= ]|----)"
    rf"|<(?!(?i:(?:/?(?:{STYLED})|br){ATTRIBUTES}>|br\s*/>))[/!a-zA-Z]",
)
TOKEN = re.compile(
    r"""[\[{'<hH](?:
    (?<=\[)\[(?P<title>[^\[\]{}|<>\n]+)(?:\|(?P<shown>[^\[\]{}|]*))?\]\]
    |(?<=\{)\{(?P<call>[^{}\[\]<>\n&]*)\}\}
    |(?<=')(?P<style>'+)
    |(?<=\[)(?P<url>(?:(?i:https?):)?//[^\s\[\]{}<>|"']+)(?:[ ](?P<label>[^\[\]{}<>\n|]*))?\]
    |(?<=[hH])(?<![\w/+.-].)(?P<bare>(?i:ttps?)://(?:[\w/.~%?=\#:+-]|&(?![\w\#]*;))*[\w/])(?=[,;.:!?)]*(?:[ \n]|\Z))
    |(?<=<)(?i:nowiki)>(?P<literal>(?:[^<]|<(?!/?(?i:nowiki)))*+)</(?i:nowiki)>
    |(?<=<)(?P<close>/?)(?P<tag>"""
    rf"(?i:{STYLED}|br))(?i:{ATTRIBUTES})/?>)",
    re.VERBOSE,
)
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


def scannable(wikitext: str) -> bool:
    """Tell whether a piece of wikitext holds nothing that the scan does not read at all."""
    if "<" in wikitext:
        wikitext = LITERAL.sub("", wikitext)
    return not (FIRST_LINE.match(wikitext) or UNREAD.search(wikitext))


def without_comments(wikitext: str) -> str:
    """Return wikitext without comments; one that is never closed is text.

    >>> without_comments("a<!-- b -->c <!-- d")
    'ac <!-- d'
    """
    parts, place = [], 0
    while (start := wikitext.find("<!--", place)) >= 0 and (end := wikitext.find("-->", start + 4)) >= 0:
        parts.append(wikitext[place:start])
        place = end + 3
    return "".join([*parts, wikitext[place:]])


def add_words(text: str, out: TextBuilder) -> bool:
    """Append text between what the scan reads; tell whether it is nothing but words."""
    if "[" in text or "{{" in text or "://" in text or "mailto:" in text or "nowiki>" in text.lower():
        return False
    out.add(plain_text(text))
    return True


def close_style(token: re.Match[str], styles: list[Style], out: TextBuilder) -> bool:
    """Open or close bold, italics or both; tell whether these apostrophes are of plain pairs within a line."""
    signs, opened = token[0], styles[-1][0] if styles else ""
    if signs == "'''" and opened == BOTH:  # of what five have opened, italics stand around
        styles[-1:] = [("''", *styles[-1][1:]), (signs, *styles[-1][1:])]
    elif signs == BOTH and opened in OTHER:  # five close what is open, and open or close the other
        return turn_style(opened, token, styles, out) and turn_style(OTHER[opened], token, styles, out)
    return signs in APOSTROPHES and turn_style(signs, token, styles, out)


def turn_style(signs: str, token: re.Match[str], styles: list[Style], out: TextBuilder) -> bool:
    """Open or close what these apostrophes of a token stand for; tell whether it is plain and within a line."""
    if not styles or styles[-1][0] != signs:
        styles.append((signs, token.end(), out.length))
        others = {opened for opened, _, _ in styles[:-1]} & APOSTROPHES.keys()
        return signs not in others and BOTH not in others and not (signs == BOTH and others)
    _, begin, start = styles.pop()
    for kind in APOSTROPHES[signs] if out.length > start else ():
        out.mark(kind, start)
    return "\n" not in token.string[begin : token.start()]


def close_tag(token: re.Match[str], styles: list[Style], out: TextBuilder) -> bool:
    """Break the line, or open or close a tag that only styles; tell whether it is closed in its turn."""
    name = token["tag"].lower()
    if name == "br":
        out.add("\n")
        return not token["close"]
    if not token["close"]:
        styles.append((name, token.end(), out.length))
        return True
    if not styles or styles[-1][0] != name:
        return False
    start = styles.pop()[2]
    if out.length > start:
        out.mark(STYLES[name], start)
    return True


def plain_text(text: str) -> str:
    """Return text with HTML entities as characters."""
    return ENTITY.sub(lambda found: unescape(found[0]).replace("\u00a0", " "), text) if "&" in text else text
