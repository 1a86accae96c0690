"""
Frozen baselines of control charts: what a stable past looked like.

A person freezes one, with a version; new periods are judged by it in `control`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from admin.measures.estimate import Suppression

SMALLEST_BASELINE = 20
OVERDISPERSED_FROM = 1.2
MOVING_RANGE_TO_SIGMA = 1.128  # d2 of a range of two


@dataclass(frozen=True, slots=True)
class Baseline:
    """
    A stable past, frozen by a person: new weeks are judged by it until the next version.

    `centre` is the mean share (or value), `spread` Laney's sigma of z (or the mean moving range).
    """

    version: int
    centre: float
    spread: float
    periods: int
    suppressed: Suppression | None

    @property
    def overdispersed(self) -> bool:
        """Whether a chart of shares should use Laney's limits; seldom below 500 answers a week."""
        return self.spread > OVERDISPERSED_FROM


def share_baseline(
    hits: Sequence[int],
    sizes: Sequence[int],
    *,
    version: int = 1,
    smallest: int = SMALLEST_BASELINE,
) -> Baseline:
    """
    Freeze the mean share of a stable past, with Laney's sigma of z.

    Parameters
    ----------
    hits, sizes : sequence of int, shape (n_periods,)
        Low scores (or tagged comments) and answers of each period; empty periods are left out.
    version : int, default=1
        Number of the act that froze it.
    smallest : int, default=20
        Periods needed.

    Returns
    -------
    Baseline
        Suppressed when too short, or when the share is 0 or 1 throughout.

    References
    ----------
    Laney (2002), Quality Engineering 14(4), 531-537.

    Examples
    --------
    >>> share_baseline([5, 8, 6, 7] * 5, [50] * 20).centre
    0.13
    """
    kept = [(x, n) for x, n in zip(hits, sizes, strict=True) if n > 0]
    if len(kept) < max(smallest, 2):
        return Baseline(version, 0.0, 0.0, len(kept), Suppression.TOO_FEW)
    centre = sum(x for x, _ in kept) / sum(n for _, n in kept)
    if not 0 < centre < 1:
        return Baseline(version, centre, 0.0, len(kept), Suppression.NO_VARIATION)
    z = [(x / n - centre) / math.sqrt(centre * (1 - centre) / n) for x, n in kept]
    return Baseline(version, centre, _mean_range(z) / MOVING_RANGE_TO_SIGMA, len(kept), None)


def value_baseline(
    values: Sequence[float], *, version: int = 1, smallest: int = SMALLEST_BASELINE
) -> Baseline:
    """
    Freeze the mean and mean moving range of single values, such as days to refund.

    Parameters
    ----------
    values : sequence of float, shape (n_periods,)
        One number per period.
    version : int, default=1
        Number of the act that froze it.
    smallest : int, default=20
        Periods needed.

    Returns
    -------
    Baseline
        Suppressed when too short, or when the value never changed.

    References
    ----------
    Wheeler (1993), Understanding Variation; Montgomery, Statistical Quality Control, section 6.4.

    Examples
    --------
    >>> value_baseline([3.0, 4.0] * 10).spread
    1.0
    """
    if len(values) < max(smallest, 2):
        return Baseline(version, 0.0, 0.0, len(values), Suppression.TOO_FEW)
    spread = _mean_range(values)
    reason = None if spread > 0 else Suppression.NO_VARIATION
    return Baseline(version, sum(values) / len(values), spread, len(values), reason)


def _mean_range(values: Sequence[float]) -> float:
    steps = [abs(after - before) for before, after in pairwise(values)]
    return sum(steps) / len(steps)
