"""The cells of a plain table in wikitext, so that the parser, which takes ten times as long, need not read it."""

import re

__all__ = ["table_cells"]

ATTRIBUTE = r"""[a-z-]+="[^"'<>{}\[\]|&\n]*\""""
ATTRIBUTES = rf"(?:[ ]+{ATTRIBUTE})*"
OPENING = re.compile(rf"\{{\|{ATTRIBUTES}")
ROW = re.compile(rf"\|-{ATTRIBUTES}")
CLOSING = "|}"
BETWEEN = {"|": re.compile(r"\|\|"), "!": re.compile(r"\|\||!!")}  # cells of a line that begins with such a sign
CELL_ATTRIBUTES = re.compile(rf"\A[ ]*{ATTRIBUTE}{ATTRIBUTES}[ ]*\|")
INNER = re.compile(r"\[\[[^\[\]{}\n]*\]\]|\{\{[^\[\]{}\n]*\}\}")  # where a stroke parts no cells


def table_cells(wikitext: str) -> list[str] | None:
    r"""Return what the cells of a table hold, each line's end with its last one; None for a table that is not plain.

    A plain one has each cell on one line, no other table in it, and its attributes in quotation marks.

    >>> table_cells('{| class="a"\n! Lake !! Depth\n|-\n| [[Tarn|T]] || style="b" | 9\n|}')
    [' Lake ', ' Depth\n', ' [[Tarn|T]] ', ' 9\n']
    >>> table_cells("{|\n| two\nlines\n|}") is None
    True
    """
    first, *lines = wikitext.split("\n")
    if not OPENING.fullmatch(first) or not lines or lines.pop() != CLOSING:
        return None
    cells: list[str] = []
    for line in lines:
        if ROW.fullmatch(line):
            continue
        between = BETWEEN.get(line[:1])
        odd = line.startswith(("|-", "|}", "!!")) or ("!!" if line.startswith("|") else "!!!") in line
        if between is None or odd:
            return None
        parts = [CELL_ATTRIBUTES.sub("", part) for part in between.split(line[1:] + "\n")]
        if "" in parts or any("|" in INNER.sub("", part) for part in parts):
            return None
        cells += parts
    return cells
