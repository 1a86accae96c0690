"""Pure: weighted answers stretch by stretch, with the weights of all the days shown.

A stretch gets no weights of its own: they would rest on too few answers, and change its meaning.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from admin.dashboard.courses import Stretch, begins
from admin.dashboard.weighted.weighing import LOW_TO, Weighed
from admin.measures.arrays import Floats
from admin.measures.calibrated import calibrated_mean_of_counts, calibrated_share_of_counts
from admin.measures.estimate import Estimate
from admin.measures.levels import FIVE_POINTS
from admin.measures.weighting import Weighting
from models.queries.quality import Days
from models.queries.weighting import Stretch as Counted

METHOD = "linearised_t"


def course(weighed: Weighed, days: Days) -> tuple[Stretch, ...]:
    """Return the weighted course; stretches without weighted answers are left out."""
    # Margins were met by all answers together, so they explain nothing of one stretch alone.
    used = weighed.weighting
    alone = replace(used, base=used.weights, margins=())
    found = []
    firsts = begins(days)
    for back, since in enumerate(reversed(firsts)):
        counted = weighed.counted.course.get(back)
        if counted is not None:
            found.append(_stretch(since, counted, alone))
    return tuple(reversed(found))


def _stretch(since: date, counted: Counted, weighting: Weighting) -> Stretch:
    size = len(weighting.weights)
    scores, given = _columns(counted.overall, size)
    answers = given.sum(axis=1)
    rated = scores > 0
    low = given[:, rated & (scores <= LOW_TO)].sum(axis=1)
    told, loads = _columns(counted.complaints, size)
    silent = answers - loads.sum(axis=1)
    return Stretch(
        since,
        round(float(answers.sum())),
        _mean(scores[rated], given[:, rated], weighting, FIVE_POINTS),
        calibrated_share_of_counts(low, given[:, rated].sum(axis=1), weighting),
        _mean(np.append(0.0, told), np.column_stack([silent, loads]), weighting, (0.0, np.inf)),
    )


def _mean(
    scores: Floats, counts: Floats, weighting: Weighting, bounds: tuple[float, float]
) -> Estimate:
    found = calibrated_mean_of_counts(scores, counts, weighting, bounds=bounds)
    return replace(found, method=METHOD)


def _columns(by_score: Mapping[int, Mapping[int, int]], size: int) -> tuple[Floats, Floats]:
    """Return the scores that were given, and a column of cells for each."""
    counts = np.zeros((size, len(by_score)))
    for place, cells in enumerate(by_score.values()):
        counts[list(cells), place] = list(cells.values())
    return np.array(list(by_score), dtype=np.float64), counts
