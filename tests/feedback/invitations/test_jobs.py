"""From a delivered order to one letter, its reminder and its end, on a real database."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.invitations import jobs
from feedback.invitations.links import LinkSigner
from feedback.invitations.reasons import Reason
from models import database as door
from models.choices import InvitationState, MessageKind, MessageState
from models.database import Statement, Steps
from models.queries import candidates, customers, invitations, outbox
from models.queries.orders import OrderState
from tests.conftest import NOW
from tests.feedback.invitations.cast import (
    LINKS,
    WANG,
    delivered,
    desk,
    every_row,
    found_shop,
    in_touch,
    letters,
    remember,
    standing,
    tell,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
DAY = timedelta(days=1)
LEASE = timedelta(minutes=5)


async def sent(shop_id: int) -> int:
    """Pretend that the post has taken every letter; return how many there were."""
    taken = await outbox.claim_batch("test", 100, NOW + 30 * DAY, LEASE)
    for claimed in taken:
        await outbox.mark_done(shop_id, claimed.id, claimed.attempt, NOW, "250 ok")
        if claimed.letter.kind is MessageKind.INVITATION and claimed.letter.invitation_id:
            await invitations.mark_sent(shop_id, claimed.letter.invitation_id, NOW)
    return len(taken)


async def test_a_delivered_order_gets_one_letter_in_its_shoppers_language() -> None:
    shop = await found_shop()
    await found_shop("other", "别家")
    await delivered(shop)
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert await standing() == [("asked", "")]
    (letter,) = await letters()
    assert letter["key"] == "invitation:1"
    assert letter["message_id"] == f"<invitation.1.{shop.id}@tea.example>"
    assert letter["recipient"] == WANG
    assert letter["sender"] == '"茶舍" <hello@tea.example>'
    assert letter["subject"] == "茶舍：这次购物您满意吗？点一下就好"
    invitation = await invitations.by_id(shop.id, 1)
    assert invitation is not None
    assert invitation.state is InvitationState.QUEUED
    assert invitation.form == "P"
    assert invitation.items[0] == "OV1"
    assert invitation.stratum == "channel=app;late=unknown;category=茶"
    assert invitation.sampling_probability == 1.0
    assert invitation.assignment_probability == pytest.approx(1 / 216)
    assert invitation.basis == "consent"
    assert invitation.closes_at == NOW + 14 * DAY
    token = LINKS.token("answer", "n1")
    assert f"https://survey.example/a/{token}?s=5" in letter["text"]
    assert await invitations.by_token_hash(LINKS.token_hash(token)) == invitation
    customer = await customers.by_email_hash(shop.id, LINKS.email_hash(WANG))
    assert customer is not None
    assert customer.last_invited_at == NOW


async def test_a_second_tick_asks_nobody_again() -> None:
    shop = await found_shop()
    await delivered(shop)
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    rows = await every_row()
    assert await jobs.send_due_invitations(NOW, desk()) == 0
    assert await every_row() == rows


async def test_a_closed_contact_gets_the_contact_form() -> None:
    shop = await found_shop(locale="en", name="Tea & Co")
    await in_touch(shop)
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    invitation = await invitations.by_id(shop.id, 1)
    assert invitation is not None
    assert invitation.form == "C"
    assert invitation.stratum == "contact=chat;by=unknown"


async def test_only_the_end_of_an_order_number_is_shown() -> None:
    shop = await found_shop()
    await delivered(shop, "SECRET-ORDER-7788")
    await jobs.send_due_invitations(NOW, desk())
    (letter,) = await letters()
    for part in ("subject", "text", "html", "headers"):
        assert "SECRET" not in letter[part]
    assert "7788" in letter["text"]
    assert "7788" in letter["html"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cancelled_at": NOW}, Reason.CANCELLED),
        ({"refunded_at": NOW}, Reason.REFUNDED),
        ({"return_requested_at": NOW}, Reason.RETURNED),
        ({"return_received_at": NOW}, Reason.RETURNED),
        ({"email": ""}, Reason.NO_EMAIL),
        ({"email": "nobody@nowhere"}, Reason.NO_EMAIL),
    ],
)
async def test_an_order_not_asked_says_why(changes: dict[str, object], reason: Reason) -> None:
    shop = await found_shop()
    await delivered(shop, **changes) if changes.get("email") != "nobody@nowhere" else None  # type: ignore[arg-type] # fields of OrderState
    if changes.get("email") == "nobody@nowhere":
        await delivered(shop)
        await door.fetch("UPDATE customer SET email = {}", "nobody@nowhere")
    assert await jobs.send_due_invitations(NOW, desk()) == 0
    assert await standing() == [("not_asked", reason)]
    assert await letters() == []


async def test_without_a_legal_ground_nobody_is_asked() -> None:
    shop = await found_shop(basis="")
    await delivered(shop, "O-1")
    await delivered(shop, "O-2", "li@customers.example", survey_basis="contract")
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert await standing() == [("not_asked", Reason.NO_BASIS), ("asked", "")]
    (invitation,) = [await invitations.by_id(shop.id, 1)]
    assert invitation is not None
    assert invitation.basis == "contract"


async def test_a_minor_is_left_alone() -> None:
    shop = await found_shop()
    await remember(shop, age_band="14-17")
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    assert await standing() == [("not_asked", Reason.MINOR)]


async def test_two_orders_of_one_person_get_one_letter_and_one_rest() -> None:
    shop = await found_shop()
    await delivered(shop, "O-1")
    await delivered(shop, "O-2")
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert await standing() == [("asked", ""), ("waiting", Reason.RESTING)]
    assert await jobs.send_due_invitations(NOW + 30 * DAY, desk(prefix="later")) == 1


async def test_an_order_is_deferred_over_night_with_its_reason() -> None:
    shop = await found_shop()
    await delivered(shop)
    night = NOW.replace(hour=15)  # 23:00 in Shanghai
    assert await jobs.send_due_invitations(night, desk()) == 0
    assert await standing() == [("waiting", Reason.QUIET_HOURS)]
    assert await jobs.send_due_invitations(night + timedelta(hours=10), desk()) == 1


async def test_those_not_sampled_keep_their_stratum_and_probability() -> None:
    shop = await found_shop(policy={"sampling_rate": 0.001})
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    (row,) = await door.fetch("SELECT reason, stratum, sampling_probability AS p FROM candidate")
    assert row["reason"] == Reason.NOT_SAMPLED
    assert row["stratum"] == "channel=app;late=unknown;category=茶"
    assert row["p"] == pytest.approx(0.001)


async def test_a_suppressed_person_is_not_asked_even_after_a_change_of_keys() -> None:
    shop = await found_shop()
    await delivered(shop)
    await customers.suppress(shop.id, LINKS.email_hash(WANG), "unsubscribed", NOW)
    new_key = LinkSigner((b"another key of thirty-two bytes..", *LINKS.secret_keys), "https://x")
    await door.fetch("UPDATE customer SET email_hash = {}", new_key.email_hash(WANG))
    assert await jobs.send_due_invitations(NOW, desk(new_key)) == 0
    assert await standing() == [("not_asked", Reason.SUPPRESSED)]


async def test_a_rest_outlives_a_change_of_keys() -> None:
    shop = await found_shop()
    await delivered(shop, "O-1")
    await jobs.send_due_invitations(NOW, desk())
    new_key = LinkSigner((b"another key of thirty-two bytes..", *LINKS.secret_keys), "https://x")
    await delivered(shop, "O-2", "li@customers.example")
    await door.fetch(
        "UPDATE customer SET email = {}, email_hash = {} WHERE id = 2",
        WANG,
        new_key.email_hash(WANG),
    )
    assert await jobs.send_due_invitations(NOW, desk(new_key, "x")) == 0
    assert (await standing())[1] == ("waiting", Reason.RESTING)


async def test_another_shop_knows_nothing_of_it() -> None:
    tea, other = await found_shop(), await found_shop("other", "别家")
    await customers.suppress(tea.id, LINKS.email_hash(WANG), "unsubscribed", NOW)
    await delivered(other)
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert await candidates.due(tea.id, NOW + 99 * DAY, 10) == []


async def test_a_shop_with_rules_that_cannot_be_used_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, sound = await found_shop(policy={"rest": "soon"}), await found_shop("other", "别家")
    await delivered(broken)
    await delivered(sound, email="li@customers.example")
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert "until its rules are mended" in caplog.text


async def test_a_shop_without_a_sender_waits_until_it_has_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await delivered(await found_shop())
    await door.fetch("UPDATE shop SET sender_email = ''")
    assert await jobs.send_due_invitations(NOW, replace(desk(), mail_from="")) == 0
    assert await standing() == [("waiting", "")]
    assert "HUIYIN_MAIL_FROM" in caplog.text
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert (await letters())[0]["sender"] == '"茶舍" <surveys@huiyin.example>'


async def test_a_candidate_that_breaks_is_put_off_and_the_next_is_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = await found_shop()
    await delivered(shop, "O-1")
    await delivered(shop, "O-2", "li@customers.example")
    await door.fetch("UPDATE candidate SET survey_kind = 'odd' WHERE subject_ref = 'O-1'")
    assert await jobs.send_due_invitations(NOW, desk()) == 1
    assert (await standing())[0] == ("waiting", Reason.FAULT)
    assert "cannot be asked" in caplog.text


async def test_many_workers_at_once_write_one_invitation_each_candidate_and_person() -> None:
    shop = await found_shop()
    for number in range(10):
        await delivered(shop, f"O-{number}", f"shopper{number % 5}@customers.example")
    desks = [desk(prefix=f"w{worker}") for worker in range(4)]
    written = await asyncio.gather(*(jobs.send_due_invitations(NOW, one) for one in desks))
    assert sum(written) == 5
    assert len(await letters()) == 5
    people = await door.fetch("SELECT DISTINCT customer_id FROM invitation")
    assert len(people) == 5
    asked = await door.fetch("SELECT id FROM candidate WHERE state = 'asked'")
    assert len(asked) == 5


async def test_a_shop_writes_no_more_letters_a_day_than_it_allows_itself() -> None:
    shop = await found_shop(policy={"letters_a_day": 2})
    other = await found_shop("other", "别家")
    for number in range(5):
        await delivered(shop, f"O-{number}", f"shopper{number}@customers.example")
        await delivered(other, f"P-{number}", f"shopper{number}@customers.example")
    assert await jobs.send_due_invitations(NOW, desk()) == 2 + 5
    rows = await door.fetch(
        "SELECT subject_ref, reason, due_at FROM candidate WHERE shop_id = {} "
        "AND state = 'waiting' ORDER BY id", shop.id,
    )  # fmt: skip
    morning = NOW.replace(hour=1, minute=0) + DAY  # 9:00 in Shanghai
    assert [(row["subject_ref"], row["reason"], row["due_at"]) for row in rows] == [
        (f"O-{number}", Reason.DAY_FULL, morning) for number in (2, 3, 4)
    ]
    assert await jobs.send_due_invitations(morning, desk(prefix="b")) == 2
    assert await jobs.send_due_invitations(morning + DAY, desk(prefix="c")) == 1


async def test_reminders_are_letters_of_the_day_too() -> None:
    shop = await found_shop(policy={"letters_a_day": 2})
    for number in range(2):
        await delivered(shop, f"O-{number}", f"shopper{number}@customers.example")
    await jobs.send_due_invitations(NOW, desk())
    await sent(shop.id)
    await delivered(shop, "O-9", "late@customers.example", NOW + DAY)
    assert await jobs.send_due_invitations(NOW + 4 * DAY, desk(prefix="b")) == 1
    assert await jobs.send_reminders(NOW + 4 * DAY, desk()) == 1
    assert await jobs.send_reminders(NOW + 4 * DAY + timedelta(hours=1), desk()) == 0
    assert await jobs.send_reminders(NOW + 5 * DAY, desk()) == 1


async def test_many_workers_at_once_keep_to_the_letters_of_a_day() -> None:
    shop = await found_shop(policy={"letters_a_day": 3})
    for number in range(12):
        await delivered(shop, f"O-{number}", f"shopper{number}@customers.example")
    desks = [desk(prefix=f"w{worker}") for worker in range(4)]
    written = await asyncio.gather(*(jobs.send_due_invitations(NOW, one) for one in desks))
    assert sum(written) == len(await letters()) == 3
    await jobs.send_due_invitations(NOW, desk(prefix="again"))
    assert (await standing()).count(("waiting", Reason.DAY_FULL)) == 9


async def test_a_fault_inside_leaves_neither_letter_nor_mark() -> None:
    shop = await found_shop()
    await delivered(shop)
    before = await every_row()
    (due,) = await candidates.due(shop.id, NOW, 10)

    def broken() -> Steps[None]:
        sampled = candidates.Sampled("late=no", 1.0)
        yield candidates.taking(shop.id, due.id, due.customer_id or 0, sampled, NOW)
        yield invitations.marking_customer(shop.id, due.customer_id or 0, None, NOW)
        yield Statement("INSERT INTO invitation (no_such_column) VALUES (1)")

    with pytest.raises(Exception, match="no_such_column"):
        await door.write(broken())
    assert await every_row() == before


async def test_one_reminder_comes_on_the_fourth_day_with_the_same_link() -> None:
    shop = await found_shop()
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    assert await jobs.send_reminders(NOW + 5 * DAY, desk()) == 0  # not handed over yet
    assert await sent(shop.id) == 1
    assert await jobs.send_reminders(NOW + 4 * DAY - timedelta(minutes=1), desk()) == 0
    assert await jobs.send_reminders(NOW + 4 * DAY, desk()) == 1
    assert await jobs.send_reminders(NOW + 5 * DAY, desk()) == 0
    first, second = await letters()
    assert second["key"] == "reminder:1"
    assert second["message_id"] == f"<reminder.1.{shop.id}@tea.example>"
    assert second["subject"].startswith("提醒：")
    assert LINKS.answer_url("n1", 3) in first["text"]
    assert LINKS.answer_url("n1", 3) in second["text"]
    customer = await customers.by_id(shop.id, 1)
    assert customer is not None
    assert customer.last_invited_at == NOW + 4 * DAY


async def test_a_reminder_written_after_a_change_of_keys_repeats_the_first_link() -> None:
    shop = await found_shop()
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    await sent(shop.id)
    new_key = LinkSigner((b"another key of thirty-two bytes..", *LINKS.secret_keys), LINKS.base_url)
    assert await jobs.send_reminders(NOW + 4 * DAY, desk(new_key)) == 1
    assert LINKS.answer_url("n1", 3) in (await letters())[1]["text"]


@pytest.mark.parametrize("state", ["answered", "withdrawn", "closed"])
async def test_whoever_answered_or_is_done_is_not_reminded(state: str) -> None:
    shop = await found_shop()
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    await sent(shop.id)
    await door.fetch("UPDATE invitation SET state = {}", state)
    assert await jobs.send_reminders(NOW + 4 * DAY, desk()) == 0


async def test_nobody_is_reminded_at_night_or_after_leaving_or_of_a_returned_order() -> None:
    shop = await found_shop()
    await delivered(shop, "O-1", delivered_at=NOW - 3 * DAY)
    await jobs.send_due_invitations(NOW, desk())
    await sent(shop.id)
    due = NOW + 4 * DAY
    assert await jobs.send_reminders(due.replace(hour=15), desk()) == 0  # 23:00 in Shanghai
    await tell(shop, OrderState("O-1", 1, delivered_at=NOW, return_requested_at=NOW + DAY))
    assert await jobs.send_reminders(due, desk()) == 0
    await tell(shop, OrderState("O-1", 1, delivered_at=NOW))
    await customers.suppress(shop.id, LINKS.email_hash(WANG), "unsubscribed", NOW)
    assert await jobs.send_reminders(due, desk()) == 0


async def test_two_workers_write_one_reminder() -> None:
    shop = await found_shop()
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    await sent(shop.id)
    both = (jobs.send_reminders(NOW + 4 * DAY, desk()) for _ in range(3))
    assert sum(await asyncio.gather(*both)) == 1


async def test_a_late_cancellation_withdraws_the_letter_that_has_not_left() -> None:
    shop = await found_shop()
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    await tell(shop, OrderState("O-20261119-7788", 1, delivered_at=NOW, cancelled_at=NOW))
    assert await jobs.close_invitations(NOW) == 1
    assert await outbox.claim_batch("post", 10, NOW, LEASE) == []
    assert (await letters())[0]["state"] == MessageState.WITHDRAWN
    assert (await invitations.counts(shop.id)) == {InvitationState.WITHDRAWN: 1}


async def test_whoever_unsubscribes_before_the_letter_leaves_does_not_get_it() -> None:
    shop = await found_shop()
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    await customers.suppress(shop.id, LINKS.email_hash(WANG), "unsubscribed", NOW)
    assert await outbox.claim_batch("post", 10, NOW, LEASE) == []


async def test_an_invitation_closes_after_fourteen_days_unless_it_was_answered() -> None:
    shop = await found_shop()
    await delivered(shop, "O-1")
    await delivered(shop, "O-2", "li@customers.example")
    await jobs.send_due_invitations(NOW, desk())
    await sent(shop.id)
    await door.fetch("UPDATE invitation SET state = 'answered' WHERE id = 2")
    assert await jobs.close_invitations(NOW + 14 * DAY - timedelta(seconds=1)) == 0
    assert await jobs.close_invitations(NOW + 14 * DAY) == 1
    assert await jobs.close_invitations(NOW + 15 * DAY) == 0
    counts = await invitations.counts(shop.id)
    assert counts == {InvitationState.CLOSED: 1, InvitationState.ANSWERED: 1}


async def test_a_shop_sends_its_own_closing_time_along() -> None:
    shop = await found_shop(policy={"close_after": "7d", "remind_after": "2d"})
    await delivered(shop)
    await jobs.send_due_invitations(NOW, desk())
    invitation = await invitations.by_id(shop.id, 1)
    assert invitation is not None
    assert replace(invitation).closes_at == NOW + 7 * DAY
