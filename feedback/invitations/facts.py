"""Gather all that decides about one candidate: its row, its person's history, the shop's default.

The shell's half of `policy.py`; nothing is decided here.
"""

from dataclasses import dataclass
from datetime import datetime

from feedback.invitations.addresses import normalised
from feedback.invitations.errors import AddressUnusable
from feedback.invitations.links import LinkSigner
from feedback.invitations.policy import A_YEAR, Facts
from feedback.invitations.reasons import Reason
from feedback.invitations.strata import contact_stratum, order_stratum
from models.choices import SurveyKind
from models.queries import customers, invitations
from models.queries.candidates import Due
from models.queries.invitations import ToRemind
from models.queries.rehearsals import Past
from models.queries.shops import Shop


@dataclass(frozen=True, slots=True)
class Person:
    """To whom a letter goes."""

    id: int
    address: str
    email_hash: bytes


async def gather(shop: Shop, due: Due, now: datetime, links: LinkSigner) -> Facts:
    """Return the facts about a candidate, its person known under every key."""
    kind = SurveyKind(due.survey_kind)
    hashes = _hashes(due, links)
    people = await _people(shop.id, due, hashes)
    asked = [
        one for person in people for one in await invitations.history(shop.id, person, now - A_YEAR)
    ]
    answers = [due.last_answered_at, *(one.answered_at for one in asked)]
    person = due.customer_id or 0
    return Facts(
        kind=kind,
        zone=shop.zone,
        ready_at=ready_at(due),
        heard_at=due.created_at,
        stratum=stratum_of(due),
        ended=next((reason for _, reason in ended_by(due)), None),
        contact_open_since=due.contact_open_since,
        reachable=bool(hashes),
        age_band=due.age_band or "",
        basis=_basis(due) or shop.default_basis,
        suppressed=await customers.is_suppressed(shop.id, hashes),
        person_draw=links.draw("hold-out", f"{shop.id}:{person}"),
        subject_draw=links.draw("sample", f"{shop.id}:{kind}:{due.subject_ref}"),
        asked_at=tuple(one.asked_at for one in asked),
        answered_at=max((at for at in answers if at is not None), default=None),
    )


def ready_at(about: Due | ToRemind) -> datetime | None:
    """Return when the goods were there, or the contact was over."""
    if about.survey_kind == SurveyKind.POST_CONTACT:
        return about.closed_at
    return about.delivered_at or about.completed_at


def person_of(about: Due | ToRemind) -> Person:
    """Return to whom a letter goes; raise `AddressUnusable` if there is nobody."""
    if about.customer_id is None or not about.email or about.email_hash is None:
        raise AddressUnusable("Nobody is known whom a letter about this could reach.")
    return Person(about.customer_id, normalised(about.email), about.email_hash)


def stratum_of(due: Due | Past) -> str:
    """Return the group that a candidate is sampled in."""
    if due.survey_kind == SurveyKind.POST_CONTACT:
        return contact_stratum(due.contact_channel or "", automated=due.automated)
    return order_stratum(
        due.sales_channel or "", due.category or "", due.delivered_at, due.promised_at
    )


def _hashes(due: Due, links: LinkSigner) -> tuple[bytes, ...]:
    """Return the person's address under every key; nothing if no letter can reach it."""
    try:
        address = normalised(due.email or "")
    except AddressUnusable:
        return ()
    kept = () if due.email_hash is None else (due.email_hash,)
    return tuple(dict.fromkeys((*kept, *links.email_hashes(address))))


async def _people(shop_id: int, due: Due, hashes: tuple[bytes, ...]) -> list[int]:
    """Return every row this person has: one, or one more for each key there has been."""
    found = [] if due.customer_id is None else [due.customer_id]
    for email_hash in hashes:
        if email_hash != due.email_hash:
            other = await customers.by_email_hash(shop_id, email_hash)
            found += [] if other is None else [other.id]
    return found


def ended_by(about: Due | Past) -> tuple[tuple[datetime, Reason], ...]:
    """Return what ended an order otherwise, and when; the first that holds is the reason."""
    back = (about.return_requested_at, about.return_received_at)
    ends = (
        (about.cancelled_at, Reason.CANCELLED),
        (about.refunded_at, Reason.REFUNDED),
        (min((at for at in back if at is not None), default=None), Reason.RETURNED),
    )
    return tuple((at, reason) for at, reason in ends if at is not None)


def _basis(due: Due) -> str:
    contact = due.survey_kind == SurveyKind.POST_CONTACT
    return (due.contact_basis if contact else due.order_basis) or ""
