"""Changes that a comment describes: sentences whose words and place tell that they propose, and the words that say what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphtalk.annotate.cues import Span, says
from graphtalk.annotate.leaning import lean_of, load_weights, own_sentences, word_runs
from graphtalk.annotate.linear import Choice, in_bucket, load_model
from graphtalk.annotate.offered import Context
from graphtalk.annotate.parts import Weighed, best_part
from graphtalk.annotate.reception import reception_features
from graphtalk.annotate.surroundings import own_words
from graphtalk.annotate.wordings import Draft
from graphtalk.language import Language

__all__ = ["OFFERED", "Sentences", "change_features", "described_changes", "sentences_of"]

OFFERED = frozenset({"wording", "option"})
LIKELY = 0.5  # share from which a sentence describes a change
RULED_OUT = 0.08  # share below which it does not though a rule reads one, in a comment that offers no wording
MOST_WORDS = 60  # of a sentence; more are a text
MOST_SENTENCES = 40  # of a comment
NEXT_TO = 4  # characters between a sentence and the stretch that it leads to
LATER_LOSS = 0.1  # by which a part must be surer than its sentence
SHARES: Mapping[str, Sequence[float]] = {
    "propose": (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9),
    "other": (0.1, 0.3, 0.5, 0.7, 0.9),
}
PART_EDGES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
TAKING = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a comment that may describe changes.

    Attributes:
        context: The comment and what came before it.
        spans: Where they stand, in order.
        ruled: What rules read in each.
        offers: How many wordings the comment offers: what else it says mostly explains them.
        shared: How many words of each the comments after it repeat.
    """

    context: Context
    spans: Sequence[Span]
    ruled: Sequence[Sequence[Draft]]
    offers: int
    shared: Sequence[int]


def sentences_of(context: Context, ruled: Sequence[Draft], offers: int, language: Language) -> Sentences:
    """Return a comment's sentences that are its own voice and no long text, in order.

    Args:
        context: The comment and what came before it.
        ruled: What rules read as changes.
        offers: How many wordings it offers.
        language: Its language.
    """
    own = own_sentences(context.comment, language)
    spans = [found.span() for found in own if len(found[0].split()) <= MOST_WORDS][:MOST_SENTENCES]
    reads = [[draft for draft in ruled if draft.span[0] < end and start < draft.span[1]] for start, end in spans]
    said = context.reception.said if context.reception else frozenset()
    shared = [len(own_words(context.comment.text[slice(*span)], language) & said) for span in spans]
    return Sentences(context, spans, reads, offers, shared)


def described_changes(
    context: Context, ruled: Sequence[Draft], found: Sequence[Draft], language: Language
) -> Iterator[Draft]:
    """Yield the changes that a comment describes, each by the words that say what is to be done.

    Args:
        context: The comment and what came before it; its language has weights.
        ruled: What rules read as changes.
        found: The wordings that it offers; no change overlaps them.
        language: Its language.
    """
    changes, likeliest = load_model(language.code, "changes"), load_model(language.code, "parts")
    weights = load_weights(language.code)
    if changes is None or likeliest is None or weights is None:
        return
    said = sentences_of(context, ruled, sum(draft.kind in OFFERED for draft in found), language)
    shares = [changes.share(change_features(said, i, weights, language)) for i in range(len(said.spans))]
    reads = [[draft.span for draft in drafts] for drafts in said.ruled]
    weighed = Weighed(context.comment.text, said.spans, shares, reads, language.markers)
    taken = [draft.span for draft in found] + [draft.old for draft in found if draft.old]
    for i in sorted(range(len(shares)), key=lambda i: (-shares[i], i)):
        if shares[i] < (RULED_OUT if said.ruled[i] and not said.offers else LIKELY):
            continue
        for draft in told(weighed, i, said.ruled[i], best_part(weighed, i, likeliest, weights), language):
            if not any(draft.span[0] < end and start < draft.span[1] for start, end in taken):
                taken.append(draft.span)
                yield draft


def told(
    weighed: Weighed, place: int, ruled: Sequence[Draft], likeliest: Span | None, language: Language
) -> Sequence[Draft]:
    """Return the changes that a sentence describes: what rules read, or its words that most likely say what is to be done.

    Args:
        weighed: The sentences of its comment.
        place: Which of them it is.
        ruled: What rules read in it; of a single change the likeliest words count.
        likeliest: These words.
        language: The language.
    """
    if likeliest is None or len(ruled) > 1 or any(draft.old or draft.replaces for draft in ruled):
        return ruled
    if ruled:
        start, end = ruled[0].span
        return [replace(ruled[0], span=likeliest)] if start < likeliest[1] and likeliest[0] < end else ruled
    return [Draft("edit", likeliest, f"{language.code}.changes", round(weighed.shares[place], 2))]


