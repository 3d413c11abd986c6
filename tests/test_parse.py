"""From markup to structure where a whole case would say too much: headings, marks, plain copies, limits."""

import time

import pytest

from graphtalk.language import load_language
from graphtalk.model import Markup, Page, RawPage
from graphtalk.parse import parse
from graphtalk.parse.threads import user_kind

ENGLISH = load_language("en")
LINKED = "[[User:Ana|Ana]] ([[User talk:Ana|talk]]) 10:00, 3 May 2024 (UTC)"
SHOWN = "Ana (talk) 10:00, 3 May 2024 (UTC)[reply]"
ANCHORS = '<a href="/wiki/User:Ana">Ana</a> 10:00, 3 May 2024 (UTC)'


def page_of(text: str, markup: Markup = "wikitext", title: str | None = "Talk:Lake") -> Page:
    return parse(RawPage(text, markup, title=title, source="Some_file.txt"), ENGLISH)


@pytest.mark.parametrize(
    "before, line, heading",
    [
        ("Talk:Lake\n\n", "Depth", True),
        ("Talk:Lake\n\n", "Depth[edit]", True),
        (f"Deep. {SHOWN}\n\n", "Depth", True),
        (f'Deep.[1] {SHOWN}\n\n  1. ^ Drew, Helen (2011). "Waters". Skiddaw.\n\n', "Depth", True),
        (f"Deep. {SHOWN}\n\n", "It is deep.", False),
        (f"Deep. {SHOWN}\n\n", "Is it deep?", False),
        (f"Deep. {SHOWN}\n\n", "word " * 40, False),
        (f"Deep. {SHOWN}\n", "Depth\nIt is deep.", False),
        ("Talk:Lake\n\nIt is deep,\n\n", "and cold", False),
    ],
)  # fmt: skip
def test_heading_of_a_plain_copy_stands_alone_where_no_comment_is_open(before: str, line: str, heading: bool) -> None:  # noqa: FBT001  a column of the table
    page = page_of(f"{before}{line}\n\nToo cold. {SHOWN}\n", "plain")

    assert heading == (page.sections[-1].heading == line.strip().removesuffix("[edit]"))


@pytest.mark.parametrize(
    "wikitext, heading",
    [
        ("== Depth ==", "Depth"),
        ("==Depth==", "Depth"),
        ("=== ''Depth'' of [[lake|the lake]] ===", "Depth of the lake"),
        ("== Depth == <!-- keep -->", "Depth"),
        ("== 1 = 1 ==", "1 = 1"),
        ("== Depth ==\t", "Depth"),
    ],
)
def test_heading_of_wikitext(wikitext: str, heading: str) -> None:
    assert [heading] == [section.heading for section in page_of(f"{wikitext}\nDeep. {LINKED}").sections]


@pytest.mark.parametrize(
    "copied",
    [
        f"Depth[edit]\nDeep. {SHOWN}\n\nSize[edit]\n",
        f"\nDepth\n[edit]\nDeep. {SHOWN}\nSize\n[edit]\n",
        f"\nDepth\nLatest comment: 2 days ago\n\nDeep. {SHOWN}\n\nAdd topic\n\nSize\nSubscribe\n\n",
    ],
)
def test_interface_words_of_a_copy_part_its_sections_and_leave_nothing(copied: str) -> None:
    page = page_of(f"Talk:Lake\nAdd topic\n{copied}Cold. {SHOWN}\n", "plain")

    assert ["Depth", "Size"] == [section.heading for section in page.sections]
    assert ["Deep.", "Cold."] == [comment.text for comment in page.comments]


