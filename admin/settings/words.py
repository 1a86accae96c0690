"""What a rule's value, its range and its fault are called, in the reader's language.

Pure. Names and reasons of the rules come with the rulebook.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from admin.dashboard.words import N_, Translate
from admin.settings.book import Fault, Rule
from admin.settings.form import percent
from models.choices import RuleKind

_LENGTH = re.compile(r"([0-9]+)\s*(d|h|min)")
_ONE: Final = {"d": N_("1 day"), "h": N_("1 hour"), "min": N_("1 minute")}
_MANY: Final = {"d": N_("%(n)s days"), "h": N_("%(n)s hours"), "min": N_("%(n)s minutes")}
UNITS: Final = (("d", N_("days")), ("h", N_("hours")), ("min", N_("minutes")))
_SIZES: Final = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1)))
# What groups are made of; one with another value is called by its kind and the value.
_GROUPS: Final = {
    "late=yes": N_("arrived late"),
    "late=no": N_("arrived on time"),
    "late=unknown": N_("no promised day known"),
    "by=person": N_("served by a person"),
    "by=program": N_("served by a program"),
}
_KINDS: Final = {
    "channel": N_("Sales channel"),
    "category": N_("Category"),
    "contact": N_("contact by"),
}
_WANTED: Final = {
    RuleKind.YES_NO: N_("Choose one of the list."),
    RuleKind.LENGTH: N_("Write a whole number and choose its unit: %(low)s to %(high)s."),
    RuleKind.CLOCK: N_("Write a time of day such as 21:00."),
    RuleKind.SHARE: N_("Write a percentage from %(low)s to %(high)s."),
    RuleKind.COUNT: N_("Write a whole number from %(low)s to %(high)s."),
    RuleKind.GROUPS: N_(
        "Write groups such as late=yes or channel=app;late=no, each with a percentage "
        "from %(low)s to %(high)s."
    ),
    RuleKind.CHOICE: N_("Choose one of the list."),
    RuleKind.TEXT: N_("Write one line of at most %(high)s characters."),
}


def said(rule: Rule, value: object, say: Translate) -> str:
    """Return a value of a rule in words; one that cannot be used as it stands."""
    match rule.kind:
        case RuleKind.YES_NO if isinstance(value, bool):
            return say("yes") if value else say("no")
        case RuleKind.LENGTH:
            return length(value, say)
        case RuleKind.SHARE:
            return _percent(value, say)
        case RuleKind.GROUPS if isinstance(value, Mapping):
            return groups(value, say)
    words = dict(rule.options)
    return say(words[str(value)]) if str(value) in words else str(value) or say("empty")


def bound(rule: Rule, value: timedelta | float | None, say: Translate) -> str:
    """Return the least or the most a rule may be."""
    if isinstance(value, timedelta):
        unit, size = next(one for one in _SIZES if value % one[1] == timedelta(0))
        return length(f"{value // size}{unit}", say)
    is_share = rule.kind in {RuleKind.SHARE, RuleKind.GROUPS}
    return _percent(value, say) if is_share or value is None else f"{value:,}"


def fault(rule: Rule, found: Fault, say: Translate) -> str:
    """Return why a rule cannot be used as typed, and what to do."""
    if found.clash:
        return say(found.clash)
    low, high = (bound(rule, value, say) for value in (rule.lowest, rule.highest))
    return say(_WANTED[rule.kind]) % {"low": low, "high": high}


def length(value: object, say: Translate) -> str:
    """Return a length of time in words."""
    found = _LENGTH.fullmatch(str(value))
    if found is None:
        return str(value)
    number, unit = int(found[1]), found[2]
    return say(_ONE[unit]) if number == 1 else say(_MANY[unit]) % {"n": number}


def groups(shares: Mapping[str, object], say: Translate) -> str:
    """Return groups with their shares in one line."""
    told = [f"{group(name, say)}: {_percent(rate, say)}" for name, rate in shares.items()]
    return "; ".join(told) or say("none")


def group(name: str, say: Translate) -> str:
    """Return what a group such as "late=yes;channel=app" is called."""
    return ", ".join(_part(part, say) for part in name.split(";"))


def _part(part: str, say: Translate) -> str:
    kind, _, value = part.partition("=")
    if part in _GROUPS:
        return say(_GROUPS[part])
    return f"{say(_KINDS[kind])} {value}" if kind in _KINDS else part


def _percent(value: object, say: Translate) -> str:
    return say("%(n)s %%") % {"n": percent(value)}
