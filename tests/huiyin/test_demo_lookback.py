"""What the demo shop's staff did meanwhile: the usual is frozen, the unusual opens an alert."""

from datetime import UTC, date, datetime, timedelta

import pytest

from huiyin.demo import world
from huiyin.demo.lookback import SALE, look_back, mondays
from huiyin.demo.story import grown_by
from models.choices import Role
from models.queries import alerts, baselines, rollup, shops, staff
from models.queries.shops import Shop
from tests.admin.dashboard import rows
from tests.site import Cast, founded

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
LAST_MONDAY = date(2026, 11, 23)
A_WEEK = 40


@pytest.fixture
async def cast(database: str) -> Cast:
    """Found both shops; tea has 28 usual weeks, but that the last one is a bad one."""
    cast = await founded(NOW)
    told = []
    for week in range(world.WEEKS):
        for n in range(A_WEEK):
            day = LAST_MONDAY - timedelta(days=7 * (week + 1) - n % 7)
            bad = n < (24 if week == 0 else 3)
            told.append(rows.told(cast.tea, day, 1 if bad else 5))
    await rows.write(told)
    await rollup.rebuild(cast.tea)
    return cast


async def tea(cast: Cast) -> tuple[Shop, int]:
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    person = await staff.add("manager@tea.example", "Wang", "zh-Hans", NOW)
    await staff.give_role(shop.id, person, Role.MANAGER)
    return shop, person


async def test_the_weeks_before_are_frozen_and_the_bad_week_opens_an_alert(cast: Cast) -> None:
    shop, person = await tea(cast)
    digests: list[datetime] = []
    handed: list[datetime] = []

    async def digest(then: datetime) -> None:
        digests.append(then)

    async def hand_over(then: datetime) -> None:
        handed.append(then)

    await look_back(shop, person, NOW, digest, hand_over)
    frozen = (await baselines.newest(shop.id))["low:OV1"]
    assert len(frozen.weeks) == world.WEEKS - world.JUDGED_WEEKS - 1
    assert (frozen.first_period, frozen.last_period) == ("2026-W20", "2026-W43")
    assert await baselines.week_notes(shop.id) == {"2026-W39": SALE}
    found = await alerts.running(shop.id)
    assert [(alert.measure, alert.opened_period) for alert in found] == [("low:OV1", "2026-W47")]
    assert digests == handed == list(mondays(shop, NOW))
    assert await alerts.running(cast.other) == []


async def test_every_look_back_is_on_a_monday_morning_that_is_over(cast: Cast) -> None:
    shop, _ = await tea(cast)
    before_nine = datetime(2026, 11, 22, 23, tzinfo=UTC)  # Monday 07:00 in the shop
    for now, looks in ((NOW, world.JUDGED_WEEKS + 1), (before_nine, world.JUDGED_WEEKS)):
        found = list(mondays(shop, now))
        assert len(found) == looks
        assert all((one.weekday(), one.hour) == (0, 8) and one <= now for one in found)


def test_the_shop_grows_and_never_shrinks() -> None:
    shares = [grown_by(week) for week in range(world.WEEKS)]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (1.0, world.FIRST_SHARE)
