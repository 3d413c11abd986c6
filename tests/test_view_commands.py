"""`graphtalk view` and `graphtalk report` as their users meet them."""

import re
from pathlib import Path

import pytest
from test_cli import SAMPLE, TITLED, answer, call

from graphtalk.demo import SAMPLE_TITLE


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["replies", "proposals", "citations", "people", "lineage", "stances", "threads", "sources"]
)
def test_view_is_written(name: str, folder: Path) -> None:
    assert "page.html\n" == answer("view", name, SAMPLE, *TITLED, "-o", "page.html")
    assert SAMPLE_TITLE in (folder / "page.html").read_text(encoding="utf-8")


def test_view_of_a_store_is_headed_by_its_page_or_by_how_many_there_are(folder: Path) -> None:
    other = folder / "other.wikitext"
    other.write_text("== Mill ==\nHello. [[User:Ana]] 10:00, 1 May 2024 (UTC)\n", encoding="utf-8")

    call("import", SAMPLE, *TITLED, "--store", "store")
    answer("view", "threads", "--store", "store", "-o", "one.html")
    call("import", str(other), "--title", "Talk:Mill", "--store", "store")
    answer("view", "threads", "--store", "store", "-o", "both.html")
    answer("view", "threads", "--store", "store", "--page", "Talk:Mill", "-o", "other.html")

    headings = [(folder / f"{name}.html").read_text(encoding="utf-8") for name in ("one", "both", "other")]
    assert [SAMPLE_TITLE, "2 pages", "Talk:Mill"] == [re.findall("<h1.*?>(.*?)</h1>", page)[0] for page in headings]


def test_report_is_the_same_from_a_file_and_from_a_store(folder: Path) -> None:
    answer("report", SAMPLE, *TITLED)
    answer("report", SAMPLE, *TITLED, "-o", "file.md")
    call("import", SAMPLE, *TITLED, "--store", "store")
    answer("report", SAMPLE_TITLE, "--store", "store", "-o", "store.md")

    written = (folder / "file.md").read_text(encoding="utf-8")
    assert written.startswith(f"# {SAMPLE_TITLE}\n")
    assert written == (folder / "store.md").read_text(encoding="utf-8")
    assert (folder / "graphtalk-report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
