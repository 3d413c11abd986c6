"""What is asked for in passing is seen by how it is taken: by answers that say it was done, and the words that they repeat."""

from graphtalk.annotate import annotate
from graphtalk.annotate.reception import audience_of
from graphtalk.language import load_language
from graphtalk.model import Page, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

ENGLISH = load_language(None, load_site("enwiki"))
REMARK = "Isn't that the wrong mill in the picture?"


def read_page(*answers: str) -> Page:
    """Return a page with a remark, each answer by somebody else and below the one before it."""
    lines = [
        f"{':' * n}{text} [[User:{name}]] 10:0{n}, 3 May 2024 (UTC)"
        for n, (text, name) in enumerate(zip((REMARK, *answers), ("Ana", "Bo", "Cy"), strict=False))
    ]
    return parse(RawPage("\n".join(["== Mill ==", *lines]), "wikitext", title="Talk:Lake"), ENGLISH)


def test_remark_that_is_carried_out_was_a_proposal() -> None:
    asked = annotate(read_page("Good catch, I've corrected it."), ENGLISH)
    told = annotate(read_page("My uncle was one of them, he kept bees."), ENGLISH)

    assert ["Isn't that the wrong mill in the picture"] == [p.text for p in asked.proposals]
    assert [] == [p.text for p in told.proposals]


def test_answers_of_others_are_told_by_what_they_do_and_repeat() -> None:
    page = read_page("Done, the picture is out.", "Thanks.")
    audience = audience_of(page, ENGLISH)
    assert audience is not None
    first, second, last = (audience.reception(comment) for comment in page.comments)

    assert (1, True) == (first.replies, first.same)
    assert first.reply.made > 0.8
    assert "picture" in first.said
    assert second.reply.made < 0.5
    assert (0, 0.0, frozenset()) == (last.replies, last.reply.made, last.said)


def test_language_without_weights_has_no_audience() -> None:
    assert audience_of(read_page(), load_language("fr", load_site("frwiki"))) is None
