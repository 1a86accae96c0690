"""Control charts against Montgomery's and qcc's textbook series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.baselines import share_baseline, value_baseline
from admin.measures.control import (
    Excursion,
    Point,
    ewma,
    excursions,
    moving_ranges,
    p_chart,
    standardised_shares,
    upper_range_limit,
    xmr,
)
from admin.measures.estimate import Suppression

# Montgomery, frozen orange juice: leaking cans in 30 trial samples of 50 (also in R's qcc).
JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
    8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
FIFTIES = [50] * 30
# Montgomery, viscosity of primer paint: 20 trial batches (also in R's qcc).
VISCOSITY = [
    34.05, 34.40, 33.59, 35.96, 34.70, 33.51, 33.79, 34.04, 34.52, 33.75,
    33.27, 33.71, 34.03, 34.58, 34.02, 33.97, 34.05, 34.04, 33.73, 34.05,
]  # fmt: skip

# Montgomery, costs of processing a mortgage application: 20 weekly averages, in dollars.
MORTGAGES = [
    310, 288, 297, 298, 307, 303, 294, 297, 308, 306,
    294, 299, 297, 299, 314, 295, 293, 306, 301, 304,
]  # fmt: skip
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches.
FLOW_RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_the_p_chart_reproduces_the_orange_juice_cans() -> None:
    baseline = share_baseline(JUICE, FIFTIES)
    points = p_chart(JUICE, FIFTIES, baseline)
    assert baseline.centre == pytest.approx(0.231333, abs=5e-7)
    assert points[0].low == pytest.approx(0.052428, abs=5e-7)
    assert points[0].high == pytest.approx(0.410239, abs=5e-7)
    assert [number for number, point in enumerate(points, start=1) if point.outside] == [15, 23]


def test_xmr_reproduces_the_viscosity_batches() -> None:
    baseline = value_baseline(VISCOSITY)
    points = xmr(VISCOSITY, baseline)
    assert baseline.centre == pytest.approx(34.088, abs=5e-4)
    assert baseline.spread == pytest.approx(0.572632, abs=5e-7)
    assert points[0].low == pytest.approx(32.5648, abs=5e-5)
    assert points[0].high == pytest.approx(35.6112, abs=5e-5)
    assert upper_range_limit(baseline) == pytest.approx(1.8708, abs=5e-5)
    assert [number for number, point in enumerate(points, start=1) if point.outside] == [4]


def test_xmr_reproduces_the_weekly_costs_of_mortgages_values_and_steps() -> None:
    baseline = value_baseline(MORTGAGES)
    points, steps = xmr(MORTGAGES, baseline), moving_ranges(MORTGAGES, baseline)
    assert baseline.centre == pytest.approx(300.5)
    assert baseline.spread == pytest.approx(7.79, abs=5e-3)
    assert (points[0].low, points[0].high) == pytest.approx((279.78, 321.22), abs=5e-3)
    assert steps[0] == Point(None, 0.0, steps[1].high, None)
    assert steps[1].value == 22
    assert steps[1].high == pytest.approx(25.45, abs=5e-3)
    assert not any(point.outside for point in (*points, *steps))


def test_xmr_reproduces_the_flow_rates_of_the_handbook() -> None:
    baseline = value_baseline(FLOW_RATES, smallest=10)
    point, *_ = xmr(FLOW_RATES, baseline)
    assert baseline.centre == pytest.approx(50.81)
    assert baseline.spread == pytest.approx(1.8778, abs=5e-5)
    # The handbook divides 3 by 1.128, which is 2.6596 and not 2.660.
    assert (point.low, point.high) == pytest.approx((45.8159, 55.8041), abs=2e-3)


def test_a_week_of_few_waits_is_drawn_and_an_empty_one_stepped_over() -> None:
    baseline = value_baseline(MORTGAGES)
    sizes = [40, 40, 20, 0, 40]
    points = xmr([300.0, 330.0, 330.0, None, 300.0], baseline, sizes=sizes)
    assert [point.outside for point in points] == [False, True, None, None, False]
    steps = moving_ranges([300.0, None, 326.0], baseline)
    assert [(step.value, step.outside) for step in steps] == [
        (None, None), (None, None), (26.0, True),
    ]  # fmt: skip


def test_a_time_has_no_limit_below_nothing() -> None:
    points = xmr([1.0], value_baseline([1.0, 3.0] * 10), floor=0.0)
    assert (points[0].low, points[0].outside) == (0.0, False)


def test_ewma_reproduces_montgomerys_first_point_and_steady_limit() -> None:
    points = ewma([9.45] + [10.0] * 99, centre=10, sigma=1, smoothing=0.1, width=2.7)
    assert points[0].value == pytest.approx(9.945)
    assert (points[0].low, points[0].high) == pytest.approx((9.73, 10.27), abs=5e-3)
    assert points[-1].high == pytest.approx(10.6194, abs=5e-5)


def test_the_default_ewma_has_the_asymptotic_limit_of_the_reference() -> None:
    [point] = ewma([0.0], asymptotic=True)
    assert point.high == pytest.approx(0.987, abs=5e-4)


def test_a_large_shop_gets_laneys_wider_limits() -> None:
    hits = [1000, 1200, 900, 1300, 1000, 1250, 950, 1150, 1100, 1000] * 2
    sizes = [10_000] * 20
    baseline = share_baseline(hits, sizes)
    assert baseline.overdispersed
    assert any(point.outside for point in p_chart(hits, sizes, baseline))
    assert not any(point.outside for point in p_chart(hits, sizes, baseline, laney=True))


def test_nineteen_weeks_are_no_baseline() -> None:
    baseline = share_baseline([3] * 19, [40] * 19)
    assert baseline.suppressed is Suppression.TOO_FEW
    assert [point.outside for point in p_chart([9], [40], baseline)] == [None]
    assert standardised_shares([9], [40], baseline) == [None]


def test_a_past_without_a_single_complaint_has_no_limits() -> None:
    assert share_baseline([0] * 25, [40] * 25).suppressed is Suppression.NO_VARIATION
    still = value_baseline([2.0] * 25)
    assert still.suppressed is Suppression.NO_VARIATION
    assert xmr([9.0], still) == [Point(9.0, None, None, None)]
    assert moving_ranges([1.0, 9.0], still)[1] == Point(8.0, None, None, None)


def test_a_week_with_few_answers_is_drawn_and_not_judged() -> None:
    points = p_chart([20, 20, 0], [29, 30, 0], share_baseline(JUICE, FIFTIES))
    assert [point.outside for point in points] == [None, True, None]
    assert points[2].value is None


def test_an_empty_week_leaves_the_moving_average_where_it_was() -> None:
    points = ewma([2.0, None, 0.0])
    assert points[1].value == points[0].value
    assert points[1].outside is None


def test_one_excursion_gives_one_alert_until_two_calm_weeks() -> None:
    flags = [True, True, False, True, None, False, False, False, True]
    points = [Point(0.0, 0.0, 0.0, flag) for flag in flags]
    assert excursions(points) == [Excursion(0, 3), Excursion(8, None)]
    assert excursions([]) == []


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=60))
def test_every_flag_lies_in_exactly_one_excursion(flags: list[bool | None]) -> None:
    found = excursions([Point(0.0, 0.0, 0.0, flag) for flag in flags])
    for position, flag in enumerate(flags):
        holding = [
            excursion
            for excursion in found
            if excursion.first <= position
            and (excursion.last is None or position <= excursion.last)
        ]
        assert len(holding) == 1 if flag else len(holding) <= 1
