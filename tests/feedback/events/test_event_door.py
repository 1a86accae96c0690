import asyncio
import base64
import json
from datetime import timedelta

import pytest

from models import database
from models.queries import customers, orders, shops
from tests.conftest import NOW
from tests.feedback.events.conftest import LINKS, ShopSystem
from tests.site import Cast

pytestmark = pytest.mark.anyio

DELIVERED = {
    "order_ref": "A-17",
    "occurred_at": "2026-11-22T10:00:00+08:00",
    "customer_email": "Wang@Shopper.Example",
    "locale": "zh-CN",
    "survey_basis": "consent",
}


async def rows(sql: str, *args: object) -> list[dict[str, object]]:
    return await database.fetch(sql, *args)


async def nothing_is_stored() -> bool:
    counted = "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM customer)"
    found = await rows(counted + " + (SELECT count(*) FROM shop_order) AS n")
    return found[0]["n"] == 0


async def test_a_delivered_order_is_kept_and_may_be_asked_about(
    till: ShopSystem, cast: Cast
) -> None:
    reply = await till.post("order.delivered", DELIVERED | {"phone": "13800138000"})
    assert reply.status_code == 200
    assert reply.json() == {
        "id": "msg_1",
        "type": "order.delivered",
        "subject": "order",
        "ref": "A-17",
        "ignored": 1,
        "ignored_fields": ["phone"],
    }
    order = await orders.order(cast.tea, "A-17")
    assert order is not None
    assert order.delivered_at == NOW - timedelta(days=1, hours=7, minutes=30)
    assert order.survey_basis == "consent"
    assert order.customer_id is not None
    person = await customers.by_id(cast.tea, order.customer_id)
    assert person is not None
    assert (person.email, person.locale) == ("wang@shopper.example", "zh-CN")
    candidate = (await rows("SELECT * FROM candidate"))[0]
    assert candidate["state"] == "waiting"
    assert candidate["subject_ref"] == "A-17"
    assert candidate["customer_id"] == order.customer_id
    assert await orders.order(cast.other, "A-17") is None


async def test_the_address_stays_in_the_vault(till: ShopSystem, cast: Cast) -> None:
    await till.post("order.delivered", DELIVERED)
    kept = (await rows("SELECT facts FROM event"))[0]["facts"]
    facts = json.loads(str(kept))
    assert set(facts) == {"survey_basis", "customer_id"}


async def test_a_closed_contact_may_be_asked_about_with_its_order(
    till: ShopSystem, cast: Cast
) -> None:
    await till.post("order.delivered", DELIVERED)
    told = {"contact_ref": "C-1", "order_ref": "A-17", "channel": "chat", "agent_ref": "k7"}
    await till.post("contact.opened", told | {"occurred_at": "2026-11-23T08:00:00Z"})
    reply = await till.post("contact.closed", {"contact_ref": "C-1", "transfers": 2})
    assert reply.status_code == 200
    contact = await orders.contact(cast.tea, "C-1")
    assert contact is not None
    assert (contact.channel, contact.agent_ref, contact.transfers) == ("chat", "k7", 2)
    assert contact.closed_at == NOW
    found = await rows(
        "SELECT order_id, contact_id FROM candidate WHERE survey_kind = {}", "post_contact"
    )
    assert found[0]["order_id"] is not None
    assert found[0]["contact_id"] is not None


async def test_a_replayed_event_has_one_effect_and_the_first_answer(till: ShopSystem) -> None:
    first = await till.post("order.delivered", DELIVERED, event_id="msg_same")
    again = await till.post("order.delivered", DELIVERED, event_id="msg_same")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(await rows("SELECT id FROM event")) == 1


async def test_fifty_equal_calls_at_once_have_one_effect(till: ShopSystem) -> None:
    calls = (till.post("order.delivered", DELIVERED, event_id="msg_same") for _ in range(50))
    replies = await asyncio.gather(*calls)
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1
    assert len(await rows("SELECT id FROM event")) == 1
    assert len(await rows("SELECT id FROM candidate")) == 1


async def test_the_same_id_with_another_body_is_refused(till: ShopSystem, cast: Cast) -> None:
    await till.post("order.delivered", DELIVERED, event_id="msg_same")
    other = DELIVERED | {"order_ref": "A-18", "customer_email": "li@shopper.example"}
    reply = await till.post("order.delivered", other, event_id="msg_same")
    assert reply.status_code == 422
    assert "another body" in reply.json()["detail"]
    assert await orders.order(cast.tea, "A-18") is None
    assert await customers.by_email_hash(cast.tea, LINKS.email_hash("li@shopper.example")) is None


async def test_events_at_once_about_one_order_are_all_folded(till: ShopSystem, cast: Cast) -> None:
    days = {"placed": 16, "paid": 17, "shipped": 18, "delivered": 20, "completed": 21}
    calls = [
        till.post(
            f"order.{step}",
            {"order_ref": "A-17", "occurred_at": f"2026-11-{day}T00:00:00Z"},
        )
        for step, day in days.items()
    ]
    await asyncio.gather(*calls)
    order = await orders.order(cast.tea, "A-17")
    assert order is not None
    assert [
        at and at.day
        for at in (
            order.placed_at, order.paid_at, order.shipped_at, order.delivered_at, order.completed_at
        )
    ] == list(days.values())  # fmt: skip


