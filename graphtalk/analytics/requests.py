"""Measures of requests: the clock of each, the backlog over time, and who reviews them how fast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graphtalk.analytics.discussion import Discussion, days_between, last_times, median, read_discussion
from graphtalk.analytics.statistics import median_survival
from graphtalk.analytics.users import DIGITS, Graph

__all__ = [
    "BacklogRow",
    "KindRow",
    "RequestRow",
    "ReviewerRow",
    "request_backlog",
    "request_clocks",
    "request_kinds",
    "request_reviewers",
]

HOUR = 3600


@dataclass(frozen=True, slots=True)
class RequestRow:
    """The clock of one request.

    Attributes:
        request: Id of the request.
        kind: Kind of request.
        outcome: What became of it.
        asker: Name of the user who opened it; None where nobody signed.
        reviewer: Name of the user whose comment answers it; None where nobody did.
        opened: Time of the comment that opened it, UTC.
        first_reply_hours: Hours to the first comment of its section after it by somebody else; None without one.
        days: Days of 24 hours to the answer; None while it waits.
        waiting_days: Days to the last comment of the page, where nobody answered it.
        rounds: Versions of what it asks for in the longest chain, ≥ 0; 0 where no proposal of it is known.
        proposals: Proposals that it asks for, ≥ 0.
        comments: Comments of its section after it up to the answer, that included; to the end where there is none.
    """

    request: str
    kind: str | None
    outcome: str | None
    asker: str | None
    reviewer: str | None
    opened: datetime | None
    first_reply_hours: float | None
    days: float | None
    waiting_days: float | None
    rounds: int
    proposals: int
    comments: int


@dataclass(frozen=True, slots=True)
class Case:
    """A request with the comments and proposals that belong to it.

    Attributes:
        node: Id of the request.
        opening: The comment that opens it.
        answer: The last comment that answers it; None where none does.
        proposals: What it asks for.
    """

    node: str
    opening: str
    answer: str | None
    proposals: Sequence[str]


def cases(graph: Graph, found: Discussion) -> list[Case]:
    """Return the requests of a graph, by id."""
    opening: dict[str, str] = {}
    answers: dict[str, list[str]] = {}
    asked: dict[str, list[str]] = {}
    for start, end, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        match data.get("type"):
            case "OPENS":
                opening[end] = start
            case "ANSWERS":
                answers.setdefault(end, []).append(start)
            case "ASKS_FOR":
                asked.setdefault(start, []).append(end)
    return [
        Case(node, comment, max(answers.get(node, ()), key=found.place, default=None), asked.get(node, ()))
        for node, comment in sorted(opening.items())
    ]


def request_clocks(graph: Graph) -> list[RequestRow]:
    """Tell how long each request took: to the first reply, to the answer, over how many versions.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each request, those that wait first, then those that took longest, then by id.

    Source:
        Times and counts of what the page says; days, waits and proposals are those of the query `request-clocks` of the
        catalogue.
    """
    found = read_discussion(graph)
    ends = last_times(found)
    rows = [request_row(found, case, ends) for case in cases(graph, found)]
    return sorted(rows, key=lambda row: (row.days is not None, -(row.days or row.waiting_days or 0), row.request))


def request_row(found: Discussion, case: Case, ends: Mapping[str, datetime]) -> RequestRow:
    """Measure one request."""
    asker, opened = found.author.get(case.opening), found.time(case.opening)
    members = found.members.get(found.section.get(case.opening, ""), ())
    after = [comment for comment in members if found.place(comment) > found.place(case.opening)]
    replies = [moment for comment in after if found.author.get(comment) != asker and (moment := found.time(comment))]
    first = (replies[0] - opened).total_seconds() / HOUR if replies and opened else None
    end = ends.get(str(found.graph.nodes[case.opening].get("page")))
    return RequestRow(
        request=case.node,
        kind=found.text(case.node, "kind"),
        outcome=found.text(case.node, "outcome"),
        asker=found.name(asker),
        reviewer=found.name(found.author.get(case.answer)) if case.answer else None,
        opened=opened,
        first_reply_hours=None if first is None else round(first, DIGITS),
        days=days_between(opened, found.time(case.answer)) if case.answer else None,
        waiting_days=None if case.answer else days_between(opened, end),
        rounds=max((len(found.earlier(node)) + 1 for node in case.proposals), default=0),
        proposals=len(case.proposals),
        comments=sum(case.answer is None or found.place(comment) <= found.place(case.answer) for comment in after),
    )


@dataclass(frozen=True, slots=True)
class BacklogRow:
    """What waited at the end of a month, of one kind of request.

    Attributes:
        month: The month, as 2024-03, UTC.
        kind: Kind of request.
        opened: Requests opened in it, ≥ 0.
        answered: Requests answered in it, ≥ 0.
        waiting: Requests that waited for an answer at its end, ≥ 0.
        oldest_days: Days of 24 hours that the oldest of these had waited by then; None where none did.
    """

    month: str
    kind: str
    opened: int
    answered: int
    waiting: int
    oldest_days: float | None


def request_backlog(graph: Graph) -> list[BacklogRow]:
    """Count the requests that wait, month by month.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each month in which a request of the kind was opened or answered, in order of time, then by kind.
        Requests without a time are left out; one that was answered by a comment without a time waits no more, but
        counts as answered in no month.

    Source:
        Counts; today's backlog is that of the query `backlog-by-kind` of the catalogue.
    """
    found = read_discussion(graph)
    spans: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for case in cases(graph, found):
        opened = found.time(case.opening)
        answered = found.time(case.answer) if case.answer else None
        if opened and (answered or not case.answer):
            spans.setdefault(found.text(case.node, "kind") or "", []).append((opened, answered))
    rows = [row for kind, times in spans.items() for row in backlog_rows(kind, times)]
    return sorted(rows, key=lambda row: (row.month, row.kind))


def backlog_rows(kind: str, spans: Sequence[tuple[datetime, datetime | None]]) -> list[BacklogRow]:
    """Return the months of one kind of request."""
    opened = Counter(start.strftime("%Y-%m") for start, _ in spans)
    answered = Counter(end.strftime("%Y-%m") for _, end in spans if end)
    rows = []
    for month in sorted(opened.keys() | answered.keys()):
        turn = month_end(month, spans[0][0])
        waiting = [start for start, end in spans if start < turn and (end is None or end >= turn)]
        oldest = days_between(min(waiting), turn) if waiting else None
        rows.append(BacklogRow(month, kind, opened[month], answered[month], len(waiting), oldest))
    return rows


def month_end(month: str, like: datetime) -> datetime:
    """Return the moment at which a month is over, in the time zone of another time.

    >>> from datetime import UTC
    >>> month_end("2024-12", datetime(2024, 1, 1, tzinfo=UTC)).isoformat()
    '2025-01-01T00:00:00+00:00'
    """
    year, number = map(int, month.split("-"))
    return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=like.tzinfo)


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """How one user answers requests.

    Attributes:
        user: Id of the user.
        name: User name.
        answered: Requests whose last answer is theirs, ≥ 1.
        implemented: How many of these were implemented, with changes or in part included, or accepted.
        declined: How many of these were declined.
        median_days: Median days of 24 hours from request to answer; None without times.
        kinds: Kinds of these requests, sorted.
    """

    user: str
    name: str
    answered: int
    implemented: int
    declined: int
    median_days: float | None
    kinds: tuple[str, ...]


def request_reviewers(graph: Graph) -> list[ReviewerRow]:
    """Tell who answers requests, how, and how fast.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each author of a last answer, by number of requests, most first, then by id.

    Source:
        Counts and medians; `reviewers` of the catalogue counts earlier answers, too.
    """
    found = read_discussion(graph)
    answered: dict[str, list[Case]] = {}
    for case in cases(graph, found):
        if case.answer is not None and case.answer in found.author:
            answered.setdefault(found.author[case.answer], []).append(case)
    rows = [reviewer_row(found, user, theirs) for user, theirs in answered.items()]
    return sorted(rows, key=lambda row: (-row.answered, row.user))


def reviewer_row(found: Discussion, user: str, theirs: Sequence[Case]) -> ReviewerRow:
    """Measure one reviewer."""
    outcomes = [found.text(case.node, "outcome") or "" for case in theirs]
    days = [days_between(found.time(case.opening), found.time(case.answer)) for case in theirs if case.answer]
    return ReviewerRow(
        user=user,
        name=str(found.name(user)),
        answered=len(theirs),
        implemented=sum("implemented" in outcome or outcome == "accepted" for outcome in outcomes),
        declined=outcomes.count("declined"),
        median_days=median([value for value in days if value is not None]),
        kinds=tuple(sorted({kind for case in theirs if (kind := found.text(case.node, "kind"))})),
    )


@dataclass(frozen=True, slots=True)
class KindRow:
    """How requests of one kind fare.

    Attributes:
        kind: Kind of request.
        requests: Number of requests, ≥ 1.
        answered: How many of them somebody answered.
        median_reply_hours: Median hours to the first reply; None without one.
        median_days: Days by which half were answered, those that wait taken as not yet; None where that never came.
        median_rounds: Median number of versions.
    """

    kind: str
    requests: int
    answered: int
    median_reply_hours: float | None
    median_days: float | None
    median_rounds: float | None


def request_kinds(graph: Graph) -> list[KindRow]:
    """Compare the clocks of the kinds of requests.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each kind, by number of requests, most first, then by kind.

    Source:
        Median of days with those that wait: Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452.
    """
    groups: dict[str, list[RequestRow]] = {}
    for row in request_clocks(graph):
        groups.setdefault(row.kind or "", []).append(row)
    rows = [
        KindRow(
            kind=kind,
            requests=len(clocks),
            answered=sum(row.reviewer is not None or row.days is not None for row in clocks),
            median_reply_hours=median([row.first_reply_hours for row in clocks if row.first_reply_hours is not None]),
            median_days=median_survival(
                [row.days for row in clocks if row.days is not None],
                [row.waiting_days for row in clocks if row.waiting_days is not None],
            ),
            median_rounds=median([row.rounds for row in clocks]),
        )
        for kind, clocks in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.requests, row.kind))
