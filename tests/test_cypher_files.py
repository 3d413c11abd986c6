"""The rules that keep the catalogue portable: every file keeps them, and each refuses what it is there to refuse."""

import pytest
from conftest import ROOT

from graphtalk.queries import Query, catalogue, parse_query
from graphtalk.queries.portable import RULES, Fault, faults
from graphtalk.schema import EDGES, NODES

each_query = pytest.mark.parametrize("query", [pytest.param(query, id=name) for name, query in catalogue().items()])

HEADER = """\
// question: Who said what?
// param: since datetime = null: only comments at or after this time
// column: user string: name
// column: links string[]: addresses
"""
BODY = """
// A comment (without labels) may say CALL.
MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(said:Comment)<-[:WROTE {role: 'an author; SET'}]-(person:User)
WHERE $since IS NULL OR said.timestamp >= datetime($since)
WITH person, said
ORDER BY said.timestamp, said.id
RETURN person.name AS user, collect(said.url) AS links
ORDER BY person.id;
"""
OPTIONAL = "\nOPTIONAL MATCH (said:Comment)-[:CITES]->(work:Source)\n"


def checked(text: str) -> list[Fault]:
    return faults(parse_query("who-said-what", HEADER + text, "own/who-said-what.cypher"))


@each_query
def test_every_query_is_portable(query: Query) -> None:
    assert faults(query) == []


def test_plain_query_has_no_fault() -> None:
    assert checked(BODY) == []


@pytest.mark.parametrize(
    "rule, old, new, detail",
    [
        ("node-labels", "(talk:Page)", "(talk)", "(talk)"),
        ("node-labels", "(talk:Page)", "(talk:Page|Section)", "(talk:Page|Section)"),
        ("node-labels", "(:Section)", "()", "()"),
        ("node-labels", "(talk:Page)", "(talk:Sheet)", "(talk:Sheet)"),
        ("node-labels", "WITH person", "WHERE EXISTS { MATCH (said)-[:CITES]->(:Source) } WITH person", "(said)"),
        ("node-labels", "WITH person", "MATCH (person), (other:User) WITH person", "(person)"),
        ("schema-steps", "<-[:ON_PAGE]-", "-[:ON_PAGE]->", "Page ON_PAGE Section"),
        ("schema-steps", "<-[:ON_PAGE]-", "-[:ON_PAGE]-", "Page ON_PAGE Section"),
        ("schema-steps", "<-[:ON_PAGE]-", "<-[:ON_SHEET]-", "Section ON_SHEET Page"),
        ("schema-steps", "<-[:ON_PAGE]-", "<-[]-", "an edge without a type"),
        ("schema-steps", "<-[:ON_PAGE]-", "<--", "an edge without a type"),
        ("schema-properties", "said.url", "said.link", "said.link"),
        ("plain-words", "\nRETURN", "\nSET said.level = 1\nRETURN", "SET"),
        ("plain-words", "\nRETURN", "\nCALL db.labels() YIELD label\nRETURN", "CALL"),
        ("plain-words", "said.url", "elementId(said)", "elementId("),
        ("plain-words", "said.url", "apoc.text.join([], '')", "apoc.text"),
        ("plain-words", "datetime($since)", "datetime()", "datetime()"),
        ("scalars", "person.name AS user", "person AS user", "person AS user"),
        ("scalars", "collect(said.url)", "collect(said)", "collect(said) AS links"),
        ("scalars", "collect(said.url)", "properties(said)", "properties(said) AS links"),
        ("own-names", "person", "user", "user"),
        ("ordered-rows", "\nORDER BY person.id;", ";", "no ORDER BY at the end"),
        ("ordered-rows", "\nORDER BY person.id;", "\nORDER BY links;", "user is no key"),
        (
            "optional-order",
            "\nWITH person, said\nORDER BY said.timestamp, said.id",
            OPTIONAL + "WITH person, said, coalesce(work.title, '-') AS title\nORDER BY title, said.id\nLIMIT 9",
            "title",
        ),
        (
            "optional-order",
            "\nORDER BY person.id;",
            OPTIONAL
            + "RETURN person.id AS id\nORDER BY EXISTS { MATCH (work:Source)<-[:CITES]-(:Comment) }, id\nLIMIT 9;",
            "EXISTS { MATCH (work:Source)<-[:CITES]-(:Comment) }",
        ),
        ("ordered-lists", "\nORDER BY said.timestamp, said.id", "", "collect(said.url)"),
        (
            "counts-first",
            "\nWITH person",
            "\n  AND COUNT { MATCH (said:Comment)-[:CITES]->(:Source) } < 1\nWITH person",
            "WHERE $since IS NULL OR said.timestamp >= datetime($since) AND COUNT {",
        ),
        (
            "no-or-exists",
            "\nWITH person",
            "\n  AND (said.id <= 'x' OR NOT EXISTS { MATCH (said:Comment {id: 'x'})-[:CITES]->(:Source) })\nWITH person",
            "said.id <= '' OR NOT EXISTS {}",
        ),
        (
            "compared-or",
            "\nWITH person",
            "\n  AND (said.parent IS NOT NULL OR NOT coalesce(said.struck, false))\nWITH person",
            "NOT coalesce…",
        ),
        (
            "compared-or",
            "\nWITH person",
            "\n  AND (said.parent IS NOT NULL OR said.struck)\nWITH person",
            "said.struck",
        ),
        (
            "no-text-index",
            "\nWITH person",
            "\n  AND person.name CONTAINS 'a' AND person.name STARTS WITH 'b'\nWITH person",
            "person.name",
        ),
        ("times-as-text", "datetime($since)", "$since", "$since"),
        ("closed", "person.id;\n", "person.id\n", "no single semicolon at the end"),
        ("closed", "\nRETURN", ";\nRETURN", "no single semicolon at the end"),
    ],
)
def test_rule_refuses_what_is_outside_the_subset(rule: str, old: str, new: str, detail: str) -> None:
    assert Fault(rule, detail) in checked(BODY.replace(old, new))


