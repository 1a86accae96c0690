"""Whom we asked and who answered: counted as the letters say, and never of another shop."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.queries import invitations, quality, rollup, stage_detail
from models.queries.quality import WHOLE, Days, Slice
from models.queries.response import Response, asked_and_answered
from tests.admin.dashboard import rows
from tests.conftest import NOW
from tests.models.queries import asking

pytestmark = pytest.mark.anyio
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
# Fits every letter, yet is no WHOLE: asks the invitations instead of the counts.
FROM_ROWS = Slice(source="survey")


@pytest.fixture
async def tea(database: str) -> int:
    """Found a shop that asked, beside another one that asked too."""
    shop, other = await asking.found_shop("tea"), await asking.found_shop("other")
    replies = (0, 9, 70, None)
    for number, after in enumerate(replies):
        await rows.asked(shop, TODAY, number, answered_after=after)
    await rows.asked(shop, TODAY + 3 * DAY, 9, answered_after=1)
    await rows.asked(other, TODAY, 20, answered_after=0)
    for asked in (shop, other):
        await rollup.rebuild(asked)
    return shop


async def test_who_answers_after_the_span_had_not_answered_in_it(tea: int) -> None:
    assert await asked_and_answered(tea, Days(TODAY, TODAY + DAY), ZONE) == Response(4, 1)
    assert await asked_and_answered(tea, Days(TODAY, TODAY + 20 * DAY), ZONE) == Response(5, 3)


async def test_counts_and_letters_say_the_same_of_every_span(tea: int) -> None:
    for since in range(-1, 5):
        for length in (0, 1, 4, 9, 10, 59, 90):
            days = Days(TODAY + since * DAY, TODAY + (since + length) * DAY)
            counted = await asked_and_answered(tea, days, ZONE, WHOLE)
            assert counted == await asked_and_answered(tea, days, ZONE, FROM_ROWS), days
            of_orders = await asked_and_answered(tea, days, ZONE, Slice(kind="post_purchase"))
            assert counted == of_orders


async def test_imports_were_not_asked_for(tea: int) -> None:
    days = Days(TODAY, TODAY + DAY)
    assert await asked_and_answered(tea, days, ZONE, Slice(source="import")) == Response(0, 0)


async def test_a_letter_counts_on_the_day_it_left_and_only_once(database: str) -> None:
    shop = await asking.found_shop("tea")
    asked = await asking.ask(shop, "o1", state="queued")
    # 09:30 in London is 17:30 in Shanghai; eight hours later it is tomorrow there.
    await invitations.mark_sent(shop, asked.id, NOW + timedelta(hours=8))
    await invitations.mark_sent(shop, asked.id, NOW + timedelta(hours=40))
    tomorrow = NOW.date() + DAY
    for day, sent in ((NOW.date(), 0), (tomorrow, 1), (tomorrow + DAY, 0)):
        found = await asked_and_answered(shop, Days(day, day + DAY), ZONE)
        assert found == Response(sent, 0)


async def test_letters_alone_do_not_make_days_with_answers(tea: int) -> None:
    assert await quality.first_and_last_day(tea) is None


async def test_letters_are_no_ratings_of_any_stage(tea: int) -> None:
    days = Days(TODAY, TODAY + 20 * DAY)
    for stage in ("BR", "PA", "SH", "RE", "CT"):
        assert await stage_detail.item_scores(tea, days, stage) == {}
