"""The changes of a shop's rules are numbered: of two owners at once one is told of the other."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T07:27:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "one number for each change of a shop's rules"

INDEXES = {
    "uq_rule_change": "UNIQUE INDEX {} ON rule_change (shop_id, number)",
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
