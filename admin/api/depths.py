"""What goes out about one subject in depth: a stage, the drivers, the service channels."""

from dataclasses import dataclass

from admin.api.shapes import About, Measured, Number, measured, number, rounded
from admin.dashboard.channels.findings import Column
from admin.dashboard.channels.findings import Found as ChannelsFound
from admin.dashboard.channels.measures import MEASURES
from admin.dashboard.drivers.analysis import Analysis
from admin.dashboard.stages.findings import Found as StageFound
from admin.measures.estimate import Suppression


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a stage; `ratings` counts scores, `satisfied` is the share of 4 and 5."""

    code: str
    ratings: dict[str, int]
    not_applicable: int
    mean: Measured
    satisfied: Number


@dataclass(frozen=True, slots=True)
class Stratum:
    """One value of a stratum, its mean held against that of all others."""

    value: str
    mean: Measured
    satisfied: Number


@dataclass(frozen=True, slots=True)
class StageTag:
    """A complaint of the stage."""

    code: str
    answers: int
    share: Measured


@dataclass(frozen=True, slots=True)
class StageOut:
    """One stage: its questions (the headline first), complaints and strata."""

    about: About
    stage: str
    answers: int
    items: list[Item]
    low_share: Number
    complaints: list[StageTag]
    strata: dict[str, list[Stratum]]
    tested: int


@dataclass(frozen=True, slots=True)
class DriverOut:
    """One stage as a driver: its share of what is explained, level, place and swing."""

    stage: str
    share: Number
    satisfied: Number
    place: str
    variance_inflation: float | None
    loss: Number
    gain: Number
    sensitivity: str | None


@dataclass(frozen=True, slots=True)
class LeadOut:
    """The stage that explains most, and by how much more than the rival it may least exceed."""

    first: str
    rival: str
    ahead: Number


@dataclass(frozen=True, slots=True)
class DriversOut:
    """What drives overall satisfaction; with `suppressed` no share and no place is given."""

    about: About
    people: int
    rarest_pair: int
    r_squared: Number
    suppressed: Suppression | None
    lead: LeadOut | None
    drivers: list[DriverOut]


@dataclass(frozen=True, slots=True)
class Contacts:
    """A group of contacts and its numbers by their key."""

    name: str
    contacts: int
    measures: dict[str, Measured]


@dataclass(frozen=True, slots=True)
class Denied:
    """Of those who wanted a channel, the share that did not get it."""

    channel: str
    contacts: int
    denied: Number


@dataclass(frozen=True, slots=True)
class Moved:
    """Of those who wanted one channel, the share that used another, or the same."""

    wanted: str
    used: str
    contacts: int
    share: Number


@dataclass(frozen=True, slots=True)
class ChannelsOut:
    """How customer service was reached and what came of it; agents never leave by this door."""

    about: About
    every: Contacts
    by_channel: list[Contacts]
    people_and_bots: list[Contacts]
    wanted: list[Denied]
    mobility: list[Moved]
    no_person: Number
    tested: int


def stage(told: About, name: str, answers: int, found: StageFound) -> StageOut:
    """Return the numbers of one stage."""
    return StageOut(
        told,
        name,
        answers,
        [
            Item(
                one.code,
                {str(score): n for score, n in sorted(one.scores.ratings.items())},
                one.scores.not_applicable,
                measured(one.mean),
                number(one.satisfied),
            )
            for one in found.items
        ],
        number(found.low),
        [StageTag(one.code, one.n, measured(one.share)) for one in found.tags],
        {
            group.name: [
                Stratum(one.value, measured(one.mean), number(one.satisfied)) for one in group.found
            ]
            for group in found.strata
        },
        found.tested,
    )


def drivers(told: About, found: Analysis) -> DriversOut:
    """Return the drivers, or why there are none."""
    refused, lead = found.drivers.suppressed, found.drivers.lead
    return DriversOut(
        told,
        found.people,
        found.rarest_pair,
        number(found.drivers.r_squared),
        refused,
        None if refused or lead is None else LeadOut(lead.first, lead.rival, number(lead.ahead)),
        []
        if refused
        else [
            DriverOut(
                one.stage.value,
                number(one.share),
                number(one.satisfied),
                one.place.value,
                rounded(one.inflation),
                number(one.swing.penalty),
                number(one.swing.reward),
                one.sensitivity.value if one.sensitivity else None,
            )
            for one in found.stages
        ],
    )


def channels(told: About, found: ChannelsFound) -> ChannelsOut:
    """Return the numbers of the service channels."""
    return ChannelsOut(
        told,
        _contacts(found.every),
        [_contacts(one) for one in found.by_channel],
        [_contacts(one) for one in found.people_and_bots],
        [Denied(one.channel, one.n, number(one.denied)) for one in found.wanted],
        [Moved(one.wanted, one.used, one.count, number(one.share)) for one in found.mobility],
        number(found.no_person),
        found.tested,
    )


def _contacts(column: Column) -> Contacts:
    named = zip(MEASURES, column.levels, strict=True)
    return Contacts(
        column.name, column.n, {measure.key: measured(level) for measure, level in named}
    )
