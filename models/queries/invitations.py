"""Invitations: one per candidate, written together with its letter; their life until closed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models import database
from models.choices import InvitationState
from models.counting import asked_on
from models.database import Statement, Steps
from models.queries.counts import moving_scores

_INVITATION = """
SELECT id, shop_id, candidate_id, customer_id, survey_kind, nonce, token_hash, form, items, prompt,
    assignment_probability, sampling_probability, stratum, locale, basis, state, created_at,
    sent_at, reminded_at, answered_at, closes_at, withdrawn_at
FROM invitation WHERE
"""
_INSERT = """
INSERT INTO invitation (shop_id, candidate_id, customer_id, survey_kind, nonce, token_hash, form,
    items, prompt, assignment_probability, sampling_probability, stratum, locale, basis, state,
    created_at, closes_at)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 'queued', {}, {})
ON CONFLICT (shop_id, candidate_id) DO NOTHING
RETURNING id
"""
# The clause on last_invited_at lets only one of two workers ask the same person.
_MARK_CUSTOMER = """
UPDATE customer SET last_invited_at = {}
WHERE shop_id = {} AND id = {} AND (last_invited_at IS NULL OR last_invited_at <= {})
RETURNING id
"""
_WRITTEN_TO = "UPDATE customer SET last_invited_at = {} WHERE shop_id = {} AND id = {}"
_HISTORY = """
SELECT coalesce(reminded_at, sent_at, created_at) AS "asked_at [timestamptz]", answered_at
FROM invitation
WHERE shop_id = {} AND customer_id = {} AND state <> 'withdrawn' AND created_at >= {}
ORDER BY created_at, id
"""
_TO_REMIND = """
SELECT i.id, i.nonce, i.token_hash, i.locale, i.survey_kind, i.closes_at, c.subject_ref,
    p.id AS customer_id, p.email, p.email_hash, k.closed_at, o.delivered_at, o.completed_at
FROM invitation i
JOIN customer p ON p.id = i.customer_id AND p.shop_id = i.shop_id
JOIN candidate c ON c.id = i.candidate_id AND c.shop_id = i.shop_id
LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = c.shop_id
LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = c.shop_id
WHERE i.shop_id = {} AND i.state = 'sent' AND i.sent_at <= {} AND i.reminded_at IS NULL
    AND i.closes_at > {} AND p.email <> ''
    AND (i.survey_kind <> 'post_purchase' OR (o.cancelled_at IS NULL AND o.refunded_at IS NULL
        AND o.return_requested_at IS NULL AND o.return_received_at IS NULL))
    AND NOT EXISTS (SELECT 1 FROM suppression s
        WHERE s.shop_id = i.shop_id AND s.email_hash = p.email_hash)
ORDER BY i.sent_at, i.id LIMIT {}
"""
_WITHDRAW = """
UPDATE invitation SET state = 'withdrawn', withdrawn_at = {}
WHERE shop_id = {} AND state = 'queued' AND survey_kind = 'post_purchase' AND EXISTS (
    SELECT 1 FROM candidate c JOIN shop_order o ON o.id = c.order_id AND o.shop_id = c.shop_id
    WHERE c.id = invitation.candidate_id AND c.shop_id = invitation.shop_id
        AND (o.cancelled_at IS NOT NULL OR o.return_requested_at IS NOT NULL
            OR o.return_received_at IS NOT NULL OR o.refunded_at IS NOT NULL))
RETURNING id
"""
_WITHDRAW_ONE = """
UPDATE invitation SET state = 'withdrawn', withdrawn_at = {}
WHERE shop_id = {} AND id = {} AND state = 'queued' RETURNING id
"""
_SENT = """
UPDATE invitation SET state = 'sent', sent_at = {}
WHERE shop_id = {} AND id = {} AND state = 'queued' RETURNING form
"""
_ZONE = "SELECT timezone FROM shop WHERE id = {}"
_REMINDED = """
UPDATE invitation SET reminded_at = {}
WHERE shop_id = {} AND id = {} AND state = 'sent' AND reminded_at IS NULL RETURNING customer_id
"""
_CLOSE = """
UPDATE invitation SET state = 'closed'
WHERE shop_id = {} AND state IN ('queued', 'sent') AND closes_at <= {} RETURNING id
"""
# Whoever writes letters against a limit goes one after the other, so that none goes beyond it.
_TURN = "SELECT id FROM shop WHERE id = {}"
_WRITTEN = """
SELECT (SELECT count(*) FROM invitation
        WHERE shop_id = {} AND created_at >= {} AND state <> 'withdrawn')
    + (SELECT count(*) FROM invitation WHERE shop_id = {} AND reminded_at >= {}) AS n
