"""
Key drivers: which stage explains how much of overall satisfaction, and how sure that is.

The covariance comes from planned-missing answers (`covariance`), shares from `importance`. What
to do about a driver is placed in `priorities`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from admin.measures.arrays import Floats
from admin.measures.covariance import (
    SMALLEST_PAIR,
    em_moments,
    fit,
    gather,
    smallest_eigenvalue,
)
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.importance import lmg, variance_inflation

METHOD = "lmg_bootstrap"
RESAMPLES = 500
SMALLEST_PEOPLE = 300
WEAKEST_FIT = 0.10
WIDEST_PART = 0.20
SINGULAR_DRIVERS = 1e-6
BOOTSTRAP_TOLERANCE = 1e-4
BOOTSTRAP_ROUNDS = 500
LOW_PERCENT, HIGH_PERCENT = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Driver:
    """
    One driver: its share of what is explained, its part of R-squared, and its inflation.

    All shares sum to 1, all parts to R-squared.
    """

    name: str
    share: Estimate
    part: Estimate
    variance_inflation: float | None


@dataclass(frozen=True, slots=True)
class Lead:
    """By how much the first driver's share exceeds that of the rival it is least sure to exceed."""

    first: str
    rival: str
    ahead: Estimate


@dataclass(frozen=True, slots=True)
class Drivers:
    """
    All drivers of one outcome, and how much they explain together.

    When `suppressed` is set, no share may be shown; `r_squared` may still say why.
    """

    drivers: tuple[Driver, ...]
    r_squared: Estimate
    suppressed: Suppression | None
    lead: Lead | None = None


def key_drivers(
    answers: Floats,
    names: Sequence[str],
    *,
    seed: int,
    weights: Floats | None = None,
    resamples: int = RESAMPLES,
    smallest_people: int = SMALLEST_PEOPLE,
    smallest_pair: int = SMALLEST_PAIR,
) -> Drivers:
    """
    Share of explained variance per driver with bootstrap intervals, the whole pipeline inside.

    Suppressed below 300 people or 50 per pair of items, when R-squared is below .10, or when the
    interval of a driver's part of R-squared is wider than 20 points.

    Parameters
    ----------
    answers : ndarray, shape (n_people, 1 + k)
        The outcome first, then k drivers (2 to 8); NaN where blank.
    names : sequence of str, length k
        Names of the drivers, in the order of columns.
    seed : int
        Seed of the bootstrap; the same seed gives the same intervals.
    weights : ndarray, shape (n_people,), optional
        Design weights.
    resamples : int, default=500
        Bootstrap resamples of people.
    smallest_people, smallest_pair : int, default=300, 50
        Fewest people in all, and for every pair of items.

    Returns
    -------
    Drivers
        In the order of `names`.

    References
    ----------
    Gromping (2006), J. Stat. Software 17(1); Little & Rubin (2002), section 11.2; Efron &
    Tibshirani (1993), chapter 13: percentile intervals.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> stages = rng.normal(size=(600, 2))
    >>> overall = stages @ [0.6, 0.2] + rng.normal(size=600)
    >>> found = key_drivers(np.column_stack([overall, stages]), ["ship", "pay"], seed=1)
    >>> [(driver.name, round(driver.share.value, 1)) for driver in found.drivers]
    [('ship', 0.9), ('pay', 0.1)]
    """
    seen = answers[np.isfinite(answers).any(axis=1)]
    n = len(seen)
    if n < smallest_people:
        return _silent(names, n, Suppression.TOO_FEW if n else Suppression.NO_ANSWERS)
    moments = em_moments(answers, weights, smallest_pair=smallest_pair)
    if moments.suppressed is not None:
        return _silent(names, n, moments.suppressed)
    correlation = _correlations(moments.covariance[None])[0]
    if smallest_eigenvalue(correlation[1:, 1:]) < SINGULAR_DRIVERS:
        return _silent(names, n, Suppression.SINGULAR)
    gains = lmg(correlation[1:, 1:], correlation[1:, 0])
    many = _resampled_gains(answers, weights, seed, resamples)
    if len(many) < resamples / 2:
        return _silent(names, n, Suppression.NOT_CONVERGED)
    r_squared = _percentile(float(gains.sum()), many.sum(axis=1), n)
    inflation = variance_inflation(correlation[1:, 1:])
    shares = many / many.sum(axis=1, keepdims=True)
    drivers = tuple(
        Driver(
            name,
            _percentile(float(gains[i] / gains.sum()), shares[:, i], n),
            _percentile(float(gains[i]), many[:, i], n),
            float(inflation[i]),
        )
        for i, name in enumerate(names)
    )
    lead = _lead(names, gains / gains.sum(), shares, n)
    return Drivers(drivers, r_squared, _reason_to_hide(drivers, r_squared), lead)


def _resampled_gains(answers: Floats, weights: Floats | None, seed: int, resamples: int) -> Floats:
    kept = np.isfinite(answers).any(axis=1)
    y = answers[kept]
    w = np.ones(len(y)) if weights is None else weights[kept] * len(y) / weights[kept].sum()
    rng = np.random.default_rng(seed)
    often = rng.multinomial(len(y), np.full(len(y), 1 / len(y)), size=resamples)
    standard = (y - np.nanmean(y, axis=0)) / np.nanstd(y, axis=0)
    _, covariances, _ = fit(
        gather(standard, often * w), tolerance=BOOTSTRAP_TOLERANCE, rounds=BOOTSTRAP_ROUNDS
    )
    correlations = _correlations(covariances)
    usable = np.asarray(np.isfinite(correlations).all(axis=(1, 2)))
    inner = np.where(usable[:, None, None], correlations, np.eye(y.shape[1]))[:, 1:, 1:]
    usable &= np.linalg.eigvalsh(inner)[:, 0] > SINGULAR_DRIVERS
    gains = lmg(correlations[usable, 1:, 1:], correlations[usable, 1:, 0])
    return np.asarray(gains[gains.sum(axis=1) > 0], dtype=np.float64)


def _correlations(covariances: Floats) -> Floats:
    unit = np.sqrt(np.maximum(np.diagonal(covariances, axis1=1, axis2=2), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(covariances / (unit[:, :, None] * unit[:, None, :]))


def _percentile(value: float, resampled: Floats, n: int) -> Estimate:
    low, high = np.percentile(resampled, [LOW_PERCENT, HIGH_PERCENT])
    return Estimate(value, float(low), float(high), n, float(n), METHOD, None)


def _lead(names: Sequence[str], shares: Floats, resampled: Floats, n: int) -> Lead:
    """Return the largest share beside its nearest rival, from the same resamples of people."""
    first = int(np.argmax(shares))
    ahead = {
        name: _percentile(
            float(shares[first] - shares[i]), resampled[:, first] - resampled[:, i], n
        )
        for i, name in enumerate(names)
        if i != first
    }
    rival = min(ahead, key=lambda name: ahead[name].low or 0.0)
    return Lead(names[first], rival, ahead[rival])


def _reason_to_hide(drivers: Sequence[Driver], r_squared: Estimate) -> Suppression | None:
    if (r_squared.value or 0.0) < WEAKEST_FIT:
        return Suppression.WEAK_FIT
    if any(2 * (driver.part.half_width or 0.0) > WIDEST_PART for driver in drivers):
        return Suppression.TOO_WIDE
    return None


def _silent(names: Sequence[str], n: int, reason: Suppression) -> Drivers:
    nothing = withheld(reason, METHOD, n=n)
    return Drivers(tuple(Driver(name, nothing, nothing, None) for name in names), nothing, reason)
