"""Tags are looked up by their comment; an index that only began with the shop led SQLite astray."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T00:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index behind corrections; none that scans a whole shop for one comment"


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Drop the index by code, which no query asks for, and add the one by a person's word."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def change() -> None:
        await RawTable.raw("DROP INDEX ix_tag_code")
        await RawTable.raw(
            "CREATE INDEX ix_tag_verdict ON tag (shop_id, comment) WHERE verdict <> ''"
        )

    async def back() -> None:
        await RawTable.raw("DROP INDEX ix_tag_verdict")
        await RawTable.raw("CREATE INDEX ix_tag_code ON tag (shop_id, code)")

    manager.add_raw(change)
    manager.add_raw_backwards(back)
    return manager