"""
_COUNT = "SELECT state, count(*) AS n FROM invitation WHERE shop_id = {} GROUP BY state"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One shopper asked once; the form was fixed when it was written."""

    id: int
    shop_id: int
    candidate_id: int
    customer_id: int | None
    survey_kind: str
    nonce: str
    token_hash: bytes
    form: str
    items: tuple[str, ...]
    prompt: str
    assignment_probability: float
    sampling_probability: float
    stratum: str
    locale: str
    basis: str
    state: InvitationState
    created_at: datetime
    sent_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    closes_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation that is about to be written."""

    candidate_id: int
    customer_id: int
    survey_kind: str
    nonce: str
    token_hash: bytes
    form: str
    items: tuple[str, ...]
    prompt: str
    assignment_probability: float
    sampling_probability: float
    stratum: str
    locale: str
    basis: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """When a person was last written to about one invitation, and when they answered it."""

    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToRemind:
    """A shopper who was asked and has not replied, with what the second letter needs."""

    id: int
    nonce: str
    token_hash: bytes
    locale: str
    survey_kind: str
    closes_at: datetime
    subject_ref: str
    customer_id: int
    email: str
    email_hash: bytes
    closed_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None


def _invitation(row: dict[str, Any]) -> Invitation:  # Any: a row as the engine gives it
    items = tuple(filter(None, row["items"].split(",")))
    return Invitation(**row | {"items": items, "state": InvitationState(row["state"])})


async def by_token_hash(token_hash: bytes) -> Invitation | None:
    """Return the invitation a link leads to; exempt from shop_id first."""
    rows = await database.fetch(_INVITATION + "token_hash = {}", token_hash)
    return _invitation(rows[0]) if rows else None


async def by_id(shop_id: int, invitation_id: int) -> Invitation | None:
    """Return one invitation."""
    rows = await database.fetch(_INVITATION + "shop_id = {} AND id = {}", shop_id, invitation_id)
    return _invitation(rows[0]) if rows else None


async def latest_open(shop_id: int, now: datetime) -> Invitation | None:
    """Return the newest invitation that was sent and may still be answered."""
    rows = await database.fetch(
        _INVITATION + "shop_id = {} AND state = 'sent' AND closes_at > {} ORDER BY id DESC LIMIT 1",
        shop_id,
        now,
    )
    return _invitation(rows[0]) if rows else None


async def written_since(shop_id: int, since: datetime) -> int:
    """Return how many survey letters a shop has written since a moment, reminders counted."""
    rows = await database.fetch(_WRITTEN, shop_id, since, shop_id, since)
    return int(rows[0]["n"])


def writing_in_turn(shop_id: int, since: datetime) -> Steps[int]:
    """Return how many letters were written since a moment, before anybody else writes another."""
    yield Statement(_TURN, shop_id, locks=True)
    (counted,) = yield Statement(_WRITTEN, shop_id, since, shop_id, since)
    return int(counted["n"])


def writing(shop_id: int, new: NewInvitation, now: datetime) -> Statement:
    """Return the statement that writes an invitation; no row if the candidate has one."""
    fixed = (new.candidate_id, new.customer_id, new.survey_kind, new.nonce, new.token_hash)
    form = (new.form, ",".join(new.items), new.prompt, new.assignment_probability)
    drawn = (new.sampling_probability, new.stratum, new.locale, new.basis)
    return Statement(_INSERT, shop_id, *fixed, *form, *drawn, now, new.closes_at)


def marking_customer(
    shop_id: int, customer_id: int, seen: datetime | None, now: datetime
) -> Statement:
    """Return the statement that marks a person as asked; no row if that changed since `seen`."""
    return Statement(_MARK_CUSTOMER, now, shop_id, customer_id, seen)


def marking_written_to(shop_id: int, customer_id: int, now: datetime) -> Statement:
    """Return the statement that notes a further letter to a person."""
    return Statement(_WRITTEN_TO, now, shop_id, customer_id)


async def history(shop_id: int, customer_id: int, since: datetime) -> list[Asked]:
    """Return every asking of a person since `since` that was not withdrawn, oldest first."""
    rows = await database.fetch(_HISTORY, shop_id, customer_id, since)
    return [Asked(**row) for row in rows]


async def mark_sent(shop_id: int, invitation_id: int, now: datetime) -> None:
    """Note that the first letter was handed over, or may have been, and count it."""
    await database.write(_sending(shop_id, invitation_id, now))


def _sending(shop_id: int, invitation_id: int, now: datetime) -> Steps[None]:
    sent = yield Statement(_SENT, now, shop_id, invitation_id)
    if sent:
        (shop,) = yield Statement(_ZONE, shop_id)
        letter = asked_on(ZoneInfo(shop["timezone"]), sent[0]["form"], now)
        yield from moving_scores(shop_id, Counter([letter]))


async def to_remind(
    shop_id: int, sent_until: datetime, now: datetime, limit: int
) -> list[ToRemind]:
    """Return who was asked by `sent_until`, may still reply and was not reminded yet."""
    return [
        ToRemind(**row) for row in await database.fetch(_TO_REMIND, shop_id, sent_until, now, limit)
    ]


def marking_reminded(shop_id: int, invitation_id: int, now: datetime) -> Statement:
    """Return the statement that takes the one reminder of an invitation, or yields no row."""
    return Statement(_REMINDED, now, shop_id, invitation_id)


async def withdraw_pointless(shop_id: int, now: datetime) -> int:
    """Withdraw unsent invitations whose order has been cancelled, returned or refunded since."""
    return len(await database.fetch(_WITHDRAW, now, shop_id))


async def withdraw(shop_id: int, invitation_id: int, now: datetime) -> bool:
    """Withdraw one invitation that was not sent yet."""
    return bool(await database.fetch(_WITHDRAW_ONE, now, shop_id, invitation_id))


async def close_overdue(shop_id: int, now: datetime) -> int:
    """Close the invitations whose time to reply is over; return how many."""
    return len(await database.fetch(_CLOSE, shop_id, now))


async def counts(shop_id: int) -> dict[InvitationState, int]:
    """Return how many invitations a shop has in each state."""
    rows = await database.fetch(_COUNT, shop_id)
    return {InvitationState(row["state"]): row["n"] for row in rows}
