"""An installation that runs: pages on a port of this machine, mail into a real SMTP sink, a clock.

Everything goes through its doors: signed events in, letters out, forms posted. Only the clock is
the test's, and what the clock would set off is set off by `work`.
"""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as MAIL
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from aiosmtpd.smtp import SMTP, Envelope
from litestar import Litestar

from feedback.events.signature import sign
from huiyin.app import create_app
from huiyin.bench import Bench, bench_for
from huiyin.schedule import JOBS
from models.queries import shops
from nlp.reader import Reader
from tests.conftest import Clock
from tests.site import Cast, founded, settings_for

SECRET = "whsec_" + base64.b64encode(b"the tea shop's secret for events").decode()
SENDER = "care@tea.example"


@dataclass
class Inbox:
    """Takes every letter handed over by SMTP and keeps it."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one letter as it came over the wire."""
        assert isinstance(envelope.content, bytes)
        self.letters.append(BytesParser(EmailMessage, policy=MAIL).parsebytes(envelope.content))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to one person, oldest first."""
        return [letter for letter in self.letters if address in str(letter["To"])]


@dataclass
class Installation:
    """One installation with two shops; the test is about tea."""

    base_url: str
    clock: Clock
    bench: Bench
    inbox: Inbox
    cast: Cast
    web: httpx.AsyncClient
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    async def tell(self, kind: str, **told: Any) -> httpx.Response:  # Any: JSON
        """Post one signed event, as the shop's systems do the moment it happens."""
        event_id, now = f"evt_{next(self._ids):04}", self.clock()
        told.setdefault("occurred_at", now.isoformat())
        body = json.dumps({"type": kind, "timestamp": now.isoformat(), "data": told}).encode()
        headers = {
            "content-type": "application/json",
            "huiyin-shop": "tea",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": sign(SECRET, event_id, now, body),
        }
        return await self.web.post("/api/events", content=body, headers=headers)

    async def work(self) -> None:
        """Do everything the clock sets off, until nothing is left to do."""
        for _ in range(10):
            if not any([await job.work(self.bench) for job in JOBS]):
                return
        pytest.fail("the jobs find something to do for ever")


@asynccontextmanager
async def running(
    folder: Path, clock: Clock, reader: Callable[[], Reader]
) -> AsyncIterator[Installation]:
    """Run an installation on the database the test has open."""
    inbox = Inbox()
    async with sink(inbox) as mail_port, listening() as (sockets, base_url):
        settings = settings_for(
            folder,
            HUIYIN_BASE_URL=base_url,
            HUIYIN_MAIL="smtp",
            HUIYIN_MAIL_FROM=SENDER,
            HUIYIN_SMTP_HOST="127.0.0.1",
            HUIYIN_SMTP_PORT=str(mail_port),
            HUIYIN_SMTP_TLS="none",
        )
        cast = await founded(clock())
        await shops.add_signing_secret(cast.tea, SECRET, "tests", clock())
        app = create_app(settings, clock=clock, reader=reader, manage_database=False)
        bench = bench_for(settings, reader, clock)
        async with serving(app, sockets), httpx.AsyncClient(base_url=base_url) as web:
            yield Installation(base_url, clock, bench, inbox, cast, web)


@asynccontextmanager
async def sink(inbox: Inbox) -> AsyncIterator[int]:
    """Take letters on a free port of this machine."""
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(inbox, enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[list[socket.socket], str]]:
    """Hold a free port before anything is served, so that links can name it."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield [held], f"http://127.0.0.1:{held.getsockname()[1]}"


@asynccontextmanager
async def serving(app: Litestar, sockets: list[socket.socket]) -> AsyncIterator[None]:
    """Serve the application as `huiyin serve` does, in this process."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    served = asyncio.create_task(server.serve(sockets))
    try:
        yield
    finally:
        server.should_exit = True
        await served
