"""Small samples: a share with its interval, and the median of durations some of which have not ended."""

from collections.abc import Sequence
from math import log2

from scipy.special import betaincinv

from graphtalk.analytics.users import DIGITS

__all__ = ["entropy", "jeffreys", "median_survival"]


def jeffreys(successes: int, trials: int, *, level: float = 0.95) -> tuple[float | None, float | None]:
    """Return the interval of a share by Jeffreys' prior: quantiles of Beta(successes + 1/2, failures + 1/2).

    The lower end is 0 where nothing succeeded, the upper one 1 where all did. None twice without trials.

    Source:
        Brown, Cai and DasGupta 2001, "Interval Estimation for a Binomial Proportion", doi:10.1214/ss/1009213286,
        section 4.1.

    >>> jeffreys(0, 1), jeffreys(1, 1), jeffreys(0, 0)
    ((0.0, 0.853254), (0.146746, 1.0), (None, None))
    """
    if not trials:
        return None, None
    tail = (1 - level) / 2
    shape = successes + 0.5, trials - successes + 0.5
    low = 0.0 if successes == 0 else round(float(betaincinv(*shape, tail)), DIGITS)
    high = 1.0 if successes == trials else round(float(betaincinv(*shape, 1 - tail)), DIGITS)
    return low, high


def median_survival(ended: Sequence[float], going_on: Sequence[float]) -> float | None:
    """Return the first duration by which half have ended, where some had not when they were last seen.

    Args:
        ended: Durations that ended, ≥ 0.
        going_on: Durations so far of those that did not.

    Returns:
        None where the estimate never falls to a half.

    Source:
        Kaplan and Meier 1958, "Nonparametric Estimation from Incomplete Observations", doi:10.1080/01621459.1958.10501452.

    >>> median_survival([1, 2, 3], []), median_survival([1, 4], [2, 3]), median_survival([1], [2, 3]), median_survival([], [])
    (2, 4, None, None)
    """
    share = 1.0
    for duration in sorted(set(ended)):
        at_risk = sum(other >= duration for other in (*ended, *going_on))
        share *= 1 - ended.count(duration) / at_risk
        if share <= 0.5 + 1e-12:  # a half is a half though a product of fractions says otherwise in its last bit
            return duration
    return None


def entropy(counts: Sequence[int]) -> float | None:
    """Return how evenly counts are spread: entropy over the greatest that so many counts can have, 0 to 1.

    None of fewer than two counts, for which there is nothing to compare.

    Source:
        Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x; as a share of its maximum: Pielou 1966,
        doi:10.1016/0022-5193(66)90013-0.

    >>> entropy([2, 2]), entropy([3, 1]), entropy([5])
    (1.0, 0.811278, None)
    """
    if len(counts) < 2:
        return None
    total = sum(counts)
    return round(-sum(count / total * log2(count / total) for count in counts) / log2(len(counts)), DIGITS)
