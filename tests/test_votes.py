"""Options that people choose from, and votes: where they are listed, how they are named, what a copy leaves of them."""

import pytest

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.model import Annotations, Markup, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

ENGLISH = load_language(None, load_site("enwiki"))


def read_comments(*texts: str, title: str = "Talk:Lake", markup: Markup = "wikitext") -> Annotations:
    """Return what comments say of which each but the first answers the first."""
    user = "[[User:{0}]]" if markup == "wikitext" else "{0} (talk)"
    lines = [
        f"{':' * (n > 0)}{text} {user.format(name)} 10:0{n}, 3 May 2024 (UTC)"
        for n, (text, name) in enumerate(zip(texts, ("Ana", "Bo", "Cy"), strict=False))
    ]
    return annotate(parse(RawPage("\n".join(lines), markup, title=title), ENGLISH), ENGLISH)


@pytest.mark.parametrize(
    "survey, options",
    [
        (
            "Which one should it be? (a) a map, (b) a photo of the lake, or (c) nothing at all?",
            ["a map", "a photo of the lake", "nothing at all"],
        ),
        ("Should we use (i) 1352, (ii) 1352/53, or (iii) 1366?", ["1352", "1352/53", "1366"]),
        ("Which order should they be in?\n\n1. by age\n2. by name\n", ["by age", "by name"]),
        ("Please choose what the box should have.\n\n* A – 40,000\n* B – 12,000\n", ["40,000", "12,000"]),
        ("The article has two faults:\n\n1. it is long\n2. it is old\n", []),
        ("Which one? I do not know.\n\nMy reasons are these:\n1. it is long\n2. it is old\n", []),
    ],
)
def test_options_stand_within_or_below_a_question(survey: str, options: list[str]) -> None:
    assert options == [p.text for p in read_comments(survey, "Hm.").proposals if p.kind == "option"]


RFC = "{{rfc|bio}} "


@pytest.mark.parametrize(
    "question, options",
    [
        ("Should dates be day-month-year or month-day-year?", ["day-month-year", "month-day-year"]),
        ("Which do we want: old, new or new but collapsed?", ["old", "new", "new but collapsed"]),
        (
            "The cost is given as 212 million (contract; 1999) or 340 million (audit). Which one for the box?",
            ["212 million (contract; 1999)", "340 million (audit)"],
        ),
        ("Do we list them before or only after ratification?", ["list them before", "only after ratification"]),
        ("What should the box have?\n* the king\n* the queen\n* both\n", ["the king", "the queen", "both"]),
        ("Should it be mentioned or not?", []),
        ("Should it go? I see two sides:\n* it is long.\n* it is old.\n\nHm.", []),
    ],
)
def test_request_for_comment_names_options_in_running_text_or_in_lines_below(question: str, options: list[str]) -> None:
    asked = read_comments(f"\n== Dates ==\n{RFC}{question}", "Hm.")
    elsewhere = read_comments(f"\n== Dates ==\n{question}", "Hm.")

    assert options == [p.text for p in asked.proposals if p.kind == "option"]
    assert [] == [p for p in elsewhere.proposals if p.kind == "option"]


def test_request_for_comment_that_is_answered_with_no_asks_one_thing_even_below_its_closing() -> None:
    text = """
== RfC: alleged arson? ==
{{archive top|result=Consensus is fairly clearly against it. [[User:Di]] 10:00, 9 May 2024 (UTC)}}
Should this article say alleged or allegedly before such claims since nobody was charged or convicted? [[User:Ana]] 10:00, 3 May 2024 (UTC)
=== Survey ===
* '''No''', nobody writes like that. [[User:Bo]] 10:01, 3 May 2024 (UTC)
* '''No''' per Bo. [[User:Cy]] 10:02, 3 May 2024 (UTC)
{{archive bottom}}
"""
    found = annotate(parse(RawPage(text, "wikitext", title="Talk:Lake"), ENGLISH), ENGLISH)
    (asked,) = found.proposals

    assert ("Should this article say alleged or allegedly before such claims", "declined") == (asked.text, asked.status)
    assert ["oppose", "oppose"] == [s.stance for s in found.stances]
    assert ["declined"] == [r.outcome for r in found.requests]


@pytest.mark.parametrize(
    "answer, chosen",
    [
        ("New but collapsed, per Ana.", ["new but collapsed"]),
        ("Old.", ["old"]),
        ("New sources are needed first.", []),
    ],
)
def test_vote_that_begins_with_the_words_of_one_option_is_for_it(answer: str, chosen: list[str]) -> None:
    found = read_comments(f"\n== Map ==\n{RFC}Which do we want: old, new or new but collapsed?", answer)
    texts = {p.id: p.text for p in found.proposals}

    assert chosen == [texts[s.proposal] for s in found.stances]


@pytest.mark.parametrize(
    "answer, chosen",
    [
        ("'''(b)''' for me.", ["b"]),
        ("(b) per above.", ["b"]),
        ("There are 2 reviews (both old).", []),
    ],
)
def test_option_with_a_small_letter_is_named_in_brackets(answer: str, chosen: list[str]) -> None:
    found = read_comments("Which should it be? (a) a map, (b) a photo of the lake, or (c) nothing at all?", answer)
    labels = {p.id: p.label for p in found.proposals}

    assert chosen == [labels[s.proposal] for s in found.stances]


