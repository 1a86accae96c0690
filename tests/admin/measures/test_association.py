"""Which complaints come together: a published value, the gradient by hand, and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from admin.measures.association import chance_of_meeting, times_as_often
from admin.measures.estimate import Suppression, Visibility


@st.composite
def pairs(draw: st.DrawFn) -> tuple[int, int, int, int]:
    both, one, other, neither = (draw(st.integers(0, 200)) for _ in range(4))
    return both, both + one, both + other, both + one + other + neither


def _lift_of_shares(cells: np.ndarray) -> float:
    return math.log(cells[0] / ((cells[0] + cells[1]) * (cells[0] + cells[2])))


def test_the_interval_is_that_of_the_gradient_taken_by_hand() -> None:
    counts = np.array([30.0, 30.0, 70.0, 270.0])
    n, shares = counts.sum(), counts / counts.sum()
    steps = np.eye(4) * 1e-6
    gradient = np.array(
        [(_lift_of_shares(shares + s) - _lift_of_shares(shares - s)) / 2e-6 for s in steps]
    )
    variance = (shares * gradient**2).sum() - (shares * gradient).sum() ** 2
    half = 1.959964 * math.sqrt(variance / n)
    found = times_as_often(30, 60, 100, 400)
    assert found.value == pytest.approx(2.0)
    assert found.low == pytest.approx(2.0 * math.exp(-half), rel=1e-5)
    assert found.high == pytest.approx(2.0 * math.exp(half), rel=1e-5)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(20)
    truth = (0.04, 0.08, 0.08, 0.80)
    lift = truth[0] / (0.12 * 0.12)
    held = 0
    for both, one, other, neither in rng.multinomial(1500, truth, size=2000):
        found = times_as_often(
            int(both), int(both + one), int(both + other), int(both + one + other + neither)
        )
        held += found.low is not None and found.low <= lift <= (found.high or 0.0)
    assert 0.93 <= held / 2000 <= 0.97


def test_the_lady_tasting_tea() -> None:
    assert chance_of_meeting(3, 4, 4, 8) == pytest.approx(34 / 70)
    assert chance_of_meeting(4, 4, 4, 8) == pytest.approx(2 / 70)


@given(pairs())
def test_the_chance_is_that_of_scipy(pair: tuple[int, int, int, int]) -> None:
    both, one, other, answers = pair
    table = ((both, one - both), (other - both, answers - one - other + both))
    assert chance_of_meeting(*pair) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


@given(pairs())
def test_a_pair_is_the_same_either_way_round(pair: tuple[int, int, int, int]) -> None:
    both, one, other, answers = pair
    here, there = times_as_often(*pair), times_as_often(both, other, one, answers)
    assert here.value == pytest.approx(there.value)
    if here.low is not None:
        assert here.value is not None
        assert 0 < here.low <= here.value <= (here.high or 0.0)


def test_what_has_nothing_in_common_is_as_often_as_by_chance() -> None:
    assert times_as_often(25, 50, 100, 200).value == 1.0


def test_few_together_are_hidden_or_grey() -> None:
    assert times_as_often(9, 40, 40, 400).visibility is Visibility.HIDDEN
    assert times_as_often(12, 40, 40, 400).visibility is Visibility.GREY
    assert times_as_often(30, 40, 40, 400).visibility is Visibility.SHOWN


def test_what_everybody_says_tells_nothing_of_what_comes_with_it() -> None:
    assert times_as_often(40, 40, 200, 200).suppressed is Suppression.NO_VARIATION
    assert times_as_often(0, 0, 0, 0).suppressed is Suppression.NO_ANSWERS


@pytest.mark.parametrize("pair", [(5, 4, 9, 20), (-1, 4, 9, 20), (0, 15, 15, 20), (1, 30, 2, 20)])
def test_counts_that_contradict_each_other_are_refused(pair: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be more than its parts"):
        times_as_often(*pair)
