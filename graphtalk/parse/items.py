"""Pass 1, second half: blocks to flat items, each a heading or one comment, the same for every markup."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from graphtalk.language import Language
from graphtalk.model import Mark, SignatureKind
from graphtalk.parse.blocks import Block, TextBuilder, shift_marks, strip_block
from graphtalk.parse.citations import pasted_references
from graphtalk.parse.signatures import Signature, find_signatures, find_undated

__all__ = ["Item", "build_items", "is_closing"]


class Item(NamedTuple):
    """A heading, or a stretch of text with the signature that ends it.

    Attributes:
        heading: 1-6 for a heading, else 0.
        text: Heading text, or the comment's text without its signature.
        marks: Marks in `text`.
        markup: As written.
        level: 1 plus the number of lists that it stands in; None in a plain copy.
        level_differs: True where it begins and ends at different levels.
        author: User name, None for a heading and for text that nobody signed.
        display_name: Name shown, where it is another.
        timestamp: Aware UTC; None without a signature, without a date in it, or with one that does not exist.
        signature: How it is signed.
        cosigners: Further signatures in the same comment.
        anchor: A heading's fragment in links, None where the markup does not tell it.
    """

    heading: int
    text: str
    marks: tuple[Mark, ...]
    markup: str
    level: int | None
    level_differs: bool = False
    author: str | None = None
    display_name: str | None = None
    timestamp: datetime | None = None
    signature: SignatureKind = "none"
    cosigners: tuple[str, ...] = ()
    anchor: str | None = None


def build_items(blocks: Sequence[Block], language: Language) -> list[Item]:
    """Return the page's headings and comments in document order.

    A comment is everything after the previous signature or heading, up to the end of the block that bears its own.
    Text of a section that no signature follows is an item without an author.
    """
    items: list[Item] = []
    open_blocks: list[Block] = []
    for block in blocks:
        if block.heading:
            add_last(items, open_blocks, language)
            open_blocks = []
            items.append(Item(block.heading, block.text, block.marks, block.markup, block.level, anchor=block.anchor))
            continue
        open_blocks.append(block)
        if signatures := find_signatures(block, language):
            items += comment_item(open_blocks, signatures)
            open_blocks = []
    add_last(items, open_blocks, language)
    return items


def add_last(items: list[Item], blocks: Sequence[Block], language: Language) -> None:
    """Append the comment that no timestamp ends: someone's where they left links to themselves, else no one's.

    A template that closes the discussion there and shows nothing is marked at the end of the comment above.
    """
    undated = find_undated(blocks[-1], language) if blocks else None
    boxes = all(is_box(block.text, language) for block in blocks if block.text)
    last = [] if boxes else comment_item(blocks, (undated,) if undated else ())
    closings = [mark for block in blocks for mark in block.marks if is_closing(mark, language)]
    if not last and closings and items and not items[-1].heading:
        place = len(items[-1].text)
        ends = [mark._replace(start=place, end=place) for mark in closings]
        items[-1] = items[-1]._replace(marks=(*items[-1].marks, *ends))
    items += last


def is_box(text: str, language: Language) -> bool:
    """Tell whether a text is what a box around a discussion or at the head of a page shows, so that nobody says it."""
    shown = text.strip()
    return any(pattern.fullmatch(shown) for pattern in language.chrome)


def is_closing(mark: Mark, language: Language) -> bool:
    """Tell whether a mark is of a template that closes a discussion."""
    known = language.templates.get(mark.target or "") if mark.kind == "template" else None
    return known is not None and known.meaning == "closing"


def comment_item(blocks: Sequence[Block], signatures: Sequence[Signature]) -> list[Item]:
    """Return the comment made of these blocks, signed in the last one; nothing where there is nothing to see."""
    builder = TextBuilder()
    for i, block in enumerate(blocks):
        if builder.length:
            builder.add("\n\n" if block.gap else "\n")
        cuts = signatures if i == len(blocks) - 1 else ()
        add_unsigned(builder, block, cuts)
    text, marks = strip_block(builder.text(), builder.marks)
    marks = (*marks, *pasted_references(text, marks))
    markup = "\n".join([block.markup for block in blocks])
    # What shows nothing, such as a template that clears a float, stands nowhere.
    shown = [block for block in blocks if block.text]
    if not signatures:
        return [Item(0, text, marks, markup, shown[0].level)] if text else []
    first = signatures[0]
    levels = [block.level for block in (shown[0], shown[-1]) if block.level is not None]
    return [
        Item(
            heading=0,
            text=text,
            marks=marks,
            markup=markup,
            level=min(levels) if levels else None,
            level_differs=len(set(levels)) > 1,
            author=first.author,
            display_name=first.display_name,
            timestamp=first.timestamp,
            signature="unsigned-template" if first.unsigned else "signed",
            cosigners=tuple(dict.fromkeys(s.author for s in signatures[1:] if s.author != first.author)),
        )
    ]


def add_part(builder: TextBuilder, text: str, marks: Sequence[Mark]) -> None:
    """Append a part of a block with its marks; of one that shows nothing, what stands for a template, without text."""
    here = builder.length
    bare = [mark._replace(start=here, end=here) for mark in marks if mark.kind == "template"]
    builder.marks += marks if text else bare
    builder.add(text)


def add_unsigned(builder: TextBuilder, block: Block, signatures: Sequence[Signature]) -> None:
    """Append a block's text and marks without its signatures."""
    if not signatures:
        builder.marks += shift_marks(block.marks, 0, len(block.text), builder.length)
        builder.add(block.text)
        return
    starts, ends = [s.start for s in signatures], [s.end for s in signatures]
    kept: list[Mark] = []
    around: list[list[Mark]] = [[] for _ in range(len(signatures) + 1)]  # the marks before, between and after them
    for mark in block.marks:
        inside = bisect_left(ends, mark.end)
        if mark.end <= starts[0] and mark.start < starts[0]:  # as most do
            around[0].append(mark)
        elif mark.kind == "template" and inside < len(ends) and mark.start == mark.end == starts[inside]:
            # Someone signs in a template, `{{closed|1=~~~~}}`: the signature goes, the template stays.
            kept.append(mark)
        elif inside == len(ends) or mark.start < starts[inside]:
            for marks in around[bisect_right(ends, mark.start) : bisect_left(starts, mark.end) + 1]:
                marks.append(mark)
    begin = builder.length
    for place, end, marks in zip([0, *ends], [*starts, len(block.text)], around, strict=True):
        if end > place:
            between = block.text[place:end]
            # Between two signatures a comma or an "and" sign is no words of the comment.
            bare = place > 0 and end < len(block.text) and not re.search(r"\w", between)
            add_part(builder, "" if bare else between, shift_marks(marks, place, end, builder.length))
    for mark in kept:
        place = min(begin + mark.start, builder.length)
        builder.marks.append(mark._replace(start=place, end=place))
