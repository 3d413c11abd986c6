"""The report: what a person who did not read the page can answer from it, where each line leads, neutral words."""

import re

import pytest
from graphs import add_stance, page_graph
from sample_graph import sample_graph
from test_views import HOSTILE, hostile_graph

from graphtalk.demo import SAMPLE_TITLE
from graphtalk.report_page import Line, build_report, report_html, report_markdown

# What people ask of a page, and the line of the report that answers it.
ANSWERS = {
    "Who asked for the last sentence of the lead to be changed?": "Conflict of interest edit request: “Hello everyone.",
    "Does anybody declare an interest?": "Fenella Garrow declares an interest with hospital: “Before anything else: I have a conflict of interest, as I work for the hospital",
    "Who proposed the wording that was taken?": "7 wording (implemented), varies 6 wording: “A study published in 2021 found",
    "Who objected to the first wording, and why?": "− Tidewrack opposes 3 wording: “But I can't support",
    "Who backed the last wording?": "+ BrackenAndSalt supports 7 wording: “Works for me.",
    "Who put it into the article?": "Mirela Voss decides 7 wording: implemented",
    "What became of the volunteers?": "Jory Penhallow decides 9 wording: declined: “I have not added the volunteers.”",
    "Which source says how many pups survived?": "First-year survival of hand-reared grey seal pups (Aldane, Ruth; Brix, Tomas",
    "Which policy speaks against the last clause?": "BrackenAndSalt points to Wikipedia:Neutral point of view",
    "Was the page moved?": "Quarrie answers the requested move: declined: “Not moved. The sources since June still prefer the old name.”",
}  # fmt: skip
WEIGHING = "should|must|clearly|obviously|rightly|wrongly|claims?|admits?|fails?|refuses?|consensus"


def all_lines() -> list[Line]:
    report = build_report(sample_graph())
    return [line for found in report.questions for part in found.parts for line in part.lines] + list(report.others)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_question_is_answered_by_a_line(answer: str) -> None:
    lines = [f"{'+−'[line.side == 'oppose']} {line.words}" if line.side else line.words for line in all_lines()]
    whole = [f"{words}: “{line.quote}”" for words, line in zip(lines, all_lines(), strict=True)]

    assert [line for line in whole if line.startswith(answer)]


def test_each_line_leads_to_its_comment() -> None:
    written = report_markdown(sample_graph(), SAMPLE_TITLE)
    lines = [line for line in written.splitlines() if line.startswith("- ")]
    brief, told = lines[:4], lines[4:]

    assert len(told) == len(all_lines())
    assert all("](https://en.wikipedia.org/wiki/Talk:Merrow_Bay_Seal_Hospital#c-" in line for line in told)
    assert brief == [
        "- Founding year: implemented",
        "- Last sentence of the lead: implemented with changes",
        "- The storm and the volunteers: partly implemented",
        "- Requested move 3 February 2025: declined",
    ]


def test_each_row_of_the_table_leads_to_its_version() -> None:
    written = report_markdown(sample_graph(), SAMPLE_TITLE)
    rows = [line for line in written.splitlines() if re.match(r"\| \d", line)]

    assert len(rows) == 10
    assert all("](https://en.wikipedia.org/wiki/" in row for row in rows)
    assert rows[6].endswith("| implemented | + 3 | + 1 | – |")


def test_own_words_of_the_report_weigh_nothing() -> None:
    found = [line.words for line in all_lines() if re.search(rf"\b({WEIGHING})\b", line.words)]

    assert found == []


def test_arguments_stand_once_and_in_the_order_of_time() -> None:
    for found in build_report(sample_graph()).questions:
        for part in found.parts:
            if part.title == "What was said for and against":
                times = [line.post.time for line in part.lines]
                assert times == sorted(times, key=str)
                assert len({(line.words, line.quote) for line in part.lines}) == len(part.lines)


def test_same_words_of_several_people_share_a_line() -> None:
    graph = page_graph()
    graph.nodes["f"]["text"] = graph.nodes["g"]["text"] = graph.nodes["h"]["text"] = "Per nom."
    for comment in ("f", "g", "h"):
        add_stance(graph, comment, "ENDORSES", "d/p1", "Per nom.", struck=False)

    lines = [line.words for found in build_report(graph).questions for part in found.parts for line in part.lines]

    assert "Cy, unsigned, Ana all: supports 3 wording" in lines


def test_withdrawn_vote_is_no_argument() -> None:
    votes = [
        line for line in all_lines() if line.side and line.words.startswith("Osprey Lane") and "10 move" in line.words
    ]

    assert {"oppose"} == {line.side for line in votes}


def test_unanswered_question_is_told_and_an_answered_one_is_not() -> None:
    report = build_report(page_graph())
    told = [
        line.words
        for found in report.questions
        for part in found.parts
        if part.title == "Questions and pings without an answer"
        for line in part.lines
    ]

    assert told == []  # Bo pings Ana, who answers
    graph = page_graph()
    graph.nodes["d"]["text"] = "What does the plaque say?"
    (line,) = [
        line
        for found in build_report(graph).questions
        for part in found.parts
        if part.title == "Questions and pings without an answer"
        for line in part.lines
    ]
    assert ("Cy asks", "What does the plaque say?") == (line.words, line.quote)


def test_what_was_looked_for_and_not_found_is_said() -> None:
    parts = {part.title: part for part in build_report(page_graph()).questions[0].parts}
    written = report_markdown(page_graph(), "Talk:Mill")

    assert parts["Declared interests"].lines == ()
    assert "### Declared interests\n\nNone was found.\n" in written
    assert '<h3>Declared interests</h3>\n<p class="about">None was found.</p>' in report_html(page_graph(), "Talk:Mill")


def test_sections_without_a_proposal_are_listed_once() -> None:
    assert ["Photograph of the wash house: 1 comment"] == [line.words for line in build_report(sample_graph()).others]


def test_hostile_text_stays_text_in_markdown() -> None:
    written = report_markdown(hostile_graph(), HOSTILE[1])

    assert "<" not in written
    assert not re.search(r"\]\((?!https?:)", written)
    assert max(len(line.split("|")) for line in written.splitlines() if line.startswith("|")) == 8


def test_markdown_escapes_what_would_act_and_nothing_else() -> None:
    written = report_markdown(sample_graph(), SAMPLE_TITLE)

    assert "\n- \\+ Osprey Lane supports 2 wording: “Yes, that's better" in written
    assert not re.search(r"^- [-+*] ", written, re.MULTILINE)
    assert "[2019-03-15 20:03](https://" in written


def test_report_shows_a_chart_where_stances_changed_over_days() -> None:
    page = report_html(sample_graph(), SAMPLE_TITLE)

    assert 1 == page.count("<svg")
    assert page.count("<figcaption>") == 1
