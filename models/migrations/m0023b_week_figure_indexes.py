"""One figure for each week and measure; a week's orders, contacts and refunds without a scan."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T03:23:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of single figures of weeks"

INDEXES = {
    "uq_week_figure": "UNIQUE INDEX {} ON week_figure (shop_id, measure, period)",
    "ix_order_placed": "INDEX {} ON shop_order (shop_id, placed_at)",
    "ix_order_refunded": "INDEX {} ON shop_order (shop_id, refunded_at) "
    "WHERE refunded_at IS NOT NULL",
    "ix_contact_opened": "INDEX {} ON contact (shop_id, opened_at)",
}


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create every index of the list."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        for name, definition in INDEXES.items():
            await RawTable.raw("CREATE " + definition.replace("{}", name))

    async def drop() -> None:
        for name in INDEXES:
            await RawTable.raw("DROP INDEX " + name)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
