"""Changes against published values, and the judgement of a whole family."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.change import (
    Finding,
    Metric,
    adjusted_p_values,
    benjamini_hochberg,
    is_it_real,
    k_sample_shares,
    mover_difference,
    newcombe_difference,
    nps_difference,
    welch,
    welch_from_moments,
)
from admin.measures.estimate import Suppression
from admin.measures.levels import mean_from_counts, share, weighted_mean

SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
BH_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0,
]  # fmt: skip


def test_newcombe_reproduces_the_example_of_the_paper() -> None:
    change = newcombe_difference((56, 70), (48, 80))
    assert change.difference == pytest.approx(0.2)
    assert change.low == pytest.approx(0.052431, abs=5e-7)
    assert change.high == pytest.approx(0.333873, abs=5e-7)


def test_welch_reproduces_the_sleep_data() -> None:
    before, now = np.array(SLEEP_2), np.array(SLEEP_1)
    weights = np.ones(10)
    change = welch_from_moments(
        weighted_mean(now, weights),
        weighted_mean(before, weights),
        float(now.var(ddof=1)) / 10,
        float(before.var(ddof=1)) / 10,
    )
    assert change.difference == pytest.approx(-1.58)
    assert change.p_value == pytest.approx(0.079394, abs=5e-7)


def test_k_sample_shares_reproduce_the_smokers() -> None:
    test = k_sample_shares([(83, 86), (90, 93), (129, 136), (70, 82)])
    assert test.statistic == pytest.approx(12.6004, abs=5e-5)
    assert test.df == 3
    assert test.p_value == pytest.approx(0.0055855, abs=5e-8)


def test_benjamini_hochberg_rejects_four_of_the_1995_table() -> None:
    assert sum(benjamini_hochberg(BH_1995, q=0.05)) == 4
    assert sum(p <= 0.05 / len(BH_1995) for p in BH_1995) == 3


def test_adjusted_p_values_agree_with_an_independent_library() -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    _, expected, *_ = multitest.multipletests(BH_1995, method="fdr_bh")
    assert adjusted_p_values(BH_1995) == pytest.approx(list(expected))


def test_a_pooled_test_of_two_shares_equals_the_chi_square_of_two_samples() -> None:
    change = newcombe_difference((56, 70), (48, 80))
    assert change.p_value == pytest.approx(k_sample_shares([(56, 70), (48, 80)]).p_value)


def test_estimates_without_counts_differ_by_their_intervals() -> None:
    now, before = share(30, 200), share(90, 300)
    change = mover_difference(now, before, Metric.SHARE)
    newcombe = newcombe_difference((30, 200), (90, 300))
    assert (change.low, change.high) == (newcombe.low, newcombe.high)
    assert (change.p_value or 1) < 0.05
    assert is_it_real([change])[0].finding is Finding.REAL


def test_a_recovered_p_value_agrees_with_its_interval() -> None:
    for hits in range(40, 100):
        change = mover_difference(share(hits, 100), share(70, 100), Metric.SHARE)
        leaves_out_zero = (change.low or 0) > 0 or (change.high or 0) < 0
        assert leaves_out_zero == ((change.p_value or 0) < 0.05)


def test_a_suppressed_side_has_no_recovered_difference() -> None:
    same = mean_from_counts({5: 40})
    change = mover_difference(same, mean_from_counts({4: 20, 5: 20}), Metric.MEAN)
    assert change.suppressed is Suppression.NO_VARIATION
    nothing = mover_difference(same, mean_from_counts({}), Metric.MEAN)
    assert nothing.suppressed is Suppression.NO_EARLIER_PERIOD


def test_a_large_fall_among_many_answers_is_real() -> None:
    [verdict] = is_it_real([newcombe_difference((60, 100), (340, 400))])
    assert verdict.finding is Finding.REAL
    assert verdict.tested == 1


def test_a_certain_but_tiny_change_is_no_change() -> None:
    [verdict] = is_it_real([newcombe_difference((8200, 10000), (32000, 40000))])
    assert verdict.adjusted_p is not None
    assert verdict.adjusted_p < 0.001
    assert verdict.finding is Finding.NO_CHANGE


def test_a_change_that_may_be_chance_is_not_sure() -> None:
    [verdict] = is_it_real([newcombe_difference((30, 50), (33, 50))])
    assert verdict.finding is Finding.NOT_SURE


def test_twenty_nine_answers_are_too_few_and_leave_the_family() -> None:
    verdicts = is_it_real(
        [newcombe_difference((5, 29), (340, 400)), newcombe_difference((60, 100), (340, 400))]
    )
    assert [verdict.finding for verdict in verdicts] == [Finding.TOO_FEW, Finding.REAL]
    assert [verdict.tested for verdict in verdicts] == [1, 1]


def test_nps_is_judged_only_from_a_hundred_answers() -> None:
    few = nps_difference({10: 10, 0: 80}, {10: 300, 0: 20})
    many = nps_difference({10: 20, 0: 80}, {10: 300, 0: 20})
    assert [v.finding for v in is_it_real([few, many])] == [Finding.TOO_FEW, Finding.REAL]


def test_a_first_week_has_no_earlier_period() -> None:
    for change in (
        newcombe_difference((60, 100), (0, 0)),
        welch({4: 30, 5: 30}, {}),
        nps_difference({10: 120}, {}),
    ):
        assert change.suppressed is Suppression.NO_EARLIER_PERIOD
        assert is_it_real([change])[0].finding is Finding.TOO_FEW


def test_an_empty_week_says_that_nobody_answered() -> None:
    assert welch({}, {5: 40}).suppressed is Suppression.NO_ANSWERS


def test_of_one_kind_of_complaint_two_in_a_hundred_matter() -> None:
    fourfold = ((32, 800), (8, 800))
    slight = ((9, 350), (3, 350))
    rates = [newcombe_difference(*pair, Metric.RATE) for pair in (fourfold, slight)]
    assert [one.finding for one in is_it_real(rates)] == [Finding.REAL, Finding.NOT_SURE]
    shares = [newcombe_difference(*pair) for pair in (fourfold, slight)]
    assert {one.finding for one in is_it_real(shares)} == {Finding.NO_CHANGE}


def test_everyone_content_twice_is_no_change() -> None:
    same, other = welch({5: 40}, {5: 50}), welch({5: 40}, {4: 50})
    assert same.suppressed is Suppression.NO_VARIATION
    assert [v.finding for v in is_it_real([same, other])] == [Finding.NO_CHANGE, Finding.NOT_SURE]


def test_shares_that_are_all_zero_do_not_differ() -> None:
    change = newcombe_difference((0, 40), (0, 50))
    assert change.p_value == 1.0
    assert k_sample_shares([(0, 40), (0, 50)]).suppressed is Suppression.NO_VARIATION
    assert k_sample_shares([(3, 40), (0, 0)]).suppressed is Suppression.NO_ANSWERS


def test_a_week_in_which_nothing_stands_out_calls_nothing_real() -> None:
    weak = newcombe_difference((200, 250), (1_702, 2_000))  # p = .033 alone, .067 among two
    quiet = newcombe_difference((340, 400), (2_720, 3_200))
    low = newcombe_difference((280, 400), (2_720, 3_200))
    alone, other = is_it_real([weak, quiet])
    assert 0.05 < (alone.adjusted_p or 0) < 0.10
    assert [alone.finding, other.finding] == [Finding.NOT_SURE, Finding.NO_CHANGE]
    assert is_it_real([low, weak, quiet])[0].finding is Finding.REAL


def test_an_empty_family_has_no_verdicts() -> None:
    assert is_it_real([]) == []


@given(st.lists(st.floats(0, 1), max_size=40), st.floats(0.01, 0.2))
def test_fewer_are_rejected_than_without_correction(p_values: list[float], q: float) -> None:
    rejected = benjamini_hochberg(p_values, q)
    assert all(p <= q for p, is_rejected in zip(p_values, rejected, strict=True) if is_rejected)
    assert all(a >= p for p, a in zip(p_values, adjusted_p_values(p_values), strict=True))


@given(st.integers(0, 90), st.integers(0, 90))
def test_swapping_the_sides_swaps_the_sign(here: int, there: int) -> None:
    one, other = (
        newcombe_difference((here, 90), (there, 90)),
        newcombe_difference((there, 90), (here, 90)),
    )
    assert one.difference == pytest.approx(-(other.difference or 0))
    assert one.low == pytest.approx(-(other.high or 0))
    assert one.p_value == pytest.approx(other.p_value)
