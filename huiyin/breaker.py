"""Domains that asked for fewer letters, and how long each is left alone.

Held in memory: a process that starts anew learns it again with one letter per domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class _Resting:
    times: int
    until: datetime


@dataclass(slots=True)
class Breaker:
    """Which domains rest, each longer the oftener it asked in a row."""

    _resting: dict[str, _Resting] = field(default_factory=dict)

    def rests_until(self, domain: str, now: datetime) -> datetime | None:
        """Return until when a domain is left alone, None when it is not."""
        resting = self._resting.get(domain)
        return resting.until if resting is not None and resting.until > now else None

    def trip(self, domain: str, now: datetime, rng: random.Random) -> datetime:
        """Leave a domain alone after it asked for fewer letters; return until when."""
        times = self._resting[domain].times + 1 if domain in self._resting else 1
        rest = min(FIRST_REST * (1 << min(times - 1, 10)), LONGEST_REST) * rng.uniform(0.8, 1.2)
        self._resting[domain] = _Resting(times, now + rest)
        return now + rest

    def heal(self, domain: str) -> None:
        """Forget a domain's wishes after it took a letter."""
        self._resting.pop(domain, None)
