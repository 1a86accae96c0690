"""
Weights that make those who answered stand for all eligible orders of the period.

Post-stratification and raking, with collapsing, trimming and a refusal when weights would cost
more than they mend. Weighted levels live in `levels` and `calibrated`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from admin.measures.arrays import Floats, design_effect, effective_n
from admin.measures.estimate import Suppression

SMALLEST_LEVEL = 20
TRIM_FACTOR = 5.0
LARGEST_DESIGN_EFFECT = 2.5
ROUNDS = 100
TOLERANCE = 1e-6
POOLED = "(pooled)"


@dataclass(frozen=True, slots=True)
class Margin:
    """One known margin: the level of each person, or cell of people, and the orders per level."""

    name: str
    levels: tuple[str, ...]
    totals: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """
    Weights, what they cost, and whether to use them.

    When `refused` is set, `weights` are the `base` weights: show them with a warning.
    """

    weights: Floats
    base: Floats
    people: Floats
    margins: tuple[Margin, ...]
    deff: float
    n_eff: float
    rounds: int
    refused: Suppression | None
    pooled: tuple[str, ...] = ()


def rake(
    margins: Sequence[Margin],
    base: Floats,
    people: Floats | None = None,
    *,
    smallest_level: int = SMALLEST_LEVEL,
    largest_deff: float = LARGEST_DESIGN_EFFECT,
) -> Weighting:
    """
    Raise base weights until every margin of the answers equals that of all eligible orders.

    Small levels are pooled before, weights are trimmed to a fifth and five times their median and
    raked once more. Refused when it does not converge in 100 rounds or costs too much.

    Parameters
    ----------
    margins : sequence of Margin
        For each, one level per row, and totals over all eligible orders.
    base : ndarray, shape (n_rows,)
        Design weights, 1 / sampling probability.
    people : ndarray, shape (n_rows,), optional
        How many people each row stands for; people alike in every margin share one row. Without
        it each row is a person.
    smallest_level : int, default=20
        Levels with fewer answers are pooled.
    largest_deff : float, default=2.5
        Kish's design effect above which weights are refused.

    Returns
    -------
    Weighting
        The weight of each person of a row, in the order of rows.

    References
    ----------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11, 427-444; Kish (1965).

    Examples
    --------
    >>> late = Margin("late", ("no",) * 60 + ("yes",) * 40, {"no": 900, "yes": 100})
    >>> result = rake([late], np.ones(100))
    >>> result.weights[[0, -1]].tolist(), round(result.deff, 3)
    ([15.0, 2.5], 1.375)
    """
    often = np.ones(len(base)) if people is None else people
    if often.sum() == 0:
        return Weighting(base, base, often, tuple(margins), 1.0, 0.0, 0, Suppression.NO_ANSWERS)
    merged = [pool_small_levels(margin, smallest_level, often) for margin in margins]
    pooled = tuple(margin.name for margin in merged if POOLED in margin.totals)
    kept = tuple(_common_total(merged))
    weights, rounds = base.astype(np.float64), 0
    for _ in range(2):
        start = _trimmed(weights, often) if rounds else weights
        weights, rounds = _rake_once(kept, start, often)
        if rounds == 0:
            break
    deff = design_effect(weights, often)
    reason = _refusal(kept, rounds, deff, largest_deff)
    if reason is not None:
        weights = base
    n_eff = effective_n(weights, often)
    return Weighting(weights, base, often, kept, deff, n_eff, rounds, reason, pooled)


def post_stratify(
    stratum: Sequence[str],
    totals: Mapping[str, float],
    base: Floats,
    *,
    smallest_level: int = SMALLEST_LEVEL,
    largest_deff: float = LARGEST_DESIGN_EFFECT,
) -> Weighting:
    """
    Weight each stratum of answers to its number of eligible orders: raking on one margin.

    Parameters
    ----------
    stratum : sequence of str
        Stratum of each person.
    totals : mapping of str to float
        Eligible orders of each stratum.
    base : ndarray, shape (n_people,)
        Design weights.
    smallest_level : int, default=20
        Strata with fewer answers are pooled.
    largest_deff : float, default=2.5
        Kish's design effect above which weights are refused.

    Returns
    -------
    Weighting
        Weights in the order of people; one margin met exactly leaves nothing to trim.

    References
    ----------
    Holt & Smith (1979), J. R. Stat. Soc. A 142, 33-46.

    Examples
    --------
    >>> result = post_stratify(["a", "a", "b"], {"a": 10, "b": 20}, np.ones(3), smallest_level=0)
    >>> result.weights.tolist()
    [5.0, 5.0, 20.0]
    """
    margin = Margin("stratum", tuple(stratum), totals)
    return rake([margin], base, smallest_level=smallest_level, largest_deff=largest_deff)


def pool_small_levels(
    margin: Margin, smallest: int = SMALLEST_LEVEL, people: Floats | None = None
) -> Margin:
    """
    Pool levels with fewer than `smallest` answers, and the next smallest until the pool is large.

    Levels without a total, and totals without an answer, join the pool too.

    Examples
    --------
    >>> margin = Margin("way", ("app",) * 30 + ("web",) * 5, {"app": 90, "web": 9, "shop": 1})
    >>> pool_small_levels(margin).totals
    {'(pooled)': 100}
    """
    seen = Counter[str]()
    for level, n in zip(margin.levels, _each(margin, people), strict=True):
        seen[level] += n
    ordered = sorted({*seen, *margin.totals}, key=lambda level: (seen[level], level))
    small = [
        level
        for level in ordered
        if seen[level] < max(smallest, 1) or margin.totals.get(level, 0) <= 0
    ]
    for level in [level for level in ordered if level not in small]:
        if not small or _stands_alone(small, seen, margin.totals, smallest):
            break
        small.append(level)
    if not small:
        return margin
    totals = {level: total for level, total in margin.totals.items() if level not in small}
    totals[POOLED] = sum(margin.totals.get(level, 0) for level in small)
    levels = tuple(POOLED if level in small else level for level in margin.levels)
    return Margin(margin.name, levels, totals)


def _each(margin: Margin, people: Floats | None) -> list[int]:
    return [1] * len(margin.levels) if people is None else people.astype(int).tolist()


def _stands_alone(
    pool: Sequence[str], seen: Mapping[str, int], totals: Mapping[str, float], smallest: int
) -> bool:
    enough = sum(seen[level] for level in pool) >= max(smallest, 1)
    return enough and sum(totals.get(level, 0) for level in pool) > 0


def _common_total(margins: Sequence[Margin]) -> list[Margin]:
    sums = [sum(margin.totals.values()) for margin in margins]
    return [
        Margin(
            m.name, m.levels, {level: total * sums[0] / own for level, total in m.totals.items()}
        )
        for m, own in zip(margins, sums, strict=True)
        if own > 0
    ]


def _rake_once(margins: Sequence[Margin], start: Floats, people: Floats) -> tuple[Floats, int]:
    weights = start.copy()
    codes = [level_codes(margin) for margin in margins]
    for count in range(1, ROUNDS + 1):
        worst = 0.0
        for index, totals in codes:
            current = np.bincount(index, weights * people, minlength=len(totals))
            ratio = np.divide(totals, current, out=np.ones_like(totals), where=current > 0)
            weights = weights * ratio[index]
            worst = max(worst, float(np.max(np.abs(ratio - 1))))
        if worst < TOLERANCE:
            return weights, count
    return start, 0


def level_codes(margin: Margin) -> tuple[NDArray[np.intp], Floats]:
    """Return the number of each row's level, and the totals in the order of those numbers."""
    names = list(margin.totals)
    place = {name: index for index, name in enumerate(names)}
    index = np.array([place[level] for level in margin.levels], dtype=np.intp)
    return index, np.array([margin.totals[name] for name in names], dtype=np.float64)


def _trimmed(weights: Floats, people: Floats) -> Floats:
    order = np.argsort(weights)
    upto = np.cumsum(people[order])
    pair = [int(np.searchsorted(upto, upto[-1] / 2, side)) for side in ("left", "right")]
    middle = float(weights[order][pair].mean())
    return np.clip(weights, middle / TRIM_FACTOR, middle * TRIM_FACTOR)


def _refusal(
    margins: Sequence[Margin], rounds: int, deff: float, largest: float
) -> Suppression | None:
    if not margins:
        return Suppression.MARGIN_WITHOUT_ANSWERS
    if rounds == 0:
        return Suppression.NOT_CONVERGED
    return Suppression.WEIGHTS_TOO_UNEVEN if deff > largest else None
