"""The one door to the database: start, stop, transaction, fetch, write.

Which engine is behind it is decided by the address given to `start`, and by nothing else.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from piccolo.table import Table

from models.database.engine_postgres import PooledPostgresEngine
from models.database.engine_sqlite import PooledSQLiteEngine
from models.database.errors import DatabaseUnavailable, DatabaseUrlInvalid, TransactionMisused
from models.database.statements import EngineName, Row, Steps, T, check_values, translate

BoundEngine: TypeAlias = PooledSQLiteEngine | PooledPostgresEngine

_savepoints = count(1)
_savepoints = count(1)
_bound: BoundEngine | None = None  # one database per process; `start` and `stop` set it


def engine_for(url: str, *, durable: bool = True) -> BoundEngine:
    """Return the engine that an address names, not yet opened.

    `sqlite:///var/huiyin.db` is relative to the working directory, `sqlite:////var/huiyin.db`
    absolute; `postgresql://…` goes to PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme in {"postgresql", "postgres"}:
        return PooledPostgresEngine(url, durable=durable)
    file = url.removeprefix("sqlite:///")  # a path may hold what has a meaning in addresses
    if file not in {url, ""}:
        return PooledSQLiteEngine(Path(file), durable=durable)
    msg = (
        f"the database address begins with {parts.scheme or 'nothing'!r}; "
        "write sqlite:///var/huiyin.db or postgresql://user:password@host/name"
    )
    raise DatabaseUrlInvalid(msg)


async def start(
    url: str, tables: Sequence[type[Table]] | None = None, *, durable: bool = True
) -> None:
    """Open the database at `url` and bind it to `tables` (all of the project's, if not given).

    Without `durable` a commit is not on the disk when it is acknowledged: only for what can be
    made again, such as the demo's story.
    """
    global _bound  # noqa: PLW0603  # a process has one database
    if _bound is not None:
        msg = "a database is open already; stop() it before the next start()"
        raise TransactionMisused(msg)
    engine = engine_for(url, durable=durable)
    try:
        await engine.open()
    except BaseException:
        await engine.close()
        raise
    for table in _project_tables() if tables is None else tables:
        table._meta.db = engine  # noqa: SLF001  # the binding piccolo offers
    _bound = engine


async def stop() -> None:
    """Finish what was accepted and close the database; calling it twice does no harm."""
    global _bound  # a process has one database
    if _bound is not None:
        engine, _bound = _bound, None
        await engine.close()


def bound() -> BoundEngine:
    """Return the open engine."""
    if _bound is None:
        msg = "no database is open; call database.start(url) first"
        raise DatabaseUnavailable(msg)
    return _bound


def engine_name() -> EngineName:
    """Return which engine is behind the door."""
    return bound().name


async def durability() -> dict[str, str]:
    """Return the engine's switches that decide whether a commit survives a power cut."""
    return await bound().durability()


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Do all or nothing; inside another transaction this is a savepoint, never a silent join.

    Tasks started inside must not use the database: they would share the connection.
    """
    engine = bound()
    if engine.current_transaction.get() is None:
        async with engine.transaction():
            yield
        return
    name = f"nested_{next(_savepoints)}"
    await engine.fetch(f"SAVEPOINT {name}", ())
    try:
        yield
    except BaseException:
        await engine.fetch(f"ROLLBACK TO SAVEPOINT {name}", ())
        await engine.fetch(f"RELEASE SAVEPOINT {name}", ())
        raise
    await engine.fetch(f"RELEASE SAVEPOINT {name}", ())


async def fetch(sql: str, *args: object) -> list[Row]:
    """Run SQL with `{}` placeholders and return its rows, inside the current transaction if any.

    A computed time needs its type in the alias, which PostgreSQL never sees:
    `SELECT max(sent_at) AS "last_at [timestamptz]" …`.
    """
    engine = bound()
    check_values(args)
    return await engine.fetch(translate(sql, engine.name), args)


async def write(steps: Steps[T]) -> T:
    """Run a job (a generator of `Statement`s that receives their rows) and return its value.

    The job is one transaction and the caller is answered after its durable commit. On SQLite up to
    64 waiting jobs share a commit. A job that fails is rolled back alone and raises here; a caller
    who is cancelled does not undo the job. Touch shared rows in the order of their keys, so that
    two jobs on PostgreSQL cannot wait for each other.
    """
    engine = bound()
    if engine.current_transaction.get() is not None:
        steps.close()
        msg = "write() inside a transaction would wait for itself; call it outside"
        raise TransactionMisused(msg)
    return await engine.write(steps)


def _project_tables() -> list[type[Table]]:
    """Return every table of the project and piccolo's own record of migrations."""
    from piccolo.apps.migrations.tables import Migration  # heavy; start-up only

    from models.tables import every_table  # the tables need no open database

    return [*every_table(), Migration]
