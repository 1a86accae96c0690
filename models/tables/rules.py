"""What shops decided about asking, change by change."""

from piccolo.columns import JSONB, BigInt, Serial, Timestamptz, Varchar
from piccolo.table import Table


class RuleChange(Table, tablename="rule_change"):
    """One change of a shop's rules of asking, numbered from 1; never changed, never removed.

    The rules in force stand in the shop's own row; what was drawn under older rules keeps the
    probability it was drawn with.
    """

    id = Serial(primary_key=True)
    shop_id = BigInt()
    number = BigInt()
    # Who decided; nobody where it was done from the command line.
    staff_id = BigInt(null=True, default=None)
    # What the shop had chosen before and after, by the name of the rule; the rest is as the house.
    before = JSONB(default="{}")
    after = JSONB(default="{}")
    # The number of the change that this one took back, if it did.
    takes_back = BigInt(null=True, default=None)
    note = Varchar(length=200, default="")
    at = Timestamptz(default=None, null=True)
