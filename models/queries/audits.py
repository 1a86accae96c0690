"""The weekly audit: comments drawn at random, and how the reader had tagged them by then.

Judging them is in `tags`; what follows from it is a matter of admin/audited.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from models import database
from models.database import Row, Statement, Steps
from models.queries.quality import Days
from models.seen import CommentSeen, comments_seen

_POOL = """
SELECT id FROM comment
WHERE shop_id = {} AND local_day >= {} AND local_day < {} AND current = {} AND reading = 'read'
    AND judged_at IS NULL
ORDER BY id
"""
_FEW_OF_POOL = """
SELECT count(*) AS n FROM (
    SELECT id FROM comment
    WHERE shop_id = {} AND local_day >= {} AND local_day < {} AND current = {} AND reading = 'read'
        AND judged_at IS NULL
    LIMIT {}
) AS pool
"""
_ONE_SHOP = "SELECT id FROM shop WHERE id = {}"
_IS_DRAWN = "SELECT id FROM audit_comment WHERE shop_id = {} AND period = {} LIMIT 1"
_AS_READ = """
SELECT c.model_version, t.code FROM comment c
LEFT JOIN tag t ON t.comment = c.id AND t.probability IS NOT NULL
WHERE c.shop_id = {} AND c.id = {} ORDER BY t.code
"""
_DRAW = """
INSERT INTO audit_comment (shop_id, period, place, comment, read_tags, model_version, drawn_at)
VALUES ({}, {}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, comment) DO NOTHING
"""
# A shopper may have taken back a text since; then it is not asked about any more.
_OF_PERIOD = """
SELECT u.place, c.answer, a.overall, a.local_day, c.id AS comment_id, c.prompt, c.redacted,
    c.reading, c.polarity, c.judged_at, t.code, t.probability, t.verdict, t.reasons,
    coalesce(t.marked_start, t.span_start) AS span_start,
    coalesce(t.marked_end, t.span_end) AS span_end
FROM audit_comment u
JOIN comment c ON c.id = u.comment AND c.shop_id = u.shop_id
JOIN answer a ON a.id = c.answer
LEFT JOIN tag t ON t.comment = c.id
WHERE u.shop_id = {} AND u.period = {} AND c.reading <> 'withheld'
    AND (c.current = {} OR c.judged_at IS NOT NULL)
ORDER BY u.place, t.span_start, t.code
"""
_PROGRESS = """
SELECT count(*) AS drawn, count(c.judged_at) AS judged FROM audit_comment u
JOIN comment c ON c.id = u.comment AND c.shop_id = u.shop_id
WHERE u.shop_id = {} AND u.period = {} AND c.reading <> 'withheld'
    AND (c.current = {} OR c.judged_at IS NOT NULL)
"""
_JUDGED = """
SELECT u.period, u.comment, u.read_tags, t.code FROM audit_comment u
JOIN comment c ON c.id = u.comment AND c.shop_id = u.shop_id AND c.judged_at IS NOT NULL
LEFT JOIN tag t ON t.comment = c.id AND t.verdict = 'present'
WHERE u.shop_id = {} AND u.period >= {}
ORDER BY u.period, u.place, u.comment
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One comment of an audit and the answer it belongs to."""

    place: int
    answer_id: int
    overall: int | None
    day: date
    comment: CommentSeen


@dataclass(frozen=True, slots=True)
class Progress:
    """How many comments an audit has, and how many of them are judged."""

    drawn: int
    judged: int

    @property
    def left(self) -> int:
        """How many wait to be judged."""
        return self.drawn - self.judged


@dataclass(frozen=True, slots=True)
class JudgedComment:
    """What the reader had said of a comment when it was drawn, and what a person found."""

    period: str
    read: frozenset[str]
    true: frozenset[str]


async def pool(shop_id: int, days: Days) -> list[int]:
    """Return the comments of `days` that may be drawn: current, read, not judged as a whole.

    Those of which a single tag was corrected belong to it: without them the reader's mistakes
    would be missing.
    """
    rows = await database.fetch(_POOL, shop_id, days.since, days.until, True)
    return [row["id"] for row in rows]


async def in_pool(shop_id: int, days: Days, most: int) -> int:
    """Return how many comments of `days` may be drawn, counted up to `most`."""
    rows = await database.fetch(_FEW_OF_POOL, shop_id, days.since, days.until, True, most)
    return int(rows[0]["n"])


async def draw(shop_id: int, period: str, comment_ids: Sequence[int], now: datetime) -> bool:
    """Keep an audit's draw with what the reader says now; False if the week is drawn already."""
    return await database.write(_drawing(shop_id, period, comment_ids, now))


async def of_period(shop_id: int, period: str) -> list[Drawn]:
    """Return an audit's comments in the order of the draw."""
    rows = await database.fetch(_OF_PERIOD, shop_id, period, True)
    return [_drawn(list(group)) for _, group in groupby(rows, key=lambda row: row["comment_id"])]


async def progress(shop_id: int, period: str) -> Progress:
    """Return how far an audit has come; nothing drawn where it has not begun."""
    (row,) = await database.fetch(_PROGRESS, shop_id, period, True)
    return Progress(row["drawn"], row["judged"])


async def judged(shop_id: int, since: str) -> list[JudgedComment]:
    """Return every comment that was judged in the audits of the week `since` and later."""
    rows = await database.fetch(_JUDGED, shop_id, since)
    groups = groupby(rows, key=lambda row: row["comment"])
    return [_judged(list(group)) for _, group in groups]


def _drawing(shop_id: int, period: str, comment_ids: Iterable[int], now: datetime) -> Steps[bool]:
    yield Statement(_ONE_SHOP, shop_id, locks=True)  # one draw at a time
    drawn = yield Statement(_IS_DRAWN, shop_id, period)
    if drawn:
        return False
    for place, comment_id in enumerate(comment_ids, start=1):
        read = yield Statement(_AS_READ, shop_id, comment_id)
        if read:
            tags = " ".join(row["code"] for row in read if row["code"])
            kept = (tags, read[0]["model_version"], now)
            yield Statement(_DRAW, shop_id, period, place, comment_id, *kept)
    return True


def _drawn(rows: list[Row]) -> Drawn:
    first = rows[0]
    (comment,) = comments_seen(rows)
    return Drawn(first["place"], first["answer"], first["overall"], first["local_day"], comment)


def _judged(rows: list[Row]) -> JudgedComment:
    true = frozenset(row["code"] for row in rows if row["code"])
    return JudgedComment(rows[0]["period"], frozenset(rows[0]["read_tags"].split()), true)
