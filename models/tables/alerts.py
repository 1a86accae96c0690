"""What a stable past looked like, when a measure left it, and which weeks were no usual ones."""

from piccolo.columns import BigInt, BigSerial, DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class AlertBaseline(Table, tablename="alert_baseline"):
    """A stable past of one measure, frozen by a person; the highest version judges new weeks."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    # "low:OV1", "tag:slow_shipping": see admin/alerts/watched.py.
    measure = Varchar(length=48)
    # "" is the whole shop.
    scope = Varchar(length=120, default="")
    version = Integer(default=1)
    centre = DoublePrecision(default=0.0)
    spread = DoublePrecision(default=0.0)
    first_period = Varchar(length=12, default="")
    last_period = Varchar(length=12, default="")
    # JSON: [["2026-W30", hits, answers], …], the weeks that were counted.
    weeks = Text(default="[]")
    frozen_by = BigInt(null=True, default=None)
    frozen_at = Timestamptz(default=None, null=True)


class Alert(Table, tablename="alert"):
    """One excursion of one measure outside what its baseline explains, and who took care of it."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    measure = Varchar(length=48)
    scope = Varchar(length=120, default="")
    # What found it first: "share" or "figure" (a week outside its limits), or "drift" (the moving
    # average).
    chart = Varchar(length=8)
    baseline_version = Integer(default=1)
    opened_period = Varchar(length=12)
    # The last week outside; and the one in which it was back for good, "" while it is not.
    last_period = Varchar(length=12)
    ended_period = Varchar(length=12, default="")
    # The first week: its hits and answers, and the limit it broke, in the unit of the chart.
    hits = BigInt(default=0)
    n = BigInt(default=0)
    value = DoublePrecision(default=0.0)
    upper = DoublePrecision(default=0.0)
    state = Varchar(length=12, default="open")
    # Null where the clock did it.
    state_by = BigInt(null=True, default=None)
    state_at = Timestamptz(default=None, null=True)
    note = Varchar(length=400, default="")
    created_at = Timestamptz(default=None, null=True)


class WeekNote(Table, tablename="week_note"):
    """A week that was no usual one, such as a holiday: it stays on every chart, with its name."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    period = Varchar(length=12)
    note = Varchar(length=120)
    noted_by = BigInt(null=True, default=None)
    noted_at = Timestamptz(default=None, null=True)


class WeekFigure(Table, tablename="week_figure"):
    """One number of a finished week that no share can tell, such as half of all waits."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    # "figure:reply_hours": see admin/alerts/figures.py.
    measure = Varchar(length=48)
    period = Varchar(length=12)
    # Null where nothing was there to count.
    value = DoublePrecision(null=True, default=None)
    # How many waits, or orders, stand behind it.
    n = BigInt(default=0)
    counted_at = Timestamptz(default=None, null=True)
