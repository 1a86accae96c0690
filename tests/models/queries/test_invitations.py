"""Invitations: one per candidate, found by their link, marked once, another shop's never."""

from datetime import timedelta

import pytest

from models import database as door
from models.choices import InvitationState
from models.database import Statement
from models.queries import invitations
from models.queries.invitations import Asked, NewInvitation
from tests.conftest import NOW
from tests.models.queries.asking import found_shop

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("_shops")]
TEA, OTHER = 1, 2
DAY = timedelta(days=1)


@pytest.fixture
async def _shops(database: str) -> None:
    assert [await found_shop("tea"), await found_shop("other")] == [TEA, OTHER]


def new(candidate_id: int = 1, nonce: str = "n1") -> NewInvitation:
    return NewInvitation(
        candidate_id=candidate_id,
        customer_id=5,
        survey_kind="post_purchase",
        nonce=nonce,
        token_hash=nonce.encode() * 16,
        form="P",
        items=("OV1", "SH0", "SH1"),
        prompt="T1",
        assignment_probability=1 / 216,
        sampling_probability=0.5,
        stratum="late=no",
        locale="zh-Hans",
        basis="consent",
        closes_at=NOW + 14 * DAY,
    )


async def run(statement: Statement) -> list[door.Row]:
    return await door.fetch(statement.sql, *statement.args)


async def written(shop_id: int = TEA, candidate_id: int = 1, nonce: str = "n1") -> int:
    rows = await run(invitations.writing(shop_id, new(candidate_id, nonce), NOW))
    return int(rows[0]["id"])


async def test_an_invitation_is_read_as_it_was_written() -> None:
    invitation_id = await written()
    found = await invitations.by_token_hash(b"n1" * 16)
    assert found is not None
    assert found == await invitations.by_id(TEA, invitation_id)
    assert await invitations.by_id(OTHER, invitation_id) is None
    assert await invitations.by_token_hash(b"n2" * 16) is None
    assert found.items == ("OV1", "SH0", "SH1")
    assert found.state is InvitationState.QUEUED
    assert found.closes_at == NOW + 14 * DAY
    assert found.sent_at is None


async def test_a_candidate_has_one_invitation() -> None:
    await written()
    assert await run(invitations.writing(TEA, new(nonce="n2"), NOW)) == []


async def test_of_two_who_saw_the_same_past_one_may_ask_a_person() -> None:
    await door.fetch("INSERT INTO customer (shop_id, email_hash) VALUES (1, {})", b"h" * 32)
    assert await run(invitations.marking_customer(TEA, 1, None, NOW))
    assert await run(invitations.marking_customer(TEA, 1, None, NOW + DAY)) == []
    assert await run(invitations.marking_customer(TEA, 1, NOW, NOW + DAY))
    assert await run(invitations.marking_customer(TEA, 1, NOW, NOW + 2 * DAY)) == []
    assert await run(invitations.marking_customer(OTHER, 1, NOW + DAY, NOW + 2 * DAY)) == []


async def test_a_reminder_is_taken_once_and_only_after_the_first_letter() -> None:
    invitation_id = await written()
    assert await run(invitations.marking_reminded(TEA, invitation_id, NOW)) == []
    await invitations.mark_sent(TEA, invitation_id, NOW)
    assert await run(invitations.marking_reminded(OTHER, invitation_id, NOW)) == []
    assert await run(invitations.marking_reminded(TEA, invitation_id, NOW))
    assert await run(invitations.marking_reminded(TEA, invitation_id, NOW)) == []


async def test_the_history_of_a_person_leaves_out_what_never_left() -> None:
    first, second, third = [await written(TEA, n, f"n{n}") for n in (1, 2, 3)]
    await invitations.mark_sent(TEA, first, NOW + DAY)
    await run(invitations.marking_reminded(TEA, first, NOW + 5 * DAY))
    await invitations.withdraw(TEA, second, NOW)
    assert await invitations.history(TEA, 5, NOW) == [
        Asked(NOW + 5 * DAY, None),
        Asked(NOW, None),
    ]
    assert await invitations.history(TEA, 5, NOW + DAY) == []
    assert await invitations.history(OTHER, 5, NOW) == []
    assert third


async def test_only_what_is_still_queued_can_be_withdrawn() -> None:
    invitation_id = await written()
    assert not await invitations.withdraw(OTHER, invitation_id, NOW)
    await invitations.mark_sent(TEA, invitation_id, NOW)
    assert not await invitations.withdraw(TEA, invitation_id, NOW)
    assert await invitations.close_overdue(OTHER, NOW + 99 * DAY) == 0
    assert await invitations.close_overdue(TEA, NOW + 99 * DAY) == 1
    assert await invitations.counts(TEA) == {InvitationState.CLOSED: 1}
