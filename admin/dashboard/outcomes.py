"""Pure: would they recommend the shop, buy again, trust it: what the rotating question tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin.charts.drawing import Figure
from admin.dashboard.findings import RECOMMEND, Findings
from admin.dashboard.shown import Shown, points, shown
from admin.dashboard.verdicts import POINTS, Unit, figure
from admin.dashboard.words import N_, Translate
from admin.measures.estimate import Visibility

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        RECOMMEND: N_("Would recommend (NPS, −100 to 100)"),
        "OV3": N_("Would buy again (1 to 5)"),
        "OV4": N_("Trusts the shop (1 to 5)"),
    }
)
# By which a program and the table of both kinds name them.
KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {RECOMMEND: "nps", "OV3": "buy_again", "OV4": "trust"}
)
WHOLE_POINTS: Final = Unit(lambda amount: f"{amount:.0f}", more_is_better=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome as it is read."""

    name: str
    number: Shown
    change: Figure


def nps_points(value: float) -> str:
    """Write a net promoter score: whole points with their sign."""
    return f"{value:+.0f}".replace("-", "−")


def rows(found: Findings, say: Translate) -> tuple[Row, ...]:
    """Return the outcomes that somebody rated in these days."""
    return tuple(
        _row(item, found, say) for item, level in found.outcomes.items() if level.estimate.n
    )


def _row(item: str, found: Findings, say: Translate) -> Row:
    level = found.outcomes[item]
    hidden = level.estimate.visibility is Visibility.HIDDEN
    number = shown(level.estimate, nps_points if item == RECOMMEND else points, say)
    change = figure(level.verdict, WHOLE_POINTS if item == RECOMMEND else POINTS, say)
    return Row(say(NAMES[item]), number, Figure("") if hidden else change)
