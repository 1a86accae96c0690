"""What the counts count: their keys, and the codes that are not scores or tags of their own.

Askings count on the local day the letter left: under "ASKED" once, and under "HEARD", with the
days until the answer for a score, when it has come.

How counts are moved and read is in queries/counts.py and queries/rollup.py.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.choices import RatingState

ANSWERS = "ANSWERS"
ASKED = "ASKED"
HEARD = "HEARD"
# A reply that takes even longer counts as one that took so long.
LONGEST_REPLY = timedelta(days=60)
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


def asked_on(zone: ZoneInfo, form: str, sent_at: datetime) -> ScoreKey:
    """Return the cell in which a letter counts that left at `sent_at`."""
    return ScoreKey(_local(zone, sent_at), form, ASKED, 0)


def heard_on(zone: ZoneInfo, form: str, sent_at: datetime, answered_at: datetime) -> ScoreKey:
    """Return the cell in which the answer to a letter counts."""
    day = _local(zone, sent_at)
    took = min(_local(zone, answered_at) - day, LONGEST_REPLY)
    return ScoreKey(day, form, HEARD, max(took.days, 0))


def reading_code(reading: str) -> str:
    """Return the code that counts comments by what became of them, such as "(waiting)"."""
    return f"({reading})"


def tag_steps(day: date, codes: Iterable[str], by: int) -> Counter[TagKey]:
    """Return the step that adds (`by` = 1) or takes away (`by` = -1) one answer's tags."""
    return Counter({TagKey(day, code): by for code in codes})


def _local(zone: ZoneInfo, moment: datetime) -> date:
    return moment.astimezone(zone).date()
