"""Measures of time and voices: how a section's comments are spread over days and people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import sqrt

from graphtalk.analytics.discussion import DAY, Discussion, days_between, last_times, median, read_discussion
from graphtalk.analytics.statistics import entropy
from graphtalk.analytics.users import DIGITS, Graph

__all__ = ["RhythmRow", "thread_rhythms"]

HOUR = 3600


@dataclass(frozen=True, slots=True)
class RhythmRow:
    """How a section's comments are spread over time and people.

    Attributes:
        section: Id of the section.
        heading: Its heading, empty before the first one.
        dated: Comments with a time in the section itself, ≥ 0.
        median_gap_hours: Median of the hours between a comment and the next; None below two.
        burstiness: -1 (as regular as a clock) by 0 (at random) to 1 (all at once), of the gaps, corrected for their number;
            None below two gaps, or where all comments have one time.
        bursts: Runs of at least three comments each less than `burst_hours` after the one before, ≥ 0.
        longest_silence_days: Most days between a comment and the next; None below two.
        revivals: Silences of at least `silence_days` that a comment ended, ≥ 0.
        silent_days: Days from its last comment to the last of the page; None without a dated comment.
        dormant: Nobody closed it, and `silent_days` is at least `dormant_days`.
        evenness: How evenly the comments are spread over their authors, 0 to 1 (entropy over its maximum); None below two.
        top_share: Share of the comments by the author with the most, 0 to 1; None without authors.
        turns: Share of the comments, but the first, whose author is not that of the one before, 0 to 1; None below two.
    """

    section: str
    heading: str
    dated: int
    median_gap_hours: float | None
    burstiness: float | None
    bursts: int
    longest_silence_days: float | None
    revivals: int
    silent_days: float | None
    dormant: bool
    evenness: float | None
    top_share: float | None
    turns: float | None


def thread_rhythms(
    graph: Graph, *, burst_hours: float = 6, silence_days: float = 30, dormant_days: float = 90
) -> list[RhythmRow]:
    """Tell when each section's comments were made: steadily, in bursts, after long silences; and by how many voices.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        burst_hours: Hours within which the next comment goes on with a burst.
        silence_days: Days of 24 hours that make a silence.
        dormant_days: Days of 24 hours up to the last comment of the page that make a section dormant.

    Returns:
        One row for each section, by number of dated comments, highest first, then by id.

    Source:
        Burstiness of n gaps with mean m and deviation s, r = s / m: (r √(n+1) - √(n-1)) / ((√(n+1) - 2) r + √(n-1)), Kim
        and Jo 2016, doi:10.1103/PhysRevE.94.032311, for the measure of Goh and Barabási 2008,
        doi:10.1209/0295-5075/81/48002. Evenness: Pielou 1966, doi:10.1016/0022-5193(66)90013-0. Silences are those of
        the queries `revived-sections` and `dormant-sections` of the catalogue.
    """
    found = read_discussion(graph)
    ends = last_times(found)
    rows = [
        rhythm_row(found, node, ends, (burst_hours * HOUR, silence_days, dormant_days))
        for node, data in graph.nodes(data=True)
        if data.get("label") == "Section"
    ]
    return sorted(rows, key=lambda row: (-row.dated, row.section))


def rhythm_row(
    found: Discussion, section: str, ends: dict[str, datetime], limits: tuple[float, float, float]
) -> RhythmRow:
    """Measure one section."""
    burst_seconds, silence_days, dormant_days = limits
    comments = found.members.get(section, ())
    times = [moment for comment in comments if (moment := found.time(comment))]
    gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
    authors = [found.author[comment] for comment in comments if comment in found.author]
    counts = Counter(authors)
    data = found.graph.nodes[section]
    closed = any(data.get(key) is not None for key in ("closed_by", "closed_at", "result"))
    silent = days_between(times[-1], ends.get(str(data.get("page")))) if times else None
    middle = median(gaps)
    return RhythmRow(
        section=section,
        heading=str(data.get("heading") or ""),
        dated=len(times),
        median_gap_hours=None if middle is None else round(middle / HOUR, DIGITS),
        burstiness=burstiness(gaps),
        bursts=count_bursts(gaps, burst_seconds),
        longest_silence_days=round(max(gaps) / DAY, DIGITS) if gaps else None,
        revivals=sum(gap / DAY >= silence_days for gap in gaps),
        silent_days=silent,
        dormant=silent is not None and silent >= dormant_days and not closed,
        evenness=entropy(sorted(counts.values())),
        top_share=round(max(counts.values()) / len(authors), DIGITS) if authors else None,
        turns=round(sum(one != other for one, other in pairwise(authors)) / (len(authors) - 1), DIGITS)
        if len(authors) > 1
        else None,
    )


def burstiness(gaps: Sequence[float]) -> float | None:
    """Return how bursty gaps are, corrected for their number.

    >>> burstiness([1, 1, 1]), burstiness([0, 0, 9]), burstiness([5])
    (-1.0, 1.0, None)
    """
    n, total = len(gaps), sum(gaps)
    if n < 2 or not total:
        return None
    mean = total / n
    ratio = sqrt(sum((gap - mean) ** 2 for gap in gaps) / n) / mean
    above, below = sqrt(n + 1), sqrt(n - 1)
    return round((above * ratio - below) / ((above - 2) * ratio + below), DIGITS)


def count_bursts(gaps: Sequence[float], limit: float) -> int:
    """Return how many runs of at least two short gaps, so three comments, there are.

    >>> count_bursts([1, 1, 9, 1, 9, 1, 1, 1], 2)
    2
    """
    runs = [0]
    for gap in gaps:
        if gap < limit:
            runs[-1] += 1
        else:
            runs.append(0)
    return sum(run >= 2 for run in runs)
