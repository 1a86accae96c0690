"""Drivers: covariance under planned blanks, LMG, and what may be shown of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.arrays import Floats
from admin.measures.covariance import em_moments, fit, gather, pair_counts
from admin.measures.drivers import key_drivers
from admin.measures.estimate import Suppression
from admin.measures.importance import (
    lmg,
    relative_weights,
    standardised_coefficients,
    variance_inflation,
)
from tests.admin.measures.published import ATTITUDE, CEMENT, SWISS, correlated, correlations
from tests.admin.measures.published_surveys import PHONE_MEANS

STAGES = ["browse", "pay", "ship", "receive"]
# y, x1..x4 of the reference: a plausible shop
SHOP = correlations(0.45, 0.40, 0.5, 0.55, 0.4, 0.45, 0.60, 0.35, 0.35, 0.55)
PAIRS = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]


def test_em_reproduces_little_and_rubins_means() -> None:
    moments = em_moments(CEMENT, smallest_pair=2)
    assert moments.suppressed is None
    assert moments.mean == pytest.approx([6.6552, 49.9653, 11.7692, 27.0471, 95.4231], abs=5e-5)


def test_em_without_blanks_is_the_ordinary_covariance() -> None:
    moments = em_moments(ATTITUDE, smallest_pair=2)
    assert moments.mean == pytest.approx(ATTITUDE.mean(axis=0))
    assert moments.covariance == pytest.approx(np.cov(ATTITUDE.T, ddof=0))


def test_whole_weights_count_as_so_many_people() -> None:
    often = np.arange(30) % 3 + 1
    weighted = em_moments(ATTITUDE, often.astype(float), smallest_pair=2)
    repeated = em_moments(np.repeat(ATTITUDE, often, axis=0), smallest_pair=2)
    assert weighted.covariance == pytest.approx(repeated.covariance)


def test_a_batch_is_fitted_as_each_of_its_data_sets_alone() -> None:
    standard = (CEMENT - np.nanmean(CEMENT, axis=0)) / np.nanstd(CEMENT, axis=0)
    often = np.array([np.ones(13), [2, 1, 1, 1, 1, 1, 2, 0, 1, 1, 1, 1, 0]], dtype=float)
    _, together, _ = fit(gather(standard, often), tolerance=1e-11)
    for index in range(2):
        _, alone, _ = fit(gather(standard, often[index : index + 1]), tolerance=1e-11)
        assert together[index] == pytest.approx(alone[0], abs=1e-6)


def test_lmg_and_johnson_reproduce_the_reference_shop() -> None:
    between, outcome = SHOP[1:, 1:], SHOP[1:, 0]
    found = lmg(between, outcome)
    assert found == pytest.approx([0.083946, 0.052652, 0.135409, 0.197669], abs=5e-7)
    assert found.sum() == pytest.approx(0.469676, abs=5e-7)
    assert relative_weights(between, outcome) == pytest.approx(
        [0.085455, 0.052023, 0.133223, 0.198974], abs=5e-7
    )
    assert standardised_coefficients(between, outcome) == pytest.approx(
        [0.189583, 0.066122, 0.234602, 0.381472], abs=5e-7
    )


def test_lmg_and_johnson_reproduce_the_swiss_provinces() -> None:
    matrix = correlated(SWISS)
    between, outcome = matrix[1:, 1:], matrix[1:, 0]
    found = lmg(between, outcome)
    assert found == pytest.approx([0.057091, 0.171173, 0.260135, 0.105570, 0.112766], abs=5e-7)
    assert found.sum() == pytest.approx(0.706735, abs=5e-7)
    assert relative_weights(between, outcome) == pytest.approx(
        [0.048417, 0.154708, 0.271964, 0.114680, 0.116966], abs=5e-7
    )


def test_lmg_reproduces_the_satisfaction_index() -> None:
    found = lmg(PHONE_MEANS[1:, 1:], PHONE_MEANS[1:, 0])
    assert found == pytest.approx([0.164817, 0.076882, 0.295434, 0.132309], abs=5e-7)
    assert found.sum() == pytest.approx(0.669441, abs=5e-7)


def test_lmg_and_johnson_may_swap_ranks_where_both_are_small() -> None:
    matrix = correlated(ATTITUDE)
    between, outcome = matrix[1:, 1:], matrix[1:, 0]
    assert lmg(between, outcome)[-2:] == pytest.approx([0.0066, 0.0282], abs=5e-5)
    assert relative_weights(between, outcome)[-2:] == pytest.approx([0.0083, 0.0202], abs=5e-5)


def test_variance_inflation_agrees_with_an_independent_library() -> None:
    outliers = pytest.importorskip("statsmodels.stats.outliers_influence")
    design = np.column_stack([np.ones(30), ATTITUDE[:, 1:]])
    expected = [outliers.variance_inflation_factor(design, index) for index in range(1, 7)]
    assert variance_inflation(correlated(ATTITUDE[:, 1:])) == pytest.approx(expected)


@given(st.integers(0, 10_000), st.integers(2, 6))
def test_lmg_is_never_negative_and_sums_to_r_squared(seed: int, drivers: int) -> None:
    data = np.random.default_rng(seed).normal(size=(40, drivers + 1))
    data[:, 1:] += data[:, :1]
    matrix = correlated(data)
    between, outcome = matrix[1:, 1:], matrix[1:, 0]
    found = lmg(between, outcome)
    r_squared = outcome @ np.linalg.solve(between, outcome)
    assert np.all(found >= 0)
    assert found.sum() == pytest.approx(r_squared)
    assert relative_weights(between, outcome).sum() == pytest.approx(r_squared)
    assert lmg(between[::-1, ::-1], outcome[::-1]) == pytest.approx(found[::-1])


def test_a_rotated_form_finds_the_drivers_with_their_intervals() -> None:
    found = key_drivers(_rotated(3000, seed=5), STAGES, seed=1, resamples=200)
    assert found.suppressed is None
    shares = [driver.share.value or 0 for driver in found.drivers]
    assert shares == pytest.approx(np.array([0.179, 0.112, 0.288, 0.421]), abs=0.06)
    assert sum(shares) == pytest.approx(1)
    for driver in found.drivers:
        assert (driver.share.low or 0) < (driver.share.value or 0) < (driver.share.high or 1)
        assert (driver.variance_inflation or 0) > 1


def test_the_same_seed_gives_the_same_intervals() -> None:
    answers = _rotated(600, seed=2)
    one, other = (key_drivers(answers, STAGES, seed=9, resamples=50) for _ in range(2))
    assert one == other


def test_wide_intervals_are_not_shown() -> None:
    found = key_drivers(_rotated(310, seed=7), STAGES, seed=1, resamples=100)
    assert found.suppressed is Suppression.TOO_WIDE


def test_twelve_hundred_five_point_answers_are_enough_to_be_shown() -> None:
    ratings = np.searchsorted([-1.9, -1.3, -0.6, 0.5], _rotated(1200, seed=3)).astype(np.float64)
    ratings[np.isnan(_rotated(1200, seed=3))] = np.nan
    found = key_drivers(ratings, STAGES, seed=1, resamples=100)
    assert found.suppressed is None
    parts = [driver.part.value or 0 for driver in found.drivers]
    assert sum(parts) == pytest.approx(found.r_squared.value)
    assert max(2 * (driver.part.half_width or 0) for driver in found.drivers) < 0.15


def test_drivers_that_explain_nothing_are_not_shown() -> None:
    noise = np.random.default_rng(1).normal(size=(900, 5))
    assert key_drivers(noise, STAGES, seed=1, resamples=50).suppressed is Suppression.WEAK_FIT


def test_one_stage_per_person_cannot_be_compared() -> None:
    answers = np.full((1200, 5), np.nan)
    answers[:, 0] = np.arange(1200) % 5
    answers[np.arange(1200), 1 + np.arange(1200) % 4] = 3.0 + np.arange(1200) % 3
    assert pair_counts(answers)[1, 2] == 0
    assert key_drivers(answers, STAGES, seed=1).suppressed is Suppression.TOO_FEW


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.zeros((0, 5)), Suppression.NO_ANSWERS),
        (np.full((500, 5), np.nan), Suppression.NO_ANSWERS),
        (np.ones((1, 5)), Suppression.TOO_FEW),
        (np.full((500, 5), 4.0), Suppression.NO_VARIATION),
        (np.repeat(np.arange(500.0)[:, None] % 5, 5, axis=1), Suppression.SINGULAR),
    ],
)
def test_degenerate_answers_give_a_reason(answers: Floats, reason: Suppression) -> None:
    found = key_drivers(answers, STAGES, seed=1, resamples=20)
    assert found.suppressed is reason
    assert all(driver.share.value is None for driver in found.drivers)


def _rotated(people: int, seed: int) -> Floats:
    answers = np.random.default_rng(seed).normal(size=(people, 5)) @ np.linalg.cholesky(SHOP).T
    for person in range(people):
        for stage in {1, 2, 3, 4} - set(PAIRS[person % 6]):
            answers[person, stage] = np.nan
    return answers
