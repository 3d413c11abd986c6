"""Linear models over what is true of a stretch of text: weights in a file of the language, added up and squashed.

The weights stand in `languages/<code>.<name>.tsv`, made by `make leaning` from annotated pages and labelled remarks;
docs/decisions/0016-offers-by-weights.md and 0023-relations-by-weights.md tell why and how well.
"""

import math
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Choice", "Model", "in_bucket", "load_choice", "load_model"]


@dataclass(frozen=True, slots=True)
class Model:
    """What each feature adds to the odds, in natural logarithms, and what they are without any."""

    weights: Mapping[str, float]
    base: float

    def share(self, features: Collection[str]) -> float:
        """Return how likely what has these features is what the model looks for, 0 to 1.

        >>> round(Model({"shouted": 2.0}, -1.0).share({"shouted", "unknown"}), 2)
        0.73
        """
        return 1 / (1 + math.exp(-self.odds(features)))

    def odds(self, features: Collection[str]) -> float:
        """Return the natural logarithm of the odds that what has these features is what the model looks for."""
        # An exact sum: features are a set, whose order is another in each run of the program.
        return self.base + math.fsum(filter(None, map(self.weights.get, features)))


@dataclass(frozen=True, slots=True, eq=False)  # one is as good as another only if it is the same: it is a cache's key
class Choice:
    """What each feature adds to each of several outcomes, and what each has without any."""

    names: Sequence[str]
    weights: Mapping[str, Sequence[float]]
    base: Sequence[float]

    def shares(self, features: Collection[str]) -> dict[str, float]:
        """Return how likely each outcome is, which adds up to 1.

        >>> {name: round(share, 2) for name, share in Choice(("a", "b"), {"x": (1.0, 0.0)}, (0.0, 0.0)).shares({"x"}).items()}
        {'a': 0.73, 'b': 0.27}
        """
        rows = filter(None, map(self.weights.get, features))
        totals = [*map(math.fsum, zip(self.base, *rows, strict=True))]
        most = max(totals)
        odds = [math.exp(total - most) for total in totals]
        whole = sum(odds)
        return dict(zip(self.names, (odd / whole for odd in odds), strict=True))


@cache
def load_model(code: str, name: str) -> Model | None:
    """Return a model of a language, None where it has none.

    Args:
        code: The language's code.
        name: What the model looks for: `offers`, `changes`, `parts` or `amends`.
    """
    choice = load_choice(code, name)
    return Model({feature: row[0] for feature, row in choice.weights.items()}, choice.base[0]) if choice else None


@cache
def load_choice(code: str, name: str) -> Choice | None:
    """Return a model of several outcomes, None where the language has none.

    Args:
        code: The language's code.
        name: What the model tells: `leaning` or `stances`.
    """
    path = resources.files("graphtalk") / "languages" / f"{code}.{name}.tsv"
    if not path.is_file():
        return None
    _, head, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    weights = {feature: tuple(map(hundredths, row)) for feature, *row in rows}
    return Choice(head.split("\t")[1:], weights, weights.pop(""))


@cache
def hundredths(text: str) -> float:
    """Return a weight as its file has it; the few different ones are one number each, which saves memory and time."""
    return int(text) / 100


def in_bucket(value: float, edges: Sequence[float]) -> str:
    """Return the first of some rising edges that a value does not pass, as a text, `more` where it passes all.

    >>> in_bucket(4, (1, 3, 9)), in_bucket(10, (1, 3, 9))
    ('9', 'more')
    """
    place = bisect_left(edges, value)
    return str(edges[place]) if place < len(edges) else "more"
