"""Limits of what happens seldom leave chance its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from admin.measures.baselines import Baseline
from admin.measures.control import p_chart
from admin.measures.rare import CHANCE, FEWEST_HITS, most_by_chance, with_room_for_rare


def baseline(share: float) -> Baseline:
    return Baseline(1, share, 1.0, 20, None)


@given(st.integers(1, 3000), st.floats(0, 0.2))
def test_chance_passes_the_limit_in_one_of_741_weeks_at_most(n: int, share: float) -> None:
    most = most_by_chance(n, share)
    assert binom.sf(most, n, share) <= CHANCE * (1 + 1e-9)
    assert most == FEWEST_HITS - 1 or binom.sf(most - 1, n, share) > CHANCE * (1 - 1e-9)


def test_one_shopper_opens_no_alert_though_it_never_happened_before() -> None:
    for share in (0.0, 0.0005, 0.003):
        points = p_chart([1, 2, 9], [83, 83, 83], baseline(share))
        judged = with_room_for_rare(points, [83, 83, 83], baseline(share))
        assert [point.outside for point in judged] == [False, False, True]


def test_where_five_hits_are_expected_three_sigma_stay() -> None:
    points = p_chart([3, 20], [50, 50], baseline(0.1))
    assert with_room_for_rare(points, [50, 50], baseline(0.1)) == points


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200)), max_size=8), st.floats(0, 1))
def test_room_is_only_ever_given(weeks: list[tuple[int, int]], share: float) -> None:
    hits, sizes = [min(pair) for pair in weeks], [n for _, n in weeks]
    points = p_chart(hits, sizes, baseline(share))
    for before, after in zip(
        points, with_room_for_rare(points, sizes, baseline(share)), strict=True
    ):
        assert (after.value, after.low) == (before.value, before.low)
        assert (after.outside is None) == (before.outside is None)
        assert not (after.outside and not before.outside)
        if before.high is not None and after.high is not None:
            assert after.high >= before.high


@pytest.mark.parametrize(("hits", "outside"), [(3, False), (4, True)])
def test_the_limit_itself_is_inside(hits: int, outside: bool) -> None:  # noqa: FBT001 - a table
    points = p_chart([hits], [83], baseline(0.003))
    (point,) = with_room_for_rare(points, [83], baseline(0.003))
    assert point.outside is outside
