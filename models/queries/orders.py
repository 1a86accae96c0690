"""Orders and contacts: the state folded from their events, kept one row each.

What the state is, feedback/events/fold.py decides; here it is stored and looked up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from models import database
from models.blocks import in_blocks, listed
from models.database import Row, Statement, Steps


@dataclass(frozen=True, slots=True)
class OrderState:
    """One order as its events tell it; `impossible` names orders of times that cannot be."""

    order_ref: str
    customer_id: int | None = None
    source: str = "api"
    source_status: str = ""
    sales_channel: str = ""
    category: str = ""
    region: str = ""
    amount_minor: int | None = None
    currency: str = ""
    carrier: str = ""
    tracking: str = ""
    survey_basis: str = ""
    survey_basis_at: datetime | None = None
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    return_requested_at: datetime | None = None
    return_received_at: datetime | None = None
    refunded_at: datetime | None = None
    promised_at: datetime | None = None
    impossible: str = ""

    @property
    def ref(self) -> str:
        """What the shop calls it."""
        return self.order_ref


@dataclass(frozen=True, slots=True)
class ContactState:
    """One contact with customer service as its events tell it."""

    contact_ref: str
    order_ref: str = ""
    customer_id: int | None = None
    source: str = "api"
    channel: str = ""
    automated: bool | None = None
    agent_ref: str = ""
    reason: str = ""
    transfers: int | None = None
    page_known: bool | None = None
    referrer_known: bool | None = None
    promise: str = ""
    promise_until: datetime | None = None
    survey_basis: str = ""
    survey_basis_at: datetime | None = None
    opened_at: datetime | None = None
    first_reply_at: datetime | None = None
    closed_at: datetime | None = None
    impossible: str = ""

    @property
    def ref(self) -> str:
        """What the shop calls it."""
        return self.contact_ref


State = OrderState | ContactState
_ORDER_COLUMNS = tuple(field.name for field in fields(OrderState))
_CONTACT_COLUMNS = tuple(field.name for field in fields(ContactState))


def _insert(table: str, columns: Sequence[str], conflict: str) -> str:
    names = ", ".join(columns)
    values = ", ".join(["{}"] * (len(columns) + 3))
    return (
        "INSERT INTO " + table + " (shop_id, created_at, updated_at, " + names + ") "  # noqa: S608  # the columns above
        "VALUES (" + values + ") ON CONFLICT (shop_id, " + columns[0] + ") " + conflict
    )


def _overwrite(columns: Sequence[str]) -> str:
    changed = ", ".join(name + " = excluded." + name for name in ("updated_at", *columns))
    return "DO UPDATE SET " + changed


_ADD_ORDER = _insert("shop_order", _ORDER_COLUMNS, "DO NOTHING")
_ADD_CONTACT = _insert("contact", _CONTACT_COLUMNS, "DO NOTHING")
_PUT_ORDER = _insert("shop_order", _ORDER_COLUMNS, _overwrite(_ORDER_COLUMNS[1:]))
_PUT_CONTACT = _insert("contact", _CONTACT_COLUMNS, _overwrite(_CONTACT_COLUMNS[1:]))
_ORDER_IDS = """
SELECT id, order_ref AS ref FROM shop_order
WHERE shop_id = {{}} AND order_ref IN ({}) ORDER BY order_ref
"""
_CONTACT_IDS = """
SELECT id, contact_ref AS ref FROM contact
WHERE shop_id = {{}} AND contact_ref IN ({}) ORDER BY contact_ref
"""


def add_new(shop_id: int, states: Iterable[State], now: datetime) -> Steps[None]:
    """Store the states of orders or contacts that have no row yet; others stay as they are."""
    yield from _store(shop_id, states, now, _ADD_ORDER, _ADD_CONTACT)


def put(shop_id: int, states: Iterable[State], now: datetime) -> Steps[None]:
    """Store the states whether or not there are rows already."""
    yield from _store(shop_id, states, now, _PUT_ORDER, _PUT_CONTACT)


def _store(
    shop_id: int, states: Iterable[State], now: datetime, for_orders: str, for_contacts: str
) -> Steps[None]:
    ordered = sorted(states, key=lambda state: state.ref)
    for kind, sql, values in (
        (OrderState, for_orders, attrgetter(*_ORDER_COLUMNS)),
        (ContactState, for_contacts, attrgetter(*_CONTACT_COLUMNS)),
    ):
        rows = [(shop_id, now, now, *values(state)) for state in ordered if isinstance(state, kind)]
        if rows:
            yield Statement.many(sql, rows)


def order_ids(shop_id: int, refs: Sequence[str], *, locks: bool = False) -> Steps[dict[str, int]]:
    """Return the row ids of the orders that are known; `locks` holds them to the commit."""
    return (yield from _ids(shop_id, _ORDER_IDS, refs, locks=locks))


def contact_ids(shop_id: int, refs: Sequence[str], *, locks: bool = False) -> Steps[dict[str, int]]:
    """Return the row ids of the contacts that are known; `locks` holds them to the commit."""
    return (yield from _ids(shop_id, _CONTACT_IDS, refs, locks=locks))


def _ids(shop_id: int, sql: str, refs: Sequence[str], *, locks: bool) -> Steps[dict[str, int]]:
    found: dict[str, int] = {}
    for block in in_blocks(sorted(refs)):
        rows = yield Statement(sql.format(listed(block)), shop_id, *block, locks=locks)
        found.update((row["ref"], row["id"]) for row in rows)
    return found


async def order(shop_id: int, ref: str) -> OrderState | None:
    """Return the state of one order."""
    rows = await database.fetch(
        "SELECT * FROM shop_order WHERE shop_id = {} AND order_ref = {}", shop_id, ref
    )
    return OrderState(**_named(rows[0], _ORDER_COLUMNS)) if rows else None


async def contact(shop_id: int, ref: str) -> ContactState | None:
    """Return the state of one contact."""
    rows = await database.fetch(
        "SELECT * FROM contact WHERE shop_id = {} AND contact_ref = {}", shop_id, ref
    )
    return ContactState(**_flags(_named(rows[0], _CONTACT_COLUMNS))) if rows else None


def _named(row: Row, columns: Sequence[str]) -> Row:
    return {name: row[name] for name in columns}


def _flags(row: Row) -> Row:
    """Return the row with its yes-or-no columns as such; SQLite keeps them as numbers."""
    flags = ("automated", "page_known", "referrer_known")
    return row | {name: None if row[name] is None else bool(row[name]) for name in flags}
