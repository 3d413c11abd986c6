"""Who signed, and when: timestamps, names in plain copies, where a signature begins and ends."""

import pytest

from graphtalk.language import load_language
from graphtalk.model import Mark
from graphtalk.parse.blocks import Block
from graphtalk.parse.plain import parse_plain
from graphtalk.parse.signatures import find_signatures, find_undated
from graphtalk.parse.wikitext import parse_wikitext

ENGLISH = load_language("en")


def plain(text: str) -> Block:
    return parse_plain(text, ENGLISH)[-1]


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
    (found,) = find_signatures(plain(text), ENGLISH)

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
    assert find_signatures(plain(text), ENGLISH) == []


@pytest.mark.parametrize("between, signed", [(" (talk) ", 1), (f" {'x' * 98} ", 1), (f" {'x' * 99} ", 0)])
def test_user_link_counts_up_to_a_hundred_characters_before_the_timestamp(between: str, signed: int) -> None:
    text = f"Ana{between}09:05, 3 May 2021 (UTC)"
    found = find_signatures(Block(text, (Mark("user", 0, 3, "Ana"),), text, 1), ENGLISH)

    assert len(found) == signed


def test_nearest_user_signs_and_a_link_in_the_sentence_stays_in_the_text() -> None:
    text = "Ask Bo about it. Ana (talk) 09:05, 3 May 2021 (UTC)"
    marks = (Mark("user", 4, 6, "Bo"), Mark("user", 17, 20, "Ana"), Mark("user", 22, 26, "Ana"))
    (found,) = find_signatures(Block(text, marks, text, 1), ENGLISH)

    assert (found.author, text[: found.start]) == ("Ana", "Ask Bo about it.")


@pytest.mark.parametrize(
    "line, author",
    [
        ("Yes. --[[User:Ana]] ([[User talk:Ana|talk]])", "Ana"),
        ("{{ping|Bo}} Yes. [[User:Ana|A]] <small>[[User talk:Ana|talk]]</small>", "Ana"),
        ("I agree with [[User:Ana]]", None),
        ("[[User:Ana]] said so, and it is [[User:Ana]] who should know", None),
        ("{{ping|Ana}} {{ping|Ana}}", None),
        ("See [[User:Ana|Ana]] and [[User:Ana|Ana again]]", None),
        ("Ask [[User:Ana]] ([[User talk:Ana|talk]]) about it", None),
        ("[[User:Ana]] ([[User talk:Ana|talk]]) and [[User:Bo]]", None),
    ],
)
def test_two_links_to_a_user_at_the_end_sign_without_a_timestamp(line: str, author: str | None) -> None:
    (block,) = parse_wikitext(line, ENGLISH)

    found = find_undated(block, ENGLISH)

    assert author == (found.author if found else None)
