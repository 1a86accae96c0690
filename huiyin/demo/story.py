"""Pure: half a year of a shop, told from a seed; the same seed tells the same story.

What happened is kept apart from what people say when asked: see `shopper.py` for the replies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from huiyin.demo import world
from models.choices import EventKind

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

T = TypeVar("T")
Facts: TypeAlias = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event the demo shop's systems send."""

    kind: EventKind
    ref: str
    at: datetime
    email: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Experience:
    """How it was for the shopper: satisfaction by stage on 1-5, and what went wrong."""

    levels: Mapping[str, float]
    troubles: tuple[str, ...]
    wanted_channel: str = ""
    used_channel: str = ""
    automated: bool = False


@dataclass(frozen=True, slots=True)
class Tale:
    """One order, or one contact about it: its events and how it felt."""

    # The order's reference, also where the tale is of a contact about it.
    ref: str
    happenings: tuple[Happening, ...]
    experience: Experience

    @property
    def is_contact(self) -> bool:
        """Say whether it tells of a contact rather than of the order itself."""
        return self.happenings[0].kind is EventKind.CONTACT_OPENED


@dataclass(frozen=True, slots=True)
class Calendar:
    """The story's days in the shop's zone; week 0 is the last complete one."""

    end: date
    zone: ZoneInfo

    def week_of(self, day: date) -> int:
        """Return how many weeks back a day lies; -1 is the running week."""
        return (self.end - day - timedelta(days=1)).days // 7


def last_monday(today: date) -> date:
    """Return the Monday after the last complete week: the end of the story."""
    return today - timedelta(days=today.weekday())


def tell(seed: random.Random, today: date, zone: ZoneInfo) -> Iterator[Tale]:
    """Tell every order and contact, by the day the order was placed, up to yesterday."""
    calendar = Calendar(last_monday(today), zone)
    first = calendar.end - timedelta(weeks=world.WEEKS)
    number = 0
    for days in range((today - first).days):
        day = first + timedelta(days=days)
        busy = world.SALE_FACTOR if calendar.week_of(day) == world.SALE_WEEK else 1.0
        grown = grown_by(calendar.week_of(day))
        usual = world.ORDERS_PER_DAY * grown * world.WEEKDAY[day.weekday()] * busy
        for _ in range(round(usual) + seed.randint(-4, 4)):
            number += 1
            order = _order(seed, calendar, day, number)
            yield order
            contact = _contact(seed, calendar, order, number)
            if contact is not None:
                yield contact


def grown_by(week: int) -> float:
    """
    Return the share of today's orders that the shop had `week` weeks back.

    Examples
    --------
    >>> [grown_by(week) for week in (0, 12, 16, 20, 27)]
    [1.0, 1.0, 0.75, 0.5, 0.5]
    """
    back = min(world.GROWING_WEEKS, max(0, week - world.GROWN_WEEKS))
    return 1.0 - (1.0 - world.FIRST_SHARE) * back / world.GROWING_WEEKS


def pick(seed: random.Random, shares: Mapping[str, float]) -> str:
    """Draw one of the names by its share."""
    return seed.choices(list(shares), weights=list(shares.values()))[0]


def _order(seed: random.Random, calendar: Calendar, day: date, number: int) -> Tale:
    ref = f"HY{day:%y%m%d}{number % 10000:04d}"
    # A tenth of the shoppers come back, so that rest periods have something to do.
    person = seed.randint(1, number) if seed.random() < world.COMING_BACK else number
    carrier = pick(seed, world.CARRIERS)
    times, promised = _times(seed, calendar, day, carrier)
    facts: Facts = {
        "sales_channel": pick(seed, world.SALES_CHANNELS),
        "category": pick(seed, world.CATEGORIES),
        "region": pick(seed, world.REGIONS),
        "amount_minor": seed.randint(19, 480) * 100,
        "currency": "CNY",
        "carrier": carrier,
        "promised_at": promised.isoformat(),
        "survey_basis": "existing_customer",
    }
    email = f"shopper{person}@customers.example"
    happenings = tuple(Happening(kind, ref, at, email, facts) for kind, at in times.items())
    late = (times.get(EventKind.ORDER_DELIVERED, promised) - promised) / timedelta(days=1)
    return Tale(ref, happenings, _order_experience(seed, calendar.week_of(day), max(0.0, late)))


