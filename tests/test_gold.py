"""What graphtalk finds on pages that a reader annotated does not get less: floors for precision and recall together.

`pytest tests/test_gold.py --update-golden` pins today's figures; a floor falls only with a reason in
`GRAPHTALK_LOWER_FLOORS`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import precision
import pytest
from scoring import LOWER, Score, below, inputs_digest, pin, read_document, score, score_folder, sum_scores

from graphtalk.model import ProposalStatus, RequestOutcome

GOLD = Path(__file__).parent / "gold"
FLOORS = GOLD / "floors.json"


def test_figures_reach_their_floors(pytestconfig: pytest.Config) -> None:
    scores, digest = score_folder(GOLD), inputs_digest(GOLD)
    if pytestconfig.getoption("--update-golden"):
        known = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"] if FLOORS.exists() else {}
        pinned = {"digest": digest, "floors": pin(scores, known, reason=os.environ.get(LOWER, ""))}
        FLOORS.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8", newline="\n")
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))

    assert floors["digest"] == digest, "annotations or pages have changed: pin the floors with --update-golden"
    assert below(scores, floors["floors"]) == []
    assert floors["floors"].keys() == scores.keys()


@pytest.mark.parametrize("folder", ["voices", "ordinary", "formal"])
def test_figures_over_all_pages_that_weights_learn_from_reach_their_floors(
    folder: str, pytestconfig: pytest.Config
) -> None:
    pages = list(score_folder(GOLD / folder).values())
    kinds = {kind: sum_scores([page[kind] for page in pages]) for kind in pages[0]}
    digest, file = inputs_digest(GOLD / folder), GOLD / f"{folder}.floors.json"
    if pytestconfig.getoption("--update-golden"):
        known = json.loads(file.read_text(encoding="utf-8"))["floors"] if file.exists() else {}
        pinned = {"digest": digest, "floors": pin({"all pages": kinds}, known, reason=os.environ.get(LOWER, ""))}
        file.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8", newline="\n")
    floors = json.loads(file.read_text(encoding="utf-8"))

    assert floors["digest"] == digest, "annotations or pages have changed: pin the floors with --update-golden"
    assert below({"all pages": kinds}, floors["floors"]) == []


def test_annotations_say_what_became_of_things_in_the_words_of_the_model() -> None:
    outcomes, statuses = set(get_args(RequestOutcome)), set(get_args(ProposalStatus))
    for path in sorted(GOLD.glob("**/*.json")):
        annotations = json.loads(path.read_text(encoding="utf-8"))
        assert outcomes >= {request["outcome"] for request in annotations.get("requests", ())}, path.name
        assert statuses >= {proposal["status"] for proposal in annotations.get("proposals", ())}, path.name


def test_score_counts_what_is_missed_and_what_is_invented() -> None:
    page = GOLD / "survey.wikitext"
    document = read_document(page, "Talk:Corran Head Light")
    comments = document["comments"]
    assert isinstance(comments, list)
    whole = score(GOLD / "survey.json", {"page": document})["page"]["comments"]
    missed = score(GOLD / "survey.json", {"page": {"page": document["page"], "comments": comments[:8]}})["page"]
    invented = score(GOLD / "survey.json", {"page": {**document, "mentions": [{"comment": c["id"], "user": "Nobody"} for c in comments]}})  # fmt: skip

    assert Score(16, 16, 16) == whole
    assert Score(8, 8, 16) == missed["comments"]
    assert Score(0, 0, 4) == missed["proposals"]
    assert Score(0, 16, 1) == invented["page"]["mentions"]


@pytest.mark.parametrize(
    "counts, precision, recall, f1",
    [((3, 4, 6), 0.75, 0.5, 0.6), ((0, 0, 0), 1.0, 1.0, 1.0), ((0, 0, 5), 0.0, 0.0, 0.0), ((0, 5, 0), 0.0, 1.0, 0.0)],
)
def test_figures(counts: tuple[int, int, int], precision: float, recall: float, f1: float) -> None:
    figures = Score(*counts)

    assert (precision, recall, f1) == (figures.precision, figures.recall, figures.f1)


def test_figure_below_its_floor_is_named() -> None:
    lines = below({"lake": {"status": Score(1, 2, 2)}}, {"lake": {"status": 0.6, "amends": 0.1}})

    assert lines == ["lake: status has F1 0.500, its floor is 0.6", "lake: amends has a floor of 0.1 and no figure"]


def test_floors_are_rounded_down_and_fall_only_for_a_reason() -> None:
    scores = {"lake": {"status": Score(2, 3, 3)}}

    assert pin(scores, {"lake": {"status": 0.5}}, reason="") == {"lake": {"status": 0.66}}
    with pytest.raises(ValueError, match=r"lake: status from 0\.7 to 0\.66"):
        pin(scores, {"lake": {"status": 0.7}}, reason="")
    assert pin(scores, {"lake": {"status": 0.7}}, reason="stricter annotations") == {"lake": {"status": 0.66}}


def test_command_prints_a_table_and_fails_below_a_floor(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text('{"floors": {"quiet.wikitext": {"comments": 1.0, "unheard of": 0.5}}}', encoding="utf-8")
    command = [sys.executable, str(Path(__file__).parent / "scoring.py"), str(GOLD), "--floors", str(floors)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")

    assert "survey.wikitext" in done.stdout
    assert done.stdout.endswith("below its floor: quiet.wikitext: unheard of has a floor of 0.5 and no figure\n")
    assert (done.returncode, done.stderr) == (1, "")


def test_page_on_precision_is_made_from_the_judged_facts() -> None:
    lines = (GOLD / "precision.jsonl").read_text(encoding="utf-8").splitlines()
    facts = [json.loads(line) for line in lines]

    assert all(isinstance(fact["right"], bool) and (fact["right"] or fact["why"]) for fact in facts)
    assert precision.table(facts) == (GOLD.parents[1] / "docs" / "PRECISION.md").read_text(encoding="utf-8")
