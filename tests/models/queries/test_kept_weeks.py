"""Kept weeks are what the rows say, whatever is written when, and by whom."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from piccolo.table import Table

from admin.dashboard.health import keeping
from models import database as door
from models.database import DatabaseBusy
from models.queries import asked_strata, kept_weeks
from models.queries.asked_strata import Asked
from models.queries.weighting import Stratum
from models.tables.answers import Answer
from models.tables.orders import Contact, Order
from models.tables.surveys import Candidate, Invitation
from models.weeks import Part, Tally, Week
from tests.conftest import NOW
from tests.models.queries.asking import found_shop
from tests.models.queries.kept import (
    COLUMNS,
    LAST_WEEK,
    MONDAY,
    NUMBER,
    TOUCHED,
    ZONE,
    Walk,
    agrees,
    begun,
)

Step = tuple[Any, ...]  # Any: each kind of step has its own values


def _written(table: type[Table]) -> st.SearchStrategy[Step]:
    values = st.fixed_dictionaries({}, optional=COLUMNS[table])
    return st.tuples(st.just("write"), st.just(table), NUMBER, values)


STEP = st.one_of(
    *map(_written, COLUMNS),
    st.tuples(st.just("drop"), st.sampled_from(list(COLUMNS)), NUMBER),
    st.tuples(st.just("keep"), st.integers(1, 40)),
    st.tuples(st.just("keep"), st.just(40)),
)


async def walk(url: str, steps: list[tuple[int, Step]]) -> None:
    await door.start(url)
    try:
        taken = await door.fetch("SELECT count(*) AS n FROM shop")
        shops = [Walk(await found_shop(f"{name}{taken[0]['n']}")) for name in ("tea", "other")]
        for shop in shops:
            await shop.begin()
        for place, (name, *values) in steps:
            step: Callable[..., Coroutine[Any, Any, None]] = getattr(shops[place], name)
            await step(*values)
            for shop in shops:
                await agrees(shop.shop_id)
        for shop in shops:
            assert await keeping.keep_anew(shop.shop_id, ZONE, NOW) == 0
            await agrees(shop.shop_id)
    finally:
        await door.stop()


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.integers(0, 1), STEP), min_size=1, max_size=12))
def test_after_every_step_kept_weeks_are_what_the_rows_say(
    database_url: str, steps: list[tuple[int, Step]]
) -> None:
    asyncio.run(walk(database_url, steps))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("table", "values", "stale"),
    [
        (Answer, {"overall": 1, "edits": 2}, set()),
        (Invitation, {"state": "closed"}, set()),
        (Order, {"tracking": "SF1", "refunded_at": NOW}, set()),
        (Contact, {"agent_ref": "李", "opened_at": NOW}, set()),
        (Order, {"category": "杯"}, {Part.SERVED, Part.ASKED, Part.ANSWERED}),
        (Contact, {"channel": "杯"}, {Part.SERVED}),
        (Invitation, {"answered_at": NOW}, {Part.CAME, Part.ASKED}),
        (Answer, {"design_weight": 2.0}, {Part.ANSWERED}),
        (Candidate, {"reason": "late"}, {Part.CAME, Part.ASKED}),
    ],
)
async def test_a_change_makes_stale_what_counts_it_and_nothing_else(
    database: str, table: type[Table], values: dict[str, Any], stale: set[Part]
) -> None:
    shop, other = await begun("tea"), await begun("other")
    before, theirs = await kept_weeks.fresh(shop.shop_id), await kept_weeks.fresh(other.shop_id)
    await shop.write(table, 1, values)
    gone = before - await kept_weeks.fresh(shop.shop_id)
    assert {week.part for week in gone} == stale
    assert {week for week in gone if week not in TOUCHED} == set()
    assert await kept_weeks.fresh(other.shop_id) == theirs
    assert len(theirs) == len(before) > 0
    await shop.keep(40)
    assert await kept_weeks.fresh(shop.shop_id) == before


@pytest.mark.anyio
async def test_what_is_written_while_a_week_is_counted_keeps_it_from_being_kept(
    database: str,
) -> None:
    shop, other = await begun("tea"), await begun("other")
    week = Week.of(Part.SERVED, MONDAY, ZONE)

    async def count(since: datetime, until: datetime) -> Tally:
        found = await keeping.COUNTS[Part.SERVED](shop.shop_id, since, until)
        await shop.write(Order, 2, {"delivered_at": week.since})
        return found

    assert await kept_weeks.keep(shop.shop_id, week, count) is False
    assert week not in await kept_weeks.fresh(shop.shop_id)
    await agrees(shop.shop_id)
    assert await keeping.keep_up(shop.shop_id, ZONE, NOW) == 1
    assert week in await kept_weeks.fresh(shop.shop_id) & await kept_weeks.fresh(other.shop_id)
    await agrees(shop.shop_id)


@pytest.mark.anyio
async def test_a_kept_week_that_is_wrong_is_found_and_mended(database: str) -> None:
    shop, other = await begun("tea"), await begun("other")
    for one in (shop, other):
        await door.fetch(
            "UPDATE kept_week SET cells = '[]' WHERE shop_id = {} AND cells <> '[]'", one.shop_id
        )
    assert await keeping.keep_anew(shop.shop_id, ZONE, NOW) == 4
    assert await keeping.keep_anew(shop.shop_id, ZONE, NOW) == 0
    await agrees(shop.shop_id)
    assert await keeping.keep_anew(other.shop_id, ZONE, NOW) == 4


@pytest.mark.anyio
async def test_weeks_are_counted_some_at_a_time_the_latest_first(database: str) -> None:
    shop = Walk(await found_shop("tea"))
    await shop.write(Order, 1, {"delivered_at": NOW - timedelta(days=40)})
    await shop.write(Answer, 1, {"local_day": NOW.date() - timedelta(days=40)})
    kept = []
    while await keeping.keep_up(shop.shop_id, ZONE, NOW, most=4):
        kept.append(await kept_weeks.fresh(shop.shop_id))
        await agrees(shop.shop_id)
    assert [len(weeks) for weeks in kept] == [4, 8, 12]
    assert {week.since.date() for week in kept[0]} >= {date(2026, 11, 16)}
    assert await keeping.keep_due(NOW) == 0
    assert await keeping.keep_due(NOW + timedelta(days=7)) == 2


@pytest.mark.anyio
async def test_a_page_that_ends_in_the_past_does_not_see_later_replies(database: str) -> None:
    shop = await begun("tea")
    await shop.write(Invitation, 1, {"answered_at": LAST_WEEK.until + timedelta(hours=1)})
    await shop.keep(40)
    span = (LAST_WEEK.since, LAST_WEEK.until)
    stratum = Stratum("post_purchase", category="茶")
    assert await asked_strata.asked(shop.shop_id, *span) == [Asked(stratum, 1, 0)]
    assert await asked_strata.asked(shop.shop_id, span[0], NOW) == [Asked(stratum, 1, 1)]


@pytest.mark.anyio
async def test_a_shop_that_moves_to_another_zone_is_counted_as_before(database: str) -> None:
    shop = await begun("tea")
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Shanghai"):
        await keeping.keep_up(shop.shop_id, ZoneInfo(zone), NOW, 1)
        await agrees(shop.shop_id)
        await keeping.keep_up(shop.shop_id, ZoneInfo(zone), NOW)
        await agrees(shop.shop_id)
        kept = await kept_weeks.fresh(shop.shop_id)
        assert {*await keeping.finished(shop.shop_id, ZoneInfo(zone), NOW)} <= kept


@pytest.fixture
async def writers(
    postgres_url: str, anyio_backend: str
) -> AsyncIterator[tuple[asyncpg.Connection, asyncpg.Connection]]:
    """Open two connections of other processes beside the program's own."""
    await door.start(postgres_url)
    one, two = await asyncpg.connect(postgres_url), await asyncpg.connect(postgres_url)
    yield one, two
    await one.close()
    await two.close()
    await door.stop()


