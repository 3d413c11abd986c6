"""Surveys, moves and deletions as people really vote in them: by number, by rank, by page, for versions and for no option."""

import pytest

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.model import Annotations, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

ENGLISH = load_language(None, load_site("enwiki"))
SIGN = {"support": "+", "oppose": "-", "neutral": "0", "support with changes": "?"}

QUESTION = """== RfC: reception ==
{{rfc|media|rfcid=1}}
How should the lead summarise what critics wrote?
# "The film received generally positive reviews from critics."
# "The film received mixed reviews from critics."
# Leave it out of the lead.
The present text is too long for my taste. [[User:Ana]] 10:00, 3 May 2024 (UTC)

=== Survey ===
* '''Option 2'''. The second is what they wrote. [[User:Cy]] 10:30, 3 May 2024 (UTC)
* VOTE [[User:Bo]] 11:00, 3 May 2024 (UTC)
"""
QUESTIONS = """== RfC on the recall ==
{{rfc|econ|rfcid=1}}
Three questions:

Q1. Should the recall be mentioned in the lead?

Q2. Should the section be called "Safety recall"?

Q3. Should the names of the children be removed?

[[User:Ana]] 10:00, 3 May 2024 (UTC)

=== Survey ===
* VOTE [[User:Bo]] 11:00, 3 May 2024 (UTC)
"""
MOVES = """== Requested move 3 May 2024 ==
{{requested move/dated|multiple=yes|current1=Mill|new1=Old Mill|current2=Lake Mill|new2=Mill}}
* [[:Mill]] → {{no redirect|Old Mill}}
* [[:Lake Mill]] → {{no redirect|Mill}}
The second is the one that people look for. [[User:Ana]] 10:00, 3 May 2024 (UTC)
* VOTE [[User:Bo]] 11:00, 3 May 2024 (UTC)
"""
BUNDLE = """===[[:Arnold Prat]]===
:{{la|1=Arnold Prat}} – (<includeonly>[[Wikipedia:Articles for deletion/Arnold Prat|View AfD]]</includeonly>)
:{{la|Bertha Vidal}}
Two mayors of a small town, neither is notable. [[User:Ana]] 10:00, 3 May 2024 (UTC)
* VOTE [[User:Bo]] 11:00, 3 May 2024 (UTC)
"""


def read(text: str, title: str = "Talk:Lake") -> Annotations:
    """Return what is said on a page."""
    return annotate(parse(RawPage(text, "wikitext", title=title), ENGLISH), ENGLISH)


def sides(found: Annotations, names: str) -> str:
    """Return the stances of Bo, each with the letter that stands for its proposal in document order."""
    letters = {proposal.id: letter for proposal, letter in zip(found.proposals, names, strict=False)}
    mine = [stance for stance in found.stances if "Bo" in stance.evidence.comment.split("2024")[0]]
    return " ".join(sorted((SIGN[s.stance] + letters[s.proposal] for s in mine), key=lambda side: side[-1]))


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        ("'''Option 1'''. It is what they wrote.", "+A"),
        ("'''Option 2''' <small>(Summoned by bot)</small>. Most of them agree.", "+B"),
        ("'''1 in substance''', but clumsy.", "?A"),
        ("1 > 2", "+A +B"),
        ("2 > 1 in my view", "+A +B"),
        ("'''1: oppose'''", "-A"),
        ("'''Option 2'''. No source says more.", "+B"),
        ("'''2&nbsp;'''", "+B"),
        ("1. No source says so. 2. It is long.", ""),
        ("'''Option 3'''. A lead needs no verdict. Second choice 2.", "+B +C"),
        ("2, failing that 1.", "+A +B"),
        ("'''Oppose 3'''.", "-C"),
        ("No preference.", "0A 0B 0C"),
        ("I know the director, so I'll abstain.", "0A 0B 0C"),
        ("I won't stand in the way of 2.", "0B"),
    ],
)
def test_votes_for_the_entries_of_a_numbered_list(vote: str, expected: str) -> None:
    assert expected == sides(read(QUESTION.replace("VOTE", vote)), "ABC")


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        ("'''Q1 no''', it is one of forty. '''Q2 yes'''.", "-A +B"),
        ("1: Yes. 2: No, it was later. 3: Yes", "+A -B +C"),
        ("'''Yes''' to all three.", "+A +B +C"),
        ("No to Q1, yes to Q3.", "-A +C"),
        ("'''Q1: No'''. '''Q2: yes'''.", "-A +B"),
        ("Q1: No. Q2: Yes.", "-A +B"),
    ],
)
def test_votes_on_several_questions_at_once(vote: str, expected: str) -> None:
    assert expected == sides(read(QUESTIONS.replace("VOTE", vote)), "ABC")


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        ("'''Support'''.", "+A +B"),
        ("'''Support''' 1, '''oppose''' 2.", "+A -B"),
        ("'''Support''' #1 per nom.", "+A"),
        ("'''Oppose''' second, it is long.", "-B"),
        ("'''Old Mill'''. It is older.", "+A"),
        ("'''Oppose'''. '''Old Mill''' is a farm.", "-A -B"),
    ],
)
def test_votes_on_a_move_of_several_pages(vote: str, expected: str) -> None:
    assert expected == sides(read(MOVES.replace("VOTE", vote)), "ABC")


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        ("'''Delete''' both.", "+A +B"),
        ("'''Keep''' Vidal, who sat in parliament, '''delete''' Prat.", "+A -B"),
        ("'''Delete''' Prat. No view on Vidal.", "+A 0B"),
        ("'''Delete''' Prat but '''keep''' Vidal", "+A -B"),
        ("'''Keep''' both and expand the text.", "-A -B"),
    ],
)
def test_votes_on_several_pages_that_are_to_be_deleted(vote: str, expected: str) -> None:
    found = read(BUNDLE.replace("VOTE", vote), "Wikipedia:Articles for deletion/Arnold Prat")

    assert ["Arnold Prat", "Bertha Vidal"] == [p.text for p in found.proposals if p.kind == "delete"]
    assert expected == sides(found, "AB")


