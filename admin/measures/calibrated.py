"""
Levels of people who carry calibrated weights, counted person by person or cell by cell.

A cell holds people who are alike in every margin, so a million answers become a few hundred rows.
The weights come from `weighting`.
"""

import numpy as np
from numpy.typing import NDArray

from admin.measures.arrays import Floats, effective_n
from admin.measures.estimate import NPS_SHOWN_FROM, Estimate, Suppression, withheld
from admin.measures.intervals import Z, adjusted_nps, t_interval, wilson
from admin.measures.levels import DETRACTOR_TO, PROMOTER_FROM
from admin.measures.weighting import Weighting, level_codes

METHOD = "calibrated"
SHARE_METHOD = "wilson_effective"
NPS_METHOD = "adjusted_wald_effective"


def calibrated_mean(
    values: Floats, weighting: Weighting, *, bounds: tuple[float, float] | None = None
) -> Estimate:
    """
    Weighted mean whose error counts only what the margins do not explain.

    Parameters
    ----------
    values : ndarray, shape (n_people,)
        Numbers; NaN is a blank.
    weighting : Weighting
        From `rake` or `post_stratify`, over the same people, one a row.
    bounds : tuple of float, optional
        Ends of the scale.

    Returns
    -------
    Estimate
        In the unit of `values`.

    References
    ----------
    Deville & Sarndal (1992), J. Am. Stat. Assoc. 87, 376-382: residuals from the margins, the
    line through them fitted with base weights.

    Examples
    --------
    >>> from admin.measures.weighting import Margin, rake
    >>> late = Margin("late", ("no",) * 60 + ("yes",) * 40, {"no": 900, "yes": 100})
    >>> scores = np.array([5.0, 4.0] * 30 + [2.0, 1.0] * 20)
    >>> round(calibrated_mean(scores, rake([late], np.ones(100))).value, 2)
    4.2
    """
    seen = np.isfinite(values)
    counts = seen[:, None].astype(np.float64)
    return _calibrated(np.where(seen, values, 0.0)[:, None], counts, weighting, bounds)


def calibrated_mean_of_counts(
    scores: Floats,
    counts: Floats,
    weighting: Weighting,
    *,
    bounds: tuple[float, float] | None = None,
) -> Estimate:
    """
    Do as `calibrated_mean` does, from how often each cell's people gave each score.

    Parameters
    ----------
    scores : ndarray, shape (n_scores,)
        The scores that were given.
    counts : ndarray, shape (n_cells, n_scores)
        How often the people of a cell gave each; blanks are not in it.
    weighting : Weighting
        From `rake` over the same cells.
    bounds : tuple of float, optional
        Ends of the scale.

    Returns
    -------
    Estimate
        In the unit of `scores`; `n` counts people.

    References
    ----------
    Deville & Sarndal (1992), J. Am. Stat. Assoc. 87, 376-382.

    Examples
    --------
    >>> from admin.measures.weighting import Margin, rake
    >>> late = Margin("late", ("no", "yes"), {"no": 900, "yes": 100})
    >>> cells = rake([late], np.ones(2), np.array([60.0, 40.0]))
    >>> counts = np.array([[0.0, 0, 30, 30], [20, 20, 0, 0]])
    >>> round(calibrated_mean_of_counts(np.array([1.0, 2, 4, 5]), counts, cells).value, 2)
    4.2
    """
    return _calibrated(np.broadcast_to(scores, counts.shape), counts, weighting, bounds)


def calibrated_share_of_counts(hits: Floats, asked: Floats, weighting: Weighting) -> Estimate:
    """
    Weighted share with Wilson's interval at Kish's effective number, from counts by cell.

    Parameters
    ----------
    hits, asked : ndarray, shape (n_cells,)
        People of a cell who count, and people of it who could have.
    weighting : Weighting
        From `rake` over the same cells.

    Returns
    -------
    Estimate
        Share, 0-1.

    References
    ----------
    Wilson (1927); Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> from admin.measures.weighting import Margin, rake
    >>> late = Margin("late", ("no", "yes"), {"no": 900, "yes": 100})
    >>> cells = rake([late], np.ones(2), np.array([60.0, 40.0]))
    >>> round(calibrated_share_of_counts(np.array([54.0, 4.0]), cells.people, cells).value, 3)
    0.82
    """
    n = round(float(asked.sum()))
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, SHARE_METHOD)
    weights = weighting.weights
    value = min(1.0, float(hits @ weights) / float(asked @ weights))
    effective = effective_n(weights, asked)
    low, high = wilson(value, effective)
    return Estimate(value, low, high, n, effective, SHARE_METHOD, None)


