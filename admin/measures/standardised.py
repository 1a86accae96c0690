"""
Change with the mix held still: when the strata shift, the raw difference may lie.

Single differences live in `differences`; whether a change is real is judged in `change`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from admin.measures.differences import (
    Change,
    mean_variance,
    newcombe_difference,
    welch,
)
from admin.measures.distributions import two_sided_normal
from admin.measures.estimate import Estimate, Suppression
from admin.measures.intervals import Z
from admin.measures.levels import FIVE_POINTS, mean_from_counts, share

METHOD = "standardised"


@dataclass(frozen=True, slots=True)
class StandardisedChange:
    """
    The raw change beside the one at a fixed mix.

    `covered` is the share of the fixed mix whose strata have answers on both sides; strata
    without them are left out of the standardised change.
    """

    raw: Change
    standardised: Change
    covered: float


def standardised_mean_change(
    now: Mapping[str, Mapping[int, int]],
    before: Mapping[str, Mapping[int, int]],
    mix: Mapping[str, float],
    *,
    scale: tuple[int, int] = FIVE_POINTS,
) -> StandardisedChange:
    """
    Change of a mean at a fixed mix of strata, beside the raw change.

    Parameters
    ----------
    now, before : mapping of str to mapping of int to int
        Stratum to counts of ratings.
    mix : mapping of str to float
        Stratum to its weight in last quarter's orders; any positive scale.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    StandardisedChange
        In scale points.

    References
    ----------
    Direct standardisation: Kitagawa (1955), J. Am. Stat. Assoc. 50, 1168-1194.

    Examples
    --------
    >>> before = {"late": {1: 5, 2: 5}, "on time": {4: 45, 5: 45}}
    >>> now = {"late": {1: 25, 2: 25}, "on time": {4: 25, 5: 25}}
    >>> change = standardised_mean_change(now, before, {"late": 1, "on time": 9})
    >>> round(change.raw.difference, 2), round(change.standardised.difference, 2)
    (-1.2, 0.0)
    """
    raw = welch(_pooled(now), _pooled(before), scale=scale)
    here = {name: mean_from_counts(counts, scale=scale) for name, counts in now.items()}
    there = {name: mean_from_counts(counts, scale=scale) for name, counts in before.items()}
    spread = {
        name: mean_variance(now[name], here[name]) + mean_variance(before[name], there[name])
        for name in here.keys() & there.keys()
    }
    return _standardised(raw, here, there, spread, mix)


def standardised_share_change(
    now: Mapping[str, tuple[int, int]],
    before: Mapping[str, tuple[int, int]],
    mix: Mapping[str, float],
) -> StandardisedChange:
    """
    Change of a share at a fixed mix of strata, beside the raw change.

    Parameters
    ----------
    now, before : mapping of str to tuple of int
        Stratum to hits and answers, (x, n).
    mix : mapping of str to float
        Stratum to its weight in last quarter's orders; any positive scale.

    Returns
    -------
    StandardisedChange
        As a share; variances with half a hit added on each side, so that none is 0.

    References
    ----------
    Kitagawa (1955), J. Am. Stat. Assoc. 50, 1168-1194.

    Examples
    --------
    >>> before, now = {"a": (9, 10), "b": (10, 90)}, {"a": (81, 90), "b": (1, 10)}
    >>> change = standardised_share_change(now, before, {"a": 1, "b": 1})
    >>> round(change.raw.difference, 2), round(change.standardised.difference, 3)
    (0.63, -0.006)
    """
    raw = newcombe_difference(_sum(now), _sum(before))
    here = {name: share(*cell) for name, cell in now.items()}
    there = {name: share(*cell) for name, cell in before.items()}
    spread = {
        name: _share_variance(*now[name]) + _share_variance(*before[name])
        for name in here.keys() & there.keys()
    }
    return _standardised(raw, here, there, spread, mix)


def _standardised(
    raw: Change,
    now: Mapping[str, Estimate],
    before: Mapping[str, Estimate],
    variance: Mapping[str, float],
    mix: Mapping[str, float],
) -> StandardisedChange:
    steps = {
        name: now_value - before_value
        for name in sorted(mix)
        if name in variance and mix[name] > 0
        if (now_value := now[name].value) is not None
        if (before_value := before[name].value) is not None
    }
    weight, total = sum(mix[name] for name in steps), sum(mix.values())
    if not steps or raw.difference is None:
        reason = raw.suppressed or Suppression.NO_EARLIER_PERIOD
        nothing = Change(raw.metric, raw.now, raw.before, None, None, None, None, METHOD, reason)
        return StandardisedChange(raw, nothing, 0.0)
    difference = sum(mix[name] * step for name, step in steps.items()) / weight
    spread = sum((mix[name] / weight) ** 2 * variance[name] for name in steps)
    if spread <= 0:
        nothing = Change(
            raw.metric, raw.now, raw.before, difference, None, None, None,
            METHOD, Suppression.NO_VARIATION,
        )  # fmt: skip
        return StandardisedChange(raw, nothing, weight / total)
    error = spread**0.5
    change = Change(
        raw.metric, raw.now, raw.before, difference, difference - Z * error,
        difference + Z * error, two_sided_normal(difference / error), METHOD, None,
    )  # fmt: skip
    return StandardisedChange(raw, change, weight / total)


def _pooled(strata: Mapping[str, Mapping[int, int]]) -> dict[int, int]:
    pooled: dict[int, int] = {}
    for counts in strata.values():
        for rating, count in counts.items():
            pooled[rating] = pooled.get(rating, 0) + count
    return pooled


def _sum(strata: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(x for x, _ in strata.values()), sum(n for _, n in strata.values())


def _share_variance(hits: int, n: int) -> float:
    near = (hits + 0.5) / (n + 1)
    return near * (1 - near) / n if n else 0.0
