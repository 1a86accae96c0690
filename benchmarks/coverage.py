"""Do the intervals hold what they promise? Simulated coverage of every estimator that has one.

Run `python benchmarks/coverage.py`; figures go to `benchmarks/results/coverage.json`. Seeds are
fixed, so a second run writes the same figures.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # run from any folder, without an install

from admin.measures.arrays import Floats, Integers
from admin.measures.calibrated import calibrated_mean
from admin.measures.change import Change, Finding, Metric, is_it_real, nps_difference, welch
from admin.measures.control import ewma
from admin.measures.differences import newcombe_difference
from admin.measures.drivers import key_drivers
from admin.measures.estimate import Estimate
from admin.measures.levels import mean_from_counts, nps_from_counts, share
from admin.measures.stage_scores import regression_score, stage_score
from admin.measures.tag_shares import ReaderError, tag_share
from admin.measures.weighting import post_stratify

RESULTS = Path(__file__).parent / "results" / "coverage.json"
CUTS = np.array([-1.9, -1.3, -0.6, 0.5])  # a skewed 5-point scale with mean near 4
PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
SHOP = np.array(
    [
        [1.0, 0.45, 0.40, 0.55, 0.60],
        [0.45, 1.0, 0.50, 0.40, 0.35],
        [0.40, 0.50, 1.0, 0.45, 0.35],
        [0.55, 0.40, 0.45, 1.0, 0.55],
        [0.60, 0.35, 0.35, 0.55, 1.0],
    ]
)
TRUE_SHARES = np.array([0.083946, 0.052652, 0.135409, 0.197669]) / 0.469676
DRIVER_PEOPLE, DRIVER_RUNS, DRIVER_RESAMPLES = 1200, 200, 200
NULL_CELLS = 60
COMPLAINTS = (0.01, 0.03, 0.08)  # of one kind, per answer; three cells more for each three


@dataclass(frozen=True, slots=True)
class Figure:
    """One simulated figure, the band it should lie in, and whether it does."""

    name: str
    value: float
    low: float
    high: float
    replications: int

    @property
    def holds(self) -> bool:
        """Whether the figure lies in its band."""
        return self.low <= self.value <= self.high


def covered(name: str, draw: Callable[[np.random.Generator], bool], runs: int) -> Figure:
    """Share of runs in which the interval held the truth; the band is 93-97 %."""
    rng = np.random.default_rng(sum(map(ord, name)))
    return Figure(name, sum(draw(rng) for _ in range(runs)) / runs, 0.93, 0.97, runs)


def holds(estimate: Estimate | Change, truth: float) -> bool:
    """Tell whether an interval contains the truth."""
    return (
        estimate.low is not None
        and estimate.high is not None
        and estimate.low - 1e-12 <= truth <= estimate.high + 1e-12
    )


def rated(latent: Floats) -> Integers:
    """Cut a normal feeling into ratings 1-5."""
    return np.searchsorted(CUTS, latent).astype(np.int64) + 1


def rating_means(late_share: float, late_cost: float) -> float:
    """Mean rating of a population in which late orders feel `late_cost` lower."""
    draws = np.random.default_rng(1).normal(size=2_000_000)
    return float(
        (1 - late_share) * rated(draws).mean() + late_share * rated(draws - late_cost).mean()
    )


TRUE_STAGE = rating_means(0.2, 1.0)


def shop_sample(rng: np.random.Generator, people: int) -> tuple[Floats, Floats, Floats]:
    """Draw late flags with late orders sampled twice as often: (late, weights, person feeling)."""
    late = (rng.random(people) < 1 / 3).astype(np.float64)  # 20 % of orders, oversampled
    weights = np.where(late == 1, 0.6, 1.2)
    return late, weights, rng.normal(size=people)


def stage_sample(rng: np.random.Generator, people: int = 300) -> tuple[Integers, Floats]:
    """Answers to one stage's core and two detail items in the pair rotation, 5 % N/A."""
    late, weights, person = shop_sample(rng, people)
    noise = rng.normal(size=(people, 3))
    answers = rated(0.7 * person[:, None] + np.sqrt(0.51) * noise - late[:, None])
    pair = rng.integers(0, 6, people)
    asked = np.isin(pair, [index for index, stages in enumerate(PAIRS) if 0 in stages])
    detail = asked & (rng.random(people) < 0.5)
    answers[~asked, 0] = -1
    answers[~detail, 1:] = -1
    answers[(answers > 0) & (rng.random(answers.shape) < 0.05)] = -2
    return answers, weights


