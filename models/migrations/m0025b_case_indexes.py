"""What makes one case of one answer, orders the open ones, and finds the answers that need one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T06:25:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of cases, and of low scores"

INDEXES = {
    "uq_service_case": "UNIQUE INDEX {} ON service_case (shop_id, answer_id)",
    "ix_case_due": "INDEX {} ON service_case (shop_id, due_at, id) WHERE state = 'open'",
    "ix_case_closed": "INDEX {} ON service_case (shop_id, closed_at, id) WHERE state = 'closed'",
    "ix_case_event": "INDEX {} ON case_event (case_id, id)",
    # Few ratings are low, so what looks for them every minute reads few rows.
    "ix_rating_low": (
        "INDEX {} ON rating (shop_id, answer) WHERE state = 'rated' AND score <= 2 "
        "AND item IN ('OV1', 'BR0', 'PA0', 'SH0', 'RE0', 'CT9')"
    ),
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
