"""Single figures of finished weeks: what they are made of, read once, and what was kept of it.

Which figures there are and how they are computed is the business of admin/alerts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from models import database
from models.queries.health import MOST_TIMES
from models.queries.quality import Days

# Both moments are cut to their second, in which SQLite compares without a parsed time.
_APART = {
    "sqlite": "CAST(strftime('%s', {}) AS INTEGER) - CAST(strftime('%s', {}) AS INTEGER)",
    "postgres": "CAST(floor(extract(epoch FROM {})) - floor(extract(epoch FROM {})) AS BIGINT)",
}
_REPLIES = """
SELECT <apart> AS seconds
FROM answer a JOIN invitation i ON i.id = a.invitation_id AND i.shop_id = a.shop_id
WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {} AND a.source = 'survey'
    AND i.answered_at >= i.sent_at
ORDER BY a.local_day DESC, a.id DESC LIMIT {}
"""
_FORMS = """
SELECT elapsed_ms FROM answer
WHERE shop_id = {} AND local_day >= {} AND local_day < {} AND source = 'survey'
    AND survey_kind = 'post_purchase' AND elapsed_ms IS NOT NULL
ORDER BY local_day DESC, id DESC LIMIT {}
"""
_REFUNDS = """
SELECT <apart> AS seconds FROM shop_order
WHERE shop_id = {} AND refunded_at >= {} AND refunded_at < {} AND impossible = ''
    AND refunded_at >= return_requested_at
ORDER BY refunded_at DESC LIMIT {}
"""
_CONTACTS_AND_ORDERS = """
SELECT (SELECT count(*) FROM contact
        WHERE shop_id = {} AND opened_at >= {} AND opened_at < {}) AS contacts,
    (SELECT count(*) FROM shop_order
        WHERE shop_id = {} AND placed_at >= {} AND placed_at < {}) AS orders
"""
_FIRST_ANSWER = """
SELECT local_day FROM answer WHERE shop_id = {} AND local_day IS NOT NULL
ORDER BY local_day LIMIT 1
"""
_FIRST_ORDER = """
SELECT placed_at FROM shop_order WHERE shop_id = {} AND placed_at IS NOT NULL
ORDER BY placed_at LIMIT 1
"""
_KEPT = """
SELECT measure, period, value, n FROM week_figure
WHERE shop_id = {} AND period >= {} AND period <= {} ORDER BY period, measure
"""
_KEEP = """
INSERT INTO week_figure (shop_id, measure, period, value, n, counted_at)
VALUES ({}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, measure, period) DO UPDATE SET value = excluded.value, n = excluded.n,
    counted_at = excluded.counted_at
RETURNING id
"""
_FORGET = "DELETE FROM week_figure WHERE shop_id = {} RETURNING id"


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """One number of one week, None where nothing was counted, and how much stands behind it."""

    measure: str
    period: str
    value: float | None
    n: int


async def reply_seconds(shop_id: int, days: Days) -> list[int]:
    """Return how long the answers of `days` took to come, from the sent letter."""
    rows = await database.fetch(
        _apart(_REPLIES, "i.answered_at", "i.sent_at"), shop_id, days.since, days.until, MOST_TIMES
    )
    return [row["seconds"] for row in rows]


async def form_milliseconds(shop_id: int, days: Days) -> list[int]:
    """Return how long filling in a form after a purchase took, of the answers of `days`."""
    rows = await database.fetch(_FORMS, shop_id, days.since, days.until, MOST_TIMES)
    return [row["elapsed_ms"] for row in rows]


async def refund_seconds(shop_id: int, since: datetime, until: datetime) -> list[int]:
    """Return how long the refunds paid in [since, until) took from the wish to return."""
    sql = _apart(_REFUNDS, "refunded_at", "return_requested_at")
    rows = await database.fetch(sql, shop_id, since, until, MOST_TIMES)
    return [row["seconds"] for row in rows]


async def contacts_and_orders(shop_id: int, since: datetime, until: datetime) -> tuple[int, int]:
    """Return how many contacts were opened and orders placed in [since, until)."""
    span = (shop_id, since, until)
    (row,) = await database.fetch(_CONTACTS_AND_ORDERS, *span, *span)
    return row["contacts"], row["orders"]


async def first_answer(shop_id: int) -> date | None:
    """Return the day of the first answer."""
    rows = await database.fetch(_FIRST_ANSWER, shop_id)
    return rows[0]["local_day"] if rows else None


async def first_order(shop_id: int) -> datetime | None:
    """Return when the first order was placed."""
    rows = await database.fetch(_FIRST_ORDER, shop_id)
    return rows[0]["placed_at"] if rows else None


async def kept(shop_id: int, first: str, last: str) -> list[WeekFigure]:
    """Return the figures of the weeks `first` to `last`, both included, the oldest first."""
    return [WeekFigure(**row) for row in await database.fetch(_KEPT, shop_id, first, last)]


async def keep(shop_id: int, figures: Iterable[WeekFigure], now: datetime) -> None:
    """Keep figures, in the place of those counted before."""
    async with database.transaction():
        for one in figures:
            figure = (one.measure, one.period, one.value, one.n)
            await database.fetch(_KEEP, shop_id, *figure, now)


async def forget(shop_id: int) -> int:
    """Forget every figure, so that all are counted anew; return how many there were."""
    return len(await database.fetch(_FORGET, shop_id))


def _apart(sql: str, later: str, earlier: str) -> str:
    return sql.replace("<apart>", _APART[database.engine_name()].format(later, earlier))
