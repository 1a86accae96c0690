"""Which words are told as new, and which rises are only chance."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nlp.emerging import emerging, log_likelihood_ratio, shrunk_log_odds

WORDS = [f"词{n:03}" for n in range(200)]


def _period(random: Random, size: int) -> list[list[str]]:
    """Return comments whose words never change: common ones often, rare ones seldom."""
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    return [random.choices(WORDS, weights, k=12) for _ in range(size)]


def test_g2_is_what_dunning_printed() -> None:
    """Dunning 1993, table 2, "the swiss": 110, 2442, 111, 29114 gives 270.72."""
    found = log_likelihood_ratio(np.array([110.0]), 110 + 2442, np.array([111.0]), 111 + 29114)
    assert found[0] == pytest.approx(270.72, abs=0.01)


def test_a_rare_word_is_drawn_to_no_difference() -> None:
    """The prior leaves a frequent word as it is and shrinks a rare one."""
    y, other = np.array([1.0, 300.0]), np.array([0.0, 100.0])
    log_odds, z = shrunk_log_odds(y, 1000, other, 1000)
    assert z[0] < 1
    assert z[1] > 8
    assert log_odds[1] == pytest.approx(np.log((300 / 700) / (100 / 900)), rel=0.15)


@given(st.integers(0, 50), st.integers(0, 50))
def test_g2_and_log_odds_agree_on_the_side(y: int, other: int) -> None:
    """More on one side is positive there; equal is nothing."""
    log_odds, z = shrunk_log_odds(np.array([y + 0.0]), 60, np.array([other + 0.0]), 60)
    if y != other:
        assert np.sign(log_odds[0]) == np.sign(z[0]) == np.sign(y - other)
    g2 = log_likelihood_ratio(np.array([y + 0.0]), 60, np.array([other + 0.0]), 60)
    assert (g2[0] < 1e-9) == (y == other)


def test_a_burst_is_told_once_as_the_phrase_that_people_wrote() -> None:
    """Not 充电口 and 发烫 and both, and not what was always said."""
    random = Random(5)
    before = [_period(random, 200) for _ in range(6)]
    now = _period(random, 200)
    for comment in now[:9]:
        comment[4:4] = ["充电口", "发烫"]
    told = emerging(now, before)
    assert [term.term for term in told] == ["充电口发烫"]
    assert (told[0].now, told[0].before, told[0].tokens) == (9, 0, ("充电口", "发烫"))
    assert told[0].share_now == pytest.approx(9 / 200)
    assert told[0].q < 0.001
    assert told[0].log_odds > 2


def test_twenty_quiet_periods_tell_next_to_nothing() -> None:
    """Where nothing changed, hardly anything is told as new."""
    told = 0
    for seed in range(20):
        random = Random(seed)
        before = [_period(random, 200) for _ in range(6)]
        told += len(emerging(_period(random, 200), before))
    assert told <= 2


def test_one_person_repeating_a_word_is_no_trend() -> None:
    """Counting is by comment, and few comments are no support."""
    before = [[["慢"]] * 300]
    assert emerging([["漏液"] * 50] * 4 + [["慢"]] * 100, before) == []


def test_what_comes_back_each_season_is_nothing_new() -> None:
    """A period that knew the word as well as now speaks against it."""
    quiet = [["物流", "慢"]] * 200
    season = [["年货", "节"]] * 12 + [["物流", "慢"]] * 188
    assert emerging(season, [quiet, quiet, quiet]) != []
    assert emerging(season, [season, quiet, quiet, quiet, quiet]) == []


def test_phrases_do_not_cross_punctuation_nor_begin_with_glue() -> None:
    """慢 , 贵 are two complaints; 的客服 is half a sentence."""
    before = [[["还行"]] * 400]
    now = [["的", "客服", "，", "机器人", "绕圈"]] * 9 + [["还行"]] * 200
    assert [term.term for term in emerging(now, before)] == ["机器人绕圈"]


def test_numbers_are_no_terms() -> None:
    """A price list is not a trend."""
    assert emerging([["199", "2.5"]] * 30, [[["还行"]] * 400]) == []


@pytest.mark.parametrize(
    ("now", "before"), [([], []), ([], [[["慢"]]]), ([["慢"]] * 9, []), ([["慢"]] * 9, [[], []])]
)
def test_with_nothing_to_compare_nothing_is_told(
    now: list[list[str]], before: list[list[list[str]]]
) -> None:
    """The first week of a shop has no news."""
    assert emerging(now, before) == []


def test_an_empty_week_among_the_earlier_ones_does_no_harm() -> None:
    """A shop that was closed for a week."""
    now = [["漏液", "严重"]] * 9 + [["还行"]] * 100
    assert [term.term for term in emerging(now, [[], [["还行"]] * 400])] == ["漏液严重"]


def test_latin_words_keep_their_spaces() -> None:
    """English phrases are written apart."""
    now = [["app", "crashes"]] * 9 + [["fine"]] * 100
    assert [term.term for term in emerging(now, [[["fine"]] * 400])] == ["app crashes"]


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_a_lone_terms_surety_is_fishers_one_sided_test(
    now: int, before: int, data: st.DataObject
) -> None:
    """One term is a family of its own, so its q is the p that scipy.stats computes."""
    held, held_before = data.draw(st.integers(5, 60)), data.draw(st.integers(0, 1))
    texts = [["漏液"]] * held + [["的"]] * now
    earlier = [["漏液"]] * held_before + [["的"]] * before
    for found in emerging(texts, [earlier], false_share=1.0):
        n, n_before = held + now, held_before + before
        p = stats.hypergeom.sf(held - 1, n + n_before, held + held_before, n)
        # The hopeless are only ranked, by a rougher test.
        assert found.g2 <= 2 or found.q == pytest.approx(p, rel=1e-6)
