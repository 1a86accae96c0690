"""
"Is it real?": one family of changes judged together; the front door to differences.

The formulas of single differences live in `differences`; wording belongs to the pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from admin.measures.comparisons import Comparison, k_sample_shares, mantel_haenszel
from admin.measures.differences import (
    Change,
    Metric,
    mover_difference,
    newcombe_difference,
    nps_difference,
    welch,
    welch_from_moments,
)
from admin.measures.estimate import SHOWN_FROM, Suppression

__all__ = [
    "MINIMUM_PRACTICAL_DIFFERENCE",
    "Change",
    "Comparison",
    "Finding",
    "Metric",
    "Verdict",
    "adjusted_p_values",
    "benjamini_hochberg",
    "is_it_real",
    "k_sample_shares",
    "mantel_haenszel",
    "mover_difference",
    "newcombe_difference",
    "nps_difference",
    "welch",
    "welch_from_moments",
]

FALSE_DISCOVERY_RATE = 0.10
QUIET_FAMILY = 0.05
MINIMUM_PRACTICAL_DIFFERENCE: Mapping[Metric, float] = MappingProxyType(
    {Metric.SHARE: 0.05, Metric.RATE: 0.02, Metric.MEAN: 0.15, Metric.NPS: 8.0}
)


class Finding(StrEnum):
    """What may be said of a change."""

    REAL = "real"
    NOT_SURE = "not_sure"
    NO_CHANGE = "no_change"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What may be said of one change, and in how large a family it was judged.

    `adjusted_p` is the Benjamini-Hochberg adjusted p-value, None for changes not tested.
    """

    change: Change
    finding: Finding
    adjusted_p: float | None
    tested: int


def is_it_real(changes: Sequence[Change], q: float = FALSE_DISCOVERY_RATE) -> list[Verdict]:
    """
    Judge a family of changes: real, not sure, no change, or too few answers.

    A change is real when Benjamini-Hochberg rejects it at `q` and it is at least as large as the
    minimum practical difference of its metric; it is no change when its whole interval is smaller
    than that, or when every answer on both sides was the same; too few when either side has
    under 30 answers (NPS: 100) or no interval. Those are not tested and do not enlarge the family.

    A gate comes first: unless Simes's test finds at 5 % that anything at all changed, nothing is
    called real. Of the weeks in which nothing changed at most one in twenty then cries wolf, and
    of the changes called real at most a share `q` is false.

    Parameters
    ----------
    changes : sequence of Change
        One digest, or one screen.
    q : float, default=0.10
        Share of false alarms accepted among the changes called real.

    Returns
    -------
    list of Verdict
        In the order of `changes`.

    References
    ----------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57(1), 289-300; Simes (1986), Biometrika
    73(3), 751-754, whose p-value is the smallest adjusted one.

    Examples
    --------
    >>> fell = newcombe_difference((60, 100), (340, 400))
    >>> still = newcombe_difference((1700, 2000), (6800, 8000))
    >>> few = newcombe_difference((3, 12), (340, 400))
    >>> [verdict.finding.value for verdict in is_it_real([fell, still, few])]
    ['real', 'no_change', 'too_few']
    """
    tested = [change for change in changes if _testable(change)]
    adjusted = adjusted_p_values([_p_value(change) for change in tested])
    level = q if min(adjusted, default=1.0) <= min(q, QUIET_FAMILY) else -1.0
    coming = iter(adjusted)
    verdicts = []
    for change in changes:
        p_value = next(coming) if _testable(change) else None
        verdicts.append(Verdict(change, _finding(change, p_value, level), p_value, len(tested)))
    return verdicts


def benjamini_hochberg(p_values: Sequence[float], q: float = FALSE_DISCOVERY_RATE) -> list[bool]:
    """
    Tell which hypotheses are rejected when the false-discovery rate is held at `q`.

    Parameters
    ----------
    p_values : sequence of float
        One per hypothesis, in any order.
    q : float, default=0.10
        Expected share of false rejections among all rejections.

    Returns
    -------
    list of bool
        In the order of `p_values`.

    References
    ----------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57(1), 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.001, 0.2, 0.03], q=0.05)
    [True, False, True]
    """
    return [adjusted <= q for adjusted in adjusted_p_values(p_values)]


def adjusted_p_values(p_values: Sequence[float]) -> list[float]:
    """
    Benjamini-Hochberg adjusted p-values, in the order given.

    Parameters
    ----------
    p_values : sequence of float
        One per hypothesis.

    Returns
    -------
    list of float
        The smallest q at which each would be rejected, at most 1.

    References
    ----------
    Yekutieli & Benjamini (1999), J. Stat. Planning and Inference 82, 171-196.

    Examples
    --------
    >>> adjusted_p_values([0.01, 0.04])
    [0.02, 0.04]
    """
    total = len(p_values)
    adjusted = [1.0] * total
    smallest = 1.0
    for rank, index in zip(
        range(total, 0, -1),
        sorted(range(total), key=p_values.__getitem__, reverse=True),
        strict=True,
    ):
        smallest = min(smallest, p_values[index] * (total / rank))
        adjusted[index] = smallest
    return adjusted


def _testable(change: Change) -> bool:
    return _has_enough(change) and change.p_value is not None


def _p_value(change: Change) -> float:
    return 1.0 if change.p_value is None else change.p_value


def _has_enough(change: Change) -> bool:
    sides = (change.now, change.before)
    return all(side.n >= max(SHOWN_FROM, side.shown_from) for side in sides)


def _finding(change: Change, adjusted_p: float | None, q: float) -> Finding:
    if adjusted_p is None or change.low is None or change.high is None:
        return _untested(change)
    matters = MINIMUM_PRACTICAL_DIFFERENCE[change.metric]
    if adjusted_p <= q and abs(change.difference or 0.0) >= matters:
        return Finding.REAL
    if -matters < change.low and change.high < matters:
        return Finding.NO_CHANGE
    return Finding.NOT_SURE


def _untested(change: Change) -> Finding:
    if not _has_enough(change) or change.suppressed is not Suppression.NO_VARIATION:
        return Finding.TOO_FEW
    return Finding.NOT_SURE if change.difference else Finding.NO_CHANGE
