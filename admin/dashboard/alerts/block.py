"""Shell: the open alerts as other pages and letters tell of them, the gravest first."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Final

from admin.alerts import told
from admin.alerts.gathering import lasting_of
from admin.dashboard.words import Translate
from admin.tag_names import tag_names
from models.queries import alerts
from models.queries.alerts import Alert

MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One alert: what happened, how it goes on, and which measure it is of."""

    measure: str
    sentence: str
    since: str


@dataclass(frozen=True, slots=True)
class Block:
    """The gravest open alerts, and how many more there are."""

    lines: tuple[Line, ...]
    more: int


def gravity(alert: Alert) -> tuple[bool, float]:
    """Order alerts: those that go on before those that are over, then by how far beyond limits."""
    return not alert.is_over, alert.value / alert.upper if alert.upper > 0 else math.inf


async def block(shop_id: int, last_week: str, locale: str, say: Translate) -> Block:
    """Return what a first screen says of a shop's open alerts, at the end of `last_week`."""
    every = await alerts.open_alerts(shop_id)
    if not every:
        return Block((), 0)
    name = partial((await tag_names(shop_id)).name, locale=locale)
    shown = sorted(every, key=gravity, reverse=True)[:MOST]
    lasts = await lasting_of(shop_id, shown, last_week)
    lines = tuple(
        Line(
            one.measure,
            told.what_happened(one, name, say, lasts.get(one.id)),
            told.since_then(one, say, lasts.get(one.id)),
        )
        for one in shown
    )
    return Block(lines, len(every) - len(lines))
