"""How each version of a passage changes the ones before it, and who brought in which of its words.

Credit follows a word through the versions that keep or move it, and comes back with words that come back, as in Flöck
and Acosta, "WikiWho: Precise and Efficient Attribution of Authorship of Revisioned Content", WWW 2014. It is told for
each version by itself, so that a chain may branch and meet. docs/decisions/0009-credit-for-words.md tells the choices.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graphtalk.annotate.cues import marked
from graphtalk.annotate.difference import Alignment, Wording, align, read_wording, stretches
from graphtalk.model import Change, Comment, Credit, Page, Proposal, Stretch

__all__ = ["compare", "trace_words"]

VERSIONS = frozenset({"wording", "option"})  # kinds of proposals whose text is a passage as it would be
IN_ARTICLE = frozenset({"implemented", "partly implemented"})  # what becomes of those that the article then has

ELLIPSIS = r"(?:…|\.{3})"
OPEN_START = re.compile(rf"\W{{0,3}}?{ELLIPSIS}")
OPEN_END = re.compile(rf"{ELLIPSIS}\W{{0,3}}\Z")
SENTENCE_END = re.compile(r"[.!?…。！？؟।۔](?:\[\w+\]|\W)*\Z")  # references may stand behind it
TAIL = 60  # characters that are looked at for the end of a sentence

Triple = tuple[str, str, str]
Origin = str | None  # id of the proposal that brought a word in, None for the article


@dataclass(frozen=True, slots=True)
class Version:
    """A wording among the others of its passage.

    Attributes:
        wording: Its words.
        origins: For each word the proposal that brought it in.
        before: The versions that it amends, the closest first.
        lost: Three words in a row of those versions, at least one of them gone, with their origins.
        in_article: Position of the comment by which it, or one before it, came into the article; None where it did not.
    """

    wording: Wording
    origins: tuple[Origin, ...]
    before: tuple["Version", ...]
    lost: Mapping[Triple, tuple[Origin, ...]]
    in_article: int | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """What is known while the proposals of a page are read in order.

    Attributes:
        comments: Comments by id.
        proposals: Proposals by id, so far.
        versions: Those of them that are a wording.
        nearest: For each proposal the ids of the versions that it is about: itself, or those that it amends.
    """

    comments: Mapping[str, Comment]
    proposals: dict[str, Proposal] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    nearest: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def comment(self, proposal: Proposal) -> Comment:
        """Return the comment that makes a proposal."""
        return self.comments[proposal.evidence.comment]


Steps = Sequence[tuple[Version, Alignment]]  # amended versions and which words are theirs, the closest first


def trace_words(page: Page, proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals with the changes that each wording makes to those before it, and whose words it is made of.

    Cost: a comparison of the texts of each pair that is linked, and a look-up in all earlier versions of the chain
    where words are added.

    Args:
        page: The page.
        proposals: Its proposals in document order, so that what is amended stands before what amends it.

    Returns:
        The same proposals; `changes` and `credit` are made anew, and are empty for what is no wording.
    """
    lineage = Lineage({comment.id: comment for comment in page.comments})
    return [trace(proposal, lineage) for proposal in proposals]


def trace(proposal: Proposal, lineage: Lineage) -> Proposal:
    """Return a proposal with its changes and credit, and remember it."""
    ids = tuple(dict.fromkeys(v for older in proposal.amends for v in lineage.nearest.get(older, ())))
    before = {version: lineage.versions[version] for version in ids}
    lineage.proposals[proposal.id] = proposal
    if proposal.kind in VERSIONS:
        lineage.nearest[proposal.id] = (proposal.id,)
        return trace_wording(proposal, before, lineage)
    lineage.nearest[proposal.id] = ids
    return replace(proposal, changes=(), credit=())


