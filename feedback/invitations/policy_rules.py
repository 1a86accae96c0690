"""Read a shop's own rules of asking from what its owner wrote; every fault is named at once.

Pure. What the rules do, and what they are when a shop says nothing, is in `policy.py`; which
values each may have, in `rules.py`.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeVar

from feedback.invitations.errors import Fault, PolicyInvalid
from feedback.invitations.policy import Policy
from feedback.invitations.rules import BY_NAME, HOUR, N_, POLICY_NAMES, RULES, Rule
from feedback.invitations.strata import is_group, parts
from models.choices import RuleKind

Choices = Mapping[str, object]
Value = TypeVar("Value", timedelta, float, int)
MOST_GROUPS: Final = 20
_LENGTH = re.compile(r"([0-9]{1,4})\s*(d|h|min)")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}
_WANTED = {
    RuleKind.YES_NO: "true or false",
    RuleKind.LENGTH: "a length of time such as '30d', '2h' or '90min', from {low} to {high}",
    RuleKind.CLOCK: "a time of day such as '21:00'",
    RuleKind.SHARE: "a share from {low} to {high}",
    RuleKind.COUNT: "a whole number from {low} to {high}",
    RuleKind.GROUPS: "groups such as 'late=yes' or 'channel=app;late=no', each with a share "
    "from {low} to {high}",
    RuleKind.CHOICE: "one of {options}",
    RuleKind.TEXT: "one line of at most {high} characters",
}


def policy_of(choices: Choices) -> Policy:
    """Return the default policy with a shop's choices, such as `{"rest": "45d"}`.

    Raises
    ------
    PolicyInvalid
        If anything cannot be used; `faults` holds one for each rule, naming it.
    """
    read, faults = _read(choices)
    own = {name: value for name, value in read.items() if name in POLICY_NAMES}
    policy = Policy() if faults else replace(Policy(), **own)
    faults += _contradictions(policy)
    if faults:
        raise PolicyInvalid(tuple(faults))
    return policy


def faults_of(choices: Choices) -> tuple[Fault, ...]:
    """Return what cannot be used of a shop's choices; nothing if all can."""
    try:
        policy_of(choices)
    except PolicyInvalid as invalid:
        return invalid.faults
    return ()


def as_written(policy: Policy) -> dict[str, object]:
    """Return a policy as an owner would write it; `policy_of` reads it back."""
    names = (rule.name for rule in RULES if rule.name in POLICY_NAMES)
    return {name: written(getattr(policy, name)) for name in names}


def tidied(choices: Choices) -> dict[str, object]:
    """Return choices as they are kept: in one spelling, and nothing that is the default anyway.

    Raises
    ------
    PolicyInvalid
        If anything cannot be used.
    """
    policy_of(choices)
    read = {name: written(value) for name, value in _read(choices)[0].items()}
    return {
        name: value
        for name, value in read.items()
        if name not in POLICY_NAMES or value != default(BY_NAME[name])
    }


def default(rule: Rule) -> object:
    """Return what holds for a rule, as an owner would write it, where a shop says nothing."""
    if rule.name in POLICY_NAMES:
        return written(getattr(Policy(), rule.name))
    return "zh-Hans" if rule.name == "locale" else ""


def written(value: object) -> object:
    """Return the value of a rule as an owner would write it."""
    match value:
        case timedelta():
            return _length_as_written(value)
        case time():
            return value.isoformat("minutes")
        case Mapping():
            return dict(value)
    return value


def _read(choices: Choices) -> tuple[dict[str, Any], list[Fault]]:  # Any: each rule has its type
    read: dict[str, Any] = {}  # Any: as above
    faults = []
    for name, told in choices.items():
        rule = BY_NAME.get(name)
        if rule is None:
            faults.append(_unknown(name))
            continue
        try:
            read[name] = _READERS[rule.kind](told, rule)
        except ValueError:
            faults.append(Fault(name, f"{name} must be {wanted(rule)}, not {told!r}."))
    return read, faults