@pytest.mark.parametrize(
    "end",
    [
        "RETURN coalesce(work.title, '-') AS title\nORDER BY title",
        "RETURN coalesce(work.title, '-') AS title\nORDER BY title DESC\nLIMIT 9",
        "RETURN coalesce(said.url, said.id) AS link, work.title AS title\nORDER BY link, title\nLIMIT 9",
        "RETURN work.title AS title, said.id AS id\nORDER BY title, id\nLIMIT 9",
        "RETURN said.id AS id, work IS NOT NULL AS cited\nORDER BY id, cited\nLIMIT 9",
        "WITH work, count(*) AS found\nRETURN coalesce(work.title, '-') AS title, found\nORDER BY title, found\nLIMIT 9",
        "WITH DISTINCT said, work\nRETURN work IS NULL AS bare, said.id AS id\nORDER BY bare, id\nLIMIT 9",
        (
            "WITH DISTINCT said, work\nOPTIONAL MATCH (said:Comment)-[:PROPOSES]->(idea:Proposal)\n"
            "RETURN coalesce(said.url, said.id) AS link, idea.id AS id\nORDER BY link, id\nLIMIT 9"
        ),
        "RETURN person.id AS id, count(work) AS found\nORDER BY found, id\nLIMIT 9",
    ],
)
def test_what_may_be_null_stands_in_an_order_that_both_stores_give(end: str) -> None:
    text = BODY.partition("\nWITH ")[0] + OPTIONAL + end + ";\n"

    assert [fault for fault in checked(text) if fault.rule == "optional-order"] == []


def test_every_rule_is_told_with_its_name() -> None:
    page = (ROOT / "docs" / "CYPHER.md").read_text(encoding="utf-8")

    assert [rule for rule in RULES if f"`{rule}`" not in page] == []


def test_no_label_is_named_like_an_edge_type() -> None:
    # ArcadeDB has one namespace for both, and some file systems do not tell case.
    names = [name.casefold() for name in (*NODES, *EDGES)]

    assert sorted(set(names)) == sorted(names)
