"""Drafts: what a page's script saved on the way; nobody reads or counts them until submitted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.database import Statement, Steps

_SAVE = """
INSERT INTO answer_draft (shop_id, invitation, fields, saved_at) VALUES ({}, {}, {}, {})
ON CONFLICT (invitation) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at
"""
_FIND = "SELECT fields, saved_at FROM answer_draft WHERE shop_id = {} AND invitation = {}"
_FORGET = """
DELETE FROM answer_draft WHERE invitation IN (SELECT id FROM invitation WHERE closes_at <= {})
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """Form fields by name, as they stood when the script saved them."""

    fields: Mapping[str, str]
    saved_at: datetime


def saving_draft(
    shop_id: int, invitation_id: int, fields: Mapping[str, str], now: datetime
) -> Steps[None]:
    """Keep the fields of a form that was not submitted yet; the last save wins."""
    told = json.dumps(dict(fields), ensure_ascii=False)
    yield Statement(_SAVE, shop_id, invitation_id, told, now)


async def draft_of(shop_id: int, invitation_id: int) -> Draft | None:
    """Return what was saved for an invitation."""
    rows = await database.fetch(_FIND, shop_id, invitation_id)
    if not rows:
        return None
    fields = rows[0]["fields"]
    told = json.loads(fields) if isinstance(fields, str) else fields
    return Draft({str(name): str(value) for name, value in told.items()}, rows[0]["saved_at"])


async def forget_closed(now: datetime) -> int:
    """Delete drafts whose survey has closed, of every shop; exempt from shop_id first."""
    return len(await database.fetch(_FORGET, now))
