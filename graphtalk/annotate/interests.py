"""Who declares an interest: in words that a rule reads, by a template, or in words that weights tell.

The weights stand in `languages/<code>.interests.tsv`; docs/decisions/0023-relations-by-weights.md.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from graphtalk.annotate.cues import Span, evidence, find_hits, request_kind
from graphtalk.annotate.leaning import own_sentences, word_runs
from graphtalk.annotate.linear import Model, load_model
from graphtalk.annotate.proposals import about
from graphtalk.language import Language
from graphtalk.model import Comment, Interest, Mark, Page

__all__ = ["declaring_sentences", "find_interests", "interest_features"]

LIKELY = 0.4  # share from which a sentence declares an interest
LIKELY_AGAIN = 0.6  # the same for someone who has declared one before
MOST = 12  # sentences of a comment that are weighed: people say who they are at the beginning
LETTERS = 4  # of a word that tells one subject from another
WORD = re.compile(rf"[^\W\d_]{{{LETTERS},}}")


def find_interests(page: Page, language: Language) -> list[Interest]:
    """Return who declares a conflict of interest: in their own words, or by the template of such a request.

    Once a comment and person; words that name the party come first. A template alone says nothing new of who has
    declared before.
    """
    found: list[Interest] = []
    known: set[str] = set()
    model = load_model(language.code, "interests") if about(page) == "content" else None
    for comment in page.comments:
        if comment.author is None:
            continue
        again = comment.author in known
        declared = list(worded(comment, comment.author, language, again=again))
        if not declared and model:
            likely = LIKELY_AGAIN if again else LIKELY
            told = weighed(comment, comment.author, page, model, language)
            declared += [interest for interest in told if interest.evidence.confidence >= likely]
        for mark in comment.marks:
            if mark.kind == "template" and comment.author not in known and declares_interest(mark, language):
                quote = evidence(comment, (mark.start, mark.end), "interest.template", 0.8)
                declared.append(Interest(comment.author, None, quote))
        found += sorted(declared, key=lambda interest: interest.party is None)[:1]
        known |= {interest.user for interest in declared}
    return found


def worded(comment: Comment, author: str, language: Language, *, again: bool) -> Iterator[Interest]:
    """Yield the interests that rules read in a comment.

    Args:
        comment: The comment.
        author: Who wrote it.
        language: Its language.
        again: Whether this person has declared an interest before; then fewer words repeat it, and others say less.
    """
    out = "first" if again else "again"
    for hit in find_hits(comment, [cue for cue in language.cues["interest"] if cue.where != out]):
        named = (name for name in hit.match.groupdict(default="").values() if name and name != hit.match["evidence"])
        party = next(named, None)
        quote = evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
        yield Interest(author, party.removeprefix("the ").strip() if party else None, quote)


def weighed(comment: Comment, author: str, page: Page, model: Model, language: Language) -> list[Interest]:
    """Return the interest that the likeliest of a comment's sentences declares, if it is likely enough."""
    spans = declaring_sentences(comment, language)
    shares = [model.share(interest_features(comment, span, place, page, language)) for place, span in enumerate(spans)]
    best = max(range(len(spans)), key=lambda i: shares[i], default=None)
    if best is None or shares[best] < LIKELY:
        return []
    quote = evidence(comment, spans[best], f"{language.code}.interests", round(shares[best], 2))
    return [Interest(author, None, quote)]


def declaring_sentences(comment: Comment, language: Language) -> list[Span]:
    """Return a comment's first sentences that are its own voice, without blanks at their beginning."""
    own = islice(own_sentences(comment, language, WORD), MOST)
    return [(found.end() - len(found[0].lstrip()), found.end()) for found in own]


def interest_features(comment: Comment, span: Span, place: int, page: Page, language: Language) -> set[str]:
    """Return what is true of a sentence that may declare an interest.

    Args:
        comment: Its comment.
        span: Where it stands.
        place: Which of the comment's sentences it is, 0 for the first.
        page: The page; people are tied to what it is about.
        language: Words by which people speak of themselves.
    """
    sentence = comment.text[slice(*span)]
    said, subject, author = (
        tell_apart(text) for text in (sentence, page.title.partition(":")[2], comment.author or "")
    )
    speaks, called = language.markers["speaker"].search(sentence) is not None, not author.isdisjoint(subject)
    return {
        *word_runs(sentence),
        f"place={min(place, 3)}",
        f"names subject={not said.isdisjoint(subject)}",
        f"names self={not said.isdisjoint(author)}",
        f"called like subject={called}",
        f"called like subject={called} & speaks of self={speaks}",
    }


@lru_cache(maxsize=64)  # a page's title and a comment's author are held against each of its sentences
def tell_apart(text: str) -> frozenset[str]:
    """Return the words of a text that tell one subject from another, in lower case."""
    return frozenset(word.casefold() for word in WORD.findall(text))


def declares_interest(mark: Mark, language: Language) -> bool:
    """Tell whether a template, or the box that it shows, is of a request that only people with an interest make."""
    kind = request_kind(mark, language)
    return any(t.text == kind for t in language.templates.values() if t.declares_interest)
