"""Pure: a line of the log → what was done, to what by its name, and in detail, in words.

What has no words yet, or is not there any more, stands as it was written down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from admin.alerts.told import measure_name
from admin.cases.told import OUTCOMES
from admin.dashboard.alerts.acts import FROZE, MOVED
from admin.dashboard.taken import TAKEN
from admin.dashboard.words import N_, TagName, Translate
from admin.settings.deciding import CHANGED, TAKEN_BACK
from models.choices import AlertState, CaseOutcome, KeyPurpose, Role
from models.queries.shops import LogLine

KEY_MADE: Final = "api key made"
KEY_WITHDRAWN: Final = "api key withdrawn"
ASSIGNED: Final = "cases.assigned"
ROLE: Final = "staff.role"
DEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        TAKEN: N_("Took a file"),
        MOVED: N_("Moved an alert"),
        FROZE: N_("Froze a baseline"),
        CHANGED: N_("Changed a rule of asking"),
        TAKEN_BACK: N_("Restored a rule of before"),
        ASSIGNED: N_("Gave a case to somebody"),
        "cases.replied": N_("Wrote to a shopper"),
        "cases.closed": N_("Closed a case"),
        "cases.reopened": N_("Opened a case again"),
        "views.removed": N_("Deleted a shared view"),
        "views.put_back": N_("Put a shared view back"),
        KEY_MADE: N_("Made a key"),
        KEY_WITHDRAWN: N_("Withdrew a key"),
        "person erased": N_("Erased a person"),
        "shop.added": N_("Founded the shop"),
        ROLE: N_("Gave somebody a role"),
    }
)
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        AlertState.OPEN: N_("opened again"),
        AlertState.ACKNOWLEDGED: N_("acknowledged"),
        AlertState.CLOSED: N_("closed"),
    }
)
PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        KeyPurpose.NUMBERS: N_("numbers only"),
        KeyPurpose.WORDS: N_("numbers and comments"),
    }
)
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Role.OWNER: N_("owner"),
        Role.MANAGER: N_("manager"),
        Role.ANALYST: N_("analyst"),
        Role.SERVICE: N_("service staff"),
    }
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers in lines stand for: alerts' measures, keys, people, rules, complaints."""

    measures: Mapping[int, str] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    tag: TagName = str


@dataclass(frozen=True, slots=True)
class Told:
    """One line as it is read; `path` leads to the thing within the shop, where it has a page."""

    deed: str
    subject: str
    detail: str
    path: str = ""


def told(line: LogLine, names: Names, say: Translate) -> Told:
    """Return a line in words."""
    deed = say(DEEDS[line.action]) if line.action in DEEDS else line.action
    word = _WORDS.get(line.action) or (_a_case if line.action.startswith("cases.") else None)
    if word is None:
        return Told(deed, line.subject, line.detail)
    subject, detail, path = word(line, names, say)
    return Told(deed, subject, detail, path)


_Worded = tuple[str, str, str]


def _an_alert(line: LogLine, names: Names, say: Translate) -> _Worded:
    measure = names.measures.get(_number(line.subject), "")
    state, _, note = line.detail.partition(": ")
    detail = " · ".join(filter(None, (say(STATES[state]) if state in STATES else state, note)))
    name = measure_name(measure, names.tag, say) if measure else line.subject
    return name, detail, f"/alerts#alert-{_number(line.subject)}" if measure else "/alerts"


def _a_baseline(line: LogLine, names: Names, say: Translate) -> _Worded:
    every = say("everything that is watched")
    subject = every if line.subject == "all" else measure_name(line.subject, names.tag, say)
    weeks, _, number = line.detail.rpartition(": ")
    detail = say("{weeks}, {n} measures").format(weeks=weeks, n=number) if weeks else line.detail
    return subject, detail, "/alerts#baseline"


def _a_view(line: LogLine, names: Names, say: Translate) -> _Worded:  # noqa: ARG001 — one shape for all
    name, _, address = line.detail.rpartition(": ")
    return (name, address, "") if name else (line.subject, line.detail, "")


def _a_key(line: LogLine, names: Names, say: Translate) -> _Worded:
    label = names.keys.get(_number(line.subject)) if line.action == KEY_WITHDRAWN else None
    reads = say(PURPOSES[line.detail]) if line.detail in PURPOSES else line.detail
    return label or line.subject, reads, ""


def _a_case(line: LogLine, names: Names, say: Translate) -> _Worded:
    number = _number(line.subject)
    detail = line.detail
    if line.action == ASSIGNED:
        detail = names.people.get(_number(detail), detail)
    elif detail in set(CaseOutcome):
        detail = say(OUTCOMES[CaseOutcome(detail)])
    return say("Case {n}").format(n=line.subject), detail, f"/cases/{number}" if number else ""


def _a_rule(line: LogLine, names: Names, say: Translate) -> _Worded:
    return say(names.rules.get(line.subject, line.subject)), line.detail, "/settings"


def _a_role(line: LogLine, names: Names, say: Translate) -> _Worded:  # noqa: ARG001 — as above
    return line.subject, say(ROLES[line.detail]) if line.detail in ROLES else line.detail, ""


def _a_person(line: LogLine, names: Names, say: Translate) -> _Worded:  # noqa: ARG001 — as above
    return say("fingerprint {hash} of an address").format(hash=line.subject), line.detail, ""


_WORDS: Final[Mapping[str, Callable[[LogLine, Names, Translate], _Worded]]] = MappingProxyType(
    {
        MOVED: _an_alert,
        FROZE: _a_baseline,
        "views.removed": _a_view,
        "views.put_back": _a_view,
        KEY_MADE: _a_key,
        KEY_WITHDRAWN: _a_key,
        CHANGED: _a_rule,
        TAKEN_BACK: _a_rule,
        ROLE: _a_role,
        "person erased": _a_person,
    }
)


def _number(written: str) -> int:
    """Return a number as it was written down, 0 for anything else."""
    is_number = written.isascii() and written.isdecimal() and len(written) <= 10  # noqa: PLR2004 — 32 bits
    return int(written) if is_number else 0
