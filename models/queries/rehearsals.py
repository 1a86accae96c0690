"""Orders and contacts of the past with all that decided about them, for playing rules through.

Nothing is written here. Who would have been asked is the business of feedback/invitations/.
"""

from dataclasses import dataclass
from datetime import datetime

from models import database

_PASTS = """
SELECT c.id, c.survey_kind, c.subject_ref, c.created_at, p.id AS customer_id, p.email,
    p.age_band, p.last_answered_at, o.sales_channel, o.category, o.survey_basis AS order_basis,
    o.delivered_at, o.completed_at, o.promised_at, o.cancelled_at, o.return_requested_at,
    o.return_received_at, o.refunded_at, k.channel AS contact_channel, k.automated,
    k.survey_basis AS contact_basis, k.closed_at, s.at AS suppressed_at,
    (SELECT w.opened_at FROM contact w WHERE w.shop_id = c.shop_id
        AND w.order_ref = o.order_ref ORDER BY w.opened_at DESC, w.id DESC LIMIT 1)
        AS "service_from [timestamptz]",
    (SELECT w.closed_at FROM contact w WHERE w.shop_id = c.shop_id
        AND w.order_ref = o.order_ref ORDER BY w.opened_at DESC, w.id DESC LIMIT 1)
        AS "service_until [timestamptz]"
FROM candidate c
LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = c.shop_id
LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = c.shop_id
LEFT JOIN customer p ON p.shop_id = c.shop_id
    AND p.id = coalesce(c.customer_id, o.customer_id, k.customer_id)
LEFT JOIN suppression s ON s.shop_id = c.shop_id AND s.email_hash = p.email_hash
WHERE c.shop_id = {} AND c.created_at >= {} AND c.created_at < {}
    AND coalesce(c.customer_id, o.customer_id, k.customer_id, c.id) % {} = 0
ORDER BY c.id LIMIT {}
"""
_LETTERS = """
SELECT i.customer_id, i.created_at, i.answered_at,
    coalesce(i.reminded_at, i.sent_at, i.created_at) AS "asked_at [timestamptz]"
FROM invitation i
WHERE i.shop_id = {} AND i.state <> 'withdrawn' AND i.created_at >= {} AND i.created_at < {}
    AND i.customer_id % {} = 0
    AND i.customer_id IN (SELECT coalesce(c.customer_id, o.customer_id, k.customer_id)
        FROM candidate c
        LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = c.shop_id
        LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = c.shop_id
        WHERE c.shop_id = {} AND c.created_at >= {} AND c.created_at < {})
ORDER BY i.created_at, i.id
"""
_COUNT = """
SELECT count(*) AS n FROM candidate WHERE shop_id = {} AND created_at >= {} AND created_at < {}
"""


@dataclass(frozen=True, slots=True)
class Past:
    """An order or contact of which we heard at `created_at`, with its person and what became."""

    id: int
    survey_kind: str
    subject_ref: str
    created_at: datetime
    customer_id: int | None
    email: str | None
    age_band: str | None
    last_answered_at: datetime | None
    sales_channel: str | None
    category: str | None
    order_basis: str | None
    delivered_at: datetime | None
    completed_at: datetime | None
    promised_at: datetime | None
    cancelled_at: datetime | None
    return_requested_at: datetime | None
    return_received_at: datetime | None
    refunded_at: datetime | None
    contact_channel: str | None
    automated: bool | None
    contact_basis: str | None
    closed_at: datetime | None
    suppressed_at: datetime | None
    # The newest contact about the order: from when until when service was busy with it.
    service_from: datetime | None
    service_until: datetime | None


@dataclass(frozen=True, slots=True)
class PastLetter:
    """When a person was written to, for the last time about the same, and when they answered."""

    customer_id: int
    created_at: datetime
    asked_at: datetime
    answered_at: datetime | None


async def pasts(
    shop_id: int, since: datetime, until: datetime, every: int, limit: int
) -> list[Past]:
    """Return what was first heard of in [since, until) from every so many-th person, in order."""
    rows = await database.fetch(_PASTS, shop_id, since, until, every, limit)
    return [Past(**_typed(row)) for row in rows]


async def how_many(shop_id: int, since: datetime, until: datetime) -> int:
    """Return how many orders and contacts were first heard of in [since, until)."""
    return int((await database.fetch(_COUNT, shop_id, since, until))[0]["n"])


async def letters(
    shop_id: int, since: datetime, until: datetime, every: int, year_before: datetime
) -> list[PastLetter]:
    """Return the letters since `year_before` to such people of [since, until), oldest first."""
    span = (shop_id, since, until)
    rows = await database.fetch(_LETTERS, shop_id, year_before, until, every, *span)
    return [PastLetter(**row) for row in rows]


def _typed(row: database.Row) -> database.Row:
    automated = row["automated"]
    return row | {"automated": None if automated is None else bool(automated)}
