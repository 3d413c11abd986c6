"""What a report tells: statements, each with the comment that it is taken from.

It says what was asked, which wordings were offered, how people stand to each of them, what is still objected to or
unanswered, on which sources, and what came of it. Each line leads to the comment that it is taken from, in the order
of time, in the words of the comments; it weighs nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphtalk.views.charts import Timeline, timeline
from graphtalk.views.discussion import (
    Chain,
    Citation,
    Decision,
    Discussion,
    Interest,
    Opinion,
    Post,
    Request,
    TalkPage,
    Topic,
    Version,
    around,
)
from graphtalk.views.network import shorten
from graphtalk.views.pages import clock
from graphtalk.views.reading import read_discussion
from graphtalk.views.standing import STATES, days, objections, standings, tally
from graphtalk.views.styles import Graph

__all__ = ["SIGNS", "Line", "Part", "Question", "Report", "TallyRow", "build_report", "plural"]

OPENING = 400  # characters of the comment that opens a section
ARGUMENT = 360  # characters of the sentence that shows a stance
CUT = 30  # characters at the end of a text that is cut, of which the last word goes with the cut
NONE = "None was found."
BARE = 5  # words; a shorter sentence says hardly more than which side is taken
LEAST_DAYS = 3  # with words on a passage, for a course of time to be worth drawing
SIGNS = {"support": "+", "support with changes": "±", "oppose": "−", "neutral": "○"}
SAYS = {
    "support": "supports",
    "support with changes": "supports with changes",
    "oppose": "opposes",
    "neutral": "takes no side on",
}
# A sentence ends with one of these signs before a blank, or with the line; abbreviations are cut too early at worst.
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of the report.

    Attributes:
        words: What is stated.
        quote: Words that show it, as they stand in the comment.
        post: The comment that it is taken from.
        side: A stance, where the line is one; else empty.
        url: A further address that the words lead to, such as that of a work.
    """

    words: str
    quote: str
    post: Post
    side: str = ""
    url: str = ""

    @property
    def names_author(self) -> bool:
        """Tell whether the words begin with who wrote the comment, so that it need not be said again."""
        return self.words.startswith(f"{self.post.author} ")


