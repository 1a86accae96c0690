"""A control chart: every week inside its own limits, the weeks outside marked by shape and colour.

What lies outside, and what the limits are, is found elsewhere; here it is only drawn.
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
    rect,
    round_steps,
    rule,
    text,
    text_width,
)
from admin.charts.drawing import WIDE, Behind, Drawing, Layout, Plotted, Table, Words

HEIGHT: Final = 220
MANY: Final = 70
KEY_LINE: Final = 1.6


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its number and limits (None where there are none), and how they are written."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    written: str
    outside: bool = False
    note: str = ""
    in_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What the marks are called."""

    limits: str
    outside: str
    baseline: str
    noted: str


def control(
    weeks: Sequence[Week],
    centre: float | None,
    columns: tuple[str, ...],
    words: Words,
    key: Key,
    layout: Layout = WIDE,
    tick: Callable[[float], str] = "{:.1f}".format,
) -> Drawing:
    """Draw the weeks with their limits; `columns` head the week, what is written, and the note."""
    size = layout.type_size - 1
    x_of = Scale(0, max(1, len(weeks) - 1), size * 3.4, layout.width - 8)
    y_of = _heights(weeks, centre, size)
    marks = [
        *_baseline(weeks, x_of),
        *_axis(y_of, x_of, size, tick),
        *_notes(weeks, x_of, size),
        *_limits(weeks, centre, x_of, y_of),
        *_line(weeks, x_of, y_of),
        *_dots(weeks, x_of, y_of),
        *_names(weeks, x_of, size),
    ]
    told, below = _key(weeks, key, layout, size)
    table = _table(weeks, columns, words)
    return drawing([*marks, *told], words, table, layout, below, links=False)


def _heights(weeks: Sequence[Week], centre: float | None, size: float) -> Scale:
    seen = [n for week in weeks for n in (week.value, week.low, week.high) if n is not None]
    seen += [] if centre is None else [centre]
    lowest, highest = (min(seen), max(seen)) if seen else (0.0, 1.0)
    if lowest == highest:
        lowest, highest = lowest - 0.5, highest + 0.5
    return Scale(lowest, highest, HEIGHT - 8, size + 10)


def _baseline(weeks: Sequence[Week], x_of: Scale) -> Iterator[Markup]:
    """Shade the weeks that the limits come from."""
    places = [place for place, week in enumerate(weeks) if week.in_baseline]
    if places:
        left, right = x_of(places[0]) - 3, x_of(places[-1]) + 3
        yield rect(left, 4, right - left, HEIGHT - 8, "c-band")


def _axis(y_of: Scale, x_of: Scale, size: float, tick: Callable[[float], str]) -> Iterator[Markup]:
    for number in round_steps(y_of.lowest, y_of.highest):
        y = y_of(number)
        yield rule(x_of.start, y, x_of.end, y, "c-grid")
        place = (x_of.start - 6, y + size * 0.36, size)
        yield text(tick(number), *place, class_="c-mute", text_anchor="end")


def _notes(weeks: Sequence[Week], x_of: Scale, size: float) -> Iterator[Markup]:
    for place, week in enumerate(weeks):
        if week.note:
            x = x_of(place)
            yield rule(x, size + 6, x, HEIGHT - 8, "c-axis", stroke_dasharray="1 4")
            about = hint(f"{week.label}: {week.note}")
            yield element("g", about, text("※", x, size, size, text_anchor="middle"))


def _limits(
    weeks: Sequence[Week], centre: float | None, x_of: Scale, y_of: Scale
) -> Iterator[Markup]:
    if centre is not None:
        yield rule(
            x_of.start, y_of(centre), x_of.end, y_of(centre), "c-limit", stroke_dasharray="6 3"
        )
    for side in ("high", "low"):
        for run in _unbroken([getattr(week, side) for week in weeks]):
            yield _polyline(run, x_of, y_of, "c-limit", stroke_dasharray="2 3")


def _line(weeks: Sequence[Week], x_of: Scale, y_of: Scale) -> Iterator[Markup]:
    for run in _unbroken([week.value for week in weeks]):
        yield _polyline(run, x_of, y_of, "c-line", stroke_width=2)


def _unbroken(numbers: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for place, number in enumerate(numbers):
        if number is not None:
            run.append((place, number))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _polyline(
    run: Sequence[tuple[int, float]], x_of: Scale, y_of: Scale, name: str, **more: str | float
) -> Markup:
    corners = " ".join(f"{x_of(place):.1f},{y_of(number):.1f}" for place, number in run)
    return element(
        "polyline", points=corners, fill="none", stroke=STROKES[name], class_=name, **more
    )


def _dots(weeks: Sequence[Week], x_of: Scale, y_of: Scale) -> Iterator[Markup]:
    radius = 2.5 if len(weeks) > MANY else 4
    for place, week in enumerate(weeks):
        if week.value is None:
            continue
        x, y, about = x_of(place), y_of(week.value), hint(f"{week.label}: {week.written}")
        if week.outside:
            yield _diamond(x, y, about)
        else:
            fill = COLOURS["c-bar"]
            yield element("circle", about, cx=x, cy=y, r=radius, fill=fill, class_="c-bar")


def _diamond(x: float, y: float, *inside: str) -> Markup:
    corners = f"{x:.1f},{y - 7:.1f} {x + 7:.1f},{y:.1f} {x:.1f},{y + 7:.1f} {x - 7:.1f},{y:.1f}"
    return element("polygon", *inside, points=corners, fill=COLOURS["c-bad"], class_="c-bad")


def _names(weeks: Sequence[Week], x_of: Scale, size: float) -> Iterator[Markup]:
    last = len(weeks) - 1
    anchors = {0: "start", last // 2: "middle", last: "end"}
    for place, anchor in anchors.items() if last >= 0 else ():
        where = (x_of(place), HEIGHT + size, size)
        yield text(weeks[place].label, *where, class_="c-mute", text_anchor=anchor)


def _key(
    weeks: Sequence[Week], key: Key, layout: Layout, size: float
) -> tuple[list[Markup], float]:
    """Say below the axis what each mark is, line by line; return also where that ends."""
    shown = [("- - -", key.limits, "c-bad")]
    shown += [("◆", key.outside, "c-bad")] if any(week.outside for week in weeks) else []
    shown += [("▇", key.baseline, "c-fill")] if any(week.in_baseline for week in weeks) else []
    shown += [("※", key.noted, "c-ink")] if any(week.note for week in weeks) else []
    marks: list[Markup] = []
    x, y = 4.0, HEIGHT + size * (1 + KEY_LINE)
    for sign, said, name in shown:
        room = text_width(f"{sign} {said}", size) + 24
        if x > 4 and x + room > layout.width:  # noqa: PLR2004 — the left margin
            x, y = 4.0, y + size * KEY_LINE
        marks.append(text(sign, x, y, size, class_=name))
        marks.append(text(said, x + text_width(sign, size) + 6, y, size, class_="c-mute"))
        x += room
    return marks, y + size * 0.6


def _table(weeks: Sequence[Week], columns: tuple[str, ...], words: Words) -> Table:
    rows = tuple((week.label, week.written, week.note) for week in weeks)
    data = tuple((w.label, w.value, w.low, w.high, w.written, w.note) for w in weeks)
    interval = (Plotted.VALUE, Plotted.LOW, Plotted.HIGH)
    return Table(words.title, columns, rows, Behind((columns[0], *interval, *columns[1:]), data))
