"""Pure: a shop's JSON → one EventFact, or the reason why not.

Unknown fields are left out and counted. The e-mail address stands apart from the facts: it goes
to the vault, the facts go to the event row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from feedback.events.errors import EventRefused
from feedback.events.fields import (
    ADDRESS,
    CONTACT_FIELDS,
    ORDER_FIELDS,
    REFERENCE,
    Reader,
    Reading,
    Value,
    minor_units,
)
from feedback.events.reasons import FieldRefused, Reason, Refusal, shown
from feedback.events.times import happened
from feedback.invitations.addresses import normalised
from feedback.invitations.errors import AddressUnusable
from models.choices import EventKind

Subject = Literal["order", "contact"]
FIELDS: Mapping[Subject, Mapping[str, Reader]] = {"order": ORDER_FIELDS, "contact": CONTACT_FIELDS}


@dataclass(frozen=True, slots=True)
class EventFact:
    """One thing that happened to one order or contact, checked and ready to be kept."""

    event_id: str
    kind: EventKind
    subject: Subject
    subject_ref: str
    occurred_at: datetime
    facts: Mapping[str, Value]
    # Normalised; "" when the shop did not say. Never part of `facts`.
    email: str = field(default="", repr=False)
    ignored: tuple[str, ...] = ()


def subject_of(kind: EventKind) -> Subject:
    """Return what an event of this kind is about."""
    return "contact" if kind.startswith("contact.") else "order"


def read_event(event_id: str, envelope: object, now: datetime) -> EventFact:
    """Read a Standard Webhooks envelope `{type, timestamp, data}`.

    Raises
    ------
    EventRefused
        If a field cannot be taken; names it.
    """
    if not isinstance(envelope, Mapping):
        raise EventRefused(Refusal(Reason.NOT_AN_OBJECT))
    kind = _kind(envelope.get("type"))
    told = envelope.get("data")
    if not isinstance(told, Mapping):
        raise EventRefused(Refusal(Reason.NOT_AN_OBJECT, "data"))
    reading = Reading(zone=None, now=now)
    subject = subject_of(kind)
    name = f"{subject}_ref"
    refused, facts = read_fields(subject, told, reading, prefix="data.")
    if refused:
        raise EventRefused(refused[0])
    known = {name, "occurred_at", "customer_email", *FIELDS[subject]}
    return EventFact(
        event_id=event_id,
        kind=kind,
        subject=subject,
        subject_ref=_named(f"data.{name}", REFERENCE, told.get(name), reading),
        occurred_at=_occurred_at(envelope, told, now),
        facts=facts,
        email=email_of(told.get("customer_email"), "data.customer_email", reading),
        ignored=tuple(sorted(str(key) for key in told if key not in known)),
    )


def read_fields(
    subject: Subject, told: Mapping[str, object], reading: Reading, *, prefix: str = ""
) -> tuple[list[Refusal], dict[str, Value]]:
    """Read every field of `told` that is known and not empty; return the refused and the facts."""
    refused: list[Refusal] = []
    facts: dict[str, Value] = {}
    for name, read in FIELDS[subject].items():
        value = told.get(name)
        if value is None or value == "":
            continue
        try:
            facts[name] = read(value, reading)
        except FieldRefused as fault:
            refused.append(fault.about(prefix + name))
    try:
        _to_minor_units(facts)
    except FieldRefused as fault:
        refused.append(fault.about(f"{prefix}amount"))
    return refused, facts


def email_of(value: object, name: str, reading: Reading) -> str:
    """Return a normalised address, or "" when none is given."""
    if value is None or value == "":
        return ""
    address = _named(name, ADDRESS, value, reading)
    try:
        return normalised(address)
    except AddressUnusable as fault:
        raise EventRefused(Refusal(Reason.NOT_AN_ADDRESS, name)) from fault


def _kind(value: object) -> EventKind:
    try:
        return EventKind(str(value))
    except ValueError as fault:
        choices = ", ".join(EventKind)
        refusal = Refusal(Reason.NOT_ONE_OF, "type", {"value": shown(value), "choices": choices})
        raise EventRefused(refusal) from fault


def _occurred_at(
    envelope: Mapping[str, object], told: Mapping[str, object], now: datetime
) -> datetime:
    """Return data.occurred_at, or the envelope's own time where it is not given."""
    inner = told.get("occurred_at")
    name = "timestamp" if inner is None else "data.occurred_at"
    value = envelope.get("timestamp") if inner is None else inner
    if not isinstance(value, str) or not value.strip():
        reason = Reason.MISSING if value is None or value == "" else Reason.NOT_TEXT
        raise EventRefused(Refusal(reason, "data.occurred_at" if value is None else name))
    try:
        return happened(value.strip(), None, now).at
    except FieldRefused as fault:
        raise EventRefused(fault.about(name)) from fault


def _named(name: str, read: Reader, value: object, reading: Reading) -> str:
    try:
        text = str(read(value, reading)) if value is not None else ""
    except FieldRefused as fault:
        raise EventRefused(fault.about(name)) from fault
    if not text:
        raise EventRefused(Refusal(Reason.MISSING, name))
    return text


def _to_minor_units(facts: dict[str, Value]) -> None:
    amount = facts.pop("amount", None)
    if amount is not None:
        facts["amount_minor"] = minor_units(str(amount), str(facts.get("currency", "")))
