"""What is read from plain copies: who signed, by the page as a whole, and whom a comment answers, by rules."""

import re
from datetime import timedelta

import pytest

from graphtalk.language import load_language
from graphtalk.model import Comment, Page, RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

TIME = "09:05, 3 May 2021 (UTC)"


def read(*lines: str, site: str = "enwiki") -> Page:
    text = "\n".join(("Talk:Lake", "", "Depth", "", *lines))
    return parse(RawPage(text, "plain", title="Talk:Lake"), load_language(None, load_site(site)))


def authors(*lines: str, site: str = "enwiki") -> list[str | None]:
    return [comment.author for comment in read(*lines, site=site).comments]


@pytest.mark.parametrize(
    "line, author",
    [
        (f"It is deep. Ana {TIME}", "Ana"),
        (f"It is deep. Ana Lund (talk) {TIME}", "Ana Lund"),
        (f"It is deep. Ana Lund (talk · contribs) {TIME}", "Ana Lund"),
        (f"It is deep --Ana Lund {TIME}", "Ana Lund"),
        (f"It is deep. — Ana Lund {TIME}", "Ana Lund"),
        (f"It is deep - Ana Lund {TIME}", "Ana Lund"),
        (f"It is deep. Ana Lund ✉ {TIME}", "Ana Lund"),
        (f"It is deep. 192.0.2.7 (talk) {TIME}", "192.0.2.7"),
        (f"It is deep. — Preceding unsigned comment added by Ana. B (talk) {TIME}", "Ana. B"),
    ],
)
def test_name_stands_before_the_timestamp(line: str, author: str) -> None:
    assert [author] == authors(line)


@pytest.mark.parametrize(
    "signature, author",
    [
        ("Ana Lund | talk", "Ana Lund"),
        ("Ana Lund “Talk”", "Ana Lund"),
        ("Ana Lundtalk", "Ana Lund"),
        ("Ana Lund T C", "Ana Lund"),
        ("Ana Lund (t c)", "Ana Lund"),
        ("Ana Lund Read! Talk!", "Ana Lund"),
        ("Ana Lund | 2¢", "Ana Lund"),
        ("* Lund * it has begun...", "Lund"),
        ("Lund☎call", "Lund"),
        ("--Ana Talk Page.", "Ana"),
        ("Ana88 jumps about", "Ana88"),
        ("m:User:Ana Lund", "Ana Lund"),
        # These words belong to the name.
        ("Plan B (talk)", "Plan B"),
        ("Ana (WMF) (talk)", "Ana (WMF)"),
        ("Ana L. (Lakes Trust) (talk)", "Ana L. (Lakes Trust)"),
        ("Ana (Lake Club) (talk)", "Ana (Lake Club)"),
        ("Ana of the Lake (talk)", "Ana of the Lake"),
    ],
)
def test_what_follows_a_name_is_cut_off(signature: str, author: str) -> None:
    assert [author] == authors(f"It is deep. {signature} {TIME}")


@pytest.mark.parametrize(
    "text, author",
    [
        ("It is deep...Ana Lund (talk)", "Ana Lund"),
        ("Is it deep?Ana Lund (talk)", "Ana Lund"),
        ("It is deep.Ana Lund (talk)", "Ana Lund"),
        ("It is (deep)Ana Lund (talk)", "Ana Lund"),
        ("See https://lakes.example/deep Ana Lund (talk)", "Ana Lund"),
        ("Thanks for telling me AnaLund (talk)", "AnaLund"),
        ("and wait for me Lund (talk)", "Lund"),
        ("شكرا Lund (talk)", "Lund"),
        ("それは深いLund (talk)", "Lund"),
        ("It is deep ★Ana Lund (talk)", "★Ana Lund"),
        # A stop is part of these names.
        ("It is deep. Ana.Lund (talk)", "Ana.Lund"),
        ("It is deep --Mr. Lund (talk)", "Mr. Lund"),
    ],
)
def test_name_begins_where_the_text_ends(text: str, author: str) -> None:
    assert [author] == authors(f"{text} {TIME}")


