"""Groups that are sampled at their own rates: how a group is named and which rate it gets.

Pure. A stratum is written "channel=app;late=yes;category=shoes"; the draw is in `policy.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from models.choices import ContactChannel

LONGEST_STRATUM = 120
LONGEST_PART = 40
UNKNOWN = "unknown"
# What strata are made of, and the only values of those that have few.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "channel": (),
        "late": ("yes", "no", UNKNOWN),
        "category": (),
        "contact": (*ContactChannel, UNKNOWN),
        "by": ("person", "program", UNKNOWN),
    }
)


def order_stratum(
    sales_channel: str, category: str, delivered_at: datetime | None, promised_at: datetime | None
) -> str:
    """Return the group of an order: sold where, late or not, what."""
    late = UNKNOWN
    if delivered_at is not None and promised_at is not None:
        late = "yes" if delivered_at > promised_at else "no"
    return _named({"channel": sales_channel, "late": late, "category": category})


def contact_stratum(channel: str, *, automated: bool | None) -> str:
    """Return the group of a contact: by which channel, with a person or a program."""
    by = UNKNOWN if automated is None else ("program" if automated else "person")
    return _named({"contact": channel, "by": by})


def rate_of(stratum: str, rates: Mapping[str, float], usual: float) -> float:
    """Return the sampling rate of a stratum: of all rates that fit, the one that says most.

    Where two say as much the higher counts, so that a rare group is never thinned by mistake.

    >>> rate_of("channel=app;late=yes", {"late=yes": 1.0, "channel=app": 0.5}, 0.2)
    1.0
    """
    own = parts(stratum)
    fitting = [(len(parts(name)), rate) for name, rate in rates.items() if parts(name) <= own]
    return max(fitting, default=(0, usual))[1]


def parts(name: str) -> frozenset[str]:
    """Return the "name=value" parts of a stratum, or of a rate's name."""
    return frozenset(filter(None, (part.strip() for part in name.split(";"))))


def is_group(name: str) -> bool:
    """Say whether a rate's name speaks of what strata are made of: "late=yes;channel=app".

    >>> is_group("late=yes;channel=app"), is_group("colour=red"), is_group("late=maybe")
    (True, False, False)
    """
    told = [part.partition("=") for part in parts(name)]
    known = (
        bool(value) and "=" not in value and kind in GROUPS and value in (GROUPS[kind] or (value,))
        for kind, _, value in told
    )
    return bool(told) and all(known)


def _named(values: Mapping[str, str]) -> str:
    told = (f"{name}={_plain(value)}" for name, value in values.items())
    return ";".join(told)[:LONGEST_STRATUM]


def _plain(value: str) -> str:
    """Return a value without the signs that divide a stratum."""
    kept = "".join(" " if sign in ";=" else sign for sign in value)
    return " ".join(kept.split())[:LONGEST_PART].lower() or UNKNOWN
