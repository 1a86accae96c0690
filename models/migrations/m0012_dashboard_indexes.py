"""Dashboards ask the counts for a few items of many days; reminders are found by their day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes behind the dashboard's counts and reminders"

BEFORE = {
    "uq_score_count": "UNIQUE INDEX {} ON score_count (shop_id, day, form, item, score)",
}
AFTER = {
    # The same key, the item first: what a screen reads no longer grows with the items it does not.
    "uq_score_count": "UNIQUE INDEX {} ON score_count (shop_id, item, day, form, score)",
    "ix_invitation_reminded": (
        "INDEX {} ON invitation (shop_id, reminded_at) WHERE reminded_at IS NOT NULL"
    ),
}


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Replace the key of the counts and add the others."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        await replace(BEFORE, AFTER)

    async def undo() -> None:
        await replace(AFTER, BEFORE)

    manager.add_raw(create)
    manager.add_raw_backwards(undo)
    return manager


async def replace(old: dict[str, str], new: dict[str, str]) -> None:
    """Drop some indexes and create others."""
    for name in old:
        await RawTable.raw("DROP INDEX " + name)
    for name, definition in new.items():
        await RawTable.raw("CREATE " + definition.replace("{}", name))
