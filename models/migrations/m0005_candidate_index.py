"""What came up in a span and what became of it, without reading every order there ever was."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T23:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index behind the way from an order to an answer"


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create the index by the moment something came up."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        await RawTable.raw("CREATE INDEX ix_candidate_created ON candidate (shop_id, created_at)")

    async def drop() -> None:
        await RawTable.raw("DROP INDEX ix_candidate_created")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