def _times(
    seed: random.Random, calendar: Calendar, day: date, carrier: str
) -> tuple[dict[EventKind, datetime], datetime]:
    """Return when each step came, and when arrival was promised."""
    week = calendar.week_of(day)
    placed = datetime.combine(day, time(8), calendar.zone) + timedelta(minutes=seed.randint(0, 900))
    paid = placed + timedelta(minutes=seed.randint(1, 25))
    promised = datetime.combine(paid.date() + timedelta(days=5), time(20), calendar.zone)
    times = {EventKind.ORDER_PLACED: placed, EventKind.ORDER_PAID: paid}
    if seed.random() < world.CANCELLED:
        return {
            **times,
            EventKind.ORDER_CANCELLED: paid + timedelta(hours=seed.uniform(1, 9)),
        }, promised
    packing = 80 if week == world.SALE_WEEK else 40
    shipped = paid + timedelta(hours=seed.uniform(8, packing))
    transit = seed.gammavariate(6.0, 0.32)
    if carrier == world.SLOW_CARRIER and week in world.SLOW_WEEKS:
        transit += seed.uniform(*world.SLOW_DAYS)
    delivered = shipped + timedelta(days=transit)
    return {
        **times,
        EventKind.ORDER_SHIPPED: shipped,
        EventKind.ORDER_DELIVERED: delivered,
    }, promised


def _order_experience(seed: random.Random, week: int, late: float) -> Experience:
    after_sale = week in {world.SALE_WEEK, world.SALE_WEEK - 1}
    troubles = [
        trouble
        for trouble in world.TROUBLES
        if seed.random() < trouble.rate * (trouble.sale_factor if after_sale else 1.0)
    ]
    levels = {
        stage: world.BASE[stage]
        - sum(trouble.cost for trouble in troubles if trouble.stage == stage)
        + seed.gauss(0, 0.35)
        for stage in world.STAGES
    }
    codes = [trouble.code for trouble in troubles]
    if late:
        levels["ship"] -= min(3.0, 1.2 + 0.45 * late)
        codes.append("slow_shipping")
    return Experience(levels, tuple(codes))


def _contact(seed: random.Random, calendar: Calendar, order: Tale, number: int) -> Tale | None:
    """Tell whether the shopper turned to customer service, and how that went."""
    delivered = order.happenings[-1]
    needs_help = world.HELP_IN_TROUBLE if order.experience.troubles else world.HELP_OTHERWISE
    if delivered.kind is not EventKind.ORDER_DELIVERED or seed.random() > needs_help:
        return None
    day = delivered.at.date() + timedelta(days=seed.randint(0, 2))
    opened = datetime.combine(day, time(9), calendar.zone) + timedelta(minutes=seed.randint(0, 720))
    opened = max(opened, delivered.at + timedelta(minutes=20))
    wanted = pick(seed, world.CHANNELS_WANTED)
    shut = wanted == "phone" and calendar.week_of(day) == world.PHONE_CLOSED_WEEK
    used = "chat" if shut else wanted
    automated = used == "self_service" or (used == "chat" and seed.random() < world.BOT_SHARE)
    agent = "" if automated else seed.choice(world.AGENTS.get(used, world.OTHER_AGENTS))
    experience = _contact_experience(seed, agent, wanted, used, automated=automated, shut=shut)
    waiting = seed.expovariate(1 / (40 if "slow_response" in experience.troubles else 4))
    replied = opened + timedelta(minutes=waiting)
    facts: Facts = {
        "order_ref": order.ref,
        "channel": used,
        "automated": automated,
        "agent_ref": agent,
        "transfers": 2 if "passed_around" in experience.troubles else 0,
        "first_reply_at": replied.isoformat(),
        "survey_basis": "existing_customer",
    }
    if "broken_promise" in experience.troubles:
        facts["promise"] = "24 小时内回电"
        facts["promise_until"] = (replied + timedelta(hours=24)).isoformat()
    ref = f"C{number:05d}"
    closed = replied + timedelta(minutes=seed.uniform(5, 180))
    happenings = (
        Happening(EventKind.CONTACT_OPENED, ref, opened, delivered.email, facts),
        Happening(EventKind.CONTACT_CLOSED, ref, closed, delivered.email, facts),
    )
    return Tale(order.ref, happenings, experience)


def _contact_experience(
    seed: random.Random, agent: str, wanted: str, used: str, *, automated: bool, shut: bool
) -> Experience:
    worse = 2.6 if agent == world.WEAK_AGENT else 1.0
    troubles = [
        trouble
        for trouble in world.CONTACT_TROUBLES
        if seed.random() < trouble.rate * (worse if trouble.code in world.OF_THE_AGENT else 1.0)
    ]
    codes = [trouble.code for trouble in troubles]
    level = world.BASE["contact"] - sum(trouble.cost for trouble in troubles) + seed.gauss(0, 0.4)
    if shut or (automated and seed.random() < world.BOT_FAILS):
        codes.append("limited_channels")
        level -= 1.7
    return Experience({"contact": level}, tuple(codes), wanted, used, automated)
