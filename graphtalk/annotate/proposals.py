"""What is proposed: full wordings, described edits, moves and options, and which of them varies which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graphtalk.annotate.amends import COMPARED, VERSIONS, Step, link_amended
from graphtalk.annotate.choices import added_options, choices, numbered, options, question, yes_or_no
from graphtalk.annotate.cues import Span, covers, evidence, marked, merged, sentence_around, worth_trying
from graphtalk.annotate.described import described_changes
from graphtalk.annotate.formal import deletions, moves, titles
from graphtalk.annotate.layout import layout_of
from graphtalk.annotate.linear import load_model
from graphtalk.annotate.offered import Context, Setting, candidates, offered
from graphtalk.annotate.openings import topic_sections
from graphtalk.annotate.reception import Audience, audience_of
from graphtalk.annotate.similarity import SAME_PASSAGE, holds, likeness, ratio, words
from graphtalk.annotate.varied import weigh_amended
from graphtalk.annotate.wordings import (
    MIN_PARAGRAPH_WORDS,
    Draft,
    changes,
    differences,
    edit_end,
    lines,
    quoted,
    set_apart,
    set_off,
    unquoted,
    wordings,
)
from graphtalk.language import Cue, Language
from graphtalk.model import Comment, Page, Proposal, ProposalKind

__all__ = ["about", "edits", "find_proposals"]

SAME_WORDS = 0.97  # word similarity from which one merely quotes the other
RELATED = 0.2  # word similarity of a block below a colon and the version that it varies
SAME_PARAGRAPH = 0.5  # the same of a paragraph that nothing sets apart
COLON_TAIL = re.compile(r"(?m):(?<=[^\n:]:)[ \t]+(?P<tail>[^\n:]{20,})$")
BELOW_COLON = re.compile(r"[:：][\s\"“«]*\n[\s\"“«]*$")
MIN_PARAGRAPH = 60  # characters of a paragraph that may be a version though nothing sets it apart
RECENT = 100  # proposals of a page that a later discussion may go on from
PROCESS_NAMESPACES = frozenset({2, 3, 4, 12, 13})  # people, the project, help
FORMAL = 0.9  # confidence of a rule whose words propose plainly
GOES_ON = re.compile(r"[\"”'’]? (?!(?:and|but) (?!not\b))[^\W\d_]")  # more of a sentence behind a few words set apart
BULLET = "•"  # before an entry of a list, as pages show it
LISTED = re.compile(r"\s*(?:\d{1,2}[.)]|[•*#])\s")
MIN_INLINE_WORDS = 6  # the same inside a sentence
MIN_VERSION_WORDS = 5  # of words set apart that are taken for a version since they are like an earlier one


def find_proposals(page: Page, language: Language) -> list[Proposal]:
    """Return the proposals of a page in document order, each with what it amends.

    Cost: comparisons of wordings stay within a section.
    """
    proposals: list[Proposal] = []
    by_root: dict[str, list[Proposal]] = {}
    by_comment: dict[str, Sequence[Proposal]] = {}
    layout = layout_of(page, language)
    topics = {name: topic_sections(page, name, language) for name in ("requested move", "deletion discussion")}
    asking = topics["requested move"] | topic_sections(page, "request for comment", language)
    settings: dict[str, Setting] = {}
    audience = audience_of(page, language)
    in_root: dict[str, list[Comment]] = {}
    for comment in page.comments:
        in_root.setdefault(layout.root(comment.id), []).append(comment)
    for comment in page.comments:
        if comment.id in layout.closings:
            continue
        root = layout.root(comment.id)
        topic = next((name for name, sections in topics.items() if comment.section in sections), "")
        others = by_root.setdefault(root, [])
        setting = settings.setdefault(root, Setting())
        setting.opening = comment.id in layout.openings
        asks = setting.opening and comment.section in asking
        below = [c for c in in_root[root] if c.position > comment.position] if asks else []
        chooses = asks and not yes_or_no(below, language)
        reading = Reading(comment, others, topic or about(page), page, setting, asks, chooses, audience)
        found = drafts(reading, language)
        recent = [
            p for p in proposals[-RECENT:] if found and p.kind == "wording" and layout.root(p.evidence.comment) != root
        ]
        steps = [
            Step(as_proposal(comment, number, draft), comment, others, layout)
            for number, draft in enumerate(found, start=1)
        ]
        made: list[Proposal] = []
        if steps:
            by_comment[comment.id] = [link_amended(step, recent) for step in steps]
            made = by_comment[comment.id] = weigh_amended(comment, others, by_comment, layout, language)
        others += made
        proposals += made
        setting.add(comment, [proposal.text for proposal in made if proposal.kind in VERSIONS])
    return proposals


def as_proposal(comment: Comment, number: int, draft: Draft) -> Proposal:
    """Return a draft as a proposal of a comment, which stands for itself until it is linked to others."""
    quote = evidence(comment, draft.span, draft.rule, draft.confidence)
    return Proposal(
        id=f"{comment.id}/p{number}",
        kind=draft.kind,
        label=draft.label,
        text=quote.quote,
        evidence=quote,
        replaces_text=draft.replaces,
    )


def about(page: Page) -> str:
    """Return what a page's discussions are about beside formal requests: `content`, or `process` on project pages."""
    return "process" if page.namespace in PROCESS_NAMESPACES else "content"


