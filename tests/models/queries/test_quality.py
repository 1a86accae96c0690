"""Sums from the counts and from the rows say the same, and never of another shop."""

from datetime import date, timedelta

import pytest

from models.queries import quality, responses, rollup, stories
from models.queries.quality import WHOLE, Days, Slice
from models.queries.responses import ANY, Order, Wanted
from models.seen import START
from tests.admin.dashboard import rows

pytestmark = pytest.mark.anyio
TEA, OTHER = 1, 2
TODAY = date(2026, 11, 21)
DAYS = Days(TODAY - timedelta(days=27), TODAY + timedelta(days=1))
# Fits every answer of the story, yet is no WHOLE: asks the rows instead of the counts.
FROM_ROWS = Slice(source="survey")


@pytest.fixture
async def _story(database: str) -> None:
    await rows.worsening(TEA, TODAY, per_day=2)
    await rows.answered(OTHER, TODAY, 1, comment="别家", tags=[rows.Found("counterfeit")])
    await rollup.rebuild(OTHER)


@pytest.mark.usefixtures("_story")
async def test_counts_and_rows_agree_on_every_sum() -> None:
    assert await quality.tally(TEA, DAYS, WHOLE) == await quality.tally(TEA, DAYS, FROM_ROWS)
    assert await quality.scores(TEA, DAYS, WHOLE) == await quality.scores(TEA, DAYS, FROM_ROWS)
    assert await quality.tags(TEA, DAYS, WHOLE) == await quality.tags(TEA, DAYS, FROM_ROWS)


@pytest.mark.usefixtures("_story")
async def test_a_slice_holds_only_its_own_answers() -> None:
    whole = await quality.scores(TEA, DAYS)
    parts = [await quality.scores(TEA, DAYS, Slice(carrier=name)) for name in ("顺丰", "中通")]
    contacts = await quality.scores(TEA, DAYS, Slice(kind="post_contact"))
    assert sum(part.answers for part in parts) + contacts.answers == whole.answers
    assert contacts.of("CT9")
    assert not contacts.of("SH0")


@pytest.mark.usefixtures("_story")
async def test_no_sum_knows_of_another_shop() -> None:
    assert "counterfeit" not in (await quality.tags(TEA, DAYS)).by_code
    assert (await quality.tags(OTHER, DAYS)).by_code == {"counterfeit": 1}
    assert (await quality.scores(OTHER, DAYS)).answers == 1


@pytest.mark.usefixtures("_story")
async def test_days_are_half_open() -> None:
    one = Days(TODAY, TODAY + timedelta(days=1))
    assert (await quality.scores(TEA, one)).answers == 3
    assert (await quality.scores(TEA, Days(TODAY, TODAY))).answers == 0


@pytest.mark.usefixtures("_story")
async def test_recent_orders_name_what_can_be_filtered_by() -> None:
    found = await quality.choices(TEA)
    assert found.carriers == ("中通", "顺丰")
    assert found.regions == ("浙江",)
    assert (await quality.choices(OTHER)).carriers == ()


async def test_a_shop_without_answers_has_no_first_day(database: str) -> None:
    assert await quality.first_and_last_day(TEA) is None


@pytest.mark.usefixtures("_story")
async def test_the_first_and_last_day_are_calendar_days() -> None:
    assert await quality.first_and_last_day(TEA) == Days(TODAY - timedelta(days=55), TODAY)


@pytest.mark.usefixtures("_story")
@pytest.mark.parametrize("order", Order)
async def test_lists_go_on_without_gap_or_repeat(order: Order) -> None:
    await rows.answered(TEA, TODAY, None)
    wanted = Wanted(DAYS, order=order)
    whole = [answer.id for answer in await responses.answers(TEA, wanted, limit=500)]
    paged, place = [], START
    while page := await responses.answers(TEA, wanted, place, limit=7):
        paged += [answer.id for answer in page]
        place = page[-1].place
    assert paged == whole
    assert len(set(whole)) == 85


@pytest.mark.usefixtures("_story")
async def test_a_list_stands_in_the_order_asked_for() -> None:
    unrated = await rows.answered(TEA, TODAY, None)
    lowest = await responses.answers(TEA, Wanted(DAYS, order=Order.LOWEST), limit=500)
    scores = [answer.overall or 6 for answer in lowest]
    assert scores == sorted(scores)
    assert lowest[-1].id == unrated
    oldest = await responses.answers(TEA, Wanted(DAYS, order=Order.OLDEST), limit=500)
    days = [answer.day for answer in oldest]
    assert days == sorted(days)


@pytest.mark.usefixtures("_story")
async def test_every_condition_of_a_list_holds_at_once() -> None:
    both = [rows.Found("slow_shipping"), rows.Found("rude_staff")]
    order = await rows.ordered(TEA, "B1", carrier="圆通")
    asked_for = await rows.answered(
        TEA, TODAY, 1, comment=rows.SLOW, tags=both, ratings={"SH0": 2}, order_id=order
    )
    await rows.answered(TEA, TODAY, 1, comment=rows.SLOW, tags=both, ratings={"SH0": 2})
    wanted = Wanted(DAYS, Slice(carrier="圆通"), "十天", "slow_shipping", 1, 2, "rude_staff", "SH0")
    assert [answer.id for answer in await responses.answers(TEA, wanted)] == [asked_for]
    assert await responses.number_of(TEA, wanted, 10) == 1
    assert await responses.number_of(OTHER, wanted, 10) == 0
    assert await responses.number_of(TEA, Wanted(DAYS, also="rude_staff"), 10) == 10


@pytest.mark.usefixtures("_story")
async def test_a_list_by_tag_holds_what_the_count_says() -> None:
    counted = (await quality.tags(TEA, DAYS)).by_code
    slow = await responses.answers(TEA, Wanted(DAYS, tag="slow_shipping"), limit=500)
    assert len(slow) == counted["slow_shipping"]
    complaining = await responses.answers(TEA, Wanted(DAYS, tag=ANY), limit=500)
    assert len(complaining) == sum(counted.values())


async def test_a_tag_that_was_taken_off_no_longer_counts(database: str) -> None:
    gone = rows.Found("slow_shipping", verdict="absent")
    said = rows.Found("no_tracking", probability=None, verdict="present")
    dropped = rows.Found("rude_staff", probability=None)
    await rows.answered(TEA, TODAY, 2, comment=rows.SLOW, tags=[gone, said, dropped])
    assert (await quality.tags(TEA, DAYS, FROM_ROWS)).by_code == {"no_tracking": 1}
    assert await responses.answers(TEA, Wanted(DAYS, tag="slow_shipping")) == []
    (found,) = await responses.answers(TEA, Wanted(DAYS, tag=ANY))
    assert [tag.code for tag in found.comments[0].tags if tag.stands] == ["no_tracking"]


async def test_a_story_brings_the_contact_of_the_answer_and_of_its_order(database: str) -> None:
    order = await rows.ordered(TEA, "A1")
    asked_about = await rows.contacted(TEA, "C1")
    await rows.contacted(TEA, "C2", order_ref="A1")
    await rows.contacted(OTHER, "C3", order_ref="A1")
    answer = await rows.answered(
        TEA, TODAY, 2, order_id=order, order_ref="A1", contact_id=asked_about
    )
    found = await stories.one(TEA, answer)
    assert found is not None
    assert {contact.contact_ref for contact in found.contacts} == {"C1", "C2"}
    assert await stories.one(OTHER, answer) is None
