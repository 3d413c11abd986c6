"""Which earlier versions a proposal is linked to, and where a described edit begins and ends."""

import pytest

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.model import Proposal, RawPage
from graphtalk.parse import parse

LANGUAGE = load_language("en")


def proposals_in(*comments: str) -> list[Proposal]:
    """Return the proposals of a page whose comments, by a user each, are given as wikitext."""
    signed = (
        f"{text} [[User:U{i}]] ([[User talk:U{i}|talk]]) 10:0{i}, 1 May 2024 (UTC)" for i, text in enumerate(comments)
    )
    page = parse(RawPage("\n\n".join(signed), "wikitext", title="Talk:Mill"), LANGUAGE)
    return list(annotate(page, LANGUAGE).proposals)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("I'm going to prune them to the headliners this weekend.", "prune them to the headliners"),
        ("Please add the year of the fire, it is in the annals.", "add the year of the fire"),
        ("Could someone who knows the town put that at the top?", "Could someone who knows the town put that at the top"),
        ("Update the link to http://mill.example/home because the old one is dead.", "Update the link to http://mill.example/home"),
        ("Could we say {{tq|built about}} somewhere?", "Could we say built about somewhere"),
    ],
)  # fmt: skip
def test_described_edit_ends_before_reasons(text: str, edit: str) -> None:
    assert [edit] == [p.text for p in proposals_in(f"== Mill ==\n{text}")]


def test_merged_wording_amends_both_versions() -> None:
    one = "The mill was built by monks in 1711 and burned down twice in the nineteenth century."
    two = "The mill stands on the river Arne near Ferrant, where it is used as a school of music and dance."
    both = (
        "The mill was built by monks in 1711 and stands on the river Arne near Ferrant, where it is used as a school."
    )
    first, second, merged = proposals_in(
        f"== Lead ==\nI suggest {{{{tq|{one}}}}}", f"I'd write {{{{tq|{two}}}}}", f"How about {{{{tq|{both}}}}}?"
    )

    assert {first.id, second.id} == set(merged.amends)


def test_wording_goes_on_with_a_version_of_an_earlier_section() -> None:
    old = "The mill was built by monks in 1711 and burned down twice in the nineteenth century."
    first, second = proposals_in(
        f"== Lead ==\nI suggest {{{{tq|{old}}}}}",
        f"== First sentence ==\nHow about {{{{tq|{old.replace('monks', 'nuns').replace('twice', 'once')}}}}}?",
    )

    assert (first.id,) == second.amends
