"""The PostgreSQL engine under piccolo: a pool and synchronous commits.

Piccolo's own engine connects while it is constructed and knows no limits of waiting; here both are
mended. Piccolo calls `_run_in_pool` by name; tests/models/database guards that it still does.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from models.database.errors import (
    ANOTHER_TASK,
    DatabaseBusy,
    TransactionMisused,
)
from models.database.pool_postgres import PostgresPool
from models.database.postgres_faults import named_errors
from models.database.statements import EngineName, Row, Statement, Steps, T, translate
from models.database.transaction_postgres import PooledTransaction, begun, ended

POOL_SIZE = 10
QUEUE = 1024  # writes that may wait; beyond it the honest answer is "try again"

SESSION = {
    "application_name": "huiyin",
    "timezone": "UTC",
    "synchronous_commit": "on",  # an answer is acknowledged when it is on the disk
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    # One plan for any value, made once. PostgreSQL would plan anew until a connection has run the
    # same words five times, and take every word that is not asked for ('' IN ('', carrier)) for a
    # promise of many rows: it then reads a shop's whole tables for four weeks of them.
    "plan_cache_mode": "force_generic_plan",
    # The days that are looked at lie in memory or on an SSD, not under a moving head.
    "random_page_cost": "1.1",
}


class PooledPostgresEngine(PostgresEngine):
    """Piccolo's PostgreSQL engine over a pool whose commits are durable."""

    name: EngineName = "postgres"

    def __init__(self, url: str, size: int = POOL_SIZE, *, durable: bool = True) -> None:
        super().__init__(config={"dsn": url}, extensions=())
        session = SESSION if durable else SESSION | {"synchronous_commit": "off"}
        self.connections = PostgresPool(url, size, session)
        self._writes: set[asyncio.Task[Any]] = set()  # Any: each write has its own result

    async def check_version(self) -> None:
        """Ask nothing while constructed: `open` names a server that is gone."""

    async def open(self) -> None:
        """Connect the pool."""
        await self.connections.open()
        self.pool = self.connections.connections  # piccolo looks whether there is one

    async def close(self) -> None:
        """Finish the writes under way, then close the pool."""
        if self._writes:
            await asyncio.wait(self._writes)
        self.pool = None
        await self.connections.close()

    async def fetch(self, sql: str, args: Sequence[object]) -> list[Row]:
        """Run one translated statement, inside the current transaction if there is one."""
        transaction = self._own_transaction()
        if transaction is None:
            rows = await self._run_in_pool(sql, args)
        else:
            with named_errors():
                rows = await transaction.connection.fetch(sql, *args)
        return [dict(row) for row in rows]

    async def write(self, steps: Steps[T]) -> T:
        """Run a job in a transaction of its own; it goes on to its commit if the caller leaves."""
        if len(self._writes) >= QUEUE:
            steps.close()
            msg = f"{QUEUE} writes are waiting already; try again"
            raise DatabaseBusy(msg)
        task = asyncio.create_task(self._write(steps))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        return await asyncio.shield(task)

    async def _write(self, steps: Steps[T]) -> T:
        try:
            with named_errors():
                connection, transaction = await self.connections.ask_first(begun)
                try:
                    async with ended(connection, transaction):
                        return await _drive(connection, steps)
                finally:
                    await self.connections.give_back(connection)
        finally:
            steps.close()

    def transaction(
        self,
        allow_nested: bool = True,  # noqa: FBT001, FBT002  # the signature is piccolo's
    ) -> PooledTransaction:
        """Return a transaction on a pooled connection."""
        return PooledTransaction(self, self.connections, allow_nested=allow_nested)

    async def durability(self) -> dict[str, str]:
        """Return the switches that decide whether a commit survives a power cut."""
        names = ("fsync", "synchronous_commit", "full_page_writes")
        rows = await self.fetch(
            "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", (list(names),)
        )
        return {row["name"]: row["setting"] for row in rows}

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002  # Any and the flag are piccolo's
        """Run one of piccolo's queries, its faults named."""
        self._own_transaction()
        with named_errors():
            return await super().run_querystring(querystring, in_pool=in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002  # Any and the flag are piccolo's
        """Run one of piccolo's changes of the schema, its faults named."""
        self._own_transaction()
        with named_errors():
            return await super().run_ddl(ddl, in_pool=in_pool)

    def _own_transaction(self) -> PooledTransaction | None:
        """Return the open transaction; refuse one that another task has opened."""
        transaction = cast("PooledTransaction | None", self.current_transaction.get())
        if transaction is not None and transaction.owner is not asyncio.current_task():
            raise TransactionMisused(ANOTHER_TASK)
        return transaction

    async def _run_in_pool(
        self, query: str, args: Sequence[object] | None = None
    ) -> Any:  # asyncpg has no types
        with named_errors():
            connection, rows = await self.connections.ask_first(
                lambda one: one.fetch(query, *(args or ()))
            )
            await self.connections.give_back(connection)
            return rows


async def _drive(connection: Any, steps: Steps[T]) -> T:  # asyncpg has no types
    """Run a job's statements one after another until it returns."""
    try:
        statement = next(steps)
        while True:
            statement = steps.send(await _execute(connection, statement))
    except StopIteration as end:
        value: T = end.value
        return value


async def _execute(connection: Any, statement: Statement) -> list[Row]:  # asyncpg has no types
    statement.check()
    sql = translate(statement.sql, "postgres", locks=statement.locks)
    if statement.rows is not None:
        await connection.executemany(sql, statement.rows)
        return []
    return [dict(row) for row in await connection.fetch(sql, *statement.args)]
