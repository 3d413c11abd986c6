"""Votes: what stands below a heading such as "Support", options named in bold, and what a vote says of which proposal."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

from graphtalk.annotate.amends import VERSIONS
from graphtalk.annotate.cues import Hit, Span, covers, evidence, find_hits, marked, merged
from graphtalk.annotate.formal import new_title
from graphtalk.annotate.references import Thread, by_name
from graphtalk.annotate.similarity import holds, words
from graphtalk.language import Cue, Language
from graphtalk.model import Comment, Proposal, ProposalKind, Section, Stance, StanceKind

__all__ = [
    "AGAINST",
    "WAYS_OUT",
    "apart_from_struck",
    "heading_vote",
    "numbered_reasons",
    "option_votes",
    "resolved",
    "said_option",
    "vote_heading",
    "vote_lead",
]

MAX_VOTE_WORDS = 3  # of a heading below which people vote
MEANT = frozenset(",:;(–—")  # after an option's name in bold
SEPARATORS = " :,;()'\"–—-"  # between the name of what is voted on and a side; what follows a stop are reasons
ENDS = ("", *".,;:!)–—(")  # what may stand behind a title that is voted for
BEHIND = 30  # characters behind a name in bold that may say which side is taken
LISTED = re.compile(r"(?:[.!?;]\s|\n)\W{0,3}\d{1,2}[.):]\s")  # a further entry of numbered reasons
MAX_OPTION_WORDS = 6  # of an option that a comment begins with
OPTION_NAME = r"\w{1,12}(?: (?:[A-Z]|\d{1,2})\b)?"
LOWER = re.compile(rf"\s?>\s?(?P<label>{OPTION_NAME})")  # an option that is liked less than the one before it
RANKING = re.compile(rf"(?:\s?>\s?{OPTION_NAME})*")
LEAD = re.compile(r"[\s•*#:]{0,6}(?P<words>[^.,;:!?–—(\n]{1,80}?)(?=\s*(?:[.,;:!>–—(\n]|\s-\s|$))")
# What a vote that names a way out says of a proposal of each kind; of any other it says that it is supported.
AGAINST: Mapping[str, frozenset[ProposalKind]] = {
    "keep": frozenset({"delete", "merge", "move", "edit", "other"}),
    "delete": frozenset({"merge", "move", "other"}),
    "merge": frozenset(),
    "move": frozenset({"merge"}),
    "other": frozenset({"merge"}),
}
WAYS_OUT: Mapping[str, ProposalKind] = {"delete": "delete", "merge": "merge", "move": "move", "other": "other"}


def heading_vote(thread: Thread, section: Section, language: Language) -> Iterator[Stance]:
    """Yield the vote of a comment that stands below a heading such as "Support": its first sentence shows it."""
    comment = thread.comment
    cue = vote_heading(section, language) if comment.parent is None else None
    sentence = re.match(r"[^.!?\n]+[.!?]?", comment.text)
    if cue and sentence and comment.author:
        quote = evidence(comment, sentence.span(), f"{cue.id}.heading", 0.85)
        for proposal in thread.scope.answered[:1]:
            if thread.scope.layout.comments[proposal.evidence.comment].author == comment.author:
                continue
            if value := resolved(cue.value, proposal, thread.scope.answered):
                yield Stance(proposal.id, value, "plain", struck=False, evidence=quote)


def vote_heading(section: Section, language: Language) -> Cue | None:
    """Return the rule for a heading such as "Support" within a discussion, None for any other."""
    if section.parent is None or len(section.heading.split()) > MAX_VOTE_WORDS:
        return None
    return next((c for c in language.cues["stance"] if c.where == "bold" and c.pattern.search(section.heading)), None)


def option_votes(thread: Thread, language: Language) -> Iterator[Stance]:
    """Yield the votes that bold text casts by naming an option, a title, or a version by whose it is, and nothing else."""
    comment = thread.comment
    struck = merged(marked(comment, "strike"))
    labelled = {
        name: p.id for p in thread.scope.labelled if p.label for name in (p.label.lower(), p.label.split()[-1].lower())
    }
    titles = others_titles(thread)
    standing, _ = apart(comment)
    for start, end in pieces(comment):
        # In the middle of a sentence a name in bold is spoken of; what is struck out is no part of one.
        before = standing[standing.rfind("\n", 0, start) + 1 : start].rstrip()
        if before[-1:].isalpha():
            continue
        bold, behind = comment.text[start:end], comment.text[end : end + BEHIND]
        if option := voted_for(bold, behind, labelled, language):
            quote = evidence(comment, (start, end), "option.bold", 0.95)
            yield Stance(option, "support", "plain", covers(struck, start), quote)
            continue
        alone = not re.search(r"\w", comment.text[:start]) and behind.lstrip()[:1] in ENDS
        version = titles.get(bold.strip(" .:,;()").lower()) if alone else None
        version = version or (voted_version(bold, thread, language) if thread.at_top and not before else None)
        if version:
            quote = evidence(comment, (start, end), "version.bold", 0.85)
            yield Stance(version.id, "support", "plain", covers(struck, start), quote)


def others_titles(thread: Thread) -> dict[str, Proposal]:
    """Return the titles to which other people propose to move, by themselves in lower case."""
    comments = thread.scope.layout.comments
    moves = (p for p in thread.scope.known if p.kind == "move")
    return {new_title(p.text).lower(): p for p in moves if comments[p.evidence.comment].author != thread.comment.author}


def voted_for(bold: str, behind: str, labelled: Mapping[str, str], language: Language) -> str | None:
    """Return the id of the option that a vote names alone, or with words of how it is meant ("B in substance"); None for any other.

    Args:
        bold: The vote.
        behind: The text behind it: a name with a side ("Q1: no") is no vote for it.
        labelled: Ids of the options by their names in lower case.
        language: Words of votes.
    """
    vote = bold.strip(" .:,;()\n\t\xa0")
    generic = any(cue.pattern.fullmatch(vote) for cue in language.cues["label"])  # "Option 2" of what is named 2
    vote = vote.lower()
    whole = vote.rpartition(" ")[2] if generic and vote not in labelled else vote
    if whole in labelled:
        return None if takes_side(behind, language) else labelled[whole]
    name = max((name for name in labelled if vote.startswith(name)), key=len, default="")
    rest = vote[len(name) :]
    if not name or rest[0].isalnum() or takes_side(rest, language):
        return None
    others = {*re.findall(r"\w+", rest)} & labelled.keys()
    meant = rest.lstrip()[:1] in MEANT or language.markers["after_vote"].match(rest, 1)
    return labelled[name] if meant and not others else None


def numbered_reasons(text: str) -> bool:
    """Tell whether a comment counts its reasons, so that figures name no option.

    >>> numbered_reasons("1. It is old. 2. It is long."), numbered_reasons("2. It is long.")
    (True, False)
    """
    return re.match(r"\W{0,4}1[.)]\s", text) is not None and LISTED.search(text, 1) is not None


def takes_side(text: str, language: Language) -> bool:
    """Tell whether a text begins with a side, behind the name of what it is about ("Q1: no")."""
    rest = text.lstrip(SEPARATORS)
    bold = (cue for cue in language.cues["stance"] if cue.where == "bold")
    return rest[:1].isalnum() and any(cue.pattern.match(rest) for cue in bold)


def voted_version(bold: str, thread: Thread, language: Language) -> Proposal | None:
    """Return the version that a vote names by whose it is ("Ana's sentence") or as the alternative, None where it names none."""
    known = [p for p in thread.scope.known if p.kind in VERSIONS]
    if language.markers["the_alternative"].search(bold):
        return known[-1] if len(known) > 1 else None
    owned = language.markers["version_of"].search(bold) is not None
    if not owned or any(cue.where == "bold" and cue.pattern.search(bold) for cue in language.cues["stance"]):
        return None
    return next(iter(by_name(bold, thread.comment, replace(thread.scope, known=known), language)), None)


def pieces(comment: Comment) -> Iterator[Span]:
    """Yield a comment's stretches in bold, each cut where striking out begins or ends within it."""
    edges = sorted(edge for span in marked(comment, "strike") for edge in span)
    for start, end in marked(comment, "bold"):
        yield from pairwise([start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end])


