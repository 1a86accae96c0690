"""Orders and contacts by the day they became ready to ask about: what answers are weighted to."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes behind weighting to all eligible orders"

INDEXES = {
    "ix_order_ready": "shop_order (shop_id, (coalesce(delivered_at, completed_at)))",
    "ix_contact_closed": "contact (shop_id, closed_at)",
}


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create both indexes."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        for name, columns in INDEXES.items():
            await RawTable.raw("CREATE INDEX " + name + " ON " + columns)

    async def drop() -> None:
        for name in INDEXES:
            await RawTable.raw("DROP INDEX " + name)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
