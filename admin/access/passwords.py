"""Passwords: argon2id, computed off the event loop and never many at a time."""

from __future__ import annotations

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 10
# A login flood must not take every core: at most this many hashes are computed at once.
AT_ONCE: Final = 2

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_room = asyncio.Semaphore(AT_ONCE)
# Verified for unknown addresses too, so that they take as long as known ones.
_NOBODY: Final = _hasher.hash("nobody has this password")
TOO_COMMON: Final = frozenset(
    {
        *("1234567890", "0123456789", "password123", "password1234", "qwertyuiop", "1q2w3e4r5t"),
        *("qwerty12345", "iloveyou123", "a123456789", "123456789a", "woaini1314", "5201314520"),
    }
)


def fault_of(password: str) -> str | None:
    """Return an English sentence on what is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return "The password is too short: use 10 characters or more."
    if password.lower() in TOO_COMMON or len(set(password)) < SHORTEST // 2:
        return "This password is too easy to guess. Choose another one."
    return None


async def hashed(password: str) -> str:
    """Return what is kept of a password."""
    async with _room:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password_hash: str, password: str) -> bool:
    """Say whether `password` is the one; takes as long when there is none."""
    async with _room:
        return await asyncio.to_thread(_verify, password_hash or _NOBODY, password) and bool(
            password_hash
        )


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
