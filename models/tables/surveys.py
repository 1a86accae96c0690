"""Whom we might ask, whom we asked, and what we put on the form."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Bytea,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class Candidate(Table, tablename="candidate"):
    """An order or contact that may be asked about; one that is not asked says why, for good."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    survey_kind = Varchar(length=16)
    # The order's or contact's reference: natural key with the kind.
    subject_ref = Varchar(length=120)
    order_id = BigInt(null=True, default=None)
    contact_id = BigInt(null=True, default=None)
    customer_id = BigInt(null=True, default=None)
    state = Varchar(length=12, default="waiting")
    # Why it waits longer, or why it is not asked: a code of feedback/invitations/policy.py.
    reason = Varchar(length=40, default="")
    due_at = Timestamptz(default=None, null=True)
    stratum = Varchar(length=120, default="")
    sampling_probability = DoublePrecision(null=True, default=None)
    decided_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None, null=True)


class Invitation(Table, tablename="invitation"):
    """One shopper asked once about one order or contact; the form is fixed when it is written."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    candidate_id = BigInt()
    customer_id = BigInt(null=True, default=None)
    survey_kind = Varchar(length=16)
    # Random id from which the link's token is derived with the secret key; it is not kept itself.
    nonce = Varchar(length=40)
    token_hash = Bytea()
    form = Varchar(length=4)
    # Item codes in the order asked, comma-separated, and the text prompt (T1..T4).
    items = Varchar(length=200)
    prompt = Varchar(length=4)
    assignment_probability = DoublePrecision(default=1.0)
    sampling_probability = DoublePrecision(default=1.0)
    stratum = Varchar(length=120, default="")
    locale = Varchar(length=12, default="zh-Hans")
    basis = Varchar(length=24, default="")
    state = Varchar(length=12, default="queued")
    created_at = Timestamptz(default=None, null=True)
    sent_at = Timestamptz(default=None, null=True)
    reminded_at = Timestamptz(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)
    closes_at = Timestamptz(default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)


class AnswerDraft(Table, tablename="answer_draft"):
    """What a script saved on the way; never read or counted until it is submitted."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    invitation = ForeignKey(references=Invitation)
    fields = JSONB(default="{}")
    saved_at = Timestamptz(default=None, null=True)


class ReaderModel(Table, tablename="reader_model"):
    """A trained reader as arrays and a manifest; shop_id 0 is the base model."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    version = Varchar(length=64)
    manifest = Text(default="")
    arrays = Bytea(null=True, default=None)
    active = Integer(default=0)
    note = Text(default="")
    created_at = Timestamptz(default=None, null=True)
