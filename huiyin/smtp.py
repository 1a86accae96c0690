"""Transports: how one composed letter leaves this machine, or stays to be looked at.

Each has `send`, which never raises for what a mail server does: it says what became of the letter.
What follows from that is in `outbox.py`; what a reply means, in `smtp_replies.toml`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import aiosmtplib
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException, SMTPResponseException

from huiyin.smtp_replies import Reply, Stage, Verdict, classify

if TYPE_CHECKING:
    from email.message import EmailMessage

    from huiyin.settings import MailServer

CONNECT_SECONDS = 15.0
COMMAND_SECONDS = 30.0
# RFC 5321 asks for ten minutes after the final dot; a lease must outlive it, so two.
DATA_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each step of a conversation may take, in seconds."""

    connect: float = CONNECT_SECONDS
    command: float = COMMAND_SECONDS
    data: float = DATA_SECONDS

    @property
    def letter(self) -> float:
        """The longest one letter can take: log in, sender, recipient, reset, words."""
        return 2 * self.connect + 6 * self.command + self.data


class Transport(Protocol):
    """A way for letters to leave."""

    @property
    def letter_seconds(self) -> float:
        """The longest that `send` can take."""

    async def send(self, message: EmailMessage, sender: str, recipient: str, /) -> Reply:
        """Hand one letter over and say what became of it."""

    async def close(self) -> None:
        """End the conversation; the next letter begins a new one."""


@dataclass(slots=True)
class Smtp:
    """A mail server, spoken to over one connection for as many letters as it takes."""

    server: MailServer
    patience: Patience = field(default_factory=Patience)
    _client: aiosmtplib.SMTP | None = None

    @property
    def letter_seconds(self) -> float:
        """The longest that `send` can take."""
        return self.patience.letter

    async def send(self, message: EmailMessage, sender: str, recipient: str, /) -> Reply:
        """Hand one letter over; a cut after the words went out is doubtful, never an error."""
        stage = Stage.CONNECT
        try:
            client = await self._connected()
            stage = Stage.MAIL
            client = await self._named_sender(client, sender)
            stage = Stage.RCPT
            await client.rcpt(recipient, timeout=self.patience.command)
            stage = Stage.DATA
            taken = await client.data(message.as_bytes(), timeout=self.patience.data)
        except SMTPResponseException as refusal:
            return await self._refused(refusal, stage)
        except (SMTPException, OSError, TimeoutError) as cut:
            self._drop()
            verdict = Verdict.DOUBTFUL if stage is Stage.DATA else Verdict.SERVER
            return Reply(verdict, f"{stage}: {_words(cut)}")
        return Reply(Verdict.TAKEN, f"{taken.code} {taken.message}")

    async def close(self) -> None:
        """Say goodbye, if anybody listens."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                await client.quit(timeout=self.patience.command)
            except (SMTPException, OSError, TimeoutError):
                client.close()

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None or not self._client.is_connected:
            self._drop()
            self._client = _client(self.server, self.patience)
            async with asyncio.timeout(2 * self.patience.connect):
                await self._client.connect()
        return self._client

    async def _named_sender(self, client: aiosmtplib.SMTP, sender: str) -> aiosmtplib.SMTP:
        """Begin a letter; a connection the server closed while idle is opened anew, once."""
        try:
            await client.mail(sender, timeout=self.patience.command)
        except aiosmtplib.SMTPServerDisconnected:
            client = await self._connected()
            await client.mail(sender, timeout=self.patience.command)
        return client

    async def _refused(self, refusal: SMTPResponseException, stage: Stage) -> Reply:
        """Say what a reply means, and make the connection fit for the next letter."""
        words = f"{refusal.code} {refusal.message}"
        login = isinstance(refusal, SMTPAuthenticationError)
        verdict = Verdict.SERVER if login else classify(refusal.code, str(refusal.message), stage)
        if refusal.code < 0:  # not SMTP at all; after the words nobody can tell what it meant
            verdict = Verdict.DOUBTFUL if stage is Stage.DATA else Verdict.SERVER
        await self._reset(keep=refusal.code > 0 and stage is not Stage.CONNECT)
        return Reply(verdict, f"{stage}: {' '.join(words.split())}")

    async def _reset(self, *, keep: bool) -> None:
        client = self._client
        if not keep or client is None or not client.is_connected:
            self._drop()
            return
        try:
            await client.rset(timeout=self.patience.command)
        except (SMTPException, OSError, TimeoutError):
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


@dataclass(frozen=True, slots=True)
class Captured:
    """Letters stay in the outbox, where `/captured-mail` shows them; for the demo."""

    letter_seconds: float = 1.0

    async def send(self, message: EmailMessage, _sender: str, _recipient: str, /) -> Reply:
        """Say that the letter was taken; it lies in its own row already."""
        return Reply(Verdict.TAKEN, f"captured, {len(message.as_bytes())} bytes")

    async def close(self) -> None:
        """There is no conversation to end."""


@dataclass(slots=True)
class Memory:
    """Keeps what was sent; for tests, which may put replies in its mouth."""

    replies: list[Reply] = field(default_factory=list)
    sent: list[EmailMessage] = field(default_factory=list)
    letter_seconds: float = 1.0

    async def send(self, message: EmailMessage, _sender: str, _recipient: str, /) -> Reply:
        """Give the next reply, "taken" when none is left."""
        reply = self.replies.pop(0) if self.replies else Reply(Verdict.TAKEN, "250 kept")
        if reply.verdict in {Verdict.TAKEN, Verdict.DOUBTFUL}:
            self.sent.append(message)
        return reply

    async def close(self) -> None:
        """There is no conversation to end."""


def _client(server: MailServer, patience: Patience) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        timeout=patience.connect,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        local_hostname="localhost",
    )


def _words(cut: BaseException) -> str:
    return f"{type(cut).__name__} {' '.join(str(cut).split())}".strip()
