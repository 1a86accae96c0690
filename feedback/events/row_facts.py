"""Pure: one row of a file → the events or the answer it tells of, or every reason why not.

The ids are hashes of shop, reference, kind and time, so the same row twice is the same events.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback.events.columns import CONTACT_TIMES, ORDER_TIMES, FileKind
from feedback.events.csv_rows import RefusedRow, Row
from feedback.events.errors import EventRefused
from feedback.events.facts import EventFact, Subject, email_of, read_fields
from feedback.events.fields import REFERENCE, Reading, Value
from feedback.events.reasons import FieldRefused, Reason, Refusal, shown
from feedback.events.times import Moment, happened
from models.choices import EventKind
from models.queries.imported_answers import ImportedAnswer

LONGEST_COMMENT = 5_000
_in_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_SCORE = re.compile(r"([1-5])(?:\.0+)?\s*[星分]?")
_TIMES: Mapping[Subject, Mapping[str, EventKind]] = {
    "order": ORDER_TIMES,
    "contact": CONTACT_TIMES,
}


@dataclass(frozen=True, slots=True)
class RowEvents:
    """The events of one order or contact in the order of their times; the last has the facts."""

    row: Row
    ref: str
    facts: tuple[EventFact, ...]
    body_hash: str
    # Columns whose time the shop's clocks skipped.
    moved: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What may stand in a file once only."""
        return (self.ref,)


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The answer of one row."""

    row: Row
    answer: ImportedAnswer
    moved: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What may stand in a file once only."""
        return self.answer.key


class _Cells:
    """Reads the cells of one row and gathers what is wrong with any of them."""

    def __init__(self, row: Row, reading: Reading) -> None:
        self.cells = row.cells
        self.reading = reading
        self.refusals: list[Refusal] = []
        self.moved: list[str] = []

    def reference(self, name: str) -> str:
        try:
            ref = str(REFERENCE(self.cells.get(name, ""), self.reading))
        except FieldRefused as fault:
            self.refusals.append(fault.about(name))
            return ""
        if not ref:
            self.refusals.append(Refusal(Reason.MISSING, name))
        return ref

    def time(self, name: str) -> datetime | None:
        text = self.cells.get(name, "")
        if not text:
            return None
        try:
            found: Moment = happened(text, self.reading.zone, self.reading.now)
        except FieldRefused as fault:
            self.refusals.append(fault.about(name))
            return None
        if found.moved:
            self.moved.append(name)
        return found.at

    def email(self) -> str:
        try:
            return email_of(self.cells.get("customer_email", ""), "customer_email", self.reading)
        except EventRefused as fault:
            self.refusals.append(fault.refusal)
            return ""

    def fields(self, subject: Subject) -> dict[str, Value]:
        refused, facts = read_fields(subject, self.cells, self.reading)
        self.refusals += refused
        return facts


def read_events(
    shop_id: int, subject: Subject, row: Row, reading: Reading
) -> RowEvents | RefusedRow:
    """Return the events a row of orders or contacts tells of."""
    cells = _Cells(row, reading)
    ref = cells.reference(f"{subject}_ref")
    facts = cells.fields(subject)
    email = cells.email()
    times = [
        (at, kind) for name, kind in _TIMES[subject].items() if (at := cells.time(name)) is not None
    ]
    if not times and not cells.refusals:
        cells.refusals.append(Refusal(Reason.NO_TIMES))
    if cells.refusals:
        return RefusedRow(row.line, tuple(cells.refusals), row.written)
    times.sort()
    told = tuple(
        EventFact(
            event_id=_event_id(shop_id, ref, kind, at),
            kind=kind,
            subject=subject,
            subject_ref=ref,
            occurred_at=at,
            facts=facts if place == len(times) else {},
            email=email if place == len(times) else "",
        )
        for place, (at, kind) in enumerate(times, start=1)
    )
    return RowEvents(row, ref, told, _body_hash(facts), tuple(cells.moved))


def read_answer(row: Row, reading: Reading) -> RowAnswer | RefusedRow:
    """Return the answer a row tells of."""
    cells = _Cells(row, reading)
    feedback_ref, order_ref = cells.reference("feedback_ref"), cells.reference("order_ref")
    score, text = _score(cells), _comment(cells)
    asked_at, answered_at = cells.time("asked_at"), cells.time("answered_at")
    locale = cells.fields("order").get("locale", "")
    if not row.cells.get("answered_at"):
        cells.refusals.append(Refusal(Reason.MISSING, "answered_at"))
    if score is None and not text and not cells.refusals:
        cells.refusals.append(Refusal(Reason.MISSING, "score"))
    if cells.refusals or answered_at is None:
        return RefusedRow(row.line, tuple(cells.refusals), row.written)
    answer = ImportedAnswer(
        feedback_ref=feedback_ref,
        order_ref=order_ref,
        overall=score,
        text=text,
        submitted_at=answered_at,
        asked_at=asked_at,
        locale=str(locale),
    )
    return RowAnswer(row, answer, tuple(cells.moved))


def subject_of_file(kind: FileKind) -> Subject:
    """Return what the rows of an orders or contacts file are about."""
    return "contact" if kind is FileKind.CONTACTS else "order"


def _score(cells: _Cells) -> int | None:
    text = cells.cells.get("score", "")
    if not text:
        return None
    match = _SCORE.fullmatch(text)
    if match is None:
        told = {"value": shown(text), "lowest": 1, "highest": 5}
        cells.refusals.append(Refusal(Reason.NOT_A_WHOLE_NUMBER, "score", told))
        return None
    return int(match[1])


def _comment(cells: _Cells) -> str:
    text = cells.cells.get("comment", "")
    if len(text) > LONGEST_COMMENT:
        told = {"length": len(text), "longest": LONGEST_COMMENT}
        cells.refusals.append(Refusal(Reason.TOO_LONG, "comment", told))
    if "\0" in text:
        cells.refusals.append(Refusal(Reason.UNPRINTABLE, "comment"))
    return text


def _event_id(shop_id: int, ref: str, kind: EventKind, at: datetime) -> str:
    told = "\0".join((str(shop_id), ref, kind, at.isoformat()))
    return f"import:{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def _body_hash(facts: Mapping[str, Value]) -> str:
    return hashlib.sha256(_in_json(facts).encode()).hexdigest()
