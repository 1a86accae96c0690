"""Shell: keep events for good, and fold what they change, in one transaction.

The same job takes one signed event or a chunk of a file; any order and any repetition of the
same events leaves the same rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedback.events.asking import asking
from feedback.events.errors import EventConflict
from feedback.events.facts import EventFact, Subject
from feedback.events.fold import fold_contact, fold_order
from models.blocks import together
from models.database import Statement, Steps
from models.queries import candidates, customers, events, orders
from models.queries.events import KeptEvent
from models.queries.orders import ContactState, State

EmailHash = Callable[[str], bytes]
# Who a shopper is belongs to the vault, not to the facts of an event.
_VAULT = frozenset({"locale", "age_band"})


@dataclass(frozen=True, slots=True)
class Told:
    """One event with where it came from, the hash of its body, and the keyed hash of its e-mail."""

    fact: EventFact
    source: str
    body_hash: str
    email_hash: bytes | None = field(default=None, repr=False)


def receiving(shop_id: int, told: Told, now: datetime) -> Steps[bool]:
    """Keep one event; False when it was kept before.

    Raises
    ------
    EventConflict
        If this id came before with another body; nothing is changed.
    """
    known = yield from _known(shop_id, told)
    if known:
        return False
    yield from keeping(shop_id, told.fact.subject, [told], now)
    yield from _known(shop_id, told)  # another process may have been quicker with another body
    return True


def _known(shop_id: int, told: Told) -> Steps[bool]:
    hashes = yield from events.body_hashes(shop_id, [told.fact.event_id])
    if set(hashes.values()) - {told.body_hash}:
        raise EventConflict(
            "An event with this webhook-id was stored before with another body; "
            "give every new event an id of its own."
        )
    return bool(hashes)


def keeping(shop_id: int, subject: Subject, told: Sequence[Told], now: datetime) -> Steps[None]:
    """Keep new events of one kind of subject and bring the rows of their subjects up to date."""
    people = yield from _remember(shop_id, told, now)
    kept = [_kept(one, people) for one in told]
    yield from events.append(shop_id, subject, kept, now)
    own: dict[str, list[KeptEvent]] = {}
    for event in kept:
        own.setdefault(event.subject_ref, []).append(event)
    fresh = {ref: _folded(subject, ref, its) for ref, its in own.items()}
    yield from orders.add_new(shop_id, fresh.values(), now)
    ids = yield from _ids(shop_id, subject, list(own))
    older = yield from _refold(shop_id, subject, own, now)
    order_ids = yield from _orders_of(shop_id, fresh | older)
    yield from together(
        _candidates(shop_id, ids, order_ids, fresh | older, set(own) - set(older), now)
    )


def _remember(shop_id: int, told: Iterable[Told], now: datetime) -> Steps[dict[bytes, int]]:
    """Return the customer id of every address, in the order of their hashes."""
    people = {
        one.email_hash: customers.Told(
            one.fact.email, *(str(one.fact.facts.get(name, "")) for name in ("locale", "age_band"))
        )
        for one in told
        if one.email_hash is not None
    }
    return (yield from customers.remembering_all(shop_id, people, now))


def _kept(told: Told, people: dict[bytes, int]) -> KeptEvent:
    fact = told.fact
    facts = {name: value for name, value in fact.facts.items() if name not in _VAULT}
    if told.email_hash is not None:
        facts["customer_id"] = people[told.email_hash]
    return KeptEvent(
        event_id=fact.event_id,
        kind=fact.kind,
        subject_ref=fact.subject_ref,
        occurred_at=fact.occurred_at,
        source=told.source,
        facts=facts,
        body_hash=told.body_hash,
    )


def _folded(subject: Subject, ref: str, told: Iterable[KeptEvent]) -> State:
    return fold_order(ref, told) if subject == "order" else fold_contact(ref, told)


def _ids(shop_id: int, subject: Subject, refs: Sequence[str]) -> Steps[dict[str, int]]:
    """Return the row ids, and hold the rows so that nobody folds beside us."""
    find = orders.order_ids if subject == "order" else orders.contact_ids
    return (yield from find(shop_id, refs, locks=True))


def _refold(
    shop_id: int, subject: Subject, own: dict[str, list[KeptEvent]], now: datetime
) -> Steps[dict[str, State]]:
    """Fold again, from all their events, the subjects that others have told of before."""
    counts = yield from events.counts(shop_id, subject, list(own))
    told_before = [ref for ref, its in own.items() if counts[ref] != len(its)]
    whole = yield from events.of_subjects(shop_id, subject, told_before)
    states = {ref: _folded(subject, ref, its) for ref, its in whole.items()}
    yield from orders.put(shop_id, states.values(), now)
    return states


def _orders_of(shop_id: int, states: dict[str, State]) -> Steps[dict[str, int]]:
    """Return the row ids of the orders that contacts are about."""
    refs = {one.order_ref for one in states.values() if isinstance(one, ContactState)} - {""}
    return (yield from orders.order_ids(shop_id, sorted(refs)))


def _candidates(
    shop_id: int,
    ids: dict[str, int],
    order_ids: dict[str, int],
    states: dict[str, State],
    just_arrived: set[str],
    now: datetime,
) -> Iterator[Statement]:
    for ref, state in sorted(states.items()):
        ready = asking(state, now, just_arrived=ref in just_arrived)
        if ready is None:
            continue
        order_id: int | None = ids[ref]
        contact_id: int | None = None
        if isinstance(state, ContactState):
            order_id, contact_id = order_ids.get(state.order_ref), ids[ref]
        subject = (shop_id, ready.survey_kind, ref, order_id, contact_id, state.customer_id)
        if ready.reason:
            yield candidates.closing_unasked(*subject, ready.reason, now)
        else:
            yield candidates.opening(*subject, ready.ready_at, now)
