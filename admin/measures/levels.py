"""
Levels: means, top-2 and bottom-2 shares, NPS, plain and weighted, each with a 95 % interval.

Counts or arrays go in, `Estimate` comes out. Differences live in `change`.
"""

from collections.abc import Mapping

import numpy as np

from admin.measures.arrays import Bools, Floats, effective_n
from admin.measures.estimate import NPS_SHOWN_FROM, Estimate, Suppression, withheld
from admin.measures.intervals import Z, adjusted_nps, t_interval, wilson

FIVE_POINTS = (1, 5)
PROMOTER_FROM = 9
DETRACTOR_TO = 6
NPS_SCALE = (0, 10)


def mean_from_counts(
    counts: Mapping[int, int], *, scale: tuple[int, int] = FIVE_POINTS
) -> Estimate:
    """
    Mean of ratings with Student's t interval, clipped to the scale.

    Parameters
    ----------
    counts : mapping of int to int
        Rating to number of answers; blanks of any kind are not in it.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    Estimate
        In scale points. One answer, or all equal: a value without an interval.

    Raises
    ------
    ValueError
        If a rating lies outside the scale or a count is negative.

    References
    ----------
    Student (1908), Biometrika 6(1), 1-25.

    Examples
    --------
    >>> mean = mean_from_counts({1: 2, 2: 1, 3: 4, 4: 10, 5: 13})
    >>> round(mean.value, 3), round(mean.low, 3), round(mean.high, 3)
    (4.033, 3.6, 4.466)
    """
    _check(counts, scale)
    n = sum(counts.values())
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, "t")
    mean = sum(rating * count for rating, count in counts.items()) / n
    squares = sum(count * (rating - mean) ** 2 for rating, count in counts.items())
    spread = 0.0 if sum(count > 0 for count in counts.values()) == 1 else squares
    return t_interval(mean, spread / (n - 1) / n if n > 1 else 0.0, n, bounds=scale)


def top2_from_counts(
    counts: Mapping[int, int], *, scale: tuple[int, int] = FIVE_POINTS
) -> Estimate:
    """
    Share of the two highest ratings with a Wilson interval; arguments as `mean_from_counts`.

    Examples
    --------
    >>> top2_from_counts({1: 2, 3: 3, 4: 7, 5: 8}).value
    0.75
    """
    _check(counts, scale)
    hits = sum(count for rating, count in counts.items() if rating >= scale[1] - 1)
    return share(hits, sum(counts.values()))


def bottom2_from_counts(
    counts: Mapping[int, int], *, scale: tuple[int, int] = FIVE_POINTS
) -> Estimate:
    """
    Share of the two lowest ratings with a Wilson interval; arguments as `mean_from_counts`.

    Examples
    --------
    >>> bottom2_from_counts({1: 2, 3: 3, 4: 7, 5: 8}).value
    0.1
    """
    _check(counts, scale)
    hits = sum(count for rating, count in counts.items() if rating <= scale[0] + 1)
    return share(hits, sum(counts.values()))


def share(hits: int, n: int) -> Estimate:
    """
    Share `hits` of `n` with Wilson's score interval.

    Parameters
    ----------
    hits, n : int
        0 <= hits <= n.

    Returns
    -------
    Estimate
        Share, 0-1; the interval never leaves [0, 1].

    Raises
    ------
    ValueError
        If `hits` is negative or exceeds `n`.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22(158), 209-212; values in Newcombe (1998),
    Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> found = share(81, 263)
    >>> round(found.low, 6), round(found.high, 6)
    (0.255289, 0.36621)
    """
    if not 0 <= hits <= n:
        message = f"a share needs 0 <= hits <= n, not {hits} of {n}"
        raise ValueError(message)
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, "wilson")
    low, high = wilson(hits / n, n)
    return Estimate(hits / n, low, high, n, float(n), "wilson", None)