def trace_wording(proposal: Proposal, before: Mapping[str, Version], lineage: Lineage) -> Proposal:
    """Return a wording with its changes and credit, and remember it as a version.

    Args:
        proposal: The wording.
        before: The versions that it amends, also by way of a described edit.
        lineage: What is known so far.
    """
    shift = proposal.evidence.start
    struck = [(start - shift, end - shift) for start, end in marked(lineage.comment(proposal), "strike")]
    wording, replaced = read_wording(proposal.text, struck), read_wording(proposal.replaces_text or "")
    found = {version: align_version(older.wording, wording, replaced) for version, older in before.items()}
    changes = [
        Change(version, stretches(before[version].wording, wording, found[version]))
        for version in proposal.amends
        if version in before
    ]
    article = None
    if replaced.words and not any(run_place(older.wording, replaced) is not None for older in before.values()):
        article = align(replaced.keys, wording.keys)
        changes.insert(0, Change(None, stretches(replaced, wording, article)))
    steps = [(older, found[version]) for version, older in before.items()]
    steps.sort(key=lambda step: -len(step[1].carried) / max(1, len(step[0].wording.words)))
    version = Version(
        wording,
        origins_of(proposal.id, wording, article, steps, lineage.comment(proposal).position),
        tuple(older for older, _ in steps),
        lost_words(steps),
        first([in_article(proposal, lineage), *(older.in_article for older in before.values())]),
    )
    lineage.versions[proposal.id] = version
    return replace(proposal, changes=tuple(changes), credit=credit_of(proposal, version, lineage))


def in_article(proposal: Proposal, lineage: Lineage) -> int | None:
    """Return the position of the comment by which a wording came into the article, None where it did not."""
    if proposal.decision is None or proposal.status not in IN_ARTICLE:
        return None
    return lineage.comments[proposal.decision.comment].position


def first(positions: Iterable[int | None]) -> int | None:
    """Return the first of those positions that are known."""
    return min((position for position in positions if position is not None), default=None)


def compare(older: str, newer: str, replaces: str = "") -> tuple[Stretch, ...]:
    """Return how a wording differs from one that it amends, of which it may stand for a part alone.

    Args:
        older: The earlier wording.
        newer: The wording.
        replaces: The words that it says it is to replace.

    >>> [(s.kind, s.text) for s in compare("The mill is old. It burned in 1911.", "It burned in 1912.", "It burned in 1911.")]
    [('kept', 'It burned in'), ('removed', '1911.'), ('added', '1912.')]
    """
    old, new = read_wording(older), read_wording(newer)
    return stretches(old, new, align_version(old, new, read_wording(replaces)))


def align_version(older: Wording, newer: Wording, replaced: Wording) -> Alignment:
    """Return which words of a wording are an amended one's: of the part that it stands for, else of the whole."""
    old, new = older.keys, newer.keys
    place = run_place(older, replaced)
    if place is not None:
        return align(old, new, place, place + len(replaced.words))
    starts, ends = open_ends(older, newer)
    pairs = list(align(old, new).kept.items()) if starts or ends else []
    sure = [one for one, two in pairwise(pairs) if two == (one[0] + 1, one[1] + 1)]  # where two words in a row are kept
    start = (sure or pairs)[0][1] if pairs and starts else 0
    end = (sure[-1][1] + 2 if sure else pairs[-1][1] + 1) if pairs and ends else len(old)
    return align(old, new, start, end)


def open_ends(older: Wording, newer: Wording) -> tuple[bool, bool]:
    """Tell whether a wording leaves alone what stands before, and what stands after, the words that it varies.

    An ellipsis says so, or that it is no sentence where the other is: it begins small, or is short and has no end.

    >>> whole = read_wording("The tower was built in 1911 and is 42 metres tall.")
    >>> open_ends(whole, read_wording("... is about 42 metres tall."))
    (True, False)
    >>> open_ends(whole, read_wording("built before 1912"))
    (True, True)
    >>> open_ends(whole, read_wording("The tower is 42 metres tall."))
    (False, False)
    """
    letters = [next((sign for sign in wording.text if sign.isalpha()), "") for wording in (older, newer)]
    small = letters[0].isupper() and letters[1].islower()
    endless = bool(SENTENCE_END.search(older.text[-TAIL:])) and not SENTENCE_END.search(newer.text[-TAIL:])
    short = 2 * len(newer.words) < len(older.words)
    starts = bool(OPEN_START.match(newer.text)) or small or (endless and short)
    return starts, bool(OPEN_END.search(newer.text)) or (endless and (small or short))


def run_place(whole: Wording, part: Wording) -> int | None:
    """Return where the words of a text stand in another, one after the other; None where they do not."""
    keys, run = whole.keys, part.keys
    places = (i for i in range(len(keys) - len(run) + 1) if keys[i : i + len(run)] == run)
    return next(places, None) if run else None


