"""What holds for every page, however odd: random text and mangled copies of the sample in each markup."""

import re
from collections.abc import Callable
from dataclasses import fields
from importlib import resources

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphtalk.document import to_document
from graphtalk.language import load_language
from graphtalk.model import Annotations, Evidence, Markup, Page, RawPage
from graphtalk.parse.signatures import find_timestamps
from graphtalk.pipeline import read_page
from graphtalk.project import project

ENGLISH = load_language("en")
FILES: dict[Markup, str] = {"wikitext": "talk.wikitext", "html": "talk.html", "plain": "talk.txt"}
SAMPLES: dict[Markup, list[str]] = {
    markup: (resources.files("graphtalk") / "samples" / name).read_text(encoding="utf-8").split("\n")
    for markup, name in FILES.items()
}
WINDOW = 45  # lines of a sample that one example keeps, to stay quick

PIECES = (
    # what opens and closes in wikitext
    "\n== Depth ==\n", "\n=== ===\n", "\n:", "\n*::", "\n{{outdent}}\n", "''", "'''", "[[", "]]", "|", "{{", "}}", "{|\n", "\n|}",
    "<ref name=x>", '<ref name="x" />', "</ref>", "<blockquote>", "</blockquote>", "<!--", "-->", "<nowiki>", "</nowiki>",
    "<s>", "</s>", "<small>", "[https://lakes.example/a b]", "{{tq|", "{{ping|Ana}}", "{{unsigned|Ana|}}", "{{rm|x}}",
    "{{textdiff|a|b}}", "{{cite web|url=http://[x|date=31 June}}", "[[User:Ana]] 10:00, 1 May 2020 (UTC)", "[[:Category:x]]",
    "[[User talk:|x]]", "&#x0;", "&nbsp;", "~~~~",
    # in HTML
    "<dl><dd>", "</dd></dl>", "<h2>", "</h2>", "<p>", '<a href="/wiki/User:Ana">Ana</a>', '<a href="http://[x">y</a>', '<li id="cite_note-1">',
    '<a href="#cite_note-1">[1]</a>', '<span class="Z3988" title="rft.au=A&amp;rft.title=B">', '<table class="tmbox">', "<cite>", "</cite>",
    '<div class="mw-parser-output">', "<template>", "<br>", "</div>", "</body>",
    # in a plain copy, and in all
    '\n  1. ^ Drew, Helen (2011). "Waters". Skiddaw.\n', "[1]", "Ana (talk) 09:59, 31 June 2020 (UTC)[reply]\n", "\n • ", "Talk:Lake\n\n", "\n\n",
    "09:05, 3 May 2021 (UTC)", "Option A: keep.\nOption B: drop.\n", 'I support this, but change "a b c" to "d e f". Done.', "“", "”", '"',
    "@Tidewrack", "WP:", "\u200e", "\x00", "\u00a0", "\U0001f9ad", "\u2028", "\r", "\u0130",
)  # fmt: skip

checked = settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def mangled(draw: st.DrawFn, markup: Markup) -> str:
    """Draw a window of the sample with pieces cut out, moved, doubled and put in."""
    sample = SAMPLES[markup]
    start = draw(st.integers(0, len(sample) - 1))
    lines = sample[start : start + draw(st.integers(1, WINDOW))]
    for _ in range(draw(st.integers(0, 5))):
        line = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["cut", "splice", "double", "insert", "insert", "insert"]))
        if change == "cut":
            kept = draw(st.integers(0, len(lines[line])))
            lines[line] = lines[line][kept:] if draw(st.booleans()) else lines[line][:kept]
        elif change == "splice":
            lines.insert(draw(st.integers(0, len(lines))), lines.pop(line))
        elif change == "double":
            lines.insert(line, lines[line])
        else:
            place = draw(st.integers(0, len(lines[line])))
            lines[line] = lines[line][:place] + draw(st.sampled_from(PIECES)) + lines[line][place:]
    return "\n".join(lines)


def random_text() -> st.SearchStrategy[str]:
    """Draw pieces of markup with any characters between them."""
    return st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map("".join)


