"""Changes that a comment describes in words that no rule knows: sentences whose words and place tell that they propose."""

import re
from collections.abc import Iterator, Mapping, Sequence

from graphtalk.annotate.cues import Span, inside, marked
from graphtalk.annotate.leaning import SENTENCE, Weights, lean_of, load_weights, word_runs
from graphtalk.annotate.linear import in_bucket, load_model
from graphtalk.annotate.offered import Context, Setting, candidates
from graphtalk.annotate.wordings import Draft
from graphtalk.language import Language
from graphtalk.model import Comment

__all__ = ["change_features", "described_changes", "own_sentences", "proposing"]

LIKELY = 0.5  # share from which a sentence describes a change
WORDED = 0.4  # the same by its words alone
LEAST_WORDS = 3
MOST_WORDS = 60  # of a sentence; more are a text
MOST_SENTENCES = 40  # of a comment
NEXT_TO = 4  # characters between a sentence and the stretch that it leads to
LATER_LOSS = 0.1  # by which a part must be surer than its sentence
JOINT = re.compile(r"(?:[,;:–—] (?:so|and|but|then|or)? ?|\b(?:so|but) )(?=\w)")
# Words before what is proposed that answer, address or join, and words after it that give reasons.
BEFORE = re.compile(
    r"\W*(?:(?:and|but|so|also|well|ok(?:ay)?|yes|no|hm+|then|now|personally|honestly|alternatively|in that case|if so"
    r"|@\w+|hi \w+|hello|thanks|thank you)\b[,:;.!]?\s+){1,4}",
    re.IGNORECASE,
)
# What makes a change a wish of the speaker: "I'd suggest that we", "could you please", "what about".
WISH = re.compile(
    r"(?:(?:can|could|would|will|might|shall|should) (?:we|you|someone|somebody|anyone|one of you|I)(?: please| maybe| perhaps| just)? "
    r"|(?:I|we)(?:'d|’d| would| might| could|'ll|’ll)? (?:also |still |rather |just |really |strongly )*"
    r"(?:suggest|propose|recommend|vote|think|say|like to|want to|go for|ask)(?: that| to| we| you| it| I|)* (?:should |would |could |might |just )*"
    r"|(?:what|how) about (?:we )?|(?:why not|maybe|perhaps|let's|let’s|please|feel free to) )+",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\W*(?:how|what|which|who|where|when|why|does|do|did|is|are|was|has|have)\b(?! (?:about|if|not|don)\b)",
    re.IGNORECASE,
)
# What was done already, and what is supposed.
REPORTED = re.compile(
    r"\W*(?:(?:I|we)(?:['’]ve| have| had| \w+ed)\b|(?:if|while|since|although|though)\b"
    r"|(?:(?:I|we)(?:['’]d| would| should) )?(?:also |just |only )?(?:note|point out|add that|remind)\b)",
    re.IGNORECASE,
)
REASON = re.compile(
    r",? because\b|,? since (?!\d)|,? so that\b|,? given that\b|,? as (?:it|this|that|the|they|he|she|there|I|we)\b"
    r"|, (?:it|its|it.s|this|that|he|she|they|so|though|but|please|thanks)\b|;|\s[–—-]\s|:\s*$|\s+if (?:you|someone|somebody|nobody|that)\b.*$",
    re.IGNORECASE,
)
SHARES: Mapping[str, Sequence[float]] = {
    "propose": (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9),
    "other": (0.1, 0.3, 0.5, 0.7, 0.9),
}
PART_EDGES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
TAKING = (0.1, 0.3, 0.5, 0.7, 0.9)