def origins_of(
    proposal: str, wording: Wording, article: Alignment | None, steps: Steps, position: int
) -> tuple[Origin, ...]:
    """Return for each word of a wording the proposal that brought it in, None where the article had it.

    Args:
        proposal: Id of the proposal that makes the wording.
        wording: Its words.
        article: Which of them stand in the article's text that it is to replace, None where it quotes none.
        steps: The versions that it amends.
        position: Where its comment stands on the page.
    """
    had = article.carried if article else {}
    since = first(version.in_article for version, _ in steps)
    # What the article had, nobody proposed; unless it had it from an earlier version.
    found: dict[int, Origin] = {} if since is not None and since < position else dict.fromkeys(had)
    for version, alignment in steps:
        for place, old in alignment.carried.items():
            found.setdefault(place, version.origins[old])
    found = dict.fromkeys(had) | found
    restore(found, wording.keys, [version for version, _ in steps])
    return tuple(found.get(place, proposal) for place in range(len(wording.words)))


def restore(found: dict[int, Origin], keys: Sequence[str], versions: Sequence[Version]) -> None:
    """Add the origins of words that come back: they stand in three in a row that an earlier step took apart.

    Args:
        found: Origins by place, to be added to.
        keys: The words.
        versions: The versions that are amended; they and those before them are asked, the nearest first.
    """
    triples = dict(enumerate(zip(keys, keys[1:], keys[2:], strict=False)))
    asking, asked = list(versions), {id(version) for version in versions}
    for version in asking:
        triples = {i: triple for i, triple in triples.items() if not found.keys() >= {i, i + 1, i + 2}}
        if not triples:
            return
        for i, triple in triples.items():
            for k, origin in enumerate(version.lost.get(triple, ())):
                found.setdefault(i + k, origin)
        further = [older for older in version.before if id(older) not in asked]
        asked |= {id(older) for older in further}
        asking += further


def lost_words(steps: Steps) -> dict[Triple, tuple[Origin, ...]]:
    """Return each three words in a row of amended versions of which one at least is gone, with their origins."""
    lost: dict[Triple, tuple[Origin, ...]] = {}
    for version, found in steps:
        keys, stay = version.wording.keys, set(found.carried.values())
        for i, triple in enumerate(zip(keys, keys[1:], keys[2:], strict=False)):
            if not stay >= {i, i + 1, i + 2}:
                lost.setdefault(triple, version.origins[i : i + 3])
    return lost


def credit_of(proposal: Proposal, version: Version, lineage: Lineage) -> tuple[Credit, ...]:
    """Return whose words a wording is made of: the article's, then those of proposals in the order of the page."""
    runs: dict[Origin, list[list[int]]] = {}
    for place, origin in enumerate(version.origins):
        own = runs.setdefault(origin, [])
        if own and own[-1][-1] == place - 1 and version.wording.adjoin(place - 1, place):
            own[-1].append(place)
        else:
            own.append([place])

    def on_page(origin: Origin) -> tuple[int, int]:
        source = lineage.proposals[origin] if origin else None
        return (lineage.comment(source).position, source.evidence.start) if source else (-1, 0)

    return tuple(credit(proposal, version, origin, runs[origin], lineage) for origin in sorted(runs, key=on_page))


def credit(
    proposal: Proposal, version: Version, origin: Origin, runs: Sequence[Sequence[int]], lineage: Lineage
) -> Credit:
    """Return the credit for the words of a wording that one proposal brought in, or the article had.

    Args:
        proposal: The wording.
        version: Its words.
        origin: Id of that proposal, None for the article.
        runs: The words' places, in runs.
        lineage: What is known so far.
    """
    spans = [version.wording.span(run[0], run[-1]) for run in runs]
    count, shift = sum(map(len, runs)), proposal.evidence.start
    return Credit(
        proposal=origin,
        user=lineage.comment(lineage.proposals[origin]).author if origin else None,
        words=count,
        share=round(count / len(version.origins), 3),
        spans=tuple((start + shift, end + shift) for start, end in spans),
        text=tuple(proposal.text[start:end] for start, end in spans),
    )
