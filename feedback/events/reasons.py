"""Why a field, a row or a whole file cannot be taken: a closed set of sentences.

A reason's name is its machine-readable code, its value the English sentence (a gettext message).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Reason(Enum):
    """What was wrong and what to do about it."""

    # One field.
    MISSING = "It is missing or empty."
    NOT_TEXT = "It must be a text."
    TOO_LONG = "It has {length} characters; {longest} are the most."
    UNPRINTABLE = "It holds a control character; remove it."
    NOT_A_TIME = "“{value}” is not a date and time; write it like 2026-11-21 09:30:00."
    NO_ZONE = "“{value}” names no zone; end it with Z or an offset such as +08:00."
    TOO_EARLY = "“{value}” lies before the year 2000."
    IN_THE_FUTURE = "“{value}” lies in the future; check the clock and the zone."
    TOO_LATE = "“{value}” lies after the year 2100."
    NOT_A_WHOLE_NUMBER = "“{value}” is not a whole number from {lowest} to {highest}."
    NOT_YES_OR_NO = "“{value}” is neither yes nor no; write true or false."
    NOT_AN_AMOUNT = "“{value}” is not an amount; write it like 175.26."
    TOO_FINE = "“{value}” has more decimals than {currency} has."
    NOT_A_CURRENCY = "“{value}” is not a currency code of three letters, such as CNY."
    NOT_A_LANGUAGE = "“{value}” is not a language tag such as zh-Hans or en."
    NOT_AN_AGE_BAND = "“{value}” is not an age band such as 25-34 or 65+."
    NOT_AN_ADDRESS = "It is not an e-mail address that a letter can reach."
    NOT_ONE_OF = "“{value}” is not one of: {choices}."
    # One event.
    NOT_AN_OBJECT = "It must be a JSON object."
    # One row of a file.
    NO_TIMES = "The row says nothing of when anything happened; fill in one time at least."
    WRONG_CELLS = "The row has {cells} cells where the header has {columns}."
    QUOTE_OPEN = "A quotation mark is opened here and never closed properly."
    ROW_TOO_LONG = "The row is longer than {longest} characters."
    NOT_READABLE = "The row holds bytes that are not {encoding}."
    SEEN_BEFORE = "“{value}” stands on line {line} already; the first one counts."
    KNOWN_DIFFERENTLY = "“{value}” is known already with another score or comment; the first stays."
    UNKNOWN_ORDER = "No order “{value}” is known; import the orders first."
    # One row that is taken, with a note.
    CLOCKS_SKIPPED = "The shop's clocks skipped this time; it was moved forward."
    TIMES_REVERSED = "These times cannot be: {names}. They are kept, and left out of durations."
    FACTS_STAY = "“{value}” is known already with other facts at the same times; the first stay."
    # One whole file.
    EMPTY_FILE = "The file is empty; its first line must name the columns."
    COLUMNS_MISSING = "The header lacks {missing}; it must name at least {needed}."
    COLUMN_TWICE = "The header names {column} twice (“{first}” and “{second}”)."
    NEITHER_ENCODING = "The file is neither UTF-8 nor GB18030 text; save it as CSV UTF-8."

    @property
    def code(self) -> str:
        """The name programs read."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, the field it is about ("" for the whole), the values of its sentence."""

    reason: Reason
    about: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return the reason as a reader's sentence, the field in front."""
        said = translate(self.reason.value).format_map(dict(self.values))
        return f"{self.about}: {said}" if self.about else said


class FieldRefused(Exception):
    """A field cannot be taken; raised while reading, caught where the field's name is known."""

    def __init__(self, reason: Reason, **values: object) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.values = values

    def about(self, name: str) -> Refusal:
        """Return the refusal with the field's name."""
        return Refusal(self.reason, name, self.values)


LONGEST_SHOWN = 40


def shown(value: object) -> str:
    """Return a value as it may stand in a sentence: short, one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
