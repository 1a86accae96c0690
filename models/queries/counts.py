"""How counts move: one signed step per key, in the order of the keys, in the caller's transaction.

Sorted steps keep two writers on PostgreSQL from waiting for each other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from models.choices import RatingState
from models.database import Statement

ANSWERS = "ANSWERS"
NOT_APPLICABLE = -1
SKIPPED = -2

_SCORE = """
INSERT INTO score_count (shop_id, day, form, item, score, n) VALUES ({}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, day, form, item, score) DO UPDATE SET n = score_count.n + excluded.n
"""
_TAG = """
INSERT INTO tag_count (shop_id, day, code, n) VALUES ({}, {}, {}, {})
ON CONFLICT (shop_id, day, code) DO UPDATE SET n = tag_count.n + excluded.n
"""


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


def moving_scores(shop_id: int, steps: Counter[ScoreKey]) -> Iterator[Statement]:
    """Yield at most one statement that moves score counts by `steps`."""
    rows = [(shop_id, *key, n) for key, n in sorted(steps.items()) if n]
    if rows:
        yield Statement.many(_SCORE, rows)


def moving_tags(shop_id: int, steps: Counter[TagKey]) -> Iterator[Statement]:
    """Yield at most one statement that moves tag counts by `steps`."""
    rows = [(shop_id, *key, n) for key, n in sorted(steps.items()) if n]
    if rows:
        yield Statement.many(_TAG, rows)


def tag_steps(day: date, codes: Iterable[str], by: int) -> Counter[TagKey]:
    """Return the step that adds (`by` = 1) or takes away (`by` = -1) one answer's tags."""
    return Counter({TagKey(day, code): by for code in codes})
