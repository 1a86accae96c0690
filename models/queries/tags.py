"""What a person says of a comment's tags: it outlives every re-reading and moves the counts.

What the reader says is written by comments.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import Verdict
from models.counting import tag_steps
from models.database import Statement, Steps
from models.queries.counts import moving_tags

_COMMENT = "SELECT current, local_day FROM comment WHERE shop_id = {} AND id = {}"
_TAG = "SELECT probability, verdict FROM tag WHERE shop_id = {} AND comment = {} AND code = {}"
_SAY = """
INSERT INTO tag (shop_id, comment, code, verdict, verdict_by, verdict_at, reasons, model_version)
VALUES ({}, {}, {}, {}, {}, {}, '', '')
ON CONFLICT (comment, code) DO UPDATE SET verdict = excluded.verdict,
    verdict_by = excluded.verdict_by, verdict_at = excluded.verdict_at
"""
_UNSAY = """
UPDATE tag SET verdict = '', verdict_by = NULL, verdict_at = NULL
WHERE shop_id = {} AND comment = {} AND code = {}
"""
_DROP = "DELETE FROM tag WHERE shop_id = {} AND comment = {} AND code = {}"
_OF_COMMENT = """
SELECT code, probability, verdict, span_start, span_end, reasons, model_version
FROM tag WHERE shop_id = {} AND comment = {} ORDER BY code
"""


@dataclass(frozen=True, slots=True)
class CommentTag:
    """One tag of a comment as it stands: what the reader found and what a person said."""

    code: str
    probability: float | None
    verdict: str
    span_start: int | None
    span_end: int | None
    reasons: str
    model_version: str

    @property
    def counts(self) -> bool:
        """Tell whether the comment is counted under this tag."""
        return _counts(self.verdict, self.probability)


async def of_comment(shop_id: int, comment_id: int) -> list[CommentTag]:
    """Return the tags of a comment by code, those a person refused included."""
    rows = await database.fetch(_OF_COMMENT, shop_id, comment_id)
    return [CommentTag(**row) for row in rows]


async def set_verdict(
    shop_id: int, comment_id: int, code: str, verdict: Verdict, staff_id: int, now: datetime
) -> bool:
    """Write down that a person found a tag present or absent; False if there is no such comment."""
    said = Statement(_SAY, shop_id, comment_id, code, verdict, staff_id, now)
    return await database.write(_judging(shop_id, comment_id, code, verdict, [said]))


async def undo_verdict(shop_id: int, comment_id: int, code: str) -> bool:
    """Take a person's verdict back, so that the reader's word counts again."""
    return await database.write(_undoing(shop_id, comment_id, code))


def _undoing(shop_id: int, comment_id: int, code: str) -> Steps[bool]:
    rows = yield Statement(_TAG, shop_id, comment_id, code)
    if not rows or not rows[0]["verdict"]:
        return False
    # A tag that only a person had set leaves nothing behind.
    undo = _DROP if rows[0]["probability"] is None else _UNSAY
    unsaid = [Statement(undo, shop_id, comment_id, code)]
    return (yield from _judging(shop_id, comment_id, code, "", unsaid))


def _judging(
    shop_id: int, comment_id: int, code: str, verdict: str, statements: Sequence[Statement]
) -> Steps[bool]:
    comment = yield Statement(_COMMENT, shop_id, comment_id, locks=True)
    if not comment:
        return False
    rows = yield Statement(_TAG, shop_id, comment_id, code)
    probability = rows[0]["probability"] if rows else None
    before = bool(rows) and _counts(rows[0]["verdict"], probability)
    for statement in statements:  # noqa: UP028 - a list takes no rows back
        yield statement
    by = int(_counts(verdict, probability)) - int(before)
    if by and comment[0]["current"]:
        yield from moving_tags(shop_id, tag_steps(comment[0]["local_day"], [code], by))
    return True


def _counts(verdict: str, probability: float | None) -> bool:
    return verdict == Verdict.PRESENT or (verdict == "" and probability is not None)
