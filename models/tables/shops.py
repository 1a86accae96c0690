"""Shops and what they decided about asking."""

from piccolo.columns import JSONB, BigInt, Boolean, Bytea, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Shop(Table, tablename="shop"):
    """One shop of the installation; its zone names every local day and period."""

    id = Serial(primary_key=True)
    code = Varchar(length=40, unique=True)
    name = Varchar(length=120)
    timezone = Varchar(length=60, default="Asia/Shanghai")
    locale = Varchar(length=12, default="zh-Hans")
    sender_name = Varchar(length=120, default="")
    sender_email = Varchar(length=254, default="")
    # The audited answer to "on what ground may we write?" for events that do not say; "" = unknown.
    default_basis = Varchar(length=24, default="")
    # Overrides of the invitation policy, by field name.
    policy = JSONB(default="{}")
    created_at = Timestamptz(default=None, null=True)


class ShopKey(Table, tablename="shop_key"):
    """A secret that a shop's systems sign events with, or the hash of a key to its figures."""

    id = Serial(primary_key=True)
    shop_id = BigInt(index=True)
    # "events", or what a key to the API may read: see choices.KeyPurpose.
    purpose = Varchar(length=16, default="events")
    secret = Varchar(length=120, default="")
    token_hash = Bytea(null=True, default=None)
    label = Varchar(length=80, default="")
    active = Boolean(default=True)
    created_at = Timestamptz(default=None, null=True)
    created_by = BigInt(null=True, default=None)
    used_at = Timestamptz(default=None, null=True)


class AuditEntry(Table, tablename="audit_entry"):
    """Who did what, append-only."""

    id = Serial(primary_key=True)
    shop_id = BigInt(index=True)
    staff_id = BigInt(null=True, default=None)
    action = Varchar(length=60)
    subject = Varchar(length=120, default="")
    detail = Text(default="")
    at = Timestamptz(default=None, null=True)
