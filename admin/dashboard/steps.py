"""Pure: the same page for the stretch of days before or after, and without its comparison."""

from dataclasses import dataclass

from admin.dashboard.filters import FIRST_YEAR, LAST_YEAR, Against, Filters, Preset
from models.queries.quality import Days


@dataclass(frozen=True, slots=True)
class Steps:
    """Addresses of the neighbours of a page; "" where there is none."""

    earlier: str
    later: str
    comparison: str


def steps(filters: Filters, known: Days | None, path: str, kept: dict[str, str]) -> Steps:
    """
    Return where a page's neighbours are; nothing lies behind the last day with answers.

    Examples
    --------
    >>> from datetime import date
    >>> from admin.dashboard.filters import read
    >>> seen = steps(read({"period": ["7d"]}, date(2026, 11, 23)), None, "/shops/tea", {})
    >>> seen.earlier, seen.later, seen.comparison
    ('/shops/tea?since=2026-11-10&until=2026-11-17', '', '/shops/tea?period=7d&compare=off')
    """
    later = ""
    if filters.preset is None and known is not None and filters.days.until <= known.until:
        later = _moved(filters, 1, path, kept)
    is_off = filters.against is Against.OFF
    comparison = filters.address(path, compare="" if is_off else Against.OFF, **kept)
    has_one = filters.preset is not Preset.ALL and not filters.nothing_before
    return Steps(_moved(filters, -1, path, kept), later, comparison if has_one else "")


def _moved(filters: Filters, by: int, path: str, kept: dict[str, str]) -> str:
    if filters.preset is Preset.ALL:
        return ""
    length = by * (filters.days.until - filters.days.since)
    try:
        since, until = filters.days.since + length, filters.days.until + length
    except OverflowError:
        return ""
    if since.year < FIRST_YEAR or until.year > LAST_YEAR:
        return ""
    days = {"since": since.isoformat(), "until": until.isoformat()}
    return filters.address(path, **{**days, "period": ""}, **kept)
