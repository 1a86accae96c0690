"""Pure: the charts, the table and the files of the page of alerts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin.alerts.told import measure_name, per_cent
from admin.alerts.watched import TAG
from admin.charts.control import Key, Week, control
from admin.charts.drawing import NARROW, WIDE, Words
from admin.dashboard.alerts.findings import Basis, Found, Standing, Watched
from admin.dashboard.pictures import Picture
from admin.dashboard.words import N_, Translate
from admin.exports.sheet import Cell, Share, Sheet
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
        if one.basis is Basis.PROVISIONAL and one.standing is Standing.OUTSIDE
    )


def share_chart(
    watched: Watched, shown: Shown, tag_name: TagName, say: Translate
) -> Picture | None:
    """Draw the share of each week with the limits of its own size; None while it has no weeks."""
    centre = None if watched.frozen is None else watched.frozen.centre * 100
    points = watched.judged.share if watched.judged else _plain(watched)
    weeks = _weeks(watched, points, shown, 100.0, _written_share)
    is_tag = watched.series.measure.startswith(TAG)
    words = Words(
        measure_name(watched.series.measure, tag_name, say),
        say("Answers with this complaint, per 100 answers, week by week.")
        if is_tag
        else say("Answers of 1 or 2, per cent of each week's ratings."),
    )
    return _both(weeks, centre, words, "{:g}", say)


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
    return _both(weeks, 0.0, words, "{:.1f}", say)


def sheets(found: Found, shown: Shown, tag_name: TagName, say: Translate) -> tuple[Sheet, ...]:
    """Return every watched series as it goes into a file, one row for each week."""
    columns = (
        say("Measure"), say("Week"), say("Hits"), say("Answers"), say("Share of answers"),
        say("Lower limit"), say("Upper limit"), say("Outside"), say("Moving average"),
        say("Its limit"), say("Note"), say("Baseline"),
    )  # fmt: skip
    rows = tuple(row for one in found.every for row in _sheet_rows(one, shown, tag_name, say))
    return (Sheet(say("Watched week by week"), columns, rows),)


def _row(one: Watched, tag_name: TagName, say: Translate) -> Row:
    series, standing = one.series, one.standing
    points = one.judged.share if one.judged else ()
    places = [place for place, point in enumerate(points) if point.outside is not None]
    places = places or [place for place, n in enumerate(series.sizes) if n >= HIDDEN_BELOW]
    week, value, upper = "", "", ""
    if places:
        last = places[-1]
        week, value = series.weeks[last], per_cent(series.hits[last] / series.sizes[last])
        high = points[last].high if points else None
        upper = "" if high is None else per_cent(high)
    is_bad = standing in {Standing.OUTSIDE, Standing.DRIFTING}
    name = measure_name(series.measure, tag_name, say)
    told = say(STANDINGS[standing])
    # What is judged by a frozen baseline needs no further word.
    basis = "" if one.basis in {Basis.FROZEN, Basis.NONE} else say(BASES[one.basis])
    return Row(series.measure, name, week, value, upper, told, is_bad, basis)


def _plain(watched: Watched) -> tuple[Point, ...]:
    series = watched.series
    return tuple(
        Point(hits / n if n else None, None, None, None)
        for hits, n in zip(series.hits, series.sizes, strict=True)
    )


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


def _written_share(point: Point, n: int) -> str:
    share = per_cent(point.value or 0.0)
    if point.low is None or point.high is None:
        return f"{share}, n {n:,}"
    return f"{share} ({per_cent(point.low)} – {per_cent(point.high)}), n {n:,}"


def _written_drift(point: Point, n: int) -> str:
    return f"{point.value or 0.0:+.2f} (±{point.high or 0.0:.2f}), n {n:,}".replace("-", "−")


def _both(
    weeks: list[Week], centre: float | None, words: Words, tick: str, say: Translate
) -> Picture | None:
    if sum(week.value is not None for week in weeks) < 2:  # noqa: PLR2004 — no course
        return None
    columns = (say("Week"), say("Share, limits and number"), say("Note"))
    key = Key(say("limits"), say("outside"), say("weeks of the baseline"), say("week with a note"))
    wide, narrow = (
        control(weeks, centre, columns, words, key, layout, tick.format)
        for layout in (WIDE, NARROW)
    )
    return Picture(wide, narrow)


def _sheet_rows(
    one: Watched, shown: Shown, tag_name: TagName, say: Translate
) -> list[tuple[Cell, ...]]:
    series = one.series
    name, basis = measure_name(series.measure, tag_name, say), say(BASES[one.basis])
    share = one.judged.share if one.judged else _plain(one)
    drift = one.judged.drift if one.judged and one.judged.drift else None
    rows: list[tuple[Cell, ...]] = []
    for place, week in enumerate(series.weeks):
        n = series.sizes[place]
        if week < shown.first or n < HIDDEN_BELOW:
            continue
        point = share[place]
        average = drift[place] if drift else None
        rows.append((
            name, week, series.hits[place], n, Share(point.value or 0.0), _limit(point.low),
            _limit(point.high), say("yes") if point.outside else "",
            None if average is None or average.value is None else round(average.value, 4),
            None if average is None or average.high is None else round(average.high, 4),
            shown.notes.get(week, ""), basis,
        ))  # fmt: skip
    return rows


def _limit(side: float | None) -> Cell:
    return None if side is None else Share(side)
