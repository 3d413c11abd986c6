"""What each revision of a talk page did to its comments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

from graphtalk.history.matching import alike
from graphtalk.history.owners import Life, Owners
from graphtalk.history.pieces import Line, Piece, piece_reader
from graphtalk.language import Language
from graphtalk.model import SignatureKind
from graphtalk.revisions import Action, ActionKind, Change, Revision

__all__ = ["find_actions"]

REMEMBERED = 500  # earlier states of a page that a revert may bring back whole
STRUCK = 0.8  # share of a comment's characters from which all of it is crossed out
LEAST = 0.1  # confidence where one text stands in the place of another and has none of its words


Others = tuple[set[Life], set[Life], set[Life]]


@dataclass(frozen=True, slots=True)
class State:
    """What a revision has of a comment or heading.

    Attributes:
        keys: Its lines as they are compared.
        text: Its text.
        struck: How many characters of it are crossed out.
        name: The name that it is signed with.
        author: Who signed it.
        signature: How it is signed.
        level: As it is indented.
        section: The heading above it.
        parent: The comment that it answers.
    """

    keys: tuple[str, ...]
    text: str
    struck: int
    name: str | None
    author: str | None
    signature: SignatureKind
    level: int
    section: Life | None
    parent: Life | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An action whose comments have no names yet: a later revision may sign them."""

    kind: ActionKind
    change: Change
    revision: Revision
    life: Life
    parent: Life | None
    author: str | None
    signature: SignatureKind
    text: str
    before: str
    confidence: float


def find_actions(revisions: Iterable[Revision], title: str, language: Language) -> list[Action]:
    """Return what each revision did to the comments and headings of a talk page.

    A comment has one name all its life: DiscussionTools' name of its first signature, else `a-`, the revision that adds
    it and a number; where two have the same name, the later one has a number behind it. A heading's is DiscussionTools',
    made of the first comment below it, else `h-`, revision, number.

    What a hidden revision did shows in the next one that is not: of n revisions in a row any may have done it, so that
    the confidence of its actions is an n-th.

    Args:
        revisions: In the order of time, as `read_dump` has them.
        title: The page's full title.
        language: Its language, for the wiki.

    Returns:
        By revision; within one what it removed, then all else, in the order of the page.
    """
    read = piece_reader(title, language)
    owners = Owners()
    remembered: dict[bytes, list[Life]] = {}
    drafts: list[Draft] = []
    last = ""
    hidden = 0
    for revision in revisions:
        if revision.text is None:
            hidden += 1
            continue
        if revision.text != last:
            pieces = joined(read(revision.text))
            state = blake2b(revision.text.encode("utf-8", "replace"), digest_size=16).digest()
            lives = remembered.pop(state, None) or owners.follow(pieces, revision.user, str(revision.id))
            drafts += compare(owners.owners, pieces, lives, revision, 1 / (hidden + 1))
            owners.accept(pieces, lives)
            remembered[state] = lives
            if len(remembered) > REMEMBERED:
                del remembered[next(iter(remembered))]
            last = revision.text
        hidden = 0
    return named(drafts)


