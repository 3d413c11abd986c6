"""Which proposals words are about: by label, by whose they are, by day, by place in the list, else what is answered."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from graphtalk.annotate.cues import Span, quotations
from graphtalk.annotate.days import month_names
from graphtalk.annotate.labels import named_options
from graphtalk.annotate.layout import Layout, ancestors
from graphtalk.language import Language
from graphtalk.model import Comment, Proposal, Stance
from graphtalk.site import Site

__all__ = [
    "Scope",
    "Thread",
    "answered_proposals",
    "by_name",
    "clause_from",
    "meant_proposals",
    "named_versions",
]

REACH = 60  # characters after the words that may name what they are about
NEAR = 4  # comments after a proposal in which who speaks to its author speaks of it
ADDRESS = re.compile(r"[^\W\d_][\w.-]*(?: [\w.-]+){0,2}\s?[,:]")  # a name that a sentence begins with
MIN_NAME = 3  # letters of the part of a user name by which people speak of someone
SENTENCE_REST = re.compile(
    r"[^.!?;\n]*?(?=\s+[A-Z]|[.!?;\n]|$)"
)  # a template may stand before a sentence without a stop
CLAUSE_REST = re.compile(r"[^.,;!?\n]*")
TITLE_WORD = re.compile(r"\w{3,}")
MIN_WORD = 5  # letters of a word that tells one proposal from another


@dataclass(frozen=True, slots=True)
class Scope:
    """The proposals that a comment may be about.

    Attributes:
        known: Those before it in its discussion, in document order.
        labelled: All of its discussion that have a label: people go back to their votes when an option is added.
        answered: Those that it is about unless it names others.
        layout: Where the page's comments stand.
    """

    known: Sequence[Proposal]
    labelled: Sequence[Proposal]
    answered: Sequence[Proposal]
    layout: Layout


@dataclass(frozen=True, slots=True)
class Thread:
    """What is known when a comment is read for its stances.

    Attributes:
        comment: The comment.
        own: The proposals that it makes.
        direct: Whether it answers the comment that makes these, or stands at the top where people are asked to choose.
        at_top: Whether it stands at the top where people are asked to choose, or a copy has lost what it answers.
        scope: The proposals that it may be about.
        acts: The stances that it takes by what its author did to the article.
        named: Ids of the proposals whose fate it tells by name.
        by_comment: All proposals of the page by the comment that makes them.
    """

    comment: Comment
    own: Sequence[Proposal]
    direct: bool
    at_top: bool
    scope: Scope
    acts: Sequence[Stance]
    named: AbstractSet[str]
    by_comment: Mapping[str, Sequence[Proposal]]

    @property
    def held_against(self) -> list[Proposal]:
        """Return the proposals that the comment may take sides on: those before it, and later ones with a label."""
        known = {p.id: p for p in (*self.scope.known, *self.scope.labelled)}
        comments = self.scope.layout.comments
        return sorted(known.values(), key=lambda p: (comments[p.evidence.comment].position, p.evidence.start))


def answered_proposals(
    comment: Comment, layout: Layout, by_comment: Mapping[str, Sequence[Proposal]]
) -> list[Proposal]:
    """Return the proposals that a comment is about: those of the nearest comment above that makes any.

    Without one above, those of the discussion's first comment that makes any.

    Args:
        comment: The comment.
        layout: Where the page's comments stand.
        by_comment: Proposals by the id of their comment, in document order.
    """
    for above in ancestors(comment, layout.comments):
        if above.id in by_comment:
            return list(by_comment[above.id])
    root = layout.root(comment.id)
    for other, proposals in by_comment.items():
        if layout.root(other) == root and layout.comments[other].position < comment.position:
            return list(proposals)
    return []


def meant_proposals(
    comment: Comment, span: Span, starts: Sequence[int], scope: Scope, language: Language
) -> list[Proposal]:
    """Return the proposals that the words around a stance name, in this order; none where they name none.

    By label ("Option B"), by whose it is ("Spooky's framing"), by day ("the version of 3 June"), by place in a list
    ("number 2"), by words of its own that are quoted, by a word that is in one of several alone, or both of the last two
    ("either").

    Args:
        comment: The comment.
        span: The words that take a side.
        starts: Where all the words of the comment begin that take a side, in order.
        scope: The proposals that may be meant.
        language: Names of months, and words for places in a list.
    """
    start, end = span
    text, known = comment.text, scope.known
    sentence_end = re.compile(r"[^.!?;\n]*").match(text, end)
    limit = next((place for place in starts if place >= end), len(text))
    stop = min(max(end, limit), end + REACH, sentence_end.end() if sentence_end else end)
    turns = (c.pattern.search(text, end, stop) for c in language.cues["condition"] if c.where != "before")
    turn = min((found.start() for found in turns if found), default=stop)
    following = next((place for place in starts if place > start), len(text))  # what is said next names its own
    words = text[start : min(turn, following)]
    markers = language.markers
    before, liked = markers["option_before"].search(text, 0, start), markers["rather_than"].split(words, maxsplit=1)[0]
    go_on = SENTENCE_REST.match(text, end, stop)
    own = named_options(text[start:end], scope.labelled, language)  # then an option before is another one's
    return (
        (named_options(before[0], scope.labelled, language) if before and not own else [])
        or named_options(liked, scope.labelled, language)
        or by_name(liked, comment, scope, language)
        or (list(scope.answered) if len(scope.answered) > 1 and markers["each"].search(words) else [])
        or by_quotation(text[start : min(stop, turn)], known)
        or by_line(text, start, starts, scope.answered)
        or by_own_word(text, (start, min(stop, turn)), known)
        or by_page(clause_from(text[:following], span), known)
        or by_way_out(text, (start, min(stop, turn)), known, language)
        or by_place(text, (start, go_on.end() if go_on else end), known, scope.answered, language)
        or by_first(liked, scope, language)
        or (by_pair(words, end - start, known, language) if start == min(starts, default=start) else [])
    )


def by_first(words: str, scope: Scope, language: Language) -> list[Proposal]:
    """Return what a discussion opened with where others came after it and words speak of the original."""
    first = [p for p in scope.known[:1] if p.evidence.comment in scope.layout.openings]
    return first if len(scope.known) > 1 and language.markers["the_original"].search(words) else []


def by_pair(words: str, said: int, known: Sequence[Proposal], language: Language) -> list[Proposal]:
    """Return the last version and what it varies where words speak of both ("either", "neither of them").

    Args:
        words: The words.
        said: How many characters of them take a side; what is denied behind these is not meant.
        known: The proposals that may be meant.
        language: The words for both.
    """
    both = language.markers["both"].search(words)
    behind = said if both and said <= both.start() else 0
    if both is None or len(known) < 2 or language.markers["negation"].search(words, behind, both.start()):
        return []
    latest = known[-1]
    pair = [p for p in known if p.id in latest.amends] or [known[-2]]
    return [*pair[-1:], latest]


def named_versions(
    words: str, comment: Comment, known: Sequence[Proposal], layout: Layout, language: Language
) -> list[Proposal]:
    """Return the versions that words name by whose they are ("the first half of Ana's") or by day, the latest of each.

    Args:
        words: The words.
        comment: The comment that they stand in.
        known: The proposals before it in its discussion.
        layout: Where the page's comments stand.
        language: Names of months, and what follows the name of whose version it is.
    """
    owners: dict[str, list[Proposal]] = {}
    for proposal in known:
        owners.setdefault(layout.comments[proposal.evidence.comment].author or "", []).append(proposal)
    named = [found[1] for found in language.markers["version_of"].finditer(words)]
    theirs = [
        made[-1]
        for owner, made in owners.items()
        if owner not in {comment.author or "", ""}
        and any(name_place(f"{name}'s", owner, language) is not None for name in named)
    ]
    dated = list(by_day(words, known, layout, language))[-1:]
    return theirs if len(theirs) > 1 else dated or theirs


def by_name(words: str, comment: Comment, scope: Scope, language: Language) -> list[Proposal]:
    """Return the latest proposal of the person or of the day that words name, none where they name neither."""
    theirs = list(by_owner(words, comment, scope, language))
    return (list(by_day(words, theirs or scope.known, scope.layout, language)) or theirs)[-1:]


def by_quotation(words: str, known: Sequence[Proposal]) -> list[Proposal]:
    """Return the last proposal that brought up what the words quote, none where none did."""
    for start, end in quotations(words):
        said = words[start + 1 : end - 1].strip(" .,;").lower()
        holding = [p for p in known if said and said in p.text.lower()]
        new = [p for p in holding if {other.id for other in holding}.isdisjoint(p.amends)]
        if new and len(said) < max(len(p.text) for p in new):
            return new[-1:]
    return []


def by_line(text: str, place: int, starts: Sequence[int], answered: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposal of a list that an answer is about which begins a line of its own, none where there is no list."""
    listed = line_number(text, place, starts)
    return [answered[listed]] if listed is not None and listed < len(answered) > 1 else []