@pytest.mark.parametrize(
    "lines, expected",
    [
        # The same user ends every comment so.
        (["It is deep. Ana (talk)", "Done Ana (talk)"], ["Ana", "Ana"]),
        (["So it is. Dr. Lund (talk)", "We saw it. Dr. Lund (talk)"], ["Dr. Lund", "Dr. Lund"]),
        (["So it is. Yes. Lund (talk)", "We saw it. Lund (talk)"], ["Lund", "Lund"]),
        (["It is. Tam Weir SHOUT", "It was. Tam Weir SHOUT"], ["Tam Weir", "Tam Weir"]),
        (["It is. Ana – shout", "It was. Ana – shout"], ["Ana", "Ana"]),
        (["It is. Old Tam throw him a fish", "It was. Old Tam throw him a fish"], ["Old Tam", "Old Tam"]),
        # People are addressed by name.
        (["Thanks Ana Lund (talk)", "@Ana Lund: no thanks. Bo (talk)"], ["Ana Lund", "Bo"]),
        (["It is. Tam weir shouts", "@Tam: no. Bo (talk)"], ["Tam", "Bo"]),
        # Another signature shows where a name begins, and which names are others'.
        (["It is. Ana Lund (talk)", "I am honestAna Lund (talk)"], ["Ana Lund", "Ana Lund"]),
        (["It is. Ana (talk)", "I see what Ana and Bo Weir (talk)"], ["Ana", "Bo Weir"]),
        (["It is. Ana (talk)", "No. Ana backup (talk)"], ["Ana", "Ana backup"]),
        # A word that people close with is part of no name.
        (["It is. Cheers, Ana (talk)", "No. Cheers, Bo (talk)", "Cheers cheers. Cheers Cwen (talk)"], ["Ana", "Bo", "Cwen"]),
    ],
)  # fmt: skip
def test_page_is_the_witness(lines: list[str], expected: list[str]) -> None:
    assert expected == authors(*(f"{line} {TIME}" for line in lines))


def test_small_words_stand_within_a_name_where_all_its_signatures_have_them() -> None:
    lines = [f"It is deep and wide. Lint and Ana (talk) {TIME}", f"It is not so deep and not so wide. Bo (talk) {TIME}"]

    assert authors(*lines, f"And cold. Lint and Ana (talk) {TIME}") == ["Lint and Ana", "Bo", "Lint and Ana"]


def test_title_before_a_name_is_part_of_it_where_several_signatures_have_it() -> None:
    lines = [f"It is deep. Prof. A. Lund (talk) {TIME}", f"And cold. Prof. A. Lund (talk) {TIME}"]

    assert authors(*lines) == ["Prof. A. Lund", "Prof. A. Lund"]


@pytest.mark.parametrize(
    "banner",
    [
        "WikiProject Lakes (Low-importance)",
        "Food and drink (Mid-importance)",
        "This article was nominated for deletion on 4 May 2015. The result was keep.",
        "The following Wikipedia contributor has been paid by Lakes Trust on their behalf: Ana",
    ],
)
def test_banner_above_the_first_heading_is_said_by_nobody(banner: str) -> None:
    text = f"Talk:Lake\n\n{banner}\n\nDepth[edit]\n\nIt is deep. Ana (talk) {TIME}"
    page = parse(RawPage(text, "plain", title="Talk:Lake"), load_language("en"))

    assert [section.heading for section in page.sections] == ["Depth"]
    assert [comment.author for comment in page.comments] == ["Ana"]


def test_one_of_the_commonest_words_before_a_name_is_part_of_it() -> None:
    text = "the lake and the weir and the mill and the otter. "

    assert ["The Weaver"] == authors(f"{text * 3}The Weaver (talk) {TIME}")
    assert ["Weaver"] == authors(f"{text * 3}{'So thanks to you. ' * 9}Thanks Weaver (talk) {TIME}")


@pytest.mark.parametrize(
    "signature, answer, author",
    [
        ("ana88", "@ANA88: no.", "ANA88"),
        ("ANA", "Ana, no. I mean it, Ana.", "Ana"),
        ("ana88", "@ANA88: no, ana88.", "ana88"),  # people write it as it is signed, too
        ("ana88", "ANA88 knows.", "ana88"),  # once is not enough
        ("ana", "@Bo: no.", "ana"),
    ],
)
def test_name_is_spelt_as_all_others_spell_it(signature: str, answer: str, author: str) -> None:
    page = read(f"It is deep. {signature} (talk) {TIME}", f"{answer} Bo (talk) {TIME}")

    assert author == page.comments[0].author
    assert (signature if signature != author else None) == page.comments[0].display_name


def test_name_that_someone_signs_with_is_not_spelt_in_another_way() -> None:
    lines = [f"It is. ana88 (talk) {TIME}", f"@ANA88: no. Bo (talk) {TIME}", f"It was. ANA88 (talk) {TIME}"]

    assert ["ana88", "Bo", "ANA88"] == authors(*lines)


def test_words_for_the_talk_page_are_those_of_the_wiki() -> None:
    assert ["Ana"] == authors("Głęboko. Ana (dyskusja) 09:05, 3 maj 2021 (CEST)", site="plwiki")


