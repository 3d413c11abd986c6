"""Pass 1, second half: blocks to flat items, each a heading or one comment, the same for every markup."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphtalk.language import Language
from graphtalk.model import Mark, SignatureKind
from graphtalk.parse.blocks import Block, TextBuilder, shift_marks, strip_block
from graphtalk.parse.signatures import Signature, find_signatures

__all__ = ["Item", "build_items"]


@dataclass(frozen=True, slots=True)
class Item:
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
        timestamp: Aware UTC; None without a signature or with a date that does not exist.
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
            items += comment_item(open_blocks, ())
            open_blocks = []
            items.append(Item(block.heading, block.text, block.marks, block.markup, block.level, anchor=block.anchor))
            continue
        open_blocks.append(block)
        if signatures := find_signatures(block, language):
            items += comment_item(open_blocks, signatures)
            open_blocks = []
    return items + comment_item(open_blocks, ())


def comment_item(blocks: Sequence[Block], signatures: Sequence[Signature]) -> list[Item]:
    """Return the comment made of these blocks, signed in the last one; nothing where there is nothing to see."""
    builder = TextBuilder()
    for i, block in enumerate(blocks):
        if builder.length:
            builder.add("\n\n" if block.gap else "\n")
        cuts = signatures if i == len(blocks) - 1 else ()
        add_unsigned(builder, block, cuts)
    text, marks = strip_block(builder.text(), builder.marks)
    markup = "\n".join(block.markup for block in blocks)
    if not signatures:
        return [Item(0, text, marks, markup, blocks[0].level)] if text else []
    first = signatures[0]
    levels = [block.level for block in (blocks[0], blocks[-1]) if block.level is not None]
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


def add_unsigned(builder: TextBuilder, block: Block, signatures: Sequence[Signature]) -> None:
    """Append a block's text and marks without its signatures."""
    place = 0
    for signature in (*signatures, None):
        end = signature.start if signature else len(block.text)
        kept = [mark for mark in block.marks if not swallowed(mark, signatures)]
        builder.marks += shift_marks(kept, place, end, builder.length) if end > place or not signatures else []
        between = block.text[place:end]
        # Between two signatures a comma or an "and" sign is no words of the comment.
        builder.add(between if not place or not signature or re.search(r"\w", between) else "")
        place = signature.end if signature else end


def swallowed(mark: Mark, signatures: Sequence[Signature]) -> bool:
    """Tell whether a mark belongs to a signature."""
    return any(signature.start <= mark.start and mark.end <= signature.end for signature in signatures)
