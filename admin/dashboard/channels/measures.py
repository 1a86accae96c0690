"""Pure: what shoppers told of their contacts → seven numbers, whoever the contacts are.

Every number leaves out those who were not asked or did not say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from types import MappingProxyType
from typing import Final

from admin.dashboard.words import N_
from admin.measures.change import newcombe_difference, welch
from admin.measures.contact import channel_denial
from admin.measures.differences import Change
from admin.measures.estimate import Estimate
from admin.measures.levels import mean_from_counts, share
from models.queries.channels import ContactTold

EFFORT_SCALE: Final = (1, 7)
REPEATED: Final = frozenset({"once_repeated", "twice_repeated", "more_repeated"})
LONG: Final = frozenset({"over_1_h", "over_1_day"})
KEPT: Final = frozenset({"early", "on_time"})
NOTHING_PROMISED: Final = "none"
RESOLVED: Final = "yes"
BOTS: Final = frozenset({"bot_then_person", "bot_no_person", "bot_enough"})
NO_PERSON: Final = "bot_no_person"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a group of contacts: its name, and whether more of it is better."""

    key: str
    name: str
    more_is_better: bool
    scale: tuple[int, int] | None = None

    @property
    def is_share(self) -> bool:
        """Say whether it is a share rather than a mean on a scale."""
        return self.scale is None


MEASURES: Final = (
    Measure("satisfied", N_("Satisfaction"), more_is_better=True, scale=(1, 5)),
    Measure("resolved", N_("Resolved"), more_is_better=True),
    Measure("denied", N_("Wanted another channel"), more_is_better=False),
    Measure("repeated", N_("Had to repeat themselves"), more_is_better=False),
    Measure("effort", N_("Took little effort (1–7)"), more_is_better=True, scale=EFFORT_SCALE),
    Measure("promise", N_("Promise kept"), more_is_better=True),
    Measure("long", N_("Took over an hour"), more_is_better=False),
)
BY_KEY: Final[Mapping[str, Measure]] = MappingProxyType({one.key: one for one in MEASURES})


def used(told: ContactTold) -> str:
    """Return the channel used: as the shopper said, else as the shop's event says."""
    return told.used or told.channel


def by_bot(told: ContactTold) -> bool | None:
    """Say whether no person took part: as the shopper said, else as the event says."""
    if told.served_by:
        return told.served_by in {"bot_enough", NO_PERSON}
    return told.automated


def estimate(measure: Measure, group: Sequence[ContactTold]) -> Estimate:
    """Return one number of a group of contacts."""
    if measure.key == "denied":
        return channel_denial(pairs(group))
    if measure.scale is not None:
        return mean_from_counts(ratings(measure, group), scale=measure.scale)
    return share(*hits(measure, group))


def change(measure: Measure, here: Sequence[ContactTold], there: Sequence[ContactTold]) -> Change:
    """Return the difference of one number between two groups of contacts."""
    if measure.scale is not None:
        return welch(ratings(measure, here), ratings(measure, there), scale=measure.scale)
    return newcombe_difference(hits(measure, here), hits(measure, there))


def contacts(group: Iterable[ContactTold]) -> int:
    """Return how many contacts there are: those alike are told once."""
    return sum(told.n for told in group)


def pairs(group: Iterable[ContactTold]) -> Iterator[tuple[str | None, str]]:
    """Return the channel wanted and the one used, of every contact whose channel is known."""
    for told in group:
        if used(told):
            yield from repeat((told.wanted or None, used(told)), told.n)


def ratings(measure: Measure, group: Sequence[ContactTold]) -> Mapping[int, int]:
    """Return how often each point of a scale was given."""
    given: Counter[int] = Counter()
    for told in group:
        score = told.satisfied if measure.key == "satisfied" else told.effort
        if score is not None:
            given[score] += told.n
    return given


def hits(measure: Measure, group: Sequence[ContactTold]) -> tuple[int, int]:
    """Return in how many contacts a share's case happened, and of how many it is known."""
    cases = [(_case(measure.key, told), told.n) for told in group]
    return sum(n for case, n in cases if case), sum(n for case, n in cases if case is not None)


def without_a_person(group: Sequence[ContactTold]) -> Estimate:
    """Return the share of those met by a bot who wanted a person and could reach none."""
    met = [told for told in group if told.served_by in BOTS]
    return share(contacts(told for told in met if told.served_by == NO_PERSON), contacts(met))


def _case(key: str, told: ContactTold) -> bool | None:
    """Say whether the case happened; None where it was not asked, not said, or cannot be."""
    if key == "denied":
        known = bool(told.wanted and used(told))
        return told.wanted not in {used(told), "no_preference"} if known else None
    if key == "promise":
        known = told.promise not in {"", NOTHING_PROMISED}
        return told.promise in KEPT if known else None
    said, cases = {
        "resolved": (told.resolved, {RESOLVED}),
        "repeated": (told.repeated, REPEATED),
        "long": (told.took, LONG),
    }[key]
    return said in cases if said else None
