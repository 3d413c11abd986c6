"""What histories add to a page: which words of proposals are looked for in the article, and what is found of them."""

from datetime import UTC, datetime, timedelta

import pytest

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.look_back import look_back
from graphtalk.model import RawPage
from graphtalk.parse import parse
from graphtalk.revisions import Adoption, Revision

ENGLISH = load_language("en")
START = datetime(2024, 5, 3, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD = "The mill stands by the river. It is said to be haunted by ghosts."


def found(said: str, *texts: str) -> list[Adoption]:
    """Return what became of the proposals in a comment, in an article that has these texts hour by hour."""
    talk = f"== Mill ==\n{said} [[User:Ana|Ana]] ([[User talk:Ana|talk]]) 10:00, 3 May 2024 (UTC)\n"
    history = [Revision(1, START - 9 * HOUR, "Zed", OLD)]
    history += [
        Revision(number, START + number * HOUR, f"Editor {number}", text) for number, text in enumerate(texts, 2)
    ]
    raw = RawPage(talk, "wikitext", title="Talk:Mill", article=lambda _: history)
    page = parse(raw, ENGLISH)
    return list(look_back(raw, page, annotate(page, ENGLISH), ENGLISH).wordings)


@pytest.mark.parametrize(
    "said, expected",
    [
        ('I suggest: "It was sold in 1901 to the Fenn family."', "verbatim"),
        ('Could you add that "It was sold in 1901 to the Fenn family" to the history?', "verbatim"),
        (
            'Please change "It is said to be haunted by ghosts." to "It was sold in 1901 to the Fenn family."',
            "verbatim",
        ),
        ('Please remove the sentence "It is said to be haunted by ghosts."', "verbatim"),
        ('Please remove the words "stands by the river".', "never"),
        ('I suggest: "Its wheel turned for the last time in the great drought."', "never"),
    ],
    ids=["wording", "quoted-addition", "change", "removal", "removal-that-never-came", "wording-that-never-came"],
)
def test_words_of_a_proposal_are_followed_into_the_article(said: str, expected: str) -> None:
    new = "The mill stands by the river. It was sold in 1901 to the Fenn family."

    assert [(expected, 2 if expected == "verbatim" else None)] == [(a.kind, a.revision) for a in found(said, new)]


def test_edit_saved_shortly_before_it_is_told_counts() -> None:
    talk = '== Mill ==\nI have put in: "It was sold in 1901." [[User:Ana|Ana]] 10:00, 3 May 2024 (UTC)\n'
    new = Revision(2, START - HOUR / 4, "Ana", f"{OLD} It was sold in 1901.")
    raw = RawPage(
        talk, "wikitext", title="Talk:Mill", article=lambda _: [Revision(1, START - 9 * HOUR, "Zed", OLD), new]
    )
    page = parse(raw, ENGLISH)
    annotations = annotate(page, ENGLISH)

    kinds = [adoption.kind for adoption in look_back(raw, page, annotations, ENGLISH).wordings]
    assert ["verbatim"] * len(annotations.proposals) == kinds


def test_page_without_an_article_has_no_adoptions() -> None:
    raw = RawPage("== Mill ==\nHello. [[User:Ana]] 10:00, 3 May 2024 (UTC)\n", "wikitext", title="Talk:Mill")
    page = parse(raw, ENGLISH)

    assert () == look_back(raw, page, annotate(page, ENGLISH), ENGLISH).wordings
