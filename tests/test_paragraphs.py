"""What belongs together on a page: paragraphs of wikitext, people of other wikis, anchors of headings, boxes that are no one's words."""

import mwparserfromhell
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.language import load_language
from graphtalk.model import Markup, Page, RawPage
from graphtalk.parse import parse
from graphtalk.parse.blocks import TextBuilder
from graphtalk.parse.rendering import STYLE_TAG, Renderer

ENGLISH = load_language("en")
ANA = "[[User:Ana|Ana]] 10:00, 3 May 2024 (UTC)"
BO = "[[User:Bo|Bo]] 10:05, 3 May 2024 (UTC)"
TIME = "10:00, 3 May 2024 (UTC)"
LINKED = f'<a href="/wiki/User:Ana">Ana</a> {TIME}'


def page_of(text: str, markup: Markup = "wikitext") -> Page:
    return parse(RawPage(text, markup, title="Talk:Lake"), ENGLISH)


def comments_of(text: str, markup: Markup = "wikitext") -> list[tuple[str | None, tuple[str, ...], str]]:
    return [(comment.author, comment.cosigners, comment.text) for comment in page_of(text, markup).comments]


@pytest.mark.parametrize(
    "text, shown",
    [
        (f"One\ntwo. {ANA}", "One\ntwo."),
        (f"One\ntwo.\n{ANA}", "One\ntwo."),
        (f"One\n\ntwo. {ANA}", "One\n\ntwo."),
        (f"One\n<small>two.</small> {ANA}", "One\ntwo."),
        (f"One\n'''two.''' {ANA}", "One\ntwo."),
        (f":One\n:two. {ANA}", "One\ntwo."),
        (f"One\n* two\n* three. {ANA}", "One\ntwo\nthree."),
    ],
)
def test_lines_up_to_a_signature_are_one_comment(text: str, shown: str) -> None:
    assert [("Ana", (), shown)] == comments_of(text)


@pytest.mark.parametrize(
    "text, shown",
    [
        (f"One. {ANA}\ntwo. {BO}", "One.\ntwo."),
        (f"One. {ANA} two. {BO}", "One. two."),
        (f"One. {ANA}, {BO}", "One."),
        (f"One. {ANA}<br>two. {BO}", "One.\ntwo."),
        (f"One. {ANA}\n<span>two</span>. {BO}", "One.\ntwo."),
        (f"One. {ANA}\n<small>two. {BO}</small>", "One.\ntwo."),
        (f"* One. {ANA} two. {BO}", "One. two."),
    ],
)
def test_two_signatures_in_one_paragraph_make_one_comment(text: str, shown: str) -> None:
    assert [("Ana", ("Bo",), shown)] == comments_of(text)


@pytest.mark.parametrize(
    "between, shown",
    [
        ("\n", "two."),
        (":", "two."),
        ("* ", "two."),
        ("# ", "two."),
        (" ", "two."),
        ("== Depth ==\n", "two."),
        ("----\n", "two."),
        ("{|\n| a\n|}\n", "a\ntwo."),
        ("<div>a</div>\n", "a\ntwo."),
        ("<blockquote>a</blockquote>\n", "a\ntwo."),
        ("<p>a</p>\n", "a\ntwo."),
        ("<center>a</center>\n", "a\ntwo."),
        ("<hr>\n", "two."),
        ("<table><tr><td>a</td></tr></table>\n", "a\ntwo."),
        ("<ul><li>a</li></ul>\n", "a\ntwo."),
        ("<pre>a</pre>\n", "a\ntwo."),
        ("<references />\n", "two."),
        ("{{outdent}} ", "two."),
        ("{{Outdent|::}}", "two."),
        ("{{od}}\n", "two."),
    ],
)
def test_paragraph_ends_where_something_else_begins(between: str, shown: str) -> None:
    assert [("Ana", (), "One."), ("Bo", (), shown)] == comments_of(f"One. {ANA}\n{between}two. {BO}")


