"""Learned readers as rows: every version is kept, at most one per shop is active.

Shop 0 is the installation. What the bytes mean is the reader's business.
"""

from dataclasses import dataclass
from datetime import datetime

from models import database
from models.database import Statement, Steps

_ADD = """
INSERT INTO reader_model (shop_id, version, manifest, arrays, active, note, created_at)
VALUES ({}, {}, {}, {}, 0, {}, {})
"""
_REST = "UPDATE reader_model SET active = 0 WHERE shop_id = {} AND active = 1"
_WAKE = "UPDATE reader_model SET active = 1 WHERE shop_id = {} AND version = {} RETURNING id"
_ACTIVE = "SELECT version FROM reader_model WHERE shop_id = {} AND active = 1"
_BYTES = "SELECT arrays FROM reader_model WHERE shop_id = {} AND version = {}"
_IS_KEPT = "SELECT id FROM reader_model WHERE shop_id = {} AND version = {}"
_ALL = """
SELECT version, manifest, active, note, created_at FROM reader_model
WHERE shop_id = {} ORDER BY created_at DESC, id DESC LIMIT {}
"""


@dataclass(frozen=True, slots=True)
class Version:
    """One learned reader, without its arrays."""

    version: str
    manifest: str
    active: bool
    note: str
    created_at: datetime


async def add(shop_id: int, version: Version, artefact: bytes) -> None:
    """Keep a reader; if it is to be active, the one before it rests from then on."""
    await database.write(_adding(shop_id, version, artefact))


async def activate(shop_id: int, version: str) -> bool:
    """Let a kept version serve again; False, and nothing changed, if there is none such."""
    return await database.write(_activating(shop_id, version))


async def rest(shop_id: int) -> None:
    """Let the base reader serve this shop again."""
    await database.write(_resting(shop_id))


async def active_version(shop_id: int) -> str | None:
    """Return the name of the shop's active reader, None where the base reader serves."""
    rows = await database.fetch(_ACTIVE, shop_id)
    return str(rows[0]["version"]) if rows else None


async def artefact(shop_id: int, version: str) -> bytes:
    """Return a reader's bytes, none at all if they are gone."""
    rows = await database.fetch(_BYTES, shop_id, version)
    return bytes(rows[0]["arrays"] or b"") if rows else b""


async def versions(shop_id: int, limit: int = 50) -> list[Version]:
    """Return the kept readers, newest first."""
    rows = await database.fetch(_ALL, shop_id, limit)
    return [Version(**row | {"active": bool(row["active"])}) for row in rows]


def _adding(shop_id: int, version: Version, arrays: bytes) -> Steps[None]:
    values = (version.version, version.manifest, arrays, version.note, version.created_at)
    yield Statement(_ADD, shop_id, *values)
    if version.active:
        yield from _activating(shop_id, version.version)


def _activating(shop_id: int, version: str) -> Steps[bool]:
    found = yield Statement(_IS_KEPT, shop_id, version)
    if not found:
        return False
    yield Statement(_REST, shop_id)
    yield Statement(_WAKE, shop_id, version)
    return True


def _resting(shop_id: int) -> Steps[None]:
    yield Statement(_REST, shop_id)
