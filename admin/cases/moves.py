"""Pure: how a case stands after a deed, and which deeds make sense as it stands."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from admin.cases import rules
from models.choices import CaseDeed, CaseState
from models.queries.case_acts import Changed, Deed
from models.queries.cases import Case

# What can be done about a closed case; everything else needs an open one.
WHEN_CLOSED: Final = frozenset({CaseDeed.NOTED, CaseDeed.REOPENED})


def makes_sense(case: Case, deed: CaseDeed) -> bool:
    """Say whether a deed can be done about a case as it stands."""
    if not case.is_open:
        return deed in WHEN_CLOSED
    return deed is not CaseDeed.REOPENED


def moved(case: Case, deed: Deed, now: datetime, zone: ZoneInfo) -> Changed:
    """
    Return how a case stands after a deed.

    Whoever replies to or closes a case that nobody has taken, has taken it.
    """
    as_it_is = Changed(
        case.state, case.owner_id, case.outcome, case.cause, case.due_at, case.replied_at,
        case.closed_at,
    )  # fmt: skip
    change = _CHANGES.get(deed.kind)
    return as_it_is if change is None else change(as_it_is, deed, now, zone)


Change = Callable[[Changed, Deed, datetime, ZoneInfo], Changed]


def _taken(was: Changed, deed: Deed, _now: datetime, _zone: ZoneInfo) -> Changed:
    return replace(was, owner_id=deed.staff_id)


def _assigned(was: Changed, deed: Deed, _now: datetime, _zone: ZoneInfo) -> Changed:
    return replace(was, owner_id=deed.about_id)


def _given_back(was: Changed, _deed: Deed, _now: datetime, _zone: ZoneInfo) -> Changed:
    return replace(was, owner_id=None)


def _replied(was: Changed, deed: Deed, now: datetime, zone: ZoneInfo) -> Changed:
    due = max(was.due_at, rules.due_when_replied(now, zone))
    return replace(was, owner_id=was.owner_id or deed.staff_id, replied_at=now, due_at=due)


def _closed(was: Changed, deed: Deed, now: datetime, _zone: ZoneInfo) -> Changed:
    return replace(
        was,
        state=CaseState.CLOSED,
        owner_id=was.owner_id or deed.staff_id,
        outcome=deed.outcome,
        cause=deed.text,
        closed_at=now,
    )


def _reopened(was: Changed, _deed: Deed, now: datetime, zone: ZoneInfo) -> Changed:
    return replace(
        was,
        state=CaseState.OPEN,
        outcome=None,
        cause="",
        closed_at=None,
        due_at=rules.due_when_opened(now, zone),
    )


_CHANGES: Final[Mapping[CaseDeed, Change]] = MappingProxyType(
    {
        CaseDeed.TAKEN: _taken,
        CaseDeed.ASSIGNED: _assigned,
        CaseDeed.GIVEN_BACK: _given_back,
        CaseDeed.REPLIED: _replied,
        CaseDeed.CLOSED: _closed,
        CaseDeed.REOPENED: _reopened,
    }
)
