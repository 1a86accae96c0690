"""The matrix of importance and performance, and penalties against rewards."""

import numpy as np
import pytest

from admin.measures.arrays import Floats
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.priorities import Quadrant, Sensitivity, penalty_reward, quadrant
from admin.measures.regression import least_squares
from tests.admin.measures.published_surveys import phones

CROSS = (0.25, 0.7)


def around(value: float, reach: float = 0.02) -> Estimate:
    return Estimate(value, value - reach, value + reach, 400, 400.0, "wilson", None)


@pytest.mark.parametrize(
    ("importance", "performance", "place"),
    [
        (0.4, 0.5, Quadrant.FIX_FIRST),
        (0.4, 0.9, Quadrant.KEEP_UP),
        (0.1, 0.5, Quadrant.LOW_PRIORITY),
        (0.1, 0.9, Quadrant.MORE_THAN_NEEDED),
        (0.26, 0.5, Quadrant.UNCLEAR),
        (0.4, 0.69, Quadrant.UNCLEAR),
    ],
)
def test_a_point_is_placed_only_if_its_intervals_clear_the_cross_hair(
    importance: float, performance: float, place: Quadrant
) -> None:
    assert quadrant(around(importance), around(performance), cross=CROSS) is place


def test_a_suppressed_driver_is_unclear() -> None:
    nothing = withheld(Suppression.TOO_FEW, "lmg_bootstrap")
    assert quadrant(nothing, around(0.5), cross=CROSS) is Quadrant.UNCLEAR


def test_least_squares_with_hc2_agrees_with_an_independent_library() -> None:
    regression = pytest.importorskip("statsmodels.regression.linear_model")
    rng = np.random.default_rng(4)
    design = np.column_stack([np.ones(60), rng.normal(size=(60, 3))])
    outcome = design @ [1.0, 2, 0, -1] + rng.normal(size=60) * np.abs(design[:, 1])
    expected = regression.OLS(outcome, design).fit(cov_type="HC2")
    found = least_squares(design, outcome)
    assert found.coefficients == pytest.approx(expected.params)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(expected.bse)


def test_penalties_and_rewards_are_those_of_a_dummy_regression() -> None:
    outcome, ratings = _shop()
    ship, pay = penalty_reward(outcome, ratings, ["ship", "pay"])
    assert ship.penalty.value == pytest.approx(-1.2, abs=0.15)
    assert ship.reward.value == pytest.approx(0.1, abs=0.15)
    assert ship.sensitivity is Sensitivity.LOSS
    assert pay.reward.value == pytest.approx(0.9, abs=0.15)
    assert pay.sensitivity is Sensitivity.GAIN


def test_penalties_and_rewards_reproduce_the_satisfaction_index() -> None:
    outcome, ratings = phones()
    found = penalty_reward(outcome, ratings, ["PERQ1", "PERQ4", "PERV1"], low_to=5, high_from=9)
    both = [(one.penalty.value, one.reward.value) for one in found]
    assert both == [
        pytest.approx((-0.687950, 0.758959), abs=5e-7),
        pytest.approx((-0.454146, 0.615626), abs=5e-7),
        pytest.approx((-0.405333, 0.057198), abs=5e-7),
    ]
    bands = [ratings <= 5, ratings >= 9]
    flags = np.stack(bands, axis=2).reshape(len(outcome), -1).astype(np.float64)
    design = np.column_stack([np.ones(len(outcome)), flags])
    assert least_squares(design, outcome).coefficients[0] == pytest.approx(7.755301, abs=5e-7)


def test_equal_cost_and_gain_are_balanced() -> None:
    ratings = np.tile([1.0, 2, 3, 4, 5], 100)[:, None]
    noise = np.repeat([0.5, -0.5], 250)
    outcome = 3 - (ratings[:, 0] <= 2) + 1.0 * (ratings[:, 0] == 5) + noise
    [found] = penalty_reward(outcome, ratings, ["ship"])
    assert found.sensitivity is Sensitivity.BALANCED


def test_people_with_a_blank_are_left_out() -> None:
    outcome, ratings = _shop()
    padded = np.vstack([ratings, np.full((50, 2), np.nan)])
    longer = np.concatenate([outcome, np.ones(50)])
    assert penalty_reward(longer, padded, ["ship", "pay"]) == penalty_reward(
        outcome, ratings, ["ship", "pay"]
    )


@pytest.mark.parametrize(
    ("outcome", "ratings", "reason"),
    [
        (np.zeros(0), np.zeros((0, 1)), Suppression.NO_ANSWERS),
        (np.full(9, np.nan), np.ones((9, 1)), Suppression.NO_ANSWERS),
        (np.ones(1), np.ones((1, 1)), Suppression.SINGULAR),
        (np.ones(40), np.full((40, 1), 5.0), Suppression.SINGULAR),
    ],
)
def test_degenerate_ratings_give_a_reason(
    outcome: Floats, ratings: Floats, reason: Suppression
) -> None:
    [found] = penalty_reward(outcome, ratings, ["ship"])
    assert found.penalty.suppressed is reason
    assert found.sensitivity is None


def test_an_outcome_that_never_varies_has_no_interval() -> None:
    ratings = np.array([[1.0], [2], [3], [4], [5]] * 10)
    [found] = penalty_reward(np.full(50, 4.0), ratings, ["ship"])
    assert found.penalty.suppressed is Suppression.NO_VARIATION


def _shop() -> tuple[Floats, Floats]:
    rng = np.random.default_rng(6)
    ratings = rng.integers(1, 6, (1500, 2)).astype(np.float64)
    ship, pay = ratings.T
    effect = -1.2 * (ship <= 2) + 0.1 * (ship == 5) - 0.1 * (pay <= 2) + 0.9 * (pay == 5)
    return np.asarray(3.5 + effect + rng.normal(0, 0.6, 1500)), ratings
