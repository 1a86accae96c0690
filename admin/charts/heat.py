"""A grid of shaded cells with their numbers written in, such as channel wanted by channel used.

Shade only helps the eye; the number in the cell is what is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from admin.charts.canvas import drawing, fitted, group, hint, rect, text
from admin.charts.drawing import WIDE, Behind, Drawing, Layout, Plotted, Table, Words

CELL_HEIGHT: Final = 34
# The line of a name that stands above its cells, in type sizes.
NAME_ABOVE: Final = 1.5
SHADES: Final = 5
DARK_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One crossing: its weight from 0 (pale) to 1 (dark), and what is written in it.

    A faint cell rests on few answers: it is written in grey and never shaded. `said` is told to
    ears, to hovering hands and in the table where it is more than what is written; `value` is the
    number behind it where that is not the weight itself.
    """

    weight: float
    written: str
    href: str = ""
    faint: bool = False
    said: str = ""
    value: float | None = None


def heat(
    rows: Sequence[tuple[str, Sequence[Cell]]],
    columns: Sequence[str],
    words: Words,
    layout: Layout = WIDE,
    short: Sequence[str] = (),
) -> Drawing:
    """Draw a grid; `columns` names the row heading first, then each column.

    `short` are names of the columns that fit above narrow cells, the row heading left out.
    """
    size = layout.type_size - 1
    # A phone has no room beside the cells: there a row's name stands above them.
    first = 0.0 if layout.stacked else layout.width * 0.26
    above = size * NAME_ABOVE if layout.stacked else 0.0
    width = (layout.width - first) / max(1, len(columns) - 1)
    marks = _headings(short or columns[1:], first, width, size)
    for i, (name, cells) in enumerate(rows):
        top = CELL_HEIGHT + (CELL_HEIGHT + above) * i
        line = top + (size if layout.stacked else CELL_HEIGHT * 0.62)
        marks.append(text(fitted(name, (first or layout.width) - 8, size), 0, line, size))
        for j, cell in enumerate(cells):
            said = f"{name} · {columns[j + 1]}: {cell.said or cell.written}"
            marks.append(_cell(cell, said, first + j * width, top + above, width - 2))
    written = tuple(_cells(name, cells) for name, cells in rows)
    table = Table(words.title, tuple(columns), written, _behind(rows, columns))
    height = CELL_HEIGHT + (CELL_HEIGHT + above) * len(rows)
    links = any(cell.href for _, cells in rows for cell in cells)
    return drawing(marks, words, table, layout, height, links=links)


def _headings(columns: Sequence[str], first: float, width: float, size: float) -> list[Markup]:
    return [
        text(
            fitted(name, width - 6, size),
            first + (j + 0.5) * width,
            CELL_HEIGHT * 0.6,
            size,
            class_="c-mute",
            text_anchor="middle",
        )
        for j, name in enumerate(columns)
    ]


def _cell(cell: Cell, said: str, x: float, top: float, width: float) -> Markup:
    shade = 0 if cell.faint else min(SHADES - 1, max(0, int(cell.weight * SHADES)))
    ink = "c-mute" if cell.faint else "c-light" if shade >= DARK_FROM else "c-dark"
    box = rect(x, top, width, CELL_HEIGHT - 2, f"c-h{shade}", hint(said))
    number = text(
        fitted(cell.written, width, 13),
        x + width / 2,
        top + CELL_HEIGHT * 0.6,
        13,
        class_=ink,
        text_anchor="middle",
    )
    return group(box, number, href=cell.href, label=said)


def _behind(rows: Sequence[tuple[str, Sequence[Cell]]], columns: Sequence[str]) -> Behind:
    """Return one row per crossing, as those who compute want it."""
    return Behind(
        (columns[0], Plotted.COLUMN, Plotted.VALUE, Plotted.SHOWN),
        tuple(
            (name, column, _value(cell), cell.written)
            for name, cells in rows
            for column, cell in zip(columns[1:], cells, strict=False)
        ),
    )


def _value(cell: Cell) -> float | None:
    """Return the number behind a cell; a cell that nothing is written in has none."""
    return cell.weight if cell.value is None and cell.written else cell.value


def _cells(name: str, cells: Sequence[Cell]) -> tuple[str, ...]:
    return (name, *(cell.said or cell.written for cell in cells))
