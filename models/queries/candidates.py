"""Orders and contacts that may be asked about: opened once, decided once, each with its reason.

Which reason applies is the business of feedback/invitations/policy.py; here it is only kept.
"""

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import CandidateState
from models.database import Statement

_OPEN = """
INSERT INTO candidate (shop_id, survey_kind, subject_ref, order_id, contact_id, customer_id,
    state, reason, due_at, stratum, created_at)
VALUES ({}, {}, {}, {}, {}, {}, 'waiting', '', {}, '', {})
ON CONFLICT (shop_id, survey_kind, subject_ref) DO UPDATE SET
    order_id = coalesce(excluded.order_id, candidate.order_id),
    contact_id = coalesce(excluded.contact_id, candidate.contact_id),
    customer_id = coalesce(excluded.customer_id, candidate.customer_id),
    due_at = CASE WHEN candidate.reason = '' THEN excluded.due_at ELSE candidate.due_at END
WHERE candidate.state = 'waiting'
"""
_CLOSE = """
INSERT INTO candidate (shop_id, survey_kind, subject_ref, order_id, contact_id, customer_id,
    state, reason, stratum, decided_at, created_at)
VALUES ({}, {}, {}, {}, {}, {}, 'not_asked', {}, '', {}, {})
ON CONFLICT (shop_id, survey_kind, subject_ref) DO UPDATE SET
    state = 'not_asked', reason = excluded.reason, decided_at = excluded.decided_at
WHERE candidate.state = 'waiting'
RETURNING id
"""
_DUE = """
SELECT c.id, c.survey_kind, c.subject_ref, c.order_id, c.contact_id, c.created_at, c.due_at,
    p.id AS customer_id, p.email, p.email_hash, p.locale, p.age_band,
    p.last_invited_at, p.last_answered_at,
    o.order_ref, o.sales_channel, o.category, o.survey_basis AS order_basis,
    o.delivered_at, o.completed_at, o.promised_at, o.cancelled_at, o.return_requested_at,
    o.return_received_at, o.refunded_at,
    k.channel AS contact_channel, k.automated, k.survey_basis AS contact_basis, k.closed_at,
    (SELECT max(w.opened_at) FROM contact w WHERE w.shop_id = c.shop_id
        AND w.order_ref = o.order_ref AND w.closed_at IS NULL) AS "contact_open_since [timestamptz]"
FROM candidate c
LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = c.shop_id
LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = c.shop_id
LEFT JOIN customer p ON p.shop_id = c.shop_id
    AND p.id = coalesce(c.customer_id, o.customer_id, k.customer_id)
WHERE c.shop_id = {} AND c.state = 'waiting' AND c.due_at <= {}
ORDER BY c.due_at, c.id LIMIT {}
"""
_DEFER = """
UPDATE candidate SET due_at = {}, reason = {}, stratum = {}, sampling_probability = {}
WHERE shop_id = {} AND id = {} AND state = 'waiting' RETURNING id
"""
_DECIDE = """
UPDATE candidate
SET state = {}, reason = {}, stratum = {}, sampling_probability = {}, customer_id = {},
    decided_at = {}
WHERE shop_id = {} AND id = {} AND state = 'waiting' RETURNING id
"""
_COUNT = """
SELECT survey_kind, state, reason, count(*) AS n FROM candidate
WHERE shop_id = {} AND created_at >= {} AND created_at < {}
GROUP BY survey_kind, state, reason ORDER BY survey_kind, state, reason
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A candidate whose time has come, with every fact that decides whether to ask."""

    id: int
    survey_kind: str
    subject_ref: str
    order_id: int | None
    contact_id: int | None
    created_at: datetime
    due_at: datetime
    customer_id: int | None
    email: str | None
    email_hash: bytes | None
    locale: str | None
    age_band: str | None
    last_invited_at: datetime | None
    last_answered_at: datetime | None
    order_ref: str | None
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
    contact_open_since: datetime | None


