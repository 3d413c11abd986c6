"""Which comment each line of a revision belongs to, by the lines of the revision before.

A signed comment is known by its name, unsigned text by its lines. Text that nobody signed and that one revision puts in
as one stretch, within one section, is one comment: the unit of WikiConv (Hua et al., "WikiConv: A Corpus of the Complete
Conversational History of a Large Online Collaborative Community", EMNLP 2018).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graphtalk.history.matching import Gap, align, best_match
from graphtalk.history.pieces import Piece
from graphtalk.model import SignatureKind

__all__ = ["Life", "Owners"]

WINDOW = 30  # lines above and below that one is compared with where two revisions differ
LONG = 20  # characters of a line that is known again wherever it stands


@dataclass(slots=True, eq=False)
class Life:
    """A comment or heading as it is followed; what it says is that of the last revision that has it.

    Attributes:
        label: Its name as long as nobody signs it: by the revision that adds it.
        heading: True for a heading.
        present: Whether the last revision has it.
        names: The names that it was signed with, the first one first.
        keys: Its lines as they are compared.
        text: Its text.
        struck: How many characters of it are crossed out.
        author: Who signed it.
        signature: How it is signed.
        level: As it is indented.
        section: The heading above it.
        parent: The comment that it answers.
    """

    label: str
    heading: bool
    present: bool = False
    names: list[str] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    text: str = ""
    struck: int = 0
    author: str | None = None
    signature: SignatureKind = "none"
    level: int = 1
    section: "Life | None" = None
    parent: "Life | None" = None


@dataclass(slots=True)
class Reading:
    """A revision whose lines are given to comments.

    Attributes:
        pieces: Its headings and comments.
        user: Who saved it.
        label: What the labels of its new comments begin with.
        keys: Its lines.
        spans: The first line of each piece and one past its last.
        owners: The comment of each line; None where it is not known yet.
        settled: The comment of each signed piece that is known.
        claimed: Comments that a signed piece is.
        used: Lines of the revision before that are here, too.
        count: How many new comments it has.
    """

    pieces: Sequence[Piece]
    user: str | None
    label: str
    keys: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    owners: list[Life | None] = field(default_factory=list)
    settled: dict[int, Life] = field(default_factory=dict)
    claimed: set[Life] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    count: int = 0

    def __post_init__(self) -> None:
        for piece in self.pieces:
            self.spans.append((len(self.keys), len(self.keys) + len(piece.lines)))
            self.keys += [line.key for line in piece.lines]
        self.owners = [None] * len(self.keys)

    def fill(self, start: int, end: int, life: Life) -> None:
        """Give lines to a comment."""
        self.owners[start:end] = [life] * (end - start)

    def begin(self, *, heading: bool) -> Life:
        """Return a new comment or heading."""
        self.count += 1
        return Life(f"{'h' if heading else 'a'}-{self.label}-{self.count}", heading)

    def settle(self, place: int, life: Life) -> None:
        """Note that a signed piece is a comment."""
        self.settled[place] = life
        self.claimed.add(life)

    def parted(self, line: int, life: Life) -> bool:
        """Tell whether a line may be of a comment that is signed below, since someone put a signed one into it."""
        place = bisect_right(self.spans, (line, len(self.keys))) - 1
        piece = self.pieces[place]
        if piece.author is None or line == self.spans[place][1] - 1:
            return False
        below = next((at for at, found in self.settled.items() if found is life), place)
        return below > place and not any(piece.heading for piece in self.pieces[place + 1 : below])

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield first line and one past the last of the stretches that belong to no one yet, each within a piece."""
        for start, end in self.spans:
            place = start
            while place < end:
                stop = place
                while stop < end and self.owners[stop] is None:
                    stop += 1
                if stop > place:
                    yield place, stop
                place = max(stop, place + 1)


