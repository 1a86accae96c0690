"""Letters on their way: new, sending, then done, failed or unknown; once per natural key.

Claiming decides who sends; an attempt number keeps a late sender from overruling the next one. What
happens to a letter whose delivery is in doubt depends on its kind, and is decided here.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models import database
from models.choices import MessageKind, MessageState
from models.database import Row, Statement, Steps

# A double would annoy, a lost one costs a sample point: in doubt, these are never sent again.
SENT_AT_MOST_ONCE = (MessageKind.INVITATION, MessageKind.REMINDER)
REPLY_LENGTH = 400

_ENQUEUE = """
INSERT INTO outbox_message (shop_id, kind, key, recipient, sender, subject, text, html, headers,
    pictures, message_id, customer_id, invitation_id, state, attempt, owner, next_try_at,
    last_reply, created_at)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 'new', 0, '', {}, '', {})
ON CONFLICT (shop_id, key) DO NOTHING RETURNING id
"""
# Suppression and withdrawal are looked at in the transaction that claims, not when it was written;
# and only of what it claims, however many letters wait.
_UNWANTED = """
UPDATE outbox_message SET state = 'withdrawn', finished_at = {}, lease_until = NULL,
    last_reply = 'no longer wanted'
WHERE state = 'sending' AND owner = {} AND lease_until = {}
    AND kind IN ('invitation', 'reminder', 'case_reply')
    AND (
    EXISTS (SELECT 1 FROM customer c JOIN suppression s
        ON s.shop_id = c.shop_id AND s.email_hash = c.email_hash
        WHERE c.shop_id = outbox_message.shop_id AND c.id = outbox_message.customer_id)
    OR EXISTS (SELECT 1 FROM invitation i
        WHERE i.shop_id = outbox_message.shop_id AND i.id = outbox_message.invitation_id
        AND i.state IN ('withdrawn', 'closed', 'answered')))
RETURNING id, shop_id, invitation_id
"""
_WITHDRAW_INVITATION = """
UPDATE invitation SET state = 'withdrawn', withdrawn_at = {}
WHERE shop_id = {} AND id = {} AND state = 'queued'
"""
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM outbox_message WHERE state = 'new' AND next_try_at <= {}
    ORDER BY CASE kind WHEN 'sign_in' THEN 0 WHEN 'alert' THEN 1 WHEN 'digest' THEN 2
        WHEN 'case_reply' THEN 3 ELSE 4 END,
        next_try_at, id
    LIMIT {} /* FOR UPDATE SKIP LOCKED */)
UPDATE outbox_message SET state = 'sending', owner = {}, lease_until = {}, attempt = attempt + 1
WHERE id IN (SELECT id FROM due)
RETURNING id, shop_id, kind, key, recipient, sender, subject, text, html, headers, pictures,
    message_id, customer_id, invitation_id, attempt, created_at
"""
# A late report of the same attempt still tells the truth, also after its lease ran out.
_END = """
UPDATE outbox_message SET state = {}, last_reply = {}, finished_at = {}, lease_until = NULL
WHERE shop_id = {} AND id = {} AND attempt = {} AND state IN ('sending', 'unknown', 'new')
RETURNING id
"""
_RETRY = """
UPDATE outbox_message SET state = 'new', last_reply = {}, next_try_at = {}, lease_until = NULL,
    finished_at = NULL
WHERE shop_id = {} AND id = {} AND attempt = {} AND state IN ('sending', 'unknown', 'new')
RETURNING id
"""
_EXPIRE_TO_UNKNOWN = """
UPDATE outbox_message SET state = 'unknown', finished_at = {}, lease_until = NULL,
    last_reply = 'the sender stopped while sending'
WHERE state = 'sending' AND lease_until < {} AND kind IN ('invitation', 'reminder') RETURNING id
"""
_EXPIRE_TO_NEW = """
UPDATE outbox_message SET state = 'new', next_try_at = {}, lease_until = NULL,
    last_reply = 'the sender stopped while sending'
WHERE state = 'sending' AND lease_until < {} RETURNING id
"""
_COUNTS = """
SELECT state, count(*) AS n FROM outbox_message WHERE shop_id = {} OR {} = 0 GROUP BY state
"""
_OLDEST = """
SELECT min(created_at) AS "at [timestamptz]" FROM outbox_message
WHERE (shop_id = {} OR {} = 0) AND (state = 'sending'
    OR (state = 'new' AND (attempt > 0 OR next_try_at <= {})))
"""
_LISTED = """
SELECT id, shop_id, kind, key, state, attempt, last_reply, created_at, finished_at
FROM outbox_message WHERE (shop_id = {} OR {} = 0) AND state = {} ORDER BY id DESC LIMIT {}
"""
_HOLD = """
UPDATE outbox_message SET state = 'unknown', finished_at = {}, lease_until = NULL,
    last_reply = 'restored from a backup: it may have been sent since'
WHERE (shop_id = {} OR {} = 0) AND state IN ('new', 'sending') RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be sent once; `key` names it for ever, such as "digest:2026-W47:3"."""

    kind: MessageKind
    key: str
    recipient: str
    subject: str
    text: str
    message_id: str
    html: str = ""
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # content id to PNG
    customer_id: int | None = None
    invitation_id: int | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter in the hands of one sender; `attempt` is the fence."""

    id: int
    shop_id: int
    attempt: int
    created_at: datetime
    letter: Letter


@dataclass(frozen=True, slots=True)
class Expired:
    """What became of letters whose sender stopped: in doubt for good, or sent again."""

    unknown: int
    again: int


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter as an operator sees it, without address or words."""

    id: int
    shop_id: int
    kind: MessageKind
    key: str
    state: MessageState
    attempt: int
    last_reply: str
    created_at: datetime
    finished_at: datetime | None


