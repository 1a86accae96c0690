"""Waits week by week beside their limits, as the page of alerts judges them.

Nothing is judged here: the page of alerts and this one show the same charts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from admin.alerts.figures import FORM_SECONDS, REPLY_HOURS
from admin.alerts.told import measure_name
from admin.dashboard.alerts import findings, gathering, shapes, sheets
from admin.dashboard.alerts.findings import Watched
from admin.dashboard.alerts.shapes import BASES, STANDINGS, Shown
from admin.dashboard.page import Context, Seen
from admin.dashboard.pictures import Picture
from admin.dashboard.words import Translate
from admin.exports.sheet import Sheet

# The names by which the charts may be had as files.
CHARTS: Final[Mapping[str, str]] = MappingProxyType(
    {REPLY_HOURS: "reply_weeks", FORM_SECONDS: "form_weeks"}
)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The waits that are watched, and how they are shown."""

    watched: tuple[Watched, ...]
    shown: Shown


@dataclass(frozen=True, slots=True)
class Course:
    """One wait as it is read: its chart by name, where it stands, and on what its limits rest."""

    measure: str
    title: str
    chart: str
    picture: Picture
    told: str


async def weeks(shop_id: int, seen: Seen, today: date) -> Weeks:
    """Return the waits of a shop, as its page of alerts has them."""
    rows = await gathering.rows(shop_id, seen, today)
    if rows.is_imported:
        return Weeks((), Shown(rows.shown, {}))
    every = {one.series.measure: one for one in findings.judge(rows, "", None).every}
    found = tuple(every[measure] for measure in CHARTS if measure in every)
    return Weeks(found, Shown(rows.shown, rows.notes))


def drawn(found: Weeks, say: Translate) -> Context:
    """Return the charts by their names, and what is said beside each that can be drawn."""
    courses = []
    for one in found.watched:
        picture = shapes.level_chart(one, found.shown, _no_tag, say)
        if picture is not None:
            courses.append(_course(one, picture, say))
    return {"courses": courses} | {one.chart: one.picture for one in courses}


def files(found: Weeks, say: Translate) -> tuple[Sheet, ...]:
    """Return the weeks as they go into a file."""
    return sheets.of_figures(found.watched, found.shown, _no_tag, say)


def _course(one: Watched, picture: Picture, say: Translate) -> Course:
    measure = one.series.measure
    title = measure_name(measure, _no_tag, say)
    told = say("The last judged week is {standing}; limits from: {basis}.").format(
        standing=say(STANDINGS[one.standing]), basis=say(BASES[one.basis])
    )
    if one.judged is None:
        told = say("Too few weeks for limits so far.")
    return Course(measure, title, CHARTS[measure], picture, told)


def _no_tag(code: str) -> str:
    """Name no complaint: none is among these measures."""
    return code
