"""The rules of asking that a shop may change: what each is called, why it is there, its range.

Pure. What a rule does is in `policy.py`, how one is read in `policy_rules.py`. Words are gettext
messages; a rule that `policy.py` does not honour has no place here.
"""

from dataclasses import dataclass, fields
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from feedback.invitations.policy import Policy
from models.choices import RuleKind, SurveyBasis

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NONE = timedelta(0)
LONGEST_NAME: Final = 120
Bound = timedelta | float | None


def N_(message: str) -> str:  # noqa: N802 - the name by which messages are collected
    """Mark a message for the catalogue without translating it yet."""
    return message


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its values run from `lowest` to `highest`, or are one of `options`.

    Where it has both, its options are values with a word of their own.
    """

    name: str
    group: str
    kind: RuleKind
    word: str
    why: str
    lowest: Bound = None
    highest: Bound = None
    # Each value with its word.
    options: tuple[tuple[str, str], ...] = ()


WHAT: Final = N_("What is asked about")
WHEN: Final = N_("When a letter leaves")
PEACE: Final = N_("How often one person is asked")
SAMPLE: Final = N_("Who is drawn")
GROUND: Final = N_("On what ground, and in whose name")

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "post_purchase", WHAT, RuleKind.YES_NO, N_("Ask after a purchase"),
        N_("One survey about browsing, paying, shipping and receiving."),
    ),
    Rule(
        "post_contact", WHAT, RuleKind.YES_NO, N_("Ask after a contact with customer service"),
        N_("One survey about the contact, while it is remembered."),
    ),
    Rule(
        "wait_after_delivery", WHEN, RuleKind.LENGTH, N_("Wait after the delivery"),
        N_("So that the parcel has been opened and tried before we ask."), NONE, 30 * DAY,
    ),
    Rule(
        "wait_after_contact", WHEN, RuleKind.LENGTH, N_("Wait after a contact was closed"),
        N_("Short: what was said and how long it took fades within a day."), NONE, 7 * DAY,
    ),
    Rule(
        "open_contact", WHEN, RuleKind.LENGTH, N_("Hold a purchase survey while service is busy"),
        N_("An order whose contact is still open waits, but no longer than this."),
        NONE, 30 * DAY,
    ),
    Rule(
        "quiet_from", WHEN, RuleKind.CLOCK, N_("Quiet hours begin"),
        N_("No letter leaves in the quiet hours of the shop’s own time zone."),
    ),
    Rule(
        "quiet_until", WHEN, RuleKind.CLOCK, N_("Quiet hours end"),
        N_("What fell due in the night leaves then; the same time as the beginning means none."),
    ),
    Rule(
        "remind_after", WHEN, RuleKind.LENGTH, N_("Remind once after"),
        N_("Who has not answered gets one reminder, never a second one."), DAY, 30 * DAY,
    ),
    Rule(
        "close_after", WHEN, RuleKind.LENGTH, N_("Close the survey after"),
        N_("Then the link says that it is too late; letters on their way keep their day."),
        2 * DAY, 60 * DAY,
    ),
    Rule(
        "oldest_news", WHEN, RuleKind.LENGTH, N_("News older than this is history"),
        N_("So that importing old orders writes to nobody."), DAY, 90 * DAY,
    ),
    Rule(
        "ask_within", WHEN, RuleKind.LENGTH, N_("Ask within"),
        N_("Later than this after the delivery or contact, memory has faded and nobody is asked."),
        DAY, 90 * DAY,
    ),
    Rule(
        "rest", PEACE, RuleKind.LENGTH, N_("Rest after a letter"),
        N_("Between two letters to one person, over all orders; a reminder is a letter."),
        DAY, 365 * DAY,
    ),
    Rule(
        "rest_after_answer", PEACE, RuleKind.LENGTH, N_("Rest after an answer"),
        N_("Who has just answered has earned a longer rest; many surveys lower later replies."),
        NONE, 730 * DAY,
    ),
    Rule(
        "most_per_year", PEACE, RuleKind.COUNT, N_("Surveys to one person in a year, at most"),
        N_("However much somebody buys."), 1, 366,
    ),
    Rule(
        "contact_surveys_in_rest", PEACE, RuleKind.COUNT, N_("Contact surveys within a rest"),
        N_("How many surveys after a contact may come although the person was written to lately."),
        0, 12,
    ),
    Rule(
        "letters_a_day", PEACE, RuleKind.COUNT, N_("Letters on one day, at most"),
        N_("Reminders count, new surveys go first; the rest waits for a later day. 0: no limit."),
        0, 100_000, options=(("0", N_("no limit")),),
    ),
    Rule(
        "sampling_rate", SAMPLE, RuleKind.SHARE, N_("Share that is asked"),
        N_("The draw is kept with each survey, so that figures can be weighted to all orders."),
        0.001, 1,
    ),
    Rule(
        "sampling_rates", SAMPLE, RuleKind.GROUPS, N_("Other shares for groups"),
        N_("A rare group, such as late parcels, is asked more; the narrower group counts."),
        0.001, 1,
    ),
    Rule(
        "hold_out", SAMPLE, RuleKind.SHARE, N_("People never asked, for comparison"),
        N_("A fixed share of people, to see what being asked does to them. 10 % or more tells."),
        0, 0.5,
    ),
    Rule(
        "default_basis", GROUND, RuleKind.CHOICE, N_("Legal ground where an order names none"),
        N_("On what ground you may write; the log keeps who said so. Unknown means not asked."),
        options=(
            ("", N_("unknown: not asked")),
            (SurveyBasis.CONSENT, N_("the shopper has consented")),
            (SurveyBasis.EXISTING_CUSTOMER, N_("an existing customer, about their own purchase")),
            (SurveyBasis.CONTRACT, N_("part of the contract")),
        ),
    ),
    Rule(
        "sender_name", GROUND, RuleKind.TEXT, N_("Sender’s name in letters"),
        N_("What shoppers see in their mailbox; empty means the shop’s name."),
        0, LONGEST_NAME,
    ),
    Rule(
        "locale", GROUND, RuleKind.CHOICE, N_("Language where the shopper’s is unknown"),
        N_("Who told the shop their language is written to in it."),
        options=(("zh-Hans", "简体中文"), ("en", "English")),
    ),
)  # fmt: skip
BY_NAME: Final = MappingProxyType({rule.name: rule for rule in RULES})
# The rules that are fields of a Policy; the others are columns of the shop.
POLICY_NAMES: Final = frozenset(field.name for field in fields(Policy))
