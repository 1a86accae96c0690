"""Weeks and months: week 53, the turn of the year, clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.periods import (
    PeriodUnknown,
    days_of,
    earlier,
    following,
    last_year,
    month_of,
    periods_between,
    previous,
    span_of,
    week_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 — hypothesis wants naive bounds


def test_a_week_begins_on_monday_in_the_shops_zone() -> None:
    span = span_of("2026-W47", SHANGHAI)
    assert span.since == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert span.until == datetime(2026, 11, 22, 16, tzinfo=UTC)


def test_sunday_night_in_london_is_already_monday_in_shanghai() -> None:
    moment = datetime(2026, 11, 15, 16, 0, tzinfo=UTC)
    assert week_of(moment, SHANGHAI) == "2026-W47"
    assert week_of(moment, ZoneInfo("Europe/London")) == "2026-W46"


def test_the_years_with_a_week_53_keep_it() -> None:
    assert days_of("2026-W53") == (date(2026, 12, 28), date(2027, 1, 4))
    assert following("2026-W52") == "2026-W53"
    assert following("2026-W53") == "2027-W01"
    with pytest.raises(PeriodUnknown):
        days_of("2025-W53")


def test_new_years_day_may_belong_to_the_old_year() -> None:
    assert week_of(datetime(2027, 1, 1, 4, tzinfo=UTC), SHANGHAI) == "2026-W53"
    assert week_of(datetime(2024, 12, 31, 4, tzinfo=UTC), SHANGHAI) == "2025-W01"


@pytest.mark.parametrize(
    ("key", "year_before"),
    [
        ("2026-W47", "2025-W47"),
        ("2026-W53", "2026-W01"),
        ("2027-W01", "2026-W02"),
        ("2028-W10", "2027-W10"),
        ("2026-12", "2025-12"),
    ],
)
def test_the_same_weeks_last_year_are_52_weeks_earlier(key: str, year_before: str) -> None:
    assert last_year(key) == year_before


@pytest.mark.parametrize(
    ("key", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W30", 168)]
)
def test_a_week_with_a_clock_change_is_an_hour_shorter_or_longer(key: str, hours: int) -> None:
    span = span_of(key, BERLIN)
    assert span.until - span.since == timedelta(hours=hours)


def test_a_midnight_that_does_not_exist_begins_at_the_first_moment_that_does() -> None:
    # In São Paulo, clocks jumped from 2018-11-03 24:00 to 2018-11-04 01:00.
    span = span_of("2018-11", ZoneInfo("America/Sao_Paulo"))
    assert span.until - span.since == timedelta(days=30) - timedelta(hours=1)


def test_months_turn_the_year() -> None:
    assert previous("2026-01") == "2025-12"
    assert following("2026-12") == "2027-01"
    assert previous("2026-03", steps=15) == "2024-12"
    assert month_of(datetime(2026, 10, 31, 16, tzinfo=UTC), SHANGHAI) == "2026-11"


def test_the_baseline_is_the_eight_weeks_before() -> None:
    assert earlier("2026-W04", 8)[0] == "2025-W48"
    assert earlier("2026-W04", 8)[-1] == "2026-W03"


def test_a_stretch_of_periods_includes_both_ends() -> None:
    assert list(periods_between("2026-W52", "2027-W02")) == [
        "2026-W52", "2026-W53", "2027-W01", "2027-W02",
    ]  # fmt: skip
    assert list(periods_between("2027-W02", "2026-W52")) == []


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-W00", "2026-W54", "2026-13", "2026-w47", "1999-W01", "٢٠٢٦-11", "x"]
)
def test_a_key_that_names_no_period_is_refused(key: str) -> None:
    with pytest.raises(PeriodUnknown):
        days_of(key)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        week_of(datetime(2026, 1, 1), SHANGHAI)  # noqa: DTZ001 — the naive time is the point


@given(MOMENTS, ZONES)
def test_every_moment_lies_in_its_own_week_and_month(moment: datetime, zone: ZoneInfo) -> None:
    assert moment in span_of(week_of(moment, zone), zone)
    assert moment in span_of(month_of(moment, zone), zone)


@given(MOMENTS, ZONES)
def test_weeks_follow_each_other_without_gap_or_overlap(moment: datetime, zone: ZoneInfo) -> None:
    for key in (week_of(moment, zone), month_of(moment, zone)):
        assert span_of(previous(key), zone).until == span_of(key, zone).since
        assert following(previous(key)) == key


@given(MOMENTS, ZONES)
def test_last_years_week_begins_364_days_earlier(moment: datetime, zone: ZoneInfo) -> None:
    monday, _ = days_of(week_of(moment, zone))
    then, _ = days_of(last_year(week_of(moment, zone)))
    assert (monday - then).days == 364
