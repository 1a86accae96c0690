"""Addresses of the dashboard that people keep under a name."""

from piccolo.columns import BigInt, BigSerial, Boolean, Timestamptz, Varchar
from piccolo.table import Table


class SavedView(Table, tablename="saved_view"):
    """One person's view of one shop: a page with its filters, under a name of their own."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    staff_id = BigInt()
    name = Varchar(length=80)
    # Path and query, of this shop's dashboard only; checked again whenever somebody is led there.
    address = Varchar(length=1000)
    # Everybody who works for the shop sees it; only its owner changes it.
    shared = Boolean(default=False)
    # Where its owner begins; at most one for a person and shop.
    is_start = Boolean(default=False)
    created_at = Timestamptz(default=None, null=True)
    # Removed views can be put back for a while.
    removed_at = Timestamptz(default=None, null=True)
