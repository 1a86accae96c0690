"""Pure: answers by cell and all served orders → weights, and the levels of what was answered.

Four margins are met at once: sales channel, category, region, and whether the parcel came late.
Contacts with customer service are a level of their own in each, and in the first one by channel.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from admin.dashboard.weighted.gathering import Side
from admin.measures.arrays import Floats, design_effect, effective_n
from admin.measures.calibrated import (
    calibrated_mean_of_counts,
    calibrated_nps_of_counts,
    calibrated_share_of_counts,
)
from admin.measures.estimate import Estimate, Suppression
from admin.measures.levels import FIVE_POINTS
from admin.measures.weighting import (
    LARGEST_DESIGN_EFFECT,
    SMALLEST_LEVEL,
    Margin,
    Weighting,
    rake,
)
from models.choices import SurveyKind
from models.queries.weighting import Cell, Counted, Stratum

CONTACT: Final = "(contact)"
LOW_TO, SATISFIED_FROM = 2, 4
ByCell = Mapping[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The weighted answers of one stretch of days; `served` is how many orders they stand for."""

    counted: Counted
    weighting: Weighting
    served: int

    @property
    def answers(self) -> int:
        """How many answers are weighted."""
        return sum(cell.people for cell in self.counted.cells)

    @property
    def spread(self) -> tuple[float, float]:
        """The lightest and the heaviest answer, in answers of average weight."""
        people, weights = self.weighting.people, self.weighting.weights
        usual = float(people @ weights) / float(people.sum())
        return float(weights.min()) / usual, float(weights.max()) / usual

    def mean(self, item: str) -> Estimate:
        """Return the weighted mean of an item's ratings."""
        scores, counts = self._ratings(item)
        return calibrated_mean_of_counts(scores, counts, self.weighting, bounds=FIVE_POINTS)

    def nps(self, item: str) -> Estimate:
        """Return the weighted net promoter score of an item from 0 to 10."""
        return calibrated_nps_of_counts(*self._ratings(item), self.weighting)

    def satisfied(self, item: str) -> Estimate:
        """Return the weighted share of ratings 4 and 5."""
        scores, counts = self._ratings(item)
        return self._share(counts[:, scores >= SATISFIED_FROM].sum(axis=1), counts.sum(axis=1))

    def low(self, item: str) -> Estimate:
        """Return the weighted share of ratings 1 and 2."""
        scores, counts = self._ratings(item)
        return self._share(counts[:, scores <= LOW_TO].sum(axis=1), counts.sum(axis=1))

    def tagged(self, code: str) -> Estimate:
        """Return the weighted share of answers that carry a tag."""
        return self._share(self._column(self.counted.tags.get(code, {})), self.weighting.people)

    def complaints(self) -> Estimate:
        """Return complaints per answer, weighted; one answer may carry several."""
        told = self.counted.complaints
        scores = np.array([0.0, *told], dtype=np.float64)
        given = [self._column(cells) for cells in told.values()]
        silent = self.weighting.people - sum(given, np.zeros(len(self.weighting.people)))
        counts = np.column_stack([silent, *given])
        return calibrated_mean_of_counts(scores, counts, self.weighting, bounds=(0.0, np.inf))

    def hits(self, code: str) -> int:
        """Return how many of the weighted answers carry a tag."""
        return sum(self.counted.tags.get(code, {}).values())

    def ratings(self, item: str) -> dict[int, int]:
        """Return an item's weighted ratings, brought back to as many as were given."""
        scores, counts = self._ratings(item)
        return shared_out(scores.astype(int).tolist(), counts.T @ self.weighting.weights,
                          round(float(counts.sum())))  # fmt: skip

    def _ratings(self, item: str) -> tuple[Floats, Floats]:
        told = self.counted.ratings.get(item, {})
        columns = [self._column(cells) for cells in told.values()]
        nothing = np.zeros((len(self.counted.cells), 0))
        counts = np.column_stack(columns) if columns else nothing
        return np.array(list(told), dtype=np.float64), counts

    def _column(self, cells: ByCell) -> Floats:
        column = np.zeros(len(self.counted.cells))
        column[list(cells)] = list(cells.values())
        return column

    def _share(self, hits: Floats, asked: Floats) -> Estimate:
        return calibrated_share_of_counts(hits, asked, self.weighting)


def weigh(side: Side) -> Weighed:
    """
    Return the answers of one stretch of days with their weights, refused ones included.

    Orders and contacts are raked each by itself, so that a small group of the one is never pooled
    with the other. A kind of fewer than 20 answers is not weighed: it counts as it answered.
    """
    cells = side.counted.cells
    large = [kind for kind in SurveyKind if _is_large(kind, side)]
    base = np.array([cell.weight for cell in cells], dtype=np.float64)
    people = np.array([cell.people for cell in cells], dtype=np.float64)
    if not large:
        refused = replace(rake([], base, people), refused=_why_none(side))
        return Weighed(side.counted, refused, sum(side.served.values()))
    served = {stratum: n for stratum, n in side.served.items() if stratum.kind in large}
    parts = {kind: _of_kind(kind, cells, served, base, people) for kind in large}
    return Weighed(side.counted, _joined(parts, cells, base, people), sum(served.values()))


