"""Whole weeks that were counted from their rows once, and which of them are right no more."""

from piccolo.columns import BigInt, BigSerial, Text, Timestamptz, Varchar
from piccolo.table import Table


class KeptWeek(Table, tablename="kept_week"):
    """What one part of a finished week counts, cell by cell; counted once, then only replaced."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    # What is counted, and so by which moment: see models/queries/kept_weeks.py.
    part = Varchar(length=12)
    # Half-open. Answers belong to days, whose bounds are written as midnights of UTC.
    since = Timestamptz(default=None, null=True)
    until = Timestamptz(default=None, null=True)
    # The last reply that is counted; a page that ends before it must count anew.
    last_at = Timestamptz(default=None, null=True)
    # JSON: [[[word, …], [n, …]], …]; "" while it is being counted.
    cells = Text(default="[]")


class StaleWeek(Table, tablename="stale_week"):
    """A kept week of which a row has changed since. Triggers write it, whoever writes the row."""

    id = BigSerial(primary_key=True)
    # The kept week's number, which is the shop's own.
    week = BigInt()
