"""From page to rows: ids, shared and owned nodes, and what two of a kind become. The cases hold the rows themselves."""

from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.pipeline import to_batch
from graphtalk.schema import NODES, GraphBatch

ENGLISH = load_language("en")
MOVE = (
    "== Requested move ==\nLake → Pond – so. [[User:Ana]] 10:00, 3 May 2024 (UTC)\n"
    "*<s>'''Support'''</s> '''Oppose''' now. See [[Sea]], [[sea]]. [[User:Bo]] 10:01, 3 May 2024 (UTC)\n"
)


def batch_of(text: str, *, title: str = "Talk:Lake", site: str | None = "enwiki") -> GraphBatch:
    return to_batch(RawPage(text, "wikitext", title=title, site=site), ENGLISH)


def test_owned_rows_bear_the_page_and_shared_rows_do_not() -> None:
    batch = batch_of(MOVE)
    pages = {label: {row.get("page") for row in rows} for label, rows in batch.nodes.items()}

    assert {label: {"enwiki:Talk:Lake" if NODES[label].owned else None} for label in pages} == pages
    assert {"Page", "Section", "Comment", "Proposal", "User", "Article", "Request"} <= pages.keys()


def test_ids_of_owned_rows_begin_with_the_page() -> None:
    batch = batch_of(MOVE)
    owned = [str(row["id"]) for label, rows in batch.nodes.items() if NODES[label].owned for row in rows]

    assert all(row.startswith("enwiki:Talk:Lake") for row in owned)


def test_site_that_nobody_names_is_local() -> None:
    users = [row["id"] for row in batch_of(MOVE, site=None).nodes["User"]]

    assert users == ["local:User:Ana", "local:User:Bo"]


def test_one_comment_may_strike_one_vote_and_cast_another() -> None:
    batch = batch_of(MOVE)

    assert [(kind, row["struck"]) for kind, row in votes(batch) if not row["struck"]] == [("oppose", False)]
    assert [(kind, row["struck"]) for kind, row in votes(batch) if row["struck"]] == [("support", True)]


def votes(batch: GraphBatch) -> list[tuple[str, dict[str, object]]]:
    named = {"ENDORSES": "support", "OPPOSES": "oppose", "NEUTRAL_ON": "neutral"}
    return [(kind, dict(row)) for edge, kind in named.items() for row in batch.edges.get(edge, [])]


def test_of_two_votes_alike_the_one_that_stands_is_kept() -> None:
    text = MOVE.replace("'''Oppose''' now", "'''Support''' again")

    assert [(kind, row["struck"]) for kind, row in votes(batch_of(text))] == [("support", False)]


def test_links_to_one_article_are_counted_on_one_edge() -> None:
    (link,) = batch_of(MOVE).edges["LINKS_TO"]

    assert (link["_end"], link["count"]) == ("enwiki:Sea", 2)


def test_page_that_is_no_talk_page_discusses_nothing() -> None:
    batch = batch_of(MOVE, title="Wikipedia:Tea house")

    assert "DISCUSSES" not in batch.edges


def test_empty_page_is_one_row() -> None:
    batch = batch_of("", title="Wikipedia:Tea house")

    assert ({label: len(rows) for label, rows in batch.nodes.items()}, batch.edges) == ({"Page": 1}, {})
