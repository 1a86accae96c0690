"""Pure: a time as shops write it → a UTC moment, or the reason why not.

A file's naive time is in the shop's zone; a signed event must name its offset.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedback.events.reasons import FieldRefused, Reason, shown

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
# Clocks differ, but an hour is a wrong zone: what has happened cannot lie further ahead.
FUTURE_TOLERANCE = timedelta(hours=1)
# 2018-08-15 04:10:37, 2018/8/15 4:10, 2018.8.15, 2018年8月15日 4时10分
_LOOSE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[\sT]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})秒?|分)?)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC; `moved` when the shop's clocks skipped it and it moved forward."""

    at: datetime
    moved: bool = False


def moment(text: str, zone: ZoneInfo | None) -> Moment:
    """Read one time; without a `zone` it must name its own offset.

    >>> moment("2018-11-04 00:30:00", ZoneInfo("America/Sao_Paulo"))
    Moment(at=datetime.datetime(2018, 11, 4, 3, 30, tzinfo=datetime.timezone.utc), moved=True)
    """
    told = _parsed(text)
    try:
        found = Moment(told.astimezone(UTC)) if told.tzinfo else _in_zone(told, zone, text)
    except (OverflowError, ValueError) as fault:
        raise FieldRefused(Reason.NOT_A_TIME, value=shown(text)) from fault
    if found.at < EARLIEST:
        raise FieldRefused(Reason.TOO_EARLY, value=shown(text))
    if found.at >= LATEST:
        raise FieldRefused(Reason.TOO_LATE, value=shown(text))
    return found


def happened(text: str, zone: ZoneInfo | None, now: datetime) -> Moment:
    """Read the time of something that has happened already."""
    found = moment(text, zone)
    if found.at > now + FUTURE_TOLERANCE:
        raise FieldRefused(Reason.IN_THE_FUTURE, value=shown(text))
    return found


def _in_zone(naive: datetime, zone: ZoneInfo | None, text: str) -> Moment:
    if zone is None:
        raise FieldRefused(Reason.NO_ZONE, value=shown(text))
    at = naive.replace(tzinfo=zone).astimezone(UTC)
    return Moment(at, moved=at.astimezone(zone).replace(tzinfo=None) != naive)


def _parsed(text: str) -> datetime:
    if text[4:5] == "-":  # "20180815" and "2018W33" are more likely numbers
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    match = _LOOSE.fullmatch(text)
    if match is None:
        raise FieldRefused(Reason.NOT_A_TIME, value=shown(text))
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  # six numbers at most; the zone comes after
    except ValueError as fault:
        raise FieldRefused(Reason.NOT_A_TIME, value=shown(text)) from fault
