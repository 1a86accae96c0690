"""Letters and replies counted by the day the letter left, for those that left before."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:07:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "counts behind the response rate"

# As models/counting.py had it at the time: a migration says the same for ever.
LONGEST_REPLY = timedelta(days=60)
CHUNK = 500
SHOPS = "SELECT id, timezone FROM shop"
NEXT_SENT = """
SELECT sent_at FROM invitation WHERE shop_id = {} AND sent_at >= {} ORDER BY sent_at LIMIT 1
"""
SENT_ON_A_DAY = """
SELECT form, answered_at, count(*) AS n FROM invitation
WHERE shop_id = {} AND sent_at >= {} AND sent_at < {} AND state <> 'withdrawn'
GROUP BY form, answered_at
"""
INSERT = "INSERT INTO score_count (shop_id, day, form, item, score, n) VALUES "
DELETE = "DELETE FROM score_count WHERE item IN ('ASKED', 'HEARD')"

Cells = Counter[tuple[int, date, str, str, int]]


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Count every shop's letters, one local day after another."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def count() -> None:
        for shop in await RawTable.raw(SHOPS):
            cells = await counted(shop["id"], ZoneInfo(shop["timezone"]))
            rows = [(*key, n) for key, n in sorted(cells.items())]
            for start in range(0, len(rows), CHUNK):
                await insert(rows[start : start + CHUNK])

    async def forget() -> None:
        await RawTable.raw(DELETE)

    manager.add_raw(count)
    manager.add_raw_backwards(forget)
    return manager


async def counted(shop_id: int, zone: ZoneInfo) -> Cells:
    """Return how many letters left on each local day, and how many days their replies took."""
    cells: Cells = Counter()
    since = datetime(1970, 1, 1, tzinfo=UTC)
    while sent := await RawTable.raw(NEXT_SENT, shop_id, since):
        day = sent[0]["sent_at"].astimezone(zone).date()
        since, until = (
            datetime.combine(day + timedelta(days=more), time(), zone) for more in (0, 1)
        )
        for row in await RawTable.raw(SENT_ON_A_DAY, shop_id, since, until):
            cells[shop_id, day, row["form"], "ASKED", 0] += row["n"]
            if row["answered_at"] is not None:
                took = min(row["answered_at"].astimezone(zone).date() - day, LONGEST_REPLY).days
                cells[shop_id, day, row["form"], "HEARD", max(took, 0)] += row["n"]
        since = until
    return cells


async def insert(rows: list[tuple[int, date, str, str, int, int]]) -> None:
    """Write some cells in one statement."""
    places = ", ".join(["({}, {}, {}, {}, {}, {})"] * len(rows))
    await RawTable.raw(INSERT + places, *(value for row in rows for value in row))
