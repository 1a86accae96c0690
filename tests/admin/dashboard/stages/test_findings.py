"""A stage's numbers: which differences are more than chance, and which are kept back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard.filters import Against
from admin.dashboard.findings import Findings, Level
from admin.dashboard.stages import facts, findings, pictures, sentences, sheets
from admin.dashboard.stages.gathering import Rows, Side
from admin.dashboard.stages.items import ITEMS
from admin.dashboard.stages.weeks import Weeks, by_week, weeks_of
from admin.dashboard.words import CORE
from admin.measures.change import Finding
from admin.measures.contact import promise_gap
from admin.measures.estimate import Suppression, Visibility
from models.choices import Stage
from models.queries.quality import Days
from models.queries.stage_detail import ContactFacts, ItemScores, OrderFacts, Ratings

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
GOOD: Ratings = {4: 60, 5: 60}
BAD: Ratings = {1: 30, 2: 40, 4: 30}
EMPTY = Side({}, 0, {})


def say(message: str) -> str:
    return message


def rows(
    now: Ratings = GOOD,
    before: Ratings | None = GOOD,
    strata: Mapping[str, Mapping[str, Ratings]] | None = None,
    by_day: Mapping[date, Ratings] | None = None,
    stage: Stage = Stage.SHIP,
) -> Rows:
    core = CORE[stage]
    held = None if before is None else Side({core: ItemScores(before)}, 200, {"slow_shipping": 10})
    return Rows(
        stage=stage,
        now=Side({core: ItemScores(now)}, 200, {"slow_shipping": 60, "rude_staff": 30}),
        before=held,
        weeks=weeks_of(Days(TODAY - timedelta(days=27), TODAY), Against.PREVIOUS),
        by_day=by_day or {},
        strata=strata or {},
    )


def test_every_question_of_the_stage_has_its_row_the_core_one_first() -> None:
    found = findings.judge(rows())
    assert [item.code for item in found.items] == list(ITEMS[Stage.SHIP])
    assert found.core.code == "SH0"
    assert found.items[1].mean.estimate.visibility is Visibility.HIDDEN


def test_a_stage_that_got_worse_says_so() -> None:
    verdict = findings.judge(rows(now=BAD)).core.mean.verdict
    assert verdict is not None
    assert verdict.finding is Finding.REAL


def test_a_stage_is_called_what_the_overview_calls_it() -> None:
    found = findings.judge(rows(now=BAD))
    level = found.core.mean
    assert level.verdict is not None
    unsure = Level(level.estimate, replace(level.verdict, finding=Finding.NOT_SURE, tested=33))
    first = Findings(
        unsure, unsure, unsure, unsure, {Stage.SHIP: unsure}, {"slow_shipping": unsure}
    )
    settled = findings.settled(found, first, Stage.SHIP)
    assert settled.core.mean == unsure
    assert settled.tags[0].share.verdict == unsure.verdict
    assert (settled.elsewhere, settled.tested) == (33, 0)
    assert findings.settled(found, None, Stage.SHIP) == found


def test_without_a_comparison_no_change_is_claimed() -> None:
    found = findings.judge(rows(before=None))
    assert found.core.mean.verdict is None
    assert found.tags[0].share.verdict is None


def test_only_complaints_of_the_stage_are_listed() -> None:
    assert [tag.code for tag in findings.judge(rows()).tags] == ["slow_shipping"]


def test_a_carrier_is_held_against_all_others_together() -> None:
    group = {"carrier": {"slow": BAD, "one": GOOD, "two": GOOD, "": {3: 7}, "tiny": {1: 4}}}
    (strata,) = findings.judge(rows(strata=group)).strata
    told = {one.value: one.mean.verdict.finding for one in strata.found if one.mean.verdict}
    assert told == {"one": Finding.REAL, "two": Finding.REAL, "slow": Finding.REAL}
    assert [pictures.against_the_rest(one.mean.verdict, say).tone for one in strata.found] == [
        "good", "good", "bad",
    ]  # fmt: skip
    assert (strata.few, strata.unknown) == (1, 7)


def test_a_difference_that_rounds_to_nothing_has_no_direction() -> None:
    group = {"carrier": {"one": {4: 60, 5: 61}, "two": GOOD}}
    verdict = findings.judge(rows(strata=group)).strata[0].found[0].mean.verdict
    assert verdict is not None
    unsure = replace(verdict, finding=Finding.NOT_SURE)
    assert pictures.against_the_rest(unsure, say).text == "→ not sure"


def test_every_difference_of_the_page_is_tested_in_one_family() -> None:
    group = {"carrier": {"one": GOOD, "two": BAD}, "region": {"a": GOOD, "b": GOOD}}
    assert findings.judge(rows(now=BAD, strata=group)).tested == 6


@pytest.mark.parametrize("n", [0, 1, 9])
def test_few_ratings_are_counted_and_not_shown(n: int) -> None:
    found = findings.judge(rows(now={4: n} if n else {}, before=None))
    assert found.core.mean.estimate.visibility is Visibility.HIDDEN


def test_a_file_tells_no_change_of_too_few() -> None:
    few = findings.judge(rows(now={1: 10, 2: 5})).core.mean.verdict
    assert sheets.change(few, say) == (None, "too few to compare")
    fell = findings.judge(rows(now=BAD)).core.mean.verdict
    assert sheets.change(fell, say) == (-2.2, "more than chance")
    assert sheets.change(None, say) == (None, None)


def test_all_equal_ratings_have_a_mean_without_an_interval() -> None:
    mean = findings.judge(rows(now={5: 40})).core.mean.estimate
    assert (mean.value, mean.low, mean.suppressed) == (5.0, None, Suppression.NO_VARIATION)


def test_all_not_applicable_says_so() -> None:
    side = Side({"RE4": ItemScores({}, not_applicable=40)}, 40, {})
    base = rows(stage=Stage.RECEIVE)
    found = findings.judge(Rows(base.stage, side, None, base.weeks, base.by_day, base.strata))
    assert found.items[-1].mean.estimate.suppressed is Suppression.ALL_NOT_APPLICABLE


def test_a_course_names_its_weeks_and_leaves_gaps_where_few_answered() -> None:
    by_day = {date(2026, 11, 10): {4: 20, 5: 20}, date(2026, 11, 18): {4: 15, 5: 15},
              date(2026, 11, 20): {1: 2}, date(2026, 11, 3): {1: 3}}  # fmt: skip
    shown = rows(by_day=by_day)
    points = {p.label: p for p in pictures.week_points(shown.weeks, by_day, 0)}
    assert points["2026-W46"].value == 4.5
    assert points["2026-W47"].written.endswith("n 32")
    assert points["2026-W45"].value is None
    picture = pictures.course(shown, say)
    assert picture is not None
    assert "weeks earlier" not in picture.wide.svg


def test_the_same_weeks_of_last_year_stand_beside() -> None:
    by_day = {TODAY - timedelta(days=7 * n): {4: 20, 5: 20} for n in (1, 2, 53, 54)}
    weeks = weeks_of(Days(TODAY - timedelta(days=27), TODAY), Against.LAST_YEAR)
    shown = rows(by_day=by_day)
    picture = pictures.course(Rows(shown.stage, shown.now, None, weeks, by_day, {}), say)
    assert picture is not None
    assert "52 weeks earlier" in picture.wide.svg
    assert picture.wide.table.columns[-1] == "52 weeks earlier"
    assert "13 weeks earlier" not in picture.wide.svg


def test_both_comparisons_stand_beside_a_course_where_both_are_known() -> None:
    weeks = weeks_of(Days(TODAY - timedelta(days=27), TODAY), Against.PREVIOUS)
    by_day = {TODAY - timedelta(days=7 * n): {4: 20, 5: 20} for n in (1, 2, 14, 15, 53, 54)}
    shown = rows(by_day=by_day)
    picture = pictures.course(Rows(shown.stage, shown.now, None, weeks, by_day, {}), say)
    assert picture is not None
    assert picture.wide.table.columns[-2:] == ("13 weeks earlier", "52 weeks earlier")
    assert picture.narrow.svg.count("stroke-dasharray") == 4


def test_a_value_that_nobody_rates_any_more_is_named() -> None:
    shown = replace(
        rows(strata={"carrier": {"顺丰": {4: 40}}}),
        strata_before={"carrier": {"顺丰": {4: 40}, "中通": {4: 10}, "圆通": {4: 9}, "": {4: 50}}},
    )
    (carriers,) = findings.judge(shown).strata
    assert carriers.gone == ("中通",)


@given(st.dates(date(2, 1, 1), date(2100, 1, 1)), st.integers(1, 3000), st.sampled_from(Against))
def test_any_days_have_their_weeks(until: date, length: int, against: Against) -> None:
    since = max(date.min, until - timedelta(days=min(length, (until - date.min).days)))
    weeks = weeks_of(Days(since, until), against)
    assert 1 <= len(weeks.mondays) <= 60
    assert weeks.mondays[-1] <= until - timedelta(days=1)
    now, *others = weeks.every_day
    assert now.since == weeks.mondays[0]
    assert all(days.until - days.since == now.until - now.since for days in others)
    assert len(others) == (0 if against is Against.OFF else len(weeks.backs))


def test_weeks_add_up_their_days() -> None:
    week = Weeks((date(2026, 11, 16),), ())
    sums = by_week({date(2026, 11, 16): {5: 1}, date(2026, 11, 22): {5: 2, 1: 1}})
    assert sums == {week.mondays[0]: {5: 3, 1: 1}}


def order(score: int, late: float | None, *, promised: bool = True) -> OrderFacts:
    due = NOON + timedelta(days=5)
    return OrderFacts(
        score, NOON, NOON + timedelta(minutes=9), NOON + timedelta(days=1),
        None if late is None else due + timedelta(days=late), due if promised else None,
    )  # fmt: skip


def test_late_parcels_are_rated_beside_those_on_time() -> None:
    kept = [order(4 + n % 2, -1.0) for n in range(40)]
    broken = [order(1 + n % 2, 0.5 + n % 4) for n in range(40)]
    found = facts.of_orders(Stage.SHIP, [*kept, *broken])
    assert [band.mean.n for band in found.bands] == [40, 10, 20, 10]
    assert found.late is not None
    assert found.late.value == 0.5
    told = sentences.promise_gap(found.gap, say)
    assert told.startswith("Late deliveries are rated 1.50, those on time 4.50.")
    assert "more than chance" in told


def test_few_late_parcels_prove_nothing() -> None:
    gap = facts.of_orders(Stage.SHIP, [order(4 + n % 2, -1.0) for n in range(40)]).gap
    assert sentences.promise_gap(gap, say).startswith("Too few were late (0)")


def test_without_a_promise_nothing_is_said_of_it() -> None:
    found = facts.of_orders(Stage.RECEIVE, [order(4, None, promised=False)])
    assert sentences.promise_gap(found.gap, say) == ""
    assert sentences.promise_gap(None, say) == ""


def test_a_small_group_of_late_ones_is_named_and_not_called_chance() -> None:
    days = np.array([-1.0] * 40 + [2.0] * 12)
    scores = np.array([4.0, 5.0] * 20 + [1.0, 2.0] * 6)
    told = sentences.promise_gap(promise_gap(days, scores), say)
    assert "more than chance" in told
    assert told.endswith("It rests on 12 late orders only.")


def test_paying_has_its_minutes_and_browsing_no_facts() -> None:
    every = [order(4, 1.0)] * 12
    (wait,) = facts.of_orders(Stage.PAY, every).waits
    assert (wait.median.value, wait.unit) == (9.0, "minutes")
    assert facts.of_orders(Stage.BROWSE, every).waits == ()


def test_waits_of_a_contact_are_told_in_minutes() -> None:
    contacts = [ContactFacts(4, NOON, NOON + timedelta(minutes=n), None, n % 2) for n in range(40)]
    found = facts.of_contacts(contacts)
    assert found.waits[0].median.value == 19.5
    assert found.waits[1].median.suppressed is Suppression.NO_ANSWERS
    assert [band.mean.n for band in found.bands] == [6, 25, 9]
    assert found.passed_on is not None
    assert found.passed_on.value == 0.5
    assert facts.of_contacts([]).waits == ()
