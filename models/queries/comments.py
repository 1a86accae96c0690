"""Comments: immutable revisions of what shoppers wrote, and what the reader made of them.

Writing is done by generators inside the transaction of whoever writes; counts move with it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from models import database
from models.choices import ReadingState
from models.counting import TagKey, reading_code, tag_steps
from models.database import Statement, Steps
from models.queries.counts import counted_tags, moving_tags

_CURRENT = """
SELECT id, text, reading FROM comment WHERE shop_id = {} AND answer = {} AND current = {}
"""
_RETIRE = "UPDATE comment SET current = {} WHERE shop_id = {} AND id = {}"
_LAST_REVISION = """
SELECT coalesce(max(revision), 0) AS n FROM comment
WHERE shop_id = {} AND answer = {} AND prompt = {}
"""
_ADD = """
INSERT INTO comment (shop_id, answer, prompt, revision, current, text, redacted, reading, polarity,
    model_version, local_day, submitted_at)
VALUES ({}, {}, {}, {}, {}, {}, '', 'waiting', '', '', {}, {}) RETURNING id
"""
_WAITING = """
SELECT shop_id, id, text FROM comment WHERE reading = 'waiting' ORDER BY id LIMIT {}
"""
_ONE = "SELECT id, shop_id, text FROM comment WHERE shop_id = {} AND id = {}"
_OF_OTHER_VERSIONS = """
SELECT shop_id, id, text, local_day FROM comment
WHERE shop_id = {} AND (local_day, id) > ({}, {}) AND local_day >= {}
    AND model_version <> {} AND reading <> 'waiting'
ORDER BY local_day, id LIMIT {}
"""
_HOW_MANY = """
SELECT count(*) AS n FROM comment
WHERE shop_id = {} AND model_version <> {} AND reading <> 'waiting' AND local_day >= {}
"""
_LOCK = """
SELECT id, current, reading, local_day, judged_at, judged_by FROM comment
WHERE shop_id = {} AND id = {}
"""
_READ = """
UPDATE comment SET reading = {}, redacted = {}, polarity = {}, polarity_probability = {},
    model_version = {}, read_at = {}
WHERE shop_id = {} AND id = {}
"""
_FORGET_UNCONFIRMED = "DELETE FROM tag WHERE shop_id = {} AND comment = {} AND verdict = ''"
# A mark by hand counts the characters of the copy that it was set on.
_FORGET_READING = """
UPDATE tag SET probability = NULL, span_start = NULL, span_end = NULL, reasons = '',
    marked_start = CASE WHEN (SELECT redacted FROM comment c WHERE c.id = tag.comment) = {}
        THEN marked_start END,
    marked_end = CASE WHEN (SELECT redacted FROM comment c WHERE c.id = tag.comment) = {}
        THEN marked_end END
WHERE shop_id = {} AND comment = {}
"""
_REFUSE_NEW = """
UPDATE tag SET verdict = 'absent', verdict_by = {}, verdict_at = {}
WHERE shop_id = {} AND comment = {} AND verdict = ''
"""
_TAG = """
INSERT INTO tag (shop_id, comment, code, probability, verdict, span_start, span_end, reasons,
    model_version)
VALUES ({}, {}, {}, {}, '', {}, {}, {}, {})
ON CONFLICT (comment, code) DO UPDATE SET probability = excluded.probability,
    span_start = excluded.span_start, span_end = excluded.span_end, reasons = excluded.reasons,
    model_version = excluded.model_version
"""
LONGEST_REASONS = 400


@dataclass(frozen=True, slots=True)
class WaitingComment:
    """A text that the reader has not been over; the only place that shows it as written."""

    shop_id: int
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One submitted text: which open question it replies to, and as which revision."""

    prompt: str
    text: str
    at: datetime
    revision: int = 1


@dataclass(frozen=True, slots=True)
class ReadTag:
    """One complaint found; the span is a half-open range of the redacted copy."""

    code: str
    probability: float
    start: int
    end: int
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class ReadComment:
    """What the reader made of one comment."""

    shop_id: int
    id: int
    reading: ReadingState
    redacted: str = ""
    polarity: str = ""
    polarity_probability: float | None = None
    model_version: str = ""
    tags: tuple[ReadTag, ...] = ()


async def waiting(limit: int) -> list[WaitingComment]:
    """Return unread comments of every shop, oldest first; exempt from shop_id first."""
    return [WaitingComment(**row) for row in await database.fetch(_WAITING, limit)]


async def read_by_others(
    shop_id: int, version: str, after: tuple[date, int], limit: int
) -> list[tuple[WaitingComment, date]]:
    """Return comments that another version of the reader has read, with their days.

    They come by day and id, those beyond the day and id of `after`.
    """
    place = (*after, after[0])
    rows = await database.fetch(_OF_OTHER_VERSIONS, shop_id, *place, version, limit)
    return [
        (WaitingComment(row["shop_id"], row["id"], row["text"]), row["local_day"]) for row in rows
    ]


