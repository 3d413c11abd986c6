"""Which words of a sentence say what is to be done: whole ones, not half a name, bracket or quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphtalk.annotate import annotate
from graphtalk.annotate.leaning import own_sentences
from graphtalk.annotate.parts import Weighed, agreed, closed, parts
from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

ENGLISH = load_language(None, load_site("enwiki"))
WORDS = st.lists(
    st.sampled_from(["drop", "it,", "the", "(old)", 'the "lake"', "Dr.", "Pell", "and", "please"]), max_size=12
)
SHARES = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(10, 19)), st.floats(0.001, 1), min_size=1, max_size=30
)


def proposed(said: str) -> list[str]:
    """Return what a comment proposes."""
    raw = RawPage(f"== Mill ==\n{said} [[User:Ana]] 10:00, 3 May 2024 (UTC)", "wikitext", title="Talk:Lake")
    return [p.text for p in annotate(parse(raw, ENGLISH), ENGLISH).proposals]


@pytest.mark.parametrize(
    "said, expected",
    [
        ("We should only add generals like Dwight D. Moor and Ruth Amber to the infobox.", "Dwight D. Moor"),
        ("Please move the note by Dr. Pell (see p. 12) to the next section.", "(see p. 12) to the next section"),
    ],
)
def test_change_is_told_in_whole_words(said: str, expected: str) -> None:
    assert [True] == [expected in text for text in proposed(said)]


def test_sentence_goes_on_after_an_initial_and_ends_after_an_option() -> None:
    raw = RawPage(
        "Ask Dr. Pell. Support B. The lake is old. [[User:Ana]] 10:00, 3 May 2024 (UTC)", "wikitext", title="Talk:Lake"
    )
    (comment,) = parse(raw, ENGLISH).comments

    assert ["Ask Dr. Pell.", "Support B.", "The lake is old."] == [
        f[0].strip() for f in own_sentences(comment, ENGLISH)
    ]


@given(WORDS)
def test_stretches_hold_both_ends_of_brackets_and_quotations(words: list[str]) -> None:
    text = " ".join(words)
    found = parts(Weighed(text, [(0, len(text))], [0.9], [()], ENGLISH.markers), 0)

    assert all(closed(text[slice(*part.span)]) for part in found)
    assert found == sorted(set(found))


@given(SHARES)
def test_stretch_that_is_taken_is_likely_and_stands_for_what_agrees_with_it(
    shares: dict[tuple[int, int], float],
) -> None:
    best, together = agreed("w " * 20, shares)

    assert best in shares
    assert 3 * shares[best] >= max(shares.values()) * (1 - 1e-9)
    assert shares[best] <= together <= sum(shares.values()) * (1 + 1e-9)


def test_of_stretches_alike_the_one_that_most_agree_with_is_taken() -> None:
    text = "drop the list of trains, please, now"
    ends = [text.index(word) + len(word) for word in ("list", "trains", "please", "now")]
    shares = dict(zip([(0, end) for end in ends], (0.3, 0.28, 0.22, 0.2), strict=True))

    assert (0, ends[1]) == agreed(text, shares)[0]
