"""Who signed, and when: timestamps, names in plain copies, where a signature begins and ends."""

import pytest

from graphtalk.language import load_language
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block
from graphtalk.parse.items import block_signatures
from graphtalk.parse.names import guess_names, possible_names
from graphtalk.parse.signatures import Signature

ENGLISH = load_language("en")


def plain(text: str) -> Block:
    return Block(text, (), text, None)


@pytest.mark.parametrize(
    "head, expected",
    [
        ("Thank you. Ana", ("Ana",)),
        ("Thank you --Ana", ("Ana",)),
        ("Thank you — Ana B", ("Ana B", "B")),
        ("He said “no.” Ana", ("Ana",)),
        ("I agree Ana", ("I agree Ana", "agree Ana", "Ana")),
        ("one two three four five six seven", ("two three four five six seven", "three four five six seven",
         "four five six seven", "five six seven", "six seven", "seven")),
        ("It was me. — Preceding unsigned comment added by Ana. B", ("Ana. B",)),
        ("Thank you.\nAna", ("Ana",)),
        ("", ()),
    ],
)  # fmt: skip
def test_names_that_the_words_before_a_plain_signature_allow(head: str, expected: tuple[str, ...]) -> None:
    assert possible_names(head, ENGLISH) == expected


def signature(*names: str) -> Signature:
    return Signature(0, 0, names[0], None, None, names=names, names_end=0)


@pytest.mark.parametrize(
    "names, text, expected",
    [
        ([("Done Ana", "Ana"), ("Ana",)], "", ["Ana", "Ana"]),
        ([("Done Ana", "Ana")], "", ["Done Ana"]),
        ([("Done Ana", "Ana"), ("Sorry Ana", "Ana")], "@Ana: thank you", ["Ana", "Ana"]),
        ([("Old Ana", "Ana"), ("Ana",)], "@Old Ana: thank you", ["Old Ana", "Ana"]),
    ],
)
def test_page_decides_between_readings_of_a_name(names: list[tuple[str, ...]], text: str, expected: list[str]) -> None:
    assert guess_names([signature(*readings) for readings in names], text) == expected


@pytest.mark.parametrize(
    "text, author, kept",
    [
        ("Yes. Ana (talk) 09:05, 3 May 2021 (UTC)", "Ana", "Yes."),
        ("Yes. Ana (talk) 09:05, 3 May 2021 (UTC)[reply]", "Ana", "Yes."),
        ("Yes. Ana (talk · contribs) 09:05, 3 May 2021 (UTC)", "Ana", "Yes."),
        ("Yes. --Ana 09:05, 3 May 2006", "Ana", "Yes."),
        ("Yes. – Ana, 09:05, 3 May 2006", "Ana", "Yes."),
        ("Yes. — Preceding unsigned comment added by 192.0.2.7 (talk) 09:05, 3 May 2021 (UTC)", "192.0.2.7", "Yes."),
    ],
)
def test_plain_signature_ends_a_line(text: str, author: str, kept: str) -> None:
    (found,) = block_signatures(plain(text), ENGLISH)

    assert (author, kept) == (found.author, text[: found.start])
    assert found.end == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "It burned down at 09:05, 3 May 2006",
        "Ana wrote at 09:05, 3 May 2006 (UTC) that it burned down.",
        "09:05, 3 May 2006 (UTC)",
    ],
)
def test_date_in_running_text_signs_nothing(text: str) -> None:
    assert block_signatures(plain(text), ENGLISH) == []


@pytest.mark.parametrize("between, signed", [(" (talk) ", 1), (f" {'x' * 98} ", 1), (f" {'x' * 99} ", 0)])
def test_user_link_counts_up_to_a_hundred_characters_before_the_timestamp(between: str, signed: int) -> None:
    text = f"Ana{between}09:05, 3 May 2021 (UTC)"
    found = block_signatures(Block(text, (Mark("user", 0, 3, "Ana"),), text, 1), ENGLISH)

    assert len(found) == signed


def test_nearest_user_signs_and_a_link_in_the_sentence_stays_in_the_text() -> None:
    text = "Ask Bo about it. Ana (talk) 09:05, 3 May 2021 (UTC)"
    marks = (Mark("user", 4, 6, "Bo"), Mark("user", 17, 20, "Ana"), Mark("user", 22, 26, "Ana"))
    (found,) = block_signatures(Block(text, marks, text, 1), ENGLISH)

    assert (found.author, text[: found.start]) == ("Ana", "Ask Bo about it.")
