"""Pure: which answers need a person, and by when. What is done about them is in `working`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from admin.cases.hours import due_at
from models.choices import Stage

# A rating of the overall question or of a stage's core question that is this low opens a case.
LOWEST: Final = 2
OVERALL: Final = "OV1"
STAGE_OF: Final[Mapping[str, Stage]] = {
    "BR0": Stage.BROWSE,
    "PA0": Stage.PAY,
    "SH0": Stage.SHIP,
    "RE0": Stage.RECEIVE,
    "CT9": Stage.CONTACT,
}
# Complaints that open a case whatever the scores say: something is still owed to this shopper
# (goods, money, a promise, a solution), or trust is broken (data, a fake, an insult).
GRAVE: Final = (
    "privacy_security", "lost_parcel", "counterfeit", "slow_refund", "rude_staff", "unresolved",
    "broken_promise",
)  # fmt: skip
TAG: Final = "tag"
# One working day less an hour to take care of a case; two for the shopper to write back.
FIRST_HOURS: Final = timedelta(hours=8)
AFTER_A_REPLY: Final = timedelta(hours=18)
# Older answers open nothing: an upgrade or a long stop brings no flood.
OLDEST: Final = timedelta(days=14)
# A comment is read before its case is opened, unless it has waited this long for its reader.
READ_WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a case: a low score of an item, or with score 0 a tag.

    Examples
    --------
    >>> Reason("SH0", 1).code, Reason("rude_staff").code
    ('SH0:1', 'tag:rude_staff')
    """

    subject: str
    score: int = 0

    @property
    def is_tag(self) -> bool:
        """Say whether it was said in words."""
        return self.score == 0

    @property
    def code(self) -> str:
        """The reason as it is kept."""
        return f"{TAG}:{self.subject}" if self.is_tag else f"{self.subject}:{self.score}"


def reasons(low: Mapping[str, int], tags: Iterable[str]) -> tuple[Reason, ...]:
    """
    Return why an answer needs a person, in the order of the journey; nothing if it does not.

    Examples
    --------
    >>> low = {"SH0": 1, "OV1": 2, "RE0": 4}
    >>> [one.code for one in reasons(low, ["unresolved", "slow_shipping"])]
    ['OV1:2', 'SH0:1', 'tag:unresolved']
    """
    scored = [
        Reason(item, low[item]) for item in (OVERALL, *STAGE_OF) if 0 < low.get(item, 0) <= LOWEST
    ]
    said = set(tags)
    return (*scored, *(Reason(code) for code in GRAVE if code in said))


def read(kept: str) -> tuple[Reason, ...]:
    """
    Return the reasons behind their codes; what is no reason is left out.

    Examples
    --------
    >>> read("OV1:2 tag:unresolved what")
    (Reason(subject='OV1', score=2), Reason(subject='unresolved', score=0))
    """
    found = []
    for code in kept.split():
        subject, _, rest = code.partition(":")
        if subject == TAG and rest:
            found.append(Reason(rest))
        elif rest.isdecimal() and rest.isascii():
            found.append(Reason(subject, int(rest)))
    return tuple(found)


def stages(why: Sequence[Reason], stage_of_tag: Callable[[str], str]) -> tuple[str, ...]:
    """Return the stages that the reasons are about, in the order of the journey."""
    named = {stage_of_tag(one.subject) if one.is_tag else STAGE_OF.get(one.subject) for one in why}
    return tuple(stage for stage in Stage if stage in named)


def due_when_opened(now: datetime, zone: ZoneInfo) -> datetime:
    """Return by when a case that is opened now wants to be taken care of."""
    return due_at(now, FIRST_HOURS, zone)


def due_when_replied(now: datetime, zone: ZoneInfo) -> datetime:
    """Return by when a case whose shopper is written to now wants to be closed."""
    return due_at(now, AFTER_A_REPLY, zone)
