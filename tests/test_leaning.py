"""Which way answers lean where no rule reads them."""

from hashlib import sha256
from importlib import resources
from pathlib import Path

import pytest

from graphtalk.annotate.leaning import LATER, LEANINGS, SIDES, clearest, lean_of, load_weights, sentences, word_runs
from graphtalk.annotate.linear import load_choice, load_model
from graphtalk.annotate.weighed import decide
from graphtalk.language import load_language
from graphtalk.model import Evidence, RawPage, Stance, StanceKind
from graphtalk.parse import parse
from graphtalk.pipeline import read_page

ENGLISH = load_language("en")
REMARKS = Path(__file__).parent.parent / "tools" / "leaning" / "en.jsonl"


def lean(text: str) -> tuple[str, str]:
    """Return which way a comment leans, and the sentence that shows it."""
    page = parse(RawPage(f"{text} [[User:Bo]] 10:00, 3 May 2024 (UTC)", "wikitext", title="Talk:Lake"), ENGLISH)
    weights = load_weights("en")
    assert weights is not None
    said = [page.comments[0].text[slice(*span)] for span in sentences(page.comments[0], load_language("en"))]
    shares = [clearest(sentence, weights, load_language("en")) for sentence in said]
    side, place = max(
        ((s, i) for s in SIDES for i in range(len(said))), key=lambda pair: shares[pair[1]][pair[0]] * LATER ** pair[1]
    )
    return (side, said[place].strip())


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Put my name under that one.", ("support", "Put my name under that one.")),
        ("Hm. I'd leave it as it is. The census is from 1911.", ("oppose", "I'd leave it as it is.")),
        ("{{tq|Yes, I agree with it}} is what he wrote. Not for me.", ("oppose", "Not for me.")),
    ],
)
def test_answer_leans_by_the_sentence_that_shows_it_most(text: str, expected: tuple[str, str]) -> None:
    assert expected == lean(text)


def test_names_figures_quotations_and_policies_are_all_alike() -> None:
    assert word_runs('Per Ana and WP:LEAD, "built" in 1911.') == word_runs("Per Bo and MOS:NUM, “gone” in 2024.")


def test_shares_add_up_to_one() -> None:
    weights = load_weights("en")
    assert weights is not None
    shares = lean_of("That would do nicely.", weights)

    assert LEANINGS == tuple(shares)
    assert pytest.approx(1) == sum(shares.values())


def test_language_without_weights_is_read_by_its_rules() -> None:
    assert load_weights("fr") is None
    assert load_choice("fr", "stances") is None


def test_weights_are_made_from_the_remarks_that_are_here() -> None:
    written = (resources.files("graphtalk") / "languages" / "en.leaning.tsv").read_text(encoding="utf-8")

    assert sha256(REMARKS.read_bytes().replace(b"\r\n", b"\n")).hexdigest() in written.partition("\n")[0]


# What is offered


def proposals(text: str) -> list[tuple[str, str]]:
    page, found = read_page(
        RawPage(f"== Lead ==\n{text} [[User:Bo]] 10:00, 3 May 2024 (UTC)", "wikitext", title="Talk:Lake"), ENGLISH
    )
    assert page.comments
    return [(proposal.kind, proposal.text) for proposal in found.proposals]


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            'Draft, for want of anything better: "The lake was dammed in 1911 and has been a reservoir since."',
            [("wording", "The lake was dammed in 1911 and has been a reservoir since.")],
        ),
        ("The bit about eels is dull and could be pruned to a line.", [("edit", "The bit about eels is dull and could be pruned to a line")]),
        ('The article says "The lake was dammed in 1911", and it was. Who knew?', []),
    ],
)  # fmt: skip
def test_what_no_rule_reads_is_offered_by_its_surroundings(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == proposals(text)


def test_quoted_comment_is_no_wording() -> None:
    assert proposals('How about what was said? "Fine by me. Bram (talk) 10:30, 3 May 2023 (UTC)"') == []


def test_language_without_models_is_read_by_its_rules() -> None:
    assert load_model("fr", "offers") is None


# Sides


def said(side: StanceKind, rule: str) -> Stance:
    return Stance("p1", side, "plain", struck=False, evidence=Evidence("c1", 0, 4, "Fine", rule, 0.8))


@pytest.mark.parametrize(
    "shares, rule, expected",
    [
        ({"none": 0.3, "support": 0.6, "oppose": 0.1}, None, "support"),
        ({"none": 0.6, "support": 0.3, "oppose": 0.1}, None, "none"),
        ({"none": 0.6, "support": 0.3, "oppose": 0.1}, said("oppose", "en.stance.words"), "oppose"),
        ({"none": 0.3, "support": 0.36, "oppose": 0.34}, None, "none"),
        ({"none": 0.9, "support": 0.05, "oppose": 0.05}, said("support", "en.stance.words"), "none"),
        ({"none": 0.1, "support": 0.8, "oppose": 0.1}, said("oppose", "en.stance.words"), "support"),
        ({"none": 0.9, "support": 0.1, "oppose": 0.0}, said("oppose", "en.stance.oppose.bold"), "oppose"),
    ],
    ids=[
        "likely",
        "unlikely",
        "rule stands",
        "neither side likely",
        "rule ruled out",
        "other side much likelier",
        "bold vote always stands",
    ],
)
def test_rule_stands_unless_weights_speak_clearly_against_it(
    shares: dict[str, float], rule: Stance | None, expected: str
) -> None:
    assert expected == decide({"support with changes": 0.0, "neutral": 0.0, **shares}, rule)


def test_side_is_shown_by_the_sentence_that_takes_it() -> None:
    text = (
        '== Lead ==\nI\'d write: "The mill was built in 1911 and closed in 1986." [[User:Ana]] 10:00, 3 May 2024 (UTC)\n'
        ":I went to the archive last week. Put my name under that. [[User:Bo]] 11:00, 3 May 2024 (UTC)"
    )
    page, found = read_page(RawPage(text, "wikitext", title="Talk:Mill"), ENGLISH)

    assert [(s.stance, s.evidence.quote) for s in found.stances] == [("support", "Put my name under that.")]
    assert page.comments[1].id == found.stances[0].evidence.comment
