"""What shoppers said: answers, ratings, comments, their tags, and the counts of them all."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class Answer(Table, tablename="answer"):
    """One answered survey or one imported score; at most one per invitation."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    # Unique; null only for imported answers, whose key is (shop, feedback_ref, order_ref).
    invitation_id = BigInt(null=True, default=None)
    source = Varchar(length=8, default="survey")
    feedback_ref = Varchar(length=120, null=True, default=None)
    order_ref = Varchar(length=120, default="")
    order_id = BigInt(null=True, default=None)
    contact_id = BigInt(null=True, default=None)
    customer_id = BigInt(null=True, default=None)
    survey_kind = Varchar(length=16, default="post_purchase")
    form = Varchar(length=4, default="")
    # OV1, 1-5; null when the question was left blank.
    overall = SmallInt(null=True, default=None)
    locale = Varchar(length=12, default="")
    stratum = Varchar(length=120, default="")
    design_weight = DoublePrecision(default=1.0)
    asked_at = Timestamptz(default=None, null=True)
    submitted_at = Timestamptz(default=None, null=True)
    updated_at = Timestamptz(default=None, null=True)
    # The shop's own calendar day of submitted_at, computed in Python when written.
    local_day = Date(default=None, null=True)
    elapsed_ms = BigInt(null=True, default=None)
    # Doubts, comma-separated: "fast" (sent within seconds), "trap" (a field no person sees was
    # filled). Flagged answers are kept; whoever computes decides.
    flags = Varchar(length=40, default="")
    edits = Integer(default=0)


class Rating(Table, tablename="rating"):
    """One question's reply; a question that was not asked has no row."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    answer = ForeignKey(references=Answer)
    item = Varchar(length=8)
    state = Varchar(length=8, default="rated")
    # On the item's own scale; null unless state is "rated".
    score = SmallInt(null=True, default=None)
    # The chosen option's code, for questions that are not scales (CT1-CT5, CT7, CT8).
    choice = Varchar(length=24, default="")


class Comment(Table, tablename="comment"):
    """One submitted text: an immutable revision; the latest of (answer, prompt) is current."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    answer = ForeignKey(references=Answer)
    prompt = Varchar(length=4)
    revision = Integer(default=1)
    current = Boolean(default=True)
    # As written. Only the reader and erase see it; everything else shows `redacted`.
    text = Text(default="")
    redacted = Text(default="")
    reading = Varchar(length=12, default="waiting")
    polarity = Varchar(length=12, default="")
    polarity_probability = DoublePrecision(null=True, default=None)
    model_version = Varchar(length=64, default="")
    local_day = Date(default=None, null=True)
    submitted_at = Timestamptz(default=None, null=True)
    read_at = Timestamptz(default=None, null=True)
    # When a person found its tags complete as they stood, none among them; null until then.
    judged_at = Timestamptz(default=None, null=True)
    judged_by = BigInt(null=True, default=None)


class Tag(Table, tablename="tag"):
    """What the reader, or a person, found in a comment; a person's verdict is never overwritten."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    comment = ForeignKey(references=Comment)
    code = Varchar(length=40)
    # The reader's probability; null when only a person set the tag.
    probability = DoublePrecision(null=True, default=None)
    # "", "present" or "absent": what a person said.
    verdict = Varchar(length=8, default="")
    verdict_by = BigInt(null=True, default=None)
    verdict_at = Timestamptz(default=None, null=True)
    # Half-open range of code points in Comment.redacted.
    span_start = Integer(null=True, default=None)
    span_end = Integer(null=True, default=None)
    # The same, as shown by a person; it goes before the reader's.
    marked_start = Integer(null=True, default=None)
    marked_end = Integer(null=True, default=None)
    reasons = Varchar(length=400, default="")
    model_version = Varchar(length=64, default="")


class ScoreCount(Table, tablename="score_count"):
    """How many answers of a local day gave an item a score; changes with the answer, rebuildable.

    `score` is the value on the item's scale, -1 for not applicable, -2 for skipped. The item
    "ANSWERS" with score 0 counts the answers themselves. `form` is "" for imported answers. "ASKED"
    counts letters on the day they left, "HEARD" their answers, with the days between for a score.
    """

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    day = Date()
    form = Varchar(length=4)
    item = Varchar(length=8)
    score = SmallInt()
    n = BigInt(default=0)


class TagCount(Table, tablename="tag_count"):
    """How many answers of a local day carry a tag; changes with the tags, rebuildable.

    The codes "(read)", "(not_read)" and "(waiting)" count answers by the state of their comment.
    """

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    day = Date()
    code = Varchar(length=40)
    n = BigInt(default=0)
