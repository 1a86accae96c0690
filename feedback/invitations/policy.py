"""Whom to ask, when, and why not: every rule of asking, decided on facts that were gathered before.

Pure. Nobody is dropped for being in a hurry: what can still be asked waits, what cannot is
refused, and both carry a reason. How a shop changes a rule is in `policy_rules.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from feedback.invitations.reasons import Reason
from feedback.invitations.strata import rate_of
from models.choices import SurveyBasis, SurveyKind

OF_AGE = 18
A_YEAR = timedelta(days=365)
LOOK_AGAIN = timedelta(days=1)
_BASES = frozenset(SurveyBasis)


@dataclass(frozen=True, slots=True)
class Policy:
    """A shop's rules of asking; docs/how-to/choose-whom-to-ask.md gives each default its reason."""

    post_purchase: bool = True
    post_contact: bool = True
    # After the delivery, so that the parcel has been opened; after the contact, while it is fresh.
    wait_after_delivery: timedelta = timedelta(days=2)
    wait_after_contact: timedelta = timedelta(hours=2)
    # Between two letters to one person, over all orders; a reminder is a letter.
    rest: timedelta = timedelta(days=30)
    rest_after_answer: timedelta = timedelta(days=90)
    most_per_year: int = 4
    # How many contact surveys may come into one rest.
    contact_surveys_in_rest: int = 1
    # The share asked, and other shares for groups such as "late=yes" (see strata.py).
    sampling_rate: float = 1.0
    sampling_rates: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    # The share of people who are never asked, to see what asking does.
    hold_out: float = 0.0
    quiet_from: time = time(21)
    quiet_until: time = time(9)
    # How long an order waits for a contact about it that is still open.
    open_contact: timedelta = timedelta(days=7)
    # What was older than this when we first heard of it is history; beyond it memory has faded.
    oldest_news: timedelta = timedelta(days=30)
    ask_within: timedelta = timedelta(days=45)
    remind_after: timedelta = timedelta(days=4)
    close_after: timedelta = timedelta(days=14)
    # How many survey letters a shop sends on one of its days, reminders counted; 0 is no limit.
    letters_a_day: int = 0

    def sends(self, kind: SurveyKind) -> bool:
        """Say whether the shop sends this kind of survey at all."""
        return self.post_purchase if kind is SurveyKind.POST_PURCHASE else self.post_contact

    def wait(self, kind: SurveyKind) -> timedelta:
        """Return how long after the delivery, or the contact, the letter leaves."""
        purchase = kind is SurveyKind.POST_PURCHASE
        return self.wait_after_delivery if purchase else self.wait_after_contact

    def probability(self, stratum: str) -> float:
        """Return how likely anyone of a stratum is drawn: the root of the design weight."""
        return (1 - self.hold_out) * rate_of(stratum, self.sampling_rates, self.sampling_rate)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides about one candidate."""

    kind: SurveyKind
    zone: ZoneInfo
    # When the goods were there, or the contact was over; and when we first heard of it.
    ready_at: datetime | None
    heard_at: datetime
    stratum: str
    # Why the order has ended without a survey, if it has: cancelled, returned or refunded.
    ended: Reason | None = None
    contact_open_since: datetime | None = None
    reachable: bool = True
    age_band: str = ""
    # The event's own legal ground, else the shop's audited default; "" when neither is known.
    basis: str = ""
    suppressed: bool = False
    # Fixed draws in [0, 1): one of the person, one of the order or contact.
    person_draw: float = 0.0
    subject_draw: float = 0.0
    # When the person was last written to about each earlier invitation, and last answered.
    asked_at: tuple[datetime, ...] = ()
    answered_at: datetime | None = None
    # How many letters the shop has written since its midnight; only a limit makes them matter.
    written_today: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Write now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Look again at `until`."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refuse:
    """Never ask about this."""

    reason: Reason


Decision = Ask | Wait | Refuse


def decide(facts: Facts, policy: Policy, now: datetime) -> Decision:
    """Return whether to ask now, later or never; the first rule that objects gives the reason."""
    reason = _never(facts, policy) or _sampled_out(facts, policy)
    if reason is not None:
        return Refuse(reason)
    waiting = _wait(facts, policy, now)
    if waiting is None:
        return Refuse(Reason.TOO_LATE) if now > _last_moment(facts, policy) else Ask()
    if waiting.until > _last_moment(facts, policy):
        return Refuse(_outlasting(waiting.reason))
    return waiting


def first_due(kind: SurveyKind, ready_at: datetime, policy: Policy) -> datetime:
    """Return the earliest moment at which a candidate is worth looking at."""
    return ready_at + policy.wait(kind)


def may_be_minor(age_band: str) -> bool:
    """Say whether an age band such as "16-24" reaches below eighteen."""
    if age_band.startswith(("under", "<")):
        return True
    lowest = re.match(r"\d+", age_band)
    return age_band == "minor" or (lowest is not None and int(lowest[0]) < OF_AGE)


def resting_until(facts: Facts, policy: Policy) -> datetime | None:
    """Return when a person may be written to again, None if they never were."""
    letters = sorted(facts.asked_at)
    allowed = policy.contact_surveys_in_rest if facts.kind is SurveyKind.POST_CONTACT else 0
    ends = []
    if len(letters) > allowed:
        ends.append(letters[-1 - allowed] + policy.rest)
    if len(letters) >= policy.most_per_year:
        ends.append(letters[-policy.most_per_year] + A_YEAR)
    if facts.answered_at is not None:
        ends.append(facts.answered_at + policy.rest_after_answer)
    return max(ends, default=None)


def is_quiet(now: datetime, zone: ZoneInfo, policy: Policy) -> bool:
    """Say whether people in `zone` should not be disturbed now."""
    start, end, local = policy.quiet_from, policy.quiet_until, now.astimezone(zone).time()
    if start <= end:
        return start <= local < end
    return local >= start or local < end


def end_of_quiet(now: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """Return when the quiet hours that hold `now` end, on the wall clock of `zone`.

    An hour that the clock skips ends when it would have; of a doubled one the later end counts
    if the earlier is past.
    """
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= policy.quiet_until)
    ends = (
        datetime.combine(day, policy.quiet_until, zone).replace(fold=fold).astimezone(now.tzinfo)
        for fold in (0, 1)
    )
    return next(end for end in ends if end > now)


def is_full(written_today: int, policy: Policy) -> bool:
    """Say whether a shop has written all the letters it allows itself on a day."""
    return 0 < policy.letters_a_day <= written_today


def start_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the midnight that began the day of `now` in `zone`."""
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(now.tzinfo)


