"""Pure: business hours, Monday to Friday 09:00 to 18:00 on the shop's own clock.

Holidays are not known here: a case may be called overdue on one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

OPENS: Final = time(9)
CLOSES: Final = time(18)
SATURDAY: Final = 5
NOTHING: Final = timedelta(0)


def due_at(start: datetime, hours: timedelta, zone: ZoneInfo) -> datetime:
    """
    Return the moment, in UTC, at which `hours` of business time have passed since `start`.

    Examples
    --------
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> friday = datetime(2026, 11, 20, 17, 0, tzinfo=shanghai)
    >>> due_at(friday, timedelta(hours=8), shanghai).astimezone(shanghai).isoformat()
    '2026-11-23T16:00:00+08:00'
    """
    left = max(hours, NOTHING)
    for opens, closes in _windows(start, zone):
        begins = max(opens, start)
        if left <= closes - begins:
            return (begins + left).astimezone(UTC)
        left -= max(closes - begins, NOTHING)
    message = "days do not end"
    raise AssertionError(message)


def business_time(since: datetime, until: datetime, zone: ZoneInfo) -> timedelta:
    """
    Return how much business time lies in [since, until).

    Examples
    --------
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> friday = datetime(2026, 11, 20, 17, 0, tzinfo=shanghai)
    >>> business_time(friday, friday + timedelta(days=3), shanghai)
    datetime.timedelta(seconds=32400)
    """
    passed = NOTHING
    for opens, closes in _windows(since, zone):
        if opens >= until:
            break
        passed += max(min(closes, until) - max(opens, since), NOTHING)
    return passed


def _windows(start: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the opening hours that end after `start`, in UTC: clock changes are in them."""
    first = start.astimezone(zone).date()
    for days in count():
        day = first + timedelta(days=days)
        closes = _moment(day, CLOSES, zone)
        if day.weekday() < SATURDAY and closes > start:
            yield _moment(day, OPENS, zone), closes


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
