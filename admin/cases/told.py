"""Pure: a case's reasons in words, the same on pages and in letters."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from admin.cases import rules
from admin.cases.rules import Reason
from admin.dashboard.words import N_, STAGES, TagName, Translate
from models.choices import CaseOutcome

OUTCOMES: Final[Mapping[CaseOutcome, str]] = MappingProxyType(
    {
        CaseOutcome.SOLVED: N_("Solved"),
        CaseOutcome.PARTLY_SOLVED: N_("Solved in part"),
        CaseOutcome.NOT_SOLVED: N_("Could not be solved"),
        CaseOutcome.NOT_REACHED: N_("Shopper not reached"),
        CaseOutcome.NO_ACTION: N_("No action needed"),
    }
)


def why(kept: str, name: TagName, say: Translate) -> tuple[str, ...]:
    """Return the reasons of a case as they are kept, in words."""
    return tuple(_worded(one, name, say) for one in rules.read(kept))


def in_a_line(kept: str, name: TagName, say: Translate) -> str:
    """Return the reasons of a case in one line."""
    return " · ".join(why(kept, name, say))


def _worded(one: Reason, name: Callable[[str], str], say: Translate) -> str:
    if one.is_tag:
        return name(one.subject)
    stage = rules.STAGE_OF.get(one.subject)
    of_what = say(STAGES[stage]) if stage else say("Overall")
    return say("{what}: {score} of 5").format(what=of_what, score=one.score)
