"""Pure: what the address of the page of alerts asks for, beside its filters, and back."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from admin.alerts.freezing import Stretch
from admin.alerts.watched import OVERALL
from admin.dashboard.filters import Ignored
from admin.measures.periods import WEEK_KEY, PeriodUnknown, days_of
from models.choices import AlertState

MEASURE, FIRST, LAST, DID = "measure", "from", "to", "did"
BESIDE: Final = (MEASURE, FIRST, LAST, DID)
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """Which measure is drawn, which weeks are tried out as a baseline, and what was just done."""

    measure: str = OVERALL
    tried: Stretch | None = None
    did: str = ""
    ignored: tuple[Ignored, ...] = ()

    def parameters(self) -> dict[str, str]:
        """Return what differs from the default, as it stands in an address."""
        own = {MEASURE: "" if self.measure == OVERALL else self.measure}
        if self.tried is not None:
            own |= {FIRST: self.tried.first, LAST: self.tried.last}
        return {name: value for name, value in own.items() if value}


def read(parameters: Mapping[str, Sequence[str]], measures: Container[str]) -> Asked:
    """Return what is asked for; what makes no sense is named as ignored."""
    own = {name: (parameters.get(name) or ("",))[-1].strip()[:LONGEST] for name in BESIDE}
    faults: list[Ignored] = []
    measure = own[MEASURE] or OVERALL
    if measure not in measures:
        faults.append(Ignored(MEASURE, own[MEASURE]))
        measure = OVERALL
    tried = stretch_of(own[FIRST], own[LAST])
    if tried is None:
        faults += [Ignored(name, own[name]) for name in (FIRST, LAST) if own[name]]
    return Asked(measure, tried, own[DID], tuple(faults))


def stretch_of(first: str, last: str) -> Stretch | None:
    """
    Return the weeks between two names; None where one names no week, or they are the wrong way.

    Examples
    --------
    >>> stretch_of("2026-W10", "2026-W30")
    Stretch(first='2026-W10', last='2026-W30')
    >>> stretch_of("2026-W60", "2026-W30") is None
    True
    """
    if not is_week(first) or not is_week(last) or first > last:
        return None
    return Stretch(first, last)


def is_week(said: str) -> bool:
    """Say whether a text names a week of the calendar."""
    if not WEEK_KEY.fullmatch(said):
        return False
    try:
        days_of(said)
    except PeriodUnknown:
        return False
    return True


def moved_to(said: str) -> AlertState | None:
    """Return the state a form asks for."""
    return AlertState(said) if said in {state.value for state in AlertState} else None
