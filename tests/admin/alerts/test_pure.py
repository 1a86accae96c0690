"""What is watched, what is outside, and that one excursion is one alert."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.alerts.freezing import FEWEST_PROVISIONAL, Stretch, as_judge, made_of, proposed
from admin.alerts.judging import expected_by_chance, judged, worse
from admin.alerts.reconciling import Ended, Prolonged, Step, steps
from admin.alerts.watched import Chart, Series, finished_week, known_weeks, series_of, week_key
from admin.measures.estimate import Suppression
from models.choices import AlertState
from models.queries.alerts import Alert, Opening
from models.queries.courses import DayCourse
from tests.admin.alerts.weeks import LAST, USUAL, frozen, series


def _told(whole: Series, alert: Alert | None = None) -> list[Step]:
    baseline = frozen(whole)
    every = [(judged(whole, as_judge(baseline), baseline.first_period), baseline)]
    return list(steps(every, [alert] if alert else [], whole.weeks[-1]))


def _alert(opened: str, last: str, state: AlertState = AlertState.OPEN) -> Alert:
    return Alert(
        7, "low:OV1", "", "share", 1, opened, last, "", 30, 100, 0.3, 0.2, state, "", None, ""
    )


def test_days_become_weeks_and_none_is_left_out() -> None:
    monday = date(2026, 11, 2)
    days = {
        monday: DayCourse(10, {"OV1": (2, 10)}, {"slow_shipping": 3}),
        monday + timedelta(days=6): DayCourse(5, {"OV1": (1, 5)}),
        monday + timedelta(days=14): DayCourse(4, {"OV1": (0, 4)}),
    }
    weeks = known_weeks(monday, monday + timedelta(days=20))
    found = series_of(days, weeks, ("tag:rude_staff",))
    assert found["low:OV1"].hits == (3, 0, 0)
    assert found["low:OV1"].sizes == (15, 0, 4)
    assert found["tag:slow_shipping"].hits == (3, 0, 0)
    assert found["tag:slow_shipping"].sizes == (15, 0, 4)
    assert found["tag:rude_staff"].hits == (0, 0, 0)


def test_a_year_of_53_weeks_has_53_weeks() -> None:
    weeks = known_weeks(date(2026, 12, 21), date(2027, 1, 10))
    assert weeks == ("2026-W52", "2026-W53", "2027-W01")


@pytest.mark.parametrize(
    ("first", "last"), [(date(1, 1, 1), date(1999, 12, 31)), (date(2200, 1, 1), date.max)]
)
def test_days_of_years_without_names_are_in_no_week(first: date, last: date) -> None:
    assert known_weeks(first, last) == ()


def test_the_running_week_is_never_judged() -> None:
    assert finished_week(date(2027, 1, 4)) == "2026-W53"
    assert week_key(date(2027, 1, 3)) == "2026-W53"


def test_a_week_like_the_others_opens_nothing() -> None:
    assert _told(series(USUAL)) == []


def test_a_week_far_outside_opens_one_alert_with_its_own_numbers() -> None:
    (opening,) = _told(series((*USUAL, 30)))
    assert isinstance(opening, Opening)
    assert (opening.opened_period, opening.last_period) == (LAST, LAST)
    assert (opening.hits, opening.n, opening.value) == (30, 100, 0.3)
    assert opening.upper == pytest.approx(0.231, abs=5e-4)


def test_the_weeks_after_it_belong_to_the_same_alert() -> None:
    whole = series((*USUAL, 30, 31))
    (step,) = _told(whole, _alert(whole.weeks[-2], whole.weeks[-2]))
    assert step == Prolonged(7, whole.weeks[-1])
    assert _told(whole, _alert(whole.weeks[-2], whole.weeks[-1])) == []


def test_one_week_inside_does_not_end_an_excursion_and_two_do() -> None:
    one, two = series((*USUAL, 26, 13)), series((*USUAL, 26, 13, 12))
    assert _told(one, _alert(one.weeks[-2], one.weeks[-2])) == []
    assert _told(two, _alert(two.weeks[-3], two.weeks[-3])) == [Ended(7, LAST)]


def test_an_excursion_somebody_has_closed_is_not_opened_again() -> None:
    whole = series((*USUAL, 30, 31))
    closed = _alert(whole.weeks[-2], whole.weeks[-1], AlertState.CLOSED)
    assert _told(whole, closed) == []


def test_good_weeks_alarm_nobody() -> None:
    whole = series((*USUAL, 0, 0))
    baseline = frozen(whole)
    points = judged(whole, as_judge(baseline), baseline.first_period).level
    assert points[-1].outside is True
    assert worse(points)[-1].outside is False
    assert _told(whole) == []


def test_a_week_of_few_answers_is_drawn_and_not_judged() -> None:
    usual = series((*USUAL, 0))
    few = Series(usual.measure, usual.weeks, (*USUAL, 15), (*usual.sizes[:-1], 20))
    assert _told(few) == []


def test_a_slow_drift_is_found_where_no_week_alone_is_outside() -> None:
    whole = series((*USUAL, *(20,) * 6))
    (opening,) = _told(whole)
    assert isinstance(opening, Opening)
    assert opening.chart == Chart.DRIFT
    assert opening.value > opening.upper


def test_complaints_are_not_watched_for_drift() -> None:
    assert _told(series((*USUAL, *(20,) * 6), measure="tag:slow_shipping")) == []


def test_busy_shops_whose_weeks_differ_get_the_wider_limits() -> None:
    hits = (1300, 1000, 1600, 1100, 1500) * 6
    whole = series((*hits, 1700), n=10_000)
    baseline = frozen(whole)
    assert as_judge(baseline).overdispersed
    assert _told(whole) == []


@given(st.lists(st.integers(0, 45), min_size=1, max_size=30))
def test_told_week_by_week_every_excursion_is_one_alert(tail: list[int]) -> None:
    """Whatever happens after the baseline, a series never runs two alerts at a time."""
    hits = (*USUAL[:20], *tail)
    running: list[Alert] = []
    opened: list[str] = []
    for count in range(21, len(hits) + 1):
        whole = series(hits[:count], last=LAST)
        moved = Series(whole.measure, series(hits).weeks[:count], whole.hits, whole.sizes)
        baseline = frozen(moved)
        every = [(judged(moved, as_judge(baseline), baseline.first_period), baseline)]
        for step in steps(every, running, moved.weeks[-1]):
            if isinstance(step, Opening):
                assert running == []
                running = [_alert(step.opened_period, step.last_period)]
                opened.append(step.opened_period)
            elif isinstance(step, Ended):
                running = []
    assert len(opened) == len(set(opened))


def test_twenty_weeks_make_a_baseline_and_nineteen_do_not() -> None:
    whole = series(USUAL)
    assert made_of(whole, Stretch(whole.weeks[0], whole.weeks[19]))[1].suppressed is None
    _, few = made_of(whole, Stretch(whole.weeks[0], whole.weeks[18]))
    assert few.suppressed is Suppression.TOO_FEW
    _, provisional = made_of(
        whole, Stretch(whole.weeks[0], whole.weeks[7]), smallest=FEWEST_PROVISIONAL
    )
    assert provisional.suppressed is None


def test_a_holiday_stays_on_the_chart_and_out_of_the_baseline() -> None:
    whole = series((*USUAL[:10], 40, *USUAL[:15]))
    holiday = whole.weeks[10]
    stretch = Stretch(whole.weeks[0], whole.weeks[-1])
    kept, _ = made_of(whole, stretch, {holiday: "春节"})
    assert holiday not in {week for week, _, _ in kept.weeks}
    assert holiday in whole.weeks


def test_what_is_proposed_leaves_the_last_month_out_where_it_can() -> None:
    whole = series(USUAL)
    assert proposed(whole) == Stretch(whole.weeks[0], whole.weeks[-5])
    short = series(USUAL[:12])
    assert proposed(short) == Stretch(short.weeks[0], short.weeks[-1])
    assert proposed(series((0,) * 30, n=9)) is None


def test_forty_series_ring_about_five_times_a_year_for_nothing() -> None:
    assert expected_by_chance(40, 0) == pytest.approx(5.6, abs=0.05)
