"""
Weeks and months of a shop as keys ("2026-W47", "2026-11"), and their spans in UTC.

Weeks are ISO weeks of the shop's zone. No clock is read here: the moment is an argument.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK_KEY = re.compile(r"(2[01]\d\d)-W(\d\d)")  # years 2000-2199: keys come from URLs
MONTH_KEY = re.compile(r"(2[01]\d\d)-(\d\d)")
WEEK = timedelta(days=7)
WEEKS_TO_LAST_YEAR = 52
DECEMBER = 12


class PeriodUnknown(ValueError):
    """The key names no ISO week and no month."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open stretch of time [since, until), both aware and in UTC."""

    since: datetime
    until: datetime

    def __contains__(self, moment: datetime) -> bool:
        """Tell whether an aware moment falls into the span."""
        return self.since <= moment < self.until


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """
    Key of the ISO week in which an aware moment falls, in the shop's zone.

    Examples
    --------
    >>> week_of(datetime(2026, 11, 15, 16, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    '2026-W47'
    """
    return _week_key(_local_day(moment, zone))


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """
    Key of the month in which an aware moment falls, in the shop's zone.

    Examples
    --------
    >>> month_of(datetime(2026, 10, 31, 16, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    '2026-11'
    """
    return f"{_local_day(moment, zone):%Y-%m}"


def days_of(key: str) -> tuple[date, date]:
    """
    First day of a period and the first day after it, as calendar days of the shop.

    Raises
    ------
    PeriodUnknown
        If the key names no ISO week ("2026-W47") and no month ("2026-11").

    Examples
    --------
    >>> days_of("2026-W53")
    (datetime.date(2026, 12, 28), datetime.date(2027, 1, 4))
    """
    try:
        if week := WEEK_KEY.fullmatch(key):
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return monday, monday + WEEK
        if month := MONTH_KEY.fullmatch(key):
            first = date(int(month[1]), int(month[2]), 1)
            return first, _first_of_next_month(first)
    except (ValueError, OverflowError) as fault:
        message = f"no such period: {key!r} ({fault})"
        raise PeriodUnknown(message) from fault
    message = f"a period is a week like 2026-W47 or a month like 2026-11, not {key!r}"
    raise PeriodUnknown(message)


def span_of(key: str, zone: ZoneInfo) -> Span:
    """
    Half-open UTC span of a period; a week with a clock change has 167 or 169 hours.

    Examples
    --------
    >>> span = span_of("2026-W13", ZoneInfo("Europe/Berlin"))
    >>> (span.until - span.since).total_seconds() / 3600
    167.0
    """
    first, after = days_of(key)
    return Span(_day_begins(first, zone), _day_begins(after, zone))


def previous(key: str, steps: int = 1) -> str:
    """
    Key of the period `steps` before; of a week the week, of a month the month.

    Examples
    --------
    >>> previous("2027-W01"), previous("2026-01"), previous("2026-W47", steps=8)
    ('2026-W53', '2025-12', '2026-W39')
    """
    first, _ = days_of(key)
    if WEEK_KEY.fullmatch(key):
        return _week_key(first - steps * WEEK)
    months = first.year * 12 + first.month - 1 - steps
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def following(key: str) -> str:
    """Key of the next period."""
    return previous(key, steps=-1)


def last_year(key: str) -> str:
    """
    Key of the comparable period a year before.

    A week goes back 52 weeks, so that a year with a week 53 shifts no later week away from its
    dates: at most two days separate the two Mondays in the calendar. A month keeps its name.

    Examples
    --------
    >>> last_year("2026-W47"), last_year("2026-W53"), last_year("2027-W10"), last_year("2026-02")
    ('2025-W47', '2026-W01', '2026-W11', '2025-02')
    """
    return previous(key, steps=WEEKS_TO_LAST_YEAR if WEEK_KEY.fullmatch(key) else 12)


def earlier(key: str, count: int) -> list[str]:
    """
    Keys of the `count` periods before this one, oldest first: the usual baseline.

    Examples
    --------
    >>> earlier("2026-W02", 3)
    ['2025-W51', '2025-W52', '2026-W01']
    """
    return [previous(key, steps) for steps in range(count, 0, -1)]


def periods_between(first: str, last: str) -> Iterator[str]:
    """
    Keys from `first` to `last`, both included; nothing when they are in the wrong order.

    Examples
    --------
    >>> list(periods_between("2025-12", "2026-02"))
    ['2025-12', '2026-01', '2026-02']
    """
    end, _ = days_of(last)
    while days_of(first)[0] <= end:
        yield first
        first = following(first)


def _week_key(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _local_day(moment: datetime, zone: ZoneInfo) -> date:
    if moment.tzinfo is None:
        message = "a moment needs its zone; got a naive time"
        raise ValueError(message)
    return moment.astimezone(zone).date()


def _first_of_next_month(first: date) -> date:
    if first.month == DECEMBER:
        return date(first.year + 1, 1, 1)
    return date(first.year, first.month + 1, 1)


def _day_begins(day: date, zone: ZoneInfo) -> datetime:
    # A zone whose clocks jump at midnight has no 00:00 that day; going through UTC with fold=0
    # lands on the first moment that exists.
    return datetime.combine(day, time(0), zone).astimezone(UTC)
