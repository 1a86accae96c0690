"""Pure: the tables of the channels' page as they go into a file."""

from admin.dashboard.channels.findings import Column, Found
from admin.dashboard.channels.measures import MEASURES
from admin.dashboard.channels.pictures import SERVED, channel_name
from admin.dashboard.stages.sheets import change, interval
from admin.dashboard.words import Translate
from admin.exports.sheet import Cell, Share, Sheet, figures, shares


def sheets(found: Found, say: Translate, *, with_agents: bool) -> tuple[Sheet, ...]:
    """Return every table of the page; agents only for those who may see them."""
    by_channel = _measures(say("By channel used"), found.by_channel, say)
    people = _measures(say("People and bots"), found.people_and_bots, say)
    whole = _measures(say("All contacts"), (found.every,), say)
    tables = [whole, by_channel, people, _mobility(found, say)]
    return (*tables, _agents(found, say)) if with_agents else tuple(tables)


def _measures(title: str, columns: tuple[Column, ...], say: Translate) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            _name(column.name, say),
            say(measure.name),
            *(shares if measure.is_share else figures)(level.estimate),
            *change(level.verdict, say),
        )
        for column in columns
        for measure, level in zip(MEASURES, column.levels, strict=True)
    ]
    headings = (say("Contacts"), say("Measure"), *interval(say), say("Difference"), say("Finding"))
    return Sheet(title, headings, tuple(rows))


def _name(name: str, say: Translate) -> str:
    return say(SERVED[name]) if name in SERVED else channel_name(name, say)


def _mobility(found: Found, say: Translate) -> Sheet:
    headings = (say("Channel wanted"), say("Channel used"), say("Contacts"), *interval(say))
    rows = tuple(
        (
            channel_name(cell.wanted, say),
            channel_name(cell.used, say),
            cell.count,
            *shares(cell.share),
        )
        for cell in found.mobility
    )
    return Sheet(say("The channel wanted, and the channel used"), headings, rows)


def _agents(found: Found, say: Translate) -> Sheet:
    headings = (say("Agent"), say("Channel"), say("As counted"), *interval(say))
    rows = tuple(
        (
            one.cell.agent,
            channel_name(one.cell.channel, say),
            Share(round(one.cell.hits / one.cell.n, 4)),
            *shares(one.share),
        )
        for one in found.agents.shown
    )
    return Sheet(say("Resolved, agent by agent"), headings, rows)
