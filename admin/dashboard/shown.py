"""Pure: an estimate → what a page may say of it: a number with its interval, or why there is none.

The rule of small samples is in admin/measures; here it gets its words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from admin.dashboard.words import N_, Translate
from admin.measures.estimate import HIDDEN_BELOW, Estimate, Suppression, Visibility

Written = Callable[[float], str]

REASONS: Final[Mapping[Suppression, str]] = MappingProxyType(
    {
        Suppression.NO_ANSWERS: N_("no answers"),
        Suppression.ALL_NOT_APPLICABLE: N_("nobody whom it applied to"),
        Suppression.ONE_ANSWER: N_("one answer only"),
        Suppression.NO_VARIATION: N_("all answers are equal"),
        Suppression.TOO_FEW: N_("too few answers"),
        Suppression.SINGULAR: N_("cannot be told apart"),
        Suppression.NOT_IDENTIFIED: N_("too few questions"),
        Suppression.NOT_CONVERGED: N_("the computation did not settle"),
        Suppression.WEAK_FIT: N_("explains too little"),
        Suppression.TOO_WIDE: N_("too uncertain"),
        Suppression.WEIGHTS_TOO_UNEVEN: N_("weights too uneven"),
        Suppression.MARGIN_WITHOUT_ANSWERS: N_("a group without answers"),
        Suppression.NO_EARLIER_PERIOD: N_("nothing to compare with"),
        Suppression.READER_TOO_WEAK: N_("the reader is too unsure"),
    }
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is read; `value` is "" where none may be shown, and `note` says why."""

    value: str
    interval: str
    n: int
    faint: bool
    note: str


def points(value: float) -> str:
    """Write scale points."""
    return f"{value:.2f}"


def per_cent(value: float) -> str:
    """Write a share."""
    return f"{value:.0%}"


def shown(estimate: Estimate, written: Written, say: Translate) -> Shown:
    """Return what a page may say of `estimate`, its number written by `written`."""
    if estimate.visibility is Visibility.HIDDEN or estimate.value is None:
        return Shown("", "", estimate.n, faint=True, note=_why_not(estimate, say))
    interval, note = "", ""
    if estimate.low is not None and estimate.high is not None:
        interval = f"{written(estimate.low)} – {written(estimate.high)}"
    elif estimate.suppressed is not None:
        note = say(REASONS[estimate.suppressed])
    faint = estimate.visibility is Visibility.GREY
    return Shown(written(estimate.value), interval, estimate.n, faint, note)


def shown_corrected(estimate: Estimate, written: Written, say: Translate) -> Shown:
    """Return what a page may say of a share corrected for the reader's errors.

    Tags no more frequent than false alarms are not said to be none: at most so many are true.
    """
    found = shown(estimate, written, say)
    if not found.value or estimate.value or not estimate.high:
        return found
    most = say("at most {share}").format(share=written(estimate.high))
    return replace(found, value=most, interval="", note=say("all may be false alarms"))


def _why_not(estimate: Estimate, say: Translate) -> str:
    if estimate.n == 0:
        return say(REASONS[estimate.suppressed or Suppression.NO_ANSWERS])
    if estimate.n < HIDDEN_BELOW:
        return say("too few ({n} of {needed})").format(n=estimate.n, needed=HIDDEN_BELOW)
    return say(REASONS[estimate.suppressed or Suppression.TOO_FEW])
