"""Pure: which weeks a course shows, and which earlier weeks each of them is held against."""

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
    """Mondays, the oldest first; as many weeks earlier as `backs` says lie the other courses."""

    mondays: tuple[date, ...]
    backs: tuple[int, ...]

    @property
    def every_day(self) -> tuple[Days, ...]:
        """The days of each course, this one first."""
        return tuple(
            Days(self.mondays[0] - back * WEEK, self.mondays[-1] + WEEK - back * WEEK)
            for back in (0, *self.backs)
        )


def weeks_of(days: Days, against: Against) -> Weeks:
    """
    Return the ISO weeks that end with `days`: at least 13 and at most 60 of them.

    Beside them lie as many weeks right before, and the same weeks of the year before; the one that
    the page compares with comes first, and none where it compares with nothing.

    Examples
    --------
    >>> weeks = weeks_of(Days(date(2026, 10, 27), date(2026, 11, 24)), Against.LAST_YEAR)
    >>> len(weeks.mondays), weeks.mondays[-1].isoformat(), weeks.backs
    (13, '2026-11-23', (52, 13))
    """
    last = monday(days.until - timedelta(days=1))
    count = (last - monday(days.since)).days // 7 + 1
    count = min(MOST, max(LEAST, count))
    # Weeks before the calendar's first one do not exist.
    known = (last - date.min).days // 7 + 1
    count = min(count, known)
    backs = [] if against is Against.OFF else [count, A_YEAR]
    if against is Against.LAST_YEAR:
        backs.reverse()
    return Weeks(
        tuple(last - (count - 1 - i) * WEEK for i in range(count)),
        tuple(back for back in _apart(backs, count) if back <= known - count),
    )


def _apart(backs: list[int], count: int) -> list[int]:
    """Leave out a second course that would overlap the first: of long spans one is enough."""
    if len(backs) < 2 or abs(backs[0] - backs[1]) >= count:  # noqa: PLR2004 — a pair
        return backs
    return backs[:1]


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
