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
from models.queries.counts import counted_tags, moving_tags

_COMMENT = """
SELECT current, local_day, judged_at, judged_by FROM comment WHERE shop_id = {} AND id = {}
"""
_TAG = "SELECT probability, verdict FROM tag WHERE shop_id = {} AND comment = {} AND code = {}"
_SAY = """
INSERT INTO tag (shop_id, comment, code, verdict, verdict_by, verdict_at, marked_start, marked_end,
    reasons, model_version)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, '', '')
ON CONFLICT (comment, code) DO UPDATE SET verdict = excluded.verdict,
    verdict_by = excluded.verdict_by, verdict_at = excluded.verdict_at,
    marked_start = excluded.marked_start, marked_end = excluded.marked_end
"""
_UNSAY = """
UPDATE tag SET verdict = '', verdict_by = NULL, verdict_at = NULL, marked_start = NULL,
    marked_end = NULL
WHERE shop_id = {} AND comment = {} AND code = {}
"""
_DROP = "DELETE FROM tag WHERE shop_id = {} AND comment = {} AND code = {}"
_CONFIRM = """
UPDATE tag SET verdict = 'present', verdict_by = {}, verdict_at = {}
WHERE shop_id = {} AND comment = {} AND verdict = '' AND probability IS NOT NULL
"""
_WHOLE = "UPDATE comment SET judged_by = {}, judged_at = {} WHERE shop_id = {} AND id = {}"
# What a judgement of the whole has said of single tags bears its time.
_UNCONFIRM = """
UPDATE tag SET verdict = '', verdict_by = NULL, verdict_at = NULL
WHERE verdict_by = {} AND verdict_at = {} AND shop_id = {} AND comment = {}
    AND probability IS NOT NULL
"""
_DROP_CONFIRMED = """
DELETE FROM tag WHERE verdict_by = {} AND verdict_at = {} AND shop_id = {} AND comment = {}
    AND probability IS NULL
"""
_OF_COMMENT = """
SELECT code, probability, verdict, span_start, span_end, reasons, model_version
FROM tag WHERE shop_id = {} AND comment = {} ORDER BY code
"""
Mark = tuple[int, int]
"""Where a person sees a tag: a half-open range of the redacted copy."""


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
    shop_id: int,
    comment_id: int,
    code: str,
    verdict: Verdict,
    staff_id: int,
    now: datetime,
    mark: Mark | None = None,
) -> bool:
    """Write down that a person found a tag present or absent; False if there is no such comment."""
    said = (verdict, staff_id, now, *(mark or (None, None)))
    statement = Statement(_SAY, shop_id, comment_id, code, *said)
    return await database.write(_changing(shop_id, comment_id, [statement]))


async def undo_verdict(shop_id: int, comment_id: int, code: str) -> bool:
    """Take a person's verdict back, so that the reader's word counts again.

    A comment with a tag that nobody vouches for is no longer judged whole.
    """
    return await database.write(_undoing(shop_id, comment_id, code))


async def judge_whole(shop_id: int, comment_id: int, staff_id: int, now: datetime) -> bool:
    """Write down that a comment's tags are right and complete; False if there is no such comment.

    Tags that nobody has judged become present; a comment without any complains of nothing.
    """
    return await database.write(_judging_whole(shop_id, comment_id, staff_id, now))


async def undo_judge_whole(shop_id: int, comment_id: int) -> bool:
    """Take a judgement of the whole back, but not what was said of single tags before it."""
    return await database.write(_undoing_whole(shop_id, comment_id))


def _undoing(shop_id: int, comment_id: int, code: str) -> Steps[bool]:
    rows = yield Statement(_TAG, shop_id, comment_id, code)
    if not rows or not rows[0]["verdict"]:
        return False
    # A tag that only a person had set leaves nothing behind.
    undo = _DROP if rows[0]["probability"] is None else _UNSAY
    undone = Statement(undo, shop_id, comment_id, code)
    not_whole = Statement(_WHOLE, None, None, shop_id, comment_id)
    return (yield from _changing(shop_id, comment_id, [undone, not_whole]))


def _judging_whole(shop_id: int, comment_id: int, staff_id: int, now: datetime) -> Steps[bool]:
    comment = yield Statement(_COMMENT, shop_id, comment_id, locks=True)
    if not comment:
        return False
    if comment[0]["judged_at"] is None:  # who says it first has said it
        at = (staff_id, now, shop_id, comment_id)
        yield Statement(_CONFIRM, *at)
        yield Statement(_WHOLE, *at)
    return True


def _undoing_whole(shop_id: int, comment_id: int) -> Steps[bool]:
    comment = yield Statement(_COMMENT, shop_id, comment_id, locks=True)
    if not comment or comment[0]["judged_at"] is None:
        return False
    at = (comment[0]["judged_by"], comment[0]["judged_at"], shop_id, comment_id)
    unsaid = [Statement(_UNCONFIRM, *at), Statement(_DROP_CONFIRMED, *at)]
    not_whole = Statement(_WHOLE, None, None, shop_id, comment_id)
    return (yield from _changing(shop_id, comment_id, [*unsaid, not_whole]))


def _changing(shop_id: int, comment_id: int, statements: Sequence[Statement]) -> Steps[bool]:
    """Change a comment's tags, and the counts with them."""
    comment = yield Statement(_COMMENT, shop_id, comment_id, locks=True)
    if not comment:
        return False
    before = yield from counted_tags(shop_id, comment_id)
    for statement in statements:  # noqa: UP028 - a list takes no rows back
        yield statement
    if comment[0]["current"]:
        after = yield from counted_tags(shop_id, comment_id)
        steps = tag_steps(comment[0]["local_day"], after, 1)
        steps.update(tag_steps(comment[0]["local_day"], before, -1))
        yield from moving_tags(shop_id, steps)
    return True


def _counts(verdict: str, probability: float | None) -> bool:
    return verdict == Verdict.PRESENT or (verdict == "" and probability is not None)
