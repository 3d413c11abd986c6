"""What became of proposed wordings in an article: adopted as they are, in other words, or never.

A wording that varies what stood before is adopted in other words only where the article has moved towards it: half of
the words that tell it from the text before must be there, and half of those that tell it from another wording of the
passage where that fits better.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from graphtalk.adoption.article import ArticleReader, Phrase, Standing, counts, read_phrase, weight_of
from graphtalk.adoption.passages import Passage, Sighting, look_for
from graphtalk.annotate.difference import align
from graphtalk.language import Language, load_language
from graphtalk.revisions import Adoption, Revision

__all__ = ["Wording", "find_adoptions"]

ADOPTED = 0.6  # share of what its words tell that must be there
STANDING = 0.5  # the same for a wording that came in and is rewritten
TOWARDS = 0.5  # the same of words that tell it from the text before, or from another wording that fits better
SHORTENED = 0.8  # share of all words that must be there where the wording only leaves words out
LEFT_OUT = 0.7  # share of these words that must be gone
CLOSE = 0.45  # similarity below which words are strewn, not a passage
NEW = 1.0  # what new words must tell, else a wording has none to know it by
MIN_ADAPTED = 4  # words of a wording that can be known in other words
SURE = 8  # words from which a wording that stands as it is can be no chance
HIDDEN = 0.6  # of the confidence where the revision before is hidden and may be the one
EMPTIED = 0.2  # share of a page's words below which it was blanked, and no wording of it was judged
ONE_EDIT = timedelta(hours=1)  # in which one user's revisions in a row are one edit
SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "۔")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that are proposed for an article, or for removal from it.

    Attributes:
        subject: Id of the proposal.
        text: The words as plain text; empty for a proposal to remove `replaces`.
        replaces: The text that they are to replace; empty where that is not told.
        since: Time from which revisions count; those before tell what stood there. None where all count.
    """

    subject: str
    text: str
    replaces: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class Track:
    """A wording and what is known of it so far.

    Attributes:
        wording: The wording.
        phrase: The words that are followed: the proposed ones, or those to be removed.
        replaced: The words that are to be replaced, where there are any beside.
        seen: How it stands in the last visible revision.
        before: How it stood in the last one that does not count, or the first.
        floor: How often it stands there in any case, and how often at the end of a sentence.
        new: Places of the words that the text before did not have.
        gone: Words of the text before that the wording leaves out.
        history: What became of it.
        turn: Number of the turn of one user in which it came in.
        near: How near it came to being adopted, 0 to 1.
    """

    wording: Wording
    phrase: Phrase
    replaced: Phrase | None
    seen: Sighting | None = None
    before: Sighting | None = None
    floor: tuple[int, int] | None = None
    new: frozenset[int] = frozenset()
    gone: Counter[str] = field(default_factory=Counter)
    history: Standing = field(default_factory=Standing)
    turn: int = 0
    near: float = 0.0

    @property
    def removal(self) -> bool:
        """Tell whether the words are to be removed."""
        return not self.wording.text.strip()

    def share(self, passage: Passage) -> float:
        """Return how much of what its new words tell is in a passage; 0 where none are new."""
        return passage.share(self.phrase, self.new)


@dataclass(frozen=True, slots=True)
class Moment:
    """A revision and what is known of it when wordings are judged.

    Attributes:
        revision: The revision.
        turn: Number of the turn: revisions in a row by one user are of one.
        hidden: Whether the revision before is hidden.
    """

    revision: Revision
    turn: int
    hidden: bool


def find_adoptions(
    wordings: Sequence[Wording], revisions: Iterable[Revision], language: Language | None = None
) -> list[Adoption]:
    """Return what became of wordings in an article.

    Cost: each block of the article is read once, and a wording is looked for again only where blocks with words of its
    own have changed.

    Args:
        wordings: The wordings; those of the same passage are weighed against each other.
        revisions: The article's, oldest first. A hidden one tells nothing; what stood before it still stands.
        language: Names of the wiki's namespaces; None for a wiki whose language is not known.

    Returns:
        For each wording in turn what became of it.
    """
    reader = ArticleReader(language or load_language("und"))
    tracks = [track(wording, reader) for wording in wordings]
    texts: dict[bytes, tuple[tuple[Sighting, ...], frozenset[int]]] = {}
    blocks: frozenset[int] = frozenset()
    user: str | None = None
    turn, hidden = 0, False
    for revision in revisions:
        turn += user is None or revision.user != user
        user = revision.user
        if revision.text is None:
            hidden = True
            continue
        key = sha256(revision.text.encode("utf-8", "surrogatepass")).digest()
        if key not in texts:
            texts[key] = sightings(tracks, reader, revision.text, blocks)
        found, blocks = texts[key]
        judge_all(tracks, found, Moment(revision, turn, hidden))
        hidden = False
    return [outcome(track) for track in tracks]


