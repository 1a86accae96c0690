"""A letter is written once, sent by one, and when in doubt treated by its kind."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models import database as door
from models.choices import MessageKind, MessageState
from models.queries import outbox
from models.queries.outbox import Letter
from tests.conftest import Clock

LEASE = timedelta(minutes=2)
SHOP, OTHER_SHOP = 1, 2
INVITATION = Letter(
    kind=MessageKind.INVITATION,
    key="invitation:17",
    recipient="wang@example.com",
    subject="茶舍想听听您的意见",
    text="您好",
    html="<p>您好</p>",
    sender="茶舍 <service@example.com>",
    message_id="<17.tea@example.com>",
    headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    pictures={"week": b"\x89PNG\r\n"},
)
DIGEST = replace(INVITATION, kind=MessageKind.DIGEST, key="digest:2026-W47:3", message_id="<d>")

pytestmark = pytest.mark.usefixtures("database")


async def state_of(key: str) -> str:
    [row] = await door.fetch("SELECT state FROM outbox_message WHERE key = {}", key)
    return str(row["state"])


async def invite(clock: Clock, state: str = "queued") -> int:
    """Write a customer and an invitation, and return the invitation's id."""
    await door.fetch(
        "INSERT INTO customer (shop_id, email, email_hash, locale, age_band)"
        " VALUES ({}, 'wang@example.com', {}, '', '')",
        SHOP,
        b"hash-of-wang",
    )
    [row] = await door.fetch(
        "INSERT INTO invitation (shop_id, candidate_id, customer_id, survey_kind, nonce,"
        " token_hash, form, items, prompt, state, created_at)"
        " VALUES ({}, 1, 1, 'post_purchase', 'n', {}, 'P', 'O1', 'T1', {}, {}) RETURNING id",
        SHOP,
        b"t",
        state,
        clock(),
    )
    return int(row["id"])


async def test_a_letter_comes_out_as_it_went_in(clock: Clock) -> None:
    await outbox.enqueue(SHOP, INVITATION, clock())
    [claimed] = await outbox.claim_batch("a", 10, clock(), LEASE)
    assert claimed.letter == INVITATION
    assert (claimed.shop_id, claimed.attempt, claimed.created_at) == (SHOP, 1, clock())


async def test_the_same_key_is_written_once_per_shop(clock: Clock) -> None:
    assert await outbox.enqueue(SHOP, INVITATION, clock()) is not None
    assert await outbox.enqueue(SHOP, INVITATION, clock()) is None
    assert await outbox.enqueue(OTHER_SHOP, INVITATION, clock()) is not None
    assert (await outbox.counts(SHOP))[MessageState.NEW] == 1
    assert (await outbox.counts(0))[MessageState.NEW] == 2


