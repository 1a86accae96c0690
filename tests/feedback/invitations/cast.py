"""Two shops, shoppers with orders and contacts, and a desk to write letters at."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from feedback.invitations.invite import Desk
from feedback.invitations.links import LinkSigner
from huiyin.i18n import translator
from huiyin.templating import environment
from models import database
from models.choices import SurveyKind
from models.queries import candidates, customers, orders, shops
from models.queries.orders import ContactState, OrderState
from models.queries.shops import Shop
from tests.conftest import NOW
from tests.site import BASE_URL, application, settings_for

LINKS = LinkSigner((b"a key of thirty-two bytes or more",), "https://survey.example")
WANG = "wang@customers.example"


@asynccontextmanager
async def served(
    folder: Path, clock: Callable[[], datetime], **values: str
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the application in the test's own loop, where its database connections live."""
    app = application(settings_for(folder, **values), clock)
    through = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type] # litestar is an ASGI app
    async with httpx.AsyncClient(transport=through, base_url=BASE_URL) as client:
        yield client


@dataclass
class Numbered:
    """Random ids that are not random: n1, n2 and so on."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __call__(self) -> str:
        return f"n{next(self.numbers)}"


def desk(links: LinkSigner = LINKS, prefix: str = "") -> Desk:
    numbered = Numbered()
    return Desk(
        links=links,
        templates=environment(),
        translator=translator,
        nonce=lambda: prefix + numbered(),
        mail_from="surveys@huiyin.example",
    )


async def found_shop(
    code: str = "tea",
    name: str = "茶舍",
    basis: str = "consent",
    policy: Mapping[str, Any] | None = None,  # Any: JSON as the owner set it
    **values: str,
) -> Shop:
    zone, locale = values.get("timezone", "Asia/Shanghai"), values.get("locale", "zh-Hans")
    shop_id = await shops.add(
        code, name, zone, locale, basis, NOW, sender_email="hello@tea.example", policy=policy
    )
    shop = await shops.by_id(shop_id)
    assert shop is not None
    return shop


async def remember(shop: Shop, email: str = WANG, **values: str) -> int:
    locale, band = values.get("locale", "zh-Hans"), values.get("age_band", "")
    return await customers.remember(
        shop.id, email, LINKS.email_hash(email), locale, band, NOW - timedelta(days=9)
    )


async def delivered(
    shop: Shop,
    ref: str = "O-20261119-7788",
    email: str = WANG,
    at: datetime = NOW - timedelta(days=3),
    **changes: Any,  # Any: fields of OrderState
) -> None:
    """Tell of an order that was delivered, and let it be asked about."""
    customer_id = await remember(shop, email) if email else None
    state = OrderState(ref, customer_id, sales_channel="app", category="茶", delivered_at=at)
    await tell(shop, replace(state, **changes))
    ids = await database.write(orders.order_ids(shop.id, [ref]))
    await candidates.open_candidate(
        shop.id, SurveyKind.POST_PURCHASE, ref, ids[ref], None, customer_id, at, at
    )


async def in_touch(
    shop: Shop,
    ref: str = "K-1",
    email: str = WANG,
    at: datetime = NOW - timedelta(hours=4),
    **changes: Any,  # Any: fields of ContactState
) -> None:
    """Tell of a contact that was closed, and let it be asked about."""
    customer_id = await remember(shop, email)
    state = ContactState(ref, customer_id=customer_id, channel="chat", closed_at=at)
    await tell(shop, replace(state, **changes))
    ids = await database.write(orders.contact_ids(shop.id, [ref]))
    await candidates.open_candidate(
        shop.id, SurveyKind.POST_CONTACT, ref, None, ids[ref], customer_id, at, at
    )


async def tell(shop: Shop, state: OrderState | ContactState) -> None:
    await database.write(orders.put(shop.id, [state], NOW))


async def every_row() -> dict[str, list[dict[str, Any]]]:  # Any: whatever the tables hold
    """Return all rows of all tables that a letter or a link could touch."""
    return {
        table: await database.fetch("SELECT * FROM " + table + " ORDER BY id")
        for table in (
            "shop", "customer", "suppression", "event", "shop_order", "contact", "candidate",
            "invitation", "answer", "rating", "comment", "answer_draft", "outbox_message",
        )
    }  # fmt: skip


async def letters() -> list[dict[str, Any]]:  # Any: whatever the table holds
    return await database.fetch("SELECT * FROM outbox_message ORDER BY id")


async def standing() -> list[tuple[str, str]]:
    """Return each candidate's state and reason."""
    rows = await database.fetch("SELECT state, reason FROM candidate ORDER BY id")
    return [(row["state"], row["reason"]) for row in rows]
