"""The same tables as a workbook: a first sheet that says what it is, then one sheet per table.

Numbers stay numbers, shares are percentages, days are days; a text is never a formula or a link.
"""

import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any, BinaryIO, Final

from admin.exports.sheet import Cell, Share, Sheet, looks_living

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME: Final = 31
LONGEST_TEXT: Final = 32_767
MOST_ROWS: Final = 1_048_576
FIRST_YEAR: Final = 1900
NARROWEST, WIDEST = 8, 60
A4: Final = 9  # by the format's own count of papers
WIDEST_ON_PAPER: Final = 16
# Chinese characters are twice as wide as the digits that a column's width is counted in.
WIDE_CHARACTERS_FROM: Final = 0x2E80
NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS: Final = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F1EEF5"},
    "text": {"valign": "top"},
    "long": {"valign": "top", "text_wrap": True},
    # As if typed behind an apostrophe: it stays a text even when somebody edits the cell.
    "quoted": {"valign": "top", "quote_prefix": True, "text_wrap": True},
    "whole": {"valign": "top", "num_format": "#,##0"},
    "number": {"valign": "top", "num_format": "0.00##"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
    "time": {"valign": "top", "num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}


class XlsxFile:
    """A workbook under way, row by row; only the widths of its columns are remembered."""

    def __init__(
        self,
        target: BinaryIO,
        about: str = "",
        preface: Sequence[str] = (),
        most_rows: int = MOST_ROWS,
    ) -> None:
        """Begin with a sheet called `about` that holds one sentence per row."""
        import xlsxwriter  # only who takes a workbook out needs it

        self._book = xlsxwriter.Workbook(target, OPTIONS)
        self._formats = {name: self._book.add_format(look) for name, look in FORMATS.items()}
        self._names: set[str] = set()
        self._sheet: Any = None  # Any: xlsxwriter says nothing of its types
        self._row = 0
        self._most_rows = most_rows
        self._table: tuple[str, tuple[str, ...]] = ("", ())
        self._widths: list[int] = []
        if about:
            self._open(about)
            self.add([line] for line in preface)

    def begin(self, title: str, columns: Sequence[str]) -> None:
        """Start a sheet whose first row, the headings, stays in sight."""
        self._table = (title, tuple(columns))
        self._open(title)
        self._sheet.freeze_panes(1, 0)
        self._on_paper(len(columns))
        # Order numbers are names: no green corners that ask to make numbers of them.
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column, self._formats["head"])
            self._widen(place, min(wide(column), 24))
        self._row = 1

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows of the sheet that was started last; a full one is followed by another."""
        for row in rows:
            if self._row >= self._most_rows:
                self.begin(*self._table)
            for place, cell in enumerate(row):
                self._write(place, cell)
            self._row += 1

    def close(self) -> None:
        """Put the workbook together."""
        self._end_sheet()
        self._book.close()

    def _open(self, title: str) -> None:
        self._end_sheet()
        self._sheet = self._book.add_worksheet(sheet_name(title, self._names))
        self._row, self._widths = 0, []

    def _on_paper(self, columns: int) -> None:
        self._sheet.set_paper(A4)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        if columns <= WIDEST_ON_PAPER:
            self._sheet.fit_to_pages(1, 0)

    def _end_sheet(self) -> None:
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, max(NARROWEST, min(WIDEST, width + 2)))

    def _widen(self, place: int, width: int) -> None:
        self._widths += [0] * (place + 1 - len(self._widths))
        self._widths[place] = max(self._widths[place], width)

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
            return
        at = (self._row, place)
        if isinstance(cell, str):
            look = "quoted" if looks_living(cell) else "long" if wide(cell) > WIDEST else "text"
            self._sheet.write_string(*at, cell[:LONGEST_TEXT], self._formats[look])
            self._widen(place, wide(cell))
        elif isinstance(cell, date):
            self._date(at, cell)
            self._widen(place, 16 if isinstance(cell, datetime) else 10)
        else:
            look = "share" if isinstance(cell, Share) else "whole" if isinstance(cell, int) else ""
            self._sheet.write_number(*at, cell, self._formats[look or "number"])

    def _date(self, at: tuple[int, int], moment: date) -> None:
        if moment.year < FIRST_YEAR:  # before spreadsheets begin to count days
            self._sheet.write_string(*at, moment.isoformat(), self._formats["text"])
        elif isinstance(moment, datetime):
            local = moment.replace(tzinfo=None, second=0, microsecond=0)
            self._sheet.write_datetime(*at, local, self._formats["time"])
        else:
            self._sheet.write_datetime(*at, moment, self._formats["day"])


def written(about: str, preface: Sequence[str], sheets: Iterable[Sheet]) -> bytes:
    """Return the workbook: the sheet `about` with its sentences, then one sheet per table."""
    target = io.BytesIO()
    with closed(XlsxFile(target, about, preface)) as file:
        for sheet in sheets:
            file.begin(sheet.title, sheet.columns)
            file.add(sheet.rows)
    return target.getvalue()


@contextmanager
def closed(file: XlsxFile) -> Iterator[XlsxFile]:
    """Close the workbook at the end, also after a fault: its temporary files go with it."""
    try:
        yield file
    finally:
        file.close()


def sheet_name(title: str, taken: set[str]) -> str:
    """
    Return a title as spreadsheets accept it for a sheet, different from those `taken`; take it.

    Examples
    --------
    >>> taken = set()
    >>> sheet_name("Satisfied: 4/5", taken), sheet_name("satisfied  4 5", taken)
    ('Satisfied  4 5', 'satisfied  4 5 (2)')
    """
    plain = NOT_IN_A_NAME.sub(" ", title).strip() or "-"
    if plain.lower() == "history":  # reserved by the program
        plain += " -"
    for number in count(1):
        end = "" if number == 1 else f" ({number})"
        name = plain[: LONGEST_NAME - len(end)] + end
        if name.lower() not in taken:
            taken.add(name.lower())
            return name
    raise AssertionError  # the count has no end


def wide(text: str) -> int:
    """Return how many digits wide a text's longest line is."""
    lines = text.split("\n")
    return max(len(line) + sum(ord(c) >= WIDE_CHARACTERS_FROM for c in line) for line in lines)
