"""Every rule of every language carries examples; here they run."""

import re

import pytest

from graphtalk.errors import LanguageError, UsageError
from graphtalk.language import Cue, load_language, read_cue
from graphtalk.site import load_site

CUES = [(task, cue) for task, cues in load_language("en").cues.items() for cue in cues]
GOOD = {"id": "x", "pattern": "a", "value": "v", "confidence": 0.5, "examples": ["a", "ab"], "counterexamples": ["b"]}


@pytest.mark.parametrize(("task", "cue"), CUES, ids=[cue.id for _, cue in CUES])
def test_rule_matches_its_examples_and_none_of_its_counterexamples(task: str, cue: Cue) -> None:
    missed = [text for text in cue.examples if not cue.pattern.search(text)]
    wrong = [text for text in cue.counterexamples if cue.pattern.search(text)]

    assert ([], []) == (missed, wrong), task


def test_rule_ids_are_unique() -> None:
    ids = [cue.id for _, cue in CUES]

    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"examples": ["a"]}, "needs two examples and one counterexample"),
        ({"counterexamples": []}, "needs two examples and one counterexample"),
        ({"pattern": "("}, "no regular expression"),
        ({"value": None}, None),
    ],
)
def test_faulty_rule_is_refused_by_name(change: dict[str, object], message: str | None) -> None:
    entry = GOOD | change
    if message is None:
        del entry["value"]
    with pytest.raises(LanguageError, match=re.escape(message or "lacks 'value'")) as caught:
        read_cue(entry, "en.toml")

    assert "en.toml: rule 'x'" in str(caught.value)


def test_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no language 'xx'; there is en, und"):
        load_language("xx")


def test_language_without_a_file_reads_structure_and_no_words() -> None:
    language = load_language(None, load_site("huwiki"))

    assert ("und", "huwiki") == (language.code, language.site.name)
    assert not any(language.cues.values())
    assert "ping" in language.templates