def weighted_mean(
    values: Floats, weights: Floats, *, bounds: tuple[float, float] | None = None
) -> Estimate:
    """
    Weighted mean with a linearised t interval; weights are sampling weights, not frequencies.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Numbers; NaN is a blank and leaves with its weight.
    weights : ndarray, shape (n,)
        Non-negative weights; people of weight 0 are not counted.
    bounds : tuple of float, optional
        Ends of the scale, to clip the interval to.

    Returns
    -------
    Estimate
        In the unit of `values`; `n_eff` is Kish's.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 6.3: the ratio's linearised variance.

    Examples
    --------
    >>> mean = weighted_mean(np.array([1.0, 3.0, 5.0, 4.0]), np.array([1.0, 1.0, 2.0, 1.0]))
    >>> round(mean.value, 2), round(mean.n_eff, 2)
    (3.6, 3.57)
    """
    kept = np.isfinite(values) & (weights > 0)
    y, w = values[kept], weights[kept]
    if len(y) == 0:
        return withheld(Suppression.NO_ANSWERS, "linearised_t")
    mean = float(np.sum(w * y) / np.sum(w))
    varies = len(y) > 1 and float(np.ptp(y)) > 0
    linear = w * (y - mean) / np.sum(w)
    variance = len(y) / (len(y) - 1) * float(np.sum(linear**2)) if varies else 0.0
    return t_interval(
        mean, variance, len(y), bounds=bounds, n_eff=effective_n(w), method="linearised_t"
    )


def weighted_share(hits: Bools, weights: Floats) -> Estimate:
    """
    Weighted share with Wilson's interval at Kish's effective number.

    Parameters
    ----------
    hits : ndarray of bool, shape (n,)
        Whether each answer counts.
    weights : ndarray, shape (n,)
        Non-negative weights; people of weight 0 are not counted.

    Returns
    -------
    Estimate
        Share, 0-1.

    References
    ----------
    Wilson (1927); Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> weighted_share(np.array([True, False, True]), np.array([2.0, 1.0, 1.0])).value
    0.75
    """
    kept = weights > 0
    x, w = hits[kept], weights[kept]
    if len(x) == 0:
        return withheld(Suppression.NO_ANSWERS, "wilson_effective")
    value = min(1.0, float(np.sum(w[x]) / np.sum(w)))
    effective = effective_n(w)
    low, high = wilson(value, effective)
    return Estimate(value, low, high, len(x), effective, "wilson_effective", None)


def nps_from_counts(counts: Mapping[int, int]) -> Estimate:
    """
    Net promoter score in points, -100 to 100, with the adjusted Wald interval.

    Parameters
    ----------
    counts : mapping of int to int
        Rating 0-10 to number of answers; 9-10 promote, 0-6 detract.

    Returns
    -------
    Estimate
        NPS points; shown from 100 answers.

    Raises
    ------
    ValueError
        If a rating lies outside 0-10 or a count is negative.

    References
    ----------
    Rocks (2016), The American Statistician 70(4), 365-372: add 3/4 promoter, 3/4 detractor and
    3 answers in all; plain Wald has no width at 40 promoters of 40.

    Examples
    --------
    >>> nps = nps_from_counts({10: 50, 8: 30, 3: 20})
    >>> round(nps.value, 2), round(nps.low, 2), round(nps.high, 2)
    (30.0, 14.05, 44.2)
    """
    _check(counts, NPS_SCALE)
    promoters = sum(count for rating, count in counts.items() if rating >= PROMOTER_FROM)
    detractors = sum(count for rating, count in counts.items() if rating <= DETRACTOR_TO)
    n = sum(counts.values())
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, "adjusted_wald", shown_from=NPS_SHOWN_FROM)
    centre, error = adjusted_nps(promoters, detractors, n)
    low, high = max(-1.0, centre - Z * error), min(1.0, centre + Z * error)
    value = (promoters - detractors) / n
    return Estimate(
        100 * value, 100 * low, 100 * high, n, float(n), "adjusted_wald", None, NPS_SHOWN_FROM
    )


def _check(counts: Mapping[int, int], scale: tuple[int, int]) -> None:
    for rating, count in counts.items():
        if not scale[0] <= rating <= scale[1] or count < 0:
            message = f"counts must map ratings {scale[0]}-{scale[1]} to numbers from 0 up, not "
            raise ValueError(message + f"{rating}: {count}")
