"""
Reliability of a scale: Cronbach's alpha and McDonald's omega, from the EM covariance.

Shown for the yearly whole-bank form only, and never a gate: a stage of deliberately different
facets need not hang together.
"""

from dataclasses import dataclass

import numpy as np

from admin.measures.arrays import Floats
from admin.measures.covariance import SMALLEST_PAIR, em_moments, fit, gather
from admin.measures.estimate import Estimate, Suppression, withheld

METHOD = "em_bootstrap"
RESAMPLES = 200
FACTOR_ROUNDS = 2000
FACTOR_TOLERANCE = 1e-10
SMALLEST_UNIQUENESS = 0.005
ITEMS_FOR_OMEGA = 3


@dataclass(frozen=True, slots=True)
class Reliability:
    """Both coefficients of one scale."""

    alpha: Estimate
    omega: Estimate


def reliability(
    answers: Floats,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    smallest_pair: int = SMALLEST_PAIR,
) -> Reliability:
    """
    Alpha and omega of one scale with bootstrap intervals, blanks by design included.

    Parameters
    ----------
    answers : ndarray, shape (n_people, n_items)
        Ratings of the scale's items, NaN where blank.
    seed : int
        Seed of the bootstrap.
    resamples : int, default=200
        Bootstrap resamples of people.
    smallest_pair : int, default=50
        Fewest people who answered both items of a pair.

    Returns
    -------
    Reliability
        Omega needs three items.

    References
    ----------
    Cronbach (1951), Psychometrika 16, 297-334; McDonald (1999), Test Theory, chapter 6.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> answers = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    >>> round(reliability(answers, seed=1).alpha.value, 1)
    0.8
    """
    n = int(np.isfinite(answers).any(axis=1).sum())
    if answers.shape[1] < 2:  # noqa: PLR2004 — one item has nothing to agree with
        nothing = withheld(Suppression.NOT_IDENTIFIED, METHOD, n=n)
        return Reliability(nothing, nothing)
    moments = em_moments(answers, smallest_pair=smallest_pair)
    if moments.suppressed is not None:
        nothing = withheld(moments.suppressed, METHOD, n=n)
        return Reliability(nothing, nothing)
    many = _resampled(answers, seed, resamples)
    alpha = _interval(cronbach_alpha(moments.covariance), map(cronbach_alpha, many), n)
    if answers.shape[1] < ITEMS_FOR_OMEGA:
        return Reliability(alpha, withheld(Suppression.NOT_IDENTIFIED, METHOD, n=n))
    omega = _interval(mcdonald_omega(moments.covariance), map(mcdonald_omega, many), n)
    return Reliability(alpha, omega)


def cronbach_alpha(covariance: Floats) -> float:
    """
    Cronbach's alpha, k/(k-1) (1 - trace / sum), of k >= 2 items with positive total variance.

    Examples
    --------
    >>> round(cronbach_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.6667
    """
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def standardised_alpha(covariance: Floats) -> float:
    """
    Cronbach's alpha of items brought to equal variance.

    Examples
    --------
    >>> round(standardised_alpha(np.array([[4.0, 1.0], [1.0, 1.0]])), 4)
    0.6667
    """
    unit = np.sqrt(np.diag(covariance))
    return cronbach_alpha(covariance / np.outer(unit, unit))


def mcdonald_omega(covariance: Floats) -> float:
    """
    McDonald's omega of k >= 3 items: what one common factor explains of their sum.

    Examples
    --------
    >>> loadings = np.array([0.9, 0.7, 0.5, 0.6])
    >>> covariance = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    >>> round(mcdonald_omega(covariance), 4)
    0.7772
    """
    loadings, uniqueness = one_factor(covariance)
    common = float(np.abs(loadings.sum())) ** 2
    return common / (common + float(uniqueness.sum()))


def one_factor(covariance: Floats) -> tuple[Floats, Floats]:
    """
    Maximum-likelihood loadings and uniquenesses of one common factor.

    References
    ----------
    Lawley (1940); Lawley & Maxwell (1971), Factor Analysis as a Statistical Method, chapter 4.

    Examples
    --------
    >>> loadings = np.array([0.9, 0.7, 0.5])
    >>> covariance = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    >>> one_factor(covariance)[0].round(4).tolist()
    [0.9, 0.7, 0.5]
    """
    if len(covariance) == ITEMS_FOR_OMEGA and (exact := _three_items(covariance)) is not None:
        return exact
    variance = np.diag(covariance)
    uniqueness = variance / 2
    loadings = np.zeros(len(variance))
    for _ in range(FACTOR_ROUNDS):
        root = np.sqrt(uniqueness)
        lengths, axes = np.linalg.eigh(covariance / np.outer(root, root))
        loadings = root * axes[:, -1] * np.sqrt(max(lengths[-1] - 1, 0.0))
        moved = np.maximum(variance - loadings**2, SMALLEST_UNIQUENESS * variance)
        settled = np.max(np.abs(moved - uniqueness) / variance) < FACTOR_TOLERANCE
        uniqueness = moved
        if settled:
            break
    return np.asarray(loadings * (1 if loadings.sum() >= 0 else -1)), np.asarray(uniqueness)


def _three_items(covariance: Floats) -> tuple[Floats, Floats] | None:
    """Solve three items exactly; None where no proper solution with positive loadings exists."""
    a, b, c = covariance[0, 1], covariance[0, 2], covariance[1, 2]
    if min(a, b, c) <= 0:
        return None
    squares = np.array([a * b / c, a * c / b, b * c / a])
    uniqueness = np.diag(covariance) - squares
    if np.any(uniqueness < SMALLEST_UNIQUENESS * np.diag(covariance)):
        return None
    return np.sqrt(squares), np.asarray(uniqueness)


def _resampled(answers: Floats, seed: int, resamples: int) -> Floats:
    y = answers[np.isfinite(answers).any(axis=1)]
    often = np.random.default_rng(seed).multinomial(
        len(y), np.full(len(y), 1 / len(y)), size=resamples
    )
    centre, unit = np.nanmean(y, axis=0), np.nanstd(y, axis=0)
    patterns = gather((y - centre) / unit, often.astype(np.float64))
    _, covariances, _ = fit(patterns, tolerance=1e-4, rounds=500)
    return covariances * np.outer(unit, unit)


def _interval(value: float, resampled: "map[float]", n: int) -> Estimate:
    low, high = np.percentile(list(resampled), [2.5, 97.5])
    return Estimate(value, float(low), float(high), n, float(n), METHOD, None)
