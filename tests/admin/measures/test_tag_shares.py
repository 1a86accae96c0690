"""Tag shares corrected for the reader's errors."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.measures.estimate import Suppression
from admin.measures.intervals import Z
from admin.measures.tag_shares import ReaderError, tag_share

CAREFUL = ReaderError(found=45, positives=50, left_alone=285, negatives=300)
PERFECT = ReaderError(10**9, 10**9, 10**9, 10**9)


def test_the_corrected_share_follows_rogan_and_gladen() -> None:
    found = tag_share(60, 400, CAREFUL)
    assert found.raw.value == 0.15
    assert found.corrected.value == pytest.approx((0.15 + 0.95 - 1) / (0.9 + 0.95 - 1))
    assert found.tagged == 60


def test_a_perfect_reader_needs_no_correction_and_has_agresti_and_coulls_interval() -> None:
    found = tag_share(30, 200, PERFECT).corrected
    n = 200 + Z**2
    centre = (30 + Z**2 / 2) / n
    reach = Z * math.sqrt(centre * (1 - centre) / n)
    assert found.value == pytest.approx(0.15)
    assert (found.low, found.high) == pytest.approx((centre - reach, centre + reach), abs=1e-6)


def test_an_uncertain_reader_widens_the_interval() -> None:
    few = ReaderError(9, 10, 19, 20)
    wide, narrow = tag_share(60, 400, few).corrected, tag_share(60, 400, CAREFUL).corrected
    assert (wide.half_width or 0) > 1.5 * (narrow.half_width or 0)


def test_fewer_tags_than_the_reader_invents_are_none() -> None:
    found = tag_share(10, 400, CAREFUL).corrected
    assert found.value == 0
    assert found.low == 0
    assert (found.high or 0) > 0


def test_people_who_wrote_nothing_complain_of_nothing() -> None:
    of_comments = tag_share(60, 400, CAREFUL).corrected
    of_answers = tag_share(60, 400, CAREFUL, answers=1000)
    assert of_answers.corrected.value == pytest.approx(0.4 * (of_comments.value or 0))
    assert of_answers.raw.value == 0.06
    assert of_answers.corrected.n == 1000


@pytest.mark.parametrize(
    ("tagged", "comments", "error", "reason"),
    [
        (0, 0, CAREFUL, Suppression.NO_ANSWERS),
        (5, 50, ReaderError(0, 0, 90, 100), Suppression.TOO_FEW),
        (5, 50, ReaderError(9, 10, 0, 0), Suppression.TOO_FEW),
        (5, 50, ReaderError(3, 10, 80, 100), Suppression.READER_TOO_WEAK),
    ],
)
def test_a_reader_that_cannot_be_corrected_for_leaves_the_raw_count(
    tagged: int, comments: int, error: ReaderError, reason: Suppression
) -> None:
    found = tag_share(tagged, comments, error)
    assert found.corrected.suppressed is reason
    assert found.tagged == tagged


def test_counts_that_contradict_each_other_are_named() -> None:
    with pytest.raises(ValueError, match="9, 5, 5"):
        tag_share(9, 5, CAREFUL)
    with pytest.raises(ValueError, match="judged"):
        tag_share(1, 5, ReaderError(6, 5, 1, 1))


@given(
    st.integers(0, 100), st.integers(0, 300), st.integers(1, 60), st.integers(1, 60),
    st.integers(0, 60), st.integers(0, 60),
)  # fmt: skip
def test_every_corrected_share_lies_in_its_interval_inside_zero_and_one(
    tagged: int, untagged: int, found: int, left: int, missed: int, invented: int
) -> None:
    error = ReaderError(found, found + missed, left, left + invented)
    corrected = tag_share(tagged, tagged + untagged, error, answers=500).corrected
    if corrected.suppressed is None:
        assert 0 <= (corrected.low or 0) <= (corrected.value or 0) <= (corrected.high or 0) <= 1
