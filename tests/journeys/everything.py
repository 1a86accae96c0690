"""All rows of all tables, for tests that promise that nothing has changed."""

from typing import Any

from models import database

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' "
    "ESCAPE '@'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}


async def every_row() -> dict[str, list[dict[str, Any]]]:  # Any: whatever the tables hold
    """Return each table's rows in an order that does not depend on the engine."""
    names = [row["name"] for row in await database.fetch(_TABLES[database.engine_name()])]
    return {
        name: sorted(await database.fetch('SELECT * FROM "' + name + '"'), key=repr)
        for name in sorted(names)
    }
