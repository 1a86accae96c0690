"""Answers and all served orders, counted by the same strata."""

from datetime import UTC, datetime, timedelta

import pytest

from models.choices import AnswerSource, SurveyKind
from models.queries import answered_strata, asked_strata, served_strata, weighting
from models.queries.asked_strata import Asked
from models.queries.quality import WHOLE, Days, Slice
from models.queries.weighting import Cell, Counted, Stratum
from tests.admin.dashboard import rows
from tests.conftest import NOW
from tests.models.queries.asking import found_shop

pytestmark = pytest.mark.anyio
TODAY = NOW.date()
DAYS = Days(TODAY - timedelta(days=6), TODAY + timedelta(days=1))
SINCE, UNTIL = NOW - timedelta(days=7), NOW + timedelta(hours=1)
ON_TIME = Stratum(SurveyKind.POST_PURCHASE, "web", "茶叶", "浙江", "no")
LATE = Stratum(SurveyKind.POST_PURCHASE, "app", "茶叶", "浙江", "yes")
CHAT = Stratum(SurveyKind.POST_CONTACT, "chat")


async def _order(shop_id: int, ref: str, *, late: bool, **more: object) -> int:
    facts: dict[str, object] = {
        "sales_channel": "app" if late else "web", "category": "茶叶", "region": "浙江",
        "delivered_at": NOW - timedelta(days=1),
        "promised_at": NOW - timedelta(days=2 if late else 0),
    }  # fmt: skip
    return await rows.ordered(shop_id, ref, **facts | more)


async def _shop() -> int:
    """Found a shop with three on time, two late, one cancelled, one on its way, and a contact."""
    shop_id, stranger = await found_shop("tea"), await found_shop("other")
    on_time = [await _order(shop_id, f"A{n}", late=False) for n in range(3)]
    late = [await _order(shop_id, f"L{n}", late=True) for n in range(2)]
    gone = await _order(shop_id, "C", late=False, cancelled_at=NOW)
    coming = await _order(shop_id, "W", late=False, delivered_at=None)
    await _order(shop_id, "OLD", late=False, delivered_at=NOW - timedelta(days=90))
    contact = await rows.contacted(
        shop_id, "K1", order_ref="L0", channel="chat", closed_at=NOW - timedelta(hours=2)
    )
    slow, rude = rows.Found("slow_shipping"), rows.Found("rude_staff")
    denied = rows.Found("quality_defect", verdict="absent")
    await rows.answered(shop_id, TODAY, 5, ratings={"SH0": 4, "SH1": 3}, order_id=on_time[0])
    await rows.answered(shop_id, TODAY, None, order_id=on_time[1], design_weight=4.0)
    await rows.answered(
        shop_id, TODAY, 1, comment=rows.SLOW, tags=[slow, rude, denied], order_id=late[0]
    )
    for order in (gone, coming, None):
        await rows.answered(shop_id, TODAY, 2, comment=rows.SLOW, tags=[slow], order_id=order)
    await rows.answered(shop_id, TODAY, 3, kind="post_contact", contact_id=contact)
    theirs = await _order(stranger, "A0", late=True)
    await rows.answered(stranger, TODAY, 1, order_id=theirs)
    return shop_id


async def _counted(shop_id: int, where: Slice = WHOLE, prefix: str = "") -> Counted:
    served = await served_strata.served(shop_id, SINCE, UNTIL, where)
    return await weighting.counted(shop_id, DAYS, served, where, prefix)


async def test_answers_fall_into_cells_and_only_those_of_served_orders(database: None) -> None:
    found = await _counted(await _shop())
    assert sorted(found.cells, key=str) == sorted(
        [Cell(ON_TIME, 1.0, 1), Cell(ON_TIME, 4.0, 1), Cell(LATE, 1.0, 1), Cell(CHAT, 1.0, 1)],
        key=str,
    )
    place = {(cell.stratum, cell.weight): i for i, cell in enumerate(found.cells)}
    late, first = place[LATE, 1.0], place[ON_TIME, 1.0]
    assert found.ratings["OV1"] == {5: {first: 1}, 1: {late: 1}, 3: {place[CHAT, 1.0]: 1}}
    assert found.ratings["SH0"] == {4: {first: 1}}
    assert "SH1" not in found.ratings
    assert found.tags == {"slow_shipping": {late: 1}, "rude_staff": {late: 1}}
    assert found.complaints == {2: {late: 1}}


async def test_cells_can_be_had_without_what_was_answered_in_them(database: None) -> None:
    shop_id = await _shop()
    served = await served_strata.served(shop_id, SINCE, UNTIL)
    alone = await answered_strata.only_cells(shop_id, DAYS, served)
    assert {*alone.cells} == {*(await _counted(shop_id)).cells}
    assert (alone.ratings, alone.tags, alone.complaints) == ({}, {}, {})


