"""What became of proposals where no rule reads it: sentences that tell it in their own ways, and of which proposal."""

import pytest

from graphtalk.annotate import annotate
from graphtalk.annotate.decided import DECIDES, NOTHING, sentence_features, sentences_read
from graphtalk.annotate.linear import load_choice
from graphtalk.language import load_language
from graphtalk.model import Annotations, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

ENGLISH = load_language(None, load_site("enwiki"))
ASKED = 'Please change "built in 1911" to "built in 1912".'


def read_comments(*texts: str, code: str = "en") -> Annotations:
    """Return what comments say of which each answers the one before it."""
    lines = [
        f"{':' * n}{text} [[User:{name}]] 10:0{n}, 3 May 2024 (UTC)"
        for n, (text, name) in enumerate(zip(texts, ("Ana", "Bo", "Cy"), strict=False))
    ]
    page = parse(RawPage("\n".join(lines), "wikitext", title="Talk:Lake"), ENGLISH)
    return annotate(page, ENGLISH if code == "en" else load_language(code, load_site("frwiki")))


@pytest.mark.parametrize(
    "answer, status",
    [
        ("That's in the article now, with the survey as its source.", "implemented"),
        ("Gone in.", "implemented"),
        ("Both are in now, years and names alike.", "implemented"),
        ("Which survey is that?", "open"),
    ],
)
def test_answer_in_its_own_words_decides_what_it_answers(answer: str, status: str) -> None:
    (proposal,) = read_comments(ASKED, answer).proposals[:1]

    assert status == proposal.status
    if status != "open":
        assert proposal.decision is not None
        assert proposal.decision.quote in answer
        assert 0 < proposal.decision.confidence <= 1


def test_what_a_rule_reads_keeps_its_words() -> None:
    (proposal,) = read_comments(ASKED, "{{done}} with thanks.").proposals

    assert proposal.decision is not None
    assert "implemented" == proposal.status
    assert proposal.decision.rule.startswith("en.status")


def test_of_two_versions_the_last_is_done_and_the_other_gave_way() -> None:
    first, second = read_comments(
        'How about: "The mill was built in 1911 by the Board of the lake."',
        'Better: "The mill was built in 1911 by the Board of Lake Ferrant."',
        "Gone in.",
    ).proposals

    assert ("superseded", "implemented") == (first.status, second.status)


def test_sentence_decides_in_the_words_of_the_model() -> None:
    deciding, outcomes = load_choice("en", "deciding"), load_choice("en", "outcomes")
    assert deciding is not None
    assert outcomes is not None
    assert (*DECIDES, NOTHING) == tuple(deciding.names) == tuple(outcomes.names)

    page = parse(
        RawPage("Both are in now. [[User:Bo]] 10:00, 3 May 2024 (UTC)", "wikitext", title="Talk:Lake"), ENGLISH
    )
    (comment,) = page.comments
    shares = deciding.shares(sentence_features(comment, sentences_read(comment, load_language("en")), 0))
    assert pytest.approx(1) == sum(shares.values())
    assert "implemented" == max(DECIDES, key=lambda name: shares[name])


def test_language_without_weights_is_read_by_its_rules() -> None:
    (proposal, *_) = read_comments(ASKED, "That's in the article now.", code="fr").proposals or (None,)

    assert proposal is None or "open" == proposal.status
