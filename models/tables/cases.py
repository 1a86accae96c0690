"""Shoppers to whom something is owed: what their answer said, who takes care, what was done."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Case(Table, tablename="service_case"):
    """One answer that somebody has to follow up; opened by rule, closed by a person."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    # One case per answer, whatever else is found in it later.
    answer_id = BigInt()
    state = Varchar(length=8, default="open")
    # Why it was opened, and the stages of that, with a space between: "OV1:2 SH0:1 tag:unresolved".
    reasons = Varchar(length=400, default="")
    stages = Varchar(length=60, default="")
    # Who takes care of it; null while nobody does.
    owner_id = BigInt(null=True, default=None)
    # Of a closed case: see choices.CaseOutcome, and what caused it in a person's words.
    outcome = Varchar(length=16, default="")
    cause = Varchar(length=400, default="")
    # Goes up with everything that is done, so that nobody acts on what they have not seen.
    version = Integer(default=1)
    opened_at = Timestamptz(default=None, null=True)
    due_at = Timestamptz(default=None, null=True)
    replied_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)


class CaseEvent(Table, tablename="case_event"):
    """One thing that was done about a case, append-only; erasure empties its words."""

    id = BigSerial(primary_key=True)
    shop_id = BigInt()
    case_id = BigInt()
    deed = Varchar(length=12)
    # Null where the clock did it.
    staff_id = BigInt(null=True, default=None)
    # To whom it was given.
    about_id = BigInt(null=True, default=None)
    outcome = Varchar(length=16, default="")
    # A note, the words of a reply, or a cause.
    text = Text(default="")
    at = Timestamptz(default=None, null=True)