@pytest.mark.parametrize("term", ["Depth", "Depth:", "[[Lake|Depth: metres]]", "'''Depth: metres'''"])
def test_term_stands_no_deeper_than_what_is_around_its_list(term: str) -> None:
    text = f":One. {ANA}\n;{term}\n:two. {BO}"
    html = f"<dl><dd>One. {LINKED}</dd><dt>Depth</dt><dd>two. {LINKED}</dd></dl>"

    assert [2, 1] == [comment.level for comment in page_of(text).comments]
    assert [2, 1] == [comment.level for comment in page_of(html, "html").comments]


def test_colon_of_a_time_in_a_term_parts_it_as_on_the_wiki() -> None:
    text = f"One. {ANA}\n;two. {BO}\n:three. {BO}"

    assert [("Ana", (), "One."), ("Bo", (), "two. Bo 10\n05, 3 May 2024 (UTC)\nthree.")] == comments_of(text)


def test_meaning_of_a_term_keeps_its_time() -> None:
    assert [("Ana", (), "Depth: 40 m.")] == comments_of(f";Depth: 40 m. {ANA}")


@pytest.mark.parametrize(
    "text",
    [
        f'<div class="mw-notalk">\n* Vote. {BO}\n</div>\nOne. {ANA}',
        f'One. <span class="a mw-notalk">no <span>talk</span></span>{ANA}',
        f'<div class="mw-notalk"><nowiki></div></nowiki> {BO}</div>One. {ANA}',
        f'<div class="mw-notalk"><div class="mw-notalk">a</div> {BO}</div>One. {ANA}',
    ],
)
def test_nobody_talks_where_the_wiki_says_so(text: str) -> None:
    assert [("Ana", (), "One.")] == comments_of(text)


def test_unclosed_element_without_talk_keeps_its_words() -> None:
    assert [("Ana", (), "One.")] == comments_of(f'<div class="mw-notalk">One. {ANA}')


def test_what_shows_nothing_stands_nowhere() -> None:
    page = page_of(f"One. {ANA}\n\n{{{{clear}}}}\n\n:two. {BO}")

    assert [1, 2] == [comment.level for comment in page.comments]


def test_closed_box_ends_a_paragraph() -> None:
    assert [("Ana", (), "One."), ("Bo", (), "two.")] == comments_of(f"<div>One. {ANA}</div>\ntwo. {BO}")


def test_address_without_words_shows_its_number() -> None:
    text = f"See [https://a.example], [https://b.example the map], [https://c.example] and https://d.example. {ANA}"
    (comment,) = page_of(text).comments

    assert comment.text == "See [1], the map, [2] and https://d.example."
    assert [f"https://{name}.example" for name in "abcd"] == [
        mark.target.rstrip(".") for mark in comment.marks if mark.kind == "url" and mark.target
    ]


def test_list_ends_where_its_marks_do() -> None:
    page = page_of(f":One. {ANA}\ntwo. {BO}")

    assert [("Ana", 2), ("Bo", 1)] == [(comment.author, comment.level) for comment in page.comments]


@pytest.mark.parametrize("name", ["outdent", "Outdent|::", "od", "Od|2", "unindent", "undent"])
def test_outdent_answers_the_comment_above(name: str) -> None:
    page = page_of(f":One. {ANA}\n{{{{{name}}}}}\ntwo. {BO}")

    assert [(None, None), (page.comments[0].id, "outdent")] == [(c.parent, c.parent_rule) for c in page.comments]


@pytest.mark.parametrize(
    "link, author",
    [
        ("m:User:Ana|Ana", "Ana"),
        ("m:User:Ana", "Ana"),
        (":m:User:Ana|A.", "Ana"),
        ("meta:User talk:Ana b|Ana", "Ana b"),
        ("w:de:User:Ana|Ana", "Ana"),
        ("m:Special:Contributions/192.0.2.7|192.0.2.7", "192.0.2.7"),
        ("m:Lake|Ana", None),
        ("m:|Ana", None),
    ],
)
def test_people_of_other_wikis_sign_in_wikitext(link: str, author: str | None) -> None:
    (comment,) = page_of(f"Deep. [[{link}]] {TIME}").comments

    assert author == comment.author
    assert author is None or comment.text == "Deep."