@pytest.mark.parametrize(
    "vote, stances",
    [
        ("Delete nn.", ["support"]),
        ("Strong keep, it has a licence.", ["oppose"]),
        ("Ok, then I change to keep.", ["oppose"]),
        ("Keep in mind that the station is old.", []),
    ],
)
def test_vote_counts_in_a_copy_that_has_lost_its_bold_text(vote: str, stances: list[str]) -> None:
    found = read_comments(
        "Vanity, nobody knows it.", vote, title="Wikipedia:Articles for deletion/Old Mill", markup="plain"
    )

    # The nomination does not name the page, which stands in the heading alone.
    assert [("delete", "Vanity, nobody knows it")] == [(p.kind, p.text) for p in found.proposals]
    assert stances == [s.stance for s in found.stances]


def test_survey_beside_its_question_is_of_the_same_discussion() -> None:
    text = (
        "== RfC on the picture ==\nWhich one? \n*'''Option A''': a map\n*'''Option B''': a photo\n[[User:Ana]] 10:00, 3 May 2024 (UTC)\n"
        "== Survey ==\n*'''B'''. [[User:Bo]] 11:00, 3 May 2024 (UTC)\n"
    )
    found = annotate(parse(RawPage(text, "wikitext", title="Talk:Lake"), ENGLISH), ENGLISH)

    assert [(found.proposals[1].id, "support")] == [(s.proposal, s.stance) for s in found.stances]


def test_wording_for_a_guideline_is_proposed_on_its_talk_page() -> None:
    wording = 'I would go further: "Do not use parish registers for anything but dates."'
    pages = ("Wikipedia talk:Registers", "Wikipedia:Help desk")
    said = [[p.text for p in read_comments(wording, "Fine.", title=title).proposals] for title in pages]

    assert [["Do not use parish registers for anything but dates."], []] == said


def test_lines_with_a_minus_and_a_plus_are_an_old_and_a_new_text() -> None:
    found = read_comments("In the history:\n\n− It opened in 1911.\n+ It opened in the spring of 1912.\n\nThanks!")

    [proposal] = found.proposals
    assert ("It opened in the spring of 1912.", "It opened in 1911.") == (proposal.text, proposal.replaces_text)


@pytest.mark.parametrize(("minute", "taken"), [("10:05", 0), ("10:15", 1)])
def test_nobody_takes_a_side_on_what_was_proposed_later(minute: str, taken: int) -> None:
    text = f"""== Mill ==
The lead is long. [[User:Ana]] 10:00, 3 May 2024 (UTC)
: Please remove the second paragraph of the lead. [[User:Bo]] 10:10, 3 May 2024 (UTC)
: I agree with that. [[User:Cy]] {minute}, 3 May 2024 (UTC)
"""
    page = parse(RawPage(text, "wikitext", title="Talk:Mill"), ENGLISH)

    assert taken == len([s for s in annotate(page, ENGLISH).stances if s.evidence.quote.startswith("I agree")])


SURVEY = """== RfC: first sentence ==
{{rfc|bio|rfcid=1}}
Which sentence should open the lead?
* Option A: It is a language.
* Option B: It is a dialect.
* Option C: It is a variety.
[[User:Ana]] 10:00, 3 May 2024 (UTC)

=== Survey ===
* VOTE [[User:Bo]] 11:00, 3 May 2024 (UTC)
"""


@pytest.mark.parametrize(
    ("vote", "sides"),
    [
        ("<s>'''Option A'''</s> '''Option C'''. I can't say any more that A is undisputed.", "~+A +C"),
        ("<s>A</s> C (as above).", "~+A +C"),
        ("'''<s>Option A</s> Option B''' changed my mind", "~+A +B"),
        ("Okay, A or C.", "+A +C"),
        ("Option A or B, but not C.", "+A +B -C"),
        ("'''C''', but without the date.", "?C"),
        ("'''B''' ''only if'' the date goes.", "?B"),
        ("'''Strong A'''", "+A"),
        ("Definitely B.", "+B"),
        ("Definitely not B.", "-B"),
        ("Anything except C.", "-C"),
        ("Second B, moving from A.", "+B"),
        ("B but swap the two words.", "?B"),
        ("Mild preference for C.", "+C"),
        ("'''Oppose A''', neutral on B.", "-A 0B"),
        ("'''None of the above'''.", "-A -B -C"),
        ("Weak support for option B as it is short.", "+B"),
        ("'''Support option D''' as in the book.", ""),
        ("Which of these is in the sources?", ""),
    ],
)
def test_vote_in_a_survey_is_about_the_options_that_it_names(vote: str, sides: str) -> None:
    found = annotate(parse(RawPage(SURVEY.replace("VOTE", vote), "wikitext", title="Talk:Lake"), ENGLISH), ENGLISH)
    names = {proposal.id: (proposal.label or "?")[-1] for proposal in found.proposals}
    sign = {"support": "+", "oppose": "-", "neutral": "0", "support with changes": "?"}
    read = [f"{'~' * stance.struck}{sign[stance.stance]}{names[stance.proposal]}" for stance in found.stances]

    assert sides.split() == sorted(read, key=lambda side: (side[-1], not side.startswith("~")))


def test_options_may_stand_below_their_names() -> None:
    found = read_comments(
        "Which form should be our standard?\n;Option A\n::X railway station\n;Option B\n:X station", "B."
    )

    assert [("Option A", "X railway station"), ("Option B", "X station")] == [
        (p.label, p.text) for p in found.proposals
    ]
