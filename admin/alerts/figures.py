"""Pure: the single figures that are watched, and their number for one week.

They are what no share of answers tells: how long people wait, and how often they turn to the shop.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from admin.measures.durations import median_wait
from models.queries.week_figures import WeekFigure

FIGURE: Final = "figure:"
REPLY_HOURS: Final = "figure:reply_hours"
FORM_SECONDS: Final = "figure:form_seconds"
REFUND_DAYS: Final = "figure:refund_days"
CONTACTS: Final = "figure:contacts"
# The unit of what is counted: seconds, but for forms, which tell milliseconds.
_UNITS: Final[Mapping[str, float]] = MappingProxyType(
    {REPLY_HOURS: 3_600.0, FORM_SECONDS: 1_000.0, REFUND_DAYS: 86_400.0}
)
FIGURES: Final = (REPLY_HOURS, FORM_SECONDS, REFUND_DAYS, CONTACTS)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one week: waits of each kind, contacts opened and orders placed."""

    waits: Mapping[str, Sequence[int]]
    contacts: int
    orders: int


def figures_of(period: str, counted: Counted) -> tuple[WeekFigure, ...]:
    """
    Return every figure of a week; one of nothing has no value.

    Examples
    --------
    >>> week = Counted({REPLY_HOURS: [3600, 7200, 36000]}, contacts=3, orders=60)
    >>> [(one.measure, one.value, one.n) for one in figures_of("2026-W47", week) if one.n]
    [('figure:reply_hours', 2.0, 3), ('figure:contacts', 5.0, 60)]
    """
    rate = 100 * counted.contacts / counted.orders if counted.orders else None
    return (
        *(_median(measure, period, counted.waits.get(measure, ())) for measure in _UNITS),
        WeekFigure(CONTACTS, period, rate, counted.orders),
    )


def missing(weeks: Iterable[str], kept: Iterable[WeekFigure], again: int) -> list[str]:
    """Return the weeks to count: those nobody has, and the last `again`, for what came late."""
    every, known = list(weeks), {one.period for one in kept}
    late = set(every[len(every) - again :]) if again else set()
    return [week for week in every if week not in known or week in late]


def _median(measure: str, period: str, waits: Sequence[int]) -> WeekFigure:
    median = median_wait(np.array(waits, dtype=np.float64) / _UNITS[measure])
    return WeekFigure(measure, period, median.value, median.n)
