"""The weekly job on a real database: once, caught up, of surveys only, of one shop only."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin.alerts import weekly
from admin.alerts.weekly import due_week, evaluate_due, evaluate_now
from models.choices import AlertState, JobState, Role
from models.queries import alerts, baselines, courses, job_runs, staff
from models.queries.quality import Days
from tests.admin.alerts.weeks import LAST, USUAL, counted, frozen, series, tagged
from tests.site import founded

pytestmark = pytest.mark.anyio
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_SIX = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # Monday 06:00 in Shanghai
WEEK = timedelta(days=7)
BAD = series((*USUAL, 30))


@pytest.fixture
async def tea(database: str) -> int:
    cast = await founded(MONDAY_SIX)
    await counted(cast.tea, BAD)
    await counted(cast.other, series(USUAL))
    for shop_id in (cast.tea, cast.other):
        await baselines.freeze(shop_id, [frozen(series((*USUAL, 13)))], None, MONDAY_SIX)
    return cast.tea


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Shanghai"])
def test_every_week_falls_due_once_through_clock_changes_and_week_53(zone: str) -> None:
    hours = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(24 * 380))
    seen = [due_week(hour, ZoneInfo(zone)) for hour in hours]
    assert seen == sorted(seen)
    assert "2026-W53" in seen


async def test_a_bad_week_opens_one_alert_however_often_the_clock_ticks(tea: int) -> None:
    opened = [await evaluate_due(MONDAY_SIX + timedelta(minutes=n), "a") for n in range(3)]
    assert opened == [1, 0, 0]
    (alert,) = await alerts.open_alerts(tea)
    assert (alert.measure, alert.chart, alert.opened_period) == ("low:OV1", "share", LAST)
    assert (alert.hits, alert.n) == (30, 100)
    assert await alerts.open_alerts(tea + 1) == []


async def test_before_monday_six_the_week_is_not_judged(tea: int) -> None:
    assert await evaluate_due(MONDAY_SIX - timedelta(minutes=1), "a") == 0
    (run,) = await job_runs.recent(tea, weekly.JOB)
    assert run.period == "2026-W46"


async def test_without_a_baseline_the_week_is_skipped_and_says_why(database: str) -> None:
    cast = await founded(MONDAY_SIX)
    await counted(cast.tea, BAD)
    assert await evaluate_due(MONDAY_SIX, "a") == 0
    (run,) = await job_runs.recent(cast.tea, weekly.JOB)
    assert (run.state, run.note) == (JobState.SKIPPED, weekly.NO_BASELINE)


async def test_weeks_missed_in_a_stop_are_judged_one_by_one(tea: int) -> None:
    await evaluate_due(MONDAY_SIX - WEEK, "a")
    later = series((*USUAL, 30, 13, 12, 11), last="2026-W50")
    await counted(tea, series((13, 12, 11), last="2026-W50"))
    assert await evaluate_due(MONDAY_SIX + 3 * WEEK, "a") == 1
    runs = await job_runs.recent(tea, weekly.JOB)
    assert [run.period for run in runs] == [
        "2026-W50", "2026-W49", "2026-W48", "2026-W47", "2026-W46",
    ]  # fmt: skip
    (alert,) = await alerts.open_alerts(tea)
    assert (alert.opened_period, alert.ended_period) == (LAST, "2026-W49")
    assert alert.is_over
    assert later.weeks[-4] == LAST


async def test_a_worker_that_died_is_followed_by_another(tea: int) -> None:
    await job_runs.claim(tea, weekly.JOB, LAST, "dead", MONDAY_SIX, weekly.LEASE)
    assert await evaluate_due(MONDAY_SIX + timedelta(minutes=1), "b") == 0
    assert await evaluate_due(MONDAY_SIX + timedelta(minutes=11), "b") == 1


async def test_imported_answers_open_no_alert(database: str) -> None:
    cast = await founded(MONDAY_SIX)
    await counted(cast.tea, BAD, form="")
    await baselines.freeze(cast.tea, [frozen(BAD)], None, MONDAY_SIX)
    assert await evaluate_due(MONDAY_SIX, "a") == 0
    assert await alerts.running(cast.tea) == []


async def test_freezing_a_baseline_judges_the_finished_week_at_once(tea: int) -> None:
    assert await evaluate_now(tea, MONDAY_SIX, SHANGHAI) == 1
    assert await evaluate_now(tea, MONDAY_SIX, SHANGHAI) == 0
    assert await evaluate_due(MONDAY_SIX, "a") == 0


async def test_a_complaint_told_far_too_often_opens_an_alert_of_its_own(tea: int) -> None:
    slow = series((*(5, 6, 4, 5, 5) * 6, 20), measure="tag:slow_shipping")
    await tagged(tea, "slow_shipping", slow)
    await baselines.freeze(tea, [frozen(slow)], None, MONDAY_SIX)
    assert await evaluate_due(MONDAY_SIX, "a") == 2
    assert {one.measure for one in await alerts.open_alerts(tea)} == {
        "low:OV1", "tag:slow_shipping",
    }  # fmt: skip


async def test_what_nobody_complains_of_any_more_ends_its_alert(tea: int) -> None:
    slow = series((*(5, 6, 4, 5, 5) * 6, 20), measure="tag:slow_shipping")
    await tagged(tea, "slow_shipping", slow)
    await baselines.freeze(tea, [frozen(slow)], None, MONDAY_SIX)
    await evaluate_due(MONDAY_SIX, "a")
    await counted(tea, series((13, 12), last="2026-W49"))
    await evaluate_due(MONDAY_SIX + 2 * WEEK, "a")
    found = {one.measure: one for one in await alerts.open_alerts(tea)}
    assert found["tag:slow_shipping"].is_over


async def test_people_move_an_alert_and_one_they_have_seen_closes_itself_when_over(
    tea: int,
) -> None:
    await evaluate_due(MONDAY_SIX, "a")
    (alert,) = await alerts.open_alerts(tea)
    person = await staff.add("lin@tea.example", "林", "zh-Hans", MONDAY_SIX)
    await staff.give_role(tea, person, Role.MANAGER)
    seen = AlertState.ACKNOWLEDGED
    assert await alerts.move(tea, alert.id, seen, person, "问过承运商", MONDAY_SIX)
    assert not await alerts.move(tea, alert.id, seen, person, "again", MONDAY_SIX)
    assert not await alerts.move(tea + 1, alert.id, AlertState.CLOSED, person, "", MONDAY_SIX)
    (mine,) = await alerts.acknowledged(tea)
    assert (mine.note, mine.state_by) == ("问过承运商", "林")
    await counted(tea, series((13, 12), last="2026-W49"))
    await evaluate_due(MONDAY_SIX + 2 * WEEK, "a")
    (closed,) = await alerts.closed(tea)
    assert (closed.state_by, closed.note, closed.is_over) == ("", "问过承运商", True)
    assert await alerts.move(tea, alert.id, AlertState.OPEN, person, "", MONDAY_SIX)


async def test_every_freezing_is_a_version_and_the_newest_judges(tea: int) -> None:
    wider = frozen(series((25,) * 20 + (20,) * 11))
    assert await baselines.freeze(tea, [wider], None, MONDAY_SIX) == 1
    assert [one.version for one in await baselines.versions(tea, "low:OV1")] == [2, 1]
    newest = (await baselines.newest(tea))["low:OV1"]
    assert (newest.version, newest.weeks) == (2, wider.weeks)
    assert (await baselines.newest(tea + 1))["low:OV1"].version == 1


async def test_a_name_of_a_week_can_be_changed_and_taken_away(tea: int) -> None:
    for said in ("春节", "春节假期"):
        await baselines.note_week(tea, "2026-W08", said, 1, MONDAY_SIX)
    assert await baselines.week_notes(tea) == {"2026-W08": "春节假期"}
    assert await baselines.week_notes(tea + 1) == {}
    await baselines.note_week(tea, "2026-W08", "  ", 1, MONDAY_SIX)
    assert await baselines.week_notes(tea) == {}


async def test_tags_of_surveys_are_not_mixed_with_those_of_imports(database: str) -> None:
    from models.choices import AnswerSource
    from models.queries import rollup
    from tests.admin.dashboard import rows

    cast = await founded(MONDAY_SIX)
    day = MONDAY_SIX.date()
    slow = [rows.Found("slow_shipping")]
    await rows.answered(cast.tea, day, 2, comment=rows.SLOW, tags=slow)
    span = Days(day, day + timedelta(days=1))
    await rollup.rebuild(cast.tea)
    from_counts = await courses.by_day(cast.tea, span, AnswerSource.SURVEY)
    for n in range(2):
        await rows.answered(
            cast.tea, day, 2, comment=rows.SLOW, tags=slow, source="import", feedback_ref=f"F{n}"
        )
    await rollup.rebuild(cast.tea)
    from_rows = await courses.by_day(cast.tea, span, AnswerSource.SURVEY)
    imported = await courses.by_day(cast.tea, span, AnswerSource.IMPORT)
    assert from_counts == from_rows
    assert imported[day].answers == 2
    assert imported[day].tagged == {"slow_shipping": 2}
