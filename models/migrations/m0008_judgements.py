"""Comments judged whole, marks by hand, a shop's own words for tags, and the weekly audit's draw.

The indexes follow in m0008b: raw statements of a migration run before its tables are made.
"""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import (
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-11-22T01:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "judgements of whole comments, marks, own tags, audits"

COMMON: dict[str, Any] = {  # Any: piccolo's own
    "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip
NOTHING: dict[str, Any] = {"default": None, "null": True}  # Any: piccolo's own


class Comment(Table, tablename="comment", schema=None):
    """What the new foreign key points at."""

    id = BigSerial(**COMMON | {"primary_key": True})


TO_COMMENT: dict[str, Any] = {  # Any: piccolo's own
    "references": Comment, "on_delete": OnDelete.cascade, "on_update": OnUpdate.cascade,
    "target_column": None, "null": True,
}  # fmt: skip
ADDED: dict[str, tuple[tuple[str, Any, dict[str, Any]], ...]] = {  # Any: piccolo's own
    "Comment": (("judged_at", Timestamptz, NOTHING), ("judged_by", BigInt, NOTHING)),
    "Tag": (("marked_start", Integer, NOTHING), ("marked_end", Integer, NOTHING)),
    "ShopTag": (
        ("id", BigSerial, {"primary_key": True}),
        ("shop_id", BigInt, {"default": 0}),
        ("code", Varchar, {"length": 40, "default": ""}),
        ("name_zh", Varchar, {"length": 40, "default": ""}),
        ("name_en", Varchar, {"length": 40, "default": ""}),
        ("stage", Varchar, {"length": 12, "default": ""}),
        ("hidden", Boolean, {"default": False}),
        ("added_by", BigInt, NOTHING),
        ("added_at", Timestamptz, NOTHING),
    ),
    "AuditComment": (
        ("id", BigSerial, {"primary_key": True}),
        ("shop_id", BigInt, {"default": 0}),
        ("period", Varchar, {"length": 12, "default": ""}),
        ("place", SmallInt, {"default": 0}),
        ("comment", ForeignKey, TO_COMMENT),
        ("read_tags", Text, {"default": ""}),
        ("model_version", Varchar, {"length": 64, "default": ""}),
        ("drawn_at", Timestamptz, NOTHING),
    ),
}
TABLES = {"ShopTag": "shop_tag", "AuditComment": "audit_comment"}


async def forwards() -> MigrationManager:
    """Make the tables and add the columns."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)
    for name, stored in TABLES.items():
        manager.add_table(class_name=name, tablename=stored, schema=None, columns=None)
    for table, columns in ADDED.items():
        for name, kind, params in columns:
            manager.add_column(
                table_class_name=table,
                tablename=TABLES.get(table, table.lower()),
                column_name=name,
                db_column_name=name,
                column_class_name=kind.__name__,
                column_class=kind,
                params=COMMON | params,
                schema=None,
            )
    return manager
