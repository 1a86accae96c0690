"""Single figures of a week: counted when it is over, watched by an XmR chart, one alert each."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin.alerts import keeping
from admin.alerts.figures import (
    CONTACTS,
    FORM_SECONDS,
    REFUND_DAYS,
    REPLY_HOURS,
    Counted,
    figures_of,
    missing,
)
from admin.alerts.freezing import Stretch, as_judge, made_of
from admin.alerts.judging import expected_by_chance, judged
from admin.alerts.reconciling import Step, steps
from admin.alerts.watched import Chart, Series, monday_of, series_of_figures
from admin.alerts.weekly import evaluate_due
from admin.measures.estimate import Suppression
from models.queries import alerts, baselines, week_figures
from models.queries.alerts import Opening
from models.queries.week_figures import WeekFigure
from models.tables.surveys import Invitation
from tests.admin.alerts.weeks import HOURS, LAST, counted, frozen, kept, series, waits
from tests.admin.dashboard import rows
from tests.site import founded

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_SIX = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
WEDNESDAY = monday_of(LAST) + timedelta(days=2)
HOUR = timedelta(hours=1)


def _told(whole: Series) -> list[Step]:
    baseline = frozen(whole)
    return list(
        steps(
            [(judged(whole, as_judge(baseline), baseline.first_period), baseline)],
            [],
            whole.weeks[-1],
        )
    )


def test_a_week_of_nothing_has_figures_without_a_value() -> None:
    found = figures_of(LAST, Counted({}, contacts=4, orders=0))
    assert [(one.measure, one.value, one.n) for one in found] == [
        (REPLY_HOURS, None, 0), (FORM_SECONDS, None, 0), (REFUND_DAYS, None, 0),
        (CONTACTS, None, 0),
    ]  # fmt: skip


def test_each_figure_is_told_in_its_own_unit() -> None:
    told = Counted({REPLY_HOURS: [7_200], FORM_SECONDS: [61_500], REFUND_DAYS: [86_400 * 3]}, 5, 40)
    assert [one.value for one in figures_of(LAST, told)] == [2.0, 61.5, 3.0, 12.5]


def test_weeks_nobody_counted_are_counted_and_the_last_ones_again() -> None:
    weeks = ["2026-W43", "2026-W44", "2026-W45", "2026-W46", "2026-W47"]
    known = [WeekFigure(CONTACTS, week, 1.0, 40) for week in weeks[1:]]
    assert missing(weeks, known, again=2) == ["2026-W43", "2026-W46", "2026-W47"]
    assert missing(weeks, [], again=0) == weeks


def test_a_figure_that_never_was_is_not_watched_unless_somebody_froze_it() -> None:
    nothing = [WeekFigure(REFUND_DAYS, LAST, None, 0)]
    assert series_of_figures(nothing, (LAST,)) == {}
    assert set(series_of_figures(nothing, (LAST,), (REFUND_DAYS, "low:OV1"))) == {REFUND_DAYS}


def test_a_week_of_long_waits_opens_one_alert_with_its_own_numbers() -> None:
    (opening,) = _told(waits((*HOURS, 33.0)))
    assert isinstance(opening, Opening)
    assert (opening.chart, opening.value, opening.hits, opening.n) == (Chart.FIGURE, 33.0, 0, 50)
    # Mean 21 and mean moving range 47/19 of the twenty weeks frozen.
    assert opening.upper == pytest.approx(21 + 2.66 * (3 + 4 + 3 + 1 + 1) * 4 / 19, abs=0.15)


def test_short_waits_and_waits_of_few_alarm_nobody() -> None:
    assert _told(waits((*HOURS, 5.0))) == []
    few = waits((*HOURS, 33.0))
    few = Series(few.measure, few.weeks, few.hits, (*few.sizes[:-1], 29), few.figures)
    assert _told(few) == []


def test_a_sudden_step_is_marked_and_opens_nothing() -> None:
    whole = waits((*HOURS[:-1], 16.0, 26.0))
    found = judged(whole, as_judge(frozen(whole)), whole.weeks[0])
    assert found.steps[-1].outside is True
    assert found.level[-1].outside is False
    assert [chart for chart, _ in found.charts] == [Chart.FIGURE]
    assert _told(whole) == []


def test_weeks_under_thirty_make_no_baseline_of_figures() -> None:
    whole = waits(HOURS, n=29)
    _, baseline = made_of(whole, Stretch(whole.weeks[0], whole.weeks[-1]))
    assert baseline.suppressed is Suppression.TOO_FEW


def test_limits_that_rest_on_few_weeks_ring_more_often_for_nothing() -> None:
    assert expected_by_chance(0, 0, [20]) == pytest.approx(52 * 0.0111, abs=0.02)
    assert expected_by_chance(0, 0, [52]) < expected_by_chance(0, 0, [20])


async def _week_of_waits(shop_id: int) -> None:
    """Write 31 answers after 1 to 31 hours, 40 orders, 6 contacts and 30 refunds of one week."""
    for n in range(1, 32):
        sent = rows.noon(WEDNESDAY) - n * HOUR
        letter = Invitation(
            shop_id=shop_id, candidate_id=n, survey_kind="post_purchase", nonce=str(n),
            token_hash=f"{shop_id}-{n}".encode(), form="P", items="OV1", prompt="T1",
            state="answered", sent_at=sent, answered_at=rows.noon(WEDNESDAY),
        )  # fmt: skip
        await letter.save()
        await rows.answered(
            shop_id, WEDNESDAY, 4, invitation_id=letter.id, elapsed_ms=1_000 * (50 + n)
        )
    noon = rows.noon(WEDNESDAY)
    for n in range(40):
        wished = noon - timedelta(days=4) if n < 30 else None
        await rows.ordered(
            shop_id, f"A{n}", placed_at=noon, return_requested_at=wished,
            refunded_at=noon if wished else None,
        )  # fmt: skip
    for n in range(6):
        await rows.contacted(shop_id, f"K{n}", opened_at=noon)


@pytest.mark.anyio
async def test_a_finished_week_is_counted_from_its_rows_and_only_of_its_shop(
    database: str,
) -> None:
    cast = await founded(MONDAY_SIX)
    await _week_of_waits(cast.tea)
    await rows.contacted(cast.other, "K1", opened_at=rows.noon(WEDNESDAY))
    # Refunds nobody asked back for, or before they were, and imported answers are no waits.
    noon = rows.noon(WEDNESDAY)
    await rows.ordered(cast.tea, "B1", refunded_at=noon, return_requested_at=noon + HOUR)
    await rows.answered(cast.tea, WEDNESDAY, 1, source="import", elapsed_ms=9, feedback_ref="F1")
    found = {one.measure: one for one in await keeping.count(cast.tea, LAST, SHANGHAI)}
    assert (found[REPLY_HOURS].value, found[REPLY_HOURS].n) == (16.0, 31)
    assert (found[FORM_SECONDS].value, found[FORM_SECONDS].n) == (66.0, 31)
    assert (found[REFUND_DAYS].value, found[REFUND_DAYS].n) == (4.0, 30)
    assert (found[CONTACTS].value, found[CONTACTS].n) == (15.0, 40)


@pytest.mark.anyio
async def test_weeks_are_kept_once_and_the_last_month_counted_again(database: str) -> None:
    cast = await founded(MONDAY_SIX)
    assert await keeping.keep_up(cast.tea, LAST, SHANGHAI, MONDAY_SIX) == 0
    await rows.ordered(cast.tea, "A1", placed_at=rows.noon(WEDNESDAY - timedelta(weeks=9)))
    assert await keeping.keep_up(cast.tea, LAST, SHANGHAI, MONDAY_SIX) == 10
    assert await keeping.keep_up(cast.tea, LAST, SHANGHAI, MONDAY_SIX) == keeping.AGAIN
    assert len(await week_figures.kept(cast.tea, "2026-W38", LAST)) == 40
    assert await week_figures.kept(cast.other, "2026-W38", LAST) == []
    assert await week_figures.forget(cast.tea) == 40


@pytest.mark.anyio
async def test_the_weekly_job_counts_the_week_and_opens_one_alert_of_it(database: str) -> None:
    cast = await founded(MONDAY_SIX)
    usual = waits((2.0, 3.0) * 15, last="2026-W46")
    await kept(cast.tea, usual, MONDAY_SIX)
    await counted(cast.tea, series((13,) * 30))
    await baselines.freeze(cast.tea, [frozen(usual)], None, MONDAY_SIX)
    await _week_of_waits(cast.tea)
    assert await evaluate_due(MONDAY_SIX, "a") == 1
    assert await evaluate_due(MONDAY_SIX + HOUR, "a") == 0
    (alert,) = await alerts.open_alerts(cast.tea)
    assert (alert.measure, alert.chart, alert.opened_period) == (REPLY_HOURS, "figure", LAST)
    assert (alert.value, alert.n) == (16.0, 31)
    assert await alerts.open_alerts(cast.other) == []
