"""What every chart is made of and returns: sizes, tones, a table, and the drawing itself.

No chart is drawn here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from markupsafe import Markup


class Tone(StrEnum):
    """How a figure should feel to a manager; never the direction of an arrow."""

    GOOD = "good"
    BAD = "bad"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide a chart is and how large its type, in CSS pixels."""

    name: str
    width: int
    type_size: int
    stacked: bool


WIDE: Final = Layout("wide", width=720, type_size=14, stacked=False)
# For phones and letters: a 600 px chart scaled down to 343 px would have 7 px type.
NARROW: Final = Layout("narrow", width=360, type_size=16, stacked=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """A short written number beside a mark, such as "4.21" or "▼ 0.3 worse"."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart is called and what it says, for ears and for hovering."""

    title: str
    description: str


class Plotted(StrEnum):
    """What a column of a chart's data holds; whoever writes the file words it."""

    VALUE = "value"
    LOW = "low"
    HIGH = "high"
    COLUMN = "column"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Behind:
    """The data behind a chart, for files: numbers as they are plotted, not as they are written."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The same numbers as rows; the first cell of each row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: its SVG, its size in CSS pixels, and its numbers as a table."""

    svg: Markup
    width: int
    height: int
    words: Words
    table: Table