@dataclass(frozen=True, slots=True)
class Reading:
    """A comment that is read for what it proposes.

    Attributes:
        comment: The comment.
        earlier: Proposals of the same discussion in comments before it.
        topic: Kind of formal request that the section is about, else what the page is about.
        page: The page, for its title.
        setting: What came before it in its discussion.
        asks: Whether it opens a formal request for comments or for a move.
        chooses: Whether people are to choose between what it names there, rather than to answer yes or no.
        audience: The page's comments by what they answer.
    """

    comment: Comment
    earlier: Sequence[Proposal]
    topic: str
    page: Page
    setting: Setting
    asks: bool
    chooses: bool
    audience: Audience | None


def drafts(reading: Reading, language: Language) -> list[Draft]:
    """Return what a comment proposes, in order of the text: the surest reading of each stretch."""
    comment, earlier, topic = reading.comment, reading.earlier, reading.topic
    weighed = topic == "content" and load_model(language.code, "changes") is not None
    reception = reading.audience.reception(comment) if weighed and reading.audience else None
    context = Context(comment, candidates(comment), reading.setting, topic, reception)
    readings = offers(reading, context, language)
    # Beside a wording, only what is plainly asked for is a change of its own; the rest explains the wording.
    cues = [cue for cue in language.cues["edit"] if weighed or not earlier or cue.where != "opening"]
    described = [] if topic in {"deletion discussion", "process"} else edits(comment, [], cues, language)
    found: list[Draft] = []
    taken: list[Span] = []
    for draft in readings:
        part = fragment(comment.text, draft) and not weighed
        if part and any(e.span[0] < draft.span[0] < e.span[1] - 2 for e in described):
            continue
        free = not any(draft.span[0] < end and start < draft.span[1] for start, end in taken)
        if free and not said_before(comment.text[slice(*draft.span)], earlier):
            found.append(draft)
            taken += [draft.span, *([draft.old] if draft.old else [])]
    if weighed:
        described = list(described_changes(context, described, found, language))
    elif found and described:
        described = beside(comment, found, described, [cue for cue in cues if cue.where == "beside"], language)
    if reading.asks and not found:
        described = numbered(comment, described) if described else question(comment, language)
    own = own_words(comment, language) if found or described else 0
    return sorted((d for d in (*found, *described) if d.span[0] >= own), key=lambda draft: draft.span)


def beside(
    comment: Comment, found: Sequence[Draft], described: Sequence[Draft], cues: Sequence[Cue], language: Language
) -> list[Draft]:
    """Return the changes that a comment describes beside the wordings that it offers: plainly, or in entries of a list.

    Args:
        comment: The comment.
        found: The wordings.
        described: What rules read as changes.
        cues: Rules for what is plainly asked for.
        language: The rules.
    """
    of_list = all(listed(comment.text, draft.span) for draft in found)
    plain = edits(comment, found, cues, language)
    entries = [d for d in described if of_list and listed(comment.text, d.span) and apart(d, [*found, *plain])]
    return [*plain, *entries]


def listed(text: str, span: Span) -> bool:
    """Tell whether a stretch stands in an entry of a list."""
    return LISTED.match(text, text.rfind("\n", 0, span[0]) + 1) is not None


def apart(draft: Draft, others: Sequence[Draft]) -> bool:
    """Tell whether a described edit overlaps no other proposal."""
    return not any(draft.span[0] < other.span[1] and other.span[0] < draft.span[1] for other in others)


def own_words(comment: Comment, language: Language) -> int:
    """Return where an author's own words begin: behind those of someone else whom a notice in the middle names."""
    return max((notice.end() for notice in language.unsigned_notice.finditer(comment.text)), default=0)


def offers(reading: Reading, context: Context, language: Language) -> list[Draft]:
    """Return every reading of what a comment proposes in so many words, the surest first; they may overlap."""
    comment, earlier, topic = reading.comment, reading.earlier, reading.topic
    listed_options = options(comment, language) or (choices(comment, language) if reading.chooses else [])
    readings = [*differences(comment), *listed_options, *added_options(comment, earlier, language)]
    if topic == "requested move":
        return [*readings, *moves(comment, language), *titles(comment, earlier, language)]
    if topic == "deletion discussion":
        return readings + deletions(comment, earlier, reading.page.title.rpartition("/")[2], language)
    exchanged, ruled = list(changes(comment, language)), list(wordings(comment, language))
    if topic == "process":
        # Where people talk of how things are done, words in the middle of a sentence are seldom a wording.
        exchanged, ruled = (
            [d for d in some if set_off(comment.text, d.span) and (earlier or formal(d))] for some in (exchanged, ruled)
        )
    readings += exchanged
    taken = [draft.span for draft in (*readings, *ruled)]
    ruled += versions(comment, earlier, taken, language)
    return readings + (ruled if topic == "process" else offered(context, ruled, language))


