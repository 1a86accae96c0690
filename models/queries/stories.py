"""The story of a single answer: its ratings and comments, its order and its contacts.

Lists of answers are in `responses`. Times that cannot be are kept with their name, for the page
to flag.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from models import database
from models.seen import AnswerSeen, answer_seen, comments_seen

_ONE = """
SELECT a.id, a.source, a.survey_kind, a.form, a.overall, a.local_day, a.asked_at, a.submitted_at,
    a.updated_at, a.edits, a.elapsed_ms, a.order_ref, a.order_id, a.contact_id, a.feedback_ref
FROM answer a WHERE a.shop_id = {} AND a.id = {}
"""
_RATINGS = """
SELECT item, state, score, choice FROM rating WHERE shop_id = {} AND answer = {} ORDER BY id
"""
_COMMENTS_OF_ONE = """
SELECT c.id AS comment_id, c.prompt, c.redacted, c.reading, c.polarity, c.judged_at,
    t.code, t.probability, t.verdict, t.reasons,
    coalesce(t.marked_start, t.span_start) AS span_start,
    coalesce(t.marked_end, t.span_end) AS span_end
FROM comment c LEFT JOIN tag t ON t.comment = c.id
WHERE c.shop_id = {} AND c.answer = {} AND c.current AND c.reading <> 'withheld'
ORDER BY c.id, t.span_start, t.code
"""
_ORDER = """
SELECT order_ref, sales_channel, category, region, carrier, source_status, placed_at, paid_at,
    shipped_at, promised_at, delivered_at, completed_at, cancelled_at, return_requested_at,
    return_received_at, refunded_at, impossible
FROM shop_order WHERE shop_id = {} AND id = {}
"""
_CONTACTS = """
SELECT id, contact_ref, channel, automated, reason, transfers, promise, promise_until, opened_at,
    first_reply_at, closed_at, impossible
FROM contact WHERE shop_id = {} AND (id = {} OR (order_ref = {} AND order_ref <> ''))
ORDER BY opened_at, id
"""


# Recommending is asked on 0-10, effort on 1-7.
OTHER_SCALES = frozenset({"OV2", "CT6"})


@dataclass(frozen=True, slots=True)
class RatingSeen:
    """One reply as stored."""

    item: str
    state: str
    score: int | None
    choice: str

    @property
    def on_five_points(self) -> bool:
        """Say whether the score is on the five points whose colours a page knows."""
        return self.item not in OTHER_SCALES


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order's times and facts; the names of `impossible` are as stored."""

    order_ref: str
    sales_channel: str
    category: str
    region: str
    carrier: str
    source_status: str
    placed_at: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None
    promised_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    return_requested_at: datetime | None
    return_received_at: datetime | None
    refunded_at: datetime | None
    impossible: str


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """A contact's times and facts, without the agent."""

    id: int
    contact_ref: str
    channel: str
    automated: bool | None
    reason: str
    transfers: int | None
    promise: str
    promise_until: datetime | None
    opened_at: datetime | None
    first_reply_at: datetime | None
    closed_at: datetime | None
    impossible: str


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """One answer with everything that belongs to its story."""

    seen: AnswerSeen
    form: str
    asked_at: datetime | None
    updated_at: datetime | None
    edits: int
    elapsed_ms: int | None
    ratings: tuple[RatingSeen, ...]
    order: OrderSeen | None
    contacts: tuple[ContactSeen, ...]


async def one(shop_id: int, answer_id: int) -> WholeAnswer | None:
    """Return one answer with ratings, comments, order and contacts; None if the shop has none."""
    found = await database.fetch(_ONE, shop_id, answer_id)
    if not found:
        return None
    (row,) = found
    ratings = await database.fetch(_RATINGS, shop_id, answer_id)
    written = await database.fetch(_COMMENTS_OF_ONE, shop_id, answer_id)
    orders = await database.fetch(_ORDER, shop_id, row["order_id"]) if row["order_id"] else []
    contacts = await database.fetch(_CONTACTS, shop_id, row["contact_id"] or 0, row["order_ref"])
    return WholeAnswer(
        seen=replace(answer_seen([row]), comments=comments_seen(written)),
        form=row["form"],
        asked_at=row["asked_at"],
        updated_at=row["updated_at"],
        edits=row["edits"],
        elapsed_ms=row["elapsed_ms"],
        ratings=tuple(RatingSeen(**rating) for rating in ratings),
        order=OrderSeen(**orders[0]) if orders else None,
        contacts=tuple(ContactSeen(**contact) for contact in contacts),
    )
