"""Transactions on PostgreSQL that never lose their connection and belong to one task.

Piccolo's own leak a connection when BEGIN or COMMIT raises.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from models.database.errors import TransactionMisused
from models.database.pool_postgres import PostgresPool
from models.database.postgres_faults import named_errors

# What writes fills tables: one plan for good, made while they were empty, would read them whole.
PLANS = "SET LOCAL plan_cache_mode = auto"


async def begun(connection: Any) -> Any:  # asyncpg has no types
    """Begin a transaction, its statements planned for the tables as they are."""
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(PLANS)
    return transaction


@asynccontextmanager
async def ended(connection: Any, transaction: Any) -> AsyncIterator[None]:  # asyncpg has no types
    """Commit a begun transaction at the end, or roll it back after a fault."""
    try:
        yield
    except BaseException:
        if not connection.is_closed():
            await transaction.rollback()
        raise
    await transaction.commit()


class PooledTransaction(PostgresTransaction):
    """A transaction that returns its connection in every case."""

    def __init__(self, engine: PostgresEngine, pool: PostgresPool, *, allow_nested: bool) -> None:
        super().__init__(engine, allow_nested=allow_nested)
        self._pool = pool

    async def __aenter__(self) -> Self:
        """Borrow a connection and begin."""
        if self._parent is not None:
            msg = "a transaction is already open in this task; nest with database.transaction()"
            raise TransactionMisused(msg)
        with named_errors():
            self.connection, self.transaction = await self._pool.ask_first(begun)
        self.owner = asyncio.current_task()
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Commit, or roll back after an exception; return the connection in any case."""
        try:
            with named_errors():
                await self._finish(failed=exception_type is not None)
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._pool.give_back(self.connection)
        return False

    async def _finish(self, *, failed: bool) -> None:
        if self._committed or self._rolled_back:
            return
        if not failed:
            await self.transaction.commit()
        elif not self.connection.is_closed():
            await self.transaction.rollback()
