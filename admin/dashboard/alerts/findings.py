"""Pure: weeks and baselines → every watched series with its limits, and on what they rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admin.alerts.freezing import (
    FEWEST_PROVISIONAL,
    Stretch,
    as_judge,
    counted_weeks,
    earliest,
    made_of,
    proposed,
)
from admin.alerts.judging import Judged, expected_by_chance, judged, worse
from admin.alerts.reconciling import now_outside
from admin.alerts.watched import OVERALL, TAG, Chart, Series
from admin.dashboard.alerts.gathering import Rows
from admin.measures.baselines import SMALLEST_BASELINE
from admin.measures.control import Point
from admin.measures.estimate import HIDDEN_BELOW, SHOWN_FROM
from models.queries.baselines import Frozen


class Basis(StrEnum):
    """On what the limits of a series rest."""

    FROZEN = "frozen"
    TRIED = "tried"
    PROVISIONAL = "provisional"
    NONE = "none"


class Standing(StrEnum):
    """Where the last judged week of a series stands."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    DRIFTING = "drifting"
    BETTER = "better"
    NOT_JUDGED = "not_judged"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Watched:
    """One series, its limits where there are any, and the weeks that these come from."""

    series: Series
    basis: Basis
    frozen: Frozen | None = None
    judged: Judged | None = None

    @property
    def level(self) -> tuple[Point, ...]:
        """Each week with its limits, or without any where there is no baseline."""
        if self.judged is not None:
            return self.judged.level
        return tuple(Point(value, None, None, None) for value in self.series.values)

    @property
    def last(self) -> int | None:
        """The place of the last judged week, or else of the last of ten answers or more."""
        judged = [place for place, point in enumerate(self.level) if point.outside is not None]
        large = [place for place, n in enumerate(self.series.sizes) if n >= HIDDEN_BELOW]
        return next((places[-1] for places in (judged, large) if places), None)

    @property
    def is_judgeable(self) -> bool:
        """Say whether any week is large enough to be judged, once there are limits."""
        return any(n >= SHOWN_FROM for n in self.series.sizes)

    @property
    def standing(self) -> Standing:
        """Where the last judged week stands."""
        if not self.is_judgeable:
            return Standing.TOO_FEW
        if self.judged is None or self.frozen is None or self.last is None:
            return Standing.NOT_JUDGED
        last = self.judged.level[self.last]
        if last.outside is None:
            return Standing.NOT_JUDGED
        if last.outside:
            return Standing.OUTSIDE if worse([last])[0].outside else Standing.BETTER
        after = self.frozen.last_period if self.basis is Basis.FROZEN else ""
        drifts = now_outside(self.judged, Chart.DRIFT, after)
        return Standing.DRIFTING if drifts else Standing.INSIDE


@dataclass(frozen=True, slots=True)
class Found:
    """Every watched series, the one that is drawn, and what may be frozen."""

    every: tuple[Watched, ...]
    chosen: Watched
    stretch: Stretch | None
    counted: int
    left_out: tuple[str, ...]
    expected: float

    @property
    def judgeable(self) -> tuple[Watched, ...]:
        """The series with weeks large enough to be judged: what is truly watched."""
        return tuple(one for one in self.every if one.is_judgeable)

    @property
    def may_freeze(self) -> bool:
        """Say whether the chosen weeks are enough for a baseline."""
        return self.counted >= SMALLEST_BASELINE


def judge(rows: Rows, measure: str, tried: Stretch | None) -> Found:
    """Judge every series by its frozen baseline, by the weeks tried, or provisionally."""
    overall = rows.series[OVERALL]
    stretch = tried or _proposal(overall, rows)
    kept = (one for one in rows.series.values() if _is_shown(one, rows))
    every = tuple(_watched(one, rows, stretch, is_tried=tried is not None) for one in kept)
    chosen = next((one for one in every if one.series.measure == measure), every[0])
    counted = len(counted_weeks(overall, stretch, rows.notes)) if stretch else 0
    left_out = tuple(week for week in sorted(rows.notes) if stretch and week in stretch)
    return Found(every, chosen, stretch, counted, left_out, _by_chance(every))


def freezable(
    series: Mapping[str, Series], stretch: Stretch, notes: Mapping[str, str]
) -> list[Frozen]:
    """Return the baselines that the stretch makes; measures with too few weeks make none."""
    made = (made_of(one, stretch, notes) for one in series.values())
    return [frozen for frozen, baseline in made if baseline.suppressed is None]


def _by_chance(every: Sequence[Watched]) -> float:
    """Return how many points leave their limits by chance in a year, of all that is watched."""
    every = [one for one in every if one.is_judgeable]
    figures = [one for one in every if one.series.is_of_figures]
    drifts = sum(one.series.is_of_scores for one in every)
    weeks = [len(one.frozen.weeks) for one in figures if one.frozen is not None]
    return expected_by_chance(len(every) - len(figures), drifts, weeks)


def _proposal(overall: Series, rows: Rows) -> Stretch | None:
    return earliest(overall, rows.notes) if rows.is_imported else proposed(overall, rows.notes)


def _is_shown(series: Series, rows: Rows) -> bool:
    return not series.measure.startswith(TAG) or rows.names.shows(series.measure.removeprefix(TAG))


def _watched(series: Series, rows: Rows, stretch: Stretch | None, *, is_tried: bool) -> Watched:
    frozen = rows.frozen.get(series.measure)
    if frozen is not None and not is_tried:
        return Watched(
            series, Basis.FROZEN, frozen, judged(series, as_judge(frozen), frozen.first_period)
        )
    if stretch is None:
        return Watched(series, Basis.NONE)
    made, baseline = made_of(series, stretch, rows.notes, smallest=FEWEST_PROVISIONAL)
    if baseline.suppressed is not None:
        return Watched(series, Basis.NONE)
    basis = Basis.TRIED if is_tried else Basis.PROVISIONAL
    return Watched(series, basis, made, judged(series, baseline, made.first_period))
