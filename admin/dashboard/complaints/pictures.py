"""Pure: the charts of the complaints' page: complaints by week, and one complaint's course."""

from datetime import date, timedelta
from typing import Final

from admin.charts.drawing import NARROW, WIDE, Drawing, Layout, Words
from admin.charts.heat import Cell, heat
from admin.charts.lines import Point, line
from admin.dashboard.complaints.findings import Found, week_rates
from admin.dashboard.complaints.gathering import Rows
from admin.dashboard.filters import Filters
from admin.dashboard.pictures import Picture
from admin.dashboard.stages.pictures import earlier_weeks, is_course, is_known
from admin.dashboard.stages.weeks import WEEK, key
from admin.dashboard.words import TagName, Translate
from admin.measures.estimate import Estimate, Visibility

MOST_TAGS: Final = 12
# As many cells as leave room for a number: a phone shows the latest of them.
WIDE_WEEKS: Final = 13
NARROW_WEEKS: Final = 6


def by_week(
    rows: Rows, found: Found, filters: Filters, base: str, name: TagName, say: Translate
) -> Picture | None:
    """Draw how often each complaint was made week by week; None while no week has ten answers."""
    codes = [tag.code for tag in found.tags[:MOST_TAGS]]
    rates = {code: week_rates(rows, code)[-WIDE_WEEKS:] for code in codes}
    shown = [
        rate.value or 0.0
        for all_weeks in rates.values()
        for _, rate in all_weeks
        if _may_show(rate)
    ]
    if not any(shown):
        return None
    most = max(shown)
    grid = [
        (
            name(code),
            [_cell(rate, most, code, monday, filters, base, say) for monday, rate in course],
        )
        for code, course in rates.items()
    ]
    mondays = [monday for monday, _ in rates[codes[0]]]
    return Picture(
        _heat(grid, mondays, WIDE, say), _heat(grid, mondays[-NARROW_WEEKS:], NARROW, say)
    )


def course(rows: Rows, code: str, name: TagName, say: Translate) -> Picture | None:
    """Draw one complaint's rate week by week beside the earlier weeks; None if too short."""
    points = _points(rows, code, 0)
    if not is_course(points):
        return None
    courses = [(back, _points(rows, code, back)) for back in rows.weeks.backs]
    then = [(earlier_weeks(back, say), earlier) for back, earlier in courses if is_known(earlier)]
    words = Words(
        say("“{complaint}”, week by week").format(complaint=name(code)),
        say("Per 100 answers of each week with its 95 % interval; under 10 answers are gaps."),
    )
    columns = (say("Week"), say("Per 100 answers, interval and number"))
    return Picture(
        line(points, columns, words, layout=WIDE, beside=then),
        line(points, columns, words, layout=NARROW, beside=then),
    )


def per_hundred(share: float) -> str:
    """Write a share as a number of a hundred answers."""
    return f"{100 * share:.1f}"


def _heat(
    grid: list[tuple[str, list[Cell]]], mondays: list[date], layout: Layout, say: Translate
) -> Drawing:
    words = Words(
        say("Complaints per 100 answers, week by week"),
        say("Each cell leads to the comments of its week; grey rests on 10 to 29 answers."),
    )
    columns = (say("Complaint"), *(key(monday) for monday in mondays))
    short = [say("W{week}").format(week=monday.isocalendar().week) for monday in mondays]
    rows = [(name, cells[-len(mondays) :]) for name, cells in grid]
    return heat(rows, columns, words, layout, short)


def _cell(
    rate: Estimate,
    most: float,
    code: str,
    monday: date,
    filters: Filters,
    base: str,
    say: Translate,
) -> Cell:
    if not _may_show(rate):
        return Cell(
            0.0, "–", faint=True, said=say("too few ({n} of {needed})").format(n=rate.n, needed=10)
        )
    value = rate.value or 0.0
    return Cell(
        weight=value / most,
        written=per_hundred(value) if value else "0",
        href=_comments(code, monday, filters, base) if value else "",
        faint=rate.visibility is Visibility.GREY,
        said=_told(rate),
        value=100 * value,
    )


def _comments(code: str, monday: date, filters: Filters, base: str) -> str:
    until = monday + timedelta(days=7)
    return filters.address(
        f"{base}/complaints", period="", since=str(monday), until=str(until), tag=code
    )


def _points(rows: Rows, code: str, back: int) -> list[Point]:
    return [_point(monday - back * WEEK, rate) for monday, rate in week_rates(rows, code, back)]


def _point(monday: date, rate: Estimate) -> Point:
    if not _may_show(rate):
        return Point(key(monday), None, written=f"n {rate.n}")
    low, high = (None if edge is None else 100 * edge for edge in (rate.low, rate.high))
    return Point(key(monday), 100 * (rate.value or 0.0), low, high, _told(rate))


def _told(rate: Estimate) -> str:
    written = per_hundred(rate.value or 0.0)
    if rate.low is not None and rate.high is not None:
        written += f" ({per_hundred(rate.low)} – {per_hundred(rate.high)})"
    return f"{written}, n {rate.n:,}"


def _may_show(rate: Estimate) -> bool:
    return rate.visibility is not Visibility.HIDDEN
