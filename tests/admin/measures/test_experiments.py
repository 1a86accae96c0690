"""Experiments against worked examples and an independent library."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.arrays import Bools, Floats
from admin.measures.distributions import t_quantile
from admin.measures.estimate import Estimate, Suppression
from admin.measures.experiments import (
    SAMPLE_RATIO_ALARM,
    adjusted_effect,
    cuped_effect,
    cuped_slope,
    effect,
    lee_bounds,
    people_per_arm,
    sample_ratio,
)

TREATED = np.array([True] * 5 + [False] * 5)
AFTER = np.array([5.0, 4, 5, 3, 4, 3, 4, 2, 3, 4])
BEFORE = np.array([4.0, 3, 5, 2, 4, 3, 4, 2, 3, 5])


def error_of(estimate: Estimate) -> float:
    return (estimate.half_width or 0.0) / t_quantile(0.975, estimate.n - 1)


def test_the_raw_effect_reproduces_the_worked_example() -> None:
    found = effect(AFTER, TREATED)
    assert found.value == pytest.approx(1.0)
    assert error_of(found) == pytest.approx(0.529150, abs=5e-7)


def test_lins_adjustment_reproduces_the_worked_example() -> None:
    found = adjusted_effect(AFTER, TREATED, BEFORE)
    assert found.value == pytest.approx(0.865385, abs=5e-7)
    assert error_of(found) == pytest.approx(0.247525, abs=5e-7)


def test_cuped_reproduces_the_worked_example() -> None:
    assert cuped_slope(AFTER, BEFORE) == pytest.approx(0.714286, abs=5e-7)
    assert cuped_effect(AFTER, TREATED, BEFORE).value == pytest.approx(0.857143, abs=5e-7)


def test_the_sample_ratio_reproduces_its_chi_square() -> None:
    check = sample_ratio(5120, 4880)
    assert check.statistic == pytest.approx(5.76)
    assert check.p_value == pytest.approx(0.016395, abs=5e-7)
    assert (check.p_value or 0) > SAMPLE_RATIO_ALARM
    assert (sample_ratio(9000, 800, planned=0.9).p_value or 0) < SAMPLE_RATIO_ALARM


@pytest.mark.parametrize(
    ("base", "target", "people"), [(0.80, 0.75, 1092), (0.80, 0.70, 292), (0.05, 0.06, 8150)]
)
def test_the_calculator_agrees_with_the_table(base: float, target: float, people: int) -> None:
    assert people_per_arm(base, target) == pytest.approx(people, rel=0.002)


def test_the_calculator_agrees_with_an_independent_library() -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    size = proportion.proportion_effectsize(0.3, 0.36)
    expected = power.NormalIndPower().solve_power(size, alpha=0.05, power=0.8)
    assert people_per_arm(0.3, 0.36) == pytest.approx(expected, abs=1)


def test_a_calculator_without_a_change_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="two different shares"):
        people_per_arm(0.5, 0.5)


def test_lee_bounds_trim_the_arm_that_answered_more() -> None:
    ratings = np.array([1.0, 2, 3, 4, 5, 5, 4, 3, np.nan, np.nan])
    bounds = lee_bounds(ratings, TREATED)
    assert bounds.value == pytest.approx(-1)
    assert bounds.low == pytest.approx(2 - 4)
    assert bounds.high == pytest.approx(4 - 4)


def test_equal_response_makes_both_bounds_the_difference() -> None:
    bounds = lee_bounds(AFTER, TREATED)
    assert bounds.low == pytest.approx(1.0)
    assert bounds.high == pytest.approx(1.0)


@given(
    st.lists(
        st.tuples(st.booleans(), st.one_of(st.none(), st.integers(1, 5))), min_size=2, max_size=40
    )
)
def test_lee_bounds_hold_each_other_in_order(rows: list[tuple[bool, int | None]]) -> None:
    ratings = np.array([np.nan if score is None else score for _, score in rows], dtype=float)
    bounds = lee_bounds(ratings, np.array([arm for arm, _ in rows]))
    if bounds.suppressed is None:
        assert (bounds.low or 0) <= (bounds.value or 0) + 1e-9
        assert (bounds.value or 0) <= (bounds.high or 0) + 1e-9


@pytest.mark.parametrize(
    ("outcome", "treated", "reason"),
    [
        (np.zeros(0), np.zeros(0, dtype=bool), Suppression.NO_ANSWERS),
        (np.ones(1), np.ones(1, dtype=bool), Suppression.SINGULAR),
        (np.arange(30.0), np.ones(30, dtype=bool), Suppression.SINGULAR),
        (np.full(30, 2.0), np.arange(30) % 2 == 0, Suppression.NO_VARIATION),
    ],
)
def test_degenerate_experiments_give_a_reason(
    outcome: Floats, treated: Bools, reason: Suppression
) -> None:
    assert effect(outcome, treated).suppressed is reason
    assert cuped_effect(outcome, treated, outcome).suppressed is reason
    adjusted = adjusted_effect(outcome, treated, np.arange(float(len(outcome))))
    assert adjusted.suppressed is not None


def test_arms_without_answers_have_no_bounds() -> None:
    blank = np.full(10, np.nan)
    assert lee_bounds(blank, TREATED).suppressed is Suppression.NO_ANSWERS
    assert sample_ratio(0, 0).suppressed is Suppression.NO_ANSWERS
