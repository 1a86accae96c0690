"""Tables as one CSV file that any spreadsheet program opens: right letters, no living formulas.

What the tables say is composed by the pages; here they are only written.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import Response

from admin.measures.estimate import Estimate, Visibility

Cell = str | int | float | None
# What makes a spreadsheet take a text for a formula, in both widths, or cut it in two.
STARTERS: Final = tuple("=+-@＝＋－＠\t\r\n")
PLACES: Final = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; a number is a number, a text is only ever a text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def written(preface: Sequence[str], sheets: Iterable[Sheet]) -> bytes:
    """
    Return the file: what it is about, then each table under its title, UTF-8 with its mark.

    Examples
    --------
    >>> file = written(["茶舍"], [Sheet("Items", ("item", "n"), (("=SUM(A1)", 3),))])
    >>> file.decode("utf-8-sig").splitlines()
    ['茶舍', '', 'Items', 'item,n', "'=SUM(A1),3"]
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerows([inert(line)] for line in preface)
    for sheet in sheets:
        lines.writerow([])
        lines.writerow([inert(sheet.title)])
        lines.writerow([inert(column) for column in sheet.columns])
        lines.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """Return a text that no spreadsheet program will compute."""
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(STARTERS) else text


def figures(estimate: Estimate) -> tuple[Cell, ...]:
    """Return value, low, high and n of a number; one that may not be shown leaves its n only."""
    if estimate.visibility is Visibility.HIDDEN:
        return (None, None, None, estimate.n)
    numbers = (estimate.value, estimate.low, estimate.high)
    return (*(None if number is None else round(number, PLACES) for number in numbers), estimate.n)


def reply(name: str, preface: Sequence[str], sheets: Iterable[Sheet]) -> Response[bytes]:
    """Return the file as a download called `name`, which holds letters, digits and "-" only."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)
    return Response(
        written(preface, sheets),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{plain}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return inert(cell) if isinstance(cell, str) else cell
