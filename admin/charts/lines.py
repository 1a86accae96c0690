"""Numbers over time: a sparkline for a card, and a line with interval band and limits.

A stretch without a number is a gap, never a straight line across it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from admin.charts.canvas import (
    COLOURS,
    STROKES,
    Scale,
    drawing,
    element,
    hint,
    round_steps,
    rule,
    text,
)
from admin.charts.drawing import WIDE, Behind, Drawing, Layout, Plotted, Table, Words

SPARK: Final = Layout("spark", width=120, type_size=12, stacked=False)
SPARK_HEIGHT: Final = 32
LINE_HEIGHT: Final = 200
# Strokes of earlier courses, in the order given, and a line of the key below in type sizes.
DASHES: Final = ("6 4", "1.5 4")
KEY_LINE: Final = 1.5


@dataclass(frozen=True, slots=True)
class Point:
    """One moment: its name, its number (None where nothing is shown), and how it is written."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The centre and control limits of a chart, in the unit of the line."""

    centre: float
    low: float
    high: float


def sparkline(points: Sequence[Point], columns: tuple[str, str], words: Words) -> Drawing:
    """Draw the line alone, its last point marked."""
    y_of = _heights(points, None, 4, SPARK_HEIGHT - 4)
    x_of = Scale(0, max(1, len(points) - 1), 3, SPARK.width - 5)
    marks = [*_runs(points, x_of, y_of), *_last(points, x_of, y_of)]
    return drawing(marks, words, _table(points, columns, words), SPARK, SPARK_HEIGHT, links=False)


def line(
    points: Sequence[Point],
    columns: tuple[str, str],
    words: Words,
    limits: Limits | None = None,
    layout: Layout = WIDE,
    tick: Callable[[float], str] = "{:.1f}".format,
    beside: Sequence[tuple[str, Sequence[Point]]] = (),
) -> Drawing:
    """Draw the line with its interval band, axis, and control limits where they are known.

    `beside` are names of earlier courses, two at most, and their points, one for each of `points`;
    they are drawn broken and without a band, and have columns of their own in the table.
    """
    size = layout.type_size - 1
    earlier = [point for _, course in beside for point in course]
    y_of = _heights([*points, *earlier], limits, 8, LINE_HEIGHT - 8)
    x_of = Scale(0, max(1, len(points) - 1), size * 3.4, layout.width - 8)
    marks = [
        *_axis(y_of, x_of, size, tick),
        *_bands(points, x_of, y_of),
        *_limits(limits, x_of, y_of),
        *_beside([course for _, course in beside], x_of, y_of),
        *_runs(points, x_of, y_of),
        *_dots(points, x_of, y_of),
        *_names(points, x_of, size),
    ]
    table = _table(points, columns, words)
    for name, course in beside:
        table = _with_earlier(table, name, course)
    marks += _named_earlier([name for name, _ in beside], x_of, size)
    height = LINE_HEIGHT + size * (2 + KEY_LINE * len(beside))
    return drawing(marks, words, table, layout, height, links=False)


def _heights(points: Sequence[Point], limits: Limits | None, top: float, bottom: float) -> Scale:
    seen = [n for p in points for n in (p.value, p.low, p.high) if n is not None]
    seen += [limits.low, limits.high] if limits else []
    lowest, highest = (min(seen), max(seen)) if seen else (0.0, 1.0)
    if lowest == highest:
        lowest, highest = lowest - 0.5, highest + 0.5
    return Scale(lowest, highest, bottom, top)


def _unbroken(points: Sequence[Point]) -> Iterator[list[tuple[int, Point]]]:
    run: list[tuple[int, Point]] = []
    for place, point in enumerate(points):
        if point.value is None:
            if run:
                yield run
            run = []
        else:
            run.append((place, point))
    if run:
        yield run


def _runs(points: Sequence[Point], x_of: Scale, y_of: Scale, **more: str | float) -> list[Markup]:
    return [
        element(
            "polyline",
            points=_path((x_of(i), y_of(p.value or 0.0)) for i, p in run),
            fill="none",
            stroke=STROKES["c-line"],
            stroke_width=2,
            class_="c-line",
            **more,
        )
        for run in _unbroken(points)
    ]


