"""What shops told us: the append-only event set, and the orders and contacts folded from it."""

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, Integer, Timestamptz, Varchar
from piccolo.table import Table


class Event(Table, tablename="event"):
    """One thing a shop said has happened; never changed, its id is the idempotency key."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    event_id = Varchar(length=120)
    kind = Varchar(length=24)
    # "order" or "contact", and its reference in the shop's own system.
    subject = Varchar(length=8)
    subject_ref = Varchar(length=120)
    occurred_at = Timestamptz(default=None, null=True)
    received_at = Timestamptz(default=None, null=True)
    source = Varchar(length=8, default="api")
    # SHA-256 of the body as received: the same id with another body is refused.
    body_hash = Varchar(length=64, default="")
    # The accepted facts, without any e-mail address.
    facts = JSONB(default="{}")


class Order(Table, tablename="shop_order"):
    """The state of one order, a fold over its events; times are the shop's own, in UTC."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    order_ref = Varchar(length=120)
    customer_id = BigInt(null=True, default=None)
    source = Varchar(length=8, default="api")
    source_status = Varchar(length=40, default="")
    sales_channel = Varchar(length=40, default="")
    category = Varchar(length=80, default="")
    region = Varchar(length=80, default="")
    amount_minor = BigInt(null=True, default=None)
    currency = Varchar(length=3, default="")
    carrier = Varchar(length=80, default="")
    tracking = Varchar(length=80, default="")
    survey_basis = Varchar(length=24, default="")
    survey_basis_at = Timestamptz(default=None, null=True)
    placed_at = Timestamptz(default=None, null=True)
    paid_at = Timestamptz(default=None, null=True)
    shipped_at = Timestamptz(default=None, null=True)
    delivered_at = Timestamptz(default=None, null=True)
    completed_at = Timestamptz(default=None, null=True)
    cancelled_at = Timestamptz(default=None, null=True)
    return_requested_at = Timestamptz(default=None, null=True)
    return_received_at = Timestamptz(default=None, null=True)
    refunded_at = Timestamptz(default=None, null=True)
    promised_at = Timestamptz(default=None, null=True)
    # Named impossibilities ("delivered_before_shipped"), comma-separated; left out of durations.
    impossible = Varchar(length=200, default="")
    created_at = Timestamptz(default=None, null=True)
    updated_at = Timestamptz(default=None, null=True)


class Contact(Table, tablename="contact"):
    """One contact with customer service, a fold over its events.

    Facts that people are judged by (agent, channel, promise) are as they stood when it happened.
    """

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    contact_ref = Varchar(length=120)
    order_ref = Varchar(length=120, default="")
    customer_id = BigInt(null=True, default=None)
    source = Varchar(length=8, default="api")
    channel = Varchar(length=16, default="")
    automated = Boolean(null=True, default=None)
    agent_ref = Varchar(length=80, default="")
    reason = Varchar(length=80, default="")
    transfers = Integer(null=True, default=None)
    page_known = Boolean(null=True, default=None)
    referrer_known = Boolean(null=True, default=None)
    promise = Varchar(length=200, default="")
    promise_until = Timestamptz(default=None, null=True)
    survey_basis = Varchar(length=24, default="")
    survey_basis_at = Timestamptz(default=None, null=True)
    opened_at = Timestamptz(default=None, null=True)
    first_reply_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    impossible = Varchar(length=200, default="")
    created_at = Timestamptz(default=None, null=True)
    updated_at = Timestamptz(default=None, null=True)


class ImportRun(Table, tablename="import_run"):
    """How far one file was read, so that a broken import goes on where it stopped."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    kind = Varchar(length=12)
    file_hash = Varchar(length=64)
    rows_done = BigInt(default=0)
    kept = BigInt(default=0)
    refused = BigInt(default=0)
    unchanged = BigInt(default=0)
    started_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)
