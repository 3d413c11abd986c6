"""What comments say, where a whole case would say too much: addresses, dates, references, wordings, mentions."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import ROOT

from graphtalk.annotate import annotate
from graphtalk.annotate.cues import quotations
from graphtalk.annotate.days import normal_date
from graphtalk.annotate.similarity import word_similarity
from graphtalk.annotate.sources import normal_url, reference_fields
from graphtalk.annotate.wordings import clause_before
from graphtalk.language import Language, load_language
from graphtalk.model import Annotations, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

ENGLISH = load_language("en")
RULES = replace(ENGLISH, code="en-x-rules")  # without weights


def say(*texts: str, language: Language = ENGLISH) -> Annotations:
    """Return the annotations of a section in which these comments answer each other, by Ana and Bo in turn."""
    lines = [
        f"{':' * depth}{text} [[User:{'Bo' if depth % 2 else 'Ana'}]] 10:0{depth}, 3 May 2024 (UTC)"
        for depth, text in enumerate(texts)
    ]
    return annotate(parse(RawPage("\n".join(lines), "wikitext", title="Talk:Lake"), language), language)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("https://www.lakes.example/a/", "http://lakes.example/a", True),
        ("https://LAKES.example/a#top", "https://lakes.example/a", True),
        ("https://lakes.example/a?utm_source=x&fbclid=y", "https://lakes.example/a", True),
        ("https://web.archive.org/web/20200101000000/https://lakes.example/a", "https://lakes.example/a", True),
        ("https://archive.ph/20200101/http://lakes.example/a", "https://lakes.example/a", True),
        ("https://lakes.example/a?id=1", "https://lakes.example/a?id=2", False),
        ("https://lakes.example/story?12345", "https://lakes.example/story?67890", False),
        ("https://lakes.example/a", "https://lakes.example/A", False),
        ("http://[lakes", "http://[lakes", True),
    ],
)
def test_addresses_of_one_page_become_the_same(one: str, other: str, same: bool) -> None:  # noqa: FBT001  a column of the table
    assert same == (normal_url(one) == normal_url(other))


@pytest.mark.parametrize(
    "text, works",
    [
        ("See https://lakes.example/depth).", [("url:lakes.example/depth", None, None)]),
        ("See [https://lakes.example/depth the survey].", [("url:lakes.example/depth", None, None)]),
        (
            "See [https://lakes.example/depth \"How deep?\"], ''Shore'', May 1977, if you can.",
            [("url:lakes.example/depth", "How deep?", "1977-05")],
        ),
        ('See "[https://lakes.example/depth How deep?]" for it.', [("url:lakes.example/depth", "How deep?", None)]),
        ("It is in ''Waters'' (ISBN 0-306-40615-2).", [("isbn:0306406152", "Waters", None)]),
        (
            'It says: Quill, Desmond (12 August 2021). "When the river rose". The Ledger. p. 6. So it does.',
            [("work:when-the-river-rose-2021", "When the river rose", "2021-08-12")],
        ),
        (
            'It says: "When the river rose". The Northern Ledger. 12 August 2021. So it does.',
            [("work:when-the-river-rose-2021", "When the river rose", "2021-08-12")],
        ),
        ('I read "When the river rose". It was good.', []),
        ("<code>https://lakes.example/depth</code> is the field.", []),
        ("Found by https://www.google.com/search?q=depth and [https://library.example/search/depth there].", []),
        ("The bot's code is at https://github.com/otter/bot for all to see.", []),
        ("Please replace https://lakes.example/old with https://lakes.example/new in the box.", []),
    ],
)
def test_works_are_found_in_running_text(text: str, works: list[tuple[str, str | None, str | None]]) -> None:
    assert works == [(source.id, source.title, source.date) for source in say(text).sources]


@pytest.mark.parametrize(
    "text, title, date",
    [
        ("Lakes Trust (4 May 2019). Report on R. Otter (Report). Lakes Trust.", "Report on R. Otter", "4 May 2019"),
        ("Annual report 2023 (Report). Lakes Trust. 30 June 2024.", "Annual report 2023", "30 June 2024"),
        ("Drew, Helen (2011). Waters. Skiddaw Books. pp. 3–4.", "Waters", "2011"),
        ('"Our lakes". Lakes Trust. Retrieved 2 March 2022.', "Our lakes", None),
        ("See the lake (north shore). It is deep.", None, None),
    ],
)
def test_rendered_reference_is_read_into_fields(text: str, title: str | None, date: str | None) -> None:
    fields = reference_fields(text, load_language("en"))
    assert (title, date) == (fields.get("title"), fields.get("date"))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2011-11-21", "2011-11-21"),
        ("21 November 2011", "2011-11-21"),
        ("1st May 2011", "2011-05-01"),
        ("2011-13", "2011"),
        ("Nov. 21, 2011", "2011-11-21"),
        ("2011-11", "2011-11"),
        ("Spring 2011", "2011"),
        ("31 June 2011", "2011"),
        ("1911–12", "1911"),
        ("n.d.", None),
        ("12345", None),
        ("", None),
    ],
)
def test_date_is_as_precise_as_it_is_given(text: str, expected: str | None) -> None:
    assert normal_date(text, load_site("enwiki")) == expected


@pytest.mark.parametrize(
    "site, text, expected",
    [
        ("dewiki", "12. März 2021", "2021-03-12"),
        ("dewiki", "March 2021", "2021-03"),
        ("frwiki", "1er août 2021", "2021-08-01"),
        ("plwiki", "12 maja 2021 r.", "2021-05-12"),
        ("eswiki", "3 de junio de 2021", "2021-06-03"),
        ("dewiki", "Frühjahr 2021", "2021"),
    ],
)
def test_date_is_read_in_the_words_of_its_wiki_and_in_english(site: str, text: str, expected: str) -> None:
    assert normal_date(text, load_site(site)) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            '"Counting stones". The Ferrow Post. 11 August 2016.',
            {"title": "Counting stones", "date": "11 August 2016", "work": "The Ferrow Post"},
        ),
        (
            'Drew, Helen; Pell, Ada (May 2011). "Waters". Skiddaw. Retrieved 1 July 2020.',
            {"title": "Waters", "author1": "Drew, Helen", "author2": "Pell, Ada", "date": "May 2011", "work": "Skiddaw"},
        ),
        ("Drew, Helen (1994). A Kitchen. Longshore Press.", {"title": "A Kitchen", "author1": "Drew, Helen", "date": "1994", "work": "Longshore Press"}),
        ("See the archive.", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_fields_of_a_rendered_reference(text: str, expected: dict[str, str]) -> None:
    assert reference_fields(text, load_language("en")) == expected


@pytest.mark.parametrize(
    "reference, source",
    [
        ("{{cite web|title=A|url=http://[x}}", "url:http://[x"),
        ("{{cite journal|title=A|doi=https://doi.org/10.5555/AB.1}}", "doi:10.5555/ab.1"),
        ("{{cite book|title=A|isbn=0-00-000000-0}}", "isbn:0000000000"),
        ("{{cite arxiv|title=A|eprint=2001.00001}}", "arxiv:2001.00001"),
        ("{{cite news|title=The A, a B|date=1 May 2011}}", "work:the-a-a-b-2011"),
        ("[https://lakes.example/a A]", "url:lakes.example/a"),
    ],
)
def test_source_goes_by_the_first_identifier_that_is_known(reference: str, source: str) -> None:
    assert [source] == [found.id for found in say(f"Deep.<ref>{reference}</ref>").sources]


def test_address_on_the_wiki_itself_is_no_source() -> None:
    text = "See [https://en.wikipedia.org/w/index.php?diff=1 this edit] and https://en.wikipedia.org.example/a."

    assert ["url:en.wikipedia.org.example/a"] == [source.id for source in say(text).sources]


@pytest.mark.parametrize(
    "one, other, least, most",
    [
        ("the mill", "the mill", 1.0, 1.0),
        ("The Mill!", "the mill", 1.0, 1.0),
        ("the old mill", "a new weir", 0.0, 0.0),
        ("", "", 1.0, 1.0),
        ("", "a", 0.0, 0.0),
        ("a b c d", "a b x d", 0.74, 0.76),
    ],
)
def test_similarity_counts_words_in_order(one: str, other: str, least: float, most: float) -> None:
    assert least <= word_similarity(one, other) <= most


@pytest.mark.parametrize(
    "text, quoted",
    [
        ('say "yes" or "no"', ['"yes"', '"no"']),
        ("say “yes”", ["“yes”"]),
        ('a 3" pipe and a 4" pipe', []),
        ('open "for ever\nand" on', []),
        ('"(yes)" «no»', ['"(yes)"', "«no»"]),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert quoted == [text[start:end] for start, end in quotations(text)]


@pytest.mark.parametrize("text, clause", [("a, b: ", "a, b"), ("a. So b ", "So b"), ("a\nb “", "b"), ("", "")])
def test_clause_before_a_wording(text: str, clause: str) -> None:
    assert clause_before(text, len(text)) == clause


@pytest.mark.parametrize(
    "text, mentions",
    [
        ("@Ana: yes", [("Ana", "at")]),
        ("@[[User:Ana|Ana]]: yes", [("Ana", "link")]),
        ("{{ping|Ana|Cy}} yes", [("Ana", "ping"), ("Cy", "ping")]),
        ("@Cy and [[User:Ana]]", [("Cy", "at"), ("Ana", "link")]),
        ("{{tq|@Ana [[User:Ana]]}} yes", []),
        ("[[User:Bo|I]] and @Bo", []),
        ("mail ana@lakes.example", []),
        ("[[User talk:Ana|Ana]], {{u|Ana}}", [("Ana", "link")]),
    ],
)
def test_mentions_of_a_reply_by_bo(text: str, mentions: list[tuple[str, str]]) -> None:
    found = say("Hello.", text).mentions

    assert mentions == [(mention.user, mention.kind) for mention in found]


@pytest.mark.parametrize(
    "link, title",
    [
        ("[[grey seal]]", "Grey seal"),
        ("[[Grey_seal#Diet|x]]", "Grey seal"),
        ("[[:Grey seal]]", "Grey seal"),
        ("[[:fr:Phoque]]", None),
        ("[[#Depth]]", None),
        ("[[Help:Contents]]", None),
        ("[[:Category:Seals]]", None),
        ("[[File:Seal.jpg]]", None),
    ],
)
def test_article_that_a_link_leads_to(link: str, title: str | None) -> None:
    assert ([title] if title else []) == [found.title for found in say(f"See {link}.").articles]


@pytest.mark.parametrize(
    "proposal, answer, stance",
    [
        ('I would write "the big old mill".', "'''Support'''.", ("support", "plain")),
        ('I would write "the big old mill".', "'''Weak oppose'''.", ("oppose", "weak")),
        ('I would write "the big old mill".', "I fully agree.", ("support", "strong")),
        ('I would write "the big old mill".', "I agree, but drop the year.", ("support with changes", "plain")),
        ('I would write "the big old mill".', "I could live with either.", ("neutral", "plain")),
        ('I would write "the big old mill".', 'She said "I agree".', None),
        ('I would write "the big old mill".', "{{tq|I agree.}} Really?", None),
        ('I would write "the big old mill".', "Do you agree?", None),
    ],
)
def test_stance_of_an_answer(proposal: str, answer: str, stance: tuple[str, str] | None) -> None:
    found = say(proposal, answer).stances

    assert ([stance] if stance else []) == [(s.stance, s.strength) for s in found]


def test_what_people_say_for_their_own_proposal_is_no_stance() -> None:
    assert say('I would write "the big old mill". I support this.', "Hm.", "I still agree with this.").stances == ()


def test_vote_without_a_proposal_is_a_warning() -> None:
    annotations = say("The mill is old.", "'''Support''' it is.")

    assert (annotations.stances, [warning.code for warning in annotations.warnings]) == ((), ["unplaced-stance"])


@pytest.mark.parametrize(
    "answer, stance",
    [
        ("Please undo it if that is not correct.", None),
        ("I'd like a second source.", None),
        ("Apart from that word I could support it.", "support with changes"),
        ("I'd go with it, though not by much.", "support"),
        ("One. Two. Three. Four. Somewhere in the report I agree with the author.", None),
    ],
)
def test_words_take_a_side_early_and_plainly(answer: str, stance: str | None) -> None:
    found = say('I would write "the big old mill by the lake".', answer, language=RULES).stances

    assert ([stance] if stance else []) == [s.stance for s in found]


@pytest.mark.parametrize(
    "answer, stances",
    [
        ("'''A''', or C if it can't be had.", {"A": "support", "C": "support"}),
        ("B is useless, but A reads well to me.", {"A": "support", "B": "oppose"}),
        ("I'd be glad to see A in place of B.", {"A": "support"}),
        ("I'm not happy with any of the three.", {"A": "oppose", "B": "oppose", "C": "oppose"}),
        ("Can't get on board with B, sorry.", {"B": "oppose"}),
    ],
)
def test_options_are_told_apart_by_their_letters(answer: str, stances: dict[str, str]) -> None:
    survey = "Which one? \n*'''Option A''': a map\n*'''Option B''': a photo\n*'''Option C''': both\n"
    found = say(survey, answer)
    labels = {p.id: (p.label or "")[-1] for p in found.proposals}

    assert stances == {labels[s.proposal]: s.stance for s in found.stances}


def test_late_option_is_what_follows_its_name_and_a_colon() -> None:
    survey = "Which one? \n*'''Option A''': the old map of the lake\n*'''Option B''': a photo of the lake\n"
    found = say(survey, "Neither will do. '''Option C''': {{tq|the new map of the lake}}", "C is fine.")

    assert ("Option C", "the new map of the lake") == (found.proposals[-1].label, found.proposals[-1].text)
    assert [found.proposals[-1].id] == [s.proposal for s in found.stances if s.stance == "support"]


def test_words_that_are_quoted_name_the_proposal_that_brought_them_up() -> None:
    found = say(
        'I would write "a mill that was built in about 1911".',
        'I would write "a mill that was built in or about 1911".',
        'I object to "in or about".',
    )

    assert [(found.proposals[1].id, "oppose")] == [
        (s.proposal, s.stance) for s in found.stances if s.evidence.quote.startswith("I object")
    ]


@pytest.mark.parametrize(
    "answers, status",
    [
        (["I can't go along with your version."], "declined"),
        (["I've put it in.", "I have undone that.", "Restored with the register as the source."], "implemented"),
        (["Not done: no source.", "Found one elsewhere, please disregard."], "withdrawn"),
    ],
)
def test_status_is_the_last_that_was_said(answers: list[str], status: str) -> None:
    proposal = 'Please change "the mill" to "the big old mill by the lake".'

    assert status == say(proposal, *answers).proposals[0].status


def test_what_is_done_after_a_withdrawn_correction_is_what_it_would_have_corrected() -> None:
    found = say(
        'I would write "the big old mill by the lake is from 1911".',
        'Could we have "large" instead of "big"?',
        "It was never large.",
        "Then forget I asked.",
        "Done.",
    )

    assert ["implemented", "withdrawn"] == [p.status for p in found.proposals]


def test_first_comment_below_a_heading_of_closing_closes_the_discussion() -> None:
    text = """== RfC: picture ==
{{rfc|hist}}
Which one?
*'''Option A''': a map
*'''Option B''': a photo
[[User:Ana]] 10:00, 3 May 2024 (UTC)
=== Survey ===
*'''B'''. [[User:Bo]] 10:01, 3 May 2024 (UTC)
=== Closing statement ===
There is a consensus for option B. [[User:Cy]] 10:02, 3 June 2024 (UTC)
:Thanks. I have changed the article. [[User:Bo]] 10:03, 3 June 2024 (UTC)
"""
    found = annotate(parse(RawPage(text, "wikitext", title="Talk:Lake"), ENGLISH), ENGLISH)

    assert ["declined", "implemented"] == [p.status for p in found.proposals]
    assert ["accepted"] == [r.outcome for r in found.requests]


@pytest.mark.parametrize(
    "declared, requests",
    [("I have a conflict of interest, since I work for Acme. ", ["open"]), ("I work for Acme. ", []), ("", [])],
)
def test_who_only_asks_because_of_an_interest_makes_a_request_in_a_copy_without_templates(
    declared: str, requests: list[str]
) -> None:
    text = f"""Talk:Lake

