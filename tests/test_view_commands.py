"""`graphtalk view` and `graphtalk report` as their users meet them."""

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


def test_report_is_the_same_from_a_file_and_from_a_store(folder: Path) -> None:
    answer("report", SAMPLE, *TITLED)
    answer("report", SAMPLE, *TITLED, "-o", "file.md")
    call("import", SAMPLE, *TITLED, "--store", "store")
    answer("report", SAMPLE_TITLE, "--store", "store", "-o", "store.md")

    written = (folder / "file.md").read_text(encoding="utf-8")
    assert written.startswith(f"# {SAMPLE_TITLE}\n")
    assert written == (folder / "store.md").read_text(encoding="utf-8")
    assert (folder / "graphtalk-report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
