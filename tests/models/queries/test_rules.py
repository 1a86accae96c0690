"""What a shop decided about asking: numbered, put into force at once, never overwritten."""

import asyncio
from datetime import timedelta

import pytest

from models import database as memory
from models.queries import candidates, rules, shops, staff
from models.queries.rules import Decision, Line
from tests.conftest import NOW
from tests.site import Cast, founded

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
LINES = [Line("rules.changed", "rest", "30d → 45d")]


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


async def chosen(shop_id: int) -> dict[str, object]:
    shop = await shops.by_id(shop_id)
    assert shop is not None
    return shop.choices


async def decided(shop_id: int, seen: int = 0, **after: object) -> int | None:
    before = await chosen(shop_id)
    made = Decision(seen, before, before | after, None)
    return await rules.decide(shop_id, made, LINES, NOW)


async def test_a_change_is_in_force_at_once_and_written_down(cast: Cast) -> None:
    ann = await staff.add("ann@shop.example", "Ann", "en", NOW)
    before = await chosen(cast.tea)
    after = before | {"rest": "45d", "default_basis": "consent", "sender_name": "茶"}
    made = Decision(0, before, after, ann, note="双十一")
    assert await rules.decide(cast.tea, made, LINES, NOW) == 1
    assert await chosen(cast.tea) == after
    (change,) = await rules.changes(cast.tea, 10)
    assert (change.who, change.before, change.after) == ("Ann", before, after)
    assert (change.note, change.at, change.takes_back) == ("双十一", NOW, None)
    assert await rules.change(cast.tea, 1) == change
    (line,) = await shops.log(cast.tea, 2**31 - 1, 10)
    assert (line.who, line.action, line.subject) == ("Ann", "rules.changed", "rest")


async def test_of_two_owners_at_once_the_second_is_told(cast: Cast) -> None:
    assert await decided(cast.tea, rest="45d") == 1
    assert await decided(cast.tea, rest="10d") is None
    assert (await chosen(cast.tea))["rest"] == "45d"
    assert len(await shops.log(cast.tea, 2**31 - 1, 10)) == 1
    assert await decided(cast.tea, seen=1, rest="10d") == 2
    assert [change.number for change in await rules.changes(cast.tea, 10)] == [2, 1]


async def test_of_many_who_decide_at_the_same_moment_one_does(cast: Cast) -> None:
    numbers = await asyncio.gather(*(decided(cast.tea, rest=f"{40 + n}d") for n in range(6)))
    assert sorted(n for n in numbers if n) == [1]
    (change,) = await rules.changes(cast.tea, 9)
    assert (await chosen(cast.tea))["rest"] == change.after["rest"]


async def test_another_shop_keeps_its_rules_and_its_numbers(cast: Cast) -> None:
    before = await chosen(cast.other)
    await decided(cast.tea, rest="45d")
    assert await chosen(cast.other) == before
    assert await rules.changes(cast.other, 10) == []
    assert await rules.change(cast.other, 1) is None
    assert await rules.newest(cast.other) == 0
    assert await decided(cast.other, rest="45d") == 1


async def test_what_waits_is_looked_at_again(cast: Cast) -> None:
    for shop in (cast.tea, cast.other):
        await candidates.open_candidate(
            shop, "post_purchase", "O-1", None, None, None, NOW + 9 * DAY, NOW
        )
    await decided(cast.tea, rest="45d")
    assert [one.subject_ref for one in await candidates.due(cast.tea, NOW, 10)] == ["O-1"]
    assert await candidates.due(cast.other, NOW, 10) == []


async def test_what_was_drawn_keeps_the_chance_it_was_drawn_with(cast: Cast) -> None:
    await memory.fetch(
        "INSERT INTO invitation (shop_id, candidate_id, survey_kind, nonce, token_hash, form, "
        "items, prompt, sampling_probability, created_at) "
        "VALUES ({}, 1, 'post_purchase', 'n', {}, 'P', 'OV1', 'T1', 0.25, {})",
        cast.tea, b"h", NOW,
    )  # fmt: skip
    before = await memory.fetch("SELECT * FROM invitation")
    await decided(cast.tea, sampling_rate=0.9)
    assert await memory.fetch("SELECT * FROM invitation") == before
