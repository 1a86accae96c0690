"""Letters that were captured instead of sent, to be looked at in a demo; only read here."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import MessageKind
from models.queries.outbox import Claimed, Letter

# A blanked letter was to a person who has been erased.
_LISTED = """
SELECT id, kind, recipient, subject, finished_at FROM outbox_message
WHERE (shop_id = {} OR {} = 0) AND state = 'done' AND recipient <> '' AND id < {}
    AND {} IN ('', kind)
ORDER BY id DESC LIMIT {}
"""
_WHOLE = """
SELECT id, shop_id, kind, key, recipient, sender, subject, text, html, headers, pictures,
    message_id, customer_id, invitation_id, attempt, created_at
FROM outbox_message
WHERE (shop_id = {} OR {} = 0) AND id = {} AND state = 'done' AND recipient <> ''
"""
_NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class CapturedLine:
    """One captured letter in a list."""

    id: int
    kind: MessageKind
    recipient: str
    subject: str
    finished_at: datetime


async def captured(
    shop_id: int, before: int | None, limit: int, kind: MessageKind | None = None
) -> list[CapturedLine]:
    """Return captured letters, newest first, older than `before`; shop 0 asks about all shops."""
    rows = await database.fetch(_LISTED, shop_id, shop_id, before or _NEWEST, kind or "", limit)
    return [CapturedLine(**row | {"kind": MessageKind(row["kind"])}) for row in rows]


async def captured_letter(shop_id: int, message_id: int) -> Claimed | None:
    """Return one captured letter whole; shop 0 asks about all shops."""
    rows = await database.fetch(_WHOLE, shop_id, shop_id, message_id)
    if not rows:
        return None
    row = rows[0]
    letter = Letter(
        kind=MessageKind(row["kind"]),
        key=row["key"],
        recipient=row["recipient"],
        sender=row["sender"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        headers=json.loads(row["headers"]),
        pictures={k: base64.b64decode(v) for k, v in json.loads(row["pictures"]).items()},
        message_id=row["message_id"],
        customer_id=row["customer_id"],
        invitation_id=row["invitation_id"],
    )
    return Claimed(row["id"], row["shop_id"], row["attempt"], row["created_at"], letter)
