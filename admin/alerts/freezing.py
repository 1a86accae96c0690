"""Pure: which weeks a baseline is made of, and the baseline that they make.

A person freezes it; until then limits are provisional and open no alert.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from admin.alerts.watched import Series
from admin.measures.baselines import (
    SMALLEST_BASELINE,
    Baseline,
    share_baseline,
    value_baseline,
)
from admin.measures.estimate import HIDDEN_BELOW, SHOWN_FROM
from models.queries.baselines import CountedWeek, Frozen

# Limits of fewer weeks than these would say more about chance than about the shop.
FEWEST_PROVISIONAL: Final = 8
# What is proposed: up to a year that ends a month ago, so that today's trouble is not in it.
LONGEST_PROPOSED: Final = 52
RECENT: Final = 4
HALF_A_YEAR: Final = 26


@dataclass(frozen=True, slots=True)
class Stretch:
    """The weeks from `first` to `last`, both included, as a person chooses them."""

    first: str
    last: str

    def __contains__(self, week: str) -> bool:
        """Tell whether a week lies in it: keys of weeks sort like the weeks."""
        return self.first <= week <= self.last


def proposed(series: Series, notes: Container[str] = ()) -> Stretch | None:
    """Return the weeks to freeze: the last year without its last month, where that is enough."""
    usable = [
        week
        for week, n in zip(series.weeks, series.sizes, strict=True)
        if n >= HIDDEN_BELOW and week not in notes
    ]
    if not usable:
        return None
    calm = usable[:-RECENT] if len(usable) >= SMALLEST_BASELINE + RECENT else usable
    return Stretch(calm[-LONGEST_PROPOSED:][0], calm[-1])


def earliest(series: Series, notes: Container[str] = ()) -> Stretch | None:
    """Return the first half year that is large enough to be judged: how a history is looked at."""
    usable = [
        week
        for week, n in zip(series.weeks, series.sizes, strict=True)
        if n >= SHOWN_FROM and week not in notes
    ][:HALF_A_YEAR]
    return Stretch(usable[0], usable[-1]) if usable else None


def counted_weeks(
    series: Series, stretch: Stretch, notes: Container[str] = ()
) -> tuple[CountedWeek, ...]:
    """Return the weeks that count: in the stretch, of ten answers or more, and usual ones.

    Single figures need thirty: nothing tells how far chance moves a week of few.
    """
    if series.is_of_figures:
        return tuple(
            (week, value, n)
            for week, value, n in zip(series.weeks, series.figures, series.sizes, strict=True)
            if value is not None and week in stretch and n >= SHOWN_FROM and week not in notes
        )
    return tuple(
        (week, hits, n)
        for week, hits, n in zip(series.weeks, series.hits, series.sizes, strict=True)
        if week in stretch and n >= HIDDEN_BELOW and week not in notes
    )


def made_of(
    series: Series,
    stretch: Stretch,
    notes: Container[str] = (),
    smallest: int = SMALLEST_BASELINE,
) -> tuple[Frozen, Baseline]:
    """Return the baseline that the stretch makes, as it is kept and as it judges."""
    weeks = counted_weeks(series, stretch, notes)
    counted, sizes = [one for _, one, _ in weeks], [n for _, _, n in weeks]
    if series.is_of_figures:
        baseline = value_baseline(counted, version=0, smallest=smallest)
    else:
        hits = [int(one) for one in counted]
        baseline = share_baseline(hits, sizes, version=0, smallest=smallest)
    frozen = Frozen(
        series.measure, baseline.centre, baseline.spread, stretch.first, stretch.last, weeks
    )
    return frozen, baseline


def as_judge(frozen: Frozen) -> Baseline:
    """Return a frozen baseline as it judges new weeks."""
    return Baseline(frozen.version, frozen.centre, frozen.spread, len(frozen.weeks), None)
