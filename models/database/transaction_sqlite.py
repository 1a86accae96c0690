"""Transactions on SQLite that take the write lock at once and never lose their connection.

Piccolo's own begin deferred (and then fail under load) and leak when BEGIN or COMMIT raises.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

from models.database.errors import ANOTHER_TASK, TransactionMisused
from models.database.kept_connection import KeptConnection
from models.database.pool_sqlite import SQLitePool
from models.database.sqlite_file import named_errors
from models.database.statements import Row


class Lease:
    """A connection borrowed by one task for one transaction; closing it gives it back clean."""

    def __init__(self, pool: SQLitePool, connection: KeptConnection) -> None:
        self._pool = pool
        self._connection = connection
        self._owner = asyncio.current_task()
        self._returned = False

    async def execute(self, sql: str) -> None:
        """Run one statement that has no rows, as piccolo's transactions and savepoints do."""
        await self.fetch(sql, ())

    async def fetch(self, sql: str, args: Sequence[object]) -> list[Row]:
        """Run one statement and return its rows."""
        self._check_owner()
        return await self._connection.fetch(sql, args)

    async def close(self, *, clean: bool = False) -> None:
        """Give the connection back; unless `clean`, roll back first whatever may be open.

        The work goes on when the caller is cancelled meanwhile: no connection is ever lost.
        """
        if not self._returned:
            self._returned = True
            await self._pool.see_through(self._give_back(clean=clean))

    async def _give_back(self, *, clean: bool) -> None:
        try:
            if not clean:  # the connection's thread may still have a cancelled BEGIN before it
                await self._connection.roll_back()
        except sqlite3.Error:
            await self._pool.discard(self._connection)
        else:
            self._pool.give_back(self._connection)

    def _check_owner(self) -> None:
        if self._returned or asyncio.current_task() is not self._owner:
            raise TransactionMisused(ANOTHER_TASK)


class ImmediateTransaction(SQLiteTransaction):
    """A transaction that begins IMMEDIATE and returns its connection in every case."""

    connection: Lease

    def __init__(self, engine: SQLiteEngine, pool: SQLitePool, *, allow_nested: bool) -> None:
        super().__init__(engine, TransactionType.immediate, allow_nested)
        self._pool = pool

    async def __aenter__(self) -> Self:
        """Wait for this process's turn to write, borrow a connection, begin."""
        if self._parent is not None:
            msg = "a transaction is already open in this task; nest with database.transaction()"
            raise TransactionMisused(msg)
        await self._pool.take_turn()
        try:
            self.connection = await self._begun()
        except BaseException:
            self._pool.end_turn()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def _begun(self) -> Lease:
        lease = Lease(self._pool, await self._pool.borrow())
        try:
            with named_errors():
                await lease.execute("BEGIN IMMEDIATE")
        except BaseException:
            await lease.close()
            raise
        return lease

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Commit, or roll back after an exception; return the connection in any case."""
        clean = False
        try:
            if exception_type is None:
                await self._finish()
                clean = True
        finally:
            self.engine.current_transaction.reset(self.context)
            try:
                await self.connection.close(clean=clean)
            finally:
                self._pool.end_turn()
        return False

    async def _finish(self) -> None:
        if not self._committed and not self._rolled_back:
            with named_errors():
                await self.connection.execute("COMMIT")
