"""How people stand to each version of a passage, as of that version, and how that changed over time.

What somebody said of an earlier version is counted apart from what they say of the version itself: words change, and
agreement to one wording is not agreement to the next.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scipy.special import betaincinv

from graphtalk.views.discussion import Chain, Discussion, Opinion, Post, Version

__all__ = ["STATES", "Day", "Objection", "Standing", "days", "jeffreys", "objections", "standings", "tally"]

State = Literal["explicit", "carried", "lapsed"]
STATES: tuple[State, ...] = ("explicit", "carried", "lapsed")
CARRY = 0.5  # share of words in common, 0 to 1, from which a version is much like the one that it varies
SIDES = ("support", "support with changes", "oppose", "neutral")
BACKING = frozenset({"support", "support with changes"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands to a version.

    Attributes:
        person: Name.
        state: `explicit`: said of this version. `carried`: said of an earlier version before this one was made, and each
            version since is much like the one before it. `lapsed`: said of an earlier version, and one of these fails.
        opinion: The last words of theirs that count.
    """

    person: str
    state: State
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Objection:
    """A person's last word on a passage, where it objects or asks for changes.

    Attributes:
        opinion: The words.
        version: What they are about.
        later: Versions that vary that one, directly or by way of others; nothing was said of them by this person.
    """

    opinion: Opinion
    version: Version
    later: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """How many people stood where at the end of a day, by their last words on any version of the passage.

    Attributes:
        day: In UTC.
        support: People, with or without changes.
        oppose: People.
        neutral: People.
        silent: People who had written in the same section by then and taken no stance.
        versions: Numbers of the versions made on that day.
    """

    day: date
    support: int
    oppose: int
    neutral: int
    silent: int
    versions: tuple[int, ...]


def standings(chain: Chain) -> dict[str, tuple[Standing, ...]]:
    """Return where people stand to each version, by the version's id and the people's names.

    Stances that were struck out do not count. Of several of a person the last one does, by time. What those who make a
    version said of earlier ones is not carried to it: they changed it themselves.
    """
    by_id = {version.id: version for version in chain.versions}
    about = {id(opinion): version.id for version in chain.versions for opinion in version.opinions}
    found = {}
    for version in chain.versions:
        alike = likeness(version, by_id)
        own = last_words([version])
        rows = [Standing(person, "explicit", opinion) for person, opinion in own.items()]
        for person, opinion in last_words(by_id[earlier] for earlier in alike).items():
            if person not in own and person not in version.post.people:
                held = place(opinion.post) < place(version.post) and alike[about[id(opinion)]] >= CARRY
                rows.append(Standing(person, "carried" if held else "lapsed", opinion))
        found[version.id] = tuple(sorted(rows, key=lambda row: row.person))
    return found


def place(post: Post) -> tuple[float, int]:
    """Return what puts comments into the order of time, then into that of the page."""
    return post.time.timestamp() if post.time else 0.0, int(post.anchor[1:])


def likeness(version: Version, by_id: Mapping[str, Version]) -> dict[str, float]:
    """Return for each version that one goes back to how alike the least alike step between is, on the best way."""
    best = {version.id: 1.0}
    left = [version]
    while left:
        current = left.pop()
        for earlier, similarity in current.amends:
            alike = min(best[current.id], similarity or 0.0)
            if earlier in by_id and alike > best.get(earlier, -1.0):
                best[earlier] = alike
                left.append(by_id[earlier])
    del best[version.id]
    return best


def ancestors(version: Version, by_id: Mapping[str, Version]) -> list[str]:
    """Return the ids of the versions that one goes back to, nearest first."""
    found: list[str] = []
    wave = [version]
    while wave:
        nearer = [earlier for member in wave for earlier, _ in member.amends]
        fresh = [earlier for earlier in dict.fromkeys(nearer) if earlier in by_id and earlier not in found]
        found += fresh
        wave = [by_id[earlier] for earlier in fresh]
    return found


def last_words(versions: Iterable[Version]) -> dict[str, Opinion]:
    """Return each person's last stance on any of some versions, struck ones aside, in the order of time."""
    opinions = [opinion for version in versions for opinion in version.opinions if not opinion.struck]
    opinions.sort(key=lambda opinion: opinion.post.time.timestamp() if opinion.post.time else 0.0)
    last = {opinion.person: place for place, opinion in enumerate(opinions)}
    return {opinion.person: opinion for place, opinion in enumerate(opinions) if last[opinion.person] == place}


def tally(rows: Iterable[Standing], state: State) -> dict[str, int]:
    """Return how many people of one state are on each side, those in favour first."""
    counts = Counter(row.opinion.side for row in rows if row.state == state)
    return {side: counts[side] for side in SIDES if counts[side]}


def objections(chain: Chain) -> list[Objection]:
    """Return the last words on a passage that object or ask for changes, by time.

    Who made a later version took care of their objection themselves.
    """
    by_id = {version.id: version for version in chain.versions}
    about = {id(opinion): version for version in chain.versions for opinion in version.opinions}
    found = []
    for opinion in last_words(chain.versions).values():
        if opinion.side in {"oppose", "support with changes"}:
            version = about[id(opinion)]
            later = tuple(member for member in chain.versions if version.id in ancestors(member, by_id))
            if not any(opinion.person in member.post.people for member in later):
                found.append(Objection(opinion, version, later))
    return found


def days(chain: Chain, discussion: Discussion) -> list[Day]:
    """Return the days on which a passage got a version or a stance, with where people stood at their ends.

    Who makes a version supports it, until they say otherwise.
    """
    topics = {version.post.topic for version in chain.versions}
    spoken = [(post.time, post) for post in discussion.posts.values() if post.time and post.topic in topics]
    made = [(version.post.time, version) for version in chain.versions if version.post.time]
    given = [(time, person, "support") for time, version in made for person in version.post.people]
    given += [
        (opinion.post.time, opinion.person, opinion.side)
        for version in chain.versions
        for opinion in version.opinions
        if opinion.post.time and not opinion.struck
    ]
    given.sort(key=lambda entry: entry[0])  # at equal times, what is said goes after what is made
    found = []
    for day in sorted({time.date() for time, *_ in given}):
        last = {person: side for time, person, side in given if time.date() <= day}
        present = {person for time, post in spoken if time.date() <= day for person in post.people}
        sides = Counter(last.values())
        support = sum(sides[side] for side in BACKING)
        numbers = tuple(version.number for time, version in made if time.date() == day)
        found.append(Day(day, support, sides["oppose"], sides["neutral"], len(present - last.keys()), numbers))
    return found


def jeffreys(support: int, oppose: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the share of support among those who take a side; None where nobody does.

    Jeffreys' interval: the 2.5 % and 97.5 % quantiles of Beta(x + 1/2, n - x + 1/2), with 0 and 1 at the ends.

    Source:
        Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16(2), 2001.

    >>> [round(end, 3) for end in jeffreys(3, 1) or ()]
    [0.284, 0.972]
    >>> jeffreys(0, 0)
    """
    if support + oppose == 0:
        return None
    low, high = (float(betaincinv(support + 0.5, oppose + 0.5, part)) for part in (0.025, 0.975))
    return (0.0 if support == 0 else low), (1.0 if oppose == 0 else high)
