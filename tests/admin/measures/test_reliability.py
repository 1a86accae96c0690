"""Alpha and omega against R's `psych`, printed covariances and exact factor models."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.arrays import Floats
from admin.measures.covariance import em_moments
from admin.measures.estimate import Suppression
from admin.measures.reliability import (
    cronbach_alpha,
    mcdonald_omega,
    reliability,
    standardised_alpha,
)
from tests.admin.measures.published import ATTITUDE, correlations
from tests.admin.measures.published_surveys import PHONES, TEXTUAL, VISUAL

ALPHAS = {
    "image": 0.7228, "expectation": 0.4519, "quality": 0.8770,
    "value": 0.8236, "satisfaction": 0.7792, "loyalty": 0.4724,
}  # fmt: skip


def test_alpha_reproduces_the_departments() -> None:
    covariance = em_moments(ATTITUDE, smallest_pair=2).covariance
    assert cronbach_alpha(covariance) == pytest.approx(0.843143, abs=5e-7)
    assert standardised_alpha(covariance) == pytest.approx(0.839084, abs=5e-7)


@pytest.mark.parametrize("construct", ALPHAS)
def test_standardised_alpha_reproduces_the_satisfaction_index(construct: str) -> None:
    assert standardised_alpha(PHONES[construct]) == pytest.approx(ALPHAS[construct], abs=5e-5)


@pytest.mark.parametrize(
    ("covariance", "alpha", "omega"),
    [(VISUAL, 0.626117, 0.632553), (TEXTUAL, 0.882707, 0.885881)],
)
def test_alpha_and_omega_reproduce_the_pupils(
    covariance: Floats, alpha: float, omega: float
) -> None:
    assert cronbach_alpha(covariance) == pytest.approx(alpha, abs=5e-7)
    assert mcdonald_omega(covariance) == pytest.approx(omega, abs=5e-7)


@given(st.lists(st.floats(0.35, 0.9), min_size=3, max_size=7))
def test_omega_finds_the_factor_that_made_the_covariance(loadings: list[float]) -> None:
    lam = np.array(loadings)
    covariance = np.outer(lam, lam) + np.diag(1 - lam**2)
    common = lam.sum() ** 2
    expected = common / (common + np.sum(1 - lam**2))
    assert mcdonald_omega(covariance) == pytest.approx(expected, abs=1e-4)
    assert cronbach_alpha(covariance) <= expected + 1e-9


def test_two_items_are_spearman_brown() -> None:
    assert cronbach_alpha(correlations(0.5)) == pytest.approx(2 * 0.5 / 1.5)


def test_a_rotated_form_has_an_alpha_though_nobody_answered_every_item() -> None:
    rng = np.random.default_rng(2)
    answers = rng.normal(size=(2000, 1)) + rng.normal(size=(2000, 4))
    answers[np.arange(2000), np.arange(2000) % 4] = np.nan
    found = reliability(answers, seed=1, resamples=100)
    assert found.alpha.value == pytest.approx(0.8, abs=0.02)
    assert (found.alpha.low or 0) < 0.8 < (found.alpha.high or 0)
    assert found.omega.value == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.zeros((0, 4)), Suppression.NO_ANSWERS),
        (np.ones((200, 1)), Suppression.NOT_IDENTIFIED),
        (np.ones((1, 4)), Suppression.TOO_FEW),
        (np.full((200, 4), 3.0), Suppression.NO_VARIATION),
        (np.repeat(np.arange(200.0)[:, None] % 5, 4, axis=1), Suppression.SINGULAR),
    ],
)
def test_degenerate_scales_give_a_reason(answers: Floats, reason: Suppression) -> None:
    found = reliability(answers, seed=1, resamples=10)
    assert found.alpha.suppressed is reason
    assert found.omega.suppressed is reason


def test_two_items_have_an_alpha_and_no_omega() -> None:
    rng = np.random.default_rng(3)
    answers = rng.normal(size=(200, 1)) + rng.normal(size=(200, 2))
    found = reliability(answers, seed=1, resamples=20)
    assert found.alpha.suppressed is None
    assert found.omega.suppressed is Suppression.NOT_IDENTIFIED