def line_number(text: str, place: int, starts: Sequence[int]) -> int | None:
    r"""Return which of a list's answers a place begins, from 0; None where there is no such list.

    The list is of numbered lines, or of lines that all begin with an answer.

    >>> line_number("1. Done.\n3. Not done.", 12, [3, 12]), line_number("Done.\nNot done.", 6, [0, 6]), line_number("Done.", 0, [0, 0])
    (2, 1, None)
    """
    heads = [
        start
        for start in sorted(set(starts))
        if re.fullmatch(r"\W*(?:\d{1,2}[.):]?)?\W*", text[:start].rpartition("\n")[2])
    ]
    if place not in heads:
        return None
    numbered = re.fullmatch(r"\W*(\d{1,2})\W*", text[:place].rpartition("\n")[2])
    return int(numbered[1]) - 1 if numbered else heads.index(place) if len(heads) > 1 else None


def by_own_word(text: str, span: Span, known: Sequence[Proposal]) -> list[Proposal]:
    """Return which of several titles words are about: one that they spell out, else that with a word that no other has.

    Args:
        text: The comment's text.
        span: The words that take a side, and what follows them in their clause.
        known: The proposals that may be meant.
    """
    shown = {p.id: p.text.rpartition("→")[2].strip(" .").lower() for p in known if p.kind == "move"}
    titles = {known_id: set(re.findall(r"\w+", title)) for known_id, title in shown.items()}
    if len(titles) < 2:
        return []
    begin = max(text.rfind(sign, 0, span[0]) for sign in (". ", "! ", "? ", "; ", ", ", "\n")) + 1
    clause = (text[begin : span[0]] + text[span[0] : span[1]].partition(", ")[0]).lower()
    if whole := [p for p in known if p.id in shown and shown[p.id] in clause]:
        return [max(whole, key=lambda p: len(shown[p.id]))]
    said = {word for word in re.findall(r"\w+", clause) if len(word) >= MIN_WORD}
    meant = [
        p
        for p in known
        if p.id in titles and said & titles[p.id].difference(*(w for i, w in titles.items() if i != p.id))
    ]
    return meant if len(meant) == 1 else []


