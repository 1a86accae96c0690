"""No two views of a person share a name, and at most one is where they begin."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:10:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of saved views"

INDEXES = {
    "uq_saved_view_name": "UNIQUE INDEX {} ON saved_view (shop_id, staff_id, name) "
    "WHERE removed_at IS NULL",
    "uq_saved_view_start": "UNIQUE INDEX {} ON saved_view (shop_id, staff_id) "
    "WHERE is_start AND removed_at IS NULL",
    "ix_saved_view_shared": "INDEX {} ON saved_view (shop_id) WHERE shared AND removed_at IS NULL",
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