@pytest.mark.parametrize(
    "markup, text",
    [
        ("wikitext", f"'''A''' ''b'' <s>c</s> <code>d</code> {{{{tq|e}}}} [https://x.example f] [[Lake|g]] {LINKED}"),
        ("html", (f'<p><b>A</b> <i>b</i> <s>c</s> <code>d</code> <q class="inline-quote-talk">e</q> '
                 f'<a href="https://x.example">f</a> <a href="/wiki/Lake">g</a> {ANCHORS}</p>')),
    ],
)  # fmt: skip
def test_same_marks_come_from_wikitext_and_html(markup: Markup, text: str) -> None:
    (comment,) = page_of(text, markup).comments
    marks = [(mark.kind, comment.text[mark.start : mark.end], mark.target) for mark in comment.marks]

    assert comment.text == "A b c d e f g"
    assert [(*mark[:2], None if mark[0] == "quote" else mark[2]) for mark in marks] == [
        ("bold", "A", None), ("italic", "b", None), ("strike", "c", None), ("code", "d", None), ("quote", "e", None),
        ("url", "f", "https://x.example"), ("link", "g", "Lake"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "anchor, kind, target",
    [
        ('<a href="/wiki/Lake_Ferrow#Depth">x</a>', "link", "Lake Ferrow#Depth"),
        ('<a href="https://en.wikipedia.org/wiki/Lake">x</a>', "link", "Lake"),
        ('<a href="/w/index.php?title=User:Bo&amp;action=edit&amp;redlink=1" class="new">x</a>', "user", "Bo"),
        ('<a class="external text" href="https://other.example/wiki/User:Bo">x</a>', "user", "Bo"),
        (
            '<a class="external text" href="https://other.example/wiki/Bo">x</a>',
            "url",
            "https://other.example/wiki/Bo",
        ),
        ('<a class="extiw" title="de:Wehr" href="https://de.wikipedia.org/wiki/Wehr">x</a>', "link", "de:Wehr"),
        ('<a href="//lakes.example/a">x</a>', "url", "//lakes.example/a"),
        ('<a href="mailto:a@lakes.example">x</a>', None, None),
        ('<a href="#Depth">x</a>', None, None),
        ("<a>x</a>", None, None),
    ],
)
def test_what_a_link_of_html_leads_to(anchor: str, kind: str | None, target: str | None) -> None:
    (comment,) = page_of(f"<p>See {anchor} there. {ANCHORS}</p>", "html").comments

    assert comment.text == "See x there."
    assert [(mark.kind, mark.target) for mark in comment.marks] == ([(kind, target)] if kind else [])


@pytest.mark.parametrize(
    "name, kind",
    [
        ("192.0.2.7", "ip"), ("2001:DB8::1F", "ip"), ("2001:DB8:0:0:0:0:0:1F", "ip"), ("~2026-12345-67", "temporary"),
        ("~2026-1", "temporary"), ("192.0.2.777", "registered"), ("~Ana", "registered"), ("2026-1", "registered"),
    ],
)  # fmt: skip
def test_kind_of_a_user(name: str, kind: str) -> None:
    assert user_kind(name) == kind


@pytest.mark.parametrize("page", ["Special:Contributions/&#126;2026-1", "User talk:&#126;2026-1", "User:~2026-1"])
def test_temporary_account_is_known_by_a_link_that_writes_its_tilde_in_any_way(page: str) -> None:
    (comment,) = page_of(
        f"It is. [[{page}|&#126;2026-1]] ([[User talk:&#126;2026-1|talk]]) 10:00, 3 May 2026 (UTC)"
    ).comments

    assert ("~2026-1", "It is.") == (comment.author, comment.text)


def test_comment_ids_use_the_punctuation_of_their_time() -> None:
    page = page_of(
        f"Old. {LINKED.replace('3 May 2024', '11 July 2022')}\n\nNew. {LINKED.replace('3 May 2024', '12 July 2022')}"
    )

    assert [comment.id for comment in page.comments] == ["c-Ana-2022-07-11T10:00:00.000Z", "c-Ana-20220712100000"]


def test_long_name_is_cut_between_characters_in_an_id() -> None:
    name = "Ö" * 45
    (comment,) = page_of(f"Yes. [[User:{name}|x]] 10:00, 3 May 2024 (UTC)").comments

    assert (f"c-{'Ö' * 40}-20240503100000", name) == (comment.id, comment.author)


@pytest.mark.parametrize(
    "title, subject, namespace",
    [
        ("Talk:Lake", "Lake", 1),
        ("Talk:Lake/Archive 2", "Lake", 1),
        ("User talk:Ana", "Ana", 3),
        ("Lake", None, 0),
        ("Wikipedia:Tea house", None, 4),
    ],
)
def test_subject_of_a_talk_page(title: str, subject: str | None, namespace: int) -> None:
    page = page_of("", title=title)

    assert (subject, namespace) == (page.subject, page.namespace)


def test_page_without_title_goes_by_its_file() -> None:
    page = page_of(f"Yes. {LINKED}", title=None)

    assert (page.id, page.namespace) == ("local:Some file", None)
    assert [warning.code for warning in page.warnings] == ["title-guessed"]


def test_timestamps_that_nobody_signed_are_reported() -> None:
    page = page_of("Yes. Ana 10:00, 3 May 2024 (UTC)\n\n" * 3)

    assert "no-comments" in [warning.code for warning in page.warnings]


@pytest.mark.parametrize(
    "markup, text",
    [
        ("wikitext", "{{tq|" * 30 + "x" + "}}" * 30),
        ("wikitext", "{{cite web|title=" * 30 + "x" + "}}" * 30),
        ("wikitext", "<b>" * 3000 + "x" + "</b>" * 3000),
        ("wikitext", '<ref name="a">x <ref name="a" /> y</ref>'),
        ("wikitext", "<div>\n" * 500),
        ("html", "<div>" * 1000 + "x" + "</div>" * 1000),
        ("html", '<a href="http://[x">x</a>'),
        ("html", "<!-- x -->"),
        ("plain", "(talk " * 3000 + "x"),
    ],
)
def test_odd_markup_is_read_to_its_end_and_soon(markup: Markup, text: str) -> None:
    start = time.perf_counter()
    page = page_of(text + {"wikitext": LINKED, "html": f"<p>{ANCHORS}</p>", "plain": f"\n{SHOWN}"}[markup], markup)

    assert page.comments[-1].author == "Ana"
    assert time.perf_counter() - start < 5  # seconds; what grows exponentially takes hours


def test_piece_too_long_for_the_parser_keeps_its_text_and_says_so() -> None:
    page = page_of(f"{{{{tq|[[Lake]] {'word ' * 20_000}}}}} {LINKED}")

    assert "word word" in page.comments[0].text
    assert "parser-limit" in [warning.code for warning in page.warnings]


@pytest.mark.parametrize("opening", ["<div>", "<ul><li>", "<i><div>", "<table><tr><td>"])
def test_page_too_deep_for_the_parser_keeps_its_comments_and_says_so(opening: str) -> None:
    page = page_of(f"{opening * 5_000}<p>One. {ANCHORS}</p><p>Two. {ANCHORS}</p>", "html")

    assert ["One.", "Two."] == [comment.text for comment in page.comments]
    assert "parser-limit" in [warning.code for warning in page.warnings]


@pytest.mark.parametrize(
    "timestamp",
    [
        "10:00, 3. Mai 2024 (CEST)",
        "3 mai 2024 à 10:00 (CEST)",
        "10:00، 3 مايو 2024 (ت ع م)",
        "2024년 5월 3일 (금) 10:00 (KST)",
        "2024. május 3., 10:00 (CEST)",
        "۳ مهٔ ۲۰۲۴، ساعت ۱۰:۰۰ (UTC)",
    ],
)
def test_page_of_another_wiki_than_was_told_says_so(timestamp: str) -> None:
    signed = f"So it is. [[User:Ana|Ana]] {timestamp}\n\n"
    page = page_of(signed * 3)

    assert [None] == [comment.author for comment in page.comments]
    assert "no-comments" in [warning.code for warning in page.warnings]


def test_page_with_a_few_dates_in_its_prose_says_nothing_of_signatures() -> None:
    page = page_of("It burned down at 10:00 on 3 May 2024. In 2025 (May) it stood again, at 12:30 o'clock.\n\n" * 3)

    assert "no-comments" not in [warning.code for warning in page.warnings]


@pytest.mark.parametrize(
    "shown, author, warned",
    [
        ("{{User:Ana Bo/signature}}", "Ana Bo", False),
        ("{{User:Ana Bo/signature|x=1}}", "Ana Bo", False),
        ("[[User:Eva]]: {{user:ana Bo/signature}}", "Ana Bo", False),
        ("{{User:Ana Bo/box}} Deep. [[User:Eva]]", "Eva", True),
        ("{{Wikipedia:Deep lakes/1}} Cold. [[User:Eva]]", "Eva", True),
        ("{{/1}} Cold. [[User:Eva]]", "Eva", True),
        ("{{Template:Deep}} {{deep}} [[User:Eva]]", "Eva", False),
    ],
)
def test_page_shown_in_another_signs_for_its_user_or_is_missed(shown: str, author: str, warned: bool) -> None:  # noqa: FBT001  a column of the table
    page = page_of(f"Deep. {shown} 10:00, 3 May 2024 (UTC)")

    assert [author] == [comment.author for comment in page.comments]
    assert warned == ("page-not-here" in [warning.code for warning in page.warnings])
