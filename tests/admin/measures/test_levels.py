"""Levels against published values (Newcombe 1998, Rocks 2016), and their properties."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.arrays import design_effect, effective_n
from admin.measures.estimate import Estimate, Suppression
from admin.measures.intervals import Z, adjusted_nps
from admin.measures.levels import (
    bottom2_from_counts,
    mean_from_counts,
    nps_from_counts,
    share,
    top2_from_counts,
    weighted_mean,
    weighted_share,
)

RATINGS = st.dictionaries(st.integers(1, 5), st.integers(0, 400), max_size=5)
NPS_RATINGS = st.dictionaries(st.integers(0, 10), st.integers(0, 400), max_size=11)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.255289, 0.366210),
        (15, 148, 0.062386, 0.160487),
        (0, 20, 0.0, 0.161125),
        (340, 400, 0.811686, 0.881655),
    ],
)
def test_wilson_reproduces_the_published_intervals(
    hits: int, n: int, low: float, high: float
) -> None:
    found = share(hits, n)
    assert found.low == pytest.approx(low, abs=5e-7)
    assert found.high == pytest.approx(high, abs=5e-7)


def test_twenty_of_twenty_ends_exactly_at_one() -> None:
    assert share(20, 20).high == 1.0


def test_nps_reproduces_the_adjusted_wald_interval() -> None:
    nps = nps_from_counts({9: 20, 10: 30, 7: 10, 8: 20, 0: 10, 6: 10})
    assert nps.value == pytest.approx(30)
    assert nps.low == pytest.approx(14.05, abs=0.005)
    assert nps.high == pytest.approx(44.20, abs=0.005)


def test_the_adjusted_centre_of_nps_is_the_published_one() -> None:
    centre, error = adjusted_nps(50, 20, 100)
    assert centre == pytest.approx(0.291262, abs=5e-7)
    assert centre - Z * error == pytest.approx(0.1405, abs=5e-5)
    assert sum(adjusted_nps(40, 0, 40)[i] * (1, Z)[i] for i in range(2)) == pytest.approx(
        1.0246, abs=5e-5
    )  # the published upper end before it is clipped


def test_nps_of_forty_promoters_keeps_its_width() -> None:
    nps = nps_from_counts({10: 40})
    assert nps.value == 100
    assert nps.low == pytest.approx(83.58, abs=0.005)
    assert nps.high == 100


@pytest.mark.parametrize(("n", "points"), [(10, 45), (30, 28), (50, 22), (100, 16), (200, 11)])
def test_the_table_of_how_many_answers_a_share_needs_is_right(n: int, points: int) -> None:
    found = share(round(0.8 * n), n)
    assert 200 * (found.half_width or 0) == pytest.approx(points, abs=0.5)


def test_top2_and_bottom2_count_the_ends_of_the_scale() -> None:
    counts = {1: 1, 2: 2, 3: 3, 4: 4, 5: 10}
    assert top2_from_counts(counts).value == pytest.approx(0.7)
    assert bottom2_from_counts(counts).value == pytest.approx(0.15)
    assert top2_from_counts({7: 3, 6: 1, 1: 4}, scale=(1, 7)).value == pytest.approx(0.5)


@pytest.mark.parametrize("counts", [{}, {1: 0, 5: 0}])
def test_no_answers_give_a_reason_and_no_number(counts: dict[int, int]) -> None:
    for estimate in (mean_from_counts(counts), top2_from_counts(counts), nps_from_counts(counts)):
        assert estimate.value is None
        assert estimate.suppressed is Suppression.NO_ANSWERS


def test_one_answer_has_a_value_and_no_interval() -> None:
    estimate = mean_from_counts({4: 1})
    assert (estimate.value, estimate.low, estimate.high) == (4, None, None)
    assert estimate.suppressed is Suppression.ONE_ANSWER


def test_equal_answers_have_a_value_and_no_interval() -> None:
    for estimate in (
        mean_from_counts({5: 40}),
        weighted_mean(np.full(40, 5.0), np.linspace(1, 2, 40)),
    ):
        assert estimate.value == pytest.approx(5)
        assert estimate.suppressed is Suppression.NO_VARIATION


def test_blanks_leave_a_weighted_mean_with_their_weight() -> None:
    values = np.array([4.0, np.nan, 2.0, 5.0])
    weights = np.array([1.0, 9.0, 1.0, 2.0])
    assert weighted_mean(values, weights) == weighted_mean(values[[0, 2, 3]], weights[[0, 2, 3]])


def test_weights_that_are_all_blank_give_a_reason() -> None:
    blank = np.full(12, np.nan)
    assert weighted_mean(blank, np.ones(12)).suppressed is Suppression.NO_ANSWERS
    assert weighted_mean(np.ones(12), np.zeros(12)).suppressed is Suppression.NO_ANSWERS
    assert weighted_share(np.ones(0, bool), np.ones(0)).suppressed is Suppression.NO_ANSWERS


def test_a_rating_outside_the_scale_is_named() -> None:
    with pytest.raises(ValueError, match="6: 3"):
        mean_from_counts({6: 3})
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


@given(RATINGS)
def test_equal_weights_change_nothing(counts: dict[int, int]) -> None:
    values = np.array([float(rating) for rating, count in counts.items() for _ in range(count)])
    plain = mean_from_counts(counts)
    weighted = weighted_mean(values, np.ones(len(values)), bounds=(1, 5))
    assert_equal_numbers(plain, weighted)
    assert_equal_numbers(
        top2_from_counts(counts), weighted_share(values >= 4, np.full(len(values), 2.5))
    )


@given(
    st.lists(st.tuples(st.integers(1, 5), st.floats(0.1, 9)), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, float]], chance: Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert_equal_numbers(_weighted(rows), _weighted(shuffled))


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_its_share_and_stays_inside_zero_and_one(hits: int, misses: int) -> None:
    estimate = share(hits, hits + misses)
    if estimate.value is None:
        assert hits + misses == 0
        return
    assert 0 <= (estimate.low or 0) <= estimate.value <= (estimate.high or 0) <= 1


@given(NPS_RATINGS)
def test_nps_stays_inside_a_hundred_points(counts: dict[int, int]) -> None:
    nps = nps_from_counts(counts)
    for number in (nps.value, nps.low, nps.high):
        assert number is None or -100 <= number <= 100


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_the_effective_number_never_exceeds_the_answers(weights: list[float]) -> None:
    array = np.array(weights)
    assert 0 < effective_n(array) <= len(weights) + 1e-9
    assert design_effect(array) >= 1 - 1e-12


def test_no_weight_is_no_answer() -> None:
    assert effective_n(np.zeros(3)) == 0
    assert design_effect(np.zeros(3)) == math.inf


def _weighted(rows: list[tuple[int, float]]) -> Estimate:
    ratings, weights = zip(*rows, strict=True)
    return weighted_mean(np.array(ratings, float), np.array(weights))


def assert_equal_numbers(one: Estimate, other: Estimate) -> None:
    assert one.suppressed is other.suppressed
    assert one.n == other.n
    for left, right in ((one.value, other.value), (one.low, other.low), (one.high, other.high)):
        assert (left is None) is (right is None)
        if left is not None and right is not None:
            assert left == pytest.approx(right, abs=1e-9)