async def test_an_order_told_of_in_any_sequence_ends_in_the_same_row(
    till: ShopSystem, cast: Cast
) -> None:
    steps = [
        ("order.placed", 10, {"category": "茶叶", "promised_at": "2026-11-15T00:00:00Z"}),
        ("order.shipped", 12, {"carrier": "顺丰"}),
        ("order.delivered", 14, {"customer_email": "wang@shopper.example"}),
        ("order.cancelled", 11, {}),
    ]
    for ref, sequence in (("A-1", steps), ("A-2", steps[::-1]), ("A-3", steps[2:] + steps[:2])):
        for kind, day, told in sequence:
            at = f"2026-11-{day}T00:00:00Z"
            reply = await till.post(kind, {"order_ref": ref, "occurred_at": at} | told)
            assert reply.status_code == 200
    found = [await orders.order(cast.tea, ref) for ref in ("A-1", "A-2", "A-3")]
    states = {repr(order).replace(order.ref, "") for order in found if order is not None}
    assert len(states) == 1


async def test_an_order_that_is_history_already_is_not_asked_about(till: ShopSystem) -> None:
    old = DELIVERED | {"occurred_at": "2026-10-01T00:00:00Z"}
    await till.post("order.delivered", old)
    candidate = (await rows("SELECT state, reason FROM candidate"))[0]
    assert candidate == {"state": "not_asked", "reason": "historical"}


async def test_both_secrets_count_while_one_is_rotated(till: ShopSystem, cast: Cast) -> None:
    new = "whsec_" + base64.b64encode(b"the tea shop's secret from today").decode()
    await shops.add_signing_secret(cast.tea, new, "till", NOW)
    assert (await till.post("order.delivered", DELIVERED, secret=new)).status_code == 200
    assert (await till.post("order.delivered", DELIVERED)).status_code == 200


@pytest.mark.parametrize("shop", ["other", "nobody", "", "TEA", "tea%00", "茶舍", "%ED%A0%80"])
async def test_a_shop_that_did_not_sign_and_one_that_is_not_there_get_the_same_answer(
    till: ShopSystem, shop: str
) -> None:
    reply = await till.post("order.delivered", DELIVERED, shop="", query=f"?shop={shop}")
    assert reply.status_code == 401
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert reply.json()["detail"] == (
        "webhook-signature was not made with a live secret of this shop."
    )
    assert await nothing_is_stored()


async def test_an_event_recorded_earlier_is_refused(till: ShopSystem) -> None:
    stale = NOW - timedelta(seconds=301)
    assert (await till.post("order.delivered", DELIVERED, sent_at=stale)).status_code == 401
    assert await nothing_is_stored()


async def test_an_unsigned_event_is_refused(till: ShopSystem) -> None:
    reply = await till.client.post("/api/events?shop=tea", json={"type": "order.delivered"})
    assert reply.status_code == 401
    assert "webhook-signature" in reply.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"not json", b"\xff\xfe", b'{"a": NaN}', b"[" * 50_000, b'"\\ud800"']
)
async def test_a_body_that_is_no_json_is_refused(till: ShopSystem, body: bytes) -> None:
    reply = await till.post_body(body)
    assert reply.status_code == 400
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert await nothing_is_stored()


@pytest.mark.parametrize(
    ("kind", "told", "field"),
    [
        ("order.lost", DELIVERED, "type"),
        ("order.delivered", [], "data"),
        ("order.delivered", {}, "data.order_ref"),
        ("order.delivered", DELIVERED | {"customer_email": "nobody"}, "data.customer_email"),
        (
            "order.delivered",
            DELIVERED | {"occurred_at": "2030-01-01T00:00:00Z"},
            "data.occurred_at",
        ),
        ("order.delivered", DELIVERED | {"promised_at": "soon"}, "data.promised_at"),
        ("contact.closed", {"contact_ref": "C-1", "channel": "smoke"}, "data.channel"),
    ],
)
async def test_an_event_that_cannot_be_taken_names_its_field_and_leaves_nothing(
    till: ShopSystem, kind: str, told: object, field: str
) -> None:
    reply = await till.post(kind, told)
    assert reply.status_code == 422
    assert reply.json()["field"] == field
    assert reply.json()["code"]
    assert await nothing_is_stored()


async def test_an_id_that_is_too_long_is_refused_by_name(till: ShopSystem) -> None:
    reply = await till.post("order.delivered", DELIVERED, event_id="m" * 121)
    assert (reply.status_code, reply.json()["field"]) == (422, "webhook-id")


async def test_a_body_over_the_limit_is_refused_unread(till: ShopSystem) -> None:
    reply = await till.post("order.delivered", DELIVERED | {"note": "长" * 100_000})
    assert reply.status_code == 413
    assert await nothing_is_stored()


async def test_the_shop_may_be_named_in_the_address(till: ShopSystem) -> None:
    reply = await till.post("order.delivered", DELIVERED, shop="", query="?shop=tea")
    assert reply.status_code == 200
