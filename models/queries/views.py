"""Saved views: a person's own and those that others share, kept by shop and person.

Whether an address may be kept is decided by the dashboard; names are unique among a person's own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models import database
from models.database import ConstraintBroken, Statement, Steps

# How long a removed view can be put back.
KEPT: Final = timedelta(days=1)

_SEEN = """
SELECT v.id, v.name, v.address, v.shared, v.is_start, v.staff_id, v.staff_id = {} AS own,
    coalesce(s.name, '') AS owner
FROM saved_view v LEFT JOIN staff s ON s.id = v.staff_id
WHERE v.shop_id = {} AND v.removed_at IS NULL AND (v.staff_id = {} OR v.shared)
ORDER BY v.staff_id = {} DESC, v.name, v.id LIMIT {}
"""
_START = """
SELECT address FROM saved_view
WHERE shop_id = {} AND staff_id = {} AND is_start AND removed_at IS NULL
"""
_COUNT = """
SELECT count(*) AS n FROM saved_view WHERE shop_id = {} AND staff_id = {} AND removed_at IS NULL
"""
_ADD = """
INSERT INTO saved_view (shop_id, staff_id, name, address, shared, is_start, created_at)
VALUES ({}, {}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, staff_id, name) WHERE removed_at IS NULL DO NOTHING RETURNING id
"""
_RENAME = """
UPDATE saved_view SET name = {}
WHERE shop_id = {} AND staff_id = {} AND id = {} AND removed_at IS NULL RETURNING id
"""
_SHARE = """
UPDATE saved_view SET shared = {}
WHERE shop_id = {} AND staff_id = {} AND id = {} AND removed_at IS NULL RETURNING id
"""
_BEGIN_HERE = """
UPDATE saved_view SET is_start = {}
WHERE shop_id = {} AND staff_id = {} AND id = {} AND removed_at IS NULL RETURNING id
"""
_BEGIN_NOWHERE = """
UPDATE saved_view SET is_start = {} WHERE shop_id = {} AND staff_id = {} AND is_start
"""
_REMOVE = """
UPDATE saved_view SET removed_at = {}, is_start = {}
WHERE shop_id = {} AND staff_id = {} AND id = {} AND removed_at IS NULL RETURNING id
"""
_PUT_BACK = """
UPDATE saved_view SET removed_at = NULL
WHERE shop_id = {} AND staff_id = {} AND id = {} AND removed_at IS NOT NULL RETURNING id
"""
_REMOVED = """
SELECT id, name, address, shared, is_start, staff_id FROM saved_view
WHERE shop_id = {} AND staff_id = {} AND id = {} AND removed_at IS NOT NULL
"""
_REMOVED_FOR_ALL = """
SELECT v.id, v.name, v.address, v.shared, v.is_start, v.staff_id, v.staff_id = {} AS own,
    coalesce(s.name, '') AS owner
FROM saved_view v LEFT JOIN staff s ON s.id = v.staff_id
WHERE v.shop_id = {} AND v.id = {} AND v.shared AND v.removed_at IS NOT NULL
"""
_FORGET = "DELETE FROM saved_view WHERE shop_id = {} AND staff_id = {} AND removed_at < {}"
MOST_SEEN: Final = 200


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as one person sees it; `owner` is who shares it where it is not their own."""

    id: int
    name: str
    address: str
    shared: bool
    is_start: bool
    staff_id: int
    own: bool = True
    owner: str = ""


async def seen_by(shop_id: int, staff_id: int) -> list[View]:
    """Return a person's own views and those shared with them, the own first, by name."""
    people = (staff_id, shop_id, staff_id, staff_id)
    rows = await database.fetch(_SEEN, *people, MOST_SEEN)
    return [_view(row) for row in rows]


async def start_of(shop_id: int, staff_id: int) -> str:
    """Return the address where a person begins in a shop, "" where they chose none."""
    rows = await database.fetch(_START, shop_id, staff_id)
    return str(rows[0]["address"]) if rows else ""


async def how_many(shop_id: int, staff_id: int) -> int:
    """Return how many views a person keeps."""
    return int((await database.fetch(_COUNT, shop_id, staff_id))[0]["n"])


async def add(
    shop_id: int, staff_id: int, name: str, address: str, now: datetime, *, shared: bool
) -> bool:
    """Keep an address under a name; False if the person has a view of that name."""
    rows = await database.fetch(_ADD, shop_id, staff_id, name, address, shared, False, now)
    return bool(rows)


async def rename(shop_id: int, staff_id: int, view_id: int, name: str) -> bool:
    """Give one's view another name; False if another has it. A view that is gone is left alone."""
    try:
        await database.fetch(_RENAME, name, shop_id, staff_id, view_id)
    except ConstraintBroken:
        return False
    return True


async def share(shop_id: int, staff_id: int, view_id: int, *, shared: bool) -> bool:
    """Show one's view to everybody of the shop, or no longer; False if it is not there."""
    return bool(await database.fetch(_SHARE, shared, shop_id, staff_id, view_id))


async def begin_with(shop_id: int, staff_id: int, view_id: int | None) -> bool:
    """Begin with one of one's views from now on, or with none; False if it is not there."""
    return await database.write(_beginning(shop_id, staff_id, view_id))


def _beginning(shop_id: int, staff_id: int, view_id: int | None) -> Steps[bool]:
    yield Statement(_BEGIN_NOWHERE, False, shop_id, staff_id)
    if view_id is None:
        return True
    return bool((yield Statement(_BEGIN_HERE, True, shop_id, staff_id, view_id)))


async def remove(shop_id: int, staff_id: int, view_id: int, now: datetime) -> bool:
    """Take one's view off every list; False if it is not there. Older removed ones go for good."""
    await database.fetch(_FORGET, shop_id, staff_id, now - KEPT)
    return bool(await database.fetch(_REMOVE, now, False, shop_id, staff_id, view_id))


async def removed(shop_id: int, staff_id: int, view_id: int) -> View | None:
    """Return a view of one's own that was removed and can still be put back."""
    rows = await database.fetch(_REMOVED, shop_id, staff_id, view_id)
    return _view(rows[0]) if rows else None


async def removed_for_all(shop_id: int, staff_id: int, view_id: int) -> View | None:
    """Return a shared view, of whomever, that was removed and can still be put back."""
    rows = await database.fetch(_REMOVED_FOR_ALL, staff_id, shop_id, view_id)
    return _view(rows[0]) if rows else None


async def put_back(shop_id: int, staff_id: int, view_id: int) -> bool:
    """Put a removed view back; False if its name was taken meanwhile."""
    try:
        await database.fetch(_PUT_BACK, shop_id, staff_id, view_id)
    except ConstraintBroken:
        return False
    return True


def _view(row: database.Row) -> View:
    return View(
        id=row["id"],
        name=row["name"],
        address=row["address"],
        shared=bool(row["shared"]),
        is_start=bool(row["is_start"]),
        staff_id=row["staff_id"],
        own=bool(row.get("own", True)),
        owner=row.get("owner", ""),
    )
