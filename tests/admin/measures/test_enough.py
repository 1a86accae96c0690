"""How many answers would tell: the textbook's sample size, from an interval instead of a model."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.enough import times_as_many
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import Z


def wald(share: float, n: int) -> Estimate:
    reach = Z * math.sqrt(share * (1 - share) / n)
    return Estimate(share, share - reach, share + reach, n, float(n), "wald", None)


def test_a_share_needs_the_textbooks_sample_size_whatever_the_pilots() -> None:
    for pilot in (12, 20, 40):
        times = times_as_many(wald(0.5, pilot), 0.3)
        # (1.96 + 0.84)^2 0.5 0.5 / 0.2^2
        assert times is not None
        assert pilot * times == pytest.approx(49, abs=0.2) or times == 1.0


def test_so_many_answers_tell_in_four_samples_of_five() -> None:
    rng = np.random.default_rng(7)
    n = round(30 * (times_as_many(wald(0.6, 30), 0.5) or 0.0))
    shares = rng.binomial(n, 0.6, size=20_000) / n
    clear = shares - Z * np.sqrt(shares * (1 - shares) / n) > 0.5
    assert float(clear.mean()) == pytest.approx(0.8, abs=0.02)


def test_an_interval_that_leaves_the_limit_out_needs_no_more() -> None:
    assert times_as_many(wald(0.9, 100), 0.5) == 1.0


def test_the_side_that_looks_at_the_limit_counts() -> None:
    skew = Estimate(0.30, 0.20, 0.60, 300, 300.0, "lmg_bootstrap", None)
    towards_low, towards_high = times_as_many(skew, 0.25), times_as_many(skew, 0.35)
    assert towards_low is not None
    assert towards_high == pytest.approx(9 * towards_low)


def test_what_lies_on_the_line_is_told_by_no_number() -> None:
    assert times_as_many(wald(0.5, 40), 0.5) is None
    assert times_as_many(withheld(Suppression.TOO_FEW, "wald"), 0.5) is None


@given(st.floats(0.05, 0.95), st.integers(10, 500), st.floats(0.05, 0.95))
def test_never_fewer_than_there_are(share: float, n: int, limit: float) -> None:
    times = times_as_many(wald(share, n), limit)
    assert times is None or times >= 1.0
