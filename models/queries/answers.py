"""Answers of shoppers: what a link leads to, what is given, and what was stored.

How an answer is written is in accepting.py.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models import database
from models.choices import InvitationState
from models.database import Statement, Steps

_ASKED = """
SELECT i.id, i.shop_id, i.customer_id, i.survey_kind, i.form, i.items, i.prompt, i.locale, i.state,
    i.stratum, i.sampling_probability, i.created_at, i.sent_at, i.closes_at,
    s.name AS shop_name, s.timezone, c.order_id, c.contact_id,
    coalesce(k.order_ref, c.subject_ref) AS order_ref, coalesce(k.channel, '') AS channel,
    p.email_hash
FROM invitation i
JOIN shop s ON s.id = i.shop_id
JOIN candidate c ON c.id = i.candidate_id AND c.shop_id = i.shop_id
LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = i.shop_id
LEFT JOIN customer p ON p.id = i.customer_id AND p.shop_id = i.shop_id
WHERE i.token_hash = {}
"""
_STORED = """
SELECT a.id, a.overall, a.updated_at, c.text, c.prompt FROM answer a
LEFT JOIN comment c ON c.answer = a.id AND c.current = {}
WHERE a.shop_id = {} AND a.invitation_id = {}
"""
_RATINGS = "SELECT item, state, score, choice FROM rating WHERE shop_id = {} AND answer = {}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link leads to: the form as it was fixed, and whose it is."""

    id: int
    shop_id: int
    shop_name: str
    timezone: str
    customer_id: int | None
    email_hash: bytes | None
    survey_kind: str
    form: str
    items: tuple[str, ...]
    prompt: str
    locale: str
    state: InvitationState
    stratum: str
    sampling_probability: float
    created_at: datetime
    sent_at: datetime | None
    closes_at: datetime
    order_id: int | None
    contact_id: int | None
    order_ref: str
    # The contact's channel as the shop told us; "" when unknown or not about a contact.
    channel: str

    @property
    def design_weight(self) -> float:
        """How many shoppers of its stratum the answer speaks for."""
        return 1 / self.sampling_probability if self.sampling_probability else 1.0

    @property
    def closes_on(self) -> date:
        """The shop's own calendar day on which the survey closes."""
        return self.closes_at.astimezone(ZoneInfo(self.timezone)).date()

    def is_open(self, now: datetime) -> bool:
        """Tell whether an answer may still be given or changed."""
        shut = (InvitationState.WITHDRAWN, InvitationState.CLOSED)
        return self.state not in shut and now < self.closes_at


@dataclass(frozen=True, slots=True)
class GivenRating:
    """One question's reply: rated, not applicable, or asked and left blank."""

    item: str
    state: str
    score: int | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """Everything a shopper has sent with one press of the button."""

    ratings: tuple[GivenRating, ...]
    overall: int | None
    prompt: str
    text: str
    locale: str
    elapsed_ms: int | None = None
    flags: str = ""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it stands now."""

    id: int
    updated_at: datetime
    overall: int | None
    prompt: str
    text: str
    ratings: tuple[GivenRating, ...]


async def asked_by_token(token_hash: bytes) -> Asked | None:
    """Return what a link leads to, open or not; exempt from shop_id first."""
    rows = await database.fetch(_ASKED, token_hash)
    return _asked(rows[0]) if rows else None


def finding(token_hash: bytes) -> Steps[Asked | None]:
    """Find what a link leads to, inside a larger write; exempt from shop_id first."""
    rows = yield Statement(_ASKED, token_hash)
    return _asked(rows[0]) if rows else None


def _asked(row: dict[str, Any]) -> Asked:  # Any: a row as the engine gives it
    items = tuple(filter(None, row["items"].split(",")))
    return Asked(**row | {"items": items, "state": InvitationState(row["state"])})


async def stored_answer(shop_id: int, invitation_id: int) -> StoredAnswer | None:
    """Return the answer of an invitation as it stands, with its current text."""
    rows = await database.fetch(_STORED, True, shop_id, invitation_id)
    if not rows:
        return None
    row = rows[0]
    ratings = await database.fetch(_RATINGS, shop_id, row["id"])
    return StoredAnswer(
        id=row["id"],
        updated_at=row["updated_at"],
        overall=row["overall"],
        prompt=row["prompt"] or "",
        text=row["text"] or "",
        ratings=tuple(GivenRating(**rating) for rating in ratings),
    )
