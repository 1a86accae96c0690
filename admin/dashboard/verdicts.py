"""Pure: a judged change → an arrow, an amount and a word, coloured by good or bad.

The colour never follows the arrow: fewer complaints go down and are good.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from admin.charts.drawing import Figure, Tone
from admin.dashboard.words import Translate
from admin.measures.change import Change, Finding, Verdict
from admin.measures.estimate import SHOWN_FROM

STILL: Final = "→"


@dataclass(frozen=True, slots=True)
class Unit:
    """How a difference is written, and whether more of it is better."""

    written: Callable[[float], str]
    more_is_better: bool


POINTS: Final = Unit(lambda amount: f"{amount:.2f}", more_is_better=True)
PER_CENT_BETTER: Final = Unit(lambda amount: f"{amount * 100:.1f}", more_is_better=True)
PER_CENT_WORSE: Final = Unit(lambda amount: f"{amount * 100:.1f}", more_is_better=False)


def figure(verdict: Verdict | None, unit: Unit, say: Translate) -> Figure:
    """Write what happened; nothing when there was nothing to compare with."""
    if verdict is None:
        return Figure("")
    change = verdict.change
    if verdict.finding is Finding.TOO_FEW or change.difference is None:
        return Figure(_too_few(change, say))
    if verdict.finding is Finding.NO_CHANGE:
        return Figure(" ".join((STILL, say("no change"))))
    amount = with_arrow(change.difference, unit)
    if verdict.finding is Finding.NOT_SURE:
        return Figure(" ".join((amount, say("not sure"))))
    if (change.difference > 0) is unit.more_is_better:
        return Figure(" ".join((amount, say("better"))), Tone.GOOD)
    return Figure(" ".join((amount, say("worse"))), Tone.BAD)


def _too_few(change: Change, say: Translate) -> str:
    """Say which side has too few; nothing where there was nothing before."""
    if not change.before.n:
        return ""
    if change.before.n < SHOWN_FROM <= change.now.n:
        return say("too few before")
    return say("too few to compare")


def with_arrow(difference: float, unit: Unit) -> str:
    """Write a difference with its direction; one that rounds to nothing has neither."""
    written = unit.written(abs(difference))
    if written == unit.written(0.0):
        return STILL
    return f"{'▲' if difference > 0 else '▼'} {written}"