Writers = tuple[asyncpg.Connection, asyncpg.Connection]
CHANGE = "UPDATE shop_order SET category = category || '杯' WHERE id = $1"


@pytest.mark.anyio
async def test_no_week_is_counted_past_somebody_who_has_not_committed(writers: Writers) -> None:
    shop, (writer, _) = await begun("tea"), writers
    week = Week.of(Part.SERVED, MONDAY, ZONE)
    writing = writer.transaction()
    await writing.start()
    await writer.execute(CHANGE, shop.base + 1)
    with pytest.raises(DatabaseBusy):
        await keeping.keep(shop.shop_id, week)
    assert await keeping.keep_up(shop.shop_id, ZONE, NOW) == 0
    await writing.commit()
    assert week not in await kept_weeks.fresh(shop.shop_id)
    await shop.keep(40)
    assert week in await kept_weeks.fresh(shop.shop_id)


@pytest.mark.anyio
@pytest.mark.parametrize("has_written_before", [True, False])
async def test_whoever_waits_for_an_announcement_marks_what_was_announced(
    writers: Writers, *, has_written_before: bool
) -> None:
    shop, (writer, _) = await begun("tea"), writers
    week = Week.of(Part.SERVED, MONDAY, ZONE)
    if has_written_before:
        await writer.execute(CHANGE, shop.base + 1)
    async with door.transaction():
        for statement in (LOCK, "DELETE FROM stale_week", "DELETE FROM kept_week"):
            await door.fetch(statement)
        waits = asyncio.create_task(writer.execute(CHANGE, shop.base + 1))
        await _until_it_waits(writers[1])
        await door.fetch(ANNOUNCE, shop.shop_id, week.since, week.until)
        assert not waits.done()
    await waits
    (marked,) = await door.fetch("SELECT count(*) AS n FROM stale_week")
    assert marked["n"] == 1


LOCK = "LOCK TABLE stale_week IN SHARE ROW EXCLUSIVE MODE"
ANNOUNCE = """
INSERT INTO kept_week (shop_id, part, since, until, cells) VALUES ({}, 'served', {}, {}, '')
"""


async def _until_it_waits(onlooker: asyncpg.Connection) -> None:
    async with asyncio.timeout(10):
        while not await onlooker.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass
