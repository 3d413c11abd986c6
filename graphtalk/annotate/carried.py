"""Which sentences say that something was carried out, where no rule reads them: by weights.

The weights stand in `languages/<code>.carried.tsv`; docs/decisions/0023-relations-by-weights.md.
"""

import re
from collections.abc import Iterator
from itertools import islice

from graphtalk.annotate.cues import Hit
from graphtalk.annotate.leaning import own_sentences, word_runs
from graphtalk.annotate.linear import in_bucket, load_model
from graphtalk.language import Cue, Language
from graphtalk.model import Comment

__all__ = ["carried_features", "carried_out", "telling_sentences"]

LIKELY = 0.5  # share from which a sentence says so
MOST = 6  # sentences of a comment that are weighed: it is said at the beginning
MAX_CHARACTERS = 200  # of a sentence; a longer one gives reasons
WHOLE = re.compile(r"(?s).*")


def carried_out(comment: Comment, language: Language) -> Iterator[Hit]:
    """Yield the sentences of a comment that are likely to say that something was carried out."""
    model = load_model(language.code, "carried")
    for place, sentence in enumerate(telling_sentences(comment) if model else ()):
        share = model.share(carried_features(sentence[0], place)) if model else 0.0
        if share >= LIKELY:
            start = sentence.end() - len(sentence[0].lstrip())
            whole = WHOLE.match(comment.text, start, sentence.end())
            cue = Cue(f"{language.code}.carried", WHOLE, "implemented", "plain", "text", round(share, 2), (), (), ())
            if whole:
                yield Hit(cue, whole.span(), whole)


def telling_sentences(comment: Comment) -> Iterator[re.Match[str]]:
    """Yield the sentences of a comment that are weighed."""
    short = (found for found in own_sentences(comment) if len(found[0]) <= MAX_CHARACTERS)
    return islice(short, MOST)


def carried_features(sentence: str, place: int) -> set[str]:
    """Return what is true of a sentence that may say that something was carried out.

    Args:
        sentence: The sentence.
        place: Which of the comment's sentences it is, 0 for the first.
    """
    return {
        *word_runs(sentence),
        f"place={min(place, 2)}",
        f"words={in_bucket(len(sentence.split()), (1, 2, 4, 8, 16))}",
    }