def next_day(now: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """Return the first moment of the next day in `zone` at which a letter may leave."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), zone).astimezone(now.tzinfo)
    if is_quiet(midnight, zone, policy):
        return end_of_quiet(midnight, zone, policy)
    return midnight


def _never(facts: Facts, policy: Policy) -> Reason | None:
    """Return what forbids asking whatever the hour."""
    news_was_old = (
        facts.ready_at is not None and facts.ready_at < facts.heard_at - policy.oldest_news
    )
    objections = (
        (not policy.sends(facts.kind), Reason.SURVEY_OFF),
        (facts.ended is not None and facts.kind is SurveyKind.POST_PURCHASE, facts.ended),
        (news_was_old, Reason.HISTORICAL),
        (not facts.reachable, Reason.NO_EMAIL),
        (may_be_minor(facts.age_band), Reason.MINOR),
        (facts.basis not in _BASES, Reason.NO_BASIS),
        (facts.suppressed, Reason.SUPPRESSED),
    )
    return next((reason for objects, reason in objections if objects), None)


def _sampled_out(facts: Facts, policy: Policy) -> Reason | None:
    if facts.person_draw < policy.hold_out:
        return Reason.HOLD_OUT
    rate = rate_of(facts.stratum, policy.sampling_rates, policy.sampling_rate)
    return None if facts.subject_draw < rate else Reason.NOT_SAMPLED


def _wait(facts: Facts, policy: Policy, now: datetime) -> Wait | None:
    """Return what forbids asking at this hour; the longest of the waits."""
    if facts.ready_at is None:
        return Wait(now + LOOK_AGAIN, Reason.TOO_SOON)
    waits = [Wait(first_due(facts.kind, facts.ready_at, policy), Reason.TOO_SOON)]
    if (rested := resting_until(facts, policy)) is not None:
        waits.append(Wait(rested, Reason.RESTING))
    if _contact_is_open(facts, policy, now):
        waits.append(Wait(now + LOOK_AGAIN, Reason.CONTACT_OPEN))
    longest = max(waits, key=lambda wait: wait.until)
    if longest.until > now:
        return longest
    if is_quiet(now, facts.zone, policy):
        return Wait(end_of_quiet(now, facts.zone, policy), Reason.QUIET_HOURS)
    if is_full(facts.written_today, policy):
        return Wait(next_day(now, facts.zone, policy), Reason.DAY_FULL)
    return None


def _contact_is_open(facts: Facts, policy: Policy, now: datetime) -> bool:
    """Say whether service is busy with the order; one never closed counts for a while only."""
    since = facts.contact_open_since
    purchase = facts.kind is SurveyKind.POST_PURCHASE
    return purchase and since is not None and now < since + policy.open_contact


def _last_moment(facts: Facts, policy: Policy) -> datetime:
    return (facts.ready_at or facts.heard_at) + policy.ask_within


def _outlasting(reason: Reason) -> Reason:
    return Reason.RESTING_TOO_LONG if reason is Reason.RESTING else Reason.TOO_LATE
