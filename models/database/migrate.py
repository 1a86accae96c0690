"""Bring the schema up to date, once, however many processes try at the same time.

The steps themselves are piccolo's, in models/migrations; only the lock and the count are here.
"""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import MigrationModule
from piccolo.table import Table

from models.database.door import BoundEngine, bound
from models.database.engine_sqlite import PooledSQLiteEngine
from models.database.errors import DatabaseBusy

LOCK = 0x48554959494E  # "HUIYIN": the number of PostgreSQL's advisory lock
LOCK_SECONDS = 600.0  # how long a process waits while another one migrates


async def migrate() -> int:
    """Run the migrations that have not run yet and return how many did."""
    from models.piccolo_app import APP_CONFIG  # imports every table

    engine = bound()
    async with _alone(engine):
        runner = ForwardsMigrationManager(app_name=APP_CONFIG.app_name)
        await runner.create_migration_table()
        modules = runner.get_migration_modules(APP_CONFIG.resolved_migrations_folder_path)
        ran = await Migration.get_migrations_which_ran(APP_CONFIG.app_name)
        pending = sorted(set(modules) - set(ran))
        for name in pending:
            _bind_tables(modules[name], engine)
            await _run(name, modules[name], APP_CONFIG.app_name, engine)
    return len(pending)


async def pending_migrations() -> int:
    """Return how many migrations have not run on this database."""
    from models.piccolo_app import APP_CONFIG  # imports every table

    runner = ForwardsMigrationManager(app_name=APP_CONFIG.app_name)
    known = set(runner.get_migration_modules(APP_CONFIG.resolved_migrations_folder_path))
    if not await Migration.table_exists():
        return len(known)
    return len(known - set(await Migration.get_migrations_which_ran(APP_CONFIG.app_name)))


async def _run(name: str, module: MigrationModule, app_name: str, engine: BoundEngine) -> None:
    """Run one migration and record it in the same transaction, so that a kill leaves neither."""
    async with engine.transaction():
        manager = await module.forwards()
        if manager is not None:
            manager.wrap_in_transaction = False  # ours holds its record too
            with redirect_stdout(io.StringIO()):  # piccolo reports by print
                await manager.run()
        await Migration.insert(Migration(name=name, app_name=app_name))


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
