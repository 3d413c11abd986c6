"""Numbers that both a question of the catalogue and an analytic give are the same, on both stores, page by page."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from test_queries import GRAPHS

from graphtalk.analytics import analyze
from graphtalk.queries import find, run
from graphtalk.schema import GraphBatch
from graphtalk.stores import Store
from graphtalk.stores.export import to_networkx
from graphtalk.table import Value

Record = Mapping[str, Value]
Numbers = dict[str, float]
Measure = Callable[[list[Record]], Numbers]


def number(value: Value) -> float:
    """Return a number to the digits of the analytics."""
    assert isinstance(value, int | float)
    return round(value, 6)


def total(key: str, column: str) -> Measure:
    """Add up a column by the values of another: users of a page by name, sections of the same heading together."""

    def measure(rows: list[Record]) -> Numbers:
        found: Numbers = {}
        for row in rows:
            if row[column]:
                found[str(row[key])] = found.get(str(row[key]), 0) + number(row[column])
        return found

    return measure


def greatest(key: str, column: str) -> Measure:
    """Take the greatest value of a column by the values of another."""

    def measure(rows: list[Record]) -> Numbers:
        found: Numbers = {}
        for row in rows:
            if row[column]:
                found[str(row[key])] = max(found.get(str(row[key]), 0), number(row[column]))
        return found

    return measure


def per(key: str) -> Measure:
    """Count the rows by the values of a column."""
    return lambda rows: dict(Counter(str(row[key]) for row in rows if row[key]))


def in_all(column: str) -> Measure:
    """Add up a column."""
    return lambda rows: {"all": sum(number(row[column]) for row in rows)}


def rows_in_all(rows: list[Record]) -> Numbers:
    """Count the rows."""
    return {"all": len(rows)}


def span_days(rows: list[Record]) -> Numbers:
    """Take the days between the first and the last time of each section."""
    found: Numbers = {}
    for row in rows:
        first, last = row["first"], row["last"]
        if isinstance(first, datetime) and isinstance(last, datetime) and first < last:
            days = round((last - first).total_seconds() / 86400, 6)
            found[str(row["section"])] = found.get(str(row["section"]), 0) + days
    return found


def pairs(rows: list[Record]) -> set[tuple[str, str]]:
    """Return who answered whom."""
    return {(str(row["answerer"]), str(row["answered"])) for row in rows}


def partners(rows: list[Record]) -> Numbers:
    """Count whom each answered or was answered by."""
    both = pairs(rows) | {(end, start) for start, end in pairs(rows)}
    return {start: sum(one == start for one, _ in both) for start, _ in both}


def reciprocity(rows: list[Record]) -> Numbers:
    """Take the share of those whom each answered that answered back."""
    found = pairs(rows)
    share = {
        start: sum((end, start) in found for one, end in found if one == start) / sum(one == start for one, _ in found)
        for start, _ in found
    }
    return {start: round(value, 6) for start, value in share.items() if value}


def where(test: Callable[[Record], bool], measure: Measure) -> Measure:
    """Measure only some of the rows."""
    return lambda rows: measure([row for row in rows if test(row)])


def distinct(key: str, column: str) -> Measure:
    """Count the different values of a column by the values of another."""
    return lambda rows: dict(Counter(one for one, _ in {(str(row[key]), row[column]) for row in rows if row[key]}))


def each(key: str, column: str) -> Measure:
    """Take a column of rows that no two have the same key: zeros count, nulls do not."""
    return lambda rows: {str(row[key]): number(row[column]) for row in rows if row[column] is not None}


def of_pairs(one: str, other: str, column: str) -> Measure:
    """Take a column of rows for each two users."""
    return lambda rows: {f"{row[one]} {row[other]}": number(row[column]) for row in rows if row[column]}


def both_ways(rows: list[Record]) -> Numbers:
    """Take the answers back to each by the other."""
    there = {f"{row['other']} {row['one']}": number(row["answers"]) for row in rows if row["answers_back"]}
    return there | {f"{row['one']} {row['other']}": number(row["answers_back"]) for row in rows if row["answers_back"]}


def is_side(side: str) -> Callable[[Record], bool]:
    """Tell the rows of one side."""
    return lambda row: row["side"] == side


def is_adopted(row: Record) -> bool:
    """Tell the rows of adopted proposals."""
    return row["status"] in ("implemented", "partly implemented", "accepted")


def ties(more: str, less: str) -> Measure:
    """Count the pairs who are more often the one than the other."""
    return lambda rows: {"all": sum(number(row[more]) > number(row[less]) for row in rows)}


def last_days(rows: list[Record]) -> Numbers:
    """Take the days to the last of the comments that decide a proposal."""
    last = sorted((row for row in rows if row["time"]), key=lambda row: str(row["time"]))
    return {str(row["proposal_id"]): number(row["days"]) for row in last if row["days"] is not None}


def answered_requests(rows: list[Record]) -> Numbers:
    """Take the requests that do not wait, by kind."""
    return {str(row["kind"]): n for row in rows if (n := number(row["requests"]) - number(row["waiting"]))}


def share_answered(rows: list[Record]) -> Numbers:
    """Take the share of the comments that were answered, by policy."""
    return {str(row["policy_id"]): round(number(row["answered"]) / number(row["comments"]), 6) for row in rows}


def by_another(row: Record) -> bool:
    """Tell the amendments to what somebody else proposed."""
    return bool(row["user"] != row["amended"])


# Where a comment has cosigners, these questions count it for all who signed, and the analytics for its author alone.
BY_AUTHORS_ALONE: list[tuple[str, Measure, str, Measure]] = [
    ("users-by-activity", total("user", "comments"), "reply-network", total("name", "comments")),
    ("newcomers", total("user", "comments"), "reply-network", total("name", "comments")),
    ("page-overview", in_all("users"), "reply-network", rows_in_all),
    ("sections-by-size", total("section", "users"), "thread-shapes", total("heading", "users")),
    ("who-answered-whom", total("answerer", "answers"), "reply-network", total("name", "replies_sent")),
    ("who-answered-whom", total("answered", "answers"), "reply-network", total("name", "replies_received")),
    ("who-answered-whom", total("answerer", "answers"), "answer-times", total("answerer_name", "answers")),
    ("who-answered-whom", total("answered", "answers"), "answer-times", total("answered_name", "answers")),
    ("unanswered-questions", per("user"), "user-roles", total("name", "asked_in_vain")),
    ("who-answered-whom", partners, "reply-network", total("name", "partners")),
    ("who-answered-whom", reciprocity, "reply-network", total("name", "reciprocity")),
    ("adoption-by-interest", total("proposer", "proposals"), "adoption-rates", total("proposer", "proposals")),
    ("adoption-by-interest", total("proposer", "users"), "adoption-rates", total("proposer", "users")),
    ("adoption-by-interest", total("proposer", "adopted"), "adoption-rates", total("proposer", "adopted")),
    ("adoption-by-interest", total("proposer", "refused"), "adoption-rates", total("proposer", "refused")),
    ("adoption-by-interest", total("proposer", "superseded"), "adoption-rates", total("proposer", "superseded")),
    ("adoption-by-interest", total("proposer", "undecided"), "adoption-rates", total("proposer", "open")),
    ("adoption-by-interest", total("proposer", "rate"), "adoption-rates", total("proposer", "rate")),
    ("policies-by-use", total("policy_id", "users"), "policy-effects", total("policy", "users")),
    ("sources-by-citations", total("source_id", "users"), "source-use", total("source", "users")),
    ("users-by-activity", total("user", "sections"), "user-roles", total("name", "sections")),
    ("mutual-replies", both_ways, "answer-times", of_pairs("answerer_name", "answered_name", "back")),
    ("last-stances", distinct("proposal_id", "user"), "decision-times", total("proposal", "people")),
]
SAME: list[tuple[str, Measure, str, Measure]] = [
    ("page-overview", in_all("sections"), "thread-shapes", rows_in_all),
    ("page-overview", in_all("comments"), "thread-shapes", in_all("comments")),
    ("sections-by-size", total("section", "comments"), "thread-shapes", total("heading", "comments")),
    ("sections-by-size", span_days, "thread-shapes", total("heading", "span_days")),
    ("longest-threads", total("section", "comments"), "thread-shapes", total("heading", "comments")),
    ("longest-threads", greatest("section", "depth"), "thread-shapes", greatest("heading", "depth")),
    ("revived-sections", per("section"), "thread-rhythms", total("heading", "revivals")),
    ("dormant-sections", per("section"), "thread-rhythms", total("heading", "dormant")),
    ("proposals-by-user", total("user", "proposals"), "user-roles", total("name", "proposals")),
    ("requests-by-outcome", total("kind", "requests"), "request-kinds", total("kind", "requests")),
    ("requests-by-outcome", total("outcome", "requests"), "request-clocks", per("outcome")),
    ("users-who-agree", total("one_id", "together"), "user-agreement", total("one", "together")),
    ("users-who-agree", total("other_id", "apart"), "user-agreement", total("other", "apart")),
    ("contested-sources", per("source_id"), "source-use", total("source", "contested")),
    ("co-cited-sources", total("one_id", "comments"), "source-cocitations", total("one", "together")),
    ("sources-by-citations", total("source_id", "citations"), "source-use", total("source", "comments")),
    ("sources-by-citations", total("source_id", "pages"), "source-use", total("source", "pages")),
    ("policies-by-use", total("policy_id", "comments"), "policy-effects", total("policy", "comments")),
    ("backlog-by-kind", total("kind", "requests"), "request-kinds", total("kind", "requests")),
    ("policies-by-side", total("policy_id", "supporting"), "policy-effects", total("policy", "supporting")),
    ("policies-by-side", total("policy_id", "opposing"), "policy-effects", total("policy", "opposing")),
    ("tally", total("proposal_id", "supporters"), "version-support", total("proposal", "support")),
    ("tally", total("proposal_id", "opponents"), "version-support", total("proposal", "oppose")),
    ("tally", total("proposal_id", "neutrals"), "version-support", total("proposal", "neutral")),
    ("proposal-chain", greatest("proposal_id", "version"), "proposal-lineage", total("proposal", "version")),
    ("remaining-objections", per("proposal_id"), "remaining-objections", per("proposal")),
    ("remaining-objections", per("user"), "remaining-objections", per("name")),
    (
        "answer-times",
        of_pairs("answerer_id", "answered_id", "answers"),
        "answer-times",
        of_pairs("answerer", "answered", "answers"),
    ),
    (
        "answer-times",
        of_pairs("answerer_id", "answered_id", "median_hours"),
        "answer-times",
        of_pairs("answerer", "answered", "median_hours"),
    ),
    (
        "answer-times",
        of_pairs("answerer_id", "answered_id", "fastest_hours"),
        "answer-times",
        of_pairs("answerer", "answered", "fastest_hours"),
    ),
    (
        "pings-ignored",
        where(lambda row: bool(row["comments"]), per("user")),
        "user-roles",
        total("name", "pinged_in_vain"),
    ),
    ("who-amended-whom", where(by_another, distinct("user", "proposal_id")), "user-roles", total("name", "amendments")),
    (
        "who-amended-whom",
        where(lambda row: by_another(row) and is_adopted(row), distinct("user", "proposal_id")),
        "user-roles",
        total("name", "amendments_adopted"),
    ),
    *(
        (
            "section-trees",
            each("section_id", column),
            "thread-shapes",
            where(lambda row: bool(row["comments"]), each("section", column)),
        )
        for column in ("comments", "depth", "width", "branching", "first_reply_hours")
    ),
    ("decisions", last_days, "decision-times", each("proposal", "days")),
    (
        "adopted-wordings",
        distinct("proposal_id", "adopted"),
        "proposal-lineage",
        where(lambda row: bool(row["in_article"]), per("proposal")),
    ),
    *(
        ("request-clocks", each("request_id", column), "request-clocks", each("request", column))
        for column in ("days", "waiting_days", "proposals")
    ),
    ("stale-requests", each("request_id", "waiting_days"), "request-clocks", each("request", "waiting_days")),
    ("backlog-by-kind", answered_requests, "request-kinds", total("kind", "answered")),
    ("users-who-agree", ties("together", "apart"), "page-balance", in_all("agreements")),
    ("users-who-agree", ties("apart", "together"), "page-balance", in_all("conflicts")),
    (
        "sources-by-proposal",
        where(is_side("support"), distinct("source_id", "link")),
        "source-use",
        total("source", "supporting"),
    ),
    (
        "sources-by-proposal",
        where(is_side("oppose"), distinct("source_id", "link")),
        "source-use",
        total("source", "opposing"),
    ),
    (
        "sources-by-proposal",
        where(is_side("propose"), distinct("source_id", "proposal_id")),
        "source-use",
        total("source", "proposals"),
    ),
    (
        "sources-by-proposal",
        where(lambda row: is_side("propose")(row) and is_adopted(row), distinct("source_id", "proposal_id")),
        "source-use",
        total("source", "adopted"),
    ),
    *(
        ("policy-results", each("policy_id", column), "policy-effects", each("policy", column))
        for column in ("decided", "won", "won_share", "median_reply_hours")
    ),
    ("policy-results", share_answered, "policy-effects", each("policy", "answered_share")),
]
WIDEST: Mapping[str, Value] = {"limit": 10_000, "most": 1000}


def by_authors_alone(batch: GraphBatch) -> GraphBatch:
    """Return a page without its cosigners."""
    batch.edges["WROTE"] = [row for row in batch.edges["WROTE"] if row["role"] == "author"]
    return batch


def differences(store: Store, page: str, rows: list[tuple[str, Measure, str, Measure]]) -> list[str]:
    """Return what differs between a page's answers and its measures."""
    graph = to_networkx(store, page=page)
    answers: dict[str, list[dict[str, Value]]] = {}
    tables: dict[str, list[dict[str, Value]]] = {}
    for name in {row[0] for row in rows}:
        takes = {p.name for p in find(name).parameters}
        given = {key: value for key, value in WIDEST.items() if key in takes}
        answers[name] = run(store, name, {"page": page, **given}).records()
    for analytic in {row[2] for row in rows}:
        tables[analytic] = analyze(graph, analytic).records()
    found = []
    for name, of_query, analytic, of_analytic in rows:
        asked, measured = of_query([*answers[name]]), of_analytic([*tables[analytic]])
        if asked != measured:
            found.append(f"{page}: {name} says {asked}, {analytic} {measured}")
    return found


@pytest.mark.parametrize("graph", GRAPHS)
def test_question_and_analytic_give_the_same_number(store: Store, graph: str) -> None:
    batches = GRAPHS[graph]()
    for batch in batches:
        store.write(batch)
    assert [line for batch in batches for line in differences(store, batch.page, SAME)] == []

    for batch in batches:
        store.write(by_authors_alone(batch))
    assert [line for batch in batches for line in differences(store, batch.page, SAME + BY_AUTHORS_ALONE)] == []
