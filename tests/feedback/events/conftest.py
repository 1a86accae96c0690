"""Who appears: a tea shop whose systems sign events, a stranger's shop, and a folder for files."""

import base64
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import count
from zoneinfo import ZoneInfo

import httpx
import pytest

from feedback.events.columns import FileKind
from feedback.events.imports import Importer, Note, Tally, Watcher, import_file
from feedback.events.signature import sign
from feedback.invitations.links import LinkSigner
from models.queries import shops
from tests.conftest import Clock
from tests.site import BASE_URL, Cast, application, founded, settings_for
from tests.site import SECRET as SECRET_KEY

SECRET = "whsec_" + base64.b64encode(b"the tea shop's secret for events").decode()
LINKS = LinkSigner((SECRET_KEY.encode(),), BASE_URL)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@dataclass
class ShopSystem:
    """A shop's own system: it signs events and posts them."""

    client: httpx.AsyncClient
    clock: Clock
    ids: "count[int]" = field(default_factory=lambda: count(1))

    async def post(
        self,
        kind: str,
        told: object,
        *,
        event_id: str = "",
        secret: str = SECRET,
        shop: str = "tea",
        sent_at: datetime | None = None,
        query: str = "",
    ) -> httpx.Response:
        """Sign and post one event."""
        envelope = {"type": kind, "timestamp": self.clock().isoformat(), "data": told}
        body = json.dumps(envelope, ensure_ascii=False).encode()
        return await self.post_body(
            body, event_id=event_id, secret=secret, shop=shop, sent_at=sent_at, query=query
        )

    async def post_body(
        self,
        body: bytes,
        *,
        event_id: str = "",
        secret: str = SECRET,
        shop: str = "tea",
        sent_at: datetime | None = None,
        query: str = "",
    ) -> httpx.Response:
        """Sign and post bytes."""
        event_id = event_id or f"msg_{next(self.ids)}"
        at = sent_at or self.clock()
        headers = {
            "huiyin-shop": shop,
            "webhook-id": event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(secret, event_id, at, body),
            "content-type": "application/json",
        }
        return await self.client.post(f"/api/events{query}", content=body, headers=headers)


@pytest.fixture
async def cast(database: str, clock: Clock) -> Cast:
    """Found the tea shop, and another one that must never notice anything."""
    cast = await founded(clock())
    await shops.add_signing_secret(cast.tea, SECRET, "till", clock())
    return cast


@pytest.fixture
async def till(
    cast: Cast, clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ShopSystem]:
    """Serve the whole application and give the tea shop's system."""
    settings = settings_for(tmp_path_factory.mktemp("var"))
    app = application(settings, clock)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # litestar types its scopes narrowly
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield ShopSystem(client, clock)


@dataclass(frozen=True)
class Imported:
    """What an import said."""

    tally: Tally
    notes: list[Note]
    ignored: tuple[str, ...]

    @property
    def refused(self) -> dict[int, list[str]]:
        """The refused lines with the codes of their reasons."""
        return self._coded(refused=True)

    @property
    def remarks(self) -> dict[int, list[str]]:
        """The lines that were kept with a remark."""
        return self._coded(refused=False)

    def _coded(self, *, refused: bool) -> dict[int, list[str]]:
        return {
            note.line: [refusal.reason.code for refusal in note.refusals]
            for note in self.notes
            if note.refused is refused
        }


@dataclass(frozen=True)
class Importing:
    """Imports files of the tea shop, given as lines or bytes."""

    shop_id: int
    clock: Clock

    async def __call__(
        self,
        kind: FileKind,
        lines: Sequence[str] | bytes,
        *,
        shop_id: int | None = None,
        dry_run: bool = False,
        after_chunk: Callable[[int, int], None] = lambda _done, _whole: None,
    ) -> Imported:
        """Import a file and return what there was to say."""
        body = lines if isinstance(lines, bytes) else "\n".join(lines).encode()
        notes: list[Note] = []
        ignored: list[str] = []
        watcher = Watcher(notes.append, after_chunk, lambda _, unused: ignored.extend(unused))
        importer = Importer(
            shop_id or self.shop_id, SAO_PAULO, kind, LINKS.email_hash, self.clock(), dry_run
        )
        tally = await import_file(importer, BytesIO(body), watcher)
        return Imported(tally, notes, tuple(ignored))


@pytest.fixture
async def importing(cast: Cast, clock: Clock) -> Importing:
    """Give the way to import a file of the tea shop."""
    return Importing(cast.tea, clock)