History

{declared}Please change "the mill" to "the big old mill by the lake". Ana (talk) 10:00, 3 May 2024 (UTC)[reply]
Which mill? Bo (talk) 10:01, 3 May 2024 (UTC)[reply]
"""
    found = annotate(parse(RawPage(text, "plain", title="Talk:Lake"), ENGLISH), ENGLISH)

    assert requests == [r.outcome for r in found.requests]


@pytest.mark.parametrize(
    "asked, answers, outcome",
    [
        ('Please change "the mill" to "the big old mill".', ["Done on this understanding."], "implemented"),
        (
            'Please change "the mill" to "the big old mill".',
            ['I would write "the large old mill".', "Fine.", "Done."],
            "implemented with changes",
        ),
        (
            '1. Please change "the mill" to "the big old mill". 2. Please remove the map of the county.',
            ["I have changed the mill. I won't remove the map, it has a source."],
            "partly implemented",
        ),
        ('Please change "the mill" to "the big old mill".', ["No source was given. No change until then."], "declined"),
    ],
)
def test_outcome_of_an_edit_request_follows_from_what_was_made(asked: str, answers: list[str], outcome: str) -> None:
    said = [
        f"{':' * depth}{text} [[User:{'Bo' if depth % 2 else 'Ana'}]] 10:0{depth}, 3 May 2024 (UTC)"
        for depth, text in enumerate([asked, *answers])
    ]
    text = "\n".join(["== Mill ==", f"{{{{edit semi-protected|Lake}}}} {said[0]}", *said[1:], ""])
    found = annotate(parse(RawPage(text, "wikitext", title="Talk:Lake"), ENGLISH), ENGLISH)

    assert [outcome] == [r.outcome for r in found.requests]


SURVEY = """== RfC: picture ==
Which one?
*'''Option A''': a map
*'''Option B''': a photo
[[User:Ana]] 10:00, 3 May 2024 (UTC)
*'''B'''. [[User:Bo]] 10:01, 3 May 2024 (UTC)
"""
DELETION = "== Old Mill ==\n[[Old Mill]] has no sources. [[User:Ana]] 10:00, 3 May 2024 (UTC)\n*'''Keep'''. [[User:Bo]] 10:01, 3 May 2024 (UTC)\n"


@pytest.mark.parametrize(
    "title, discussion, closing, outcome, statuses",
    [
        ("Talk:Lake", SURVEY, "Closing this: consensus is for option B.", "accepted", ["declined", "accepted"]),
        ("Talk:Lake", SURVEY, "Closed. Option B, I have changed it.", "accepted", ["declined", "implemented"]),
        ("Talk:Lake", SURVEY, "Closing this as no consensus.", "no consensus", ["declined", "declined"]),
        ("Talk:Lake", SURVEY, "Closing this would be too early.", "open", ["open", "open"]),
        ("Wikipedia:Articles for deletion/Old Mill", DELETION, "The result was redirect.", "declined", ["declined"]),
        (
            "Wikipedia:Articles for deletion/Old Mill",
            DELETION,
            "The result was delete.",
            "implemented",
            ["implemented"],
        ),
    ],
)
def test_closing_words_without_a_box_decide_what_was_asked(
    title: str, discussion: str, closing: str, outcome: str, statuses: list[str]
) -> None:
    text = f"{discussion}{closing} [[User:Cy]] 10:02, 3 June 2024 (UTC)\n"
    found = annotate(parse(RawPage(text, "wikitext", title=title), ENGLISH), ENGLISH)

    assert [outcome] == [r.outcome for r in found.requests]
    assert statuses == [p.status for p in found.proposals]


def test_few_words_repeat_an_interest_that_someone_has_declared() -> None:
    said = ["Bo again. It is deep.", "I work for Acme.", "Bo again. It is not."]
    text = "\n".join(f":{words} [[User:Bo]] 10:0{n}, 3 May 2024 (UTC)" for n, words in enumerate(said))
    page = parse(RawPage(f"== One ==\n{text}", "wikitext", title="Talk:Lake"), ENGLISH)
    found = annotate(page, ENGLISH)

    assert [c.id for c in page.comments[1:]] == [interest.evidence.comment for interest in found.interests]


def test_template_says_nothing_new_of_who_has_declared_an_interest_before() -> None:
    text = """== One ==
I work for Acme. [[User:Ana]] 10:00, 3 May 2024 (UTC)
== Two ==
{{edit COI}}
Please drop the year. [[User:Ana]] 10:01, 3 May 2024 (UTC)
"""
    found = annotate(parse(RawPage(text, "wikitext", title="Talk:Lake"), ENGLISH), ENGLISH)

    assert [("Ana", "Acme")] == [(interest.user, interest.party) for interest in found.interests]


def test_facts_do_not_depend_on_the_order_of_sets() -> None:
    # Weights of this page's wordings add up to just the share from which one counts, if they are added exactly.
    arguments = [sys.executable, "-m", "graphtalk", "parse", str(ROOT / "tests/gold/voices/comet-aldana.wikitext")]
    said = [
        subprocess.run(arguments, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1]


def test_pasted_reference_list_is_cited_and_ends_the_wording_above() -> None:
    said = say(
        'I suggest:\n\n"The mill was built in about 1750.[1]"\n\n1. ^ "Mills of the coast". Harbour Press. Harbour Press. 6 July 2016.'
    )

    assert ["The mill was built in about 1750.[1]"] == [proposal.text for proposal in said.proposals]
    assert ["work:mills-of-the-coast-2016"] == [source.id for source in said.sources]