def track(wording: Wording, reader: ArticleReader) -> Track:
    """Return a wording as it is before any revision is seen."""
    removal = not wording.text.strip()
    phrase = read_phrase(wording.replaces if removal else wording.text, reader)
    replaced = None if removal or not wording.replaces.strip() else read_phrase(wording.replaces, reader)
    return Track(wording, phrase, replaced)


def sightings(
    tracks: Sequence[Track], reader: ArticleReader, text: str, blocks: frozenset[int]
) -> tuple[tuple[Sighting, ...], frozenset[int]]:
    """Return how wordings stand in a text of the article, and the identities of its blocks.

    Args:
        tracks: The wordings, with how they stood in the text before.
        reader: Reads the text.
        text: The article's wikitext.
        blocks: Identities of the blocks of the text before.
    """
    article = reader.read(text)
    now = frozenset(map(id, article.segments))
    changed = reader.changed(blocks - now, now - blocks)
    return tuple(
        each.seen if each.seen and not is_touched(each, changed) else look_for(each.phrase, each.replaced, article, now)
        for each in tracks
    ), now


def is_touched(track: Track, changed: set[str]) -> bool:
    """Tell whether a change next to these words can change how a wording stands."""
    telling = track.phrase.telling | (track.replaced.telling if track.replaced else frozenset())
    return not telling.isdisjoint(changed)


def judge_all(tracks: Sequence[Track], found: Sequence[Sighting], moment: Moment) -> None:
    """Take in how wordings stand at a revision, all of them before any is judged."""
    for each, seen in zip(tracks, found, strict=True):
        each.seen = seen
        if not counts(moment.revision, each.wording.since):
            each.before = seen
        else:
            floor = begin(each, seen) if each.floor is None else each.floor
            each.floor = (min(floor[0], len(seen.exact)), min(floor[1], seen.closed))
    counted = [each for each in tracks if each.floor is not None]
    verdicts = [removed(each) if each.removal else adopted(each, counted) for each in counted]
    for each, stands in zip(counted, verdicts, strict=True):
        take_in(each, moment, stands=stands)


def begin(track: Track, seen: Sighting) -> tuple[int, int]:
    """Set what stood before a wording, and return how often it did: in the last text that does not count, or the first.

    In the first text of an article all is new that is the wording word for word; what is only like it was there before.
    """
    known = track.before
    track.before = before = known or seen
    phrase = track.phrase
    old: set[int] = set()
    gone: Counter[str] = Counter()
    if before.best and not (before.best.exact and known is None):
        old |= before.best.found
        gone = Counter(before.best.extra)
    if track.replaced:
        kept = align(track.replaced.keys, phrase.keys).carried
        old |= kept.keys()
        left = set(range(len(track.replaced.keys))) - set(kept.values())
        gone = Counter(track.replaced.keys[i] for i in left)
    track.new = frozenset(range(len(phrase.keys))) - old
    track.gone = gone
    return (len(known.exact), known.closed) if known else (0, 0)


def adopted(track: Track, others: Sequence[Track]) -> bool:
    """Tell whether a wording stands in the article, as it is or in other words."""
    if is_exact(track):
        return True
    if not is_adapted(track) or track.seen is None or track.seen.best is None:
        return False
    passage = track.seen.best
    better = (
        each for each in others if each is not track and fits_better(each, passage, passage.similarity(track.phrase))
    )
    return all(differs(track, each, passage) for each in better)


def differs(track: Track, better: Track, passage: Passage) -> bool:
    """Tell whether a passage has of a wording what another one does not, though that fits better."""
    own = set(range(len(track.phrase.keys))) - align(better.phrase.keys, track.phrase.keys).carried.keys()
    return track.phrase.weight(own) < NEW or passage.share(track.phrase, own) >= TOWARDS


def is_exact(track: Track) -> bool:
    """Tell whether a wording stands in the article word for word, once more than it did in any case."""
    seen = track.seen
    if seen is None or track.floor is None or track.before is None:
        return False
    ends = track.wording.text.rstrip("\"'”’»)]} ").endswith(SENTENCE_ENDS)
    more = len(seen.exact) > track.floor[0] or (ends and seen.closed > track.floor[1])
    short = len(track.phrase.keys) < MIN_ADAPTED and track.before.replaced > 0
    return more and (not short or seen.replaced < track.before.replaced)


