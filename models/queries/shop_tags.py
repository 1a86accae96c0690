"""What a shop calls its tags, which it hides, and those that it has added.

What the reader found is in `tags`; the taxonomy itself is the reader's.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models import database
from models.database import Statement, Steps

MOST: Final = 200
"""Rows read of one shop; a person names far fewer."""

_OF_SHOP = """
SELECT code, name_zh, name_en, stage, hidden FROM shop_tag WHERE shop_id = {} ORDER BY id LIMIT {}
"""
_PUT = """
INSERT INTO shop_tag (shop_id, code, name_zh, name_en, stage, hidden, added_by, added_at)
VALUES ({}, {}, {}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
    stage = excluded.stage, hidden = excluded.hidden
"""
_TAKEN = "SELECT code FROM shop_tag WHERE shop_id = {} AND code = {}"
_JUDGED = """
SELECT code, verdict, count(*) AS n FROM tag
WHERE shop_id = {} AND verdict <> '' GROUP BY code, verdict
"""
# As in corrections: a comment judged as a whole lacks every own tag that nobody put on it.
_IMPLIED = """
SELECT s.code, count(*) AS n FROM shop_tag s
JOIN comment c ON c.shop_id = s.shop_id AND c.judged_at >= s.added_at
WHERE s.shop_id = {} AND s.stage <> '' AND s.hidden = {} AND c.reading = 'read' AND NOT EXISTS (
    SELECT 1 FROM tag v WHERE v.comment = c.id AND v.code = s.code AND v.verdict <> ''
)
GROUP BY s.code
"""


@dataclass(frozen=True, slots=True)
class ShopTag:
    """A shop's word on one tag; "" keeps the taxonomy's name, the stage is of own tags only."""

    code: str
    name_zh: str = ""
    name_en: str = ""
    stage: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class JudgedTag:
    """On how many comments a person found a tag present, and absent."""

    present: int = 0
    absent: int = 0

    @property
    def n(self) -> int:
        """Comments judged on it."""
        return self.present + self.absent


async def of_shop(shop_id: int) -> list[ShopTag]:
    """Return everything the shop has said of its tags, the oldest word first."""
    rows = await database.fetch(_OF_SHOP, shop_id, MOST)
    return [ShopTag(**row | {"hidden": bool(row["hidden"])}) for row in rows]


async def put(shop_id: int, tag: ShopTag, staff_id: int, now: datetime) -> None:
    """Write down what a shop says of a tag, in place of what it said before."""
    await database.write(_putting(shop_id, tag, staff_id, now))


async def add(shop_id: int, tag: ShopTag, staff_id: int, now: datetime) -> bool:
    """Add a tag of the shop's own; False, and nothing changed, if its code is taken."""
    return await database.write(_adding(shop_id, tag, staff_id, now))


async def judged(shop_id: int) -> Mapping[str, JudgedTag]:
    """Return how often people have judged each tag, by code.

    An own tag is judged absent, too, on every comment that was found complete without it.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in await database.fetch(_JUDGED, shop_id):
        counts[row["code"]][row["verdict"]] += row["n"]
    for row in await database.fetch(_IMPLIED, shop_id, False):
        counts[row["code"]]["absent"] += row["n"]
    return {code: JudgedTag(said["present"], said["absent"]) for code, said in counts.items()}


def _putting(shop_id: int, tag: ShopTag, staff_id: int, now: datetime) -> Steps[None]:
    named = (tag.code, tag.name_zh, tag.name_en, tag.stage, tag.hidden)
    yield Statement(_PUT, shop_id, *named, staff_id, now)


def _adding(shop_id: int, tag: ShopTag, staff_id: int, now: datetime) -> Steps[bool]:
    taken = yield Statement(_TAKEN, shop_id, tag.code)
    if taken:
        return False
    yield from _putting(shop_id, tag, staff_id, now)
    return True
