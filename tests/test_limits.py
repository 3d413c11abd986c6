"""Pages that are hard on a parser end like any other, and keep their words: those of benchmarks/worst_cases.toml, shorter."""

import re
from dataclasses import replace
from itertools import islice

import pytest

from benchmarks.discussion import make_discussion
from benchmarks.hostile import HostilePage, hostile_pages
from benchmarks.laws import broken_law, structure_faults
from benchmarks.minimise import minimise
from benchmarks.mutations import mutants
from benchmarks.pages import FORMS, Form, make_page, markup_of
from graphtalk.language import load_language
from graphtalk.model import Markup, Page, RawPage
from graphtalk.parse import parse

ENGLISH = load_language("en")
SIZE = 25_000  # characters of a page
PAGES = list(hostile_pages(SIZE))
# What a parser cannot take whole: too long, too much that opens and never closes, too deep.
LIMITED: dict[str, tuple[Markup, str]] = {
    "a paragraph that is too long": ("wikitext", "word ''a'' <ref>b</ref> " * 20_000),
    "templates that never close": ("wikitext", "{{a|" * 5_000 + "word"),
    "templates that never close after as many closings": ("wikitext", "}}" * 5_000 + "{{a|" * 5_000 + "word"),
    "links that never close": ("wikitext", "[[a|" * 5_000 + "word"),
    "elements in each other": ("html", "<div>" * 5_000 + "word"),
}


def parsed(page: HostilePage) -> Page:
    return parse(RawPage(page.text, page.markup, title="Talk:Lake", site="enwiki"), ENGLISH)


def shown(page: Page) -> set[str]:
    held = [section.heading for section in page.sections]
    held += [text or "" for comment in page.comments for text in (comment.text, comment.author, comment.display_name)]
    return set(re.findall(r"word\d+", "\n".join(held)))


@pytest.mark.parametrize("hostile", PAGES, ids=lambda page: f"{page.markup}: {page.name}")
def test_hostile_page_is_parsed_and_keeps_its_words(hostile: HostilePage) -> None:
    assert hostile.words - shown(parsed(hostile)) == set()


@pytest.mark.parametrize("markup, text", LIMITED.values(), ids=LIMITED)
def test_text_that_a_parser_cannot_take_is_kept_as_written_and_warned_of(markup: Markup, text: str) -> None:
    page = parse(RawPage(text, markup, title="Talk:Lake", site="enwiki"), ENGLISH)

    assert "parser-limit" in {warning.code for warning in page.warnings}
    assert "word" in page.comments[-1].text


@pytest.mark.parametrize("markup", ["wikitext", "html", "plain"])
@pytest.mark.parametrize("half", ["\ud800", "&#55296;"])
def test_half_a_surrogate_pair_is_no_character(half: str, markup: Markup) -> None:
    page = parse(RawPage(f"== Ice{half} ==\nword{half} word", markup, title="Talk:Lake", site="enwiki"), ENGLISH)

    assert "word" in page.comments[-1].text
    assert all(comment.id.encode() and comment.text.encode() for comment in page.comments)


def test_what_stands_between_two_signatures_marks_no_text_of_the_comment() -> None:
    signature = "[[User:A]] 10:00, 1 May 2020 (UTC)"
    page = parse(RawPage(f"{signature}{'{' * 32}{signature}{'{' * 30}", "wikitext", title="Talk:Lake"), ENGLISH)

    assert all(mark.end <= len(comment.text) for comment in page.comments for mark in comment.marks)


@pytest.mark.parametrize("form", FORMS)
def test_made_up_page_is_read_as_it_was_made(form: Form) -> None:
    page = parse(RawPage(make_page(form, 60), markup_of(form), title="Talk:Lake", site="enwiki"), ENGLISH)
    made = [remark for topic in make_discussion(60) for remark in topic.remarks]

    assert [remark.moment for remark in made] == [comment.timestamp for comment in page.comments]
    if form != "plain":  # in a copy the name is only the words before the time
        assert [remark.person.name for remark in made] == [comment.author for comment in page.comments]


@pytest.mark.parametrize("markup", ["wikitext", "html", "plain"])
def test_laws_tell_a_broken_page_from_a_whole_one(markup: Markup) -> None:
    raw = RawPage("word", markup, title="Talk:Lake", site="enwiki")
    page = parse(raw, ENGLISH)
    twice = replace(page, comments=page.comments * 2)

    assert broken_law(raw) is None
    assert [] == list(structure_faults(page))
    assert f"ids: one stands twice, {markup}" in list(structure_faults(twice))


def test_minimised_text_holds_only_what_breaks() -> None:
    text = "\n".join(f"line {number}" for number in range(100))

    assert "47" == minimise(text, lambda shorter: "47" in shorter, seconds=30)


def test_one_number_gives_the_same_mutants_again() -> None:
    assert list(islice(mutants(1), 5)) == list(islice(mutants(1), 5))
