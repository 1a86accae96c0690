"""Pure: the charts and the table of the page of alerts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from admin.alerts.told import measure_name, written
from admin.alerts.watched import TAG
from admin.charts.control import Key, Week, control
from admin.charts.drawing import NARROW, WIDE, Words
from admin.dashboard.alerts.findings import Basis, Found, Standing, Watched
from admin.dashboard.pictures import Picture
from admin.dashboard.words import N_, Translate
from admin.measures.control import Point
from admin.measures.estimate import HIDDEN_BELOW

TagName = Callable[[str], str]

STANDINGS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.INSIDE: N_("inside its limits"),
        Standing.OUTSIDE: N_("outside its limits"),
        Standing.DRIFTING: N_("drifting up"),
        Standing.BETTER: N_("better than its limits"),
        Standing.NOT_JUDGED: N_("not judged"),
        Standing.TOO_FEW: N_("fewer than 30 answers a week; not watched"),
    }
)
BASES: Final[Mapping[Basis, str]] = MappingProxyType(
    {
        Basis.FROZEN: N_("frozen baseline"),
        Basis.TRIED: N_("weeks tried out, not frozen"),
        Basis.PROVISIONAL: N_("provisional, not frozen"),
        Basis.NONE: N_("no baseline"),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One series in the table of all that is watched; `basis` where its limits are not frozen."""

    measure: str
    name: str
    week: str
    value: str
    upper: str
    standing: str
    is_bad: bool
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """From which week on charts are drawn, and what is noted on weeks."""

    first: str
    notes: Mapping[str, str]


def table(found: Found, tag_name: TagName, say: Translate) -> tuple[Row, ...]:
    """Return every series with its last judged week, or else its last of ten answers or more."""
    return tuple(_row(one, tag_name, say) for one in found.every)


def provisionally_outside(found: Found, tag_name: TagName, say: Translate) -> tuple[Row, ...]:
    """Return what lies outside limits that nobody has frozen: no alert can open on it."""
    return tuple(
        _row(one, tag_name, say)
        for one in found.every
        if one.basis is Basis.PROVISIONAL and one.standing in {Standing.OUTSIDE, Standing.DRIFTING}
    )


def level_chart(
    watched: Watched, shown: Shown, tag_name: TagName, say: Translate
) -> Picture | None:
    """Draw each week with its limits; None while it has no weeks."""
    series = watched.series
    times = 1.0 if series.is_of_figures else 100.0
    centre = None if watched.frozen is None else watched.frozen.centre * times
    points = watched.level
    weeks = _weeks(watched, points, shown, times, partial(_written_level, series.measure))
    about = say("Answers of 1 or 2, per cent of each week's ratings.")
    if series.measure.startswith(TAG):
        about = say("Answers with this complaint, per 100 answers, week by week.")
    elif series.is_of_figures:
        about = say("One number a week; the limits come from how far neighbouring weeks lie apart.")
    words = Words(measure_name(series.measure, tag_name, say), about)
    return _both(weeks, centre, words, "{:g}", say, is_share=not series.is_of_figures)


def step_chart(watched: Watched, shown: Shown, tag_name: TagName, say: Translate) -> Picture | None:
    """Draw the step from each week's figure to the next; None for shares, or without limits."""
    if watched.judged is None or not watched.judged.steps or watched.frozen is None:
        return None
    measure = watched.series.measure
    steps = watched.judged.steps
    weeks = _weeks(watched, steps, shown, 1.0, partial(_written_level, measure))
    words = Words(
        say("{measure}, step from week to week").format(
            measure=measure_name(measure, tag_name, say)
        ),
        say(
            "How far each week lies from the one before; it explains the chart, and opens no alert."
        ),
    )
    return _both(weeks, watched.frozen.spread, words, "{:g}", say, is_share=False)


def drift_chart(
    watched: Watched, shown: Shown, tag_name: TagName, say: Translate
) -> Picture | None:
    """Draw the moving average of the weeks' distances from the baseline; None without limits."""
    if watched.judged is None or not watched.judged.drift:
        return None
    weeks = _weeks(watched, watched.judged.drift, shown, 1.0, _written_drift)
    name = measure_name(watched.series.measure, tag_name, say)
    words = Words(
        say("{measure}, slow drift").format(measure=name),
        say(
            "Moving average of how far each week lies from the baseline, in its standard errors;"
            " it finds what lasts."
        ),
    )
    return _both(weeks, 0.0, words, "{:.1f}", say, is_share=True)


def _row(one: Watched, tag_name: TagName, say: Translate) -> Row:
    series, standing = one.series, one.standing
    week, value, upper = "", "", ""
    if one.last is not None:
        point = one.level[one.last]
        week, value = series.weeks[one.last], written(series.measure, point.value or 0.0)
        upper = "" if point.high is None else written(series.measure, point.high)
    is_bad = standing in {Standing.OUTSIDE, Standing.DRIFTING}
    name = measure_name(series.measure, tag_name, say)
    told = say(STANDINGS[standing])
    if standing is Standing.TOO_FEW and series.is_of_figures:
        told = say("fewer than 30 counted a week; not watched")
    # What is judged by a frozen baseline, or by none for its few answers, needs no further word.
    plain = one.basis is Basis.FROZEN or standing is Standing.TOO_FEW
    basis = "" if plain else say(BASES[one.basis])
    return Row(series.measure, name, week, value, upper, told, is_bad, basis)


def _weeks(
    watched: Watched,
    points: tuple[Point, ...],
    shown: Shown,
    times: float,
    written: Callable[[Point, int], str],
) -> list[Week]:
    series, frozen = watched.series, watched.frozen
    counted = {week for week, _, _ in frozen.weeks} if frozen else set()
    return [
        _week(
            week, point, n, times, written, shown.notes.get(week, ""), in_baseline=week in counted
        )
        for week, point, n in zip(series.weeks, points, series.sizes, strict=True)
        if week >= shown.first
    ]


def _week(
    label: str,
    point: Point,
    n: int,
    times: float,
    written: Callable[[Point, int], str],
    note: str,
    *,
    in_baseline: bool,
) -> Week:
    if n < HIDDEN_BELOW or point.value is None:
        return Week(label, None, None, None, f"n {n}", note=note, in_baseline=in_baseline)
    low, high = (None if side is None else side * times for side in (point.low, point.high))
    outside = bool(point.outside)
    told = written(point, n)
    return Week(label, point.value * times, low, high, told, outside, note, in_baseline)


def _written_level(measure: str, point: Point, n: int) -> str:
    value = written(measure, point.value or 0.0)
    if point.low is None or point.high is None:
        return f"{value}, n {n:,}"
    limits = f"{written(measure, point.low)} – {written(measure, point.high)}"
    return f"{value} ({limits}), n {n:,}"


def _written_drift(point: Point, n: int) -> str:
    return f"{point.value or 0.0:+.2f} (±{point.high or 0.0:.2f}), n {n:,}".replace("-", "−")


def _both(
    weeks: list[Week],
    centre: float | None,
    words: Words,
    tick: str,
    say: Translate,
    *,
    is_share: bool,
) -> Picture | None:
    if sum(week.value is not None for week in weeks) < 2:  # noqa: PLR2004 — no course
        return None
    told = say("Share, limits and number") if is_share else say("Figure, limits and number")
    columns = (say("Week"), told, say("Note"))
    key = Key(say("limits"), say("outside"), say("weeks of the baseline"), say("week with a note"))
    wide, narrow = (
        control(weeks, centre, columns, words, key, layout, tick.format)
        for layout in (WIDE, NARROW)
    )
    return Picture(wide, narrow)
