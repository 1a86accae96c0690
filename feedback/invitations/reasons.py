"""Why an order or contact waits, or is never asked about: the closed list and its sentences.

Codes are what rows keep; they never change once released. Sentences are gettext messages.
"""

from enum import StrEnum


class Reason(StrEnum):
    """A machine-readable reason; see `SENTENCES` for what a manager reads."""

    # For good.
    SURVEY_OFF = "survey_off"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    REFUNDED = "refunded"
    HISTORICAL = "historical"
    NO_EMAIL = "no_email"
    MINOR = "minor"
    NO_BASIS = "no_basis"
    SUPPRESSED = "suppressed"
    HOLD_OUT = "hold_out"
    NOT_SAMPLED = "not_sampled"
    RESTING_TOO_LONG = "resting_too_long"
    TOO_LATE = "too_late"
    # For now.
    TOO_SOON = "too_soon"
    CONTACT_OPEN = "contact_open"
    RESTING = "resting"
    QUIET_HOURS = "quiet_hours"
    DAY_FULL = "day_full"
    FAULT = "fault"


FOR_NOW = frozenset(
    {
        Reason.TOO_SOON,
        Reason.CONTACT_OPEN,
        Reason.RESTING,
        Reason.QUIET_HOURS,
        Reason.DAY_FULL,
        Reason.FAULT,
    }
)

SENTENCES: dict[Reason, str] = {
    Reason.SURVEY_OFF: "This shop does not send this kind of survey.",
    Reason.CANCELLED: "The order was cancelled.",
    Reason.RETURNED: "The goods are going back or have come back.",
    Reason.REFUNDED: "The order was refunded.",
    Reason.HISTORICAL: "It was history already when we first heard of it.",
    Reason.NO_EMAIL: "No e-mail address that a letter can reach is known.",
    Reason.MINOR: "The shopper may be under age.",
    Reason.NO_BASIS: "No legal ground for writing is known.",
    Reason.SUPPRESSED: "This person has asked not to be written to, or the address is dead.",
    Reason.HOLD_OUT: "This person belongs to the share that is never asked, for comparison.",
    Reason.NOT_SAMPLED: "The draw of its group did not fall on it.",
    Reason.RESTING_TOO_LONG: (
        "This person was asked or answered recently; by the end of the rest the memory has faded."
    ),
    Reason.TOO_LATE: "Too much time has passed to ask about it.",
    Reason.TOO_SOON: "It has only just happened; the letter follows.",
    Reason.CONTACT_OPEN: "Customer service is still busy with this order.",
    Reason.RESTING: "This person was asked or answered recently and is left in peace for a while.",
    Reason.QUIET_HOURS: "It is night in the shop's time zone; the letter leaves in the morning.",
    Reason.DAY_FULL: "The shop’s letters of the day are used up; this one leaves on a later day.",
    Reason.FAULT: "Writing the letter failed; it is tried again in an hour.",
}
