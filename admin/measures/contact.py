"""
Contact measures: the channel I wanted, the promise that was kept, having to ask again.

Agents and channels are compared after shrinking, in `shrinkage`.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from admin.measures.arrays import Floats
from admin.measures.differences import Change, welch_from_moments
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import t_interval
from admin.measures.levels import FIVE_POINTS, share, weighted_mean
from admin.measures.regression import least_squares

NO_PREFERENCE = "no_preference"
REPEAT_WITHIN = timedelta(days=7)
HINGE = "hinge_hc2"


@dataclass(frozen=True, slots=True)
class Mobility:
    """Of those who wanted one channel, how many used another (or the same)."""

    wanted: str
    used: str
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class PromiseGap:
    """
    Score against days between promise and delivery (negative: early; on time: at most 0).

    `per_day_early` and `per_day_late` are the slopes on both sides of the promised day, in scale
    points for each day later; `difference` is late minus on time.
    """

    on_time: Estimate
    late: Estimate
    difference: Change
    per_day_early: Estimate
    per_day_late: Estimate


def channel_denial(pairs: Iterable[tuple[str | None, str]]) -> Estimate:
    """
    Share of contacts in which the wanted channel was not the one used.

    Parameters
    ----------
    pairs : iterable of tuple
        (wanted, used) per contact; a wanted channel of None was not answered and is left out,
        `NO_PREFERENCE` counts as not denied.

    Returns
    -------
    Estimate
        Share, 0-1.

    References
    ----------
    Own measure; interval of Wilson (1927).

    Examples
    --------
    >>> channel_denial([("phone", "chat"), ("chat", "chat"), (NO_PREFERENCE, "chat")] * 5).value
    0.3333333333333333
    """
    answered = [(wanted, used) for wanted, used in pairs if wanted is not None]
    return share(sum(_denied(wanted, used) for wanted, used in answered), len(answered))


def mobility_table(pairs: Iterable[tuple[str | None, str]]) -> list[Mobility]:
    """
    Where people ended up, by the channel they wanted; most frequent first.

    Parameters
    ----------
    pairs : iterable of tuple
        (wanted, used) per contact; None and `NO_PREFERENCE` are left out.

    Returns
    -------
    list of Mobility
        `share` is of those who wanted that channel.

    References
    ----------
    Own measure; interval of Wilson (1927).

    Examples
    --------
    >>> row = mobility_table([("phone", "chat")] * 3 + [("phone", "phone")])[0]
    >>> row.wanted, row.used, row.count, row.share.value
    ('phone', 'chat', 3, 0.75)
    """
    seen = [(wanted, used) for wanted, used in pairs if wanted not in (None, NO_PREFERENCE)]
    totals = Counter(wanted for wanted, _ in seen)
    cells = sorted(Counter(seen).items(), key=lambda cell: (-cell[1], str(cell[0])))
    return [
        Mobility(wanted, used, count, share(count, totals[wanted]))
        for (wanted, used), count in cells
        if wanted is not None
    ]


def promise_gap(
    days_late: Floats, scores: Floats, *, scale: tuple[int, int] = FIVE_POINTS
) -> PromiseGap:
    """
    Compare on time with late, and find the slope of scores on each side of the promised day.

    Parameters
    ----------
    days_late : ndarray, shape (n_orders,)
        Delivered minus promised, in days; NaN where either is unknown.
    scores : ndarray, shape (n_orders,)
        Ratings, NaN where blank.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    PromiseGap
        Each number suppressed for itself where its side holds too little.

    References
    ----------
    Piecewise linear regression with a known knot (Draper & Smith 1998, section 14.5); HC2.

    Examples
    --------
    >>> days = np.array([-3.0, -2, -1, 0, 1, 2, 3, 4] * 5)
    >>> gap = promise_gap(days, 4.5 - 0.5 * np.maximum(days, 0) + 0.1 * (days % 2))
    >>> round(gap.difference.difference, 2), round(gap.per_day_late.value, 2)
    (-1.25, -0.5)
    """
    known = np.isfinite(days_late) & np.isfinite(scores)
    days, y = days_late[known], scores[known]
    late, even = days > 0, np.ones(len(days))
    groups = [(y[mask], even[mask]) for mask in (~late, late)]
    on_time, after = (weighted_mean(values, w, bounds=scale) for values, w in groups)
    variances = [float(np.var(v, ddof=1)) / len(v) if len(v) > 1 else 0.0 for v, _ in groups]
    difference = welch_from_moments(after, on_time, variances[1], variances[0])
    early_slope, late_slope = _hinge(days, y)
    return PromiseGap(on_time, after, difference, early_slope, late_slope)


def repeat_contact(
    contacts: Iterable[tuple[Hashable, datetime]],
    *,
    now: datetime,
    within: timedelta = REPEAT_WITHIN,
) -> Estimate:
    """
    Share of contacts followed by another about the same matter within seven days.

    Parameters
    ----------
    contacts : iterable of tuple
        (matter, opened at); a matter is one customer's one order.
    now : datetime
        Contacts younger than `within` cannot be judged yet and are left out.
    within : timedelta, default=7 days
        How soon a new contact counts as the same matter.

    Returns
    -------
    Estimate
        Share, 0-1; first-contact resolution is what is left of 1.

    References
    ----------
    Own measure, beside the customer's own answer; interval of Wilson (1927).

    Examples
    --------
    >>> from datetime import UTC
    >>> day = [datetime(2026, 11, number, tzinfo=UTC) for number in (1, 4, 5)]
    >>> contacts = [("a", day[0]), ("a", day[1]), ("b", day[2])]
    >>> repeat_contact(contacts, now=datetime(2026, 11, 20, tzinfo=UTC)).value
    0.3333333333333333
    """
    by_matter: dict[Hashable, list[datetime]] = defaultdict(list)
    for matter, opened in contacts:
        by_matter[matter].append(opened)
    hits = n = 0
    for moments in by_matter.values():
        ordered = sorted(moments)
        for opened, following in zip(ordered, [*ordered[1:], None], strict=True):
            if opened + within > now:
                continue
            n += 1
            hits += following is not None and following - opened <= within
    return share(hits, n)


def _denied(wanted: str, used: str) -> bool:
    return wanted not in (used, NO_PREFERENCE)


def _hinge(days: Floats, y: Floats) -> tuple[Estimate, Estimate]:
    """Slopes before and after day 0 of a line that bends there."""
    n = len(y)
    early, late = np.minimum(days, 0), np.maximum(days, 0)
    fitted = least_squares(np.column_stack([np.ones(n), early, late]), y)
    if fitted.singular:
        reason = Suppression.SINGULAR if n else Suppression.NO_ANSWERS
        return withheld(reason, HINGE, n=n), withheld(reason, HINGE, n=n)
    before, after = (
        t_interval(
            float(fitted.coefficients[place]),
            float(fitted.covariance[place, place]),
            n,
            method=HINGE,
        )
        for place in (1, 2)
    )
    return before, after