@pytest.mark.parametrize("kind", ["", 'class="extiw" '])
@pytest.mark.parametrize(
    "address, author",
    [
        ("//meta.wikimedia.org/wiki/User:Ana", "Ana"),
        ("https://meta.wikimedia.org/wiki/User_talk:Ana_b", "Ana b"),
        ("https://meta.wikimedia.org/wiki/Special:Contributions/Ana", "Ana"),
        ("https://meta.wikimedia.org/wiki/Lake", None),
    ],
)
def test_people_of_other_wikis_sign_in_html(address: str, author: str | None, kind: str) -> None:
    (comment,) = page_of(f'<p>Deep. <a {kind}href="{address}">Ana</a> {TIME}</p>', "html").comments

    assert author == comment.author


def test_address_of_ones_own_page_signs_on_whatever_wiki_it_is() -> None:
    address = "https://lakes.example/wiki/User:Ana"
    (comment,) = page_of(f'<p>Deep. <a class="external text" href="{address}">A</a> {TIME}</p>', "html").comments
    (written,) = page_of(f"Deep. [{address} A] {TIME}").comments

    assert ("Ana", "A", "Deep.") == (comment.author, comment.display_name, comment.text)
    assert ("Ana", "A", "Deep.") == (written.author, written.display_name, written.text)


@pytest.mark.parametrize("address", ["https://lakes.example/users/Ana", "https://lakes.example/wiki/User:Ana/Notes"])
def test_other_address_signs_nothing(address: str) -> None:
    (comment,) = page_of(f'<p>Deep. <a class="external text" href="{address}">Ana</a> {TIME}</p>', "html").comments
    (written,) = page_of(f"Deep. [{address} Ana] {TIME}").comments

    assert (None, None) == (comment.author, written.author)


@pytest.mark.parametrize(
    "markup, headings, anchors",
    [
        ("wikitext", ("== Depth ==", "== Depth ==", "== Depth =="), ("Depth", "Depth_2", "Depth_3")),
        ("wikitext", ("== Depth ==", "=== depth ===", "== Size =="), ("Depth", "depth_2-Depth", "Size")),
        ("wikitext", ("== How ''deep''? ==", "== [[Lake|The  lake]] ==", "== 1 =="), ("How_deep?", "The_lake", "1")),
        ("html", ("<h2>Depth</h2>", "<h2>Depth</h2>", "<h2>Size</h2>"), ("Depth", "Depth_2", "Size")),
        ("html", ('<h2 id="a">Depth</h2>', '<h2 id="a_2">Depth</h2>', '<h2 id="c">Size</h2>'), ("a", "a_2", "c")),
        (
            "html",
            (
                '<h2 id="x"><span class="mw-headline" id="Depth_7">Depth</span></h2>',
                '<div class="mw-heading"><h2 id="Depth_8">Depth</h2></div>',
                '<h2><span id=".C3.9C"></span><span class="mw-headline" id="Ü">Ü</span></h2>',
            ),
            ("Depth_7", "Depth_8", "Ü"),
        ),
    ],
)
def test_anchor_of_a_heading_is_in_the_ids(markup: Markup, headings: tuple[str, ...], anchors: tuple[str, ...]) -> None:
    signed = f"\nDeep. {ANA}\n" if markup == "wikitext" else f"<p>Deep. {LINKED}</p>"
    page = page_of("".join(heading + signed for heading in headings), markup)

    assert [f"h-{anchor}-20240503100000" for anchor in anchors] == [section.id for section in page.sections]
    assert [anchor.partition("-")[0] for anchor in anchors] == [
        comment.id.removeprefix("c-Ana-20240503100000-") for comment in page.comments
    ]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="tracked mw-trackedTemplate"><a href="https://issues.example/T1">Tracked</a> in T1</div>',
        '<span class="plainlinks mw-trackedTemplate">Tracked in T1</span>',
        '<table class="mw-trackedTemplate"><tr><td>Tracked</td></tr></table>',
    ],
)
def test_box_of_a_tracked_task_is_no_ones_words(box: str) -> None:
    (comment,) = page_of(f"<p>One.</p>{box}<p>Two. {LINKED}</p>", "html").comments

    assert ["One.", "Two."] == comment.text.split()
    assert [] == list(comment.marks)


