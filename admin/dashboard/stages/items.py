"""The questions of each stage under short names that fit a chart.

The wording that shoppers read is data and comes with the code.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from admin.dashboard.words import CORE, N_
from models.choices import Stage

# The core item first, then those that explain it.
ITEMS: Final[Mapping[Stage, Mapping[str, str]]] = MappingProxyType(
    {
        Stage.BROWSE: {
            "BR0": N_("Browse overall"),
            "BR1": N_("Finding things"),
            "BR2": N_("True descriptions"),
            "BR3": N_("Speed of pages"),
            "BR4": N_("Help in sight"),
        },
        Stage.PAY: {
            "PA0": N_("Pay overall"),
            "PA1": N_("Simple to pay"),
            "PA2": N_("Wanted way to pay"),
            "PA3": N_("Clear prices"),
            "PA4": N_("Safety of details"),
        },
        Stage.SHIP: {
            "SH0": N_("Ship overall"),
            "SH1": N_("Speed of dispatch"),
            "SH2": N_("Tracking"),
            "SH3": N_("Arrival as promised"),
            "SH4": N_("Changing address"),
        },
        Stage.RECEIVE: {
            "RE0": N_("Receive overall"),
            "RE1": N_("Right and complete"),
            "RE2": N_("Intact goods"),
            "RE3": N_("Easy handover"),
            "RE4": N_("Easy returns"),
        },
        Stage.CONTACT: {
            "CT9": N_("Contact overall"),
            "CTW": N_("Warmth"),
            "CTK": N_("Knowledge"),
        },
    }
)


def prefix(stage: Stage) -> str:
    """Return the letters with which the codes of a stage's items begin."""
    return CORE[stage][:2]
