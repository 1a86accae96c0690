"""Lines of text → numbered rows by column; a row that is broken is refused and the next goes on.

What the cells mean is row_facts.py.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.events.columns import FileKind, Header, known_columns, read_header
from feedback.events.csv_text import LONGEST_LINE, Lines, is_broken
from feedback.events.errors import FileRefused
from feedback.events.reasons import Reason, Refusal

# A comment may have line breaks, but a quotation mark left open must not swallow the file.
MOST_LINES = 5_000
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the line it begins on, its cells by column, and as it was written."""

    line: int
    cells: dict[str, str]
    written: list[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken, and every reason why not."""

    line: int
    refusals: tuple[Refusal, ...]
    written: list[str] = field(repr=False)


class _Endless(Exception):
    """A row goes on for longer than any real one."""


class Rows:
    """The rows of one file; the header is read at once, the rest as they are asked for."""

    def __init__(self, kind: FileKind, lines: Lines, encoding: str, spoken: str) -> None:
        csv.field_size_limit(2 * LONGEST_LINE)
        self._lines = lines
        self._encoding = encoding
        self._spoken = spoken
        self._delimiter, self.header = self._read_header(kind)

    def __iter__(self) -> Iterator[Row | RefusedRow]:
        """Give every row that is not blank."""
        while (found := self._next()) is not None:
            if isinstance(found, RefusedRow) or any(found.written):
                yield found

    def _read_header(self, kind: FileKind) -> tuple[str, Header]:
        for line in self._lines:
            if line.strip(" \t\r\n,;"):
                self._lines.put_back([line])
                split = {mark: next(csv.reader([line], delimiter=mark)) for mark in DELIMITERS}
                mark = max(DELIMITERS, key=lambda mark: known_columns(kind, split[mark]))
                self._delimiter = mark
                return mark, read_header(kind, self._names())
        raise FileRefused(Refusal(Reason.EMPTY_FILE))

    def _names(self) -> list[str]:
        try:
            names = [name.strip() for name in self._cells([]) or []]
        except (csv.Error, _Endless) as fault:
            raise FileRefused(Refusal(Reason.QUOTE_OPEN)) from fault
        while names and not names[-1]:
            names.pop()
        return names

    def _next(self) -> Row | RefusedRow | None:
        line = self._lines.number + 1
        taken: list[str] = []
        try:
            cells = self._cells(taken)
        except (csv.Error, _Endless):
            self._lines.put_back(taken[1:])
            too_long = len(taken[0]) > LONGEST_LINE
            reason = Reason.ROW_TOO_LONG if too_long else Reason.QUOTE_OPEN
            told = {"longest": LONGEST_LINE} if too_long else {}
            return RefusedRow(line, (Refusal(reason, "", told),), [])
        return None if cells is None else self._row(line, cells)

    def _cells(self, taken: list[str]) -> list[str] | None:
        """Return the next row's cells; `taken` fills with the lines it was read from."""

        def feed() -> Iterator[str]:
            length = 0
            for line in self._lines:
                taken.append(line)
                length += len(line)
                if length > LONGEST_LINE or len(taken) > MOST_LINES:
                    raise _Endless
                yield line

        return next(csv.reader(feed(), delimiter=self._delimiter, strict=True), None)

    def _row(self, line: int, written: list[str]) -> Row | RefusedRow:
        columns = self.header.columns
        if is_broken("".join(written), self._encoding):
            told: dict[str, object] = {"encoding": self._spoken}
            return RefusedRow(line, (Refusal(Reason.NOT_READABLE, "", told),), [])
        if any(written) and (len(written) < len(columns) or any(written[len(columns) :])):
            told = {"cells": len(written), "columns": len(columns)}
            return RefusedRow(line, (Refusal(Reason.WRONG_CELLS, "", told),), written)
        cells = {name: cell.strip() for name, cell in zip(columns, written, strict=False) if name}
        return Row(line, cells, written)