def stage_means(rng: np.random.Generator) -> bool:
    answers, weights = stage_sample(rng)
    return holds(stage_score(answers, weights), TRUE_STAGE)


def stage_means_helped(rng: np.random.Generator) -> bool:
    late, weights, person = shop_sample(rng, 400)
    overall = rated(0.8 * person + 0.6 * rng.normal(size=400) - late).astype(np.float64)
    item = rated(0.7 * person + np.sqrt(0.51) * rng.normal(size=400) - late)
    item[rng.random(400) < 0.5] = -1
    return holds(regression_score(item, overall, weights), TRUE_STAGE)


def post_stratified_means(rng: np.random.Generator) -> bool:
    late, _, person = shop_sample(rng, 300)
    scores = rated(person - late).astype(np.float64)
    strata = ["late" if flag else "on time" for flag in late]
    result = post_stratify(strata, {"late": 0.2, "on time": 0.8}, np.ones(300))
    return holds(calibrated_mean(scores, result), TRUE_STAGE)


def counted(rng: np.random.Generator, n: int, shares: Sequence[float]) -> dict[int, int]:
    """Draw counts of ratings 1, 2, ... with the given probabilities."""
    return {i: int(c) for i, c in enumerate(rng.multinomial(n, shares), start=1)}


FIVE = (0.04, 0.06, 0.15, 0.35, 0.40)
WORSE = (0.06, 0.09, 0.15, 0.35, 0.35)


def mean_of(shares: Sequence[float]) -> float:
    """Mean of a rating with these probabilities."""
    return sum(rating * part for rating, part in enumerate(shares, start=1))


def plain_means(rng: np.random.Generator) -> bool:
    return holds(mean_from_counts(counted(rng, 60, FIVE)), mean_of(FIVE))


def shares_of_sixty(rng: np.random.Generator) -> bool:
    return holds(share(int(rng.binomial(60, 0.83)), 60), 0.83)


def share_differences(rng: np.random.Generator) -> bool:
    now, before = (int(rng.binomial(80, 0.75)), 80), (int(rng.binomial(400, 0.82)), 400)
    return holds(newcombe_difference(now, before), 0.75 - 0.82)


def mean_differences(rng: np.random.Generator) -> bool:
    change = welch(counted(rng, 60, WORSE), counted(rng, 300, FIVE))
    return holds(change, mean_of(WORSE) - mean_of(FIVE))


def nps_counts(rng: np.random.Generator, n: int, camps: Sequence[float]) -> dict[int, int]:
    """Draw counts with promoters at 10, passives at 8, detractors at 3."""
    return dict(zip((10, 8, 3), map(int, rng.multinomial(n, camps)), strict=True))


def nps_of_hundred(rng: np.random.Generator) -> bool:
    return holds(nps_from_counts(nps_counts(rng, 100, (0.5, 0.3, 0.2))), 30)


def nps_near_the_top(rng: np.random.Generator) -> bool:
    return holds(nps_from_counts(nps_counts(rng, 100, (0.88, 0.09, 0.03))), 85)


def nps_differences(rng: np.random.Generator) -> bool:
    now, before = nps_counts(rng, 120, (0.45, 0.3, 0.25)), nps_counts(rng, 600, (0.5, 0.3, 0.2))
    return holds(nps_difference(now, before), -10)


def corrected_tag_shares(rng: np.random.Generator) -> bool:
    complaining = rng.random(300) < 0.12
    tagged = np.where(complaining, rng.random(300) < 0.85, rng.random(300) < 0.02)
    error = ReaderError(int(rng.binomial(40, 0.85)), 40, int(rng.binomial(260, 0.98)), 260)
    return holds(tag_share(int(tagged.sum()), 300, error).corrected, 0.12)


def driver_shares() -> list[Figure]:
    """Coverage of each stage's share, the whole pipeline inside, rotation P."""
    rng = np.random.default_rng(11)
    root, hits, suppressed = np.linalg.cholesky(SHOP), np.zeros(4), 0
    asked = np.array([[True, *(stage in pair for stage in range(4))] for pair in PAIRS])
    for run in range(DRIVER_RUNS):
        answers = rng.normal(size=(DRIVER_PEOPLE, 5)) @ root.T
        answers[~asked[np.arange(DRIVER_PEOPLE) % 6]] = np.nan
        found = key_drivers(answers, ["browse", "pay", "ship", "receive"], seed=run,
                            resamples=DRIVER_RESAMPLES)  # fmt: skip
        hits += [holds(d.share, t) for d, t in zip(found.drivers, TRUE_SHARES, strict=True)]
        suppressed += found.suppressed is not None
    shares = [float(hit) / DRIVER_RUNS for hit in hits]
    names = [f"driver share, stage {number}" for number in range(1, 5)]
    return [
        Figure("driver shares, all stages", float(np.mean(shares)), 0.93, 0.97, DRIVER_RUNS),
        *(Figure(n, s, 0.90, 0.99, DRIVER_RUNS) for n, s in zip(names, shares, strict=True)),
        Figure("driver pages hidden, n = 1200", suppressed / DRIVER_RUNS, 0, 0.05, DRIVER_RUNS),
        hidden_drivers(300, 1.0),
        hidden_drivers(600, 0.05),
        hidden_drivers(1200, 0.05),
    ]


