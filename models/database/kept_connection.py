"""One sqlite3 connection on a thread of its own, used from the event loop.

The thread runs what it is given strictly in order, and never keeps the process from ending.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from models.database.sqlite_file import connect, run
from models.database.statements import Row

Result = TypeVar("Result")


class KeptConnection:
    """A connection that outlives the query; made by `open`."""

    __slots__ = ("_connection", "_thread")

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    @classmethod
    async def open(cls, path: Path, *, durable: bool = True) -> Self:
        """Open the file on a new thread."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="huiyin-sqlite")
        try:
            loop = asyncio.get_running_loop()
            opening = partial(connect, path, durable=durable)
            return cls(await loop.run_in_executor(thread, opening), thread)
        except BaseException:
            thread.shutdown(wait=False)
            raise

    async def fetch(self, sql: str, args: Sequence[object]) -> list[Row]:
        """Run one statement and return its rows."""
        return await self._on_thread(lambda connection: run(connection, sql, args))

    async def roll_back(self) -> None:
        """Undo what is open, if anything is; whatever was queued before has run by then."""
        await self._on_thread(sqlite3.Connection.rollback)

    async def close(self) -> None:
        """Close the connection and end its thread."""
        try:
            await self._on_thread(sqlite3.Connection.close)
        finally:
            self._thread.shutdown(wait=False)

    async def _on_thread(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._connection)
