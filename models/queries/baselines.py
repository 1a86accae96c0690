"""Frozen baselines, every version of them, and the notes on weeks that were no usual ones."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models import database

NOTE_LENGTH = 120
_NEWEST = """
SELECT b.measure, b.scope, b.version, b.centre, b.spread, b.first_period, b.last_period, b.weeks,
    b.frozen_at, coalesce(p.name, '') AS frozen_by
FROM alert_baseline b LEFT JOIN staff p ON p.id = b.frozen_by
WHERE b.shop_id = {} AND b.scope = {} AND b.version = (
    SELECT max(v.version) FROM alert_baseline v
    WHERE v.shop_id = b.shop_id AND v.measure = b.measure AND v.scope = b.scope)
ORDER BY b.measure
"""
_VERSIONS = """
SELECT b.measure, b.scope, b.version, b.centre, b.spread, b.first_period, b.last_period, b.weeks,
    b.frozen_at, coalesce(p.name, '') AS frozen_by
FROM alert_baseline b LEFT JOIN staff p ON p.id = b.frozen_by
WHERE b.shop_id = {} AND b.measure = {} AND b.scope = {}
ORDER BY b.version DESC
"""
_FREEZE = """
INSERT INTO alert_baseline (shop_id, measure, scope, version, centre, spread, first_period,
    last_period, weeks, frozen_by, frozen_at)
SELECT {}, {}, {}, coalesce(max(version), 0) + 1, {}, {}, {}, {}, {}, {}, {}
FROM alert_baseline WHERE shop_id = {} AND measure = {} AND scope = {}
RETURNING version
"""
_NOTES = "SELECT period, note FROM week_note WHERE shop_id = {} ORDER BY period DESC"
_NOTE = """
INSERT INTO week_note (shop_id, period, note, noted_by, noted_at) VALUES ({}, {}, {}, {}, {})
ON CONFLICT (shop_id, period) DO UPDATE SET note = excluded.note,
    noted_by = excluded.noted_by, noted_at = excluded.noted_at
RETURNING id
"""
_FORGET = "DELETE FROM week_note WHERE shop_id = {} AND period = {} RETURNING id"

# A week, its hits (or its figure), and its answers (or how much stands behind the figure).
CountedWeek = tuple[str, float, int]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A baseline as it was frozen, with the weeks it was made of, the oldest first."""

    measure: str
    centre: float
    spread: float
    first_period: str
    last_period: str
    weeks: tuple[CountedWeek, ...]
    version: int = 0
    scope: str = ""
    frozen_by: str = ""
    frozen_at: datetime | None = None


async def newest(shop_id: int, scope: str = "") -> dict[str, Frozen]:
    """Return the baseline that judges each measure today."""
    rows = await database.fetch(_NEWEST, shop_id, scope)
    return {row["measure"]: _frozen(row) for row in rows}


async def versions(shop_id: int, measure: str, scope: str = "") -> list[Frozen]:
    """Return every baseline a measure has had, newest first."""
    return [_frozen(row) for row in await database.fetch(_VERSIONS, shop_id, measure, scope)]


async def freeze(
    shop_id: int, baselines: Iterable[Frozen], staff_id: int | None, now: datetime
) -> int:
    """Keep baselines as the next version of each; return how many."""
    kept = 0
    async with database.transaction():
        for one in baselines:
            key = (shop_id, one.measure, one.scope)
            weeks = json.dumps(one.weeks)
            await database.fetch(
                _FREEZE, *key, one.centre, one.spread, one.first_period, one.last_period, weeks,
                staff_id, now, *key,
            )  # fmt: skip
            kept += 1
    return kept


async def week_notes(shop_id: int) -> dict[str, str]:
    """Return what is noted on weeks, by period, the newest first."""
    return {row["period"]: row["note"] for row in await database.fetch(_NOTES, shop_id)}


async def note_week(shop_id: int, period: str, note: str, staff_id: int, now: datetime) -> None:
    """Name a week that was no usual one; an empty note takes the name away."""
    said = note.strip()[:NOTE_LENGTH]
    if said:
        await database.fetch(_NOTE, shop_id, period, said, staff_id, now)
    else:
        await database.fetch(_FORGET, shop_id, period)


def _frozen(row: database.Row) -> Frozen:
    weeks = tuple((period, hits, n) for period, hits, n in json.loads(row["weeks"]))
    return Frozen(**row | {"weeks": weeks})
