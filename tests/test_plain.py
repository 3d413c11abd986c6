"""Who signed in a plain copy: names are read from the page as a whole, since links are lost."""

import pytest

from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.parse import parse
from graphtalk.site import load_site

TIME = "09:05, 3 May 2021 (UTC)"


def authors(*lines: str, site: str = "enwiki") -> list[str | None]:
    text = "\n".join(("Talk:Lake", "", "Depth", "", *lines))
    page = parse(RawPage(text, "plain", title="Talk:Lake"), load_language(None, load_site(site)))
    return [comment.author for comment in page.comments]


@pytest.mark.parametrize(
    "line, author",
    [
        (f"It is deep. Ana {TIME}", "Ana"),
        (f"It is deep. Ana Lund (talk) {TIME}", "Ana Lund"),
        (f"It is deep. Ana Lund (talk · contribs) {TIME}", "Ana Lund"),
        (f"It is deep --Ana Lund {TIME}", "Ana Lund"),
        (f"It is deep. — Ana Lund {TIME}", "Ana Lund"),
        (f"It is deep. Ana Lund ✉ {TIME}", "Ana Lund"),
        (f"It is deep. Ana (WMF) (talk) {TIME}", "Ana (WMF)"),
        (f"It is deep. 192.0.2.7 (talk) {TIME}", "192.0.2.7"),
        (f"It is deep. — Preceding unsigned comment added by Ana. B (talk) {TIME}", "Ana. B"),
    ],
)
def test_name_stands_before_the_timestamp(line: str, author: str) -> None:
    assert [author] == authors(line)


def test_another_signature_tells_where_the_sentence_ends_and_the_name_begins() -> None:
    assert ["Ana", "Ana"] == authors(f"It is deep. Ana (talk) {TIME}", f"Done Ana (talk) {TIME}")


def test_people_who_are_addressed_are_known_by_that_name() -> None:
    assert ["Ana Lund", "Bo"] == authors(f"Thanks Ana Lund (talk) {TIME}", f"@Ana Lund: no thanks. Bo (talk) {TIME}")


def test_words_for_the_talk_page_are_those_of_the_wiki() -> None:
    assert ["Ana"] == authors("Głęboko. Ana (dyskusja) 09:05, 3 maj 2021 (CEST)", site="plwiki")


def test_date_in_running_text_signs_nothing() -> None:
    assert ["Ana"] == authors(f"As I said at {TIME} it is deep. Ana (talk) {TIME}")
