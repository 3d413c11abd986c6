"""The consensus timeline as a drawing: points in Python, lines in the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from graphtalk.views.standing import Day, jeffreys

__all__ = ["Line", "Timeline", "timeline"]

WIDTH, LEFT, RIGHT = 760, 44, 96  # of the drawing, and of its margins for numbers and names, in pixels
TOP, HEIGHT, GAP = 26, 120, 46  # of each of the two panels
TAIL = 30  # pixels that the lines go on after the last day
VERSIONS_APART = 34  # pixels between the names of versions; what is nearer shares one name
NAMES_APART = 14  # pixels between the names of lines that end at about the same height


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its name at its end: `path` is that of SVG, `name_y` where the name stands."""

    kind: str
    path: str
    name: str
    name_y: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the template draws.

    Attributes:
        days: The days, for the table beside the picture.
        intervals: For each day the share of support and the ends of its interval, None where nobody takes a side.
        lines: People in support, opposed, silent.
        band: Path of the interval of the share of support; empty where there is none.
        share: Path of the share of support.
        ticks: Pairs of y and number, for people.
        versions: Pairs of x and names of the versions made then.
        dates: Pairs of x and date, for the first and the last day.
    """

    days: tuple[Day, ...]
    intervals: tuple[tuple[float, float, float] | None, ...]
    lines: tuple[Line, ...]
    band: str
    share: str
    ticks: tuple[tuple[float, int], ...]
    versions: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str], ...]


def timeline(days: Sequence[Day]) -> Timeline | None:
    """Return the drawing of where people stood day by day; None where there is no day with a date.

    Lines are steps: a stance holds until the next word of its person.
    """
    if not days:
        return None
    first, span = days[0].day, max((days[-1].day - days[0].day) / timedelta(days=1), 1.0)
    end = float(WIDTH - RIGHT)
    wide = end - LEFT - TAIL
    xs = [round(LEFT + wide * ((day.day - first) / timedelta(days=1)) / span, 1) for day in days]
    most = max(1, *(max(day.support, day.oppose, day.silent) for day in days))

    def people(count: int) -> float:
        return round(TOP + HEIGHT - HEIGHT * count / most, 1)

    def part(share: float) -> float:
        return round(TOP + HEIGHT + GAP + HEIGHT - HEIGHT * share, 1)

    intervals = tuple(interval(day) for day in days)
    known = [(x, found) for x, found in zip(xs, intervals, strict=True) if found]
    upper = [(x, part(found[2])) for x, found in known]
    lower = [(x, part(found[1])) for x, found in known]
    kinds = (
        ("support", "+ support", [day.support for day in days]),
        ("oppose", "− opposed", [day.oppose for day in days]),
        ("silent", "· silent", [day.silent for day in days]),
    )
    heights = spread([people(counts[-1]) for _, _, counts in kinds], TOP + HEIGHT)
    return Timeline(
        tuple(days),
        intervals,
        tuple(
            Line(kind, steps([(x, people(count)) for x, count in zip(xs, counts, strict=True)], end), name, height)
            for (kind, name, counts), height in zip(kinds, heights, strict=True)
        ),
        f"{steps(upper, end)}L{back(lower, end)}Z" if known else "",
        steps([(x, part(found[0])) for x, found in known], end) if known else "",
        tuple((people(count), count) for count in sorted({0, most, most // 2})),
        tuple(name_versions([(x, day.versions) for x, day in zip(xs, days, strict=True) if day.versions])),
        tuple({xs[0]: (xs[0], str(first)), end: (end, str(days[-1].day))}.values()),
    )


def name_versions(made: Sequence[tuple[float, tuple[int, ...]]]) -> list[tuple[float, str]]:
    """Return where versions are named, those close to each other at one place.

    >>> name_versions([(0.0, (1, 2)), (10.0, (3,)), (90.0, (4,))])
    [(0.0, 'v1, 2, 3'), (90.0, 'v4')]
    """
    found: list[tuple[float, list[int]]] = []
    for x, numbers in made:
        if found and x - found[-1][0] < VERSIONS_APART:
            found[-1][1].extend(numbers)
        else:
            found.append((x, list(numbers)))
    return [(x, "v" + ", ".join(map(str, sorted(numbers)))) for x, numbers in found]


def interval(day: Day) -> tuple[float, float, float] | None:
    """Return the share of support among those who take a side, with the ends of its interval."""
    ends = jeffreys(day.support, day.oppose)
    return (day.support / (day.support + day.oppose), *ends) if ends else None


def steps(points: Sequence[tuple[float, float]], end: float) -> str:
    """Return the path of a line of steps that goes on to the end.

    >>> steps([(0, 5), (10, 2)], 20)
    'M0 5H10V2H20'
    """
    if not points:
        return ""
    return f"M{points[0][0]} {points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:]) + f"H{end}"


def back(points: Sequence[tuple[float, float]], end: float) -> str:
    """Return the way back along a line of steps, from the end to the first point.

    >>> back([(0, 5), (10, 2)], 20)
    '20 2H10V5H0'
    """
    path = f"{end} {points[-1][1]}"
    for (x, _), (_, y) in zip(points[:0:-1], points[-2::-1], strict=True):
        path += f"H{x}V{y}"
    return f"{path}H{points[0][0]}"


def spread(heights: Sequence[float], lowest: float) -> list[float]:
    """Return heights moved where they are too near to each other for names: up, so that none is below the lowest.

    >>> spread([50.0, 10.0, 50.0], 50.0)
    [50.0, 10.0, 36.0]
    """
    found = list(heights)
    following = lowest + NAMES_APART
    for place in sorted(range(len(heights)), key=lambda place: (-heights[place], place)):
        following = min(heights[place], following - NAMES_APART)
        found[place] = following
    return found
