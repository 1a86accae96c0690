"""
The one shape in which a number leaves the estimators, and the rule of small samples.

No estimator lives here, and no wording: pages translate `Suppression` and `Visibility`.
"""

from dataclasses import dataclass
from enum import StrEnum

HIDDEN_BELOW = 10
SHOWN_FROM = 30
NPS_SHOWN_FROM = 100
CONFIDENCE = 0.95


class Suppression(StrEnum):
    """Why a number, or only its interval, cannot be given."""

    NO_ANSWERS = "no_answers"
    ALL_NOT_APPLICABLE = "all_not_applicable"
    ONE_ANSWER = "one_answer"
    NO_VARIATION = "no_variation"
    TOO_FEW = "too_few"
    SINGULAR = "singular"
    NOT_IDENTIFIED = "not_identified"
    NOT_CONVERGED = "not_converged"
    WEAK_FIT = "weak_fit"
    TOO_WIDE = "too_wide"
    WEIGHTS_TOO_UNEVEN = "weights_too_uneven"
    MARGIN_WITHOUT_ANSWERS = "margin_without_answers"
    NO_EARLIER_PERIOD = "no_earlier_period"
    READER_TOO_WEAK = "reader_too_weak"


class Visibility(StrEnum):
    """How a page may show a number of this many answers."""

    HIDDEN = "hidden"
    GREY = "grey"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    A number with its 95 % interval, or with the reason why there is none.

    `value` is None when nothing can be computed. `low` and `high` are None whenever `suppressed`
    is set: one answer, or answers that are all equal, have a mean but say nothing of its error.

    Parameters
    ----------
    value, low, high : float or None
        Point and interval, in the unit of the measure (share 0-1, scale points, NPS points).
    n : int
        Answers (or people, orders, contacts) counted.
    n_eff : float
        Kish effective number behind the interval; equals `n` without weights.
    method : str
        Name of the interval, a heading in `docs/reference/measures.md`.
    suppressed : Suppression or None
        Reason code, None for an ordinary number.
    shown_from : int, default=30
        Smallest `n` shown in full; NPS needs 100.

    Examples
    --------
    >>> Estimate(0.8, 0.62, 0.91, 30, 30.0, "wilson", None).visibility
    <Visibility.SHOWN: 'shown'>
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_eff: float
    method: str
    suppressed: Suppression | None
    shown_from: int = SHOWN_FROM

    @property
    def visibility(self) -> Visibility:
        """Hidden below 10 answers (privacy too), grey below `shown_from`, else shown."""
        if self.value is None or self.n < HIDDEN_BELOW:
            return Visibility.HIDDEN
        return Visibility.GREY if self.n < self.shown_from else Visibility.SHOWN

    @property
    def half_width(self) -> float | None:
        """Half the interval's width, None without an interval."""
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2

    def to_json(self) -> dict[str, float | int | str | None]:
        """Return what may leave the house: a hidden number keeps its `n` and reason only."""
        hidden = self.visibility is Visibility.HIDDEN
        reason = self.suppressed or (Suppression.TOO_FEW if hidden else None)
        return {
            "value": None if hidden else _rounded(self.value),
            "low": None if hidden else _rounded(self.low),
            "high": None if hidden else _rounded(self.high),
            "n": self.n,
            "n_eff": round(self.n_eff, 2),
            "method": self.method,
            "visibility": self.visibility.value,
            "suppressed": reason.value if reason else None,
        }


def withheld(
    reason: Suppression,
    method: str,
    *,
    value: float | None = None,
    n: int = 0,
    n_eff: float | None = None,
    shown_from: int = SHOWN_FROM,
) -> Estimate:
    """Return an estimate without an interval, with its reason code."""
    effective = float(n) if n_eff is None else n_eff
    return Estimate(value, None, None, n, effective, method, reason, shown_from)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
