"""A count of tags is corrected by the committed rates of the reader that gave them."""

import pytest

from admin.corrected import corrected
from nlp.rates import committed_rates
from nlp.taxonomy import TAGS


def test_the_correction_undoes_what_the_reader_does_by_its_rates() -> None:
    rates = committed_rates()["quality_defect"]
    true, read = 3_000, 10_000
    invents = 1 - rates.left_alone / rates.negatives
    tagged = round(true * rates.recall + (read - true) * invents)
    found = corrected("quality_defect", tagged, read)
    assert found is not None
    assert found.share.tagged == tagged
    share = found.share.corrected
    assert share.value == pytest.approx(0.3, abs=1e-3)
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.3 < share.high


def test_a_share_of_answers_is_smaller_than_one_of_comments() -> None:
    of_comments = corrected("slow_shipping", 40, 400)
    of_answers = corrected("slow_shipping", 40, 400, answers=800)
    assert of_comments is not None
    assert of_answers is not None
    halves = of_answers.share.corrected.value, of_comments.share.corrected.value
    assert halves[0] == pytest.approx((halves[1] or 0) / 2)


def test_more_tags_than_comments_read_are_cut_off() -> None:
    """A person may tag what the reader has not read."""
    found = corrected("slow_shipping", 5, 3, answers=2)
    assert found is not None
    assert found.share.tagged == 3


@pytest.mark.parametrize("code", TAGS)
def test_every_tag_of_the_taxonomy_has_a_correction(code: str) -> None:
    assert corrected(code, 10, 100) is not None


def test_a_tag_of_the_shop_s_own_has_none() -> None:
    assert corrected("picky_cat", 10, 100) is None
