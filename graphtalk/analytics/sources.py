"""Measures of sources: for and against what they are cited, together with what others, and what lasts in the article."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

from graphtalk.analytics.discussion import Discussion, read_discussion
from graphtalk.analytics.users import DIGITS, Graph

__all__ = ["CocitationRow", "SourceRow", "source_cocitations", "source_use"]

PAIRS_TO = 50  # works of one comment of which all pairs are counted; a list of more is a bibliography


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How one source is used.

    Attributes:
        source: Id of the source.
        title: Title of the work.
        domain: Host name of its address.
        comments: Comments that cite it, ≥ 1.
        users: Authors of these, ≥ 0.
        pages: Pages with such a comment, ≥ 1.
        supporting: How many of these comments support a proposal, ≥ 0; struck-out stances do not count.
        opposing: How many oppose one, ≥ 0; a comment may do both.
        proposals: Proposals made in these comments, ≥ 0.
        adopted: How many of these were implemented, in part included, or accepted, ≥ 0.
        contested: Proposals that it is cited both for and against, ≥ 0.
        evenness: How evenly it is cited for and against: 0 (one side alone) to 1 (as often), entropy in bits; None where
            no stance goes with it.
        brought_in: Revisions of an article that brought it in, ≥ 0; None where nobody looked (`--check-article`).
        taken_out: Revisions that took it out, ≥ 0; None where nobody looked.
    """

    source: str
    title: str | None
    domain: str | None
    comments: int
    users: int
    pages: int
    supporting: int
    opposing: int
    proposals: int
    adopted: int
    contested: int
    evenness: float | None
    brought_in: int | None
    taken_out: int | None


def source_use(graph: Graph) -> list[SourceRow]:
    """Tell for and against what each source is cited, and whether it came into the article.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each source that a comment cites, by number of comments, highest first, then by id.

    Source:
        Counts; contested sources are those of the query `contested-sources` of the catalogue. Entropy: Shannon 1948,
        doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    found = read_discussion(graph)
    brought, taken = (Counter(start for start, _ in typed(graph, kind)) for kind in ("BROUGHT_IN", "TAKEN_OUT"))
    sides, made = sides_of(graph), ends_of(graph, "PROPOSES", ends=True)
    rows = [
        source_row(found, source, comments, sides, made, (brought, taken) if brought or taken else None)
        for source, comments in ends_of(graph, "CITES").items()
    ]
    return sorted(rows, key=lambda row: (-row.comments, row.source))


def source_row(  # noqa: PLR0913, PLR0917  # all that is known of one source
    found: Discussion,
    source: str,
    comments: Sequence[str],
    sides: Mapping[str, Sequence[tuple[str, int]]],
    made: Mapping[str, Sequence[str]],
    life: tuple[Counter[str], Counter[str]] | None,
) -> SourceRow:
    """Measure one source; `life` tells how often sources came into and went out of articles."""
    stances = [(comment, *stance) for comment in comments for stance in sides.get(comment, ())]
    supporting, opposing = (len({comment for comment, _, side in stances if side == wanted}) for wanted in (1, -1))
    for_, against = ({node for _, node, side in stances if side == wanted} for wanted in (1, -1))
    proposals = [node for comment in comments for node in made.get(comment, ())]
    return SourceRow(
        source=source,
        title=found.text(source, "title"),
        domain=found.text(source, "domain"),
        comments=len(comments),
        users=len({found.author[comment] for comment in comments if comment in found.author}),
        pages=len({found.text(comment, "page") for comment in comments}),
        supporting=supporting,
        opposing=opposing,
        proposals=len(proposals),
        adopted=sum(map(found.adopted, proposals)),
        contested=len(for_ & against),
        evenness=evenness(supporting, opposing),
        brought_in=life[0][source] if life else None,
        taken_out=life[1][source] if life else None,
    )


def typed(graph: Graph, kind: str) -> list[tuple[str, str]]:
    """Return the ends of the edges of a type, sorted."""
    return sorted((start, end) for start, end, data in graph.edges(data=True) if data.get("type") == kind)


def ends_of(graph: Graph, kind: str, *, ends: bool = False) -> dict[str, list[str]]:
    """Return the starts of the edges of a type by their ends, each once; with `ends` the ends by their starts."""
    others: dict[str, list[str]] = {}
    for start, end in dict.fromkeys(typed(graph, kind)):
        key, other = (start, end) if ends else (end, start)
        others.setdefault(key, []).append(other)
    return others


def sides_of(graph: Graph) -> dict[str, list[tuple[str, int]]]:
    """Return the proposals that each comment takes a side on, with the side; struck-out stances aside."""
    sides: dict[str, list[tuple[str, int]]] = {}
    for comment, node, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        if data.get("type") in ("ENDORSES", "OPPOSES") and not data.get("struck"):
            sides.setdefault(comment, []).append((node, 1 if data["type"] == "ENDORSES" else -1))
    return sides


def evenness(one: int, other: int) -> float | None:
    """Return the entropy of two counts in bits.

    >>> evenness(1, 1), evenness(3, 0), evenness(0, 0)
    (1.0, 0.0, None)
    """
    total = one + other
    if not total:
        return None
    return round(-sum(count / total * log2(count / total) for count in (one, other) if count) + 0.0, DIGITS)


@dataclass(frozen=True, slots=True)
class CocitationRow:
    """Two sources that the same comment cites.

    Attributes:
        one: Id of the first source, the smaller id.
        other: Id of the second.
        one_title: Title of the first work.
        other_title: Title of the second.
        together: Comments that cite both, ≥ 1.
        jaccard: These as a share of the comments that cite one or both, 0 to 1.
        lift: How often they are cited together, over how often they were if they had nothing to do with each other, > 0;
            1 is chance.
    """

    one: str
    other: str
    one_title: str | None
    other_title: str | None
    together: int
    jaccard: float
    lift: float


def source_cocitations(graph: Graph) -> list[CocitationRow]:
    """Tell which sources are cited together.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.

    Returns:
        One row for each pair that a comment cites, by number of such comments, most first, then by ids. A comment that
        cites more than fifty works is left out.

    Source:
        Co-citation: Small 1973, doi:10.1002/asi.4630240406; lift against independence among all comments that cite
        something: Brin, Motwani and Silverstein 1997, doi:10.1145/253260.253327 (there: interest). The counts are those of
        the query `co-cited-sources` of the catalogue.
    """
    citing = ends_of(graph, "CITES")
    cited: dict[str, list[str]] = {}
    for source, comments in sorted(citing.items()):
        for comment in comments:
            cited.setdefault(comment, []).append(source)
    together = Counter(pair for works in cited.values() if len(works) <= PAIRS_TO for pair in combinations(works, 2))
    rows = [cocitation_row(graph, pair, count, citing, len(cited)) for pair, count in together.items()]
    return sorted(rows, key=lambda row: (-row.together, row.one, row.other))


def cocitation_row(
    graph: Graph, pair: tuple[str, str], together: int, citing: Mapping[str, Sequence[str]], comments: int
) -> CocitationRow:
    """Measure one pair."""
    one, other = (len(citing[source]) for source in pair)
    titles = [graph.nodes[source].get("title") for source in pair]
    return CocitationRow(
        one=pair[0],
        other=pair[1],
        one_title=titles[0],
        other_title=titles[1],
        together=together,
        jaccard=round(together / (one + other - together), DIGITS),
        lift=round(together * comments / (one * other), DIGITS),
    )
