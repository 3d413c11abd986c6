"""What mwparserfromhell is not given to parse, as it would take for ever or lose some of it."""

import re

__all__ = ["too_much"]

# The parser takes time in the square of what opens and never closes, and of the length of odd markup.
MAX_PIECE = 50_000  # characters
MAX_UNCLOSED = 50
MAX_DEPTH = 30  # templates in each other; deeper ones the parser takes for text, and loses some of it
BRACKET = re.compile(
    r"""(?P<open>\{\{|\{\||\[|<(?!br\b|hr\b|li\b|dd\b|dt\b)[^\s<>!/][^<>{}\[\]]*(?<!/)>)
    |(?P<close>\}\}|\|\}|\]|</[a-z])|(?P<style>'{2,})|(?P<odd><[^\s<>!](?![^<>{}\[\]]*>)|<!(?![^<>]*>))""",
    re.VERBOSE | re.IGNORECASE,
)
OPENED_BY = {"}}": "{{", "|}": "{|", "]": "["}


def too_much(wikitext: str) -> bool:
    """Tell whether a piece is too long for the parser, too deep, or opens too much that is not closed in its turn."""
    if len(wikitext) > MAX_PIECE:
        return True
    opened: list[str] = []
    unclosed = 0
    for found in BRACKET.finditer(wikitext):
        kind = bracket_kind(found)
        if kind is None:
            unclosed += 1
        elif found.lastgroup == "open" or (found.lastgroup == "style" and kind not in opened):
            opened.append(kind)
        elif kind in opened:
            while opened.pop() != kind:
                unclosed += 1
        if unclosed + len(opened) > MAX_UNCLOSED or opened.count("{{") > MAX_DEPTH:
            return True
    return False


def bracket_kind(found: re.Match[str]) -> str | None:
    """Return what a bracket, tag or run of apostrophes opens or closes; None for a tag that never ends."""
    written = found[0]
    if found.lastgroup == "odd":
        return None
    if found.lastgroup == "style":
        return "'"
    return OPENED_BY.get(written) or ("<" if written.startswith("<") else written)
