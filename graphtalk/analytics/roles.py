"""Measures of what people do: words, places in the network, proposals, questions; and who answers whom how fast."""

import re
from collections import Counter
from dataclasses import dataclass

import networkx as nx

from graphtalk.analytics.discussion import Discussion, median, read_discussion
from graphtalk.analytics.users import DIGITS, Graph, reply_graph
from graphtalk.model import PINGS

__all__ = ["AnswerRow", "RoleRow", "answer_times", "user_roles"]

HOUR = 3600
# A question mark counts where no letter or sign of an address follows it, as in the query `unanswered-questions`.
QUESTION = re.compile(r"""[?](?![^\s?!.,;:)"”’»\]])|[？؟]""")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What one user does in the discussions.

    Attributes:
        user: Id of the user.
        name: User name.
        interested: Declares an interest.
        words: Words of their comments, parted by spaces, ≥ 0.
        word_share: Share of the words of all authors, 0 to 1; None where nobody wrote any.
        sections: Sections in which they wrote, ≥ 0.
        core: Highest k so that they are in a group in which each answers, or is answered by, at least k others, ≥ 0.
        constraint: How much those they talk with talk with each other, from near 0 (they bridge gaps) to below 2; None
            where they talk with nobody.
        median_answer_hours: Median hours that others waited for an answer of theirs; None without a dated one.
        proposals: Proposals that they made, ≥ 0.
        amendments: How many of them vary an earlier proposal of somebody else, ≥ 0.
        amendments_adopted: How many of these were implemented, in part included, or accepted, ≥ 0.
        asked: Comments of theirs that ask a question or ping somebody, also by an @ before the name, ≥ 0.
        asked_in_vain: How many of these nobody else answered, ≥ 0.
        pinged_in_vain: Comments of others that ping them, which they never answered or wrote below, ≥ 0.
    """

    user: str
    name: str
    interested: bool
    words: int
    word_share: float | None
    sections: int
    core: int
    constraint: float | None
    median_answer_hours: float | None
    proposals: int
    amendments: int
    amendments_adopted: int
    asked: int
    asked_in_vain: int
    pinged_in_vain: int


def user_roles(graph: Graph) -> list[RoleRow]:
    """Tell what each author does: how much they say, whom they bridge, what they propose, ask and leave unanswered.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each user who is the author of a comment, by words, most first, then by id.

    Source:
        Core number: Seidman 1983, doi:10.1016/0378-8733(83)90028-X, on undirected ties without weights. Constraint, ties
        weighted by replies both ways: Burt 1992, "Structural Holes", chapter 2; it is 1 with a single partner, 1.125 with two
        who are tied to each other as much, and comes near 2 where these two talk with each other far more. Questions are those of the query `unanswered-questions` of the catalogue,
        pings in vain those of `pings-ignored`.

    Cost:
        Constraint takes, for each user, the pairs of those they talk with.
    """
    found = read_discussion(graph)
    if not found.author:
        return []
    network = reply_graph(graph, found.author)
    ties = both_ways(network)
    cores, constraints = nx.core_number(ties), nx.constraint(ties, weight="weight")
    written: dict[str, list[str]] = {}
    for comment, user in sorted(found.author.items()):
        written.setdefault(user, []).append(comment)
    words = {
        user: sum(len((found.text(node, "text") or "").split()) for node in nodes) for user, nodes in written.items()
    }
    asked, vain, ignored = questions(found)
    made, varied, adopted = proposals_made(found)
    waits = hours_by_answerer(found)
    total = sum(words.values())
    rows = [
        RoleRow(
            user=user,
            name=str(found.name(user)),
            interested=user in found.interested,
            words=words[user],
            word_share=round(words[user] / total, DIGITS) if total else None,
            sections=len({found.section[comment] for comment in comments if comment in found.section}),
            core=int(cores[user]),
            constraint=round(float(constraints[user]), DIGITS) if ties.degree(user) else None,
            median_answer_hours=median(waits.get(user, [])),
            proposals=made[user],
            amendments=varied[user],
            amendments_adopted=adopted[user],
            asked=asked[user],
            asked_in_vain=vain[user],
            pinged_in_vain=ignored[user],
        )
        for user, comments in written.items()
    ]
    return sorted(rows, key=lambda row: (-row.words, row.user))


def proposals_made(found: Discussion) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return by user the proposals made, those that vary somebody else's, and how many of these were adopted."""
    made, varied, adopted = Counter[str](), Counter[str](), Counter[str]()
    for node, comment in found.proposer.items():
        if (user := found.author.get(comment)) is not None:
            made[user] += 1
            if varies_others(found, node):
                varied[user] += 1
                adopted[user] += found.adopted(node)
    return made, varied, adopted


