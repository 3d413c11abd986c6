"""The scorer of whole sets: a made-up set with known faults gives known figures, floors hold, and the page tells them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scoring import LOWER, Score
from structure import Group, below, figures, markdown, pin, score_set, table

PAGE = """\
== Depth ==
Too deep. [[User:Ana|Ana]] 10:00, 3 May 2024 (UTC)
:Not at all. [[User:Bo_b|Bo]] 10:05, 3 May 2024 (UTC)
::Yes. [[User:Ana|Ana]] 10:05, 3 May 2024 (UTC)
Nobody signed this.
== Size ==
Big. [[User:Ana|Ana]] 10:05, 3 May 2024 (UTC)
"""
HEADING = {"kind": "heading", "heading_level": 2, "parent": None}
FIRST = {"kind": "comment", "author": "ana", "timestamp": "2024-05-03T10:00:00Z", "parent": 0, "text": "Too DEEP"}
SECOND = {
    "kind": "comment",
    "author": "Bo b",
    "timestamp": "2024-05-03T10:05:00Z",
    "parent": 1,
    "text": "Not — at all.",
}
THIRD = {**FIRST, "timestamp": "2024-05-03T12:05:00+02:00", "parent": 2, "text": "Yes."}
LAST = {**THIRD, "parent": 4, "text": "Big."}
GOLD = [{**HEADING, "text": "Depth"}, FIRST, SECOND, THIRD, {**HEADING, "text": "Size"}, LAST]
ALL = {"F1": 1.0, "end2end": 1.0, "headings": 1.0, "text": 1.0, "lowest F1": 1.0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "lakes"
    made.mkdir()
    return made


def score(folder: Path, *golds: list[dict[str, object]]) -> dict[str, dict[str, Group]]:
    """Score a set whose pages are all the one above, each with gold of its own."""
    (folder / "page.wiki").write_text(PAGE, encoding="utf-8")
    pages = []
    for number, gold in enumerate(golds):
        (folder / f"{number}.json").write_text(json.dumps(gold), encoding="utf-8")
        entry = {"name": f"p{number}", "page": "page.wiki", "gold": f"{number}.json", "title": "Talk:Lake"}
        pages.append({**entry, "markup": "wikitext-made" if number else "wikitext", "wiki": "enwiki"})
    (folder / "manifest.json").write_text(json.dumps({"pages": pages}), encoding="utf-8")
    return score_set(folder)


@pytest.mark.parametrize(
    "gold, expected",
    [
        (GOLD, ALL),
        (GOLD[:-1], {**ALL, "F1": 6 / 7, "lowest F1": 6 / 7}),
        ([*GOLD, {**LAST, "author": "Eva"}], {**ALL, "F1": 8 / 9, "end2end": 0.8, "lowest F1": 8 / 9}),
        ([*GOLD[:2], {**SECOND, "parent": 0}, *GOLD[3:]], {**ALL, "end2end": 0.75}),
        ([*GOLD[:2], {**SECOND, "text": "Not so"}, *GOLD[3:]], {**ALL, "text": 0.75}),
        ([*GOLD[:2], {**SECOND, "text": "…"}, *GOLD[3:]], ALL),
        ([*GOLD[:4], {**HEADING, "text": "Length"}, LAST], {**ALL, "headings": 0.5}),
        ([{**HEADING, "text": None}, *GOLD[1:4], {**HEADING}, LAST], {k: v for k, v in ALL.items() if k != "headings"}),
        (
            [GOLD[0], {**FIRST, "dt_id": "c-Ana-20240503100000-Depth"}, {**SECOND, "dt_id": "c-Bo"}, *GOLD[3:]],
            {**ALL, "ids": 0.5},
        ),
        ([], {"F1": 0.0, "lowest F1": 0.0}),
    ],
)
def test_figures_tell_what_is_missed_invented_or_misplaced(
    folder: Path, gold: list[dict[str, object]], expected: dict[str, float]
) -> None:
    assert {"all pages": Group(1, sum(i["kind"] == "comment" for i in gold), expected)} == score(folder, gold)["all"]


def test_figures_are_summed_by_markup_and_by_wiki(folder: Path) -> None:
    scores = score(folder, GOLD, GOLD[:-1])

    assert {"wikitext": 1, "wikitext-made": 1} == {label: group.pages for label, group in scores["markup"].items()}
    assert ALL == scores["markup"]["wikitext"].figures
    assert {"enwiki": Group(2, 7, {**ALL, "F1": 14 / 15, "lowest F1": 6 / 7})} == scores["wiki"]


def test_no_pages_have_no_figures() -> None:
    assert {} == figures([])


def test_figure_below_its_floor_is_named(folder: Path) -> None:
    scores = {"lakes": score(folder, GOLD[:-1])}
    floors = {
        "lakes": {"wikitext": {"F1": 0.858, "text": 1.0, "ids": 0.5}, "plain": {"F1": 0.1}},
        "hills": {"wikitext": {"F1": 1.0}},
    }

    assert below(scores, floors) == [
        "lakes, wikitext: F1 is 0.8571, its floor is 0.858",
        "lakes, wikitext: ids is 0.0000, its floor is 0.5",
        "lakes, plain: F1 is 0.0000, its floor is 0.1",
    ]


def test_floors_are_rounded_down_and_fall_only_for_a_reason(folder: Path) -> None:
    scores = {"lakes": score(folder, GOLD[:-1])}
    pinned = {"lakes": {"wikitext": {**ALL, "F1": 0.857, "lowest F1": 0.857}}}
    other = {"hills": {"html": {"F1": 0.5}}}

    assert pin(scores, {"lakes": {"wikitext": {"F1": 0.8}}, **other}, reason="") == {**other, **pinned}
    with pytest.raises(ValueError, match=r"lakes, wikitext: F1 is 0\.8571, its floor is 0\.9"):
        pin(scores, {"lakes": {"wikitext": {"F1": 0.9}}}, reason="")
    assert pin(scores, {"lakes": {"wikitext": {"F1": 0.9}}}, reason="stricter gold") == pinned


def test_page_on_accuracy_has_a_table_for_each_grouping(folder: Path) -> None:
    scores = {"lakes": score(folder, GOLD)}
    written = markdown(scores, {})

    assert "### lakes\n" in written
    assert "| wikitext | 1 | 4 | 1.000 | 1.000 | 1.000 | – | 1.000 | 1.000 |\n" in written
    assert "| enwiki | 1 | 4 | 1.000 |" in written
    assert table(scores).splitlines()[1] == "lakes"


def test_page_on_accuracy_has_the_annotated_pages() -> None:
    kinds = ("comments", "reply parents", "proposals", "amends", "status", "stance polarity", "stance on proposal", "sources",
             "source dates", "policies", "mentions", "articles", "conflicts of interest", "requests")  # fmt: skip
    written = markdown(
        {}, {"hills": {"a.wiki": dict.fromkeys(kinds, Score(1, 1, 2)), "b.txt": dict.fromkeys(kinds, Score(0, 0, 0))}}
    )

    assert "### hills\n\n| F1 | comments | reply parents |" in written
    assert [
        "| `a.wiki` |" + " 0.666 |" * len(kinds),
        "| `b.txt` |" + " 1.000 |" * len(kinds),
        "| all pages |" + " 0.666 |" * len(kinds),
    ] == written.splitlines()[-3:]


TIME = "12:00, 3 May 2024"
PAIR = {"old": PAGE, "new": f"{PAGE}:No. [[User:Bo|Bo]] 11:00, 3 May 2024 (UTC)\n", "editor": "Bo"}
ADDED = {"dt_id": "c-Bo-20240503110000-Ana-20240503100500"}


@pytest.mark.parametrize(
    "name, case, right",
    [
        ("timestamps", {"text": f"{TIME} (UTC)", "language": "en", "timezone": "UTC", "expected": "2024-05-03T12:00:00Z"}, 1),
        ("timestamps", {"text": f"{TIME} (UTC)", "language": "en", "timezone": "UTC", "expected": None}, 0),
        ("timestamps", {"text": TIME, "language": "en", "timezone": "UTC", "expected": None}, 1),
        (
            "timestamps",
            {
                "text": "3 May 2024, 12:00 (CEST)",
                "date_format": "j F Y, H:i",
                "timezone": "Europe/Warsaw",
                "timezone_names": {"CEST": "CEST"},
                "expected": "2024-05-03T10:00:00Z",
            },
            1,
        ),
        ("signatures", {"line": f"Deep. [[User:Ana]] {TIME} (UTC)", "language": "en", "author": "Ana"}, 1),
        ("signatures", {"line": f"Deep. [[User:Ana]] {TIME} (UTC)", "language": "en", "author": None}, 0),
        ("signatures", {"line": "Deep, says [[User:Ana]].", "language": "en", "author": None}, 1),
        ("revision_pairs", {**PAIR, "new_comments": [ADDED]}, 1),
        ("revision_pairs", {**PAIR, "new_comments": []}, 0),
        ("revision_pairs", {**PAIR, "editor": "Ana", "new_comments": []}, 1),
    ],
)  # fmt: skip
def test_small_cases_are_right_or_wrong(folder: Path, name: str, case: dict[str, object], right: int) -> None:
    (folder / f"{name}.json").write_text(json.dumps([case]), encoding="utf-8")
    scores = {"lakes": score_set(folder)}

    assert {name: Group(0, 1, {"right": float(right)})} == scores["lakes"]["cases"]
    assert below(scores, {"lakes": {name: {"right": 1.0}}}) == [f"lakes, {name}: right is 0.0000, its floor is 1.0"] * (
        1 - right
    )
    assert {"lakes": {name: {"right": float(right)}}} == pin(scores, {}, reason="")
    assert f"| 1 | {right}.000 |\n" in markdown(scores, {})
    assert f"cases {name}" in table(scores)


def test_folder_with_nothing_to_score_is_told(folder: Path) -> None:
    told = run(str(folder))

    assert (1, "", f"{folder}: no set of pages (manifest.json) and no small cases\n") == (
        told.returncode,
        told.stdout,
        told.stderr,
    )


def run(*arguments: str, reason: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parent / "structure.py"), *arguments]
    environment = {**os.environ, LOWER: reason}
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment)


def test_command_pins_floors_and_fails_below_them(folder: Path, tmp_path: Path) -> None:
    score(folder, GOLD)
    floors, page = tmp_path / "floors.json", tmp_path / "page.md"

    pinned = run(str(folder), "--floors", str(floors), "--pin", "--markdown", str(page))
    assert (0, "") == (pinned.returncode, pinned.stderr)
    assert {"lakes": {"wikitext": ALL}} == json.loads(floors.read_text(encoding="utf-8"))
    assert page.read_text(encoding="utf-8").startswith("# Accuracy\n")

    score(folder, GOLD[:-1])
    lower = "below its floor: lakes, wikitext: F1 is 0.8571, its floor is 1.0\n"
    checked = run(str(folder), "--floors", str(floors))
    assert (1, True) == (checked.returncode, lower in checked.stdout)
    refused = run(str(folder), "--floors", str(floors), "--pin")
    assert (1, True) == (
        refused.returncode,
        refused.stderr.startswith(f"these floors would fall; say why in {LOWER}: "),
    )
    assert {"lakes": {"wikitext": ALL}} == json.loads(floors.read_text(encoding="utf-8"))
    assert 0 == run(str(folder), "--floors", str(floors), "--pin", reason="another gold").returncode
