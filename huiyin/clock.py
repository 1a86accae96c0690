"""The one clock and the one source of randomness; everything else is handed the time."""

import random
import secrets
import time
from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Return a clock that only goes forward, for measuring how long a thing took."""
    return time.perf_counter()


def fresh_token() -> str:
    """Return 160 random bits as text that is safe in an address."""
    return secrets.token_urlsafe(20)


def fresh_random() -> random.Random:
    """Return a generator seeded by the machine, for jitter and other things nobody must guess."""
    return random.SystemRandom()


def seeded_random(seed: int) -> random.Random:
    """Return a generator that always says the same; for the demo shop only."""
    return random.Random(seed)  # noqa: S311 - reproducible stories, not secrets