def hours_by_answerer(found: Discussion) -> dict[str, list[float]]:
    """Return by user the hours that others waited for their answers."""
    hours: dict[str, list[float]] = {}
    for (user, _), waited in waiting_hours(found).items():
        hours.setdefault(user, []).extend(waited)
    return hours


def both_ways(network: "nx.DiGraph[str]") -> "nx.Graph[str]":
    """Return the ties of a reply network, weighted by the replies both ways."""
    ties: nx.Graph[str] = nx.Graph()
    ties.add_nodes_from(network)
    for start, end, data in network.edges(data=True):
        before = ties.get_edge_data(start, end, {"weight": 0})["weight"]
        ties.add_edge(start, end, weight=before + data["weight"])
    return ties


def varies_others(found: Discussion, node: str) -> bool:
    """Tell whether a proposal varies one that somebody else made."""
    maker = found.author.get(found.proposer[node])
    return any(
        found.author.get(found.proposer[earlier]) != maker
        for earlier in found.amends.get(node, ())
        if earlier in found.proposer
    )


def questions(found: Discussion) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return by user the comments that ask, those that ask in vain, and the pings that they never answered."""
    replies: dict[str, list[str]] = {}
    for reply, comment in found.parent.items():
        replies.setdefault(comment, []).append(reply)
    pings: dict[str, list[str]] = {}
    for comment, user, data in found.graph.edges(data=True):
        if data.get("type") == "MENTIONS" and data.get("kind") in PINGS:
            pings.setdefault(comment, []).append(user)
    asked, vain, ignored = Counter[str](), Counter[str](), Counter[str]()
    for comment, user in found.author.items():
        if comment in pings or QUESTION.search(found.text(comment, "text") or ""):
            asked[user] += 1
            vain[user] += all(found.author.get(reply) == user for reply in replies.get(comment, ()))
        for pinged in pings.get(comment, ()):
            ignored[pinged] += pinged != user and pinged not in heard(found, comment, replies)
    return asked, vain, ignored


def heard(found: Discussion, comment: str, replies: dict[str, list[str]]) -> set[str]:
    """Return who wrote below a comment, directly or not."""
    users: set[str] = set()
    left = list(replies.get(comment, ()))
    while left:
        reply = left.pop()
        users |= {found.author[reply]} if reply in found.author else set()
        left += replies.get(reply, ())
    return users


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How one user answers another.

    Attributes:
        answerer: Id of the user who answered.
        answered: Id of the user who was answered.
        answerer_name: Name of the first.
        answered_name: Name of the second.
        answers: Number of answers, ≥ 1; answers to oneself do not count.
        median_hours: Median hours from a comment to its answer, both with a time; None without such.
        fastest_hours: The fewest.
        back: Number of answers the other way, ≥ 0.
    """

    answerer: str
    answered: str
    answerer_name: str
    answered_name: str
    answers: int
    median_hours: float | None
    fastest_hours: float | None
    back: int


def answer_times(graph: Graph) -> list[AnswerRow]:
    """Tell who answers whom, how often and how fast.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each pair of authors one of whom answered the other, by answers, most first, then by ids.

    Source:
        Counts and medians of the page's own times; those of the query `answer-times` of the catalogue.
    """
    found = read_discussion(graph)
    answers = Counter(answer for answer, _ in answering(found))
    waits = waiting_hours(found)
    rows = [
        AnswerRow(
            answerer=one,
            answered=other,
            answerer_name=str(found.name(one)),
            answered_name=str(found.name(other)),
            answers=count,
            median_hours=median(waits.get((one, other), [])),
            fastest_hours=median(sorted(waits.get((one, other), []))[:1]),
            back=answers[other, one],
        )
        for (one, other), count in answers.items()
    ]
    return sorted(rows, key=lambda row: (-row.answers, row.answerer, row.answered))


def answering(found: Discussion) -> list[tuple[tuple[str, str], str]]:
    """Return each answer of one author to another, as the pair of them and the reply."""
    pairs = [
        ((found.author[reply], found.author[comment]), reply)
        for reply, comment in found.parent.items()
        if reply in found.author and comment in found.author
    ]
    return [(pair, reply) for pair, reply in pairs if pair[0] != pair[1]]


def waiting_hours(found: Discussion) -> dict[tuple[str, str], list[float]]:
    """Return the hours from comments to their answers, by who answered whom; one dated before its comment took none."""
    hours: dict[tuple[str, str], list[float]] = {}
    for pair, reply in answering(found):
        asked, answered = found.time(found.parent[reply]), found.time(reply)
        if asked and answered:
            waited = max(0.0, (answered - asked).total_seconds() / HOUR)
            hours.setdefault(pair, []).append(waited)
    return hours
