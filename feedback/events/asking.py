"""Pure: whether an order or contact has come so far that its shopper may be asked about it.

Whom to ask, and when, is decided later by feedback/invitations; here only the moment is named.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.invitations.reasons import Reason
from models.choices import SurveyKind
from models.queries.orders import ContactState, OrderState, State

# Nobody remembers well enough after a month, and a first import must not write to everybody.
OLDEST_ASKED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asking:
    """The survey an order or contact has become ready for; `reason` says why it is not asked."""

    survey_kind: SurveyKind
    ready_at: datetime
    reason: str = ""


def asking(state: State, now: datetime, *, just_arrived: bool) -> Asking | None:
    """Return what the state is ready for; `just_arrived` when we had not heard of it before."""
    kind = SurveyKind.POST_PURCHASE if isinstance(state, OrderState) else SurveyKind.POST_CONTACT
    newest = max(at for at in _times(state) if at is not None)
    if just_arrived and newest < now - OLDEST_ASKED:
        return Asking(kind, newest, Reason.HISTORICAL)
    ready_at = _ready_at(state)
    return None if ready_at is None else Asking(kind, ready_at)


def _ready_at(state: State) -> datetime | None:
    """Return when the goods were there, or the contact was over.

    Some shop systems never hear of the delivery; the shopper's confirmation tells as much.
    """
    if isinstance(state, ContactState):
        return state.closed_at
    return state.delivered_at or state.completed_at


def _times(state: State) -> tuple[datetime | None, ...]:
    if isinstance(state, ContactState):
        return (state.opened_at, state.closed_at)
    return (
        state.placed_at,
        state.paid_at,
        state.shipped_at,
        state.delivered_at,
        state.completed_at,
        state.cancelled_at,
        state.return_requested_at,
        state.return_received_at,
        state.refunded_at,
    )
