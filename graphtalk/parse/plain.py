"""Pass 1 for a plain copy of a rendered page: indentation is lost; headings are guessed from what stands around them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, zip_longest

from graphtalk.language import Language
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block
from graphtalk.parse.citations import REFERENCE, reference_marks
from graphtalk.parse.names import find_names
from graphtalk.parse.signatures import chrome_end, find_timestamps

__all__ = ["parse_plain"]

ARROW = re.compile(r"(?<=\S)[^\S\n]*(?=[┌├└][─━]{2,}[┘┐┤])")  # before what {{outdent}} shows
BULLET = re.compile(r"^\s*[•◦▪‣]\s+")
CALL = re.compile(r"\[(\d{1,3})\]")  # of a work in a reference list
CALLED_END = re.compile(rf"(?:{CALL.pattern})+$")
CLOSERS = re.compile(r"[\s.)\]]*")
FEW = 0.1  # share of a page's comments
# A few words in quotation marks at the end of a line, no sentence.
QUOTED_END = re.compile(r"[\"“„«](?:[^\s\"”“»]+\s+){0,7}[^\s\"”“»]*[^\s\"”“».!?,;:…]\s?[\"”“»]$")
SENTENCE_ENDS = '.!?:;,"”،؟。！？：；'
MAX_HEADING = 150  # characters; longer lines are text
MAX_CAPTION = 30  # the same of the name of a reference list
CONTENTS_ENTRY = re.compile(r"\s*(?:[•◦▪‣*]\s*)?(?P<number>\d+(?:\.\d+)*)\.?\s+(?P<title>\S.*)")
UNNUMBERED = re.compile(r"\s*\^\s+\S")
TOP_HEADING = 2  # level of the headings that a table of contents gives a single number


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        text: The line.
        gap: Whether a blank line or the page's edge stands above it.
        users: Marks of those who sign in it.
    """

    text: str
    gap: bool
    users: tuple[Mark, ...] = ()


def parse_plain(text: str, language: Language) -> list[Block]:
    """Return the blocks of a plain copy: one a line, levels unknown; who signs in it is marked."""
    levels, shown = split_contents([piece for line in without_chrome(text, language) for piece in ARROW.split(line)])
    users = find_names(shown, language)
    lines = [Line(line, i == 0 or not shown[i - 1].strip(), users[i]) for i, line in enumerate(shown) if line.strip()]
    lines = [line for i, line in enumerate(lines) if not (i and lines[i - 1].users and CLOSERS.fullmatch(line.text))]
    lines = join_headings(lines, levels)
    if lines and is_title(lines[0].text, language):
        lines = [replace(lines[0], text=""), *lines[1:]]
    chrome = re.compile(f"(?:{one_of(language.chrome).pattern})$")
    lines = without_captions(lines, levels)
    blocks: list[Block] = []
    before: Line | None = None
    opening = True  # no heading and no signature so far: what is open is no comment but boxes of the page
    for i, line in enumerate(lines):
        # A reference list at the end of a section shows below the last signature.
        if i and not REFERENCE.match(lines[i - 1].text):
            before = lines[i - 1]
        around = (before, lines[i + 1] if i + 1 < len(lines) else None)
        if level := heading_level(line, around, levels, chrome, opening=opening):
            opening = False
            heading = heading_text(line.text, chrome)
            blocks.append(Block(heading, (), line.text, None, heading=level, gap=line.gap))
            if listed := levels.get(squeeze(heading)):
                listed.pop(0)  # the same line once more is text
        elif line.text:
            opening = opening and not line.users
            blocks.append(line_block(line, language, starts=i > 0 and bool(lines[i - 1].users)))
    return with_gaps(settle_references(number_references(blocks)))


def without_captions(lines: Sequence[Line], levels: Mapping[str, Sequence[int]]) -> list[Line]:
    """Return the lines without those that are no more than the name of a reference list that a template shows.

    A few words alone below a signature; a heading is in the table of contents, or has a link to edit behind it.
    """
    return [
        line
        for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False)
        if not (
            after
            and REFERENCE.match(after.text)
            and before
            and before.users
            and line.gap
            and not line.users
            and len(line.text) <= MAX_CAPTION
            and line.text.rstrip()[-1] not in f"]{SENTENCE_ENDS}"
            and squeeze(line.text) not in levels
            and not REFERENCE.match(line.text)
        )
    ]


