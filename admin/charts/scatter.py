"""Points with an interval both ways and a cross-hair: importance against performance.

Where a point stands is the caller's finding; here it is only drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from admin.charts.canvas import (
    COLOURS,
    Scale,
    drawing,
    element,
    fitted,
    group,
    hint,
    rule,
    text,
)
from admin.charts.drawing import WIDE, Behind, Drawing, Layout, Plotted, Table, Words

HEIGHT: Final = 340
# Labels turn to the left of points beyond this part of the width.
TURNS_AT: Final = 0.7


@dataclass(frozen=True, slots=True)
class Reading:
    """A number on one axis with its interval and how it is written."""

    value: float
    low: float
    high: float
    written: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that has both an x and a y."""

    label: str
    x: Reading
    y: Reading
    href: str = ""


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes are called, where they cross, and the heading of the first column."""

    row_heading: str
    x_name: str
    y_name: str
    x_cross: float
    y_cross: float


def scatter(spots: Sequence[Spot], axes: Axes, words: Words, layout: Layout = WIDE) -> Drawing:
    """Draw each spot with both whiskers, and the cross-hair that parts the quadrants."""
    size = layout.type_size - 1
    x_of = _scale([s.x for s in spots], axes.x_cross, size * 2, layout.width - 8.0)
    y_of = _scale([s.y for s in spots], axes.y_cross, HEIGHT - size * 2.4, size * 1.6)
    hair = [
        rule(x_of(axes.x_cross), y_of.end, x_of(axes.x_cross), y_of.start, "c-axis"),
        rule(x_of.start, y_of(axes.y_cross), x_of.end, y_of(axes.y_cross), "c-axis"),
    ]
    names = [
        text(axes.x_name, x_of.end, HEIGHT - 6, size, class_="c-mute", text_anchor="end"),
        text(axes.y_name, 0, size, size, class_="c-mute"),
    ]
    marks = [*hair, *names, *(_spot(spot, x_of, y_of, size) for spot in spots)]
    rows = tuple((s.label, s.x.written, s.y.written) for s in spots)
    columns = (axes.row_heading, axes.x_name, axes.y_name)
    table = Table(words.title, columns, rows, _behind(spots, columns))
    return drawing(marks, words, table, layout, HEIGHT, links=any(s.href for s in spots))


def _behind(spots: Sequence[Spot], columns: tuple[str, str, str]) -> Behind:
    name, across, up = columns
    interval = (Plotted.LOW, Plotted.HIGH)
    rows = tuple(
        (s.label, s.x.value, s.x.low, s.x.high, s.y.value, s.y.low, s.y.high) for s in spots
    )
    return Behind((name, across, *interval, up, *interval), rows)


def _scale(readings: Sequence[Reading], cross: float, start: float, end: float) -> Scale:
    lowest = min([cross, *(r.low for r in readings)])
    highest = max([cross, *(r.high for r in readings)])
    margin = (highest - lowest or 1.0) * 0.06
    return Scale(lowest - margin, highest + margin, start, end)


def _spot(spot: Spot, x_of: Scale, y_of: Scale, size: float) -> Markup:
    x, y = x_of(spot.x.value), y_of(spot.y.value)
    said = f"{spot.label}: {spot.x.written}, {spot.y.written}"
    turned = x > x_of.start + (x_of.end - x_of.start) * TURNS_AT
    room = (x - x_of.start if turned else x_of.end - x) - 10
    label = text(
        fitted(spot.label, room, size),
        x - 8 if turned else x + 8,
        y - 7,
        size,
        text_anchor="end" if turned else None,
    )
    dot = element("circle", hint(said), cx=x, cy=y, r=5, fill=COLOURS["c-bar"], class_="c-bar")
    whiskers = [
        rule(x_of(spot.x.low), y, x_of(spot.x.high), y, "c-whisker"),
        rule(x, y_of(spot.y.low), x, y_of(spot.y.high), "c-whisker"),
    ]
    return group(*whiskers, dot, label, href=spot.href, label=said)
