"""The outbox drained: claim letters, hand them to the transport, and keep what became of each.

A letter is done, tried again later, failed with its reason, or in doubt. Which kinds may be sent
again when in doubt is decided by models/queries/outbox.py.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback.invitations.addresses import domain_of
from huiyin.breaker import Breaker
from huiyin.mime import LetterMalformed, compose_mime, envelope
from huiyin.smtp_replies import Reply, Verdict
from models.choices import MessageKind
from models.queries import customers, invitations, outbox

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from huiyin.smtp import Transport
    from models.queries.outbox import Claimed

LOG = logging.getLogger(__name__)
LEASE_SECONDS = 300.0
MOST_AT_ONCE = 50
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=72)
DEAD = "dead_address"
EXPIRED = "tried for 72 hours; the last reply was: "


@dataclass(slots=True)
class Post:
    """One process's way to the mail server: who it is, what it speaks to, what it remembers."""

    transport: Transport
    owner: str
    clock: Callable[[], datetime]
    rng: random.Random
    breaker: Breaker = field(default_factory=Breaker)
    # The mail server itself is left alone until then.
    server_rests_until: datetime | None = None


async def drain(post: Post, most: int = 500) -> int:
    """Send what is due, at most `most` letters; return how many were handed over.

    Stops when the server is at fault: what is left waits without being tried.
    """
    await outbox.expire_leases(post.clock())
    # As few at a time as one lease of minutes can cover: whether a letter is still wanted is looked
    # up when it is claimed, and a crash is noticed when the lease ends.
    at_once = max(1, min(MOST_AT_ONCE, int(LEASE_SECONDS // post.transport.letter_seconds)))
    lease = timedelta(seconds=60 + at_once * post.transport.letter_seconds)
    sent = seen = 0
    try:
        while seen < most and not _server_rests(post):
            batch = await outbox.claim_batch(post.owner, at_once, post.clock(), lease)
            if not batch:
                break
            seen += len(batch)
            for claimed in batch:
                sent += await _deliver(post, claimed)
    finally:
        await post.transport.close()
    return sent


def next_try(attempt: int, now: datetime, rng: random.Random) -> datetime:
    """Return when a letter is tried again: later each time, never all at once."""
    wait = min(FIRST_RETRY * (1 << min(attempt - 1, 20)), LONGEST_RETRY)
    return now + wait * rng.uniform(0.5, 1.5)


async def _deliver(post: Post, claimed: Claimed) -> bool:
    """Send one letter, or put it back; True if it was handed over."""
    now, domain = post.clock(), domain_of(claimed.letter.recipient)
    rests_until = _later_of(post.server_rests_until, post.breaker.rests_until(domain, now))
    if rests_until is not None and rests_until > now:
        await _put_back(claimed, rests_until, "held back: too many letters for now", now)
        return False
    try:
        message = compose_mime(claimed)
        sender, recipient = envelope(claimed)
    except LetterMalformed as fault:
        await _fail(claimed, str(fault), now)
        return False
    reply = await post.transport.send(message, sender, recipient)
    await _settle(post, claimed, reply, domain)
    return reply.verdict is Verdict.TAKEN


async def _settle(post: Post, claimed: Claimed, reply: Reply, domain: str) -> None:
    """Keep what became of a letter, and learn from it."""
    now = post.clock()
    match reply.verdict:
        case Verdict.TAKEN:
            post.breaker.heal(domain)
            post.server_rests_until = None
            await outbox.mark_done(claimed.shop_id, claimed.id, claimed.attempt, now, reply.text)
            await _note_sent(claimed, now)
        case Verdict.DOUBTFUL:
            await _doubt(post, claimed, reply.text, now)
        case Verdict.DEAD:
            await _fail(claimed, reply.text, now)
            await _bury(claimed, now)
        case Verdict.REFUSED:
            await _fail(claimed, reply.text, now)
        case Verdict.THROTTLED:
            await _put_back(claimed, post.breaker.trip(domain, now, post.rng), reply.text, now)
        case Verdict.SERVER:
            again = next_try(claimed.attempt, now, post.rng)
            post.server_rests_until = min(again, now + FIRST_RETRY * 5)
            LOG.warning("the mail server takes no letters: %s", reply.text)
            await _put_back(claimed, again, reply.text, now)
        case Verdict.LATER:
            again = next_try(claimed.attempt, now, post.rng)
            await _put_back(claimed, again, reply.text, now)


async def _doubt(post: Post, claimed: Claimed, words: str, now: datetime) -> None:
    """Settle a letter that may have gone: for some kinds a double is worse than a loss."""
    if claimed.letter.kind in outbox.SENT_AT_MOST_ONCE:
        await outbox.mark_unknown(claimed.shop_id, claimed.id, claimed.attempt, now, words)
        await _note_sent(claimed, now)
    else:
        await _put_back(claimed, next_try(claimed.attempt, now, post.rng), words, now)


async def _put_back(claimed: Claimed, at: datetime, words: str, now: datetime) -> None:
    """Try again later, but not for ever: after three days the letter has failed, visibly."""
    if now - claimed.created_at >= GIVE_UP_AFTER:
        await _fail(claimed, EXPIRED + words, now)
    else:
        await outbox.retry_at(claimed.shop_id, claimed.id, claimed.attempt, at, words)


async def _fail(claimed: Claimed, words: str, now: datetime) -> None:
    await outbox.mark_failed(claimed.shop_id, claimed.id, claimed.attempt, now, words)
    LOG.warning("letter %s of shop %s failed", claimed.letter.key, claimed.shop_id)
    if claimed.letter.kind is MessageKind.INVITATION and claimed.letter.invitation_id is not None:
        await invitations.withdraw(claimed.shop_id, claimed.letter.invitation_id, now)


async def _note_sent(claimed: Claimed, now: datetime) -> None:
    if claimed.letter.kind is MessageKind.INVITATION and claimed.letter.invitation_id is not None:
        await invitations.mark_sent(claimed.shop_id, claimed.letter.invitation_id, now)


async def _bury(claimed: Claimed, now: datetime) -> None:
    """Write no more to an address whose server says that there is nobody."""
    if claimed.letter.customer_id is None:
        return
    customer = await customers.by_id(claimed.shop_id, claimed.letter.customer_id)
    if customer is not None:
        await customers.suppress(claimed.shop_id, customer.email_hash, DEAD, now)


def _server_rests(post: Post) -> bool:
    return post.server_rests_until is not None and post.server_rests_until > post.clock()


def _later_of(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)
