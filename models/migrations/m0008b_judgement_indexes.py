"""What keeps an audit's draw and a shop's words for tags single, and finds judged comments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:08:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of judgements, own tags and audits"

INDEXES = {
    "ix_comment_judged": "INDEX {} ON comment (shop_id, id) WHERE judged_at IS NOT NULL",
    "uq_shop_tag": "UNIQUE INDEX {} ON shop_tag (shop_id, code)",
    "uq_audit_comment": "UNIQUE INDEX {} ON audit_comment (shop_id, comment)",
    "ix_audit_period": "INDEX {} ON audit_comment (shop_id, period, place)",
    "ix_audit_comment": "INDEX {} ON audit_comment (comment)",
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