def joined(sections: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the pieces of a page's sections as one list."""
    pieces: list[Piece] = []
    for section in sections:
        offset = len(pieces)
        pieces += [p if p.parent is None else p._replace(parent=p.parent + offset) for p in section]
    return pieces


def compare(
    old: Sequence[Life], pieces: Sequence[Piece], lives: Sequence[Life], revision: Revision, share: float
) -> Iterator[Draft]:
    """Yield what a revision did, and let its comments be as it has them.

    Args:
        old: The comment of each line of the revision before.
        pieces: The headings and comments of the revision.
        lives: The comment of each of its lines.
        revision: The revision.
        share: What confidence is multiplied by.
    """
    was, here = set(old), set(lives)
    above, below = predecessors(old, here), predecessors(lives, was)
    strayed = {life for life in was & here if above.get(life) is not below.get(life)}
    for life in dict.fromkeys(old):
        if life not in here:
            life.present = False
            yield Draft(
                "deletion", "removed", revision, life, life.parent, life.author, life.signature, "", life.text, share
            )
    for life, state in states(pieces, lives).items():
        if found := difference(life, state, (was, here, strayed)):
            kind, change = found
            before = life.text if life.present else ""
            sure = round(share * confidence(life, state), 2)
            yield Draft(
                kind, change, revision, life, state.parent, state.author, state.signature, state.text, before, sure
            )
        adopt(life, state, state.text if found else life.text)


def states(pieces: Sequence[Piece], lives: Sequence[Life]) -> dict[Life, State]:
    """Return what a revision has of each comment and heading, in the order of the page."""
    ends: list[int] = []
    for piece in pieces:
        ends.append((ends[-1] if ends else 0) + len(piece.lines))
    found: dict[Life, State] = {}
    section: Life | None = None
    for piece, end in zip(pieces, ends, strict=True):
        start = end - len(piece.lines)
        if piece.heading:
            section = lives[start]
        parent = lives[ends[piece.parent] - 1] if piece.parent is not None else None
        shared = any(life is not lives[end - 1] for life in lives[start:end])
        for life in dict.fromkeys(lives[start:end]):
            lines = [line for line, owner in zip(piece.lines, lives[start:end], strict=True) if owner is life]
            state = piece_state(piece, lines, signed=life is lives[end - 1], whole=not shared)
            above = None if piece.heading else section
            answered = parent if parent is not life else None
            if shared and life.present and life.section is above:
                # Indentation of the one is not that of the other.
                state, answered = replace(state, level=life.level), life.parent
            found[life] = merged(found.get(life), state, above, answered)
    return found


def piece_state(piece: Piece, lines: Sequence[Line], *, signed: bool, whole: bool) -> State:
    """Return what a piece has of a comment to which some of its lines belong."""
    keys = tuple(line.key for line in lines)
    text = piece.text if whole else "\n".join(line.text for line in lines)
    struck = sum(line.struck for line in lines)
    if not signed:
        return State(keys, text, struck, None, None, "none", piece.level, None, None)
    return State(keys, text, struck, piece.name, piece.author, piece.signature, piece.level, None, None)


def merged(first: State | None, state: State, section: Life | None, parent: Life | None) -> State:
    """Return a comment's state in its place; of one that other text parts, that of all its parts, in the first's place."""
    signed = first if first and first.author is not None else state
    place = first or state
    return State(
        keys=(first.keys if first else ()) + state.keys,
        text=f"{first.text}\n{state.text}" if first else state.text,
        struck=(first.struck if first else 0) + state.struck,
        name=signed.name,
        author=signed.author,
        signature=signed.signature,
        level=place.level,
        section=first.section if first else section,
        parent=first.parent if first else parent,
    )


def difference(life: Life, state: State, page: Others) -> tuple[ActionKind, Change] | None:
    """Return what became of a comment, None where it is as it was.

    Args:
        life: The comment as it was.
        state: As it is.
        page: The comments of the revision before, those of this one, and those that follow another one than before.
    """
    if not life.present:
        if life.keys:
            return "restoration", "restored"
        return ("creation" if life.heading else "addition"), "added"
    same = life.keys == state.keys
    newly = crossed(state.struck, state.text) and not crossed(life.struck, life.text)
    if state.struck > life.struck and (same or newly):
        return "modification", "struck"
    if moved(life, state, page):
        return "modification", "moved"
    signed = (life.author, life.signature) != (state.author, state.signature)
    renamed = state.name is not None and not life.heading and state.name not in life.names
    if not same or life.struck != state.struck or signed or renamed:
        return "modification", "changed"
    return None


def crossed(struck: int, text: str) -> bool:
    """Tell whether all of a text is crossed out."""
    return struck > 0 and struck >= STRUCK * len(text)


def moved(life: Life, state: State, page: Others) -> bool:
    """Tell whether a comment went to another place, rather than headings and comments around it coming and going."""
    was, here, strayed = page
    if life.heading:
        return False
    if state.section is not life.section:
        old, new = life.section, state.section
        stayed = (old is None or old in here) and (new is None or new in was)
        return life in strayed or (stayed and old is not None and new is not None)
    if state.parent is life.parent:
        return False
    old, new = life.parent, state.parent
    return state.level != life.level or ((old is None or old in here) and (new is None or new in was))


def predecessors(lives: Sequence[Life], known: set[Life]) -> dict[Life, Life]:
    """Return the comment that each follows, of those that are known."""
    order = [life for life in dict.fromkeys(lives) if life in known and not life.heading]
    return {after: before for before, after in pairwise(order)}


def confidence(life: Life, state: State) -> float:
    """Return how sure it is that a comment is the one that it was, 0 to 1."""
    if not life.keys or life.keys == state.keys or (state.name and state.name in life.names and not life.heading):
        return 1.0
    return max(LEAST, alike(" ".join(life.keys), " ".join(state.keys)).part)


def adopt(life: Life, state: State, text: str) -> None:
    """Let a comment be as a revision has it; its text as the last action told it, other blank lines are no change."""
    life.present = True
    life.keys, life.text, life.struck = state.keys, text, state.struck
    life.author, life.signature, life.level = state.author, state.signature, state.level
    life.section, life.parent = state.section, state.parent


def named(drafts: Sequence[Draft]) -> list[Action]:
    """Return the actions with the names of their comments."""
    names: dict[Life, str] = {}
    taken: dict[str, int] = {}
    for life in dict.fromkeys(life for draft in drafts for life in (draft.life, draft.parent) if life):
        wanted = life.names[0] if life.names else life.label
        count = taken[wanted] = taken.get(wanted, -1) + 1
        names[life] = f"{wanted}-{count}" if count else wanted
    return [
        Action(
            kind=draft.kind,
            change=draft.change,
            revision=draft.revision.id,
            timestamp=draft.revision.timestamp,
            user=draft.revision.user,
            comment=names[draft.life],
            author=draft.author,
            text=draft.text,
            before=draft.before,
            reply_to=names[draft.parent] if draft.parent else None,
            confidence=draft.confidence,
            noted=draft.signature == "unsigned-template",
        )
        for draft in drafts
    ]
