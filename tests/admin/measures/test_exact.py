"""The exact test of two shares, beside scipy's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from admin.measures.change import Metric, newcombe_difference
from admin.measures.exact import fisher_p


def test_the_lady_tasting_tea() -> None:
    assert fisher_p((3, 4), (1, 4)) == pytest.approx(34 / 70)
    assert fisher_p((4, 4), (0, 4)) == pytest.approx(2 / 70)


@given(st.integers(1, 400), st.integers(1, 3000), st.data())
def test_it_agrees_with_scipy(n: int, m: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, min(n, 40))), data.draw(st.integers(0, min(m, 40)))
    theirs = fisher_exact([[x, n - x], [y, m - y]]).pvalue
    assert fisher_p((x, n), (y, m)) == pytest.approx(theirs, rel=1e-6, abs=1e-12)


def test_few_complaints_of_a_kind_are_compared_exactly() -> None:
    seldom = ((3, 60), (2, 480))
    exact = newcombe_difference(*seldom, Metric.RATE)
    assert exact.p_value == pytest.approx(fisher_p(*seldom))
    assert (exact.low, exact.high) == (
        newcombe_difference(*seldom).low,
        newcombe_difference(*seldom).high,
    )
    often = ((90, 500), (30, 500))
    assert newcombe_difference(*often, Metric.RATE).p_value == newcombe_difference(*often).p_value
