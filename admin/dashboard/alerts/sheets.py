"""Pure: every watched series as it goes into a file, one row for each week."""

from collections.abc import Sequence

from admin.alerts.told import measure_name
from admin.dashboard.alerts.findings import Found, Watched
from admin.dashboard.alerts.shapes import BASES, Shown, TagName
from admin.dashboard.words import Translate
from admin.exports.sheet import PLACES, Cell, Share, Sheet
from admin.measures.control import Point
from admin.measures.estimate import HIDDEN_BELOW


def sheets(found: Found, shown: Shown, tag_name: TagName, say: Translate) -> tuple[Sheet, ...]:
    """Return the shares, and the single figures where there are any."""
    shares = [one for one in found.every if not one.series.is_of_figures]
    figures = [one for one in found.every if one.series.is_of_figures]
    columns = (
        say("Measure"), say("Week"), say("Hits"), say("Answers"), say("Share of answers"),
        say("Lower limit"), say("Upper limit"), say("Outside"), say("Moving average"),
        say("Its limit"), say("Note"), say("Baseline"),
    )  # fmt: skip
    rows = tuple(row for one in shares for row in _shares(one, shown, tag_name, say))
    told = Sheet(say("Watched week by week"), columns, rows)
    return (told, *of_figures(figures, shown, tag_name, say))


def of_figures(
    figures: Sequence[Watched], shown: Shown, tag_name: TagName, say: Translate
) -> tuple[Sheet, ...]:
    """Return single figures with their limits and steps; none where there are no figures."""
    if not figures:
        return ()
    columns = (
        say("Measure"), say("Week"), say("Figure"), say("Counted"), say("Lower limit"),
        say("Upper limit"), say("Outside"), say("Step from the week before"), say("Its limit"),
        say("Note"), say("Baseline"),
    )  # fmt: skip
    rows = tuple(row for one in figures for row in _figures(one, shown, tag_name, say))
    return (Sheet(say("One number a week"), columns, rows),)


def _shares(
    one: Watched, shown: Shown, tag_name: TagName, say: Translate
) -> list[tuple[Cell, ...]]:
    series, level = one.series, one.level
    name, basis = measure_name(series.measure, tag_name, say), say(BASES[one.basis])
    rows: list[tuple[Cell, ...]] = []
    for place in _places(one, shown):
        week, point = series.weeks[place], level[place]
        average = one.judged.drift[place] if one.judged and one.judged.drift else None
        rows.append((
            name, week, series.hits[place], series.sizes[place], Share(point.value or 0.0),
            _share(point.low), _share(point.high), say("yes") if point.outside else "",
            _number(average.value if average else None), _number(average.high if average else None),
            shown.notes.get(week, ""), basis,
        ))  # fmt: skip
    return rows


def _figures(
    one: Watched, shown: Shown, tag_name: TagName, say: Translate
) -> list[tuple[Cell, ...]]:
    series, level = one.series, one.level
    name, basis = measure_name(series.measure, tag_name, say), say(BASES[one.basis])
    nothing = Point(None, None, None, None)
    rows: list[tuple[Cell, ...]] = []
    for place in _places(one, shown):
        week, point = series.weeks[place], level[place]
        step = one.judged.steps[place] if one.judged and one.judged.steps else nothing
        rows.append((
            name, week, _number(point.value), series.sizes[place], _number(point.low),
            _number(point.high), say("yes") if point.outside else "", _number(step.value),
            _number(step.high), shown.notes.get(week, ""), basis,
        ))  # fmt: skip
    return rows


def _places(one: Watched, shown: Shown) -> list[int]:
    """Return the weeks that a file may tell of: those shown, of ten or more."""
    series = one.series
    return [
        place
        for place, week in enumerate(series.weeks)
        if week >= shown.first and series.sizes[place] >= HIDDEN_BELOW
    ]


def _share(side: float | None) -> Cell:
    return None if side is None else Share(side)


def _number(number: float | None) -> Cell:
    return None if number is None else round(number, PLACES)
