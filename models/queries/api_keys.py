"""Keys with which a shop's own programs read its figures; only their hashes are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.choices import KeyPurpose
from models.tables.shops import ShopKey

READING = (KeyPurpose.NUMBERS, KeyPurpose.WORDS)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its shop's people see it; the key itself is not known to anybody here."""

    id: int
    shop_id: int
    label: str
    reads_words: bool
    created_by: int | None
    created_at: datetime | None
    used_at: datetime | None


async def add(
    shop_id: int, token_hash: bytes, purpose: KeyPurpose, label: str, staff_id: int, now: datetime
) -> int:
    """Let whoever holds the key behind `token_hash` read the shop; return the key's id."""
    key = ShopKey(
        shop_id=shop_id,
        purpose=purpose.value,
        token_hash=token_hash,
        label=label,
        active=True,
        created_at=now,
        created_by=staff_id,
    )
    await key.save()
    return int(key.id)


async def of_shop(shop_id: int) -> list[ApiKey]:
    """Return the live keys of a shop, newest first."""
    rows = (
        await ShopKey.select()
        .where(_live() & (ShopKey.shop_id == shop_id))
        .order_by(ShopKey.id, ascending=False)
    )
    return [_key(row) for row in rows]


async def labels(shop_id: int) -> dict[int, str]:
    """Return what every key of a shop is or was called, the withdrawn ones, too."""
    rows = await ShopKey.select(ShopKey.id, ShopKey.label).where(
        (ShopKey.shop_id == shop_id) & ShopKey.purpose.is_in(list(READING))
    )
    return {row["id"]: row["label"] for row in rows}


async def by_hash(token_hash: bytes) -> ApiKey | None:
    """Return the live key behind a hash; exempt from shop_id first, since it names the shop."""
    row = await ShopKey.select().where(_live() & (ShopKey.token_hash == token_hash)).first()
    return _key(row) if row else None


async def touch(shop_id: int, key_id: int, now: datetime) -> None:
    """Note that a key is in use."""
    await ShopKey.update({ShopKey.used_at: now}).where(
        (ShopKey.shop_id == shop_id) & (ShopKey.id == key_id)
    )


async def withdraw(shop_id: int, key_id: int) -> bool:
    """Let a key open nothing any more; False if the shop has no such live key."""
    rows = (
        await ShopKey.update({ShopKey.active: False})
        .where(_live() & (ShopKey.shop_id == shop_id) & (ShopKey.id == key_id))
        .returning(ShopKey.id)
    )
    return bool(rows)


def _live() -> Any:  # Any: a condition of piccolo's
    return ShopKey.purpose.is_in(list(READING)) & (ShopKey.active == True)  # noqa: E712 - piccolo builds SQL from the comparison


def _key(row: dict[str, Any]) -> ApiKey:  # Any: a row as piccolo gives it
    return ApiKey(
        row["id"],
        row["shop_id"],
        row["label"],
        row["purpose"] == KeyPurpose.WORDS,
        row["created_by"],
        row["created_at"],
        row["used_at"],
    )
