"""Searching for words: the same hits in the same order from every store, in any script, whatever is typed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import driver
from hypothesis import given
from hypothesis import strategies as st
from mixed_batches import mixed_batches
from test_cli import answer, call, rows

from graphtalk.demo import SAMPLE_TITLE, sample_page
from graphtalk.errors import StoreError, UsageError
from graphtalk.language import load_language
from graphtalk.pipeline import to_batch
from graphtalk.schema import GraphBatch, Row
from graphtalk.search import read_question, search, snippet
from graphtalk.stores import MEMORY, Store, open_store, statements
from graphtalk.stores.texts import NAME
from graphtalk.stores.words import Phrase, spans, words

TEXTS = {
    "harbour": "The harbour opened in 1905, according to the port's own history. See WP:NPOV.",
    "harbours": "Harbours open early.",
    "mouth": "Opened or not: the harbour’s mouth, the harbour, HARBOUR!",
    "address": "It is at https://port.example/old_harbour?year=1,905 (café, naïve, O'Brien).",
    "russian": "Гавань открылась в 1905 году.",
    "greek": "ΛΙΜΆΝΙ της Σύρου",
    "arabic": "افتُتح الميناء عام 1905.",
    "persian": "این بندر می‌خواهد باز شود",
    "hindi": "बंदरगाह हिन्दी में",
    "korean": "항구는 1905년에 열렸다",
    "japanese": "横浜港は1905年に開港した。ハーバー・マスター",
    "thai": "ท่าเรือเปิดในปี 1905",
    "turkish": "İstanbul limanı",
    "emoji": "👍🏽 agreed 💯",
    "syntax": 'AND OR NOT a:b (c) "d" e\\f g~1 [h TO i] j^2 k/l/ && ||',
    "markup": "**bold** and 'quoted'",
    "empty": "",
}

FOUND = {  # what is searched for, and what it finds, the best first
    "harbour": ["mouth", "address", "harbour"],
    "HARBOUR": ["mouth", "address", "harbour"],
    "harbour*": ["mouth", "harbours", "address", "harbour"],
    "harbours": ["harbours"],
    "harbour opened": ["mouth", "harbour"],
    "opened harbour": ["mouth", "harbour"],
    '"harbour opened"': ["harbour"],
    '"opened harbour"': [],
    '"opened in 19*"': ["harbour"],
    "“opened in” harbour": ["harbour"],
    "harbour -mouth": ["address", "harbour"],
    'harbour -"opened in"': ["mouth", "address"],
    "harbour harbour": ["mouth", "address", "harbour"],
    '"harbour': ["mouth", "address", "harbour"],
    "NPOV": ["harbour"],
    "WP:NPOV": ["harbour"],
    "port's": ["harbour"],
    "port": ["address", "harbour"],
    "old_harbour": ["address"],
    "1,905": ["address"],
    "1905": ["arabic", "russian", "harbour", "thai", "japanese"],
    "https://port.example/old_harbour?year=1,905": ["address"],
    "cafe": [],
    "café": ["address"],
    "obrien": [],
    "O’Brien": ["address"],
    "ГАВАНЬ": ["russian"],
    "гавань -1905": [],
    "λιμάνι": ["greek"],
    "ΣΎΡΟΥ": ["greek"],
    "الميناء": ["arabic"],
    "ميناء": [],
    "افتُتح": ["arabic"],
    "می‌خواهد": ["persian"],
    "هندی": [],
    "हिन्दी": ["hindi"],
    "हिन": [],
    "항구는": ["korean"],
    "항구* 1905*": ["korean"],
    "港": ["japanese"],
    "開港": ["japanese"],
    "港開": [],
    "横浜港 開港": ["japanese"],
    "ハーバー": ["japanese"],
    "เปิด": ["thai"],
    "istanbul": ["turkish"],
    "agreed 👍🏽": ["emoji"],
    "AND OR NOT": ["syntax"],
    "a:b": ["syntax"],
    "(c)": ["syntax"],
    "e\\f": ["syntax"],
    "g~1 j^2 [h TO i]": ["syntax"],
    "k/l/ && ||": ["syntax"],
    "text:harbour": [],
    "*arbour": [],
    "bold*bold": [],
    "quoted'": ["markup"],
    "x" * 5000: [],
    " ".join(map(str, range(100))): [],
    f'"{"a " * 100}"': [],
}


def page_of(texts: Mapping[str, str], page: str = "Talk:Port") -> GraphBatch:
    """Return a page with these comments, all by one user in one section."""
    node, section, user = f"enwiki:{page}", f"enwiki:{page}#h", "enwiki:User:Ana"
    comments: list[Row] = [
        {
            "id": f"{node}#{name}",
            "page": node,
            "text": text,
            "position": position,
            "timestamp": datetime(2024, 1, 1, 12, position, tzinfo=UTC),
        }
        for position, (name, text) in enumerate(texts.items())
    ]
    return GraphBatch(
        node,
        {
            "Page": [{"id": node, "page": node, "title": page}],
            "Section": [{"id": section, "page": node, "heading": "History"}],
            "Comment": comments,
            "User": [{"id": user, "name": "Ana"}] if texts else [],
        },
        {
            "ON_PAGE": [{"_start": section, "_end": node}],
            "IN_SECTION": [{"_start": row["id"], "_end": section} for row in comments],
            "WROTE": [{"_start": user, "_end": row["id"], "role": "author"} for row in comments],
        },
    )


def hits(store: Store, text: str, page: str | None = None) -> list[str]:
    """Return the names of the comments found, the best first."""
    found = search(store, text, page=page, kinds=["comments"])
    assert len(found.table.rows) == found.total
    return [str(record["link"]).partition("#")[2] for record in found.table.records()]


def test_same_hits_on_every_store(store: Store) -> None:
    store.write(page_of(TEXTS))

    assert {text: hits(store, text) for text in FOUND} == FOUND


@pytest.mark.parametrize("text", ["", "  ", "-", "--", '""', "!?", "*", "👍", '-harbour -"the port"', "&& || ()"])
def test_text_without_a_word_to_look_for_is_told(text: str) -> None:
    with pytest.raises(UsageError, match=r"has no word to look for: give a word with letters or digits, without - "):
        read_question(text)


def test_too_many_words_are_told() -> None:
    with pytest.raises(UsageError, match="a search takes at most 100 words: leave the common ones out"):
        read_question("word " * 60 + " ".join(map(str, range(100))))


def test_what_is_written_later_is_found_and_what_goes_is_not(store: Store) -> None:
    store.write(page_of({"a": "old words"}))
    store.write(page_of({"b": "other words"}, "Talk:Quay"))

    assert ["a", "b"] == hits(store, "words")
    store.write(page_of({"a": "new words", "c": "more"}))
    assert (["b"], []) == (hits(store, "other"), hits(store, "old"))
    assert (["a"], ["c"]) == (hits(store, "new"), hits(store, "more"))
    store.delete_page("enwiki:Talk:Port")
    assert ["b"] == hits(store, "words")
    store.write(page_of({"a": "old words"}))
    assert ["a"] == hits(store, "words", page="enwiki:Talk:Port")


def test_write_that_fails_changes_no_hits(store: Store) -> None:
    store.write(page_of({"a": "old words"}))
    assert ["a"] == hits(store, "old")
    faulty = page_of({"a": "new words"})
    faulty.nodes["Comment"][0]["text"] = {"no": "text"}
    with pytest.raises(StoreError):
        store.write(faulty)

    assert (["a"], []) == (hits(store, "old"), hits(store, "new"))


def test_index_of_the_embedded_store_may_be_removed(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "store")) as store:
        store.write(page_of(TEXTS))
        assert not (tmp_path / "store" / NAME).exists()  # who never searches pays nothing
        assert ["harbours"] == hits(store, "harbours")
        (tmp_path / "store" / NAME).unlink()
        assert ["harbours"] == hits(store, "harbours")
    (tmp_path / "store" / NAME).write_bytes(b"no database" * 100)
    with (
        open_store(str(tmp_path / "store")) as store,
        pytest.raises(StoreError, match=r"search\.sqlite fails \(file is not a database\): remove it and search again"),
    ):
        hits(store, "harbours")


def test_pages_from_before_the_index_are_found(neo4j_address: str) -> None:
    with open_store(neo4j_address) as store, driver(neo4j_address) as server:
        store.write(page_of(TEXTS))
        for name in statements.text_indexes():
            server.execute_query(f"DROP INDEX {name}")
        try:
            with pytest.raises(StoreError, match="has no index of words: `graphtalk upgrade` makes it"):
                hits(store, "harbours")
        finally:
            store.create_schema()
        assert ["harbours"] == hits(store, "harbours")


def test_rows_tell_who_said_it_where_and_when(store: Store) -> None:
    store.write(to_batch(sample_page(), load_language("en")))
    found = search(store, "seals counted", limit=1)
    proposal = search(store, '"weaned in the wild"', kinds=["proposals"], limit=1)

    assert 1 == found.total
    [record] = found.table.records()
    assert ("comment", SAMPLE_TITLE, "Last sentence of the lead") == (
        record["kind"],
        record["page"],
        record["section"],
    )
    assert ("Tidewrack", datetime(2024, 3, 4, 19, 48, tzinfo=UTC)) == (record["user"], record["time"])
    assert "they **counted** **seals**" in str(record["snippet"])
    assert proposal.total > len(proposal.table.rows) == 1
    assert "proposal" == proposal.table.records()[0]["kind"]


def test_stores_rank_alike(neo4j_address: str) -> None:
    answers = []
    for address in (MEMORY, neo4j_address):
        with open_store(address) as store:
            for batch in mixed_batches():
                store.write(batch)
            answers.append([search(store, text, limit=1000) for text in ("the", "mill weir", "wo*", "support -mill")])

    assert answers[0] == answers[1]
    assert all(found.total for found in answers[0][:1])


@pytest.mark.parametrize(
    "text, phrases, expected",
    [
        ("Short.", [Phrase(("short",))], "**Short**."),
        ("One\ntwo  three", [Phrase(("two", "three"))], "One **two three**"),
        ("aa ab b", [Phrase(("a",), prefix=True)], "**aa** **ab** b"),
        ("a a a", [Phrase(("a", "a"))], "**a a** a"),
        ("開港した", [Phrase(("開", "港"))], "**開港**した"),
        ("word " * 50 + "here " + "word " * 50, [Phrase(("here",))], None),
        ("here " + "word " * 60 + "here there " + "word " * 60, [Phrase(("here",)), Phrase(("there",))], None),
        ("x" * 500, [Phrase(("x" * 500,))], f"**{'x' * 500}**"),
    ],
)
def test_snippet_shows_most_of_what_was_found(text: str, phrases: list[Phrase], expected: str | None) -> None:
    shown = snippet(text, phrases)

    if expected is not None:
        assert expected == shown
    else:
        assert ("…word", "word…") == (shown[:5], shown[-5:])
        assert len(shown) < 200
        assert all(f"**{' '.join(phrase.words)}**" in shown for phrase in phrases)


@given(st.text(max_size=200))
def test_words_of_words_are_the_same(text: str) -> None:
    found = words(text)

    assert found == words(" ".join(found))
    assert found == ["".join(words(text[start:end])) for start, end in spans(text)]


@given(st.text(max_size=60))
def test_any_text_is_a_question_or_told(text: str) -> None:
    try:
        question = read_question(text)
    except UsageError:
        return
    assert all(phrase.words == tuple(words(" ".join(phrase.words))) for phrase in question.wanted)


def test_command_prints_hits_and_tells_of_more(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    with open_store(store) as opened:
        opened.write(page_of(TEXTS))
        opened.write(page_of({"a": "harbour"}, "Talk:Quay"))

    found = rows("search", "harbour", "--store", store)
    assert [1, 2, 3, 4] == [row["rank"] for row in found]
    assert "**harbour**" in answer("search", "harbour", "--store", store, "--format", "markdown", "--page", "Talk:Quay")
    assert [] == rows("search", "harbour", "--store", store, "--in", "proposals")
    few = call("search", "harbour", "--store", store, "--limit", "2")
    assert (0, "2 of 4 hits\n") == (few.exit_code, few.stderr)
    assert 3 == len(rows("search", "harbour", "harbour -mouth", "--store", store))