@st.composite
def raw_pages(draw: st.DrawFn, *, plain_only: bool = False) -> RawPage:
    """Draw a page of either kind."""
    markup: Markup = "plain" if plain_only else draw(st.sampled_from(tuple(FILES)))
    text = draw(st.one_of(mangled(markup), mangled(markup), random_text()))
    return RawPage(
        text, markup, title=draw(st.sampled_from(["Talk:Lake", None])), site=draw(st.sampled_from(["enwiki", None]))
    )


def every_evidence(annotations: Annotations) -> list[Evidence]:
    """Return all evidence that the annotations hold."""
    facts = [fact for group in fields(annotations) for fact in getattr(annotations, group.name)]
    held = [getattr(fact, name, None) for fact in facts for name in ("evidence", "decision", "opening", "answer")]
    return [item for item in held if isinstance(item, Evidence)]


def reads_twice_the_same(raw: RawPage) -> None:
    assert to_document(*read_page(raw, ENGLISH)) == to_document(*read_page(raw, ENGLISH))


def ids_are_unique_and_known(raw: RawPage) -> None:
    page, annotations = read_page(raw, ENGLISH)
    sections, comments = [s.id for s in page.sections], [c.id for c in page.comments]

    assert len(set(sections + comments)) == len(sections + comments)
    assert {c.section for c in page.comments} | {s.parent for s in page.sections} - {None} <= set(sections)
    assert {s.oldest_comment for s in page.sections} - {None} <= set(comments)
    assert {r.section for r in annotations.requests} <= set(sections)
    assert {w.comment for w in (*page.warnings, *annotations.warnings)} - {None} <= set(comments)
    assert len({p.id for p in annotations.proposals}) == len(annotations.proposals)
    assert {s.proposal for s in annotations.stances} <= {p.id for p in annotations.proposals}
    assert [c.position for c in page.comments] == list(range(len(comments)))


def parents_stand_above_in_the_same_section(raw: RawPage) -> None:
    page, _ = read_page(raw, ENGLISH)
    above: dict[str, str] = {}
    for comment in page.comments:
        assert comment.parent is None or above[comment.parent] == comment.section
        assert comment.level >= 1
        above[comment.id] = comment.section


def evidence_and_marks_fit_the_text(raw: RawPage) -> None:
    page, annotations = read_page(raw, ENGLISH)
    texts = {comment.id: comment.text for comment in page.comments}

    for evidence in every_evidence(annotations):
        assert texts[evidence.comment][evidence.start : evidence.end] == evidence.quote
        assert 0 < evidence.confidence <= 1
    for comment in page.comments:
        assert all(0 <= mark.start <= mark.end <= len(comment.text) for mark in comment.marks)


def rows_fit_the_schema(raw: RawPage) -> None:
    project(*read_page(raw, ENGLISH)).check()


@pytest.mark.parametrize(
    "holds",
    [
        reads_twice_the_same,
        ids_are_unique_and_known,
        parents_stand_above_in_the_same_section,
        evidence_and_marks_fit_the_text,
        rows_fit_the_schema,
    ],
)
def test_any_page(holds: Callable[[RawPage], None]) -> None:
    @checked
    @given(raw_pages())
    def check(raw: RawPage) -> None:
        holds(raw)

    check()


def kept_words(page: Page) -> set[str]:
    """Return all words that a page's headings, comments and names hold."""
    held = [*(s.heading for s in page.sections), page.title]
    held += [text for c in page.comments for text in (c.text, c.author or "", " ".join(c.cosigners))]
    return set(re.findall(r"\w+", "\n".join(held)))


@checked
@given(raw_pages(plain_only=True))
def test_plain_copy_loses_no_prose(raw: RawPage) -> None:
    page, _ = read_page(raw, ENGLISH)
    # Signatures, interface words and reference lists are read as something else than text.
    prose = [
        line for line in raw.text.split("\n")
        if not find_timestamps(line, ENGLISH.site, loose=True) and "^" not in line and not any(p.search(line) for p in ENGLISH.chrome)
        and ENGLISH.site.split_title(line)[0] <= 0
    ]  # fmt: skip

    assert set(re.findall(r"\w+", "\n".join(prose))) <= kept_words(page)
