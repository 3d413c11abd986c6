"""Linear models over what is true of a stretch of text: weights in a file of the language, added up and squashed.

The weights stand in `languages/<code>.<name>.tsv`, made by `make leaning` from annotated pages;
docs/decisions/0016-offers-by-weights.md tells why and how well.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Model", "in_bucket", "load_model"]


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
        known = self.weights
        # An exact sum: features are a set, whose order is another in each run of the program.
        odds = math.fsum(known[feature] for feature in features if feature in known)
        return 1 / (1 + math.exp(-self.base - odds))


@cache
def load_model(code: str, name: str) -> Model | None:
    """Return a model of a language, None where it has none.

    Args:
        code: The language's code.
        name: What the model looks for: `offers` or `changes`.
    """
    path = resources.files("graphtalk") / "languages" / f"{code}.{name}.tsv"
    if not path.is_file():
        return None
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    weights = {feature: int(weight) / 100 for feature, weight in rows}
    return Model(weights, weights.pop(""))


def in_bucket(value: float, edges: Collection[float]) -> str:
    """Return the first of some edges that a value does not pass, as a text, `more` where it passes all.

    >>> in_bucket(4, (1, 3, 9)), in_bucket(10, (1, 3, 9))
    ('9', 'more')
    """
    return next((str(edge) for edge in edges if value <= edge), "more")
