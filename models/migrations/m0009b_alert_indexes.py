"""What makes one alert of one excursion, whoever evaluates the week, and finds the open ones."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T01:09:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of baselines, alerts, notes on weeks"

INDEXES = {
    "uq_alert_baseline": "UNIQUE INDEX {} ON alert_baseline (shop_id, measure, scope, version)",
    "uq_alert": "UNIQUE INDEX {} ON alert (shop_id, measure, scope, opened_period)",
    "uq_alert_running": "UNIQUE INDEX {} ON alert (shop_id, measure, scope) "
    "WHERE ended_period = ''",
    "ix_alert_state": "INDEX {} ON alert (shop_id, state, opened_period)",
    "uq_week_note": "UNIQUE INDEX {} ON week_note (shop_id, period)",
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
