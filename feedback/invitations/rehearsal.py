"""Play rules of asking through the past: which orders and contacts would have been asked about.

Pure. Each is decided as it would have been then, by `policy.decide`, in the order of time; where
the past cannot be known, what is assumed instead stands in `ASSUMED`.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from feedback.invitations.policy import Ask, Facts, Policy, Refuse, decide
from feedback.invitations.reasons import Reason
from feedback.invitations.rules import N_
from models.choices import SurveyKind

ASKED: Final = "asked"
ASSUMED: Final = (
    N_("Answers are taken as they were given then, also where a survey would not have been sent."),
    N_("Whoever had not answered by the day of the reminder is taken to have been reminded."),
    N_("Reminders take no place from new surveys among the letters of a day."),
    N_("Addresses, age bands and the last contact about an order are as they are known today."),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One order or contact of the past, as far as no rule of a shop changes it."""

    kind: SurveyKind
    ready_at: datetime | None
    heard_at: datetime
    stratum: str
    # The person, by their id; 0 where nobody is known.
    person: int = 0
    reachable: bool = True
    age_band: str = ""
    # The event's own legal ground.
    basis: str = ""
    ends: tuple[tuple[datetime, Reason], ...] = ()
    service_from: datetime | None = None
    service_until: datetime | None = None
    suppressed_at: datetime | None = None
    person_draw: float = 0.0
    subject_draw: float = 0.0


@dataclass(frozen=True, slots=True)
class Life:
    """What one person had from a shop: letters before the span, answers whenever."""

    letters: tuple[datetime, ...] = ()
    answers: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rules that are played: a policy and what the shop says of its legal ground."""

    policy: Policy
    default_basis: str = ""
    # Where only every so many-th person is played, each letter stands for so many of the day.
    every: int = 1


@dataclass(slots=True)
class _Stage:
    """What has happened so far in one play."""

    letters: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    # How many new surveys were sent on each day of the shop.
    days: Counter[date] = field(default_factory=Counter)


def play(
    turns: Sequence[Turn],
    lives: Mapping[int, Life],
    rulings: Rulings,
    zone: ZoneInfo,
    until: datetime,
) -> Counter[str]:
    """Return how many turns would have ended how by `until`: "asked", or a code of `Reason`.

    A turn that is still waiting then counts by what it waits for.
    """
    stage, ended = _Stage(), Counter[str]()
    queue = [(_first_look(turn), number) for number, turn in enumerate(turns)]
    heapq.heapify(queue)
    waits_for: dict[int, Reason] = {}
    while queue:
        now, number = heapq.heappop(queue)
        if now > until:
            ended[waits_for.get(number, Reason.TOO_SOON)] += 1
            continue
        turn = turns[number]
        facts = _facts(turn, lives.get(turn.person, Life()), stage, rulings, zone, now)
        decision = decide(facts, rulings.policy, now)
        if isinstance(decision, Ask):
            stage.letters[turn.person].append(now)
            stage.days[now.astimezone(zone).date()] += rulings.every
            ended[ASKED] += 1
        elif isinstance(decision, Refuse):
            ended[decision.reason] += 1
        else:
            waits_for[number] = decision.reason
            heapq.heappush(queue, (decision.until, number))
    return ended


def _first_look(turn: Turn) -> datetime:
    return max(turn.heard_at, turn.ready_at or turn.heard_at)


def _facts(
    turn: Turn, life: Life, stage: _Stage, rulings: Rulings, zone: ZoneInfo, now: datetime
) -> Facts:
    """Return what was known about a turn at `now`."""
    played = stage.letters[turn.person] if turn.person else []
    return Facts(
        kind=turn.kind,
        zone=zone,
        ready_at=turn.ready_at,
        heard_at=turn.heard_at,
        stratum=turn.stratum,
        ended=next((reason for at, reason in turn.ends if at <= now), None),
        contact_open_since=turn.service_from if _is_busy(turn, now) else None,
        reachable=turn.reachable,
        age_band=turn.age_band,
        basis=turn.basis or rulings.default_basis,
        suppressed=turn.suppressed_at is not None and turn.suppressed_at <= now,
        person_draw=turn.person_draw,
        subject_draw=turn.subject_draw,
        asked_at=(*life.letters, *_last_letters(played, life, rulings.policy, now)),
        answered_at=max((at for at in life.answers if at <= now), default=None),
        written_today=stage.days[now.astimezone(zone).date()],
    )


def _is_busy(turn: Turn, now: datetime) -> bool:
    """Say whether service was busy with the order then."""
    begun = turn.service_from is not None and turn.service_from <= now
    return begun and (turn.service_until is None or now < turn.service_until)


def _last_letters(
    played: Iterable[datetime], life: Life, policy: Policy, now: datetime
) -> Iterable[datetime]:
    """Return when the last letter about each asking went: the reminder, where one was due."""
    for asked in played:
        reminder = asked + policy.remind_after
        replied = any(asked <= at <= reminder for at in life.answers)
        yield asked if replied or reminder > now else reminder