def enqueuing(shop_id: int, letter: Letter, now: datetime) -> Statement:
    """Return the statement that puts a letter in the outbox; no row if its key is there already."""
    words = (letter.sender, letter.subject, letter.text, letter.html)
    headers = json.dumps(dict(letter.headers), ensure_ascii=False)
    pictures = json.dumps(
        {name: base64.b64encode(png).decode() for name, png in letter.pictures.items()}
    )
    about = (letter.message_id, letter.customer_id, letter.invitation_id)
    values = (letter.kind, letter.key, letter.recipient, *words, headers, pictures, *about)
    return Statement(_ENQUEUE, shop_id, *values, letter.not_before or now, now)


async def enqueue(shop_id: int, letter: Letter, now: datetime) -> int | None:
    """Put a letter in the outbox, in the current transaction if any; None if it was there."""
    statement = enqueuing(shop_id, letter, now)
    rows = await database.fetch(statement.sql, *statement.args)
    return rows[0]["id"] if rows else None


async def claim_batch(owner: str, limit: int, now: datetime, lease: timedelta) -> list[Claimed]:
    """Take up to `limit` due letters to send, the urgent first; exempt from shop_id first.

    Letters that nobody wants any more (suppressed since, withdrawn, closed or answered) are
    withdrawn in the same transaction and not returned.
    """
    return await database.write(_claiming(owner, limit, now, lease))


def _claiming(owner: str, limit: int, now: datetime, lease: timedelta) -> Steps[list[Claimed]]:
    until = now + lease
    while rows := (yield Statement(_CLAIM, now, limit, owner, until)):
        unwanted = yield Statement(_UNWANTED, now, owner, until)
        about = [(now, row["shop_id"], row["invitation_id"]) for row in unwanted]
        if about:
            yield Statement.many(_WITHDRAW_INVITATION, about)
        gone = {row["id"] for row in unwanted}
        wanted = [row for row in rows if row["id"] not in gone]
        if wanted:
            return [_claimed(row) for row in sorted(wanted, key=_urgency)]
    return []


async def mark_done(shop_id: int, message_id: int, attempt: int, now: datetime, reply: str) -> bool:
    """Note that the letter was handed over; False if a later attempt has taken it."""
    return await _end(shop_id, message_id, attempt, MessageState.DONE, now, reply)


