"""Pass 1 for a plain copy of a rendered page: indentation is lost, headings are guessed from what stands around."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphtalk.language import Language
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block
from graphtalk.parse.names import bears_signature
from graphtalk.parse.signatures import find_timestamps

__all__ = ["parse_plain"]

BULLET = re.compile(r"^\s*[•◦▪‣]\s+")
MAX_HEADING = 150  # characters; longer lines are text
REFERENCE = re.compile(r"^\s*(?P<number>\d+)\.\s*(?P<back>\^(?:\s+[a-z]{1,2}\b(?!\.))*|\^)\s*(?P<text>\S.*)$")


def parse_plain(text: str, language: Language) -> list[Block]:
    """Return the blocks of a plain copy: one a line, levels unknown."""
    lines = without_chrome(text, language)
    blocks = []
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        if i == first_line(lines) and is_title(line, language):
            continue
        gap = i > 0 and not lines[i - 1].strip()
        if is_heading(lines, i, language):
            blocks.append(Block(heading_text(line, language), (), line, None, heading=2, gap=gap))
        else:
            shown = BULLET.sub("", line) if starts_comment(lines, i, language) else line
            blocks.append(Block(shown.rstrip(), reference_marks(line), line, None, gap=gap))
    return settle_references(blocks)


def without_chrome(text: str, language: Language) -> list[str]:
    """Return the lines of a copy without those of interface words; a bracketed one goes on the line of what it is for."""
    lines: list[str] = []
    for line in text.split("\n"):
        shown = line.strip()
        if not any(pattern.fullmatch(shown) for pattern in language.chrome):
            lines.append(line)
        elif shown.startswith("[") and lines and lines[-1].strip():
            lines[-1] += shown
    return lines


def settle_references(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without the reference lists that close a section: their works move to the numbers in the text.

    A list with text of the same section below it stays where it is, inside a comment.
    """
    kept: list[Block] = []
    notes: dict[str, Mark] = {}
    for block in reversed(blocks):
        if is_reference(block) and (not kept or kept[-1].heading or notes):
            notes[block.marks[0].get("number") or ""] = block.marks[0]
            continue
        kept.append(replace(block, marks=(*block.marks, *numbered(block, notes))))
        if block.heading or is_reference(block):
            notes = {}
    return kept[::-1]


def is_reference(block: Block) -> bool:
    """Tell whether a block is an entry of a reference list."""
    return any(mark.kind == "citation" and mark.get("number") for mark in block.marks)


def numbered(block: Block, notes: Mapping[str, Mark]) -> list[Mark]:
    """Return a mark for each number in a block's text that stands for a work in the list below."""
    found = re.finditer(r"\[(\d{1,3})\]", block.text)
    return [replace(notes[m[1]], start=m.start(), end=m.end()) for m in found if m[1] in notes]


def starts_comment(lines: Sequence[str], i: int, language: Language) -> bool:
    """Tell whether the line above ends a comment, so that this one begins another."""
    before = next((earlier for earlier in reversed(lines[:i]) if earlier.strip()), "")
    return signs(before, language)


def first_line(lines: Sequence[str]) -> int:
    """Return the number of the first line that is not blank."""
    return next((i for i, line in enumerate(lines) if line.strip()), 0)


def is_title(line: str, language: Language) -> bool:
    """Tell whether a line is the page's own title: a name with a talk namespace or any other one."""
    return len(line) <= MAX_HEADING and language.site.split_title(line.strip())[0] > 0


def heading_text(line: str, language: Language) -> str:
    """Return a heading without the interface words after it, such as `[edit]`."""
    text = line.strip()
    for pattern in language.chrome:
        text = re.sub(rf"(?:{pattern.pattern})$", "", text).rstrip()
    return text


def is_heading(lines: Sequence[str], i: int, language: Language) -> bool:
    """Tell whether a line is a heading.

    A link to edit stands behind it, or it stands alone between blank lines, is short, does not end like a sentence, and
    comes after the page's title or a signature: nothing of a comment is open there.
    """
    line = heading_text(lines[i], language)
    if line and lines[i].strip()[len(line) :].lstrip().startswith("[") and not signs(lines[i], language):
        return True
    if len(line) > MAX_HEADING or not line or line[-1] in '.!?:;,"”' or REFERENCE.match(line):
        return False
    if i + 1 < len(lines) and lines[i + 1].strip():
        return False
    following = next((later for later in lines[i + 1 :] if later.strip()), "")
    if not following or signs(line, language) or bare_signature(following, language):
        return False
    # A reference list at the end of a section shows below the last signature.
    before = next((line for line in reversed(lines[:i]) if line.strip() and not REFERENCE.match(line)), None)
    return before is None or signs(before, language) or (is_title(before, language) and not lines[i - 1].strip())


def signs(line: str, language: Language) -> bool:
    """Tell whether a line ends in a signature's timestamp."""
    stamps = find_timestamps(line, language.site, loose=True)
    if not stamps:
        return False
    found = stamps[-1].match
    rest = line[found.end() :]
    for pattern in language.chrome:
        rest = pattern.sub("", rest)
    return not rest.strip() and bears_signature(line[: found.start()].rstrip(" ,"), found, language)


def bare_signature(line: str, language: Language) -> bool:
    """Tell whether a line is nothing but a signature, so that the line above belongs to its comment."""
    return signs(line, language) and len(line.split()) <= 12 and not re.search(r"[.!?]\s", line)


def reference_marks(line: str) -> tuple[Mark, ...]:
    """Return the mark of a line of a rendered reference list, `1. ^ Surname, Given (2016). …`."""
    found = REFERENCE.match(line)
    if found is None:
        return ()
    fields = (("number", found["number"]), ("text", found["text"].strip()))
    return (Mark("citation", found.start("text"), len(line.rstrip()), None, fields),)
