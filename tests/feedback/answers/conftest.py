"""Who appears: a tea shop and a stranger's shop, shoppers with open invitations, a browser."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from feedback.invitations.links import LinkSigner, token_hash
from feedback.survey.rotation import assign
from huiyin.settings import load
from models import database as door
from models.choices import SurveyKind
from models.database import Steps
from models.queries import candidates, customers, invitations, shops
from models.queries.invitations import NewInvitation
from nlp.reading import FoundTag, Reading
from tests.conftest import NOW, Clock
from tests.site import application

SECRET = "a secret of thirty-two characters"
SLOW = "太慢"


@dataclass
class KeywordReader:
    """A small reader: tags 太慢 as slow shipping, refuses what is not Chinese, breaks on 💥."""

    version: str = "keyword-1"
    read_texts: list[str] = field(default_factory=list)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read comments, in the order given."""
        self.read_texts += texts
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        if "💥" in text:
            message = "this text cannot be read"
            raise RuntimeError(message)
        if not any("\u4e00" <= sign <= "\u9fff" for sign in text):
            return Reading("not_read", "neutral", 0.0)
        found = text.find(SLOW)
        if found < 0:
            return Reading("read", "positive", 0.8)
        tag = FoundTag("slow_shipping", 0.9, found, found + len(SLOW), ("太慢",))
        return Reading("read", "negative", 0.9, (tag,))


@dataclass(frozen=True)
class Link:
    """One invitation that went out, and the path of its page."""

    shop_id: int
    invitation_id: int
    customer_id: int
    token: str
    items: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return the address of the page."""
        return f"/a/{self.token}"


class Postbox:
    """Writes invitations as the jobs do, for tests that begin with a letter in hand."""

    def __init__(self, links: LinkSigner) -> None:
        self.links = links
        self.sent = 0

    async def invite(
        self,
        shop_id: int,
        kind: SurveyKind = SurveyKind.POST_PURCHASE,
        *,
        locale: str = "zh-Hans",
        form: str | None = None,
        items: tuple[str, ...] = (),
        closes_at: datetime = NOW + timedelta(days=14),
    ) -> Link:
        """Ask a new shopper about a new order or contact."""
        self.sent += 1
        nonce = f"nonce-{self.sent}"
        given = assign(kind, SECRET.encode(), nonce)
        if items:
            given = replace(given, items=items)
        address = f"shopper{self.sent}@example.com"
        hashed = self.links.email_hash(address)
        customer = await customers.remember(shop_id, address, hashed, locale, "", NOW)
        ref = f"order-{self.sent}"
        await candidates.open_candidate(shop_id, kind, ref, None, None, customer, NOW, NOW)
        due = await candidates.due(shop_id, NOW, 10_000)
        candidate = next(one for one in due if one.subject_ref == ref)
        token = self.links.token("answer", nonce)
        new = NewInvitation(
            candidate_id=candidate.id,
            customer_id=customer,
            survey_kind=kind,
            nonce=nonce,
            token_hash=token_hash(token),
            form=form or given.form,
            items=given.items,
            prompt=given.prompt,
            assignment_probability=given.probability,
            sampling_probability=0.5,
            stratum="tmall",
            locale=locale,
            basis="consent",
            closes_at=closes_at,
        )
        invitation_id = await door.write(_writing(shop_id, new))
        return Link(shop_id, invitation_id, customer, token, given.items)


def _writing(shop_id: int, new: NewInvitation) -> Steps[int]:
    rows = yield invitations.writing(shop_id, new, NOW)
    return int(rows[0]["id"])


@pytest.fixture
async def tea_shop(database: str) -> int:
    """Found the shop that the test is about."""
    return await shops.add("tea", "云上茶舍", "Asia/Shanghai", "zh-Hans", "consent", NOW)


@pytest.fixture
async def other_shop(tea_shop: int) -> int:
    """Found a shop that must never notice anything."""
    return await shops.add("other", "邻居 <b>店</b>", "Europe/Berlin", "en", "consent", NOW)


@pytest.fixture
def reader() -> KeywordReader:
    """Give a reader whose readings a test can foretell."""
    return KeywordReader()


@pytest.fixture
def app(reader: KeywordReader, clock: Clock, tmp_path: Path) -> Litestar:
    """Put the real application together on the test's database and clock."""
    settings = load({"HUIYIN_SECRET_KEY": SECRET, "HUIYIN_VAR_DIR": str(tmp_path)})
    return application(settings, clock, lambda: reader)


@pytest.fixture
def postbox(app: Litestar) -> Postbox:
    """Give the way to ask somebody."""
    return Postbox(app.state.links)


@pytest.fixture
async def link(postbox: Postbox, tea_shop: int, other_shop: int) -> Link:
    """Give a shopper's open invitation, with a stranger's beside it."""
    await postbox.invite(other_shop)
    return await postbox.invite(tea_shop, items=("OV1", "SH0", "SH1", "SH2", "RE0", "OV2"))


@pytest.fixture
async def browser(app: Litestar, database: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser without scripts that reads Chinese."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # litestar types its scopes narrowly
    async with httpx.AsyncClient(
        transport=transport, base_url="http://shop.test", headers={"accept-language": "zh-CN"}
    ) as client:
        yield client