def wanted(rule: Rule) -> str:
    """Return what a rule takes, for an operator."""
    low, high = (written(bound) for bound in (rule.lowest, rule.highest))
    options = ", ".join(repr(str(value)) for value, _ in rule.options)
    return _WANTED[rule.kind].format(low=low, high=high, options=options)


def _unknown(name: str) -> Fault:
    near = difflib.get_close_matches(name, BY_NAME, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return Fault(name, f"There is no rule named {name!r}.{hint}")


def _yes_or_no(told: object, _: Rule) -> bool:
    if not isinstance(told, bool):
        raise ValueError(told)  # noqa: TRY004 - one kind of fault
    return told


def _length(told: object, rule: Rule) -> timedelta:
    found = _LENGTH.fullmatch(told.strip()) if isinstance(told, str) else None
    if found is None:
        raise ValueError(told)
    length = int(found[1]) * _UNITS[found[2]]
    return _within(length, rule)


def _clock_time(told: object, _: Rule) -> time:
    if not isinstance(told, str) or not _CLOCK.fullmatch(told):
        raise ValueError(told)
    return time.fromisoformat(told).replace(second=0)


def _share(told: object, rule: Rule) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise ValueError(told)  # noqa: TRY004 - one kind of fault
    return _within(float(told), rule)


def _count(told: object, rule: Rule) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise ValueError(told)  # noqa: TRY004 - one kind of fault
    return _within(told, rule)


def _shares_by_group(told: object, rule: Rule) -> Mapping[str, float]:
    if not isinstance(told, Mapping) or len(told) > MOST_GROUPS:
        raise ValueError(told)
    shares = {str(group).lower(): share for group, share in told.items()}
    if not all(is_group(group) for group in shares):
        raise ValueError(told)
    return MappingProxyType(
        {";".join(sorted(parts(group))): _share(share, rule) for group, share in shares.items()}
    )


def _choice(told: object, rule: Rule) -> str:
    if told not in [value for value, _ in rule.options]:
        raise ValueError(told)
    return str(told)


def _text(told: object, rule: Rule) -> str:
    if not isinstance(told, str) or not told.isprintable():
        raise ValueError(told)
    _within(len(told.strip()), rule)
    return told.strip()


def _within(value: Value, rule: Rule) -> Value:
    lowest: Any = rule.lowest  # Any: of the type of the values, by the kind of the rule
    highest: Any = rule.highest  # Any: as above
    if not lowest <= value <= highest:
        raise ValueError(value)
    return value


_READERS: dict[RuleKind, Callable[[object, Rule], object]] = {
    RuleKind.YES_NO: _yes_or_no,
    RuleKind.LENGTH: _length,
    RuleKind.CLOCK: _clock_time,
    RuleKind.SHARE: _share,
    RuleKind.COUNT: _count,
    RuleKind.GROUPS: _shares_by_group,
    RuleKind.CHOICE: _choice,
    RuleKind.TEXT: _text,
}


def _contradictions(policy: Policy) -> list[Fault]:
    """Return what each rule allows alone but not beside the others."""
    longest_wait = max(policy.wait_after_delivery, policy.wait_after_contact)
    clashes = (
        (
            policy.close_after <= policy.remind_after,
            "close_after",
            N_("The survey must close later than its reminder is sent."),
        ),
        (
            policy.ask_within <= longest_wait,
            "ask_within",
            N_("This must be longer than the waits after delivery and contact."),
        ),
        (
            _awake(policy) < HOUR,
            "quiet_until",
            N_("Leave at least an hour of the day outside the quiet hours."),
        ),
    )
    return [Fault(name, f"{name}: {said}", said) for clash, name, said in clashes if clash]


def _awake(policy: Policy) -> timedelta:
    """Return how much of a usual day is not quiet; with equal ends all of it."""
    day = date(2026, 1, 1)
    quiet = datetime.combine(day, policy.quiet_until) - datetime.combine(day, policy.quiet_from)
    return timedelta(days=1) - quiet % timedelta(days=1)


def _length_as_written(length: timedelta) -> str:
    for unit, size in _UNITS.items():
        if length % size == timedelta(0):
            return f"{length // size}{unit}"
    raise ValueError(f"a rule cannot be as fine as {length}")
