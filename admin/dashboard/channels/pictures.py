"""Pure: the charts and tables of the channels' page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin.charts.bars import Bar, bars
from admin.charts.drawing import NARROW, WIDE, Figure, Words
from admin.charts.heat import Cell, heat
from admin.dashboard.beside import beside_others
from admin.dashboard.channels.findings import Column, Found
from admin.dashboard.channels.measures import MEASURES, Measure
from admin.dashboard.findings import Level
from admin.dashboard.pictures import Picture
from admin.dashboard.shown import Shown, per_cent, points, shown
from admin.dashboard.verdicts import PER_CENT_BETTER, PER_CENT_WORSE, POINTS, Unit, figure
from admin.dashboard.words import CHANNELS, N_, Translate
from admin.measures.change import Verdict
from admin.measures.estimate import HIDDEN_BELOW, Visibility
from models.choices import ContactChannel

SERVED: Final[Mapping[str, str]] = MappingProxyType(
    {"person": N_("A person"), "bot": N_("A bot or self-service")}
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of a table, and what may be said of it beside others."""

    shown: Shown
    verdict: Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its heading, its number of contacts, its numbers."""

    name: str
    n: int
    marks: tuple[Mark, ...]


def channel_name(code: str, say: Translate) -> str:
    """Return a channel's name; one that we do not know stands for itself."""
    return say(CHANNELS[code]) if code in CHANNELS else code


def mark(measure: Measure, level: Level, say: Translate) -> Mark:
    """Return a number with its change since the days before."""
    return Mark(_shown(measure, level, say), figure(level.verdict, _unit(measure), say))


def lines(columns: tuple[Column, ...], say: Translate) -> tuple[Line, ...]:
    """Return one row per channel; groups under ten contacts keep only their number."""
    return tuple(
        Line(channel_name(one.name, say), one.n, tuple(_beside(one, place, say) for place in _ALL))
        for one in columns
    )


def apart(found: Found, say: Translate) -> tuple[Line, ...]:
    """Return one row per measure: people, bots, and whether they differ."""
    if not found.people_and_bots:
        return ()
    people, bots = found.people_and_bots
    return tuple(
        Line(
            say(measure.name),
            0,
            (
                Mark(_shown(measure, people.levels[place], say), Figure("")),
                Mark(
                    _shown(measure, bots.levels[place], say),
                    difference(measure, bots.levels[place].verdict, say),
                ),
            ),
        )
        for place, measure in enumerate(MEASURES)
    )


def difference(measure: Measure, verdict: Verdict | None, say: Translate) -> Figure:
    """Write whether one group differs from another."""
    return beside_others(verdict, _unit(measure), say("no difference"), say)


def mobility(found: Found, say: Translate) -> Picture | None:
    """Draw where those who wanted a channel ended up; None while too few said."""
    if not found.mobility:
        return None
    used = {cell.used for cell in found.mobility} | {cell.wanted for cell in found.mobility}
    order = [*(code for code in ContactChannel if code in used), *sorted(used - {*ContactChannel})]
    columns = (say("Wanted ↓ used →"), *(channel_name(code, say) for code in order))
    words = Words(
        say("The channel wanted, and the channel used"),
        say("Each row is the people who wanted a channel; its cells say where they ended up."),
    )
    wide = heat(_grid(found, order, "{count:,} · {share:.0%}", say), columns, words, WIDE)
    return Picture(wide, heat(_grid(found, order, "{share:.0%}", say), columns, words, NARROW))


def denial(found: Found, say: Translate) -> Picture | None:
    """Draw for each wanted channel how many did not get it; None while too few said."""
    if not found.wanted:
        return None
    rows = [
        Bar(
            channel_name(one.channel, say),
            one.denied.value or 0.0,
            one.denied.low,
            one.denied.high,
            (Figure(per_cent(one.denied.value or 0.0)), Figure(f"n {one.n:,}")),
            faint=one.denied.visibility is Visibility.GREY,
        )
        for one in found.wanted
    ]
    words = Words(
        say("Wanted and not got, by channel"),
        say("Of those who wanted a channel, the share that used another, with its 95 % interval."),
    )
    columns = (say("Channel wanted"), say("Not got"), say("Contacts"))
    return Picture(bars(rows, columns, words, WIDE), bars(rows, columns, words, NARROW))


def agents(found: Found, say: Translate) -> Picture | None:
    """Draw each agent's resolved share as it is best guessed; None where nobody may be shown."""
    if not found.agents.shown:
        return None
    rows = [
        Bar(
            f"{one.cell.agent} · {channel_name(one.cell.channel, say)}",
            one.share.value or 0.0,
            one.share.low,
            one.share.high,
            (
                Figure(per_cent(one.share.value or 0.0)),
                Figure(per_cent(one.cell.hits / one.cell.n)),
                Figure(f"n {one.cell.n:,}"),
            ),
        )
        for one in found.agents.shown
    ]
    words = Words(
        say("Resolved, agent by agent"),
        say("By name, not by rank: small numbers are pulled towards what is usual on the channel."),
    )
    columns = (say("Agent"), say("Best guess"), say("As counted"), say("Contacts"))
    return Picture(bars(rows, columns, words, WIDE), bars(rows, columns, words, NARROW))


def _grid(
    found: Found, order: Sequence[str], written: str, say: Translate
) -> list[tuple[str, list[Cell]]]:
    cells = {
        (cell.wanted, cell.used): Cell(
            cell.share.value or 0.0,
            written.format(count=cell.count, share=cell.share.value or 0.0),
            faint=cell.share.visibility is not Visibility.SHOWN,
        )
        for cell in found.mobility
    }
    nobody = Cell(0.0, "–")
    return [
        (channel_name(one.channel, say), [cells.get((one.channel, code), nobody) for code in order])
        for one in found.wanted
    ]


def _beside(column: Column, place: int, say: Translate) -> Mark:
    measure, level = MEASURES[place], column.levels[place]
    if column.n < HIDDEN_BELOW:
        return Mark(_shown(measure, level, say), Figure(""))
    return Mark(_shown(measure, level, say), difference(measure, level.verdict, say))


def _shown(measure: Measure, level: Level, say: Translate) -> Shown:
    return shown(level.estimate, per_cent if measure.is_share else points, say)


def _unit(measure: Measure) -> Unit:
    if measure.is_share:
        return PER_CENT_BETTER if measure.more_is_better else PER_CENT_WORSE
    return POINTS


_ALL: Final = range(len(MEASURES))
