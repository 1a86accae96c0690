"""The connections to one PostgreSQL server: borrowed, asked and given back.

A connection that the server has left is replaced unnoticed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg

from models.database.errors import DatabaseUnavailable
from models.database.postgres_faults import is_farewell, named_errors

Result = TypeVar("Result")

PATIENCE = 10.0  # seconds to wait for a connection, free or new


class PostgresPool:
    """At most `size` connections, opened when they are first needed."""

    def __init__(self, url: str, size: int, session: Mapping[str, str]) -> None:
        self._url = url
        self._size = size
        self._session = dict(session)
        self.connections: Any = None  # asyncpg has no types

    async def open(self) -> None:
        """Connect; a server that is gone is named with its address, not its password."""
        address = urlsplit(self._url)
        try:
            with named_errors():
                self.connections = await asyncpg.create_pool(
                    self._url,
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
        """Close every connection, at last those too that somebody still holds."""
        if self.connections is not None:
            connections, self.connections = self.connections, None
            try:
                async with asyncio.timeout(PATIENCE):
                    await connections.close()
            except TimeoutError:  # somebody still holds a connection
                connections.terminate()

    async def ask_first(self, ask: Callable[[Any], Awaitable[Result]]) -> tuple[Any, Result]:
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
        """Take a connection, waiting a little."""
        if self.connections is None:
            msg = "the database pool is closed"
            raise DatabaseUnavailable(msg)
        return await self.connections.acquire(timeout=PATIENCE)

    async def give_back(self, connection: Any) -> None:  # asyncpg has no types
        """Return a connection; asyncpg shields this from cancellation and resets the session."""
        if self.connections is not None:
            await self.connections.release(connection)
