"""Which earlier versions a proposal is linked to, and where a described edit begins and ends."""

from dataclasses import replace

import pytest

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.model import Proposal, RawPage
from graphtalk.parse import parse

LANGUAGE = replace(load_language("en"), code="en-x-rules")  # without weights


def proposals_in(*comments: str) -> list[Proposal]:
    """Return the proposals of a page whose comments, by a user each, are given as wikitext."""
    signed = (
        f"{text} [[User:Una{i}]] ([[User talk:Una{i}|talk]]) 10:0{i}, 1 May 2024 (UTC)"
        for i, text in enumerate(comments)
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


MONKS = "The mill was built by monks in 1711."
SCHOOL = "Since 1954 the mill has been used as a school of music and dance."


@pytest.mark.parametrize(
    ("comments", "amended"),
    [
        # What is answered directly is varied, whatever the words are; further above it must share some.
        ([f"I suggest {{{{tq|{MONKS}}}}}", ":Could we drop the year?"], [0]),
        ([f"I suggest {{{{tq|{MONKS}}}}}", ":Hm.", "::Could someone update the website?"], []),
        ([f"I suggest {{{{tq|{MONKS}}}}}", ":Hm.", "::Could someone put the monks last?"], [0]),
        # Nobody answers, and the two are of different things.
        (["Could we move the map to the infobox?", "Could the caption of the ferry be corrected?"], []),
        # The words that are to go stand in one of two versions.
        (
            [
                f"I suggest {{{{tq|{MONKS}}}}}",
                f"How about {{{{tq|{SCHOOL}}}}}?",
                'Please change "by monks" to "by nuns"',
            ],
            [0],
        ),
        # A version is named by whose it is.
        (
            [
                f"I suggest {{{{tq|{MONKS}}}}}",
                f"How about {{{{tq|{SCHOOL}}}}}?",
                "The first half of Una0's and the end of Una1's: {{tq|The mill was built in 1711 and became a school.}}",
            ],
            [0, 1],
        ),
    ],
)
def test_proposal_varies_what_it_answers_resembles_or_names(comments: list[str], amended: list[int]) -> None:
    *_, last = proposals = proposals_in("== Mill ==\n" + comments[0], *comments[1:])

    assert [proposals[i].id for i in amended] == list(last.amends)


def test_proposal_does_not_vary_what_was_proposed_later() -> None:
    """Votes stand above the discussion of them, which goes on at the same time."""
    vote = "I am going to remove the word of the monks from the lead"
    text = (
        f"== Survey ==\n{vote}. [[User:Ana]] ([[User talk:Ana|talk]]) 12:00, 9 May 2024 (UTC)\n"
        "=== Discussion ===\nCould we drop the word of the monks? [[User:Ben]] ([[User talk:Ben|talk]]) 12:00, 1 May 2024 (UTC)"
    )

    later, earlier = annotate(parse(RawPage(text, "wikitext", title="Talk:Mill"), LANGUAGE), LANGUAGE).proposals

    assert ("Ana", ()) == (later.evidence.comment.split("-")[1], earlier.amends)
