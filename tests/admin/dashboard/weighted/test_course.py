"""The weighted course: each stretch as if its people were written out one by one."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from admin.dashboard import courses
from admin.dashboard.weighted.course import course
from admin.dashboard.weighted.gathering import Side
from admin.dashboard.weighted.weighing import weigh
from admin.measures.levels import mean_from_counts, weighted_mean, weighted_share
from models.queries.quality import Days
from models.queries.weighting import Stretch
from tests.admin.dashboard.test_findings import sums
from tests.admin.dashboard.weighted.cells import SERVED, counted

DAYS = Days(date(2026, 11, 9), date(2026, 11, 23))
# On time in cell 0, late in cell 1: the last week is a bad one, and one person rated nothing.
LAST = Stretch({5: {0: 20}, 1: {1: 30}, 0: {0: 1}}, {2: {1: 10}, 1: {1: 5}})
FIRST = Stretch({4: {0: 39}, 2: {1: 10}}, {})


def test_each_stretch_is_the_weighted_level_of_its_own_people() -> None:
    weighed = weigh(Side(replace(counted(), course={0: LAST, 1: FIRST}), SERVED))
    first, last = course(weighed, DAYS)
    on_time, late = weighed.weighting.weights
    scores = np.array([5.0] * 20 + [1.0] * 30)
    weights = np.array([on_time] * 20 + [late] * 30)
    people = weighted_mean(scores, weights, bounds=(1, 5))
    assert (last.since, last.answers) == (date(2026, 11, 16), 51)
    told = (last.overall.value, last.overall.low, last.overall.high, last.overall.n_eff)
    assert told == pytest.approx((people.value, people.low, people.high, people.n_eff))
    assert (last.overall.n, last.overall.method) == (50, people.method)
    share = weighted_share(scores <= 2, weights)
    assert (last.low.value, last.low.low, last.low.high, last.low.n_eff) == pytest.approx(
        (share.value, share.low, share.high, share.n_eff)
    )
    loads = np.array([0.0] * 21 + [2.0] * 10 + [1.0] * 5 + [0.0] * 15)
    rate = weighted_mean(loads, np.array([on_time] * 21 + [late] * 30), bounds=(0, np.inf))
    assert (last.complaints.value, last.complaints.low) == pytest.approx((rate.value, rate.low))
    assert (first.since, first.low.n) == (date(2026, 11, 9), 49)


def test_days_that_make_no_whole_stretch_are_in_none() -> None:
    weighed = weigh(Side(replace(counted(), course={0: LAST, 1: FIRST}), SERVED))
    short = Days(DAYS.until - timedelta(days=13), DAYS.until)
    assert [one.since for one in course(weighed, short)] == [date(2026, 11, 16)]
    assert course(weigh(Side(counted(), SERVED)), DAYS) == ()


def test_the_course_as_answered_counts_each_day_once() -> None:
    now = sums({2: 3, 5: 7})
    found = courses.plain(now)
    assert [one.answers for one in found] == [70] * 4
    assert found[0].since == now.days.since
    assert found[0].overall == mean_from_counts({2: 21, 5: 49})
    assert found[-1].low.value == pytest.approx(0.3)


def test_years_are_told_in_steps_of_four_weeks() -> None:
    assert courses.length(Days(date(2024, 1, 1), date(2026, 11, 23))) == 28
    assert courses.length(Days(date(2025, 11, 24), date(2026, 11, 23))) == 7
