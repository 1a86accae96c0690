"""The SQLite engine under piccolo: a few kept connections and one group-commit writer.

Piccolo's own engine opens a file and a thread per query; here they are kept. Piccolo calls the
two underscored methods below by name; tests/models/database guards that it still does.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from piccolo.engine.sqlite import SQLiteEngine, TransactionType
from piccolo.table import Table

from models.database.errors import DatabaseBusy
from models.database.kept_connection import KeptConnection
from models.database.sqlite_file import OPTIONS, connect_writer, named_errors, prepare
from models.database.statements import EngineName, Row, Steps, T, check_texts
from models.database.transaction_sqlite import ImmediateTransaction, Lease
from models.database.writer import Writer

POOL_SIZE = 4  # the writer has one connection more
PATIENCE = 10.0  # seconds that a query waits for a connection, and a transaction for its turn


class PooledSQLiteEngine(SQLiteEngine):
    """Piccolo's SQLite engine over kept connections, with durable commits."""

    name: EngineName = "sqlite"

    def __init__(self, path: Path, size: int = POOL_SIZE, *, durable: bool = True) -> None:
        super().__init__(path=str(path), **OPTIONS)
        self.file = path
        self._durable = durable
        self._idle: list[KeptConnection] = []
        self._places = asyncio.Semaphore(size)
        self._turn = asyncio.Lock()  # writers of one process queue here, not in SQLite's spin lock
        self._unfinished: set[asyncio.Task[None]] = set()
        self._writer = Writer(lambda: connect_writer(path, durable=durable))

    async def open(self) -> None:
        """Create folder and file where missing, open the first connection and the writer."""
        prepare(self.file)
        with named_errors():
            connection = await self.borrow()
            self.give_back(connection)
            await self._writer.start()

    async def close(self) -> None:
        """Finish what is queued, then close every connection."""
        await self._writer.stop()
        if self._unfinished:
            await asyncio.wait(self._unfinished)
        while self._idle:
            await self._idle.pop().close()

    async def fetch(self, sql: str, args: Sequence[object]) -> list[Row]:
        """Run one translated statement, inside the current transaction if there is one."""
        transaction = self.current_transaction.get()
        if transaction is None:
            return await self._run_in_new_connection(sql, args)
        return await self._run_in_existing_connection(transaction.connection, sql, args)

    async def write(self, steps: Steps[T]) -> T:
        """Run a job in the writer's next batch; return when its commit is on the disk."""
        return await self._writer.write(steps)

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,  # noqa: FBT001, FBT002  # the signature is piccolo's
    ) -> ImmediateTransaction:
        """Return a transaction that takes the write lock at once, whatever type is asked for."""
        return ImmediateTransaction(self, transaction_type, allow_nested)

    async def durability(self) -> dict[str, str]:
        """Return the switches that decide whether a commit survives a power cut."""
        journal = await self.fetch("PRAGMA journal_mode", ())
        synchronous = await self.fetch("PRAGMA synchronous", ())
        return {key: str(value) for key, value in {**journal[0], **synchronous[0]}.items()}

    # The two hooks that piccolo calls for every query.

    async def _run_in_new_connection(
        self,
        query: str,
        args: Sequence[object] | None = None,
        query_type: str = "generic",  # noqa: ARG002  # the signature is piccolo's
        table: type[Table] | None = None,  # noqa: ARG002  # the signature is piccolo's
    ) -> list[Row]:
        check_texts(args or ())
        connection = await self.borrow()
        try:
            with named_errors():
                return await connection.fetch(query, args or ())
        finally:
            self.give_back(connection)

    async def _run_in_existing_connection(
        self,
        connection: Lease,
        query: str,
        args: Sequence[object] | None = None,
        query_type: str = "generic",  # noqa: ARG002  # the signature is piccolo's
        table: type[Table] | None = None,  # noqa: ARG002  # the signature is piccolo's
    ) -> list[Row]:
        check_texts(args or ())
        with named_errors():
            return await connection.fetch(query, args or ())

    # Connections, and this process's turn to write.

    async def borrow(self) -> KeptConnection:
        """Take an idle connection, or open one while there is a place."""
        await _patiently(self._places.acquire())
        try:
            return (
                self._idle.pop()
                if self._idle
                else await KeptConnection.open(self.file, durable=self._durable)
            )
        except BaseException:
            self._places.release()
            raise

    def give_back(self, connection: KeptConnection) -> None:
        """Keep a connection that has nothing open for the next borrower."""
        self._idle.append(connection)
        self._places.release()

    async def discard(self, connection: KeptConnection) -> None:
        """Close a connection that cannot be trusted; its place becomes free."""
        try:
            await connection.close()
        finally:
            self._places.release()

    async def take_turn(self) -> None:
        """Wait until no other transaction of this process writes."""
        await _patiently(self._turn.acquire())

    def end_turn(self) -> None:
        """Let the next transaction of this process write."""
        self._turn.release()

    async def see_through(self, work: Coroutine[Any, Any, None]) -> None:  # Any: asyncio's own
        """Await `work`, which goes on to its end even if the awaiting task is cancelled."""
        task = asyncio.create_task(work)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        await asyncio.shield(task)


async def _patiently(waiting: Coroutine[Any, Any, bool]) -> None:  # Any: asyncio's own
    try:
        async with asyncio.timeout(PATIENCE):
            await waiting
    except TimeoutError as fault:
        msg = f"no free database connection within {PATIENCE:.0f} s; try again"
        raise DatabaseBusy(msg) from fault
