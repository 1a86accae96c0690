"""The vault and the suppression list: one row per person and shop, and no way around a stop."""

from dataclasses import astuple
from datetime import timedelta

import pytest

from models.queries import customers
from tests.conftest import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
WANG, LI = b"w" * 32, b"l" * 32
TEA, OTHER = 1, 2


async def remember(shop_id: int = TEA, **changes: str) -> int:
    facts = {"email": "wang@customers.example", "locale": "zh-Hans", "age_band": "25-34"} | changes
    return await customers.remember(
        shop_id, facts["email"], WANG, facts["locale"], facts["age_band"], NOW
    )


async def test_a_person_seen_again_keeps_their_id() -> None:
    first = await remember()
    assert await remember() == first
    assert await remember(OTHER) != first


async def test_what_is_new_replaces_and_what_is_blank_does_not() -> None:
    customer_id = await remember()
    await remember(locale="en", age_band="", email="")
    customer = await customers.by_id(TEA, customer_id)
    assert customer is not None
    assert (customer.email, customer.locale, customer.age_band) == (
        "wang@customers.example", "en", "25-34",
    )  # fmt: skip


async def test_a_person_of_one_shop_is_nobody_in_another() -> None:
    customer_id = await remember()
    assert await customers.by_id(OTHER, customer_id) is None
    assert await customers.by_email_hash(OTHER, WANG) is None
    found = await customers.by_email_hash(TEA, WANG)
    assert found is not None
    assert astuple(found)[0] == customer_id


async def test_a_stop_holds_for_one_shop_until_it_is_taken_back_for_its_own_reason() -> None:
    assert await customers.suppress(TEA, WANG, "unsubscribed", NOW)
    assert not await customers.suppress(TEA, WANG, "dead_address", NOW + timedelta(days=1))
    assert await customers.is_suppressed(TEA, (LI, WANG))
    assert not await customers.is_suppressed(TEA, (LI,))
    assert not await customers.is_suppressed(TEA, ())
    assert not await customers.is_suppressed(OTHER, (WANG,))
    assert await customers.suppression_reasons(TEA) == {"unsubscribed": 1}
    assert not await customers.lift_suppression(TEA, WANG, "dead_address")
    assert not await customers.lift_suppression(OTHER, WANG, "unsubscribed")
    assert await customers.lift_suppression(TEA, WANG, "unsubscribed")
    assert not await customers.is_suppressed(TEA, (WANG,))
