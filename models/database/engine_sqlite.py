"""The SQLite engine under piccolo: a few kept connections and one group-commit writer.

Piccolo's own engine opens a file and a thread per query; here they are kept. Piccolo calls the
two underscored methods below by name; tests/models/database guards that it still does.
"""

from collections.abc import Sequence
from pathlib import Path

from piccolo.engine.sqlite import SQLiteEngine, TransactionType
from piccolo.table import Table

from models.database.pool_sqlite import SQLitePool
from models.database.sqlite_file import OPTIONS, connect_writer, named_errors, prepare
from models.database.statements import EngineName, Row, Steps, T, check_texts
from models.database.transaction_sqlite import ImmediateTransaction, Lease
from models.database.writer import Writer

POOL_SIZE = 4  # the writer has one connection more


class PooledSQLiteEngine(SQLiteEngine):
    """Piccolo's SQLite engine over kept connections, with durable commits."""

    name: EngineName = "sqlite"

    def __init__(self, path: Path, size: int = POOL_SIZE, *, durable: bool = True) -> None:
        super().__init__(path=str(path), **OPTIONS)
        self.file = path
        self.pool = SQLitePool(path, size, durable=durable)
        self._writer = Writer(lambda: connect_writer(path, durable=durable))

    async def open(self) -> None:
        """Create folder and file where missing, open the first connection and the writer."""
        prepare(self.file)
        with named_errors():
            connection = await self.pool.borrow()
            self.pool.give_back(connection)
            await self._writer.start()

    async def close(self) -> None:
        """Finish what is queued, then close every connection."""
        await self._writer.stop()
        await self.pool.close()

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
        transaction_type: TransactionType = TransactionType.immediate,  # noqa: ARG002  # the signature is piccolo's
        allow_nested: bool = True,  # noqa: FBT001, FBT002  # the signature is piccolo's
    ) -> ImmediateTransaction:
        """Return a transaction that takes the write lock at once, whatever type is asked for."""
        return ImmediateTransaction(self, self.pool, allow_nested=allow_nested)

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
        connection = await self.pool.borrow()
        try:
            with named_errors():
                return await connection.fetch(query, args or ())
        finally:
            self.pool.give_back(connection)

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
