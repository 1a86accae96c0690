"""Whom we asked in a span and who answered, read from one index instead of every row."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index behind the response rate"


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create the index with every column that the sum needs."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        await RawTable.raw(
            "CREATE INDEX ix_invitation_response "
            "ON invitation (shop_id, sent_at, answered_at, state)"
        )

    async def drop() -> None:
        await RawTable.raw("DROP INDEX ix_invitation_response")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
