"""What random comments, judged by people, tell of the reader; and from when on it is used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.audited import ENOUGH, Quality, by_period, drawn_from, own_rates, quality, rates
from admin.corrected import corrected
from models.queries.audits import JudgedComment
from nlp.rates import TagRates, committed_rates

SLOW, RUDE = frozenset({"slow_shipping"}), frozenset({"rude_staff"})
NONE: frozenset[str] = frozenset()
CODES = st.frozensets(st.sampled_from(["slow_shipping", "rude_staff", "own_cat"]))
JUDGED = st.lists(st.builds(JudgedComment, st.just("2026-W47"), CODES, CODES), max_size=30)


def judged(n: int, read: frozenset[str], true: frozenset[str]) -> list[JudgedComment]:
    return [JudgedComment("2026-W47", read, true)] * n


def test_the_same_week_is_drawn_alike_and_another_week_is_not() -> None:
    pool = range(1, 500)
    draw = drawn_from(pool, "tea", "2026-W47")
    assert draw == drawn_from(list(reversed(pool)), "tea", "2026-W47")
    assert len(set(draw)) == 20
    assert draw != drawn_from(pool, "tea", "2026-W48")
    assert draw != drawn_from(pool, "other", "2026-W47")


def test_who_leaves_the_pool_changes_nothing_for_the_others() -> None:
    draw = drawn_from(range(1, 500), "tea", "2026-W47")
    left = [one for one in range(1, 500) if one != draw[3]]
    assert drawn_from(left, "tea", "2026-W47")[:19] == [*draw[:3], *draw[4:]]


def test_every_comment_has_the_same_chance() -> None:
    """Over 2,000 draws of 5 from 50 each comment comes 200 times, give or take five sigma."""
    times = dict.fromkeys(range(50), 0)
    for week in range(2_000):
        for one in drawn_from(range(50), "tea", f"week {week}", n=5):
            times[one] += 1
    assert max(abs(n - 200) for n in times.values()) < 5 * (2_000 * 0.1 * 0.9) ** 0.5


def test_fewer_comments_than_wanted_are_all_drawn() -> None:
    assert sorted(drawn_from([3, 1, 2], "tea", "2026-W47")) == [1, 2, 3]
    assert drawn_from([], "tea", "2026-W47") == []


def test_rates_count_hits_misses_and_inventions_of_one_tag() -> None:
    every = [
        *judged(8, SLOW, SLOW), *judged(2, NONE, SLOW), *judged(3, SLOW, NONE),
        *judged(87, NONE, NONE),
    ]  # fmt: skip
    assert rates(every) == {"slow_shipping": TagRates(10, 8, 90, 87, 11)}
    assert quality(every) == Quality(100, 11, 10, 8)
    assert quality(every).precision.value == pytest.approx(8 / 11)
    assert quality(every).recall.value == pytest.approx(0.8)


def test_the_shops_own_rates_wait_for_a_hundred_comments() -> None:
    nearly = [*judged(10, SLOW, SLOW), *judged(ENOUGH - 11, NONE, NONE)]
    assert own_rates(nearly) == {}
    assert own_rates([*nearly, *judged(1, NONE, NONE)]).keys() == {"slow_shipping"}


def test_a_tag_that_is_too_seldom_there_keeps_the_base_readers_rates() -> None:
    every = [*judged(10, SLOW, SLOW), *judged(4, NONE, RUDE), *judged(86, RUDE, NONE)]
    assert own_rates(every).keys() == {"slow_shipping"}


def test_nobody_judged_is_no_quality() -> None:
    nothing = quality([])
    assert nothing.precision.value is None
    assert nothing.recall.value is None
    assert own_rates([]) == {}


def test_weeks_come_latest_first() -> None:
    weeks = by_period(
        [JudgedComment("2026-W46", SLOW, SLOW), JudgedComment("2026-W47", NONE, SLOW)]
    )
    assert list(weeks) == ["2026-W47", "2026-W46"]
    assert [week.both for week in weeks.values()] == [0, 1]


@given(JUDGED)
def test_the_tags_together_are_the_sum_of_each(every: list[JudgedComment]) -> None:
    together, each = quality(every), rates(every).values()
    assert together.said == sum(tag.said for tag in each)
    assert together.true == sum(tag.positives for tag in each)
    assert together.both == sum(tag.found for tag in each)
    assert all(tag.positives + tag.negatives == len(every) for tag in each)


def test_a_share_is_corrected_by_the_shops_own_errors_and_says_so() -> None:
    own = own_rates(
        [*judged(40, SLOW, SLOW), *judged(10, NONE, SLOW), *judged(5, SLOW, NONE),
         *judged(145, NONE, NONE)]
    )  # fmt: skip
    mine = corrected("slow_shipping", 100, 1_000, own=own)
    base = corrected("slow_shipping", 100, 1_000)
    assert mine is not None
    assert base is not None
    assert mine.is_own
    assert not base.is_own
    # (0.1 + 145/150 - 1) / (40/50 + 145/150 - 1), by hand
    assert mine.share.corrected.value == pytest.approx(0.0869565, abs=1e-6)
    assert (mine.precision, mine.recall, mine.judged) == (40 / 45, 0.8, 50)
    assert base.judged == committed_rates()["slow_shipping"].positives


def test_a_tag_of_the_shops_own_is_corrected_once_audits_tell_of_it() -> None:
    cat = frozenset({"own_cat"})
    own = own_rates([*judged(10, cat, cat), *judged(90, NONE, NONE)])
    assert corrected("own_cat", 10, 100) is None
    found = corrected("own_cat", 10, 100, own=own)
    assert found is not None
    assert found.is_own
