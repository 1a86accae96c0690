"""Frozen baselines, alerts, and notes on weeks; the indexes follow in m0009b."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import (
    BigInt,
    BigSerial,
    DoublePrecision,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T01:09:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "baselines, alerts, notes on weeks"

COMMON: dict[str, Any] = {  # Any: piccolo's own
    "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
NOTHING: dict[str, Any] = {"default": None, "null": True}  # Any: piccolo's own
KEY: dict[str, Any] = {"primary_key": True}  # Any: piccolo's own
ZERO: dict[str, Any] = {"default": 0}  # Any: piccolo's own
NUMBER: dict[str, Any] = {"default": 0.0}  # Any: piccolo's own


def _words(length: int, default: str = "") -> dict[str, Any]:  # Any: piccolo's own
    return {"length": length, "default": default}


TABLES = {"AlertBaseline": "alert_baseline", "Alert": "alert", "WeekNote": "week_note"}
ADDED: dict[str, tuple[tuple[str, Any, dict[str, Any]], ...]] = {  # Any: piccolo's own
    "AlertBaseline": (
        ("id", BigSerial, KEY),
        ("shop_id", BigInt, ZERO),
        ("measure", Varchar, _words(48)),
        ("scope", Varchar, _words(120)),
        ("version", Integer, {"default": 1}),
        ("centre", DoublePrecision, NUMBER),
        ("spread", DoublePrecision, NUMBER),
        ("first_period", Varchar, _words(12)),
        ("last_period", Varchar, _words(12)),
        ("weeks", Text, {"default": "[]"}),
        ("frozen_by", BigInt, NOTHING),
        ("frozen_at", Timestamptz, NOTHING),
    ),
    "Alert": (
        ("id", BigSerial, KEY),
        ("shop_id", BigInt, ZERO),
        ("measure", Varchar, _words(48)),
        ("scope", Varchar, _words(120)),
        ("chart", Varchar, _words(8)),
        ("baseline_version", Integer, {"default": 1}),
        ("opened_period", Varchar, _words(12)),
        ("last_period", Varchar, _words(12)),
        ("ended_period", Varchar, _words(12)),
        ("hits", BigInt, ZERO),
        ("n", BigInt, ZERO),
        ("value", DoublePrecision, NUMBER),
        ("upper", DoublePrecision, NUMBER),
        ("state", Varchar, _words(12, "open")),
        ("state_by", BigInt, NOTHING),
        ("state_at", Timestamptz, NOTHING),
        ("note", Varchar, _words(400)),
        ("created_at", Timestamptz, NOTHING),
    ),
    "WeekNote": (
        ("id", BigSerial, KEY),
        ("shop_id", BigInt, ZERO),
        ("period", Varchar, _words(12)),
        ("note", Varchar, _words(120)),
        ("noted_by", BigInt, NOTHING),
        ("noted_at", Timestamptz, NOTHING),
    ),
}


async def forwards() -> MigrationManager:
    """Make the three tables."""
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
