"""What became of orders, read without their rows; and the few letters that went astray."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes behind the page of response health"

BEFORE = {"ix_candidate_created": "candidate (shop_id, created_at)"}
AFTER = {
    "ix_candidate_course": "candidate (shop_id, created_at, state, survey_kind, reason)",
    "ix_outbox_astray": (
        "outbox_message (shop_id, invitation_id) "
        "WHERE kind = 'invitation' AND state IN ('unknown', 'failed', 'withdrawn')"
    ),
}


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Widen the index of what came up, and add the one of letters that did not arrive."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        await replace(BEFORE, AFTER)

    async def undo() -> None:
        await replace(AFTER, BEFORE)

    manager.add_raw(create)
    manager.add_raw_backwards(undo)
    return manager


async def replace(old: dict[str, str], new: dict[str, str]) -> None:
    """Drop some indexes and create others."""
    for name in old:
        await RawTable.raw("DROP INDEX " + name)
    for name, columns in new.items():
        await RawTable.raw("CREATE INDEX " + name + " ON " + columns)
