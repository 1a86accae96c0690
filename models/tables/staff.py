"""The people who sign in, their roles per shop, and their sessions."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Serial,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class Staff(Table, tablename="staff"):
    """A person who may sign in; belongs to the installation, not to a shop."""

    id = Serial(primary_key=True)
    email = Varchar(length=254, unique=True)
    name = Varchar(length=120, default="")
    locale = Varchar(length=12, default="zh-Hans")
    # argon2id; "" until the person has set one.
    password_hash = Varchar(length=200, default="")
    active = Boolean(default=True)
    wants_digest = Boolean(default=True)
    created_at = Timestamptz(default=None, null=True)


class StaffRole(Table, tablename="staff_role"):
    """What a person may do in one shop."""

    id = Serial(primary_key=True)
    shop_id = BigInt()
    staff = ForeignKey(references=Staff)
    role = Varchar(length=16)


class StaffSession(Table, tablename="staff_session"):
    """A signed-in browser; only the token's hash is kept."""

    id = Serial(primary_key=True)
    staff = ForeignKey(references=Staff)
    token_hash = Bytea()
    csrf_token = Varchar(length=64, default="")
    created_at = Timestamptz(default=None, null=True)
    seen_at = Timestamptz(default=None, null=True)
    expires_at = Timestamptz(default=None, null=True)


class SignInLink(Table, tablename="sign_in_link"):
    """A one-time way in, printed at start or sent by mail; only the token's hash is kept."""

    id = Serial(primary_key=True)
    staff = ForeignKey(references=Staff)
    token_hash = Bytea()
    created_at = Timestamptz(default=None, null=True)
    expires_at = Timestamptz(default=None, null=True)
    used_at = Timestamptz(default=None, null=True)


class SignInAttempt(Table, tablename="sign_in_attempt"):
    """How often an account or an address was tried in one window; the counter that throttles."""

    id = Serial(primary_key=True)
    subject_hash = Bytea()
    window_start = Timestamptz(default=None, null=True)
    tries = Integer(default=0)
