"""Digests: what they quote, and the rows that keep them from being written twice."""

from dataclasses import dataclass
from datetime import date, datetime

from models import database

# A group this small could name a person.
FEWEST_TO_QUOTE = 5
_QUOTES = """
SELECT c.answer, t.code, c.redacted
FROM tag t JOIN comment c ON c.id = t.comment AND c.current
WHERE t.shop_id = {} AND c.shop_id = {} AND c.local_day >= {} AND c.local_day < {}
    AND c.reading = 'read' AND t.verdict <> 'absent'
    AND (t.verdict = 'present' OR t.probability IS NOT NULL)
    AND t.code IN (SELECT g.code FROM tag g JOIN comment d ON d.id = g.comment AND d.current
        WHERE g.shop_id = {} AND d.local_day >= {} AND d.local_day < {}
        GROUP BY g.code HAVING count(DISTINCT d.answer) >= {})
ORDER BY coalesce(t.probability, 1.0) DESC, c.id
LIMIT 400
"""
_KEEP = """
INSERT INTO digest (shop_id, staff_id, period, state, content, composed_at)
VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT (shop_id, staff_id, period) DO NOTHING RETURNING id
"""
_TEXTS = """
SELECT c.redacted FROM comment c
WHERE c.shop_id = {} AND c.local_day >= {} AND c.local_day < {} AND c.current
    AND c.reading = 'read'
ORDER BY c.id LIMIT {}
"""


@dataclass(frozen=True, slots=True)
class TaggedQuote:
    """A redacted comment and one tag that stands on it."""

    answer_id: int
    code: str
    text: str


async def quotes(shop_id: int, since: date, until: date) -> list[TaggedQuote]:
    """Return redacted comments of the days with their tags, surest first; rare tags left out."""
    span = (shop_id, since, until)
    rows = await database.fetch(_QUOTES, shop_id, *span, *span, FEWEST_TO_QUOTE)
    return [TaggedQuote(row["answer"], row["code"], row["redacted"]) for row in rows]


async def texts(shop_id: int, since: date, until: date, limit: int) -> list[str]:
    """Return the redacted comments of the days, oldest first, at most `limit`."""
    rows = await database.fetch(_TEXTS, shop_id, since, until, limit)
    return [row["redacted"] for row in rows]


async def keep(
    shop_id: int, staff_id: int, period: str, content: str, now: datetime, state: str = "composed"
) -> int | None:
    """Write a digest down; None when this person already has this period's."""
    rows = await database.fetch(_KEEP, shop_id, staff_id, period, state, content, now)
    return int(rows[0]["id"]) if rows else None
