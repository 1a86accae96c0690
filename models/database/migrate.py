"""Bring the schema up to date, once, however many processes try at the same time.

The steps themselves are piccolo's, in models/migrations; only the lock and the count are here.
"""

from __future__ import annotations

import asyncio
import io
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from piccolo.apps.migrations.tables import Migration
from piccolo.table import Table

from models import migrations
from models.database.door import BoundEngine, bound
from models.database.engine_sqlite import PooledSQLiteEngine
from models.database.errors import DatabaseBusy

if TYPE_CHECKING:
    from piccolo.conf.apps import MigrationModule  # brings a code formatter along

APP_NAME = "models"  # as piccolo_app.py calls it, and every migration says
_ID = re.compile(r'^ID = "([^"]+)"', re.MULTILINE)
LOCK = 0x48554959494E  # "HUIYIN": the number of PostgreSQL's advisory lock
LOCK_SECONDS = 600.0  # how long a process waits while another one migrates


async def migrate() -> int:
    """Run the migrations that have not run yet and return how many did."""
    engine = bound()
    async with _alone(engine):
        await Migration.create_table(if_not_exists=True)
        pending = await _pending()
        for name in pending:
            module = _module(known_migrations()[name])
            _bind_tables(module, engine)
            await _run(name, module, engine)
    return len(pending)


async def pending_migrations() -> int:
    """Return how many migrations have not run on this database."""
    return len(await _pending() if await Migration.table_exists() else known_migrations())


@cache
def known_migrations() -> dict[str, str]:
    """Return the file of every step of the history by its ID, in order.

    Read from the files' text: a process that serves only counts them, and must not hold 12 MB of
    steps that ran long ago.
    """
    files = Path(migrations.__path__[0]).glob("m[0-9]*.py")
    found = {_ID.findall(file.read_text(encoding="utf-8"))[0]: file.stem for file in files}
    return dict(sorted(found.items()))


def _module(file: str) -> MigrationModule:
    return cast("MigrationModule", import_module(f"{migrations.__name__}.{file}"))


async def _pending() -> list[str]:
    ran = await Migration.get_migrations_which_ran(APP_NAME)
    return [name for name in known_migrations() if name not in ran]


async def _run(name: str, module: MigrationModule, engine: BoundEngine) -> None:
    """Run one migration and record it in the same transaction, so that a kill leaves neither."""
    async with engine.transaction():
        manager = await module.forwards()
        if manager is not None:
            manager.wrap_in_transaction = False  # ours holds its record too
            with redirect_stdout(io.StringIO()):  # piccolo reports by print
                await manager.run()
        await Migration.insert(Migration(name=name, app_name=APP_NAME))


def _bind_tables(module: MigrationModule, engine: BoundEngine) -> None:
    """Bind the throw-away tables through which hand-written migrations speak raw SQL."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Table) and value is not Table:
            value._meta.db = engine  # noqa: SLF001  # the binding piccolo offers


@asynccontextmanager
async def _alone(engine: BoundEngine) -> AsyncIterator[None]:
    if isinstance(engine, PooledSQLiteEngine):
        lock = await asyncio.to_thread(_take_lock_file, f"{engine.file}.migrating")
        try:
            yield
        finally:
            lock.close()
    else:
        connection = await engine.get_new_connection()  # outside the pool: it sleeps on the lock
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
            yield
        finally:
            await connection.close()


def _take_lock_file(path: str) -> sqlite3.Connection:
    """Hold a lock on an empty SQLite file beside the database; it ends with the process."""
    lock = sqlite3.connect(path, LOCK_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as fault:
        lock.close()
        msg = f"another process has been migrating for {LOCK_SECONDS:.0f} s; wait for it to finish"
        raise DatabaseBusy(msg) from fault
    return lock
