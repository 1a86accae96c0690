"""Saving as it goes, where scripts run: kept apart, never read or counted until submitted."""

from datetime import datetime

from feedback.answers.fields import Fields
from feedback.answers.form import LONGEST_TEXT, STARTED, TEXT
from feedback.invitations.links import token_hash
from models import database
from models.queries import answers
from models.queries.answers import Asked
from models.queries.drafts import saving_draft

LONGEST_CHOICE = 24


async def keep_draft(token: str, fields: Fields, now: datetime) -> bool:
    """Keep the form as it stands; False when the survey is shut or the form cannot be kept."""
    asked = await answers.asked_by_token(token_hash(token))
    if asked is None or not asked.is_open(now):
        return False
    kept = _kept(asked, fields)
    if len(kept.get(TEXT, "")) > LONGEST_TEXT or "\0" in kept.get(TEXT, ""):
        return False
    await database.write(saving_draft(asked.shop_id, asked.id, kept, now))
    return True


def _kept(asked: Asked, fields: Fields) -> dict[str, str]:
    """Return the form's own fields; anything else that was sent is left out."""
    kept = {
        code: fields.one(code)
        for code in (*asked.items, STARTED)
        if 0 < len(fields.one(code)) <= LONGEST_CHOICE
    }
    return kept | {TEXT: fields.one(TEXT).replace("\r\n", "\n")}
