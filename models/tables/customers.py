"""The vault: the only table that holds an e-mail address, and the suppression list."""

from piccolo.columns import BigInt, Bytea, Serial, Timestamptz, Varchar
from piccolo.table import Table


class Customer(Table, tablename="customer"):
    """A shopper of one shop; everything else refers to the id, never to the address."""

    id = Serial(primary_key=True)
    shop_id = BigInt()
    email = Varchar(length=254, default="")
    # Keyed hash of the normalised address, for look-ups and for suppression that outlives erasure.
    email_hash = Bytea()
    locale = Varchar(length=12, default="")
    age_band = Varchar(length=12, default="")
    last_invited_at = Timestamptz(default=None, null=True)
    last_answered_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None, null=True)


class Suppression(Table, tablename="suppression"):
    """An address that must not be written to; checked in the transaction that claims a letter."""

    id = Serial(primary_key=True)
    shop_id = BigInt()
    email_hash = Bytea()
    reason = Varchar(length=40, default="unsubscribed")
    at = Timestamptz(default=None, null=True)
