"""Stage scores from rotating forms: blanks, weights, linearisation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from admin.measures.arrays import Floats, Integers
from admin.measures.estimate import Suppression
from admin.measures.levels import mean_from_counts
from admin.measures.stage_scores import Blank, item_score, regression_score, stage_score

BLANKS = [Blank.NOT_ASKED, Blank.NOT_APPLICABLE, Blank.SKIPPED]
CELLS = st.sampled_from([1, 2, 3, 4, 5, *BLANKS])


def test_the_stage_score_is_the_mean_of_its_item_means() -> None:
    answers = np.array([[5, -1, -1], [4, 3, -1], [-1, 2, -2], [3, 4, -3], [-1, -1, 2], [2, -1, 4]])
    score = stage_score(answers, np.ones(6))
    assert score.value == pytest.approx((14 / 4 + 3 + 3) / 3)
    assert score.n == 6


def test_the_linearised_variance_follows_the_formula() -> None:
    rng = np.random.default_rng(7)
    answers = rng.integers(1, 6, (80, 3))
    answers[rng.random((80, 3)) < 0.4] = Blank.NOT_ASKED
    weights = rng.uniform(0.5, 3, 80)
    answers = answers[(answers >= 0).any(axis=1)]
    weights = weights[: len(answers)]
    asked = answers >= 0
    linear = np.zeros(len(answers))
    for item in range(3):
        mean = np.average(answers[asked[:, item], item], weights=weights[asked[:, item]])
        linear += np.where(
            asked[:, item],
            weights * (answers[:, item] - mean) / (3 * weights[asked[:, item]].sum()),
            0,
        )
    n = len(answers)
    error = np.sqrt(n / (n - 1) * np.sum(linear**2))
    score = stage_score(answers, weights)
    assert (score.high or 0) - (score.value or 0) == pytest.approx(1.99 * error, rel=0.01)


def test_one_item_is_the_plain_mean() -> None:
    answers = np.array([5, 4, 4, 2, 5, 3])
    plain = mean_from_counts({5: 2, 4: 2, 3: 1, 2: 1})
    for score in (item_score(answers, np.ones(6)), stage_score(answers[:, None], np.ones(6))):
        assert score.value == pytest.approx(plain.value)
        assert score.low == pytest.approx(plain.low)


@pytest.mark.parametrize("blank", BLANKS)
def test_no_kind_of_blank_enters_a_denominator(blank: Blank) -> None:
    answers = np.array([[5, 4], [4, 3], [3, 4]])
    padded = np.vstack([answers, np.full((7, 2), blank)])
    assert stage_score(padded, np.ones(10)) == stage_score(answers, np.ones(3))
    assert item_score(padded[:, 0], np.ones(10)) == item_score(answers[:, 0], np.ones(3))


def test_a_stage_that_applied_to_nobody_says_so() -> None:
    answers = np.array([[-2, -1], [-1, -2], [-3, -1]])
    assert stage_score(answers, np.ones(3)).suppressed is Suppression.ALL_NOT_APPLICABLE
    assert item_score(answers[:, 0], np.ones(3)).suppressed is Suppression.ALL_NOT_APPLICABLE


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.full((4, 2), -1), Suppression.NO_ANSWERS),
        (np.zeros((0, 2), int), Suppression.NO_ANSWERS),
        (np.array([[4, -1], [-1, 5]]), Suppression.ONE_ANSWER),
        (np.full((12, 2), 5), Suppression.NO_VARIATION),
    ],
)
def test_degenerate_stages_give_a_reason(answers: Integers, reason: Suppression) -> None:
    assert stage_score(answers, np.ones(len(answers))).suppressed is reason


def test_people_without_weight_do_not_count() -> None:
    answers = np.array([[5, 4], [4, 3], [3, 4], [1, 1]])
    weights = np.array([1.0, 1, 1, 0])
    assert stage_score(answers, weights) == stage_score(answers[:3], weights[:3])


def test_the_overall_rating_makes_a_quarter_asked_worth_a_third_more() -> None:
    rng = np.random.default_rng(3)
    overall = rng.normal(4, 1, 1200)
    item = np.clip(np.round(4 + 0.55 * (overall - 4) + rng.normal(0, 0.835, 1200)), 1, 5)
    answers = np.where(np.arange(1200) % 4 == 0, item, Blank.NOT_ASKED).astype(np.int64)
    score = regression_score(answers, overall, np.ones(1200))
    assert score.n == 300
    assert 350 < score.n_eff < 420


def test_without_a_rotation_the_regression_changes_nothing() -> None:
    answers = np.array([5, 4, 2, 3, 4])
    helped = regression_score(answers, np.array([5.0, 3, 2, 3, 5]), np.ones(5))
    plain = item_score(answers, np.ones(5))
    assert helped.value == pytest.approx(plain.value)
    assert helped.low == pytest.approx(plain.low)


def test_an_overall_rating_without_variation_helps_nothing() -> None:
    answers = np.array([5, 4, 2, -1, -1])
    helped = regression_score(answers, np.full(5, 4.0), np.ones(5))
    assert helped.value == pytest.approx(11 / 3)


@given(arrays.arrays(np.int64, st.tuples(st.integers(0, 30), st.integers(1, 4)), elements=CELLS))
def test_any_answers_give_a_number_or_a_reason(answers: Integers) -> None:
    for score in (
        stage_score(answers, np.ones(len(answers))),
        regression_score(answers[:, 0], np.ones(len(answers)), np.ones(len(answers))),
    ):
        if score.suppressed is None:
            assert score.low is not None
            assert score.high is not None
            assert 1 <= score.low <= (score.value or 0) <= score.high <= 5


@given(
    arrays.arrays(np.int64, (12, 3), elements=CELLS),
    arrays.arrays(np.float64, 12, elements=st.floats(0.1, 9)),
    st.permutations(range(12)),
)
def test_the_order_of_people_changes_nothing(
    answers: Integers, weights: Floats, order: list[int]
) -> None:
    one, other = stage_score(answers, weights), stage_score(answers[order], weights[order])
    assert one.suppressed is other.suppressed
    assert one.value is None or one.value == pytest.approx(other.value)
    assert one.low is None or one.low == pytest.approx(other.low)