def apart(comment: Comment) -> tuple[str, str]:
    """Return a comment's text without what is struck out, and that alone, with ends of lines for the rest, so that places stay."""
    text, left, struck, place = comment.text, list[str](), list[str](), 0
    for start, end in merged(marked(comment, "strike")):
        left += [text[place:start], "\n" * (end - start)]
        struck += ["\n" * (start - place), text[start:end]]
        place = end
    return "".join([*left, text[place:]]), "".join([*struck, "\n" * (len(text) - place)])


def apart_from_struck(comment: Comment, cues: Sequence[Cue], shut: Sequence[Span], known: Sequence[Hit]) -> list[Hit]:
    """Return the votes by name that show once what is struck out is read apart from what stands: "~~A~~ C"."""
    if not marked(comment, "strike"):
        return []
    places = {hit.span for hit in known}
    texts = [replace(comment, text=text) for text in apart(comment)]
    return [hit for text in texts for hit in find_hits(text, cues, shut) if hit.span not in places]


def said_option(thread: Thread, language: Language) -> Iterator[Stance]:
    """Yield the vote of a comment that begins with the words of one option ("In a footnote, per Ana.")."""
    comment = thread.comment
    lead = LEAD.match(comment.text)
    said = words(lead["words"]) if lead else ()
    if not 0 < len(said) <= MAX_OPTION_WORDS or marked(comment, "bold"):
        return
    options = {p.id: words(p.text) for p in thread.scope.known if p.kind == "option"}
    titles = {p.id: words(new_title(p.text)) for p in thread.scope.known if p.kind == "move"}
    labels = {p.id: words(p.label) for p in thread.scope.labelled if p.label}
    rest = comment.text[lead.end("words") :] if lead else ""
    if takes_side(rest, language) or (said[0].isdigit() and numbered_reasons(comment.text)):
        return
    named = (
        [i for i, label in labels.items() if said in {label, label[-1:]}]
        or [i for i, own in (options | titles).items() if own == said]
        or [i for i, own in options.items() if holds(own, said)]
    )
    if len(named) == 1 and lead:
        quote = evidence(comment, lead.span("words"), "option.said", 0.8)
        yield Stance(named[0], "support", "plain", struck=False, evidence=quote)
        for lower in ranked(comment.text, lead.end("words"), labels):
            yield Stance(lower, "support", "weak", struck=False, evidence=quote)


