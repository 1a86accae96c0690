"""Owners see and change whom their shop asks; everybody is told what that does before it holds."""

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models import database as memory
from models.choices import Role
from models.queries import candidates, rules, shops
from models.queries.orders import OrderState, order_ids, put
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
HOME = "/shops/tea/settings"
DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def client(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        served.headers["accept-language"] = "en"
        served.headers["x-csrf"] = await signed_in(served, cast.tea, Role.OWNER, NOW)
        yield served


async def read(client: Client, path: str = "", **typed: str) -> str:
    """Return a page as text, its entities resolved."""
    reply = await client.get(f"{HOME}{path}", params=typed)
    assert reply.status_code == 200, reply.text
    return html.unescape(reply.text)


async def kept(client: Client, path: str = "", **typed: str) -> httpx.Response:
    form = typed | {"csrf": client.headers["x-csrf"]}
    return await client.post(f"{HOME}{path}", data=form, follow_redirects=True)


async def chosen(shop_id: int) -> dict[str, object]:
    shop = await shops.by_id(shop_id)
    assert shop is not None
    return shop.choices


async def ordered(shop_id: int, *days: int) -> None:
    """Tell of one order for each number, delivered so many days ago."""
    for n in days:
        at, ref = NOW - n * DAY, f"O-{shop_id}-{n}"
        state = OrderState(ref, None, delivered_at=at)
        await memory.write(put(shop_id, [state], at))
        ids = await memory.write(order_ids(shop_id, [ref]))
        await candidates.open_candidate(shop_id, "post_purchase", ref, ids[ref], None, None, at, at)


async def test_every_rule_is_shown_with_its_value_its_default_its_range_and_its_reason(
    client: Client,
) -> None:
    page = await read(client)
    for sentence in (
        "Wait after the delivery",
        "So that the parcel has been opened and tried before we ask.",
        "Default: 2 days. From 0 days to 30 days.",
        "Default: 0 %. From 0 % to 50 %.",
        "Default: no limit. From 0 to 100,000.",
        "the shopper has consented",
        "an existing customer, about their own purchase",
        "Nothing has been changed yet",
    ):
        assert sentence in page
    assert re.search(r'name="wait_after_delivery" value="2"', page)
    page = await read(client, lang="zh-Hans")
    assert "签收后等待" in page
    assert "默认：2 天。 可设 0 天–30 天。" in page


async def test_what_would_change_is_told_before_anything_is_kept(
    client: Client, cast: Cast
) -> None:
    await ordered(cast.tea, 3, 5, 40)
    await ordered(cast.other, 3, 4, 5, 6)
    before = await chosen(cast.tea)
    page = await read(client, "/preview", **{"sampling_rate": "50", "rest": "45", "rest.unit": "d"})
    assert "Share that is asked: 100 % → becomes  50 %" in " ".join(
        re.sub(r"<[^>]+>", "", page).split("\n")
    )
    assert "Of 2 orders and contacts of the last 28 days, 0 would have been asked about" in page
    assert "No e-mail address that a letter can reach is known." in page
    assert await chosen(cast.tea) == before
    assert await rules.changes(cast.tea, 9) == []


async def test_kept_rules_hold_and_the_log_names_who_changed_what(
    client: Client, cast: Cast
) -> None:
    page = (await kept(client, rest="45", hold_out="10", note="双十一")).text
    assert "Kept: these rules hold from now on." in page
    assert "双十一" in page
    assert await chosen(cast.tea) == {
        "rest": "45d", "hold_out": 0.1, "default_basis": "existing_customer",
        "sender_name": "茶舍", "locale": "zh-Hans",
    }  # fmt: skip
    lines = [
        (line.action, line.who, line.subject, line.detail)
        for line in await shops.log(cast.tea, 2**31 - 1, 9)
    ]
    assert lines == [
        ("rules.changed", "owner", "hold_out", "0.0 → 0.1"),
        ("rules.changed", "owner", "rest", "30d → 45d"),
    ]
    assert "Changed a rule of asking" in (await client.get("/shops/tea/log")).text
    assert await shops.log(cast.other, 2**31 - 1, 9) == []
    assert (await chosen(cast.other)).keys() == {"default_basis", "sender_name", "locale"}


async def test_groups_get_shares_of_their_own(client: Client, cast: Cast) -> None:
    groups = {
        "sampling_rates.0.group": "Late = yes", "sampling_rates.0.share": "100 %",
        "sampling_rates.1.group": "channel=app；late=no", "sampling_rates.1.share": "１２.5",
        "sampling_rates.2.group": "", "sampling_rates.2.share": "",
    }  # fmt: skip
    page = html.unescape((await kept(client, **groups)).text)
    assert (await chosen(cast.tea))["sampling_rates"] == {
        "late=yes": 1.0, "channel=app;late=no": 0.125,
    }  # fmt: skip
    assert "arrived late: 100 %; Sales channel app, arrived on time: 12.5 %" in page
    await kept(client, **{"sampling_rates.0.group": "", "sampling_rates.0.share": ""})
    assert "sampling_rates" not in await chosen(cast.tea)


@pytest.mark.parametrize("path", ["", "/preview"])
async def test_bad_input_is_answered_field_by_field_and_nothing_typed_is_lost(
    client: Client, cast: Cast, path: str
) -> None:
    typed = {
        "rest": "soon", "rest.unit": "h", "hold_out": "90", "most_per_year": "-1",
        "quiet_from": "late", "sampling_rates.0.group": "colour=red", "sampling_rates.0.share": "5",
        "sender_name": "x" * 121, "locale": "fr", "wait_after_contact": "3",
        "wait_after_contact.unit": "h",
    }  # fmt: skip
    before = await chosen(cast.tea)
    reply = await client.get(f"{HOME}{path}", params=typed) if path else await kept(client, **typed)
    assert reply.status_code == 422
    page = html.unescape(reply.text)
    for sentence in (
        "Write a whole number and choose its unit: 1 day to 365 days.",
        "Write a percentage from 0 % to 50 %.",
        "Write a whole number from 1 to 366.",
        "Write a time of day such as 21:00.",
        "Write groups such as late=yes",
        "Write one line of at most 120 characters.",
        "Choose one of the list.",
    ):
        assert sentence in page
    for value in ("soon", "90", "-1", "late", "colour=red", "x" * 121):
        assert f'value="{value}"' in page
    assert re.search(r'name="wait_after_contact" value="3"', page)
    assert page.count('class="fault" id=') == 7
    assert await chosen(cast.tea) == before
    reply = await client.get(f"{HOME}/preview", params=typed | {"lang": "zh-Hans"})
    assert "请填百分比：0%–50%。" in reply.text


async def test_rules_that_contradict_each_other_are_told_at_the_one_to_change(
    client: Client,
) -> None:
    reply = await kept(client, **{"close_after": "3", "close_after.unit": "d"})
    assert reply.status_code == 422
    assert 'id="close_after-fault">The survey must close later than its reminder' in reply.text


async def test_of_two_owners_the_second_sees_the_first_ones_change_and_keeps_what_they_typed(
    client: Client, cast: Cast
) -> None:
    await kept(client, rest="45", seen="0")
    reply = await kept(client, hold_out="10", rest="30", seen="0")
    assert reply.status_code == 409
    page = html.unescape(reply.text)
    assert "Somebody was quicker" in page
    assert "In force: 45 days" in page
    assert re.search(r'name="hold_out" value="10"', page)
    assert 'name="seen" value="1"' in page
    assert (await chosen(cast.tea))["rest"] == "45d"
    reply = await client.get(f"{HOME}/preview", params={"hold_out": "10", "seen": "0"})
    assert reply.status_code == 409
    assert (await kept(client, hold_out="10", seen="1")).status_code == 200
    assert len(await rules.changes(cast.tea, 9)) == 2


async def test_a_change_is_undone_with_one_press_and_the_undoing_too(
    client: Client, cast: Cast
) -> None:
    before = await chosen(cast.tea)
    await kept(client, rest="45", sender_name="别名")
    page = (await kept(client, "/restore", change="1", seen="1")).text
    assert "Kept: these rules hold from now on." in page
    assert "took back change 1" in page
    assert await chosen(cast.tea) == before
    await kept(client, "/restore", change="2", seen="2")
    assert (await chosen(cast.tea))["rest"] == "45d"
    (newest, *_) = await rules.changes(cast.tea, 9)
    assert (newest.number, newest.takes_back) == (3, 2)
    assert (await kept(client, "/restore", change="1", seen="1")).status_code == 409


@pytest.mark.parametrize("change", ["9", "x", "", "9" * 30])
async def test_a_change_that_is_not_there_cannot_be_undone(
    client: Client, cast: Cast, change: str
) -> None:
    await rules.decide(cast.other, rules.Decision(0, {}, {"rest": "9d"}, None), [], NOW)
    assert (await kept(client, "/restore", change=change, seen="0")).status_code == 404


async def test_the_same_rules_again_are_no_change(client: Client, cast: Cast) -> None:
    assert "Nothing is different" in (await kept(client, rest="30")).text
    page = await read(client, "/preview", **{"rest": "720", "rest.unit": "h"})
    assert "Nothing is different" in page
    assert await rules.changes(cast.tea, 9) == []


async def test_going_on_changing_keeps_what_was_typed(client: Client) -> None:
    page = await read(client, rest="45", hold_out="7")
    assert re.search(r'name="rest" value="45"', page)
    assert "In force: 30 days" in page


async def test_stored_rules_that_cannot_be_used_are_shown_and_can_be_mended(
    client: Client, cast: Cast
) -> None:
    await memory.fetch("UPDATE shop SET policy = {} WHERE id = {}", '{"rest": "soon"}', cast.tea)
    page = await read(client)
    assert "so no survey leaves" in page
    assert 'value="soon"' in page
    await ordered(cast.tea, 3)
    page = await read(client, "/preview", **{"rest": "30", "rest.unit": "d"})
    assert "so they ask nobody" in page
    await kept(client, **{"rest": "30", "rest.unit": "d"})
    assert (await chosen(cast.tea)).keys() == {"default_basis", "sender_name", "locale"}
    assert (await kept(client, "/restore", change="1", seen="1")).status_code == 422


async def test_managers_read_the_rules_and_change_none(
    client: Client, cast: Cast, clock: Clock
) -> None:
    await kept(client, rest="45")
    token = await signed_in(client, cast.tea, Role.MANAGER, NOW)
    page = await read(client)
    assert "Owners of the shop can change these rules; you can read them." in page
    assert "45 days" in page
    assert "<button" not in page.partition("<main")[2].partition("</main")[0]
    for path in ("", "/restore"):
        form = {"csrf": token, "rest": "9", "change": "1"}
        assert (await client.post(f"{HOME}{path}", data=form)).status_code == 403
    assert (await client.get(f"{HOME}/preview?rest=9")).status_code == 403


async def test_the_page_is_offered_to_who_may_see_it(client: Client, cast: Cast) -> None:
    assert f'href="{HOME}"' in (await client.get("/shops/tea")).text
    await signed_in(client, cast.tea, Role.ANALYST, NOW)
    assert f'href="{HOME}"' not in (await client.get("/shops/tea")).text
    assert (await client.get(HOME)).status_code == 403


async def test_what_is_typed_is_text_whatever_is_in_it(client: Client, cast: Cast) -> None:
    await kept(client, sender_name="<b>%(n)s & {x}", note="<i>\0\r\nBcc: x")
    page = await client.get(HOME)
    assert page.status_code == 200
    assert "<b>%" not in page.text
    assert "<i>" not in page.text
    assert (await chosen(cast.tea))["sender_name"] == "<b>%(n)s & {x}"