def test_tracked_template_of_wikitext_shows_nothing() -> None:
    assert [("Ana", (), "One.")] == comments_of(f"{{{{tracked|T1}}}}\nOne. {ANA}")


@pytest.mark.parametrize(
    "top, bottom",
    [
        ('<div class="boilerplate" style="color:red">\n', "\n</div>"),
        ('<div class="boilerplate">', "</div>"),
        ("<center>\n<div>\n", "\n</div></center>"),
        ("<small>\n", "\n</small>"),
        ('{| class=box\n|-\n! Closed\n|-\n| style="color:red" |\n', "\n|}"),
        ("<onlyinclude>\n", "\n</onlyinclude>"),
    ],
)
def test_discussion_in_a_box_is_read_line_by_line(top: str, bottom: str) -> None:
    page = page_of(f"{top}One. {ANA}\n:two. {BO}\n\nThree. {ANA}{bottom}")

    assert [("Ana", None), ("Bo", page.comments[0].id), ("Ana", None)] == [(c.author, c.parent) for c in page.comments]
    assert ["One.", "two.", "Three."] == [c.text.removeprefix("Closed").strip() for c in page.comments]


PIECES = (
    "a", "Ana ", " ", "\n", "\n\n", ".", ": ", "*", "=", "#", ";", "|", "'", "]", "]]", "é", "\u00a0", "\u200e", "\t", "_", "--", "(", ")", "{", "}",
    "<", ">", " < b", "&", TIME,
    "[[Lake]]", "[[Lake|the lake]]", "[[Lake|]]", "[[ Lake |  x ]]", "[[:Category:Deep]]", "[[Category:Deep]]", "[[File:a.png|thumb|x]]", "[[#Depth]]",
    "[[#Depth|]]", '[[User:Ana|<span style="color:red">A</span>]]', "[[User talk:Bo|talk]]", "[[m:User:Eva|Eva]]", "[[Special:Contributions/192.0.2.7|x]]",
    "&nbsp;", "&amp;", "&lt;b&gt;", "&#8212;", "&#x2014;", "&eacute;",
    "''", "''", "'''", "'''", "[[Lake|''the'' lake]]", "[[Lake|''the]]", "{{ping|Ana}}", "{{ping| Ana | Bo}}", "{{tq|deep}}", "{{tq|1=deep|2}}",
    "{{Done}}", "{{small|a=b|c}}", "{{od}}", "{{unsigned|Ana|10:00, 3 May 2024 (UTC)}}", "{{unknown| x = y |z}}", "{{#if:a|b}}", "{{|a}}", "{{ }}",
    "{{cite web|title=Deep|year=2001}}", "[https://lakes.example]", "[https://lakes.example the lake]", "[http://a.example/?b=c,d (e) f]", "[https://lakes.example ]",
    "http://lakes.example", "https://a.example/?b=c&d=e#f", "(https://lakes.example)", "https://lakes.example.",
    "'''''c'''''", "'''''c''' d''", "[[User:Ana|<b>A</b>]]", "https://a.example/User:Ana", "<nowiki><i>&amp;</nowiki>", "<nowiki>[[a]] ''b'' {{c}}</nowiki>", "<nowiki>", "</nowiki>", "<nowiki>&lt;</nowiki>", "<nowiki/>",
    "//a.example", "[//a.example b]", "[https://a.example/?b=c&d=e]",
    "<b>", "</b>", "<b>b</b>", "<br>", "<BR />", "<s>", "</s>", '<code class="a">', "</code>", "<u>c</u>",
    # what the scan leaves to the parser
    "[", "[[", "{{", "}}", "'''''", "~~~~", "__TOC__", "<b/>", "</br>", "<b class=a>d</b>",
)  # fmt: skip


