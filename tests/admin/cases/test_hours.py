"""Business hours against a clock that is read minute by minute, through changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.cases.hours import business_time, due_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = timedelta(hours=8)
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
).map(ZoneInfo)
YEARS = datetime(2024, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(*YEARS, timezones=st.just(UTC))
HOURS = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Return a moment written as the shop's clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-23 09:00", "2026-11-23 17:00"),  # a Monday morning: the same day
        ("2026-11-23 10:00", "2026-11-23 18:00"),  # to the last minute of it
        ("2026-11-23 10:01", "2026-11-24 09:01"),
        ("2026-11-23 03:00", "2026-11-23 17:00"),  # at night the clock stands still
        ("2026-11-23 18:00", "2026-11-24 17:00"),
        ("2026-11-20 17:30", "2026-11-23 16:30"),  # over a weekend
        ("2026-11-21 12:00", "2026-11-23 17:00"),  # on a Saturday
        ("2026-12-31 23:59", "2027-01-01 17:00"),
    ],
)
def test_eight_business_hours_end_when_the_shops_clock_says_so(start: str, due: str) -> None:
    assert due_at(local(start), EIGHT, SHANGHAI) == local(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # The clock jumps in the night from Saturday to Sunday; Friday's rest is due on Monday.
        ("2026-03-27 17:00", "2026-03-30 16:00"),
        ("2026-10-23 17:00", "2026-10-26 16:00"),
    ],
)
def test_a_change_of_the_clock_moves_no_due_time(start: str, due: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert due_at(local(start, berlin), EIGHT, berlin) == local(due, berlin)


def by_the_minute(since: datetime, until: datetime, zone: ZoneInfo) -> timedelta:
    """Count the minutes at which the shop is open, one by one."""
    minute, passed, moment = timedelta(minutes=1), timedelta(0), since
    while moment < until:
        here = moment.astimezone(zone)
        if here.weekday() < 5 and 9 <= here.hour < 18:
            passed += minute
        moment += minute
    return passed


@given(MOMENTS, st.integers(0, 5 * 24 * 60), ZONES)
def test_business_time_is_what_a_patient_clock_counts(
    start: datetime, minutes: int, zone: ZoneInfo
) -> None:
    since = start.replace(second=0, microsecond=0)
    until = since + timedelta(minutes=minutes)
    assert business_time(since, until, zone) == by_the_minute(since, until, zone)


@given(MOMENTS, HOURS, ZONES)
def test_when_it_is_due_exactly_that_much_business_time_has_passed(
    start: datetime, hours: timedelta, zone: ZoneInfo
) -> None:
    due = due_at(start, hours, zone)
    assert due >= start
    assert business_time(start, due, zone) == hours
    here = due.astimezone(zone)
    assert here.weekday() < 5


@given(MOMENTS, HOURS, HOURS, ZONES)
def test_more_hours_are_never_due_earlier(
    start: datetime, hours: timedelta, more: timedelta, zone: ZoneInfo
) -> None:
    assert due_at(start, hours, zone) <= due_at(start, hours + more, zone)
    assert due_at(due_at(start, hours, zone), more, zone) == due_at(start, hours + more, zone)
