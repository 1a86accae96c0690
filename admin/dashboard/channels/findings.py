"""Pure: contacts as they were told → the numbers of the page, and which differences are real.

Changes since the days before, channels, and bots against people are judged as one family.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from admin.dashboard.channels import measures
from admin.dashboard.channels.measures import BY_KEY, MEASURES, by_bot, used
from admin.dashboard.findings import Level
from admin.measures.change import Verdict, is_it_real
from admin.measures.contact import NO_PREFERENCE, Mobility, channel_denial, mobility_table
from admin.measures.estimate import HIDDEN_BELOW, SHOWN_FROM, Estimate
from admin.measures.shrinkage import Cell, ShrunkCell, shrink
from models.queries.channels import ContactTold

Told = Sequence[ContactTold]
# Which channel resolves more is asked of every channel; more questions would find more by chance.
COMPARED: Final = ("satisfied", "resolved", "denied")


@dataclass(frozen=True, slots=True)
class Column:
    """A group of contacts and its numbers, in the order of MEASURES."""

    name: str
    n: int
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What became of those who wanted one channel."""

    channel: str
    n: int
    denied: Estimate


@dataclass(frozen=True, slots=True)
class Agents:
    """Agents whose contacts suffice to be shown, by name; `few` have too few."""

    shown: tuple[ShrunkCell, ...]
    few: int


@dataclass(frozen=True, slots=True)
class Found:
    """Every number of the page; `people_and_bots` is empty where one of the two is missing."""

    every: Column
    by_channel: tuple[Column, ...]
    people_and_bots: tuple[Column, ...]
    wanted: tuple[Wanted, ...]
    mobility: tuple[Mobility, ...]
    few_wanted: int
    no_person: Estimate
    agents: Agents
    tested: int


def judge(now: Told, before: Told | None) -> Found:
    """Return every number of the page, with the verdicts on its differences."""
    channels = _channels(now)
    people = [told for told in now if by_bot(told) is False]
    bots = [told for told in now if by_bot(told) is True]
    changes = [measures.change(one, now, before or ()) for one in MEASURES]
    beside = [
        measures.change(BY_KEY[key], group, _others(now, name))
        for name, group in channels
        for key in COMPARED
    ]
    apart = [measures.change(one, bots, people) for one in MEASURES]
    verdicts = is_it_real([*changes, *beside, *apart])
    coming: Iterator[Verdict] = iter(verdicts)
    whole = [next(coming) for _ in MEASURES]
    every = _column("", now, [verdict if before is not None else None for verdict in whole])
    by_channel = tuple(_channel(name, group, coming) for name, group in channels)
    bot_column = _column("bot", bots, list(coming))
    person_column = _column("person", people, [None] * len(MEASURES))
    wanted, mobility, few = _moved(now)
    return Found(
        every=every,
        by_channel=by_channel,
        people_and_bots=(person_column, bot_column) if people and bots else (),
        wanted=wanted,
        mobility=mobility,
        few_wanted=few,
        no_person=measures.without_a_person(now),
        agents=agents_of(now),
        tested=verdicts[0].tested,
    )


def agents_of(told: Told) -> Agents:
    """
    Return each agent's share of resolved contacts within a channel, pulled towards its mean.

    All agents shape what is usual on a channel; only those with 30 contacts or more are shown.
    """
    cells = shrink(_cells(told))
    shown = [one for one in cells if one.cell.n >= SHOWN_FROM]
    by_name = sorted(shown, key=lambda one: (one.cell.channel, one.cell.agent))
    return Agents(tuple(by_name), len(cells) - len(shown))


def _cells(told: Told) -> list[Cell]:
    groups: dict[tuple[str, str], list[ContactTold]] = {}
    for one in told:
        if one.agent and one.channel:
            groups.setdefault((one.agent, one.channel), []).append(one)
    resolved = BY_KEY["resolved"]
    counted = ((key, measures.hits(resolved, group)) for key, group in groups.items())
    return [Cell(*key, *hits) for key, hits in sorted(counted) if hits[1]]


def _channels(told: Told) -> list[tuple[str, Told]]:
    """Return the contacts of each channel, most first: an order, not a ranking."""
    groups: dict[str, list[ContactTold]] = {}
    for one in told:
        if used(one):
            groups.setdefault(used(one), []).append(one)
    return sorted(groups.items(), key=lambda group: (-measures.contacts(group[1]), group[0]))


def _others(told: Told, channel: str) -> Told:
    return [one for one in told if used(one) not in {"", channel}]


def _column(name: str, group: Told, verdicts: Sequence[Verdict | None]) -> Column:
    levels = (
        Level(measures.estimate(one, group), verdict)
        for one, verdict in zip(MEASURES, verdicts, strict=True)
    )
    return Column(name, measures.contacts(group), tuple(levels))


def _channel(name: str, group: Told, coming: Iterator[Verdict]) -> Column:
    own = {key: next(coming) for key in COMPARED}
    return _column(name, group, [own.get(one.key) for one in MEASURES])


def _moved(told: Told) -> tuple[tuple[Wanted, ...], tuple[Mobility, ...], int]:
    """Return denial by wanted channel and the table of wanted by used, small rows left out."""
    pairs = list(measures.pairs(told))
    groups: dict[str, list[tuple[str | None, str]]] = {}
    for pair in pairs:
        if pair[0] not in {None, NO_PREFERENCE}:
            groups.setdefault(str(pair[0]), []).append(pair)
    ordered = sorted(groups, key=lambda name: (-len(groups[name]), name))
    enough = [name for name in ordered if len(groups[name]) >= HIDDEN_BELOW]
    wanted = tuple(Wanted(name, len(groups[name]), channel_denial(groups[name])) for name in enough)
    mobility = tuple(cell for cell in mobility_table(pairs) if cell.wanted in enough)
    return wanted, mobility, len(ordered) - len(enough)