async def how_many_read_by_others(shop_id: int, version: str, since: date) -> int:
    """Return how many comments another version of the reader has read."""
    rows = await database.fetch(_HOW_MANY, shop_id, version, since)
    return int(rows[0]["n"])


async def as_written(shop_id: int, comment_id: int) -> WaitingComment | None:
    """Return one comment as written, for the reader and for erasure alone."""
    rows = await database.fetch(_ONE, shop_id, comment_id)
    return WaitingComment(**rows[0]) if rows else None


def adding_comment(
    shop_id: int, answer_id: int, written: WrittenText, day: date, tags: Counter[TagKey]
) -> Steps[int]:
    """Add a revision of a text, return its id; its step goes into `tags`."""
    values = (written.prompt, written.revision, True, written.text, day, written.at)
    rows = yield Statement(_ADD, shop_id, answer_id, *values)
    tags.update(tag_steps(day, [reading_code(ReadingState.WAITING)], 1))
    return int(rows[0]["id"])


def next_revision(shop_id: int, answer_id: int, prompt: str) -> Steps[int]:
    """Return the number of the next text an answer gives to a prompt."""
    last = yield Statement(_LAST_REVISION, shop_id, answer_id, prompt)
    return int(last[0]["n"]) + 1


def retiring_comment(
    shop_id: int, answer_id: int, text: str, day: date, tags: Counter[TagKey]
) -> Steps[bool]:
    """Retire the current text unless it is `text`; return whether it is, so that nothing changes.

    An answer without a text has the current text "". The retired revision stays for good, but
    its tags no longer count.
    """
    rows = yield Statement(_CURRENT, shop_id, answer_id, True, locks=True)
    if not rows:
        return not text
    comment = rows[0]
    if comment["text"] == text:
        return True
    codes = yield from _counted(shop_id, comment["id"], comment["reading"])
    tags.update(tag_steps(day, codes, -1))
    yield Statement(_RETIRE, False, shop_id, comment["id"])
    return False


def storing_readings(readings: list[ReadComment], now: datetime) -> Steps[int]:
    """Store what the reader made of some comments; return how many were still there.

    Reading again replaces what the reader said before; a person's verdict stays as it is, and who
    found a comment's tags complete has refused whatever else is read into it later. Exempt from
    shop_id first: every reading names its shop.
    """
    steps: dict[int, Counter[TagKey]] = {}
    stored = 0
    for one in sorted(readings, key=lambda reading: reading.id):
        found = yield Statement(_LOCK, one.shop_id, one.id, locks=True)
        if found:
            moved = steps.setdefault(one.shop_id, Counter())
            yield from _storing(one, found[0], now, moved)
            stored += 1
    for shop_id in sorted(steps):
        yield from moving_tags(shop_id, steps[shop_id])
    return stored


def _storing(
    one: ReadComment, row: database.Row, now: datetime, moved: Counter[TagKey]
) -> Steps[None]:
    shop_id, comment_id, day = one.shop_id, one.id, row["local_day"]
    before = yield from _counted(shop_id, comment_id, row["reading"])
    yield Statement(_FORGET_UNCONFIRMED, shop_id, comment_id)
    yield Statement(_FORGET_READING, one.redacted, one.redacted, shop_id, comment_id)
    if one.tags:
        yield Statement.many(_TAG, [_tag_row(one, tag) for tag in one.tags])
    if one.tags and row["judged_at"] is not None:
        judged = (row["judged_by"], row["judged_at"])
        yield Statement(_REFUSE_NEW, *judged, shop_id, comment_id)
    tone = (one.polarity, one.polarity_probability, one.model_version, now)
    yield Statement(_READ, one.reading, one.redacted, *tone, shop_id, comment_id)
    if row["current"]:
        after = yield from _counted(shop_id, comment_id, one.reading)
        moved.update(tag_steps(day, before, -1))
        moved.update(tag_steps(day, after, 1))


def _tag_row(one: ReadComment, tag: ReadTag) -> tuple[object, ...]:
    span = (tag.start, tag.end, tag.reasons[:LONGEST_REASONS])
    return (one.shop_id, one.id, tag.code, tag.probability, *span, one.model_version)


def _counted(shop_id: int, comment_id: int, reading: str) -> Steps[list[str]]:
    """Return the codes a comment counts under: its tags, and what became of it.

    An unread comment has tags too, once a person has said so.
    """
    codes = yield from counted_tags(shop_id, comment_id)
    return [*codes, reading_code(reading)]
