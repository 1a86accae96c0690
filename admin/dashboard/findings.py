"""Pure: the sums of two spans → every number of the overview, and which changes are real.

All changes of one screen are judged as one family, so that a long list does not print chance as
news. What a number looks like is decided elsewhere.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np

from admin.dashboard.words import CORE, OVERALL
from admin.measures.change import Finding, Metric, Verdict, is_it_real, newcombe_difference, welch
from admin.measures.differences import Change, nps_difference, welch_from_moments
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.levels import (
    bottom2_from_counts,
    mean_from_counts,
    nps_from_counts,
    share,
    weighted_mean,
)
from admin.tag_names import TagNames
from models.choices import Stage
from models.queries.quality import OUTCOMES, Days, DayScores, Scores, Tags
from models.queries.response import Response

RECOMMEND: Final = "OV2"


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted over one stretch of days, and what the shop calls its complaints."""

    days: Days
    scores: Scores
    by_day: Sequence[DayScores]
    tags: Tags
    tags_by_day: Mapping[date, int]
    response: Response
    names: TagNames = field(default_factory=TagNames)

    def hits(self, code: str) -> int:
        """How many answers carry a tag; never more than there are."""
        return min(self.tags.by_code.get(code, 0), self.scores.answers)

    @property
    def low(self) -> tuple[int, int]:
        """How many gave one of the two lowest overall ratings, of how many."""
        ratings = self.scores.of(OVERALL)
        return sum(n for score, n in ratings.items() if score <= 2), sum(ratings.values())  # noqa: PLR2004 — bottom-2


@dataclass(frozen=True, slots=True)
class Level:
    """A number, and what may be said of its change; no verdict without a comparison."""

    estimate: Estimate
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Findings:
    """Every number of the overview; hidden complaints are in the totals alone."""

    overall: Level
    response: Level
    low: Level
    complaints: Level
    stages: Mapping[Stage, Level]
    tags: Mapping[str, Level]
    names: TagNames = field(default_factory=TagNames)
    # The rotating question: OV2 as NPS, OV3 and OV4 as means.
    outcomes: Mapping[str, Level] = field(default_factory=dict)

    @property
    def tested(self) -> int:
        """How many changes were tested together."""
        return self.overall.verdict.tested if self.overall.verdict else 0

    @property
    def is_news(self) -> bool:
        """Say whether any change is real."""
        levels = (self.overall, self.response, self.low, self.complaints)
        every = (*levels, *self.stages.values(), *self.tags.values(), *self.outcomes.values())
        return any(level.verdict and level.verdict.finding is Finding.REAL for level in every)


def judge(now: Sums, before: Sums | None) -> Findings:
    """Return every number of `now`, with the verdict on its change since `before`."""
    by_code = now.tags.by_code
    codes = now.names.shown(sorted(by_code, key=lambda code: (-by_code[code], code)))
    estimates = _estimates(now, codes)
    verdicts: Sequence[Verdict | None] = [None] * len(estimates)
    if before is not None:
        verdicts = is_it_real(_changes(now, before, codes))
    levels = [Level(e, v) for e, v in zip(estimates, verdicts, strict=True)]
    stages = dict(zip(CORE, levels[4:9], strict=True))
    overall, response, low, complaints = levels[:4]
    tags = dict(zip(codes, levels[9 : 9 + len(codes)], strict=True))
    outcomes = dict(zip(OUTCOMES, levels[9 + len(codes) :], strict=True))
    return Findings(overall, response, low, complaints, stages, tags, now.names, outcomes)


def complaint_rate(now: Sums) -> tuple[Estimate, float]:
    """
    Complaint tags per answer with its interval, and the variance behind it.

    One comment may complain of several things, so this is a ratio and no share; days are the
    clusters of its linearised variance, which also carries what bad days do to whole days.
    """
    days = [day for day in now.by_day if day.answers]
    if not days:
        return withheld(Suppression.NO_ANSWERS, "linearised_t"), 0.0
    answers = np.array([float(day.answers) for day in days])
    rates = np.array([now.tags_by_day.get(day.day, 0) / day.answers for day in days])
    rate = weighted_mean(rates, answers, bounds=(0.0, math.inf))
    linear = answers * (rates - (rate.value or 0.0)) / answers.sum()
    variance = len(days) / (len(days) - 1) * float(np.sum(linear**2)) if len(days) > 1 else 0.0
    return replace(rate, n=now.scores.answers), variance


def _estimates(now: Sums, codes: Sequence[str]) -> list[Estimate]:
    ratings = now.scores.of
    return [
        mean_from_counts(ratings(OVERALL)),
        share(min(now.response.answered, now.response.sent), now.response.sent),
        bottom2_from_counts(ratings(OVERALL)),
        complaint_rate(now)[0],
        *(mean_from_counts(ratings(item)) for item in CORE.values()),
        *(share(now.hits(code), now.scores.answers) for code in codes),
        nps_from_counts(ratings(RECOMMEND)),
        *(mean_from_counts(ratings(item)) for item in OUTCOMES if item != RECOMMEND),
    ]


def _changes(now: Sums, before: Sums, codes: Sequence[str]) -> list[Change]:
    return [
        welch(now.scores.of(OVERALL), before.scores.of(OVERALL)),
        newcombe_difference(_asked(now), _asked(before)),
        newcombe_difference(now.low, before.low),
        _complaints(now, before),
        *(welch(now.scores.of(item), before.scores.of(item)) for item in CORE.values()),
        *(
            newcombe_difference(_tagged(now, code), _tagged(before, code), Metric.RATE)
            for code in codes
        ),
        nps_difference(now.scores.of(RECOMMEND), before.scores.of(RECOMMEND)),
        *(
            welch(now.scores.of(item), before.scores.of(item))
            for item in OUTCOMES
            if item != RECOMMEND
        ),
    ]


def _complaints(now: Sums, before: Sums) -> Change:
    (here, here_variance), (there, there_variance) = complaint_rate(now), complaint_rate(before)
    change = welch_from_moments(here, there, here_variance, there_variance)
    # Complaints per answer are near enough to a share that five in a hundred matter.
    return replace(change, metric=Metric.SHARE)


def _asked(sums: Sums) -> tuple[int, int]:
    return min(sums.response.answered, sums.response.sent), sums.response.sent


def _tagged(sums: Sums, code: str) -> tuple[int, int]:
    return sums.hits(code), sums.scores.answers
