"""Pure: an order's or contact's times → steps in their order, with what was late or cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.dashboard.words import N_, Translate
from models.queries.stories import ContactSeen, OrderSeen

NAMES = {
    "placed": N_("Placed"),
    "paid": N_("Paid"),
    "shipped": N_("Shipped"),
    "promised": N_("Promised by"),
    "delivered": N_("Delivered"),
    "completed": N_("Completed"),
    "cancelled": N_("Cancelled"),
    "return_requested": N_("Return requested"),
    "return_received": N_("Return received"),
    "refunded": N_("Refunded"),
    "opened": N_("Contact opened"),
    "first_reply": N_("First reply"),
    "promise_until": N_("Promise due"),
    "closed": N_("Contact closed"),
}
ORDER_STEPS = (
    "placed", "paid", "shipped", "promised", "delivered", "completed", "cancelled",
    "return_requested", "return_received", "refunded",
)  # fmt: skip
# Shown even when empty: a step that is missing is news.
ALWAYS = {"placed", "paid", "shipped", "promised", "delivered", "opened", "first_reply", "closed"}
LATE = "delivered"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when it was, None if nobody told us, a remark, and what the shop wrote of it."""

    name: str
    at: datetime | None
    remark: str = ""
    is_bad: bool = False
    shops_words: str = ""


def of_order(order: OrderSeen, say: Translate) -> tuple[Step, ...]:
    """Return an order's steps in the order they should happen."""
    times = {name: getattr(order, f"{name}_at") for name in ORDER_STEPS}
    late = _lateness(order, say)
    return tuple(
        Step(say(NAMES[name]), at, late, is_bad=True)
        if late and name == LATE
        else Step(say(NAMES[name]), at)
        for name, at in times.items()
        if at is not None or name in ALWAYS
    )


def of_contact(contact: ContactSeen, say: Translate) -> tuple[Step, ...]:
    """Return a contact's steps, with how long the first reply took."""
    names = {name: say(word) for name, word in NAMES.items()}
    opened, replied = contact.opened_at, contact.first_reply_at
    waited = ""
    if opened and replied and replied >= opened:
        waited = say("after {time}").format(time=duration(replied - opened, say))
    steps = [Step(names["opened"], opened), Step(names["first_reply"], replied, waited)]
    if contact.promise_until:
        steps.append(
            Step(names["promise_until"], contact.promise_until, shops_words=contact.promise)
        )
    return (*steps, Step(names["closed"], contact.closed_at))


def impossible(names: str, say: Translate) -> tuple[str, ...]:
    """Say in words which recorded times cannot be, such as "delivered_before_shipped"."""
    return tuple(_contradiction(name, say) for name in _split(names))


def duration(time: timedelta, say: Translate) -> str:
    """Write a stretch of time in its largest fitting unit."""
    if time >= 2 * DAY:
        return say("{n} days").format(n=round(time / DAY))
    if time >= 2 * HOUR:
        return say("{n} hours").format(n=round(time / HOUR))
    return say("{n} minutes").format(n=round(time / timedelta(minutes=1)))


def _lateness(order: OrderSeen, say: Translate) -> str:
    delivered, promised = order.delivered_at, order.promised_at
    if not delivered or not promised or delivered <= promised:
        return ""
    return say("{time} later than promised").format(time=duration(delivered - promised, say))


def _contradiction(name: str, say: Translate) -> str:
    later, _, earlier = name.partition("_before_")
    if later not in NAMES or earlier not in NAMES:
        return say("The recorded times contradict each other ({name}).").format(name=name)
    told = say("“{later}” is recorded before “{earlier}”: left out of every duration.")
    return told.format(later=say(NAMES[later]), earlier=say(NAMES[earlier]))


def _split(names: str) -> Iterable[str]:
    return (name.strip() for name in names.split(",") if name.strip())