def change_features(said: Sentences, place: int, weights: Choice, language: Language) -> set[str]:
    """Return what is true of a sentence that may describe a change.

    Args:
        said: The sentences of its comment.
        place: Which of them it is.
        weights: How remarks of its language lean.
        language: Its language.
    """
    context, spans, ruled = said.context, said.spans, said.ruled[place]
    comment, stretches, setting = context.comment, context.stretches, context.setting
    offers = min(said.offers, 2)
    start, end = span = spans[place]
    sentence = comment.text[start:end]
    part, likely = proposing(comment.text, span, weights, language)
    shares = lean_of(sentence, weights)
    changing = says(language.cues["changing"], comment.text, start, end)
    asked = language.markers["question"].match(comment.text, *part) is not None
    where = "opening" if setting.opening else "reply"
    before, after = (proposes(comment.text, spans, place + step, weights) for step in (-1, 1))
    features = set(map("says: ".__add__, word_runs(sentence)))
    features |= {f"{kind}={in_bucket(shares[kind], edges)}" for kind, edges in SHARES.items()}
    features |= {
        f"part={in_bucket(likely, PART_EDGES)}",
        f"side={in_bucket(shares['support'] + shares['oppose'], TAKING)}",
        "changing" if changing else "no change",
        f"ends={sentence.strip()[-1:] if not sentence.strip()[-1:].isalnum() else 'word'}",
        f"place={in_bucket(place, (0, 1, 2, 4, 8))}",
        f"sentences={in_bucket(len(spans), (1, 2, 4, 8))}",
        f"words={in_bucket(len(sentence.split()), (3, 6, 10, 16, 25))}",
        where,
        "versions" if setting.versions else "no versions",
        f"before={before}",
        f"after={after}",
        f"topic={context.topic}",
        f"offers={offers}",
        f"offers={offers} & {'ruled' if ruled else 'changing' if changing else 'neither'}",
        f"offers={offers} & part={in_bucket(likely, (0.1, 0.5, 0.9))}",
        "quotes" if any(start <= a and b <= end for a, b in stretches) else "quotes nothing",
        "leads" if any(0 <= a - end < NEXT_TO for a, _ in stretches) else "leads to nothing",
    }
    features |= {"ruled", *(f"ruled={draft.rule}" for draft in ruled)} if ruled else set()
    features |= {"asked"} if asked else set()
    features |= {"last"} if place == len(spans) - 1 else set()
    features |= {f"changing, {where}", *(["changing, asked"] if asked else [])} if changing else set()
    if context.reception is None:
        return features
    own = (
        f"part={in_bucket(likely, PART_EDGES)}",
        f"sentences={in_bucket(len(spans), (1, 2, 4, 8))}",
        "changing" if changing else "no change",
    )
    return features | reception_features(context.reception, said.shared, place, own)


def proposes(text: str, spans: Sequence[Span], place: int, weights: Choice) -> str:
    """Return how likely a sentence proposes, in steps; `none` where there is none."""
    if not 0 <= place < len(spans):
        return "none"
    return in_bucket(lean_of(text[slice(*spans[place])], weights)["propose"], (0.1, 0.5, 0.9))


def proposing(text: str, span: Span, weights: Choice, language: Language) -> tuple[Span, float]:
    """Return the part of a sentence that proposes most surely, the whole or what follows "so", and how likely it does."""
    starts = [span[0], *(found.end() for found in language.markers["joint"].finditer(text, *span))]
    spans = [core(text, (start, span[1]), language) for start in starts]
    shares = [lean_of(text[slice(*part)], weights)["propose"] for part in spans]
    best = max(range(len(spans)), key=lambda i: shares[i] - (LATER_LOSS if i else 0))
    return spans[best], shares[best]


def core(text: str, span: Span, language: Language) -> Span:
    """Return the part of a sentence that says what is to be done.

    >>> from graphtalk.language import load_language
    >>> text = "And also, drop the list, because nobody reads it."
    >>> text[slice(*core(text, (0, len(text)), load_language("en")))]
    'drop the list'
    """
    start, end = span
    if before := language.markers["opener"].match(text, start, end):
        start = before.end()
    if reason := language.markers["reason"].search(text, start + 10, end):
        end = reason.start()
    shown = text[start:end]
    return start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip(" \n.!;,:"))
