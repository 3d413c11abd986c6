"""Measures that Cypher cannot give: pure functions from a graph to rows, and the rows as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import TypeAlias, get_args, get_type_hints

from graphtalk.analytics.communities import BrokerRow, CommunityRow, brokers, user_communities
from graphtalk.analytics.consensus import ConsensusRow, GroupRow, consensus_by_day, group_consensus
from graphtalk.analytics.policies import PolicyRow, policy_effects
from graphtalk.analytics.proposals import (
    AdoptionRow,
    DecisionRow,
    VersionRow,
    adoption_rates,
    decision_times,
    proposal_lineage,
)
from graphtalk.analytics.requests import (
    BacklogRow,
    KindRow,
    RequestRow,
    ReviewerRow,
    request_backlog,
    request_clocks,
    request_kinds,
    request_reviewers,
)
from graphtalk.analytics.rhythm import RhythmRow, thread_rhythms
from graphtalk.analytics.roles import AnswerRow, RoleRow, answer_times, user_roles
from graphtalk.analytics.sides import (
    AgreementRow,
    BalanceRow,
    CampRow,
    page_balance,
    user_agreement,
    user_camps,
)
from graphtalk.analytics.sources import CocitationRow, SourceRow, source_cocitations, source_use
from graphtalk.analytics.support import ObjectionRow, SupportRow, remaining_objections, version_support
from graphtalk.analytics.threads import ThreadRow, thread_shapes
from graphtalk.analytics.users import Graph, UserRow, reply_network
from graphtalk.errors import UsageError
from graphtalk.table import Table

__all__ = [
    "ANALYTICS",
    "ThreadRow",
    "UserRow",
    "analyze",
    "column_kinds",
    "described",
    "reply_network",
    "row_class",
    "thread_shapes",
    "to_table",
]

AnyRow: TypeAlias = (
    UserRow
    | RoleRow
    | AnswerRow
    | CommunityRow
    | BrokerRow
    | ThreadRow
    | RhythmRow
    | VersionRow
    | SupportRow
    | ObjectionRow
    | DecisionRow
    | AdoptionRow
    | RequestRow
    | KindRow
    | BacklogRow
    | ReviewerRow
    | AgreementRow
    | BalanceRow
    | CampRow
    | ConsensusRow
    | GroupRow
    | SourceRow
    | CocitationRow
    | PolicyRow
)
KINDS: Mapping[object, str] = {
    str: "string",
    int: "int",
    float: "float",
    bool: "bool",
    datetime: "datetime",
    tuple[str, ...]: "string[]",
}
KINDS = {**KINDS, **{kind | None: name for kind, name in KINDS.items()}}  # type: ignore[operator]  # all are types

ANALYTICS: Mapping[str, Callable[[Graph], Sequence[AnyRow]]] = {
    "reply-network": reply_network,
    "user-roles": user_roles,
    "answer-times": answer_times,
    "user-communities": user_communities,
    "brokers": brokers,
    "thread-shapes": thread_shapes,
    "thread-rhythms": thread_rhythms,
    "proposal-lineage": proposal_lineage,
    "version-support": version_support,
    "remaining-objections": remaining_objections,
    "decision-times": decision_times,
    "adoption-rates": adoption_rates,
    "request-clocks": request_clocks,
    "request-kinds": request_kinds,
    "request-backlog": request_backlog,
    "request-reviewers": request_reviewers,
    "user-agreement": user_agreement,
    "page-balance": page_balance,
    "user-camps": user_camps,
    "consensus-by-day": consensus_by_day,
    "group-consensus": group_consensus,
    "source-use": source_use,
    "source-cocitations": source_cocitations,
    "policy-effects": policy_effects,
}


def analyze(graph: Graph, name: str) -> Table:
    """Return the table of the measure of this name.

    Raises:
        UsageError: The name is not in `ANALYTICS`.
    """
    if name not in ANALYTICS:
        raise UsageError(f"unknown analysis {name!r}; choose one of {', '.join(ANALYTICS)}")
    return to_table(ANALYTICS[name](graph), row_class(name))


def described() -> Table:
    """Return the name and the purpose of each measure."""
    return Table(("name", "what"), tuple((name, (f.__doc__ or "").partition("\n")[0]) for name, f in ANALYTICS.items()))


def column_kinds(name: str) -> Mapping[str, str]:
    """Return the type of each column of a measure's table, as the schema writes types.

    >>> dict(list(column_kinds("reply-network").items())[:3])
    {'user': 'string', 'name': 'string', 'comments': 'int'}
    """
    hints = get_type_hints(row_class(name))
    return {field.name: KINDS[hints[field.name]] for field in fields(row_class(name))}


def row_class(name: str) -> type[AnyRow]:
    """Return the class of a measure's rows; each returns a list of one."""
    kind: type[AnyRow]
    (kind,) = get_args(ANALYTICS[name].__annotations__["return"])
    return kind


def to_table(rows: Sequence[AnyRow], kind: type[AnyRow]) -> Table:
    """Return rows as a table whose columns are the fields of their class, in order.

    >>> to_table([], UserRow).columns[:3]
    ('user', 'name', 'comments')
    """
    return Table(tuple(field.name for field in fields(kind)), tuple(astuple(row) for row in rows))