def test_words_for_the_talk_page_are_learnt_from_brackets() -> None:
    lines = [f"It is. Ana (shout) {TIME}", f"It was. Bo (shout) {TIME}", f"No. Cwen Lund shout {TIME}"]

    assert ["Ana", "Bo", "Cwen Lund"] == authors(*lines)


@pytest.mark.parametrize(
    "line, expected",
    [
        (f"As I said at {TIME} it is deep. Ana (talk) {TIME}", ["Ana"]),
        (f"It is deep. Ana {TIME} >> So it was.", ["Ana", None]),
        (f"Thread begun before: {TIME}", [None]),
        (f"It is deep, enjoy! {TIME}", [None]),
        (f"-- On behalf of the team that counts otters {TIME}", [None]),
        (f"It is deep, and so it was when we came {TIME}", [None]),
    ],
)
def test_date_in_running_text_signs_nothing(line: str, expected: list[str | None]) -> None:
    assert expected[:1] == authors(line)


@pytest.mark.parametrize(
    "line, text",
    [
        (f"Thank you(Ana (talk) {TIME})", "Thank you"),
        (f"Thank you. Ana (talk) {TIME}.", "Thank you."),
        (f"Thank you. Ana (talk) {TIME}.[reply]", "Thank you."),
        (f"(Thank you. Ana (talk) {TIME})", "(Thank you.)"),
        (f"Thank you. Ana (talk) {TIME} Or not.", "Thank you. Or not."),
    ],
)
def test_what_closes_after_a_signature_is_no_text(line: str, text: str) -> None:
    (comment,) = read(line).comments

    assert text == comment.text
    assert line == comment.markup.strip()


def test_stop_on_a_line_of_its_own_begins_no_comment() -> None:
    assert ["It is.", "It was."] == [
        c.text for c in read(f"It is. Ana (talk) {TIME}", ")", f"It was. Bo {TIME}").comments
    ]


def test_arrow_of_an_outdent_begins_a_comment() -> None:
    lines = [f"It is. Ana (talk) {TIME}", f"It was. Bo (talk) {TIME} ┌─────┘It will be. Ana (talk) {TIME}"]

    assert ["Ana", "Bo", "Ana"] == authors(*lines)


@pytest.mark.parametrize("line, heads", [('"deep as a well"', True), ('"It is as deep as a well."', False)])
def test_heading_may_be_a_few_words_in_quotes(line: str, heads: bool) -> None:  # noqa: FBT001 - a column of the table
    page = read(f"It is. Ana (talk) {TIME}", "", line, "", f"So it is. Bo (talk) {TIME}")

    assert heads == (line in [section.heading for section in page.sections])


# Whom a comment answers -----------------------------------------------------------------------------------------------

# A page on which blank lines tell something: paragraphs have them, replies do not.
OTHERS = [
    "",
    "Height",
    "",
    "How high? Cwen (talk)",
    "",
    "So high. Dorrit (talk)",
    "No. Cwen (talk)",
    "Yes. Dorrit (talk)",
]


def answers(lines: list[str], others: list[str] = OTHERS) -> list[Comment]:
    """Return the comments of the first section; each signature gets a timestamp an hour later, or as early as it says."""
    signed = []
    for hour, line in enumerate([*lines, *others]):
        found = re.search(r" <(\d+)>$", line)
        clock = int(found[1]) if found else hour
        text = line[: found.start()] if found else line
        signed.append(f"{text} {clock // 60:02}:{clock % 60:02}, 3 May 2021 (UTC)" if text.endswith("(talk)") else text)
    page = read(*signed)
    return [comment for comment in page.comments if comment.section == page.comments[0].section]


def parents(comments: list[Comment]) -> list[int | None]:
    ids = [comment.id for comment in comments]
    return [ids.index(comment.parent) if comment.parent else None for comment in comments]


