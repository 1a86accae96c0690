"""Letters on their way, and the ledger of what was done for which period."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class OutboxMessage(Table, tablename="outbox_message"):
    """One letter: new, sending, then done, failed or unknown; nothing else speaks SMTP."""

    id = BigSerial(primary_key=True)
    # 0 for letters that belong to no shop.
    shop_id = BigInt()
    kind = Varchar(length=16)
    # Natural key, unique per shop: "invitation:17", "digest:2026-W47:3".
    key = Varchar(length=120)
    recipient = Varchar(length=254)
    sender = Varchar(length=300, default="")
    subject = Varchar(length=300)
    text = Text(default="")
    html = Text(default="")
    # JSON: extra headers, and pictures as {cid: base64 PNG}.
    headers = Text(default="{}")
    pictures = Text(default="{}")
    message_id = Varchar(length=200)
    customer_id = BigInt(null=True, default=None)
    invitation_id = BigInt(null=True, default=None)
    state = Varchar(length=12, default="new")
    attempt = Integer(default=0)
    owner = Varchar(length=80, default="")
    lease_until = Timestamptz(default=None, null=True)
    next_try_at = Timestamptz(default=None, null=True)
    last_reply = Varchar(length=400, default="")
    created_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)


class JobRun(Table, tablename="job_run"):
    """What was done for which period: the row that decides, whatever the clock says."""

    id = BigSerial(primary_key=True)
    # 0 for jobs that belong to no shop.
    shop_id = BigInt()
    job = Varchar(length=40)
    period = Varchar(length=24)
    state = Varchar(length=12, default="running")
    owner = Varchar(length=80, default="")
    attempt = Integer(default=1)
    lease_until = Timestamptz(default=None, null=True)
    note = Varchar(length=400, default="")
    started_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)


class Digest(Table, tablename="digest"):
    """A weekly digest as it was composed for one person and period; `content` is JSON."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    staff_id = BigInt()
    period = Varchar(length=12)
    state = Varchar(length=12, default="composed")
    content = Text(default="{}")
    composed_at = Timestamptz(default=None, null=True)
