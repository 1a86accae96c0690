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
from admin.charts.drawing import WIDE, Drawing, Layout, Table, Words

SPARK: Final = Layout("spark", width=120, type_size=12, stacked=False)
SPARK_HEIGHT: Final = 32
LINE_HEIGHT: Final = 200


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
    beside: tuple[str, Sequence[Point]] | None = None,
) -> Drawing:
    """Draw the line with its interval band, axis, and control limits where they are known.

    `beside` is the name of an earlier course and its points, one for each of `points`; it is drawn
    dashed and without a band, and has a column of its own in the table.
    """
    size = layout.type_size - 1
    earlier = beside[1] if beside else ()
    y_of = _heights([*points, *earlier], limits, 8, LINE_HEIGHT - 8)
    x_of = Scale(0, max(1, len(points) - 1), size * 3.4, layout.width - 8)
    marks = [
        *_axis(y_of, x_of, size, tick),
        *_bands(points, x_of, y_of),
        *_limits(limits, x_of, y_of),
        *_runs(earlier, x_of, y_of, stroke_dasharray="5 4", opacity=0.6),
        *_runs(points, x_of, y_of),
        *_dots(points, x_of, y_of),
        *_names(points, x_of, size),
    ]
    height = LINE_HEIGHT + size * 2
    table = _table(points, columns, words)
    if beside:
        table = _with_earlier(table, *beside)
        marks += _named_earlier(beside[0], x_of, size)
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
    return Table(words.title, columns, tuple((p.label, p.written) for p in points))


def _with_earlier(table: Table, name: str, earlier: Sequence[Point]) -> Table:
    rows = (
        (*row, f"{point.label}: {point.written}")
        for row, point in zip(table.rows, earlier, strict=True)
    )
    return Table(table.caption, (*table.columns, name), tuple(rows))


def _named_earlier(name: str, x_of: Scale, size: float) -> list[Markup]:
    """Say below the middle of the axis what the dashed line is."""
    middle, y = (x_of.start + x_of.end) / 2, LINE_HEIGHT + size
    return [text(f"- - {name}", middle, y, size, class_="c-mute", text_anchor="middle")]
