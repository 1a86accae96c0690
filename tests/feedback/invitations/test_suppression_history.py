"""Whatever happens in whatever order: after somebody has left, no letter goes to them."""

import random
from datetime import timedelta

import pytest

from feedback.invitations import jobs
from feedback.invitations.unsubscribe import let_letters_come, stop_letters
from huiyin.outbox import Post, drain
from huiyin.smtp import Memory
from huiyin.smtp_replies import Reply, Verdict
from tests.conftest import NOW, Clock
from tests.feedback.invitations.cast import LINKS, delivered, desk, found_shop, in_touch

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PEOPLE = [f"shopper{number}@customers.example" for number in range(6)]
# Few rests, so that there is much to send.
EAGER = {
    "rest": "1d",
    "rest_after_answer": "1d",
    "most_per_year": 366,
    "wait_after_delivery": "1h",
    "quiet_from": "00:00",
    "quiet_until": "00:00",
    "remind_after": "1d",
    "close_after": "6d",
}


def token(shop_id: int, email: str) -> str:
    return LINKS.unsubscribe_url(shop_id, LINKS.email_hash(email)).rpartition("/")[2]


@pytest.mark.parametrize("seed", range(3))
async def test_no_letter_ever_follows_a_stop(seed: int) -> None:
    chance, clock, memory = random.Random(seed), Clock(), Memory()
    shop, writing = await found_shop(policy=EAGER), desk()
    office = Post(memory, "test", clock, random.Random(seed))
    left: set[str] = set()
    looked_at = 0
    for step in range(120):
        email = chance.choice(PEOPLE)
        match chance.randrange(8):
            case 0 | 1:
                await delivered(shop, f"O-{step}", email, clock.now)
            case 2:
                await in_touch(shop, f"K-{step}", email, clock.now)
            case 3:
                await jobs.send_due_invitations(clock.now, writing)
            case 4:
                await jobs.send_reminders(clock.now, writing)
                await jobs.close_invitations(clock.now)
            case 5:
                await stop_letters(token(shop.id, email), LINKS, clock.now)
                left.add(email)
            case 6:
                await let_letters_come(token(shop.id, email), LINKS)
                left.discard(email)
            case _:
                if chance.random() < 0.3:
                    memory.replies.append(Reply(chance.choice([*Verdict]), "by chance"))
                await drain(office)
        clock.move(timedelta(hours=chance.randrange(12)))
        for letter in memory.sent[looked_at:]:
            assert letter["To"] not in left
        looked_at = len(memory.sent)
    assert looked_at > 0
    assert len({letter["Message-ID"] for letter in memory.sent}) == looked_at
    assert clock.now > NOW