@dataclass(frozen=True, slots=True)
class Sampled:
    """What is kept of every decision, so that those not asked can be weighted for."""

    stratum: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many candidates of a span stand where, and why."""

    survey_kind: str
    state: str
    reason: str
    n: int


def opening(
    shop_id: int,
    survey_kind: str,
    subject_ref: str,
    order_id: int | None,
    contact_id: int | None,
    customer_id: int | None,
    due_at: datetime,
    now: datetime,
) -> Statement:
    """Return the statement of `open_candidate`, for use inside a larger write."""
    subject = (survey_kind, subject_ref, order_id, contact_id, customer_id)
    return Statement(_OPEN, shop_id, *subject, due_at, now)


async def open_candidate(
    shop_id: int,
    survey_kind: str,
    subject_ref: str,
    order_id: int | None,
    contact_id: int | None,
    customer_id: int | None,
    due_at: datetime,
    now: datetime,
) -> None:
    """Let an order or contact be asked about from `due_at`; a decided one stays as it is."""
    subject = (survey_kind, subject_ref, order_id, contact_id, customer_id)
    await database.fetch(_OPEN, shop_id, *subject, due_at, now)


def closing_unasked(
    shop_id: int,
    survey_kind: str,
    subject_ref: str,
    order_id: int | None,
    contact_id: int | None,
    customer_id: int | None,
    reason: str,
    now: datetime,
) -> Statement:
    """Return the statement of `close_unasked`, for use inside a larger write."""
    subject = (survey_kind, subject_ref, order_id, contact_id, customer_id)
    return Statement(_CLOSE, shop_id, *subject, reason, now, now)


async def close_unasked(
    shop_id: int,
    survey_kind: str,
    subject_ref: str,
    order_id: int | None,
    contact_id: int | None,
    customer_id: int | None,
    reason: str,
    now: datetime,
) -> bool:
    """Write down why an order or contact will not be asked; False if it was decided before."""
    subject = (survey_kind, subject_ref, order_id, contact_id, customer_id)
    return bool(await database.fetch(_CLOSE, shop_id, *subject, reason, now, now))


async def due(shop_id: int, now: datetime, limit: int) -> list[Due]:
    """Return the candidates whose time has come, oldest first, at most `limit`."""
    return [Due(**_typed(row)) for row in await database.fetch(_DUE, shop_id, now, limit)]


def _typed(row: database.Row) -> database.Row:
    automated = row["automated"]
    return row | {"automated": None if automated is None else bool(automated)}


async def defer(
    shop_id: int, candidate_id: int, until: datetime, reason: str, sampled: Sampled
) -> bool:
    """Look at a waiting candidate again from `until`, and say why it waits."""
    kept = (until, reason, sampled.stratum, sampled.probability)
    return bool(await database.fetch(_DEFER, *kept, shop_id, candidate_id))


async def refuse(
    shop_id: int,
    candidate_id: int,
    customer_id: int | None,
    reason: str,
    sampled: Sampled,
    now: datetime,
) -> bool:
    """Decide for good that a waiting candidate is not asked, and say why."""
    kept = (CandidateState.NOT_ASKED, reason, sampled.stratum, sampled.probability)
    return bool(await database.fetch(_DECIDE, *kept, customer_id, now, shop_id, candidate_id))


def taking(
    shop_id: int, candidate_id: int, customer_id: int, sampled: Sampled, now: datetime
) -> Statement:
    """Return the statement that turns a waiting candidate into an asked one, or yields no row."""
    kept = (CandidateState.ASKED, "", sampled.stratum, sampled.probability)
    return Statement(_DECIDE, *kept, customer_id, now, shop_id, candidate_id)


async def reasons(shop_id: int, since: datetime, until: datetime) -> list[ReasonCount]:
    """Count the candidates opened in [since, until) by where they stand and why."""
    return [ReasonCount(**row) for row in await database.fetch(_COUNT, shop_id, since, until)]