def calibrated_nps_of_counts(scores: Floats, counts: Floats, weighting: Weighting) -> Estimate:
    """
    Weighted net promoter score with the adjusted Wald interval at Kish's effective number.

    Parameters
    ----------
    scores : ndarray, shape (n_scores,)
        The scores that were given, 0-10; 9-10 promote, 0-6 detract.
    counts : ndarray, shape (n_cells, n_scores)
        How often the people of a cell gave each; blanks are not in it.
    weighting : Weighting
        From `rake` over the same cells.

    Returns
    -------
    Estimate
        NPS points, -100 to 100; shown from 100 answers. With equal weights that of
        `levels.nps_from_counts`.

    References
    ----------
    Rocks (2016), The American Statistician 70(4), 365-372; Kish (1965), Survey Sampling,
    section 11.7.

    Examples
    --------
    >>> from admin.measures.weighting import Margin, rake
    >>> late = Margin("late", ("no", "yes"), {"no": 900, "yes": 100})
    >>> cells = rake([late], np.ones(2), np.array([60.0, 40.0]))
    >>> counts = np.array([[0.0, 30, 30], [20, 20, 0]])
    >>> round(calibrated_nps_of_counts(np.array([3.0, 8, 10]), counts, cells).value, 1)
    40.0
    """
    asked, weights = counts.sum(axis=1), weighting.weights
    n = round(float(asked.sum()))
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, NPS_METHOD, shown_from=NPS_SHOWN_FROM)
    given = counts.T @ weights / float(asked @ weights)
    up = float(given[scores >= PROMOTER_FROM].sum())
    down = float(given[scores <= DETRACTOR_TO].sum())
    effective = effective_n(weights, asked)
    centre, error = adjusted_nps(up * effective, down * effective, effective)
    low, high = max(-1.0, centre - Z * error), min(1.0, centre + Z * error)
    return Estimate(
        100 * (up - down), 100 * low, 100 * high, n, effective, NPS_METHOD, None, NPS_SHOWN_FROM
    )


def _calibrated(
    scores: Floats, counts: Floats, weighting: Weighting, bounds: tuple[float, float] | None
) -> Estimate:
    asked = counts.sum(axis=1)
    n, w = round(float(asked.sum())), weighting.weights
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, METHOD)
    total = float(asked @ w)
    mean = float((counts * scores).sum(axis=1) @ w) / total
    far = scores - mean
    residual = far - _explained(far, counts, weighting)[:, None]
    variance = float((counts * (w[:, None] * residual / total) ** 2).sum())
    given = scores[counts > 0]
    variance = n / (n - 1) * variance if n > 1 and np.ptp(given) > 0 else 0.0
    n_eff = effective_n(w, asked)
    return t_interval(mean, variance, n, bounds=bounds, n_eff=n_eff, method=METHOD)


def _explained(far: Floats, counts: Floats, weighting: Weighting) -> Floats:
    """Return what the margins explain of each row's distance from the mean."""
    often = counts.sum(axis=1) * weighting.base
    moved = (counts * far).sum(axis=1) * weighting.base
    codes = _columns(weighting, len(counts))
    wide = int(codes.max()) + 1
    # Every row belongs to one column of each margin, so the products are sums over pairs of them.
    square = sum(
        np.bincount(one * wide + other, often, minlength=wide**2)
        for one in codes
        for other in codes
    )
    wanted = sum(np.bincount(one, moved, minlength=wide) for one in codes)
    line, *_ = np.linalg.lstsq(np.reshape(square, (wide, wide)), wanted, rcond=None)
    return np.asarray(line[codes].sum(axis=0), dtype=np.float64)


def _columns(weighting: Weighting, rows: int) -> NDArray[np.intp]:
    """Return the column of each row in every margin; one for all rows where there is no margin."""
    columns, first = [], 0
    for margin in weighting.margins if weighting.refused is None else ():
        index, totals = level_codes(margin)
        columns.append(index + first)
        first += len(totals)
    return np.array(columns or [np.zeros(rows, dtype=np.intp)])
