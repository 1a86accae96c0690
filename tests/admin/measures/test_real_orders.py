"""The estimators on a real order history, where it lies beside the checkout; aggregates only."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from admin.measures.baselines import Baseline, share_baseline
from admin.measures.calibrated import calibrated_mean
from admin.measures.contact import promise_gap
from admin.measures.control import Point, ewma, excursions, p_chart, standardised_shares
from admin.measures.levels import weighted_mean
from admin.measures.weighting import post_stratify

REAL = Path(__file__).parents[4] / "shared" / "real"
pytestmark = pytest.mark.skipif(
    not (REAL / "orders.csv").exists(), reason="../shared/real/orders.csv is not here"
)
ALL_ORDERS = {
    "delivered": 96_478, "shipped": 1_107, "canceled": 625, "unavailable": 609,
    "invoiced": 314, "processing": 301, "created": 5, "approved": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    score: int
    status: str
    placed: date
    days_late: float


@pytest.fixture(scope="module")
def reviews() -> list[Review]:
    with (REAL / "orders.csv").open(encoding="utf-8", newline="") as file:
        orders = {row["order_ref"]: row for row in csv.DictReader(file)}
    with (REAL / "feedback.csv").open(encoding="utf-8", newline="") as file:
        return [_review(orders[row["order_ref"]], row) for row in csv.DictReader(file)]


def test_post_stratification_mends_the_oversampled_failures(reviews: list[Review]) -> None:
    scores = np.array([float(review.score) for review in reviews])
    plain = weighted_mean(scores, np.ones(len(scores)))
    result = post_stratify(
        [review.status for review in reviews], ALL_ORDERS, np.ones(len(scores)), smallest_level=0
    )
    weighted = calibrated_mean(scores, result)
    assert plain.value == pytest.approx(3.272, abs=5e-4)
    assert weighted.value == pytest.approx(4.067, abs=5e-4)
    assert (weighted.low or 0) < 4.086 < (weighted.high or 0)
    assert result.refused is None
    assert result.deff == pytest.approx(1.48, abs=5e-3)
    assert result.n_eff == pytest.approx(5556, abs=2)


def test_a_late_parcel_costs_two_points(reviews: list[Review]) -> None:
    delivered = [review for review in reviews if review.status == "delivered"]
    gap = promise_gap(
        np.array([review.days_late for review in delivered]),
        np.array([float(review.score) for review in delivered]),
    )
    assert gap.on_time.value == pytest.approx(4.28, abs=5e-3)
    assert gap.late.value == pytest.approx(2.17, abs=5e-3)
    assert gap.late.n == 344
    assert (gap.per_day_late.high or 0) < 0


def test_the_p_chart_flags_exactly_the_weeks_that_went_wrong(reviews: list[Review]) -> None:
    weeks, hits, sizes, centre, points = _charts(reviews)
    flagged = [week.isoformat() for week, point in zip(weeks, points, strict=True) if point.outside]
    assert centre == pytest.approx(0.1060, abs=5e-5)
    assert flagged == [
        "2017-04-24", "2017-10-09", "2017-11-20", "2017-11-27",
        "2018-02-12", "2018-02-19", "2018-02-26", "2018-03-12",
    ]  # fmt: skip
    black_friday = weeks.index(date(2017, 11, 20))
    assert hits[black_friday] / sizes[black_friday] == pytest.approx(0.233, abs=5e-4)
    assert points[black_friday].high == pytest.approx(0.179, abs=5e-4)


def test_the_moving_average_finds_one_long_excursion(reviews: list[Review]) -> None:
    weeks, hits, sizes, _, _ = _charts(reviews)
    z = standardised_shares(hits, sizes, _baseline(weeks, hits, sizes))
    points = ewma(z, asymptotic=True)
    outside = [week for week, point in zip(weeks, points, strict=True) if point.outside]
    assert outside[0] == date(2017, 4, 24)
    assert (outside[1], outside[-1]) == (date(2017, 11, 27), date(2018, 5, 14))
    first, last = weeks.index(outside[1]), weeks.index(outside[-1])
    assert outside[1:] == weeks[first : last + 1]
    peak = max(range(len(points)), key=lambda position: points[position].value or 0)
    assert weeks[peak] == date(2018, 3, 12)
    assert points[peak].value == pytest.approx(3.30, abs=5e-3)
    assert len(excursions(points)) == 2


def _review(order: dict[str, str], feedback: dict[str, str]) -> Review:
    late = float("nan")
    if order["delivered_at"] and order["promised_at"]:
        delivered = datetime.fromisoformat(order["delivered_at"])
        late = float((delivered.date() - datetime.fromisoformat(order["promised_at"]).date()).days)
    placed = datetime.fromisoformat(order["placed_at"]).date()
    return Review(int(feedback["score"]), order["status"], placed, late)


def _charts(
    reviews: list[Review],
) -> tuple[list[date], list[int], list[int], float, list[Point]]:
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for review in reviews:
        if review.status == "delivered":
            year, week, _ = review.placed.isocalendar()
            cell = counts[date.fromisocalendar(year, week, 1)]
            cell[0] += review.score <= 2
            cell[1] += 1
    weeks = sorted(week for week, (_, n) in counts.items() if n >= 15)
    hits, sizes = [counts[week][0] for week in weeks], [counts[week][1] for week in weeks]
    baseline = _baseline(weeks, hits, sizes)
    points = p_chart(hits, sizes, baseline, smallest_size=15)
    return weeks, hits, sizes, baseline.centre, points


def _baseline(weeks: list[date], hits: list[int], sizes: list[int]) -> Baseline:
    stable = [i for i, week in enumerate(weeks) if date(2017, 3, 1) <= week < date(2017, 11, 1)]
    return share_baseline([hits[i] for i in stable], [sizes[i] for i in stable])