@pytest.mark.parametrize(
    "lines, expected",
    [
        # A blank line stands around paragraphs, and none between replies.
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Eve (talk)"], [None, 0, 1]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Eve (talk)", "", "And wide? Tam (talk)"], [None, 0, 1, None]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "And wide? Tam (talk)", "", "No. Eve (talk)"], [None, 0, None, 2]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "One thing.", "", "Another. Tam (talk)"], [None, 0, None]),
        (["Deep? Ana (talk)", "", "And wide? Ana (talk)"], [None, None]),
        # Turns of two.
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Ana (talk)", "Yes. Bo (talk)"], [None, 0, 1, 2]),
        # Who is addressed at the beginning is answered; elsewhere not.
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Eve (talk)", "@Bo: why? Tam (talk)"], [None, 0, 1, 1]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Eve (talk)", "As for why, @Bo and others knew it all along: no. Tam (talk)"], [None, 0, 1, 1]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Eve (talk)", "Now that it is said that it is not deep at all, @Bo: why? Tam (talk)"], [None, 0, 1, 2]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "Bo, why? Tam (talk)"], [None, 0, 1]),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "Thanks, Bo. Tam (talk)"], [None, 0, 1]),
        (["Deep? Ana (talk)", "", "Yes. Bo Weir (talk)", "", "@BoWeir99: why? Tam (talk)"], [None, 0, 1]),
        # What is older than the comment above answers something higher up, or nothing.
        (["Deep? Ana (talk) <1>", "", "Yes. Bo (talk) <2>", "No. Eve (talk) <9>", "Well. Tam (talk) <5>"], [None, 0, 1, 0]),
        (["Deep? Ana (talk) <1>", "", "Yes. Bo (talk) <9>", "", "Well. Tam (talk) <5>"], [None, 0, None]),
        (["Deep? Ana (talk) <7>", "", "Yes. Bo (talk) <8>", "No. Eve (talk) <5>"], [None, 0, None]),
        # Entries of a list stand below what is asked; an author and two who take turns go on.
        (["Move? Ana (talk)", "", "  • Yes. Bo (talk)", "  • No. Eve (talk)", "  • Yes. Tam (talk)"], [None, 0, 0, 0]),
        (["Move? Ana (talk)", "", "  • Yes. Bo (talk)", "  • No. Eve (talk)", "  • Why? Bo (talk)"], [None, 0, 0, 2]),
        (["Move? Ana (talk)", "", "  • Yes. Bo (talk)", "  • Or no. Bo (talk)"], [None, 0, 1]),
        (["  • Yes. Bo (talk)", "  • No. Eve (talk)", "  • Why? Tam (talk)"], [None, None, None]),
        (["Move? Ana (talk)", "", "Where? Bo (talk)", "There. Ana (talk)", "  • Yes. Tam (talk)"], [None, 0, 1, 0]),
        # An outdent goes on with the thread.
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "┌─────┘Well. Tam (talk)"], [None, 0, 1]),
    ],
)  # fmt: skip
def test_parent_is_guessed(lines: list[str], expected: list[int | None]) -> None:
    assert expected == parents(answers(lines))


def test_who_took_part_in_a_deep_thread_goes_on_at_the_margin() -> None:
    talk = [f"{who}? {who} (talk)" for who in ("Bo", "Eve", "Bo", "Eve", "Bo", "Eve", "Bo")]

    assert 7 == parents(answers(["Deep? Ana (talk)", "", *talk, "", "So be it. Eve (talk)"]))[-1]
    assert None is parents(answers(["Deep? Ana (talk)", "", *talk, "", "So be it. Tam (talk)"]))[-1]
    assert None is parents(answers(["Deep? Ana (talk)", "", *talk[:2], "", "So be it. Bo (talk)"]))[-1]


@pytest.mark.parametrize("blank", [[""], []])
def test_blank_lines_above_all_comments_or_none_tell_nothing(blank: list[str]) -> None:
    lines = ["Deep? Ana (talk)", *blank, "Yes. Bo (talk)", *blank, "No. Eve (talk)", *blank, "Well. Tam (talk)"]
    comments = answers(lines, [])

    assert [None, 0, 1, 2] == parents(comments)
    assert not any(comment.markup.startswith("\n") for comment in comments)


def test_markup_keeps_the_blank_lines_that_tell_something() -> None:
    comments = answers(["Deep?", "", "And wide? Ana (talk)", "", "Yes. Bo (talk)", "No. Eve (talk)"])

    assert ["\nDeep?\n\nAnd wide?", "\nYes.", "No."] == [c.markup.partition(f" {c.author} (")[0] for c in comments]


@pytest.mark.parametrize(
    "lines, detail",
    [
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "Well. Tam (talk)"], "no parent, guessed by blank, confidence 0.7"),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "No. Ana (talk)"], "parent guessed by turns, confidence 0.9"),
        (["Deep? Ana (talk)", "", "And wide? Ana (talk)"], "no parent, guessed by blank, confidence 0.5, also c-Ana-"),
        (["Deep? Ana (talk)", "", "Yes. Bo (talk)", "", "Eh. Ana (talk)", "", "Oh. Bo (talk)", "", "Ah. Eve (talk)"], "parent guessed by order, confidence 0.6, also none"),
    ],
)  # fmt: skip
def test_warning_tells_the_guess_and_another_that_is_about_as_likely(lines: list[str], detail: str) -> None:
    signed = [f"{line} 0{i}:00, 3 May 2021 (UTC)" if line.endswith("(talk)") else line for i, line in enumerate(lines)]
    others = [f"{line} 12:0{i}, 4 May 2021 (UTC)" if line.endswith("(talk)") else line for i, line in enumerate(OTHERS)]
    warnings = [warning.detail for warning in read(*signed, *others).warnings if warning.code == "parent-guessed"]

    assert any(warning.startswith(detail) for warning in warnings), warnings


