"""Pure: the overall score, low ratings and complaints stretch by stretch, each with its interval.

Weighted ones are made in `weighted`; what a stretch looks like on a card is decided in `cards`.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from admin.dashboard.findings import Sums, complaint_rate
from admin.measures.estimate import Estimate
from admin.measures.levels import bottom2_from_counts, mean_from_counts
from models.queries.quality import Days

WEEK: Final = 7
# Weeks up to a year; four of them in one step beyond it.
MOST_WEEKS: Final = 53


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row, from `since` on: how many answered, and what they said."""

    since: date
    answers: int
    overall: Estimate
    low: Estimate
    complaints: Estimate


def length(days: Days) -> int:
    """
    Return how many days one stretch has.

    Examples
    --------
    >>> length(Days(date(2026, 10, 26), date(2026, 11, 23)))
    7
    >>> length(Days(date(2020, 1, 1), date(2026, 11, 23)))
    28
    """
    return WEEK if (days.until - days.since).days <= MOST_WEEKS * WEEK else 4 * WEEK


def begins(days: Days) -> tuple[date, ...]:
    """Return the first days of the whole stretches, the latest of which ends with the days."""
    step = length(days)
    count = (days.until - days.since).days // step
    return tuple(days.until - timedelta(days=step * back) for back in range(count, 0, -1))


def plain(now: Sums) -> tuple[Stretch, ...]:
    """Return the course as answered; stretches without answers are left out."""
    found = []
    for since in begins(now.days):
        until = since + timedelta(days=length(now.days))
        here = [day for day in now.by_day if since <= day.day < until]
        answers = sum(day.answers for day in here)
        if not answers:
            continue
        given: dict[int, int] = {}
        for day in here:
            for score, n in day.overall.items():
                given[score] = given.get(score, 0) + n
        part = replace(now, by_day=here, scores=replace(now.scores, answers=answers))
        rate, _ = complaint_rate(part)
        mean, low = mean_from_counts(given), bottom2_from_counts(given)
        found.append(Stretch(since, answers, mean, low, rate))
    return tuple(found)
