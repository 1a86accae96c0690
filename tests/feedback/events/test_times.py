from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feedback.events.reasons import FieldRefused, Reason
from feedback.events.times import happened, moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    "written",
    [
        "2018-08-15 04:10:37",
        "2018-08-15T04:10:37",
        "2018/8/15 4:10:37",
        "2018.08.15 04:10:37",
        "2018年8月15日 4时10分37秒",
        "2018年8月15日 04：10：37",
        "2018-08-14T20:10:37Z",
        "2018-08-14 17:10:37-03:00",
    ],
)
def test_a_time_is_read_as_shops_write_it(written: str) -> None:
    assert moment(written, SHANGHAI).at == datetime(2018, 8, 14, 20, 10, 37, tzinfo=UTC)


def test_a_day_without_a_time_begins_at_midnight() -> None:
    assert moment("2018年8月15日", SHANGHAI).at == datetime(2018, 8, 14, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["", "8/15/2018", "15.08.2018", "2018-13-01", "2018-02-30", "20180815", "43327", "明天"],
)
def test_what_could_mean_two_days_or_none_is_refused(written: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        moment(written, SHANGHAI)
    assert caught.value.reason is Reason.NOT_A_TIME


def test_a_time_the_clocks_skipped_moves_forward_and_says_so() -> None:
    skipped = moment("2018-11-04 00:30:00", SAO_PAULO)
    assert skipped.moved
    assert skipped.at.astimezone(SAO_PAULO).isoformat() == "2018-11-04T01:30:00-02:00"


def test_a_time_the_clocks_showed_twice_is_the_first() -> None:
    twice = moment("2018-02-17 23:30:00", SAO_PAULO)
    assert not twice.moved
    assert twice.at == datetime(2018, 2, 18, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59-14:00"])
def test_the_ends_of_the_calendar_are_refused_like_any_other_nonsense(written: str) -> None:
    with pytest.raises(FieldRefused):
        moment(written, None)


def test_what_has_happened_cannot_lie_ahead() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with pytest.raises(FieldRefused) as caught:
        happened("2026-11-21 23:00:00", SHANGHAI, now)
    assert caught.value.reason is Reason.IN_THE_FUTURE
