"""Alerts: one row for each excursion of a measure, opened by the clock and closed by people."""

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import AlertState
from models.database import Row

NOTE_LENGTH = 400
MOST_CLOSED = 60
_COLUMNS = """
SELECT a.id, a.measure, a.scope, a.chart, a.baseline_version, a.opened_period, a.last_period,
    a.ended_period, a.hits, a.n, a.value, a.upper, a.state, a.note, a.state_at,
    coalesce(p.name, '') AS state_by
FROM alert a LEFT JOIN staff p ON p.id = a.state_by
"""
_OPEN = _COLUMNS + "WHERE a.shop_id = {} AND a.state = 'open' ORDER BY a.opened_period DESC, a.id"
_RUNNING = _COLUMNS + "WHERE a.shop_id = {} AND a.ended_period = '' ORDER BY a.id"
_TAKEN = (
    _COLUMNS + "WHERE a.shop_id = {} AND a.state = 'acknowledged' ORDER BY a.opened_period DESC"
)
_CLOSED = (
    _COLUMNS
    + "WHERE a.shop_id = {} AND a.state = 'closed' ORDER BY a.opened_period DESC, a.id LIMIT {}"
)
_EVERY = (
    _COLUMNS
    + "WHERE a.shop_id = {} AND {} IN ('', a.state) AND ({} = 0 OR a.id < {}) "
    + "ORDER BY a.id DESC LIMIT {}"
)
_MEASURES = "SELECT id, measure FROM alert WHERE shop_id = {} ORDER BY id"
_OPENED = """
INSERT INTO alert (shop_id, measure, scope, chart, baseline_version, opened_period, last_period,
    ended_period, hits, n, value, upper, state, note, created_at)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 'open', '', {})
ON CONFLICT DO NOTHING RETURNING id
"""
_PROLONGED = """
UPDATE alert SET last_period = {}
WHERE shop_id = {} AND id = {} AND ended_period = '' AND last_period < {}
RETURNING id
"""
# Seen by somebody, and over: nothing is left to do. Unseen ones stay until somebody has seen them.
_ENDED = """
UPDATE alert SET ended_period = {},
    state_by = CASE WHEN state = 'acknowledged' THEN NULL ELSE state_by END,
    state_at = CASE WHEN state = 'acknowledged' THEN {} ELSE state_at END,
    state = CASE WHEN state = 'acknowledged' THEN 'closed' ELSE state END
WHERE shop_id = {} AND id = {} AND ended_period = '' RETURNING id
"""
_MOVED = """
UPDATE alert SET state = {}, state_by = {}, state_at = {}, note = {}
WHERE shop_id = {} AND id = {} AND state <> {} RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """An excursion's first week: what was counted, and the limit it broke."""

    measure: str
    chart: str
    baseline_version: int
    opened_period: str
    last_period: str
    ended_period: str
    hits: int
    n: int
    value: float
    upper: float
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as it stands; `state_by` is "" where the clock moved it or nobody has."""

    id: int
    measure: str
    scope: str
    chart: str
    baseline_version: int
    opened_period: str
    last_period: str
    ended_period: str
    hits: int
    n: int
    value: float
    upper: float
    state: AlertState
    note: str
    state_at: datetime | None
    state_by: str

    @property
    def is_over(self) -> bool:
        """Say whether the measure has come back inside its limits."""
        return self.ended_period != ""


async def open_alerts(shop_id: int) -> list[Alert]:
    """Return the alerts that nobody has taken up yet, newest first."""
    return _alerts(await database.fetch(_OPEN, shop_id))


async def running(shop_id: int) -> list[Alert]:
    """Return the alerts whose excursion goes on, in whatever state."""
    return _alerts(await database.fetch(_RUNNING, shop_id))


async def acknowledged(shop_id: int) -> list[Alert]:
    """Return the alerts that somebody looks after, newest first."""
    return _alerts(await database.fetch(_TAKEN, shop_id))


async def closed(shop_id: int, limit: int = MOST_CLOSED) -> list[Alert]:
    """Return the closed alerts, newest first."""
    return _alerts(await database.fetch(_CLOSED, shop_id, limit))


async def every(shop_id: int, state: str = "", before: int = 0, limit: int = 50) -> list[Alert]:
    """Return alerts in any state, or in one, the last opened first; `before` an id, 0 for all."""
    return _alerts(await database.fetch(_EVERY, shop_id, state, before, before, limit))


async def measures(shop_id: int) -> dict[int, str]:
    """Return what each alert of a shop is of, by its id."""
    return {row["id"]: row["measure"] for row in await database.fetch(_MEASURES, shop_id)}


async def open_one(shop_id: int, opening: Opening, now: datetime) -> bool:
    """Open an alert; False when this excursion has one already."""
    one = opening
    rows = await database.fetch(
        _OPENED, shop_id, one.measure, one.scope, one.chart, one.baseline_version,
        one.opened_period, one.last_period, one.ended_period, one.hits, one.n, one.value,
        one.upper, now,
    )  # fmt: skip
    return bool(rows)


async def prolong(shop_id: int, alert_id: int, period: str) -> None:
    """Note that an excursion has lasted until `period`."""
    await database.fetch(_PROLONGED, period, shop_id, alert_id, period)


async def end(shop_id: int, alert_id: int, period: str, now: datetime) -> None:
    """Note that the measure was back inside its limits for good in `period`."""
    await database.fetch(_ENDED, period, now, shop_id, alert_id)


async def move(
    shop_id: int, alert_id: int, state: AlertState, staff_id: int, note: str, now: datetime
) -> bool:
    """Acknowledge, close or reopen; False when there is no such alert or it is so already."""
    line = note.strip()[:NOTE_LENGTH]
    rows = await database.fetch(_MOVED, state, staff_id, now, line, shop_id, alert_id, state)
    return bool(rows)


def _alerts(rows: list[Row]) -> list[Alert]:
    return [Alert(**row | {"state": AlertState(row["state"])}) for row in rows]
