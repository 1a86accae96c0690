"""Pure: the address of a page → which days and answers it shows, and back to an address.

A parameter that cannot be used is named, never an error: a link cut short still opens the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from models.choices import AnswerSource, SurveyKind
from models.queries.quality import WHOLE, Days, Slice

Word = TypeVar("Word", bound=StrEnum)

LONGEST_VALUE: Final = 80
# Days that shops take orders on; twice as far back still lies in the calendar.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
# Fifty-two weeks, so that each weekday is compared with the same weekday.
YEAR: Final = timedelta(days=364)
OWN: Final = ("period", "since", "until", "compare", "weights")
SLICED: Final = ("source", "kind", "channel", "carrier", "category", "region")
# How customer service was reached; asked for on pages about contacts only.
CONTACT: Final = "contact"
# Links and forms carry these beside the filters; they are not the filters' business.
BESIDE: Final = frozenset({"lang"})


class Preset(StrEnum):
    """Stretches of days that end today."""

    WEEK = "7d"
    FOUR_WEEKS = "28d"
    QUARTER = "91d"
    YEAR = "364d"
    ALL = "all"


class Against(StrEnum):
    """What the days shown are compared with."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    OFF = "off"


class Weights(StrEnum):
    """Whom the answers of a page stand for, other than for themselves."""

    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A parameter that was not used, and what it said."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which days and answers a page shows; `preset` is None for days chosen by hand."""

    days: Days
    preset: Preset | None = Preset.FOUR_WEEKS
    against: Against = Against.PREVIOUS
    where: Slice = WHOLE
    ignored: tuple[Ignored, ...] = ()
    weighted: bool = False
    # All days compared with lie before the first answer.
    nothing_before: bool = False

    @property
    def compared(self) -> Days | None:
        """The days compared with: as many, right before or 52 weeks earlier; None if none."""
        if self.nothing_before or self.against is Against.OFF or self.preset is Preset.ALL:
            return None
        back = self.days.until - self.days.since
        back = YEAR if self.against is Against.LAST_YEAR else back
        return Days(self.days.since - back, self.days.until - back)

    @property
    def last_day(self) -> date:
        """The last day shown, for people, who count it in."""
        return self.days.until - timedelta(days=1)

    @property
    def compared_last_day(self) -> date | None:
        """The last day compared with."""
        return self.compared.until - timedelta(days=1) if self.compared else None

    def parameters(self) -> dict[str, str]:
        """Return what differs from the default, as it stands in an address."""
        own: dict[str, str] = {
            "period": "" if self.preset in {None, Preset.FOUR_WEEKS} else self.preset
        }
        if self.preset is None:
            own |= {"since": self.days.since.isoformat(), "until": self.days.until.isoformat()}
        own["compare"] = "" if self.against is Against.PREVIOUS else self.against
        own["weights"] = Weights.ORDERS if self.weighted else ""
        sliced = dict(zip(SLICED, self.where.values, strict=True)) | {CONTACT: self.where.contact}
        return {name: str(value) for name, value in (own | sliced).items() if value}

    def address(self, path: str, **changes: str) -> str:
        """Return `path` with these filters, `changes` applied; "" takes a parameter away."""
        asked = self.parameters()
        if "period" in changes:
            asked = {name: value for name, value in asked.items() if name not in OWN[1:3]}
        kept = {name: value for name, value in (asked | changes).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


def read(
    parameters: Mapping[str, Sequence[str]],
    today: date,
    first_day: date | None = None,
    beside: Iterable[str] = (),
) -> Filters:
    """Return the filters of an address; `beside` are parameters that the page itself knows."""
    faults: list[Ignored] = []
    own = {name: _only(name, parameters, faults) for name in (*OWN, *SLICED)}
    known = {*own, *BESIDE, *beside}
    faults += [
        Ignored(name, _short(given)) for name, given in parameters.items() if name not in known
    ]
    days, preset = _days(own, today, first_day, faults)
    against = _one_of(Against, "compare", own, faults) or Against.PREVIOUS
    source = _one_of(AnswerSource, "source", own, faults) or ""
    kind = _one_of(SurveyKind, "kind", own, faults) or ""
    where = Slice(str(source), str(kind), *(own[name] for name in SLICED[2:]))
    weighted = _one_of(Weights, "weights", own, faults) is not None
    filters = Filters(days, preset, against, where, tuple(faults), weighted)
    then = filters.compared
    is_empty = then is not None and first_day is not None and then.until <= first_day
    return replace(filters, nothing_before=is_empty)


def _only(name: str, parameters: Mapping[str, Sequence[str]], faults: list[Ignored]) -> str:
    given = [value.strip() for value in parameters.get(name, ()) if value.strip()]
    if len(given) > 1 or any(len(value) > LONGEST_VALUE or "\0" in value for value in given):
        faults.append(Ignored(name, _short(given)))
        return ""
    return given[0] if given else ""


def _days(
    own: Mapping[str, str], today: date, first_day: date | None, faults: list[Ignored]
) -> tuple[Days, Preset | None]:
    tomorrow = today + timedelta(days=1)
    chosen = _one_of(Preset, "period", own, faults) or Preset.FOUR_WEEKS
    if own["since"] or own["until"]:
        by_hand = _by_hand(own, tomorrow, faults)
        if by_hand:
            return by_hand, None
    if chosen is Preset.ALL:
        return Days(min(first_day or today, today), tomorrow), chosen
    return Days(tomorrow - timedelta(days=int(chosen.value[:-1])), tomorrow), chosen


def _by_hand(own: Mapping[str, str], tomorrow: date, faults: list[Ignored]) -> Days | None:
    since, until = (_day(name, own, faults) for name in ("since", "until"))
    if since is None and until is None:
        return None
    until = until or tomorrow
    since = since or until - timedelta(days=28)
    if since < until and since.year >= FIRST_YEAR and until.year <= LAST_YEAR:
        return Days(since, until)
    faults += [Ignored(name, own[name]) for name in ("since", "until") if own[name]]
    return None


def _day(name: str, own: Mapping[str, str], faults: list[Ignored]) -> date | None:
    if not own[name]:
        return None
    try:
        return date.fromisoformat(own[name])
    except ValueError:
        faults.append(Ignored(name, own[name]))
        return None


def _one_of(
    closed: type[Word], name: str, own: Mapping[str, str], faults: list[Ignored]
) -> Word | None:
    try:
        return closed(own[name]) if own[name] else None
    except ValueError:
        faults.append(Ignored(name, own[name]))
        return None


def _short(given: Sequence[str]) -> str:
    said = ", ".join(given).replace("\0", "")
    return said if len(said) <= LONGEST_VALUE else said[:LONGEST_VALUE] + "…"
