"""How many letters a shop has written today is counted before each one, where it set a limit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T07:27:45:000000"
VERSION = "1.38.0"
DESCRIPTION = "letters of a day"


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create the index of a shop's invitations by the moment they were written."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        await RawTable.raw("CREATE INDEX ix_invitation_created ON invitation (shop_id, created_at)")

    async def drop() -> None:
        await RawTable.raw("DROP INDEX ix_invitation_created")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
