"""Pure: which weeks a course shows, and which earlier week each of them is held against."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from admin.dashboard.filters import Against
from models.queries.quality import Days
from models.queries.stage_detail import Ratings

WEEK: Final = timedelta(days=7)
LEAST: Final = 13
MOST: Final = 60
A_YEAR: Final = 52


@dataclass(frozen=True, slots=True)
class Weeks:
    """Mondays, the oldest first; `back` weeks earlier lies the other course, 0 for none."""

    mondays: tuple[date, ...]
    back: int

    @property
    def every_day(self) -> Days:
        """The days that both courses need."""
        return Days(self.mondays[0] - self.back * WEEK, self.mondays[-1] + WEEK)


def weeks_of(days: Days, against: Against) -> Weeks:
    """
    Return the ISO weeks that end with `days`: at least 13 and at most 60 of them.

    Examples
    --------
    >>> weeks = weeks_of(Days(date(2026, 10, 27), date(2026, 11, 24)), Against.LAST_YEAR)
    >>> len(weeks.mondays), weeks.mondays[-1].isoformat(), weeks.back
    (13, '2026-11-23', 52)
    """
    last = monday(days.until - timedelta(days=1))
    count = (last - monday(days.since)).days // 7 + 1
    count = min(MOST, max(LEAST, count))
    # Weeks before the calendar's first one do not exist.
    count = min(count, (last - date.min).days // 7 + 1)
    back = {Against.PREVIOUS: count, Against.LAST_YEAR: A_YEAR, Against.OFF: 0}[against]
    back = min(back, (last - date.min).days // 7 + 1 - count)
    return Weeks(tuple(last - (count - 1 - i) * WEEK for i in range(count)), back)


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def key(day: date) -> str:
    """
    Name a day's ISO week.

    Examples
    --------
    >>> key(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def by_week(by_day: Mapping[date, Ratings]) -> dict[date, Counter[int]]:
    """Add up the ratings of each week, under its Monday."""
    found: dict[date, Counter[int]] = {}
    for day, ratings in by_day.items():
        found.setdefault(monday(day), Counter()).update(ratings)
    return found
