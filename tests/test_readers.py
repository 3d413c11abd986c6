"""Files, folders and standard input as raw pages; what cannot be read is refused in one line."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from graphtalk.errors import ReadError, UnknownFormatError
from graphtalk.language import load_language
from graphtalk.model import Markup, RawPage, Reading
from graphtalk.readers import read
from graphtalk.readers.files import detect_markup

ENGLISH = load_language("en")
SAVED = """<!DOCTYPE html><html><head><title>Talk:Lake - Wikipedia</title>
<link rel="canonical" href="https://en.wikipedia.org/wiki/Talk:Lake">
<script>RLCONF={"wgDBname":"enwiki","wgRevisionId": 42};</script></head><body>%s<p>Deep.</p></body></html>"""


def read_one(path: Path, *, markup: Markup | None = None, title: str | None = None, site: str | None = None) -> RawPage:
    (page,) = read(str(path), ENGLISH, Reading(markup=markup, title=title, site=site))
    return page


def written(folder: Path, content: bytes | str, name: str = "page.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "text, markup",
    [
        ("== Depth ==\nDeep. --Ana", "wikitext"),
        ("Deep. [[User:Ana|Ana]] 10:00, 3 May 2024 (UTC)", "wikitext"),
        ("{{talk header}}\n<p>Deep.</p>", "wikitext"),
        ("<small>[[User:Ana]]</small> <div>[[Lake]]</div> [[a]] [[b]]", "wikitext"),
        ("<!DOCTYPE html>\n<html><body>[[x]]</body></html>", "html"),
        ("<h2>Depth</h2><p>Deep.</p>", "html"),
        ("<div class='mw-parser-output'><p>{{x</p></div>", "html"),
        ("Talk:Lake\n\nDepth\n\nDeep. Ana (talk) 10:00, 3 May 2024 (UTC)", "plain"),
        ("I like 3 < 4 and <b> as a letter", "plain"),
        ("", "plain"),
    ],
)
def test_markup_is_told_by_the_content(text: str, markup: Markup) -> None:
    assert detect_markup(text) == markup


@pytest.mark.parametrize(
    "content, text",
    [
        (b"\xef\xbb\xbfDepth \xc3\xb6", "Depth ö"),
        ("Depth ö".encode("utf-16"), "Depth ö"),
        (b"Depth \xf6 \x93x\x94", "Depth ö “x”"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
    ],
)
def test_bytes_become_text(content: bytes, text: str, tmp_path: Path) -> None:
    assert read_one(written(tmp_path, content)).text == text


@pytest.mark.parametrize("heading", ["", '<h1 id="firstHeading"><span>Talk</span>:<span>Lake</span></h1>'])
def test_saved_page_tells_title_site_revision_and_address(heading: str, tmp_path: Path) -> None:
    page = read_one(written(tmp_path, SAVED % heading, "saved.html"))

    assert (page.title, page.site, page.revision) == ("Talk:Lake", "enwiki", 42)
    assert (page.markup, page.url) == ("html", "https://en.wikipedia.org/wiki/Talk:Lake")


@pytest.mark.parametrize(
    "text, title", [("Talk:Lake\n\nDepth", "Talk:Lake"), ("\n User talk:Ana \n", "User talk:Ana"), ("Depth: a lot\n", None)]
)  # fmt: skip
def test_plain_copy_begins_with_its_title(text: str, title: str | None, tmp_path: Path) -> None:
    assert read_one(written(tmp_path, text)).title == title


def test_what_the_user_says_of_a_page_holds(tmp_path: Path) -> None:
    page = read_one(written(tmp_path, SAVED % ""), markup="plain", title="Talk:Pond", site="simplewiki")

    assert (page.markup, page.title, page.site) == ("plain", "Talk:Pond", "simplewiki")


def test_site_without_data_is_unknown_but_no_error(tmp_path: Path) -> None:
    assert read_one(written(tmp_path, (SAVED % "").replace("enwiki", "xxwiki"))).site is None


def test_folder_gives_its_page_files_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a.wikitext", "c.HTML", "notes.md", "d.json"):
        written(tmp_path, "Deep.", name)
    (tmp_path / "folder.txt").mkdir()

    assert [Path(page.source).name for page in read(str(tmp_path), ENGLISH)] == ["a.wikitext", "b.txt", "c.HTML"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"== Depth ==\n")))
    (page,) = read("-", ENGLISH)

    assert (page.text, page.markup, page.source) == ("== Depth ==\n", "wikitext", "standard input")


@pytest.mark.parametrize(
    "content, error, message",
    [
        ("", ReadError, "the file is empty"),
        (" \n\t", ReadError, "the file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), UnknownFormatError, "not a text file"),
        ('<mediawiki xmlns="x"><page/></mediawiki>', ReadError, "the XML export has no text of a talk page"),
        ('<?xml version="1.0"?>\n<mediawiki>', ReadError, "faulty XML"),
    ],
)
def test_file_that_is_no_page_is_refused(
    content: bytes | str, error: type[ReadError], message: str, tmp_path: Path
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(error, match=message) as caught:
        read_one(path)

    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder_without_pages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file; check the path"):
        read_one(tmp_path / "nothing.txt")
    with pytest.raises(ReadError, match="the folder has no page files"):
        read_one(tmp_path)
