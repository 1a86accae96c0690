"""Pure: ratings beside what really happened: days promised and taken, hours waited.

Facts come from the shop's own events; a rating whose order's times contradict each other is left
out before it gets here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import numpy as np

from admin.dashboard.words import N_
from admin.measures.arrays import Floats
from admin.measures.contact import PromiseGap, promise_gap
from admin.measures.durations import median_wait, share_waiting_over
from admin.measures.estimate import Estimate
from admin.measures.levels import FIVE_POINTS, share, weighted_mean
from models.choices import Stage
from models.queries.stage_detail import ContactFacts, OrderFacts

Row = TypeVar("Row")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REPLY_SOON, REPLY_LATE = 5.0, 30.0


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one step took: its median, and the time within which nine of ten were done."""

    name: str
    unit: str
    median: Estimate
    nine_in_ten: Estimate


@dataclass(frozen=True, slots=True)
class Band:
    """The ratings of those who waited about as long."""

    name: str
    mean: Estimate


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside a stage's ratings; `late` is the share delivered after the promise."""

    waits: tuple[Wait, ...] = ()
    bands: tuple[Band, ...] = ()
    gap: PromiseGap | None = None
    late: Estimate | None = None
    passed_on: Estimate | None = None
    rated: int = 0


Limits = tuple[tuple[str, float, float], ...]

DAYS_LATE: Final[Limits] = (
    (N_("On the promised day or earlier"), -np.inf, 0.0),
    (N_("Up to a day late"), 0.0, 1.0),
    (N_("One to three days late"), 1.0, 3.0),
    (N_("More than three days late"), 3.0, np.inf),
)
REPLY_MINUTES: Final[Limits] = (
    (N_("First reply within 5 minutes"), -np.inf, REPLY_SOON),
    (N_("Within 5 to 30 minutes"), REPLY_SOON, REPLY_LATE),
    (N_("After more than 30 minutes"), REPLY_LATE, np.inf),
)


def of_orders(stage: Stage, rows: Sequence[OrderFacts]) -> Facts:
    """Return what happened to the orders whose stage was rated; nothing is known of browsing."""
    if not rows or stage is Stage.BROWSE:
        return Facts(rated=len(rows))
    if stage is Stage.PAY:
        paying = _between(rows, lambda row: (row.placed_at, row.paid_at), MINUTE)
        wait = _wait(N_("From order to payment"), N_("minutes"), paying)
        return Facts((wait,), rated=len(rows))
    return _delivered(stage, rows)


def of_contacts(rows: Sequence[ContactFacts]) -> Facts:
    """Return how long the contacts took whose service was rated."""
    if not rows:
        return Facts()
    reply = _between(rows, lambda row: (row.opened_at, row.first_reply_at), MINUTE)
    whole = _between(rows, lambda row: (row.opened_at, row.closed_at), HOUR)
    waits = (
        _wait(N_("Until the first reply"), N_("minutes"), reply),
        _wait(N_("Until it was closed"), N_("hours"), whole),
    )
    counted = [row.transfers for row in rows if row.transfers is not None]
    passed_on = share(sum(number > 0 for number in counted), len(counted))
    bands = _bands(REPLY_MINUTES, reply, _scores(rows))
    return Facts(waits, bands, passed_on=passed_on, rated=len(rows))


def _delivered(stage: Stage, rows: Sequence[OrderFacts]) -> Facts:
    promised = _between(rows, lambda row: (row.promised_at, row.delivered_at), DAY)
    packing = _between(rows, lambda row: (row.paid_at, row.shipped_at), HOUR)
    transit = _between(rows, lambda row: (row.shipped_at, row.delivered_at), DAY)
    whole = _between(rows, lambda row: (row.paid_at, row.delivered_at), DAY)
    told = _between(rows, lambda row: (row.paid_at, row.promised_at), DAY)
    waits = (
        _wait(N_("From payment to dispatch"), N_("hours"), packing),
        _wait(N_("From dispatch to delivery"), N_("days"), transit),
        _wait(N_("From payment to delivery"), N_("days"), whole),
        _wait(N_("As promised, from payment to delivery"), N_("days"), told),
    )
    scores = _scores(rows)
    return Facts(
        waits=waits if stage is Stage.SHIP else waits[2:],
        bands=_bands(DAYS_LATE, promised, scores),
        gap=promise_gap(promised, scores),
        late=share_waiting_over(promised, 0.0),
        rated=len(rows),
    )


def _wait(name: str, unit: str, waits: Floats) -> Wait:
    return Wait(name, unit, median_wait(waits), median_wait(waits, quantile=0.9))


def _bands(limits: Limits, waits: Floats, scores: Floats) -> tuple[Band, ...]:
    return tuple(
        Band(name, _mean(scores[(waits > above) & (waits <= to)])) for name, above, to in limits
    )


def _mean(scores: Floats) -> Estimate:
    return weighted_mean(scores, np.ones(len(scores)), bounds=FIVE_POINTS)


def _scores(rows: Sequence[OrderFacts] | Sequence[ContactFacts]) -> Floats:
    return np.array([float(row.score) for row in rows])


def _between(
    rows: Sequence[Row],
    ends: Callable[[Row], tuple[datetime | None, datetime | None]],
    unit: timedelta,
) -> Floats:
    """Return how long each took in `unit`; NaN where either end is not known."""
    spans = (ends(row) for row in rows)
    return np.array([(b - a) / unit if a and b else np.nan for a, b in spans], dtype=np.float64)
