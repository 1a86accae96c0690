"""Pure: days of answers, and figures of weeks → one series for each measure that is watched.

What lies outside its limits is said by `judging`; what becomes an alert, by `reconciling`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from admin.alerts.figures import FIGURE, FIGURES
from admin.measures.periods import days_of, periods_between
from models.choices import Stage
from models.queries.courses import DayCourse
from models.queries.week_figures import WeekFigure

LOW: Final = "low:"
TAG: Final = "tag:"
# The overall score and the core item of each stage, in the order of the journey.
ITEMS: Final[Mapping[str, Stage | None]] = MappingProxyType(
    {
        "OV1": None,
        "BR0": Stage.BROWSE,
        "PA0": Stage.PAY,
        "SH0": Stage.SHIP,
        "RE0": Stage.RECEIVE,
        "CT9": Stage.CONTACT,
    }
)
OVERALL: Final = "low:OV1"
# Weeks have names from 2000 to 2199; days outside are in no week.
FIRST_DAY, LAST_DAY = date(2000, 1, 3), date(2199, 12, 29)


class Chart(StrEnum):
    """How a series is looked at."""

    SHARE = "share"
    DRIFT = "drift"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Series:
    """One measure by week, none left out: how many answers were hits, of how many.

    A single figure has no hits, but its number of each week, and how much stands behind it.
    """

    measure: str
    weeks: tuple[str, ...]
    hits: tuple[int, ...]
    sizes: tuple[int, ...]
    figures: tuple[float | None, ...] = ()

    @property
    def is_of_figures(self) -> bool:
        """Say whether it is one number a week, and no share of answers."""
        return self.measure.startswith(FIGURE)

    @property
    def is_of_scores(self) -> bool:
        """Say whether it is a share of low scores; only these are watched for drift."""
        return self.measure.startswith(LOW)

    @property
    def values(self) -> tuple[float | None, ...]:
        """Return what each week says: its share of hits, or its figure; None where nothing is."""
        if self.is_of_figures:
            return self.figures
        return tuple(x / n if n else None for x, n in zip(self.hits, self.sizes, strict=True))

    def until(self, week: str) -> "Series":
        """Return the series as it was known at the end of `week`."""
        count = sum(one <= week for one in self.weeks)
        return replace(
            self,
            weeks=self.weeks[:count],
            hits=self.hits[:count],
            sizes=self.sizes[:count],
            figures=self.figures[:count],
        )


def week_key(day: date) -> str:
    """
    Name a day's ISO week.

    Examples
    --------
    >>> week_key(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def known_weeks(first: date, last: date) -> tuple[str, ...]:
    """
    Return the weeks from the one of `first` to the one of `last`, within the years that have names.

    Examples
    --------
    >>> known_weeks(date(2026, 12, 27), date(2027, 1, 4))
    ('2026-W52', '2026-W53', '2027-W01')
    """
    first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    return tuple(periods_between(week_key(first), week_key(last))) if first <= last else ()


def finished_week(today: date) -> str:
    """
    Name the last week that is over.

    Examples
    --------
    >>> finished_week(date(2026, 11, 29)), finished_week(date(2026, 11, 30))
    ('2026-W47', '2026-W48')
    """
    return week_key(today - timedelta(days=today.weekday() + 1))


def series_of(
    by_day: Mapping[date, DayCourse], weeks: tuple[str, ...], also: Iterable[str] = ()
) -> dict[str, Series]:
    """Return every watched series over `weeks`; `also` names measures kept though nobody hit them.

    Low scores come first, in the order of the journey, then tags, the most frequent first.
    """
    per_week = _per_week(by_day, weeks)
    codes = {code for day in per_week.values() for code in day.tagged}
    codes |= {measure.removeprefix(TAG) for measure in also if measure.startswith(TAG)}
    said = {code: sum(day.tagged.get(code, 0) for day in per_week.values()) for code in codes}
    made = (
        *(_low(item, weeks, per_week) for item in ITEMS),
        *(_tag(code, weeks, per_week) for code in sorted(codes, key=lambda c: (-said[c], c))),
    )
    return {series.measure: series for series in made}


def series_of_figures(
    kept: Iterable[WeekFigure], weeks: tuple[str, ...], also: Iterable[str] = ()
) -> dict[str, Series]:
    """Return the figures that were ever more than nothing, and those of `also`, over `weeks`."""
    found = {(one.measure, one.period): one for one in kept}
    ever = {measure for (measure, _), one in found.items() if one.value is not None} | {*also}
    made: dict[str, Series] = {}
    for measure in FIGURES:
        if measure not in ever:
            continue
        told = [found.get((measure, week), WeekFigure(measure, week, None, 0)) for week in weeks]
        made[measure] = Series(
            measure,
            weeks,
            (0,) * len(weeks),
            tuple(one.n for one in told),
            tuple(one.value for one in told),
        )
    return made


def _per_week(by_day: Mapping[date, DayCourse], weeks: tuple[str, ...]) -> dict[str, DayCourse]:
    days: dict[str, list[DayCourse]] = {week: [] for week in weeks}
    for day, course in by_day.items():
        if (week := week_key(day)) in days:
            days[week].append(course)
    return {week: _added(courses) for week, courses in days.items()}


def _added(courses: list[DayCourse]) -> DayCourse:
    low = {
        item: (
            sum(course.low.get(item, (0, 0))[0] for course in courses),
            sum(course.low.get(item, (0, 0))[1] for course in courses),
        )
        for item in ITEMS
    }
    tagged: dict[str, int] = {}
    for course in courses:
        for code, n in course.tagged.items():
            tagged[code] = tagged.get(code, 0) + n
    return DayCourse(sum(course.answers for course in courses), low, tagged)


def _low(item: str, weeks: tuple[str, ...], per_week: Mapping[str, DayCourse]) -> Series:
    counted = [per_week[week].low.get(item, (0, 0)) for week in weeks]
    hits, sizes = (tuple(pair[place] for pair in counted) for place in (0, 1))
    return Series(LOW + item, weeks, hits, sizes)


def _tag(code: str, weeks: tuple[str, ...], per_week: Mapping[str, DayCourse]) -> Series:
    sizes = tuple(per_week[week].answers for week in weeks)
    # A tag set by hand on a second comment may count an answer twice on its way.
    hits = tuple(
        min(per_week[week].tagged.get(code, 0), n) for week, n in zip(weeks, sizes, strict=True)
    )
    return Series(TAG + code, weeks, hits, sizes)


def monday_of(week: str) -> date:
    """Return the first day of a week."""
    return days_of(week)[0]
