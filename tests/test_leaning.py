"""Which way answers lean where no rule reads them."""

from hashlib import sha256
from importlib import resources
from pathlib import Path

import pytest

from graphtalk.annotate.leaning import LEANINGS, lean_of, load_weights, remarks, word_runs
from graphtalk.annotate.linear import load_model
from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.parse import parse
from graphtalk.pipeline import read_page

ENGLISH, FRENCH = load_language("en"), load_language("fr")
REMARKS = Path(__file__).parent.parent / "tools" / "leaning" / "en.jsonl"


def lean(text: str) -> tuple[str, str]:
    """Return which way a comment leans, and the sentence that shows it."""
    page = parse(RawPage(f"{text} [[User:Bo]] 10:00, 3 May 2024 (UTC)", "wikitext", title="Talk:Lake"), ENGLISH)
    most = max((remark.lean for remark in remarks(page.comments[0], ENGLISH)), key=lambda one: one.confidence)
    return (most.leaning, page.comments[0].text[slice(*most.span)].strip())


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


def test_language_without_weights_has_no_leanings() -> None:
    page = parse(RawPage("D'accord. [[User:Bo]] 3 mai 2024 à 10:00 (CEST)", "wikitext", title="Discussion:Lac"), FRENCH)

    assert remarks(page.comments[0], FRENCH) == []


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
