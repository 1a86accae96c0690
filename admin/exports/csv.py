"""Tables as one CSV file that any spreadsheet program opens: right letters, no living formulas.

What the tables say is composed by the pages; here they are only written.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, TextIO

from admin.exports.sheet import Cell, Sheet, looks_living

MEDIA_TYPE: Final = "text/csv; charset=utf-8"


class CsvFile:
    """A CSV file under way: first what it is about, then each table under its title."""

    def __init__(self, target: TextIO, preface: Sequence[str] = ()) -> None:
        """Begin with the mark that spreadsheets need for Chinese, and one line per sentence."""
        target.write("\ufeff")
        self._lines = csv.writer(target, lineterminator="\r\n")
        self._lines.writerows([inert(line)] for line in preface)

    def begin(self, title: str, columns: Sequence[str]) -> None:
        """Start a table under its title; one without a title is the file's only one."""
        if title:
            self._lines.writerow([])
            self._lines.writerow([inert(title)])
        self._lines.writerow([inert(column) for column in columns])

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows of the table that was started last."""
        self._lines.writerows([plain(cell) for cell in row] for row in rows)

    def close(self) -> None:
        """Finish the file; a CSV file needs no end."""


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
    file = CsvFile(text, preface)
    for sheet in sheets:
        file.begin(sheet.title, sheet.columns)
        file.add(sheet.rows)
    return text.getvalue().encode()


def inert(text: str) -> str:
    """Return a text that no spreadsheet program will compute."""
    return f"'{text}" if looks_living(text) else text


def plain(cell: Cell) -> str | int | float:
    """Return a cell as it stands in the file: texts inert, times to the minute, no number "".

    Examples
    --------
    >>> plain("-1"), plain(-1), plain(date(2026, 11, 3)), plain(None)
    ("'-1", -1, '2026-11-03', '')
    """
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return inert(cell) if isinstance(cell, str) else cell
