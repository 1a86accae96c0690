"""Who made a key to the shop's figures, and when it was last used."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import BigInt, Timestamptz
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T01:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys to the API: their maker and their last use"
PLAIN = {
    "default": None,
    "null": True,
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}


async def forwards() -> MigrationManager:
    """Add both columns; keys that are there already have neither."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)
    for name, kind in (("created_by", BigInt), ("used_at", Timestamptz)):
        manager.add_column(
            table_class_name="ShopKey",
            tablename="shop_key",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params=PLAIN,
            schema=None,
        )
    return manager