def _bands(points: Sequence[Point], x_of: Scale, y_of: Scale) -> list[Markup]:
    return [_band(run, x_of, y_of) for run in _unbroken(points) if len(run) > 1]


def _band(run: Sequence[tuple[int, Point]], x_of: Scale, y_of: Scale) -> Markup:
    upper = [(x_of(i), y_of(p.high)) for i, p in run if p.high is not None]
    lower = [(x_of(i), y_of(p.low)) for i, p in reversed(run) if p.low is not None]
    return element(
        "polygon", points=_path([*upper, *lower]), fill=COLOURS["c-band"], class_="c-band"
    )


def _dots(points: Sequence[Point], x_of: Scale, y_of: Scale) -> list[Markup]:
    return [
        element(
            "circle",
            hint(f"{p.label}: {p.written}"),
            cx=x_of(i),
            cy=y_of(p.value),
            r=4,
            fill=COLOURS["c-bar"],
            class_="c-bar",
        )
        for i, p in enumerate(points)
        if p.value is not None
    ]


def _last(points: Sequence[Point], x_of: Scale, y_of: Scale) -> list[Markup]:
    return [dot for dot in _dots(points, x_of, y_of)[-1:] if dot]


def _axis(y_of: Scale, x_of: Scale, size: float, tick: Callable[[float], str]) -> Iterator[Markup]:
    for number in round_steps(y_of.lowest, y_of.highest):
        y = y_of(number)
        yield rule(x_of.start, y, x_of.end, y, "c-grid")
        place = (x_of.start - 6, y + size * 0.36, size)
        yield text(tick(number), *place, class_="c-mute", text_anchor="end")


def _limits(limits: Limits | None, x_of: Scale, y_of: Scale) -> list[Markup]:
    if limits is None:
        return []
    dashes = ((limits.centre, "6 3"), (limits.low, "2 3"), (limits.high, "2 3"))
    return [
        rule(x_of.start, y_of(at), x_of.end, y_of(at), "c-limit", stroke_dasharray=dash)
        for at, dash in dashes
    ]


def _names(points: Sequence[Point], x_of: Scale, size: float) -> list[Markup]:
    ends = {0: "start", len(points) - 1: "end"}
    return [
        text(p.label, x_of(i), LINE_HEIGHT + size, size, class_="c-mute", text_anchor=ends[i])
        for i, p in enumerate(points)
        if i in ends
    ]


def _path(corners: Iterator[tuple[float, float]] | Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _table(points: Sequence[Point], columns: tuple[str, str], words: Words) -> Table:
    rows = tuple((p.label, p.value, p.low, p.high, p.written) for p in points)
    interval = (Plotted.VALUE, Plotted.LOW, Plotted.HIGH)
    behind = Behind((columns[0], *interval, *columns[1:]), rows)
    return Table(words.title, columns, tuple((p.label, p.written) for p in points), behind)


def _with_earlier(table: Table, name: str, earlier: Sequence[Point]) -> Table:
    rows = (
        (*row, f"{point.label}: {point.written}")
        for row, point in zip(table.rows, earlier, strict=True)
    )
    behind = None
    if table.behind:
        data = zip(table.behind.rows, earlier, strict=True)
        told = tuple((*row, point.label, point.value) for row, point in data)
        behind = Behind((*table.behind.columns, name, Plotted.VALUE), told)
    return Table(table.caption, (*table.columns, name), tuple(rows), behind)


def _beside(courses: Sequence[Sequence[Point]], x_of: Scale, y_of: Scale) -> Iterator[Markup]:
    for course, dashes in zip(courses, DASHES, strict=False):
        yield from _runs(course, x_of, y_of, stroke_dasharray=dashes, opacity=0.7)


def _named_earlier(names: Sequence[str], x_of: Scale, size: float) -> Iterator[Markup]:
    """Say below the axis what each broken line is."""
    for place, (name, dashes) in enumerate(zip(names, DASHES, strict=False), start=1):
        y = LINE_HEIGHT + size * (1 + KEY_LINE * place)
        start, middle = x_of.start, y - size * 0.36
        ends = (start, middle, start + 28, middle)
        yield rule(*ends, "c-line", stroke_width=2, stroke_dasharray=dashes, opacity=0.7)
        yield text(name, start + 36, y, size, class_="c-mute")
