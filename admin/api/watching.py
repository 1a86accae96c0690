"""What goes out about alerts: each with its numbers, and every series that is watched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from admin.api.shapes import About, rounded
from admin.dashboard.alerts.findings import Found, Watched
from admin.measures.estimate import HIDDEN_BELOW
from models.queries.alerts import Alert


@dataclass(frozen=True, slots=True)
class AlertOut:
    """One excursion: its first week with what was counted and the limit it broke.

    `chart` says in which unit: "share" (0 to 1), "figure" (hours, seconds, days, contacts per 100
    orders), or "drift" (standard errors). `ended` is null while it goes on, `note` for keys that do
    not read words.
    """

    id: int
    measure: str
    chart: str
    state: str
    opened: str
    last: str
    ended: str | None
    hits: int
    n: int
    value: float | None
    limit: float | None
    baseline_version: int
    moved_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """One page of alerts, the last opened first; ask again with `after` = `next` until null."""

    shop: str
    timezone: str
    alerts: list[AlertOut]
    next: str | None


@dataclass(frozen=True, slots=True)
class BaselineOut:
    """The weeks that limits come from; version 0 is not frozen, and opens no alert."""

    version: int
    first: str
    last: str
    weeks: int
    centre: float | None
    frozen_at: datetime | None


@dataclass(frozen=True, slots=True)
class WeekOut:
    """One week with its limits; under 10 its value is null, without a verdict it is not judged."""

    week: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    outside: bool | None
    drift: float | None
    drift_limit: float | None
    step: float | None
    step_limit: float | None
    note: str


@dataclass(frozen=True, slots=True)
class SeriesOut:
    """One series with its last judged week, or else its last of ten answers or more.

    `basis` is "frozen", "provisional" or "none"; `standing` "inside", "outside", "drifting",
    "better", "not_judged" or "too_few" (no week of 30, so nothing can be judged).
    """

    measure: str
    basis: str
    standing: str
    baseline: BaselineOut | None
    last: WeekOut | None


@dataclass(frozen=True, slots=True)
class WatchedOut:
    """Everything that is watched; `weeks` are those of the measure asked for.

    `expected_by_chance` is how many points leave their limits in 52 weeks though nothing changed.
    """

    about: About
    series: list[SeriesOut]
    expected_by_chance: float
    measure: str
    weeks: list[WeekOut]


def alert(one: Alert, *, words: bool) -> AlertOut:
    """Return an alert; who moved it stays in the house."""
    return AlertOut(
        id=one.id,
        measure=one.measure,
        chart=one.chart,
        state=one.state,
        opened=one.opened_period,
        last=one.last_period,
        ended=one.ended_period or None,
        hits=one.hits,
        n=one.n,
        value=rounded(one.value),
        limit=rounded(one.upper),
        baseline_version=one.baseline_version,
        moved_at=one.state_at,
        note=one.note if words else None,
    )


def watched(told: About, found: Found, first: str, notes: Mapping[str, str]) -> WatchedOut:
    """Return everything that is watched, and the weeks from `first` on of what was chosen."""
    chosen = found.chosen
    places = [place for place, week in enumerate(chosen.series.weeks) if week >= first]
    return WatchedOut(
        told,
        [_series(one, notes) for one in found.every],
        round(found.expected, 2),
        chosen.series.measure,
        [_week(chosen, place, notes) for place in places],
    )


def _series(one: Watched, notes: Mapping[str, str]) -> SeriesOut:
    made = one.frozen
    return SeriesOut(
        one.series.measure,
        one.basis,
        one.standing,
        None
        if made is None
        else BaselineOut(
            made.version,
            made.first_period,
            made.last_period,
            len(made.weeks),
            rounded(made.centre),
            made.frozen_at,
        ),
        None if one.last is None else _week(one, one.last, notes),
    )


def _week(one: Watched, place: int, notes: Mapping[str, str]) -> WeekOut:
    week, n, point = one.series.weeks[place], one.series.sizes[place], one.level[place]
    drift = one.judged.drift[place] if one.judged and one.judged.drift else None
    step = one.judged.steps[place] if one.judged and one.judged.steps else None
    hidden = n < HIDDEN_BELOW
    return WeekOut(
        week=week,
        value=None if hidden else rounded(point.value),
        low=rounded(point.low),
        high=rounded(point.high),
        n=n,
        outside=point.outside,
        drift=None if drift is None or hidden else rounded(drift.value),
        drift_limit=rounded(drift.high) if drift else None,
        step=rounded(step.value) if step else None,
        step_limit=rounded(step.high) if step else None,
        note=notes.get(week, ""),
    )
