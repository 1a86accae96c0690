"""What people change about a case, and whom a reply would go to.

An act is one transaction with its line of history and, for a reply, its letter; it changes the
version that was looked at, or nothing at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import CaseDeed, CaseOutcome, CaseState
from models.database import Statement, Steps
from models.queries import outbox
from models.queries.cases import Case
from models.queries.outbox import Letter

_CHANGE = """
UPDATE service_case SET version = version + 1, state = {}, owner_id = {}, outcome = {}, cause = {},
    due_at = {}, replied_at = {}, closed_at = {}
WHERE shop_id = {} AND id = {} AND version = {} RETURNING id
"""
_HAPPENED = """
INSERT INTO case_event (shop_id, case_id, deed, staff_id, about_id, outcome, text, at)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}) RETURNING id
"""
_ADDRESSEE = """
SELECT a.locale AS answered_in, p.id AS customer_id, p.email, p.email_hash, p.locale
FROM service_case k
JOIN answer a ON a.id = k.answer_id AND a.shop_id = k.shop_id
LEFT JOIN customer p ON p.id = a.customer_id AND p.shop_id = k.shop_id
WHERE k.shop_id = {} AND k.id = {}
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person does; `about_id` is who gets the case, None where nobody is meant."""

    kind: CaseDeed
    staff_id: int
    text: str = ""
    about_id: int | None = None
    outcome: CaseOutcome | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """How a case stands after a deed."""

    state: CaseState
    owner_id: int | None
    outcome: CaseOutcome | None
    cause: str
    due_at: datetime
    replied_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a reply goes to; `customer_id` is None once the person is erased."""

    customer_id: int | None
    email: str
    email_hash: bytes
    answered_in: str
    locale: str


async def change(
    shop_id: int,
    seen: Case,
    after: Changed,
    deed: Deed,
    now: datetime,
    letter: Callable[[int], Letter] | None = None,
) -> bool:
    """Do something about a case; False, and nothing done, when it is not any more as it was seen.

    `letter` makes the letter that goes with it from the number of its line of history.
    """
    return await database.write(_changing(shop_id, seen, after, deed, now, letter))


def _changing(
    shop_id: int,
    seen: Case,
    after: Changed,
    deed: Deed,
    now: datetime,
    letter: Callable[[int], Letter] | None,
) -> Steps[bool]:
    standing = (after.state, after.owner_id, after.outcome or "", after.cause)
    times = (after.due_at, after.replied_at, after.closed_at)
    if not (yield Statement(_CHANGE, *standing, *times, shop_id, seen.id, seen.version)):
        return False
    done = (deed.kind, deed.staff_id, deed.about_id, deed.outcome or "", deed.text)
    (line,) = yield Statement(_HAPPENED, shop_id, seen.id, *done, now)
    if letter is not None:
        yield outbox.enqueuing(shop_id, letter(line["id"]), now)
    return True


async def addressee(shop_id: int, case_id: int) -> Addressee | None:
    """Return whom a reply would go to; None if the shop has no such case."""
    rows = await database.fetch(_ADDRESSEE, shop_id, case_id)
    if not rows:
        return None
    (row,) = rows
    words = {name: row[name] or "" for name in ("email", "answered_in", "locale")}
    return Addressee(row["customer_id"], email_hash=row["email_hash"] or b"", **words)