def ranked(text: str, place: int, labels: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the ids of the options that a vote ranks below its first: "B > C > A"."""
    ranking = RANKING.match(text, place)
    names = [words(found["label"]) for found in LOWER.finditer(text, place, ranking.end() if ranking else place)]
    return [i for name in names for i, label in labels.items() if name in {label, label[-1:]}]


def vote_lead(thread: Thread, language: Language) -> Span | None:
    """Return the few words that may be a vote though nothing is in bold: those that a comment begins with, else what it comes to.

    A copy has lost what was in bold, and newcomers do not know of it.
    """
    text = thread.comment.text
    if marked(thread.comment, "bold"):
        return None
    for cue in language.cues["vote_lead"]:
        if cue.where == "last":
            found = cue.pattern.search(text)
        else:
            found = cue.pattern.match(text) if thread.at_top or cue.where != "top" else None
        if found:
            return next(found.span(name) for name in found.groupdict() if found[name])
    return None


def resolved(value: str, proposal: Proposal | None, targets: Sequence[Proposal]) -> StanceKind | None:
    """Return what a rule's value says of a proposal, None where it says nothing of this one.

    A vote to merge is about merging, and says nothing of deletion.
    """
    if value not in AGAINST:
        return cast("StanceKind", value)
    way = WAYS_OUT.get(value)
    if proposal is None or proposal.kind == way:
        return "support" if proposal else None
    if way and any(p.kind == way for p in targets):
        return None
    if proposal.kind in AGAINST[value]:
        return "oppose"
    return None if proposal.kind in WAYS_OUT.values() else "support"
