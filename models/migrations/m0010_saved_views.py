"""Saved views; the indexes follow in m0010b."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigInt, BigSerial, Boolean, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T01:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "saved views"

COMMON: dict[str, Any] = {  # Any: piccolo's own
    "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
NOTHING: dict[str, Any] = {"default": None, "null": True}  # Any: piccolo's own
COLUMNS: tuple[tuple[str, Any, dict[str, Any]], ...] = (  # Any: piccolo's own
    ("id", BigSerial, {"primary_key": True}),
    ("shop_id", BigInt, {"default": 0}),
    ("staff_id", BigInt, {"default": 0}),
    ("name", Varchar, {"length": 80, "default": ""}),
    ("address", Varchar, {"length": 1000, "default": ""}),
    ("shared", Boolean, {"default": False}),
    ("is_start", Boolean, {"default": False}),
    ("created_at", Timestamptz, NOTHING),
    ("removed_at", Timestamptz, NOTHING),
)


async def forwards() -> MigrationManager:
    """Create the table."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)
    manager.add_table(class_name="SavedView", tablename="saved_view", schema=None, columns=None)
    for name, kind, params in COLUMNS:
        manager.add_column(
            table_class_name="SavedView",
            tablename="saved_view",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params=COMMON | params,
            schema=None,
        )
    return manager
