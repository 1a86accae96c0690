"""The closed vocabularies that rows and both audiences share.

Values are what is stored; they never change once released. How a word reads on a page is the
page's business.
"""

from enum import StrEnum


class Stage(StrEnum):
    """What a shopper goes through, in the order of the journey."""

    BROWSE = "browse"
    PAY = "pay"
    SHIP = "ship"
    RECEIVE = "receive"
    CONTACT = "contact"


class EventKind(StrEnum):
    """What a shop may tell us has happened."""

    ORDER_PLACED = "order.placed"
    ORDER_PAID = "order.paid"
    ORDER_SHIPPED = "order.shipped"
    ORDER_DELIVERED = "order.delivered"
    ORDER_COMPLETED = "order.completed"
    ORDER_CANCELLED = "order.cancelled"
    RETURN_REQUESTED = "return.requested"
    RETURN_RECEIVED = "return.received"
    REFUND_COMPLETED = "refund.completed"
    CONTACT_OPENED = "contact.opened"
    CONTACT_CLOSED = "contact.closed"


class ContactChannel(StrEnum):
    """The ways a shopper can reach a shop."""

    CHAT = "chat"
    EMAIL = "email"
    PHONE = "phone"
    SELF_SERVICE = "self_service"
    WECHAT = "wechat"
    SOCIAL = "social"


class SurveyBasis(StrEnum):
    """The legal ground on which a shopper may be written to."""

    CONSENT = "consent"
    EXISTING_CUSTOMER = "existing_customer"
    CONTRACT = "contract"


class SurveyKind(StrEnum):
    """What made us ask."""

    POST_PURCHASE = "post_purchase"
    POST_CONTACT = "post_contact"


class RuleKind(StrEnum):
    """What a rule of asking is made of, and so how it is written and shown."""

    YES_NO = "yes_no"
    LENGTH = "length"
    CLOCK = "clock"
    SHARE = "share"
    COUNT = "count"
    GROUPS = "groups"
    CHOICE = "choice"
    TEXT = "text"


class CandidateState(StrEnum):
    """Where an order or contact stands on its way to a survey."""

    WAITING = "waiting"
    ASKED = "asked"
    NOT_ASKED = "not_asked"


class InvitationState(StrEnum):
    """The life of one invitation."""

    QUEUED = "queued"
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class AnswerSource(StrEnum):
    """Where an answer came from."""

    SURVEY = "survey"
    IMPORT = "import"


class RatingState(StrEnum):
    """Why a rating is what it is; a question that was not asked has no row."""

    RATED = "rated"
    NA = "na"
    SKIPPED = "skipped"


class ReadingState(StrEnum):
    """Whether the reader has been over a comment."""

    WAITING = "waiting"
    READ = "read"
    NOT_READ = "not_read"
    WITHHELD = "withheld"


class Polarity(StrEnum):
    """The tone of a whole comment."""

    NEGATIVE = "negative"
    MIXED = "mixed"
    POSITIVE = "positive"
    NEUTRAL = "neutral"


class Verdict(StrEnum):
    """What a person said of a tag; it outlives every re-reading."""

    PRESENT = "present"
    ABSENT = "absent"


class MessageKind(StrEnum):
    """What a letter is for; it decides what happens when its delivery is in doubt."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    DIGEST = "digest"
    SIGN_IN = "sign_in"
    ALERT = "alert"
    CASE_REPLY = "case_reply"


class MessageState(StrEnum):
    """The outbox's states."""

    NEW = "new"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class AlertState(StrEnum):
    """How far an alert has been taken care of."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class CaseState(StrEnum):
    """Whether somebody still has to take care of a case."""

    OPEN = "open"
    CLOSED = "closed"


class CaseOutcome(StrEnum):
    """What came of a case that is closed."""

    SOLVED = "solved"
    PARTLY_SOLVED = "partly_solved"
    NOT_SOLVED = "not_solved"
    NOT_REACHED = "not_reached"
    NO_ACTION = "no_action"


class CaseDeed(StrEnum):
    """What may happen to a case, once or many times."""

    OPENED = "opened"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    ASSIGNED = "assigned"
    NOTED = "noted"
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    ERASED = "erased"


class JobState(StrEnum):
    """The ledger's states."""

    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"


class Role(StrEnum):
    """What a member of staff may do in one shop, from most to least."""

    OWNER = "owner"
    MANAGER = "manager"
    ANALYST = "analyst"
    SERVICE = "service"


class KeyPurpose(StrEnum):
    """What a shop's key is for: signing what comes in, or reading what is known."""

    EVENTS = "events"
    NUMBERS = "numbers"
    WORDS = "words"