def described_changes(
    comment: Comment, found: Sequence[Draft], setting: Setting, language: Language
) -> Iterator[Draft]:
    """Yield the sentences that propose a change, without what only leads to it and the reasons for it.

    Args:
        comment: The comment.
        found: What it proposes by other readings; their sentences, and those that lead to them, are left alone.
        setting: What came before it.
        language: Its language.
    """
    model, weights = load_model(language.code, "changes"), load_weights(language.code)
    if model is None or weights is None:
        return
    taken = [draft.span for draft in found] + [draft.old for draft in found if draft.old]
    context = Context(comment, candidates(comment), setting)
    spans = own_sentences(comment)
    for i, span in enumerate(spans):
        part, worded = proposing(comment.text, span, weights)
        part = without_wish(comment.text, part)
        # "How should it begin?" asks for proposals and makes none.
        idle = any(pattern.match(comment.text, *part) for pattern in (ASKED, REPORTED))
        few = len(comment.text[slice(*part)].split()) < LEAST_WORDS
        if worded < WORDED or idle or few or any(start <= span[1] + 1 and span[0] < end for start, end in taken):
            continue  # the look at the whole sentence takes longest
        before = lean_of(comment.text[slice(*spans[i - 1])], weights)["propose"] if i else 0.0
        share = model.share(change_features(context, spans, i, before, language))
        if share >= LIKELY:
            yield Draft("edit", part, f"{language.code}.changes", round(share, 2))


def own_sentences(comment: Comment) -> list[Span]:
    """Return a comment's sentences that are its own voice and no long text, in order."""
    closed = marked(comment, "quote", "code", "strike")
    own = [s for s in SENTENCE.finditer(comment.text) if re.search(r"\w", s[0]) and not inside(s.start(), closed)]
    return [found.span() for found in own if len(found[0].split()) <= MOST_WORDS][:MOST_SENTENCES]


def change_features(context: Context, spans: Sequence[Span], place: int, before: float, language: Language) -> set[str]:
    """Return what is true of a sentence that may describe a change.

    Args:
        context: What it is weighed by.
        spans: The sentences of the comment.
        place: Which of them it is.
        before: How likely the one before it proposes, 0 to 1.
        language: Its language; it has weights.
    """
    comment, stretches, setting = context.comment, context.stretches, context.setting
    start, end = span = spans[place]
    sentence = comment.text[start:end]
    weights = load_weights(language.code)
    if weights is None:
        return set()
    part, likely = proposing(comment.text, span, weights)
    shares = lean_of(sentence, weights)
    changing = any(cue.pattern.search(comment.text, start, end) for cue in language.cues["changing"])
    asked = ASKED.match(comment.text, *part) is not None
    where = "opening" if setting.opening else "reply"
    features = {f"says: {run}" for run in word_runs(sentence)}
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
        f"before={in_bucket(before, (0.1, 0.5, 0.9))}",
        "quotes" if any(start <= a and b <= end for a, b in stretches) else "quotes nothing",
        "leads" if any(0 <= a - end < NEXT_TO for a, _ in stretches) else "leads to nothing",
    }
    features |= {"asked"} if asked else set()
    features |= {"last"} if place == len(spans) - 1 else set()
    return features | ({f"changing, {where}", *(["changing, asked"] if asked else [])} if changing else set())


def proposing(text: str, span: Span, weights: Weights) -> tuple[Span, float]:
    """Return the part of a sentence that proposes most surely, the whole or what follows "so", and how likely it does."""
    starts = [span[0], *(found.end() for found in JOINT.finditer(text, *span))]
    parts = [core(text, (start, span[1])) for start in starts]
    shares = [lean_of(text[slice(*part)], weights)["propose"] for part in parts]
    best = max(range(len(parts)), key=lambda i: shares[i] - (LATER_LOSS if i else 0))
    return parts[best], shares[best]


def core(text: str, span: Span) -> Span:
    """Return the part of a sentence that says what is to be done.

    >>> text = "And also, drop the list, because nobody reads it."
    >>> text[slice(*core(text, (0, len(text))))]
    'drop the list'
    """
    start, end = span
    if before := BEFORE.match(text, start, end):
        start = before.end()
    if reason := REASON.search(text, start + 10, end):
        end = reason.start()
    shown = text[start:end]
    return start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip(" \n.!;,:"))


def without_wish(text: str, span: Span) -> Span:
    """Return a part of a sentence without the words that make it a wish, and without its question mark.

    >>> text = "Could you please drop the list?"
    >>> text[slice(*without_wish(text, (0, len(text))))]
    'drop the list'
    """
    start, end = span
    wish = WISH.match(text, start, end)
    if wish and len(text[wish.end() : end].split()) >= LEAST_WORDS:
        start = wish.end()
    return start, start + len(text[start:end].rstrip(" ?"))