def is_adapted(track: Track) -> bool:
    """Tell whether a passage of the article has most of a wording, and of what is new in it."""
    passage = track.seen.best if track.seen else None
    if passage is None or passage.exact or len(track.phrase.keys) < MIN_ADAPTED:
        return False
    coverage = passage.coverage(track.phrase)
    least = STANDING if track.history.stands else ADOPTED
    if track.phrase.weight(track.new) < NEW:
        return coverage >= SHORTENED and left_out(track, passage) >= LEFT_OUT
    track.near = max(track.near, min(coverage, track.share(passage)))
    towards = coverage >= least and track.share(passage) >= TOWARDS
    return towards and passage.similarity(track.phrase) >= CLOSE


def left_out(track: Track, passage: Passage) -> float:
    """Return how much of what the words tell that a wording leaves out is gone from a passage, 0 to 1."""
    weight = sum(weight_of(key) * count for key, count in track.gone.items())
    left = sum(weight_of(key) * count for key, count in (track.gone & passage.keys).items())
    return 1 - left / weight if weight else 0.0


def fits_better(track: Track, passage: Passage, similarity: float) -> bool:
    """Tell whether a wording has more in common with a passage than another one has."""
    own = track.seen.best if track.seen else None
    if track.removal or own is None or 2 * len(own.spots & passage.spots) < min(len(own.spots), len(passage.spots)):
        return False
    return is_exact(track) or (is_adapted(track) and own.similarity(track.phrase) > similarity)


def removed(track: Track) -> bool:
    """Tell whether words that are to be removed stood in the article and have left it.

    What is like them and stood beside them before is no rest of them. A page that was blanked tells nothing.
    """
    seen, before = track.seen, track.before
    if seen is None or before is None:
        return False
    if not holds(before, track.phrase):
        track.before = seen
        return False
    if seen.size < EMPTIED * before.size:
        return track.history.stands
    if before.exact and len(seen.exact) >= len(before.exact):
        return False
    rest = seen.best
    if rest is None or rest.coverage(track.phrase) < STANDING:
        return True
    beside = {segment for segment, _ in rest.spots} <= before.segments
    return bool(before.exact) and beside


def holds(seen: Sighting, phrase: Phrase) -> bool:
    """Tell whether words stand in a text of the article, as they are or nearly."""
    return bool(seen.exact) or (seen.best is not None and seen.best.coverage(phrase) >= ADOPTED)


def take_in(track: Track, moment: Moment, *, stands: bool) -> None:
    """Take in whether a wording stands at a revision, the best of one user's revisions in a row."""
    known = track.history.adoption
    make = partial(removal if track.removal else adoption, track, moment)
    if known is None and stands:
        track.turn = moment.turn
    elif known and known.kind == "adapted" and stands and track.turn == moment.turn and known.timestamp:
        later = make()
        if moment.revision.timestamp - known.timestamp <= ONE_EDIT and later.similarity > known.similarity:
            track.history.adoption = later
    track.history.see(moment.revision, make, stands=stands)


def adoption(track: Track, moment: Moment) -> Adoption:
    """Return how a wording stands in the article at a revision."""
    passage = shown_passage(track)
    phrase, exact = track.phrase, passage.exact
    missing = set(range(len(phrase.keys))) - passage.found
    sure = min(1.0, 0.5 + len(phrase.keys) / (2 * SURE)) if exact else passage.coverage(phrase)
    return Adoption(
        subject=track.wording.subject,
        kind="verbatim" if exact else "adapted",
        revision=moment.revision.id,
        timestamp=moment.revision.timestamp,
        user=moment.revision.user,
        text=passage.text,
        similarity=1.0 if exact else round(passage.similarity(phrase), 3),
        kept=len(passage.kept),
        added=passage.added,
        removed=phrase.runs(missing),
        place=passage.heading,
        confidence=round(sure * (HIDDEN if moment.hidden else 1), 3),
    )


def shown_passage(track: Track) -> Passage:
    """Return the passage that a wording stands in, of several the one that did not stand there before."""
    if track.seen is None or track.seen.best is None:
        raise ValueError("the wording does not stand in the article")
    before = {passage.spots for passage in track.before.exact} if track.before else set()
    fresh = (passage for passage in track.seen.exact if passage.spots not in before)
    return next(fresh, track.seen.best)


def removal(track: Track, moment: Moment) -> Adoption:
    """Return how words were taken out of the article at a revision."""
    was = track.before.best if track.before else None
    return Adoption(
        subject=track.wording.subject,
        kind="verbatim",
        revision=moment.revision.id,
        timestamp=moment.revision.timestamp,
        user=moment.revision.user,
        similarity=1.0,
        place=was.heading if was else "",
        confidence=round(min(1.0, 0.5 + len(track.phrase.keys) / (2 * SURE)) * (HIDDEN if moment.hidden else 1), 3),
    )


def outcome(track: Track) -> Adoption:
    """Return what became of a wording in the end."""
    never = Adoption(track.wording.subject, "never", confidence=round(1 - track.near / 2, 3))
    return track.history.adoption or never
