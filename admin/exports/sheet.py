"""What a table in a file is made of: texts, numbers, shares, days; and what may leave the house.

How it is written down is in csv.py and xlsx.py; both write the same cells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from admin.measures.estimate import Estimate, Visibility

PLACES: Final = 4
# What makes a spreadsheet take a text for a formula, in both widths, or cut it in two.
STARTERS: Final = tuple("=+-@＝＋－＠\t\r\n")


class Share(float):
    """A part of a whole, 0 to 1; spreadsheets show it as a percentage."""

    __slots__ = ()


Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; a number is a number, a text is only ever a text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class TableFile(Protocol):
    """A file that takes one table after another, row by row, and keeps none of them in memory."""

    def begin(self, title: str, columns: Sequence[str]) -> None:
        """Start a table."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows of the table that was started last."""

    def close(self) -> None:
        """Finish the file; nothing may be added any more."""


def looks_living(text: str) -> bool:
    """Say whether a spreadsheet program might compute a text instead of showing it."""
    return text.lstrip(" \u3000\u00a0").startswith(STARTERS)


def figures(estimate: Estimate) -> tuple[Cell, ...]:
    """Return value, low, high and n of a number; one that may not be shown leaves its n only."""
    if estimate.visibility is Visibility.HIDDEN:
        return (None, None, None, estimate.n)
    numbers = (estimate.value, estimate.low, estimate.high)
    return (*(None if number is None else round(number, PLACES) for number in numbers), estimate.n)


def shares(estimate: Estimate) -> tuple[Cell, ...]:
    """Return the figures of a number that is a part of a whole."""
    *numbers, n = figures(estimate)
    return (*(Share(one) if isinstance(one, float | int) else None for one in numbers), n)
