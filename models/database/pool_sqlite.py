"""The kept connections of one SQLite file, and this process's turn to write.

Who borrows a connection gives it back clean, or discards it.
"""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from models.database.errors import DatabaseBusy
from models.database.kept_connection import KeptConnection

PATIENCE = 10.0  # seconds that a query waits for a connection, and a transaction for its turn


class SQLitePool:
    """At most `size` connections, opened when they are first needed."""

    def __init__(self, path: Path, size: int, *, durable: bool) -> None:
        self._path = path
        self._durable = durable
        self._idle: list[KeptConnection] = []
        self._places = asyncio.Semaphore(size)
        self._turn = asyncio.Lock()  # writers of one process queue here, not in SQLite's spin lock
        self._unfinished: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Close every connection, when what was begun has come to its end."""
        if self._unfinished:
            await asyncio.wait(self._unfinished)
        while self._idle:
            await self._idle.pop().close()

    async def borrow(self) -> KeptConnection:
        """Take an idle connection, or open one while there is a place."""
        await _patiently(self._places.acquire())
        try:
            return (
                self._idle.pop()
                if self._idle
                else await KeptConnection.open(self._path, durable=self._durable)
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