def clause_from(text: str, span: Span) -> str:
    """Return words with the rest of their clause."""
    rest = CLAUSE_REST.match(text, span[1])
    return text[span[0] : rest.end() if rest else span[1]]


def by_page(words: str, known: Sequence[Proposal]) -> list[Proposal]:
    """Return those of several nominated pages that words name by a word of their titles, none where they name none."""
    nominated = [p for p in known if p.kind == "delete"]
    telling = telling_words(tuple(p.text for p in nominated)) if len(nominated) > 1 else {}
    places = {telling[word] for word in TITLE_WORD.findall(words) if word in telling}
    return [nominated[place] for place in sorted(places)]


@lru_cache(maxsize=8)
def telling_words(titles: tuple[str, ...]) -> Mapping[str, int]:
    """Return the words with a capital that stand in one of several titles alone, and in which."""
    own = [set(TITLE_WORD.findall(title)) for title in titles]
    counts = Counter(word for words in own for word in words)
    return {word: place for place, words in enumerate(own) for word in words if counts[word] == 1 and word[0].isupper()}


def by_way_out(text: str, span: Span, known: Sequence[Proposal], language: Language) -> list[Proposal]:
    """Return the only proposal to merge where others than that were made, and the words' clause speaks of merging."""
    merges = [p for p in known if p.kind == "merge"]
    if len(merges) != 1 or len(known) < 2:
        return []
    begin = max((found.end() for found in language.markers["clause_start"].finditer(text, 0, span[0])), default=0)
    return merges if any(cue.pattern.search(text, begin, span[1]) for cue in language.cues["merging"]) else []