def hidden_drivers(people: int, most: float, runs: int = 60) -> Figure:
    """Share of shops with five-point ratings whose drivers are too uncertain to be shown."""
    rng = np.random.default_rng(14)
    root = np.linalg.cholesky(SHOP)
    asked = np.array([[True, *(stage in pair for stage in range(4))] for pair in PAIRS])
    hidden = 0
    for run in range(runs):
        answers = rated(rng.normal(size=(people, 5)) @ root.T).astype(np.float64)
        answers[~asked[np.arange(people) % 6]] = np.nan
        found = key_drivers(answers, ["browse", "pay", "ship", "receive"], seed=run, resamples=200)
        hidden += found.suppressed is not None
    name = f"driver pages hidden, five-point ratings, n = {people}"
    return Figure(name, hidden / runs, 0, most, runs)


def run_length(runs: int) -> Figure:
    """Mean in-control run of the default EWMA."""
    rng = np.random.default_rng(12)
    lengths = []
    for _ in range(runs):
        points = ewma(rng.normal(size=8000).tolist())
        lengths.append(next((i for i, p in enumerate(points, 1) if p.outside), 8000))
    return Figure("EWMA in-control run length", float(np.mean(lengths)), 400, 600, runs)


def drawn(rng: np.random.Generator, n: int, rate: float) -> list[tuple[int, int]]:
    return [(int(rng.binomial(m, rate)), m) for m in (n, 8 * n)]


def null_dashboard(runs: int) -> Figure:
    """Share of dashboards without any true change that call at least one change real."""
    rng = np.random.default_rng(13)
    sizes = np.geomspace(40, 2000, NULL_CELLS // 3).astype(int)
    alarms = 0
    for _ in range(runs):
        family: list[Change] = []
        for n in sizes.tolist():
            now, before = counted(rng, n, FIVE), counted(rng, 8 * n, FIVE)
            family += [
                welch(now, before),
                newcombe_difference((now[4] + now[5], n), (before[4] + before[5], 8 * n)),
                newcombe_difference((now[1] + now[2], n), (before[1] + before[2], 8 * n)),
                *(newcombe_difference(*drawn(rng, n, rate), Metric.RATE) for rate in COMPLAINTS),
            ]
        alarms += any(verdict.finding is Finding.REAL for verdict in is_it_real(family))
    return Figure("false discovery rate, null dashboard", alarms / runs, 0, 0.06, runs)


COVERED: dict[str, Callable[[np.random.Generator], bool]] = {
    "stage means, pair rotation, n = 300": stage_means,
    "stage means helped by overall, n = 400": stage_means_helped,
    "post-stratified means, n = 300": post_stratified_means,
    "means, n = 60": plain_means,
    "shares, n = 60": shares_of_sixty,
    "differences of shares, 80 against 400": share_differences,
    "differences of means, 60 against 300": mean_differences,
    "NPS, n = 100": nps_of_hundred,
    "NPS near the top, n = 100": nps_near_the_top,
    "differences of NPS, 120 against 600": nps_differences,
    "corrected tag shares, n = 300": corrected_tag_shares,
}


def main() -> None:
    """Simulate, print and write every figure; fail when one leaves its band."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--without-drivers", action="store_true", help="skip the slowest part")
    chosen = parser.parse_args()
    figures = [covered(name, draw, chosen.replications) for name, draw in COVERED.items()]
    figures += [run_length(chosen.replications), null_dashboard(chosen.replications)]
    figures += [] if chosen.without_drivers else driver_shares()
    for figure in figures:
        mark = "holds" if figure.holds else "FAILS"
        print(f"{mark}  {figure.value:8.3f}  [{figure.low}, {figure.high}]  {figure.name}")
    RESULTS.parent.mkdir(exist_ok=True)
    rows = [asdict(figure) | {"holds": figure.holds} for figure in figures]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    sys.exit(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    main()