class Owners:
    """The lines of a page and whose they are, revision by revision."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.owners: list[Life] = []
        self.named: dict[str, list[Life]] = {}  # comments by each name that they were ever signed with
        self.removed: dict[str, Life] = {}  # comments by the lines that were taken out of them

    def follow(self, pieces: Sequence[Piece], user: str | None, label: str) -> list[Life]:
        """Return the comment of each line of the next revision.

        Args:
            pieces: Its headings and comments.
            user: Who saved it.
            label: What tells its new comments from those of other revisions.
        """
        reading = Reading(pieces, user, label)
        self.settle_names(reading)
        kept, gaps = align(self.keys, reading.keys)
        headings = heading_lines(reading)
        for place, old in kept.items():
            life = self.owners[old]
            reading.used.add(old)
            if life.heading == (place in headings) and (life not in reading.claimed or reading.parted(place, life)):
                reading.owners[place] = life
        for place, life in sorted(reading.settled.items()):
            fill_named(reading, place, life)
        for gap in gaps:
            self.match_changed(reading, gap, headings)
        for place, piece in enumerate(pieces):
            if piece.author is not None and place not in reading.settled:
                sign(reading, place)
        self.find_elsewhere(reading, headings)
        here = set(reading.owners)
        if not here.issuperset(self.owners):
            for gap in gaps:
                self.take_place(reading, gap, headings)
        for start, end in list(reading.runs()):
            reading.fill(start, end, reading.begin(heading=start in headings))
        return [life for life in reading.owners if life is not None]

    def accept(self, pieces: Sequence[Piece], owners: Sequence[Life]) -> None:
        """Take the next revision as the last one.

        Args:
            pieces: Its headings and comments.
            owners: The comment of each of its lines.
        """
        keys = [line.key for piece in pieces for line in piece.lines]
        stayed = set(zip(keys, owners, strict=True))
        self.removed |= {
            key: life for key, life in zip(self.keys, self.owners, strict=True) if (key, life) not in stayed
        }
        self.keys, self.owners = keys, list(owners)
        place = 0
        for piece in pieces:
            place += len(piece.lines)
            life = owners[place - 1]
            if piece.name and piece.name not in life.names:
                life.names.append(piece.name)
                self.named.setdefault(piece.name, []).append(life)

    def settle_names(self, reading: Reading) -> None:
        """Find the comments that are signed with a name that is known: those of the same words first."""
        wanted: dict[str, list[int]] = {}
        for place, piece in enumerate(reading.pieces):
            if piece.name in self.named and not piece.heading:
                wanted.setdefault(piece.name or "", []).append(place)
        for name, places in wanted.items():
            lives = sorted(self.named[name], key=lambda life: (not life.present, life.names[-1] != name))
            for exact in (True, False):
                for place in places:
                    keys = tuple(line.key for line in reading.pieces[place].lines)
                    free = (life for life in lives if life not in reading.claimed)
                    life = next((life for life in free if not exact or life.keys == keys), None)
                    if life is not None and place not in reading.settled:
                        reading.settle(place, life)

    def match_changed(self, reading: Reading, gap: Gap, headings: set[int]) -> None:
        """Give lines where the revisions differ to the comments whose lines they are, changed."""
        before = [i for i in range(gap.i, gap.k) if self.owners[i] not in reading.claimed]
        for place in range(gap.j, gap.m) if before else ():
            if reading.owners[place] is not None:
                continue
            # Of many lines only those are compared that stand about as far down.
            middle = (place - gap.j) * len(before) // (gap.m - gap.j)
            near = before[max(0, middle - WINDOW) : middle + WINDOW]
            like = [i for i in near if self.owners[i].heading == (place in headings)]
            found = best_match([self.keys[i] for i in like], reading.keys[place])
            if found is not None:
                reading.owners[place] = self.owners[like[found]]
                reading.used.add(like[found])

    def find_elsewhere(self, reading: Reading, headings: set[int]) -> None:
        """Give lines to the comments that they were taken from: elsewhere on the page, or by an earlier revision."""
        lost: dict[str, list[Life]] = {}
        for old, life in enumerate(self.owners):
            if old not in reading.used and life not in reading.claimed:
                lost.setdefault(self.keys[old], []).append(life)
        for start, end in list(reading.runs()):
            run = set(reading.keys[start:end])
            for place in range(start, end):
                key = reading.keys[place]
                moved = next((life for life in lost.get(key, ()) if life.heading == (place in headings)), None)
                if moved:
                    lost[key].remove(moved)
                    reading.owners[place] = moved
                    continue
                back = self.removed.get(key)
                standing = back is not None and back.present and key in back.keys
                if back is None or standing or back in reading.claimed or back.heading != (place in headings):
                    continue
                if len(key) >= LONG or run.issuperset(back.keys):
                    reading.owners[place] = back

    def take_place(self, reading: Reading, gap: Gap, headings: set[int]) -> None:
        """Give lines to the comment, or the heading, that stood in their place and is gone without them.

        A heading goes on where what it stood above does; text that nobody signed where no heading is between.
        """
        here = set(reading.owners)
        lost = dict.fromkeys(life for life in self.owners[gap.i : gap.k] if life not in here)
        free = [(start, end) for start, end in reading.runs() if gap.j <= start and end <= gap.m] if lost else []
        if any(life.heading for life in lost) or any(start in headings for start, _ in free):
            olds = [i for i in range(gap.i, gap.k) if self.owners[i].heading and self.owners[i] in lost]
            for old, start in zip(olds, (start for start, _ in free if start in headings), strict=False):
                below = reading.owners[start + 1] if start + 1 < len(reading.owners) else None
                if below is not None and old + 1 < len(self.owners) and below is self.owners[old + 1]:
                    reading.owners[start] = self.owners[old]
            return
        unsigned = [life for life in lost if life.author is None and life not in reading.claimed]
        for life, (start, end) in zip(unsigned, free, strict=False):
            reading.fill(start, end, life)


def heading_lines(reading: Reading) -> set[int]:
    """Return the places of the lines that are headings."""
    return {start for piece, (start, _) in zip(reading.pieces, reading.spans, strict=True) if piece.heading}


def fill_named(reading: Reading, place: int, life: Life) -> None:
    """Give a signed piece's lines to its comment, but those that someone else put there without signing.

    These are lines of another comment, or new ones where somebody else than the signer leaves the comment as it was.
    """
    start, end = reading.spans[place]
    free = [line for line in range(start, end) if reading.owners[line] is None]
    keys = {reading.keys[line] for line in free}
    foreign = life.author is not None and reading.user != life.author and bool(life.keys) and keys.issuperset(life.keys)
    for line in free:
        if not foreign or reading.keys[line] in life.keys:
            reading.owners[line] = life
    reading.owners[end - 1] = life


def sign(reading: Reading, place: int) -> None:
    """Give the lines of a piece with a new signature to the comment that it signs anew, or to a new one."""
    piece, (start, end) = reading.pieces[place], reading.spans[place]
    for line in range(start, end):
        owner = reading.owners[line]
        if owner in reading.claimed and owner is not None and not reading.parted(line, owner):
            reading.owners[line] = None
    last = reading.owners[end - 1]
    if last is not None and (last.author in {None, piece.author} or len(reading.keys[end - 1]) >= LONG):
        first = reading.owners.index(last, start)
        life = last
    else:
        life = reading.begin(heading=False)
        first = max((line + 1 for line in range(start, end - 1) if reading.owners[line] is not None), default=start)
    reading.fill(first, end, life)
    reading.settle(place, life)
