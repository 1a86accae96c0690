"""Cases and what was done about them; the indexes follow in m0025b."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T06:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cases"

COMMON: dict[str, Any] = {  # Any: piccolo's own
    "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
NOTHING: dict[str, Any] = {"default": None, "null": True}  # Any: piccolo's own
KEY: dict[str, Any] = {"primary_key": True}  # Any: piccolo's own
ZERO: dict[str, Any] = {"default": 0}  # Any: piccolo's own


def _words(length: int, default: str = "") -> dict[str, Any]:  # Any: piccolo's own
    return {"length": length, "default": default}


TABLES = {"Case": "service_case", "CaseEvent": "case_event"}
ADDED: dict[str, tuple[tuple[str, Any, dict[str, Any]], ...]] = {  # Any: piccolo's own
    "Case": (
        ("id", BigSerial, KEY),
        ("shop_id", BigInt, ZERO),
        ("answer_id", BigInt, ZERO),
        ("state", Varchar, _words(8, "open")),
        ("reasons", Varchar, _words(400)),
        ("stages", Varchar, _words(60)),
        ("owner_id", BigInt, NOTHING),
        ("outcome", Varchar, _words(16)),
        ("cause", Varchar, _words(400)),
        ("version", Integer, {"default": 1}),
        ("opened_at", Timestamptz, NOTHING),
        ("due_at", Timestamptz, NOTHING),
        ("replied_at", Timestamptz, NOTHING),
        ("closed_at", Timestamptz, NOTHING),
    ),
    "CaseEvent": (
        ("id", BigSerial, KEY),
        ("shop_id", BigInt, ZERO),
        ("case_id", BigInt, ZERO),
        ("deed", Varchar, _words(12)),
        ("staff_id", BigInt, NOTHING),
        ("about_id", BigInt, NOTHING),
        ("outcome", Varchar, _words(16)),
        ("text", Text, {"default": ""}),
        ("at", Timestamptz, NOTHING),
    ),
}


async def forwards() -> MigrationManager:
    """Make the two tables."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)
    for name, stored in TABLES.items():
        manager.add_table(class_name=name, tablename=stored, schema=None, columns=None)
        for column, kind, params in ADDED[name]:
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
