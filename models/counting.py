"""What the counts count: their keys, and the codes that are not scores or tags of their own.

How counts are moved and read is in queries/counts.py and queries/rollup.py.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from models.choices import RatingState

ANSWERS = "ANSWERS"
NOT_APPLICABLE = -1
SKIPPED = -2


class ScoreKey(NamedTuple):
    """What one cell of the score counts stands for."""

    day: date
    form: str
    item: str
    score: int


class TagKey(NamedTuple):
    """What one cell of the tag counts stands for."""

    day: date
    code: str


def score_counted(state: str, score: int | None) -> int:
    """Return the score a rating is counted under: itself, -1 not applicable, -2 skipped."""
    if state == RatingState.NA:
        return NOT_APPLICABLE
    return SKIPPED if state == RatingState.SKIPPED or score is None else score


def reading_code(reading: str) -> str:
    """Return the code that counts comments by what became of them, such as "(waiting)"."""
    return f"({reading})"


def tag_steps(day: date, codes: Iterable[str], by: int) -> Counter[TagKey]:
    """Return the step that adds (`by` = 1) or takes away (`by` = -1) one answer's tags."""
    return Counter({TagKey(day, code): by for code in codes})
