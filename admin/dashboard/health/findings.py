"""Pure: what became of orders, letters and answers → the numbers of the page."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from admin.dashboard.findings import Level
from admin.dashboard.health.gathering import Rows
from admin.dashboard.words import N_
from admin.measures.arrays import Floats
from admin.measures.change import is_it_real, newcombe_difference, welch
from admin.measures.differences import Change
from admin.measures.durations import median_wait, share_waiting_over
from admin.measures.estimate import Estimate
from admin.measures.levels import share
from models.choices import CandidateState
from models.queries.health import Fate, Reply, Took
from models.queries.response import Response

HOUR: Final = 3600
THREE_QUARTERS: Final = 0.75
UNSUBSCRIBED: Final = "unsubscribed"
# What the letter promises: about as long as a cup of tea takes to cool.
PROMISED_SECONDS: Final = 90.0
ARRIVED: Final = frozenset({"handed_over", "unknown"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from an order to an answer, and its share of the step before."""

    name: str
    n: int
    share: Estimate | None = None


@dataclass(frozen=True, slots=True)
class FormTook:
    """How long one form took: half were done within the first, three quarters in the second."""

    form: str
    median: Estimate
    three_quarters: Estimate
    over: Estimate


@dataclass(frozen=True, slots=True)
class Effort:
    """Those who answered at once and those who needed a reminder, by how they rate."""

    at_once: Estimate
    reminded: Estimate
    change: Change


@dataclass(frozen=True, slots=True)
class Found:
    """Every number of the page."""

    steps: tuple[Step, ...]
    refused: tuple[tuple[str, int], ...]
    waiting: tuple[tuple[str, int], ...]
    letters: tuple[tuple[str, int], ...]
    response: Level
    hours: Estimate
    hours_three_quarters: Estimate
    took: tuple[FormTook, ...]
    effort: Effort
    unsubscribed: Estimate
    closed: int
    sent: int
    reminders: int


def judge(rows: Rows) -> Found:
    """Return every number of the page."""
    hours = np.array([one.seconds for one in rows.replies], dtype=np.float64) / HOUR
    left = rows.letters.first_ones + rows.letters.reminders
    stopped = rows.stops.get(UNSUBSCRIBED, 0)
    return Found(
        steps=steps(rows.fates),
        refused=_reasons(rows.fates, CandidateState.NOT_ASKED),
        waiting=_reasons(rows.fates, CandidateState.WAITING),
        letters=_letters(rows.fates),
        response=_response(rows.response, rows.before),
        hours=median_wait(hours),
        hours_three_quarters=median_wait(hours, quantile=THREE_QUARTERS),
        took=_took(rows.took),
        effort=effort(rows.replies),
        unsubscribed=share(min(stopped, left), left),
        closed=sum(rows.stops.values()) - stopped,
        sent=rows.letters.first_ones,
        reminders=rows.letters.reminders,
    )


def steps(fates: Sequence[Fate]) -> tuple[Step, ...]:
    """Return the way from everything that came up to the answers, step by step."""
    ways: tuple[tuple[str, Callable[[Fate], bool]], ...] = (
        (N_("Came up"), lambda _one: True),
        (N_("Decided on"), lambda one: one.state != CandidateState.WAITING),
        (N_("Invited"), lambda one: one.state == CandidateState.ASKED),
        (N_("Handed over"), lambda one: one.letter in ARRIVED),
        (N_("Answered"), lambda one: one.letter in ARRIVED and one.answered),
    )
    found: list[Step] = []
    for name, belongs in ways:
        n = sum(one.n for one in fates if belongs(one))
        before = found[-1].n if found else None
        found.append(Step(name, n, None if before is None else share(n, before)))
    return tuple(found)


def effort(replies: Sequence[Reply]) -> Effort:
    """Hold those who answered only after the reminder against those who did so before."""
    at_once, reminded = Counter[int](), Counter[int]()
    for one in replies:
        if one.overall is not None:
            (reminded if one.reminded else at_once)[one.overall] += 1
    change = welch(reminded, at_once)
    return Effort(change.before, change.now, change)


def _reasons(fates: Sequence[Fate], state: str) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for one in fates:
        if one.state == state:
            counts[one.reason] += one.n
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _letters(fates: Sequence[Fate]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for one in fates:
        if one.letter:
            counts[one.letter] += one.n
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _response(now: Response, before: Response | None) -> Level:
    asked = (min(now.answered, now.sent), now.sent)
    if before is None:
        return Level(share(*asked), None)
    then = (min(before.answered, before.sent), before.sent)
    (verdict,) = is_it_real([newcombe_difference(asked, then)])
    return Level(share(*asked), verdict)


def _took(told: Sequence[Took]) -> tuple[FormTook, ...]:
    forms: dict[str, list[float]] = {}
    for one in told:
        forms.setdefault(one.form, []).append(one.elapsed_ms / 1000)
    return tuple(_one_form(form, np.array(forms[form])) for form in sorted(forms))


def _one_form(form: str, seconds: Floats) -> FormTook:
    return FormTook(
        form,
        median_wait(seconds),
        median_wait(seconds, quantile=THREE_QUARTERS),
        share_waiting_over(seconds, PROMISED_SECONDS),
    )
