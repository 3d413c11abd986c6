"""Who signed, and when: timestamps, names in plain copies, where a signature begins and ends."""

from datetime import UTC, datetime

import pytest

from graphtalk.language import Site, load_language
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block
from graphtalk.parse.signatures import Signature, find_signatures, guess_names, parse_timestamp, possible_names

ENGLISH = load_language("en")
HERE = ENGLISH.sites["enwiki"]
BERLIN = Site("berlinwiki", "berlin.example", "Europe/Berlin")


def plain(text: str) -> Block:
    return Block(text, (), text, None)


@pytest.mark.parametrize(
    "text, site, expected",
    [
        ("09:05, 3 May 2021 (UTC)", HERE, datetime(2021, 5, 3, 9, 5, tzinfo=UTC)),
        ("00:00, 29 February 2024 (UTC)", HERE, datetime(2024, 2, 29, tzinfo=UTC)),
        ("23:59, 31 Dec 2005 (UTC)", HERE, datetime(2005, 12, 31, 23, 59, tzinfo=UTC)),
        ("12:00, 1 July 2021 (UTC)", BERLIN, datetime(2021, 7, 1, 10, 0, tzinfo=UTC)),
        ("12:00, 1 January 2021 (UTC)", BERLIN, datetime(2021, 1, 1, 11, 0, tzinfo=UTC)),
        ("09:05, 31 June 2021 (UTC)", HERE, None),
        ("24:00, 3 May 2021 (UTC)", HERE, None),
        ("09:05, 0 May 2021 (UTC)", HERE, None),
        ("09:05, 3 May 0000 (UTC)", HERE, None),
    ],
)
def test_timestamp_is_read_in_the_zone_of_its_site(text: str, site: Site, expected: datetime | None) -> None:
    match = ENGLISH.timestamp.fullmatch(text)
    assert match

    assert parse_timestamp(match, ENGLISH, site) == expected


@pytest.mark.parametrize(
    "text",
    ["9:05, 3 May 2021 (UTC)", "09:05, 3 Mai 2021 (UTC)", "09:05, 3 May 21 (UTC)", "09:05, 3 May 2021", "09:05, 3 May 2021 (CET)"],
)  # fmt: skip
def test_what_the_wiki_would_not_write_is_no_timestamp(text: str) -> None:
    assert ENGLISH.timestamp.search(text) is None


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
    (found,) = find_signatures(plain(text), ENGLISH, HERE)

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
    assert find_signatures(plain(text), ENGLISH, HERE) == []


@pytest.mark.parametrize("between, signed", [(" (talk) ", 1), (f" {'x' * 98} ", 1), (f" {'x' * 99} ", 0)])
def test_user_link_counts_up_to_a_hundred_characters_before_the_timestamp(between: str, signed: int) -> None:
    text = f"Ana{between}09:05, 3 May 2021 (UTC)"
    found = find_signatures(Block(text, (Mark("user", 0, 3, "Ana"),), text, 1), ENGLISH, HERE)

    assert len(found) == signed


def test_nearest_user_signs_and_a_link_in_the_sentence_stays_in_the_text() -> None:
    text = "Ask Bo about it. Ana (talk) 09:05, 3 May 2021 (UTC)"
    marks = (Mark("user", 4, 6, "Bo"), Mark("user", 17, 20, "Ana"), Mark("user", 22, 26, "Ana"))
    (found,) = find_signatures(Block(text, marks, text, 1), ENGLISH, HERE)

    assert (found.author, text[: found.start]) == ("Ana", "Ask Bo about it.")
