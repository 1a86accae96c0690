"""Pure: a set of events → the state of one order or contact, the same in any order of arrival.

Only what the shop said counts (`occurred_at`, ties by id), never when we heard of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.choices import EventKind
from models.queries.events import KeptEvent
from models.queries.orders import ContactState, OrderState

Times = dict[str, Any]  # Any: a time or None, given on as keyword arguments
Choose = Callable[[str], Any]  # Any: a fact is text, number or flag, as its column wants it

# A parcel is on its way from its first step, and all here only with its last.
_FIRST: dict[EventKind, str] = {
    EventKind.ORDER_PLACED: "placed_at",
    EventKind.ORDER_PAID: "paid_at",
    EventKind.ORDER_SHIPPED: "shipped_at",
    EventKind.ORDER_CANCELLED: "cancelled_at",
    EventKind.RETURN_REQUESTED: "return_requested_at",
    EventKind.CONTACT_OPENED: "opened_at",
}
_LAST: dict[EventKind, str] = {
    EventKind.ORDER_DELIVERED: "delivered_at",
    EventKind.ORDER_COMPLETED: "completed_at",
    EventKind.RETURN_RECEIVED: "return_received_at",
    EventKind.REFUND_COMPLETED: "refunded_at",
    EventKind.CONTACT_CLOSED: "closed_at",
}


@dataclass(frozen=True, slots=True)
class Impossible:
    """Two times in an order that cannot be; `suspects` are those that no duration may use."""

    name: str
    earlier: str
    later: str
    suspects: tuple[str, ...]


def _never(later: str, earlier: str, *suspects: str) -> Impossible:
    named = f"{later.removesuffix('_at')}_before_{earlier.removesuffix('_at')}"
    return Impossible(named, earlier, later, suspects or (earlier, later))


ORDER_IMPOSSIBLE = (
    _never("paid_at", "placed_at"),
    _never("shipped_at", "placed_at"),
    # Cash on delivery: the parcel's own times stay good.
    _never("shipped_at", "paid_at", "paid_at"),
    _never("delivered_at", "placed_at"),
    _never("delivered_at", "shipped_at"),
    _never("completed_at", "placed_at"),
    _never("cancelled_at", "placed_at"),
    _never("return_received_at", "shipped_at"),
    _never("return_received_at", "return_requested_at"),
    _never("refunded_at", "placed_at"),
)
CONTACT_IMPOSSIBLE = (
    _never("first_reply_at", "opened_at"),
    _never("closed_at", "opened_at"),
    _never("closed_at", "first_reply_at"),
)
ORDER_SPANS = {
    "pay": ("placed_at", "paid_at"),
    "ship": ("paid_at", "shipped_at"),
    "receive": ("shipped_at", "delivered_at"),
    "whole": ("placed_at", "delivered_at"),
    "late": ("promised_at", "delivered_at"),
    "return": ("return_requested_at", "return_received_at"),
}
CONTACT_SPANS = {
    "first_reply": ("opened_at", "first_reply_at"),
    "whole": ("opened_at", "closed_at"),
    "late": ("promise_until", "closed_at"),
}


def fold_order(ref: str, told: Iterable[KeptEvent]) -> OrderState:
    """Return the state of one order after all its events."""
    events = _in_order(told)
    times = _times(events)
    latest, first = _latest(events), _first(events)
    return OrderState(
        order_ref=ref,
        customer_id=latest("customer_id"),
        source=events[0].source,
        source_status=latest("status") or "",
        sales_channel=latest("sales_channel") or "",
        category=latest("category") or "",
        region=latest("region") or "",
        amount_minor=latest("amount_minor"),
        currency=latest("currency") or "",
        carrier=latest("carrier") or "",
        tracking=latest("tracking") or "",
        **_basis(events),
        **{name: times[name] for name in _ORDER_TIMES},
        # The promise the shopper bought on; a later one does not unbreak it.
        promised_at=_moment(first("promised_at")),
        impossible=_impossible(ORDER_IMPOSSIBLE, times),
    )


def fold_contact(ref: str, told: Iterable[KeptEvent]) -> ContactState:
    """Return the state of one contact after all its events."""
    events = _in_order(told)
    times = _times(events)
    latest, first = _latest(events), _first(events)
    times["first_reply_at"] = _first_reply(events)
    return ContactState(
        contact_ref=ref,
        order_ref=latest("order_ref") or "",
        customer_id=latest("customer_id"),
        source=events[0].source,
        channel=first("channel") or "",
        automated=latest("automated"),
        agent_ref=latest("agent_ref") or "",
        reason=latest("reason") or "",
        transfers=latest("transfers"),
        page_known=latest("page_known"),
        referrer_known=latest("referrer_known"),
        promise=first("promise") or "",
        promise_until=_moment(first("promise_until")),
        **_basis(events),
        opened_at=times["opened_at"],
        first_reply_at=times["first_reply_at"],
        closed_at=times["closed_at"],
        impossible=_impossible(CONTACT_IMPOSSIBLE, times),
    )


def impossible_times(subject: str, told: Iterable[KeptEvent]) -> str:
    """Name what cannot be in the times of some events alone, without folding the rest."""
    rules = CONTACT_IMPOSSIBLE if subject == "contact" else ORDER_IMPOSSIBLE
    events = _in_order(told)
    times = _times(events)
    times["first_reply_at"] = _first_reply(events)
    return _impossible(rules, times)


def durations(state: OrderState | ContactState) -> dict[str, timedelta]:
    """Return how long each span took, without those an impossible time takes part in.

    "late" is the delivery (or the closing) against the promise: negative when it was kept.
    """
    of_order = isinstance(state, OrderState)
    rules = ORDER_IMPOSSIBLE if of_order else CONTACT_IMPOSSIBLE
    named = set(state.impossible.split(","))
    suspects = {name for rule in rules if rule.name in named for name in rule.suspects}
    found = {}
    for span, (since, until) in (ORDER_SPANS if of_order else CONTACT_SPANS).items():
        start, end = getattr(state, since), getattr(state, until)
        if start is not None and end is not None and not suspects & {since, until}:
            found[span] = end - start
    return found


_ORDER_TIMES = [
    name for kind, name in (_FIRST | _LAST).items() if not kind.startswith("contact.")
]  # fmt: skip


def _in_order(told: Iterable[KeptEvent]) -> list[KeptEvent]:
    """Return the set of events, each id once, as they happened."""
    once = {event.event_id: event for event in told}
    return sorted(once.values(), key=lambda event: (event.occurred_at, event.event_id))


def _times(events: Sequence[KeptEvent]) -> Times:
    times: Times = dict.fromkeys((*_FIRST.values(), *_LAST.values()))
    for event in events:
        kind = EventKind(event.kind)
        if kind in _LAST:
            times[_LAST[kind]] = event.occurred_at
        elif times[_FIRST[kind]] is None:
            times[_FIRST[kind]] = event.occurred_at
    return times


def _latest(events: Iterable[KeptEvent]) -> Choose:
    """Return the look-up of what was stated last of each fact."""
    stated: dict[str, Any] = {}  # Any: as in Choose
    for event in events:
        stated |= event.facts
    return stated.get


def _first(events: Sequence[KeptEvent]) -> Choose:
    """Return the look-up of what was stated first of each fact."""
    return _latest(reversed(events))


def _basis(events: Sequence[KeptEvent]) -> dict[str, Any]:  # Any: text beside a time
    """Return the ground stated last, with the time it holds since."""
    stated = [
        (_moment(event.facts.get("survey_basis_at")) or event.occurred_at, event.event_id, basis)
        for event in events
        if (basis := event.facts.get("survey_basis"))
    ]
    if not stated:
        return {"survey_basis": "", "survey_basis_at": None}
    at, _, basis = max(stated)
    return {"survey_basis": basis, "survey_basis_at": at}


def _impossible(rules: Sequence[Impossible], times: Times) -> str:
    found = []
    for rule in rules:
        earlier, later = times.get(rule.earlier), times.get(rule.later)
        if earlier is not None and later is not None and later < earlier:
            found.append(rule.name)
    return ",".join(found)


def _first_reply(events: Sequence[KeptEvent]) -> datetime | None:
    told = [_moment(event.facts.get("first_reply_at")) for event in events]
    return min((at for at in told if at is not None), default=None)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
