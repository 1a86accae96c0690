"""
Differences between two periods or groups: shares, means, NPS, each with interval and p-value.

Counts go in, `Change` comes out. Whether a family of changes is real is judged in `change`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from admin.measures.distributions import t_quantile, two_sided_normal, two_sided_t
from admin.measures.estimate import Estimate, Suppression
from admin.measures.exact import fisher_p
from admin.measures.intervals import UPPER_TAIL, Z, adjusted_nps
from admin.measures.levels import (
    DETRACTOR_TO,
    FIVE_POINTS,
    PROMOTER_FROM,
    mean_from_counts,
    nps_from_counts,
    share,
)

EXACT_BELOW: Final = 5.0
"""Expected hits below which the score test of a rate cries wolf."""


class Metric(StrEnum):
    """What kind of number changed; it decides how much of a change matters."""

    SHARE = "share"
    RATE = "rate"
    MEAN = "mean"
    NPS = "nps"


@dataclass(frozen=True, slots=True)
class Change:
    """
    What a number did between `before` and `now`, not yet judged beside its siblings.

    `difference` is now - before in the unit of the metric (share 0-1, scale points, NPS points).
    `p_value`, `low` and `high` are None whenever `suppressed` is set.
    """

    metric: Metric
    now: Estimate
    before: Estimate
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    method: str
    suppressed: Suppression | None


def newcombe_difference(
    now: tuple[int, int], before: tuple[int, int], metric: Metric = Metric.SHARE
) -> Change:
    """
    Difference of two shares with Newcombe's hybrid score interval.

    Parameters
    ----------
    now, before : tuple of int
        Hits and answers, (x, n).
    metric : Metric, default=Metric.SHARE
        `Metric.RATE` where few are usual, as with complaints of one kind: where fewer than five
        are expected on a side, the test is Fisher's.

    Returns
    -------
    Change
        As a share; the p-value is that of the pooled score test.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> change = newcombe_difference((56, 70), (48, 80))
    >>> round(change.difference, 6), round(change.low, 6), round(change.high, 6)
    (0.2, 0.052431, 0.333873)
    """
    here, there = share(*now), share(*before)
    reason = _missing(here, there)
    if reason is not None or here.value is None or there.value is None:
        return _unknown(metric, here, there, "newcombe", reason)
    difference = here.value - there.value
    interval = mover_difference(here, there, metric)
    pooled = (now[0] + before[0]) / (now[1] + before[1])
    error = math.sqrt(pooled * (1 - pooled) * (1 / now[1] + 1 / before[1]))
    p_value = two_sided_normal(difference / error) if error > 0 else 1.0
    if metric is Metric.RATE and pooled * min(now[1], before[1]) < EXACT_BELOW:
        p_value = fisher_p(now, before)
    return replace(interval, p_value=p_value, method="newcombe")


def welch(
    now: Mapping[int, int], before: Mapping[int, int], *, scale: tuple[int, int] = FIVE_POINTS
) -> Change:
    """
    Difference of two means with Welch's interval and test.

    Parameters
    ----------
    now, before : mapping of int to int
        Rating to number of answers.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    Change
        In scale points.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35.

    Examples
    --------
    >>> change = welch({3: 20, 4: 30, 5: 10}, {3: 10, 4: 30, 5: 20})
    >>> round(change.difference, 3), round(change.p_value, 3)
    (-0.333, 0.01)
    """
    here, there = mean_from_counts(now, scale=scale), mean_from_counts(before, scale=scale)
    return welch_from_moments(here, there, mean_variance(now, here), mean_variance(before, there))


def welch_from_moments(
    now: Estimate, before: Estimate, now_variance: float, before_variance: float
) -> Change:
    """
    Welch's difference of two means from the estimates and the variances of the means.

    Parameters
    ----------
    now, before : Estimate
        The two means.
    now_variance, before_variance : float
        Squared standard errors of the two means.

    Returns
    -------
    Change
        In the unit of the means.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35; the degrees of freedom are Satterthwaite's.

    Examples
    --------
    >>> from admin.measures.levels import mean_from_counts
    >>> mean = mean_from_counts({4: 20, 5: 20})
    >>> welch_from_moments(mean, mean, 0.01, 0.01).p_value
    1.0
    """
    reason = _missing(now, before)
    variance = now_variance + before_variance
    if reason is None and (min(now.n, before.n) < 2 or variance <= 0):  # noqa: PLR2004 — one answer has no spread
        reason = now.suppressed or before.suppressed or Suppression.NO_VARIATION
    if reason is not None or now.value is None or before.value is None:
        return _unknown(Metric.MEAN, now, before, "welch", reason)
    difference = now.value - before.value
    df = variance**2 / (now_variance**2 / (now.n - 1) + before_variance**2 / (before.n - 1))
    error = math.sqrt(variance)
    reach = t_quantile(UPPER_TAIL, df) * error
    p_value = two_sided_t(difference / error, df)
    return Change(
        Metric.MEAN,
        now,
        before,
        difference,
        difference - reach,
        difference + reach,
        p_value,
        "welch",
        None,
    )


def nps_difference(now: Mapping[int, int], before: Mapping[int, int]) -> Change:
    """
    Difference of two NPS in points, each with the adjusted variance.

    Parameters
    ----------
    now, before : mapping of int to int
        Rating 0-10 to number of answers.

    Returns
    -------
    Change
        In NPS points; centre and error of the interval are adjusted, the difference is not.

    References
    ----------
    Rocks (2016), The American Statistician 70(4), 365-372.

    Examples
    --------
    >>> change = nps_difference({10: 50, 8: 30, 3: 20}, {10: 40, 8: 30, 3: 30})
    >>> round(change.difference, 1), round(change.p_value, 3)
    (20.0, 0.083)
    """
    here, there = nps_from_counts(now), nps_from_counts(before)
    reason = _missing(here, there)
    if reason is not None or here.value is None or there.value is None:
        return _unknown(Metric.NPS, here, there, "adjusted_wald", reason)
    new_centre, new_error = adjusted_nps(*_camps(now))
    old_centre, old_error = adjusted_nps(*_camps(before))
    centre, error = new_centre - old_centre, math.hypot(new_error, old_error)
    low, high = max(-2.0, centre - Z * error), min(2.0, centre + Z * error)
    return Change(
        Metric.NPS,
        here,
        there,
        here.value - there.value,
        100 * low,
        100 * high,
        two_sided_normal(centre / error),
        "adjusted_wald",
        None,
    )


def mover_difference(now: Estimate, before: Estimate, metric: Metric) -> Change:
    """
    Difference of any two independent estimates, recovered from their intervals (MOVER).

    For weighted shares, stage scores and corrected tag shares, which have no counts to test.

    Parameters
    ----------
    now, before : Estimate
        Two estimates of the same measure, from different people.
    metric : Metric
        Kind of number; a change of stage scores is a `MEAN`.

    Returns
    -------
    Change
        In the unit of the estimates; p < .05 exactly when the interval leaves out 0.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; for two Wilson intervals it is
    Newcombe's method 10.

    Examples
    --------
    >>> change = mover_difference(share(56, 70), share(48, 80), Metric.SHARE)
    >>> round(change.low, 6), round(change.high, 6)
    (0.052431, 0.333873)
    """
    reason = _missing(now, before) or now.suppressed or before.suppressed
    if reason is not None or now.value is None or before.value is None:
        return _unknown(metric, now, before, "mover", reason)
    difference = now.value - before.value
    below = math.hypot(now.value - (now.low or 0.0), (before.high or 0.0) - before.value)
    above = math.hypot((now.high or 0.0) - now.value, before.value - (before.low or 0.0))
    towards_zero = below if difference > 0 else above
    p_value = two_sided_normal(Z * difference / towards_zero) if towards_zero > 0 else 1.0
    low, high = difference - below, difference + above
    return Change(metric, now, before, difference, low, high, p_value, "mover", None)


def _camps(counts: Mapping[int, int]) -> tuple[int, int, int]:
    promoters = sum(count for rating, count in counts.items() if rating >= PROMOTER_FROM)
    detractors = sum(count for rating, count in counts.items() if rating <= DETRACTOR_TO)
    return promoters, detractors, sum(counts.values())


def mean_variance(counts: Mapping[int, int], mean: Estimate) -> float:
    """Squared standard error of a mean from its counts; 0 where it has none."""
    if mean.value is None or mean.n < 2 or mean.suppressed:  # noqa: PLR2004 — one answer has no spread
        return 0.0
    squares = sum(count * (rating - mean.value) ** 2 for rating, count in counts.items())
    return squares / (mean.n - 1) / mean.n


def _missing(now: Estimate, before: Estimate) -> Suppression | None:
    if now.value is None:
        return now.suppressed
    return Suppression.NO_EARLIER_PERIOD if before.value is None else None


def _unknown(
    metric: Metric, now: Estimate, before: Estimate, method: str, reason: Suppression | None
) -> Change:
    known = now.value is not None and before.value is not None
    difference = (now.value or 0.0) - (before.value or 0.0) if known else None
    return Change(metric, now, before, difference, None, None, None, method, reason)
