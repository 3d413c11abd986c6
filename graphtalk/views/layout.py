"""Where everything is drawn: each section an island, its comments one below the other as on the page.

A comment stands to the right of and below the one that it answers, its proposals in a column beside it, what it cites
at its feet; people stand in a row above. No two labels meet, since every row has room for its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["GAP", "LEAST_WIDTH", "LETTER", "ROW", "SCREEN", "Island", "Item", "Layout", "Thread", "place", "strip"]

ROW = 44  # room for a label, its symbol and the cited works below
INDENT = 26  # step to the right for each level of answering
TREE = 260  # the steps shrink so that no tree is wider than this: talk pages have been seen 40 levels deep
LETTER = 8  # room for a letter at the 13 units in which labels are drawn: enough for wide system fonts
GAP = 18  # from the centre of a symbol to its label, and between cited works
LOOSE = 16  # distance of the cited works below the comment
PER_ROW = 8  # cited works side by side before the next row
CURVES = 90  # between comments and proposals, for the curves of the stances
PADDING = 30
HEADING = 46  # from the upper edge of an island to its first row
HEADING_LETTERS = 30  # of a heading that an island is made wide enough for
BETWEEN = 36  # between islands
SCREEN = 1.4  # width to height of the area that the whole should fill
LEAST_ROWS = 8  # of a column
LEAST_WIDTH = 600  # of the row of people
# Numbers of columns to try; fractions, since a section that is not cut can make a column longer than its share.
COLUMNS = (1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.3, 4, 5, 6, 7, 8, 10, 12)


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be placed: its id and the width of its label, 0 for none."""

    id: str
    room: float = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """One row of a section: a comment, how deep it answers (0: not at all), and what belongs to it."""

    comment: Item
    depth: int
    proposals: tuple[Item, ...] = ()
    loose: tuple[Item, ...] = ()

    @property
    def rows(self) -> int:
        """Return how many rows the comment takes."""
        return max(1, len(self.proposals), -(-len(self.loose) // PER_ROW))


@dataclass(frozen=True, slots=True)
class Island:
    """The rounded rectangle of a section, by its upper left corner, and its heading."""

    label: str
    x: int
    y: int
    width: int
    height: int


@dataclass(slots=True)
class Layout:
    """Centres of all items by id, and the islands behind them; units are pixels at zoom 1, y points down."""

    positions: dict[str, tuple[int, int]] = field(default_factory=dict)
    islands: list[Island] = field(default_factory=list)


def place(sections: Sequence[tuple[str, Sequence[Thread]]], above: Sequence[Item], below: Sequence[Item]) -> Layout:
    """Place sections as islands in columns, people above them and what belongs to no comment below.

    Args:
        sections: Heading and rows of each section, in the order of the page.
        above: People, in the order in which they are to stand.
        below: Whatever is neither.

    Returns:
        The layout, among those with different numbers of columns the one that can be shown largest; equal for equal input.
    """
    total = sum(row.rows for _, rows in sections for row in rows) + 2 * len(sections)
    limits = sorted({max(LEAST_ROWS, round(total / count)) for count in COLUMNS}, reverse=True)
    return max((arrange(sections, above, below, limit=limit) for limit in limits), key=shown_scale)


def shown_scale(layout: Layout) -> float:
    """Return how large a layout can be shown, in units that only serve to compare."""
    if not layout.positions:
        return 0.0
    width = max([x for x, _ in layout.positions.values()] + [island.x + island.width for island in layout.islands])
    lowest = max([y for _, y in layout.positions.values()] + [island.y + island.height for island in layout.islands])
    highest = min(y for _, y in layout.positions.values())
    return min(SCREEN / (width + PADDING), 1 / (lowest - highest + 2 * PADDING))


def arrange(
    sections: Sequence[tuple[str, Sequence[Thread]]], above: Sequence[Item], below: Sequence[Item], *, limit: int
) -> Layout:
    """Lay out with columns of about `limit` rows."""
    layout = Layout()
    left = bottom = 0
    for column in flow(sections, limit):
        top = 0
        places = []
        for label, piece in column:
            width = place_rows(piece, layout.positions, left=left, top=top, letters=len(label))
            height = HEADING + ROW * sum(row.rows for row in piece)
            places.append((label, top, width, height))
            top += height + BETWEEN
        widest = max(width for _, _, width, _ in places)
        layout.islands += [Island(label, left, y, widest, height) for label, y, _, height in places]
        left += widest + BETWEEN
        bottom = max(bottom, top)
    right = max(left - BETWEEN, LEAST_WIDTH)
    lines = list(strip(above, right))
    height = max((y for _, _, y in lines), default=0) + ROW
    layout.positions |= {item.id: (x, y - height) for item, x, y in lines}
    layout.positions |= {item.id: (x, y + bottom) for item, x, y in strip(below, right)}
    return layout


def flow(sections: Sequence[tuple[str, Sequence[Thread]]], limit: int) -> list[list[tuple[str, Sequence[Thread]]]]:
    """Fill columns of about `limit` rows with the sections, each cut where it is longer than a column."""
    columns: list[list[tuple[str, Sequence[Thread]]]] = []
    used = limit
    for heading, rows in sections:
        for number, piece in enumerate(split(rows, limit)):
            length = 2 + sum(row.rows for row in piece)  # a heading and the space between islands take two rows
            if used + length > limit + 2:
                columns.append([])
                used = 0
            columns[-1].append((f"{heading} (continued)" if number else heading, piece))
            used += length
    return columns


def split(rows: Sequence[Thread], limit: int) -> Iterator[Sequence[Thread]]:
    """Cut a section into equal pieces of about `limit` rows, only where a new thread starts."""
    total = sum(row.rows for row in rows)
    cuts = max(0, -(-total // limit) - 1)
    share = total / (cuts + 1)
    start = used = 0
    thread_starts = [index for index, row in enumerate(rows) if row.depth == 0]
    for first, following in zip(thread_starts, [*thread_starts[1:], len(rows)], strict=True):
        length = sum(row.rows for row in rows[first:following])
        if cuts and used and used + length / 2 > share:
            yield rows[start:first]
            start, used, cuts = first, 0, cuts - 1
        used += length
    yield rows[start:]


def place_rows(
    rows: Sequence[Thread], positions: dict[str, tuple[int, int]], *, left: int, top: int, letters: int
) -> int:
    """Place the rows of one island and return its width; `letters` is the length of its heading."""
    step = min(INDENT, TREE / max([1, *(row.depth for row in rows)]))
    right = 0.0
    y = top + HEADING + ROW // 4
    for row in rows:
        x = PADDING + row.depth * step
        positions[row.comment.id] = (round(left + x), y)
        for index, item in enumerate(row.loose):
            line, place_in_line = divmod(index, PER_ROW)
            positions[item.id] = (round(left + x + GAP * (1 + place_in_line)), y + LOOSE + line * ROW)
        right = max(right, x + GAP + max(row.comment.room, min(len(row.loose), PER_ROW) * GAP))
        for index, item in enumerate(row.proposals):
            positions[item.id] = (0, y + index * ROW)
        y += row.rows * ROW
    proposals = [item for row in rows for item in row.proposals]
    for item in proposals:
        positions[item.id] = (round(left + right + CURVES), positions[item.id][1])
    if proposals:
        right += CURVES + GAP + max(item.room for item in proposals)
    return round(max(right, min(letters, HEADING_LETTERS) * LETTER * 1.2) + PADDING)


def strip(items: Sequence[Item], width: int) -> Iterator[tuple[Item, int, int]]:
    """Yield items side by side in lines of at most `width`, from 0, 0."""
    x = y = 0.0
    for item in items:
        needed = 2 * GAP + item.room
        if x and x + needed > width:
            x, y = 0.0, y + ROW
        yield item, round(x + GAP), round(y)
        x += needed + GAP / 2


def thread_rows(
    comments: Iterable[str],
    parent: Mapping[str, str],
    make: Callable[[str, int], Thread],
) -> list[Thread]:
    """Return a section's comments as rows: each is followed by its replies, in the given order.

    Args:
        comments: Ids in the order of the page.
        parent: Id of the comment that each answers.
        make: Makes the row of a comment at a depth.
    """
    members = list(comments)
    inside = set(members)
    replies: dict[str | None, list[str]] = {}
    for comment in members:
        above = parent.get(comment)
        replies.setdefault(above if above in inside else None, []).append(comment)
    rows: list[Thread] = []
    waiting = [(comment, 0) for comment in reversed(replies.get(None, []))]
    while waiting:
        comment, depth = waiting.pop()
        rows.append(make(comment, depth))
        waiting += [(reply, depth + 1) for reply in reversed(replies.get(comment, []))]
    return rows