def _why_none(side: Side) -> Suppression:
    if not side.counted.cells:
        return Suppression.NO_ANSWERS
    return Suppression.TOO_FEW if side.served else Suppression.MARGIN_WITHOUT_ANSWERS


def _is_large(kind: str, side: Side) -> bool:
    answers = sum(cell.people for cell in side.counted.cells if cell.stratum.kind == kind)
    return answers >= SMALLEST_LEVEL and any(one.kind == kind for one in side.served)


def _of_kind(
    kind: str, cells: Sequence[Cell], served: Mapping[Stratum, int], base: Floats, people: Floats
) -> Weighting:
    here = [place for place, cell in enumerate(cells) if cell.stratum.kind == kind]
    known = {stratum: n for stratum, n in served.items() if stratum.kind == kind}
    return rake(margins([cells[place] for place in here], known), base[here], people[here])


def _joined(
    parts: Mapping[SurveyKind, Weighting], cells: Sequence[Cell], base: Floats, people: Floats
) -> Weighting:
    """Return the weights of all kinds together, those of a small kind at the average."""
    weights, done = base.copy(), np.zeros(len(cells), dtype=bool)
    for kind, part in parts.items():
        here = np.array([cell.stratum.kind == kind for cell in cells])
        weights[here], done = part.weights, done | here
    usual = float((people * weights)[done].sum() / (people * base)[done].sum())
    weights[~done] *= usual
    deff = max(design_effect(weights, people), *(part.deff for part in parts.values()))
    reason = next((part.refused for part in parts.values() if part.refused), None)
    if reason is None and deff > LARGEST_DESIGN_EFFECT:
        reason = Suppression.WEIGHTS_TOO_UNEVEN
    weights = weights if reason is None else base
    pooled = {name for part in parts.values() for name in part.pooled}
    return Weighting(
        weights=weights,
        base=base,
        people=people,
        margins=tuple(_joined_margin(name, parts, cells) for name in LEVELS),
        deff=deff if reason else design_effect(weights, people),
        n_eff=effective_n(weights, people),
        rounds=max(part.rounds for part in parts.values()),
        refused=reason,
        pooled=tuple(name for name in LEVELS if name in pooled),
    )


def _joined_margin(
    name: str, parts: Mapping[SurveyKind, Weighting], cells: Sequence[Cell]
) -> Margin:
    """Return one margin over all cells as it was met: levels pooled, kinds kept apart."""
    totals: dict[str, float] = {}
    levels = [str(cell.stratum.kind) for cell in cells]
    for kind, part in parts.items():
        here = [place for place, cell in enumerate(cells) if cell.stratum.kind == kind]
        for margin in part.margins:
            if margin.name == name:
                totals |= {f"{kind} {level}": n for level, n in margin.totals.items()}
                for place, level in zip(here, margin.levels, strict=True):
                    levels[place] = f"{kind} {level}"
    return Margin(name, tuple(levels), dict.fromkeys(levels, 0.0) | totals)


def margins(cells: Sequence[Cell], served: Mapping[Stratum, int]) -> list[Margin]:
    """Return the margins to meet; one in which all are alike says nothing and is left out."""
    found = [_margin(name, level, cells, served) for name, level in LEVELS.items()]
    return [one for one in found if len({*one.levels, *one.totals}) > 1] or found[:1]


def shared_out(names: Iterable[int], weights: Floats, whole: int) -> dict[int, int]:
    """Share `whole` out by weights in round numbers, the largest remainders first."""
    total = float(weights.sum())
    if total <= 0:
        return {}
    exact = weights * (whole / total)
    parts = np.floor(exact).astype(int)
    for place in np.argsort(parts - exact, kind="stable")[: whole - int(parts.sum())]:
        parts[place] += 1
    return dict(zip(names, parts.tolist(), strict=True))


def _margin(
    name: str,
    level: Callable[[Stratum], str],
    cells: Sequence[Cell],
    served: Mapping[Stratum, int],
) -> Margin:
    totals: dict[str, float] = {}
    for stratum, n in served.items():
        totals[level(stratum)] = totals.get(level(stratum), 0.0) + n
    return Margin(name, tuple(level(cell.stratum) for cell in cells), totals)


def is_contact(stratum: Stratum) -> bool:
    """Say whether a stratum is one of contacts with customer service."""
    return stratum.kind == SurveyKind.POST_CONTACT


LEVELS: Final[Mapping[str, Callable[[Stratum], str]]] = {
    "channel": lambda one: f"{CONTACT} {one.channel}" if is_contact(one) else one.channel,
    "category": lambda one: CONTACT if is_contact(one) else one.category,
    "region": lambda one: CONTACT if is_contact(one) else one.region,
    "late": lambda one: CONTACT if is_contact(one) else one.late,
}
