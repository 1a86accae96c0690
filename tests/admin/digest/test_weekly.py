from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin.cases.opening import open_due
from admin.digest import weekly
from admin.digest.weekly import Post, compose_due, due_period
from huiyin.i18n import translator
from huiyin.templating import environment
from models import database
from models.choices import JobState, Role
from models.queries import job_runs, outbox, shops, staff
from models.tables.outbox import OutboxMessage
from tests.admin.cases.people import complained

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_EIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
POST = Post("https://survey.example", "huiyin@shop.example", environment(), (), translator, list)
pytestmark = pytest.mark.anyio


async def shop_with_answers(code: str, answers: int, now: datetime) -> int:
    """Found a shop with two readers and `answers` answers in the week that is over."""
    shop_id = await shops.add(code, code.title(), "Asia/Shanghai", "zh-Hans", "", now)
    for name, role in (("lin", Role.MANAGER), ("an", Role.ANALYST), ("fu", Role.SERVICE)):
        person = await staff.add(f"{name}@{code}.example", name, "zh-Hans", now)
        await staff.give_role(shop_id, person, role)
    for item, score in (("ANSWERS", 0), ("OV1", 4)):
        await database.fetch(
            "INSERT INTO score_count (shop_id, day, form, item, score, n) "
            "VALUES ({}, {}, {}, {}, {}, {})",
            shop_id, datetime(2026, 11, 18, tzinfo=UTC).date(), "P", item, score, answers,
        )  # fmt: skip
    return shop_id


async def letters(shop_id: int) -> int:
    return sum((await outbox.counts(shop_id)).values())


@pytest.mark.parametrize("minutes", [-1, -300, -480])
def test_before_eight_on_monday_nothing_is_due(minutes: int) -> None:
    assert due_period(MONDAY_EIGHT + timedelta(minutes=minutes), SHANGHAI) is None


@pytest.mark.parametrize("hours", [0, 5, 100, 159])
def test_from_monday_eight_to_sunday_the_week_before_is_due(hours: int) -> None:
    assert due_period(MONDAY_EIGHT + timedelta(hours=hours), SHANGHAI) == "2026-W47"


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Shanghai"])
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_week_is_due_exactly_once_through_clock_changes_and_new_year(
    zone: str, year: int
) -> None:
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(24 * 370))
    due = [due_period(hour, ZoneInfo(zone)) for hour in hours]
    seen = [period for period in due if period]
    assert len(set(seen)) in {53, 54}
    assert seen == sorted(seen)


async def test_each_reader_gets_one_letter_however_often_the_clock_ticks(database: None) -> None:
    tea = await shop_with_answers("tea", 40, MONDAY_EIGHT)
    other = await shop_with_answers("other", 0, MONDAY_EIGHT)
    made = [await compose_due(MONDAY_EIGHT + timedelta(minutes=n), "a", POST) for n in range(5)]
    assert made == [2, 0, 0, 0, 0]
    assert (await letters(tea), await letters(other)) == (2, 0)


async def test_a_week_without_answers_is_skipped_with_a_note(database: None) -> None:
    shop_id = await shop_with_answers("quiet", 0, MONDAY_EIGHT)
    await compose_due(MONDAY_EIGHT, "a", POST)
    (run,) = await job_runs.recent(shop_id, weekly.JOB)
    assert (run.state, run.note) == (JobState.SKIPPED, weekly.NOTHING)


async def test_a_worker_that_died_is_followed_by_another_and_nothing_is_doubled(
    database: None,
) -> None:
    shop_id = await shop_with_answers("tea", 40, MONDAY_EIGHT)
    await job_runs.claim(shop_id, weekly.JOB, "2026-W47", "dead", MONDAY_EIGHT, weekly.LEASE)
    assert await compose_due(MONDAY_EIGHT + timedelta(minutes=1), "b", POST) == 0
    assert await compose_due(MONDAY_EIGHT + timedelta(minutes=11), "b", POST) == 2
    assert await letters(shop_id) == 2


async def test_after_a_long_stop_only_the_last_week_is_told(database: None) -> None:
    shop_id = await shop_with_answers("tea", 40, MONDAY_EIGHT)
    await compose_due(MONDAY_EIGHT + timedelta(days=28), "a", POST)
    runs = await job_runs.recent(shop_id, weekly.JOB)
    assert [run.period for run in runs] == ["2026-W51"]


async def test_cases_that_wait_too_long_stand_in_the_letter(database: None) -> None:
    tea = await shop_with_answers("tea", 40, MONDAY_EIGHT)
    other = await shop_with_answers("other", 40, MONDAY_EIGHT)
    days = timedelta(days=1)
    await complained(tea, who="mei", at=MONDAY_EIGHT - 6 * days)
    await complained(other, who="li", at=MONDAY_EIGHT - 1 * days)
    await open_due(MONDAY_EIGHT - 5 * days)
    await open_due(MONDAY_EIGHT)
    await compose_due(MONDAY_EIGHT, "a", POST)
    rows = await OutboxMessage.select(OutboxMessage.shop_id, OutboxMessage.text)
    overdue = {row["shop_id"] for row in rows if "1 张待处理工单中有 1 张已超时" in row["text"]}
    assert overdue == {tea}
    assert all("/cases/" not in row["text"] for row in rows if row["shop_id"] == other)
