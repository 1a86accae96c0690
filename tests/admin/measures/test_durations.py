"""Waiting times: medians that one long wait cannot move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.durations import median_wait, share_waiting_over
from admin.measures.estimate import Suppression


def test_one_endless_wait_moves_neither_the_median_nor_its_interval() -> None:
    waits = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    longer = waits.copy()
    longer[-1] = 10_000
    assert median_wait(waits) == median_wait(longer)


def test_the_interval_is_that_of_the_sign_test() -> None:
    # n = 10: the second and ninth of ten cover the median with 97.9 % (Conover, table A3).
    found = median_wait(np.arange(10.0))
    assert (found.low, found.high) == (1.0, 8.0)


def test_order_statistics_agree_with_an_independent_library() -> None:
    stats = pytest.importorskip("scipy.stats")
    waits = np.random.default_rng(1).exponential(size=75)
    interval = stats.quantile_test(waits, p=0.8).confidence_interval(0.95)
    found = median_wait(waits, quantile=0.8)
    assert (found.low, found.high) == (interval.low, interval.high)


@pytest.mark.parametrize(
    ("waits", "reason"),
    [
        ([], Suppression.NO_ANSWERS),
        ([float("nan")], Suppression.NO_ANSWERS),
        ([3.0], Suppression.ONE_ANSWER),
        ([1.0, 2, 3, 4, 5], Suppression.TOO_FEW),
        ([2.0] * 30, Suppression.NO_VARIATION),
    ],
)
def test_degenerate_waits_give_a_reason(waits: list[float], reason: Suppression) -> None:
    found = median_wait(np.array(waits))
    assert found.suppressed is reason
    assert found.low is None


def test_unknown_waits_are_not_counted() -> None:
    found = share_waiting_over(np.array([1.0, 24, 25, np.nan]), 24)
    assert found.value == pytest.approx(1 / 3)
    assert found.n == 3


@given(st.lists(st.floats(0, 1e6), max_size=80), st.floats(0.1, 0.9))
def test_a_quantile_lies_in_its_interval(waits: list[float], quantile: float) -> None:
    found = median_wait(np.array(waits), quantile=quantile)
    if found.suppressed is None:
        assert (found.low or 0) <= (found.value or 0) + 1e-6
        assert (found.value or 0) <= (found.high or 0) + 1e-6
