"""Wordings that a comment offers where no rule reads it so: every stretch that may be one is weighed by its surroundings.

What leads to it, what follows, its shape, and how it stands to the versions before it tell an offer from a quotation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphtalk.annotate.cues import Span, marked, says
from graphtalk.annotate.leaning import lean_of, load_weights, plain_words
from graphtalk.annotate.linear import Choice, in_bucket, load_model
from graphtalk.annotate.reception import Reception
from graphtalk.annotate.similarity import Words, most_alike, words
from graphtalk.annotate.wordings import Draft, lines, quoted, sentence_before, set_apart, unquoted
from graphtalk.language import Language
from graphtalk.model import Comment
from graphtalk.parse.signatures import find_timestamps

__all__ = ["Context", "Setting", "bare", "candidates", "offer_features", "offered"]

LIKELY = 0.4  # share from which a stretch is an offer
RULED_OUT = 0.12  # share below which it is none though a rule takes it for one
LEAST_WORDS = 2
MOST_CANDIDATES = 60  # of a comment; who sets more apart lists something else
NEIGHBOURS = 8  # candidates on each side that one is compared with
COMPARED = 30  # versions before it that one is compared with
REMEMBERED = 50_000  # characters of a discussion in which it may have been said before
ENDING = 40  # characters at the end of what leads to a stretch that tell how it ends
LEAD_WORDS, AFTER_WORDS, NEXT_WORDS, FIRST_WORDS = 8, 4, 5, 4
RUN = 3
TAIL = re.compile(r"(?m):(?<=[^\n:]:)[ \t]+(?P<text>[^\n]{8,})$")
ARROW = re.compile(r"(?:→|->|=>|➔)\s*(?P<text>[^\n→]{3,})")
LOOKS = {
    "question": re.compile(r"\?"),
    "year": re.compile(r"\d{4}"),
    "reference": re.compile(r"\[\d+\]|↑|\^"),
    "list": re.compile(r"^\W*\^|^\d+\.\s+\^"),
}
RUNS = (
    "lead: ",
    "lead 1",
    "lead 2",
    "lead 3",
    "lead begins",
    "after: ",
    "below: ",
    "begins: ",
)  # features of single words
LIKENESS = (0.0, 0.2, 0.45, 0.7, 0.97)


@dataclass(slots=True)
class Setting:
    """What came before a comment in its discussion.

    Attributes:
        said: The words of the comments before it.
        versions: The words of each wording that they offer.
        opening: Whether the comment comes first in its section.
    """

    said: str = ""
    versions: list[Words] = field(default_factory=list)
    opening: bool = False

    def add(self, comment: Comment, made: Sequence[str]) -> None:
        """Remember a comment and the wordings that it offers."""
        self.said = f"{self.said} {' '.join(words(comment.text))}"[-REMEMBERED:]
        self.versions += [words(text) for text in made]


@dataclass(frozen=True, slots=True)
class Context:
    """What a stretch is weighed by.

    Attributes:
        comment: The comment.
        stretches: What it sets apart, each with what sets it apart.
        setting: What came before the comment.
        topic: Kind of formal request that its section is about, else what the page is about.
        reception: How the comment is taken by those after it.
    """

    comment: Comment
    stretches: Mapping[Span, str]
    setting: Setting
    topic: str
    reception: Reception | None


def candidates(comment: Comment) -> dict[Span, str]:
    """Return the stretches of a comment that may be wordings, each with what sets it apart."""
    text = comment.text
    whole = list(lines(text))
    found = [
        *((span, "quote") for span in marked(comment, "quote")),
        *((span, "apart") for span in set_apart(comment)),
        *((span, kind) for kind in ("italic", "bold", "insert") for span in marked(comment, kind)),
        *((span, "line") for span in (whole if len(whole) > 1 else ())),
        *((match.span("text"), "tail") for match in TAIL.finditer(text)),
        *((match.span("text"), "arrow") for match in ARROW.finditer(text)),
    ]
    stretches: dict[Span, str] = {}
    for span, kind in found[:MOST_CANDIDATES]:
        trimmed = bare(text, span)
        if len(text[slice(*trimmed)].split()) >= LEAST_WORDS:
            stretches.setdefault(trimmed, kind)
    return stretches


def bare(text: str, span: Span) -> Span:
    """Return a span without quotation marks, bullets and blanks at its ends."""
    start, end = unquoted(text, span)
    while start < end and text[start] in " \t•*":
        start += 1
    while end > start and text[end - 1] in " \t\n":
        end -= 1
    return start, end


def offered(context: Context, ruled: Sequence[Draft], language: Language) -> list[Draft]:
    """Return the wordings that a comment offers, the surest first.

    Args:
        context: The comment and what came before it.
        ruled: The wordings that rules read; most are kept.
        language: Its language; without weights for it the rules stand.
    """
    model, weights = load_model(language.code, "offers"), load_weights(language.code)
    if model is None or weights is None:
        return list(ruled)
    text = context.comment.text
    by_rule = {bare(text, draft.span): draft for draft in ruled}
    weighed: list[tuple[float, Draft]] = []
    for span in (*by_rule, *(stretch for stretch in context.stretches if stretch not in by_rule)):
        rule = by_rule.get(span)
        share = model.share(offer_features(context, span, rule, weights, language))
        if rule and share >= RULED_OUT:
            weighed.append((share, rule))
        elif share >= LIKELY and not find_timestamps(text[slice(*span)], language.site):
            weighed.append((share, Draft("wording", span, f"{language.code}.offers", round(share, 2))))
    return [draft for _, draft in sorted(weighed, key=lambda item: (-item[0], item[1].span))]


def offer_features(context: Context, span: Span, rule: Draft | None, weights: Choice, language: Language) -> set[str]:
    """Return what is true of a stretch that may be a wording.

    Args:
        context: What it is weighed by.
        span: The stretch.
        rule: What a rule makes of it, if any does.
        weights: How remarks of its language lean.
        language: Words that ascribe a text to others, or speak to someone.
    """
    text, setting = context.comment.text, context.setting
    shown = text[slice(*span)]
    own = {
        f"kind={context.stretches.get(span, 'line')}",
        f"topic={context.topic}",
        "opening" if setting.opening else "reply",
        "versions" if setting.versions else "no versions",
        f"outside={in_bucket(len(text.split()) - len(shown.split()), (3, 10, 30, 80))}",
        *(["ascribed"] if quoted(text, span[0], language) else []),
        *(["talk"] if says(language.cues["talk"], shown) else []),
        *lead_features(text, span, weights),
        *after_features(text, span),
        *shape_features(shown),
        *(["person"] if language.markers["in_person"].search(shown) else []),
        *neighbour_features(text, span, context.stretches),
        *version_features(words(shown), setting),
    }
    # What tells against a stretch by itself tells less against one that a rule reads.
    joined = {f"ruled & {feature}" for feature in own if not feature.startswith(RUNS)} if rule else set()
    return own | joined | ({"ruled", f"ruled={rule.rule}"} if rule else set())


def lead_features(text: str, span: Span, weights: Choice) -> Iterator[str]:
    """Yield what leads to a stretch: the words before it in its line, or the last sentence of the line above."""
    start = span[0]
    begin = text.rfind("\n", 0, start) + 1
    before = text[begin:start].strip(" \"“«'•*")
    yield "inline" if before else "own line"
    above = text[:begin].rstrip()
    if not before and not above:
        yield "first"
    lead = sentence_before(before or above[above.rfind("\n") + 1 :])
    ending = re.search(r"[\w)]?\s*([^\w\s]*)\s*[\"”'*]*$", lead[-ENDING:])
    yield f"lead ends={ending[1][:2] if ending else ''}"
    said = plain_words(lead)
    yield from runs(said[-LEAD_WORDS:], RUN, "lead: ")
    yield from (f"lead {count}: {' '.join(said[-count:])}" for count in range(1, RUN + 1) if len(said) >= count)
    yield f"lead length={in_bucket(len(said), (0, 1, 2, 4, 8, 16))}"
    yield f"lead begins: {' '.join(said[:2])}"
    proposes = lean_of(lead, weights)["propose"] if lead else 0.0
    yield f"lead proposes={in_bucket(proposes, (0.1, 0.3, 0.5, 0.7, 0.9))}"


def after_features(text: str, span: Span) -> Iterator[str]:
    """Yield what follows a stretch, in its line and in the next."""
    rest = text[span[1] : span[1] + 400]
    after = rest[:80].lstrip("\"”»'*")
    yield f"after={'end' if not after else 'line' if after[0].isspace() else after[0]}"
    if not after.startswith("\n"):
        yield from runs(plain_words(after.split("\n")[0])[:AFTER_WORDS], 2, "after: ")
    below = rest.partition("\n")[2].strip().split("\n")[0]
    yield from runs(plain_words(below[:120])[:NEXT_WORDS], 2, "below: ")


def shape_features(shown: str) -> Iterator[str]:
    """Yield what a stretch looks like."""
    pieces = shown.split()
    yield f"words={in_bucket(len(pieces), (2, 3, 5, 8, 12, 20, 35, 60))}"
    yield "capital" if shown[:1].isupper() else "small"
    yield f"ends={'word' if shown[-1:].isalnum() else shown[-1:]}"
    yield f"names={in_bucket(sum(piece[:1].isupper() for piece in pieces[1:]), (0, 1, 3, 6))}"
    yield from runs(plain_words(shown)[:FIRST_WORDS], 2, "begins: ")

    yield from (look for look, pattern in LOOKS.items() if pattern.search(shown))


def neighbour_features(text: str, span: Span, stretches: Mapping[Span, str]) -> Iterator[str]:
    """Yield how a stretch stands to others of its comment: an old text often stands before the new one."""
    own = words(text[slice(*span)])
    others = [(a, b) for a, b in sorted(stretches) if len(text[a:b].split()) > LEAST_WORDS]
    before = [stretch for stretch in others if stretch[1] <= span[0]][-NEIGHBOURS:]
    after = [stretch for stretch in others if stretch[0] >= span[1]][:NEIGHBOURS]
    for side, near in (("before", before), ("after", after)):
        like = most_alike(own, (words(text[a:b]) for a, b in near))
        yield f"like {side}={in_bucket(round(like, 2), LIKENESS)}"
    within = any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in stretches)
    yield "within another" if within else "outermost"
    yield f"stretches={in_bucket(len(stretches), (1, 2, 3, 5, 8))}"


def version_features(own: Words, setting: Setting) -> Iterator[str]:
    """Yield how a stretch stands to what was offered and said before its comment."""
    known = setting.versions[-COMPARED:]
    long = len(own) > LEAST_WORDS
    like = most_alike(own, known) if long else 0.0
    yield f"like version={in_bucket(round(like, 2), LIKENESS)}"
    if own in known:
        yield "same version"
    if long and " ".join(own) in setting.said:
        yield "said before"


def runs(said: Sequence[str], longest: int, prefix: str) -> Iterator[str]:
    """Yield the runs of words up to a length, behind a prefix."""
    for length in range(1, longest + 1):
        for i in range(len(said) - length + 1):
            yield prefix + " ".join(said[i : i + length])