@dataclass(frozen=True, slots=True)
class TallyRow:
    """A version with how many people stand where: for each of `STATES`, pairs of side and number."""

    version: Version
    counts: tuple[tuple[tuple[str, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is told of a question: lines, or a table of versions; `none` is said where there are neither."""

    title: str
    lines: tuple[Line, ...] = ()
    rows: tuple[TallyRow, ...] = ()
    charts: tuple[Timeline, ...] = ()
    none: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A section in which something is proposed or asked for; `outcome` is what came of it, in a word or two."""

    topic: Topic
    outcome: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of a report: the questions, and of the other sections the comments that open them."""

    pages: tuple[TalkPage, ...]
    questions: tuple[Question, ...]
    others: tuple[Line, ...]
    people: int
    comments: int
    linked: bool


def build_report(graph: Graph) -> Report:
    """Return what there is to report of a graph.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
    """
    discussion = read_discussion(graph)
    posts: dict[Topic, list[Post]] = {topic: [] for topic in discussion.topics}
    for post in discussion.posts.values():
        posts[post.topic].append(post)
    chains: dict[Topic, list[Chain]] = {}
    for chain in discussion.chains:
        chains.setdefault(chain.topic, []).append(chain)
    asked: dict[Topic, list[Request]] = {}
    for request in discussion.requests:
        for post in request.opened[:1]:
            asked.setdefault(post.topic, []).append(request)
    told = [topic for topic in posts if topic in chains or topic in asked]
    return Report(
        discussion.pages,
        tuple(question(topic, chains.get(topic, []), asked.get(topic, []), posts[topic], discussion) for topic in told),
        tuple(
            Line(f"{topic.heading or '(without a heading)'}: {plural(len(inside), 'comment')}", "", inside[0])
            for topic, inside in posts.items()
            if topic not in told
        ),
        len({person for post in discussion.posts.values() for person in post.people}),
        len(discussion.posts),
        discussion.linked,
    )


def question(
    topic: Topic, chains: Sequence[Chain], requests: Sequence[Request], posts: Sequence[Post], discussion: Discussion
) -> Question:
    """Return what there is to tell of a section."""
    versions = [version for chain in chains for version in chain.versions]
    labels = {version.id: version.label for version in versions}
    # A passage may go on in another section; what is said there belongs to it.
    topics = {topic, *(version.post.topic for version in versions)}
    inside = [post for post in discussion.posts.values() if post.topic in topics] if len(topics) > 1 else list(posts)
    courses = [course for chain in chains if len(course := days(chain, discussion)) >= LEAST_DAYS]
    parts = [
        Part("What was asked", asked_lines(requests, posts)),
        Part("Declared interests", interest_lines(discussion.interests, inside), none=NONE),
        Part("Wordings and changes proposed", tuple(option_line(version, labels) for version in versions)),
        Part(
            "Stances, as of each version",
            rows=tuple(row for chain in chains for row in tally_rows(chain)),
            charts=tuple(chart for course in courses if (chart := timeline(course))),
        ),
        Part("What was said for and against", argument_lines(versions)),
        Part("Objections and conditions that were the last word", objection_lines(chains), none=NONE),
        Part("Questions and pings without an answer", unanswered_lines(inside, discussion), none=NONE),
        Part("Sources", source_lines(discussion, inside)),
        Part("Policies and guidelines", policy_lines(discussion, inside)),
        Part("What came of it", outcome_lines(topic, versions, requests, posts), none=NONE),
    ]
    outcomes = [request.outcome for request in requests] or list(
        dict.fromkeys(chain.standing.status for chain in chains)
    )
    return Question(topic, ", ".join(outcomes), tuple(part for part in parts if part.lines or part.rows or part.none))


def asked_lines(requests: Sequence[Request], posts: Sequence[Post]) -> tuple[Line, ...]:
    """Return the formal requests, or how the section opens where there is none."""
    if not requests:
        return (Line("The section opens", brief(posts[0].text, OPENING), posts[0]),)
    return tuple(
        Line(f"{request.kind[:1].upper()}{request.kind[1:]}", brief(post.text, OPENING), post)
        for request in requests
        for post in request.opened
    )


def brief(text: str, length: int) -> str:
    """Return how a text begins, cut between words where it can be.

    >>> brief("mill mill mill", 12)
    'mill mill…'
    """
    found = shorten(text, length)
    words = found.rpartition(" ")[0]
    return f"{words}…" if found.endswith("…") and len(text) > length and len(words) > length - CUT else found


def interest_lines(interests: Iterable[Interest], posts: Sequence[Post]) -> tuple[Line, ...]:
    """Return the interests that those who write here declare, here or elsewhere on the page."""
    people = {person for post in posts for person in post.people}
    return tuple(
        Line(
            f"{found.person} declares an interest{f' with {found.party}' if found.party else ''}",
            sentences(found.post.text, found.start, found.end) or found.quote,
            found.post,
        )
        for found in interests
        if found.person in people and found.post
    )


def option_line(version: Version, labels: Mapping[str, str]) -> Line:
    """Return a version with what became of it, and which ones it varies."""
    varied = f", varies {', '.join(labels[earlier] for earlier, _ in version.amends)}" if version.amends else ""
    place = f", in place of “{version.replaces}”" if version.replaces else ""
    return Line(f"{version.label} ({version.status}){varied}{place}", version.text, version.post)


def tally_rows(chain: Chain) -> list[TallyRow]:
    """Return how many people stand where to each version."""
    found = standings(chain)
    return [
        TallyRow(version, tuple(tuple(tally(found[version.id], state).items()) for state in STATES))
        for version in chain.versions
    ]


def argument_lines(versions: Iterable[Version]) -> tuple[Line, ...]:
    """Return the sentences that show stances, each once, in the order of time; struck ones are left out."""
    found: dict[tuple[str, str, str], list[str]] = {}
    first: dict[tuple[str, str, str], Post] = {}
    for version in versions:
        for opinion in version.opinions:
            if opinion.struck:
                continue
            said = sentence(opinion)
            # Those who say the same in the same words share a line.
            key = (f"{SAYS[opinion.side]} {version.label}", opinion.side, " ".join(said.split()))
            people = found.setdefault(key, [])
            if opinion.person not in people:
                people.append(opinion.person)
            first.setdefault(key, opinion.post)
    lines = [
        Line(
            f"{', '.join(people)} {words if len(people) == 1 else 'all: ' + words}",
            said,
            first[words, side, said],
            side,
        )
        for (words, side, said), people in found.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.post.time.timestamp() if line.post.time else 0.0))


def sentence(found: Opinion | Decision | Citation) -> str:
    """Return the sentence, or sentences, in which the words of a fact stand; where that is not known, the words."""
    asks = isinstance(found, Opinion) and found.side == "support with changes"
    return sentences(found.post.text, found.start, found.end, more=asks) or found.quote


def sentences(text: str, start: int | None, end: int | None, *, more: bool = False) -> str:
    """Return the sentence, or sentences, in which some words stand, cut where it is very long.

    A bare vote goes on with the sentence behind it, which usually is its reason; `more` tells that any other does, too,
    as where somebody agrees but for what comes next.

    >>> sentences("No. I can't support a lead like this one yet, sorry. Bye.", 8, 21)
    "I can't support a lead like this one yet, sorry."
    >>> sentences("Oppose. The register says 1749. Bye.", 0, 6)
    'Oppose. The register says 1749.'
    >>> sentences("I could agree to that. But the date is wrong. Bye.", 8, 13, more=True)
    'I could agree to that. But the date is wrong.'
    """
    if start is None or end is None:
        return ""
    ends = [0, *(match.end() for match in SENTENCE.finditer(text)), len(text)]
    first = max(place for place in ends if place <= start)
    after = [place for place in ends if place >= end] or [len(text)]
    more = more or len(text[first : after[0]].split()) < BARE
    last = after[min(1, len(after) - 1)] if more else after[0]
    if end - first > ARGUMENT:
        return " ".join("".join(around(text, start, end)).split())
    return brief(text[first:last], ARGUMENT)


def objection_lines(chains: Iterable[Chain]) -> tuple[Line, ...]:
    """Return what people object to or ask for in their last word on a passage."""
    lines = []
    for chain in chains:
        for found in objections(chain):
            later = ", ".join(version.label for version in found.later)
            words = f"{found.opinion.person} {SAYS[found.opinion.side]} {found.version.label} ({found.version.status})"
            if later:
                words += f"; it was followed by {later}, on which they said nothing"
            lines.append(Line(words, sentence(found.opinion), found.opinion.post, found.opinion.side))
    return tuple(lines)


def unanswered_lines(posts: Iterable[Post], discussion: Discussion) -> tuple[Line, ...]:
    """Return the comments with a question or a ping that nobody but their author answers directly."""
    lines = []
    for post in posts:
        replies = [discussion.posts[reply] for reply in discussion.replies.get(post.id, ())]
        if not (post.asks or post.pinged) or any(reply.people[:1] != post.people[:1] for reply in replies):
            continue
        words = f"{post.author} " + " and ".join(
            filter(None, ["asks" if post.asks else "", f"pings {', '.join(post.pinged)}" if post.pinged else ""])
        )
        lines.append(Line(words, asking(post), post))
    return tuple(lines)


def asking(post: Post) -> str:
    """Return the last question of a comment, or how it begins where it only pings."""
    asked = [part for part in SENTENCE.split(post.text) if part.rstrip("\"'”’)").endswith(("?", "？", "؟"))]
    return brief(asked[-1] if asked else post.text, ARGUMENT)


def source_lines(discussion: Discussion, posts: Sequence[Post]) -> tuple[Line, ...]:
    """Return the works that comments cite here, each with the first place."""
    here = {post.id for post in posts}
    lines = []
    for work in discussion.works:
        places = [citation.post for citation in work.citations if citation.post.id in here]
        if places:
            others = ", ".join(dict.fromkeys(post.author for post in places if post.author != places[0].author))
            words = (
                f"{work.title}{f' ({work.about})' if work.about else ''}{f', also cited by {others}' if others else ''}"
            )
            lines.append(Line(words, "", places[0], url=work.url))
    return tuple(lines)


def policy_lines(discussion: Discussion, posts: Sequence[Post]) -> tuple[Line, ...]:
    """Return the policies that comments point to here, one line for each place."""
    here = {post.id for post in posts}
    return tuple(
        Line(f"{citation.post.author} points to {policy.title}", sentence(citation), citation.post)
        for policy in discussion.policies
        for citation in policy.citations
        if citation.post.id in here
    )


def outcome_lines(
    topic: Topic, versions: Iterable[Version], requests: Iterable[Request], posts: Sequence[Post]
) -> tuple[Line, ...]:
    """Return the decisions, what reached the article, how requests were answered, and the closing."""
    lines = [
        Line(f"{decision.post.author} decides {version.label}: {decision.status}", sentence(decision), decision.post)
        for version in versions
        for decision in version.decisions
        if decision.status != "superseded"  # the options tell it, and which words replaced it
    ]
    for version in versions:
        for adoption in version.adoptions:
            stay = "" if adoption.days is None else f", taken out after {adoption.days:.0f} days"
            editor = f", by {adoption.editor}" if adoption.editor else ""
            words = f"{version.label} is in the article since {clock(adoption.time)} ({adoption.how}){editor}{stay}"
            lines.append(Line(words, adoption.text, version.post, url=adoption.url))
    lines += [
        Line(f"{answer.post.author} answers the {request.kind}: {answer.status}", sentence(answer), answer.post)
        for request in requests
        for answer in request.answered
    ]
    if topic.result or topic.closed_by:
        closing = f"Closed{f' by {topic.closed_by}' if topic.closed_by else ''}, {clock(topic.closed_at)}"
        lines.append(Line(closing, topic.result, posts[0]))
    return tuple(lines)


def plural(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> plural(1, "comment"), plural(2, "comment")
    ('1 comment', '2 comments')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"
