"""A stage in depth from counts and from rows says the same, and never of another shop."""

from datetime import date, timedelta

import pytest

from models.queries import rollup, stage_detail
from models.queries.quality import WHOLE, Days, Slice
from models.tables.answers import Rating
from tests.admin.dashboard import rows

pytestmark = pytest.mark.anyio
TEA, OTHER = 1, 2
TODAY = date(2026, 11, 21)
DAYS = Days(TODAY - timedelta(days=27), TODAY + timedelta(days=1))
# Both fit every answer of the story; the second also looks up the orders.
FROM_ROWS = (Slice(source="survey"), Slice(category="茶叶"))


@pytest.fixture
async def _story(database: str) -> None:
    await rows.worsening(TEA, TODAY, per_day=2)
    await rows.answered(OTHER, TODAY, 1, ratings={"SH0": 1})
    await rollup.rebuild(OTHER)


@pytest.mark.usefixtures("_story")
@pytest.mark.parametrize("where", FROM_ROWS)
async def test_counts_and_rows_agree(where: Slice) -> None:
    whole = await stage_detail.item_scores(TEA, DAYS, "SH", WHOLE)
    assert whole == await stage_detail.item_scores(TEA, DAYS, "SH", where)
    by_day = await stage_detail.day_ratings(TEA, DAYS, "SH0", WHOLE)
    assert by_day == await stage_detail.day_ratings(TEA, DAYS, "SH0", where)
    assert sum(sum(day.values()) for day in by_day.values()) == 56


@pytest.mark.usefixtures("_story")
async def test_strata_part_every_rating_once() -> None:
    strata = await stage_detail.order_strata(TEA, DAYS, "SH0")
    assert set(strata["carrier"]) == {"顺丰", "中通"}
    for group in strata.values():
        assert sum(sum(ratings.values()) for ratings in group.values()) == 56
    assert (await stage_detail.order_strata(OTHER, DAYS, "SH0"))["carrier"] == {"": {1: 1}}


async def test_blanks_are_told_apart_and_never_rated(database: str) -> None:
    for state in ("na", "na", "skipped"):
        answer = await rows.answered(TEA, TODAY, 4)
        await Rating(shop_id=TEA, answer=answer, item="RE4", state=state).save()
    await rollup.rebuild(TEA)
    for where in (WHOLE, FROM_ROWS[0]):
        (scores,) = (await stage_detail.item_scores(TEA, DAYS, "RE", where)).values()
        assert (scores.ratings, scores.not_applicable, scores.skipped) == ({}, 2, 1)


async def test_facts_come_with_their_own_shops_orders_and_without_impossible_ones(
    database: str,
) -> None:
    at = rows.noon(TODAY)
    good = await rows.ordered(TEA, "A1", placed_at=at, paid_at=at)
    odd = await rows.ordered(TEA, "A2", impossible="paid_before_placed")
    foreign = await rows.ordered(OTHER, "B1", placed_at=at)
    for order in (good, odd, foreign):
        await rows.answered(TEA, TODAY, 4, ratings={"PA0": 4}, order_id=order)
    (fact,) = await stage_detail.order_facts(TEA, DAYS, "PA0")
    assert (fact.score, fact.paid_at, fact.delivered_at) == (4, at, None)
    assert await stage_detail.order_facts(TEA, DAYS, "PA0", limit=0) == []


async def test_contacts_are_parted_by_channel_and_by_who_served(database: str) -> None:
    for n, automated in enumerate((True, False, None)):
        contact = await rows.contacted(TEA, f"C{n}", channel="chat", automated=automated)
        await rows.answered(
            TEA, TODAY, 4, kind="post_contact", ratings={"CT9": n + 1}, contact_id=contact
        )
    strata = await stage_detail.contact_strata(TEA, DAYS, "CT9")
    assert strata["served_by"] == {"bot": {1: 1}, "person": {2: 1}, "": {3: 1}}
    assert strata["contact_channel"] == {"chat": {1: 1, 2: 1, 3: 1}}
    assert len(await stage_detail.contact_facts(TEA, DAYS, "CT9")) == 3
