"""Raking against the R `survey` documentation's clustered school sample, and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.calibrated import (
    calibrated_mean,
    calibrated_mean_of_counts,
    calibrated_nps_of_counts,
    calibrated_share_of_counts,
)
from admin.measures.distributions import t_quantile
from admin.measures.estimate import Suppression
from admin.measures.levels import nps_from_counts, weighted_mean, weighted_share
from admin.measures.weighting import (
    POOLED,
    Margin,
    pool_small_levels,
    post_stratify,
    rake,
)
from tests.admin.measures.published_surveys import schools

SCHOOLS, SCORES = schools()
SCHOOL_TYPE = Margin("type", tuple(cell[0] for cell in SCHOOLS), {"E": 4421, "H": 755, "M": 1018})
SCHOOL_TARGET = Margin("target", tuple(cell[2:] for cell in SCHOOLS), {"No": 1072, "Yes": 5122})
BASE = np.full(183, 33.847)


def test_raking_reproduces_the_weights_of_the_school_sample() -> None:
    result = rake([SCHOOL_TYPE, SCHOOL_TARGET], BASE, smallest_level=0)
    found = dict(zip(SCHOOLS, result.weights.tolist(), strict=True))
    assert found == pytest.approx(
        {
            "E/No": 39.839236, "E/Yes": 29.870675, "H/No": 67.125529,
            "H/Yes": 50.329401, "M/No": 49.069072, "M/Yes": 36.791025,
        },
        abs=1e-4,
    )  # fmt: skip
    assert result.deff == pytest.approx(1.051657, abs=5e-7)
    assert result.refused is None


def test_the_raked_mean_of_the_schools_and_its_error_are_as_printed() -> None:
    mean = calibrated_mean(SCORES, rake([SCHOOL_TYPE, SCHOOL_TARGET], BASE, smallest_level=0))
    assert mean.value == pytest.approx(641.2303, abs=5e-5)
    error = (mean.half_width or 0) / t_quantile(0.975, len(SCORES) - 1)
    assert error == pytest.approx(7.7788, abs=5e-5)


def test_the_schools_post_stratified_by_type_are_as_printed() -> None:
    result = post_stratify([cell[0] for cell in SCHOOLS], SCHOOL_TYPE.totals, BASE)
    assert result.pooled == ("stratum",)  # fourteen high schools are too few to stand alone
    whole = post_stratify([cell[0] for cell in SCHOOLS], SCHOOL_TYPE.totals, BASE, smallest_level=0)
    assert calibrated_mean(SCORES, whole).value == pytest.approx(642.311, abs=5e-4)


def test_raking_reproduces_every_margin() -> None:
    result = rake([SCHOOL_TYPE, SCHOOL_TARGET], BASE, smallest_level=0)
    for margin in (SCHOOL_TYPE, SCHOOL_TARGET):
        for level, total in margin.totals.items():
            chosen = np.array([name == level for name in margin.levels])
            assert result.weights[chosen].sum() == pytest.approx(total, rel=1e-5)


def test_answers_that_already_match_keep_equal_weights() -> None:
    margin = Margin("late", ("no",) * 90 + ("yes",) * 30, {"no": 900, "yes": 300})
    assert rake([margin], np.ones(120)).weights == pytest.approx(np.full(120, 10.0))


def test_a_margin_in_other_units_is_brought_to_the_first() -> None:
    late = Margin("late", ("no",) * 90 + ("yes",) * 30, {"no": 900, "yes": 300})
    way = Margin("way", ("app", "web") * 60, {"app": 0.5, "web": 0.5})
    assert rake([late, way], np.ones(120)).weights.sum() == pytest.approx(1200)


def test_levels_with_few_answers_are_pooled_first() -> None:
    margin = Margin(
        "region",
        ("north",) * 50 + ("south",) * 30 + ("west",) * 12 + ("east",) * 3,
        {"north": 500, "south": 300, "west": 200, "east": 90, "islands": 10},
    )
    pooled = pool_small_levels(margin)
    assert pooled.totals == {"north": 500, POOLED: 600}
    assert pooled.levels.count(POOLED) == 45
    assert rake([margin], np.ones(95)).pooled == ("region",)


def test_a_level_nobody_expects_is_pooled_with_one_that_has_orders() -> None:
    margin = Margin("way", ("app",) * 40 + ("fax",) * 30, {"app": 100})
    assert pool_small_levels(margin).totals == {POOLED: 100}


def test_weights_that_cost_too_much_are_refused_and_left_alone() -> None:
    margin = Margin("late", ("no",) * 25 + ("yes",) * 975, {"no": 950, "yes": 50})
    result = rake([margin], np.ones(1000))
    assert result.refused is Suppression.WEIGHTS_TOO_UNEVEN
    assert result.deff > 2.5
    assert result.weights == pytest.approx(np.ones(1000))


def test_margins_that_contradict_each_other_are_refused() -> None:
    levels = ("a",) * 50 + ("b",) * 50
    result = rake(
        [Margin("x", levels, {"a": 10, "b": 90}), Margin("y", levels, {"a": 90, "b": 10})],
        np.ones(100),
    )
    assert result.refused is Suppression.NOT_CONVERGED


def test_nobody_and_no_margin_give_a_reason() -> None:
    empty = rake([Margin("late", (), {"no": 1})], np.ones(0))
    assert empty.refused is Suppression.NO_ANSWERS
    assert rake([], np.ones(40)).refused is Suppression.MARGIN_WITHOUT_ANSWERS
    assert rake([Margin("late", ("no",) * 40, {})], np.ones(40)).refused is not None


def test_residuals_from_the_margins_narrow_the_interval() -> None:
    rng = np.random.default_rng(1)
    late = np.repeat(["no", "yes"], [140, 60])
    noise = rng.normal(0, 0.5, 200)
    scores = (np.where(late == "no", 4.5, 2.0) + noise).astype(np.float64)
    result = rake([Margin("late", tuple(late), {"no": 900, "yes": 100})], np.ones(200))
    calibrated = calibrated_mean(scores, result)
    plain = weighted_mean(scores, result.weights)
    assert calibrated.value == pytest.approx(plain.value)
    assert (calibrated.half_width or 0) < 0.75 * (plain.half_width or 0)


def test_a_refused_weighting_gives_the_plain_mean() -> None:
    margin = Margin("late", ("no",) * 25 + ("yes",) * 975, {"no": 950, "yes": 50})
    scores = np.array([1.0, 2, 3, 4, 5] * 200)
    plain = weighted_mean(scores, np.ones(1000))
    found = calibrated_mean(scores, rake([margin], np.ones(1000)))
    assert (found.value, found.low) == pytest.approx((plain.value, plain.low))


def test_degenerate_values_give_a_reason() -> None:
    result = post_stratify(["a"] * 30, {"a": 60}, np.ones(30))
    assert calibrated_mean(np.full(30, np.nan), result).suppressed is Suppression.NO_ANSWERS
    assert calibrated_mean(np.full(30, 4.0), result).suppressed is Suppression.NO_VARIATION
    one = np.full(30, np.nan)
    one[3] = 4
    assert calibrated_mean(one, result).suppressed is Suppression.ONE_ANSWER


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1, max_size=80),
    st.tuples(st.integers(1, 99), st.integers(1, 99)),
    st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(0, 99)),
)
def test_accepted_weights_are_positive_and_meet_the_first_total(
    people: list[tuple[str, str]], first: tuple[int, int], second: tuple[int, int, int]
) -> None:
    one = Margin("one", tuple(p[0] for p in people), dict(zip("ab", first, strict=True)))
    two = Margin("two", tuple(p[1] for p in people), dict(zip("xyz", second, strict=True)))
    result = rake([one, two], np.ones(len(people)), smallest_level=5)
    assert np.all(np.isfinite(result.weights))
    if result.refused is None:
        assert np.all(result.weights > 0)
        assert result.weights.sum() == pytest.approx(sum(first), rel=1e-4)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from([1.0, 2.5]),
        st.integers(1, 5),
    ),
    min_size=1, max_size=90,
)  # fmt: skip


@given(PEOPLE)
def test_cells_of_like_people_give_what_the_people_give(
    people: list[tuple[str, str, float, int]],
) -> None:
    one, two = {"a": 70, "b": 30}, {"x": 20, "y": 30, "z": 50}
    alone = rake(
        [
            Margin("one", tuple(p[0] for p in people), one),
            Margin("two", tuple(p[1] for p in people), two),
        ],
        np.array([p[2] for p in people]),
        smallest_level=5,
    )
    cells = sorted({p[:3] for p in people})
    counts = np.array(
        [[sum(p == (*cell, score) for p in people) for score in range(1, 6)] for cell in cells],
        dtype=np.float64,
    )
    together = rake(
        [
            Margin("one", tuple(cell[0] for cell in cells), one),
            Margin("two", tuple(cell[1] for cell in cells), two),
        ],
        np.array([cell[2] for cell in cells]),
        counts.sum(axis=1),
        smallest_level=5,
    )
    assert together.refused is alone.refused
    assert (together.deff, together.n_eff) == pytest.approx((alone.deff, alone.n_eff))
    place = [cells.index(p[:3]) for p in people]
    assert together.weights[place] == pytest.approx(alone.weights)
    scores = np.array([float(p[3]) for p in people])
    single = calibrated_mean(scores, alone, bounds=(1, 5))
    joint = calibrated_mean_of_counts(np.arange(1.0, 6), counts, together, bounds=(1, 5))
    assert joint.value == pytest.approx(single.value)
    assert joint.suppressed is single.suppressed
    assert joint.low == pytest.approx(single.low, abs=1e-6)
    assert joint.high == pytest.approx(single.high, abs=1e-6)
    top = calibrated_share_of_counts(counts[:, 3:].sum(axis=1), counts.sum(axis=1), together)
    plain = weighted_share(scores >= 4, alone.weights)
    assert (top.value, top.low, top.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_nobody_in_any_cell_gives_a_reason() -> None:
    result = rake([Margin("late", ("no",), {"no": 5})], np.ones(1), np.array([30.0]))
    nobody = np.zeros((1, 5))
    assert (
        calibrated_mean_of_counts(np.arange(1.0, 6), nobody, result).suppressed
        is Suppression.NO_ANSWERS
    )
    share = calibrated_share_of_counts(np.zeros(1), np.zeros(1), result)
    assert share.suppressed is Suppression.NO_ANSWERS


def _camps(up: int, between: int, down: int) -> tuple[list[float], list[list[float]]]:
    return [10.0, 8.0, 3.0], [[up, between, down]]


def test_nps_of_equal_weights_has_the_published_adjusted_interval() -> None:
    scores, counts = _camps(50, 30, 20)
    everyone = rake([Margin("all", ("all",), {"all": 5_000})], np.ones(1), np.array([100.0]))
    nps = calibrated_nps_of_counts(np.array(scores), np.array(counts), everyone)
    assert (nps.value, nps.n, nps.n_eff) == pytest.approx((30, 100, 100))
    assert (nps.low, nps.high) == pytest.approx((14.05, 44.20), abs=0.005)
    plain = nps_from_counts({10: 50, 8: 30, 3: 20})
    assert (nps.low, nps.high) == (plain.low, plain.high)


def test_nps_of_late_parcels_that_answer_more_often_weighs_less() -> None:
    late = Margin("late", ("no", "yes"), {"no": 900, "yes": 100})
    cells = rake([late], np.ones(2), np.array([60.0, 40.0]))
    counts = np.array([[60.0, 0], [0, 40]])
    nps = calibrated_nps_of_counts(np.array([9.0, 6.0]), counts, cells)
    assert nps.value == pytest.approx(80)
    assert nps.n_eff == pytest.approx(1000**2 / (60 * 15**2 + 40 * 2.5**2))
    assert nps.low is not None
    assert nps.high is not None
    assert nps.low < 80 < nps.high <= 100


def test_nps_of_nobody_says_so() -> None:
    everyone = rake([Margin("all", ("all",), {"all": 9})], np.ones(1), np.array([40.0]))
    nps = calibrated_nps_of_counts(np.array([]), np.zeros((1, 0)), everyone)
    assert (nps.value, nps.suppressed) == (None, Suppression.NO_ANSWERS)
