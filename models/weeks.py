"""What kept weeks are made of: parts, cells and bounds; how they are kept is in queries/.

A cell is told by words and holds one count or several; sums of cells are cells again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

Key: TypeAlias = tuple[str, ...]
Counts: TypeAlias = tuple[int, ...]
Tally: TypeAlias = Mapping[Key, Counts]

WEEK = timedelta(days=7)


class Part(StrEnum):
    """What is counted, and so by which moment: each in the module of queries/ named beside it."""

    CAME = "came"  # orders and contacts, by when they came up: health.py
    ASKED = "asked"  # letters, by when they left: asked_strata.py
    SERVED = "served"  # orders and contacts, by when they were done: served_strata.py
    ANSWERED = "answered"  # answers, by their day: answered_strata.py


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one part; of answers, whose days have no zone, from midnight to midnight UTC."""

    part: Part
    since: datetime
    until: datetime

    @classmethod
    def of(cls, part: Part, monday: date, zone: ZoneInfo) -> "Week":
        """Return the week of a shop that begins on `monday`."""
        if part is Part.ANSWERED:
            return cls(part, midnight(monday), midnight(monday + WEEK))
        since, until = (
            datetime.combine(day, time(), zone).astimezone(UTC) for day in (monday, monday + WEEK)
        )
        return cls(part, since, until)


def midnight(day: date) -> datetime:
    """Return how the bound of a day without a zone is written."""
    return datetime.combine(day, time(), UTC)


def summed(found: Iterable[Iterable[tuple[Key, Counts]]]) -> dict[Key, Counts]:
    """Add up cells of the same words."""
    cells: dict[Key, list[Counts]] = defaultdict(list)
    for tally in found:
        for key, counts in tally:
            cells[key].append(counts)
    return {key: tuple(map(sum, zip(*counts, strict=True))) for key, counts in cells.items()}