def test_comment_never_answers_a_later_one() -> None:
    comments = answers(["Deep? Ana (talk) <7>", "Yes. Bo (talk) <3>", "", "No. Eve (talk) <9>", "Why? Tam (talk) <1>"])

    for comment, parent in zip(comments, parents(comments), strict=True):
        later = parent is not None and comments[parent].timestamp
        assert not (later and comment.timestamp and later - comment.timestamp > timedelta(0))


CONTENTS = ["Contents", "1 Depth", "2 Size of the lake, and its shape", "3 Depth"]


def headings(*lines: str) -> list[str]:
    text = "\n".join(("Talk:Lake", "", *CONTENTS, "", *lines, f"Ana {TIME}"))
    page = parse(RawPage(text, "plain", title="Talk:Lake"), load_language("en"))
    return [section.heading for section in page.sections if section.level]


def test_heading_with_a_break_is_one_where_the_contents_list_it() -> None:
    listed = ["Depth", "Size of the lake, and its shape"]

    assert listed == headings("Depth", "", f"Deep. Ana {TIME}", "", "Size of the lake,", "and its shape", "", "Large.")


def test_line_is_a_heading_as_often_as_the_contents_list_it() -> None:
    deep = ["Depth", "", f"Deep. Ana {TIME}", ""]

    assert ["Depth", "Depth"] == headings(*deep, *deep, *deep)


def test_what_arabic_users_call_their_talk_page_is_no_part_of_their_name() -> None:
    time = "14:08، 29 أبريل 2020 (ت ع م)"

    assert ["طارق", "سلمى"] == authors(f"عميق. طارق راسلني هنا {time}", "", f"نعم. سلمى ناقش {time}", site="arwiki")


LIST = ("", "  {}^ Drew, Helen (2011). Waters. Skiddaw Books.", "  {}^ Pell, Ada (2016). Weirs. Skiddaw Books.", "")
NUMBERED = [line.format(f"{n}. ") for n, line in enumerate(LIST)]
BARE = [line.format("") for line in LIST]


def cited(*lines: str) -> list[tuple[str | None, int]]:
    """Return who cites how many works of reference lists."""
    page = read(*lines)
    return [(c.author, sum(mark.kind == "citation" for mark in c.marks)) for c in page.comments]


@pytest.mark.parametrize(
    "lines, expected",
    [
        ([f"Deep.[1][2] Ana (talk) {TIME}", *NUMBERED, f"No. Bo (talk) {TIME}"], [("Ana", 2), ("Bo", 0)]),
        ([f"Deep.[1][2] Ana (talk) {TIME}", *BARE, f"No. Bo (talk) {TIME}"], [("Ana", 2), ("Bo", 0)]),
        (["Deep.[1][2]", *BARE, f"Is it? Ana (talk) {TIME}", f"No. Bo (talk) {TIME}"], [("Ana", 2), ("Bo", 0)]),
        # The numbers are not there: whose list it is, is where it stands.
        ([f"Deep. Ana (talk) {TIME}", *NUMBERED, f"No. Bo (talk) {TIME}"], [("Ana", 0), ("Bo", 2)]),
        ([f"Deep.[1] Ana (talk) {TIME}", *BARE, f"No. Bo (talk) {TIME}"], [("Ana", 0), ("Bo", 0)]),
        # The list at the end of the page is that of all sections.
        (
            [f"Deep.[1][2] Ana (talk) {TIME}", "", "Name[edit]", "", f"No. Bo (talk) {TIME}", *NUMBERED],
            [("Ana", 2), ("Bo", 0)],
        ),
    ],
)
def test_works_of_a_reference_list_go_to_its_numbers(lines: list[str], expected: list[tuple[str, int]]) -> None:
    assert expected == cited(*lines)


def test_name_of_a_reference_list_is_no_heading() -> None:
    lines = (f"Deep.[1][2] Ana (talk) {TIME}", "", "References", *NUMBERED, "Name", "", f"No. Bo (talk) {TIME}")
    page = read(*lines)

    assert ["Depth", "Name"] == [section.heading for section in page.sections]
    assert ["Deep.[1][2]", "No."] == [comment.text for comment in page.comments]
