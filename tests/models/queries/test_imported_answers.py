"""Imported answers: kept once, counted apart, joined to the orders they are about."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from models import database as door
from models.counting import ScoreKey, TagKey
from models.queries import rollup
from models.queries.imported_answers import ImportedAnswer, Kept, sorting, store_imported
from tests.conftest import NOW
from tests.models.queries import asking

pytestmark = pytest.mark.anyio
ZONE = ZoneInfo("Asia/Shanghai")


def brought(ref: str, overall: int | None = 4, text: str = "", order: str = "o1") -> ImportedAnswer:
    return ImportedAnswer(ref, order, overall, text, NOW)


async def store(shop_id: int, *rows: ImportedAnswer) -> list[Kept]:
    return await door.write(store_imported(shop_id, ZONE, rows))


async def test_the_same_answer_twice_is_kept_once(database: str) -> None:
    shop = await asking.found_shop("tea")
    assert await store(shop, brought("f1"), brought("f1")) == [Kept.NEW, Kept.UNCHANGED]
    assert await store(shop, brought("f1")) == [Kept.UNCHANGED]
    assert await store(shop, brought("f1", 2)) == [Kept.DIFFERENT]
    assert await store(shop, brought("f1", 4, "好")) == [Kept.DIFFERENT]
    rows = await door.fetch("SELECT overall, source, invitation_id FROM answer")
    assert rows == [{"overall": 4, "source": "import", "invitation_id": None}]


async def test_one_answer_about_two_orders_is_two(database: str) -> None:
    shop = await asking.found_shop("tea")
    kept = await store(shop, brought("f1", order="o1"), brought("f1", order="o2"))
    assert kept == [Kept.NEW, Kept.NEW]


async def test_two_shops_may_use_the_same_references(database: str) -> None:
    shop, other = await asking.found_shop("tea"), await asking.found_shop("other")
    assert await store(shop, brought("f1")) == [Kept.NEW]
    assert await store(other, brought("f1", 1)) == [Kept.NEW]


async def test_imports_count_under_no_form_and_their_words_wait(database: str) -> None:
    shop = await asking.found_shop("tea")
    await store(shop, brought("f1", 5, "太慢"), brought("f2", None, "很好"), brought("f3", 5))
    counts = await rollup.stored_counts(shop)
    day = NOW.astimezone(ZONE).date()
    assert counts.scores == {ScoreKey(day, "", "ANSWERS", 0): 3, ScoreKey(day, "", "OV1", 5): 2}
    assert counts.tags == {TagKey(day, "(waiting)"): 2}
    assert counts.differences(await rollup.recounted(shop)) == 0


async def test_the_day_is_the_shops_own(database: str) -> None:
    shop = await asking.found_shop("tea")
    late = ImportedAnswer("f1", "", 3, "", NOW.replace(hour=17))
    await store(shop, late)
    rows = await door.fetch("SELECT local_day FROM answer")
    assert rows[0]["local_day"] == (NOW + timedelta(days=1)).date()


async def test_an_answer_finds_its_order_if_there_is_one(database: str) -> None:
    shop, other = await asking.found_shop("tea"), await asking.found_shop("other")
    for owner, customer in ((shop, 41), (other, 42)):
        await door.fetch(
            "INSERT INTO shop_order (shop_id, order_ref, customer_id) VALUES ({}, 'o1', {})",
            owner,
            customer,
        )
    await store(shop, brought("f1"), brought("f2", order="unknown"))
    rows = await door.fetch("SELECT customer_id, order_id FROM answer ORDER BY id")
    assert (rows[0]["customer_id"], rows[1]["customer_id"]) == (41, None)
    assert rows[1]["order_id"] is None


async def test_a_dry_run_tells_the_same_and_writes_nothing(database: str) -> None:
    shop = await asking.found_shop("tea")
    await store(shop, brought("f1"))
    rows = [brought("f1"), brought("f1", 1), brought("f2"), brought("f2")]
    told = await door.write(sorting(shop, rows))
    assert told == [Kept.UNCHANGED, Kept.DIFFERENT, Kept.NEW, Kept.UNCHANGED]
    assert len(await door.fetch("SELECT id FROM answer")) == 1
    assert await store(shop, *rows) == told


async def test_many_rows_go_in_chunk_by_chunk(database: str) -> None:
    shop = await asking.found_shop("tea")
    rows = [brought(f"f{n % 900}", n % 5 + 1 if n < 900 else 1) for n in range(1_000)]
    kept = await store(shop, *rows)
    assert kept.count(Kept.NEW) == 900
    assert (await rollup.stored_counts(shop)).differences(await rollup.recounted(shop)) == 0
    assert await store(shop) == []
