"""Horizontal bars with their intervals: complaint tags, drivers, channels.

Rows are drawn in the order given; ranking is the caller's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from markupsafe import Markup

from admin.charts.canvas import (
    Scale,
    area,
    drawing,
    fitted,
    group,
    hint,
    rect,
    rule,
    text,
    text_width,
)
from admin.charts.drawing import WIDE, Behind, Drawing, Figure, Layout, Plotted, Table, Words

BAR_HEIGHT: Final = 18
LARGEST_LABEL: Final = 190.0
# A second line of words under the row's name, a little smaller than the name.
BENEATH: Final = 20.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a value with its interval, and what is written at its right; thin when faint."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    figures: tuple[Figure, ...] = ()
    href: str = ""
    faint: bool = False
    # On a line of their own under the row's name, in a stacked layout, which lacks room beside it.
    beneath: tuple[Figure, ...] = ()


def in_two_lines(row: Bar) -> Bar:
    """Return the row with all but its first figure beneath its name, which keeps its room."""
    return replace(row, figures=row.figures[:1], beneath=row.figures[1:])


def bars(
    rows: Sequence[Bar], columns: tuple[str, ...], words: Words, layout: Layout = WIDE
) -> Drawing:
    """Draw one bar per row from zero, with a whisker for its interval.

    `columns` heads the table: the row's name, then one heading per figure; a last one that no row
    fills is left out.
    """
    columns = _filled(rows, columns)
    size = layout.type_size
    widths = [
        max(text_width(row.figures[i].text, size) for row in rows if len(row.figures) > i) + 12
        for i in range(max((len(row.figures) for row in rows), default=0))
    ]
    starts = tuple(layout.width - sum(widths[i:]) for i in range(len(widths))) or (layout.width,)
    label = 0.0 if layout.stacked else _label_room(rows, size)
    end = layout.width - 2.0 if layout.stacked else starts[0] - 12
    reach = max((row.high or row.value for row in rows), default=1.0) or 1.0
    x_of = Scale(0, reach, label, end)
    second = BENEATH if layout.stacked and any(row.beneath for row in rows) else 0.0
    height = _row_height(layout, second)
    placed = ((row, i * height + 4) for i, row in enumerate(rows))
    marks = [_row(row, layout, x_of, starts, top, second) for row, top in placed]
    cells = [_cells(row, len(columns)) for row in rows]
    table = Table(words.title, columns, tuple(cells), _behind(rows, columns, cells))
    links = any(row.href for row in rows)
    return drawing(marks, words, table, layout, len(rows) * height + 4, links=links)


def _row_height(layout: Layout, second: float) -> float:
    return BAR_HEIGHT + 12 + second + (layout.type_size * 1.5 if layout.stacked else 0)


def _filled(rows: Sequence[Bar], columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings without a last one under which no row writes anything."""
    last = len(columns) - 2
    written = [(*row.figures, *row.beneath) for row in rows]
    if last < 1 or any(len(figures) > last and figures[last].text for figures in written):
        return columns
    return columns[:-1]


def _label_room(rows: Sequence[Bar], size: float) -> float:
    return min(LARGEST_LABEL, max((text_width(row.label, size) for row in rows), default=0)) + 10


def _row(
    row: Bar, layout: Layout, x_of: Scale, starts: Sequence[float], top: float, second: float
) -> Markup:
    size = layout.type_size
    bar_top = top + second + (size * 1.4 if layout.stacked else 2)
    line = top + size if layout.stacked else bar_top + BAR_HEIGHT / 2 + size * 0.36
    room = (starts[0] if layout.stacked else x_of.start) - 8
    figures = [
        text(f.text, x, line, size, class_="c-" + f.tone)
        for f, x in zip(row.figures, starts, strict=False)
    ]
    said = ", ".join([row.label, *(f.text for f in (*row.figures, *row.beneath))])
    height = BAR_HEIGHT / 2 if row.faint else BAR_HEIGHT
    width = max(1, x_of(row.value) - x_of.start)
    shape = rect(
        x_of.start, bar_top + (BAR_HEIGHT - height) / 2, width, height, "c-fill", hint(said)
    )
    beneath = _beneath(row, line + BENEATH, size - 2) if second else []
    axis = rule(x_of.start, bar_top - 3, x_of.start, bar_top + BAR_HEIGHT + 3, "c-axis")
    whisker = _whisker(row, x_of, bar_top + BAR_HEIGHT / 2)
    label = text(fitted(row.label, room, size), 0, line, size)
    whole = area(top - 4, layout.width, _row_height(layout, second))
    inside = (label, *figures, *beneath, shape, axis, *whisker)
    return group(*inside, href=row.href, label=said, area=whole)


def _beneath(row: Bar, line: float, size: float) -> list[Markup]:
    written = [figure for figure in row.beneath if figure.text]
    starts = accumulate((text_width(f.text, size) + 12 for f in written), initial=0.0)
    return [
        text(f.text, x, line, size, class_="c-" + f.tone)
        for f, x in zip(written, starts, strict=False)
    ]


def _whisker(row: Bar, x_of: Scale, y: float) -> list[Markup]:
    if row.low is None or row.high is None:
        return []
    low, high = x_of(row.low), x_of(row.high)
    ends = [rule(x, y - 4, x, y + 4, "c-whisker") for x in (low, high)]
    return [rule(low, y, high, y, "c-whisker"), *ends]


def _behind(
    rows: Sequence[Bar], columns: tuple[str, ...], cells: Sequence[tuple[str, ...]]
) -> Behind:
    interval = (Plotted.VALUE, Plotted.LOW, Plotted.HIGH)
    return Behind(
        (columns[0], *interval, *columns[1:]),
        tuple(
            (row.label, row.value, row.low, row.high, *written[1:])
            for row, written in zip(rows, cells, strict=True)
        ),
    )


def _cells(row: Bar, columns: int) -> tuple[str, ...]:
    figures = [f.text for f in (*row.figures, *row.beneath)]
    return (row.label, *figures[: columns - 1], *[""] * (columns - 1 - len(figures)))
