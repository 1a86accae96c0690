"""Weeks counted from their rows once; what notices that a row has changed follows in m0026b."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigInt, BigSerial, Text, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T06:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "kept weeks"

COMMON: dict[str, Any] = {  # Any: piccolo's own
    "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
NO_TIME = {"default": None, "null": True}
ADDED: tuple[tuple[str, str, str, Any, dict[str, Any]], ...] = (  # Any: piccolo's own
    ("KeptWeek", "kept_week", "id", BigSerial, {"primary_key": True}),
    ("KeptWeek", "kept_week", "shop_id", BigInt, {"default": 0}),
    ("KeptWeek", "kept_week", "part", Varchar, {"length": 12, "default": ""}),
    ("KeptWeek", "kept_week", "since", Timestamptz, NO_TIME),
    ("KeptWeek", "kept_week", "until", Timestamptz, NO_TIME),
    ("KeptWeek", "kept_week", "last_at", Timestamptz, NO_TIME),
    ("KeptWeek", "kept_week", "cells", Text, {"default": "[]"}),
    ("StaleWeek", "stale_week", "id", BigSerial, {"primary_key": True}),
    ("StaleWeek", "stale_week", "week", BigInt, {"default": 0}),
)


async def forwards() -> MigrationManager:
    """Make both tables, empty: weeks are counted while the program runs, some at a time."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)
    for name, stored in (("KeptWeek", "kept_week"), ("StaleWeek", "stale_week")):
        manager.add_table(class_name=name, tablename=stored, schema=None, columns=None)
    for name, stored, column, kind, params in ADDED:
        manager.add_column(
            table_class_name=name,
            tablename=stored,
            column_name=column,
            db_column_name=column,
            column_class_name=kind.__name__,
            column_class=kind,
            params=COMMON | params,
            schema=None,
        )
    return manager
