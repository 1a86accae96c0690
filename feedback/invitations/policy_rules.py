"""Read a shop's own rules of asking from what its owner wrote; every fault is named at once.

Pure. The rules themselves, and what they are when a shop says nothing, are in `policy.py`.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import time, timedelta
from types import MappingProxyType
from typing import Any

from feedback.invitations.errors import PolicyInvalid
from feedback.invitations.policy import Policy
from feedback.invitations.strata import parts

_LENGTH = re.compile(r"(\d{1,4})\s*(d|h|min)")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}
_MOST_LETTERS = 366


def policy_of(overrides: Mapping[str, object]) -> Policy:
    """Return the default policy with a shop's overrides, such as `{"rest": "45d"}`.

    Raises
    ------
    PolicyInvalid
        If anything cannot be used; `faults` holds one sentence for each, naming the rule.
    """
    faults: list[str] = []
    read: dict[str, Any] = {}  # Any: each field has a type of its own
    for name, written in overrides.items():
        try:
            read[name] = _reader(name)(written)
        except ValueError as wanted:
            faults.append(f"{name} {wanted}, not {written!r}." if name in _READERS else str(wanted))
    policy = replace(Policy(), **read) if not faults else Policy()
    faults += _contradictions(policy)
    if faults:
        raise PolicyInvalid(tuple(faults))
    return policy


def as_written(policy: Policy) -> dict[str, object]:
    """Return a policy as an owner would write it; `policy_of` reads it back."""
    return {rule.name: _as_written(getattr(policy, rule.name)) for rule in fields(Policy)}


def _reader(name: str) -> Callable[[object], object]:
    if name not in _READERS:
        near = difflib.get_close_matches(name, _READERS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"There is no rule named {name!r}.{hint}")
    return _READERS[name]


def _yes_or_no(written: object) -> bool:
    if not isinstance(written, bool):
        raise ValueError("must be true or false")  # noqa: TRY004 - one kind of fault
    return written


def _length(written: object) -> timedelta:
    found = _LENGTH.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise ValueError("must be a length of time such as '30d', '2h' or '90min'")
    return int(found[1]) * _UNITS[found[2]]


def _clock_time(written: object) -> time:
    try:
        return time.fromisoformat(str(written)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise ValueError("must be a time of day such as '21:00'") from None


def _share(written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not 0 < written <= 1:
        raise ValueError("must be a share above 0 and up to 1")
    return float(written)


def _small_share(written: object) -> float:
    number = isinstance(written, int | float) and not isinstance(written, bool)
    if not number or not 0 <= float(str(written)) <= 1 / 2:
        raise ValueError("must be a share from 0 to 0.5")
    return float(str(written))


def _count(lowest: int) -> Callable[[object], int]:
    def read(written: object) -> int:
        whole = isinstance(written, int) and not isinstance(written, bool)
        if not whole or not lowest <= int(str(written)) <= _MOST_LETTERS:
            raise ValueError(f"must be a whole number from {lowest} to {_MOST_LETTERS}")
        return int(str(written))

    return read


def _shares_by_group(written: object) -> Mapping[str, float]:
    if not isinstance(written, Mapping):
        raise ValueError("must name groups and their shares, such as {'late=yes': 1.0}")  # noqa: TRY004 - one kind of fault
    for group in written:
        if not parts(str(group)) or not all(part.count("=") == 1 for part in parts(str(group))):
            raise ValueError("must name groups like 'late=yes' or 'channel=app;late=yes'")
    return MappingProxyType({str(group): _share(share) for group, share in written.items()})


_READERS: dict[str, Callable[[object], object]] = {
    "post_purchase": _yes_or_no,
    "post_contact": _yes_or_no,
    "wait_after_delivery": _length,
    "wait_after_contact": _length,
    "rest": _length,
    "rest_after_answer": _length,
    "most_per_year": _count(1),
    "contact_surveys_in_rest": _count(0),
    "sampling_rate": _share,
    "sampling_rates": _shares_by_group,
    "hold_out": _small_share,
    "quiet_from": _clock_time,
    "quiet_until": _clock_time,
    "open_contact": _length,
    "oldest_news": _length,
    "ask_within": _length,
    "remind_after": _length,
    "close_after": _length,
}


def _contradictions(policy: Policy) -> list[str]:
    """Return what each rule allows alone but not beside the others."""
    longest_wait = max(policy.wait_after_delivery, policy.wait_after_contact)
    said = []
    if policy.remind_after < timedelta(days=1):
        said.append("remind_after must be at least '1d'; people need time to reply.")
    if policy.close_after <= policy.remind_after:
        said.append("close_after must be longer than remind_after.")
    if policy.ask_within <= longest_wait:
        said.append("ask_within must be longer than the waits after delivery and contact.")
    return said


def _as_written(value: object) -> object:
    match value:
        case timedelta():
            return _length_as_written(value)
        case time():
            return value.isoformat("minutes")
        case Mapping():
            return dict(value)
    return value


def _length_as_written(length: timedelta) -> str:
    for unit, size in _UNITS.items():
        if length % size == timedelta(0):
            return f"{length // size}{unit}"
    raise ValueError(f"a rule cannot be as fine as {length}")
