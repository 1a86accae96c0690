"""What shops decided about asking, change by change; the index follows in m0027b."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB, BigInt, Serial, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T07:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "changes of a shop's rules of asking"

NAME, STORED = "RuleChange", "rule_change"
COMMON: dict[str, Any] = {  # Any: piccolo's own
    "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
ADDED: tuple[tuple[str, Any, dict[str, Any]], ...] = (  # Any: piccolo's own
    ("id", Serial, {"primary_key": True}),
    ("shop_id", BigInt, {"default": 0}),
    ("number", BigInt, {"default": 0}),
    ("staff_id", BigInt, {"default": None, "null": True}),
    ("before", JSONB, {"default": "{}"}),
    ("after", JSONB, {"default": "{}"}),
    ("takes_back", BigInt, {"default": None, "null": True}),
    ("note", Varchar, {"length": 200, "default": ""}),
    ("at", Timestamptz, {"default": None, "null": True}),
)


async def forwards() -> MigrationManager:
    """Make the table."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)
    manager.add_table(class_name=NAME, tablename=STORED, schema=None, columns=None)
    for column, kind, params in ADDED:
        manager.add_column(
            table_class_name=NAME,
            tablename=STORED,
            column_name=column,
            db_column_name=column,
            column_class_name=kind.__name__,
            column_class=kind,
            params=COMMON | params,
            schema=None,
        )
    return manager
