"""Pure: people's ratings → how much each stage explains, how well it does, and what to do about it.

It takes a good part of a second; the page computes it beside the event loop and keeps the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from admin.measures.arrays import Floats
from admin.measures.change import adjusted_p_values
from admin.measures.covariance import pair_counts
from admin.measures.drivers import Drivers, key_drivers
from admin.measures.estimate import HIDDEN_BELOW, Estimate, Suppression, withheld
from admin.measures.levels import weighted_share
from admin.measures.priorities import (
    HIGH_FROM,
    LOW_TO,
    SIGNIFICANCE,
    PenaltyReward,
    Quadrant,
    Sensitivity,
    penalty_reward,
    quadrant,
)
from models.choices import Stage
from models.queries.drivers import Person

STAGES: Final = (Stage.BROWSE, Stage.PAY, Stage.SHIP, Stage.RECEIVE)
SATISFIED_FROM: Final = 4
# Four stages of equal weight would explain a quarter each: the line between more and less.
FAIR_SHARE: Final = 1 / len(STAGES)


@dataclass(frozen=True, slots=True)
class StageFound:
    """One stage: its share of what is explained, how well it does, and its place."""

    stage: Stage
    share: Estimate
    # Of all differences in overall satisfaction, explained or not.
    part: Estimate
    inflation: float | None
    satisfied: Estimate
    place: Quadrant
    swing: PenaltyReward
    # Loss or gain, only where the difference outlives the number of stages that were looked at.
    sensitivity: Sensitivity | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the page shows; with `drivers.suppressed` no share and no place may be."""

    stages: tuple[StageFound, ...]
    drivers: Drivers
    people: int
    rarest_pair: int
    usual_satisfied: float


def analyse(people: Sequence[Person], seed: int) -> Analysis:
    """Return what drives overall satisfaction; the same people and seed give the same numbers."""
    answers = matrix(people)
    weights = np.array([person.weight for person in people], dtype=np.float64)
    found = key_drivers(answers, list(STAGES), seed=seed, weights=_unequal(weights))
    satisfied = [_satisfied(answers[:, place], weights) for place in range(1, len(STAGES) + 1)]
    usual = float(np.mean([one.value for one in satisfied if one.value is not None] or [0.0]))
    swings = [_swing(answers[:, [0, place]], stage) for place, stage in enumerate(STAGES, 1)]
    return Analysis(
        stages=tuple(
            StageFound(
                stage=stage,
                share=driver.share,
                part=driver.part,
                inflation=driver.variance_inflation,
                satisfied=level,
                place=quadrant(driver.share, level, cross=(FAIR_SHARE, usual)),
                swing=swing,
                sensitivity=sure,
            )
            for stage, driver, level, swing, sure in zip(
                STAGES, found.drivers, satisfied, swings, _sure(swings), strict=True
            )
        ),
        drivers=found,
        people=len(people),
        rarest_pair=int(pair_counts(answers).min()) if len(people) else 0,
        usual_satisfied=usual,
    )


def matrix(people: Sequence[Person]) -> Floats:
    """Return people by overall and the four stages, NaN where a rating is missing."""
    rows = [[one.overall, one.browse, one.pay, one.ship, one.receive] for one in people]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 1 + len(STAGES))


def _unequal(weights: Floats) -> Floats | None:
    return weights if len(weights) and np.ptp(weights) > 0 else None


def _satisfied(ratings: Floats, weights: Floats) -> Estimate:
    rated = np.isfinite(ratings)
    return weighted_share(ratings[rated] >= SATISFIED_FROM, weights[rated])


def _swing(answers: Floats, stage: Stage) -> PenaltyReward:
    """Return loss and gain, each with the number who rated low or high; of under ten, none."""
    rated = answers[np.isfinite(answers).all(axis=1), 1]
    low, high = int((rated <= LOW_TO).sum()), int((rated >= HIGH_FROM).sum())
    swing = penalty_reward(answers[:, 0], answers[:, [1]], [stage])[0]
    if min(low, high) >= HIDDEN_BELOW:
        return replace(
            swing, penalty=replace(swing.penalty, n=low), reward=replace(swing.reward, n=high)
        )
    # With a handful on a side the error behind both is a guess.
    few = Suppression.TOO_FEW
    penalty, reward = (withheld(few, swing.penalty.method, n=n) for n in (low, high))
    return PenaltyReward(swing.name, penalty, reward, None, None)


def _sure(swings: Sequence[PenaltyReward]) -> list[Sensitivity | None]:
    tested = [swing.p_value for swing in swings if swing.p_value is not None]
    adjusted = iter(adjusted_p_values(tested))
    found: list[Sensitivity | None] = []
    for swing in swings:
        if swing.p_value is None:
            found.append(None)
        else:
            real = next(adjusted) <= SIGNIFICANCE
            found.append(swing.sensitivity if real else Sensitivity.BALANCED)
    return found