def without_closers(line: Line, language: Language) -> Line:
    """Return a line without what closes after its last signature: a stop, or the bracket that stands before the name."""
    if not line.users:
        return line
    text, users = line.text.rstrip(), line.users
    stamps = find_timestamps(text, language.site, loose=True)
    end = chrome_end(text, stamps[-1].match.end(), language)
    closers = CLOSERS.match(text, end)
    if closers is None or chrome_end(text, closers.end(), language) < len(text):
        return line
    text = text[:end]
    if ")" in closers[0]:
        before = text[: users[-1].start].rstrip()
        if not before.endswith("("):
            return line
        text = text[: len(before) - 1] + text[len(before) :]
        users = (*users[:-1], users[-1]._replace(start=users[-1].start - 1, end=users[-1].end - 1))
    return replace(line, text=text, users=users)


def with_gaps(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the blank lines above them in their markup, where these tell something.

    A browser puts them around paragraphs and not between replies. A page that has them above all comments, or above
    none, was written in another way.
    """
    starts = [
        block.gap
        for before, block in pairwise(blocks)
        if not block.heading and any(mark.kind == "user" for mark in before.marks)
    ]
    if not FEW * len(starts) < sum(starts) < (1 - FEW) * len(starts):
        return list(blocks)
    return [block._replace(markup="\n" + block.markup) if block.gap else block for block in blocks]


def line_block(line: Line, language: Language, *, starts: bool) -> Block:
    """Return a line of text as a block; the bullet of one that starts a comment is left out."""
    shown = without_closers(line, language)
    bullet = BULLET.match(shown.text)
    cut = bullet.end() if bullet and starts else 0
    marks = (mark._replace(start=mark.start - cut, end=mark.end - cut)
             for mark in (*shown.users, *reference_marks(shown.text)))  # fmt: skip
    return Block(shown.text[cut:].rstrip(), tuple(marks), line.text, None, gap=line.gap)


def join_headings(lines: Sequence[Line], levels: Mapping[str, Sequence[int]]) -> list[Line]:
    """Return the lines with those two in one that together are a heading of the table of contents: one with a break."""
    if not levels:
        return list(lines)
    joined: list[Line] = []
    for line in lines:
        whole = f"{joined[-1].text.rstrip()} {line.text.lstrip()}" if joined and not line.gap else ""
        if squeeze(whole) in levels and not (line.users or joined[-1].users):
            joined[-1] = replace(joined[-1], text=whole)
        else:
            joined.append(line)
    return joined


def split_contents(lines: Sequence[str]) -> tuple[dict[str, list[int]], list[str]]:
    """Return the headings that a table of contents lists, with the levels of each in order, and the lines without it.

    A table of contents is a run of numbered lines, most of which stand again further down without their number.
    """
    entries = [(i, found) for i, line in enumerate(lines) if (found := CONTENTS_ENTRY.fullmatch(line))]
    known = {squeeze(line) for line in lines}
    starts = [k for k, (_, found) in enumerate(entries) if found["number"] == "1"]
    for start, end in pairwise([*starts, len(entries)]):
        run = [entry for k, entry in enumerate(entries[start:end]) if entry[0] == entries[start][0] + k]
        listed = [found for _, found in run if squeeze(found["title"]) in known]
        if len(run) > 1 and 2 * len(listed) > len(run):
            levels: dict[str, list[int]] = {}
            for found in (found for _, found in run):
                levels.setdefault(squeeze(found["title"]), []).append(found["number"].count(".") + TOP_HEADING)
            first, last = run[0][0], run[-1][0]
            caption = next((i for i in range(first - 1, -1, -1) if lines[i].strip()), first)
            return levels, [*lines[:caption], *lines[last + 1 :]]
    return {}, list(lines)


def squeeze(text: str) -> str:
    """Return text with single blanks and none around it."""
    return " ".join(text.split())


def without_chrome(text: str, language: Language) -> list[str]:
    """Return the lines of a copy without those of interface words; a bracketed one goes on the line of what it is for."""
    lines: list[str] = []
    chrome = one_of(language.chrome)
    for line in text.split("\n"):
        shown = line.strip()
        if not shown or not chrome.fullmatch(shown):
            lines.append(line)
        elif shown.startswith("[") and lines and lines[-1].strip():
            lines[-1] += shown
    return lines


def settle_references(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without the reference lists whose numbers stand in the text above: there their works move to.

    A list that closes a section belongs to all of it, or to all since the list before if it has none of its numbers, one
    below a signature to what is signed since the list before, any other to the comment that it stands in. There it stays
    where the text has not all its numbers.
    """
    kept: list[Block] = []
    listed_to = since = 0  # below the list before, and below the heading, too
    runs = [(listed, list(run)) for listed, run in groupby(blocks, is_reference)]
    for (listed, run), (_, below) in zip_longest(runs, runs[1:], fillvalue=(False, [])):
        if listed:
            notes = {entry.marks[0].get("number") or "": entry.marks[0] for entry in run}
            closes = not below or bool(below[0].heading)
            within = not closes and bool(kept) and not signs(kept[-1])
            since += past(kept[since:], signs) if within else 0
            since = listed_to if closes and notes.keys().isdisjoint(called(kept[since:])) else since
            if closes or notes.keys() <= called(kept[since:]):
                kept[since:] = [block._replace(marks=(*block.marks, *numbered(block, notes))) for block in kept[since:]]
            else:
                kept += run
            listed_to = since = len(kept)
        else:
            last = past(run, lambda block: bool(block.heading))
            since = len(kept) + last if last else since
            kept += run
    return kept


def past(blocks: Sequence[Block], wanted: Callable[[Block], bool]) -> int:
    """Return the place behind the last block of a kind, 0 where there is none."""
    return next((i for i in range(len(blocks), 0, -1) if wanted(blocks[i - 1])), 0)


def signs(block: Block) -> bool:
    """Tell whether someone signs in a block."""
    return any(mark.kind == "user" for mark in block.marks)


def number_references(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with reference lists that lost their numbers marked: `^ Surname, Given (2016). …`.

    A caret at the beginning of a line also points to what stands above it, so that the text must have their numbers.
    """
    numbers = set[str]()
    shown: list[Block] = []
    for caret, run in groupby(blocks, lambda block: UNNUMBERED.match(block.text) is not None):
        group = list(run)
        if caret and {str(n) for n in range(1, len(group) + 1)} <= numbers:
            group = [
                block._replace(marks=(*block.marks, *reference_marks(block.text, n)))
                for n, block in enumerate(group, 1)
            ]
        for block in group:
            if block.heading:
                numbers.clear()
            numbers |= called([block])
        shown += group
    return shown


def called(blocks: Sequence[Block]) -> set[str]:
    """Return the numbers in brackets in the text of blocks."""
    return {number for block in blocks if "[" in block.text for number in CALL.findall(block.text)}


def is_reference(block: Block) -> bool:
    """Tell whether a block is an entry of a reference list."""
    return any(mark.kind == "citation" and mark.get("number") for mark in block.marks)


def numbered(block: Block, notes: Mapping[str, Mark]) -> list[Mark]:
    """Return a mark for each number in a block's text that stands for a work in the list below."""
    found = CALL.finditer(block.text)
    return [notes[m[1]]._replace(start=m.start(), end=m.end()) for m in found if m[1] in notes]


def is_title(line: str, language: Language) -> bool:
    """Tell whether a line is the page's own title: a name with a talk namespace or any other one."""
    return len(line) <= MAX_HEADING and language.site.split_title(line.strip())[0] > 0


def one_of(patterns: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """Return a pattern that matches where any of some does."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns))


def heading_text(line: str, chrome: re.Pattern[str]) -> str:
    """Return a heading without the interface words at its end (`chrome`), such as `[edit]`."""
    text = line.strip()
    while (found := chrome.search(text)) and found[0]:
        text = text[: found.start()].rstrip()
    return text


def heading_level(
    line: Line,
    around: tuple[Line | None, Line | None],
    levels: Mapping[str, Sequence[int]],
    chrome: re.Pattern[str],
    *,
    opening: bool,
) -> int:
    """Return the level of a heading, 0 for a line of text.

    The table of contents lists it or a link to edit stands behind it. On a page without either it stands alone between
    blank lines, is short, does not end like a sentence, and comes after the page's title or a signature: nothing of a
    comment is open there. Below the boxes that open a page (`opening`) a sentence must follow.
    """
    if line.users or len(line.text.strip()) > 2 * MAX_HEADING:
        return 0
    text = heading_text(line.text, chrome)
    if not text or len(text) > MAX_HEADING:
        return 0
    linked = line.text.strip()[len(text) :].lstrip().startswith("[")
    if levels or linked:
        listed = levels.get(squeeze(text))
        return listed[0] if listed else TOP_HEADING if linked else 0
    before, after = around
    sentence = text[-1] in SENTENCE_ENDS and not QUOTED_END.search(text)
    if sentence or REFERENCE.match(text) or BULLET.match(line.text) or not after:
        return 0
    alone = line.gap and after.gap and not bare_signature(after)
    free = before is None or before.users or not before.text
    said = bool(after.users) or CALLED_END.sub("", after.text.rstrip())[-1:] in SENTENCE_ENDS
    below_boxes = opening and said and "\t" not in line.text and text[:1].upper() == text[:1]
    return TOP_HEADING if alone and (free or below_boxes) else 0


def bare_signature(line: Line) -> bool:
    """Tell whether a line is nothing but a signature, so that the line above belongs to its comment."""
    return bool(line.users) and not re.search(r"\w", line.text[: line.users[0].start])
