"""The vault and the suppression list: who a shopper is, and who must not be written to.

Addresses leave this module only towards a letter; everybody else holds the customer's id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.blocks import in_blocks, marks, together
from models.database import Statement, Steps

_REMEMBER = """
INSERT INTO customer (shop_id, email, email_hash, locale, age_band, created_at)
VALUES ({}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, email_hash) DO UPDATE SET
    email = CASE WHEN excluded.email <> '' THEN excluded.email ELSE customer.email END,
    locale = CASE WHEN excluded.locale <> '' THEN excluded.locale ELSE customer.locale END,
    age_band = CASE WHEN excluded.age_band <> '' THEN excluded.age_band ELSE customer.age_band END
RETURNING id
"""
_CUSTOMER = """
SELECT id, email, email_hash, locale, age_band, last_invited_at, last_answered_at
FROM customer WHERE shop_id = {} AND
"""
_IDS = "SELECT id, email_hash FROM customer WHERE shop_id = {{}} AND email_hash IN ({})"
_SUPPRESS = """
INSERT INTO suppression (shop_id, email_hash, reason, at) VALUES ({}, {}, {}, {})
ON CONFLICT (shop_id, email_hash) DO NOTHING
RETURNING id
"""
_LIFT = (
    "DELETE FROM suppression WHERE shop_id = {} AND email_hash = {} AND reason = {} RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says of a shopper; blanks say nothing."""

    email: str
    locale: str = ""
    age_band: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """A shopper of one shop; erasure.py lets them be forgotten."""

    id: int
    email: str
    email_hash: bytes
    locale: str
    age_band: str
    last_invited_at: datetime | None
    last_answered_at: datetime | None


def remembering(
    shop_id: int, email: str, email_hash: bytes, locale: str, age_band: str, now: datetime
) -> Statement:
    """Return the statement of `remember`, for use inside a larger write; it yields the id."""
    return Statement(_REMEMBER, shop_id, email, email_hash, locale, age_band, now)


def remembering_all(
    shop_id: int, told: Mapping[bytes, Told], now: datetime
) -> Steps[dict[bytes, int]]:
    """Remember many shoppers at once; return their ids by the keyed hash of their address."""
    yield from together(
        remembering(shop_id, one.email, email_hash, one.locale, one.age_band, now)
        for email_hash, one in sorted(told.items())
    )
    ids: dict[bytes, int] = {}
    for block in in_blocks(sorted(told)):
        rows = yield Statement(_IDS.format(marks(block)), shop_id, *block)
        ids.update((row["email_hash"], row["id"]) for row in rows)
    return ids


async def remember(
    shop_id: int, email: str, email_hash: bytes, locale: str, age_band: str, now: datetime
) -> int:
    """Return the id of the shopper with this address, new or known; blanks change nothing."""
    rows = await database.fetch(_REMEMBER, shop_id, email, email_hash, locale, age_band, now)
    return int(rows[0]["id"])


async def by_id(shop_id: int, customer_id: int) -> Customer | None:
    """Return one shopper."""
    rows = await database.fetch(_CUSTOMER + "id = {}", shop_id, customer_id)
    return Customer(**rows[0]) if rows else None


async def by_email_hash(shop_id: int, email_hash: bytes) -> Customer | None:
    """Return the shopper whose address has this keyed hash."""
    rows = await database.fetch(_CUSTOMER + "email_hash = {}", shop_id, email_hash)
    return Customer(**rows[0]) if rows else None


async def suppress(shop_id: int, email_hash: bytes, reason: str, now: datetime) -> bool:
    """Stop all letters of a shop to an address; False if they were stopped already."""
    return bool(await database.fetch(_SUPPRESS, shop_id, email_hash, reason, now))


async def lift_suppression(shop_id: int, email_hash: bytes, reason: str) -> bool:
    """Take back a stop that was made for this reason; one with another reason stays."""
    return bool(await database.fetch(_LIFT, shop_id, email_hash, reason))


async def is_suppressed(shop_id: int, email_hashes: tuple[bytes, ...]) -> bool:
    """Say whether an address, given as its hash under every key, must not be written to."""
    found = "SELECT 1 AS found FROM suppression WHERE shop_id = {} AND email_hash = {}"
    for email_hash in email_hashes:
        if await database.fetch(found, shop_id, email_hash):
            return True
    return False


async def suppression_reasons(shop_id: int) -> dict[str, int]:
    """Return how many addresses are stopped, by reason."""
    counted = "SELECT reason, count(*) AS n FROM suppression WHERE shop_id = {} GROUP BY reason"
    return {row["reason"]: row["n"] for row in await database.fetch(counted, shop_id)}
