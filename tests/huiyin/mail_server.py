"""A mail server that misbehaves on purpose, on 127.0.0.1, and remembers what reached it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from huiyin.settings import MailServer

CUT: Final = "cut"
SILENT: Final = "silent"


class At(StrEnum):
    """The steps at which it may misbehave."""

    GREETING = "greeting"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    WORDS = "words"


@dataclass
class FaultyServer:
    """Replies as told: a line, or `CUT` the connection, or stay `SILENT`."""

    replies: dict[At, str] = field(default_factory=dict)
    # Replies to single recipients, before the general ones.
    by_recipient: Mapping[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", self.port, "none", "", "")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, EOFError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, At.GREETING, "220 ready")
        while line := (await reader.readline()).decode("latin-1").strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            if verb == "DATA":
                await self._data(reader, writer)
            elif verb == "RCPT" and (said := self._about(line)):
                writer.write(said.encode() + b"\r\n")
            else:
                at = At(verb) if verb in {"MAIL", "RCPT"} else None
                await self._say(writer, at, "250 ok")
            await writer.drain()

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(writer, At.DATA, "354 go on"):
            return
        words = await reader.readuntil(b"\r\n.\r\n")
        reply = self.replies.get(At.WORDS, "")
        if reply[:1] not in {"4", "5"}:
            self.taken.append(words)
        await self._say(writer, At.WORDS, "250 taken")

    async def _say(self, writer: asyncio.StreamWriter, at: At | None, usual: str) -> bool:
        """Say the usual line or what was asked for; True if it was the usual."""
        reply = self.replies.get(at, usual) if at else usual
        if reply == CUT:
            raise ConnectionError
        if reply == SILENT:
            await asyncio.sleep(3600)
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return reply == usual

    def _about(self, line: str) -> str:
        return next((said for who, said in self.by_recipient.items() if who in line), "")


@asynccontextmanager
async def faulty(
    replies: dict[At, str] | None = None, by_recipient: Mapping[str, str] | None = None
) -> AsyncIterator[FaultyServer]:
    """Serve until the block ends; conversations still open are ended with it."""
    faulty = FaultyServer(replies or {}, by_recipient or {})
    tasks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(faulty.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(begin, "127.0.0.1", 0)
    faulty.port = listening.sockets[0].getsockname()[1]
    try:
        yield faulty
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