@pytest.mark.parametrize(
    ("remark", "titles"),
    [
        ("'''Oppose''' as proposed, '''support''' [[Mill Pond]].", ["Mill Pond"]),
        ('Locals say "the mill". I suggest [[Mill Pond]] instead, like [[Ash Pond]] and [[Elm Pond]].', ["Mill Pond"]),
        ("So Mill Pond? It is in the register.", ["Mill Pond"]),
        ("Mill Pond would do.", ["Mill Pond"]),
        ("It should be moved to Mill Pond, as in the register.", ["Mill Pond"]),
        ("'''Strong support'''.", []),
        ("So I'm opposed.", []),
        ("I suggest [[No Mill for Old Men]] instead.", ["No Mill for Old Men"]),
    ],
)
def test_other_titles_that_a_move_brings_up(remark: str, titles: list[str]) -> None:
    found = read(
        "== Requested move 3 May 2024 ==\n[[:Mill]] → {{no redirect|Old Mill}} – older. [[User:Ana]] 10:00, 3 May 2024 (UTC)\n"
        f"* {remark} [[User:Bo]] 11:00, 3 May 2024 (UTC)\n"
    )

    assert titles == [proposal.text for proposal in found.proposals[1:]]


def test_closing_words_stand_in_the_template_above_a_nomination() -> None:
    found = read(
        "===[[:Mill]]===\n{{afd top|1=The result was '''keep'''. [[User:Dee]] 10:00, 9 May 2024 (UTC)}}\n"
        ":{{la|1=Mill}}\nNot notable. [[User:Ana]] 10:00, 3 May 2024 (UTC)\n* '''Keep'''. [[User:Bo]] 11:00, 3 May 2024 (UTC)\n",
        "Wikipedia:Articles for deletion/Mill",
    )

    assert [("Mill", "declined")] == [(p.text, p.status) for p in found.proposals]
    assert ["declined"] == [request.outcome for request in found.requests]


def test_old_words_of_a_difference_are_not_proposed() -> None:
    found = read(
        "== Lead ==\nI think we can say both:\n{{TextDiff|A paper of his was withdrawn in 2021.|A paper that he co-wrote was withdrawn in 2021 for an error in its data.}}\n"
        "[[User:Ana]] 10:00, 3 May 2024 (UTC)\n"
    )

    assert ["A paper that he co-wrote was withdrawn in 2021 for an error in its data."] == [
        p.text for p in found.proposals
    ]


@pytest.mark.parametrize(
    ("asked", "proposed"),
    [
        ('Please change "the goverment" to "the government" in the lead.', 'change "the goverment" to "the government" in the lead'),
        ('Please change "It is old." to "It was built of grey stone in 1742."', "It was built of grey stone in 1742."),
    ],
)  # fmt: skip
def test_a_change_of_few_words_is_the_clause_that_describes_it(asked: str, proposed: str) -> None:
    found = read(f"== Request ==\n{{{{edit semi-protected}}}}\n{asked} [[User:Ana]] 10:00, 3 May 2024 (UTC)\n")

    assert [proposed] == [proposal.text for proposal in found.proposals]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("{{not done for now}}: please agree on it first.", "declined"),
        ("{{declined}}. No source says so.", "declined"),
        ("{{half done}}", "partly implemented"),
        ("{{added}}, thank you.", "implemented"),
        ("{{doing}}", "open"),
    ],
)
def test_answers_by_template(answer: str, status: str) -> None:
    found = read(
        "== Request ==\n{{edit semi-protected}}\nPlease add the year 1742 to the first sentence. [[User:Ana]] 10:00, 3 May 2024 (UTC)\n"
        f": {answer} [[User:Bo]] 11:00, 3 May 2024 (UTC)\n"
    )

    assert [status] == [proposal.status for proposal in found.proposals]
