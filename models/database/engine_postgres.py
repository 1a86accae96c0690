"""The PostgreSQL engine under piccolo: a pool and synchronous commits.

Piccolo's own engine connects while it is constructed and knows no limits of waiting; here both are
mended. Piccolo calls `_run_in_pool` by name; tests/models/database guards that it still does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from models.database.errors import (
    ANOTHER_TASK,
    DatabaseBusy,
    DatabaseUnavailable,
    TransactionMisused,
)
from models.database.postgres_faults import is_farewell, named_errors
from models.database.statements import EngineName, Row, Statement, Steps, T, translate
from models.database.transaction_postgres import PooledTransaction, begun, ended

POOL_SIZE = 10
PATIENCE = 10.0  # seconds to wait for a connection, free or new
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
        self._size = size
        self._session = SESSION if durable else SESSION | {"synchronous_commit": "off"}
        self._writes: set[asyncio.Task[Any]] = set()  # Any: each write has its own result

    async def check_version(self) -> None:
        """Ask nothing while constructed: `open` names a server that is gone."""

    async def open(self) -> None:
        """Connect the pool; a server that is gone is named with its address, not its password."""
        address = urlsplit(self.config["dsn"])
        try:
            with named_errors():
                self.pool = await asyncpg.create_pool(
                    self.config["dsn"],
                    min_size=1,
                    max_size=self._size,
                    timeout=PATIENCE,
                    server_settings=self._session,
                )
        except DatabaseUnavailable as fault:
            where = f"{address.hostname or 'local socket'}{address.path}"
            msg = f"PostgreSQL at {where} does not answer: {fault}"
            raise type(fault)(msg) from fault

    async def close(self) -> None:
        """Finish the writes under way, then close the pool."""
        if self._writes:
            await asyncio.wait(self._writes)
        if self.pool is not None:
            pool, self.pool = self.pool, None
            try:
                async with asyncio.timeout(PATIENCE):
                    await pool.close()
            except TimeoutError:  # somebody still holds a connection
                pool.terminate()

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
                connection, transaction = await self.ask_first(begun)
                try:
                    async with ended(connection, transaction):
                        return await _drive(connection, steps)
                finally:
                    await self.give_back(connection)
        finally:
            steps.close()

    def transaction(
        self,
        allow_nested: bool = True,  # noqa: FBT001, FBT002  # the signature is piccolo's
    ) -> PooledTransaction:
        """Return a transaction on a pooled connection."""
        return PooledTransaction(self, allow_nested=allow_nested)

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
            connection, rows = await self.ask_first(lambda one: one.fetch(query, *(args or ())))
            await self.give_back(connection)
            return rows

    async def ask_first(self, ask: Callable[[Any], Awaitable[T]]) -> tuple[Any, T]:
        """Borrow a connection and ask it something; return both.

        Between the server's farewell and the end of its socket a connection looks alive; asyncpg
        refuses to use it before anything is sent, so asking another one does nothing twice.
        """
        for _ in range(self._size + 1):
            connection = await self.borrow()
            try:
                return connection, await ask(connection)
            except BaseException as fault:
                if is_farewell(fault):
                    connection.terminate()
                await self.give_back(connection)
                if not is_farewell(fault):
                    raise
        msg = "every connection to the database server was closed by it"
        raise DatabaseUnavailable(msg)

    async def borrow(self) -> Any:  # asyncpg has no types
        """Take a connection of the pool, waiting a little."""
        if self.pool is None:
            msg = "the database pool is closed"
            raise DatabaseUnavailable(msg)
        return await self.pool.acquire(timeout=PATIENCE)

    async def give_back(self, connection: Any) -> None:  # asyncpg has no types
        """Return a connection; asyncpg shields this from cancellation and resets the session."""
        if self.pool is not None:
            await self.pool.release(connection)


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
