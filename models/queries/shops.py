"""Shops, their keys and the audit of what was decided for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models import database
from models.tables.shops import AuditEntry, ShopKey
from models.tables.shops import Shop as ShopTable

_LOG = """
SELECT l.id, l.at, coalesce(s.name, '') AS who, l.action, l.subject, l.detail
FROM audit_entry l LEFT JOIN staff s ON s.id = l.staff_id
WHERE l.shop_id = {} AND l.id < {} ORDER BY l.id DESC LIMIT {}
"""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Who did what; `who` is "" where it was done from the command line."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as the rest of the program knows it."""

    id: int
    code: str
    name: str
    timezone: str
    locale: str
    sender_name: str
    sender_email: str
    default_basis: str
    policy: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON as the owner set it

    @property
    def zone(self) -> ZoneInfo:
        """The named zone that decides the shop's days and weeks."""
        return ZoneInfo(self.timezone)

    @property
    def choices(self) -> dict[str, Any]:  # Any: JSON as the owner set it
        """All that the shop has chosen about asking, by the name of the rule."""
        told = {name: getattr(self, name) for name in ("default_basis", "sender_name", "locale")}
        return {**self.policy, **told}


def _shop(row: Mapping[str, Any]) -> Shop:  # Any: a row as piccolo gives it
    policy = row["policy"] or "{}"
    return Shop(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        timezone=row["timezone"],
        locale=row["locale"],
        sender_name=row["sender_name"],
        sender_email=row["sender_email"],
        default_basis=row["default_basis"],
        policy=json.loads(policy) if isinstance(policy, str) else policy,
    )


async def by_id(shop_id: int) -> Shop | None:
    """Return one shop."""
    row = await ShopTable.select().where(ShopTable.id == shop_id).first()
    return _shop(row) if row else None


async def by_code(code: str) -> Shop | None:
    """Return the shop that people and systems call `code`; exempt from shop_id first."""
    row = await ShopTable.select().where(ShopTable.code == code).first()
    return _shop(row) if row else None


async def every_shop() -> list[Shop]:
    """Return all shops by code; exempt from shop_id first."""
    return [_shop(row) for row in await ShopTable.select().order_by(ShopTable.code)]


async def add(
    code: str,
    name: str,
    timezone: str,
    locale: str,
    default_basis: str,
    now: datetime,
    *,
    sender_name: str = "",
    sender_email: str = "",
    policy: Mapping[str, Any] | None = None,  # Any: JSON as the owner set it
) -> int:
    """Found a shop and return its id; exempt from shop_id first."""
    shop = ShopTable(
        code=code,
        name=name,
        timezone=timezone,
        locale=locale,
        default_basis=default_basis,
        sender_name=sender_name or name,
        sender_email=sender_email,
        policy=json.dumps(dict(policy or {}), ensure_ascii=False),
        created_at=now,
    )
    await shop.save()
    return int(shop.id)


async def add_signing_secret(shop_id: int, secret: str, label: str, now: datetime) -> None:
    """Let a shop's systems sign events with `secret`, beside any older one."""
    await ShopKey(
        shop_id=shop_id, purpose="events", secret=secret, label=label, active=True, created_at=now
    ).save()


async def signing_secrets(shop_id: int) -> list[str]:
    """Return the live secrets for signed events, newest first."""
    rows = (
        await ShopKey.select(ShopKey.secret)
        .where(
            (ShopKey.shop_id == shop_id) & (ShopKey.purpose == "events") & (ShopKey.active == True)  # noqa: E712 - piccolo builds SQL from the comparison
        )
        .order_by(ShopKey.id, ascending=False)
    )
    return [row["secret"] for row in rows]


async def write_down(
    shop_id: int, staff_id: int | None, action: str, subject: str, detail: str, now: datetime
) -> None:
    """Append one line to the audit of a shop; shop 0 is the installation."""
    await AuditEntry(
        shop_id=shop_id, staff_id=staff_id, action=action, subject=subject, detail=detail, at=now
    ).save()


async def log(shop_id: int, before: int, limit: int) -> list[LogLine]:
    """Return lines of the audit of a shop, newest first, those older than the line `before`."""
    return [LogLine(**row) for row in await database.fetch(_LOG, shop_id, before, limit)]
