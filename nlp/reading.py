"""What the reader says of one comment: values only, no reading.

Spans are half-open ranges of Unicode code points of the text that was given.
"""

from dataclasses import dataclass
from typing import Literal

Status = Literal["read", "not_read"]


@dataclass(frozen=True, slots=True)
class FoundTag:
    """One complaint found in a comment, and the words that show it."""

    code: str
    probability: float
    start: int
    end: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one comment complains of; `not_read` when it is not written in Chinese."""

    status: Status
    polarity: str
    polarity_probability: float
    tags: tuple[FoundTag, ...] = ()
