"""From counts to rates, weeks and pairs: per answered survey, small numbers hidden."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard.complaints import pictures
from admin.dashboard.complaints.findings import judge, pairs, week_rates
from admin.dashboard.complaints.gathering import Rows, Side
from admin.dashboard.filters import Against, Filters
from admin.dashboard.stages.weeks import weeks_of
from admin.measures.change import Finding
from admin.measures.estimate import Visibility
from models.queries.complaints import Course, Together
from models.queries.quality import Days
from nlp.rates import TagRates

MONDAY = date(2026, 11, 16)
DAYS = Days(MONDAY - timedelta(days=21), MONDAY + timedelta(days=7))
NOTHING = Together(0, {}, {})


def say(sentence: str) -> str:
    return sentence


def rows(
    now: Side,
    before: Side | None = None,
    course: Course | None = None,
    together: Together = NOTHING,
    **own: TagRates,
) -> Rows:
    weeks = weeks_of(DAYS, Against.PREVIOUS)
    return Rows(now, before, weeks, course or Course({}, {}), together, own)


def weekly(answers: int, slow: int) -> Course:
    mondays = [MONDAY - timedelta(days=7 * back) for back in range(4)]
    return Course(
        dict.fromkeys(mondays, answers), {day: {"slow_shipping": slow} for day in mondays}
    )


def test_a_rate_is_of_answered_surveys_not_of_comments() -> None:
    found = judge(rows(Side(answers=400, read=80, tags={"slow_shipping": 40})))
    (slow,) = found.tags
    assert slow.rate.estimate.value == 0.1
    assert slow.rate.estimate.n == 400
    assert slow.corrected is not None
    assert slow.corrected.share.corrected.n == 400
    assert slow.rate.verdict is None


def test_a_complaint_that_trebled_is_real_and_one_of_few_answers_is_not_judged() -> None:
    now = Side(500, 200, {"slow_shipping": 90, "rude_staff": 20})
    found = judge(rows(now, Side(500, 200, {"slow_shipping": 30, "rude_staff": 20})))
    verdicts = {tag.code: tag.rate.verdict for tag in found.tags}
    slow, rude = verdicts["slow_shipping"], verdicts["rude_staff"]
    assert slow is not None
    assert rude is not None
    assert (slow.finding, rude.finding) == (Finding.REAL, Finding.NOT_SURE)
    few = judge(rows(Side(20, 20, {"rude_staff": 9}), Side(500, 200, {})))
    verdict = few.tags[0].rate.verdict
    assert verdict is not None
    assert verdict.finding is Finding.TOO_FEW


def test_the_shops_own_audit_replaces_the_committed_error() -> None:
    own = TagRates(positives=20, found=10, negatives=100, left_alone=100, said=10)
    found = judge(rows(Side(200, 200, {"rude_staff": 40}), rude_staff=own)).tags[0].corrected
    assert found is not None
    assert found.is_own
    assert found.recall == 0.5
    assert found.share.corrected.value == pytest.approx(0.4)


def test_a_tag_of_the_shops_own_has_a_rate_but_no_error() -> None:
    (own,) = judge(rows(Side(100, 50, {"gift_wrap": 12}))).tags
    assert own.corrected is None
    assert own.rate.estimate.value == 0.12


def test_weeks_of_few_answers_are_hidden_and_of_not_many_grey() -> None:
    course = Course({MONDAY: 9, MONDAY - timedelta(days=7): 12}, {MONDAY: {"slow_shipping": 4}})
    rates = dict(
        week_rates(rows(Side(21, 9, {"slow_shipping": 4}), course=course), "slow_shipping")
    )
    assert rates[MONDAY].visibility is Visibility.HIDDEN
    assert rates[MONDAY - timedelta(days=7)].visibility is Visibility.GREY


def test_each_cell_leads_to_the_comments_of_its_week() -> None:
    shown = rows(Side(160, 60, {"slow_shipping": 24}), course=weekly(40, 6))
    picture = pictures.by_week(shown, judge(shown), Filters(DAYS), "/shops/tea", str, say)
    assert picture is not None
    assert "since=2026-11-16&amp;until=2026-11-23&amp;tag=slow_shipping" in picture.wide.svg
    assert picture.wide.table.rows[0][-1].startswith("15.0 (")
    assert picture.wide.table.rows[0][-1].endswith("n 40")
    assert len(picture.narrow.table.columns) == 7


def test_a_week_of_few_answers_is_a_dash_without_a_way_in() -> None:
    shown = rows(Side(36, 20, {"slow_shipping": 8}), course=weekly(9, 2))
    assert pictures.by_week(shown, judge(shown), Filters(DAYS), "/shops/tea", str, say) is None


def test_one_complaints_course_stands_beside_the_weeks_before() -> None:
    now, then = weekly(40, 6), weekly(40, 2)
    earlier = {day - timedelta(weeks=13): n for day, n in then.answers.items()}
    tags = {day - timedelta(weeks=13): tags for day, tags in then.tags.items()}
    both = Course({**now.answers, **earlier}, {**now.tags, **tags})
    shown = rows(Side(160, 60, {"slow_shipping": 24}), course=both)
    picture = pictures.course(shown, "slow_shipping", str, say)
    assert picture is not None
    assert picture.wide.table.columns[-1] == "13 weeks earlier"
    assert picture.wide.table.rows[-1][1] == "15.0 (7.1 – 29.1), n 40"
    assert pictures.course(rows(Side(0, 0, {})), "slow_shipping", str, say) is None


def test_pairs_that_come_together_are_told_from_those_that_meet_by_chance() -> None:
    tags = {"slow_reply": 100, "unresolved": 100, "damaged": 100}
    told = Together(400, tags, {("slow_reply", "unresolved"): 60, ("damaged", "slow_reply"): 25})
    found = pairs(told)
    first, second = found.found
    assert (first.one, first.other, first.n, first.by_chance) == (
        "slow_reply", "unresolved", 60, 25.0,
    )  # fmt: skip
    assert first.times.value == 2.4
    assert (first.is_real, second.is_real) == (True, None)
    assert second.times.visibility is Visibility.GREY


def test_a_tag_that_the_shop_hides_is_nowhere() -> None:
    told = Together(400, {"a": 40, "b": 40}, {("a", "b"): 20})
    found = judge(rows(Side(400, 400, {"a": 40, "b": 40}), together=told), "b".__ne__)
    assert [tag.code for tag in found.tags] == ["a"]
    assert found.pairs.found == ()


def test_pairs_under_ten_answers_are_counted_and_not_shown() -> None:
    told = Together(400, {"a": 40, "b": 40, "c": 50}, {("a", "b"): 9, ("a", "c"): 3})
    assert pairs(told) == pairs(Together(400, {"a": 40, "b": 40, "c": 50}, told.pairs))
    assert pairs(told).found == ()
    assert pairs(told).few == 2


@given(
    st.integers(0, 40),
    st.integers(0, 60),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 90)),
)
def test_no_rate_is_ever_more_than_everybody(answers: int, read: int, tags: dict[str, int]) -> None:
    for tag in judge(rows(Side(answers, read, tags))).tags:
        assert tag.n <= answers
        value = tag.rate.estimate.value
        assert value is None or 0 <= value <= 1