def fragment(text: str, draft: Draft) -> bool:
    """Tell whether a wording is a few words with more of their sentence behind them: "could we say 'X' somewhere?"."""
    few = len(text[slice(*draft.span)].split()) < MIN_PARAGRAPH_WORDS
    return few and draft.kind == "wording" and not draft.replaces and GOES_ON.match(text, draft.span[1]) is not None


def formal(draft: Draft) -> bool:
    """Tell whether words propose plainly, so that they count where people mostly help each other."""
    return draft.confidence >= FORMAL


def said_before(text: str, earlier: Sequence[Proposal]) -> bool:
    """Tell whether a text is an earlier proposal to the word, so that it is quoted."""
    own = words(text)
    return any(own == words(p.text) for p in earlier)


def versions(
    comment: Comment, earlier: Sequence[Proposal], taken: Sequence[Span], language: Language
) -> Iterator[Draft]:
    """Yield what is set apart and is much like an earlier wording, though not the same and no part of it.

    Args:
        comment: The comment.
        earlier: Proposals of the same discussion before it.
        taken: What words around it propose already.
        language: The rules.
    """
    apart = set(set_apart(comment))
    known = [words(p.text) for p in earlier[-COMPARED:] if p.kind in VERSIONS]
    for span in version_candidates(comment) if known else ():
        start, end = unquoted(comment.text, span)
        own = words(comment.text[start:end])
        if (
            len(own) < MIN_VERSION_WORDS
            or (start, end) in taken
            or (span not in apart and comment.text[start:end].lstrip().startswith(BULLET))
            or any(holds(other, own) for other in known)
        ):
            continue
        score = max(likeness(own, other, RELATED) for other in known)
        # A block below words that end in a colon may differ more from what went before it.
        below = BELOW_COLON.search(comment.text[:start]) and not comment.text.startswith(BULLET, start)
        least = RELATED if below else SAME_PASSAGE
        inline = span in apart and not set_off(comment.text, (start, end))
        if inline and len(own) < MIN_INLINE_WORDS:
            continue
        if (span not in apart or inline) and least == SAME_PASSAGE:
            least, score = SAME_PARAGRAPH, max(ratio(own, other) for other in known)
        if span in apart and stands_alone(comment.text, span, len(own)):
            least = RELATED
        if least <= score < SAME_WORDS and not quoted(comment.text, start, language):
            yield Draft("wording", (start, end), "wording.version", round(0.5 + score / 3, 2))


def stands_alone(text: str, span: Span, count: int) -> bool:
    """Tell whether what is set apart is a sentence by itself between others, or ends one after a colon."""
    start, end = unquoted(text, span)
    before = text[: span[0]].rstrip()
    whole = text[start : start + 1].isupper() and text[end - 1 : end] in ".!"
    return count >= MIN_INLINE_WORDS and before.endswith((":", ".", "!", "?")) and (whole or before.endswith(":"))


def version_candidates(comment: Comment) -> list[Span]:
    """Return what a comment sets apart, and the lines below a colon."""
    below = list(lines(comment.text))
    led = [after for before, after in pairwise(below) if comment.text[slice(*before)].rstrip().endswith((":", "："))]
    # In a copy that has lost all marks a version is a paragraph like any other.
    whole = [span for span in below if len(below) > 1 and span[1] - span[0] > MIN_PARAGRAPH]
    tails = [found.span("tail") for found in COLON_TAIL.finditer(comment.text)]
    return sorted({*set_apart(comment), *led, *whole, *tails})


def edits(comment: Comment, found: Sequence[Draft], cues: Sequence[Cue], language: Language) -> list[Draft]:
    """Return the changes that a comment describes; one that merely leads to a wording is no change of its own.

    Args:
        comment: The comment.
        found: The wordings that it offers.
        cues: Rules for where a described change begins.
        language: Rules for where it ends before its sentence does, and for what is to be merged.
    """
    described: list[Draft] = []
    shut = merged(marked(comment, "quote", "strike"))
    for cue in worth_trying(cues, comment.text.lower()):
        for match in cue.pattern.finditer(comment.text):
            start, known = match.span("evidence")
            end = edit_end(comment.text, known, language)
            begin, stop = sentence_around(comment.text, start, end)
            leads = any(begin <= draft.span[0] < stop + 2 or start < draft.span[1] <= stop for draft in found)
            taken = any(start < draft.span[1] and draft.span[0] < end for draft in described)
            if leads or taken or covers(shut, start):
                continue
            merges = any(merging.pattern.search(comment.text, start, end) for merging in language.cues["merging"])
            kind: ProposalKind = "merge" if merges else "edit"
            described.append(Draft(kind, (start, end), cue.id, cue.confidence))
    return described