async def mark_failed(
    shop_id: int, message_id: int, attempt: int, now: datetime, reply: str
) -> bool:
    """Note that the letter was refused for good; False if a later attempt has taken it."""
    return await _end(shop_id, message_id, attempt, MessageState.FAILED, now, reply)


async def mark_unknown(
    shop_id: int, message_id: int, attempt: int, now: datetime, reply: str
) -> bool:
    """Note that nobody can tell whether it went out; it is never sent again."""
    return await _end(shop_id, message_id, attempt, MessageState.UNKNOWN, now, reply)


async def retry_at(shop_id: int, message_id: int, attempt: int, at: datetime, reply: str) -> bool:
    """Put a letter that certainly did not go out back for another try at `at`."""
    fence = (shop_id, message_id, attempt)
    return bool(await database.fetch(_RETRY, reply[:REPLY_LENGTH], at, *fence))


async def expire_leases(now: datetime) -> Expired:
    """Settle letters whose sender stopped: exempt from shop_id first.

    Invitations and reminders become unknown and stay so; every other kind goes out again, with the
    same Message-ID.
    """
    return await database.write(_expiring(now))


def _expiring(now: datetime) -> Steps[Expired]:
    unknown = yield Statement(_EXPIRE_TO_UNKNOWN, now, now)
    again = yield Statement(_EXPIRE_TO_NEW, now, now)
    return Expired(len(unknown), len(again))


async def counts(shop_id: int) -> dict[MessageState, int]:
    """Return how many letters are in each state; shop 0 asks about the whole installation."""
    rows = await database.fetch(_COUNTS, shop_id, shop_id)
    found = {MessageState(row["state"]): row["n"] for row in rows}
    return {state: found.get(state, 0) for state in MessageState}


async def oldest_waiting_seconds(shop_id: int, now: datetime) -> float | None:
    """Return the age of the oldest letter that should have left; shop 0 asks about all shops."""
    rows = await database.fetch(_OLDEST, shop_id, shop_id, now)
    oldest: datetime | None = rows[0]["at"]
    return None if oldest is None else (now - oldest).total_seconds()


async def listed(shop_id: int, state: MessageState, limit: int = 50) -> list[LetterLine]:
    """Return the latest letters in one state, newest first; shop 0 asks about all shops."""
    rows = await database.fetch(_LISTED, shop_id, shop_id, state, limit)
    return [
        LetterLine(**row | {"kind": MessageKind(row["kind"]), "state": MessageState(row["state"])})
        for row in rows
    ]


async def hold_after_restore(shop_id: int, now: datetime) -> int:
    """Send nothing that waited when a backup was made; list it instead; shop 0 is all shops."""
    return len(await database.fetch(_HOLD, now, shop_id, shop_id))


async def _end(
    shop_id: int, message_id: int, attempt: int, state: MessageState, now: datetime, reply: str
) -> bool:
    fence = (shop_id, message_id, attempt)
    return bool(await database.fetch(_END, state, reply[:REPLY_LENGTH], now, *fence))


def _urgency(row: Row) -> tuple[int, int]:
    first = (
        MessageKind.SIGN_IN, MessageKind.ALERT, MessageKind.DIGEST, MessageKind.CASE_REPLY,
    )  # fmt: skip
    kind = MessageKind(row["kind"])
    return (first.index(kind) if kind in first else len(first), row["id"])


def _claimed(row: Row) -> Claimed:
    letter = Letter(
        kind=MessageKind(row["kind"]),
        headers=json.loads(row["headers"]),
        pictures={k: base64.b64decode(v) for k, v in json.loads(row["pictures"]).items()},
        **{name: row[name] for name in _PLAIN},
    )
    return Claimed(row["id"], row["shop_id"], row["attempt"], row["created_at"], letter)


_PLAIN = (
    "key", "recipient", "sender", "subject", "text", "html", "message_id", "customer_id",
    "invitation_id",
)  # fmt: skip
