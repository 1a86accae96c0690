"""Change at a fixed mix, and the odds ratio over strata."""

import pytest

from admin.measures.change import Finding, is_it_real, mantel_haenszel
from admin.measures.estimate import Suppression
from admin.measures.standardised import standardised_mean_change, standardised_share_change

# Bickel, Hammel & O'Connell (1975), Berkeley admissions by department (R's UCBAdmissions):
# (men admitted, men rejected, women admitted, women rejected).
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]
MEN = {str(i): (a, a + b) for i, (a, b, _, _) in enumerate(BERKELEY)}
WOMEN = {str(i): (c, c + d) for i, (_, _, c, d) in enumerate(BERKELEY)}
APPLICANTS = {str(i): float(sum(row)) for i, row in enumerate(BERKELEY)}


def test_mantel_haenszel_reproduces_berkeley() -> None:
    # R tabulates admitted and rejected by sex; the ratio is of men's odds to women's.
    ratio, test = mantel_haenszel(BERKELEY)
    assert ratio == pytest.approx(0.904697, abs=5e-7)
    assert test.statistic == pytest.approx(1.42695, abs=5e-6)


def test_berkeleys_reversal_is_not_printed_as_news() -> None:
    found = standardised_share_change(MEN, WOMEN, APPLICANTS)
    assert (found.raw.difference or 0) > 0.14
    assert (found.standardised.difference or 0) < 0
    assert found.covered == 1
    [verdict] = is_it_real([found.standardised])
    assert verdict.finding is not Finding.REAL


def test_a_shift_of_the_mix_alone_is_no_change_of_the_mean() -> None:
    before = {"late": {1: 5, 2: 5}, "on time": {4: 45, 5: 45}}
    now = {"late": {1: 25, 2: 25}, "on time": {4: 25, 5: 25}}
    found = standardised_mean_change(now, before, {"late": 1.0, "on time": 9.0})
    assert found.raw.difference == pytest.approx(-1.2)
    assert found.standardised.difference == pytest.approx(0)


def test_an_unchanged_mix_gives_the_raw_change() -> None:
    before = {"a": {3: 20, 4: 20}, "b": {4: 30, 5: 30}}
    now = {"a": {2: 20, 4: 20}, "b": {4: 40, 5: 20}}
    found = standardised_mean_change(now, before, {"a": 40.0, "b": 60.0})
    assert found.standardised.difference == pytest.approx(found.raw.difference)


def test_a_stratum_without_answers_is_left_out_and_told() -> None:
    found = standardised_share_change(
        {"a": (8, 10), "b": (0, 0)}, {"a": (5, 10), "b": (3, 10)}, {"a": 3.0, "b": 1.0, "c": 1.0}
    )
    assert found.standardised.difference == pytest.approx(0.3)
    assert found.covered == pytest.approx(0.6)


def test_degenerate_strata_give_a_reason() -> None:
    nothing = standardised_mean_change({}, {}, {"a": 1.0})
    assert nothing.standardised.suppressed is Suppression.NO_ANSWERS
    first = standardised_share_change({"a": (4, 9)}, {}, {"a": 1.0})
    assert first.standardised.suppressed is Suppression.NO_EARLIER_PERIOD
    alike = standardised_mean_change({"a": {5: 40}}, {"a": {5: 30}}, {"a": 1.0})
    assert alike.standardised.suppressed is Suppression.NO_VARIATION
    assert is_it_real([alike.standardised])[0].finding is Finding.NO_CHANGE
    assert mantel_haenszel([])[1].suppressed is Suppression.NO_ANSWERS
    assert mantel_haenszel([(5, 0, 7, 0)])[1].suppressed is Suppression.NO_VARIATION
