"""
Tests of several groups or strata at once: k shares, and one odds ratio over strata.

Differences of two numbers, with intervals, live in `differences`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from admin.measures.distributions import chi_square_tail
from admin.measures.estimate import Suppression


@dataclass(frozen=True, slots=True)
class Comparison:
    """Test of one null hypothesis, or the reason why it was not tested."""

    statistic: float | None
    df: float | None
    p_value: float | None
    suppressed: Suppression | None = None


def k_sample_shares(groups: Sequence[tuple[int, int]]) -> Comparison:
    """
    Pearson's chi-square test that several shares are equal.

    Parameters
    ----------
    groups : sequence of tuple of int
        Hits and answers of each group, (x, n); empty groups are left out.

    Returns
    -------
    Comparison
        Suppressed when fewer than two groups have answers or all answers are alike.

    References
    ----------
    Pearson (1900), Philosophical Magazine 50, 157-175.

    Examples
    --------
    >>> test = k_sample_shares([(83, 86), (90, 93), (129, 136), (70, 82)])
    >>> round(test.statistic, 4), test.df, round(test.p_value, 7)
    (12.6004, 3, 0.0055855)
    """
    kept = [(hits, n) for hits, n in groups if n > 0]
    if len(kept) < 2:  # noqa: PLR2004 — one group has nothing to differ from
        return Comparison(None, None, None, Suppression.NO_ANSWERS)
    pooled = sum(hits for hits, _ in kept) / sum(n for _, n in kept)
    if pooled in (0, 1):
        return Comparison(None, None, None, Suppression.NO_VARIATION)
    statistic = sum((hits - n * pooled) ** 2 / (n * pooled * (1 - pooled)) for hits, n in kept)
    df = len(kept) - 1
    return Comparison(statistic, df, chi_square_tail(statistic, df))


def mantel_haenszel(tables: Sequence[tuple[int, int, int, int]]) -> tuple[float | None, Comparison]:
    """
    Estimate the common odds ratio over strata, with its continuity-corrected test.

    Parameters
    ----------
    tables : sequence of tuple of int
        (hits now, misses now, hits before, misses before) per stratum.

    Returns
    -------
    tuple of float or None, and Comparison
        None when no stratum has both hits before and misses now.

    References
    ----------
    Mantel & Haenszel (1959), J. National Cancer Institute 22, 719-748.

    Examples
    --------
    >>> ratio, test = mantel_haenszel([(20, 10, 10, 20), (30, 30, 15, 30)])
    >>> round(ratio, 3), round(test.p_value, 4)
    (2.56, 0.0059)
    """
    filled = [table for table in tables if sum(table) > 1]
    up = sum(a * d / (a + b + c + d) for a, b, c, d in filled)
    down = sum(b * c / (a + b + c + d) for a, b, c, d in filled)
    variance = sum(
        (a + b) * (c + d) * (a + c) * (b + d) / ((a + b + c + d) ** 2 * (a + b + c + d - 1))
        for a, b, c, d in filled
    )
    ratio = up / down if down > 0 else None
    if variance <= 0:
        reason = Suppression.NO_VARIATION if filled else Suppression.NO_ANSWERS
        return ratio, Comparison(None, None, None, reason)
    surplus = sum(a - (a + b) * (a + c) / (a + b + c + d) for a, b, c, d in filled)
    statistic = max(abs(surplus) - 0.5, 0.0) ** 2 / variance
    return ratio, Comparison(statistic, 1, chi_square_tail(statistic, 1))
