"""A wiki's data out of its own answers, which are invented here."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphtalk.cli import app
from graphtalk.errors import LanguageError
from graphtalk.site import build_site, read_site
from graphtalk.siteinfo import MONTHS, site_data

GENERAL = {
    "wikiid": "lakewiki",
    "server": "//lake.example",
    "lang": "pl",
    "timezone": "Europe/Warsaw",
    "articlepath": "/wiki/$1",
}
NAMES = ["styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik"]
NAMES += ["listopad", "grudzień"]
ANSWER = {
    "query": {
        "general": GENERAL,
        "namespaces": {
            "0": {"id": 0, "name": ""},
            "2": {"id": 2, "name": "Żeglarz", "canonical": "User"},
            "3": {"id": 3, "name": "Dyskusja żeglarza", "canonical": "User talk"},
        },
        "namespacealiases": [{"id": 2, "alias": "Żeglarka"}],
        "specialpagealiases": [{"realname": "Contributions", "aliases": ["Wkład", "Edycje"]}],
        "allmessages": [
            {"name": "may_long" if month == "may" else month, "content": name}
            for month, name in zip(MONTHS, NAMES, strict=True)
        ]
        + [{"name": "may-gen", "content": "maja"}, {"name": "may", "content": "maj"}, {"name": "x", "missing": True}],
    }
}


def test_answers_make_a_site() -> None:
    site = build_site(site_data([ANSWER], date_formats={"pl": "H:i, j M Y"}), "answer")

    assert "Ana" == site.user_of("Żeglarka:Ana") == site.user_of("Special:Wkład/Ana") == site.user_of("User:Ana")
    assert "https://lake.example/wiki/Earth" == site.page_url("Earth")
    assert site.formats[0].pattern.search("12:00, 3 maja 2021 (CEST)")


def test_older_answers_hold_the_same() -> None:
    query = json.loads(json.dumps(ANSWER["query"]).replace('"content"', '"*"').replace('"name": "Ż', '"*": "Ż'))
    query["namespacealiases"] = [{"id": 2, "*": "Żeglarka"}]

    newer, older = (site_data([{"query": q}], date_formats={}) for q in (ANSWER["query"], query))

    assert newer == older


def test_answers_may_come_apart() -> None:
    query = ANSWER["query"]
    parts = [{"query": {key: value}} for key, value in query.items()]

    assert site_data([ANSWER], date_formats={}) == site_data(parts, date_formats={})


def test_answer_that_lacks_the_messages_says_so() -> None:
    with pytest.raises(LanguageError, match="the wiki's answers lack 'allmessages'"):
        site_data([{"query": {"general": GENERAL}}], date_formats={})


def test_saved_answer_serves_as_site_data(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(ANSWER), encoding="utf-8")

    assert ("lakewiki", "pl") == (read_site(str(file)).name, read_site(str(file)).language)


def test_command_prints_data_that_can_be_read_again(tmp_path: Path) -> None:
    answer, made = tmp_path / "answer.json", tmp_path / "site.json"
    answer.write_text(json.dumps(ANSWER), encoding="utf-8")

    printed = CliRunner().invoke(app, ["site", str(answer), "--date-format", "j F Y, H:i"])
    made.write_text(printed.stdout, encoding="utf-8")

    assert 0 == printed.exit_code
    assert read_site(str(made)).formats[0].pattern.search("3 maja 2021, 12:00 (CEST)")