def in_tags(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw a tag that only styles around what it encloses."""
    names = st.sampled_from(["span", "sup", "sub", "font", "small", "big", "SMALL"])
    attributes = st.sampled_from(["", " ", ' style="color:red"', " class=x"])
    return st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        names,
        attributes,
        st.lists(inner, max_size=3),
    )


def balanced_wikitext() -> st.SearchStrategy[str]:
    """Draw wikitext whose tags balance."""
    pieces = st.sampled_from(PIECES)
    parts = st.lists(st.recursive(pieces, in_tags, max_leaves=6), max_size=8)
    # The parser takes three brackets for text, where a wiki shows one and a link; that is the scan's reading, too.
    return parts.map("".join).filter(lambda text: "[[[" not in text)


@settings(max_examples=1_000, derandomize=True, database=None, deadline=None)
@given(balanced_wikitext())
def test_fast_scan_renders_as_the_parser_does(wikitext: str) -> None:
    clean = STYLE_TAG.sub("", wikitext)
    scanned = Renderer(ENGLISH, {}).scan(clean)
    if scanned is None:
        return
    parsed = TextBuilder()
    Renderer(ENGLISH, {}).nodes(mwparserfromhell.parse(clean).nodes, parsed)

    assert (parsed.text(), parsed.marks) == (scanned.text(), scanned.marks)


def tables() -> st.SearchStrategy[str]:
    """Draw tables, plain ones and others."""
    cell = st.lists(st.sampled_from([*PIECES, 'style="a:b" | ', "!!", "||", "one", "two "]), max_size=2).map("".join)
    cells = st.lists(cell, min_size=1, max_size=3)
    row = st.one_of(
        st.sampled_from(["|-", '|- class="x"', "|--", "|- x", "| one", "! two"]),
        cells.map(lambda parts: "|" + "||".join(parts)),
        cells.map(lambda parts: "!" + "!!".join(parts)),
    )
    tops = st.sampled_from(["{|", '{| class="x"', "{| x"])
    table = st.builds(lambda top, rows: "\n".join([top, *rows, "|}"]), tops, st.lists(row, max_size=5))
    return table.filter(lambda text: "[[[" not in text)


@settings(max_examples=1_000, derandomize=True, database=None, deadline=None)
@given(tables())
def test_fast_scan_renders_tables_as_the_parser_does(wikitext: str) -> None:
    scanned = Renderer(ENGLISH, {}).scan_table(wikitext)
    if scanned is None:
        return
    parsed = TextBuilder()
    Renderer(ENGLISH, {}).nodes(mwparserfromhell.parse(wikitext).nodes, parsed)

    assert (parsed.text(), parsed.marks) == (scanned.text(), scanned.marks)


def test_scan_reads_prose_with_links_styles_and_plain_templates_and_leaves_the_rest() -> None:
    renderer = Renderer(ENGLISH, {})
    read = [
        f"Deep, as in [[Lake|the lake]]. {ANA}",
        "a &amp; b",
        "",
        "{{ping|Ana}} a",
        "''a'' '''b'''",
        "[https://lakes.example a]",
        "[[Lake|'''the''' lake]]",
        "{{tq|It is deep}}, is it?",
        "'''''a''''' <code><nowiki>{{b}}</nowiki></code>",
        "''a'''''b''' '''''c''' d'' ''e '''f'''''",
        "(https://lakes.example) is <b>the ''lake''</b>,<br>and //this",
    ]
    left = [
        "https://lakes.example|a",
        "<b>''a</b>''",
        "'''''a''b'''",
        "<nowiki>a",
        "a <ref>b</ref>",
        "[[a",
        ":a",
        "''a",
        "{{a|{{b}}}}",
        "{{tq|[[Lake]]}}",
        "{{tq|https://lakes.example}}",
    ]

    assert [True] * len(read) == [renderer.scan(text) is not None for text in read]
    assert [False] * len(left) == [renderer.scan(text) is not None for text in left]
