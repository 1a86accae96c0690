"""The latest orders of a shop without a sort of all, and the comments that wait without the read.

An index over every state of reading led SQLite astray: it read all comments once per answer.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:12:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes behind the filter bar and the reader's queue"


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create the index in the order of arrival, and the queue's."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        await RawTable.raw("CREATE INDEX ix_order_recent ON shop_order (shop_id, id)")
        await RawTable.raw("DROP INDEX ix_comment_reading")
        await RawTable.raw(
            "CREATE INDEX ix_comment_waiting ON comment (id) WHERE reading = 'waiting'"
        )

    async def drop() -> None:
        await RawTable.raw("DROP INDEX ix_comment_waiting")
        await RawTable.raw("CREATE INDEX ix_comment_reading ON comment (reading, id)")
        await RawTable.raw("DROP INDEX ix_order_recent")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