async def test_a_letter_of_a_transaction_that_failed_was_never_written(clock: Clock) -> None:

    async def work() -> None:
        async with door.transaction():
            await outbox.enqueue(SHOP, INVITATION, clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await work()
    assert await outbox.claim_batch("a", 10, clock(), LEASE) == []


async def test_a_letter_waits_for_its_time(clock: Clock) -> None:
    later = clock() + timedelta(hours=1)
    await outbox.enqueue(SHOP, replace(INVITATION, not_before=later), clock())
    assert await outbox.claim_batch("a", 10, clock(), LEASE) == []
    assert await outbox.oldest_waiting_seconds(0, clock()) is None
    clock.move(timedelta(hours=1))
    assert len(await outbox.claim_batch("a", 10, clock(), LEASE)) == 1


async def test_eight_senders_at_once_never_hold_the_same_letter(clock: Clock) -> None:
    for number in range(50):
        await outbox.enqueue(SHOP, replace(DIGEST, key=f"digest:{number}"), clock())
    batches = await asyncio.gather(
        *(outbox.claim_batch(f"sender-{n % 8}", 5, clock(), LEASE) for n in range(16))
    )
    ids = [claimed.id for batch in batches for claimed in batch]
    assert sorted(ids) == sorted(set(ids))
    rest = await outbox.claim_batch("last", 100, clock(), LEASE)
    assert len(ids) + len(rest) == 50


async def test_a_sign_in_link_does_not_wait_behind_a_thousand_invitations(clock: Clock) -> None:
    for number in range(20):
        await outbox.enqueue(SHOP, replace(INVITATION, key=f"invitation:{number}"), clock())
    urgent = replace(INVITATION, kind=MessageKind.SIGN_IN, key="sign_in:1")
    await outbox.enqueue(0, urgent, clock())
    claimed = await outbox.claim_batch("a", 3, clock(), LEASE)
    assert [one.letter.key for one in claimed] == ["sign_in:1", "invitation:0", "invitation:1"]


async def test_a_letter_once_handed_over_is_done(clock: Clock) -> None:
    await outbox.enqueue(SHOP, INVITATION, clock())
    [claimed] = await outbox.claim_batch("a", 1, clock(), LEASE)
    assert await outbox.mark_done(SHOP, claimed.id, claimed.attempt, clock(), "250 OK")
    clock.move(timedelta(days=1))
    assert await outbox.expire_leases(clock()) == outbox.Expired(0, 0)
    assert await outbox.claim_batch("a", 1, clock(), LEASE) == []
    assert (await outbox.counts(SHOP))[MessageState.DONE] == 1


async def test_another_shop_cannot_settle_a_letter(clock: Clock) -> None:
    await outbox.enqueue(SHOP, INVITATION, clock())
    [claimed] = await outbox.claim_batch("a", 1, clock(), LEASE)
    assert not await outbox.mark_done(OTHER_SHOP, claimed.id, claimed.attempt, clock(), "")
    assert await state_of(INVITATION.key) == MessageState.SENDING


async def test_a_refused_letter_is_tried_again_and_then_given_up(clock: Clock) -> None:
    await outbox.enqueue(SHOP, INVITATION, clock())
    [first] = await outbox.claim_batch("a", 1, clock(), LEASE)
    again = clock() + timedelta(minutes=10)
    assert await outbox.retry_at(SHOP, first.id, first.attempt, again, "451 later")
    assert await outbox.claim_batch("a", 1, clock(), LEASE) == []
    assert await outbox.oldest_waiting_seconds(0, clock()) == 0
    clock.move(timedelta(minutes=10))
    assert await outbox.oldest_waiting_seconds(SHOP, clock()) == 600
    assert await outbox.oldest_waiting_seconds(OTHER_SHOP, clock()) is None
    [second] = await outbox.claim_batch("a", 1, clock(), LEASE)
    assert second.attempt == 2
    assert await outbox.mark_failed(SHOP, second.id, 2, clock(), "550 no such user")
    [line] = await outbox.listed(SHOP, MessageState.FAILED)
    assert (line.key, line.last_reply, line.attempt) == (INVITATION.key, "550 no such user", 2)
    assert await outbox.listed(OTHER_SHOP, MessageState.FAILED) == []


@pytest.mark.parametrize("kind", [MessageKind.INVITATION, MessageKind.REMINDER])
async def test_an_invitation_in_doubt_is_named_and_never_sent_again(
    clock: Clock, kind: MessageKind
) -> None:
    await outbox.enqueue(SHOP, replace(INVITATION, kind=kind), clock())
    await outbox.claim_batch("crashed", 1, clock(), LEASE)
    clock.move(LEASE + timedelta(seconds=1))
    assert await outbox.expire_leases(clock()) == outbox.Expired(unknown=1, again=0)
    assert await outbox.claim_batch("b", 10, clock(), LEASE) == []
    [line] = await outbox.listed(SHOP, MessageState.UNKNOWN)
    assert line.key == INVITATION.key


@pytest.mark.parametrize("kind", [MessageKind.DIGEST, MessageKind.SIGN_IN, MessageKind.ALERT])
async def test_a_digest_in_doubt_is_sent_again_with_the_same_message_id(
    clock: Clock, kind: MessageKind
) -> None:
    await outbox.enqueue(SHOP, replace(DIGEST, kind=kind), clock())
    [first] = await outbox.claim_batch("crashed", 1, clock(), LEASE)
    clock.move(LEASE + timedelta(seconds=1))
    assert await outbox.expire_leases(clock()) == outbox.Expired(unknown=0, again=1)
    [second] = await outbox.claim_batch("b", 1, clock(), LEASE)
    assert second.letter.message_id == first.letter.message_id
    assert second.attempt == first.attempt + 1


async def test_a_sender_that_was_given_up_cannot_overrule_the_next_one(clock: Clock) -> None:
    await outbox.enqueue(SHOP, DIGEST, clock())
    [slow] = await outbox.claim_batch("slow", 1, clock(), LEASE)
    clock.move(LEASE + timedelta(seconds=1))
    await outbox.expire_leases(clock())
    [fast] = await outbox.claim_batch("fast", 1, clock(), LEASE)
    assert not await outbox.mark_failed(SHOP, slow.id, slow.attempt, clock(), "550")
    assert not await outbox.retry_at(SHOP, slow.id, slow.attempt, clock(), "451")
    assert await outbox.mark_done(SHOP, fast.id, fast.attempt, clock(), "250")


async def test_a_late_report_of_the_same_attempt_still_tells_the_truth(clock: Clock) -> None:
    await outbox.enqueue(SHOP, INVITATION, clock())
    [slow] = await outbox.claim_batch("slow", 1, clock(), LEASE)
    clock.move(LEASE + timedelta(seconds=1))
    await outbox.expire_leases(clock())
    assert await outbox.mark_done(SHOP, slow.id, slow.attempt, clock(), "250 after all")
    assert await state_of(INVITATION.key) == MessageState.DONE


async def test_who_unsubscribed_since_is_not_written_to(clock: Clock) -> None:
    invitation_id = await invite(clock)
    letter = replace(INVITATION, customer_id=1, invitation_id=invitation_id)
    await outbox.enqueue(SHOP, letter, clock())
    await door.fetch(
        "INSERT INTO suppression (shop_id, email_hash, reason) VALUES ({}, {}, 'unsubscribed')",
        SHOP,
        b"hash-of-wang",
    )
    assert await outbox.claim_batch("a", 10, clock(), LEASE) == []
    assert await state_of(letter.key) == MessageState.WITHDRAWN
    [row] = await door.fetch("SELECT state, withdrawn_at FROM invitation")
    assert row == {"state": "withdrawn", "withdrawn_at": clock()}


async def test_however_many_are_unwanted_the_wanted_letter_behind_them_goes(clock: Clock) -> None:
    over = await invite(clock, "answered")
    for number in range(7):
        letter = replace(INVITATION, key=f"reminder:{number}", invitation_id=over)
        await outbox.enqueue(SHOP, letter, clock())
    await outbox.enqueue(SHOP, INVITATION, clock())
    [claimed] = await outbox.claim_batch("a", 2, clock(), LEASE)
    assert claimed.letter.key == INVITATION.key
    assert (await outbox.counts(SHOP))[MessageState.WITHDRAWN] == 7
    assert await outbox.claim_batch("a", 2, clock(), LEASE) == []


async def test_what_the_same_sender_is_sending_is_left_alone_by_its_next_claim(
    clock: Clock,
) -> None:
    invitation_id = await invite(clock)
    letter = replace(INVITATION, invitation_id=invitation_id)
    await outbox.enqueue(SHOP, letter, clock())
    [first] = await outbox.claim_batch("a", 1, clock(), LEASE)
    await door.fetch("UPDATE invitation SET state = 'answered' WHERE id = {}", invitation_id)
    clock.move(timedelta(seconds=1))
    assert await outbox.claim_batch("a", 1, clock(), LEASE) == []
    assert await outbox.mark_done(SHOP, first.id, first.attempt, clock(), "250")


async def test_an_unsubscription_at_another_shop_changes_nothing(clock: Clock) -> None:
    letter = replace(INVITATION, customer_id=1, invitation_id=await invite(clock))
    await outbox.enqueue(SHOP, letter, clock())
    await door.fetch(
        "INSERT INTO suppression (shop_id, email_hash, reason) VALUES ({}, {}, 'unsubscribed')",
        OTHER_SHOP,
        b"hash-of-wang",
    )
    assert len(await outbox.claim_batch("a", 10, clock(), LEASE)) == 1


@pytest.mark.parametrize("state", ["withdrawn", "closed", "answered"])
async def test_a_reminder_is_dropped_when_its_invitation_is_over(clock: Clock, state: str) -> None:
    letter = replace(
        INVITATION,
        kind=MessageKind.REMINDER,
        customer_id=1,
        invitation_id=await invite(clock, state),
    )
    await outbox.enqueue(SHOP, letter, clock())
    assert await outbox.claim_batch("a", 10, clock(), LEASE) == []
    assert await state_of(letter.key) == MessageState.WITHDRAWN
    [row] = await door.fetch("SELECT state FROM invitation")
    assert row["state"] == state