def by_place(
    text: str, span: Span, known: Sequence[Proposal], answered: Sequence[Proposal], language: Language
) -> list[Proposal]:
    """Return which of several proposals of one comment a sentence is about: by its number, or by a word of its own."""
    numbered = re.search(r"#(\d)\b", text[max(0, span[0] - 1) : span[1]])
    if numbered and 0 < int(numbered[1]) <= len(known):
        return [known[int(numbered[1]) - 1]]
    begin = max(text.rfind(sign, 0, span[0]) for sign in (". ", "! ", "? ", "\n")) + 1
    sentence = text[begin : span[1]]
    # Who answers one version may speak of all of them by number.
    counted = answered if len(answered) > 1 else [p for p in known if p.kind == "wording"]
    for cue in language.cues["ordinal"] if len(counted) > 1 else ():
        place = int(cue.value) - 1
        if cue.pattern.search(sentence) and place < len(counted):
            return [counted[place]]
    if len(answered) < 2:
        return []
    own = {word for word in re.findall(r"\w+", sentence.lower()) if len(word) >= MIN_WORD}
    shared = [len(own & set(re.findall(r"\w+", f"{p.text} {p.replaces_text or ''}".lower()))) for p in answered]
    best = max(shared)
    return [answered[shared.index(best)]] if best and shared.count(best) == 1 else []


def by_owner(words: str, comment: Comment, scope: Scope, language: Language) -> Iterator[Proposal]:
    """Yield the proposals of the person whose version the words name first; "per Ana" is a reason, not a version."""
    known, layout = scope.known, scope.layout
    owners = {p.id: layout.comments[p.evidence.comment].author or "" for p in known}
    # In the order of the page, so that of two with the same first name the first is meant in each run.
    places = {
        owner: place
        for owner in dict.fromkeys(owners.values())
        if owner not in {comment.author or "", ""} and (place := name_place(words, owner, language)) is not None
    }
    if places:
        first = min(places, key=lambda owner: places[owner])
        spoken_to = ADDRESS.match(words, places[first]) and not re.search(r"\w", words[: places[first]])
        for proposal in known:
            made = layout.comments[proposal.evidence.comment]
            # Who is spoken to may have proposed something else long before.
            if owners[proposal.id] == first and not (spoken_to and comment.position - made.position > NEAR):
                yield proposal


def name_place(words: str, user: str, language: Language) -> int | None:
    """Return where words speak of a user's version, by the name, its first part or a short form of that.

    >>> from graphtalk.language import load_language
    >>> english = load_language("en")
    >>> name_place("I prefer Spooky's framing", "Spookyaki", english), name_place("support per Ana", "Ana", english)
    (9, None)
    """
    for found in re.finditer(r"(?<![\w@])([^\W\d_a-z][\w.-]{2,})((?: [A-Z][\w.-]*){0,2})(?P<own>['’]s?\b)?", words):
        before = words[: found.start()].rstrip().rpartition(" ")[2].lower()
        whole, first = (found[1] + found[2]).lower(), found[1].lower()
        of_a_version = language.markers["of_a_version"].match(words, found.end())
        other_thing = found["own"] and not of_a_version  # "Ana's level of activity"
        if language.markers["reason_of"].fullmatch(before) or len(first) < MIN_NAME or other_thing:
            continue
        name = user.lower()
        short = found["own"] and name.startswith(first)
        if name in (whole, first) or name.startswith(f"{first} ") or short:
            return found.start()
    return None


def by_day(words: str, known: Sequence[Proposal], layout: Layout, language: Language) -> Iterator[Proposal]:
    """Yield the proposals of a day that words name: "the version of 3 June", "the June wording"."""
    months, pattern = days_of(language.site)
    for found in pattern.finditer(words):
        day = found["day"] or found["after"]
        if not day and found["month"].islower():
            continue  # "may" and "march" are words, too
        for proposal in known:
            time = layout.comments[proposal.evidence.comment].timestamp
            if time and time.month == months[found["month"].lower()] and (not day or time.day == int(day)):
                yield proposal


@lru_cache(maxsize=8)
def days_of(site: Site) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """Return the months of a wiki by their names, and the pattern of a day of one."""
    months = month_names(site)
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    day = rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<month>{names})\b(?: (?P<after>\d{{1,2}})\b)?"
    return months, re.compile(day, re.IGNORECASE)
