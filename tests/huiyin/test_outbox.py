"""The outbox drained: every letter ends once, with its reason, whatever the server does."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedback.invitations import jobs
from huiyin.breaker import LONGEST_REST, Breaker
from huiyin.outbox import GIVE_UP_AFTER, LONGEST_RETRY, Post, drain, next_try
from huiyin.smtp import Memory, Patience, Smtp
from huiyin.smtp_replies import Reply, Verdict
from models import database as door
from models.choices import InvitationState, MessageKind
from models.queries import customers, invitations, outbox
from models.queries.outbox import Letter
from tests.conftest import NOW, Clock
from tests.feedback.invitations.cast import LINKS, WANG, delivered, desk, found_shop
from tests.huiyin.mail_server import CUT, At, faulty

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
MINUTE = timedelta(minutes=1)
SHORT = Patience(connect=0.5, command=0.5, data=0.5)
TAKEN = Reply(Verdict.TAKEN, "250 taken")
DIGEST = Letter(
    kind=MessageKind.DIGEST,
    key="digest:2026-W47:3",
    recipient="lin@tea.example",
    sender='"Huiyin" <surveys@huiyin.example>',
    subject="Week 47",
    text="All is well.\n",
    message_id="<digest.2026-W47.3.1@tea.example>",
)


def post(*replies: Reply, clock: Clock | None = None) -> tuple[Post, Memory]:
    memory = Memory(list(replies))
    return Post(memory, "test", clock or Clock(), random.Random(7)), memory


async def invited(people: int = 1) -> int:
    """Write invitations to some people; return the shop."""
    shop = await found_shop()
    for number in range(people):
        email = WANG if not number else f"li{number}@customers.example"
        await delivered(shop, f"O-{number}", email)
    await jobs.send_due_invitations(NOW, desk())
    return shop.id


async def states() -> list[tuple[str, str]]:
    rows = await door.fetch("SELECT state, last_reply FROM outbox_message ORDER BY id")
    return [(row["state"], row["last_reply"]) for row in rows]


async def invitation_state(shop_id: int) -> InvitationState:
    invitation = await invitations.by_id(shop_id, 1)
    assert invitation is not None
    return invitation.state


async def test_what_was_taken_is_done_and_the_invitation_sent() -> None:
    shop_id = await invited()
    office, memory = post()
    assert await drain(office) == 1
    assert await drain(office) == 0
    assert await states() == [("done", "250 kept")]
    assert await invitation_state(shop_id) is InvitationState.SENT
    (letter,) = memory.sent
    assert letter["Message-ID"] == f"<invitation.1.{shop_id}@tea.example>"
    assert letter["To"] == WANG


async def test_an_invitation_in_doubt_is_never_sent_again_and_is_named() -> None:
    shop_id = await invited()
    clock = Clock()
    office, memory = post(Reply(Verdict.DOUBTFUL, "data: cut"), clock=clock)
    await drain(office)
    clock.move(timedelta(days=2))
    await drain(office)
    assert len(memory.sent) == 1
    assert await states() == [("unknown", "data: cut")]
    assert await invitation_state(shop_id) is InvitationState.SENT


async def test_a_digest_in_doubt_is_sent_again_with_the_same_message_id() -> None:
    await outbox.enqueue(1, DIGEST, NOW)
    clock = Clock()
    office, memory = post(Reply(Verdict.DOUBTFUL, "data: cut"), clock=clock)
    await drain(office)
    clock.move(timedelta(hours=1))
    await drain(office)
    assert [letter["Message-ID"] for letter in memory.sent] == [DIGEST.message_id] * 2
    assert (await states())[0][0] == "done"


async def test_a_dead_address_gets_no_more_letters() -> None:
    shop_id = await invited()
    office, _ = post(Reply(Verdict.DEAD, "rcpt: 550 5.1.1 User unknown"))
    await drain(office)
    assert await states() == [("failed", "rcpt: 550 5.1.1 User unknown")]
    assert await invitation_state(shop_id) is InvitationState.WITHDRAWN
    assert await customers.is_suppressed(shop_id, (LINKS.email_hash(WANG),))
    assert await customers.suppression_reasons(shop_id) == {"dead_address": 1}


@pytest.mark.parametrize("verdict", [Verdict.THROTTLED, Verdict.LATER, Verdict.SERVER])
async def test_nobody_is_struck_off_the_list_by_a_reply_that_passes(verdict: Verdict) -> None:
    shop_id = await invited()
    clock = Clock()
    office, memory = post(Reply(verdict, "550 Domain frequency limited"), clock=clock)
    assert await drain(office) == 0
    assert await customers.suppression_reasons(shop_id) == {}
    assert (await states())[0][0] == "new"
    clock.move(timedelta(hours=1))
    assert await drain(office) == 1
    assert len(memory.sent) == 1


async def test_a_domain_that_asks_for_fewer_letters_holds_back_only_its_own() -> None:
    await invited(3)
    await door.fetch("UPDATE outbox_message SET recipient = 'wang@qq.com' WHERE id < 3")
    clock = Clock()
    office, memory = post(Reply(Verdict.THROTTLED, "550 Domain frequency limited"), clock=clock)
    assert await drain(office) == 1
    assert [letter["To"] for letter in memory.sent] == ["li2@customers.example"]
    assert [state for state, _ in await states()] == ["new", "new", "done"]
    clock.move(timedelta(minutes=10))
    assert await drain(office) == 2


async def test_when_the_server_is_at_fault_the_rest_waits_without_being_tried() -> None:
    await invited(5)
    clock = Clock()
    office, memory = post(*[Reply(Verdict.SERVER, "connect: refused")] * 2, clock=clock)
    assert await drain(office) == 0
    assert len(memory.replies) == 1
    memory.replies.clear()
    clock.move(timedelta(minutes=10))
    assert await drain(office) == 5
    assert len(memory.sent) == 5


async def test_after_three_days_a_letter_has_failed_and_says_so() -> None:
    await outbox.enqueue(1, DIGEST, NOW)
    clock = Clock()
    office, _ = post(*[Reply(Verdict.LATER, "450 later")] * 99, clock=clock)
    tries = 0
    while (await states())[0][0] == "new":
        await drain(office)
        clock.move(timedelta(hours=1))
        tries += 1
        assert tries < 100
    ((state, words),) = await states()
    assert state == "failed"
    assert words.endswith("450 later")
    assert clock.now - NOW >= GIVE_UP_AFTER


async def test_a_letter_that_cannot_be_written_fails_with_its_reason_and_stops_nobody() -> None:
    await invited(2)
    await door.fetch("UPDATE outbox_message SET sender = '' WHERE id = 1")
    office, _ = post()
    assert await drain(office) == 1
    assert [state for state, _ in await states()] == ["failed", "done"]
    assert "HUIYIN_MAIL_FROM" in (await states())[0][1]


async def test_whoever_leaves_the_list_while_the_letter_waits_does_not_get_it() -> None:
    shop_id = await invited(2)
    second = LINKS.email_hash("li1@customers.example")

    class Leaving(Memory):
        async def send(self, *parts: Any) -> Reply:  # Any: passed on as they came
            await customers.suppress(shop_id, second, "unsubscribed", NOW)
            return await super().send(*parts)

    office = Post(Leaving(letter_seconds=300), "test", Clock(), random.Random(7))
    assert await drain(office) == 1
    assert [state for state, _ in await states()] == ["done", "withdrawn"]


async def test_two_workers_send_each_letter_once() -> None:
    await invited(12)
    first, second = post(), post()
    sent = await asyncio.gather(drain(first[0]), drain(replace(second[0], owner="other")))
    assert sum(sent) == 12
    recipients = [letter["To"] for letter in first[1].sent + second[1].sent]
    assert len(set(recipients)) == len(recipients) == 12


async def test_a_sender_that_dies_leaves_an_invitation_in_doubt_and_a_digest_to_be_sent() -> None:
    await invited()
    await outbox.enqueue(1, DIGEST, NOW)
    taken = await outbox.claim_batch("dead", 2, NOW, MINUTE)
    assert len(taken) == 2
    office, memory = post(clock=Clock(NOW + 2 * MINUTE))
    assert await drain(office) == 1
    assert [state for state, _ in await states()] == ["unknown", "done"]
    assert memory.sent[0]["Message-ID"] == DIGEST.message_id


async def test_over_a_real_socket_a_cut_after_the_words_is_doubt_and_nothing_is_doubled() -> None:
    await invited(3)
    await outbox.enqueue(1, DIGEST, NOW)
    clock = Clock()
    async with faulty({At.WORDS: CUT}) as server:
        office = Post(Smtp(server.server, SHORT), "test", clock, random.Random(7))
        await drain(office)
        assert [state for state, _ in await states()] == ["unknown"] * 3 + ["new"]
        server.replies.clear()
        clock.move(timedelta(hours=1))
        assert await drain(office) == 1
    ids = [line for words in server.taken for line in words.split(b"\r\n") if b"Message-ID" in line]
    assert len(ids) == 5  # the digest twice, with the same Message-ID
    assert len(set(ids)) == 4


async def test_one_connection_serves_a_whole_drain() -> None:
    await invited(20)
    async with faulty() as server:
        office = Post(Smtp(server.server, SHORT), "test", Clock(), random.Random(7))
        assert await drain(office) == 20
    assert server.connections == 1


async def test_throttled_over_a_real_socket_nobody_is_struck_off() -> None:
    shop_id = await invited(4)
    said = {"@customers": "550 Mailbox unavailable or access denied"}
    async with faulty(by_recipient=said) as server:
        office = Post(Smtp(server.server, SHORT), "test", Clock(), random.Random(7))
        assert await drain(office) == 0
    assert await customers.suppression_reasons(shop_id) == {}
    assert [state for state, _ in await states()] == ["new"] * 4


def test_tries_lie_further_apart_each_time_and_never_together() -> None:
    rng = random.Random(1)
    for attempt in range(1, 60):
        wait = next_try(attempt, NOW, rng) - NOW
        usual = min(MINUTE * 2 ** min(attempt - 1, 12), LONGEST_RETRY)
        assert usual / 2 <= wait <= usual * 1.5
    assert len({next_try(3, NOW, rng) for _ in range(50)}) == 50


def test_a_domain_rests_longer_each_time_it_asks_until_it_takes_a_letter() -> None:
    breaker, rng, now = Breaker(), random.Random(1), NOW
    rests = []
    for _ in range(20):
        until = breaker.trip("qq.com", now, rng)
        assert breaker.rests_until("qq.com", now) == until
        assert breaker.rests_until("163.com", now) is None
        rests.append(until - now)
        now = until
    assert rests[1] > rests[0]
    assert max(rests) <= LONGEST_REST * 1.2
    breaker.heal("qq.com")
    assert breaker.trip("qq.com", now, rng) - now <= timedelta(minutes=6)


def test_a_crash_is_noticed_within_minutes() -> None:
    assert Patience().letter < 400