async def test_a_course_parts_the_same_answers_by_stretches_of_days(database: None) -> None:
    shop_id = await _shop()
    order = await _order(shop_id, "B", late=True)
    before = DAYS.until - timedelta(days=8)  # the last day of the second week from the end
    slow = rows.Found("slow_shipping")
    await rows.answered(shop_id, before, 2, comment=rows.SLOW, tags=[slow], order_id=order)
    days = Days(DAYS.until - timedelta(days=14), DAYS.until)
    served = await served_strata.served(shop_id, SINCE, UNTIL)
    whole = await weighting.counted(shop_id, days, served)
    parted = await weighting.counted(shop_id, days, served, stretch=7)
    assert whole.course == {}
    assert (parted.ratings, parted.tags, parted.complaints) == (
        whole.ratings, whole.tags, whole.complaints,
    )  # fmt: skip
    late = next(n for n, one in enumerate(parted.cells) if one.stratum == LATE)
    last, earlier = parted.course[0], parted.course[1]
    assert (earlier.overall, earlier.complaints) == ({2: {late: 1}}, {1: {late: 1}})
    assert sum(n for cells in last.overall.values() for n in cells.values()) == 4
    assert last.overall[0]  # answered, and gave no overall rating
    assert last.complaints == {2: {late: 1}}


async def test_a_stage_brings_all_of_its_items(database: None) -> None:
    found = await _counted(await _shop(), prefix="SH")
    assert set(found.ratings) == {"OV1", "SH0", "SH1"}


async def test_all_served_orders_count_whether_asked_or_not(database: None) -> None:
    found = await served_strata.served(await _shop(), SINCE, UNTIL)
    assert found == {ON_TIME: 3, LATE: 2, CHAT: 1}


async def test_a_slice_narrows_both_sides(database: None) -> None:
    shop_id = await _shop()
    app = Slice(channel="app")
    assert await served_strata.served(shop_id, SINCE, UNTIL, app) == {LATE: 2, CHAT: 1}
    purchases = Slice(kind=SurveyKind.POST_PURCHASE, channel="app")
    assert await served_strata.served(shop_id, SINCE, UNTIL, purchases) == {LATE: 2}
    found = await _counted(shop_id, purchases)
    assert [cell.stratum for cell in found.cells] == [LATE]


async def test_imported_answers_stand_for_orders_like_any_other(database: None) -> None:
    shop_id = await found_shop("tea")
    order = await _order(shop_id, "A", late=True)
    await rows.answered(shop_id, TODAY, 2, source="import", order_id=order, feedback_ref="f")
    imports = Slice(source=AnswerSource.IMPORT)
    assert (await _counted(shop_id, imports)).cells == (Cell(LATE, 1.0, 1),)
    assert await served_strata.served(shop_id, SINCE, UNTIL, imports) == {LATE: 1}


async def test_nothing_is_counted_where_nothing_is(database: None) -> None:
    shop_id = await found_shop("tea")
    found = await _counted(shop_id)
    assert (found.cells, dict(found.ratings), dict(found.tags)) == ((), {}, {})
    assert await served_strata.served(shop_id, SINCE, UNTIL) == {}
    assert await asked_strata.asked(shop_id, SINCE, UNTIL) == []


async def test_letters_are_counted_by_the_stratum_of_their_order(database: None) -> None:
    shop_id = await found_shop("tea")
    for number, late in enumerate((False, True, True)):
        order = await _order(shop_id, f"A{number}", late=late)
        await rows.came_up(shop_id, number, order)
        await rows.asked(shop_id, TODAY - timedelta(days=3), number, answered_after=2 - number)
    found = await asked_strata.asked(shop_id, datetime(2026, 11, 1, tzinfo=UTC), UNTIL)
    assert sorted(found, key=str) == sorted([Asked(ON_TIME, 1, 1), Asked(LATE, 2, 2)], key=str)


async def test_a_value_that_no_served_order_has_is_not_known(database: None) -> None:
    shop_id = await found_shop("tea")
    order = await _order(shop_id, "A", late=True, region="西藏", category="")
    await rows.answered(shop_id, TODAY, 2, order_id=order)
    found = await weighting.counted(shop_id, DAYS, {LATE: 5})
    (cell,) = found.cells
    assert cell.stratum == Stratum(SurveyKind.POST_PURCHASE, "app", "", "", "yes")


async def test_values_are_told_apart_that_begin_alike_or_hold_signs(database: None) -> None:
    shop_id = await found_shop("tea")
    for ref, region in enumerate(("浙", "浙江", "江", "a;b", "a\x1fb", "'")):
        order = await _order(shop_id, f"A{ref}", late=False, region=region)
        await rows.answered(shop_id, TODAY, 4, order_id=order)
    found = await _counted(shop_id)
    regions = sorted(cell.stratum.region for cell in found.cells)
    assert regions == sorted(["", "浙", "浙江", "江", "a;b", "'"])
