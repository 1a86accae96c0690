"""How a shop's people judge the reader, and what they call its tags."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from models.tables.answers import Comment


class ShopTag(Table, tablename="shop_tag"):
    """A shop's word on one tag: another name, hidden, or a tag that only this shop has."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    code = Varchar(length=40)
    # "" keeps the taxonomy's name.
    name_zh = Varchar(length=40, default="")
    name_en = Varchar(length=40, default="")
    # Of the shop's own tags only.
    stage = Varchar(length=12, default="")
    hidden = Boolean(default=False)
    added_by = BigInt(null=True, default=None)
    added_at = Timestamptz(default=None, null=True)


class AuditComment(Table, tablename="audit_comment"):
    """A comment drawn for one week's audit, and what the reader had said of it by then.

    Readers that learn from the audit must not be measured on it: so the tags are kept as drawn.
    """

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    # The ISO week that was drawn from, such as "2026-W47".
    period = Varchar(length=12)
    place = SmallInt(default=0)
    comment = ForeignKey(references=Comment)
    # Codes with a space between.
    read_tags = Text(default="")
    model_version = Varchar(length=64, default="")
    drawn_at = Timestamptz(default=None, null=True)
